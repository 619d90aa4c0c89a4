"""A real shift, or less demand: how each channel changed between two periods, and why."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from exhibits import Exhibit, View
from exhibits.channels.channel_mix import _LARGEST
from exhibits.channels.channel_names import channel_inside, channel_name
from exhibits.channels.volumes import changes_in_a_year, mix_source, say_changes_in_a_year, whole_percent
from exhibits.common.chart_parts import heading
from exhibits.common.no_data import words_only
from exhibits.common.scope import service_prefix, with_prefix
from exhibits.common.style import colours, figure, safe
from exhibits.common.view_queries import view_rows
from exhibits.common.who_gets_through_lines import who_gets_through_lines, who_gets_through_links
from exhibits.common.words import POINTS, name_some, period_word, say_count, say_number, say_period, signed_number

_TO_DO, _MOVED = "More or less to do", "People changed channel"
_PANELS = {"demand": _TO_DO, "shift": _MOVED}
_SERVICES_USED = {  # whose demand a channel feels, where it is not "used by phone"
    "online": "used online",
    "face_to_face": "used face to face",
    "assisted_digital": "used with help",
    "automated": "used by automated means",
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
        lead=_lead(rows),
        more=tuple(_more_said(rows, year)[:POINTS]),
        table=_table(rows),
        source=mix_source(view, service),
        figure=_figure(rows, view.theme),
        questions=_questions(rows),
        data=_machine_readable(rows),
        note=_note(rows),
        beside=beside,
        links=who_gets_through_links(view, service=service, directorate=directorate),
    )


def _machine_readable(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of the table as numbers: each channel, then all."""
    left_out = {each: rows[each].map("; ".join) for each in ("without_now", "without_before")}
    data = rows.drop(columns="difference").assign(**left_out)
    sums = data[["before", "now", "change", "volume_effect", "mix_effect", "shift_effect", "demand", "shift"]].sum()
    total = {**data.iloc[0], **sums, "channel": "All channels", "share_before": 100.0, "share_now": 100.0}
    return pd.DataFrame([*data.to_dict("records"), total])


def _whole_numbers(rows: pd.DataFrame) -> pd.DataFrame:
    """The parts as members read them: whole numbers that add up, for each channel and for all together."""
    difference = rows["now"].round() - rows["before"].round()
    demand = _rounded(rows["volume_effect"] + rows["mix_effect"], total=difference.sum())
    return rows.assign(difference=difference, demand=demand, shift=difference - demand).reset_index(drop=True)


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


def _lead(rows: pd.DataFrame) -> str:
    before, now = _months_of(rows)
    first = rows.iloc[0]
    difference = round(first["total_now"]) - round(first["total_before"])
    count = f"{abs(difference):,} {'more' if difference > 0 else 'fewer'}" if difference else "as many"
    among = ""
    if _left_out(rows):
        among = f", in the {say_count(int(first['services']), 'service')} with figures for both"
    return f"{now} against {before}: {count} completed transactions{among}."


def _left_out(rows: pd.DataFrame) -> bool:
    return bool(len(rows["without_now"].iloc[0]) or len(rows["without_before"].iloc[0]))


def _more_said(rows: pd.DataFrame, year: pd.DataFrame) -> list[str]:
    """The phone, what its number alone would be taken for, which services are left out, the year, another channel."""
    chosen = [*rows.index[rows["channel"] == "phone"], *rows.index[rows["channel"] != "phone"]]
    first = rows.loc[chosen[0]]
    verdict = _not_a_shift(first["difference"], first["demand"], first["shift"])
    others = [_channel_words(rows.loc[index]) for index in chosen[1:_LARGEST]]
    return list(filter(None, [_channel_words(first), verdict, *_without(rows), say_changes_in_a_year(year), *others]))


def _without(rows: pd.DataFrame) -> list[str]:
    """Services that lack one of the two, by name: that figures have not come is news."""
    before, now = _months_of(rows)
    sentences = []
    for month, names in ((now, rows["without_now"].iloc[0]), (before, rows["without_before"].iloc[0])):
        if len(names):
            have = "has" if len(names) == 1 else "have"
            left = "is" if len(names) == 1 else "are"
            sentences.append(f"{name_some(names, 2, strict=True)} {have} no {month} figures and {left} left out.")
    return sentences


