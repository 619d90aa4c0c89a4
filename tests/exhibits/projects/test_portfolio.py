"""What the exhibits of the portfolio say: the same in words, table and figure; words where there is nothing."""

import csv
import io
import re
from datetime import date

import pandas as pd
import pytest

from data.contracts.statuses import RATINGS as WRITTEN
from data.settings import ROOT
from exhibits import View
from exhibits.common.ratings import colour_of
from exhibits.common.style import colours
from exhibits.projects import by_holder, changes, confidence, missing_reports, portfolio_register, slippage, timeline
from queries import ask
from tests.exhibits.portfolio_store import milestones, register, reports, six

TODAY, SINCE = date(2026, 10, 23), date(2026, 7, 15)
ALL = {
    "register": lambda view, **f: portfolio_register.register(view, today=TODAY, **f),
    "missing_reports": lambda view, **f: missing_reports.missing_reports(view, today=TODAY, **f),
    "changed_since": lambda view, **f: changes.changed_since(view, since=SINCE, today=TODAY, **f),
    "timeline": lambda view, **f: timeline.timeline(view, today=TODAY, **f),
    "slippage_over_time": slippage.slippage_over_time,
    "confidence": confidence.confidence,
    "by_holder": lambda view: by_holder.by_holder(view, today=TODAY),
}
FILTERED = [name for name in ALL if name != "by_holder"]
GMPP = ROOT.parent / "shared" / "realdata" / "projects"


def marks_of(exhibit) -> list[str]:
    """Every letter and word in the figure, column by column."""
    return [text for trace in exhibit.figure.data for text in (trace.text or ())]


def row_of(exhibit, project: str) -> pd.Series:
    return exhibit.table.set_index("Project").loc[project]


# -- all of them -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ALL)
def test_an_empty_store_gives_words_and_no_chart(store, name):
    exhibit = ALL[name](View())
    assert exhibit.figure is None and exhibit.table.empty
    assert "No data" in exhibit.summary


@pytest.mark.parametrize("name", FILTERED)
def test_a_choice_that_nothing_fits_says_so(sample, name):
    exhibit = ALL[name](View(), directorate="No such directorate")
    assert "No data" in exhibit.summary and exhibit.figure is None


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", ALL)
def test_every_exhibit_of_the_sample_is_whole(sample, name, theme):
    exhibit = ALL[name](View(theme=theme))
    assert exhibit.key == name and exhibit.title and exhibit.summary.endswith(".") and exhibit.questions
    assert "Last published on" in exhibit.source and "What it means" in exhibit.source
    assert not exhibit.table.empty and not exhibit.download.empty
    assert not exhibit.table.map(lambda cell: str(cell).lower() in ("nan", "none", "nat", "<na>")).to_numpy().any()
    assert not re.search(r"\b(nan|nat|<na>)\b", f"{exhibit.title} {exhibit.summary} {exhibit.note}".lower())
    assert exhibit.figure.layout.template.layout.font.color == colours(theme).text


@pytest.mark.parametrize("name", FILTERED)
def test_a_choice_of_projects_is_named_and_kept_to(sample, name):
    exhibit = ALL[name](View(), type="run")
    whole = ALL[name](View())
    assert exhibit.title.startswith("Run projects: ")
    assert len(exhibit.data) < len(whole.data) or name == "confidence"
    assert exhibit.summary != whole.summary


@pytest.mark.parametrize("name", ["register", "timeline", "slippage_over_time", "confidence"])
def test_figures_as_at_an_earlier_day_know_nothing_later(sample, name):
    exhibit = ALL[name](View(as_at=date(2026, 3, 20)))
    assert "September 2026" not in exhibit.title + exhibit.summary
    assert exhibit.summary != ALL[name](View()).summary


