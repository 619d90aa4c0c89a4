"""Which finance lines differ from their budget by more than the tolerance, each with its reason or without one."""

from datetime import date
from typing import Unpack

import pandas as pd
import plotly.graph_objects as go

from data.settings import settings
from exhibits import Exhibit, View
from exhibits.common.links import with_day
from exhibits.common.money import CLASSES, STRATEGY, money_question, no_money_lines, project_links
from exhibits.common.money_bars import DRAWN, Bars, Part, bars
from exhibits.common.no_data import words_only
from exhibits.common.scope import ProjectScope
from exhibits.common.source import money_source
from exhibits.common.style import colours
from exhibits.common.words import (
    full_pounds,
    full_stop,
    missing,
    name_some,
    name_within,
    say_count,
    say_pounds,
    signed_percent,
    upper_first,
)

_NO_REASON = "No reason given"


def variances(view: View, *, today: date | None = None, **scope: Unpack[ProjectScope]) -> Exhibit:
    """Lines over tolerance in either direction: those without a reason first, and the reasons in the officers' words.

    today: the day that says which financial year is this one (None = today).
    """
    question = money_question(view, today, **scope)
    known = question.rows(view, "lines")
    if known.empty:
        return no_money_lines(view, question, "variances", "Differences from budget", "lines")
    rows, tolerance = question.rows(view, "variances"), f"{settings().projects.cost_tolerance_percent:g}%"
    source = money_source(
        view, known,
        f"of a past year what was spent or delivered, else the forecast, less what was first approved; above "
        f"{tolerance} of it a reason must be given.",
    )  # fmt: skip
    if rows.empty:
        lines = say_count(known["line_id"].nunique(), "line")
        sentence = f"Of {lines}, none differs from its budget by more than {tolerance} in any year."
        return words_only("variances", f"{question.prefix}No line is more than {tolerance} off its budget", sentence,
                       source)  # fmt: skip
    rows["label"] = [_label(row) for _, row in rows.iterrows()]
    drawn = _drawn(rows)
    return Exhibit(
        key="variances",
        title=question.prefix + _title(rows, tolerance),
        lead=_lead(rows),
        more=_more(rows, tolerance),
        table=_table(rows),
        source=source,
        figure=_figure(drawn, view),
        questions=_questions(rows),
        data=rows.drop(columns=["label"]),
        note=f"{len(drawn)} of {len(rows)} are drawn; the table has them all." if len(drawn) < len(rows) else "",
        links=project_links(rows),
        remarks=tuple(
            f"{row['label']}, {row['fin_year']}: {full_stop(row['reason'])}"
            for _, row in drawn.iterrows() if not missing(row["reason"])
        ),
    )  # fmt: skip


_WHAT = {
    "cashable": "cashable saving",
    "income": "new income",
    "non_cashable": "non-cashable benefit",
    "avoidance": "estimate of costs avoided",
}


_SHORT = {
    "capital": "capital",
    "revenue": "revenue",
    "cashable": "saving",
    "income": "income",
    "non_cashable": "benefit",
    "avoidance": "estimate",
}


def _what(row: pd.Series) -> str:
    """ "capital cost", "cashable saving"."""
    if row["line_type"] != "cost":
        return _WHAT.get(row["saving_class"], "saving not classified")
    return "cost" if row["capital_revenue"] == "not_stated" else f"{row['capital_revenue']} cost"


def _project(row: pd.Series) -> str:
    return STRATEGY if missing(row["project"]) else row["project"]


def _label(row: pd.Series) -> str:
    """ "Move to the cloud, capital cost"."""
    return f"{_project(row)}, {_what(row)}"


def _in_words(row: pd.Series) -> str:
    """ "the capital cost of Move to the cloud"."""
    project = _project(row)
    return f"the {_what(row)} of {project[0].lower() + project[1:] if project == STRATEGY else project}"


def _title(rows: pd.DataFrame, tolerance: str) -> str:
    now = rows[rows["when_"] == "this"]
    counted = now if len(now) else rows
    year = f" in {now['fin_year'].iloc[0]}" if len(now) else ""
    without = int(counted["reason"].isna().sum())
    lines = say_count(len(counted), "line is", "lines are")
    reasons = f"{without} {'gives' if without == 1 else 'give'} no reason" if without else "every one gives a reason"
    if without == len(counted):
        reasons = "no reason is given" if without == 1 else "none gives a reason"
    return f"{lines} more than {tolerance} off budget{year}; {reasons}"


