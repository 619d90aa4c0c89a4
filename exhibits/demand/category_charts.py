"""Each category on its own: a small chart with the verdict on its newest month."""

import math

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from exhibits import Exhibit, View
from exhibits.common.chart_parts import heading, hover_texts, unusual_marks
from exhibits.common.no_data import no_such_measure, words_only
from exhibits.common.scope import scope_suffix
from exhibits.common.source import source_line
from exhibits.common.style import colours, figure, safe
from exhibits.common.verdicts import VERDICTS
from exhibits.common.view_queries import definition_of, view_rows
from exhibits.common.words import for_a, missing, say_count, say_list, say_month, say_number, say_range, shorten

_CHARTS = 12  # small charts drawn at most
_BY_CHANCE = 0.0077  # share of calm months that one chart flags: one of eight charts in 6% of months


def category_multiples(
    view: View, *, measure_id: str, directorate: str | None = None, months: int | None = 36
) -> Exhibit:
    """A small chart of each category with the verdict on its newest month. months: how many to draw (None = all)."""
    key, known = f"categories_{measure_id}", definition_of(view, measure_id)
    if known is None:
        return no_such_measure(key)
    name, source = f"{known['name']}{scope_suffix(directorate)}", source_line(view, known)
    rows = view_rows(view, "signals/categories", measure_id=measure_id, directorate=directorate)
    newest = rows[rows["newest"]]
    if known["origin"] != "computed" or newest.empty:
        sentence = "No data: this measure has no figures by category."
        return words_only(key, f"{name}: no figures by category", sentence, source)
    newest = newest.reset_index(drop=True)
    order = rows.groupby("category")["value"].sum().sort_values(ascending=False).index
    newest = newest.set_index("category").loc[order].reset_index()
    flagged = newest[newest["verdict"].astype(str).str.startswith("unusual")]
    when = newest["month"].iloc[0]
    drawn = [*flagged["category"], *(c for c in order if c not in set(flagged["category"]))][:_CHARTS]
    drawn.sort(key=list(order).index)
    shown = rows[rows["month"] > rows["month"].max() - pd.DateOffset(months=months)] if months else rows
    return Exhibit(
        key=key,
        title=_title(flagged, name, when),
        lead=_lead(newest, flagged),
        more=_more(newest, flagged, known["unit"]),
        table=_table(newest, known["unit"]),
        source=source,
        figure=_figure(shown, drawn, when, known["unit"], view.theme),
        questions=_questions(flagged),
        data=newest.drop(columns="hidden"),
        note=_note(newest, drawn),
    )


def _title(flagged: pd.DataFrame, name: str, when: pd.Timestamp) -> str:
    if flagged.empty:
        return f"{name}: no category was unusual in {say_month(when)}"
    if len(flagged) > 3:
        return f"{name}: {len(flagged)} categories were unusual in {say_month(when)}"
    verb = "was" if len(flagged) == 1 else "were"
    return f"{say_list(list(flagged['category']))} {verb} unusual in {say_month(when)}"


def _lead(newest: pd.DataFrame, flagged: pd.DataFrame) -> str:
    judged = _judged(newest)
    if not judged:
        return "It is too early, or there are too few incidents, to say what is usual for any one category."
    if flagged.empty:
        return f"Each of the {judged} categories that can be judged was inside its own usual range."
    return (
        f"{len(flagged)} of the {say_count(judged, 'category', 'categories')} that can be judged "
        f"{'was' if len(flagged) == 1 else 'were'} outside their own usual range."
    )


def _more(newest: pd.DataFrame, flagged: pd.DataFrame, unit: str) -> tuple[str, ...]:
    """The first that are unusual, each with its range, and how many more there are."""
    sentences = []
    for _, row in flagged.head(3).iterrows():
        side = "above" if row["verdict"] == "unusual_high" else "below"
        usual = say_range(row["lower_limit"], row["upper_limit"], unit)
        of = f" {for_a(row['month'])}" if row["seasonal"] else ""
        name = shorten(row["category"], 40)
        sentences.append(f"{name}: {say_number(row['value'], unit)}, {side} its usual range of {usual}{of}.")
    if more := len(flagged) - len(sentences):
        sentences.append(f"{more} more: the table below has them all.")
    elif len(flagged) and (inside := _judged(newest) - len(flagged)):
        were = "was inside its own" if inside == 1 else "were inside theirs"
        sentences.append(f"The other {say_count(inside, 'category', 'categories')} {were}.")
    return tuple(sentences)


