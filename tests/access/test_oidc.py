"""Sign-in through an identity provider, with a real server and a real browser on both sides."""

import pytest
from oidc_provider_mock import User, run_server_in_thread
from playwright.sync_api import Page

from tests.people import SETTINGS
from tests.server import DASHBOARD, serve

pytestmark = pytest.mark.browser

SECRETS = """
[auth]
redirect_uri = "http://localhost:{{port}}/oauth2callback"
cookie_secret = "only for this test, made up of many letters"
client_id = "dashboard"
client_secret = "only for this test"
server_metadata_url = "http://localhost:{provider}/.well-known/openid-configuration"
client_kwargs = {{ scope = "openid email profile" }}
"""


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory):
    folder = tmp_path_factory.mktemp("oidc")
    (folder / "council.toml").write_text(SETTINGS.format(sample="false"), encoding="utf-8")
    people = [
        User(
            sub="performance",
            claims={"email": "p@wendlebury.example", "name": "Performance desk", "roles": ["officer"]},
        ),
        User(sub="reader", claims={"email": "r@wendlebury.example", "name": "Reading desk", "roles": ["reader"]}),
    ]
    with run_server_in_thread(user_claims=people) as provider:
        secrets = folder / "secrets.toml"
        secrets.write_text(SECRETS.format(provider=provider.server_port), encoding="utf-8")
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


def _sign_in(page: Page, dashboard, sub: str) -> None:
    page.goto(dashboard.url.replace("127.0.0.1", "localhost") + "/submissions?state=Published")
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
    page.get_by_text("Performance desk").wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/oauth2/end_session?**")
    page.goto(dashboard.url.replace("127.0.0.1", "localhost") + "/sign_in")
    page.get_by_role("heading", name="Officer sign in").wait_for()


def test_a_reader_is_signed_in_but_stays_a_member(dashboard, page):
    _sign_in(page, dashboard, "reader")
    page.get_by_text("signed in, but not as an officer").wait_for()
    assert not page.get_by_label("Kind of file").count()
