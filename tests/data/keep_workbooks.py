"""Workbooks that the tests of intake make: .xlsx by XlsxWriter, .ods and odd sheets by hand."""

import io
import re
import zipfile

import xlsxwriter

_ODS = """<?xml version="1.0" encoding="UTF-8"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">
 <office:body><office:spreadsheet>{}</office:spreadsheet></office:body></office:document-content>"""


def xlsx(fill, **options) -> bytes:
    """A workbook that fill(workbook) has filled."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **options}) as book:
        fill(book)
    return out.getvalue()


def rows_xlsx(**sheets: list[list]) -> bytes:
    """A workbook with these rows on these sheets; a sheet called hidden… is hidden."""

    def fill(book):
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            if name.startswith("hidden"):
                sheet.hide()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)

    return xlsx(fill)


def raw_xlsx(rows: str, parts: dict[str, str] | None = None, before: str = "") -> bytes:
    """A workbook whose sheet holds these rows as XML. before: XML above them. parts: other parts, by name."""
    made = repacked(
        rows_xlsx(Data=[["x"]]),
        lambda name, content: (
            re.sub(rb"<dimension.*?</sheetData>", lambda _: f"{before}<sheetData>{rows}</sheetData>".encode(), content)
            if name.endswith("sheet1.xml")
            else (parts or {}).get(name, content)
        ),
    )
    return made


def repacked(raw: bytes, change) -> bytes:
    """The zip with the content of each file as change(name, content) gives it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


def ods(tables: str) -> bytes:
    """An .ods with these tables as XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        manifest = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", _ODS.format(tables))
    return out.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip of these files, by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def text_cell(reference: str, text: str) -> str:
    """A cell that holds its own text, as XML."""
    return f"<c r='{reference}' t='inlineStr'><is><t>{text}</t></is></c>"
