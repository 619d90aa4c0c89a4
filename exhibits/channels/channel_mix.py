"""How people reach the council: the mix of channels, and whether a change in it is a shift or only more or less demand.

service: a service id (None = all); directorate: its name (None = the whole council).
"""

from datetime import date
from itertools import accumulate

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from data.settings import Channel, settings
from exhibits import Exhibit, View
from exhibits.common.chart_parts import definition_of, heading, ink_on, signed
from exhibits.common.process_chart import TAKE_UP
from exhibits.common.source import source_line
from exhibits.common.style import (
    colours,
    figure,
    line_end_label,
    missing,
    month_ticks,
    period_word,
    safe,
    say_count,
    say_date,
    say_list,
    say_number,
    say_period,
)
from exhibits.common.view_queries import view_rows
from exhibits.common.who_gets_through import who_gets_through_lines

_LARGEST = 3  # channels with a colour of their own; a fourth colour is for the others
_OTHER = "other"
_PATTERNS = ("", "/", ".", "x")
_ROOM = 38  # pixels from one label of two lines to the next
_TOP, _SHARES, _BETWEEN, _VOLUMES, _BELOW = 30, 230, 70, 170, 42  # pixels, from the top of the figure to its foot


def _named(view: View, service: str | None, directorate: str | None) -> str:
    """ "", "Housing: " or "Parking permits: ", in front of a title."""
    if service is None:
        return f"{directorate}: " if directorate else ""
    names = view_rows(view, "channels/services", service=service)["name"]
    return f"{names.iloc[0] if len(names) else service}: "


def _titled(name: str, words: str) -> str:
    return f"{name}{words[0].lower()}{words[1:]}" if name else words


def _source(view: View, service: str | None) -> str:
    known = definition_of(view, f"{TAKE_UP}@{service}" if service else TAKE_UP)
    if known is None:
        return ""
    meaning = "Completed transactions by the channel in which people got in touch; each counts once."
    return source_line(view, pd.Series(known.to_dict() | {"plain_meaning": meaning}))


def _channel_names() -> dict[str, str]:
    return {each.channel: each.name for each in settings().every_channel}


def _in_words(channel: str) -> str:
    return _channel_names().get(channel, channel)


def _within(channel: str) -> str:
    """The channel's name inside a sentence."""
    name = _in_words(channel)
    return name[:1].lower() + name[1:]


# -- the mix over time -----------------------------------------------------------------------------------------------


def mix(
    view: View, *, service: str | None = None, directorate: str | None = None, months: int | None = None
) -> Exhibit:
    """Share and number of completed transactions by channel. months: how many to draw (None = all)."""
    key, name = "channel_mix", _named(view, service, directorate)
    every = view_rows(view, "channels/mix", service=service, directorate=directorate)
    rows = every[every["complete"] & (every["total"] > 0)].reset_index(drop=True)
    beside = who_gets_through_lines(view, service=service, directorate=directorate)
    if rows.empty:
        said = "No data: no channel volumes that are split by channel have been published yet."
        return Exhibit(key, _titled(name, "Channel mix: no data"), said, pd.DataFrame(), "", beside=beside)
    length = int(rows["months"].iloc[0])
    newest = rows[rows["month"] == rows["month"].max()].sort_values("completed", ascending=False)
    shown = rows[rows["month"] > rows["month"].max() - pd.DateOffset(months=months)] if months else rows
    year = _year_of(view, service, directorate)
    return Exhibit(
        key=key,
        title=_mix_title(newest, length, name),
        summary=" ".join(filter(None, [_mix_summary(newest, length), _year_words(year)])),
        table=_mix_table(shown, length),
        source=_source(view, service),
        figure=_mix_figure(shown, length, view.theme),
        questions=_mix_questions(year),
        data=rows,
        note=_mix_note(every, shown, length),
        beside=beside,
    )


def _mix_title(newest: pd.DataFrame, length: int, name: str) -> str:
    largest, when = newest.iloc[0], say_period(newest["month"].iloc[0], length)
    said = f"{_in_words(largest['channel'])} is the largest channel, with {_percent(largest['share'])} in {when}"
    return _titled(name, said)


def _percent(share: float) -> str:
    """Whole percents; what is there at all never reads as 0%, and what is not all never as 100%."""
    if 0 < share < 0.5:
        return "under 1%"
    return "over 99%" if 99.5 <= share < 100 else f"{share:.0f}%"


