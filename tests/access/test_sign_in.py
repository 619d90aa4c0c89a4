"""The start-up code, the roles an identity provider gives, and the end of a sign-in."""

import os
import time

import pytest
import streamlit as st
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as texts

import data.__main__
from access import claims as rules
from access import sign_in
from access.officer_code import officer_code
from access.provider import client_id, identity_provider
from access.sign_ins import sign_ins
from access.tries import Tries
from data.settings import settings as council_settings
from data.store import Author, NotAnApprover
from tests.people import SETTINGS, council, officer, said, visitor


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    store = council(tmp_path, monkeypatch)
    monkeypatch.setattr(sign_in, "tries", Tries())
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
    assert "not the officer code that counts now" in app.error[0].value
    assert [title.value for title in app.title] == ["Officer sign in"]


def test_a_role_title_is_needed():
    app = _try(visitor("pages/sign_in.py"), officer_code(), "  ")
    assert "Say which role you have" in app.error[0].value


def test_after_five_wrong_codes_even_the_right_one_must_wait_but_only_in_this_browser(monkeypatch):
    now = time.monotonic()
    monkeypatch.setattr("access.tries.time.monotonic", lambda: now)
    app = visitor("pages/sign_in.py")
    for _ in range(5):
        _try(app, "wrong")
    assert "Too many wrong codes. Wait" in _try(app, officer_code()).error[0].value
    assert [title.value for title in _try(visitor("pages/sign_in.py"), officer_code()).title] == ["Sign out"]
    now += 3
    assert [title.value for title in _try(app, officer_code()).title] == ["Sign out"]


