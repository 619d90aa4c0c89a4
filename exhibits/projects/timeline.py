"""The timeline of the portfolio: when projects were to end, and when they are expected to now."""

from datetime import date
from typing import Unpack

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.event_marks import say_when
from exhibits.common.links import links_to_projects
from exhibits.common.no_data import no_projects
from exhibits.common.scope import ProjectScope, day_of, project_prefix
from exhibits.common.source import source_of
from exhibits.common.style import Colours, colours, figure, safe
from exhibits.common.view_queries import view_rows
from exhibits.common.words import (
    LEAD,
    cut,
    lower_first,
    missing,
    name_some,
    naming,
    say_count,
    say_date,
    say_month,
    shorten,
)
from exhibits.projects.rating_rows import DRAWN, LETTERS, row_name
from exhibits.projects.words import not_counted, project_places, say_slip, say_standing

_ROW, _NAME, _PLANNED, _EXPECTED = 54, 12, 28, 40  # pixels: of a row, and down to its name and its two bars
_TOP, _CROWDED = 46, 18
_APART = 0.07  # of the width, between two numbers
_BACK, _AHEAD = 10, 10  # years around today that the axis shows at most


def timeline(view: View, *, today: date, **scope: Unpack[ProjectScope]) -> Exhibit:
    """Open projects as two bars: from start to end as first planned, and as now expected; with milestones to come,
    a line for today, and the months in which three or more milestones fall."""
    day = day_of(view, today)
    rows = view_rows(view, "projects/portfolio", today=day, **scope)
    if rows.empty:
        return no_projects("timeline", "Timeline", scope)
    crowded = view_rows(view, "projects/crowded_months", today=day, **scope)
    events = view_rows(view, "measures/events").drop_duplicates("event_id")
    milestones = view_rows(view, "projects/milestone_dates", **scope).query("is_to_come")
    milestones = milestones.assign(is_overdue=milestones["expected_on"] < pd.Timestamp(day))
    overdue = milestones[milestones["is_overdue"]]
    rows = rows.sort_values(["end_expected", "name"], na_position="last", kind="stable").reset_index(drop=True)
    running = rows[rows["is_open"]]
    dated = running[running["end_expected"].notna()]
    if len(dated) > DRAWN:
        dated = dated.loc[
            dated["slippage_days"].sort_values(ascending=False, kind="stable").index[:DRAWN].sort_values()
        ]
    dated = dated.reset_index(drop=True)
    return Exhibit(
        key="timeline",
        title=project_prefix(**scope) + _title(running, overdue),
        lead=_lead(running, overdue),
        more=_more(running, crowded, day),
        table=_table(rows),
        source=source_of(
            view, "projects", "milestones",
            means="first planned is the first baseline that was published, or, without one, the first end date; a "
            "month is crowded where three or more milestones fall in it.",
        ),
        figure=_figure(dated, milestones, crowded, events, day, today, view) if len(dated) else None,
        questions=_questions(running, crowded, overdue, day),
        data=rows[["project_id", "name", "start_baseline", "start_on", "end_baseline", "counted_from", "end_expected",
                   "slippage_days", "is_rebaselined", "is_open"]],
        note=" ".join(filter(None, (_note(rows, dated, crowded, day), _say_events(events)))),
        links=links_to_projects(rows),
    )  # fmt: skip


def _title(running: pd.DataFrame, overdue: pd.DataFrame) -> str:
    dated = running[running["slippage_days"].notna()]
    later = int((dated["slippage_days"] > 0).sum())
    behind = f", {say_count(len(overdue), 'milestone')} overdue" if len(overdue) else ""
    if running.empty:
        return "No project is running"
    if dated.empty:
        return f"No project has an end date{behind}"
    if not later:
        return f"None of {say_count(len(dated), 'project')} will end later than first planned{behind}"
    return f"{later} of {say_count(len(dated), 'project')} will end later than first planned{behind}"


def _lead(running: pd.DataFrame, overdue: pd.DataFrame) -> str:
    if len(overdue):
        counts = overdue["name"].value_counts(sort=False).sort_values(ascending=False, kind="stable")
        words = [f"{name} ({number})" for name, number in counts.items()]
        verb = "is" if len(overdue) == 1 else "are"
        return naming(f"{say_count(len(overdue), 'milestone')} {verb} overdue: {{}}.", words, LEAD)
    later = running[running["slippage_days"] > 0].sort_values("slippage_days", ascending=False)
    if len(later):
        return naming("Later than first planned: {}.", _by_days(later), LEAD)
    if running["slippage_days"].notna().any():
        return "No project is expected to end later than first planned, and no milestone is overdue."
    return "No end date can be compared with a first plan, and no milestone is overdue."