def _mix_summary(newest: pd.DataFrame, length: int) -> str:
    parts = [
        f"{_within(row['channel'])} {_percent(row['share'])} ({say_number(row['completed'], 'count')})"
        for _, row in newest[newest["completed"] > 0].iterrows()
    ]
    total = say_count(round(newest["total"].iloc[0]), "completed transaction")
    return f"{say_period(newest['month'].iloc[0], length)}: {total}, of them {say_list(parts)}."


def _year_of(view: View, service: str | None, directorate: str | None) -> pd.DataFrame:
    """How take-up, the phone's share and the number of transactions changed within a year, by measure_id."""
    rows = view_rows(view, "channels/year_on_year", service=service, directorate=directorate)
    return rows[rows["service_id"] == ""].set_index("measure_id")


def _year_words(year: pd.DataFrame) -> str:
    """What has really changed within a year: take-up, the phone's share, and how much there was to do."""
    subjects = {
        "digital_take_up": "digital take-up",
        "phone_share": f"the share by {_within('phone')}",
        "completed": "the number of transactions",
    }
    parts = {"rose": [], "fell": [], "no_real_change": []}
    for measure_id, subject in subjects.items():
        if measure_id not in year.index or year.loc[measure_id, "change"] not in parts:
            continue
        row = year.loc[measure_id]
        if row["change"] == "no_real_change":
            parts["no_real_change"].append(subject)
        else:
            now, before = (say_number(row[each], row["unit"]) for each in ("now", "before"))
            parts[row["change"]].append(f"{subject} {row['change']} from {before} to {now}")
    moved = [*parts["rose"], *parts["fell"]]
    if parts["no_real_change"]:
        moved.append(f"{say_list(parts['no_real_change'])} did not really change")
    return f"Over twelve months, against the twelve before: {'; '.join(moved)}." if moved else ""


def _mix_questions(year: pd.DataFrame) -> tuple[str, ...]:
    change = year["change"].to_dict()
    if change.get("phone_share") == "fell" and change.get("completed") == "fell":
        return ("Is the phone used less because people moved online, or because fewer people needed the council?",)
    if change.get("digital_take_up") == "rose":
        return ("Who still uses the phone or comes in person, and would an online service suit them?",)
    return ("Which channel do people prefer for which service, and how do we know?",)


def _mix_note(every: pd.DataFrame, shown: pd.DataFrame, length: int) -> str:
    notes = []
    running = every[~every["complete"] & (every["month"] > shown["month"].max())]
    if len(running):
        notes.append(f"{say_period(running['month'].max(), length)} is not complete yet and is left out.")
    now = shown[shown["month"] == shown["month"].max()].iloc[0]
    if now["not_split"] > 0:
        left_out = say_count(round(now["not_split"]), "transaction")
        when = say_period(now["month"], length)
        notes.append(f"{left_out} of {when} {'is' if now['not_split'] == 1 else 'are'} only known as a total.")
    groups = _groups(shown)
    rest = sorted({_within(c) for c in shown["channel"] if groups.get(c) == _OTHER})
    if rest:
        notes.append(f"Other channels are {say_list(rest)}.")
    missing_months = _missing(shown, length)
    if missing_months:
        notes.append(f"No data, or not from all services, for {say_list(missing_months)}.")
    return " ".join(notes)


def _missing(shown: pd.DataFrame, length: int) -> list[str]:
    every = pd.date_range(shown["month"].min(), shown["month"].max(), freq=pd.DateOffset(months=length))
    return [say_period(month, length) for month in every if month not in set(shown["month"])]


def _mix_table(shown: pd.DataFrame, length: int) -> pd.DataFrame:
    """Newest first: the total, and each channel with its share."""
    counts = shown.pivot(index="month", columns="channel", values="completed").iloc[::-1]
    shares = shown.pivot(index="month", columns="channel", values="share").iloc[::-1]
    totals = shown.drop_duplicates("month").set_index("month")["total"]
    table = pd.DataFrame({period_word(length).capitalize(): [say_period(m, length) for m in counts.index]})
    table["All transactions"] = [say_number(totals[m], "count") for m in counts.index]
    for channel in _in_order(counts.columns):
        table[_in_words(channel)] = [
            "–" if missing(count) else f"{say_number(count, 'count')} ({_percent(share)})"
            for count, share in zip(counts[channel], shares[channel], strict=True)
        ]
    return table