def test_names_from_a_file_are_text_in_every_figure(store):
    register(store, {"project_id": "P1", "name": "<b>Phones</b>"}, on="2026-05-08")
    register(store, {"project_id": "P1", "name": "<b>Phones</b>", "end_forecast": "2027-05-31"}, on="2026-10-08")
    reports(store, "P1", six("G A"), on="2026-10-09")
    for name in ("register", "changed_since", "timeline", "slippage_over_time"):
        drawn = ALL[name](View()).figure.to_json()
        assert "&lt;b&gt;Phones" in drawn and "<b>Phones" not in drawn.replace("\\u003c", "<"), name


# -- the register ----------------------------------------------------------------------------------------------------


@pytest.fixture
def mixed(store):
    """A project that is well, one that went red, one that slipped and costs more, one without its report, one late."""
    register(
        store,
        {"project_id": "WELL", "forward_look": "improving"},
        {"project_id": "RED", "portfolio_holder": "Portfolio holder for Housing"},
        {"project_id": "SLIPPED", "end_forecast": "2027-05-31", "whole_life_cost_forecast": 112000.0},
        {"project_id": "SILENT", "portfolio_holder": None},
        {"project_id": "LATE"},
        {"project_id": "OVER", "end_actual": "2026-06-30"},
        on="2026-02-08",
    )
    for project, ratings in {"WELL": "G G G G G G", "RED": "G G A A AR R", "SLIPPED": "A A A A A A",
                             "SILENT": "G G G G . .", "OVER": "G G B . . ."}.items():  # fmt: skip
        reports(store, project, six(ratings), on="2026-10-06")
    reports(store, "LATE", six("G G G G G .", last="2026-09"), on="2026-10-06")
    reports(store, "LATE", {"2026-09": "AG"}, on="2026-10-15", report_date=date(2026, 10, 14))
    return store


def test_missing_comes_first_then_late_then_red(mixed):
    exhibit = ALL["register"](View())
    assert list(exhibit.data["project_id"])[:3] == ["SILENT", "LATE", "RED"]
    assert exhibit.data["project_id"].iloc[-1] == "OVER"
    assert exhibit.title == "5 projects: 1 red, 2 worse than before, 1 report missing"
    assert exhibit.lead == "Red: Project RED; 1 report for September 2026 is missing."
    assert "Came late for September 2026: Project LATE (4 days)." in exhibit.more
    assert "Project RED (Amber/Red to Red)" in exhibit.summary
    assert "Project SLIPPED is expected to end 61 days later than first planned; no other is." in exhibit.summary
    assert "Costs more than 5% above baseline: Project SLIPPED (+12%)." in exhibit.summary


def test_a_row_of_the_register_says_everything(mixed):
    milestones(mixed, {"milestone_id": "M1", "project_id": "SLIPPED", "baseline_date": "2026-10-01"})
    table = ALL["register"](View())
    row = row_of(table, "Project SLIPPED")
    assert row["Last report"] == "September 2026, 18 days old"
    assert row["Status"] == "A ▲ Amber"
    assert row["Last six, newest last"] == "A ▲, A ▲, A ▲, A ▲, A ▲, A ▲"
    assert row["End against first plan"] == "61 days later (31 May 2027)"
    assert row["Cost against baseline"] == "+12% (whole life, over tolerance)"
    assert row["Next milestone"] == "Milestone M1: overdue since 1 October 2026, 22 days"
    assert row_of(table, "Project SILENT")["Last report"] == (
        "Missing: September 2026 was due on 10 October 2026, 13 days ago (2 months running)"
    )
    assert row_of(table, "Project SILENT")["Portfolio holder"] == "None named"
    assert row_of(table, "Project RED")["Last six, newest last"] == "G ●, G ●, A ▲, A ▲, AR ◆, R ■"
    assert row_of(table, "Project WELL")["Forward look"] == "Better"


def test_the_figure_shows_letter_and_shape_and_says_where_a_report_is_missing(mixed):
    figure = ALL["register"](View()).figure
    symbols = {trace.text[0]: trace.marker.symbol for trace in figure.data if trace.mode == "markers+text"}
    assert len(set(symbols.values())) == len(symbols) == 5  # no two ratings share a shape
    assert marks_of(ALL["register"](View())).count("<b>no<br>report</b>") == 2
    assert list(figure.layout.xaxis.ticktext[:6]) == [
        f"{m}<br>2026" for m in ("Apr", "May", "Jun", "Jul", "Aug", "Sep")
    ]
    assert figure.layout.xaxis.fixedrange is not False and figure.layout.xaxis.range[1] < 10


