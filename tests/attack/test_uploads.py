"""Strangers at a real server: only officers put files into its memory, and it tells and shows no more than it must."""

import httpx
import pytest
from playwright.sync_api import expect

from tests.attack.stranger import Tab, new_browser
from tests.e2e.conftest import open_page, sign_in


def put(browser: httpx.Client, session: str, size: int, name: str = "a") -> httpx.Response:
    """As Streamlit's page uploads a file."""
    token = {"X-Xsrftoken": browser.cookies.get("_streamlit_xsrf", "")}
    file = {"file": ("a.csv", b"x" * size)}
    return browser.put(f"/_stcore/upload_file/{session}/{name}", files=file, headers=token)


def test_a_file_of_anybody_but_an_officer_never_reaches_memory(server, officer):
    stranger = new_browser(server.url)
    with Tab(stranger, "overview") as tab:
        for session in (tab.given, officer.given, "made-up"):
            answer = put(stranger, session, 1000)
            assert (answer.status_code, answer.text[:19]) == (403, "Only officers who a")
        token = {"X-Xsrftoken": stranger.cookies["_streamlit_xsrf"]}
        gone = stranger.delete(f"/_stcore/upload_file/{officer.given}/a", headers=token)
        assert gone.status_code == 403, "nor takes an officer's away"
    assert put(officer.browser, tab.given, 1000).status_code == 403, "an officer's browser, but not their session"
    assert put(officer.browser, officer.given, 1000).status_code == 204


def test_an_officer_has_so_much_in_hand_and_no_more(server, officer):
    assert put(officer.browser, officer.given, 600_000, "b").status_code == 204
    refused = put(officer.browser, officer.given, 600_000, "c")
    assert (refused.status_code, refused.text[:14]) == (413, "More than 1 MB")
    token = {"X-Xsrftoken": officer.browser.cookies["_streamlit_xsrf"]}
    path = f"/_stcore/upload_file/{officer.given}/d"
    unsaid = officer.browser.put(path, content=iter([b"x" * 10]), headers=token)
    assert unsaid.status_code == 411
    assert officer.browser.delete(f"/_stcore/upload_file/{officer.given}/b", headers=token).status_code == 204
    assert put(officer.browser, officer.given, 600_000, "c").status_code == 204, "what was removed makes room"


@pytest.mark.browser
def test_an_officer_reads_why_a_file_was_refused_on_its_way(server, chromium):
    page = open_page(chromium, f"{server.url}/upload", officer=True)
    sign_in(page, server)
    files, refused = page.locator("input[type=file]").first, page.locator("[data-refused]")
    row = b"measure_id,month,value\n"

    def choose(name: str, size: int) -> None:
        files.set_input_files({"name": name, "mimeType": "text/csv", "buffer": row.ljust(size, b" ")})

    choose("<b>large</b>.csv", 1_200_000)
    expect(refused).to_contain_text("<b>large</b>.csv was not taken. It is larger than the 1 MB that one officer may")
    page.context.clear_cookies()  # as when the sign-in has ended meanwhile
    choose("late.csv", 100)
    expect(refused).to_contain_text(
        "late.csv was not taken. Only officers who are signed in may upload. Load this page"
    )
    page.get_by_test_id("stFileChip").last.hover()
    expect(page.get_by_role("tooltip")).to_have_text("Not taken: see below")
    assert "Axios" not in page.locator("body").inner_text()
    page.get_by_label("Remove <b>large</b>.csv").click()
    expect(refused).not_to_contain_text("large")
    expect(refused).to_contain_text("late.csv")
    page.context.close()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200), ("/it_demand", 200), ("/started", 200), ("/favicon.png", 200), ("/_stcore/health", 200),
        ("/nowhere", 404), ("/.streamlit/secrets.toml", 404), ("/data/store/council.duckdb", 404), ("/upload/x", 404),
    ],
)  # fmt: skip
def test_an_address_where_nothing_is_says_so(server, path, status):
    assert httpx.get(server.url + path).status_code == status


def test_metrics_are_for_this_machine_and_no_other_site_is_named(server):
    assert httpx.get(f"{server.url}/_stcore/metrics").status_code == 200
    assert httpx.get(f"{server.url}/_stcore/metrics", headers={"X-Forwarded-For": "10.0.0.9"}).status_code == 404
    assert httpx.get(f"{server.url}/_stcore/host-config").json()["allowedOrigins"] == []
