"""The unit costs that the estimate of avoided cost rests on."""

import pandas as pd
import plotly.graph_objects as go

from data.settings import settings
from exhibits import Exhibit, View
from exhibits.channels.channel_names import channel_name, in_order
from exhibits.common.no_data import words_only
from exhibits.common.scope import scope_suffix, service_scope
from exhibits.common.source import volumes_line
from exhibits.common.style import colours, figure, safe, value_ticks
from exhibits.common.view_queries import view_rows
from exhibits.common.words import missing, say_count, say_list, say_month, say_number

_BASIS = {
    "service": "The council's own figure for this service",
    "channel": "The council's own figure over all services",
    "published": "Published estimate",
    "none": "No unit cost",
}


def unit_costs(view: View, *, service: str | None = None, directorate: str | None = None) -> Exhibit:
    """Every unit cost behind the estimate: the council's own first, with source, year, range and what rests on it."""
    key, scope = "unit_costs", {"service": service, "directorate": directorate}
    use = view_rows(view, "channels/cost_use", **scope)
    of = scope_suffix(service_scope(view, service, directorate))
    if use.empty:
        sentence = "No data: no channel volumes have been published yet, so no unit cost is used."
        return words_only(key, f"Unit costs{of}: no data", sentence)
    rests = use[use["expected"].notna()]
    costs = _costs(use)
    said = _said(use, rests, costs)
    return Exhibit(
        key=key,
        title=f"{_own_share(rests)}{of}",
        lead=said[0],
        more=tuple(said[1:5]),
        table=_table(costs),
        source=_source(view),
        figure=_figure(use[use["basis"] != "none"], view.theme),
        questions=_questions(costs),
        data=costs.drop(columns=["of_basis", "of_channel"]),
        note="A unit cost is an average: overheads and staff who are there anyway are part of it, so one call less "
        "does not save what a call costs.",
    )


def _own_share(rests: pd.DataFrame) -> str:
    total = rests["completed"].sum()
    if not total:
        return "No transaction after the baseline year has a unit cost"
    own = rests.loc[rests["basis"].isin(["service", "channel"]), "completed"].sum() / total
    if own == 1:
        return "All transactions rest on the council's own unit costs"
    if own == 0:
        return "All transactions rest on published unit costs, none on the council's own"
    return f"{_share(own)} of transactions rest on the council's own unit costs"


def _share(part: float) -> str:
    """ "62%"; neither 0% nor 100% where it is not quite."""
    return "Under 1%" if part < 0.01 else "Over 99%" if part > 0.99 else f"{part:.0%}"


def _costs(use: pd.DataFrame) -> pd.DataFrame:
    """One row for each figure: the services that it stands for, and how many transactions rest on it."""
    order = {"service": 0, "channel": 1, "published": 2, "none": 3}
    channels = {each.channel: place for place, each in enumerate(settings().every_channel)}
    costs = use.groupby("cost_id", as_index=False).agg(
        channel=("channel", "first"), basis=("basis", "first"), name=("name", "first"), stands_for=("name", "size"),
        gbp=("gbp", "first"), low=("low", "first"), high=("high", "first"), source=("source", "first"),
        year=("year", "first"), first_month=("first_month", "first"), last_month=("last_month", "first"),
        services=("services", "first"), old=("old", "first"), completed=("completed", "sum"),
    )  # fmt: skip
    places = costs.assign(of_basis=costs["basis"].map(order), of_channel=costs["channel"].map(channels))
    return places.sort_values(["of_basis", "of_channel", "name"]).reset_index(drop=True)


def _said(use: pd.DataFrame, rests: pd.DataFrame, costs: pd.DataFrame) -> list[str]:
    sentences = []
    total = rests["completed"].sum()
    if total:
        shares = rests.groupby("basis")["completed"].sum() / total
        words = {
            "service": "on the service's own cost",
            "channel": "on the channel's",
            "published": "on a published estimate",
        }
        used = [basis for basis in words if shares.get(basis, 0) > 0]
        parts = [f"{'all' if shares[b] == 1 else _share(shares[b]).lower()} rest {words[b]}" for b in used[:1]]
        parts += [f"{_share(shares[basis]).lower()} {words[basis]}" for basis in used[1:]]
        sentences.append(f"Of {say_number(total, 'count')} transactions, {say_list(parts)}.")
    for _, row in costs[costs["basis"] == "published"].iterrows():
        sentences.append(
            f"{channel_name(row['channel'])}: {say_number(row['gbp'], 'gbp', 2)} ({_pounds(row)}), prices of "
            f"{row['year']:.0f}{', more than five years old' if row['old'] else ''}."
        )
    none = use[(use["basis"] == "none") & (use["completed"] > 0)]
    if len(none):
        sentences.append(say_without_cost(none))
    if not sentences:
        sentences.append("Unit costs are known, but nothing after the baseline year rests on them yet.")
    return sentences


def _pounds(row: pd.Series) -> str:
    low, high = (say_number(row[end], "gbp", 2) for end in ("low", "high"))
    return "no range" if low == high else f"{low} to {high}"


