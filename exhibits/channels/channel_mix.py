"""How people reach the council: the mix of channels over time."""

from datetime import date
from itertools import accumulate

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from data.settings import settings
from exhibits import Exhibit, View
from exhibits.channels.channel_names import channel_inside, channel_name, in_order
from exhibits.channels.volumes import changes_in_a_year, mix_source, say_changes_in_a_year, say_late, whole_percent
from exhibits.common.chart_parts import heading, ink_on, spread
from exhibits.common.no_data import words_only
from exhibits.common.scope import service_prefix, with_prefix
from exhibits.common.style import Colours, colours, figure, line_end_label, month_ticks, safe
from exhibits.common.view_queries import view_rows
from exhibits.common.who_gets_through_lines import who_gets_through_lines, who_gets_through_links
from exhibits.common.words import missing, period_word, say_count, say_date, say_list, say_number, say_period

_LARGEST = 3  # channels with a colour of their own; a fourth colour is for the others
_OTHER = "other"
_ROOM = 38  # pixels from one label of two lines to the next
_TOP, _SHARES, _BETWEEN, _VOLUMES, _BELOW = 30, 230, 70, 170, 42  # pixels, from the top of the figure to its foot


def mix(
    view: View, *, service: str | None = None, directorate: str | None = None, months: int | None = None
) -> Exhibit:
    """Share and number of completed transactions by channel. months: how many to draw (None = all)."""
    key, name = "channel_mix", service_prefix(view, service, directorate)
    every = view_rows(view, "channels/mix", service=service, directorate=directorate)
    rows = every[every["complete"] & (every["total"] > 0)].reset_index(drop=True)
    beside = who_gets_through_lines(view, service=service, directorate=directorate)
    if rows.empty:
        sentence = "No data: no channel volumes that are split by channel have been published yet."
        return words_only(key, with_prefix(name, "Channel mix: no data"), sentence, beside=beside)
    length = int(rows["months"].iloc[0])
    newest = rows[rows["month"] == rows["month"].max()].sort_values("completed", ascending=False)
    shown = rows[rows["month"] > rows["month"].max() - pd.DateOffset(months=months)] if months else rows
    year = changes_in_a_year(view, service, directorate)
    return Exhibit(
        key=key,
        title=_title(newest, length, name),
        lead=_lead(newest, length),
        more=tuple(filter(None, [say_changes_in_a_year(year), say_late(view, service, directorate)])),
        table=_table(shown, length),
        source=mix_source(view, service),
        figure=_figure(shown, length, view.theme),
        questions=_questions(year),
        data=_data(shown),
        note=_note(every, shown, length),
        beside=beside,
        links=who_gets_through_links(view, service=service, directorate=directorate),
    )


def _title(newest: pd.DataFrame, length: int, name: str) -> str:
    largest, when = newest.iloc[0], say_period(newest["month"].iloc[0], length)
    sentence = (
        f"{channel_name(largest['channel'])} is the largest channel, with {whole_percent(largest['share'])} in {when}"
    )
    return with_prefix(name, sentence)


def _lead(newest: pd.DataFrame, length: int) -> str:
    parts = [
        f"{channel_inside(row['channel'])} {whole_percent(row['share'])} ({say_number(row['completed'], 'count')})"
        for _, row in newest[newest["completed"] > 0].head(_LARGEST).iterrows()
    ]
    total = say_count(round(newest["total"].iloc[0]), "completed transaction")
    return f"{say_period(newest['month'].iloc[0], length)}: {total}, of them {say_list(parts)}."


def _questions(year: pd.DataFrame) -> tuple[str, ...]:
    change = year["change"].to_dict()
    if change.get("phone_share") == "fell" and change.get("completed") == "fell":
        return ("Is the phone used less because people moved online, or because fewer people needed the council?",)
    if change.get("digital_take_up") == "rose":
        return ("Who still uses the phone or comes in person, and would an online service suit them?",)
    return ("Which channel do people prefer for which service, and how do we know?",)


def _note(every: pd.DataFrame, shown: pd.DataFrame, length: int) -> str:
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
    rest = sorted({channel_inside(c) for c in shown["channel"] if groups.get(c) == _OTHER})
    if rest:
        notes.append(f"Other channels are {say_list(rest)}.")
    missing_months = _missing(shown, length)
    if missing_months:
        notes.append(f"No data, or not from all services, for {say_list(missing_months)}.")
    return " ".join(notes)


def _missing(shown: pd.DataFrame, length: int) -> list[str]:
    every = pd.date_range(shown["month"].min(), shown["month"].max(), freq=pd.DateOffset(months=length))
    return [say_period(month, length) for month in every if month not in set(shown["month"])]


def _table(shown: pd.DataFrame, length: int) -> pd.DataFrame:
    """Newest first: the total, and each channel with its share."""
    counts = shown.pivot(index="month", columns="channel", values="completed").iloc[::-1]
    shares = shown.pivot(index="month", columns="channel", values="share").iloc[::-1]
    totals = shown.drop_duplicates("month").set_index("month")["total"]
    table = pd.DataFrame({period_word(length).capitalize(): [say_period(m, length) for m in counts.index]})
    table["All transactions"] = [say_number(totals[m], "count") for m in counts.index]
    for channel in in_order(counts.columns):
        table[channel_name(channel)] = [
            "–" if missing(count) else f"{say_number(count, 'count')} ({whole_percent(share)})"
            for count, share in zip(counts[channel], shares[channel], strict=True)
        ]
    return table


