"""Does everyone still get through: calls, waits, failed attempts and help, over time."""

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from exhibits import Exhibit, View
from exhibits.channels.volumes import no_volumes
from exhibits.common.chart_parts import heading, hover_texts
from exhibits.common.links import links_to_services
from exhibits.common.scope import service_prefix, with_prefix
from exhibits.common.source import volumes_source
from exhibits.common.style import colours, figure, month_ticks
from exhibits.common.verdicts import unusual
from exhibits.common.view_queries import service_rows
from exhibits.common.who_gets_through_lines import (
    HARMS,
    about_one,
    about_people,
    change_words,
    harms_in_order,
    newest_verdicts,
    row_of,
    warning,
)
from exhibits.common.words import missing, say_list, say_number, say_period, short_number

# column of channels/who_gets_through: measure of channels/access_warnings, name, what it counts, unit, what is worse
_PANELS = {
    "phone_abandoned": ("phone_abandoned", "Calls abandoned", "share of calls offered", "percent", "rose"),
    "phone_wait": ("phone_wait", "Wait on the phone", "minutes on average", "minutes", "rose"),
    "online_failed": ("online_failed", "Online attempts that failed", "share of all", "percent", "rose"),
    "online_completion": ("online_completion", "Online attempts completed", "share of all", "percent", "fell"),
    "helped": ("assisted_share", "Completed with help", "transactions", "count", ""),
}
_MEANING = (
    "Calls abandoned: of the calls that reached a queue, the share where the caller hung up before an answer. "
    "The wait is that of the calls answered. An online attempt failed where it ended in an error or was given up. "
    "Completed with help: somebody helped the person to use the online route (assisted digital)."
)


def who_gets_through(
    view: View, *, service: str | None = None, directorate: str | None = None, months: int | None = None
) -> Exhibit:
    """Calls abandoned, the wait, online attempts that failed or were completed, and help, each over time.

    months: how many to draw (None = all); the comparison with the year before is always that of the last 12 months.
    """
    key = "who_gets_through"
    rows = service_rows(view, "channels/who_gets_through", service, directorate=directorate)
    panels = [each for each in _PANELS if len(rows) and rows.loc[rows["complete"], each].notna().any()]
    if not panels:
        why = "No data: nobody has submitted calls, waiting times, online attempts or assisted digital."
        return no_volumes(view, key, "Who gets through", service, directorate, "" if rows.empty else why)
    changes = service_rows(view, "channels/access_warnings", service, directorate=directorate)
    rows = _every_period(rows)
    shown = rows[rows["month"] > rows["month"].max() - pd.DateOffset(months=months)] if months else rows
    together = changes[changes["service_id"] == ""].set_index("measure_id")
    lead, *more = _said(changes, newest_verdicts(view, service, directorate), service, directorate)
    return Exhibit(
        key=key,
        title=with_prefix(service_prefix(view, service, directorate), _title(together, changes)),
        lead=lead,
        more=tuple(more[:4]),
        table=_table(shown, panels),
        source=volumes_source(view, _MEANING),
        figure=_figure(shown, together, panels, view.theme),
        questions=_questions(together, changes),
        data=shown.iloc[::-1],
        note=_note(rows, panels),
        links={} if service else links_to_services(changes[changes["service_id"] != ""]),
    )


def _said(changes: pd.DataFrame, verdicts: pd.DataFrame, service: str | None, directorate: str | None) -> list[str]:
    """First what is news of all that is drawn: a warning, or an unusual month; then the others."""
    warned = warning(changes[changes["service_id"] == ""], service, directorate)
    unusual_ones = [each for each in HARMS if each in verdicts.index and unusual(verdicts.loc[each])]
    months = [about_one(changes, verdicts, each) for each in unusual_ones]
    people = [line for line in about_people(changes, verdicts) if line not in months]
    known = [line for line in people if not line.startswith("Nobody")]
    return list(filter(None, [warned, *months, *known]))


