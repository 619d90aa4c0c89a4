"""The officer's month, end to end: mistakes are refused, October is published, members see it at once, undo."""

import csv
import io
import re
from pathlib import Path

import pytest
from pikepdf import Pdf
from playwright.sync_api import expect

from briefing import TEMPLATES
from data.contracts import CONTRACTS
from data.sample import council
from tests.directives import every_directive
from tests.e2e.conftest import open_page, serving, settled, sign_in, walk
from tests.server import Server

pytestmark = pytest.mark.browser
OCTOBER = Path(council.__file__).parent / "october_2026"


@pytest.fixture(scope="module")
def server(sample_file, tmp_path_factory) -> Server:
    """One of this file's own: its tests change the figures."""
    with serving(sample_file, tmp_path_factory) as running:
        yield running


def upload(page, kind: str, file: str) -> None:
    """Steps 1 and 2: the kind is told by the columns."""
    page.locator("input[type=file]").first.set_input_files(OCTOBER / file)
    expect(page.get_by_role("heading", name="2. What was read")).to_be_visible()
    expect(page.get_by_text(f"rows read as {CONTRACTS[kind].title}")).to_be_visible()
    settled(page)


def look(page) -> None:
    """Step 3: the preview comes by itself."""
    expect(page.get_by_role("heading", name="4. Publish")).to_be_visible()
    settled(page)


def publish(page) -> None:
    box = page.get_by_text("I have read the")
    if box.count():
        box.click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("Members see it now.")).to_be_visible()


def test_october_from_the_officers_file_to_the_members_screen_and_back(chromium, server):
    member = open_page(chromium, f"{server.url}/it_demand?measure=incidents")
    expect(member.get_by_role("heading", level=2).first).to_contain_text("September 2026")

    officer = open_page(chromium, f"{server.url}/upload", width=1366, height=900, officer=True)
    expect(officer.get_by_text("Choose the files")).to_have_count(0)
    sign_in(officer, server)
    upload(officer, "incidents", "incidents_october_2026_with_mistakes.csv")
    expect(officer.get_by_text("The file cannot be published yet")).to_be_visible()
    expect(officer.get_by_role("button", name="Publish")).to_have_count(0)

    officer.reload()  # the browser is known: nobody signs in again
    upload(officer, "incidents", "incidents_october_2026.csv")
    look(officer)
    member.reload()
    settled(member)
    expect(member.get_by_role("heading", level=2).first).to_contain_text("September 2026")  # a draft is nobody else's

    publish(officer)

    member.reload()
    settled(member)
    expect(member.get_by_role("heading", level=2).first).to_contain_text("October 2026")

    officer.get_by_role("button", name="Undo").click()
    expect(officer.get_by_text("was withdrawn")).to_be_visible()
    member.reload()
    settled(member)
    expect(member.get_by_role("heading", level=2).first).to_contain_text("September 2026")


def test_the_excel_variant_of_the_kpi_file_is_taken_and_its_repairs_are_named(chromium, server):
    officer = open_page(chromium, f"{server.url}/upload", width=1366, height=900, officer=True)
    sign_in(officer, server)
    upload(officer, "kpi_values", "kpi_values_october_2026_from_excel.csv")
    expect(officer.get_by_text("What was mended")).to_be_visible()
    look(officer)
    publish(officer)


def test_what_officers_write_is_read_as_they_wrote_it(chromium, server):
    """Whatever Streamlit would obey in it, in a list, in the table and on the card of the Overview."""
    wrote = " ".join(words for words in every_directive() if "@" not in words)  # an address of a person is refused
    text = io.StringIO()
    csv.writer(text).writerows(
        [
            ("measure_id", "month", "cause", "explanation", "exceptional", "author_role"),
            ("work_time_lost", "2026-09", ":red -> green", wrote, "no", "RAG:red -- lead"),
        ]
    )
    officer = open_page(chromium, f"{server.url}/upload", width=1366, height=900, officer=True)
    sign_in(officer, server)
    officer.locator("input[type=file]").first.set_input_files(
        {"name": "explained :red -- by us.csv", "mimeType": "text/csv", "buffer": text.getvalue().encode()}
    )
    expect(officer.get_by_text("1 row read as Explanations")).to_be_visible()
    assert "explained :red -- by us.csv" in shown(officer)
    look(officer)
    publish(officer)
    member = open_page(chromium, f"{server.url}/it_demand?measure=work_time_lost")
    assert wrote in shown(member) and "RAG:red -- lead" in shown(member)
    overview = open_page(chromium, server.url)
    also = overview.locator("details").filter(has_text="Also:")
    for _ in range(5):  # what is drawn anew meanwhile is shut again
        if also.get_attribute("open") is None:
            also.locator("summary").click()
        settled(overview)
    expect(also.get_by_role("link", name="Work time lost").first).to_be_visible()  # late by now, with its explanation
    assert wrote in shown(overview)


def test_a_briefing_is_published_and_superseded_and_a_member_gets_ready_for_the_meeting_with_it(chromium, server):
    """A member's ten minutes: what has changed, the chart behind it, what was promised, the paper to take along."""
    officer = open_page(chromium, f"{server.url}/sign_in", width=1366, height=900, officer=True)
    sign_in(officer, server)
    walk(officer, "Meetings")
    officer.get_by_role("combobox", name="Kind of briefing").click()
    officer.get_by_role("option", name=TEMPLATES["summary"]).click()
    _preview_and_publish(officer)
    officer.get_by_label("Covering note").fill("Read it with the paper on capacity.")
    officer.get_by_label("Covering note").press("Control+Enter")
    settled(officer)
    _preview_and_publish(officer, "It supersedes the one published on")
    expect(officer.get_by_text("a later briefing for this meeting stands above")).to_be_visible()

    member = open_page(chromium, server.url)
    demand = member.locator(".st-key-card_block_IT_demand")
    expect(demand).to_contain_text("Incidents")
    demand.get_by_role("link").last.click()
    expect(member.get_by_role("heading", level=1)).to_have_text("IT demand")
    settled(member)
    assert member.locator(".js-plotly-plot").first.is_visible()
    walk(member, "Actions")
    expect(member.get_by_role("heading", level=2).first).to_contain_text(re.compile("open items (is|are) overdue"))
    walk(member, "Meetings")
    newest = member.locator("[class*=st-key-pack_]").filter(has_text=TEMPLATES["summary"]).first
    expect(newest).not_to_contain_text("Superseded")
    with member.expect_download() as download:
        newest.get_by_role("button", name="Download as PDF").click()
    with Pdf.open(download.value.path()) as paper:
        assert TEMPLATES["summary"] in str(paper.docinfo["/Title"]) and "/StructTreeRoot" in paper.Root
    assert download.value.suggested_filename.endswith("_summary.pdf")


def _preview_and_publish(officer, said: str = "") -> None:
    officer.get_by_role("button", name="Preview", exact=True).click()
    expect(officer.get_by_text("Page 1 of")).to_be_visible()
    expect(officer.get_by_text(said or "Publish for everybody").first).to_be_visible()
    settled(officer)
    officer.get_by_role("button", name="Publish for everybody").click()
    expect(officer.get_by_text("Published: ")).to_be_visible()
    settled(officer)


def shown(page) -> str:
    """What is to be read on the page, without the invisible word joiners."""
    return " ".join(page.locator(".stMain").inner_text().replace("\u2060", "").split())
