"""Which kind a file is: told from its columns, and never surely wrong."""

from pathlib import Path

import pytest

from data.contracts import CONTRACTS, template_csv
from data.csv_out import to_csv
from data.intake import Known, check, known_from, read
from data.intake.columns.proposing import proposal
from data.intake.columns.recognising import in_order, recognised
from data.sample import council

REAL = Path(__file__).resolve().parents[3] / "shared" / "realdata"
OCTOBER = sorted(council.OCTOBER.glob("*.csv"))


def of(name: str) -> str:
    """The kind that a sample file's name says."""
    return next((kind for kind in CONTRACTS if name.startswith(kind)), "channel_volumes")


@pytest.mark.parametrize("path", OCTOBER, ids=lambda path: path.stem)
def test_every_file_of_the_sample_month_is_surely_of_its_kind(path):
    first, *others = recognised(read(path.read_bytes(), path.name))
    assert (first.kind, first.sure) == (of(path.name), True)
    assert not any(each.sure for each in others)


def test_templates_and_exports_of_every_kind_are_recognised(sample_store):
    known = known_from(sample_store, kind="measures")
    for kind, wanted in CONTRACTS.items():
        names = ", ".join(each.name for each in wanted.stored)
        rows = sample_store.query(f"SELECT {names} FROM current_{kind} LIMIT 300")
        for text in (template_csv(kind), to_csv(rows)):
            first = recognised(read(text.encode(), "file.csv"), known)[0]
            assert (first.kind, first.sure) == (kind, True), kind


def test_the_reason_says_which_columns():
    first = recognised(read(b"Measure ID,Month,Value\na,2026-09,3\n", "f.csv"))[0]
    assert (first.kind, first.why) == ("kpi_values", "has Measure ID, Month and Value")
    lacking = recognised(read(b"measure_id,month\na,2026-09\n", "f.csv"))[0]
    assert lacking.why == "has measure_id and month, but not value" and not lacking.sure


@pytest.mark.parametrize(
    "text",
    [
        "id,name\n1,a\n",
        "date,amount\n01/09/2026,3\n",
        "code,date,amount\nx,01/09/2026,3\n",
        "name,type,id\na,b,c\n",
        "measure_id,month,value\na,b,c\nd,e,f\n",  # the cells are something else
        "x,y\n1,2\n",
    ],
)
def test_what_could_be_anything_is_never_sure(text):
    assert not any(each.sure for each in recognised(read(text.encode(), "f.csv")))


def test_files_are_taken_in_the_order_in_which_they_speak_of_each_other():
    for first, then in [("measures", "kpi_values"), ("kpi_values", "explanations"), ("areas", "channel_volumes"),
                        ("online_services", "channel_volumes"), ("objectives", "projects"), ("projects", "finance"),
                        ("objectives", "measures"), ("projects", "milestones"), ("projects", "risks_issues"),
                        ("projects", "highlight_reports")]:  # fmt: skip
        assert in_order([then, "incidents", first]).index(first) < in_order([then, "incidents", first]).index(then)
    assert sorted(in_order(CONTRACTS)) == sorted(CONTRACTS)


def test_a_header_that_only_may_be_the_measure_is_asked_about():
    text = "period,indicator,measure,value\n2026-09,calls,Count,3\n2026-09,visits,Percentage,4\n"
    table = read(text.encode(), "f.csv")
    checked = check(table, "kpi_values", Known())
    assert any("only may be this column" in str(each) for each in checked.errors)
    proposed = proposal(table, "kpi_values", Known())
    assert proposed.layout.columns["indicator"] == "measure_id" and proposed.needed
    # one column by another name is no riddle while the store knows no measures
    assert not check(read(b"indicator,month,value\ncalls,2026-09,3\n", "f.csv"), "kpi_values", Known()).errors


def test_a_service_desk_export_with_headers_of_its_own_is_proposed_as_incidents():
    text = (
        "Service Desk Call,Date Opened,Impact level,Remarks on it\n"
        "A1,01/10/2026 09:00,3 - Moderate,printer\nA2,02/10/2026 10:00,1 - Critical,screen\n"
    )
    columns = proposal(read(text.encode(), "f.csv"), "incidents").layout.columns
    assert columns["Date Opened"] == "opened_at" and columns["Impact level"] == "priority"
    assert "Remarks on it" not in columns, "free text is never proposed by what it holds"


@pytest.mark.skipif(not REAL.is_dir(), reason="the real files lie outside the repository")
def test_real_files_are_recognised_and_never_surely_wrong():
    wanted = {"incidents": "incidents", "projects": "projects", "channels": "channel_volumes"}
    for path in sorted([*REAL.glob("[!m]*/*.csv"), *REAL.glob("m*/*.csv"), *REAL.glob("messy/uk_spend/*[05].csv")]):
        found = recognised(read(path.read_bytes(), path.name), Known())
        kind = wanted.get(path.parent.name)
        if kind is not None:
            assert found[0].kind == kind, path.name
        assert not any(each.sure and each.kind != kind for each in found), path.name


DESK = (
    "number,opened_at,short_description,caller_id,priority,state,category,assignment_group,assigned_to\n"
    "INC1,{0},Mail,A,3 - Moderate,Closed,Software,Desk,B\nINC2,{0},Mail,A,4 - Low,New,Hardware,Desk,B\n"
)


@pytest.mark.parametrize("day", ["3/17/2025 6:04", "2026-01-05 09:00", "17-Mrz-2025", "45733.25", "1742191440", "soon"])
def test_a_service_desk_export_is_incidents_whatever_its_dates_look_like(day):
    first, *others = recognised(read(DESK.format(day).encode(), "export.csv"))
    assert (first.kind, first.sure) == ("incidents", True)
    assert not {each.kind for each in others} & {"projects", "risks_issues"}, "they lack all that they need"


def test_days_written_month_first_do_not_make_a_kind_doubtful():
    first = recognised(read(b"number,opened_at,ticket_type\nI1,3/17/2025 6:04,incident\n", "f.csv"))[0]
    assert (first.kind, first.sure) == ("incidents", True)


def test_why_a_kind_is_not_sure_is_said():
    text = b"measure_id,month,value\na,soon,c\nd,later,f\n"
    assert recognised(read(text, "f.csv"))[0].doubt == "its column 'month' holds 'soon', which is no month"