def _in_order(channels) -> list[str]:
    """As council.toml lists them; what it does not list, last."""
    order = list(_channel_names())
    return sorted(channels, key=lambda c: (order.index(c) if c in order else len(order), c))


def _groups(shown: pd.DataFrame) -> dict[str, str]:
    """Which area of the figure a channel belongs to: its own, or that of the others."""
    sums = shown.groupby("channel")["completed"].sum()
    sums = sums[sums > 0]
    stated = sums.drop("not_stated", errors="ignore").sort_values(ascending=False, kind="stable")
    own = list(sums.index) if len(sums) <= _LARGEST + 1 else list(stated.index[:_LARGEST])
    return {channel: channel if channel in own else _OTHER for channel in sums.index}


def _mix_figure(shown: pd.DataFrame, length: int, theme: str) -> go.Figure:
    """Above the shares, below the numbers: areas with their names at the end."""
    c = colours(theme)
    groups = _groups(shown)
    grouped = (
        shown.assign(group=shown["channel"].map(groups))
        .dropna(subset="group")
        .pivot_table(index="month", columns="group", values="completed", aggfunc="sum", fill_value=0)
    )
    order = [each for each in [*_in_order(set(groups.values()) - {_OTHER}), _OTHER] if each in grouped]
    counts = grouped[order]
    shares = counts.div(counts.sum(axis=1), axis=0) * 100
    height = _TOP + _SHARES + _BETWEEN + _VOLUMES + _BELOW
    inner = height - _TOP - _BELOW
    fig = make_subplots(
        rows=2,
        cols=1,
        shared_xaxes=True,
        vertical_spacing=_BETWEEN / inner,
        row_heights=[_SHARES / (_SHARES + _VOLUMES), _VOLUMES / (_SHARES + _VOLUMES)],
    )
    fig.update_layout(figure(theme, height=height).layout)
    fig.update_layout(margin={"t": _TOP, "b": _BELOW, "r": 100})
    words = _words(order, counts, shares, length)
    for row, frame in ((1, shares), (2, counts)):
        _areas(fig, frame, length, row, words, c)
    first, last = counts.index.min(), counts.index.max()
    # to its very edges the areas fill the chart, so that their names stand beside them
    half = pd.Timedelta(days=15 * length)
    ticks = month_ticks(first, last, length) | {"range": [first - half, last + half]}
    fig.update_xaxes(**ticks, automargin=False)
    fig.update_xaxes(showticklabels=True, row=1, col=1)
    fig.update_yaxes(range=[0, 100], tickvals=[0, 25, 50, 75, 100], ticktext=["0%", "25%", "50%", "75%", "100%"], row=1)
    fig.update_yaxes(range=[0, counts.sum(axis=1).max() * 1.06], tickformat=",", nticks=4, row=2, col=1)
    heading(fig, "<b>Share of the transactions</b>", 1, 1, c)
    heading(fig, f"<b>Number of transactions in a {period_word(length)}</b>", 2, 1, c)
    _ends(fig, order, shares.iloc[-1], c)
    _starts(fig, shown, first - half, last + half, c)
    return fig


def _words(order: list[str], counts: pd.DataFrame, shares: pd.DataFrame, length: int) -> dict[str, list[str]]:
    """What the pointer shows in each area."""
    return {
        each: [
            f"<b>{say_period(month, length)}</b><br>{safe(_area_name(each))}: {_percent(share)}, "
            f"{say_number(count, 'count')}"
            for month, share, count in zip(counts.index, shares[each], counts[each], strict=True)
        ]
        for each in order
    }


def _area_name(group: str) -> str:
    return "Other channels" if group == _OTHER else _in_words(group)


def _areas(fig: go.Figure, frame: pd.DataFrame, length: int, row: int, words: dict[str, list[str]], c) -> None:
    half = pd.Timedelta(days=15 * length)
    sums = frame.cumsum(axis=1)
    apart = np.flatnonzero(np.diff(frame.index) > np.timedelta64(31 * length + 1, "D")) + 1
    for run in np.split(np.arange(len(frame)), apart):  # areas do not bridge what nobody knows
        months = frame.index[run]
        x = [months[0] - half, *months, months[-1] + half]  # one month alone is an area too
        for number, each in enumerate(frame.columns):
            fig.add_scatter(
                x=x, y=np.pad(sums[each].to_numpy()[run], 1, mode="edge"), mode="lines", hoverinfo="skip",
                showlegend=False,
                line={"color": c.page, "width": 1.5}, fill="tonexty" if number else "tozeroy",
                fillpattern={"shape": _PATTERNS[number], "bgcolor": c.series[number], "fgcolor": c.page, "size": 8,
                             "solidity": 0.15},
                fillcolor=c.series[number], row=row, col=1,
            )  # fmt: skip
    for each in frame.columns:
        fig.add_scatter(
            x=frame.index, y=sums[each] - frame[each] / 2, mode="markers", marker={"opacity": 0, "size": 12},
            hovertext=words[each], hoverinfo="text", showlegend=False, row=row, col=1,
        )  # fmt: skip


