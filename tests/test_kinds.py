"""A contract alone knows its kind: each has all that it needs, a new one needs nothing else, and no code names one."""

import ast
import csv
import io
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest

from data.__main__ import main
from data.contracts import CONTRACTS, Contract, Rule, Sense, Steps, template_csv
from data.contracts.base import column
from data.intake import check, differences, known_from, preview, read, take, untouched
from data.intake.columns.recognising import recognised
from data.intake.publishing import PARTS
from data.intake.rows.sense import CHECKS
from data.settings import ROOT
from data.store import Author
from data.templates import current_rows
from exhibits.draft_impact import DraftImpact
from queries.template import blank_template, has_month, template
from screen.kinds import KINDS, KindOnScreen
from screen.preview import say_verdict
from screen.submissions import parts_word, say_hand_over, say_parts
from tests.people import council, officer, said

OFFICER = Author("o", "officer")


# -- every kind has every entry ----------------------------------------------------------------------------------------


def test_every_kind_has_a_row_on_the_screen_and_no_row_is_left_over():
    assert list(KINDS) == list(CONTRACTS)
    for each in KINDS.values():
        assert (ROOT / each.page).is_file(), each.page
        # a draft moves measures or other charts; their names come from somewhere
        assert each.measures is None or (each.names and each.impact)


@pytest.mark.parametrize("kind", CONTRACTS)
def test_a_contract_names_only_what_there_is(kind):
    wanted = CONTRACTS[kind]
    assert wanted.kind == kind and wanted.title and wanted.purpose.endswith(".")
    assert len(wanted.part) == 2 and all(wanted.part)
    names = [
        *wanted.identity,
        *wanted.given,
        *wanted.not_ahead,
        *(name for group in wanted.one_of for name in group),
        *(name for each in wanted.sense for name in each.columns),
        *(each.column for each in wanted.rules),
        *(name for name in (wanted.period, wanted.period_months, wanted.latest_by, wanted.wide) if name),
        *((name for name in (wanted.steps.column, wanted.steps.of) if name) if wanted.steps else ()),
    ]
    assert set(names) <= set(wanted.columns)
    assert {each.check for each in wanted.sense} <= set(CHECKS)
    assert set(wanted.needs) <= set(PARTS) and set(wanted.after) <= set(CONTRACTS)
    assert not wanted.period or wanted.columns[wanted.period].type in ("month", "moment")
    assert not wanted.steps or wanted.columns[wanted.steps.column].type in ("month", "moment", "financial year")


def test_no_sense_check_and_no_part_of_what_is_known_is_left_over():
    assert {each.check for wanted in CONTRACTS.values() for each in wanted.sense} == set(CHECKS)
    assert {part for wanted in CONTRACTS.values() for part in wanted.needs} == set(PARTS)


@pytest.mark.parametrize("kind", CONTRACTS)
def test_every_kind_has_its_table_and_its_templates(store, kind):
    stored = [each.name for each in CONTRACTS[kind].stored]
    assert list(current_rows(store, kind).columns) == ["slice_key", *stored]
    assert template_csv(kind).split("\r\n")[0].split(",") == stored
    assert list(blank_template(kind, store=store).rows.columns)
    assert template(kind, date(2026, 9, 1), date(2026, 10, 5), store=store).kind == kind


def test_a_question_of_the_month_and_the_contract_agree_on_what_is_filled_in_by_hand():
    for kind, wanted in CONTRACTS.items():
        assert not (has_month(kind) and (wanted.by_machine or wanted.in_template)), kind


# -- what a row of the screen's register says --------------------------------------------------------------------------


