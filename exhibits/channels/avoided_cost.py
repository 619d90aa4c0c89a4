"""What moving between channels is estimated to have avoided in cost."""

import pandas as pd
import plotly.graph_objects as go

from data.settings import settings
from exhibits import Exhibit, View
from exhibits.channels.channel_names import channel_name, in_order
from exhibits.channels.unit_costs import say_without_cost
from exhibits.common.links import links_to_services
from exhibits.common.no_data import words_only
from exhibits.common.scope import scope_suffix, service_scope
from exhibits.common.source import volumes_line
from exhibits.common.style import colours, figure, value_ticks
from exhibits.common.view_queries import view_rows
from exhibits.common.words import missing, name_some, say_count, say_list, say_month, say_number

_NOT_CASHABLE = (
    "An estimate, not cashable savings: it says what the same transactions would have cost in the channels that people "
    "used before. No budget is smaller for it unless somebody cut one."
)
_MEANS = (
    "For each service and channel, how many transactions left the channel, at today's volume and compared with the mix "
    "of the service's baseline year, times the channel's cost for one transaction; those that came to a channel count "
    "against it. One unit cost stands for all years: prices are not adjusted for inflation."
)


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
    of = scope_suffix(service_scope(view, service, directorate))
    if rows.empty:
        return words_only(
            key,
            f"Estimated avoided cost{of}: no estimate",
            _why_none(states),
            _source(view, states),
        )
    use = view_rows(view, "channels/cost_use", **scope)
    yearly = rows[(rows["service_id"] == "") & rows["year"].notna()]
    total = rows[(rows["service_id"] == "") & rows["year"].isna()].iloc[0]
    whole = yearly[yearly["months"] >= 12]
    newest = whole.iloc[-1] if len(whole) else total
    since = yearly["last_month"].max() - pd.DateOffset(months=months) if months else pd.Timestamp.min
    said = _said(newest, total, yearly, states, change)
    return Exhibit(
        key=key,
        title=f"{_headline(newest['estimate'])}{_when(newest)}{of}: an estimate, not cashable savings",
        lead=said[0],
        more=tuple(said[1:5]),
        links=links_to_services(states),
        table=_table(rows, states),
        source=_source(view, states),
        figure=_years_figure(yearly[yearly["last_month"] > since], view.theme),
        questions=_questions(newest, total, use, service),
        data=_data(rows, states),
        note=_note(states, use, change),
    )


def _year_name(year: pd.Timestamp | None, begins: int) -> str:
    """ "2025/26", or "2025" where the financial year is the calendar year; "" for all years together."""
    if missing(year):
        return ""
    return f"{year.year}" if begins == 1 else f"{year.year}/{(year.year + 1) % 100:02}"


def _when(row: pd.Series) -> str:
    return f" in {row['label']}" if row["label"] else f" since {say_month(row['first_month'])}"


def _begin(row: pd.Series) -> str:
    """ "In 2025/26," or "Since October 2022,": the start of a sentence."""
    when = _when(row).strip()
    return f"{when[0].upper()}{when[1:]},"


def _about(amount: float) -> str:
    """The amount without its sign, to three figures: "about £123,000"; small ones to the pound."""
    size = abs(amount)
    return f"about {say_number(float(f'{size:.3g}') if size >= 1000 else round(size), 'gbp')}"


def _headline(estimate: float) -> str:
    if abs(estimate) < 0.5:
        return "No cost avoided, and none added,"
    amount = _about(estimate)
    return f"{amount[0].upper()}{amount[1:]} {'of cost avoided' if estimate > 0 else 'of extra cost'}"


def _range(row: pd.Series) -> str:
    """ "£80,000 to £160,000"; with words where the range, or a part of it, is an extra cost."""
    low, high = (f"{_about(row[end]).removeprefix('about ')}" for end in ("low", "high"))
    if row["low"] >= 0:
        return f"{low} to {high}"
    if row["high"] <= 0:
        return f"{high} to {low} of extra cost"
    return f"an extra cost of {low} to an avoided cost of {high}"


