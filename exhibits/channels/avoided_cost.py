"""What moving between channels is estimated to have avoided in cost, and the unit costs that the estimate rests on."""

import pandas as pd
import plotly.graph_objects as go

from data.settings import settings
from exhibits import Exhibit, View
from exhibits.channels.online_services import volumes_source
from exhibits.common.chart_parts import where
from exhibits.common.style import (
    colours,
    figure,
    missing,
    safe,
    say_count,
    say_list,
    say_month,
    say_number,
)
from exhibits.common.view_queries import view_rows

_NOT_CASHABLE = (
    "An estimate, not cashable savings: it says what the same transactions would have cost in the channels that people "
    "used before. No budget is smaller for it unless somebody cut one."
)
_MEANS = (
    "For each service and channel, how many transactions left the channel, at today's volume and compared with the mix "
    "of the service's baseline year, times the channel's cost for one transaction; those that came to a channel count "
    "against it. One unit cost stands for all years: prices are not adjusted for inflation."
)
_BASIS = {
    "service": "The council's own figure for this service",
    "channel": "The council's own figure over all services",
    "published": "Published estimate",
    "none": "No unit cost",
}


# -- the estimate ----------------------------------------------------------------------------------------------------


def avoided_cost(
    view: View,
    *,
    service: str | None = None,
    directorate: str | None = None,
    months: int | None = None,
    change: int = 0,
) -> Exhibit:
    """The estimate for each financial year with its range, and for each service; below 0 it is an extra cost.

    months: draw the financial years that the newest so many months lie in (None = all); the figures stay the same.
    change: percent by which a member moves the differences in unit cost (-50 to 50).
    """
    key = "avoided_cost"
    scope = {"service": service, "directorate": directorate}
    begins = settings().council.financial_year_starts
    states = view_rows(view, "channels/estimated_services", **scope)
    rows = view_rows(view, "channels/avoided_cost", year_starts=begins, change=float(change), **scope)
    rows = rows.assign(label=[_year_name(year, begins) for year in rows["year"]])
    of = _scope_words(states, service, directorate)
    if rows.empty:
        return Exhibit(
            key,
            f"Estimated avoided cost{of}: no estimate",
            _why_none(states),
            pd.DataFrame(),
            _source(view, states),
        )
    use = view_rows(view, "channels/cost_use", **scope)
    yearly = rows[(rows["service_id"] == "") & rows["year"].notna()]
    total = rows[(rows["service_id"] == "") & rows["year"].isna()].iloc[0]
    whole = yearly[yearly["months"] >= 12]
    newest = whole.iloc[-1] if len(whole) else total
    since = yearly["last_month"].max() - pd.DateOffset(months=months) if months else pd.Timestamp.min
    return Exhibit(
        key=key,
        title=f"{_headline(newest['estimate'])}{_when(newest)}{of}: an estimate, not cashable savings",
        summary=_summary(newest, total, yearly, states, change),
        table=_table(rows, states),
        source=_source(view, states),
        figure=_years_figure(yearly[yearly["last_month"] > since], view.theme),
        questions=_questions(newest, total, use, service),
        data=rows.drop(columns="label"),
        note=_note(states, use, change),
    )


def _scope_words(states: pd.DataFrame, service: str | None, directorate: str | None) -> str:
    if service is None:
        return where(directorate)
    return f", {states['name'].iloc[0] if len(states) else service}"


def _year_name(year, begins: int) -> str:
    """ "2025/26", or "2025" where the financial year is the calendar year; "" for all years together."""
    if missing(year):
        return ""
    return f"{year.year}" if begins == 1 else f"{year.year}/{(year.year + 1) % 100:02}"


def _when(row: pd.Series) -> str:
    return f" in {row['label']}" if row["label"] else f" since {say_month(row['first_month'])}"


def _begin(row: pd.Series) -> str:
    """ "In 2025/26," or "Since October 2022,": the start of a sentence."""
    said = _when(row).strip()
    return f"{said[0].upper()}{said[1:]},"


def _about(amount: float) -> str:
    """The amount without its sign, to three figures: "about £123,000"; small ones to the pound."""
    size = abs(amount)
    return f"about {say_number(float(f'{size:.3g}') if size >= 1000 else round(size), 'gbp')}"


def _headline(estimate: float) -> str:
    if abs(estimate) < 0.5:
        return "No cost avoided, and none added,"
    said = _about(estimate)
    return f"{said[0].upper()}{said[1:]} {'of cost avoided' if estimate > 0 else 'of extra cost'}"


