"""The status of one project over its reports, dimension by dimension, and its milestones."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.ratings import rating_of, say_rating, show_rating
from exhibits.common.scope import (
    DRAWN,
    FORWARD,
    Mark,
    Row,
    day_of,
    letters_note,
    marks,
    named,
    say_period,
    say_slip,
    source_of,
)
from exhibits.common.style import (
    colours,
    figure,
    missing,
    safe,
    say_count,
    say_date,
    say_list,
    say_month,
)
from exhibits.common.view_queries import view_rows
from exhibits.projects.project_parts import no_such_project

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


# -- status ----------------------------------------------------------------------------------------------------------


def status_history(view: View, *, project: str) -> Exhibit:
    """The project's status report by report: overall, time, cost, scope, quality, benefits and risk.

    project: its id. Of a project that has both, highlight reports count and not the editions of a yearly publication.
    """
    register = view_rows(view, "projects/register", project=project)
    if register.empty:
        return no_such_project("status_history")
    rows = view_rows(view, "projects/statuses", project=project).sort_values("period")
    if (rows["source"] == "report").any():
        rows = rows[rows["source"] == "report"]
    source = source_of(
        view, "highlight_reports" if (rows["source"] == "report").any() else "projects",
        means="each status is what the project itself reports, overall and for each part of its work.",
    )  # fmt: skip
    if rows.empty:
        said = "No data: no report of this project gives a status."
        return Exhibit("status_history", "Status: no data", said, pd.DataFrame(), source)
    rows = rows.reset_index(drop=True)
    told = {column: name for column, name in _DIMENSIONS.items() if column == "rating" or rows[column].notna().any()}
    return Exhibit(
        key="status_history",
        title=_status_title(rows),
        summary=_status_summary(rows, told),
        table=_status_table(rows, told),
        source=source,
        figure=_status_figure(rows, told, view.theme),
        questions=_status_questions(rows, told),
        data=rows.drop(columns=["position"]),
        note=" ".join(filter(None, [letters_note(pd.unique(rows[list(told)].to_numpy().ravel())), _drawn_note(rows)])),
    )


def _running(codes: pd.Series) -> int:
    """How many of the newest reports gave the same rating."""
    newest = codes.iloc[-1]
    return next((n for n, code in enumerate(reversed(codes.tolist())) if code != newest), len(codes))


def _yearly(rows: pd.DataFrame) -> bool:
    return rows["source"].iloc[-1] == "edition"


def _when(rows: pd.DataFrame, number: int) -> str:
    return say_period(rows["period"].iloc[number], rows["source"].iloc[number])


def _status_title(rows: pd.DataFrame) -> str:
    now, running = say_rating(rows["rating"].iloc[-1]).lower(), _running(rows["rating"])
    if len(rows) == 1:
        return f"Status: {now} in {_when(rows, -1)}, the only report"
    if running == 1:
        return f"Status: {now} in {_when(rows, -1)}, after {say_rating(rows['rating'].iloc[-2]).lower()}"
    return f"Status: {now} in {running} {'editions' if _yearly(rows) else 'reports'} running"


def _status_summary(rows: pd.DataFrame, told: dict[str, str]) -> str:
    last, running = rows.iloc[-1], _running(rows["rating"])
    said = [f"Overall {say_rating(last['rating'])} in {_when(rows, -1)}"]
    if running > 1:
        said[0] += f", and in every report since {_when(rows, -running)}."
    elif len(rows) > 1:
        said[0] += f"; {say_rating(rows['rating'].iloc[-2])} in {_when(rows, -2)}."
    else:
        said[0] += ", in the only report there is."
    worse = _worse_than_overall(last, told)
    if worse:
        said.append(f"Worse than the overall status: {say_list(worse)}.")
    elif _all_better(last, told):
        said.append("Every part of it is rated better than the whole.")
    if len(rows) > 1:
        said += _moves(rows, told)
    absent = _absent_months(rows)
    if absent:
        said.append(f"There is no report for {named([say_month(month) for month in absent])}.")
    if len(told) == 1:
        said.append("The reports give no status for time, cost, scope, quality, benefits or risk.")
    return " ".join(said)


def _worse_than_overall(last: pd.Series, told: dict[str, str]) -> list[str]:
    overall = rating_of(last["rating"]).worse
    found = []
    for column, name in told.items():
        grade = rating_of(last[column]).worse
        if overall is not None and grade is not None and grade > overall:
            found.append(f"{name.lower()} ({say_rating(last[column])})")
    return found


def _all_better(last: pd.Series, told: dict[str, str]) -> bool:
    """Whether parts are rated, and every one better than the whole."""
    overall = rating_of(last["rating"]).worse
    grades = [rating_of(last[column]).worse for column in told if column != "rating"]
    grades = [grade for grade in grades if grade is not None]
    return overall is not None and bool(grades) and max(grades) < overall


def _moves(rows: pd.DataFrame, told: dict[str, str]) -> list[str]:
    """What got worse and what got better in the newest report, part by part."""
    worse, better = [], []
    for column, name in told.items():
        before, now = rows[column].iloc[-2], rows[column].iloc[-1]
        old, new = rating_of(before).worse, rating_of(now).worse
        if column == "rating" or old is None or new is None or old == new:
            continue
        (worse if new > old else better).append(f"{name.lower()} ({say_rating(before)} to {say_rating(now)})")
    said = [f"Got worse since {_when(rows, -2)}: {say_list(worse)}."] if worse else []
    return [*said, f"Got better since {_when(rows, -2)}: {say_list(better)}."] if better else said


def _absent_months(rows: pd.DataFrame) -> list[pd.Timestamp]:
    """Months between the first and the newest report that have none."""
    if _yearly(rows):
        return []
    every = pd.date_range(rows["period"].min(), rows["period"].max(), freq="MS")
    return [month for month in every if month not in set(rows["period"])]


def _status_questions(rows: pd.DataFrame, told: dict[str, str]) -> tuple[str, ...]:
    last, asked_ = rows.iloc[-1], []
    worse = _worse_than_overall(last, told)
    if worse:
        rating = say_rating(last["rating"]).lower()
        asked_.append(f"Why is the whole {rating} when {worse[0].split(' (')[0]} is worse?")
    elif _all_better(last, told):
        asked_.append(f"Every part is better than the whole: what makes it {say_rating(last['rating']).lower()}?")
    running = _running(rows["rating"])
    if running >= 6 and last["rating"] in ("A", "AR", "R"):
        rating = say_rating(last["rating"]).lower()
        asked_.append(f"After {running} reports at {rating}, what will be done differently?")
    if len(rows) > 1 and _steps(rows["rating"].iloc[-2], last["rating"]) > 1:
        asked_.append("How could the status fall so far in one report: what did the one before not say?")
    return tuple(asked_) or ("What would have to happen for the status to change?",)


def _steps(before, now) -> int:
    old, new = rating_of(before).worse, rating_of(now).worse
    return 0 if old is None or new is None else new - old


def _drawn_note(rows: pd.DataFrame) -> str:
    return f"Drawn are the {_REPORTS} newest; the table has all {len(rows)}." if len(rows) > _REPORTS else ""


def _status_table(rows: pd.DataFrame, told: dict[str, str]) -> pd.DataFrame:
    newest = rows.iloc[::-1]
    table = {"Report": [say_period(p, s) for p, s in zip(newest["period"], newest["source"], strict=True)]}
    for column, name in told.items():
        table[name] = ["Not given" if missing(code) else show_rating(code) for code in newest[column]]
    table["Outlook"] = ["Not given" if missing(f) else " ".join(FORWARD[f]) for f in newest["forward_look"]]
    return pd.DataFrame(table)


def _status_figure(rows: pd.DataFrame, told: dict[str, str], theme: str) -> go.Figure:
    periods = _columns(rows)
    by_period = rows.set_index("period")
    drawn = []
    for column, name in told.items():
        cells = []
        for period in periods:
            code = by_period[column].get(period)
            said = f"{name}, {say_period(period, rows['source'].iloc[-1])}: {say_rating(code)}"
            cells.append(None if missing(code) else Mark(code, said))
        newest = rows[column].iloc[-1]
        drawn.append(Row(name, "not given" if missing(newest) else say_rating(newest).lower(), tuple(cells)))
    heads = [f"{period:%Y}" if _yearly(rows) else f"{period:%b}<br>{period:%Y}" for period in periods]
    return marks(drawn, heads, theme)


def _columns(rows: pd.DataFrame) -> list[pd.Timestamp]:
    """The newest periods; a month without a report keeps its empty column."""
    if _yearly(rows):
        return list(rows["period"].tail(_REPORTS))
    last = rows["period"].max()
    every = pd.date_range(end=last, periods=_REPORTS, freq="MS")
    return [month for month in every if month >= rows["period"].min()]


# -- milestones ------------------------------------------------------------------------------------------------------

_STATUS = {"not_started": "Not started", "on_track": "On track", "at_risk": "At risk", "late": "Late", "done": "Done"}
_TYPE = {
    "approval": "Approval",
    "assurance": "Assurance",
    "delivery": "Delivery",
    "go_live": "Go-live",
    "benefit": "Benefit",
}
_ROW, _NAME, _DOTS, _TOP = 50, 12, 33, 44  # pixels: of a row, down to its name, down to its dots, above all rows


def milestones(view: View, *, project: str, today: date) -> Exhibit:
    """Each milestone as first agreed, as expected in the report before, as expected now, and as it came.

    project: its id. today: the day on which a milestone that is not done counts as overdue.
    """
    register = view_rows(view, "projects/register", project=project)
    if register.empty:
        return no_such_project("milestones")
    day = day_of(view, today)
    rows = view_rows(view, "projects/milestones", project=project, today=day)
    source = source_of(
        view, "milestones",
        means="slippage is the day it came, or is now expected, less the day first agreed (the baseline), in days.",
    )  # fmt: skip
    if rows.empty:
        said = "No data: no milestones of this project have been published."
        return Exhibit("milestones", "Milestones: no data", said, pd.DataFrame(), source)
    return Exhibit(
        key="milestones",
        title=_milestones_title(rows),
        summary=_milestones_summary(rows, day),
        table=_milestones_table(rows),
        source=source,
        figure=_milestones_figure(_to_draw(rows), pd.Timestamp(day), view.theme),
        questions=_milestones_questions(rows),
        data=rows,
        note=_milestones_note(rows),
    )


def _milestones_title(rows: pd.DataFrame) -> str:
    overdue = int((rows["days_overdue"] > 0).sum())
    later = int((rows["slippage_days"] > 0).sum())
    said = "No milestone slipped"
    if later:
        said = f"{later} of {say_count(len(rows), 'milestone')} later than first agreed"
    return f"{said}, {overdue} overdue" if overdue else said


def _milestones_summary(rows: pd.DataFrame, day: date) -> str:
    done, to_come = rows[rows["is_done"]], rows[~rows["is_done"]]
    overdue = to_come[to_come["days_overdue"] > 0]
    said = []
    if len(overdue):
        words = [f"{row['milestone']} (expected on {say_date(row['expected_on'])})" for _, row in overdue.iterrows()]
        said.append(f"Overdue: {named(words)}.")
    ahead = to_come[to_come["days_overdue"] == 0]
    if len(ahead):
        said.append(f"Next: {_coming(ahead.iloc[0])}.")
    moved = to_come[to_come["moved_days"] > 0]
    if len(moved):
        words = [f"{row['milestone']} (by {say_count(int(row['moved_days']), 'day')})" for _, row in moved.iterrows()]
        said.append(f"Put off since the report before: {named(words)}.")
    often = rows[rows["times_put_off"] > 1].sort_values("times_put_off", ascending=False, kind="stable")
    if len(often):
        words = [f"{row['milestone']} ({row['times_put_off']} times)" for _, row in often.iterrows()]
        said.append(f"Put off more than once: {named(words)}.")
    if len(done):
        on_time = int((done["slippage_days"] <= 0).sum())
        said.append(f"Done: {len(done)} of {len(rows)}, {on_time} of them on or before the day first agreed.")
    else:
        said.append("None is done yet.")
    critical = to_come[to_come["critical"] & (to_come["slippage_days"] > 0)]
    if len(critical):
        said.append(f"The end date depends on milestones that are late: {named(list(critical['milestone']))}.")
    return " ".join(said)


def _coming(row: pd.Series) -> str:
    slip = row["slippage_days"]
    beside = "" if missing(slip) else ", as first agreed" if not slip else f", {say_slip(slip)} than first agreed"
    return f"{row['milestone']}, expected on {say_date(row['expected_on'])}{beside}"


def _milestones_questions(rows: pd.DataFrame) -> tuple[str, ...]:
    asked_ = []
    overdue = rows.loc[rows["days_overdue"] > 0, "milestone"]
    if len(overdue):
        asked_.append(f"Has “{overdue.iloc[0]}” happened, and if not, when will it?")
    often = rows[~rows["is_done"] & (rows["times_put_off"] > 1)].sort_values("times_put_off", ascending=False)
    if len(often):
        row = often.iloc[0]
        asked_.append(
            f"“{row['milestone']}” was put off {row['times_put_off']} times: why is the newest date to be believed?"
        )
    moved = rows[~rows["is_done"] & (rows["moved_days"] > 0) & (rows["times_put_off"] < 2)]
    if len(moved):
        asked_.append(f"What made “{moved['milestone'].iloc[0]}” slip, and what waits for it?")
    return tuple(asked_) or ("Which milestone matters most to residents, and what could stop it?",)


def _milestones_note(rows: pd.DataFrame) -> str:
    notes = []
    called = rows[rows["status"].isin(["on_track", "not_started"]) & (rows["moved_days"] > 0)]
    if len(called):
        notes.append(f"Not called late or at risk, yet put off: {named(list(called['milestone']))}.")
    undated = rows[rows["is_done"] & rows["actual_date"].isna()]
    if len(undated):
        notes.append(f"Called done without a day: {named(list(undated['milestone']))}.")
    explained = rows[rows["note"].notna() & ~rows["is_done"]]
    notes += [f"{row['milestone']}: {row['note']}" for _, row in explained.iterrows()]
    if len(rows) > DRAWN:
        notes.append(f"Drawn are {DRAWN} milestones; the table has all {len(rows)}.")
    return " ".join(note if note.endswith((".", "!", "?")) else f"{note}." for note in notes)


def _milestones_table(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Milestone": [
                row["milestone"] + (" (critical)" if row["critical"] else "") for _, row in rows.iterrows()
            ],
            "Type": ["Not stated" if missing(kind) else _TYPE[kind] for kind in rows["milestone_type"]],
            "First agreed": [say_date(day) for day in rows["baseline_date"]],
            "Expected in the report before": [say_date(day) for day in rows["last_forecast"]],
            "Expected now": [say_date(day) for day in rows["forecast_date"]],
            "Happened": ["Not yet" if missing(day) else say_date(day) for day in rows["actual_date"]],
            "Slippage": [say_slip(days) for days in rows["slippage_days"]],
            "Times put off": rows["times_put_off"].astype(str),
            "Status": [
                _said_status(row)
                for _, row in rows.iterrows()
            ],
        }
    )  # fmt: skip


def _said_status(row: pd.Series) -> str:
    said = "Not stated" if missing(row["status"]) else _STATUS[row["status"]]
    return f"{said}, overdue by {say_count(row['days_overdue'], 'day')}" if row["days_overdue"] else said


def _to_draw(rows: pd.DataFrame) -> pd.DataFrame:
    """All, or where there are too many: those to come first, then the newest done; in order of their dates."""
    ranked = rows.assign(age=-rows["expected_on"].astype("int64")).sort_values(["is_done", "age"], kind="stable")
    kept = pd.concat([ranked[~ranked["is_done"]].iloc[::-1], ranked[ranked["is_done"]]]).head(DRAWN)
    return rows.loc[kept.index].sort_values(["expected_on", "milestone_id"]).reset_index(drop=True)


def _milestones_figure(rows: pd.DataFrame, day: pd.Timestamp, theme: str) -> go.Figure:
    c = colours(theme)
    days = [d for column in ("baseline_date", "last_forecast", "forecast_date", "actual_date") for d in rows[column]]
    days = [pd.Timestamp(d) for d in days if not missing(d)] + [day]
    low, high = min(days), max(days)
    room = max((high - low) * 0.04, pd.Timedelta(days=10))
    low, high = low - room, high + room
    fig = figure(theme, height=_TOP + _ROW * len(rows) + 62)
    tops = pd.Series(range(len(rows))) * _ROW
    _paths(fig, rows, tops + _DOTS, c)
    hollow, full = {"color": c.page, "size": 11}, {"color": c.main, "size": 12}
    edge = {"color": c.text, "width": 1.5}
    before = rows["last_forecast"].where((rows["last_forecast"] != rows["forecast_date"]) & ~rows["is_done"])
    _dots(fig, "First agreed", rows, rows["baseline_date"], tops, {"symbol": "circle", **hollow, "line": edge})
    _dots(fig, "Expected before", rows, before, tops, {"symbol": "diamond", **hollow, "line": edge})
    expected = rows["expected_on"].where(~rows["is_done"])
    _dots(fig, "Expected now", rows, expected, tops, {"symbol": "diamond", **full})
    happened = rows["expected_on"].where(rows["is_done"])
    _dots(fig, "Happened", rows, happened, tops, {"symbol": "square", "color": c.text, "size": 10})
    fig.add_scatter(
        x=[low] * len(rows), y=tops + _NAME, mode="text", textposition="middle right", hoverinfo="skip",
        text=[_row_name(row) for _, row in rows.iterrows()], textfont={"size": 13, "color": c.text}, showlegend=False,
    )  # fmt: skip
    at = [y for top in tops for y in (top + _DOTS - 11, top + _DOTS + 13, None)]
    fig.add_scatter(
        x=[day, day, None] * len(rows), y=at, mode="lines", name=f"Today, {day.day} {day:%b %Y}", hoverinfo="skip",
        line={"color": c.text, "width": 2, "dash": "dot"},
    )  # fmt: skip
    fig.update_layout(
        margin={"t": _TOP, "b": 58, "l": 4, "r": 4},
        legend={"y": 0, "yanchor": "top"},
        xaxis={"type": "date", "range": [low, high], "side": "top", "showgrid": True, "automargin": False}
        | _date_ticks(low, high),
        yaxis={"range": [_ROW * len(rows), 0], "visible": False},
    )
    return fig


def _paths(fig: go.Figure, rows: pd.DataFrame, at: pd.Series, c) -> None:
    """From the day first agreed to the day expected: dashed and orange where that is later."""
    lines = {True: {"color": c.second, "width": 3, "dash": "6px,2px"}, False: {"color": c.muted, "width": 2}}
    for late, line in lines.items():
        which = (rows["slippage_days"] > 0) if late else (rows["slippage_days"] <= 0)
        if not which.any():
            continue
        x = [d for _, row in rows[which].iterrows() for d in (row["baseline_date"], row["expected_on"], None)]
        y = [value for height in at[which] for value in (height, height, None)]
        fig.add_scatter(x=x, y=y, mode="lines", line=line, name="Later than agreed", showlegend=late, hoverinfo="skip")


def _dots(fig: go.Figure, name: str, rows: pd.DataFrame, days: pd.Series, tops: pd.Series, marker: dict) -> None:
    which = days.notna()
    if which.any():
        fig.add_scatter(
            x=days[which], y=tops[which] + _DOTS, mode="markers", name=name, marker=marker, hoverinfo="text",
            hovertext=[f"<b>{safe(what)}</b><br>{name.lower()}: {say_date(d)}"
                       for what, d in zip(rows.loc[which, "milestone"], days[which], strict=True)],
        )  # fmt: skip


def _row_name(row: pd.Series) -> str:
    days = row["slippage_days"]
    beside = "" if missing(days) or not days else f"{'+' if days > 0 else '−'}{say_count(abs(int(days)), 'day')}"
    most = 42 - len(beside)
    name = row["milestone"] if len(row["milestone"]) <= most else row["milestone"][: most - 1].rstrip() + "…"
    return f"<b>{safe(name)}</b>  {beside}"


def _date_ticks(low: pd.Timestamp, high: pd.Timestamp) -> dict:
    """At most six labels, on the first days of months, quarters or years."""
    months = (high.year - low.year) * 12 + high.month - low.month
    step = next((step for step in (1, 2, 3, 6, 12, 24, 60) if months <= step * 6), 120)
    first = pd.Timestamp(low.year - low.year % max(step // 12, 1), 1, 1)
    edge = (high - low) * 0.05
    ticks = [tick for tick in pd.date_range(first, high, freq=f"{step}MS") if low + edge <= tick <= high - edge]
    return {"tickvals": ticks, "ticktext": [f"{t:%Y}" if step >= 12 else f"{t:%b}<br>{t:%Y}" for t in ticks]}
