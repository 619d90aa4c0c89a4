"""Who owes what by when, what the month's templates hold, and the officers' page that shows both."""

import json
from datetime import date

import pandas as pd
import pytest

from data.intake import check, known_from, read, take
from data.store import Author
from queries import ask
from queries.__main__ import main
from queries.owed import by_owner, counts, letter, summary
from queries.template import template
from tests.people import council, officer, said

OFFICER = Author("Test officer", "officer")
TODAY = date(2026, 11, 15)
OCTOBER = date(2026, 10, 1)


def _months(measure: str, months: list[str]) -> str:
    # the usual noise; October 2026 of calls is far above it
    return "".join(
        f"{measure},{month},{500 if (measure, month) == ('calls', '2026-10') else 100 + n % 5}\n"
        for n, month in enumerate(months)
    )


def _span(first: str, last: str, step: int = 1) -> list[str]:
    return [str(each) for each in pd.period_range(first, last, freq="M")[::step]]


FILES = {
    "measures": "measure_id,name,plain_meaning,unit,direction,owner_role,due_day\n"
    "calls,Calls,x,count,decrease,Contact manager,12\nwaits,Waits,x,minutes,decrease,Contact manager,\n"
    "survey,Survey,x,percent,increase,Head of digital,31\nnew_one,New one,x,count,neutral,,\n"
    "dropped,Dropped,x,count,neutral,,\n",
    "kpi_values": "measure_id,month,value\n"
    + _months("calls", _span("2024-10", "2026-10"))  # in, and October is unusual
    + _months("waits", _span("2025-01", "2026-09"))  # due on the 20th
    + _months("survey", _span("2025-03", "2026-06", 3))  # quarterly: nothing for October, late for September
    + _months("dropped", _span("2024-01", "2025-06")),  # given up
    "incidents": "ticket_id,opened_at,status\nI1,05/09/2026,closed\n",
    "channel_volumes": "service_id,service_name,directorate,month,months,channel,completed\n"
    "bins,Bins,Place,2026-09,,phone,30\nbins,Bins,Place,2026-09,,online,70\n"
    "permits,Permits,Place,2026-07,3,online,40\n",  # a quarter: its next ends with December
    "projects": "project_id,name,type,start_actual,end_actual,project_manager,sro\n"
    "P1,Phones,transform,01/01/2026,,Programme manager,Director\nP2,Desks,run,01/01/2026,,,Director\n"
    "P3,Ended,run,01/01/2026,30/08/2026,,Director\n",
    "highlight_reports": "project_id,month,report_date,status_summary,done_this_period,planned_next_period,rag_overall,"
    "key_risks,key_issues\nP1,2026-09,05/10/2026,Fine,Did,Will move,Amber,None,None\n"
    "P2,2026-10,05/11/2026,Fine,Did,Will,Green,None,None\n",
    "milestones": "milestone_id,project_id,name,baseline_date,forecast_date,actual_date,status\n"
    "M1,P1,First,01/02/2026,,01/02/2026,done\nM2,P1,Second,01/12/2026,15/12/2026,,at_risk\n"
    "M3,P3,Of the ended,01/12/2026,,,on_track\n",
    "risks_issues": "item_id,project_id,kind,title,status\nR1,P1,risk,Open one,open\nR2,P1,risk,Shut one,closed\n",
    "finance": "line_id,project_id,fin_year,period,line_type,baseline_gbp,actual_gbp,owner_role\n"
    "F1,P1,2026/27,2026-09,cost,100,40,Head of IT\nF2,P1,2026/27,,cost,200,50,Head of IT\n"
    "F3,P1,2025/26,,cost,300,300,Head of IT\n",
}


@pytest.fixture(scope="module")
def owing(tmp_path_factory):
    """A council in the middle of November 2026; read only."""
    with pytest.MonkeyPatch.context() as patch:
        store = council(tmp_path_factory.mktemp("owing"), patch)
        for kind, text in FILES.items():
            taken = take(store, kind, text.encode(), f"{kind}.csv", OFFICER, at=pd.Timestamp("2026-11-13 09:00"))
            assert taken.published, [str(each) for each in taken.problems]
        yield store
        store.close()


def _owed(store, month=OCTOBER, today=TODAY) -> pd.DataFrame:
    return ask("due/owed", store=store, month=month, today=today)


def test_what_is_owed_by_whom_and_by_when(owing):
    rows = _owed(owing)
    told = {
        (row.kind, row.thing_id): (
            None if pd.isna(row.owner_role) else row.owner_role, f"{row.due_on:%d/%m}", row.state, row.days_late,
        )
        for row in rows.itertuples()
    }  # fmt: skip
    assert told == {
        ("kpi_values", "calls"): ("Contact manager", "12/11", "in", 0),
        ("kpi_values", "waits"): ("Contact manager", "20/11", "due", 0),
        ("kpi_values", "new_one"): (None, "20/11", "due", 0),
        ("explanations", "calls"): ("Contact manager", "20/11", "due", 0),
        ("highlight_reports", "P1"): ("Programme manager", "10/11", "late", 5),
        ("highlight_reports", "P2"): ("Director", "10/11", "in", 0),
        ("channel_volumes", "bins"): ("Place", "20/11", "due", 0),
        ("incidents", "2026-10"): (None, "20/11", "due", 0),
    }
    assert set(rows["month"]) == {pd.Timestamp(OCTOBER)}
    assert summary(rows, pd.Timestamp(OCTOBER)) == "2 of 8 figures and reports for October 2026 are in; 1 is late."


