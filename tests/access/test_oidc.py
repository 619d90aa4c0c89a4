"""Sign-in through an identity provider, with a real server and a real browser on both sides."""

import base64
import json
import time

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from oidc_provider_mock import User, _app, run_server_in_thread
from playwright.sync_api import Page
from streamlit import auth_util

from tests.people import SETTINGS
from tests.server import DASHBOARD, serve

pytestmark = pytest.mark.browser

MEASURES = b"measure_id,name,unit,better,theme\nbacklog,Open incidents,count,lower,demand\n"
SECRET = "only for this test, made up of many letters"
SECRETS = """
[auth]
redirect_uri = "http://localhost:{{port}}/oauth2callback"
cookie_secret = "{secret}"
client_id = "dashboard"
client_secret = "only for this test"
server_metadata_url = "http://localhost:{provider}/.well-known/openid-configuration"
client_kwargs = {{ scope = "openid email profile" }}
"""


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory):
    folder = tmp_path_factory.mktemp("oidc")
    approval = 'approval = true\napprover_roles = ["head"]\n'
    (folder / "council.toml").write_text(SETTINGS.format(sample="false") + approval, encoding="utf-8")
    people = [
        User(
            sub="performance",
            claims={"email": "p@wendlebury.example", "name": "Performance desk", "roles": ["officer"]},
        ),
        User(sub="head", claims={"email": "h@wendlebury.example", "name": "Head of IT", "roles": ["head"]}),
        User(sub="reader", claims={"email": "r@wendlebury.example", "name": "Reading desk", "roles": ["reader"]}),
    ]
    with run_server_in_thread(user_claims=people) as provider:
        secrets = folder / "secrets.toml"
        secrets.write_text(SECRETS.format(provider=provider.server_port, secret=SECRET), encoding="utf-8")
        command = [*DASHBOARD, "--secrets.files", str(secrets)]
        env = {"COUNCIL_SETTINGS": str(folder / "council.toml")}
        with serve(command, store=folder / "store.duckdb", env=env) as server:
            yield server


@pytest.fixture
def page(chromium):
    context = chromium.new_context()
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    context.close()


def _sign_in(page: Page, dashboard, sub: str, place: str = "/submissions?state=Published") -> None:
    page.goto(dashboard.url.replace("127.0.0.1", "localhost") + place)
    page.get_by_role("button", name="Sign in with your council account").click()
    page.wait_for_url("**/oauth2/authorize?**")
    page.get_by_role("button", name=sub).click()


def test_no_code_is_printed_where_the_provider_decides(dashboard):
    assert dashboard.code == ""
    assert "council account" in dashboard.output.read_text()


def test_an_officer_comes_back_to_the_page_they_wanted(dashboard, page):
    _sign_in(page, dashboard, "performance")
    page.get_by_role("heading", name="Submissions", exact=True).wait_for()
    assert "/submissions?state=Published" in page.url
    assert not page.get_by_role("button", name="Sign in with your council account").count()
    page.goto(dashboard.url.replace("127.0.0.1", "localhost") + "/sign_in")
    page.get_by_role("strong").get_by_text("Performance desk").wait_for()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url("**/oauth2/end_session?**")
    page.goto(dashboard.url.replace("127.0.0.1", "localhost") + "/sign_in")
    page.get_by_role("heading", name="Officer sign in").wait_for()


def test_a_reader_is_signed_in_but_stays_a_member(dashboard, page):
    _sign_in(page, dashboard, "reader")
    page.get_by_text("signed in, but not as an officer").wait_for()
    assert not page.get_by_label("Kind of file").count()


def test_what_an_officer_hands_over_an_approver_finds_and_publishes(dashboard, page, chromium):
    _sign_in(page, dashboard, "performance", "/upload")
    page.get_by_text("Nothing is public before an approver publishes it").wait_for()
    file = {"name": "measures.csv", "mimeType": "text/csv", "buffer": MEASURES}
    page.locator("input[type=file]").first.set_input_files(file)
    page.get_by_role("heading", name="4. Hand to an approver").wait_for()
    page.get_by_text("I have read the").click()
    page.get_by_role("button", name="Hand to an approver").click()
    page.get_by_text("waits as a draft").wait_for()
    assert not page.get_by_text("waits for you to publish").count(), "nor does anything else offer it to an officer"
    context = chromium.new_context()
    try:
        head = context.new_page()
        head.set_default_timeout(20_000)
        _sign_in(head, dashboard, "head", "/submissions?state=Published")
        head.get_by_text("1 draft waits for you to publish or to give up").wait_for()
        head.get_by_role("button", name="Look at it").click()
        head.get_by_role("button", name="Publish the draft").click()
        head.get_by_text("Members see it at once").wait_for()
        assert not head.get_by_text("waits for you").count()
    finally:
        context.close()