def _every_period(rows: pd.DataFrame) -> pd.DataFrame:
    """One row for each period, absent ones included, so that lines break where nothing is known."""
    length = int(rows["months"].iloc[0])
    every = pd.DataFrame({"month": pd.date_range(rows["month"].min(), rows["month"].max(), freq=f"{length}MS")})
    merged = every.astype({"month": rows["month"].dtype}).merge(rows, on="month", how="left")
    return merged.assign(months=length, complete=merged["complete"].astype("boolean").fillna(True).astype(bool))


def _title(together: pd.DataFrame, changes: pd.DataFrame) -> str:
    worse = {
        measure_id
        for measure_id, _, _, _, harm in _PANELS.values()
        if harm and measure_id in together.index and together.loc[measure_id, "change"] == harm
    }
    warned = harms_in_order({each for each in worse if together.loc[each, "warns"]})
    there = changes.loc[changes["warns"] & (changes["service_id"] != ""), "name"].drop_duplicates()
    if warned:
        harder = "Digital take-up rose and getting through grew harder"
        return (
            harder
            if len(warned) > 2
            else f"Digital take-up rose, and so did {say_list([HARMS[each] for each in warned])}"
        )
    if len(there):
        where_to = there.iloc[0] if len(there) == 1 else f"{len(there)} services"
        return f"Digital take-up rose and getting through grew harder in {where_to}"
    if worse:
        return f"Within a year there was a real rise in {say_list([HARMS[each] for each in harms_in_order(worse)])}"
    if not together["change"].isin(["rose", "fell", "no_real_change"]).any():
        return "Who gets through: too early to compare with a year before"
    return "Who gets through: nothing that is known has really grown worse within a year"


def _note(rows: pd.DataFrame, panels: list[str]) -> str:
    own = "; only that of completed attempts does not begin at 0" if "online_completion" in panels else ""
    notes = [
        f"Each chart has a scale of its own{own}. The flat lines are the last 12 months and the 12 before. A change is "
        "real where the same months of both years differ by more than chance."
    ]
    lack = [_PANELS[each][1].lower() for each in _PANELS if each not in panels]
    if lack:
        notes.append(f"Not drawn, because nobody has submitted it: {say_list(lack)}.")
    running = rows[~rows["complete"]]
    if len(running):
        when = say_period(running["month"].iloc[-1], int(rows["months"].iloc[0]))
        notes.append(f"{when} is not complete yet and is not drawn.")
    return " ".join(notes)


def _questions(together: pd.DataFrame, changes: pd.DataFrame) -> tuple[str, ...]:
    def became(measure_id: str, change: str) -> bool:
        row = row_of(together, measure_id)
        return row is not None and row["change"] == change

    warned, questions = set(changes.loc[changes["warns"], "measure_id"]), []
    if warned & {"phone_abandoned", "phone_wait"}:
        questions.append("Were people taken off the phones before callers had moved online?")
    elif became("phone_abandoned", "rose") or became("phone_wait", "rose"):
        questions.append("Why do callers wait longer or hang up more often, and what becomes of them?")
    if (
        became("online_failed", "rose")
        or became("online_completion", "fell")
        or warned & {"online_failed", "online_completion"}
    ):
        questions.append("At which step do online attempts fail, and when will it be mended?")
    if became("assisted_share", "fell"):
        questions.append("Fewer people were helped: did they no longer need it, or could they no longer get it?")
    if row_of(together, "phone_abandoned") is None:
        questions.append("When will calls offered and abandoned be submitted for each service?")
    questions.append("How does the council learn of people who gave up without getting in touch at all?")
    return tuple(questions[:3])


def _table(rows: pd.DataFrame, panels: list[str]) -> pd.DataFrame:
    """Newest first; shares with what they are shares of."""
    rows = rows.iloc[::-1]
    periods = [
        say_period(month, int(months)) + ("" if complete else " (not complete)")
        for month, months, complete in zip(rows["month"], rows["months"], rows["complete"], strict=True)
    ]
    table = pd.DataFrame({"Month" if rows["months"].iloc[0] == 1 else "Period": periods})
    cells = {
        "phone_abandoned": ("Calls abandoned, of calls offered", "calls_abandoned", "calls_offered"),
        "phone_wait": ("Average wait on the phone", None, None),
        "online_failed": ("Online attempts that failed, of all", "failed", "started"),
        "online_completion": ("Online attempts completed", None, None),
        "helped": ("Completed with help", None, None),
    }
    for each in panels:
        name, part, whole = cells[each]
        table[name] = [
            _share(row[each], row[part], row[whole]) if part else say_number(row[each], _PANELS[each][3])
            for row in rows.to_dict("records")
        ]
    return table