def test_a_quarter_is_owed_with_its_last_month_and_the_year_with_its_lines(owing):
    september = _owed(owing, date(2026, 9, 1)).set_index(["kind", "thing_id"])
    assert september.loc[("kpi_values", "survey"), ["state", "days_late"]].tolist() == ["late", 15]
    assert september.loc[("kpi_values", "survey"), "due_on"] == pd.Timestamp("2026-10-31")
    assert september.loc[("channel_volumes", "permits"), "state"] == "in"
    assert september.loc[("finance", "2026/27"), ["name", "state"]].tolist() == ["Finance lines of 2026/27 (2)", "in"]
    assert ("highlight_reports", "P3") not in september.index, "it had ended"
    lateness = ask("measures/lateness", store=owing, today=TODAY).set_index("measure_id")
    assert lateness.loc["survey", "due_month"] == pd.Timestamp("2026-09-01") and lateness.loc["survey", "every"] == 3
    december = _owed(owing, date(2026, 12, 1)).set_index(["kind", "thing_id"])
    assert december.loc[("channel_volumes", "permits"), "state"] == "due"
    assert ("finance", "2026/27") in december.index


def test_nothing_but_what_came_after_the_month_counts_as_in(tmp_path, monkeypatch):
    store = council(tmp_path, monkeypatch)
    text = "measure_id,month,value\n" + _months("calls", _span("2026-06", "2026-10"))
    assert take(store, "kpi_values", text.encode(), "early.csv", OFFICER, at=pd.Timestamp("2026-10-20")).published
    assert _owed(store, today=date(2026, 11, 21))["state"].tolist() == ["late"], "October had not ended"
    store.close()


def test_a_test_past_its_day_and_an_undecided_contract_are_owed_until_a_newer_row_comes(tmp_path, monkeypatch):
    store = council(tmp_path, monkeypatch)
    header = "item_id,scheme,service,owner_role,done_on,result,next_due\n"
    tests = "A1,PSN,,Security lead,01/06/2025,passed,01/06/2026\nA2,Cyber Essentials,,,01/03/2026,passed,01/03/2027\n"
    contracts = "contract_id,service,supplier,value_gbp,starts_on,renewal_date,notice_date,decision\n"
    held = "C1,Telephones,A firm,1,01/04/2024,31/03/2027,30/09/2026,{}\nC2,Maps,A firm,1,01/04/2024,31/03/2028,,\n"
    for kind, text in (("assurance", header + tests), ("contracts", contracts + held.format("undecided"))):
        taken = take(store, kind, text.encode(), f"{kind}.csv", OFFICER, at=pd.Timestamp("2026-11-13 09:00"))
        assert taken.published, [str(each) for each in taken.problems]
    rows = _owed(store)
    assert rows[["name", "state", "days_late"]].to_numpy().tolist() == [
        ["PSN", "late", 167], ["Decide: Telephones", "late", 46],
    ]  # fmt: skip
    assert summary(rows, pd.Timestamp(OCTOBER)).endswith(
        "Besides, 2 tests, plans or decisions on contracts are past their day."
    )
    said = letter("Security lead", dict(by_owner(rows))["Security lead"])
    assert "and what else is due" in said and "Late: was due on 1 June 2026\n- PSN (Assurance)" in said
    newer = header + "A3,PSN,,Security lead,10/11/2026,passed,10/11/2027\n"
    for kind, text in (("assurance", newer), ("contracts", contracts + held.format("renew"))):
        assert take(store, kind, text.encode(), "newer.csv", OFFICER, at=pd.Timestamp("2026-11-14 09:00")).published
    assert _owed(store).empty
    store.close()


def test_the_text_to_send_says_what_is_late_first(owing):
    groups = dict(by_owner(_owed(owing)))
    assert list(groups) == ["Contact manager", "Director", "Place", "Programme manager", "No post is named"]
    assert letter("Programme manager", groups["Programme manager"]) == (
        "Programme manager: figures and reports for October 2026\n\nLate: was due on 10 November 2026\n"
        "- Phones (Highlight reports)"
    )
    assert letter("Director", groups["Director"]).endswith("Everything is in. Thank you.")
    assert counts(groups["Contact manager"]) == "2 due, 1 in"
    assert letter("Contact manager", groups["Contact manager"]).splitlines()[2:] == [
        "Due on 20 November 2026", "- Calls (Explanations)", "- Waits (KPI values)",
    ]  # fmt: skip


