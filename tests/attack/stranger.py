"""Somebody who speaks to a running dashboard without a browser: cookies, WebSocket, widget states, as they please."""

import hashlib
from dataclasses import dataclass, field
from types import TracebackType
from urllib.parse import urlsplit

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

COOKIE = "dashboard_browser"
REFUSED = "is for the council's officers"


def browser_id(cookie: str) -> str:
    """What the server makes of a first cookie: no secret of the code's."""
    return hashlib.sha256(cookie.encode()).hexdigest()


def new_browser(url: str) -> httpx.Client:
    """A browser that has come to the dashboard for the first time, with the cookies that it got."""
    client = httpx.Client(base_url=url)
    client.get("/_stcore/health")
    return client


@dataclass
class Tab:
    """An open page: connects at once; run() has the server draw it. session: an id that the tab claims as its own."""

    browser: httpx.Client
    page: str
    session: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    origin: str = ""
    given: str = ""  # the id that the server gave
    page_hash: str = ""
    first_cookie: str = ""  # the browser's, before somebody signed in
    elements: list[Element] = field(default_factory=list)
    fragments: set[str] = field(default_factory=set)  # parts that can be run without their page

    def __post_init__(self) -> None:
        place = str(self.browser.base_url).rstrip("/")
        cookies = "; ".join(f"{name}={value}" for name, value in self.browser.cookies.items())
        xsrf = self.browser.cookies.get("_streamlit_xsrf", "x")
        self._opened = connect(
            f"ws://{urlsplit(place).netloc}/_stcore/stream",
            origin=self.origin or place,
            subprotocols=["streamlit", xsrf, *([self.session] if self.session else [])],
            additional_headers={**({"cookie": cookies} if cookies else {}), **self.headers},
            max_size=None,
            open_timeout=30,
        )
        self.socket: ClientConnection = self._opened.__enter__()

    def __enter__(self) -> "Tab":
        return self.run()

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.socket.close()

    def run(self, pressed: str = "", page_hash: str = "", fragment: str = "", **typed: str) -> "Tab":
        """Draw the page or a fragment of it, with words typed into inputs by their keys, and a button pressed."""
        message = BackMsg()
        rerun = message.rerun_script
        rerun.query_string = ""
        rerun.fragment_id = fragment
        if page_hash or self.page_hash:
            rerun.page_script_hash = page_hash or self.page_hash
        else:
            rerun.page_name = self.page
        for key, words in typed.items():
            rerun.widget_states.widgets.add(id=self._id(key), string_value=words)
        if pressed:
            rerun.widget_states.widgets.add(id=self._id(pressed), trigger_value=True)
        self.socket.send(message.SerializeToString())
        self.elements = []
        while True:
            answer = ForwardMsg.FromString(self.socket.recv(timeout=60))
            kind = answer.WhichOneof("type")
            if kind == "new_session":
                self.given = answer.new_session.initialize.session_id or self.given
                self.page_hash = answer.new_session.page_script_hash or self.page_hash
                self.elements = []
            elif kind == "navigation":
                self.page_hash = answer.navigation.page_script_hash or self.page_hash
            elif kind == "delta" and answer.delta.WhichOneof("type") == "new_element":
                self.elements.append(answer.delta.new_element)
            if kind == "delta" and answer.delta.fragment_id:
                self.fragments.add(answer.delta.fragment_id)
            if kind == "script_finished" and answer.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return self

    def said(self) -> str:
        """Headings, texts and notices of the page, in their order."""
        told = (getattr(each, str(each.WhichOneof("type"))) for each in self.elements)
        return "\n".join(str(each.body) for each in told if hasattr(each, "body"))

    def has(self, kind: str) -> bool:
        """Whether the page holds an element of this kind, such as "file_uploader"."""
        return any(each.WhichOneof("type") == kind for each in self.elements)

    def sign_in(self, code: str) -> "Tab":
        """With the officer code; takes the new cookie as the page's script would."""
        self.run(pressed="-Sign in", sign_in_typed=code, sign_in_role_title="Test desk")
        if ticket := self.ticket():
            assert self.browser.post("/signed_in", content=ticket).status_code == 204
        return self

    def ticket(self) -> str:
        """What the page hands its browser to exchange the cookie with, '' where it does not."""
        scripts = [each.html.body for each in self.elements if each.WhichOneof("type") == "html"]
        found = [each.split('data-ticket="')[1].split('"')[0] for each in scripts if 'data-ticket="' in each]
        return found[0] if found else ""

    def _id(self, key: str) -> str:
        named = [getattr(each, str(each.WhichOneof("type"))) for each in self.elements]
        return next(each.id for each in named if getattr(each, "id", "").endswith(key))