def _lead(rows: pd.DataFrame) -> str:
    """The largest of those without a reason; of this year, where this year has one."""
    without = rows[rows["reason"].isna()]
    if without.empty:
        return f"Each gives a reason; the largest is {_say_variance(_newest_largest(rows))}."
    return f"No reason is given for {_say_variance(_newest_largest(without))}."


def _newest_largest(rows: pd.DataFrame) -> pd.Series:
    """The largest of this year's; where there are none, of later years', then of past ones."""
    for when in ("this", "future", "past"):
        own = rows[rows["when_"] == when]
        if len(own):
            return own.sort_values("variance_gbp", key=abs, ascending=False).iloc[0]
    return rows.iloc[0]


def _more(rows: pd.DataFrame, tolerance: str) -> tuple[str, ...]:
    without, given = rows[rows["reason"].isna()], rows[rows["reason"].notna()]
    lines, times = rows["line_id"].nunique(), len(rows)
    often = "" if lines == times else f", {times} times in all"
    none = f"; {len(without)} times without a reason" if len(without) > 1 else ""
    differ = say_count(lines, "line differs", "lines differ")
    sentences = [f"In all years, {differ} by more than {tolerance}{often}{none}."]
    if len(given) and len(without):
        sentences.append(f"Largest explained: {_say_variance(_newest_largest(given))}.")
    lost = rows[rows["is_worse"] & (rows["line_type"] != "cost") & (rows["when_"] == "this")]
    if len(lost):
        names = [_project(row) for _, row in lost.drop_duplicates("project", keep="first").iterrows()]
        sentences.append(name_within("Savings or income fall short this year in", names, 3, end="."))
    reserve = rows[rows["is_reserve"] & (rows["variance_gbp"] > 0) & (rows["when_"] != "past")]
    if len(reserve):
        more, sources = say_pounds(reserve["variance_gbp"].sum()), sorted(reserve["funding_source"].unique())
        sentences.append(
            f"Of what costs more this year or later, {more} would come out of the {name_some(sources, 2)}."
        )
    return tuple(sentences)


def _say_variance(row: pd.Series) -> str:
    """ "the capital cost of Move to the cloud: £91,000 (56.9%) more than planned in 2026/27"."""
    size, differs = say_pounds(abs(row["variance_gbp"])), "more" if row["variance_gbp"] > 0 else "less"
    if missing(row["variance_percent"]):
        return f"{_in_words(row)}: {size} in {row['fin_year']}, where nothing was planned"
    share = signed_percent(abs(row["variance_percent"])).removeprefix("+")
    return f"{_in_words(row)}: {size} ({share}) {differs} than planned in {row['fin_year']}"


def _questions(rows: pd.DataFrame) -> tuple[str, ...]:
    sentences = []
    worse = rows[rows["is_worse"]]
    without = worse[worse["reason"].isna()]
    if len(without):
        row = without.sort_values("variance_gbp", key=abs, ascending=False).iloc[0]
        size, differs = say_pounds(abs(row["variance_gbp"])), "more" if row["variance_gbp"] > 0 else "less"
        sentences.append(f"Why is {_in_words(row)} {size} {differs} than planned in {row['fin_year']}?")
    saved = worse[(worse["line_type"] != "cost") & (worse["when_"] != "past")]
    if len(saved):
        row = saved.sort_values("variance_gbp").iloc[0]
        holder = "the budget" if missing(row["budget_holder"]) else row["budget_holder"]
        sentences.append(f"What closes the gap in {holder} if {_in_words(row)} does not come?")
    shifted = rows[(rows["line_type"] == "cost") & ~rows["is_worse"] & rows["reason"].isna()]
    shifted = shifted[shifted["when_"] != "past"]
    if len(shifted) and len(sentences) < 3:
        row = shifted.sort_values("variance_gbp").iloc[0]
        sentences.append(
            f"Is the {say_pounds(-row['variance_gbp'])} not spent on {_in_words(row)} saved, or only spent later?"
        )
    return tuple(sentences) or ("Were the budgets right in the first place?",)


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Line": rows["label"],
            "Year": rows["fin_year"],
            "Planned": [full_pounds(value) for value in rows["baseline_gbp"]],
            "Forecast or actual": [_expected(row) for _, row in rows.iterrows()],
            "Difference": [_difference(row) for _, row in rows.iterrows()],
            "Reason": [_NO_REASON if missing(each) else each for each in rows["reason"]],
            "Budget": rows["budget_holder"].fillna("Not stated"),
            "Paid from": [_paid_from(row) for _, row in rows.iterrows()],
            "Cyber security": ["Touches it" if each else "No" for each in rows["affects_cyber"]],
        }
    )


