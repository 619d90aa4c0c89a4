"""What a briefing is on paper: read back from the PDF's tags as a screen reader does, and from the Word file."""

import io
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace

import docx
import pandas as pd
import pikepdf
import pytest

from briefing import BriefingError
from briefing.drawing.text import width
from briefing.making import questions
from briefing.paper_table import paper_table
from briefing.pdf import pdf, with_pages
from briefing.word import word
from exhibits.common.who_gets_through_lines import LEFT_BEHIND
from tests.briefing.conftest import CODES


@pytest.fixture(scope="module")
def read(document) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(pdf(document))) as opened:
        yield opened


def _parts(node: pikepdf.Object, kind: str) -> Iterator[pikepdf.Object]:
    """The structure elements of a kind, in reading order."""
    if isinstance(node, pikepdf.Dictionary):
        if node.get("/S") == kind:
            yield node
        kids = node.get("/K", pikepdf.Array())
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            yield from _parts(kid, kind)


def _spoken(text: str) -> str:
    """Without the spaces and hyphens that a line's end takes away or adds."""
    return re.sub(r"[\s\u00ad-]+", "", text)


def test_the_pdf_says_what_it_is(read, document):
    with read.open_metadata() as about:
        assert about["pdfuaid:part"] == "1"
        assert about["dc:title"] == "Briefing for the Overview and Scrutiny Committee, 8 December 2026"
    assert str(read.Root.Lang) == "en-GB"
    assert read.Root.MarkInfo.Marked
    assert read.Root.ViewerPreferences.DisplayDocTitle
    assert [round(float(side)) for side in read.pages[0].MediaBox[2:]] == [595, 842]


def test_every_figure_has_its_sentences_as_text_alternative_in_order(read, document):
    alternatives = [str(each.Alt) for each in _parts(read.Root.StructTreeRoot, "/Figure")]
    assert alternatives == [part.exhibit.summary for part in document.parts if part.exhibit.figure is not None]
    assert len(alternatives) >= 3


def test_tables_have_header_cells_and_bookmarks_lead_to_each_exhibit(read, document):
    tables = list(_parts(read.Root.StructTreeRoot, "/Table"))
    with_rows = [p.exhibit for p in document.parts if not p.exhibit.table.empty and not p.exhibit.sections]
    assert len(tables) == len(with_rows)
    for table, exhibit in zip(tables, with_rows, strict=True):
        assert len(list(_parts(table, "/TH"))) == len(exhibit.table.columns)
    with read.open_outline() as outline:
        titles = [str(each.title) for top in outline.root for each in (top, *top.children)]
    assert titles[0] == "Contents"
    for part in document.parts:
        assert part.exhibit.title in titles


def test_the_words_of_the_pdf_are_those_of_the_exhibits_in_their_order(document, tmp_path):
    place = tmp_path / "briefing.pdf"
    place.write_bytes(pdf(document))
    text = _spoken(subprocess.run(["pdftotext", place, "-"], capture_output=True, text=True, check=True).stdout)
    found = 0
    body = text.index(_spoken("Please read it."))
    for part in document.parts:
        at = text.index(_spoken(part.exhibit.lead), body)
        assert at > found
        found = at
        for sentence in (*part.exhibit.more, *part.exhibit.questions, *part.exhibit.beside):
            assert _spoken(sentence) in text
    assert "Figuresastheystoodon28November2026" in text
    assert _spoken(LEFT_BEHIND) in text


def test_the_word_file_has_real_headings_alternatives_captions_and_tables(document):
    made = docx.Document(io.BytesIO(word(document)))
    headings = [p.text for p in made.paragraphs if p.style.name == "Heading 2"]
    assert headings == [part.exhibit.title for part in document.parts]
    alternatives = [each._inline.docPr.get("descr") for each in made.inline_shapes]
    assert alternatives == [part.exhibit.summary for part in document.parts if part.exhibit.figure is not None]
    captions = [p.text for p in made.paragraphs if p.style.name == "Caption"]
    assert sum(each.startswith("Figure") for each in captions) == len(alternatives)
    for table in made.tables:
        assert table.rows[0]._tr.trPr.xpath("w:tblHeader")
    said = [p.text for p in made.paragraphs]
    for part in document.parts:
        assert part.exhibit.lead in said
    assert made.core_properties.language == "en-GB" and made.core_properties.title.startswith("Briefing for")


def test_short_columns_of_a_table_stay_on_one_line_and_long_ones_share_the_rest():
    months = ["September 2026", "November 2025"]
    said = ["word " * 40, ""]
    table = pd.DataFrame({"Month": months, "Open for more than 90 days": ["4", "1"], "Officers say": said})
    of = paper_table(table)
    month, number, words = of.widths
    assert month >= width("September 2026") * of.size + 2 * of.inset
    assert number >= width("Open for more than 90 days", bold=True) * of.size / 3 + 2 * of.inset
    assert words > 3 * month and sum(of.widths) == pytest.approx(481.9)
    assert of.right == [False, True, False]


def test_a_summary_asks_below_the_exhibit_that_the_question_is_about(document, tmp_path):
    summary = replace(document, pack=replace(document.pack, template="summary"))
    asked = questions(summary)
    assert 2 <= len(asked) <= 3
    place = tmp_path / "summary.pdf"
    place.write_bytes(pdf(summary))
    text = _spoken(subprocess.run(["pdftotext", place, "-"], capture_output=True, text=True, check=True).stdout)
    for part in summary.parts:
        if part.code in asked:
            assert _spoken(f"You could ask: {asked[part.code]}") in text[text.index(_spoken(part.exhibit.lead)) :]


def test_markup_in_words_from_a_file_is_only_words(document):
    exhibit = replace(
        document.parts[0].exhibit,
        lead="#panic() *bold* $x$ <tag> \\ & [x]",
        table=document.parts[0].exhibit.table.iloc[:0],
    )
    changed = replace(document, parts=(replace(document.parts[0], exhibit=exhibit),))
    with pikepdf.open(io.BytesIO(pdf(changed))) as opened:
        assert len(opened.pages) >= 2
    assert "#panic() *bold* $x$ <tag> \\ & [x]" in [p.text for p in docx.Document(io.BytesIO(word(changed))).paragraphs]


def test_without_a_text_alternative_no_pdf_is_made(document):
    silent = replace(document.parts[0].exhibit, lead="", more=())
    with pytest.raises(BriefingError, match="alt"):
        pdf(replace(document, parts=(replace(document.parts[0], exhibit=silent),)))


def test_the_summary_fits_one_page(document):
    made, pictures = with_pages(replace(document, pack=replace(document.pack, template="summary", note="")))
    assert len(pictures) == 1 and pictures[0].startswith(b"\x89PNG")
    with pikepdf.open(io.BytesIO(made)) as opened:
        assert len(opened.pages) == 1


def test_the_exhibits_are_those_chosen_under_their_subjects(document):
    assert tuple(part.code for part in document.parts) == CODES
    assert [subject for subject, _ in document.subjects] == ["IT demand", "Channel shift", "Projects"]