def _by_days(later: pd.DataFrame) -> list[str]:
    return [f"{row['name']} ({say_count(int(row['slippage_days']), 'day')})" for _, row in later.iterrows()]


def _more(running: pd.DataFrame, crowded: pd.DataFrame, day: date) -> tuple[str, ...]:
    points = []
    past = running[running["end_expected"] < pd.Timestamp(day)]
    if len(past):
        words = [f"{row['name']} ({say_date(row['end_expected'])})" for _, row in past.iterrows()]
        points.append(naming("Past its end, but the register does not say that it ended: {}.", words))
    later = running[running["slippage_days"] > 0].sort_values("slippage_days", ascending=False)
    if len(later):
        points.append(naming("Later than first planned: {}.", _by_days(later)))
    coming = running[running["end_expected"] >= pd.Timestamp(day)]
    undated = list(running.loc[running["end_expected"].isna(), "name"])
    if len(coming):
        first = coming.iloc[0]
        points.append(cut(f"Next to end: {first['name']}, on {say_date(first['end_expected'])}."))
    if undated:
        points.append(naming("No end date: {}.", undated))
    if len(crowded):
        words = [f"{say_month(row['month'])} ({row['milestones']})" for _, row in crowded.iterrows()]
        points.append(naming("Crowded months, with three or more milestones: {}.", words))
    else:
        points.append("No month to come is crowded: none has three milestones.")
    return tuple(points[:4])


def _say_events(events: pd.DataFrame) -> str:
    words = [f"{row['title']} ({say_when(row)})" for _, row in events.iterrows()]
    return f"Dated events: {name_some(words, 6)}." if words else ""


def _questions(running: pd.DataFrame, crowded: pd.DataFrame, overdue: pd.DataFrame, day: date) -> tuple[str, ...]:
    questions = []
    if len(overdue):
        first = overdue.sort_values("expected_on", kind="stable").iloc[0]
        when = say_date(first["expected_on"])
        questions.append(f"“{first['milestone']}” of {first['name']} was expected on {when}: has it happened?")
    if len(crowded):
        most = crowded.sort_values("milestones", ascending=False).iloc[0]
        questions.append(
            f"Are there enough people for the {most['milestones']} milestones of {say_month(most['month'])}?"
        )
    later = running[running["slippage_days"] > 0].sort_values("slippage_days", ascending=False)
    if len(later):
        questions.append(f"Is the new end date of {later['name'].iloc[0]} one that can be kept?")
    past = running.loc[running["end_expected"] < pd.Timestamp(day), "name"]
    if len(past):
        questions.append(f"Has {past.iloc[0]} ended, and if not, when will it?")
    return tuple(questions[:4]) or ("Which dates depend on one another, and which is the one to watch?",)


def _note(rows: pd.DataFrame, dated: pd.DataFrame, crowded: pd.DataFrame, day: date) -> str:
    running = rows[rows["is_open"]]
    notes = ["The number above a shaded month counts its milestones."] if len(crowded) else []
    if len(running["end_expected"].dropna()) > len(dated):
        notes.append(f"Drawn are the {DRAWN} that slipped most; the table has all.")
    low, high = _reach(dated, pd.Timestamp(day)) if len(dated) else (None, None)
    if low is not None and ((dated["start_on"] < low).any() or (dated["end_expected"] > high).any()):
        notes.append("Bars that reach further than the years drawn are cut at the edge.")
    moved = list(running.loc[running["is_rebaselined"], "name"])
    if moved:
        notes.append(f"The baseline was moved, and the bar shows the first one: {name_some(moved)}.")
    gone = not_counted(rows)
    if gone:
        notes.append(f"{gone} These stand in the table only.")
    return " ".join(notes)


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Project": rows["name"],
            "Start": [say_date(day) for day in rows["start_on"]],
            "End, first planned": [say_date(day) for day in rows["counted_from"]],
            "End, now expected": [
                say_date(row["end_expected"])
                + (f" ({lower_first(say_standing(row['standing']))})" if not row["is_open"] else "")
                for _, row in rows.iterrows()
            ],
            "Difference": [say_slip(days) for days in rows["slippage_days"]],
            "Baseline moved": ["Yes" if moved else "No" for moved in rows["is_rebaselined"]],
        }
    )


