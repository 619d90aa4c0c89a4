"""Who is looking: a member, or an officer signed in through the council's identity provider or with the start-up code.

With [auth] in .streamlit/secrets.toml (OpenID Connect, st.login) the provider decides: its roles claim, or the list of
addresses in council.toml. Without it, officer pages open with the code printed when the dashboard starts.
"""

import html
import logging
import time

import streamlit as st

from access import audited, browser, claims, oddities
from access.officer_code import is_right, signed_out_at, valid_checksum
from access.provider import client_id, identity_provider
from access.scripts import inline
from access.sign_ins import SignIn, checksum, sign_ins
from access.tries import Tries
from data.settings import settings
from data.store import Author

log = logging.getLogger("dashboard")

MEMBER = Author("Member", "member")
DEFAULT_ROLE_TITLE = "IT performance officer"
EVERYWHERE = "On every device on which you are signed in; with the officer code, everybody who signed in with it."
AUDITED = 1_000  # failed sign-ins since the start that stand in the audit log
BY_CODE = "code"  # who somebody is that signed in with the code: nobody knows more

tries = Tries()


def current_author() -> Author:
    """The person in front of the screen: an officer with the name that the history shows, or a member.

    Raises SettingsError.
    """
    if identity_provider():
        return _by_provider()
    found = _by_code()
    return Author(found.name, found.role) if found else MEMBER


def signed_in() -> bool:
    """Whether the person is known, in whatever role."""
    if not identity_provider():
        return _by_code() is not None
    told = st.user.to_dict()
    return _token_holds(told) and _token_sign_in(told) is not None


def signed_in_too_long() -> bool:
    """The provider's token has run out or no longer counts, although its cookie is still there."""
    return identity_provider() and st.user.get("is_logged_in") is True and not signed_in()


def may_administer(author: Author) -> bool:
    """Whether the person sees to layouts and to the sign-in of others: where nobody is named, every officer does."""
    named = bool(settings().access.administrator_roles) and identity_provider()
    return author.may("administrator" if named else "officer")


def _by_code() -> SignIn | None:
    found = sign_ins().current(_code_key(), browser.browser(), browser.session())
    if found and found.began <= signed_out_at():
        sign_ins().end(_code_key())
        return None
    return found


def _code_key() -> str:
    return f"{BY_CODE} {browser.browser()}"


def _by_provider() -> Author:
    told = st.user.to_dict()
    found = _token_sign_in(told) if _token_holds(told) else None
    if found is None:
        return MEMBER
    found.role = claims.role_of(told, settings().access)
    return Author(claims.name_of(told), found.role, "account")


def _token_holds(told: claims.Claims) -> bool:
    return claims.holds(told, client_id(told.get("provider")), time.time())


def _token_sign_in(told: claims.Claims) -> SignIn | None:
    """The sign-in that a token stands for: in the browser in which it was made, until it ends."""
    register, here = sign_ins(), browser.browser()
    token, who = claims.token_id(told), claims.who(told)
    issued = claims.moment(told, "iat")
    longest = settings().access.longest_hours * 3600
    if not here or issued <= max(signed_out_at(), time.time() - longest) or register.ended(token, who, issued):
        return None
    if register.anothers(token, here):
        log.warning("A sign-in of %s was shown by another browser than the one it was made in", claims.name_of(told))
        return None
    if found := register.current(token, here, browser.session()):
        return found
    if register.ended(token, who, issued):
        return None  # that was its end: too long without use
    role = claims.role_of(told, settings().access)
    log.info("%s signed in as %s", claims.name_of(told), role)
    audited.note("signed in", Author(claims.name_of(told), role, "account"))
    return register.begin(token, browser=here, session=browser.session(), who=who, name=claims.name_of(told), role=role)


# -- on the screen -----------------------------------------------------------------------------------------------------


def ask_to_sign_in() -> None:
    """The way in for an officer, on the page they wanted: after it the same page opens."""
    if identity_provider():
        _ask_provider()
    else:
        _ask_code()