def test_at_most_four_colours_but_for_what_is_no_rating(sample):
    fills = {
        trace.marker.color
        for trace in ALL["register"](View()).figure.data
        if trace.mode == "markers+text" and trace.marker.color != "rgba(0,0,0,0)"
    }
    assert len(fills) <= 4


def test_a_baseline_that_was_moved_is_said(store):
    register(store, {"project_id": "P1"}, on="2026-05-08")
    register(store, {"project_id": "P1", "end_baseline": "2027-09-30", "end_forecast": "2027-09-30"}, on="2026-06-08")
    exhibit = ALL["register"](View())
    assert "183 days later" in row_of(exhibit, "Project P1")["End against first plan"]
    assert "The baseline was moved: Project P1." in exhibit.note


# -- missing and late reports ----------------------------------------------------------------------------------------


def test_each_missing_or_late_report_is_a_row(mixed):
    exhibit = ALL["missing_reports"](View())
    assert exhibit.title == "1 highlight report for September 2026 is missing"
    assert "In the last 12 months 2 reports never came and 1 came late." in exhibit.summary
    assert exhibit.table[["Project", "Report for", "Due on", "State"]].to_numpy().tolist() == [
        ["Project SILENT", "September 2026", "10 October 2026", "Missing, 13 days so far"],
        ["Project LATE", "September 2026", "10 October 2026", "Came 4 days late, on 14 October 2026"],
        ["Project SILENT", "August 2026", "10 September 2026", "Missing, 43 days so far"],
    ]
    assert marks_of(exhibit).count("<b>missing</b>") == 2 and "late<br>4 days" in marks_of(exhibit)


def test_nothing_missing_is_good_news_in_words(store):
    register(store, {"project_id": "P1"}, on="2026-02-08")
    reports(store, "P1", six("G G G"))
    exhibit = ALL["missing_reports"](View())
    assert exhibit.summary == "Every highlight report that was due in the last 12 months came, and came in time."
    assert exhibit.figure is None and exhibit.table.empty
    assert "none came late" in ALL["register"](View()).summary


# -- what changed ----------------------------------------------------------------------------------------------------


@pytest.fixture
def moved(store):
    """Between 15 July and October 2026 one of everything happens."""
    before = [{"project_id": name} for name in ("WORSE", "BETTER", "DATES", "COST", "ENDS", "SAME", "BASE")]
    register(store, *before, on="2026-06-08")
    dates = {"baseline_date": "2026-09-01", "forecast_date": "2026-09-01", "project_id": "DATES"}
    milestones(store, *({"milestone_id": m, **dates} for m in ("M1", "M2", "M3")), on="2026-06-09")
    reports(store, "WORSE", {"2026-05": "G"}, on="2026-06-10")
    reports(store, "BETTER", {"2026-05": "R"}, on="2026-06-10")
    after = {
        "DATES": {"end_forecast": "2027-04-30"},
        "COST": {"whole_life_cost_forecast": 104500.0},
        "ENDS": {"end_actual": "2026-09-30"},
        "BASE": {"end_baseline": "2027-06-30"},
        "NEW": {},
    }
    register(store, *({"project_id": p, **after.get(p, {})} for p in [*(r["project_id"] for r in before), "NEW"]),
             on="2026-10-08")  # fmt: skip
    milestones(store, {"milestone_id": "M1", **dates, "forecast_date": "2026-11-02"},
               {"milestone_id": "M2", **dates, "actual_date": "2026-09-03"}, {"milestone_id": "M3", **dates},
               on="2026-10-09")  # fmt: skip
    reports(store, "WORSE", {"2026-09": "AR"}, on="2026-10-10")
    reports(store, "BETTER", {"2026-09": "A"}, on="2026-10-10")
    return store


