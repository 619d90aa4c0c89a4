"""Slippage over time: how the expected end of each project moved, version by version of the register."""

import math
from textwrap import wrap
from typing import Unpack

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from exhibits import Exhibit, View
from exhibits.common.chart_parts import heading
from exhibits.common.links import links_to_projects
from exhibits.common.no_data import no_projects, words_only
from exhibits.common.scope import ProjectScope, project_prefix
from exhibits.common.source import source_of
from exhibits.common.style import colours, figure, safe
from exhibits.common.view_queries import view_rows
from exhibits.common.words import missing, name_some, naming, say_count, say_date, say_list, shorten
from exhibits.projects.words import say_slip

_CHARTS = 12  # small charts at most
_LETTERS = 22  # of a name on a line


def slippage_over_time(view: View, **scope: Unpack[ProjectScope]) -> Exhibit:
    """How the expected end of each project moved, version by version of the register (or edition by edition)."""
    rows = view_rows(view, "projects/slippage", **scope)
    if rows.empty:
        return no_projects("slippage_over_time", "Slippage over time", scope)
    left = (rows["source"] == "edition") & (rows["position"] == 1) & (rows["as_of"] < rows["as_of"].max())
    rows = rows[rows["slippage_days"].notna() & ~rows["project_id"].isin(rows.loc[left, "project_id"])]
    source = source_of(
        view, "projects",
        means="slippage is the expected end less the first baseline of the end (or, without one, the first end date "
        "that was published), in days, as each published version of the register had it.",
    )  # fmt: skip
    if rows.empty:
        sentence = "No data: no project has an end date to compare."
        return words_only("slippage_over_time", f"{project_prefix(**scope)}Slippage: no data", sentence, source)
    now = _slips(rows, view_rows(view, "projects/register", **scope).set_index("project_id")["standing"])
    drawn = now[(now["versions"] > 1) & ((now["days"] > 0) | (now["moves"] > 0))].head(_CHARTS)
    return Exhibit(
        key="slippage_over_time",
        title=project_prefix(**scope) + _title(now),
        lead=_lead(now),
        more=_more(now),
        table=_table(now),
        source=source,
        figure=_figure(rows, drawn, view.theme) if len(drawn) else None,
        questions=_questions(now),
        data=now.rename(columns=_IN_FILE),
        note=_note(now, drawn),
        links=links_to_projects(now),
    )


def _slips(rows: pd.DataFrame, standing: pd.Series) -> pd.DataFrame:
    """One row per project: the slippage now and three months (or one edition) earlier, and how often it was put off.

    standing: of projects/register, by project id.
    """
    found = []
    for project_id, one in rows.sort_values("as_of").groupby("project_id", sort=False):
        last = one.iloc[-1]
        before = one[one["as_of"] <= last["as_of"] - pd.DateOffset(months=3)]["slippage_days"]
        steps = one["slippage_days"].diff()
        found.append(
            {
                "project_id": project_id,
                "name": last["name"],
                "standing": standing[project_id],
                "planned": last["counted_from"],
                "expected": last["end_expected"],
                "days": int(last["slippage_days"]),
                "before": before.iloc[-1] if len(before) else None,
                "moves": int((steps > 0).sum()),
                "versions": len(one),
                "yearly": last["source"] == "edition",
                "rebaselined": last["is_rebaselined"],
            }
        )
    now = pd.DataFrame(found)
    now["recent"] = now["days"] - pd.to_numeric(now["before"])
    return now.sort_values(["days", "moves", "name"], ascending=[False, False, True], ignore_index=True)


_IN_FILE = {  # column → its name in the download
    "planned": "first_planned_end",
    "expected": "expected_end",
    "days": "slippage_days",
    "before": "slippage_days_before",
    "recent": "slippage_days_since",
    "moves": "times_put_off",
}


def _lately(now: pd.DataFrame) -> str:
    return "since the edition before" if now["yearly"].all() else "in the last three months"


def _title(now: pd.DataFrame) -> str:
    recent = int((now["recent"] > 0).sum())
    if recent:
        return f"{say_count(recent, 'project')} slipped further {_lately(now)}"
    if now["recent"].notna().any():
        return f"No project slipped {_lately(now)}"
    later = int((now["days"] > 0).sum())
    return f"{later} of {say_count(len(now), 'project')} later than first planned"


def _lead(now: pd.DataFrame) -> str:
    if now["versions"].max() == 1:
        return "The register has been published once only, so slippage cannot be followed over time yet."
    later = now[now["days"] > 0]
    phrases = [
        f"{number} {words}"
        for number, words in (
            (int((later["standing"] == "open").sum()), "will end later than first planned"),
            (int((later["standing"] == "ended").sum()), "ended later"),
        )
        if number
    ]
    if not phrases:
        return f"None of {say_count(len(now), 'project')} is later than first planned."
    return f"Of {say_count(len(now), 'project')}, {say_list(phrases)}."


def _more(now: pd.DataFrame) -> tuple[str, ...]:
    points = []
    recent = now[now["recent"] > 0].sort_values("recent", ascending=False)
    if len(recent):
        words = [f"{row['name']} (by {say_count(int(row['recent']), 'day')})" for _, row in recent.iterrows()]
        points.append(naming(f"Slipped {_lately(now)}: {{}}.", words))
    back = now[now["recent"] < 0].sort_values("recent")
    if len(back):
        words = [f"{row['name']} ({say_count(-int(row['recent']), 'day')})" for _, row in back.iterrows()]
        points.append(naming("Won back time: {}.", words))
    often = now[now["moves"] > 1].sort_values("moves", ascending=False)
    if len(often):
        words = [f"{row['name']} ({row['moves']} times)" for _, row in often.iterrows()]
        points.append(naming("Put off more than once: {}.", words))
    later = now[now["days"] > 0]
    if len(later) > 2:
        days = say_count(math.ceil(later["days"].median()), "day")
        points.append(f"Half of the {len(later)} that are later are so by {days} or more.")
    return tuple(points)


