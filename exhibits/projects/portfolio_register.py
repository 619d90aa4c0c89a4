"""The register of projects in one look: a row for each."""

from datetime import date
from typing import Unpack

import pandas as pd
import plotly.graph_objects as go

from data.settings import settings
from exhibits import Exhibit, View
from exhibits.common.links import links_to_projects
from exhibits.common.no_data import no_projects
from exhibits.common.ratings import rating_of, say_rating, show_rating
from exhibits.common.scope import ProjectScope, day_of, project_prefix
from exhibits.common.source import source_of
from exhibits.common.view_queries import view_rows
from exhibits.common.words import (
    LEAD,
    missing,
    name_some,
    naming,
    say_count,
    say_date,
    say_month,
    say_report_period,
    signed_percent,
    upper_first,
)
from exhibits.projects.rating_rows import DRAWN, REPORTS, RatingMark, RatingRow, periods_drawn, rating_rows
from exhibits.projects.words import (
    FORWARD,
    holder_or_none,
    letters_note,
    links_to_holders,
    not_counted,
    project_places,
    say_slip,
    say_standing,
    severity,
    short_slip,
)


def register(view: View, *, today: date, **scope: Unpack[ProjectScope]) -> Exhibit:
    """Every project in one row: its last six reports, where it is heading, slippage, cost, next milestone, last report.

    Missing reports come first, then late ones, then the worst status. today: the day on which reports count as late.
    """
    day = day_of(view, today)
    rows = view_rows(view, "projects/portfolio", today=day, **scope)
    if rows.empty:
        return no_projects("register", "Projects", scope)
    statuses = view_rows(view, "projects/statuses", **scope)
    overdue = view_rows(view, "projects/missing_reports", today=day, **scope)
    rows = _by_concern(rows)
    open_ones = rows[rows["is_open"]]
    return Exhibit(
        key="register",
        title=project_prefix(**scope) + _title(rows, open_ones),
        lead=_lead(rows, open_ones),
        more=_more(open_ones)[:4],
        table=_table(rows, statuses),
        source=source_of(
            view, "projects", "highlight_reports", "milestones",
            means="the status is the one that was reported; slippage is counted in days from the first baseline "
            "of its end; cost variance is forecast less baseline, in percent of the baseline.",
        ),
        figure=_figure(open_ones.head(DRAWN), statuses, overdue, view),
        questions=_questions(open_ones),
        data=rows.drop(columns=["concern"]),
        note=_note(rows, open_ones, statuses),
        links={**links_to_projects(rows), **links_to_holders(rows["portfolio_holder"])},
    )  # fmt: skip


def in_short(view: View, today: date) -> tuple[str, pd.DataFrame]:
    """The lead of `register` by itself, and the open projects that it speaks of (projects/portfolio)."""
    rows = view_rows(view, "projects/portfolio", today=day_of(view, today))
    if rows.empty:
        return "", rows
    rows = _by_concern(rows)
    open_ones = rows[rows["is_open"]]
    return _lead(rows, open_ones), open_ones


def _by_concern(rows: pd.DataFrame) -> pd.DataFrame:
    """Missing reports first, then late ones, then by status, then by what got worse, slipped or costs more."""
    bad, before = severity(rows["rating"]), severity(rows["rating_before"])
    rows = rows.assign(concern=bad, worse=(bad > before) & (before >= 0))
    order = rows.assign(
        missing=rows["missing_month"].notna(),
        late=rows["late_month"].notna(),
        slipped=rows["slippage_days"].fillna(0),
    )
    order = order.sort_values(
        ["is_open", "missing", "late", "concern", "worse", "slipped", "name"],
        ascending=[False, False, False, False, False, False, True],
        kind="stable",
    )
    return rows.loc[order.index].reset_index(drop=True)


def _title(rows: pd.DataFrame, open_ones: pd.DataFrame) -> str:
    if open_ones.empty:
        return f"{say_count(len(rows), 'project')}, none of them open"
    counts = [
        (int((open_ones["rating"] == "R").sum()), "red", "red"),
        (int(open_ones["worse"].sum()), "worse than before", "worse than before"),
        (int(open_ones["missing_month"].notna().sum()), "report missing", "reports missing"),
        (int(open_ones["overdue_milestones"].sum()), "milestone overdue", "milestones overdue"),
    ]
    phrases = [f"{number} {one if number == 1 else many}" for number, one, many in counts if number]
    return f"{say_count(len(open_ones), 'project')}: {', '.join(phrases) if phrases else 'none red, none worse'}"


