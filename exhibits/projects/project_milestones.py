"""The milestones of one project: as first agreed, as expected, and as they came."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.no_data import words_only
from exhibits.common.scope import day_of
from exhibits.common.source import source_of
from exhibits.common.style import Colours, colours, figure, safe
from exhibits.common.view_queries import project_rows
from exhibits.common.words import LEAD, cut, missing, name_some, naming, say_count, say_date, shorten
from exhibits.projects.project_parts import no_such_project
from exhibits.projects.rating_rows import DRAWN
from exhibits.projects.words import say_slip

_STATUS = {
    "not_started": "Not started",
    "on_track": "On track",
    "at_risk": "At risk",
    "late": "Late",
    "done": "Done",
    "cancelled": "Cancelled",
}
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
    register = project_rows(view, "projects/register", project)
    if register.empty:
        return no_such_project("milestones")
    day = day_of(view, today)
    rows = project_rows(view, "projects/milestones", project, today=day)
    source = source_of(
        view, "milestones",
        means="slippage is the day it came, or is now expected, less the day first agreed (the baseline), in days.",
    )  # fmt: skip
    if rows.empty:
        sentence = "No data: no milestones of this project have been published."
        return words_only("milestones", "Milestones: no data", sentence, source)
    return Exhibit(
        key="milestones",
        title=_title(rows),
        lead=_lead(rows),
        more=_more(rows),
        table=_table(rows),
        source=source,
        figure=_figure(_to_draw(rows), pd.Timestamp(day), view.theme),
        questions=_questions(rows),
        data=rows,
        note=_note(rows),
    )


def _title(rows: pd.DataFrame) -> str:
    overdue = int((rows["days_overdue"] > 0).sum())
    kept = rows[~rows["is_cancelled"]]
    later = int((kept["slippage_days"] > 0).sum())
    sentence = "No milestone slipped"
    if later:
        sentence = f"{later} of {say_count(len(kept), 'milestone')} later than first agreed"
    return f"{sentence}, {overdue} overdue" if overdue else sentence


def _lead(rows: pd.DataFrame) -> str:
    overdue, ahead = rows[rows["days_overdue"] > 0], rows[rows["is_to_come"] & (rows["days_overdue"] == 0)]
    if len(overdue):
        words = [f"{row['milestone']} (expected on {say_date(row['expected_on'])})" for _, row in overdue.iterrows()]
        return naming("Overdue: {}.", words, LEAD)
    if len(ahead):
        return cut(f"Next: {_coming(ahead.iloc[0])}.", LEAD)
    done, kept = rows[rows["is_done"]], rows[~rows["is_cancelled"]]
    return f"Done: {len(done)} of {say_count(len(kept), 'milestone')}; none is to come."


def _more(rows: pd.DataFrame) -> tuple[str, ...]:
    done, to_come, kept = rows[rows["is_done"]], rows[rows["is_to_come"]], rows[~rows["is_cancelled"]]
    points, ahead = [], to_come[to_come["days_overdue"] == 0]
    if len(ahead) and len(ahead) < len(to_come):
        points.append(cut(f"Next: {_coming(ahead.iloc[0])}."))
    critical = to_come[to_come["critical"] & (to_come["slippage_days"] > 0)]
    if len(critical):
        points.append(naming("The end date depends on milestones that are late: {}.", critical["milestone"]))
    often = kept[kept["times_put_off"] > 1].sort_values("times_put_off", ascending=False, kind="stable")
    if len(often):
        words = [f"{row['milestone']} ({row['times_put_off']} times)" for _, row in often.iterrows()]
        points.append(naming("Put off more than once: {}.", words))
    moved = to_come[to_come["moved_days"] > 0]
    if len(moved):
        words = [f"{row['milestone']} (by {say_count(int(row['moved_days']), 'day')})" for _, row in moved.iterrows()]
        points.append(naming("Put off since the report before: {}.", words))
    if len(done):
        on_time = int((done["slippage_days"] <= 0).sum())
        points.append(f"Done: {len(done)} of {len(kept)}, {on_time} of them on or before the day first agreed.")
    else:
        points.append("None is done yet.")
    return tuple(points[:4])


def _coming(row: pd.Series) -> str:
    slip = row["slippage_days"]
    beside = "" if missing(slip) else ", as first agreed" if not slip else f", {say_slip(slip)} than first agreed"
    return f"{row['milestone']}, expected on {say_date(row['expected_on'])}{beside}"


def _questions(rows: pd.DataFrame) -> tuple[str, ...]:
    questions = []
    overdue = rows.loc[rows["days_overdue"] > 0, "milestone"]
    if len(overdue):
        questions.append(f"Has “{overdue.iloc[0]}” happened, and if not, when will it?")
    often = rows[rows["is_to_come"] & (rows["times_put_off"] > 1)].sort_values("times_put_off", ascending=False)
    if len(often):
        row = often.iloc[0]
        questions.append(
            f"“{row['milestone']}” was put off {row['times_put_off']} times: why is the newest date to be believed?"
        )
    moved = rows[rows["is_to_come"] & (rows["moved_days"] > 0) & (rows["times_put_off"] < 2)]
    if len(moved):
        questions.append(f"What made “{moved['milestone'].iloc[0]}” slip, and what waits for it?")
    return tuple(questions) or ("Which milestone matters most to residents, and what could stop it?",)


def _note(rows: pd.DataFrame) -> str:
    notes = []
    called = rows[rows["status"].isin(["on_track", "not_started"]) & (rows["moved_days"] > 0)]
    if len(called):
        notes.append(f"Not called late or at risk, yet put off: {name_some(list(called['milestone']))}.")
    undated = rows[rows["is_done"] & rows["actual_date"].isna()]
    if len(undated):
        notes.append(f"Called done without a day: {name_some(list(undated['milestone']))}.")
    cancelled = list(rows.loc[rows["is_cancelled"], "milestone"])
    if cancelled:
        notes.append(f"Cancelled, and counted no more: {name_some(cancelled)}.")
    explained = rows[rows["note"].notna() & rows["is_to_come"]]
    notes += [f"{row['milestone']}: {row['note']}" for _, row in explained.iterrows()]
    if len(rows) > DRAWN:
        notes.append(f"Drawn are {DRAWN} milestones; the table has all {len(rows)}.")
    return " ".join(note if note.endswith((".", "!", "?")) else f"{note}." for note in notes)


def _table(rows: pd.DataFrame) -> pd.DataFrame:
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
                _say_status(row)
                for _, row in rows.iterrows()
            ],
        }
    )  # fmt: skip


def _say_status(row: pd.Series) -> str:
    sentence = "Not stated" if missing(row["status"]) else _STATUS[row["status"]]
    return f"{sentence}, overdue by {say_count(row['days_overdue'], 'day')}" if row["days_overdue"] else sentence


def _to_draw(rows: pd.DataFrame) -> pd.DataFrame:
    """All, or where there are too many: those to come first, then the newest done; in order of their dates."""
    ranked = rows.assign(age=-rows["expected_on"].astype("int64")).sort_values(["is_done", "age"], kind="stable")
    kept = pd.concat([ranked[~ranked["is_done"]].iloc[::-1], ranked[ranked["is_done"]]]).head(DRAWN)
    return rows.loc[kept.index].sort_values(["expected_on", "milestone_id"]).reset_index(drop=True)


def _figure(rows: pd.DataFrame, day: pd.Timestamp, theme: str) -> go.Figure:
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


def _paths(fig: go.Figure, rows: pd.DataFrame, at: pd.Series, c: Colours) -> None:
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
    name = shorten(row["milestone"], most)
    return f"<b>{safe(name)}</b>  {beside}"


def _date_ticks(low: pd.Timestamp, high: pd.Timestamp) -> dict:
    """At most six labels, on the first days of months, quarters or years."""
    months = (high.year - low.year) * 12 + high.month - low.month
    step = next((step for step in (1, 2, 3, 6, 12, 24, 60) if months <= step * 6), 120)
    first = pd.Timestamp(low.year - low.year % max(step // 12, 1), 1, 1)
    edge = (high - low) * 0.05
    ticks = [tick for tick in pd.date_range(first, high, freq=f"{step}MS") if low + edge <= tick <= high - edge]
    return {"tickvals": ticks, "ticktext": [f"{t:%Y}" if step >= 12 else f"{t:%b}<br>{t:%Y}" for t in ticks]}
