"""What a browser puts on paper: the boxes of what is drawn for it, and the words of the PDF."""

import html
import re
import subprocess
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

STUB = "window.print = () => { window.printed = (window.printed || 0) + 1; }"  # for screen/paper.js the browser's own
DONE = "dispatchEvent(new Event('afterprint'))"
A4, MARGIN = (595, 842), 31  # points; 11 mm


@dataclass(frozen=True)
class Word:
    """A word on a sheet, with its box in points from the top left."""

    sheet: int
    left: float
    top: float
    right: float
    bottom: float
    text: str


def check_as_it_stands(page: Page, newest: str) -> None:
    """By Share and Print, or a browser's own menu, where charts are made smaller: the newest month is on the paper."""
    words = on_paper(page)
    assert [word for word in words if not inside(word)] == []
    assert newest in stacked(words)
    text = " ".join(word.text for word in words)
    assert text.startswith("Printed on ")
    assert "Directorate: Whole council" in text  # what is chosen is said; what chooses it is not there
    assert not {"Download", "Search", "Officer"} & {word.text for word in words}


def check_printed(page: Page, drawn: dict[str, list[str]], part: str) -> None:
    """The first chart stands on the first sheet, below its sentence, and nothing of any chart is missing."""
    words = on_paper(page)
    assert [word for word in words if not inside(word)] == [], part
    assert set(drawn["months"]) <= stacked(words), part
    assert left_out(drawn["labels"], words) == set(), part
    assert left_out(drawn["first"], [word for word in words if word.sheet == 1]) == set(), part


def drawn_for_paper(page: Page) -> dict[str, list[str]]:
    """Press Control and p, and wait until the page asks the browser to print: the words in its charts, those of the
    first, the months below them, and what reaches over the edge of the paper."""
    before = page.evaluate("window.printed || 0")
    page.keyboard.press("Control+p")
    page.wait_for_function("before => window.printed > before", arg=before, polling=50)
    return page.evaluate(
        r"""() => {
               const room = document.querySelector(".stMainBlockContainer").getBoundingClientRect();
               const charts = [...document.querySelectorAll(".stMain :is(.js-plotly-plot, .small_chart)")];
               const lines = (text) => text.querySelector("tspan") ? [...text.querySelectorAll("tspan")] : [text];
               const words = (all) => all.flatMap((chart) => [...chart.querySelectorAll("text")]).flatMap(lines)
                   .flatMap((line) => line.textContent.split(/\s+/)).filter((word) => word);
               const boxes = charts.flatMap((chart) => [chart, ...chart.querySelectorAll("text")]);
               return {
                   labels: words(charts),
                   first: words(charts.slice(0, 1)),
                   months: [...document.querySelectorAll(".js-plotly-plot :is(.xtick, .x2tick, .x3tick) text")]
                       .map((each) => each.textContent).filter((month) => /^[A-Z][a-z]{2}20\d\d$/.test(month)),
                   over: boxes.filter((each) => {
                       const box = each.getBoundingClientRect();
                       return box.width && (box.left < room.left - 1 || box.right > room.right + 1);
                   }).map((each) => each.textContent.slice(0, 40)),
               };
           }"""
    )


def on_paper(page: Page) -> list[Word]:
    """The words of the page's PDF in their order, each sheet of which is A4."""
    pdf = page.pdf(prefer_css_page_size=True)
    read = ["pdftotext", "-bbox", "-", "-"]
    marks = subprocess.run(read, input=pdf, capture_output=True, check=True).stdout.decode()
    words: list[Word] = []
    for number, sheet in enumerate(marks.split("<page ")[1:], start=1):
        size = [float(side) for side in re.findall(r'(?:width|height)="([\d.]+)"', sheet)[:2]]
        assert size == pytest.approx(A4, abs=1)
        for *box, text in re.findall(r'xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>', sheet):
            words.append(Word(number, *map(float, box), html.unescape(text)))
    return words


def inside(word: Word) -> bool:
    """Within the margins, to a point."""
    (width, height), edge = A4, MARGIN - 1
    return edge <= word.left and word.right <= width - edge and edge <= word.top and word.bottom <= height - edge


def stacked(words: list[Word]) -> set[str]:
    """Words by themselves and with the word that stands right below: "Sep" over "2026" is "Sep2026"."""
    pairs = {
        upper.text + lower.text
        for upper in words
        for lower in words
        if upper.sheet == lower.sheet
        and 0 < lower.top - upper.top < 1.1 * (upper.bottom - upper.top)
        and abs(upper.left + upper.right - lower.left - lower.right) < 6
    }
    return pairs | {word.text for word in words}


def left_out(labels: list[str], words: list[Word]) -> set[str]:
    """Words of charts that the paper has not; a reader of PDFs may write two neighbours as one word."""
    text = " ".join(word.text for word in words)
    return {label for label in labels if label.rstrip(",:") not in text}