def _range(row: pd.Series) -> str:
    """ "£80,000 to £160,000"; with words where the range, or a part of it, is an extra cost."""
    low, high = (f"{_about(row[end]).removeprefix('about ')}" for end in ("low", "high"))
    if row["low"] >= 0:
        return f"{low} to {high}"
    if row["high"] <= 0:
        return f"{high} to {low} of extra cost"
    return f"an extra cost of {low} to an avoided cost of {high}"


def _summary(newest: pd.Series, total: pd.Series, yearly: pd.DataFrame, states: pd.DataFrame, change: int) -> str:
    said = []
    if newest["moved"] < 0.5:
        said.append(
            f"{_begin(newest)} people used the same mix of channels as in {_baseline(states)}: no cost was avoided."
        )
    else:
        moved = (
            f"{say_number(round(newest['moved']), 'count')} of {say_number(newest['completed'], 'count')} transactions "
            f"had moved to other channels than in {_baseline(states)}"
        )
        said.append(f"{_begin(newest)} {_effect(newest['estimate'], moved)} (range: {_range(newest)}).")
        if newest["low"] < 0 < newest["high"]:
            said.append("The range lies on both sides of 0: the unit costs do not settle whether cost was avoided.")
    if newest["label"]:
        said.append(
            f"Since {say_month(total['first_month'])} it adds up to {_about(total['estimate'])}"
            f"{' of extra cost' if total['estimate'] < -0.5 else ''} (range: {_range(total)})."
        )
        last = yearly.iloc[-1]
        if last["label"] != newest["label"]:
            so_far = say_count(int(last["months"]), "month")
            said.append(
                f"{last['label']} so far ({so_far}): {_about(last['estimate'])}"
                f"{' of extra cost' if last['estimate'] < -0.5 else ''}."
            )
    if change:
        more = "larger" if change > 0 else "smaller"
        said.append(f"Changed by you: every difference in unit cost is taken to be {abs(change)}% {more}.")
    left = len(states) - int(total["services"])
    if left:
        said.append(f"The estimate covers {int(total['services'])} of {len(states)} services with volumes.")
    said.append("This is an estimate, not cashable savings.")
    return " ".join(said)


def _baseline(states: pd.DataFrame) -> str:
    """ "the baseline year (October 2021 to September 2022)"; without months where services differ."""
    rows = states.loc[states["state"] == "estimated", ["baseline_from", "baseline_to"]].drop_duplicates()
    if len(rows) > 1:
        return "the baseline year of each service"
    return f"the baseline year ({' to '.join(say_month(month) for month in rows.iloc[0])})"


def _effect(estimate: float, moved: str) -> str:
    if abs(estimate) < 0.5:
        return f"{moved}, but what that avoided and what it added balance"
    way = "avoided" if estimate > 0 else "spent in addition"
    channels = "cheaper" if estimate > 0 else "dearer"
    return f"{moved}, to {channels} channels on the whole: by estimate, {_about(estimate)} was {way}"


_WHY = {
    "no_split": "{} no figures by channel",
    "too_early": "{} no figures after the first 12 months, which are the baseline",
    "no_unit_cost": "{} no unit cost for the channels of the baseline year",
}


def _why_none(states: pd.DataFrame) -> str:
    if states.empty:
        return "No data: no channel volumes have been published yet, so there is nothing to estimate from."
    return f"No estimate can be made. {_left_out_services(states)}"


def _left_out_services(states: pd.DataFrame) -> str:
    """ "Not in the estimate: 2 services have no figures by channel (A and B)." or nothing."""
    parts = []
    for state, words in _WHY.items():
        those = states[states["state"] == state]
        if len(those):
            has = "has" if len(those) == 1 else "have"
            names = list(those["name"].head(4)) + ([f"{len(those) - 4} more"] if len(those) > 4 else [])
            count = say_count(len(those), "service")
            parts.append(f"{words.format(f'{count} {has}')} ({say_list(names)})")
    return f"Not in the estimate: {'; '.join(parts)}." if parts else ""