def _lead(rows: pd.DataFrame, open_ones: pd.DataFrame) -> str:
    if open_ones.empty:
        return "No project in the register is open."
    gone, late = open_ones[open_ones["missing_month"].notna()], open_ones[open_ones["late_month"].notna()]
    red = list(open_ones.loc[open_ones["rating"] == "R", "name"])
    if len(gone) and red:
        absent = f"{say_count(len(gone), 'report')} for {_month_of(gone)} {'is' if len(gone) == 1 else 'are'} missing"
        return naming(f"Red: {{}}; {absent}.", red, LEAD)
    if len(gone):
        projects = [_absent(row) for _, row in gone.iterrows()]
        return naming(f"No highlight report for {_month_of(gone)} from {{}}.", projects, LEAD)
    if red:
        return naming("Red: {}; no report that was due is missing.", red, LEAD)
    if len(late):
        return naming(f"Came late for {say_month(late['late_month'].iloc[0])}: {{}}.", _lateness(late), LEAD)
    if open_ones["source"].eq("report").any():
        return "Every highlight report that was due is there, none came late, and no project is red."
    return "No project is red."


def _month_of(gone: pd.DataFrame) -> str:
    return say_month(gone["missing_month"].iloc[0])


def _lateness(late: pd.DataFrame) -> list[str]:
    return [f"{row['name']} ({say_count(int(row['late_days']), 'day')})" for _, row in late.iterrows()]


def _more(rows: pd.DataFrame) -> tuple[str, ...]:
    points = [*_got_worse(rows), *_overdue(rows), *_slipped(rows)]
    over = rows[rows["is_over_tolerance"]].sort_values("cost_variance_percent", ascending=False)
    if len(over):
        tolerance = signed_percent(settings().projects.cost_tolerance_percent).removeprefix("+")
        words = [f"{row['name']} ({signed_percent(row['cost_variance_percent'])})" for _, row in over.iterrows()]
        points.append(naming(f"Costs more than {tolerance} above baseline: {{}}.", words))
    late = rows[rows["late_month"].notna()]
    if len(late):
        points.append(naming(f"Came late for {say_month(late['late_month'].iloc[0])}: {{}}.", _lateness(late)))
    fear = list(rows.loc[rows["forward_look"] == "worsening", "name"])
    between = list(rows.loc[rows["rating"] == "AR", "name"])
    points += [naming("Expected to get worse: {}.", fear)] if fear else []
    points += [naming("Amber/Red: {}.", between)] if between else []
    return tuple(points)


def _overdue(rows: pd.DataFrame) -> list[str]:
    behind = rows[rows["overdue_milestones"] > 0].sort_values("overdue_milestones", ascending=False, kind="stable")
    if behind.empty:
        return []
    words = [f"{row['name']} ({row['overdue_milestones']})" for _, row in behind.iterrows()]
    return [naming("Milestones overdue: {}.", words)]


def _absent(row: pd.Series) -> str:
    running = int(row["missing_running"])
    return f"{row['name']} ({running} months running)" if running > 1 else row["name"]


def _got_worse(rows: pd.DataFrame) -> list[str]:
    words = [
        f"{row['name']} ({say_rating(row['rating_before'])} to {say_rating(row['rating'])})"
        for _, row in rows[rows["worse"]].iterrows()
    ]
    return [naming("Worse than in the report before: {}.", words)] if words else []


def _slipped(rows: pd.DataFrame) -> list[str]:
    dated = rows[rows["slippage_days"].notna()]
    later = dated[dated["slippage_days"] > 0].sort_values("slippage_days", ascending=False)
    if dated.empty:
        return []
    if later.empty:
        return [f"None of the {len(dated)} with an end date is expected to end later than first planned."]
    most = later.iloc[0]
    days = say_count(int(most["slippage_days"]), "day")
    if len(later) == 1:
        return [f"{most['name']} is expected to end {days} later than first planned; no other is."]
    return [f"{len(later)} are expected to end later than first planned, {most['name']} by the most: {days}."]