# -- tokens that nobody should take ------------------------------------------------------------------------------------


@pytest.fixture
def forge(monkeypatch):
    """Has the provider hand out the tokens that a function of (claims, its key) makes."""

    def install(made) -> None:
        def process_token(self, grant, response):
            token = right(self, grant, response)
            claims = json.loads(base64.urlsafe_b64decode(token["id_token"].split(".")[1] + "=="))
            token["id_token"] = made(claims, RSAKey.import_key(_app.storage.jwk.as_dict(is_private=True)))
            return token

        right = _app.OpenIDCode.process_token
        monkeypatch.setattr(_app.OpenIDCode, "process_token", process_token)

    return install


def _signed(key: RSAKey, claims: dict) -> str:
    return jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key)


def _unsigned(claims: dict) -> str:
    parts = (json.dumps(part).encode() for part in ({"alg": "none"}, claims))
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts) + "."


def _callback(dashboard, monkeypatch) -> tuple[httpx.Client, str]:
    """A browser that has been at the provider as an officer, and the address that it is sent back to."""
    monkeypatch.setattr(auth_util, "get_signing_secret", lambda: SECRET)
    browser = httpx.Client(base_url=dashboard.url.replace("127.0.0.1", "localhost"))
    away = browser.get("/auth/login", params={"provider": auth_util.encode_provider_token("default")})
    back = httpx.post(away.headers["location"], data={"sub": "performance"})
    return browser, back.headers["location"]


def _is_signed_in(browser: httpx.Client) -> bool:
    return bool(browser.cookies.get("_streamlit_user"))


FORGED = {
    "expired": lambda claims, key: _signed(key, {**claims, "exp": int(time.time()) - 600}),
    "of another issuer": lambda claims, key: _signed(key, {**claims, "iss": "http://localhost:1"}),
    "for another service": lambda claims, key: _signed(key, {**claims, "aud": "payroll"}),
    "of another sign-in": lambda claims, key: _signed(key, {**claims, "nonce": "another"}),
    "without a nonce": lambda claims, key: _signed(key, {k: v for k, v in claims.items() if k != "nonce"}),
    "without an end": lambda claims, key: _signed(key, {k: v for k, v in claims.items() if k != "exp"}),
    "unsigned": lambda claims, key: _unsigned(claims),
    "signed by a stranger": lambda claims, key: _signed(RSAKey.generate_key(parameters={"kid": key.kid}), claims),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_token_signs_nobody_in(dashboard, monkeypatch, forge, name):
    forge(FORGED[name])
    browser, back = _callback(dashboard, monkeypatch)
    assert browser.get(back).status_code == 302
    assert not _is_signed_in(browser)


def test_the_way_back_from_the_provider_works_once(dashboard, monkeypatch, forge):
    forge(lambda claims, key: _signed(key, claims))  # the same token, signed again: the forge itself harms nothing
    browser, back = _callback(dashboard, monkeypatch)
    before = httpx.Client(base_url=browser.base_url, cookies=browser.cookies)
    browser.get(back)
    assert _is_signed_in(browser)
    for thief in (before, httpx.Client(base_url=browser.base_url)):
        thief.get(back)
        assert not _is_signed_in(thief)


def test_a_token_for_another_service_that_names_us_as_its_bearer_makes_no_officer(dashboard, page, forge):
    """Authlib takes it: the audience is looked at again in access/claims.py."""
    forge(lambda claims, key: _signed(key, {**claims, "aud": "payroll", "azp": "dashboard"}))
    _sign_in(page, dashboard, "performance")
    page.get_by_text("is for the council's officers").wait_for()
    assert page.context.cookies(page.url)
    assert not page.get_by_label("Kind of file").count()


def test_a_claim_of_another_shape_is_no_role_and_no_error(dashboard, page, forge):
    forge(lambda claims, key: _signed(key, {**claims, "roles": {"officer": 7}, "name": ["odd"], "email": {"a": 1}}))
    _sign_in(page, dashboard, "performance")
    page.get_by_text("signed in, but not as an officer").wait_for()
    assert not page.get_by_text("Something went wrong").count()