def _judged(newest: pd.DataFrame) -> int:
    return int(newest["verdict"].isin(["unusual_high", "unusual_low", "usual"]).sum())


def _note(newest: pd.DataFrame, drawn: list[str]) -> str:
    judged, notes = _judged(newest), []
    if judged > 1:
        chance = 1 - (1 - _BY_CHANCE) ** judged
        notes.append(
            f"With {judged} charts looked at at once, at least one shows something by chance alone in about "
            f"{chance:.0%} of months."
        )
    if len(newest) > len(drawn):
        notes.append(f"{len(newest) - len(drawn)} smaller categories are in the table only.")
    notes.append("Each chart has a scale of its own; the bar at the end is the usual range of the newest month.")
    return " ".join(notes)


def _questions(flagged: pd.DataFrame) -> tuple[str, ...]:
    high = flagged[flagged["verdict"] == "unusual_high"]["category"]
    if len(high):
        return (f"What happened in {say_list(list(high.head(3)))}, and is it over?",)
    if len(flagged):
        return (f"Is the lower figure in {flagged['category'].iloc[0]} a real improvement?",)
    return ("Which category could be made smaller for good, and what would that take?",)


def _table(newest: pd.DataFrame, unit: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Category": newest["category"],
            say_month(newest["month"].iloc[0]): [
                "Not shown: small number" if hidden else say_number(value, unit)
                for value, hidden in zip(newest["value"], newest["hidden"], strict=True)
            ],
            "Usual range": [
                say_range(low, high, unit)
                for low, high in zip(newest["lower_limit"], newest["upper_limit"], strict=True)
            ],
            "Verdict": ["Not shown" if missing(v) else VERDICTS[v] for v in newest["verdict"]],
        }
    )


def _figure(rows: pd.DataFrame, drawn: list[str], when: pd.Timestamp, unit: str, theme: str) -> go.Figure:
    c = colours(theme)
    across = 2 if len(drawn) > 1 else 1
    down = math.ceil(len(drawn) / across)
    height = 80 + 132 * down
    fig = make_subplots(
        rows=down, cols=across, vertical_spacing=min(48 / height, 0.9 / max(down - 1, 1)), horizontal_spacing=0.14
    )
    fig.update_layout(figure(theme, height=height).layout)
    fig.update_layout(margin={"t": 44, "b": 36, "r": 30})
    first, last = rows["month"].min(), rows["month"].max()
    for number, category in enumerate(drawn):
        place = {"row": number // across + 1, "col": number % across + 1}
        one = rows[rows["category"] == category]
        now = one[one["month"] == when].iloc[0]
        if not missing(now["lower_limit"]):
            low = max(now["lower_limit"], 0)
            fig.add_scatter(
                x=[when, when], y=[low, now["upper_limit"]], mode="lines+markers", hoverinfo="skip", showlegend=False,
                line={"color": c.limit, "width": 3}, opacity=0.9,
                marker={"symbol": "line-ew", "size": 9, "line": {"color": c.limit, "width": 2}}, **place,
            )  # fmt: skip
        fig.add_scatter(
            x=one["month"], y=one["value"], mode="lines", line={"color": c.main, "width": 2}, showlegend=False,
            hovertext=hover_texts(one["month"], one["value"], unit),
            hoverinfo="text", **place,
        )  # fmt: skip
        unusual_marks(fig, one["month"], one["value"], one["verdict"], c, place["row"], place["col"])
        words = {"unusual_high": "unusually high", "unusual_low": "unusually low"}.get(now["verdict"], "")
        heading(fig, f"<b>{safe(shorten(category, 22))}</b><br>{words or _quiet(now)}", place["row"], place["col"], c)
        top = max(one["value"].max(), 0 if missing(now["upper_limit"]) else now["upper_limit"])
        fig.update_yaxes(range=[0, (0 if missing(top) else top) * 1.12 or 1], nticks=3, tickformat=",", **place)
        middle = first + (last - first) / 2
        fig.update_xaxes(
            range=[first - pd.DateOffset(days=20), last + pd.DateOffset(days=40)],
            tickvals=[pd.Timestamp(middle).replace(day=1, month=1), when],
            ticktext=[f"{middle:%Y}", f"{when:%b %Y}"],
            showticklabels=number + across >= len(drawn),  # the same months for all: named once, below
            **place,
        )
    return fig


def _quiet(now: pd.Series) -> str:
    return "not shown" if missing(now["verdict"]) else VERDICTS[now["verdict"]].lower()