def _table(costs: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Channel": [channel_name(channel) for channel in costs["channel"]],
            "Used for": [_used_for(row) for _, row in costs.iterrows()],
            "One transaction": [
                "No unit cost" if missing(cost) else say_number(cost, "gbp", 2) for cost in costs["gbp"]
            ],
            "Range": ["" if missing(row["gbp"]) else _pounds(row) for _, row in costs.iterrows()],
            "Whose figure": [_BASIS[basis] for basis in costs["basis"]],
            "Source": [_cost_source(row) for _, row in costs.iterrows()],
            "Prices of": [_prices(row) for _, row in costs.iterrows()],
            "Transactions that rest on it": [_resting(row) for _, row in costs.iterrows()],
        }
    )


def _used_for(row: pd.Series) -> str:
    return row["name"] if row["stands_for"] == 1 else say_count(int(row["stands_for"]), "service")


def _resting(row: pd.Series) -> str:
    left_out = " left out" if row["basis"] == "none" and row["completed"] else ""
    return f"{say_number(row['completed'], 'count')}{left_out}"


def _cost_source(row: pd.Series) -> str:
    if row["basis"] == "none":
        return ""
    if not missing(row["source"]):
        return str(row["source"])
    return (
        f"Figures of {say_count(int(row['services']), 'service')}" if row["basis"] == "channel" else "No source given"
    )


def _prices(row: pd.Series) -> str:
    if missing(row["year"]):
        return ""
    period = f"{row['year']:.0f}"
    if not missing(row["last_month"]):
        first, last = say_month(row["first_month"]), say_month(row["last_month"])
        period = last if first == last else f"{first} to {last}"
    return f"{period}: old" if row["old"] else period


def _source(view: View) -> str:
    parts = [volumes_line(view)]
    parts.append(
        "What it means: the council's own unit cost is the cost of a channel divided by what it completed, over the "
        "last 12 months that state a cost; its range is that of the single months, without those of less than half the "
        "usual volume. Where the council has none, a published one from its settings stands in. Prices are those of "
        "the year named, not adjusted for inflation. Old means more than five years before the newest figures."
    )
    return " ".join(parts)


def _questions(costs: pd.DataFrame) -> tuple[str, ...]:
    questions = []
    if (costs["basis"] == "published").any():
        questions.append("Why are there no costs of our own for these channels, and who could supply them?")
    if costs["old"].any():
        questions.append("Is there a newer figure than the one that is more than five years old?")
    if (costs["basis"] == "service").any():
        questions.append("What is counted in our own unit costs: overheads, software, help for people online?")
    if ((costs["basis"] == "none") & (costs["completed"] > 0)).any():
        questions.append("How much would the estimate change if the channels without a unit cost were in it?")
    return tuple(questions)


def _figure(use: pd.DataFrame, theme: str) -> go.Figure | None:
    """For each channel its unit costs in pounds: a mark for each figure, a line for its range."""
    if use.empty:
        return None
    c = colours(theme)
    costs, channels = _costs(use), in_order(use["channel"])
    fig = figure(theme, height=86 + 52 * len(channels))
    for basis, name, colour, symbol in (
        ("service", "Own, one service", c.main, "circle"),
        ("channel", "Own, all services", c.third, "diamond"),
        ("published", "Published", c.second, "square"),
    ):
        some = costs[costs["basis"] == basis]
        if some.empty:
            continue
        alone = not (costs["basis"] != basis).any() and some["channel"].is_unique
        # below the figure over all services, which it may equal
        y = [channels.index(channel) + (0.22 if basis == "service" and not alone else 0) for channel in some["channel"]]
        fig.add_scatter(
            x=some["gbp"], y=y, mode="markers", name=name, hoverinfo="text",
            marker={"symbol": symbol, "size": 9 if basis == "service" else 11, "color": colour,
                    "line": {"color": c.page, "width": 1}},
            error_x={
                "type": "data", "symmetric": False, "array": some["high"] - some["gbp"], "thickness": 2.5, "width": 6,
                "arrayminus": some["gbp"] - some["low"], "color": colour, "visible": alone or basis != "service"},
            hovertext=[f"<b>{safe(channel_name(row['channel']))}</b>: {say_number(row['gbp'], 'gbp', 2)} "
                       f"({_pounds(row)})<br>{safe(_used_for(row))}" for _, row in some.iterrows()],
        )  # fmt: skip
    for place, channel in enumerate(channels):
        fig.add_annotation(
            text=f"<b>{safe(channel_name(channel))}</b>", x=0, xanchor="left", xref="paper", y=place, yanchor="bottom",
            yshift=8, showarrow=False, font={"size": 13, "color": c.text},
        )  # fmt: skip
    fig.update_yaxes(range=[len(channels) - 0.5, -0.75], showticklabels=False, showgrid=False)
    top = use["high"].max() * 1.06 or 1
    fig.update_xaxes(range=[0, top], **value_ticks("gbp", 0, top))
    fig.update_layout(margin={"r": 18}, showlegend=True)
    return fig


def say_without_cost(rows: pd.DataFrame) -> str:
    """ "Left out: 1,200 transactions by post have no unit cost." """
    counts = rows.groupby("channel")["completed"].sum().sort_values(ascending=False)
    parts = []
    for channel, count in counts.items():
        if channel == "not_stated":
            parts.append(f"{say_number(count, 'count')} whose channel is not stated")
        else:
            parts.append(f"{say_number(count, 'count')} by {channel_name(channel).lower()}, which has no unit cost")
    return f"Transactions left out: {'; '.join(parts)}."