def test_money_is_summed_by_class_before_and_after_a_draft(store):
    head = b"line_id,fin_year,line_type,saving_class,baseline_gbp,forecast_gbp,actual_gbp,delivered_gbp\n"
    now = head + b"F1,2026/27,cost,,1000,1200,300,\nF2,2026/27,saving,cashable,500,500,,100\n"
    then = head + b"F1,2026/27,cost,,1000,1400,300,\nF3,2026/27,saving,avoidance,90,90,,\n"
    assert take(store, "finance", now, "now.csv", OFFICER).published
    draft = take(store, "finance", then, "then.csv", OFFICER, publish=False)
    alt, rows_of = KINDS["finance"].sums
    rows = rows_of(store, draft.submission_id)
    assert alt == "Money by class, now and after publishing"
    assert rows.values.tolist() == [
        ["Costs", "£1,200 → £1,400", "£300"],
        ["Savings, cashable", "£500", "£100"],
        ["Costs avoided", "£0 → £90", "£0"],
    ]


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [
        ("kpi_values", "1 figure changes and 2 are new. 1 signal appears and 2 signals go."),
        ("milestones", "1 milestone changes and 2 are new. 1 reason to ask appears and 2 reasons to ask go."),
        ("areas", "1 area changes and 2 are new."),
    ],
)
def test_a_preview_says_of_each_kind_what_members_will_ask_about(kind, verdict):
    changes = pd.DataFrame({"change": ["changed", "new", "new", "unchanged"]})
    assert say_verdict(kind, changes, DraftImpact(appear=("a",), go=("b", "c"))) == verdict


def test_the_size_of_a_part_is_said_in_the_unit_of_its_kind():
    nothing = float("nan")
    assert KINDS["kpi_values"].amount(1, 93.4, "percent") == "93.4%"
    assert KINDS["kpi_values"].amount(1, nothing, "percent") == "1 row"
    assert KINDS["incidents"].amount(1200, 30.5, "count") == "1,200 incidents, 30.5 hours lost"
    assert KINDS["incidents"].amount(1, nothing, "count") == "1 incident"
    assert KINDS["channel_volumes"].amount(5, 860.0, "count") == "860 completed"
    assert KINDS["areas"].amount is None


def test_the_charts_of_a_preview_are_those_that_a_draft_moves():
    names = {"calls": "Calls answered", "work_time_lost": "Work time lost", "incidents": "Incidents", "p": "Permits"}
    assert KINDS["kpi_values"].measures(["calls", "other"], names) == {"calls": "Calls answered"}
    assert list(KINDS["incidents"].measures([], names)) == ["work_time_lost", "incidents"]
    assert KINDS["channel_volumes"].measures([], names) == {}
    assert KINDS["channel_volumes"].measures(["p"], names) == {
        "digital_take_up": "Digital take-up, all services",
        "digital_take_up@p": "Digital take-up, Permits",
    }


# -- a new kind --------------------------------------------------------------------------------------------------------


class Bins:
    """One row for each day and round."""

    day = column("month", "The month of the rounds.", example="2026-09", required=True, also="month, period")
    round = column("code", "Code of the round.", example="north-3", required=True, also="route")
    missed = column("number", "Bins that were not emptied.", unit="count", example="12", required=True, least=0)
    collected = column("number", "Bins that were emptied.", unit="count", example="820", also="emptied", most=5000)


BINS = Contract(
    kind="bins",
    title="Missed bins",
    purpose="How many bins were missed on each round.",
    model=Bins,
    part=("round and month", "rounds and months"),
    slice_sql="round || '|' || strftime(day, '%Y-%m')",
    identity=("round", "day"),
    figure="missed",
    period="day",
    steps=Steps("day", of="round"),
    rules=(
        Rule("more_missed_than_there_are", "missed > collected", "missed", "is most of the round", "Check.", "warning"),
    ),
    not_ahead=("day",),
    sense=(Sense("noughts", ("collected",)),),
)
TABLE = """
CREATE TABLE bins (submission_id VARCHAR NOT NULL, source_row INTEGER NOT NULL, slice_key VARCHAR NOT NULL,
                   day DATE, round VARCHAR, missed DOUBLE, collected DOUBLE);
CREATE VIEW current_bins AS
SELECT t.* FROM bins AS t
JOIN current_slices AS c ON c.kind = 'bins' AND c.submission_id = t.submission_id AND c.slice_key = t.slice_key;
"""
AUGUST = b"Month,Route,Missed,Emptied\r\n2026-08,North 3,12,820\r\n2026-08,East 1,4,610\r\n"
SEPTEMBER = b"Month,Route,Missed,Emptied\r\n2026-08,North 3,15,817\r\n2026-09,North 3,9,823\r\n"


