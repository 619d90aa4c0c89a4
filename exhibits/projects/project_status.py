"""The status of one project over its reports, dimension by dimension."""

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.no_data import words_only
from exhibits.common.ratings import rating_of, say_rating, show_rating
from exhibits.common.source import source_of
from exhibits.common.view_queries import project_rows
from exhibits.common.words import missing, naming, say_month, say_report_period
from exhibits.projects.project_parts import no_such_project
from exhibits.projects.rating_rows import RatingMark, RatingRow, rating_rows
from exhibits.projects.words import FORWARD, letters_note

_DIMENSIONS = {
    "rating": "Overall",
    "rating_time": "Time",
    "rating_cost": "Cost",
    "rating_scope": "Scope",
    "rating_quality": "Quality",
    "rating_benefit": "Benefits",
    "rating_risk": "Risk",
}
_REPORTS = 8  # drawn: as many as a phone has room for


def status_history(view: View, *, project: str) -> Exhibit:
    """The project's status report by report: overall, time, cost, scope, quality, benefits and risk.

    project: its id. Of a project that has both, highlight reports count and not the editions of a yearly publication.
    """
    register = project_rows(view, "projects/register", project)
    if register.empty:
        return no_such_project("status_history")
    rows = project_rows(view, "projects/statuses", project).sort_values("period")
    if (rows["source"] == "report").any():
        rows = rows[rows["source"] == "report"]
    source = source_of(
        view, "highlight_reports" if (rows["source"] == "report").any() else "projects",
        means="each status is what the project itself reports, overall and for each part of its work.",
    )  # fmt: skip
    if rows.empty:
        sentence = "No data: no report of this project gives a status."
        return words_only("status_history", "Status: no data", sentence, source)
    rows = rows.reset_index(drop=True)
    dimensions = {
        column: name for column, name in _DIMENSIONS.items() if column == "rating" or rows[column].notna().any()
    }
    return Exhibit(
        key="status_history",
        title=_title(rows),
        lead=_lead(rows),
        more=_more(rows, dimensions),
        table=_table(rows, dimensions),
        source=source,
        figure=_figure(rows, dimensions, view.theme),
        questions=_questions(rows, dimensions),
        data=rows.iloc[::-1].drop(columns=["position"]),
        note=" ".join(
            filter(None, [letters_note(pd.unique(rows[list(dimensions)].to_numpy().ravel())), _drawn_note(rows)])
        ),
    )


def _running(codes: pd.Series) -> int:
    """How many of the newest reports gave the same rating."""
    newest = codes.iloc[-1]
    return next((n for n, code in enumerate(reversed(codes.tolist())) if code != newest), len(codes))


def _yearly(rows: pd.DataFrame) -> bool:
    return rows["source"].iloc[-1] == "edition"


def _when(rows: pd.DataFrame, number: int) -> str:
    return say_report_period(rows["period"].iloc[number], rows["source"].iloc[number])


def _title(rows: pd.DataFrame) -> str:
    now, running = say_rating(rows["rating"].iloc[-1]).lower(), _running(rows["rating"])
    if len(rows) == 1:
        return f"Status: {now} in {_when(rows, -1)}, the only report"
    if running == 1:
        return f"Status: {now} in {_when(rows, -1)}, after {say_rating(rows['rating'].iloc[-2]).lower()}"
    return f"Status: {now} in {running} {'editions' if _yearly(rows) else 'reports'} running"


def _lead(rows: pd.DataFrame) -> str:
    running = _running(rows["rating"])
    sentence = f"Overall {say_rating(rows['rating'].iloc[-1])} in {_when(rows, -1)}"
    if running > 1:
        return f"{sentence}, and in every report since {_when(rows, -running)}."
    if len(rows) > 1:
        return f"{sentence}; {say_rating(rows['rating'].iloc[-2])} in {_when(rows, -2)}."
    return f"{sentence}, in the only report there is."


def _more(rows: pd.DataFrame, dimensions: dict[str, str]) -> tuple[str, ...]:
    last, points = rows.iloc[-1], []
    worse = _worse_than_overall(last, dimensions)
    if worse:
        points.append(naming("Worse than the overall status: {}.", worse))
    elif _all_better(last, dimensions):
        points.append("Every part of it is rated better than the whole.")
    if len(rows) > 1:
        points += _moves(rows, dimensions)
    absent = _absent_months(rows)
    if absent:
        points.append(naming("There is no report for {}.", [say_month(month) for month in absent]))
    if len(dimensions) == 1:
        points.append("The reports give no status for time, cost, scope, quality, benefits or risk.")
    return tuple(points[:4])