def _note(states: pd.DataFrame, use: pd.DataFrame, change: int) -> str:
    notes = [_NOT_CASHABLE]
    missing_cost = use[(use["basis"] == "none") & (use["completed"] > 0)]
    if len(missing_cost):
        notes.append(_without_cost(missing_cost))
    notes.append(_left_out_services(states))
    unsplit = states["unsplit"].sum()
    if unsplit:
        notes.append(f"{say_number(unsplit, 'count')} transactions are totals that nobody has split by channel.")
    short = states[(states["state"] == "estimated") & (states["baseline_months"] < 12)]
    if len(short):
        notes.append(
            f"{say_count(len(short), 'service has', 'services have')} months missing in the baseline year "
            f"({say_list(list(short['name'].head(4)))}{' and others' if len(short) > 4 else ''})."
        )
    rests = use[use["expected"].notna()]
    notes.append(_whose_costs(rests))
    old = rests[rests["old"]]
    if len(old):
        share = old["completed"].sum() / max(rests["completed"].sum(), 1)
        notes.append(f"{share:.0%} of the transactions rest on unit costs that are more than five years old.")
    return " ".join(filter(None, notes))


def _whose_costs(rests: pd.DataFrame) -> str:
    """ "Unit costs: the council's own (October 2025 to September 2026); published ones (prices of 2012)." """
    parts = []
    own = rests[rests["basis"].isin(["service", "channel"])]
    if len(own):
        parts.append(
            f"the council's own ({say_month(own['first_month'].min())} to {say_month(own['last_month'].max())})"
        )
    years = sorted(rests.loc[rests["basis"] == "published", "year"].astype(int).unique())
    if years:
        parts.append(f"published ones (prices of {say_list([str(year) for year in years])})")
    return f"Unit costs: {'; '.join(parts)}."


def _without_cost(rows: pd.DataFrame) -> str:
    """ "Left out: 1,200 transactions by post have no unit cost." """
    counts = rows.groupby("channel")["completed"].sum().sort_values(ascending=False)
    parts = []
    for channel, count in counts.items():
        if channel == "not_stated":
            parts.append(f"{say_number(count, 'count')} whose channel is not stated")
        else:
            parts.append(f"{say_number(count, 'count')} by {_channel(channel).lower()}, which has no unit cost")
    return f"Transactions left out: {'; '.join(parts)}."


def _channel(code: str) -> str:
    return next((each.name for each in settings().every_channel if each.channel == code), code)


def _questions(newest: pd.Series, total: pd.Series, use: pd.DataFrame, service: str | None) -> tuple[str, ...]:
    asks = []
    if newest["estimate"] < -0.5:
        asks.append("Why do more people use the dearer channels, and did the online route work for them?")
    else:
        asks.append("Has any budget become smaller, or has the time gone into other work? Which?")
    published = use[(use["basis"] == "published") & use["expected"].notna()]
    if len(published):
        unknown = say_list([_channel(channel).lower() for channel in _ordered(published)])
        asks.append(f"When will the council know its own costs for {unknown}?")
    if total["low"] < 0 < total["high"]:
        asks.append("Which unit cost decides whether anything was avoided at all?")
    return tuple(asks)


def _ordered(rows: pd.DataFrame) -> list[str]:
    have = set(rows["channel"])
    return [each.channel for each in settings().every_channel if each.channel in have]


def _source(view: View, states: pd.DataFrame) -> str:
    rows = view_rows(view, "channels/sources").set_index("kind")
    parts = [volumes_source(rows.loc["channel_volumes"])] if "channel_volumes" in rows.index else []
    estimated = states[states["state"] == "estimated"]
    if len(estimated):
        first, last = estimated["baseline_from"].min(), estimated["baseline_from"].max()
        year = f"{say_month(first)} to {say_month(estimated['baseline_to'].min())}"
        later = "" if first == last else ", or the first 12 months of services whose figures begin later"
        parts.append(f"Baseline year: {year}{later}.")
        parts.append(f"What it means: {_MEANS}")
    return " ".join(parts)


def _money(amount: float) -> str:
    """ "£1,234", "£1,234 extra cost", "£0"."""
    if abs(amount) < 0.5:
        return "£0"
    return say_number(round(abs(amount)), "gbp") + (" extra cost" if amount < 0 else "")


def _span(row: pd.Series) -> str:
    low, high = _money(row["low"]), _money(row["high"])
    return low if low == high else f"{low} to {high}"