def _end(row: pd.Series) -> str:
    standing = "" if row["is_open"] else f" ({lower_first(say_standing(row['standing']))})"
    return f"{say_date(row['end_expected'])}{standing}"


def _reach(dated: pd.DataFrame, day: pd.Timestamp) -> tuple[pd.Timestamp, pd.Timestamp]:
    """The first and last day drawn: all bars, but no more than some years around today."""
    ends = [*dated["end_expected"], *dated["counted_from"].dropna(), day]
    starts = [*dated["start_on"].dropna(), *dated["start_baseline"].dropna()]
    low = max(min(starts + ends), day - pd.DateOffset(years=_BACK))
    high = min(max(ends), day + pd.DateOffset(years=_AHEAD))
    room = (high - low) * 0.02
    return low - room, high + room


def _figure(
    dated: pd.DataFrame,
    milestones: pd.DataFrame,
    crowded: pd.DataFrame,
    events: pd.DataFrame,
    at: date,
    today: date,
    view: View,
) -> go.Figure:
    c, day, places = colours(view.theme), pd.Timestamp(at), project_places(view, dated)
    low, high = _reach(dated, day)
    height = _ROW * len(dated)
    fig = figure(view.theme, height=_TOP + _CROWDED + height + 34)
    tops = {project: _ROW * n for n, project in enumerate(dated["project_id"])}
    start = dated["start_on"].fillna(dated["start_baseline"]).fillna(low)
    planned = dated["counted_from"].fillna(dated["end_expected"])
    kept = dated["end_expected"].where(dated["end_expected"] < planned, planned)  # up to where both agree
    down = pd.Series([tops[project] for project in dated["project_id"]])
    _bars(fig, "First planned", dated["start_baseline"].fillna(start), planned, down + _PLANNED, 7, dated,
          {"color": c.page, "line": {"color": c.muted, "width": 1.5}})  # fmt: skip
    _bars(fig, "Now expected", start, kept, down + _EXPECTED, 11, dated, {"color": c.main})
    late = dated["end_expected"] > planned
    if late.any():
        slip = {"shape": "/", "bgcolor": c.second, "fgcolor": c.page, "size": 7, "solidity": 0.2}
        _bars(fig, "Later than planned", planned[late], dated["end_expected"][late], down[late] + _EXPECTED, 11,
              dated[late], {"color": c.second, "pattern": slip})  # fmt: skip
    _milestones(fig, milestones[milestones["project_id"].isin(tops)], tops, c)
    for _, row in dated.iterrows():
        days = row["slippage_days"]
        beside = f"+{say_count(int(days), 'day')}" if not missing(days) and days > 0 else ""
        name, place = shorten(row["name"], LETTERS - len(beside)), places[row["project_id"]]
        fig.add_annotation(row_name(name, beside, tops[row["project_id"]] + _NAME, c, place))
    _crowds(fig, crowded, low, high, height, c)
    _events(fig, events[events["happened_on"].between(low, high)], height, c)
    _today(fig, tops, day, f"{'Today, ' if at == today else ''}{at.day} {at:%b %Y}", c)
    fig.update_layout(
        barmode="overlay",
        margin={"t": _TOP, "b": 34, "l": 4, "r": 4},
        legend={"yref": "container", "y": 0, "yanchor": "bottom"},  # below the bars at every width
        xaxis={
            "type": "date",
            "range": [low, high],
            "side": "top",
            **_ticks(low, high, day),
            "showgrid": True,
            "automargin": False,
        },
        yaxis={"range": [height, -_CROWDED], "visible": False},
    )
    return fig


def _bars(
    fig: go.Figure,
    name: str,
    first: pd.Series,
    last: pd.Series,
    at: pd.Series,
    thick: int,
    rows: pd.DataFrame,
    marker: dict,
) -> None:
    fig.add_bar(
        orientation="h", name=name, y=at, base=first, width=thick, marker=marker,
        x=[(b - a).total_seconds() * 1000 for a, b in zip(first, last, strict=True)],
        hovertext=[f"<b>{safe(row['name'])}</b><br>{_from_to(row)}" for _, row in rows.iterrows()], hoverinfo="text",
    )  # fmt: skip