def _worse_than_overall(last: pd.Series, dimensions: dict[str, str]) -> list[str]:
    overall = rating_of(last["rating"]).worse
    found = []
    for column, name in dimensions.items():
        grade = rating_of(last[column]).worse
        if overall is not None and grade is not None and grade > overall:
            found.append(f"{name.lower()} ({say_rating(last[column])})")
    return found


def _all_better(last: pd.Series, dimensions: dict[str, str]) -> bool:
    """Whether parts are rated, and every one better than the whole."""
    overall = rating_of(last["rating"]).worse
    every = (rating_of(last[column]).worse for column in dimensions if column != "rating")
    grades = [grade for grade in every if grade is not None]
    return overall is not None and bool(grades) and max(grades) < overall


def _moves(rows: pd.DataFrame, dimensions: dict[str, str]) -> list[str]:
    """What got worse and what got better in the newest report, part by part."""
    worse: list[str] = []
    better: list[str] = []
    for column, name in dimensions.items():
        before, now = rows[column].iloc[-2], rows[column].iloc[-1]
        old, new = rating_of(before).worse, rating_of(now).worse
        if column == "rating" or old is None or new is None or old == new:
            continue
        (worse if new > old else better).append(f"{name.lower()} ({say_rating(before)} to {say_rating(now)})")
    since = _when(rows, -2)
    sentences = [naming(f"Got worse since {since}: {{}}.", worse)] if worse else []
    return [*sentences, naming(f"Got better since {since}: {{}}.", better)] if better else sentences


def _absent_months(rows: pd.DataFrame) -> list[pd.Timestamp]:
    """Months between the first and the newest report that have none."""
    if _yearly(rows):
        return []
    every = pd.date_range(rows["period"].min(), rows["period"].max(), freq="MS")
    return [month for month in every if month not in set(rows["period"])]


def _questions(rows: pd.DataFrame, dimensions: dict[str, str]) -> tuple[str, ...]:
    last, questions = rows.iloc[-1], []
    worse = _worse_than_overall(last, dimensions)
    if worse:
        rating = say_rating(last["rating"]).lower()
        questions.append(f"Why is the whole {rating} when {worse[0].split(' (')[0]} is worse?")
    elif _all_better(last, dimensions):
        questions.append(f"Every part is better than the whole: what makes it {say_rating(last['rating']).lower()}?")
    running = _running(rows["rating"])
    if running >= 6 and last["rating"] in ("A", "AR", "R"):
        rating = say_rating(last["rating"]).lower()
        questions.append(f"After {running} reports at {rating}, what will be done differently?")
    if len(rows) > 1 and _steps(rows["rating"].iloc[-2], last["rating"]) > 1:
        questions.append("How could the status fall so far in one report: what did the one before not say?")
    return tuple(questions) or ("What would have to happen for the status to change?",)


def _steps(before: str | None, now: str | None) -> int:
    old, new = rating_of(before).worse, rating_of(now).worse
    return 0 if old is None or new is None else new - old


def _drawn_note(rows: pd.DataFrame) -> str:
    return f"Drawn are the {_REPORTS} newest; the table has all {len(rows)}." if len(rows) > _REPORTS else ""


def _table(rows: pd.DataFrame, dimensions: dict[str, str]) -> pd.DataFrame:
    newest = rows.iloc[::-1]
    table = {"Report": [say_report_period(p, s) for p, s in zip(newest["period"], newest["source"], strict=True)]}
    for column, name in dimensions.items():
        table[name] = ["Not given" if missing(code) else show_rating(code) for code in newest[column]]
    table["Outlook"] = ["Not given" if missing(f) else " ".join(FORWARD[f]) for f in newest["forward_look"]]
    return pd.DataFrame(table)


def _figure(rows: pd.DataFrame, dimensions: dict[str, str], theme: str) -> go.Figure:
    periods = _columns(rows)
    by_period = rows.set_index("period")
    drawn = []
    for column, name in dimensions.items():
        cells = []
        for period in periods:
            code = by_period[column].get(period)
            sentence = f"{name}, {say_report_period(period, rows['source'].iloc[-1])}: {say_rating(code)}"
            cells.append(None if missing(code) else RatingMark(code, sentence))
        newest = rows[column].iloc[-1]
        drawn.append(RatingRow(name, "not given" if missing(newest) else say_rating(newest).lower(), tuple(cells)))
    heads = [f"{period:%Y}" if _yearly(rows) else f"{period:%b}<br>{period:%Y}" for period in periods]
    return rating_rows(drawn, heads, theme)


def _columns(rows: pd.DataFrame) -> list[pd.Timestamp]:
    """The newest periods; a month without a report keeps its empty column."""
    if _yearly(rows):
        return list(rows["period"].tail(_REPORTS))
    last = rows["period"].max()
    every = pd.date_range(end=last, periods=_REPORTS, freq="MS")
    return [month for month in every if month >= rows["period"].min()]
