"""Take-up by group: how a survey's figure differs between groups of residents, each with how many answered."""

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.bar_rows import bars_against, key_below, percent_scale, rows_figure
from exhibits.common.links import links_to_measures, measure_address, with_day
from exhibits.common.no_data import words_only
from exhibits.common.source import source_of_measures
from exhibits.common.style import safe
from exhibits.common.verdicts import months_of
from exhibits.common.view_queries import view_rows
from exhibits.common.words import first_that_fits, missing, naming, say_count, say_number, say_period

_KEY = "groups_online"
_MEANS = (
    "the measures of groups, whose codes go on from that of the measure of all. A group lies clearly below where the "
    "interval in which its share lies 19 times in 20 does not reach the figure of all. These are"
)


def groups_online(view: View) -> Exhibit:
    """Each measure that a survey has for groups too, in its newest period: all people, then the groups, lowest first.

    A group is clearly below or above where chance alone does not explain the difference. A group of fewer people than
    council.toml lets be shown is named without its figure.
    """
    rows = _in_order(view_rows(view, "channels/inclusion"))
    groups = rows[rows["of_measure"].notna()]
    if groups.empty:
        return words_only(
            _KEY,
            "Take-up by group: no data",
            "No data: no survey has come in with figures of groups, such as older or disabled residents.",
        )
    return Exhibit(
        key=_KEY,
        title=_title(groups),
        lead=_lead(groups, rows),
        more=_more(groups),
        table=_table(rows),
        source=source_of_measures(rows, _MEANS),
        figure=_figure(rows, view),
        questions=_questions(groups),
        data=rows,
        note=naming("Too few people answered for a figure: {}.", groups.loc[groups["hidden"], "name"])
        if groups["hidden"].any()
        else "",
        links=links_to_measures(rows),
    )


def _in_order(every: pd.DataFrame) -> pd.DataFrame:
    """All people of each survey's question, then its groups, the lowest first; with what all people's figure is. Groups
    count only in the period of all."""
    whole = every[every["has_groups"] & every["value"].notna()].set_index("measure_id")
    groups = every[every["of_measure"].isin(whole.index)]
    groups = groups[groups["month"] == groups["of_measure"].map(whole["month"])]
    groups = groups.assign(value=groups["value"].mask(groups["hidden"]))
    both = pd.concat([whole[whole.index.isin(groups["of_measure"])].reset_index(), groups], ignore_index=True)
    both = both.assign(question=both["of_measure"].fillna(both["measure_id"]), all=both["of_measure"].notna())
    both = both.sort_values(["question", "all", "value"], kind="stable", ignore_index=True).drop(columns="all")
    whole_value = both["of_measure"].map(whole["value"])
    differs = [_differs(row, of) for (_, row), of in zip(both.iterrows(), whole_value, strict=True)]
    return both.assign(whole_value=whole_value, differs=differs)


def _differs(row: pd.Series, of: float) -> str:
    """below|above: by more than chance; "" = neither, or not known."""
    if missing(of) or missing(row["value"]) or missing(row["interval_low"]):
        return ""
    return "below" if row["interval_high"] < of else "above" if row["interval_low"] > of else ""


def _title(groups: pd.DataFrame) -> str:
    below, counted = int((groups["differs"] == "below").sum()), say_count(len(groups), "group")
    if not below:
        return f"None of {counted} lies clearly below all residents"
    return f"{below} of {counted} {'lies' if below == 1 else 'lie'} clearly below all residents"


def _of(row: pd.Series) -> str:
    """ "41% of 112"."""
    share = say_number(row["value"], "percent", 0)
    return share if missing(row["denominator"]) else f"{share} of {row['denominator']:,.0f}"


def _lead(groups: pd.DataFrame, rows: pd.DataFrame) -> str:
    known = groups[groups["value"].notna()]
    if known.empty:
        return "Too few people of each group answered for a figure."
    row = known.loc[(known["value"] - known["whole_value"]).idxmin()]
    whole = rows.set_index("measure_id").loc[row["of_measure"]]
    when = say_period(row["month"], months_of(row))
    said = f"{row['name']}: {_of(row)}"
    return first_that_fits(
        f"{said}, against {_of(whole)} of all, {when}.", f"{said}, against {_of(whole)} of all.", f"{said}."
    )


def _more(groups: pd.DataFrame) -> tuple[str, ...]:
    points = []
    for differs, words in (("below", "Clearly below all: {}."), ("above", "Clearly above all: {}.")):
        if (groups["differs"] == differs).any():
            points.append(naming(words, groups.loc[groups["differs"] == differs, "name"]))
    near = groups[(groups["differs"] == "") & groups["value"].notna()]
    return (*points, naming("No clear difference: {}.", near["name"])) if len(near) else tuple(points)


def _questions(groups: pd.DataFrame) -> tuple[str, ...]:
    below = groups[groups["differs"] == "below"]
    if below.empty:
        return ("Which groups are not asked, and how would we know if they were left behind?",)
    return (f"{below['name'].iloc[0]}: what keeps the others from it, and which way in do they take instead?",)


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    def interval(row: pd.Series) -> str:
        if missing(row["value"]) or missing(row["interval_low"]):
            return "–"
        return " to ".join(say_number(row[end], "percent", 0) for end in ("interval_low", "interval_high"))

    return pd.DataFrame(
        {
            "Who": rows["name"],
            "Period": [say_period(row["month"], months_of(row)) for _, row in rows.iterrows()],
            "Share": [
                "Too few" if hidden else say_number(v, "percent")
                for v, hidden in zip(rows["value"], rows["hidden"], strict=True)
            ],
            "Answers": [
                "–" if missing(n) or hidden else f"{n:,.0f}"
                for n, hidden in zip(rows["denominator"], rows["hidden"], strict=True)
            ],
            "Lies between, 19 times in 20": [interval(row) for _, row in rows.iterrows()],
            "Against all": [
                "All" if missing(of) else f"Clearly {each}" if each else "No clear difference"
                for of, each in zip(rows["of_measure"], rows["differs"], strict=True)
            ],
        }
    )


def _figure(rows: pd.DataFrame, view: View) -> go.Figure:
    """A bar for all and for each group from 0% to 100%, with a line at the figure of all."""
    places = [*with_day({own: measure_address(own) for own in rows["measure_id"]}, view.as_at).values()]
    beside = [_beside(row) for _, row in rows.iterrows()]
    fig = rows_figure(view.theme, list(rows["name"]), beside, entries=1, places=places)
    hover = [f"<b>{safe(name)}</b>: {safe(words)}" for name, words in zip(rows["name"], beside, strict=True)]
    bars_against(fig, rows["value"], rows["whole_value"], rows["differs"] == "below", view.theme, hover)
    percent_scale(fig)
    key_below(fig, ["┃ all", "▼ clearly below all"], view.theme)
    return fig


def _beside(row: pd.Series) -> str:
    if row["hidden"]:
        return "Too few"
    return f"▼ {_of(row)}" if row["differs"] == "below" else _of(row)
