"""One service: was it tested, what did residents report and what reached support, and how often did it fail?"""

from datetime import date

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from exhibits import Exhibit, View
from exhibits.channels.peaks import say_peak
from exhibits.common.assurance_words import say_minutes
from exhibits.common.chart_parts import end_labels, hatched, heading, hover_texts
from exhibits.common.no_data import words_only
from exhibits.common.scope import day_of, service_scope
from exhibits.common.source import catalogue_source
from exhibits.common.style import Colours, colours, figure, month_ticks, safe
from exhibits.common.view_queries import measure_rows, service_rows, view_rows
from exhibits.common.who_gets_through_lines import change_words
from exhibits.common.words import (
    first_that_fits,
    full_stop,
    lower_first,
    missing,
    say_count,
    say_date,
    say_month,
    say_number,
    say_period,
    short_number,
)

_KEY = "one_service"
_MEANS = (
    "an online attempt failed where it ended in an error or was given up; a call was abandoned where the caller hung "
    "up before an answer. Reported: problems that residents told the council of. Tickets: those about the service that "
    "reached support. An outage counts in hours from Monday to Friday, 8:00 to 18:00, bank holidays too; planned work "
    "is told apart."
)
_TESTS = {
    "tested": ("tested since its last peak", "Tested {}, since its last peak"),
    "not_since": ("not tested since its last peak", "Tested {}, before its last peak"),
    "no_peak": ("tested", "Tested {}"),
    "never": ("no test on record", "No test is on record"),
    "offline": ("not online", "It is not online"),
}
_TOP, _ROOM, _PLOTS, _BELOW = 42, 58, (150, 90), 34  # pixels


def one_service(view: View, *, service: str, today: date, months: int | None = None) -> Exhibit:
    """Failed attempts and abandoned calls of a service beside its peaks, outages and last test, and below them what
    residents reported and what reached support.

    today: the day to count from (a view as at an earlier day counts from that). months: how many to draw (None = all).
    """
    day = day_of(view, today)
    name = service_scope(view, service, None) or service
    known = view_rows(view, "channels/service_gaps", today=day, service=service)
    every = view_rows(view, "channels/service_months", service=service)
    rows = every[every["complete"]].reset_index(drop=True)
    if known.empty and rows.empty:
        return words_only(_KEY, f"{name}: no data", "No data: neither the catalogue nor the volumes know this service.")
    peaks = view_rows(view, "channels/peaks", today=day, service=service)
    changes = service_rows(view, "channels/access_warnings", service)
    changes = changes[changes["service_id"] == service].set_index("measure_id")
    outages = view_rows(view, "cyber/outages", today=day)
    log, lost = outages[outages["service_id"] == service], view_rows(view, "cyber/outage_minutes", today=day)
    test, tested_on = _test(known, peaks)
    shown = rows[rows["month"] > rows["month"].max() - pd.DateOffset(months=months)] if months else rows
    explained = _explained(view, service, shown)
    more = (
        _reported_in_a_year(rows),
        _change(changes, "online_failed", "online attempts failed"),
        _change(changes, "phone_abandoned", "calls were abandoned"),
        _outages(outages, lost[lost["service_id"] == service]),
    )
    return Exhibit(
        key=_KEY,
        title=", ".join(filter(None, (f"{name}: {_TESTS[test][0]}", _failing(changes)))),
        lead=_lead(rows, test, tested_on),
        more=tuple(filter(None, more)),
        table=_table(shown.iloc[::-1]),
        source=catalogue_source(view, _MEANS, volumes=True),
        figure=_figure(shown, peaks, log, tested_on, explained, view.theme) if _drawable(shown) else None,
        questions=_questions(name, rows, peaks, test, changes, day),
        data=shown.iloc[::-1],
        remarks=tuple(explained["said"]),
        note="" if len(rows) or every.empty else "Its only figures are those of a month that is not complete yet.",
    )  # fmt: skip


def _test(known: pd.DataFrame, peaks: pd.DataFrame) -> tuple[str, pd.Timestamp | None]:
    """How its last test stands to its peaks (a key of _TESTS), and the day of it."""
    if len(known) and known["state"].iloc[0] in ("offline", "planned"):
        return "offline", None
    tested_on = None if known.empty or known["no_test"].iloc[0] else known["last_tested_on"].iloc[0]
    if tested_on is None:
        return "never", None
    return (peaks["test"].iloc[0] if len(peaks) and not missing(peaks["last_peak"].iloc[0]) else "no_peak"), tested_on


