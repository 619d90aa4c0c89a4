"""What one council hands to another: meanings, matches and unit costs, and never a figure."""

import json
import tomllib

import pytest

from data.__main__ import main
from data.settings import ROOT
from data.store import open_store

MEASURES = (
    "measure_id,name,plain_meaning,unit,direction,target,owner_role,benchmark_name,benchmark_value,theme,retired_on\n"
    "calls,Calls answered,Share of calls answered.,percent,increase,95.25,Head of Calls,Districts,91.75,Contact,\n"
    "old,Letters,Letters sent.,count,decrease,,,,,Contact,2025-04-01\n"
    "visits,Visits,People who came.,count,neutral,1234.5,Head of Visits,,,Contact,\n"
)
LAYOUT = """# For files with this header (Contact centre): ["When", "How many"]
kind = "kpi_values"

[columns]
month = "When"
value = "How many"

[constants]
measure_id = "calls"
"""
FIGURES = ("95.25", "91.75", "1234.5", "Head of", "4711", "letters")


@pytest.fixture
def council(tmp_path, capsys, monkeypatch):
    """council("a", "load", …) runs a command on a council with a store and settings of its own: code, output."""

    def run(name, *words):
        place = tmp_path / name
        place.mkdir(exist_ok=True)
        if not (settings := place / "council.toml").exists():
            text = (ROOT / "council.toml").read_text(encoding="utf-8")
            before, _, behind = text.partition("[[unit_costs]]")
            settings.write_text(text if name == "first" else before + behind[behind.index("[projects]") :], "utf-8")
        monkeypatch.setenv("COUNCIL_SETTINGS", str(settings))
        code = main([*words, "--store", str(place / "store.duckdb")])
        out = capsys.readouterr()
        return code, out.out + out.err

    yield run
    for each in tmp_path.glob("*/store.duckdb"):
        open_store(each).close()


@pytest.fixture
def shared(council, tmp_path):
    """The folder that a council with figures has shared."""
    for name, text in {
        "measures.csv": MEASURES,
        "values.csv": "measure_id,month,value\ncalls,2026-09,4711\n",
        "layout.toml": LAYOUT,
    }.items():
        (tmp_path / name).write_text(text)
    assert council("first", "load", "measures", str(tmp_path / "measures.csv"))[0] == 0
    council("first", "load", "kpi_values", str(tmp_path / "values.csv"))
    code, said = council("first", "layouts", "import", str(tmp_path / "layout.toml"))
    assert code == 0, said
    code, said = council("first", "share", str(tmp_path / "shared"))
    assert code == 0, said
    return tmp_path / "shared"


def rows(council, name, kind):
    return council(name, "export", kind)[1]


def test_no_figure_target_role_or_retired_measure_goes_out(shared):
    texts = {
        each: each.read_text("utf-8")
        for each in shared.rglob("*")
        if each.is_file() and each.parent.name != "templates"
    }
    assert {each.name for each in texts} == {"about.json", "measures.csv", "unit_costs.toml", "01_kpi_values.toml"}
    for path, text in texts.items():
        for figure in FIGURES:
            assert figure not in text, path


def test_another_council_takes_over_what_it_has_not_got(council, shared):
    code, said = council("second", "adopt", str(shared), "--check")
    assert (code, "Only looked at" in said, rows(council, "second", "measures").count("\n")) == (0, True, 1)
    code, said = council("second", "adopt", str(shared), "--format", "json")
    parts = {each["what"]: each for each in json.loads(said)["parts"]}
    assert code == 0, said
    assert parts["Measures"]["taken"] == ["calls", "visits"]
    assert parts["Matches of columns"]["taken"] == ["Contact centre of kpi_values"]
    assert parts["Unit costs"]["taken"] == ["online", "phone", "face_to_face"]
    assert "Share of calls answered." in rows(council, "second", "measures")
    assert parts["Measures"]["where"] in council("second", "submissions")[1]
    assert "Contact centre" in council("second", "layouts")[1]
    settled = [
        tomllib.loads((shared.parent / each / "council.toml").read_text("utf-8")) for each in ("first", "second")
    ]
    assert settled[0]["unit_costs"] == settled[1]["unit_costs"]


def test_what_a_council_has_stays_as_it_is(council, shared, tmp_path):
    own = tmp_path / "own.csv"
    own.write_text("measure_id,name,plain_meaning,unit,direction,target\nCALLS,Ours,Our own.,count,decrease,12.5\n")
    council("second", "load", "measures", str(own))
    assert council("second", "adopt", str(shared))[0] == 0
    before = {kind: rows(council, "second", kind) for kind in ("measures", "kpi_values")}
    assert "Our own." in before["measures"] and "Calls answered" not in before["measures"]
    settings = (tmp_path / "second" / "council.toml").read_bytes()
    code, said = council("second", "adopt", str(shared), "--format", "json")
    assert code == 0
    assert not any(each["taken"] for each in json.loads(said)["parts"])
    assert {kind: rows(council, "second", kind) for kind in before} == before
    assert (tmp_path / "second" / "council.toml").read_bytes() == settings


def test_a_folder_that_was_changed_is_refused_in_words(council, shared, tmp_path):
    (shared / "measures.csv").write_text("measure_id,name,unit,direction,target\nnew,New,furlongs,increase,5\n")
    (shared / "unit_costs.toml").write_text("[[unit_costs]]\nchannel = 'phone'\n")
    (shared / "matches" / "01_kpi_values.toml").write_text("kind = 'kpi_values'\n")
    code, said = council("second", "adopt", str(shared))
    assert code == 1
    assert "furlongs" in said and "Nothing was published" in said
    assert "unit_costs.toml does not hold unit costs" in said
    assert "01_kpi_values.toml was left out" in said
    (shared / "measures.csv").write_bytes(b'\xff\xfe"')
    assert "not a table with a column measure_id" in council("second", "adopt", str(shared))[1]
    assert council("second", "adopt", str(tmp_path))[1].startswith(f"{tmp_path} holds nothing to adopt")
    assert "is not empty" in council("first", "share", str(shared))[1]
