"""A real shift, or less demand: how each channel changed between two periods, and why."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.channels.channel_mix import _LARGEST
from exhibits.channels.channel_names import channel_name
from exhibits.channels.volumes import changes_in_a_year, mix_source, say_changes_in_a_year, whole_percent
from exhibits.common.no_data import words_only
from exhibits.common.scope import service_prefix, with_prefix
from exhibits.common.style import colours, figure, safe
from exhibits.common.view_queries import view_rows
from exhibits.common.who_gets_through_lines import who_gets_through_lines
from exhibits.common.words import period_word, say_count, say_number, say_period, signed_number

_EFFECTS = {
    "demand": "Demand rose or fell",
    "shift": "People changed channel",
    "coverage": "Services with figures for only one of the two",
}


def volume_and_shift(
    view: View, *, service: str | None = None, directorate: str | None = None, since: date | None = None
) -> Exhibit:
    """The change of each channel since a month, split exactly into demand and shift (channels/volume_and_shift).

    since: a day of the month or quarter to compare with (None = a year before the newest complete one). Compared is the
    newest complete one of the same calendar month, so that the season is no part of it, where there is one.
    """
    key, name = "volume_and_shift", service_prefix(view, service, directorate)
    rows = view_rows(view, "channels/volume_and_shift", service=service, directorate=directorate, since=since)
    beside = who_gets_through_lines(view, service=service, directorate=directorate)
    if rows.empty:
        sentence = "No data: there are no figures by channel for two periods that can be compared."
        return words_only(
            key, with_prefix(name, "Demand or shift: no data"), sentence, mix_source(view, service), beside=beside
        )
    rows = _whole_numbers(rows)
    year = changes_in_a_year(view, service, directorate)
    return Exhibit(
        key=key,
        title=with_prefix(name, _title(rows, year)),
        summary=_summary(rows, year),
        table=_table(rows),
        source=mix_source(view, service),
        figure=_figure(rows, view.theme),
        questions=_questions(rows),
        data=rows.drop(columns=[*_EFFECTS, "difference"]),
        note=_note(rows, service),
        beside=beside,
    )


def _whole_numbers(rows: pd.DataFrame) -> pd.DataFrame:
    """The parts as members read them: whole numbers that add up, for each channel and for all together."""
    difference = rows["now"].round() - rows["before"].round()
    coverage = rows["coverage_effect"].round()
    demand = _rounded(rows["volume_effect"] + rows["mix_effect"], total=difference.sum() - coverage.sum())
    return rows.assign(
        difference=difference, demand=demand, coverage=coverage, shift=difference - demand - coverage
    ).reset_index(drop=True)


def _rounded(values: pd.Series, *, total: float) -> pd.Series:
    """Whole numbers that add up to `total`: those furthest above a whole number are rounded up."""
    low = np.floor(values)
    up = round(total - low.sum())
    first = (values - low).sort_values(ascending=False, kind="stable").index[: max(up, 0)]
    return low.add(pd.Series(1.0, index=first), fill_value=0).loc[values.index]


def _months_of(rows: pd.DataFrame) -> tuple[str, str]:
    first = rows.iloc[0]
    before, now = (say_period(first[each], int(first["months"])) for each in ("month_before", "month_now"))
    return before, now


def _title(rows: pd.DataFrame, year: pd.DataFrame) -> str:
    """A verdict only where the year says so too, and it makes up most of the fall: two months alone are no news."""
    before, now = _months_of(rows)
    neutral = f"Demand or shift: what changed from {before} to {now}"
    first, phone = rows.iloc[0], rows[rows["channel"] == "phone"]
    within_a_year = first["month_before"] + pd.DateOffset(years=1) == first["month_now"]
    if phone.empty or not within_a_year:
        return neutral
    row, change = phone.iloc[0], year["change"].to_dict()
    share, total = change.get("phone_share"), change.get("completed")
    half = row["difference"] / 2
    if half < 0 and row["demand"] < half and total == "fell" and share != "fell":
        return "Fewer transactions by phone because demand fell, not because people moved online"
    if half < 0 and row["shift"] < half and share == "fell":
        return "Fewer transactions by phone because people used other ways"
    return neutral


def _summary(rows: pd.DataFrame, year: pd.DataFrame) -> str:
    before, now = _months_of(rows)
    first = rows.iloc[0]
    difference = round(first["total_now"]) - round(first["total_before"])
    moved = f"{abs(difference):,} {'more' if difference > 0 else 'fewer'}" if difference else "the same number"
    sentences = [
        f"{now} against {before}: {say_number(first['total_now'], 'count')} completed transactions, {moved} "
        f"{'than' if difference else 'as'} the {say_number(first['total_before'], 'count')} before."
    ]
    chosen = [*rows.index[rows["channel"] == "phone"], *rows.index[rows["channel"] != "phone"]][:_LARGEST]
    sentences += [_channel_words(rows.loc[index], first=number == 0) for number, index in enumerate(chosen)]
    sentences.append(say_changes_in_a_year(year))
    return " ".join(filter(None, sentences))


def _channel_words(row: pd.Series, *, first: bool) -> str:
    """One channel’s change in a sentence that does not take less demand for a shift, nor more for its opposite."""
    name, change, demand, shift = channel_name(row["channel"]), row["difference"], row["demand"], row["shift"]
    parts = []
    if demand:
        parts.append(f"{_more(demand)} because demand {'rose' if demand > 0 else 'fell'}")
    if shift:
        toward = "moved to it from other channels" if shift > 0 else "used another channel"
        parts.append(f"{_more(shift)} because people {toward}")
    if row["coverage"]:
        parts.append(f"{_more(row['coverage'])} in services with figures for only one of the two")
    sentence = f"{name}: {_more(change) if change else 'no change in number'}"
    sentence += f" ({', '.join(parts)})." if parts else "."
    verdict = _not_a_shift(change, demand, shift) if first else ""
    return f"{sentence} {verdict}".strip()


def _not_a_shift(change: float, demand: float, shift: float) -> str:
    """What a reader of the number alone would get wrong."""
    if change < 0 <= shift and demand < 0:
        return "So the fall is no shift: there was less to do."
    if change < 0 and demand < 0 and shift > change / 4:
        return "So most of the fall is no shift: there was less to do."
    if change >= 0 > shift:
        return "So people did move away from it, though the number did not fall: there was more to do."
    if change > 0 and not shift:
        return "So the rise is no shift towards it: there was more to do."
    return ""


def _more(number: float) -> str:
    return f"{abs(round(number)):,} {'more' if number > 0 else 'fewer'}"


def _note(rows: pd.DataFrame, service: str | None) -> str:
    first = rows.iloc[0]
    now = _months_of(rows)[1]
    period = period_word(int(first["months"]))
    notes = [
        "Demand: what the number would be, had each channel kept its share. Shift: the change of its share, times the "
        f"transactions of {now}. Together they are exactly the change."
    ]
    if service is None and first["services"] > 1:
        notes.append(
            "Both are worked out for each service and added up, so that a busier service is not taken for a shift."
        )
    if first["services_in_one"]:
        which = say_count(int(first["services_in_one"]), "service")
        have = "has" if first["services_in_one"] == 1 else "have"
        notes.append(f"{which} {have} figures for only one of the two {period}s and cannot be split.")
    if pd.Timestamp(first["month_before"]).month != pd.Timestamp(first["month_now"]).month:
        notes.append("The two are different times of the year: part of the difference may be the season.")
    notes.append(f"Two {period}s alone can differ by chance: the year as a whole says more.")
    return " ".join(notes)


def _questions(rows: pd.DataFrame) -> tuple[str, ...]:
    phone = rows[rows["channel"] == "phone"]
    if len(phone) and phone["difference"].iloc[0] < 0:
        row = phone.iloc[0]
        if row["shift"] >= 0 or row["shift"] > row["difference"] / 4:
            return ("Why is there less demand, and would the phone be as busy as before if it came back?",)
        return ("Do those who no longer phone get what they need in the other channels?",)
    return ("What would make more people choose the online way, without closing the others?",)


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    before, now = _months_of(rows)
    several = (rows["mix_effect"].abs() >= 0.5).any()
    apart = (rows["coverage"] != 0).any()
    table = pd.DataFrame({"Channel": [channel_name(each) for each in rows["channel"]]})
    table[before] = [f"{say_number(n, 'count')} ({whole_percent(s)})" for n, s in _pairs(rows, "before")]
    table[now] = [f"{say_number(n, 'count')} ({whole_percent(s)})" for n, s in _pairs(rows, "now")]
    parts = {"Change": "difference", "Because demand rose or fell": "demand"}
    parts |= {"Because people changed channel": "shift"} | ({_EFFECTS["coverage"]: "coverage"} if apart else {})
    for words, column in parts.items():
        table[words] = [signed_number(value, "count") for value in rows[column]]
    if several:  # what demand is made of
        mixed = rows["mix_effect"].round()
        table["Of demand: all services together"] = [signed_number(v, "count") for v in rows["demand"] - mixed]
        table["Of demand: some services more than others"] = [signed_number(v, "count") for v in mixed]
    total = dict.fromkeys(table, "") | {
        "Channel": "All channels",
        before: say_number(rows["total_before"].iloc[0], "count"),
        now: say_number(rows["total_now"].iloc[0], "count"),
        **{words: signed_number(rows[column].sum(), "count") for words, column in parts.items()},
    }
    return pd.concat([table, pd.DataFrame([total])], ignore_index=True)


def _pairs(rows: pd.DataFrame, which: str) -> Iterator[tuple[float, float]]:
    shares = rows[f"share_{which}"].fillna(0)
    return zip(rows[which], shares, strict=True)


def _figure(rows: pd.DataFrame, theme: str) -> go.Figure:
    """For each channel its change in words, and under it a bar for each part of it."""
    c = colours(theme)
    shades = {"demand": (c.main, ""), "shift": (c.second, "/"), "coverage": (c.third, "x")}
    drawn = [each for each in _EFFECTS if (rows[each] != 0).any()] or ["demand"]
    thick, top = 20, 8
    room = 34 + thick * len(drawn)
    below = 14 + 21 * len(drawn)
    fig = figure(theme, height=top + room * len(rows) + below)
    for place, each in enumerate(drawn):
        colour, shape = shades[each]
        # in pixels: the words of a channel, then its bars
        at = [number * room + 32 + thick * (place + 0.5) for number in range(len(rows))]
        fig.add_bar(
            orientation="h", x=rows[each], y=at, width=thick * 0.8, name=_EFFECTS[each],
            marker={"color": colour, "line": {"color": c.text, "width": 1},
                    "pattern": {"shape": shape, "bgcolor": colour, "fgcolor": c.page, "size": 7, "solidity": 0.2}},
            text=[f" {signed_number(value, 'count')} " for value in rows[each]], textposition="outside",
            cliponaxis=False, textfont={"size": 13, "color": c.text}, hoverinfo="skip",
        )  # fmt: skip
    for number, row in rows.iterrows():
        change = signed_number(row["difference"], "count")
        sentence = f"<b>{safe(channel_name(row['channel']))}: {change}</b>"
        fig.add_annotation(
            text=sentence, x=0, xref="paper", xanchor="left", y=number * room + 30, yanchor="bottom", showarrow=False,
            font={"size": 13, "color": c.text},
        )  # fmt: skip
    low, high = min(rows[drawn].min().min(), 0), max(rows[drawn].max().max(), 0)
    spread = high - low or 1
    # room for the numbers beside the longest bars, also on a phone
    fig.update_xaxes(range=[low - (0.24 * spread if low else 0.04 * spread), high + 0.24 * spread], visible=False)
    fig.update_yaxes(range=[room * len(rows), 0], visible=False)
    fig.add_vline(x=0, line={"color": c.muted, "width": 1}, layer="below")
    fig.update_layout(
        barmode="overlay",
        margin={"t": top, "b": below, "l": 10, "r": 10},
        legend={"orientation": "v", "x": 0, "y": -8 / (room * len(rows)), "yanchor": "top", "tracegroupgap": 0,
                "traceorder": "normal"},
    )  # fmt: skip
    return fig
