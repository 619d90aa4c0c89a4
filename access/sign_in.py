"""Who is looking: a member, or an officer signed in through the council's identity provider or with the start-up code.

With [auth] in .streamlit/secrets.toml (OpenID Connect, st.login) the provider decides: its roles claim, or the list of
addresses in council.toml. Without it, officer pages open with the code printed when the dashboard starts.
"""

import hmac
import logging
import threading
import time

import streamlit as st

from access.officer_code import officer_code
from access.provider import identity_provider
from data.settings import settings
from data.store import Author

log = logging.getLogger("dashboard")

MEMBER = Author("Member", "member")
DEFAULT_ROLE_TITLE = "IT performance officer"

_OFFICER = "_officer_role_title"  # in the session, after the right code
_FREE_TRIES = 5
_LONGEST_WAIT = 30  # seconds


class _Tries:
    """Wrong codes of all sessions together: a new session must not bring new tries."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wrong = 0
        self._not_before = 0.0

    def wait(self) -> int:
        """Seconds until the next try counts."""
        return max(0, round(self._not_before - time.monotonic() + 0.5))

    def check(self, typed: str) -> bool:
        with self._lock:
            if self.wait():
                return False
            right = hmac.compare_digest(_bare(typed).encode(), _bare(officer_code()).encode())
            self._wrong = 0 if right else self._wrong + 1
            if self._wrong >= _FREE_TRIES:
                self._not_before = time.monotonic() + min(2 ** (self._wrong - _FREE_TRIES + 1), _LONGEST_WAIT)
            if not right:
                log.warning("Wrong officer code, %d in a row", self._wrong)
            return right


tries = _Tries()


def current_author() -> Author:
    """The person in front of the screen: an officer with the name that the history shows, or a member."""
    if identity_provider():
        return _author_of(st.user.to_dict(), time.time())
    title = st.session_state.get(_OFFICER)
    return Author(title, "officer") if title else MEMBER


def signed_in_too_long() -> bool:
    """The provider's token has run out, although its cookie is still there."""
    return (
        identity_provider() and bool(st.user.get("is_logged_in")) and not _still_valid(st.user.to_dict(), time.time())
    )


def _author_of(claims: dict, now: float) -> Author:
    """From the claims of the ID token (OpenID Connect Core 1.0, section 2) to a role. An expired token is a member."""
    if not claims.get("is_logged_in") or not _still_valid(claims, now):
        return MEMBER
    name = str(claims.get("name") or claims.get("email") or claims.get("sub") or "Signed in")
    return Author(name, "officer" if _is_officer(claims) else "member")


def _still_valid(claims: dict, now: float) -> bool:
    try:
        return float(claims["exp"]) > now
    except (KeyError, TypeError, ValueError):
        return False


def _is_officer(claims: dict) -> bool:
    rules = settings().access
    held = claims.get(rules.role_claim) or []
    held = held.replace(",", " ").split() if isinstance(held, str) else [str(role) for role in held]
    if set(held) & set(rules.officer_roles):
        return True
    address = str(claims.get("email") or "").strip().casefold()
    proved = claims.get("email_verified", True) not in (False, "false")
    return bool(address) and proved and address in {officer.strip().casefold() for officer in rules.officers}


def _bare(code: str) -> str:
    return "".join(letter for letter in code.upper() if letter.isalnum())


# -- on the screen -----------------------------------------------------------------------------------------------------


def ask_to_sign_in() -> None:
    """The way in for an officer, on the page they wanted: after it the same page opens."""
    if identity_provider():
        _ask_provider()
    else:
        _ask_code()


def sign_out() -> None:
    """End the sign-in of this session."""
    st.session_state.pop(_OFFICER, None)
    if identity_provider():
        st.logout()
    else:
        st.rerun()


def _ask_provider() -> None:
    if signed_in_too_long():
        st.warning("Your sign-in has run out. Sign in again to go on.")
    elif st.user.get("is_logged_in"):
        st.warning(
            "You are signed in, but not as an officer. Ask the people who run this dashboard to give your account "
            "the officer role, or sign in with another account."
        )
    if st.button("Sign in with your council account", type="primary", key="sign_in_provider"):
        st.login()


def _ask_code() -> None:
    with st.form("sign_in_code", border=False):
        st.markdown(
            "The **officer code** is printed in the window in which the dashboard was started; a new one is made at "
            "each start. Give a role, not a name: the history shows it beside what you change."
        )
        typed = st.text_input(
            "Officer code",
            key="sign_in_typed",
            autocomplete="one-time-code",
            width=320,
        )
        title = st.text_input(
            "Your role, as the history should show it",
            value=DEFAULT_ROLE_TITLE,
            key="sign_in_role_title",
            max_chars=60,
            width=320,
        )
        sent = st.form_submit_button("Sign in", type="primary")
    if not sent:
        return
    if wait := tries.wait():
        st.error(f"Too many wrong codes. Wait {wait} {'second' if wait == 1 else 'seconds'}, then try again.")
    elif not " ".join(title.split()):
        st.error("Say which role you have, for example: IT performance officer.")
    elif tries.check(typed):
        st.session_state[_OFFICER] = " ".join(title.split())[:60]
        log.info("Officer signed in with the code")
        st.rerun()
    else:
        st.error("That is not this start's officer code. Look in the window in which the dashboard was started.")
