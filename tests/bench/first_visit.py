"""A first visit over a slow line (10 Mbit/s, 60 ms there and back), and the next one with what the browser has kept."""

import time
from dataclasses import dataclass

from playwright.sync_api import Browser

_LINE = {"offline": False, "latency": 60, "downloadThroughput": 10e6 / 8, "uploadThroughput": 10e6 / 8}
_READABLE = "[class*='st-key-lead_'] p"  # the sentence above the first chart
_CHART = ".picture .fluid, .js-plotly-plot .main-svg"  # as a picture, or as Plotly has drawn it
_DRAWN = ".js-plotly-plot .main-svg .trace"


@dataclass(frozen=True)
class Visit:
    """Seconds from the address to the verdict, to the first chart and to the one that answers to a touch, and megabytes
    of all files that came for it."""

    verdict: float
    chart: float
    drawn: float
    megabytes: float


def visits(browser: Browser, url: str) -> tuple[Visit, Visit]:
    """The first visit of somebody's browser, and the second."""
    context = browser.new_context(viewport={"width": 820, "height": 1180})
    try:
        return _visit(context, url), _visit(context, url)
    finally:
        context.close()


def _visit(context, url: str) -> Visit:
    page, bodies = context.new_page(), []
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", _LINE)
    line.on("Network.dataReceived", lambda event: bodies.append(event["encodedDataLength"]))
    began = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.locator(_READABLE).first.wait_for(timeout=120_000)
    verdict = time.perf_counter() - began
    page.locator(_CHART).first.wait_for(timeout=120_000)
    chart = time.perf_counter() - began
    page.locator(_DRAWN).first.wait_for(state="attached", timeout=120_000)
    drawn = time.perf_counter() - began
    page.wait_for_load_state("networkidle")
    page.close()
    return Visit(verdict, chart, drawn, sum(bodies) / 1e6)