def _questions(rows: pd.DataFrame) -> tuple[str, ...]:
    questions = []
    gone = rows[rows["missing_month"].notna()]
    if len(gone):
        questions.append(f"Why is there no report from {name_some(list(gone['name']), 2)}, and when will it come?")
    red = rows[rows["rating"] == "R"]
    if len(red):
        questions.append(f"What would bring {red['name'].iloc[0]} back from red, and who decides about it?")
    worse = rows[rows["worse"] & (rows["rating"] != "R")]
    if len(worse):
        questions.append(f"What went wrong in {worse['name'].iloc[0]}, and what is being done?")
    late = rows.sort_values("slippage_days", ascending=False)
    if len(late) and late["slippage_days"].iloc[0] > 0:
        days = say_count(int(late["slippage_days"].iloc[0]), "day")
        questions.append(f"What do the {days} that {late['name'].iloc[0]} has slipped cost, and who pays?")
    return tuple(questions[:3]) or ("Which of these projects makes the most difference to residents, and is it safe?",)


def _note(rows: pd.DataFrame, drawn_from: pd.DataFrame, statuses: pd.DataFrame) -> str:
    notes = [letters_note([*statuses["rating"], *rows["rating"]])]
    moved = list(rows.loc[rows["is_rebaselined"], "name"])
    if moved:
        notes.append(f"The baseline was moved: {name_some(moved)}. Slippage still counts from the first one.")
    by_edition = rows[rows["source"].eq("edition") & rows["is_open"]]
    if len(by_edition) and rows["source"].eq("report").any():
        notes.append(
            f"{say_count(len(by_edition), 'project')} of a yearly publication report by year: in the table only."
        )
    if len(drawn_from) > DRAWN:
        notes.append(f"Drawn are the {DRAWN} that need the most attention; the table has all {len(rows)}.")
    gone = not_counted(rows)
    if gone and len(drawn_from):
        notes.append(f"{gone} These stand in the table only.")
    return " ".join(filter(None, notes))


def _table(rows: pd.DataFrame, statuses: pd.DataFrame) -> pd.DataFrame:
    """Hosting has a column where the register states it of any project."""
    last = statuses[statuses["position"] <= REPORTS].sort_values("period")
    history = last.groupby("project_id")["rating"].agg(lambda codes: ", ".join(_sign(code) for code in codes))
    table = pd.DataFrame(
        {
            "Project": rows["name"],
            "Portfolio holder": [holder_or_none(holder) for holder in rows["portfolio_holder"]],
            "Last report": [_report(row) for _, row in rows.iterrows()],
            "Status": [_status(row) for _, row in rows.iterrows()],
            "Last six, newest last": [history.get(project, "No report") for project in rows["project_id"]],
            "Forward look": [FORWARD.get(look, ("", "Not said"))[1] for look in rows["forward_look"]],
            "End against first plan": [_end(row) for _, row in rows.iterrows()],
            "Cost against baseline": [_cost(row) for _, row in rows.iterrows()],
            "Next milestone": [_milestone(row) for _, row in rows.iterrows()],
            "Hosting": [_hosting(row) for _, row in rows.iterrows()],
        }
    )
    return table if rows["hosting"].notna().any() else table.drop(columns="Hosting")


def _hosting(row: pd.Series) -> str:
    """Where it will run, and with whom that is shared: "Cloud", "Shared, with Two neighbouring councils"."""
    where = "" if missing(row["hosting"]) else upper_first(row["hosting"])
    whom = "" if missing(row["shared_service_with"]) else f"shared with {row['shared_service_with']}"
    return upper_first(", ".join(filter(None, (where, whom)))) or "Not stated"


def _status(row: pd.Series) -> str:
    """How it is rated; of a project cancelled or on hold that it is, with its last rating behind."""
    if row["standing"] not in ("cancelled", "on_hold"):
        return show_rating(row["rating"])
    last = "" if missing(row["rating"]) else f" (last rated {say_rating(row['rating'])})"
    return f"{say_standing(row['standing'])}{last}"


def _sign(code: str | None) -> str:
    rating = rating_of(code)
    return f"{rating.letter} {rating.sign}" if rating.letter != rating.sign else rating.sign