# -- words -----------------------------------------------------------------------------------------------------------


def _lead(rows: pd.DataFrame, test: str, tested_on: pd.Timestamp | None) -> str:
    """Tested, reported, working? In that order."""
    tested = _TESTS[test][1].format(say_date(tested_on) if tested_on is not None else "")
    if rows.empty:
        return f"{tested}; nobody has submitted what residents reported, or how many online attempts failed."
    row = rows.iloc[-1]
    period, problems, tickets = (
        say_period(row["month"], int(row["months"])),
        row["problems_reported"],
        row["support_tickets"],
    )
    reported = "nobody recorded what residents reported"
    if not missing(problems):
        reported = f"residents reported {say_count(int(problems), 'problem') if problems else 'no problem'}"
    logged = "" if missing(tickets) else f", support logged {say_count(int(tickets), 'ticket') if tickets else 'none'}"
    share = "" if missing(row["online_failed"]) else say_number(row["online_failed"], "percent")
    failed = f"{share} of online attempts failed" if share else "how many online attempts failed is not recorded"
    joined = f"{reported}{logged}, and {failed}"
    return first_that_fits(
        f"{tested}; in {period} {joined}.",
        f"{tested}; in {period} {reported}{logged.removesuffix(' tickets')}, and {failed}.",
        f"{tested.split(',')[0]}; in {period} {joined}.",
        f"In {period} {joined}.",
    )


def _failing(changes: pd.DataFrame) -> str:
    if "online_failed" not in changes.index:
        return ""
    return {
        "rose": "more attempts fail than a year before",
        "fell": "fewer attempts fail than a year before",
        "no_real_change": "no real change in failed attempts",
    }.get(changes.loc["online_failed", "change"], "")


def _change(changes: pd.DataFrame, measure_id: str, what: str) -> str:
    """ "15.6% of online attempts failed in 12 months, a year before 9.3%: a real rise."."""
    if measure_id not in changes.index or missing(changes.loc[measure_id, "now"]):
        return ""
    row = changes.loc[measure_id]
    now = f"In 12 months {say_number(row['now'], 'percent')} of {what}"
    if missing(row["before"]):
        return f"{now}; there is no year before."
    return f"{now}, a year before {short_number(row['before'], 'percent')}: {change_words(row['change'])}."


def _reported_in_a_year(rows: pd.DataFrame) -> str:
    if rows.empty or missing(rows["problems_year"].iloc[-1]):
        return ""
    row = rows.iloc[-1]
    said = f"In 12 months residents reported {say_count(int(row['problems_year']), 'problem')}"
    if missing(row["tickets_year"]):
        return f"{said}; tickets that reached support are not recorded."
    return f"{said}, and {say_count(int(row['tickets_year']), 'ticket')} reached support."


def _outages(log: pd.DataFrame, lost: pd.DataFrame) -> str:
    if log.empty:
        return "No log of outages has been published."
    if lost.empty or not lost["minutes"].iloc[0]:
        return "The log of outages names none of it in the last 12 months, planned work apart."
    return f"In the last 12 months: {lower_first(say_lost(lost.iloc[0]))}, by the log of outages."


def say_lost(row: pd.Series) -> str:
    """ "Down for 55 minutes, all in hours", from a row of cyber/outage_minutes."""
    down, inside = int(row["minutes"]), int(row["in_hours_minutes"])
    if inside in (0, down):
        return f"Down for {say_minutes(down)}, all {'in' if inside else 'out of'} hours"
    return f"Down for {say_minutes(down)}: {say_minutes(inside)} in hours, {say_minutes(down - inside)} out of hours"


def _explained(view: View, service: str, shown: pd.DataFrame) -> pd.DataFrame:
    """What officers say about months of failed attempts that are shown, the newest first: month, said."""
    rows = measure_rows(view, "measures/explanations", f"online_failed@{service}")
    rows = rows[rows["month"].isin(shown["month"])].sort_values("month", ascending=False)
    said = [
        f"{say_month(row['month'])}: {full_stop(row['explanation'])}"
        + ("" if missing(row["author_role"]) else f" – {row['author_role']}")
        for _, row in rows.iterrows()
    ]
    return pd.DataFrame({"month": rows["month"].to_numpy(), "said": said})