def _expected(row: pd.Series) -> str:
    return f"{full_pounds(row['expected_gbp'])} {'actual' if row['when_'] == 'past' else 'forecast'}"


def _difference(row: pd.Series) -> str:
    share = "nothing planned" if missing(row["variance_percent"]) else signed_percent(row["variance_percent"])
    return f"{full_pounds(row['variance_gbp'], signed=True)} ({share})"


def _paid_from(row: pd.Series) -> str:
    if row["line_type"] != "cost":
        return CLASSES.get(row["saving_class"], "")
    source = "Not stated" if missing(row["funding_source"]) else row["funding_source"]
    return f"{source} (reserve drawdown)" if row["is_reserve"] else source


_HALF = DRAWN // 2


def _drawn(rows: pd.DataFrame) -> pd.DataFrame:
    """The largest without a reason, then the largest with one: half of the room for each, or what the others leave."""
    without, given = rows[rows["reason"].isna()], rows[rows["reason"].notna()]
    unexplained = without.head(max(_HALF, DRAWN - len(given)))
    return pd.concat([unexplained, given.head(DRAWN - len(unexplained))])


def _figure(rows: pd.DataFrame, view: View) -> go.Figure:
    """Each line as a bar from what was planned: to the right what is worse for the council, a lost saving as a higher
    cost; the number behind a name is that of its reason below the figure."""
    c, links = colours(view.theme), with_day(project_links(rows), view.as_at)
    parts, drawn, number = [Part("A reason is given", c.main), Part(_NO_REASON, c.second, "/")], [], 0
    groups = {True: f"{_NO_REASON}, the largest first", False: "A reason is given, the largest first"}
    for _, row in rows.iterrows():
        given = not missing(row["reason"])
        number += given
        value = abs(float(row["variance_gbp"])) * (1 if row["is_worse"] else -1)
        hover = (f"{row['label']}, {row['fin_year']}: {row['reason'] if given else _NO_REASON}",) * 2
        values, heading = (value, 0.0) if given else (0.0, value), groups.pop(not given, "")
        below, link = _below(row, f" [{number}]" if given else ""), links.get(str(row["project"]), "")
        drawn.append(Bars(_project(row), "", values, hover=hover, heading=heading, below=below, link=link))
    fig = bars(drawn, parts, view.theme, named=False)
    for place in fig.data[0].y:
        fig.add_shape(type="line", x0=0, x1=0, y0=place - 0.15, y1=place + 0.15, line={"color": c.text, "width": 1.5})
    side = {"yref": "paper", "y": 1, "yanchor": "bottom", "showarrow": False, "font": {"size": 12, "color": c.muted}}
    if (rows["is_worse"]).any():
        fig.add_annotation(text="Costs more, or saves less →", x=1, xref="paper", xanchor="right", **side)
    if (~rows["is_worse"]).any():
        fig.add_annotation(text="← Costs less, or saves more", x=0, xref="paper", xanchor="left", **side)
    fig.update_layout(margin={"t": 30}, height=fig.layout.height + 22)
    return fig


def _below(row: pd.Series, number: str) -> str:
    """ "Capital cost 2026/27: £91,000 more than planned [1]"."""
    is_cost = row["line_type"] == "cost"
    kind = _SHORT.get(row["capital_revenue"] if is_cost else row["saving_class"], "")
    what = f"{kind} cost".strip() if is_cost else kind or "saving"
    size, differs = say_pounds(abs(row["variance_gbp"])), "more" if row["variance_gbp"] > 0 else "less"
    return f"{upper_first(what)} {row['fin_year']}: {size} {differs} than planned{number}"
