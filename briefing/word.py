"""The briefing as a Word file for committee services: real headings, captions, text alternatives and tables."""

import io
import json
from collections.abc import Mapping, Sequence

from docx import Document as new_document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from briefing import Document, Part
from briefing.making import covering, figures_as_at, questions, subtitle, title
from briefing.paper_table import SIZES, PaperTable, paper_table
from briefing.pdf import picture
from briefing.typeset import typeset
from exhibits import CHANGES
from exhibits.common.who_gets_through_lines import LEFT_BEHIND

_DOTS = 150  # to the inch of a chart, which Word gets as PNG: older Words show no SVG
_LINE = 17.0  # cm between the margins
_CELL = "Cell"  # with the size after it: the style of a table's cells
_FACE = "Arial"  # a file of Word carries no font; every council has this one


def word(document: Document) -> bytes:
    """The bytes of the .docx. Raises BriefingError where a chart cannot be drawn."""
    made = new_document()
    _set_up(made, document)
    charts = _charts(document)
    made.add_heading(title(document), level=0)
    made.add_paragraph(document.council)
    made.add_paragraph(subtitle(document))
    for warning in document.warnings:
        paragraph = made.add_paragraph()
        paragraph.add_run(f"{warning.title} ").bold = True
        paragraph.add_run(warning.text)
    for text in covering(document):
        made.add_paragraph(text)
    if document.pack.template == "summary":
        _summary(made, document)
    else:
        _heading(made, "Contents", 1)
        _field(made.add_paragraph(), 'TOC \\o "1-2" \\h \\z', "Press F9 here to list the contents.")
        _exhibits(made, document, charts)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def _set_up(made: WordDocument, document: Document) -> None:
    """Paper, language, fonts, what the file says of itself, and the foot of each page."""
    about = made.core_properties
    about.title, about.author, about.language = title(document), document.council, "en-GB"
    about.comments = ""
    page = made.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2)
    page.top_margin = page.bottom_margin = Cm(2)
    size = 14 if document.pack.template == "summary" else 11
    for style in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3", "Caption", "List Bullet", "List Number"):
        font = made.styles[style].font
        font.name, font.color.rgb = _FACE, RGBColor(0x0B, 0x0C, 0x0C)
        fonts_of = made.styles[style].element.get_or_add_rPr().get_or_add_rFonts()
        for which in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts_of.set(qn(which), _FACE)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts_of.attrib.pop(qn(theme), None)
    made.styles["Normal"].font.size = Pt(size)
    for points in SIZES:
        cell = made.styles.add_style(f"Cell {points}", WD_STYLE_TYPE.PARAGRAPH)
        cell.element.set(qn("w:styleId"), _CELL + str(points))
        cell.base_style, cell.font.size = made.styles["Normal"], Pt(points)
        cell.paragraph_format.space_after = Pt(0)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    made.styles["Normal"].element.get_or_add_rPr().append(language)
    foot = page.footer.paragraphs[0]
    foot.add_run(f"{figures_as_at(document)}. Page ")
    _field(foot, "PAGE", "1")
    foot.add_run(" of ")
    _field(foot, "NUMPAGES", "1")


def _summary(made: WordDocument, document: Document) -> None:
    asked = questions(document)
    for subject, parts in document.subjects:
        _heading(made, subject, 1)
        for part in parts:
            paragraph = made.add_paragraph()
            paragraph.add_run(f"{part.exhibit.title}. ").bold = True
            paragraph.add_run(part.exhibit.lead)
            _left_behind(made, part.exhibit.beside[:1])
            if part.code in asked:
                paragraph = made.add_paragraph()
                paragraph.add_run("You could ask: ").bold = True
                paragraph.add_run(asked[part.code])


def _exhibits(made: WordDocument, document: Document, charts: Mapping[str, tuple[bytes, float]]) -> None:
    numbers = {"Figure": 0, "Table": 0}
    for at, (subject, parts) in enumerate(document.subjects):
        heading = _heading(made, subject, 1)
        heading.paragraph_format.page_break_before = at == 0  # after the contents
        for part in parts:
            _exhibit(made, part, charts.get(part.code), numbers)


