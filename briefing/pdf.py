"""The briefing as PDF: tagged (PDF/UA-1), A4, with bookmarks, contents and page numbers; set by Typst, no browser."""

import json
import re
from pathlib import Path
from typing import Any

from briefing import BriefingError, Document, Part
from briefing.drawing.figure_svg import figure_svg
from briefing.drawing.text import FACE
from briefing.making import covering, figures_as_at, questions, running, stood, subtitle, title
from briefing.paper_table import paper_table
from briefing.typeset import typeset
from exhibits import CHANGES, Exhibit
from exhibits.common.who_gets_through_lines import LEFT_BEHIND

_TEMPLATE = Path(__file__).with_name("pack.typ")
_WIDTH = 640  # pixels that a figure is drawn for; 170 mm on paper
_TALLEST = 800  # pixels of a figure that fills a page below its heading: a taller one is made smaller
_TALL = re.compile(r'height="([\d.]+)"')


def pdf(document: Document) -> bytes:
    """The bytes of the PDF. Raises BriefingError where it cannot be set: for want of a text alternative, say."""
    return typeset(_TEMPLATE.read_bytes(), "pdf", _inputs(document))[0]


def with_pages(document: Document, dots: float = 60) -> tuple[bytes, list[bytes]]:
    """The PDF, and each of its pages as a PNG picture for a preview. dots: to the inch. Raises BriefingError."""
    source, inputs = _TEMPLATE.read_bytes(), _inputs(document)
    return typeset(source, "pdf", inputs)[0], typeset(source, "png", inputs, dots)


def _inputs(document: Document) -> dict[str, str]:
    return {"document": json.dumps(_as_data(document), ensure_ascii=False)}


def _as_data(document: Document) -> dict[str, Any]:
    asked = questions(document)
    return {
        "template": document.pack.template,
        "title": title(document),
        "subtitle": subtitle(document),
        "council": document.council,
        "running": running(document),
        "figures_as_at": figures_as_at(document),
        "left_behind": LEFT_BEHIND,
        "warnings": [{"title": each.title, "text": each.text} for each in document.warnings],
        "covering": covering(document),
        "subjects": [
            {"title": subject, "exhibits": [_exhibit(part) | {"ask": asked.get(part.code, "")} for part in parts]}
            for subject, parts in document.subjects
        ],
    }


def _exhibit(part: Part) -> dict[str, Any]:
    exhibit = part.exhibit
    svg, width = picture(exhibit)
    table = paper_table(exhibit.table.iloc[:0] if exhibit.sections else exhibit.table)  # sections say the same
    return {
        "title": exhibit.title,
        "lead": exhibit.lead,
        "svg": svg,
        "width": width,
        "alt": exhibit.summary,
        "beside": list(exhibit.beside),
        "more": list(exhibit.more),
        "sections": [
            {
                "title": section.title,
                "pieces": [{"text": piece.text, "mark": CHANGES.get(piece.change, "")} for piece in section.pieces],
            }
            for section in exhibit.sections
        ],
        "remarks": list(exhibit.remarks),
        "note": exhibit.note,
        "questions": list(exhibit.questions),
        "source": exhibit.source,
        "stood": stood(part),
        "place": part.place,
        "table": {
            "columns": table.columns,
            "rows": table.rows,
            "widths": table.widths,
            "right": table.right,
            "size": table.size,
            "inset": table.inset,
            "note": table.note,
        },
    }


def picture(exhibit: Exhibit) -> tuple[str, float]:
    """The figure as SVG and its width as a share of the line; ("", 1) without one. Raises BriefingError."""
    if exhibit.figure is None:
        return "", 1
    try:
        svg = figure_svg(exhibit.figure, _WIDTH, face=FACE)
    except ValueError as error:
        raise BriefingError(f"The chart “{exhibit.title}” cannot be drawn for paper: {error}.") from error
    found = _TALL.search(svg)
    height = float(found[1]) if found else _TALLEST
    return svg, min(1, _TALLEST / height)
