"""What other programs read by themselves at an address that stays: the meetings as a calendar file, and the feed.

They cannot sign in. Where members have to, nobody is told anything here; the Meetings page has the calendar file.
"""

from collections.abc import Callable
from functools import partial
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from streamlit import get_option

from briefing import BriefingError
from briefing.making import meetings_of
from data.settings import SettingsError, settings
from data.store import StoreError, open_store
from exhibits import View

_CALENDAR, _FEED = "meetings.ics", "feed.xml"
_SIGN_IN = "Here members sign in, and a program that reads this address cannot. The Meetings page has the file."
_ALONE = {"cache-control": "no-cache"}
_served: list[str] = []  # what this process answers; started by `streamlit run dashboard.py` it answers none of it


def routes() -> list[Route]:
    """For the server: the addresses and what answers them."""
    made = {_CALENDAR: _calendar, _FEED: _feed}
    _served.extend(made)
    return [Route(f"/{path}", _answering(answer)) for path, answer in made.items()]


def calendar_address(page: str, committee: str) -> str:
    """Where a calendar can read a committee's meetings again and again; '' where nobody answers it.

    page: address of the page that says so, as the browser knows it.
    """
    if _CALENDAR not in _served or not page or settings().access.members_sign_in:
        return ""
    return f"{beside(page, _CALENDAR)}?{urlencode({'committee': committee})}"


def feed_address(page: str) -> str:
    """Where programs can read what was published; '' where nobody answers it. page: as in calendar_address()."""
    told = settings().access
    if _FEED not in _served or not page or not told.feed or told.members_sign_in:
        return ""
    return beside(page, _FEED)


def beside(page: str, path: str) -> str:
    """The whole address of `path` on the server that serves `page`."""
    parts = urlsplit(page)
    base = get_option("server.baseUrlPath").strip("/")
    return "/".join(filter(None, (f"{parts.scheme}://{parts.netloc}", base, path)))


def _answering(made: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """The answer, or a sentence in its place. Starlette runs it beside the others, as it is no coroutine."""

    def answer(request: Request) -> Response:
        try:
            if settings().access.members_sign_in:
                return PlainTextResponse(_SIGN_IN, 403, _ALONE)
            return made(request)
        except BriefingError as problem:
            return PlainTextResponse(str(problem), 404, _ALONE)
        except (StoreError, SettingsError) as problem:
            return PlainTextResponse(str(problem), 503, _ALONE)

    return answer


def _calendar(request: Request) -> Response:
    from briefing.calendar_file import calendar_file  # what writes it takes long to load: the server starts without

    committee = request.query_params.get("committee") or None
    if committee:
        meetings_of(View(), committee)  # says which there are, where there is none of this name
    place = beside(str(request.url), "meetings")
    return Response(calendar_file(committee, place), headers=_ALONE, media_type="text/calendar")


def _feed(request: Request) -> Response:
    from briefing.feed import feed  # likewise

    if not settings().access.feed:
        return PlainTextResponse("There is no feed: access.feed in council.toml switches it on.", 404, _ALONE)
    place = partial(beside, str(request.url))
    return Response(feed(open_store(), place), headers=_ALONE, media_type="application/atom+xml")