def _table(rows: pd.DataFrame, states: pd.DataFrame) -> pd.DataFrame:
    """The years together, then each service."""
    lines, all_of = [], "All services" if len(states) > 1 else states["name"].iloc[0]
    together = rows[rows["service_id"] == ""]
    for _, row in together[together["year"].notna()].iloc[::-1].iterrows():
        so_far = "" if row["months"] >= 12 else f" ({say_count(int(row['months']), 'month')})"
        lines.append((f"{all_of}, {row['label']}{so_far}", row, ""))
    total = together[together["year"].isna()].iloc[0]
    lines.append((f"{all_of}, since {say_month(total['first_month'])}", total, ""))
    baseline = states.set_index("service_id")
    single = rows[(rows["service_id"] != "") & rows["year"].isna() & (len(states) > 1)]
    for _, row in single.sort_values("estimate", ascending=False).iterrows():
        known = baseline.loc[row["service_id"]]
        lines.append(
            (
                f"{row['name']}, since {say_month(row['first_month'])}",
                row,
                f"{say_month(known['baseline_from'])} to {say_month(known['baseline_to'])}",
            )
        )
    return pd.DataFrame(
        {
            "What": [what for what, _, _ in lines],
            "Estimate": [_money(row["estimate"]) for _, row, _ in lines],
            "Range": [_span(row) for _, row, _ in lines],
            "Transactions": [say_number(row["completed"], "count") for _, row, _ in lines],
            "Moved channel": [say_number(round(row["moved"]), "count") for _, row, _ in lines],
            "Compared with": [against or "Each service's baseline year" for _, _, against in lines],
        }
    )


def _years_figure(rows: pd.DataFrame, theme: str) -> go.Figure:
    c = colours(theme)
    fig = figure(theme, height=380)
    whole = rows["months"] >= 12
    names = [
        row["label"] if row["months"] >= 12 else f"{row['label']}<br>{say_count(int(row['months']), 'month')}"
        for _, row in rows.iterrows()
    ]
    extra = rows["estimate"] < 0
    for name, which, fill, shape in (
        ("Avoided, a whole year", ~extra & whole, c.main, ""),
        ("Avoided, part of a year", ~extra & ~whole, c.main, "/"),
        ("Extra cost", extra, c.second, "x"),
    ):
        if not which.any():
            continue
        some = rows[which]
        fig.add_bar(
            x=[n for n, yes in zip(names, which, strict=True) if yes], y=some["estimate"], name=name, width=0.6,
            marker={"color": fill, "pattern": {"shape": shape, "bgcolor": c.page, "fgcolor": fill, "size": 7,
                                              "solidity": 0.35}, "line": {"color": fill, "width": 1.5}},
            hovertext=[f"<b>{row['label']}</b><br>{_money(row['estimate'])}<br>range: {_span(row)}"
                       for _, row in some.iterrows()],
            hoverinfo="text",
        )  # fmt: skip
    # a light edge, so that the range can be seen on the bar and above it
    for colour, width, shown in ((c.page, 6, False), (c.text, 2, True)):
        fig.add_scatter(
            x=[each for name in names for each in (name, name, None)],
            y=[each for low, high in zip(rows["low"], rows["high"], strict=True) for each in (low, high, None)],
            mode="lines+markers", line={"color": colour, "width": width}, hoverinfo="skip", name="Range",
            showlegend=shown,
            marker={"symbol": "line-ew", "size": 10 + width, "line": {"color": colour, "width": width}},
        )  # fmt: skip
    low, high = min(rows["low"].min(), 0), max(rows["high"].max(), 0)
    room = (high - low) * 0.08 or 1
    fig.update_xaxes(type="category", categoryorder="array", categoryarray=names)
    fig.update_yaxes(range=[low - room if low else 0, high + room], tickprefix="£", tickformat=",", zeroline=True)
    fig.update_layout(bargap=0.35, barmode="overlay", showlegend=True, margin={"t": 40})
    return fig


# -- what it rests on ------------------------------------------------------------------------------------------------