def _exhibit(made: WordDocument, part: Part, chart: tuple[bytes, float] | None, numbers: dict[str, int]) -> None:
    exhibit = part.exhibit
    _heading(made, exhibit.title, 2)
    made.add_paragraph(exhibit.lead)
    if chart:
        _chart(made, part, *chart, numbers)
    _left_behind(made, exhibit.beside)
    _listed(made, exhibit.more)
    for section in exhibit.sections:
        _heading(made, section.title, 3)
        paragraph = made.add_paragraph("" if section.pieces else "Nothing was said.")
        for piece in section.pieces:
            if said := CHANGES.get(piece.change):
                paragraph.add_run(f"{said} ").bold = True
            paragraph.add_run(piece.text if piece.text.endswith("\n") else f"{piece.text} ")
    if exhibit.remarks:
        _heading(made, "What officers say", 3)
        for number, remark in enumerate(exhibit.remarks, 1):
            made.add_paragraph(f"{number}. {remark}")
    if exhibit.note:
        made.add_paragraph(exhibit.note)
    if exhibit.questions:
        _heading(made, "You could ask", 3)
        _listed(made, exhibit.questions)
    if not exhibit.table.empty and not exhibit.sections:
        _caption(made, "Table", numbers, exhibit.title)
        _table(made, paper_table(exhibit.table), exhibit.title)
    if exhibit.source:
        made.add_paragraph(exhibit.source)


def _left_behind(made: WordDocument, beside: Sequence[str]) -> None:
    if beside:
        paragraph = made.add_paragraph()
        paragraph.add_run(f"{LEFT_BEHIND} ").bold = True
        paragraph.add_run(beside[0])
        _listed(made, beside[1:])


def _listed(made: WordDocument, sentences: Sequence[str]) -> None:
    for sentence in sentences:
        _styled(made.add_paragraph(sentence), "ListBullet")


def _styled(paragraph: Paragraph, style_id: str) -> Paragraph:
    """In a style of Word's own, by its id: to look one up by its name takes longer than all else."""
    paragraph._p.get_or_add_pPr().style = style_id
    return paragraph


def _heading(made: WordDocument, words: str, level: int) -> Paragraph:
    return _styled(made.add_paragraph(words), f"Heading{level}")


def _chart(made: WordDocument, part: Part, png: bytes, share: float, numbers: dict[str, int]) -> None:
    paragraph = made.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    shape = paragraph.add_run().add_picture(io.BytesIO(png), width=Cm(_LINE * share))
    properties = shape._inline.docPr
    properties.set("descr", part.exhibit.summary)
    properties.set("title", part.exhibit.title)
    _caption(made, "Figure", numbers, part.exhibit.title)


def _charts(document: Document) -> dict[str, tuple[bytes, float]]:
    """Each exhibit's chart as PNG, with its width as a share of the line; all of them set in one go."""
    drawn = {part.code: picture(part.exhibit) for part in document.parts if part.exhibit.figure is not None}
    if not drawn or document.pack.template == "summary":
        return {}
    page = """
        #set page(width: 170mm, height: auto, margin: 0pt, fill: white)
        #for svg in json(bytes(sys.inputs.svgs)) {
          page(image(bytes(svg), format: "svg", width: 100%, alt: "chart"))
        }
    """
    pictures = typeset(page.encode(), "png", {"svgs": json.dumps([svg for svg, _ in drawn.values()])}, _DOTS)
    return {code: (png, share) for (code, (_, share)), png in zip(drawn.items(), pictures, strict=True)}


def _caption(made: WordDocument, kind: str, numbers: dict[str, int], words: str) -> None:
    """A caption with a number that Word counts itself."""
    numbers[kind] += 1
    paragraph = _styled(made.add_paragraph(f"{kind} "), "Caption")
    _field(paragraph, f"SEQ {kind} \\* ARABIC", str(numbers[kind]))
    paragraph.add_run(f": {words}")
    paragraph.paragraph_format.keep_with_next = kind == "Table"


def _field(paragraph: Paragraph, code: str, shown: str) -> None:
    """A field of Word: it shows `shown` until Word works it out."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("shown", shown), ("end", "")):
        run = paragraph.add_run()
        if kind == "shown":
            run.text = text
        elif kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        else:
            words = OxmlElement("w:instrText")
            words.set(qn("xml:space"), "preserve")
            words.text = text
            run._r.append(words)


def _table(made: WordDocument, of: PaperTable, named: str) -> None:
    """A table with its first row as a heading that is repeated on each page, and a text alternative."""
    table = made.add_table(rows=1, cols=len(of.columns))
    table.style = "Table Grid"
    table.autofit = False
    described = OxmlElement("w:tblDescription")
    described.set(qn("w:val"), named)
    table._tbl.tblPr.append(described)
    first = table.rows[0]
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    first._tr.get_or_add_trPr().append(repeated)
    whole = sum(of.widths)
    for row, cells in enumerate([of.columns, *of.rows]):
        filled = first if row == 0 else table.add_row()
        for cell, text, wide, right in zip(filled.cells, cells, of.widths, of.right, strict=True):
            cell.width = Cm(_LINE * wide / whole)
            paragraph = cell.paragraphs[0]
            _styled(paragraph, _CELL + str(of.size))
            run = paragraph.add_run(text)
            if row == 0:
                run.bold = True
            if right:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    made.add_paragraph(of.note)
