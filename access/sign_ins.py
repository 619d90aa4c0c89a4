"""Who is signed in, in which browser and since when: kept on this server, and beside the store for its next start.

A sign-in belongs to one browser, known by its cookie (access/browser.py). It ends by signing out, after a time without
use, after the longest time, or for everybody at once. Of cookies and tokens only checksums are kept.
"""

import hashlib
import json
import logging
import secrets
import threading
import time
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path

from data.settings import settings
from data.whole_file import write_whole

log = logging.getLogger("dashboard")

_WRITTEN_EVERY = 60.0  # seconds; what is lost of the last use is less than that
_CLOCKS_DIFFER = 300.0  # seconds
_SESSIONS_KEPT = 50  # open tabs of one sign-in
_NOT_KEPT = ("sessions", "ticket", "first_session")


def checksum(text: str) -> str:
    """What is kept in place of a cookie, a token or a code."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass
class SignIn:
    """One person in one browser. Times are seconds since 1970.

    who: the person as the provider knows them, or "code". cookie: checksum of the cookie that took the place of the
    browser's first one at sign-in. code: checksum of the code that was typed, if any. bound: the sign-in counts in
    every tab of the browser, not only where it was made.
    """

    browser: str
    who: str
    name: str
    role: str
    began: float
    seen: float
    cookie: str = ""
    code: str = ""
    bound: bool = False
    first_session: str = ""
    ticket: str = ""
    sessions: dict[str, None] = field(default_factory=dict)


class SignIns:
    """Every sign-in of one dashboard, by key: what makes it one, such as its browser or its token."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.RLock()
        self._kept: dict[str, SignIn] = {}
        self._ended: dict[str, float] = {}  # key of a token → until when that is kept
        self._ended_before: dict[str, float] = {}  # who ("" is everybody) → tokens from before count no more
        self._used: dict[str, list[str]] = {}  # checksum of a code → browsers that have signed in with it
        self._written = 0.0
        self._read()

    # -- a browser and its cookie --------------------------------------------------------------------------------------

    def browser_of(self, cookie: str) -> str:
        """The browser that a cookie stands for; '' for one that another has taken the place of."""
        if not cookie:
            return ""
        mine = checksum(cookie)
        with self._lock:
            for each in self._kept.values():
                if each.cookie == mine:
                    return each.browser
                if each.cookie and each.browser == mine:
                    return ""  # known before the sign-in, perhaps to others
        return mine

    def exchange(self, ticket: str, browser: str, cookie: str) -> bool:
        """The new cookie takes the place of the browser's first one, as a ticket of the sign-in allows once."""
        with self._lock:
            for each in self._kept.values():
                if ticket and browser and each.browser == browser and secrets.compare_digest(each.ticket, ticket):
                    each.cookie, each.bound, each.ticket = checksum(cookie), True, ""
                    # what is known of earlier codes is forgotten
                    self._used = {each.code: [*self._used.get(each.code, ()), browser]}
                    self._write()
                    return True
        return False

    # -- signing in and out --------------------------------------------------------------------------------------------

    def begin(self, key: str, *, browser: str, session: str, who: str, name: str, role: str, code: str = "") -> SignIn:
        """A new sign-in. One with a code counts in the tab in which it was made, until the cookie is exchanged."""
        now = time.time()
        made = SignIn(browser, who, name, role, now, now, code=code, bound=not code, first_session=session)
        made.ticket = secrets.token_urlsafe(24) if code else ""
        made.sessions[session] = None
        with self._lock:
            self._kept = {each: kept for each, kept in self._kept.items() if not _over(kept, now)}
            self._ended = {each: until for each, until in self._ended.items() if until > now}
            self._kept[key] = made
            self._write()
        return made

    def current(self, key: str, browser: str, session: str) -> SignIn | None:
        """The sign-in, if it is this browser's and has not ended; being asked for counts as use."""
        now = time.time()
        with self._lock:
            kept = self._kept.get(key)
            if kept is None or not browser or kept.browser != browser:
                return None
            if _over(kept, now):
                self.end(key)
                return None
            if not kept.bound and session != kept.first_session:
                return None
            kept.seen = now
            kept.sessions.pop(session, None)
            kept.sessions[session] = None
            while len(kept.sessions) > _SESSIONS_KEPT:
                del kept.sessions[next(iter(kept.sessions))]
            if now - self._written > _WRITTEN_EVERY:
                self._write()
            return kept

    def anothers(self, key: str, browser: str) -> bool:
        """Whether this sign-in was seen in another browser: what made it was copied."""
        with self._lock:
            kept = self._kept.get(key)
            return kept is not None and kept.browser != browser

    def ended(self, key: str, who: str, issued: float) -> bool:
        """Whether a token no longer counts although it has not run out: signed out here, or everywhere since."""
        with self._lock:
            since = max(self._ended_before.get(who, 0.0), self._ended_before.get("", 0.0))
            return key in self._ended or issued <= since

    def end(self, key: str) -> None:
        """Sign out: what made the sign-in does not make another one."""
        with self._lock:
            kept = self._kept.pop(key, None)
            if kept is None or not kept.code:
                self._ended[key] = time.time() + 24 * 3600  # longer than any token counts
            self._write()

    def end_all(self, who: str = "") -> int:
        """Sign a person out everywhere, or everybody; returns how many sign-ins that were."""
        with self._lock:
            gone = [key for key, each in self._kept.items() if who in ("", each.who)]
            for key in gone:
                del self._kept[key]
            self._ended_before[who] = time.time()
            self._write()
        return len(gone)

    def of(self, who: str) -> dict[str, SignIn]:
        """What a person is signed in with now, by key, the one seen last first."""
        now = time.time()
        with self._lock:
            own = {key: each for key, each in self._kept.items() if each.who == who and not _over(each, now)}
        return dict(sorted(own.items(), key=lambda item: -item[1].seen))

    def everybody(self) -> list[SignIn]:
        """Those who are signed in now, the one seen last first."""
        now = time.time()
        with self._lock:
            there = [each for each in self._kept.values() if not _over(each, now)]
        return sorted(there, key=lambda each: -each.seen)

    def role_in(self, session: str, browser: str) -> str:
        """The role of whoever is signed in in this session of this browser; "member" for all others."""
        now = time.time()
        with self._lock:
            for each in self._kept.values():
                if browser and each.browser == browser and session in each.sessions and not _over(each, now):
                    return each.role
        return "member"

    def anybody_in(self, browser: str) -> bool:
        """Whether somebody is signed in in this browser."""
        now = time.time()
        with self._lock:
            return any(browser and each.browser == browser and not _over(each, now) for each in self._kept.values())

    # -- a code counts once in a browser -------------------------------------------------------------------------------

    def used(self, code: str, browser: str) -> bool:
        """Whether this browser has signed in with the code before. code: its checksum."""
        with self._lock:
            return browser in self._used.get(code, ())

    # -- beside the store ----------------------------------------------------------------------------------------------

    def _read(self) -> None:
        try:
            told = json.loads(self._file.read_text(encoding="utf-8"))
            kept = {key: SignIn(**each) for key, each in told["sign_ins"].items()}
            self._kept = {key: each for key, each in kept.items() if each.bound}
            self._ended, self._ended_before = dict(told["ended"]), dict(told["ended_before"])
            self._used = dict(told["used"])
        except FileNotFoundError:
            pass
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            log.warning("The sign-ins of the last start cannot be read (%s): everybody signs in anew", error)

    def _write(self) -> None:
        self._written = time.time()
        told = {
            "sign_ins": {
                key: {name: value for name, value in asdict(each).items() if name not in _NOT_KEPT}
                for key, each in self._kept.items()
            },
            "ended": self._ended,
            "ended_before": self._ended_before,
            "used": self._used,
        }
        try:
            write_whole(self._file, json.dumps(told), private=True)
        except OSError as error:
            log.warning("Sign-ins cannot be kept for the next start: %s", error)


def _over(kept: SignIn, now: float) -> bool:
    rules = settings().access
    if now < kept.seen - _CLOCKS_DIFFER:
        return True  # the clock was set back: nobody knows how long ago that was
    return now - kept.seen > rules.idle_minutes * 60 or now - kept.began > rules.longest_hours * 3600


@lru_cache(maxsize=64)
def _of(file: Path) -> SignIns:
    return SignIns(file)


def sign_ins() -> SignIns:
    """The sign-ins of this dashboard. Raises SettingsError."""
    store = settings().store_path
    return _of(store.with_name(store.name + ".sign-ins"))