def _questions(
    name: str, rows: pd.DataFrame, peaks: pd.DataFrame, test: str, changes: pd.DataFrame, day: date
) -> tuple[str, ...]:
    asked = []
    if test in ("never", "not_since"):
        before = ""
        if len(peaks):
            first, last = peaks["next_peak"].iloc[0], peaks["next_peak_to"].iloc[0]
            before = f" before its next peak ({say_peak(first, last)})" if first > pd.Timestamp(day) else ""
        asked.append(f"Will {name} be tested{before}, under how much load, and who sees the result?")
    if len(rows) and rows["problems_year"].iloc[-1] > 2 * rows["tickets_year"].iloc[-1]:
        asked.append("Residents reported far more than reached support: how does support hear of it?")
    if _failing(changes).startswith("more"):
        asked.append("At which step do online attempts fail, and when will it be mended?")
    return tuple(asked) or (f"If {name} failed tomorrow, who would know first, and when would members hear?",)


# -- table and figure ------------------------------------------------------------------------------------------------


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    def share(row: pd.Series, part: str, whole: str, percent: str) -> str:
        if missing(row[percent]):
            return "No data"
        number = 0 if missing(row[part]) else row[part]
        return f"{number:,.0f} of {row[whole]:,.0f} ({say_number(row[percent], 'percent')})"

    records = [row for _, row in rows.iterrows()]
    return pd.DataFrame(
        {
            "Period": [say_period(row["month"], int(row["months"])) for row in records],
            "Online attempts that failed, of all": [
                share(row, "failed", "started", "online_failed") for row in records
            ],
            "Calls abandoned, of calls offered": [
                share(row, "calls_abandoned", "calls_offered", "phone_abandoned") for row in records
            ],
            "Problems reported by residents": [say_number(row["problems_reported"], "count") for row in records],
            "Tickets that reached support": [say_number(row["support_tickets"], "count") for row in records],
        }
    )


_SHARES = {"online_failed": "Attempts failed", "phone_abandoned": "Calls abandoned"}
_COUNTS = ("problems_reported", "support_tickets")


def _drawable(rows: pd.DataFrame) -> bool:
    return len(rows) > 1 and bool(rows[[*_SHARES, *_COUNTS]].notna().any(axis=None))


def _figure(
    rows: pd.DataFrame,
    peaks: pd.DataFrame,
    outages: pd.DataFrame,
    tested_on: pd.Timestamp | None,
    explained: pd.DataFrame,
    theme: str,
) -> go.Figure:
    """Above: shares that failed and were abandoned; below: problems reported, and hatched the tickets. Peak months are
    shaded."""
    c, length = colours(theme), int(rows["months"].iloc[0])
    fig = make_subplots(
        rows=2, cols=1, shared_xaxes=True, row_heights=list(_PLOTS), vertical_spacing=_ROOM / (sum(_PLOTS) + _ROOM)
    )
    fig.update_layout(figure(theme, height=_TOP + sum(_PLOTS) + _ROOM + _BELOW).layout)
    first, last = rows["month"].min(), rows["month"].max()
    half = pd.Timedelta(days=15 * length)
    marks = _peaks(fig, rows, peaks, half, c)
    top = max(rows[list(_SHARES)].max().max(), 1) * 1.25
    _shares(fig, rows, top, c)
    if tested_on is not None and first - half <= tested_on <= last + half:
        fig.add_shape(
            type="line", x0=tested_on, x1=tested_on, y0=0, y1=1, yref="paper", layer="below",
            line={"color": c.text, "width": 1.5, "dash": "dash"},
        )  # fmt: skip
        marks.append("┆ last test")
    if _down(fig, outages, first - half, last + half, top, c):
        marks.append("▼ outage")
    for number, month in enumerate(explained["month"], 1):
        fig.add_annotation(
            text=f"<b>{number}</b>", x=month, y=rows.loc[rows["month"] == month, "online_failed"].fillna(0).iloc[0],
            yshift=18, showarrow=False, borderpad=2, font={"size": 12, "color": c.page}, bgcolor=c.text,
        )  # fmt: skip
    _reports(fig, rows, c)
    heading(
        fig, f"<b>Attempts that failed, calls abandoned (dotted)</b><br>{' · '.join(marks) or 'share of all'}", 1, 1, c
    )
    heading(fig, "<b>Problems reported by residents</b><br>hatched: tickets that reached support", 2, 1, c)
    fig.update_xaxes(**{**month_ticks(first, last, length), "showticklabels": False, "ticks": ""})
    fig.update_xaxes(showticklabels=True, ticks="outside", row=2, col=1)
    fig.update_layout(margin={"t": _TOP, "r": 88, "b": _BELOW}, bargap=0.2, barmode="group", showlegend=False)
    return fig