def _questions(now: pd.DataFrame) -> tuple[str, ...]:
    questions = []
    often = now[now["moves"] > 2].sort_values("moves", ascending=False)
    if len(often):
        row = often.iloc[0]
        questions.append(
            f"The end of {row['name']} was put off {row['moves']} times: why is the newest date to be believed?"
        )
    recent = now[now["recent"] > 0].sort_values("recent", ascending=False)
    if len(recent):
        questions.append(f"What made {recent['name'].iloc[0]} slip again, and what waits for it?")
    moved = now.loc[now["rebaselined"], "name"]
    if len(moved):
        questions.append(f"Who agreed to move the baseline of {moved.iloc[0]}, and why?")
    return tuple(questions) or ("What keeps these projects to their dates?",)


def _note(now: pd.DataFrame, drawn: pd.DataFrame) -> str:
    notes = []
    if len(drawn):
        notes.append("Every chart has the same scale. A line goes up when the expected end is put off.")
    left = now[~now["project_id"].isin(drawn["project_id"])]
    steady = (left["days"] <= 0) & (left["moves"] == 0)
    for words, which in (
        ("Never put off, so not drawn", steady & (left["versions"] > 1)),
        ("Published once only, so not drawn", left["versions"] == 1),
        ("Moved, but in the table only", ~steady & (left["versions"] > 1)),
    ):
        if len(drawn) and which.any():
            notes.append(f"{words}: {say_list(list(left.loc[which, 'name']))}.")
    moved = list(now.loc[now["rebaselined"], "name"])
    if moved:
        notes.append(f"The baseline was moved, and slippage still counts from the first one: {name_some(moved)}.")
    return " ".join(notes)


def _table(now: pd.DataFrame) -> pd.DataFrame:
    lately = "Since the edition before" if now["yearly"].all() else "In the last three months"
    return pd.DataFrame(
        {
            "Project": now["name"],
            "First planned end": [say_date(day) for day in now["planned"]],
            "Expected end": [say_date(day) for day in now["expected"]],
            "Slippage": [say_slip(days) for days in now["days"]],
            lately: ["Not known" if missing(d) else "No change" if not d else say_slip(d) for d in now["recent"]],
            "Times put off": now["moves"].astype(str),
        }
    )


def _figure(rows: pd.DataFrame, drawn: pd.DataFrame, theme: str) -> go.Figure:
    c = colours(theme)
    across = 2 if len(drawn) > 1 else 1
    down = math.ceil(len(drawn) / across)
    height = 86 + 156 * down
    fig = make_subplots(
        rows=down, cols=across, vertical_spacing=min(80 / height, 0.9 / max(down - 1, 1)), horizontal_spacing=0.14
    )
    fig.update_layout(figure(theme, height=height).layout)
    fig.update_layout(margin={"t": 60, "b": 44, "r": 30})
    shown = rows[rows["project_id"].isin(drawn["project_id"])]
    first, last = shown["as_of"].min(), shown["as_of"].max()
    low, high = min(shown["slippage_days"].min(), 0), max(shown["slippage_days"].max(), 1)
    for number, (_, row) in enumerate(drawn.iterrows()):
        place = {"row": number // across + 1, "col": number % across + 1}
        one = shown[shown["project_id"] == row["project_id"]].sort_values("as_of")
        fig.add_scatter(
            x=one["as_of"], y=one["slippage_days"], mode="lines+markers", showlegend=False,
            line={"color": c.main, "width": 2, "shape": "hv"}, marker={"size": 5, "color": c.main},
            hovertext=[f"<b>{say_date(d)}</b>: {say_slip(n).lower()}"
                       for d, n in zip(one["as_of"], one["slippage_days"], strict=True)],
            hoverinfo="text", **place,
        )  # fmt: skip
        moved = f", put off {row['moves']}×" if row["moves"] > 1 else ""
        heading(
            fig, f"<b>{_on_two_lines(row['name'])}</b><br>{_short(row['days'])}{moved}", place["row"], place["col"], c
        )
        fig.update_yaxes(range=[low * 1.12 - high * 0.04, high * 1.12], nticks=4, tickformat=",", **place)
        fig.update_xaxes(
            range=[first - pd.DateOffset(days=20), last + pd.DateOffset(days=40)],
            tickvals=[first, last], ticktext=[f"{first:%b}<br>{first:%Y}", f"{last:%b}<br>{last:%Y}"],
            showticklabels=number + across >= len(drawn), **place,
        )  # fmt: skip
    return fig


def _short(days: int) -> str:
    """ "+273 days": it has half of a phone's width."""
    return f"{'+' if days > 0 else '−' if days < 0 else ''}{abs(days):,} {'day' if abs(days) == 1 else 'days'}"


def _on_two_lines(name: str) -> str:
    """A name in half of a phone's width: on two lines, and cut only beyond these."""
    lines = wrap(name, _LETTERS)
    return "<br>".join(
        safe(line) for line in [*lines[:1], *([shorten(" ".join(lines[1:]), _LETTERS)] if lines[1:] else [])]
    )