def _ends(fig: go.Figure, order: list[str], shares: pd.Series, c) -> None:
    """The names of the areas at their right end, pushed apart where they are thin."""
    middles = [top - share / 2 for top, share in zip(accumulate(shares[order]), shares[order], strict=True)]
    at = [middle / 100 * _SHARES for middle in middles]
    wanted: list[float] = []
    for pixel in at:
        wanted.append(max(pixel, 17, wanted[-1] + _ROOM if wanted else 0))
    for index in range(len(wanted) - 1, -1, -1):  # what was pushed out at the top comes back down
        wanted[index] = min(wanted[index], wanted[index + 1] - _ROOM if index + 1 < len(wanted) else _SHARES - 17)
    for number, (each, middle, pixel, to) in enumerate(zip(order, middles, at, wanted, strict=True)):
        label = line_end_label(
            f"<b>{safe(_area_name(each))}</b><br>{_percent(shares[each])}", middle, c.text, shift=round(to - pixel)
        )
        swatch = {"bgcolor": c.series[number], "font": {"size": 12, "color": ink_on(c.series[number])}, "borderpad": 2}
        fig.add_annotation(label | swatch)


def _started(shown: pd.DataFrame) -> list[Channel]:
    """Channels of the figures that council.toml gives a first day."""
    used = set(shown.loc[shown["completed"] > 0, "channel"])
    return [each for each in settings().channels if each.started_on and each.channel in used]


def _starts(fig: go.Figure, shown: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp, c) -> None:
    for each in _started(shown):
        day = pd.Timestamp(each.started_on)
        if not first <= day <= last:
            continue
        for axis in ("y", "y2"):
            ends = {"x0": day, "x1": day, "y0": 0, "y1": 1, "yref": f"{axis} domain"}
            fig.add_shape(type="line", line={"color": c.page, "width": 4}, **ends)  # so that it shows on dark areas
            fig.add_shape(type="line", line={"color": c.text, "width": 2, "dash": "dot"}, **ends)
        anchor = "right" if day - first > (last - first) / 2 else "left"
        fig.add_annotation(
            text=f"{safe(each.name)}<br>starts", x=day, xanchor=anchor, align=anchor, y=1, yref="y2 domain",
            yanchor="top", showarrow=False, font={"size": 12, "color": c.text}, bgcolor=c.page, borderpad=1,
            hovertext=say_date(each.started_on),
        )  # fmt: skip


