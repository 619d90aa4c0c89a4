"""Archives: the files in them, by name and in order, or a sentence; nothing is unpacked beyond what may be read."""

import gzip
import io
import tarfile
import zipfile

import pytest

from data.intake.files import archives
from data.intake.files.archives import opened
from data.intake.files.workbooks import is_workbook
from tests.data.keep_workbooks import rows_xlsx, zipped

CSV = b"measure_id,month,value\nm1,2026-09,3\n"


def said(found) -> str:
    return " ".join([*map(str, found.problems), *found.repairs])


@pytest.fixture
def small(monkeypatch):
    """The largest file is 1 MB, so that a test of the limit is quick."""
    monkeypatch.setattr(archives, "_largest", lambda: 1_000_000)


def test_files_come_in_the_order_of_their_names_without_clutter():
    book = rows_xlsx(Data=[["x"]])
    raw = zipped(
        {
            "b.csv": CSV, "a.xlsx": book, "read_me.pdf": b"%PDF", "__MACOSX/._b.csv": b"x", "c/d.CSV": CSV,
            "c/.DS_Store": b"x", "../../etc/passwd.csv": CSV, "e/b.csv": CSV, "empty/": b"",
        }
    )  # fmt: skip
    found = opened(raw, "month.zip")
    assert [name for name, _ in found.files] == ["passwd.csv", "a.xlsx", "b.csv", "d.CSV", "e/b.csv"], said(found)
    assert dict(found.files)["b.csv"] == CSV
    assert is_workbook(dict(found.files)["a.xlsx"])
    assert not found.problems
    assert "Not taken from month.zip, because they are no tables: read_me.pdf" in said(found)


def test_a_name_that_turns_its_own_letters_round_is_shown_as_what_it_is():
    name = "kpi_values_\u202evsc.exe\n.csv"
    told = "kpi_values_‹U+202E›vsc.exe‹U+000A›.csv"
    assert opened(CSV, name).files == [(told, CSV)]
    assert opened(zipped({name: CSV}), "a\u200b.zip").files == [(told, CSV)]
    assert "a‹U+200B›.zip was unpacked" in said(opened(zipped({name: CSV}), "a\u200b.zip"))
    assert opened(CSV, "Größe 2026 – ок.csv").files[0][0] == "Größe 2026 – ок.csv"


def test_what_is_no_archive_is_one_file():
    book = rows_xlsx(Data=[["x"]])
    assert opened(CSV, "a.csv").files == [("a.csv", CSV)]
    assert opened(book, "a.zip").files == [("a.zip", book)]


def test_gzip_is_unpacked_and_archives_in_archives_are_refused():
    assert opened(gzip.compress(CSV), "a.csv.gz").files == [("a.csv", CSV)]
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w:gz") as archive:
        archive.addfile(tarfile.TarInfo("a.csv"), io.BytesIO())
    for raw, name in (
        (tar.getvalue(), "a.tar.gz"), (gzip.compress(zipped({"a.csv": CSV})), "a.zip.gz"),
        (zipped({"a.zip": zipped({"a.csv": CSV})}), "a.zip"), (zipped({"a.csv": zipped({"a.csv": CSV})}), "a.zip"),
        (zipped({"a.csv": gzip.compress(CSV)}), "a.zip"),
    ):  # fmt: skip
        found = opened(raw, name)
        assert not found.files
        assert "archive" in said(found)
        assert all(each.severity == "error" for each in found.problems)


def test_bombs_are_refused_by_what_they_say_and_by_what_they_are(small):
    bomb = zipped({"a.csv": b"0" * 1_500_000})
    assert "a.csv in b.zip has more than 1 MB" in said(opened(bomb, "b.zip"))
    with zipfile.ZipFile(io.BytesIO(bomb)) as archive:
        size = archive.infolist()[0].file_size.to_bytes(4, "little")
    liar = bomb.replace(size, (100).to_bytes(4, "little"))
    assert not opened(liar, "b.zip").files
    assert opened(liar, "b.zip").problems
    many = zipped({f"a{number}.csv": b"0" * 900_000 for number in range(3)})
    assert "the files in b.zip have more than 2 MB" in said(opened(many, "b.zip"))
    assert "b.csv.gz has more than 1 MB" in said(opened(gzip.compress(b"0" * 1_500_000), "b.csv.gz"))
    assert "holds 201 files" in said(opened(zipped({f"a{number}.csv": b"" for number in range(201)}), "b.zip"))


def test_what_cannot_be_opened_is_said_in_a_sentence():
    good = zipped({"a.csv": CSV})
    locked = bytearray(good)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[good.index(mark) + at] |= 1
    for raw, name, says in (
        (bytes(locked), "l.zip", "is a zip archive with a password"),
        (good[:60], "c.zip", "damaged or cut off"),
        (zipped({}), "e.zip", "without files"),
        (zipped({"a.docx": b"x"}), "d.zip", "without a CSV file or workbook"),
        (gzip.compress(CSV)[:-9], "g.csv.gz", "damaged or cut off"),
    ):
        found = opened(raw, name)
        assert not found.files
        assert says in said(found), said(found)
        assert all(each.remedy for each in found.problems)
