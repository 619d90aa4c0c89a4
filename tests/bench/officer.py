"""The officer's month on the sample council, in a browser: from the file chosen to what stands on the screen."""

import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Locator

from data.sample import council
from tests.e2e.conftest import open_page, settled, sign_in
from tests.server import Server

OCTOBER = Path(council.__file__).parent / "october_2026"
PROBLEMS = "officer: 2,742 rows with mistakes to the list of problems"
PREVIEW = "officer: 2,741 rows to the whole preview"
THREE_FILES = "officer: three small files to the first preview"
PUBLISHED = "officer: Publish to a member's page that shows it"
EXPLAINED = "officer: an exceptional month on Explain to the charts now and then"
GOALS = {PROBLEMS: 3.0, PREVIEW: 3.0, THREE_FILES: 6.0, PUBLISHED: 2.0, EXPLAINED: 3.0}  # seconds


def month(browser: Browser, server: Server, at_rest: Callable[[int], None]) -> dict[str, float]:
    """Seconds for each of GOALS on a server over the sample council. at_rest: waits until that process is."""
    page = open_page(browser, f"{server.url}/upload", width=1366, height=900)
    member = open_page(browser, f"{server.url}/it_demand?measure=incidents")
    sign_in(page, server)
    publish = page.get_by_role("heading", name="4. Publish")
    timings = {}

    def timed(what: str, act: Callable[[], None], until: Locator, *then: Locator) -> None:
        """then: what is seen besides, where the page need not be all at rest."""
        at_rest(server.pid)
        began = time.perf_counter()
        act()
        for each in (until, *then):
            each.wait_for()
        if not then:
            settled(page)
        timings[what] = time.perf_counter() - began

    def choose(*names: str) -> None:
        files = [OCTOBER / f"{name}_october_2026.csv" for name in names]
        page.locator("input[type=file]").first.set_input_files(files)

    def afresh() -> None:
        page.reload()
        settled(page)
        if page.get_by_label("Officer code").count():
            sign_in(page, server)

    def press() -> None:
        # at once: before a click Playwright waits for a second until the button has stood still
        page.get_by_role("button", name="Publish", exact=True).dispatch_event("click")
        page.get_by_text("Members see it now.").wait_for()
        member.reload()

    wrong = OCTOBER / "incidents_october_2026_with_mistakes.csv"
    problems = page.get_by_text("The file cannot be published yet")
    timed(PROBLEMS, lambda: page.locator("input[type=file]").first.set_input_files(wrong), problems)
    afresh()
    timed(THREE_FILES, lambda: choose("kpi_values", "milestones", "finance"), publish)
    afresh()
    timed(PREVIEW, lambda: choose("incidents"), publish)
    if (tick := page.get_by_text("I have read the")).count():
        tick.click()
        settled(page)
    newest = member.get_by_role("heading", level=2).first.filter(has_text="October 2026")
    timed(PUBLISHED, press, newest, member.locator(".picture, .js-plotly-plot .main-svg").first)
    settled(member)
    page.goto(f"{server.url}/explain?measure=work_time_lost")
    page.get_by_label("What happened").fill("A system that everybody needs was down for a day.")
    page.get_by_text("Exceptional month: leave it out").click()
    settled(page)
    see = page.get_by_role("button", name="See the chart first").first
    timed(EXPLAINED, lambda: see.dispatch_event("click"), page.get_by_role("heading", name="After publishing"))
    page.close()
    member.close()
    return timings
