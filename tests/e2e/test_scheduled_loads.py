"""A real dashboard: a browser closed in the middle of an upload harms nothing, and the shell's load comes in."""

import subprocess
import sys

import pytest
from playwright.sync_api import expect

from data.settings import ROOT
from data.store import open_store
from tests.e2e.conftest import open_page, settled, sign_in
from tests.people import SETTINGS
from tests.server import DASHBOARD, serve

pytestmark = pytest.mark.browser


def test_a_closed_browser_harms_nothing_and_the_shell_hands_its_load_over(chromium, tmp_path):
    big = tmp_path / "incidents.csv"
    line = "INC{0:07},01/09/2026 09:30,Network\n"
    big.write_text("ticket_id,opened_at,category\n" + "".join(line.format(number) for number in range(60_000)))
    figures = tmp_path / "kpi_values.csv"
    figures.write_text("measure_id,month,value\nbacklog,2026-09,5\n")
    (tmp_path / "council.toml").write_text(SETTINGS.format(sample="false"), encoding="utf-8")
    path = tmp_path / "store.duckdb"
    with serve(DASHBOARD, store=path, env={"COUNCIL_SETTINGS": str(tmp_path / "council.toml")}) as server:
        page = open_page(chromium, f"{server.url}/upload", officer=True)
        sign_in(page, server)
        expect(page.get_by_role("heading", name="1. Choose the file")).to_be_visible()
        settled(page)
        # held back for longer than the person waits
        page.context.new_cdp_session(page).send(
            "Network.emulateNetworkConditions",
            {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 50_000},
        )
        with page.expect_request(lambda request: "upload_file" in request.url and request.method in ("PUT", "POST")):
            page.locator("input[type=file]").set_input_files(big)
        page.close()
        shell = [sys.executable, "-m", "data", "load", "auto", str(figures), "--store", str(path), "--by", "nightly"]
        done = subprocess.run(shell, cwd=ROOT, capture_output=True, text=True, timeout=60)
        assert (done.returncode, done.stderr) == (0, ""), done
        assert "1 row published as submission" in done.stdout
    store = open_store(path)
    rows = store.query("SELECT file_name, submitted_by FROM submissions")
    assert rows.values.tolist() == [["kpi_values.csv", "Drop folder: nightly"]]
    store.close()