def test_every_change_between_two_days_is_one_row(moved):
    exhibit = ALL["changed_since"](View())
    rows = exhibit.table[["Project", "What changed", "Then", "Now"]].to_numpy().tolist()
    assert rows == [
        ["Project WORSE", "Status is worse", "G ● Green", "AR ◆ Amber/Red"],
        ["Project DATES", "End date is later", "31 March 2027", "30 April 2027"],
        ["Project COST", "Forecast cost is higher", "£100,000", "£104,500"],
        ["Project DATES", "Milestone overdue", "Due on 1 September 2026", "Overdue"],
        ["Project DATES", "Milestone slipped", "1 September 2026", "2 November 2026"],
        ["Project BASE", "Baseline was moved", "31 March 2027", "30 June 2027"],
        ["Project NEW", "New project", "Not listed", "To end on 31 March 2027"],
        ["Project ENDS", "Ended", "Open", "Ended on 30 September 2026"],
        ["Project BETTER", "Status is better", "R ■ Red", "A ▲ Amber"],
        ["Project DATES", "Milestone done", "1 September 2026", "3 September 2026"],
    ]
    assert exhibit.title == "Since 15 July 2026: 1 got worse, 1 got better, 1 will end later"
    assert "Project COST (£4,500 more, +4.5%)" in exhibit.summary
    assert "In 1 other project nothing of this changed." in exhibit.note
    assert {"G", "AR", "R", "A", "<b>+30<br>days</b>", "<b>+£4,500</b>", "1 overdue<br>1 slipped<br>1 done"} <= set(
        marks_of(exhibit)
    )


def test_nothing_changed_and_nothing_to_compare_are_said(moved):
    calm = changes.changed_since(View(), since=date(2026, 10, 15), today=TODAY)
    assert calm.title == "Nothing changed since 15 October 2026" and calm.figure is None and calm.table.empty
    early = changes.changed_since(View(), since=date(2026, 1, 15), today=TODAY)
    assert "no register of projects had been published" in early.summary
    back = changes.changed_since(View(as_at=date(2026, 7, 1)), since=SINCE, today=TODAY)
    assert "Nothing to compare" in back.summary


def test_a_project_that_changed_hands_is_neither_new_nor_gone(store):
    register(store, {"project_id": "P1", "portfolio_holder": "Portfolio holder for Place"}, on="2026-06-08")
    register(store, {"project_id": "P1", "end_forecast": "2027-04-30"}, on="2026-10-08")
    for holder in ("Portfolio holder for Resources", "Portfolio holder for Place"):
        exhibit = ALL["changed_since"](View(), portfolio_holder=holder)
        assert not {"New project", "No longer listed"} & set(exhibit.table.get("What changed", []))


# -- the timeline and slippage ---------------------------------------------------------------------------------------


def test_bars_lead_from_start_to_planned_and_expected_end(mixed):
    milestones(mixed, *({"milestone_id": f"M{n}", "project_id": "WELL", "baseline_date": f"2027-01-{n + 10}"}
                        for n in range(4)))  # fmt: skip
    exhibit = ALL["timeline"](View())
    assert exhibit.title == "1 of 5 projects will end later than first planned"
    assert "Crowded months, with three or more milestones: January 2027 (4)." in exhibit.summary
    bars = {trace.name: trace for trace in exhibit.figure.data if trace.type == "bar"}
    slip = bars["Later than planned"]
    assert pd.Timestamp(slip.base[0]) == pd.Timestamp("2027-03-31") and slip.x[0] == 61 * 86_400_000
    assert len(bars["First planned"].y) == len(bars["Now expected"].y) == 5
    today = next(trace for trace in exhibit.figure.data if (trace.name or "").startswith("Today"))
    assert pd.Timestamp(today.x[0]) == pd.Timestamp(TODAY)
    assert exhibit.figure.layout.xaxis.type == "date"
    assert row_of(exhibit, "Project OVER")["End, now expected"] == "30 June 2026 (ended)"