def unit_costs(view: View, *, service: str | None = None, directorate: str | None = None) -> Exhibit:
    """Every unit cost behind the estimate: the council's own first, with source, year, range and what rests on it."""
    key, scope = "unit_costs", {"service": service, "directorate": directorate}
    use = view_rows(view, "channels/cost_use", **scope)
    states = view_rows(view, "channels/estimated_services", **scope)
    of = _scope_words(states, service, directorate)
    if use.empty:
        said = "No data: no channel volumes have been published yet, so no unit cost is used."
        return Exhibit(key, f"Unit costs{of}: no data", said, pd.DataFrame(), "")
    rests = use[use["expected"].notna()]
    costs = _costs(use)
    return Exhibit(
        key=key,
        title=f"{_own_share(rests)}{of}",
        summary=_costs_summary(use, rests, costs),
        table=_costs_table(costs),
        source=_costs_source(view),
        figure=_costs_figure(use[use["basis"] != "none"], view.theme),
        questions=_costs_questions(costs),
        data=use,
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


def _costs_summary(use: pd.DataFrame, rests: pd.DataFrame, costs: pd.DataFrame) -> str:
    said = []
    total = rests["completed"].sum()
    if total:
        shares = rests.groupby("basis")["completed"].sum() / total
        words = {
            "service": "on the council's own figure for the service",
            "channel": "on its own figure for the channel over all services",
            "published": "on a published estimate",
        }
        used = [basis for basis in words if shares.get(basis, 0) > 0]
        parts = [f"{'all' if shares[b] == 1 else _share(shares[b]).lower()} rest {words[b]}" for b in used[:1]]
        parts += [f"{_share(shares[basis]).lower()} {words[basis]}" for basis in used[1:]]
        said.append(f"Of {say_number(total, 'count')} transactions after the baseline year, {say_list(parts)}.")
    for _, row in costs[costs["basis"] == "published"].iterrows():
        said.append(
            f"{_channel(row['channel'])}: {say_number(row['gbp'], 'gbp', 2)} ({_pounds(row)}), prices of "
            f"{row['year']:.0f}{', more than five years old' if row['old'] else ''}."
        )
    none = use[(use["basis"] == "none") & (use["completed"] > 0)]
    if len(none):
        said.append(_without_cost(none))
    if not said:
        said.append("Unit costs are known, but nothing after the baseline year rests on them yet.")
    return " ".join(said)


def _pounds(row: pd.Series) -> str:
    low, high = (say_number(row[end], "gbp", 2) for end in ("low", "high"))
    return "no range" if low == high else f"{low} to {high}"


def _costs_table(costs: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Channel": [_channel(channel) for channel in costs["channel"]],
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
    said = f"{row['year']:.0f}"
    if not missing(row["last_month"]):
        first, last = say_month(row["first_month"]), say_month(row["last_month"])
        said = last if first == last else f"{first} to {last}"
    return f"{said}: old" if row["old"] else said


def _costs_source(view: View) -> str:
    rows = view_rows(view, "channels/sources").set_index("kind")
    parts = [volumes_source(rows.loc["channel_volumes"])] if "channel_volumes" in rows.index else []
    parts.append(
        "What it means: the council's own unit cost is the cost of a channel divided by what it completed, over the "
        "last 12 months that state a cost; its range is that of the single months, without those of less than half the "
        "usual volume. Where the council has none, a published one from its settings stands in. Prices are those of "
        "the year named, not adjusted for inflation. Old means more than five years before the newest figures."
    )
    return " ".join(parts)


def _costs_questions(costs: pd.DataFrame) -> tuple[str, ...]:
    asks = []
    if (costs["basis"] == "published").any():
        asks.append("Why are there no costs of our own for these channels, and who could supply them?")
    if costs["old"].any():
        asks.append("Is there a newer figure than the one that is more than five years old?")
    if (costs["basis"] == "service").any():
        asks.append("What is counted in our own unit costs: overheads, software, help for people online?")
    if ((costs["basis"] == "none") & (costs["completed"] > 0)).any():
        asks.append("How much would the estimate change if the channels without a unit cost were in it?")
    return tuple(asks)


def _costs_figure(use: pd.DataFrame, theme: str) -> go.Figure | None:
    """For each channel its unit costs in pounds: a mark for each figure, a line for its range."""
    if use.empty:
        return None
    c = colours(theme)
    costs, channels = _costs(use), _ordered(use)
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
            hovertext=[f"<b>{safe(_channel(row['channel']))}</b>: {say_number(row['gbp'], 'gbp', 2)} ({_pounds(row)})"
                       f"<br>{safe(_used_for(row))}" for _, row in some.iterrows()],
        )  # fmt: skip
    for place, channel in enumerate(channels):
        fig.add_annotation(
            text=f"<b>{safe(_channel(channel))}</b>", x=0, xanchor="left", xref="paper", y=place, yanchor="bottom",
            yshift=8, showarrow=False, font={"size": 13, "color": c.text},
        )  # fmt: skip
    fig.update_yaxes(range=[len(channels) - 0.5, -0.75], showticklabels=False, showgrid=False)
    fig.update_xaxes(range=[0, use["high"].max() * 1.06 or 1], tickprefix="£", tickformat=",", nticks=6)
    fig.update_layout(margin={"r": 18}, showlegend=True)
    return fig
