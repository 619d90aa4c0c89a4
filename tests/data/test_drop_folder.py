"""Scheduled loads: a folder at once, and the drop folder that the dashboard works through, whenever it is cut off."""

import io
import json
import os
import subprocess
import sys
import threading
import zipfile
from datetime import date
from pathlib import Path

import pytest

from data.__main__ import main
from data.intake import Layout, read
from data.loading import drop_folder as module
from data.loading import loads
from data.loading.drop_folder import DropFolder
from data.loading.drop_paths import recently_refused
from data.loading.handover import Receipt, hand_over, has_worker
from data.loading.request import LoadRequest
from data.settings import ROOT
from data.store import Author, StoreError

MEASURES = "measure_id,name,plain_meaning,unit,direction\nbacklog,Backlog,Open incidents,count,decrease\n"
VALUES = "measure_id,month,value\nbacklog,2026-09,5\n"
WRONG = "measure_id,month,value\nbacklog,soon,x\n"
OFFICER = Author("Officer", "officer")


@pytest.fixture
def drop(store):
    """The drop folder of the store; drop.put(name, text) puts a file into it, drop.errors is the log."""
    folder = DropFolder(store.path.parent / "drop", lambda error, where: errors.append(error) or "A1B2C3", settled=0)
    errors = folder.errors = []
    folder.look(store)

    def put(name: str, text: str) -> Path:
        file = folder.folder / name
        file.write_text(text, encoding="utf-8")
        return file

    folder.put = put
    yield folder
    folder.close()


def there(drop: DropFolder, place: str = "") -> list[str]:
    return sorted(each.name for each in (drop.folder / place).iterdir() if not each.name.startswith("."))


def result(drop: DropFolder, place: str, name: str) -> dict:
    assert (drop.folder / place / f"{name}.result.txt").read_text(encoding="utf-8").startswith(f"{name}\n")
    return json.loads((drop.folder / place / f"{name}.result.json").read_text(encoding="utf-8"))


def history(store) -> list[tuple[str, str, str]]:
    rows = store.query("""
        SELECT s.file_name, s.submitted_by, t.state
        FROM submissions AS s JOIN submission_states AS t USING (submission_id)
        ORDER BY (SELECT min(event_id) FROM submission_events AS e WHERE e.submission_id = s.submission_id)
    """)
    return list(rows.itertuples(index=False, name=None))


# -- a folder from the shell -------------------------------------------------------------------------------------------