def test_an_end_that_has_passed_without_a_word_is_asked_about(store):
    register(store, {"project_id": "P1", "end_forecast": "2026-09-30"}, {"project_id": "P2", "end_forecast": None})
    exhibit = ALL["timeline"](View())
    assert "does not say that it ended: Project P1 (30 September 2026)" in exhibit.summary
    assert "No end date: Project P2." in exhibit.summary


def test_slippage_is_followed_from_version_to_version(store):
    for on, end in (("2026-03-08", "2027-03-31"), ("2026-05-08", "2027-04-30"), ("2026-09-08", "2027-06-30")):
        register(store, {"project_id": "P1", "end_forecast": end}, {"project_id": "P2"}, on=on)
    exhibit = slippage.slippage_over_time(View())
    assert exhibit.title == "1 project slipped further in the last three months"
    assert "Project P1 (by 61 days)" in exhibit.summary and "Project P1 (2 times)" in exhibit.summary
    (line,) = exhibit.figure.data
    assert list(line.y) == [0, 30, 91]
    row = row_of(exhibit, "Project P1")
    assert (row["Slippage"], row["In the last three months"], row["Times put off"]) == (
        "91 days later",
        "61 days later",
        "2",
    )
    assert "Never put off, so not drawn: Project P2." in exhibit.note


def test_one_version_is_no_history(store):
    register(store, {"project_id": "P1", "end_forecast": "2027-06-30"})
    exhibit = slippage.slippage_over_time(View())
    assert exhibit.figure is None and "cannot be followed over time yet" in exhibit.summary
    assert len(exhibit.table) == 1


def test_what_will_end_later_is_told_from_what_ended_later(store):
    """A project that is over does not "end later" any more, and one that is not drawn is named."""
    for on, end in (("2026-03-08", "2027-03-31"), ("2026-09-08", "2027-06-30")):
        over = {"project_id": "OVER", "end_baseline": "2026-06-30"}
        over |= (
            {"end_actual": "2026-08-31", "end_forecast": None}
            if end == "2027-06-30"
            else {"end_forecast": "2026-06-30"}
        )
        new = [{"project_id": "NEW"}] if end == "2027-06-30" else []
        register(store, {"project_id": "P1", "end_forecast": end}, over, *new, on=on)
    exhibit = slippage.slippage_over_time(View())
    assert exhibit.lead == "Of 3 projects, 1 will end later than first planned and 1 ended later."
    assert "Published once only, so not drawn: Project NEW." in exhibit.note


def test_an_overdue_milestone_is_said_and_drawn_as_overdue(store):
    register(store, {"project_id": "P1"})
    dates = {"M1": "2026-10-01", "M2": "2026-11-01"}
    milestones(store, *({"milestone_id": m, "project_id": "P1", "baseline_date": day} for m, day in dates.items()))
    exhibit = ALL["timeline"](View())
    assert exhibit.title == "None of 1 project will end later than first planned, 1 milestone overdue"
    assert exhibit.lead == "1 milestone is overdue: Project P1 (1)."
    drawn = {trace.name: len(trace.x) for trace in exhibit.figure.data if (trace.name or "").startswith("Milestone")}
    assert drawn == {"Milestone to come": 1, "Milestone overdue": 1}
    known = ALL["register"](View())
    assert known.title.endswith("1 milestone overdue") and "Milestones overdue: Project P1 (1)." in known.more


def test_numbers_above_crowded_months_do_not_collide(store):
    register(store, {"project_id": "P1", "end_forecast": "2029-03-31"})
    days = [f"2027-0{month}-1{n}" for month in (1, 2) for n in range(3 + month)]
    milestones(
        store, *({"milestone_id": f"M{n}", "project_id": "P1", "baseline_date": day} for n, day in enumerate(days))
    )
    exhibit = ALL["timeline"](View())
    numbers = [note.text for note in exhibit.figure.layout.annotations if note.text in ("<b>4</b>", "<b>5</b>")]
    assert numbers == ["<b>5</b>"] and "January 2027 (4) and February 2027 (5)" in exhibit.summary