def _data(shown: pd.DataFrame) -> pd.DataFrame:
    """The rows of the table as numbers."""
    wide = shown.pivot(index="month", columns="channel", values=["completed", "share"]).iloc[::-1]
    data = shown.drop_duplicates("month").set_index("month")[["months", "total", "not_split"]].loc[wide.index]
    for channel in in_order(wide["completed"].columns):
        data[f"{channel}_completed"], data[f"{channel}_share"] = wide["completed", channel], wide["share", channel]
    return data.reset_index()


def _groups(shown: pd.DataFrame) -> dict[str, str]:
    """Which area of the figure a channel belongs to: its own, or that of the others."""
    sums = shown.groupby("channel")["completed"].sum()
    sums = sums[sums > 0]
    stated = sums.drop("not_stated", errors="ignore").sort_values(ascending=False, kind="stable")
    own = list(sums.index) if len(sums) <= _LARGEST + 1 else list(stated.index[:_LARGEST])
    return {channel: channel if channel in own else _OTHER for channel in sums.index}


def _figure(shown: pd.DataFrame, length: int, theme: str) -> go.Figure:
    """Above the shares, below the numbers: areas with their names at the end."""
    c = colours(theme)
    groups = _groups(shown)
    grouped = (
        shown.assign(group=shown["channel"].map(groups))
        .dropna(subset="group")
        .pivot_table(index="month", columns="group", values="completed", aggfunc="sum", fill_value=0)
    )
    order = [each for each in [*in_order(set(groups.values()) - {_OTHER}), _OTHER] if each in grouped]
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
            f"<b>{say_period(month, length)}</b><br>{safe(_area_name(each))}: {whole_percent(share)}, "
            f"{say_number(count, 'count')}"
            for month, share, count in zip(counts.index, shares[each], counts[each], strict=True)
        ]
        for each in order
    }


def _area_name(group: str) -> str:
    return "Other channels" if group == _OTHER else channel_name(group)


def _areas(fig: go.Figure, frame: pd.DataFrame, length: int, row: int, words: dict[str, list[str]], c: Colours) -> None:
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
                line={"color": c.page, "width": 2.5}, fill="tonexty" if number else "tozeroy",
                fillcolor=c.series[number], row=row, col=1,
            )  # fmt: skip
    for each in frame.columns:
        fig.add_scatter(
            x=frame.index, y=sums[each] - frame[each] / 2, mode="markers", marker={"opacity": 0, "size": 12},
            hovertext=words[each], hoverinfo="text", showlegend=False, row=row, col=1,
        )  # fmt: skip


def _ends(fig: go.Figure, order: list[str], shares: pd.Series, c: Colours) -> None:
    """The names of the areas at their right end, pushed apart where they are thin."""
    middles = [top - share / 2 for top, share in zip(accumulate(shares[order]), shares[order], strict=True)]
    at = [middle / 100 * _SHARES for middle in middles]
    wanted = spread(at, _ROOM, 17, _SHARES - 17)
    for number, (each, middle, pixel, to) in enumerate(zip(order, middles, at, wanted, strict=True)):
        label = line_end_label(
            f"<b>{safe(_area_name(each))}</b><br>{whole_percent(shares[each])}", middle, c.text, shift=round(to - pixel)
        )
        swatch = {"bgcolor": c.series[number], "font": {"size": 12, "color": ink_on(c.series[number])}, "borderpad": 2}
        fig.add_annotation(label | swatch)


def _started(shown: pd.DataFrame) -> list[tuple[str, date]]:
    """Name and first day of those channels of the figures that council.toml gives a first day."""
    used = set(shown.loc[shown["completed"] > 0, "channel"])
    return [(each.name, each.started_on) for each in settings().channels if each.started_on and each.channel in used]


def _starts(fig: go.Figure, shown: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp, c: Colours) -> None:
    for name, started_on in _started(shown):
        day = pd.Timestamp(started_on)
        if not first <= day <= last:
            continue
        for axis in ("y", "y2"):
            ends = {"x0": day, "x1": day, "y0": 0, "y1": 1, "yref": f"{axis} domain"}
            fig.add_shape(type="line", line={"color": c.page, "width": 4}, **ends)  # so that it shows on dark areas
            fig.add_shape(type="line", line={"color": c.text, "width": 2, "dash": "dot"}, **ends)
        anchor = "right" if day - first > (last - first) / 2 else "left"
        fig.add_annotation(
            text=f"{safe(name)}<br>starts", x=day, xanchor=anchor, align=anchor, y=1, yref="y2 domain",
            yanchor="top", showarrow=False, font={"size": 12, "color": c.text}, bgcolor=c.page, borderpad=1,
            hovertext=say_date(started_on),
        )  # fmt: skip