def test_the_wait_grows_to_half_a_minute_and_is_one_clients_own(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr("access.tries.time.monotonic", lambda: now[0])
    tries, waits = Tries(), []
    for _ in range(14):
        tries.wrong("one", "10.0.0.7")
        waits.append(tries.wait("one"))
        now[0] += tries.wait("one") + 1
    assert waits[:4] == [0, 0, 0, 0]
    assert waits[4:] == sorted(waits[4:])
    assert max(waits) <= 31
    assert tries.wait("another") == 0
    tries.right("one")
    tries.wrong("one", "10.0.0.7")
    assert tries.wait("one") == 0


def test_wrong_codes_are_logged_with_where_they_came_from_and_many_of_them_as_an_error(caplog):
    tries = Tries()
    for number in range(1000):
        tries.wrong(f"browser {number}", "10.0.0.7")
    assert "Wrong officer code from 10.0.0.7, 1 in a row" in caplog.text
    assert [each.args for each in caplog.records if each.levelname == "ERROR"] == [(1000,)]
    assert tries.wait("an officer's") == 0


def _reloaded(app):
    """The same browser after it has taken its new cookie, in another tab."""
    told = sign_ins().everybody()[0]
    assert sign_ins().exchange(told.ticket, app.user["browser"], "a new cookie")
    return _same_browser(app)


def _same_browser(app, page="pages/submissions.py"):
    again = visitor()
    again.user = dict(app.user)
    return again.switch_page(page).run()


def test_another_tab_of_the_browser_is_signed_in_and_another_browser_is_not():
    app = officer("pages/sign_in.py")
    assert [title.value for title in _reloaded(app).title] == ["Submissions"]
    assert "is for the council's officers" in said(visitor("pages/submissions.py"))


def test_the_cookie_that_was_there_before_the_sign_in_is_worth_nothing_after_it():
    register = sign_ins()
    before = register.browser_of("planted")
    made = register.begin("code x", browser=before, session="tab", who="code", name="Desk", role="officer", code="c")
    ticket = made.ticket
    assert register.current("code x", before, "another tab") is None
    assert not register.exchange("guessed", before, "fresh") and not register.exchange("", before, "fresh")
    assert register.exchange(ticket, before, "fresh") and not register.exchange(ticket, before, "again")
    assert register.browser_of("fresh") == before and register.browser_of("planted") == ""
    assert register.role_in("tab", before) == "officer"
    assert register.role_in("tab", register.browser_of("strangers")) == "member"
    assert register.role_in("strangers tab", before) == "member"


@pytest.mark.parametrize("later, why", [(61 * 60, "idle"), (12 * 3600 + 1, "long")], ids=["idle", "in all"])
def test_a_sign_in_ends_after_an_hour_without_use_and_after_twelve_in_any_case(monkeypatch, later, why):
    app = officer("pages/submissions.py")
    began = time.time()
    clock = [began]
    monkeypatch.setattr("access.sign_ins.time.time", lambda: clock[0])
    while why == "long" and clock[0] < began + later - 3000:
        clock[0] += 3000
        assert [title.value for title in app.run().title] == ["Submissions"]
    clock[0] = began + later
    assert "is for the council's officers" in said(app.run())


def test_sign_ins_outlive_a_restart_and_whoever_did_not_take_the_cookie_signs_in_anew(tmp_path):
    from access.sign_ins import SignIns

    kept, first = tmp_path / "kept", SignIns(tmp_path / "kept")
    for name in ("taken", "left"):
        made = first.begin(name, browser=name, session="s", who="code", name="Desk", role="officer", code="c")
        if name == "taken":
            assert first.exchange(made.ticket, name, "cookie")
    assert oct(os.stat(kept).st_mode & 0o777) == "0o600"
    assert "cookie" not in kept.read_text().replace('"cookie":', "")
    second = SignIns(kept)
    assert second.current("taken", second.browser_of("cookie"), "s2") and not second.current("left", "left", "s")
    assert second.used("c", "taken") and not second.used("c", "left")
    kept.write_text("{not json")
    assert SignIns(kept).everybody() == []


def test_a_code_counts_once_in_a_browser_and_the_shell_makes_another(capsys, monkeypatch):
    app = officer("pages/sign_in.py")
    again = _reloaded(app)
    again.switch_page("pages/sign_in.py").run().button(key="sign_out").click().run()
    assert "counts once in each browser" in _try(again, officer_code()).error[0].value
    assert data.__main__.main(["code"]) == 0
    code = capsys.readouterr().out.split("Officer code: ")[1][:9]
    assert "not the officer code" in _try(again, officer_code()).error[0].value
    assert [title.value for title in _try(again, code).title] == ["Sign out"]


def test_the_shell_can_sign_everybody_out(capsys):
    app = officer("pages/submissions.py")
    assert data.__main__.main(["code", "--sign-out"]) == 0
    assert "Everybody has to sign in anew" in capsys.readouterr().out
    assert "is for the council's officers" in said(app.run())


def test_an_administrator_sees_who_is_signed_in_and_signs_all_out():
    other, app = officer("pages/submissions.py"), officer("pages/sign_in.py")
    assert "2 people are signed in" in said(app)
    app.button(key="sign_all_out").click().run()
    assert [title.value for title in app.title] == ["Officer sign in"]
    assert "is for the council's officers" in said(other.run())


def test_a_browser_without_a_cookie_is_told_what_to_do():
    app = visitor()
    app.user = {}
    app.switch_page("pages/sign_in.py").run()
    assert "keeps no cookie" in app.warning[0].value
    assert "sign_in_typed" not in [each.key for each in app.text_input]


def test_signing_out_closes_the_officers_pages():
    app = officer("pages/sign_in.py")
    app.button(key="sign_out").click().run()
    assert [title.value for title in app.title] == ["Officer sign in"]
    app.switch_page("pages/submissions.py").run()
    assert "is for the council's officers" in said(app)


# -- with an identity provider -----------------------------------------------------------------------------------------

NOW = time.time()


def _claims(**more):
    return {
        "is_logged_in": True,
        "iss": "https://provider.example",
        "sub": "someone",
        "aud": "dashboard",
        "iat": NOW - 5,
        "nonce": "one sign-in",
        "name": "Test Person",
        "email": "someone@wendlebury.example",
        "exp": NOW + 3600,
        "browser": "b1",
        **more,
    }


def _role(claims, **changed):
    return rules.role_of(claims, council_settings().access.model_copy(update=changed))


@pytest.mark.parametrize(
    "claims, role",
    [
        (_claims(roles=["officer"]), "officer"),
        (_claims(roles=["reader", "IT Officer"]), "officer"),
        (_claims(roles="IT Officer"), "officer"),
        (_claims(roles="reader, officer"), "officer"),
        (_claims(email="Head.of.IT@Wendlebury.example", email_verified=True), "officer"),
        (_claims(email="head.of.it@wendlebury.example", email_verified="true"), "officer"),
        (_claims(oid="7c1f"), "officer"),
        (_claims(sub="7c1f"), "officer"),
        (_claims(roles=["officer", "keeper"]), "administrator"),
    ],
)
def test_a_role_a_proved_address_or_an_id_says_what_somebody_is(claims, role):
    lists = {"officer_ids": ["7c1f"], "administrator_roles": ["keeper"]}
    assert _role(claims, officer_roles=["officer", "IT Officer"], **lists) == role


@pytest.mark.parametrize(
    "claims",
    [
        _claims(),
        _claims(roles=[]),
        _claims(roles="officers"),
        _claims(roles="not officer"),
        _claims(roles="Former officer"),
        _claims(roles="officer;"),
        _claims(roles={"officer": False}),
        _claims(roles=[["officer"]]),
        _claims(roles=["officer", 7]),
        _claims(roles=7),
        _claims(groups=["officer"]),
        _claims(email="head.of.it@wendlebury.example"),
        _claims(email="head.of.it@wendlebury.example", email_verified="False"),
        _claims(email="head.of.it@wendlebury.example", email_verified=1),
        _claims(email="head.of.\u0130t@wendlebury.example", email_verified=True),
        _claims(email=["head.of.it@wendlebury.example"], email_verified=True),
        _claims(email="", email_verified=True),
        _claims(email=None, roles=None),
    ],
    ids=lambda claims: repr((claims.get("roles"), claims["email"], claims.get("email_verified"))),
)
def test_anybody_else_who_signs_in_is_a_member(claims):
    assert _role(claims) == "member"


def test_letters_that_fold_alike_are_not_the_same_address():
    for listed, told in (("strasse@x.example", "stra\u00dfe@x.example"), ("task@x.example", "tas\u212a@x.example")):
        assert _role(_claims(email=told, email_verified=True), officers=[listed]) == "member"


def test_an_address_counts_unproved_only_where_the_council_says_that_its_provider_proves_them():
    claims = _claims(email="head.of.it@wendlebury.example")
    assert _role(claims, provider_proves_addresses=True) == "officer"
    assert _role({**claims, "email_verified": False}, provider_proves_addresses=True) == "member"


@pytest.mark.parametrize(
    "exp",
    [NOW - 1, 0, None, "soon", [], True, float("inf"), float("nan")],
    ids=["over", "0", "none", "soon", "list", "true", "inf", "nan"],
)
def test_a_token_that_has_run_out_or_never_says_when_holds_no_more(exp):
    assert not rules.holds(_claims(exp=exp), "dashboard", time.time())
    assert rules.holds(_claims(), "dashboard", time.time())


@pytest.mark.parametrize("aud", ["another", ["another"], ["another", "dashboard"], None, {"dashboard": 1}, ""])
def test_a_token_for_another_service_does_not_hold_here(aud):
    assert not rules.holds(_claims(aud=aud), "dashboard", time.time())
    assert not rules.holds(_claims(aud=aud), "", time.time())
    assert rules.holds(_claims(aud=["another", "dashboard"], azp="dashboard"), "dashboard", time.time())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts.dictionaries(
        texts.sampled_from(["roles", "email", "exp", "aud", "sub", "oid", "name", "email_verified", "is_logged_in"]),
        texts.one_of(
            texts.none(),
            texts.booleans(),
            texts.integers(),
            texts.text(max_size=8),
            texts.lists(texts.text(max_size=8)),
            texts.dictionaries(texts.text(max_size=8), texts.integers()),
        ),
    )
)
def test_no_odd_claim_breaks_the_page(claims):
    assert _role(claims) in ("member", "officer")
    assert rules.holds(claims, "dashboard", time.time()) in (True, False)
    assert rules.name_of(claims) and rules.token_id(claims) and rules.who(claims)