def _said(newest: pd.Series, total: pd.Series, yearly: pd.DataFrame, states: pd.DataFrame, change: int) -> list[str]:
    if newest["moved"] < 0.5:
        sentences = [f"{_begin(newest)} people used the same mix of channels as before: no cost was avoided."]
    else:
        moved = (
            f"{say_number(round(newest['moved']), 'count')} of {say_number(newest['completed'], 'count')} transactions "
            "had moved"
        )
        sentences = [f"{_begin(newest)} {_effect(newest['estimate'], moved)} (range: {_range(newest)})."]
        if newest["low"] < 0 < newest["high"]:
            sentences.append("The range lies on both sides of 0: unit costs do not settle whether cost was avoided.")
    if change:
        more = "larger" if change > 0 else "smaller"
        sentences.append(f"Changed by you: every difference in unit cost is taken to be {abs(change)}% {more}.")
    sentences.append("This is an estimate, not cashable savings.")
    if newest["label"]:
        sentences += _other_years(newest, total, yearly)
    left = len(states) - int(total["services"])
    if left:
        sentences.append(f"The estimate covers {int(total['services'])} of {len(states)} services with volumes.")
    return [*sentences, f"Compared with the channels of {_baseline(states)}."]


def _other_years(newest: pd.Series, total: pd.Series, yearly: pd.DataFrame) -> list[str]:
    extra = " of extra cost" if total["estimate"] < -0.5 else ""
    sentence = f"Since {say_month(total['first_month'])} it adds up to {_about(total['estimate'])}{extra}"
    sentences = [f"{sentence} (range: {_range(total)})."]
    last = yearly.iloc[-1]
    if last["label"] != newest["label"]:
        so_far, extra = say_count(int(last["months"]), "month"), " of extra cost" if last["estimate"] < -0.5 else ""
        sentences.append(f"{last['label']} so far ({so_far}): {_about(last['estimate'])}{extra}.")
    return sentences


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
    return f"{moved} to {channels} channels: by estimate, {_about(estimate)} was {way}"


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
            count = say_count(len(those), "service")
            parts.append(f"{words.format(f'{count} {has}')} ({name_some(those['name'], 4, strict=True)})")
    return f"Not in the estimate: {'; '.join(parts)}." if parts else ""


def _note(states: pd.DataFrame, use: pd.DataFrame, change: int) -> str:
    notes = [_NOT_CASHABLE]
    missing_cost = use[(use["basis"] == "none") & (use["completed"] > 0)]
    if len(missing_cost):
        notes.append(say_without_cost(missing_cost))
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


def _questions(newest: pd.Series, total: pd.Series, use: pd.DataFrame, service: str | None) -> tuple[str, ...]:
    questions = []
    if newest["estimate"] < -0.5:
        questions.append("Why do more people use the dearer channels, and did the online route work for them?")
    else:
        questions.append("Has any budget become smaller, or has the time gone into other work? Which?")
    published = use[(use["basis"] == "published") & use["expected"].notna()]
    if len(published):
        unknown = say_list([channel_name(channel).lower() for channel in in_order(published["channel"])])
        questions.append(f"When will the council know its own costs for {unknown}?")
    if total["low"] < 0 < total["high"]:
        questions.append("Which unit cost decides whether anything was avoided at all?")
    return tuple(questions)


def _source(view: View, states: pd.DataFrame) -> str:
    parts = [volumes_line(view)]
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


def _lines(rows: pd.DataFrame, states: pd.DataFrame) -> list[tuple[str, pd.Series, str]]:
    """The years together, then each service: what it is, its row, and what it is compared with."""
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
    return lines


def _data(rows: pd.DataFrame, states: pd.DataFrame) -> pd.DataFrame:
    """The rows of the table as numbers."""
    lines = _lines(rows, states)
    data = pd.DataFrame([row for _, row, _ in lines]).drop(columns="label")
    data.insert(0, "what", [what for what, _, _ in lines])
    return data


def _table(rows: pd.DataFrame, states: pd.DataFrame) -> pd.DataFrame:
    lines = _lines(rows, states)
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
    floor, top = low - room if low else 0, high + room
    fig.update_yaxes(range=[floor, top], zeroline=True, **value_ticks("gbp", floor, top))
    fig.update_layout(bargap=0.35, barmode="overlay", showlegend=True, margin={"t": 40})
    return fig
