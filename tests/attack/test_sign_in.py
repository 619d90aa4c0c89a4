"""Strangers at a real server: nobody borrows an officer's rights, and nobody keeps an officer out."""

import re
import time

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from tests.attack.stranger import COOKIE, REFUSED, Tab, browser_id, new_browser


def test_the_id_of_a_session_opens_nothing_for_another_browser(server, officer):
    for stranger in (new_browser(server.url), httpx.Client(base_url=server.url)):
        with Tab(stranger, "upload", session=officer.given) as tab:
            assert REFUSED in tab.said() and not tab.has("file_uploader")
            assert tab.given != officer.given
    assert officer.run().has("file_uploader"), "and the officer goes on undisturbed"
    officer.socket.close()
    with Tab(new_browser(server.url), "upload", session=officer.given) as tab:
        assert REFUSED in tab.said() and tab.given != officer.given
    with Tab(officer.browser, "upload") as tab:
        assert tab.has("file_uploader"), "the officer's own browser needs not ask again"


def test_a_stranger_cannot_say_which_browser_they_are(server, officer):
    known = browser_id(officer.first_cookie)
    for name in ("X-Dashboard-Browser", "x-dashboard-browser"):
        with Tab(new_browser(server.url), "upload", headers={name: known}) as tab:
            assert REFUSED in tab.said()


def test_a_cookie_planted_before_the_sign_in_is_worth_nothing_after_it(server):
    victim = new_browser(server.url)
    planted = victim.cookies[COOKIE]
    stranger = httpx.Client(base_url=server.url, cookies={COOKIE: planted})
    with Tab(victim, "upload") as tab:
        tab.run(pressed="-Sign in", sign_in_typed=server.code, sign_in_role_title="Test desk")
        with Tab(stranger, "upload") as early:
            assert REFUSED in early.said(), "nor between the sign-in and the new cookie"
        assert stranger.post("/signed_in", content="guessed").status_code == 403
        assert victim.post("/signed_in", content=tab.ticket()).status_code == 204
        assert victim.cookies[COOKIE] != planted
        assert victim.post("/signed_in", content=tab.ticket()).status_code == 403, "a ticket counts once"
        with Tab(stranger, "upload", headers={"x-dashboard-browser": browser_id(planted)}) as late:
            assert REFUSED in late.said()


def test_the_cookie_is_for_no_script_and_no_other_site(server):
    given = httpx.get(f"{server.url}/_stcore/health").headers.get_list("set-cookie")
    told = next(each for each in given if each.startswith(COOKIE))
    assert "HttpOnly" in told and "SameSite=Strict" in told and "Path=/" in told


def test_strangers_with_wrong_codes_keep_no_officer_out(server):
    for number in range(4):
        with Tab(new_browser(server.url), "sign_in", headers={"X-Forwarded-For": f"10.9.8.{number}"}) as tab:
            for _ in range(7):
                tab.run(pressed="-Sign in", sign_in_typed="AAAA-AAAA", sign_in_role_title="Test desk")
            assert "Too many wrong codes" in tab.said()
            assert "Too many wrong codes" in tab.sign_in(server.code).said(), "they themselves wait"
    with Tab(new_browser(server.url), "upload") as tab:
        assert tab.sign_in(server.code).has("file_uploader")
    with Tab(tab.browser, "submissions") as told:
        assert re.search(r"Since the dashboard was started on .*: \d\d wrong officer codes were typed", told.said())
    log = server.output.read_text(errors="replace")
    assert "Wrong officer code from" in log and "10.9.8." not in log, "a stranger's word on where they are is not taken"


def test_signing_out_ends_it_in_every_tab_and_the_code_does_not_count_again_there(server, officer):
    with Tab(officer.browser, "sign_in") as tab:
        tab.run(pressed="-sign_out")
        assert "Officer sign in" in tab.said()
        assert "counts once in each browser" in tab.sign_in(server.code).said()
    assert REFUSED in officer.run().said()
    with Tab(officer.browser, "upload", session=officer.given) as again:
        assert REFUSED in again.said()


def test_a_part_of_a_page_that_is_run_alone_after_signing_out_brings_the_guard(server, officer):
    with Tab(officer.browser, "submissions") as left_open, Tab(officer.browser, "sign_in") as tab:
        assert left_open.fragments and REFUSED not in left_open.said()
        tab.run(pressed="-sign_out")
        alone = [left_open.run(fragment=each).said() for each in sorted(left_open.fragments)]
    assert any(REFUSED in each for each in alone)


def test_a_page_asked_for_by_its_hash_meets_the_guard(server, officer):
    with Tab(new_browser(server.url), "sign_in") as tab:
        assert REFUSED in tab.run(page_hash=officer.page_hash).said() and not tab.has("file_uploader")


def test_a_stranger_opens_so_many_pages_and_no_more_and_keeps_no_officer_out(server, officer):
    stranger = new_browser(server.url)
    opened = []
    with pytest.raises(InvalidStatus) as refused:
        for _ in range(30):
            opened.append(Tab(stranger, "overview"))
    assert refused.value.response.status_code == 503 and 5 < len(opened) <= 12
    with Tab(officer.browser, "upload") as tab:
        assert tab.has("file_uploader"), "whoever is signed in is let in"
    for tab in opened:
        tab.socket.close()
    assert httpx.get(server.url).status_code == 200
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            with Tab(stranger, "overview"):  # the server has noticed that the others are gone
                break
        except InvalidStatus:
            time.sleep(0.1)
    else:
        pytest.fail("what was closed makes no room")


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_a_page_of_another_site_gets_no_connection(server, origin):
    with pytest.raises(InvalidStatus) as refused:
        Tab(new_browser(server.url), "overview", origin=origin)
    assert refused.value.response.status_code == 403