def _channel_words(row: pd.Series) -> str:
    """One channel's change in a sentence that does not take less demand for a shift, nor more for its opposite."""
    name, change, demand, shift = channel_name(row["channel"]), row["difference"], row["demand"], row["shift"]
    parts = []
    if shift:
        toward = "moved to it" if shift > 0 else "used another channel"
        parts.append((abs(shift), f"{_more(shift)} because people {toward}"))
    if demand:
        # of one service it is demand that rose or fell; of several, that of the services which use this channel
        used = _SERVICES_USED.get(row["channel"], f"used by {channel_inside(row['channel'])}")
        which = f"services {used} had {'more' if demand > 0 else 'less'} demand"
        whole = f"demand {'rose' if demand > 0 else 'fell'}"
        parts.append((abs(demand), f"{_more(demand)} because {whole if row['services'] == 1 else which}"))
    said = ", ".join(words for _, words in sorted(parts, reverse=True))
    return f"{name}: {_more(change) if change else 'no change in number'}{f' ({said})' if said else ''}."


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


def _note(rows: pd.DataFrame) -> str:
    first = rows.iloc[0]
    period = period_word(int(first["months"]))
    notes = [
        f"{_TO_DO}: what would have changed, had each service kept its channels. {_MOVED}: the rest. "
        "Worked out for each service, and added up."
    ]
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
    table = pd.DataFrame({"Channel": [channel_name(each) for each in rows["channel"]]})
    table[before] = [f"{say_number(n, 'count')} ({whole_percent(s)})" for n, s in _pairs(rows, "before")]
    table[now] = [f"{say_number(n, 'count')} ({whole_percent(s)})" for n, s in _pairs(rows, "now")]
    parts = {"Change": "difference", "Because there was more or less to do": "demand"}
    parts |= {"Because people changed channel": "shift"}
    for words, column in parts.items():
        table[words] = [signed_number(value, "count") for value in rows[column]]
    if several:  # what more or less to do is made of
        mixed = rows["mix_effect"].round()
        table["Of what there was to do: all services together"] = [
            signed_number(v, "count") for v in rows["demand"] - mixed
        ]
        table["Of what there was to do: some services more than others"] = [signed_number(v, "count") for v in mixed]
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
    """Two charts of one scale side by side: what there was to do, and who moved; a bar for each large channel."""
    c, room, top = colours(theme), 46, 34
    rows = _drawn(rows)
    fig = make_subplots(rows=1, cols=len(_PANELS), horizontal_spacing=0.06)
    fig.update_layout(figure(theme, height=top + room * len(rows) + 8).layout)
    largest = rows[list(_PANELS)].abs().max().max() or 1
    for column, (each, words) in enumerate(_PANELS.items(), 1):
        fig.add_bar(
            orientation="h", x=rows[each], y=rows.index, width=0.4, marker={"color": c.series[column - 1]},
            text=[f" {signed_number(value, 'count')} " for value in rows[each]], textposition="outside",
            cliponaxis=False, textfont={"size": 13, "color": c.text}, hoverinfo="skip", showlegend=False,
            row=1, col=column,
        )  # fmt: skip
        heading(fig, f"<b>{words}</b>", 1, column, c)
        fig.add_vline(x=0, line={"color": c.muted, "width": 1}, layer="below", row=1, col=column)
    for number, row in rows.iterrows():
        fig.add_annotation(
            text=f"{safe(row['name'])}: {signed_number(row['difference'], 'count')}", x=0, xref="paper", xanchor="left",
            y=number, yanchor="bottom", yshift=9, showarrow=False, font={"size": 13, "color": c.text},
            bgcolor=c.page,
        )  # fmt: skip
    # room for the numbers beside the longest bars, also on a phone
    fig.update_xaxes(range=[-1.7 * largest, 1.7 * largest], visible=False)
    fig.update_yaxes(range=[len(rows) - 0.6, -0.85], visible=False)
    fig.update_layout(margin={"t": top, "b": 8, "l": 10, "r": 10})
    return fig


def _drawn(rows: pd.DataFrame) -> pd.DataFrame:
    """The largest channels by name, and the others as one, so that the eye finds what matters."""
    named = [channel_name(each) for each in rows["channel"]]
    if len(rows) > _LARGEST + 1:
        named[_LARGEST:] = ["Other channels"] * (len(rows) - _LARGEST)
    sums = rows.assign(name=named).groupby("name", sort=False)[["difference", *_PANELS]].sum()
    return sums.reset_index()