def _peaks(fig: go.Figure, rows: pd.DataFrame, peaks: pd.DataFrame, half: pd.Timedelta, c: Colours) -> list[str]:
    busy = set(peaks["peak_months"].iloc[0]) if len(peaks) else set()
    shaded = [month for month in rows["month"] if month.month in busy]
    for month in shaded:
        fig.add_shape(
            type="rect", x0=month - half, x1=month + half, y0=0, y1=1, yref="paper", fillcolor=c.band,
            line={"width": 0}, layer="below",
        )  # fmt: skip
    return ["shaded: peak"] if shaded else []


def _shares(fig: go.Figure, rows: pd.DataFrame, top: float, c: Colours) -> None:
    ends = []
    for (column, name), colour, dash in zip(_SHARES.items(), (c.second, c.main), ("solid", "dot"), strict=True):
        known = rows[rows[column].notna()]
        if known.empty:
            continue
        fig.add_scatter(
            x=rows["month"], y=rows[column], mode="lines+markers", line={"color": colour, "width": 2.5, "dash": dash},
            marker={"size": 5}, connectgaps=False, showlegend=False, hoverinfo="text", cliponaxis=False,
            hovertext=hover_texts(rows["month"], rows[column], "percent", int(rows["months"].iloc[0])), row=1, col=1,
        )  # fmt: skip
        value = known[column].iloc[-1]
        ends.append((f"<b>{name.replace(' ', '<br>')}<br>{say_number(value, 'percent')}</b>", float(value)))
    fig.update_yaxes(range=[0, top], nticks=4, ticksuffix="%", tickformat=",", row=1, col=1)
    end_labels(fig, ends, top, _PLOTS[0], c)


def _down(
    fig: go.Figure, outages: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp, top: float, c: Colours
) -> bool:
    """A mark at the top for each outage that was not planned."""
    there = outages[~outages["planned"] & outages["started_at"].between(first, last)]
    if there.empty:
        return False
    words = [
        f"<b>Outage on {say_date(row['started_at'])}</b>: {say_minutes(row['minutes'])}"
        + ("" if missing(row["cause"]) else f"<br>{safe(row['cause'])}")
        for _, row in there.iterrows()
    ]
    fig.add_scatter(
        x=there["started_at"], y=[top * 0.94] * len(there), mode="markers", hovertext=words, hoverinfo="text",
        marker={"symbol": "triangle-down", "size": 12, "color": c.concern, "line": {"color": c.text, "width": 1}},
        showlegend=False, row=1, col=1,
    )  # fmt: skip
    return True


def _reports(fig: go.Figure, rows: pd.DataFrame, c: Colours) -> None:
    names = {"problems_reported": "reported", "support_tickets": "tickets"}
    fills: tuple[dict, dict] = ({"color": c.second}, {"color": c.band, "pattern": hatched("/", c.page, c.text)})
    length = int(rows["months"].iloc[0])
    for column, marker in zip(_COUNTS, fills, strict=True):
        said = [f"{say_number(value, 'count')} {names[column]}" for value in rows[column]]
        fig.add_bar(
            x=rows["month"], y=rows[column], marker={**marker, "line": {"color": c.text, "width": 0.5}},
            hovertext=[f"<b>{say_period(m, length)}</b>: {each}" for m, each in zip(rows["month"], said, strict=True)],
            hoverinfo="text", showlegend=False, row=2, col=1,
        )  # fmt: skip
    most = rows[list(_COUNTS)].max().max()
    fig.update_yaxes(range=[0, (0 if missing(most) else most) * 1.1 or 1], nticks=3, tickformat=",", row=2, col=1)
    newest = rows.iloc[-1]
    ends = [
        f"{say_number(newest[column], 'count')}<br>{names[column]}" for column in _COUNTS if not missing(newest[column])
    ]
    if ends:
        fig.add_annotation(
            text=f"<b>{'<br>'.join(ends)}</b>", x=1, xref="paper", xanchor="left", y=0, yref="y2", yanchor="bottom",
            xshift=4, showarrow=False, align="left", font={"size": 12, "color": c.text},
        )  # fmt: skip