@pytest.fixture
def bins(tmp_path, monkeypatch):
    """A store that knows the new kind: its contract, its table and its row on the screen."""
    monkeypatch.setitem(CONTRACTS, "bins", BINS)
    monkeypatch.setitem(KINDS, "bins", KindOnScreen("pages/channel_shift.py"))
    store = council(tmp_path, monkeypatch)
    with store.cursor() as cursor:
        cursor.execute(TABLE)
    yield store
    store.close()


def test_a_file_of_a_new_kind_is_recognised_checked_and_its_mistakes_named(bins):
    summer = b"Month,Route,Missed,Emptied\n" + b"".join(b"2026-0%d,East 1,4,610\n" % month for month in range(4, 9))
    assert take(bins, "bins", summer, "summer.csv", OFFICER).published
    raw = (
        b"Month,Route,Missed,Emptied\n2026-08,North 3,-1,820\n2027-08,North 3,9,5\n2026-10,East 1,1,0\n"
        b"2026-08,West 2,1,9000\n"
    )
    table = read(raw, "october.csv")
    assert recognised(table)[0].kind == "bins"
    checked = check(table, "bins", known_from(bins, at=datetime(2026, 11, 2), kind="bins"))
    assert {(each.row, each.column, each.code) for each in checked.problems} == {
        (2, "missed", "below_the_least"),
        (3, "missed", "more_missed_than_there_are"),
        (3, "day", "in_the_future"),
        (4, "day", "gap_before"),
        (4, "collected", "nought"),
        (4, "missed", "more_missed_than_there_are"),
        (5, "collected", "above_the_most"),
    }


def test_a_new_kind_is_previewed_published_withdrawn_restored_and_exported(bins, capsys):
    first = take(bins, "bins", AUGUST, "august.csv", OFFICER)
    assert first.published and not first.problems
    draft = take(bins, "bins", SEPTEMBER, "september.csv", OFFICER, publish=False)
    changes = preview(bins, draft.submission_id).set_index("slice_key")
    assert changes["change"].to_dict() == {"north-3|2026-08": "changed", "north-3|2026-09": "new"}
    assert changes.loc["north-3|2026-08", ["value_before", "value_after"]].tolist() == [12, 15]
    fields = differences(bins, draft.submission_id)
    assert fields[["field", "before", "after"]].values.tolist() == [["missed", "12.0", "15.0"],
                                                                   ["collected", "820.0", "817.0"]]  # fmt: skip
    assert untouched(bins, draft.submission_id) == 1
    bins.publish(draft.submission_id, OFFICER)
    assert bins.query("SELECT sum(missed) AS missed FROM current_bins")["missed"].iloc[0] == 4 + 15 + 9
    bins.withdraw(draft.submission_id, OFFICER, "a mistake")
    assert bins.query("SELECT sum(missed) AS missed FROM current_bins")["missed"].iloc[0] == 4 + 12
    bins.restore(draft.submission_id, OFFICER, "it was right")
    capsys.readouterr()
    assert main(["export", "bins", "--store", str(bins.path)]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["day"], row["round"], float(row["missed"])) for row in rows] == [
        ("2026-08-01", "east-1", 4),
        ("2026-08-01", "north-3", 15),
        ("2026-09-01", "north-3", 9),
    ]


def test_a_new_kind_has_templates_blank_and_as_its_rows_stand(bins):
    assert take(bins, "bins", AUGUST, "august.csv", OFFICER).published
    assert blank_template("bins", store=bins).as_csv().strip() == "day,round,missed,collected"
    standing = template("bins", date(2026, 9, 1), date(2026, 10, 5), store=bins)
    again = check(read(standing.as_csv().encode(), "bins.csv"), "bins", known_from(bins, kind="bins"))
    assert again.rows is not None and again.row_count == 2
    assert standing.as_xlsx().startswith(b"PK")