def test_a_project_cancelled_or_on_hold_is_shown_as_such_and_counted_no_more(store):
    projects = [{"project_id": name} for name in ("P1", "STOP", "HOLD")]
    register(store, *projects, on="2026-07-08")
    for project in projects:
        reports(store, project["project_id"], six("R R"), on="2026-07-09")
    stages = {"STOP": "Cancelled", "HOLD": "On hold"}
    now = [{**project, "stage": stages.get(project["project_id"])} for project in projects]
    register(store, *now, on="2026-10-08")
    exhibit = ALL["register"](View())
    assert exhibit.title == "1 project: 1 red"
    assert row_of(exhibit, "Project STOP")["Status"] == "Cancelled (last rated Red)"
    assert row_of(exhibit, "Project HOLD")["Status"] == "On hold (last rated Red)"
    assert "On hold: Project HOLD. Cancelled: Project STOP." in exhibit.note
    assert "STOP" not in ALL["timeline"](View()).summary
    rows = ALL["changed_since"](View()).table[["Project", "What changed", "Then", "Now"]].to_numpy().tolist()
    assert ["Project STOP", "Cancelled", "Open", "Cancelled"] in rows
    assert ["Project HOLD", "Put on hold", "Open", "On hold"] in rows


def test_red_is_red_and_green_is_green_on_either_page():
    for theme in ("light", "dark"):
        red, green = (colour_of(code, colours(theme)).removeprefix("#") for code in ("R", "G"))
        r, g, b = (int(red[n : n + 2], 16) for n in (0, 2, 4))
        assert r > 3 * g and r > 2 * b, f"{red} is no red"
        r, g, b = (int(green[n : n + 2], 16) for n in (0, 2, 4))
        assert g > 3 * r


# -- delivery confidence ---------------------------------------------------------------------------------------------


def test_confidence_counts_each_month(mixed):
    exhibit = confidence.confidence(View())
    assert exhibit.title == "1 red, 1 amber, 1 amber/green and 1 green of 4 projects in September 2026"
    newest = exhibit.table.iloc[0]
    assert (newest["Red"], newest["Projects"], newest["Red or amber/red, of those rated"]) == ("1", "4", "25%")
    assert "Against the report before, 2 got worse and 0 better." in exhibit.summary
    heights = {trace.name: trace.y[-1] for trace in exhibit.figure.data}
    assert heights["R Red"] == 1 and heights["C Complete"] is None
    assert exhibit.data["Projects"].tolist() == exhibit.table["Projects"].astype(int).tolist()


def test_every_portfolio_holder_has_a_row_and_none_is_said(mixed):
    exhibit = by_holder.by_holder(View(), today=TODAY)
    rows = exhibit.table.set_index("Portfolio holder")
    assert exhibit.title == "Housing: 1 red project"
    assert exhibit.links["Housing"] == "/projects?holder=Portfolio+holder+for+Housing"
    assert rows.loc["No portfolio holder named", "Reports missing"] == "1"
    assert rows.loc["Resources", ["Projects", "Ending late", "Over cost tolerance"]].tolist() == [
        "3", "1 (by up to 61 days)", "1"]  # fmt: skip
    assert exhibit.questions[0] == "Which portfolio holder answers for the projects that name none?"


# -- a yearly publication --------------------------------------------------------------------------------------------

_LETTERS = {word.casefold(): code for code, words in WRITTEN.items() for word in (code, *words)}


