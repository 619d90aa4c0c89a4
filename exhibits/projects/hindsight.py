"""Whether statuses were believable, in hindsight: what became of projects in the six months after each report."""

from datetime import date
from typing import Unpack

import pandas as pd
import plotly.graph_objects as go

from data.settings import settings
from exhibits import Exhibit, View
from exhibits.common.bar_rows import bars_figure
from exhibits.common.no_data import no_projects, words_only
from exhibits.common.scope import ProjectScope, day_of, project_prefix
from exhibits.common.source import source_of
from exhibits.common.style import colours
from exhibits.common.view_queries import view_rows
from exhibits.common.words import missing, name_within, say_count, say_number, say_span

_FEWEST = 10  # reports of which a share is said
_WORDS = {"green": "Green", "amber": "Amber", "red": "Red"}
_MEANS = (
    "slipped: the expected end is later than in the register when the report was due; overspent: the forecast cost of "
    "the whole life is higher by more than tolerance; both six months on."
)


def hindsight(view: View, *, today: date, **scope: Unpack[ProjectScope]) -> Exhibit:
    """How often a Green report was followed by slippage or overspending within six months, beside other ratings.

    By portfolio holder only where there are ten such reports or more.
    """
    key, title = "hindsight", "Were statuses believable, in hindsight?"
    rows = view_rows(view, "projects/hindsight", today=day_of(view, today), **scope)
    every = rows[rows["portfolio_holder"].isna()].set_index("rating", drop=False)
    if "green" not in every.index:
        if view_rows(view, "projects/register", **scope).empty:
            return no_projects(key, title, scope)
        sentence = "No data: no Green report is six months old and has a register from when it was due and one since."
        return words_only(key, f"{project_prefix(**scope)}{title}", sentence)
    green = every.loc["green"]
    holders = rows[rows["portfolio_holder"].notna() & (rows["rating"] == "green")]
    return Exhibit(
        key=key,
        title=f"{project_prefix(**scope)}{_title(green)}",
        lead=_lead(green),
        more=_more(every, holders),
        table=_table(rows),
        source=source_of(view, "highlight_reports", "projects", means=_MEANS),
        figure=_figure(rows, view.theme),
        questions=_questions(green),
        data=rows,
        note=_note(green),
    )


def _title(green: pd.Series) -> str:
    of, either = int(green["reports"]), int(green["either"])
    if not either:
        return f"None of {say_count(of, 'Green report')} was followed by slippage or overspending"
    return f"{either} of {say_count(of, 'Green report')} {_were(either)} followed by slippage or overspending"


def _were(number: int) -> str:
    return "was" if number == 1 else "were"


def _lead(green: pd.Series) -> str:
    either = int(green["either"]) or "none"
    return (
        f"Within six months, {either} of {say_count(int(green['reports']), 'Green report')} {_were(green['either'])} "
        "followed by a later expected end or a forecast cost over tolerance."
    )


def _more(every: pd.DataFrame, holders: pd.DataFrame) -> tuple[str, ...]:
    green = every.loc["green"]
    slipped, overspent = int(green["slipped"]), int(green["overspent"])
    points = [
        f"The end moved later after {slipped or 'none'} of them, cost rose over tolerance after {overspent or 'none'}."
    ]
    beside = [every.loc[rating] for rating in ("amber", "red") if rating in every.index]
    others = [f"{row['either']} of {say_count(row['reports'], f'{_WORDS[row.rating]} report')}" for row in beside]
    if others:
        points.append(f"Beside them: {' and '.join(others)}.")
    if len(holders):
        most = holders.sort_values("share_percent", ascending=False, kind="stable")
        said = [f"{_short(row.portfolio_holder)} ({row.either} of {row.reports})" for row in most.itertuples()]
        points.append(name_within("By portfolio holder:", said, 3, end="."))
    projects = int(green["projects"])
    points.append(
        f"They are reports of {say_count(projects, 'project')}: one that slips counts in each report before it."
    )
    return tuple(points)


def _short(holder: str) -> str:
    return holder.removeprefix("Portfolio holder for ")


def _note(green: pd.Series) -> str:
    tolerance = say_number(settings().projects.cost_tolerance_percent, "percent")
    return (
        f"Reports of {say_span(green['first_month'], green['last_month'])}. Green holds Amber/Green, Red holds "
        f"Amber/Red; tolerance is {tolerance} of the forecast. Portfolio holders with fewer than {_FEWEST} such "
        "reports are not shown, and no share of fewer is said. A status can be right when it is given and overtaken "
        "later: the share says how far ahead Green could be trusted."
    )


def _questions(green: pd.Series) -> tuple[str, ...]:
    if green["either"]:
        return ("What was known when these reports said Green, and why did it not show?",)
    return ("Who checks that green means green?",)


def _named(row: pd.Series) -> str:
    whose = "all" if missing(row["portfolio_holder"]) else _short(row["portfolio_holder"])
    return f"{_WORDS[row['rating']]}, {whose}"


def _beside(row: pd.Series) -> str:
    share = f" ({say_number(round(row['share_percent']), 'percent')})" if row["reports"] >= _FEWEST else ""
    return f"{int(row['either'])} of {int(row['reports'])}{share}"


def _figure(rows: pd.DataFrame, theme: str) -> go.Figure | None:
    drawn = rows[(rows["reports"] >= _FEWEST) & (rows["portfolio_holder"].isna() | (rows["rating"] == "green"))]
    if drawn.empty:
        return None
    each = [row for _, row in drawn.iterrows()]
    fig = bars_figure(
        drawn["share_percent"], [_named(row) for row in each], [_beside(row) for row in each],
        [colours(theme).main] * len(drawn), "Followed by slippage or overspending within six months", theme,
    )  # fmt: skip
    fig.update_xaxes(range=[0, 100])
    return fig


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Reports": [_named(row) for _, row in rows.iterrows()],
            "How many": rows["reports"].astype(str),
            "Of projects": rows["projects"].astype(str),
            "End later": rows["slipped"].astype(str),
            "Cost over tolerance": rows["overspent"].astype(str),
            "Either": [_beside(row) for _, row in rows.iterrows()],
        }
    )