def _from_to(row: pd.Series) -> str:
    return (
        f"first planned to end on {say_date(row['counted_from'])}<br>now expected on {say_date(row['end_expected'])}: "
        f"{say_slip(row['slippage_days']).lower()}"
    )


def _milestones(fig: go.Figure, rows: pd.DataFrame, tops: dict[str, int], c: Colours) -> None:
    for name, which, marker in (
        ("Milestone to come", ~rows["is_overdue"],
         {"symbol": "diamond", "size": 9, "color": c.page, "line": {"color": c.text, "width": 1.5}}),
        ("Milestone overdue", rows["is_overdue"],
         {"symbol": "x", "size": 10, "color": c.text, "line": {"color": c.page, "width": 1}}),
    ):  # fmt: skip
        those = rows[which]
        if those.empty:
            continue
        fig.add_scatter(
            x=those["expected_on"], y=[tops[project] + _EXPECTED for project in those["project_id"]], mode="markers",
            name=name, marker=marker, hoverinfo="text",
            hovertext=[f"<b>{safe(row['milestone'])}</b><br>{name.lower()}: {say_date(row['expected_on'])}"
                       for _, row in those.iterrows()],
        )  # fmt: skip


def _events(fig: go.Figure, events: pd.DataFrame, height: int, c: Colours) -> None:
    """A thin line for each, with a stroke at the foot that says what it is."""
    if events.empty:
        return
    for day in events["happened_on"]:
        line = {"color": c.muted, "width": 1, "dash": "dot"}
        fig.add_shape(type="line", x0=day, x1=day, y0=0, y1=height, line=line, layer="below")
    fig.add_scatter(
        x=events["happened_on"], y=[height - 5] * len(events), mode="markers", name="Dated event", hoverinfo="text",
        marker={"symbol": "triangle-up", "size": 9, "color": c.muted},
        hovertext=[f"<b>{safe(row['title'])}</b><br>{say_when(row)}" for _, row in events.iterrows()],
    )  # fmt: skip


def _today(fig: go.Figure, tops: dict[str, int], day: pd.Timestamp, name: str, c: Colours) -> None:
    """A line through the bars, which leaves the names free."""
    at = [y for top in tops.values() for y in (top + _PLANNED - 7, top + _EXPECTED + 10, None)]
    fig.add_scatter(
        x=[day, day, None] * len(tops), y=at, mode="lines", name=name,
        line={"color": c.text, "width": 2, "dash": "dot"}, hoverinfo="skip",
    )  # fmt: skip


def _crowds(
    fig: go.Figure, crowded: pd.DataFrame, low: pd.Timestamp, high: pd.Timestamp, height: int, c: Colours
) -> None:
    """A band for each crowded month, with the number of its milestones above it; of months too near to each other for a
    phone, the fullest has it."""
    numbered: list[pd.Timestamp] = []
    for _, row in crowded.sort_values("milestones", ascending=False, kind="stable").iterrows():
        first, last = row["month"], row["month"] + pd.offsets.MonthEnd(0)
        if first > high or last < low:
            continue
        fig.add_shape(type="rect", x0=first, x1=last, y0=0, y1=height, fillcolor=c.band, line_width=0, layer="below")
        if any(abs(first - other) < (high - low) * _APART for other in numbered):
            continue
        numbered.append(first)
        fig.add_annotation(
            x=first + (last - first) / 2, y=-_CROWDED / 2, yref="y", text=f"<b>{row['milestones']}</b>",
            showarrow=False, font={"size": 12, "color": c.text},
            hovertext=f"{say_month(row['month'])}: {row['milestones']} milestones",
        )  # fmt: skip


def _ticks(low: pd.Timestamp, high: pd.Timestamp, day: pd.Timestamp) -> dict:
    """Few labels that fit a phone: quarters, or years, and always on their first day."""
    months = (high.year - low.year) * 12 + high.month - low.month
    step = next(step for step in (1, 3, 6, 12, 24, 60, 120) if months <= step * 6 or step == 120)
    first = pd.Timestamp(low.year - low.year % max(step // 12, 1), 1, 1)
    ticks = pd.date_range(first, high, freq=f"{step}MS")
    ticks = [tick for tick in ticks if low <= tick <= high - (high - low) * 0.05]
    words = [f"{tick:%Y}" if step >= 12 else f"{tick:%b}<br>{tick:%Y}" for tick in ticks]
    return {"tickvals": ticks, "ticktext": words}