def _report(row: pd.Series) -> str:
    if not missing(row["missing_month"]):
        months = f" ({int(row['missing_running'])} months running)" if row["missing_running"] > 1 else ""
        return (
            f"Missing: {say_month(row['missing_month'])} was due on {say_date(row['missing_due_on'])}, "
            f"{say_count(int(row['days_late']), 'day')} ago{months}"
        )
    if missing(row["period"]):
        return "None: withheld" if row["rating"] == "exempt" else "No report yet"
    period = say_report_period(row["period"], row["source"])
    if not row["is_open"]:
        return f"Edition {period}, no longer listed since" if row["source"] == "edition" else f"{period}, the last one"
    if row["source"] == "edition":
        return f"Edition {period}"
    age = f", {say_count(max(int(row['report_age_days']), 0), 'day')} old"
    late = f"; came {say_count(int(row['late_days']), 'day')} late" if not missing(row["late_month"]) else ""
    return f"{period}{age}{late}"


def _end(row: pd.Series) -> str:
    if missing(row["end_expected"]):
        return "No date"
    moved = ", baseline moved" if row["is_rebaselined"] else ""
    verb = "ended " if row["standing"] == "ended" and missing(row["edition"]) else ""
    return f"{say_slip(row['slippage_days'])} ({verb}{say_date(row['end_expected'])}{moved})"


def _cost(row: pd.Series) -> str:
    if missing(row["cost_variance_percent"]):
        return "No data"
    over = ", over tolerance" if row["is_over_tolerance"] else ""
    return f"{signed_percent(row['cost_variance_percent'])} ({row['cost_basis']}{over})"


def _milestone(row: pd.Series) -> str:
    if missing(row["next_milestone"]):
        return "None to come" if row["is_open"] else "–"
    if row["next_milestone_days_overdue"] > 0:
        late = say_count(int(row["next_milestone_days_overdue"]), "day")
        return f"{row['next_milestone']}: overdue since {say_date(row['next_milestone_on'])}, {late}"
    return f"{row['next_milestone']}, {say_date(row['next_milestone_on'])}"


def _figure(rows: pd.DataFrame, statuses: pd.DataFrame, overdue: pd.DataFrame, view: View) -> go.Figure | None:
    source = "report" if rows["source"].eq("report").any() or overdue["month"].notna().any() else "edition"
    rows = rows[rows["source"].ne("edition") if source == "report" else rows["source"].eq("edition")]
    of_source = statuses[statuses["source"] == source]
    periods = periods_drawn(of_source, overdue, source)
    if rows.empty or not periods:
        return None
    known = of_source.set_index(["project_id", "period"])["rating"].to_dict()
    absent = set(zip(overdue["project_id"], overdue["month"], overdue["state"], strict=True))
    drawn, places = [], project_places(view, rows)
    for _, row in rows.iterrows():
        cells: list[RatingMark | str | None] = []
        for period in periods:
            code = known.get((row["project_id"], period))
            if code is not None:
                cells.append(RatingMark(code, f"{say_report_period(period, source)}: {say_rating(code)}"))
            else:
                cells.append("<b>no<br>report</b>" if (row["project_id"], period, "missing") in absent else None)
        if missing(row["period"]) and not missing(row["rating"]) and cells[-1] is None:
            cells[-1] = RatingMark(row["rating"], f"In the register: {say_rating(row['rating'])}")
        arrow, word = FORWARD.get(row["forward_look"], ("", ""))
        look = f"{arrow}<br>{word}" if word else "not<br>said"
        cells += [f"<b>{look}</b>" if word == "Worse" else look, short_slip(row["slippage_days"])]
        beside = [f"cost {signed_percent(row['cost_variance_percent'])}"] if row["is_over_tolerance"] else []
        beside += [f"{row['overdue_milestones']} overdue"] if row["overdue_milestones"] else []
        drawn.append(RatingRow(row["name"], ", ".join(beside), tuple(cells), places[row["project_id"]]))
    heads = [f"{p:%b}<br>{p:%Y}" if source == "report" else say_report_period(p, source) for p in periods]
    return rating_rows(
        drawn, [*heads, "Forward<br>look", "End<br>moved"], view.theme, wide=frozenset({len(periods), len(periods) + 1})
    )