def _edition(year: int) -> list[dict]:
    """A published file of major projects, shaped by hand: what intake makes of it is tested elsewhere."""
    path = GMPP / f"gmpp_{year}.csv"
    if not path.exists():
        pytest.skip("the published files of major projects are not here")
    text = path.read_bytes().decode("cp1252", errors="replace")
    reader = csv.reader(io.StringIO(text), delimiter=";" if text[:200].count(";") > 5 else ",")
    heads, rows = next(reader), []
    for cells in reader:
        if len(cells) != len(heads):
            continue
        row = {}
        for head, cell in zip(heads, cells, strict=True):
            row[head] = row.get(head) or cell.strip()  # the first of two columns of a name that is filled
        written = row["colour_rating"]
        exempt = written.casefold().startswith("exempt")
        end = pd.to_datetime(row["end_date"], errors="coerce", dayfirst="." in row["end_date"])
        rows.append({
            "project_id": row.get("project_number") or row["project_name"], "name": row["project_name"],
            "directorate": row["department"], "portfolio_holder": None, "type": None,
            "edition": f"{year}-01-01", "start_actual": None, "end_baseline": None,
            "end_forecast": None if pd.isna(end) else f"{end:%Y-%m-%d}",
            "whole_life_cost_baseline": None, "whole_life_cost_forecast": None, "dca_overall_as_written": written,
            "dca_overall": "exempt" if exempt else _LETTERS.get(written.casefold(), "not_rated"),
        })  # fmt: skip
    return [row for row in {row["project_id"]: row for row in rows}.values() if row["name"]]


@pytest.fixture
def major(store):
    for year in (2019, 2020, 2022):
        register(store, *_edition(year), on=f"{year}-07-20")
    return store


def test_editions_are_followed_year_by_year(major):
    exhibit = confidence.confidence(View())
    assert exhibit.table["Period"].tolist() == ["2022", "2020", "2019"]
    assert "in 2022" in exhibit.title and "Withheld" in exhibit.table
    assert set(exhibit.figure.layout.xaxis.ticktext) == {"2019", "2020", "2022"}


def test_a_register_of_editions_owes_no_monthly_report(major):
    exhibit = ALL["register"](View())
    assert "missing" not in exhibit.title and "No highlight report" not in exhibit.summary
    assert exhibit.data["project_id"].is_unique and len(exhibit.table) > 150
    assert list(exhibit.figure.layout.xaxis.ticktext[:3]) == ["2019", "2020", "2022"]
    assert len(exhibit.figure.layout.annotations) == 30  # the others are in the table
    assert "the table has all" in exhibit.note
    assert "No data" in ALL["missing_reports"](View()).summary


def test_slippage_and_holders_of_editions(major):
    slips = slippage.slippage_over_time(View())
    assert "since the edition before" in slips.title
    assert ask("projects/slippage").groupby("project_id")["slippage_days"].first().eq(0).all()
    holders = by_holder.by_holder(View(), today=TODAY)
    assert holders.table.columns[0] == "Directorate" and "MOD" in set(holders.table["Directorate"])


def test_what_the_newest_edition_leaves_out_is_no_longer_running(store):
    for year, codes in (("2019-01-01", "AB"), ("2020-01-01", "A")):
        register(store, *({"project_id": code, "edition": year, "dca_overall": "AR", "end_baseline": None}
                          for code in codes), on=f"{year[:4]}-07-20")  # fmt: skip
    exhibit = ALL["register"](View())
    assert exhibit.title == "1 project: none red, none worse"
    assert row_of(exhibit, "Project B")["Last report"] == "Edition 2019, no longer listed since"
    assert slippage.slippage_over_time(View()).table["Project"].tolist() == ["Project A"]
    exhibit = changes.changed_since(View(), since=date(2020, 1, 31), today=TODAY)
    assert exhibit.table[["Project", "What changed"]].to_numpy().tolist() == [["Project B", "No longer listed"]]


def test_a_change_of_scale_is_not_taken_for_a_change_of_projects(store):
    for year, ratings in (("2020-01-01", "AR AG"), ("2022-01-01", "A A")):
        register(store, *({"project_id": f"P{n}", "edition": year, "dca_overall": rating}
                          for n, rating in enumerate(ratings.split())), on=f"{year[:4]}-07-20")  # fmt: skip
    assert "a change of the scale and not of the project" in confidence.confidence(View()).note
