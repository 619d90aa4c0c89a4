"""Which finance lines differ from their budget by more than the tolerance, each with its reason or without one."""

from datetime import date
from typing import Unpack

import pandas as pd
import plotly.graph_objects as go

from data.settings import settings
from exhibits import Exhibit, View
from exhibits.common.money import CLASSES, STRATEGY, money_question, no_money_lines
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
    say_count,
    say_pounds,
    short_pounds,
    shorten,
    signed_percent,
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
        lines = say_count(len(known), "line", "lines")
        sentence = f"Of {lines}, none differs from its budget by more than {tolerance} in any year."
        return words_only("variances", f"{question.prefix}No line is more than {tolerance} off its budget", sentence,
                       source)  # fmt: skip
    rows["label"] = [_label(row) for _, row in rows.iterrows()]
    drawn = rows.head(DRAWN)
    return Exhibit(
        key="variances",
        title=question.prefix + _title(rows, tolerance),
        summary=_summary(rows, tolerance),
        table=_table(rows),
        source=source,
        figure=_figure(drawn, view.theme),
        questions=_questions(rows),
        data=rows.drop(columns=["label"]),
        note=f"Drawn are {DRAWN} of {len(rows)} lines; the table has them all." if len(rows) > DRAWN else "",
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


def _summary(rows: pd.DataFrame, tolerance: str) -> str:
    without, given = rows[rows["reason"].isna()], rows[rows["reason"].notna()]
    sentences = [
        f"{say_count(len(rows), 'line differs', 'lines differ')} from budget by more than {tolerance} in some year."
    ]
    if len(without):
        sentences.append(f"{_NO_REASON}: {name_some([_say_variance(row) for _, row in without.iterrows()], 4)}.")
    if len(given):
        lead = "Every one gives a reason" if without.empty else "With a reason"
        sentences.append(f"{lead}: {name_some([_say_variance(row) for _, row in given.iterrows()], 4)}.")
    reserve = rows[rows["is_reserve"] & (rows["variance_gbp"] > 0) & (rows["when_"] != "past")]
    if len(reserve):
        more, sources = say_pounds(reserve["variance_gbp"].sum()), sorted(reserve["funding_source"].unique())
        sentences.append(f"Of what costs more this year or later, {more} would come out of the {name_some(sources)}.")
    return " ".join(sentences)


def _say_variance(row: pd.Series) -> str:
    size = say_pounds(abs(row["variance_gbp"]))
    share = "nothing was planned" if missing(row["variance_percent"]) else signed_percent(row["variance_percent"])
    return f"{_in_words(row)} ({row['fin_year']}: {size} {'more' if row['variance_gbp'] > 0 else 'less'}, {share})"


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
    shifted = rows[(rows["line_type"] == "cost") & ~rows["is_worse"]]
    if len(shifted) and len(sentences) < 3:
        row = shifted.sort_values("variance_gbp").iloc[0]
        sentences.append(
            f"Is the {say_pounds(-row['variance_gbp'])} not spent on {_in_words(row)} saved, or only spent later?"
        )
    return tuple(sentences) or ("Were the budgets right in the first place?",)


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Line": [f"{row['label']} ({row['line_id']})" for _, row in rows.iterrows()],
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


def _figure(rows: pd.DataFrame, theme: str) -> go.Figure:
    """Each line as a bar from what was planned; the number behind a name is that of its reason below the figure."""
    c = colours(theme)
    parts, drawn, number = [Part("Reason given", c.main), Part(_NO_REASON, c.second, "/")], [], 0
    for _, row in rows.iterrows():
        given = not missing(row["reason"])
        number += given
        value = float(row["variance_gbp"])
        year = "" if row["when_"] == "this" else f"{row['fin_year'][2:]}: "
        sentence = f"{year}{'+' if value > 0 else ''}{short_pounds(value)}{f' [{number}]' if given else ''}"
        values = (value, 0.0) if given else (0.0, value)
        hover = (f"{row['label']}, {row['fin_year']}: {row['reason'] if given else _NO_REASON}",) * 2
        kind = _SHORT.get(row["saving_class"] if row["line_type"] != "cost" else row["capital_revenue"], "")
        room = 41 - len(sentence) - len(kind)
        name = shorten(_project(row), room)
        drawn.append(Bars(f"{name}, {kind}" if kind else name, sentence, values, hover=hover))
    fig = bars(drawn, parts, theme)
    for n in range(len(drawn)):
        fig.add_shape(type="line", x0=0, x1=0, y0=n - 0.24, y1=n + 0.24, line={"color": c.text, "width": 1.5})
    return fig