def load(capsys, *words) -> tuple[int, dict]:
    code = main(["load", *map(str, words), "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


def test_a_folder_is_loaded_in_order_with_the_result_beside_each_file(tmp_path, store, capsys):
    folder = tmp_path / "out"
    (folder / "old").mkdir(parents=True)
    # by name the figures come first, and without the measures nobody knows them
    files = {"kpi_values.csv": VALUES, "measures.csv": MEASURES, "kpi_values_wrong.csv": WRONG}
    for name, text in files.items():
        (folder / name).write_text(text)
    (folder / "letter.pdf").write_bytes(b"%PDF")
    code, told = load(capsys, folder, "--store", store.path, "--by", "nightly job")
    by_name = {each["file"]: each for each in told["files"]}
    assert code == 1 and list(told["left_out"]) == [str(folder / "letter.pdf"), str(folder / "old/")]
    assert [name for name, *_ in history(store)] == ["measures.csv", "kpi_values.csv"]
    assert by_name["kpi_values_wrong.csv"]["problems"] and not by_name["kpi_values_wrong.csv"]["published"]
    for name in files:
        beside = json.loads((folder / f"{name}.result.json").read_text())
        assert {"file": name, **beside} == by_name[name]
    assert by_name["kpi_values.csv"]["problems"] == []
    assert "1 error" not in (folder / "measures.csv.result.txt").read_text()
    assert "Line 2, month" in (folder / "kpi_values_wrong.csv.result.txt").read_text()
    # the next night: nothing new, and what an officer took back does not come in again
    store.withdraw(by_name["kpi_values.csv"]["submission_id"], OFFICER, "wrong figures")
    (folder / "kpi_values_wrong.csv").unlink()
    code, again = load(capsys, folder, "--store", store.path)
    assert code == 0 and [each["published"] for each in again["files"]] == [False, False]
    assert {each["file"]: each["submission_id"] for each in again["files"]} == {
        name: by_name[name]["submission_id"] for name in ("kpi_values.csv", "measures.csv")
    }
    assert all(any("not published again" in line for line in each["repairs"]) for each in again["files"])
    assert [state for *_, state in history(store)] == ["published", "withdrawn"]
    assert load(capsys, folder, "--store", store.path, "--again")[0] == 0
    assert len(history(store)) == 4


def test_the_kind_is_only_taken_where_it_is_sure(tmp_path, store, capsys):
    file = tmp_path / "some.csv"
    file.write_text("Count,Percentage\n1,2\n")
    code, told = load(capsys, "auto", file, "--store", store.path)
    assert code == 1 and told["problems"][0]["row"] is None and "KIND FILE" in told["problems"][0]["remedy"]
    file = tmp_path / "meetings_2026.csv"
    file.write_text(VALUES)
    code, told = load(capsys, "auto", file, "--store", store.path)
    assert code == 1 and "is called meetings, but its columns are those of kpi_values" in told["problems"][0]["problem"]
    assert history(store) == []


def binary_workbook() -> bytes:
    """As Excel saves an .xlsb: parts in a zip, the workbook's own in no XML."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/workbook.bin", b"\x83\x01\x00")
    return raw.getvalue()


def test_a_binary_workbook_is_refused_with_the_sentence_of_the_upload_page(tmp_path, store, drop, capsys):
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "incidents.xlsb").write_bytes(binary_workbook())
    (on_the_page,) = read(binary_workbook(), "incidents.xlsb").problems
    assert on_the_page.problem == "incidents.xlsb is a binary workbook (.xlsb)"
    assert on_the_page.remedy == "Open it in Excel and save it as .xlsx or as CSV UTF-8."
    code, told = load(capsys, folder, "--store", store.path)
    assert code == 1 and told["left_out"] == []
    assert [each["problems"] for each in told["files"]] == [[on_the_page.as_dict()]]
    (drop.folder / "incidents.xlsb").write_bytes(binary_workbook())
    drop.look(store)
    assert result(drop, "refused", "incidents.xlsb")["problems"] == [on_the_page.as_dict()]


def test_a_file_with_warnings_may_be_held_for_an_officer(tmp_path, store, capsys):
    file = tmp_path / "kpi_values.csv"
    file.write_text(VALUES.replace("2026", "2035"))
    code, told = load(capsys, "kpi_values", file, "--store", store.path, "--hold-warnings")
    assert code == 1 and not told["published"] and len(told["problems"]) > 1
    assert "held as the draft" in told["problems"][0]["problem"]
    assert history(store) == [("kpi_values.csv", "shell", "drafted")]
    assert load(capsys, "kpi_values", file, "--store", store.path, "--hold-warnings")[1] == told  # no second draft
    code, told = load(capsys, "kpi_values", file, "--store", store.path)
    assert code == 0 and told["published"] and told["problems"]


def days(*, september: int, august: int) -> str:
    """Incidents on so many days of two months."""
    dates = [f"{day:02}/09/2026" for day in range(1, september + 1)] + [
        f"{day:02}/08/2026" for day in range(1, august + 1)
    ]
    return "incident_id,opened_at\n" + "".join(f"INC{n},{each} 09:00\n" for n, each in enumerate(dates))


@pytest.mark.parametrize(
    ("september", "august", "held"), [(3, 20, True), (9, 20, True), (10, 20, False), (25, 2, True)]
)
def test_a_month_that_loses_more_than_half_is_held_where_nobody_looks(
    tmp_path, store, drop, capsys, september, august, held
):
    """In a folder and in the drop folder; a person who loads one file reads the warning instead."""
    whole, part = days(september=20, august=20), days(september=september, august=august)
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "incidents.csv").write_text(whole)
    assert load(capsys, folder, "--store", store.path)[0] == 0
    (folder / "incidents.csv").write_text(part)
    code, told = load(capsys, folder, "--store", store.path)
    (of_folder,) = told["files"]
    drop.put("incidents.csv", part.replace("INC", "REQ"))
    drop.look(store)
    of_drop = result(drop, "refused" if held else "taken", "incidents.csv")
    for each in (of_folder, of_drop):
        assert each["published"] is not held
        assert [one["code"] for one in each["problems"] if one["severity"] == "error"] == ["held_for_losses"] * held
    assert code == (1 if held else 0)
    states = [state for *_, state in history(store)]
    assert states.count("drafted") == 2 * held
    if held:
        lost = "2026-08 would go from 20 rows to 2" if august == 2 else f"2026-09 would go from 20 rows to {september}"
        assert lost in of_folder["problems"][0]["problem"] and "Submissions page" in of_folder["problems"][0]["remedy"]
        code, told = load(capsys, "incidents", folder / "incidents.csv", "--store", store.path)
        assert code == 0 and told["published"] and told["warnings"] == 1


# -- the drop folder ---------------------------------------------------------------------------------------------------


def test_what_is_put_in_is_loaded_in_order_and_moved_with_its_result(store, drop):
    drop.put("kpi_values.csv", VALUES)
    drop.put("measures.csv", MEASURES)
    drop.put("kpi_values_wrong.csv", WRONG)
    assert drop.look(store) == 3
    assert history(store) == [
        ("measures.csv", "Drop folder", "published"),
        ("kpi_values.csv", "Drop folder", "published"),
    ]
    assert there(drop) == ["handed", "refused", "taken", "working"] and there(drop, "working") == []
    assert (
        result(drop, "taken", "kpi_values.csv")["published"]
        and result(drop, "refused", "kpi_values_wrong.csv")["problems"]
    )
    # the same names again: nothing is overwritten, and what stands is not published again
    drop.put("measures.csv", MEASURES)
    drop.put("kpi_values_wrong.csv", WRONG + "backlog,2026-10,y\n")
    drop.look(store)
    assert len(history(store)) == 2 and len(there(drop, "taken")) == 9 and len(there(drop, "refused")) == 6
    assert (drop.folder / "refused" / "kpi_values_wrong.csv").read_text() == WRONG
    (_, newest), (name, oldest) = recently_refused(drop.folder)
    assert name == "kpi_values_wrong.csv" and "soon" in str(oldest) and oldest != newest


def test_what_is_not_whole_or_not_a_file_of_the_folder_itself_stays_where_it_is(store, drop, tmp_path):
    elsewhere = tmp_path / "secret.csv"
    elsewhere.write_text(VALUES)
    (drop.folder / "link.csv").symlink_to(elsewhere)
    (drop.folder / "inner").mkdir()
    (drop.folder / "inner" / "kpi_values.csv").write_text(VALUES)
    for name in (".hidden.csv", "~$book.xlsx", "copying.csv.part", "kpi_values.csv.result.txt"):
        drop.put(name, VALUES)
    before = there(drop)
    assert drop.look(store) == 0 and there(drop) == before
    # a file that still grows waits until it has stopped
    drop._settled = 3600
    drop.put("kpi_values.csv", VALUES)
    assert drop.look(store) == drop.look(store) == 0
    drop._settled = 0
    assert drop.look(store) == 1 and [name for name, *_ in history(store)] == ["kpi_values.csv"]


def test_names_that_a_history_could_choke_on_are_made_plain(store, drop):
    (drop.folder / os.fsdecode(b"kpi_values \xff\n.csv")).write_text(VALUES)
    (drop.folder / ("kpi_values_" + "é" * 110 + ".csv")).write_text(VALUES.replace(",5", ",6"))
    assert drop.look(store) == 2
    assert len(there(drop, "taken")) == 6 and len(history(store)) == 2


class Cut(BaseException):
    """The dashboard is killed here."""


def test_a_dashboard_that_is_killed_at_any_step_takes_each_file_once(store, drop, monkeypatch):
    """Cut off before each step that can be seen from outside, one after the other; the next start goes on."""
    steps = [(Path, "rename"), (Path, "replace"), (type(store), "save_and_publish"), (module.shutil, "rmtree")]
    left = [10**6]

    def counting(real):
        def step(*arguments, **named):
            left[0] -= 1
            if not left[0]:
                raise Cut
            return real(*arguments, **named)

        return step

    for owner, name in steps:
        monkeypatch.setattr(owner, name, counting(getattr(owner, name)))
    monkeypatch.setattr(loads, "_kind_of", lambda *_: ("meetings", None))  # not what this is about, and slow
    number = 0
    while True:
        number += 1
        text = f"meeting_id,committee,date\nM-{number},Scrutiny,18/11/2026\n"
        drop.put(f"meetings_{number}.csv", text)
        left[0] = number
        try:
            drop.look(store)
            was_cut = False
        except Cut:
            was_cut = True
        left[0] = 10**6
        if number % 2 and was_cut:  # what an officer does meanwhile stays done
            for submission in store.query("SELECT submission_id FROM live_submissions")["submission_id"].tail(1):
                store.withdraw(submission, OFFICER, "wrong")
        drop.close()
        drop._seen.clear()
        drop.look(store)
        assert there(drop, "working") == []
        assert there(drop) == ["handed", "refused", "taken", "working"]
        mine = [each for each in there(drop, "taken") if each.startswith(f"meetings_{number}.")]
        assert len(mine) == 3, mine
        assert (drop.folder / "taken" / f"meetings_{number}.csv").read_text() == text
        assert [name for name, *_ in history(store)].count(f"meetings_{number}.csv") == 1
        if not was_cut:
            break
    assert number > 12 and there(drop, "refused") == [] and drop.errors == []


def test_a_file_on_which_the_dashboard_dies_is_not_tried_for_ever(store, drop, monkeypatch):
    real, dies = loads.load_table, [True]

    def load_table(store, kind, raw, name, request, **more):
        if dies[0] and name == "kpi_values_bomb.csv":
            raise Cut
        return real(store, kind, raw, name, request, **more)

    monkeypatch.setattr(loads, "load_table", load_table)
    drop.put("kpi_values_bomb.csv", VALUES)
    drop.put("meetings.csv", "meeting_id,committee,date\nM-1,Scrutiny,18/11/2026\n")
    for _ in range(3):
        with pytest.raises(Cut):
            drop.look(store)
        drop.close()
    assert drop.look(store) == 1
    assert "3 times" in result(drop, "refused", "kpi_values_bomb.csv")["problems"][0]["problem"]
    assert [name for name, *_ in history(store)] == ["meetings.csv"]


def test_trouble_of_the_store_waits_and_trouble_of_ours_is_logged(store, drop, monkeypatch):
    real, troubles = loads.load_table, [StoreError("The disk is full."), ValueError("a mistake of ours")]

    def load_table(*arguments, **named):
        if troubles:
            raise troubles.pop(0)
        return real(*arguments, **named)

    monkeypatch.setattr(loads, "load_table", load_table)
    drop.put("kpi_values_1.csv", VALUES)
    drop.put("meetings.csv", "meeting_id,committee,date\nM-1,Scrutiny,18/11/2026\n")
    assert drop.look(store) == 1 and len(there(drop, "working")) == 1
    (other,) = [name for name in ("kpi_values_1.csv", "meetings.csv") if name in there(drop, "refused")]
    assert "under the number A1B2C3" in result(drop, "refused", other)["problems"][0]["problem"]
    assert "a mistake" not in (drop.folder / "refused" / f"{other}.result.txt").read_text()
    assert drop.look(store) == 0 and len(there(drop, "working")) == 1  # not at once again
    drop._tries.clear()
    assert drop.look(store) == 1 and len(history(store)) == 1 and len(drop.errors) == 2


def test_a_second_dashboard_leaves_the_folder_alone(store, drop):
    second = DropFolder(drop.folder, lambda *_: "", settled=0)
    drop.put("kpi_values.csv", VALUES)
    assert second.look(store) == 0 and has_worker(drop.folder, store.path)
    assert not has_worker(drop.folder, store.path.with_name("another.duckdb"))
    drop.close()
    assert not has_worker(drop.folder, store.path)
    assert second.look(store) == 1
    second.close()


# -- whoever writes into the folder may publish, and no more -----------------------------------------------------------


def job_in(folder: Path, number: int = 0) -> Path:
    job = folder / f"20261101-080000000000-abcdef-{number:04}"
    (job / "file").mkdir(parents=True)
    (job / "file" / "kpi_values.csv").write_text(VALUES)
    (job / "job.json").write_text('{"dropped": true}')
    return job


@pytest.mark.parametrize(
    "decided",
    [
        {"place": "../..", "name": "x"},
        {"place": "taken", "name": "../x"},
        {"place": "taken", "name": ".."},
        {"place": ["taken"]},
        "taken",
    ],
)
def test_a_decision_that_leads_out_of_the_folder_moves_nothing(store, drop, decided):
    job = job_in(drop.folder / "working")
    (job / "done.json").write_text(json.dumps(decided))
    assert drop.look(store) == 0
    assert (job / "file" / "kpi_values.csv").exists() and not (drop.folder / "x").exists()
    (error,) = drop.errors
    assert "leads out of the drop folder: remove 20261101-" in str(error)


def test_a_decision_that_is_handed_over_does_not_count(store, drop):
    job = job_in(drop.folder / "handed" / "20261101-080000000000-abcdef")
    (job / "done.json").write_text('{"place": "refused", "name": "overview.py"}')
    assert drop.look(store) == 1
    assert there(drop, "refused") == [] and len(there(drop, "taken")) == 3
    assert there(drop, "handed") == there(drop, "working") == []


def test_a_job_that_was_cut_off_while_it_was_taken_over_is_loaded_once(store, drop):
    handed = drop.folder / "handed" / "20261101-080000000000-abcdef"
    for number in (0, 1):
        job = job_in(handed, number)
        own = drop.folder / "working" / job.name
        (own / "file").mkdir(parents=True)
        (own / "job.json").write_text('{"dropped": true}')
    (handed / own.name / "file" / "kpi_values.csv").rename(own / "file" / "kpi_values.csv")
    assert drop.look(store) == 2
    assert len(history(store)) == 1, "the second stands already"
    assert there(drop, "handed") == there(drop, "working") == there(drop, "refused") == []


@pytest.mark.parametrize("place", ["working", "handed", "taken", "refused"])
def test_a_folder_that_somebody_has_put_in_place_of_ours_is_not_used(store, drop, tmp_path, place):
    (tmp_path / "theirs").mkdir()
    (drop.folder / place).rmdir()
    (drop.folder / place).symlink_to(tmp_path / "theirs")
    drop.put("kpi_values.csv", VALUES)
    with pytest.raises(PermissionError, match="no folder of the dashboard's own account: remove it"):
        drop.look(store)
    assert list((tmp_path / "theirs").iterdir()) == [] and history(store) == []


def test_a_folder_of_another_account_is_not_used(store, drop, monkeypatch):
    job = job_in(drop.folder / "working")
    real = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: real + 1)
    with pytest.raises(PermissionError, match="remove it, and it is made anew"):
        drop.look(store)
    assert job.exists() and history(store) == []


# -- handed over by the shell ------------------------------------------------------------------------------------------


def test_what_is_handed_over_is_loaded_as_it_was_wished(store, drop, tmp_path):
    file = tmp_path / "extract.csv"
    file.write_text("Indicator,When,Figure\nbacklog,2026-09,5\n")
    layout = Layout("kpi_values", columns={"Indicator": "measure_id", "When": "month", "Figure": "value"})
    request = LoadRequest("kpi_values", "nightly job", date(2026, 9, 20), layout)
    (receipt,) = hand_over(drop.folder, [(file, request)])
    assert receipt.outcome() is None and there(drop, "handed")
    drop.look(store)
    outcome = receipt.outcome()
    assert outcome.taken and "1 row published as submission" in outcome.text and outcome.result["published"]
    kept = store.query("SELECT file_name, submitted_by, period_to FROM submissions").iloc[0]
    assert (kept["file_name"], kept["submitted_by"]) == ("extract.csv", "Drop folder: nightly job")
    assert kept["period_to"].date() == date(2026, 9, 20)
    assert there(drop, "handed") == []
    # instructions that make no sense refuse the file; what is half handed over is left alone
    (receipt,) = hand_over(drop.folder, [(file, LoadRequest("no_such_kind", "x"))])
    (other,) = hand_over(drop.folder, [(file, request)])
    next((drop.folder / "handed").glob(f"*/{other.name.split('.')[1]}/job.json")).write_text('{"kind": 1}')
    (drop.folder / "handed" / ".half.part" / "x").mkdir(parents=True)
    drop.look(store)
    assert "There is no kind 'no_such_kind'" in receipt.outcome().text and not receipt.outcome().taken
    assert "instructions that cannot be read" in other.outcome().text
    assert len(history(store)) == 1


def test_while_the_dashboard_holds_the_store_the_shell_hands_the_load_to_it(store, drop, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "kpi_values.csv").write_text(VALUES)
    (folder / "kpi_values_wrong.csv").write_text(WRONG)
    call = [sys.executable, "-m", "data", "load", str(folder), "--store", str(store.path), "--by", "nightly job"]
    done = threading.Event()

    def work():
        while not done.wait(0.05):
            drop.look(store)

    worker = threading.Thread(target=work)
    worker.start()
    try:
        shell = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, timeout=60)
    finally:
        done.set()
        worker.join()
    assert shell.returncode == 1 and not shell.stderr, shell.stderr
    assert "kpi_values.csv:\n  1 row published as submission" in shell.stdout and "1 of 2 files taken." in shell.stdout
    assert "Line 2, month: 'soon'" in shell.stdout
    assert "Line 2, month: 'soon'" in (folder / "kpi_values_wrong.csv.result.txt").read_text()
    assert history(store) == [("kpi_values.csv", "Drop folder: nightly job", "published")]
    # nobody looks into the folder now: the shell says where the result will be, and it will
    shell = subprocess.run([*call[:4], "auto", str(folder / "kpi_values.csv"), *call[5:], "--wait", "0", "--again",
                            "--format", "json"], cwd=ROOT, capture_output=True, text=True, timeout=60)  # fmt: skip
    told = json.loads(shell.stdout)
    assert shell.returncode == 1 and not told["published"]
    drop.look(store)
    name = told["problems"][0]["remedy"].rpartition(", ")[2].removesuffix(".result.txt.")
    assert Receipt(drop.folder, name).outcome().taken and len(history(store)) == 2
