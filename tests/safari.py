"""Safari's engine (WebKitGTK) on a screen that nobody sees, driven with a finger over the protocol of the W3C.

Commands go through httpx: there are nine of them, and a library for all browsers would look for drivers elsewhere.
"""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from glob import glob

import httpx

from tests.server import free_port

DRIVER = "WebKitWebDriver"
BROWSER = "/usr/lib/*/webkit*gtk-*/MiniBrowser"  # comes with the engine, for tests
QUIET = {
    "WEBKIT_DISABLE_COMPOSITING_MODE": "1",  # without a graphics card, layers cost more than they save
    "LIBGL_ALWAYS_SOFTWARE": "1",
    "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",  # it opens only what is ours; root has no sandbox
    "GTK_A11Y": "none",
    "NO_AT_BRIDGE": "1",
}
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
_PLACE = """(css, words) => {
    const seen = [...document.querySelectorAll(css)].find(
        (each) => each.getClientRects().length && (!words || each.textContent.trim() === words));
    if (!seen) return null;
    seen.scrollIntoView({block: "center"});
    const box = seen.getBoundingClientRect();
    const [x, y] = [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
    return seen.contains(document.elementFromPoint(x, y)) ? [x, y] : null;  // nothing lies over it
}"""
_STILL = f"""(() => {{  // the same place twice
    const place = ({_PLACE})(...arguments), before = window.place;
    window.place = place && [place, ...arguments].join();
    return window.place && window.place === before && place;
}})()"""
CONTROL, ENTER = "\ue009", "\ue007"


class Safari:
    """One window. Everything raises AssertionError with the engine's own words when the engine refuses it."""

    def __init__(self, driver: httpx.Client) -> None:
        options = {"binary": glob(BROWSER)[0], "args": ["--automation"]}
        wanted = {"pageLoadStrategy": "none", "webkitgtk:browserOptions": options}  # a page is waited for by its state
        self._driver, self._session = driver, ""
        self._session = f"/{self._command('', capabilities={'alwaysMatch': wanted})['sessionId']}"

    def _command(self, command: str, **named):
        answer = self._driver.post(f"/session{self._session}{command}", json=named).json()["value"]
        assert not (isinstance(answer, dict) and "error" in answer), f"{command}: {answer}"
        return answer

    def size(self, width: int, height: int) -> None:
        """Make the window so large that the page has width × height pixels."""
        self._command("/window/rect", x=0, y=0, width=width, height=height)
        frame = self.run("return outerHeight - innerHeight")
        self._command("/window/rect", x=0, y=0, width=width, height=height + frame)

    def open(self, url: str, *, first: str = "") -> None:
        """Go to an address, and run `first` as soon as there is a document, before its scripts have come."""
        self._command("/url", url=url)
        self.wait(f"location.href === arguments[0] && (() => {{ {first}\nreturn true; }})()", url)

    def run(self, script: str, *arguments):
        """What the body of a function returns in the page."""
        return self._command("/execute/sync", script=script, args=arguments)

    def wait(self, state: str, *arguments, within: float = 60):
        """Until the expression holds in the page; its value, or true for an element."""
        end = time.monotonic() + within
        while not (value := self.run(f"const value = {state}; return value?.nodeType ? true : value", *arguments)):
            assert time.monotonic() < end, f"not within {within} s: {state} {arguments}"
            time.sleep(0.1)  # the protocol has no waiting of its own
        return value

    def tap(self, css: str, words: str = "") -> None:
        """Touch the middle of the first thing of that selector, of those that can be seen and have just those words;
        wait until there is one and it stays where it is."""
        x, y = self.wait(_STILL, css, words)
        touch = [{"type": "pointerMove", "x": x, "y": y}, {"type": "pointerDown"}, {"type": "pointerUp"}]
        self._act("pointer", [{"button": 0, **each} for each in touch], parameters={"pointerType": "touch"})

    def press(self, *keys: str) -> None:
        """Keys that are held down together, such as Control and p."""
        down = [{"type": "keyDown", "value": key} for key in keys]
        self._act("key", down + [{"type": "keyUp", "value": key} for key in reversed(keys)])

    def _act(self, kind: str, actions: list[dict], **named) -> None:
        self._command("/actions", actions=[{"type": kind, "id": kind, "actions": actions, **named}])

    def type(self, css: str, text: str) -> None:
        """Type into the first field of that selector."""
        field = self._command("/element", using="css selector", value=css)[ELEMENT]
        self._command(f"/element/{field}/value", text=text)

    def back(self) -> None:
        self._command("/back")

    def quit(self) -> None:
        self._driver.delete(f"/session{self._session}")


@contextmanager
def safari(width: int, height: int) -> Iterator[Safari]:
    """A window of width × height pixels on a screen of its own, until the block ends."""
    readable, writable = os.pipe()
    with subprocess.Popen(
        ["Xvfb", "-displayfd", str(writable), "-screen", "0", f"{width}x{height + 200}x24", "-nolisten", "tcp"],
        pass_fds=[writable], stderr=subprocess.DEVNULL,
    ) as screen:  # fmt: skip
        os.close(writable)
        try:
            with os.fdopen(readable) as displays:
                display = displays.readline().strip()  # said once it is up
            with _driver(display) as driver:
                window = Safari(driver)
                try:
                    window.size(width, height)
                    yield window
                finally:
                    window.quit()
        finally:
            screen.terminate()


@contextmanager
def _driver(display: str) -> Iterator[httpx.Client]:
    port = free_port()
    environment = {**os.environ, **QUIET, "DISPLAY": f":{display}"}
    with subprocess.Popen([DRIVER, f"--port={port}"], env=environment) as process:
        transport = httpx.HTTPTransport(
            retries=8, trust_env=False
        )  # it listens a moment later; each try waits twice as long
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=180, transport=transport) as driver:
                yield driver
        finally:
            process.terminate()
