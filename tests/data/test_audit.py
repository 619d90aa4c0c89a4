"""The audit log: who did what, and no line changed or removed without its being found."""

import duckdb
import pytest

from data.__main__ import main
from data.settings import ROOT
from data.store import Author, open_store
from tests.data.test_store import OFFICER, values

CUT = "The last lines are missing or others: 9 were noted beside the store."


@pytest.fixture
def used(store):
    """A store in which something happened: nine lines."""
    first = store.save_and_publish(values(m2026_09=1), OFFICER)
    store.withdraw(first, OFFICER, "wrong")
    store.restore(first, Author("Head of IT", "officer", "account"), "right after all")
    store.discard(store.save_draft(values(m2026_10=1), OFFICER), OFFICER)
    store.note("sign-in failed", Author("192.0.2.7", "member", "none"))
    store.note("signed in", OFFICER)
    store.note("exported", OFFICER, "incidents")
    return store


def acts(store) -> list[tuple[str, str, str]]:
    rows = store.query("SELECT act, who, proof FROM audit_log ORDER BY number")
    return [tuple(row) for row in rows.values.tolist()]


def test_every_change_is_a_line_with_who_and_how_far_that_is_proved(used):
    assert acts(used) == [
        ("uploaded", "Officer", "typed"),
        ("published", "Officer", "typed"),
        ("withdrawn", "Officer", "typed"),
        ("restored", "Head of IT", "account"),
        ("uploaded", "Officer", "typed"),
        ("discarded", "Officer", "typed"),
        ("sign-in failed", "192.0.2.7", "none"),
        ("signed in", "Officer", "typed"),
        ("exported", "Officer", "typed"),
    ]
    assert used.check_audit().say().startswith("9 lines; each follows from the one before it")


@pytest.mark.parametrize(
    "sql, found",
    [
        ("UPDATE audit_log SET who = 'Somebody else' WHERE number = 3", "Line 3 was changed"),
        ("UPDATE audit_log SET happened_at = happened_at - INTERVAL 1 DAY WHERE number = 9", "Line 9 was changed"),
        ("DELETE FROM audit_log WHERE number = 4", "Of the lines after 3 some are missing: the next is 5."),
        ("DELETE FROM audit_log WHERE number = 1", "Of the lines after 0 some are missing: the next is 2."),
        (
            "DELETE FROM audit_log WHERE number >= 8",
            CUT,
        ),
        ("DELETE FROM audit_log", CUT),
        (
            """INSERT INTO audit_log SELECT '', 10, happened_at, who, proof, act, about, detail, previous, hash
               FROM audit_log WHERE number = 9""",
            "Line 10 was changed",
        ),
        (  # whoever knows how the hash is made writes a line anew: the next one does not follow from it
            """UPDATE audit_log SET who = 'x', hash = sha256(to_json(struct_pack(chain := chain, number := number,
                   happened_at := happened_at, who := 'x', proof := proof, act := act, about := about,
                   detail := detail, previous := previous))::VARCHAR) WHERE number = 8""",
            "Line 9 was changed, or the one before it.",
        ),
    ],
)
def test_a_line_that_was_changed_or_removed_is_found(used, sql, found, capsys):
    path = used.path
    used.close()
    with duckdb.connect(str(path)) as file:
        file.execute(sql)
    assert main(["audit", "--check", "--store", str(path)]) == 1
    assert found in capsys.readouterr().out
    open_store(path).close()


def test_the_shell_prints_the_lines_and_notes_what_it_takes_out(used, capsys):
    path = str(used.path)
    assert main(["export", "kpi_values", "--store", path]) == 0
    capsys.readouterr()
    assert main(["audit", "--store", path]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("chain,number,happened_at,who,proof,act") and len(lines) == 11
    assert ",shell,typed,exported,kpi_values,1 rows," in lines[-1]
    assert main(["audit", "--check", "--store", path]) == 0


def test_a_dry_run_is_no_line(used):
    before = acts(used)
    with used.dry_run(values(m2026_11=1), OFFICER):
        pass
    assert acts(used) == before


def test_nothing_changes_or_removes_a_line():
    """Every SQL of the dashboard's own: the log is only ever added to."""
    for path in (ROOT / each for each in ("data", "queries", "access", "screen", "pages", "exhibits")):
        for file in [*path.rglob("*.py"), *path.rglob("*.sql")]:
            text = file.read_text(encoding="utf-8").lower()
            assert not any(f"{verb} audit_log" in text for verb in ("update", "delete from", "drop table")), file
