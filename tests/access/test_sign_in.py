"""The start-up code, the roles an identity provider gives, and the end of a sign-in."""

import time

import pytest
import streamlit as st
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as texts

from access import sign_in
from access.officer_code import officer_code
from access.provider import identity_provider
from access.sign_in import MEMBER
from data.store import Author
from tests.people import council, officer, said, visitor


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    store = council(tmp_path, monkeypatch)
    monkeypatch.setattr(sign_in, "tries", sign_in._Tries())
    yield store
    store.close()


def _try(app, code, title=None):
    app.text_input(key="sign_in_typed").set_value(code)
    if title is not None:
        app.text_input(key="sign_in_role_title").set_value(title)
    next(button for button in app.button if button.label == "Sign in").click()
    return app.run()


# -- with the code -----------------------------------------------------------------------------------------------------


def test_the_right_code_opens_and_the_history_gets_the_role_title_not_a_name():
    app = _try(visitor("pages/sign_in.py"), officer_code(), "  Digital   services manager ")
    assert "You are signed in as **Digital services manager**" in said(app)


def test_a_code_typed_in_small_letters_and_without_the_dash_opens_too():
    app = _try(visitor("pages/sign_in.py"), " " + officer_code().replace("-", " ").lower())
    assert [title.value for title in app.title] == ["Sign out"]


@pytest.mark.parametrize("code", ["", "AAAA-AAAA", "ÄÖÜ", "x" * 1000])
def test_a_wrong_code_does_not_open(code):
    app = _try(visitor("pages/sign_in.py"), code)
    assert "not this start's officer code" in app.error[0].value
    assert [title.value for title in app.title] == ["Officer sign in"]


def test_a_role_title_is_needed():
    app = _try(visitor("pages/sign_in.py"), officer_code(), "  ")
    assert "Say which role you have" in app.error[0].value


def test_after_five_wrong_codes_even_the_right_one_must_wait(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(sign_in.time, "monotonic", lambda: now[0])
    tries = sign_in._Tries()
    for _ in range(5):
        assert tries.wait() == 0
        assert not tries.check("AAAA-AAAA")
    assert tries.wait() > 0
    assert not tries.check(officer_code())
    now[0] += 1
    assert not tries.check(officer_code()), "the wait is longer than a second"
    now[0] += 2
    assert tries.check(officer_code())
    assert tries.wait() == 0


def test_the_wait_grows_but_never_locks_officers_out_for_long(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(sign_in.time, "monotonic", lambda: now[0])
    tries, waits = sign_in._Tries(), []
    for _ in range(14):
        tries.check("wrong")
        waits.append(tries.wait())
        now[0] += tries.wait() + 1
    assert waits[:4] == [0, 0, 0, 0]
    assert waits[4:] == sorted(waits[4:])
    assert max(waits) <= 31


def test_a_new_session_brings_no_new_tries():
    for _ in range(5):
        _try(visitor("pages/sign_in.py"), "wrong")
    app = _try(visitor("pages/sign_in.py"), officer_code())
    assert "Too many wrong codes. Wait" in app.error[0].value


def test_signing_out_closes_the_officers_pages():
    app = officer("pages/sign_in.py")
    app.button(key="sign_out").click().run()
    assert [title.value for title in app.title] == ["Officer sign in"]
    app.switch_page("pages/submissions.py").run()
    assert "is for the council's officers" in said(app)


# -- with an identity provider -----------------------------------------------------------------------------------------

IN_AN_HOUR = time.time() + 3600


def _claims(**more):
    return {
        "is_logged_in": True,
        "name": "Test Person",
        "email": "someone@wendlebury.example",
        "exp": IN_AN_HOUR,
        **more,
    }


@pytest.mark.parametrize(
    "claims",
    [
        _claims(roles=["officer"]),
        _claims(roles=["reader", "officer"]),
        _claims(roles="reader, officer"),
        _claims(email="Head.of.IT@Wendlebury.example"),
        _claims(email="head.of.it@wendlebury.example", email_verified=True),
    ],
)
def test_a_role_or_a_listed_address_makes_an_officer(claims):
    assert sign_in._author_of(claims, time.time()) == Author("Test Person", "officer")


@pytest.mark.parametrize(
    "claims",
    [
        _claims(),
        _claims(roles=[]),
        _claims(roles="officers"),
        _claims(groups=["officer"]),
        _claims(email="head.of.it@wendlebury.example", email_verified=False),
        _claims(email=None, roles=None),
    ],
)
def test_anybody_else_who_signs_in_is_a_member(claims):
    assert sign_in._author_of(claims, time.time()).role == "member"


@pytest.mark.parametrize("exp", [time.time() - 1, 0, None, "soon", []], ids=["over", "0", "none", "soon", "list"])
def test_a_token_that_has_run_out_or_never_says_when_is_a_member(exp):
    assert sign_in._author_of(_claims(roles=["officer"], exp=exp), time.time()) == MEMBER


def test_claims_without_an_end_are_a_member():
    claims = _claims(roles=["officer"])
    del claims["exp"]
    assert sign_in._author_of(claims, time.time()) == MEMBER


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts.dictionaries(
        texts.sampled_from(["roles", "email", "exp", "name", "email_verified", "is_logged_in"]),
        texts.one_of(
            texts.none(),
            texts.booleans(),
            texts.integers(),
            texts.text(max_size=8),
            texts.lists(texts.text(max_size=8)),
        ),
    )
)
def test_no_odd_claim_breaks_the_page(claims):
    assert sign_in._author_of(claims, time.time()).role in ("member", "officer")


@pytest.fixture
def provider(monkeypatch):
    monkeypatch.setattr(sign_in, "identity_provider", lambda: True)


def _signed_in(page, **claims):
    app = visitor()
    app.user = _claims(**claims)
    return app.switch_page(page).run()


def test_an_officer_of_the_provider_opens_an_officers_page(provider):
    app = _signed_in("pages/submissions.py", roles=["officer"])
    assert [title.value for title in app.title] == ["Submissions"]


def test_a_member_of_the_provider_is_told_that_the_role_is_missing(provider):
    app = _signed_in("pages/submissions.py")
    assert "signed in, but not as an officer" in app.warning[0].value
    assert not app.text_input, "no way in by code where the provider decides"


def test_an_officer_whose_token_has_run_out_signs_in_again(provider):
    app = _signed_in("pages/submissions.py", roles=["officer"], exp=time.time() - 5)
    assert "has run out" in app.warning[0].value
    assert app.button(key="sign_in_provider").label == "Sign in with your council account"


def test_the_code_opens_nothing_where_the_provider_decides(provider):
    app = visitor()
    app.user = {"is_logged_in": False}
    app.session_state[sign_in._OFFICER] = "IT performance officer"
    app.switch_page("pages/submissions.py").run()
    assert "is for the council's officers" in said(app)


def test_the_provider_is_found_in_the_secrets(monkeypatch):
    assert not identity_provider()
    monkeypatch.setattr(st, "secrets", {"auth": {"client_id": "x"}})
    assert identity_provider()