def _share(share: float, part: float, whole: float) -> str:
    """ "159 of 1,961 (8.1%)"."""
    if missing(share):
        return "No data"
    return f"{0 if missing(part) else part:,.0f} of {whole:,.0f} ({say_number(share, 'percent')})"


def _figure(rows: pd.DataFrame, together: pd.DataFrame, panels: list[str], theme: str) -> go.Figure:
    c, room = colours(theme), 54
    height = 56 + (90 + room) * len(panels)
    inner = height - 56
    fig = make_subplots(rows=len(panels), cols=1, shared_xaxes=True, vertical_spacing=room / inner)
    fig.update_layout(figure(theme, height=height).layout)
    drawn = rows[rows["complete"]]
    for number, each in enumerate(panels, 1):
        measure_id, name, counts, unit, harm = _PANELS[each]
        now = row_of(together, measure_id)
        worse = now is not None and bool(harm) and now["change"] == harm
        fig.add_scatter(
            x=drawn["month"], y=drawn[each], mode="lines+markers", line={"color": c.main, "width": 1.5},
            marker={"size": 4}, hovertext=hover_texts(drawn["month"], drawn[each], unit), hoverinfo="text",
            showlegend=False, connectgaps=False, row=number, col=1,
        )  # fmt: skip
        top = drawn[each].max()
        if harm and now is not None:
            top = max(top, _flat_lines(fig, now, rows["month"].min(), c.concern if worse else c.text, c.text, number))
        lowest = 0
        if each == "online_completion":  # close to 100% always: from 0, no change could be seen
            lowest, top = max(drawn[each].min() // 10 * 10 - 10, 0), max(top, 95)
        fig.update_yaxes(
            range=[lowest, top + (top - lowest) * 0.08 or 1], nticks=4, tickformat=",",
            ticksuffix="%" if unit == "percent" else "", row=number, col=1,
        )  # fmt: skip
        heading(fig, f"<b>{name}</b>, {counts}<br>{_panel_words(now, each, worse)}", number, 1, c)
    ticks = month_ticks(rows["month"].min(), rows["month"].max(), int(rows["months"].iloc[0]))
    fig.update_xaxes(**{**ticks, "showticklabels": False, "ticks": ""})
    fig.update_xaxes(showticklabels=True, ticks="outside", row=len(panels), col=1)
    fig.update_layout(margin={"t": room, "r": 22, "b": 10})
    return fig


def _flat_lines(fig: go.Figure, now: pd.Series, first: pd.Timestamp, colour: str, before: str, row: int) -> float:
    """The level of the last year and, dotted, of the year before; returns the higher."""
    end = pd.Timestamp(now["last_month"])
    for years, value, line in (
        (1, now["before"], {"color": before, "width": 2, "dash": "dot"}),
        (0, now["now"], {"color": colour, "width": 3}),
    ):
        from_month, to_month = (end - pd.DateOffset(months=back + 12 * years) for back in (11, 0))
        if not missing(value) and to_month > first:
            fig.add_scatter(
                x=[max(from_month, first), to_month], y=[value] * 2, mode="lines", line=line, hoverinfo="skip",
                showlegend=False, row=row, col=1,
            )  # fmt: skip
    return max(now["now"], 0 if missing(now["before"]) else now["before"])


def _panel_words(now: pd.Series | None, each: str, worse: bool) -> str:
    """ "14.4%, a year before 8.7%: a real rise"; bold where that is worse."""
    if now is None:
        return "nothing to compare yet"
    value = say_number(now["now"], now["unit"]) + (" of all" if each == "helped" else "")
    if missing(now["before"]):
        return f"{value}, no year before"
    change = change_words(now["change"]).replace("too early to call it a change", "too early to say")
    sentence = f"{value}, a year before {short_number(now['before'], now['unit'])}: {change}"
    return f"<b>{sentence}</b>" if worse else sentence