# -- volume and shift ------------------------------------------------------------------------------------------------

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
    key, name = "volume_and_shift", _named(view, service, directorate)
    rows = view_rows(view, "channels/volume_and_shift", service=service, directorate=directorate, since=since)
    beside = who_gets_through_lines(view, service=service, directorate=directorate)
    if rows.empty:
        said = "No data: there are no figures by channel for two periods that can be compared."
        return Exhibit(
            key, _titled(name, "Demand or shift: no data"), said, pd.DataFrame(), _source(view, service), beside=beside
        )
    rows = _whole_numbers(rows)
    year = _year_of(view, service, directorate)
    return Exhibit(
        key=key,
        title=_titled(name, _shift_title(rows, year)),
        summary=_shift_summary(rows, year),
        table=_shift_table(rows),
        source=_source(view, service),
        figure=_shift_figure(rows, view.theme),
        questions=_shift_questions(rows),
        data=rows.drop(columns=[*_EFFECTS, "difference"]),
        note=_shift_note(rows, service),
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
    return tuple(say_period(first[each], int(first["months"])) for each in ("month_before", "month_now"))


def _shift_title(rows: pd.DataFrame, year: pd.DataFrame) -> str:
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


def _shift_summary(rows: pd.DataFrame, year: pd.DataFrame) -> str:
    before, now = _months_of(rows)
    first = rows.iloc[0]
    difference = round(first["total_now"]) - round(first["total_before"])
    moved = f"{abs(difference):,} {'more' if difference > 0 else 'fewer'}" if difference else "the same number"
    said = [
        f"{now} against {before}: {say_number(first['total_now'], 'count')} completed transactions, {moved} "
        f"{'than' if difference else 'as'} the {say_number(first['total_before'], 'count')} before."
    ]
    chosen = [*rows.index[rows["channel"] == "phone"], *rows.index[rows["channel"] != "phone"]][:_LARGEST]
    said += [_channel_words(rows.loc[index], first=number == 0) for number, index in enumerate(chosen)]
    said.append(_year_words(year))
    return " ".join(filter(None, said))


def _channel_words(row: pd.Series, *, first: bool) -> str:
    """One channel’s change in a sentence that does not take less demand for a shift, nor more for its opposite."""
    name, change, demand, shift = _in_words(row["channel"]), row["difference"], row["demand"], row["shift"]
    parts = []
    if demand:
        parts.append(f"{_more(demand)} because demand {'rose' if demand > 0 else 'fell'}")
    if shift:
        toward = "moved to it from other channels" if shift > 0 else "used another channel"
        parts.append(f"{_more(shift)} because people {toward}")
    if row["coverage"]:
        parts.append(f"{_more(row['coverage'])} in services with figures for only one of the two")
    said = f"{name}: {_more(change) if change else 'no change in number'}"
    said += f" ({', '.join(parts)})." if parts else "."
    verdict = _not_a_shift(change, demand, shift) if first else ""
    return f"{said} {verdict}".strip()


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


def _shift_note(rows: pd.DataFrame, service: str | None) -> str:
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


def _shift_questions(rows: pd.DataFrame) -> tuple[str, ...]:
    phone = rows[rows["channel"] == "phone"]
    if len(phone) and phone["difference"].iloc[0] < 0:
        row = phone.iloc[0]
        if row["shift"] >= 0 or row["shift"] > row["difference"] / 4:
            return ("Why is there less demand, and would the phone be as busy as before if it came back?",)
        return ("Do those who no longer phone get what they need in the other channels?",)
    return ("What would make more people choose the online way, without closing the others?",)


def _shift_table(rows: pd.DataFrame) -> pd.DataFrame:
    before, now = _months_of(rows)
    several = (rows["mix_effect"].abs() >= 0.5).any()
    apart = (rows["coverage"] != 0).any()
    table = pd.DataFrame({"Channel": [_in_words(each) for each in rows["channel"]]})
    table[before] = [f"{say_number(n, 'count')} ({_percent(s)})" for n, s in _pairs(rows, "before")]
    table[now] = [f"{say_number(n, 'count')} ({_percent(s)})" for n, s in _pairs(rows, "now")]
    parts = {"Change": "difference", "Because demand rose or fell": "demand"}
    parts |= {"Because people changed channel": "shift"} | ({_EFFECTS["coverage"]: "coverage"} if apart else {})
    for words, column in parts.items():
        table[words] = [signed(value, "count") for value in rows[column]]
    if several:  # what demand is made of
        mixed = rows["mix_effect"].round()
        table["Of demand: all services together"] = [signed(v, "count") for v in rows["demand"] - mixed]
        table["Of demand: some services more than others"] = [signed(v, "count") for v in mixed]
    total = dict.fromkeys(table, "") | {
        "Channel": "All channels",
        before: say_number(rows["total_before"].iloc[0], "count"),
        now: say_number(rows["total_now"].iloc[0], "count"),
        **{words: signed(rows[column].sum(), "count") for words, column in parts.items()},
    }
    return pd.concat([table, pd.DataFrame([total])], ignore_index=True)


def _pairs(rows: pd.DataFrame, which: str):
    shares = rows[f"share_{which}"].fillna(0)
    return zip(rows[which], shares, strict=True)


def _shift_figure(rows: pd.DataFrame, theme: str) -> go.Figure:
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
            text=[f" {signed(value, 'count')} " for value in rows[each]], textposition="outside", cliponaxis=False,
            textfont={"size": 13, "color": c.text}, hoverinfo="skip",
        )  # fmt: skip
    for number, row in rows.iterrows():
        change = signed(row["difference"], "count")
        said = f"<b>{safe(_in_words(row['channel']))}: {change}</b>"
        fig.add_annotation(
            text=said, x=0, xref="paper", xanchor="left", y=number * room + 30, yanchor="bottom", showarrow=False,
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