def test_a_new_kind_is_in_the_words_of_the_screen(bins):
    taken = take(bins, "bins", AUGUST, "august.csv", OFFICER)
    assert parts_word("bins", 2) == "2 rounds and months"
    assert say_parts("bins", ["north-3|2026-08", "east-1|2026-08"]) == "2 rounds and months of August 2026"
    assert say_hand_over(bins, bins.query("FROM submissions").iloc[0]) == [
        "2 rounds and months of August 2026 will no longer be shown: no earlier file holds them."
    ]
    assert taken.published


def test_an_officer_uploads_a_file_of_a_new_kind_sees_what_it_changes_and_publishes_it(bins):
    assert take(bins, "bins", AUGUST, "august.csv", OFFICER).published
    app = officer("pages/upload.py")
    app.file_uploader[0].upload("september.csv", SEPTEMBER)
    app.run()
    assert not app.exception and "read as Missed bins" in said(app)
    assert not app.exception
    assert "1 round and month changes and 1 is new." in said(app)
    next(button for button in app.button if button.label == "Publish").click()
    app.run()
    assert not app.exception and "Published: september.csv. Members see it now." in said(app)
    assert bins.query("SELECT count(*) AS n FROM current_bins")["n"].iloc[0] == 3


# -- no code names a kind ----------------------------------------------------------------------------------------------

# Where a word that is also the name of a kind may stand, and why.
MAY_NAME = {
    "briefing/catalogue.py": "incidents is a measure of the service desk, contracts a part of Money",
    "pages/money.py": "contracts is a part of the page",
    "access/subscriptions.py": "meetings is a page, beside which the addresses lie",
    "briefing/feed.py": "meetings is a page",
    "briefing/own_list.py": "projects and meetings are rooms of exhibits",
    "briefing/making.py": "without the meeting it names the file that brings it",
    "data/contracts": "each contract names its own kind, and those that are loaded before it",
    "data/sample": "the sample council's files are of every kind",
    "screen/kinds.py": "the screen's register",
    "exhibits": "an exhibit says which files its figures come from; and these words are names of columns and measures",
    "screen/actions.py": "what officers write there are rows of actions",
    "screen/reviews.py": "what officers keep there are rows of reviews",
    "screen/explain.py": "what officers write there are rows of measures and explanations",
    "data/intake/columns": "a column of codes is doubted by the measures that the store knows",
    "data/intake/publishing.py": "measures, areas, projects and incidents are parts of Known",
    "data/intake/rows/history.py": "incidents is a measure and a column",
    "data/intake/rows/sense.py": "incidents is the name of a sense check",
    "access/registry.py": "projects is a page",
    "pages/channel_shift.py": "areas is a part of the page",
    "pages/cyber.py": "outages, assurance and lessons are parts of the page",
    "pages/it_demand.py": "incidents is a measure of the service desk",
    "screen/project_filters.py": "projects is a page",
    "screen/search_index.py": "projects is a page, contracts a part of one",
}
_CODE = ("access", "briefing", "data", "exhibits", "pages", "queries", "screen", "dashboard.py", "serve.py")


def _files() -> list[Path]:
    roots = [ROOT / name for name in _CODE]
    return [file for root in roots for file in ([root] if root.is_file() else sorted(root.rglob("*.py")))]


def test_only_contracts_and_the_register_of_the_screen_name_kinds():
    named: dict[str, dict[str, int]] = {}
    for file in _files():
        words = {
            node.value: node.lineno
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in CONTRACTS
        }
        if words:
            named[file.relative_to(ROOT).as_posix()] = words
    reasons = {place: next((part for part in MAY_NAME if f"{place}/".startswith(f"{part}/")), None) for place in named}
    without = {place: named[place] for place, reason in reasons.items() if reason is None}
    assert without == {}, "a contract or screen/kinds.py can say this"
    assert set(MAY_NAME) == set(reasons.values()), "no reason is left over"