@pytest.fixture
def provider(monkeypatch):
    monkeypatch.setattr(sign_in, "identity_provider", lambda: True)
    monkeypatch.setattr(sign_in, "client_id", lambda provider: "dashboard")


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


def test_the_code_opens_nothing_where_the_provider_decides(monkeypatch):
    app = officer("pages/submissions.py")
    monkeypatch.setattr(sign_in, "identity_provider", lambda: True)
    assert "is for the council's officers" in said(app.run())


def test_a_sign_in_that_was_copied_to_another_browser_opens_nothing_there(provider):
    assert [title.value for title in _signed_in("pages/submissions.py", roles=["officer"]).title] == ["Submissions"]
    copied = _signed_in("pages/submissions.py", roles=["officer"], browser="b2")
    assert "has run out" in copied.warning[0].value
    without = _signed_in("pages/submissions.py", roles=["officer"], browser=None)
    assert "is for the council's officers" in said(without)


@pytest.mark.parametrize("key", ["sign_out", "sign_out_everywhere"])
def test_after_signing_out_the_same_token_opens_nothing_and_a_new_one_does(provider, key):
    app = _signed_in("pages/sign_in.py", roles=["officer"])
    app.button(key=key).click().run()
    again = _signed_in("pages/submissions.py", roles=["officer"])
    assert "has run out" in again.warning[0].value
    fresh = _signed_in("pages/submissions.py", roles=["officer"], nonce="another sign-in", iat=time.time() + 1)
    assert [title.value for title in fresh.title] == ["Submissions"]


