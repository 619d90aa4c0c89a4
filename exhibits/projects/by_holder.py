"""Delivery confidence and missing reports by portfolio holder."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.links import address, with_day
from exhibits.common.no_data import no_projects
from exhibits.common.ratings import rating_of, say_rating
from exhibits.common.scope import day_of
from exhibits.common.source import source_of
from exhibits.common.style import colours, figure, safe
from exhibits.common.view_queries import view_rows
from exhibits.common.words import LEAD, cut, missing, naming, say_count, shorten
from exhibits.projects.rating_rows import CONFIDENCE_MEANS, bar_label, rating_bar, rating_ink, row_name
from exhibits.projects.words import letters_note

_OF_HOLDER = {
    "R": "red",
    "AR": "amber_red",
    "A": "amber",
    "AG": "amber_green",
    "G": "green",
    "B": "complete",
    "not_rated": "not_rated",
    "exempt": "withheld",
}


def by_holder(view: View, *, today: date) -> Exhibit:
    """The newest ratings of each portfolio holder's open projects, and how many reports are missing, late or slipping.

    Where no project names a portfolio holder, by directorate.
    """
    rows = view_rows(view, "projects/by_holder", today=day_of(view, today))
    if rows.empty:
        return no_projects("by_holder", "Projects by portfolio holder", {})
    kind = rows["holder_kind"].iloc[0]
    full, short, choice = rows["holder"], _short(rows["holder"]), kind.removeprefix("portfolio ")
    links = {name: address("projects", **{choice: each}) for each, name in zip(full, short, strict=True) if name}
    rows = rows.assign(full_name=full, holder=[name or f"No {kind} named" for name in short])
    return Exhibit(
        key="by_holder",
        title=_title(rows, kind),
        lead=_lead(rows),
        more=_more(rows),
        table=_table(rows, kind),
        source=source_of(view, "projects", "highlight_reports", means=CONFIDENCE_MEANS),
        figure=_figure(rows, with_day(links, view.as_at), view.theme),
        questions=_questions(rows, kind),
        data=rows.assign(holder=rows["full_name"]).drop(columns="full_name"),
        links=links,
        note=letters_note([code for code, column in _OF_HOLDER.items() if rows[column].sum()]),
    )


def _title(rows: pd.DataFrame, kind: str) -> str:
    red = rows[rows["red"] > 0]
    if red.empty:
        return f"No {kind} has a red project"
    if len(red) == 1:
        return f"{red['holder'].iloc[0]}: {say_count(int(red['red'].iloc[0]), 'red project')}"
    return f"{len(red)} of {say_count(len(rows), kind)} have red projects"


def _short(holders: pd.Series) -> list[str]:
    """Without "Portfolio holder for " where all of them begin with it; "" where none is named."""
    names = ["" if missing(holder) else str(holder) for holder in holders]
    begin = "Portfolio holder for "
    return [name.removeprefix(begin) for name in names] if all(n.startswith(begin) for n in names if n) else names


def _counted(rows: pd.DataFrame, column: str) -> list[str]:
    some = rows[rows[column] > 0].sort_values(column, ascending=False, kind="stable")
    return [f"{holder} ({n})" for holder, n in zip(some["holder"], some[column], strict=True)]


def _lead(rows: pd.DataFrame) -> str:
    if rows["red"].sum():
        return naming("Red projects: {}.", _counted(rows, "red"), LEAD)
    if rows["missing"].sum():
        return naming("Reports missing: {}.", _counted(rows, "missing"), LEAD)
    return "No open project is red, and none is without its report."


def _more(rows: pd.DataFrame) -> tuple[str, ...]:
    points = [
        naming(f"{words}: {{}}.", _counted(rows, column))
        for column, words in (
            ("missing", "Reports missing"),
            ("got_worse", "Worse than in the report before"),
            ("over_tolerance", "Over cost tolerance"),
        )
        if rows[column].sum() and not (column == "missing" and not rows["red"].sum())
    ]
    later = rows[rows["later"] > 0].sort_values("later", ascending=False, kind="stable")
    if len(later):
        row = later.iloc[0]
        of = f"{row['later']} of {say_count(row['projects'], 'project')}"
        points.append(cut(f"Most that are expected to end later than first planned: {row['holder']}, {of}."))
    return tuple(points)


def _questions(rows: pd.DataFrame, kind: str) -> tuple[str, ...]:
    none = rows[rows["holder"].str.startswith("No ")]
    questions = [f"Which {kind} answers for the projects that name none?"] if len(none) and len(rows) > 1 else []
    red = rows[(rows["red"] > 0) & ~rows["holder"].str.startswith("No ")]
    if len(red):
        questions.append(f"{red['holder'].iloc[0]}: what is being done about the red ones?")
    return tuple(questions) or ("Which of your projects worries you most, whatever its colour?",)


def _table(rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    there = {code: column for code, column in _OF_HOLDER.items() if rows[column].sum()}
    table = pd.DataFrame({kind.capitalize(): rows["holder"], "Projects": rows["projects"].astype(str)})
    for code, column in there.items():
        table[say_rating(code)] = rows[column].astype(str)
    if rows["no_rating"].sum():
        table["No rating"] = rows["no_rating"].astype(str)
    table["Worse than before"] = rows["got_worse"].astype(str)
    table["Reports missing"] = rows["missing"].astype(str)
    table["Ending late"] = [
        f"{row['later']} (by up to {say_count(int(row['most_days_later']), 'day')})" if row["later"] else "0"
        for _, row in rows.iterrows()
    ]
    table["Over cost tolerance"] = rows["over_tolerance"].astype(str)
    return table


def _figure(rows: pd.DataFrame, links: dict[str, str], theme: str) -> go.Figure:
    c = colours(theme)
    row_height, top = 56, 8
    fig = figure(theme, height=top + row_height * len(rows) + 70)
    places = [row_height * n for n in range(len(rows))]
    for code, column in _OF_HOLDER.items():
        if not rows[column].sum():
            continue
        fig.add_bar(
            orientation="h", x=[n or None for n in rows[column]], y=[place + 36 for place in places],
            width=26, marker=rating_bar(code, c), name=f"{rating_of(code).letter} {say_rating(code)}",
            textposition="inside", insidetextanchor="middle",
            text=[bar_label(code, n, rows["projects"].max(), 0.1, " ") for n in rows[column]], textangle=0,
            textfont={"size": 12, "color": rating_ink(code, c)}, constraintext="none",
            hovertext=[f"<b>{safe(holder)}</b><br>{say_rating(code)}: {n}"
                       for holder, n in zip(rows["holder"], rows[column], strict=True)],
            hoverinfo="text",
        )  # fmt: skip
    for place, (_, row) in zip(places, rows.iterrows(), strict=True):
        red = f", {row['red']} red" if row["red"] else ""
        name = shorten(row["holder"], 42)
        fig.add_annotation(row_name(name, f"{row['projects']}{red}", place + 12, c, links.get(row["holder"], "")))
    fig.update_layout(
        barmode="stack",
        margin={"t": top, "b": 60, "l": 4, "r": 4},
        legend={"traceorder": "normal", "y": 0, "yanchor": "top"},
    )
    fig.update_xaxes(visible=False, range=[0, rows["projects"].max()])
    fig.update_yaxes(range=[row_height * len(rows), 0], visible=False)
    return fig
