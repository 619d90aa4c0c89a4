"""A run that was cut off is noticed at the next start, with the file it had in hand."""

import pytest

from data import runs
from data.loading.loads import IncomingFile, load_all
from data.loading.request import LoadRequest
from data.runs import Run, recently_cut_off


@pytest.fixture
def path(tmp_path):
    return tmp_path / "store.duckdb"


def test_a_run_that_was_cut_off_is_noticed_with_the_file_in_hand(path):
    before = Run(path)
    assert before.begin() is None
    with before.in_hand("done.csv"):
        pass
    with before.in_hand("kpi.xlsx"):  # and here the process is killed
        found = Run(path).begin()
    assert found.files == ("kpi.xlsx",)
    assert recently_cut_off(path) == [found]
    assert Run(path).begin().files == (), "that one was cut off with nothing in hand"
    assert [each.files for each in recently_cut_off(path)] == [(), ("kpi.xlsx",)]


def test_a_run_that_ended_as_it_should_leaves_nothing(path):
    before = Run(path)
    before.begin()
    before.end()
    with before.in_hand("late.csv"):  # a thread that still works does not bring the file back
        pass
    assert list(path.parent.iterdir()) == []
    assert Run(path).begin() is None


@pytest.mark.parametrize("text", ["", "[1, 2]", '{"files": 3}', "null", "\0"])
def test_a_file_that_cannot_be_understood_still_tells_that_the_run_was_cut_off(path, text):
    path.with_suffix(".running").write_text(text)
    path.with_suffix(".cut-off").write_text(text)
    assert Run(path).begin().files == ()
    assert len(recently_cut_off(path)) == 1


def test_a_scheduled_load_names_its_file_while_it_reads_it(store, monkeypatch):
    run = Run(store.path)
    monkeypatch.setattr(runs, "_run", run)
    run.begin()
    found = []

    def content():
        found.append(Run(store.path).begin().files)  # what a start would find if this one were cut off now
        return b"measure_id,month,value\nm1,2026-09,5\n"

    list(load_all(store, [IncomingFile("kpi.csv", LoadRequest("kpi_values", check_only=True), content)]))
    assert found[0] == ("kpi.csv",)
    assert Run(store.path).begin().files == ()