def test_somebody_sees_their_own_sign_ins_elsewhere_and_ends_one_of_them(provider):
    here = _signed_in("pages/sign_in.py", roles=["officer"])
    assert "Signed in elsewhere" not in said(here)
    on_a_train = _signed_in("pages/submissions.py", roles=["officer"], nonce="train", browser="another")
    colleague = _signed_in("pages/submissions.py", roles=["officer"], nonce="colleague", sub="other", browser="third")
    here.run()
    (end,) = [each for each in here.button if each.label == "End this one"]
    assert "Since " in said(here) and ", last seen " in said(here)
    end.click().run()
    assert "Signed in elsewhere" not in said(here) and "You are signed in as" in said(here)
    assert "has run out" in on_a_train.run().warning[0].value
    assert [title.value for title in colleague.run().title] == ["Submissions"]


def test_a_sign_in_of_the_provider_ends_without_use_and_its_token_does_not_begin_another(provider, monkeypatch):
    app = _signed_in("pages/submissions.py", roles=["officer"], exp=time.time() + 9 * 3600)
    later = time.time() + 2 * 3600
    monkeypatch.setattr("access.sign_ins.time.time", lambda: later)
    monkeypatch.setattr("access.sign_in.time.time", lambda: later)
    for _ in range(2):
        assert "has run out" in app.run().warning[0].value


def test_members_sign_in_where_the_council_asks_them_to(provider, tmp_path, monkeypatch):
    (tmp_path / "council.toml").write_text(SETTINGS.format(sample="false") + "members_sign_in = true\n")
    stranger = visitor("pages/money.py")
    assert "is for the council's members and officers" in said(stranger)
    assert [title.value for title in _signed_in("pages/money.py").title] == ["No figures yet"]
    assert "is for the council's officers" in said(_signed_in("pages/upload.py"))


def test_the_provider_is_found_in_the_secrets(monkeypatch):
    assert not identity_provider()
    monkeypatch.setattr(st, "secrets", {"auth": {"client_id": "x", "entra": {"client_id": "y"}}})
    assert identity_provider()
    assert [client_id(each) for each in ("default", "entra", None, 7)] == ["x", "y", "x", "x"]


# -- two pairs of eyes -------------------------------------------------------------------------------------------------

MEASURES = b"measure_id,name,unit,better,theme\nbacklog,Open incidents,count,lower,demand\n"


def test_what_an_officer_uploads_an_approver_publishes(provider, tmp_path, store):
    lists = 'approval = true\napprover_roles = ["head"]\n'
    (tmp_path / "council.toml").write_text(SETTINGS.format(sample="false") + lists)
    app = _signed_in("pages/upload.py", roles=["officer"])
    app.file_uploader[0].set_value([("measures.csv", MEASURES, "text/csv")])
    app.run()
    for agreed in app.checkbox:
        agreed.check()
    next(each for each in app.button if each.label == "Hand to an approver").click()
    app.run()
    assert not app.exception and "waits as a draft" in said(app)
    assert store.version() == "empty", "members see nothing of it"
    (draft,) = store.query("SELECT submission_id FROM submissions")["submission_id"]
    with pytest.raises(NotAnApprover, match="ask an approver"):
        store.publish(draft, Author("Desk", "officer"))

    def opened(role):
        page = _signed_in("pages/submissions.py", roles=[role], nonce=role)
        return page.selectbox(key="chosen_submission").set_value(draft).run()

    assert "An approver publishes it." in said(opened("officer"))
    assert "waits for you" not in said(opened("officer")) and "1 draft waits for you to publish" in said(opened("head"))
    assert "Publish the draft" not in [each.label for each in opened("officer").button]
    opened("head").button(key=f"publish_{draft}").click().run()
    assert store.version() != "empty"