def sign_out(*, everywhere: bool = False) -> None:
    """End the sign-in of this browser; everywhere: of this person on every device, or of all who used the code."""
    told = st.user.to_dict() if identity_provider() else {}
    audited.note("signed out", current_author(), "everywhere" if everywhere else "")
    if everywhere:
        sign_ins().end_all(claims.who(told) if told else BY_CODE)
    elif told:
        sign_ins().end(claims.token_id(told))
    else:
        sign_ins().end(_code_key())
    if told:
        st.logout()
    else:
        st.rerun()


def own_sign_ins() -> dict[str, SignIn]:
    """What the person is signed in with elsewhere, by key; with the code, everybody who signed in with it."""
    told = st.user.to_dict() if identity_provider() else {}
    here = claims.token_id(told) if told else _code_key()
    return {key: each for key, each in sign_ins().of(claims.who(told) if told else BY_CODE).items() if key != here}


def end_own(key: str) -> None:
    """End one of the person's sign-ins elsewhere; nothing where it is no such one."""
    if key in own_sign_ins():
        sign_ins().end(key)
        audited.note("signed out", current_author(), "one elsewhere")


def sign_everybody_out() -> int:
    """End every sign-in in every browser; returns how many there were."""
    audited.note("signed out", current_author(), "everybody")
    ended = sign_ins().end_all()
    log.info("Everybody was signed out, %d in all", ended)
    return ended


def keep_signed_in() -> None:
    """Have the browser take its new cookie after somebody signed in with the code: from then on a reload is enough."""
    if identity_provider():
        return
    found = _by_code()
    if found is not None and found.ticket:
        ticket = f'<span hidden data-ticket="{html.escape(found.ticket)}"></span>'
        st.html(ticket + _EXCHANGE, unsafe_allow_javascript=True)


_TAKE_COOKIE = """
(() => {
  const ticket = [...document.querySelectorAll("[data-ticket]")].at(-1)?.dataset.ticket;
  if (!ticket) return;
  fetch("%s", {method: "POST", body: ticket, keepalive: true}).catch(() => {});  // else the next reload asks again
})();
"""
_EXCHANGE = inline(_TAKE_COOKIE % browser.EXCHANGE)


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
    if not browser.browser():
        st.warning(
            "Your browser keeps no cookie of this dashboard, so it cannot stay signed in. Allow cookies for this "
            "address and load the page again. If that does not help, the people who run the dashboard start it with "
            "**python serve.py**."
        )
        return
    with st.form("sign_in_code", border=False):
        st.markdown(
            "The **officer code** is printed in the window in which the dashboard was started; a new one is made at "
            "each start, and it counts once in each browser. Give a role, not a name: the history shows it beside what "
            "you change."
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
    if sent:
        _take_code(typed, " ".join(title.split())[:60])


def _take_code(typed: str, title: str) -> None:
    here, address = browser.browser(), browser.address()
    client = checksum(f"{here} {address}")
    if wait := tries.wait(client):
        st.error(f"Too many wrong codes. Wait {wait} {'second' if wait == 1 else 'seconds'}, then try again.")
    elif not title:
        st.error("Say which role you have, for example: IT performance officer.")
    elif not is_right(typed):
        tries.wrong(client, address)
        oddities.seen(oddities.WRONG_CODE)
        if tries.all_wrong <= AUDITED:  # who goes on guessing must not fill the store: the rest is in the log alone
            audited.note("sign-in failed", Author(address, "member", "none"))
        st.error("That is not the officer code that counts now. Look in the window in which the dashboard was started.")
    elif sign_ins().used(valid_checksum(), here):
        st.error(
            "This browser has signed in with this code before, and a code counts once in each browser. Ask the people "
            "who run the dashboard for a new one: **python -m data code** makes it."
        )
    else:
        tries.right(client)
        # who holds the code may do all that can be done on a page
        sign_ins().begin(
            _code_key(),
            browser=here,
            session=browser.session(),
            who=BY_CODE,
            name=title,
            role="administrator",
            code=valid_checksum(),
        )
        log.info("Signed in with the code from %s", address)
        audited.note("signed in", Author(title, "administrator"))
        st.rerun()