def test_the_months_templates_hold_what_is_owed_and_what_is_open(owing):
    def ids(kind: str, column: str) -> list[str]:
        return template(kind, OCTOBER, TODAY, store=owing).rows[column].tolist()

    assert ids("kpi_values", "measure_id") == ["waits", "new_one"]
    assert ids("highlight_reports", "project_id") == ["P1"]
    assert ids("channel_volumes", "channel") == ["online", "phone"]
    assert ids("explanations", "measure_id") == ["calls"]
    assert ids("milestones", "milestone_id") == ["M2"]
    assert ids("risks_issues", "item_id") == ["R1"]
    assert ids("finance", "line_id") == ["F1", "F2"]
    assert ids("projects", "project_id") == ["P1", "P2", "P3"]
    report = template("highlight_reports", OCTOBER, TODAY, store=owing).rows.iloc[0]
    assert report["guide: last status"] == "Amber" and report["guide: planned then"] == "Will move"
    assert pd.isna(report["rag_overall"]), "a status is never filled in beforehand"
    lines = template("finance", OCTOBER, TODAY, store=owing).rows.set_index("line_id")
    assert pd.isna(lines.loc["F1", "actual_gbp"]) and lines.loc["F1", "guide: last actual"] == 40
    assert lines.loc["F2", "actual_gbp"] == 50
    volumes = template("channel_volumes", OCTOBER, TODAY, store=owing)
    assert set(volumes.rows["service_name"]) == {"Bins"}, "the catalogue does not know it"
    assert template("incidents", OCTOBER, TODAY, store=owing).rows.empty


@pytest.mark.parametrize("kind", ["milestones", "risks_issues", "projects", "measures", "finance"])
def test_what_stands_comes_back_to_the_same(owing, kind):
    """A register that goes out and comes back untouched changes nothing of what it holds."""
    for raw, name in (
        (template(kind, OCTOBER, TODAY, store=owing).as_csv().encode(), "t.csv"),
        (template(kind, OCTOBER, TODAY, store=owing).as_xlsx(), "t.xlsx"),
    ):
        checked = check(read(raw, name), kind, known_from(owing, kind=kind))
        assert not checked.errors, [str(each) for each in checked.errors]
        keys = checked.rows["slice_key"].to_pylist()
        columns = [each for each in checked.rows.column_names if each != "source_row"]
        standing = owing.query_arrow(f"SELECT {', '.join(columns)} FROM current_{kind}").to_pylist()
        before = {row["slice_key"]: row for row in standing}
        after = {row["slice_key"]: row for row in checked.rows.select(columns).to_pylist()}
        assert keys and all(after[key] == before[key] for key in keys)


def test_from_the_shell(owing, capsys, tmp_path):
    path = str(owing.path)
    assert main(["due", "--month", "2026-10", "--format", "json", "--store", path]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["month"] == "2026-10" and told["summary"].startswith("2 of 8 figures and reports")
    assert ("P1", "2026-11-10") in [(each["thing_id"], each["due_on"]) for each in told["owed"]]
    assert main(["due", "--month", "2026-10", "--store", path]) == 0
    assert "Programme manager: figures and reports for October 2026" in capsys.readouterr().out
    assert main(["template", "kpi_values", "--month", "2026-10", "--store", path]) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("waits,2026-10,Waits,Contact manager,2026-11-20,minutes,")
    assert main(["template", "milestones", "--store", path, "--out", str(tmp_path / "m.xlsx")]) == 0
    assert (tmp_path / "m.xlsx").read_bytes()[:2] == b"PK" and "1 row filled in beforehand" in capsys.readouterr().out
    assert main(["template", "milestones", "--store", path, "--format", "xlsx"]) == 1
    assert main(["template", "nothing", "--store", path]) == 1
    assert "The kinds are" in capsys.readouterr().err


def test_the_page_says_who_owes_what(tmp_path, monkeypatch):
    store = council(tmp_path, monkeypatch)
    last = pd.Period(date.today(), "M") - 1
    values = "measure_id,month,value\n" + _months("calls", _span(str(last - 5), str(last - 1)))
    for kind, text in (("measures", FILES["measures"]), ("kpi_values", values)):
        assert take(store, kind, text.encode(), f"{kind}.csv", OFFICER).published
    app = officer("pages/due.py", owner="Contact manager")
    assert not app.exception
    month = f"{last.start_time:%B %Y}"
    assert f"0 of 5 figures and reports for {month} are in" in said(app)
    assert app.expander[0].label.startswith("**Contact manager**: 2 ")
    assert "- Calls (KPI values)" in app.code[0].value and "- Survey" not in app.code[0].value
    shown = app.table[0].value.reset_index()
    assert set(shown["What"]) == {"Calls", "Waits"} and set(shown["Kind"]) == {"KPI values"}
    assert "**KPI values**: 5 still to come" in said(app)
    app.selectbox(key="filter_owner").set_value("all").run()
    assert len(app.code) == 3 and not app.exception
    app.query_params["month"] = f"{last - 1}"
    app.run()
    assert f"1 of 5 figures and reports for {last - 1:%B %Y} is in" in said(app).replace("\\", "")
    store.close()
