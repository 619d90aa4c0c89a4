"""Nobody left behind: whether people who cannot use the online route still get through."""

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from data.settings import settings
from exhibits import Exhibit, View
from exhibits.channels.online_services import catalogue_source, volumes_source
from exhibits.common.bar_rows import percent_scale, rows_figure
from exhibits.common.chart_parts import heading, hover, short
from exhibits.common.style import (
    colours,
    figure,
    missing,
    month_ticks,
    safe,
    say_count,
    say_list,
    say_month,
    say_number,
    say_period,
)
from exhibits.common.view_queries import view_rows
from exhibits.common.who_gets_through import (
    HARMS,
    about_people,
    about_routes,
    change_words,
    in_order,
    nothing_known,
    row_of,
    warning,
)

_BARS = 8  # bars drawn at most
_FEW = 30  # answers below this say too little (queries/channels/satisfaction.sql)


# -- where the figures come from -------------------------------------------------------------------------------------


def volumes_meaning(view: View, meaning: str) -> str:
    """Where channel volumes come from, how new they are, and what the figures mean."""
    rows = view_rows(view, "channels/sources").set_index("kind")
    said = [volumes_source(rows.loc["channel_volumes"])] if "channel_volumes" in rows.index else []
    return " ".join([*said, f"What it means: {meaning}"])


def nothing(view: View, key: str, name: str, service: str | None, directorate: str | None, why: str = "") -> Exhibit:
    """What is shown where there are no figures: words."""
    said = why or nothing_known(service, directorate)
    return Exhibit(key, titled(view, f"{name}: no data", service, directorate), said, pd.DataFrame(), "")


def titled(view: View, words: str, service: str | None, directorate: str | None) -> str:
    """ "Parking permits: digital take-up rose"; only the words for the whole council."""
    name = directorate
    if service:
        rows = view_rows(view, "channels/services", service=service)
        name = rows["name"].iloc[0] if len(rows) else None
    return f"{name}: {words[0].lower()}{words[1:]}" if name else words


# -- who gets through, over time -------------------------------------------------------------------------------------

# column of channels/who_gets_through: measure of channels/guard, name, what it counts, unit, what is worse
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
    rows = view_rows(view, "channels/who_gets_through", service=service, directorate=directorate)
    panels = [each for each in _PANELS if len(rows) and rows.loc[rows["complete"], each].notna().any()]
    if not panels:
        why = "No data: nobody has submitted calls, waiting times, online attempts or assisted digital."
        return nothing(view, key, "Who gets through", service, directorate, "" if rows.empty else why)
    changes = view_rows(view, "channels/guard", service=service, directorate=directorate)
    rows = _every_period(rows)
    shown = rows[rows["month"] > rows["month"].max() - pd.DateOffset(months=months)] if months else rows
    together = changes[changes["service_id"] == ""].set_index("measure_id")
    warned = warning(changes, service, directorate)
    return Exhibit(
        key=key,
        title=titled(view, _through_title(together, changes), service, directorate),
        summary=" ".join(filter(None, [warned, *about_people(changes)])),
        table=_through_table(shown, panels),
        source=volumes_meaning(view, _MEANING),
        figure=_through_figure(shown, together, panels, view.theme),
        questions=_through_questions(together, changes),
        data=rows,
        note=_through_note(rows, panels),
    )


def _every_period(rows: pd.DataFrame) -> pd.DataFrame:
    """One row for each period, absent ones included, so that lines break where nothing is known."""
    length = int(rows["months"].iloc[0])
    every = pd.DataFrame({"month": pd.date_range(rows["month"].min(), rows["month"].max(), freq=f"{length}MS")})
    merged = every.astype({"month": rows["month"].dtype}).merge(rows, on="month", how="left")
    return merged.assign(months=length, complete=merged["complete"].astype("boolean").fillna(True).astype(bool))


def _through_title(together: pd.DataFrame, changes: pd.DataFrame) -> str:
    worse = {
        measure_id
        for measure_id, _, _, _, harm in _PANELS.values()
        if harm and measure_id in together.index and together.loc[measure_id, "change"] == harm
    }
    warned = in_order({each for each in worse if together.loc[each, "warns"]})
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
        return f"Within a year there was a real rise in {say_list([HARMS[each] for each in in_order(worse)])}"
    if not together["change"].isin(["rose", "fell", "no_real_change"]).any():
        return "Who gets through: too early to compare with a year before"
    return "Who gets through: nothing that is known has really grown worse within a year"


def _through_note(rows: pd.DataFrame, panels: list[str]) -> str:
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


def _through_questions(together: pd.DataFrame, changes: pd.DataFrame) -> tuple[str, ...]:
    def became(measure_id: str, change: str) -> bool:
        row = row_of(together, measure_id)
        return row is not None and row["change"] == change

    warned, asking = set(changes.loc[changes["warns"], "measure_id"]), []
    if warned & {"phone_abandoned", "phone_wait"}:
        asking.append("Were people taken off the phones before callers had moved online?")
    elif became("phone_abandoned", "rose") or became("phone_wait", "rose"):
        asking.append("Why do callers wait longer or hang up more often, and what becomes of them?")
    if (
        became("online_failed", "rose")
        or became("online_completion", "fell")
        or warned & {"online_failed", "online_completion"}
    ):
        asking.append("At which step do online attempts fail, and when will it be mended?")
    if became("assisted_share", "fell"):
        asking.append("Fewer people were helped: did they no longer need it, or could they no longer get it?")
    if row_of(together, "phone_abandoned") is None:
        asking.append("When will calls offered and abandoned be submitted for each service?")
    asking.append("How does the council learn of people who gave up without getting in touch at all?")
    return tuple(asking[:3])


def _through_table(rows: pd.DataFrame, panels: list[str]) -> pd.DataFrame:
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


def _through_figure(rows: pd.DataFrame, together: pd.DataFrame, panels: list[str], theme: str) -> go.Figure:
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
            marker={"size": 4}, hovertext=hover(drawn["month"], drawn[each], unit), hoverinfo="text", showlegend=False,
            connectgaps=False, row=number, col=1,
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


def _flat_lines(fig: go.Figure, now: pd.Series, first, colour: str, before: str, row: int) -> float:
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
    said = f"{value}, a year before {short(now['before'], now['unit'])}: {change}"
    return f"<b>{said}</b>" if worse else said


# -- offline routes --------------------------------------------------------------------------------------------------

_STATES = {"none": "None: online only", "not_known": "Not known"}
_ROUTES_MEANING = (
    "An offline route is a way to get the service without the internet. "
    "An assisted route is help to use the online one."
)


def offline_routes(view: View, *, service: str | None = None, directorate: str | None = None) -> Exhibit:
    """Each service with its offline and its assisted route; those without come first. A figure of these alone."""
    key = "offline_routes"
    rows = view_rows(view, "channels/offline_routes", service=service, directorate=directorate)
    if rows.empty:
        return nothing(view, key, "Ways in without the internet", service, directorate)
    lacking = rows[(rows["state"] != "known") & (rows["completed"] > 0)]
    return Exhibit(
        key=key,
        title=titled(view, _routes_title(rows, service), service, directorate),
        summary=_routes_summary(rows, service),
        table=_routes_table(rows),
        source=catalogue_source(view, _ROUTES_MEANING, volumes=True),
        figure=_routes_figure(lacking, view.theme) if len(lacking) > 1 else None,
        questions=_routes_questions(rows),
        data=rows,
        note=f"The {_BARS} that most people use are drawn; the table has all." if len(lacking) > _BARS else "",
    )


def _routes_title(rows: pd.DataFrame, service: str | None) -> str:
    none, unknown = (int((rows["state"] == state).sum()) for state in ("none", "not_known"))
    if service:
        return "No offline route" if none else "No offline route is known" if unknown else "It has an offline route"
    if none:
        return f"{say_count(none, 'service has', 'services have')} no offline route"
    if unknown == len(rows):
        return "Nobody knows which services have an offline route"
    if unknown:
        return f"No offline route is known for {say_count(unknown, 'service')}"
    return f"{'All' if len(rows) > 1 else 'The one'} {say_count(len(rows), 'service')} can be reached offline"


def _routes_summary(rows: pd.DataFrame, service: str | None) -> str:
    said = [about_routes(rows, service)]
    used = rows.loc[rows["state"] == "none", "completed"].sum()
    if used:
        count = say_count(int(used), "transaction was", "transactions were")
        said.append(f"{count} completed without an offline route in the last 12 months with figures.")
    if not service:
        online = rows[rows["launched_on"].notna()]
        helped = online["assisted_digital_route"].notna() & (online["assisted_digital_route"] != "None")
        if len(online):
            every = f"all {len(online)}" if helped.all() else f"{helped.sum()} of the {len(online)}"
            said.append(f"Help to use the online route is given for {every} services that are online.")
    return " ".join(said)


def _routes_questions(rows: pd.DataFrame) -> tuple[str, ...]:
    asking = []
    none = rows.loc[rows["state"] == "none", "name"]
    if len(none):
        asking.append(f"What does somebody without the internet do who needs {none.iloc[0]}?")
        asking.append("Who decided that there is no offline route, and was the effect on equality assessed?")
    if (rows["state"] == "not_known").any():
        asking.append("When will these services be entered in the catalogue, with their offline routes?")
    return (*asking, "Are the offline routes tried out, and how long do they take?")[:3]


def _routes_table(rows: pd.DataFrame) -> pd.DataFrame:
    def route(value, lack: str) -> str:
        return "Not known" if missing(value) else lack if value == "None" else value

    return pd.DataFrame(
        {
            "Service": rows["name"],
            "Offline route": [route(value, _STATES["none"]) for value in rows["offline_route"]],
            "Help to use it online": [route(value, "Nobody") for value in rows["assisted_digital_route"]],
            "Directorate": rows["directorate"],
            "Transactions in 12 months": [say_number(value, "count") for value in rows["completed"]],
        }
    )


def _routes_figure(rows: pd.DataFrame, theme: str) -> go.Figure:
    c, rows = colours(theme), rows.nlargest(_BARS, "completed").reset_index(drop=True)
    words = [
        say_number(row["completed"], "count") + (", no route" if row["state"] == "none" else ", not known")
        for row in rows.to_dict("records")
    ]
    fill = [c.concern if state == "none" else c.edge for state in rows["state"]]
    return bars(rows["completed"], list(rows["name"]), words, fill, "Transactions in 12 months", theme)


def bars(values: pd.Series, names: list[str], words: list[str], fill: list[str], what: str, theme: str) -> go.Figure:
    """Horizontal bars from the top down, each below its name and its words. what: what they count."""
    fig = rows_figure(theme, names, words)
    fig.add_bar(
        orientation="h", y=list(range(len(names))), x=values, width=0.38, marker_color=fill,
        hovertext=[f"<b>{safe(name)}</b>: {safe(said)}" for name, said in zip(names, words, strict=True)],
        hoverinfo="text", showlegend=False,
    )  # fmt: skip
    fig.add_annotation(
        text=what, x=0, xref="paper", xanchor="left", y=1, yref="paper", yanchor="bottom", yshift=6, showarrow=False,
        font={"size": 13, "color": colours(theme).muted},
    )  # fmt: skip
    fig.update_xaxes(range=[0, max(values.max(), 0) or 1], visible=False)
    return fig


# -- satisfaction ----------------------------------------------------------------------------------------------------

_ANSWERS = {
    "sat_5": "Very satisfied",
    "sat_4": "Satisfied",
    "sat_3": "Neither",
    "sat_2": "Dissatisfied",
    "sat_1": "Very dissatisfied",
}
_SATISFACTION_MEANING = (
    "The share of those who answered who were satisfied or very satisfied. The line through each point is where the "
    "share would lie 19 times in 20, had others answered; it says nothing of those who never answer. The score runs "
    "from 0 (all very dissatisfied) to 100 (all very satisfied)."
)


def satisfaction(view: View, *, service: str | None = None, directorate: str | None = None) -> Exhibit:
    """The share satisfied in each channel over the last 12 months, with its interval and how many answered."""
    key = "channel_satisfaction"
    rows = view_rows(view, "channels/satisfaction", service=service, directorate=directorate)
    if rows.empty:
        any_rows = len(view_rows(view, "channels/services", service=service, directorate=directorate))
        why = "No data: nobody has submitted how satisfied people were." if any_rows else ""
        return nothing(view, key, "Satisfaction by channel", service, directorate, why)
    order = [each.channel for each in settings().every_channel]
    rows = rows.assign(place=[order.index(each) if each in order else -1 for each in rows["channel"]])
    rows = rows.sort_values("place", kind="stable").drop(columns="place").reset_index(drop=True)
    rows.insert(1, "channel_name", rows["channel"].map(channel_names()))
    single = rows[rows["channel"] != ""].reset_index(drop=True)
    return Exhibit(
        key=key,
        title=titled(view, _satisfaction_title(single), service, directorate),
        summary=_satisfaction_summary(rows, single),
        table=_satisfaction_table(single if len(single) == 1 else rows),
        source=volumes_meaning(view, _SATISFACTION_MEANING),
        figure=_satisfaction_figure(single, view.theme),
        questions=_satisfaction_questions(single),
        data=rows,
        note=_satisfaction_note(single),
    )


def channel_names() -> dict[str, str]:
    """Code → name of every channel; '' is all of them together."""
    return {"": "Together", **{each.channel: each.name for each in settings().every_channel}}


def _satisfaction_title(single: pd.DataFrame) -> str:
    judged, lowest = single[single["enough"]], single[single["lowest"]]
    if judged.empty:
        return "Satisfaction by channel: too few answers to tell"
    if len(lowest):
        best = judged.loc[judged["lower"].idxmax(), "channel_name"]
        names = say_list([name.lower() for name in lowest["channel_name"]])
        return f"Satisfaction is lower for {names} than for {best.lower()}"
    return "Satisfaction by channel" + (": no clear difference" if len(judged) > 1 else "")


def _satisfaction_summary(rows: pd.DataFrame, single: pd.DataFrame) -> str:
    together, judged, few = rows.iloc[0], single[single["enough"]], single[~single["enough"]]
    said = [
        f"{say_period_of(rows)}, {say_count(int(together['answers']), 'person', 'people')} answered, "
        f"{_of_all(together)}: {say_number(together['satisfied'], 'percent')} were satisfied or very satisfied."
    ]
    if not together["enough"]:
        said[0] = f"{say_period_of(rows)}, {say_count(int(together['answers']), 'person', 'people')} answered."
    for row in judged.to_dict("records") if len(single) > 1 else ():
        said.append(
            f"{row['channel_name']}: {say_number(row['satisfied'], 'percent')} of {row['answers']:,.0f} "
            f"({say_number(row['lower'], 'percent')} to {say_number(row['upper'], 'percent')})."
        )
    if len(few):
        counts = [f"{row['channel_name']} ({row['answers']:,.0f})" for row in few.to_dict("records")]
        said.append(f"Too few answers to tell: {say_list(counts)}.")
    return " ".join(said)


def say_period_of(rows: pd.DataFrame) -> str:
    """ "From October 2025 to September 2026", from the columns first_month and last_month."""
    first, last = rows["first_month"].min(), rows["last_month"].max()
    return f"In {say_month(last)}" if first == last else f"From {say_month(first)} to {say_month(last)}"


def _of_all(row: pd.Series) -> str:
    if missing(row["response_rate"]):
        return "out of a number that is not known"
    return f"{_rate(row['response_rate'])} of the transactions completed"


def _rate(rate: float) -> str:
    return "under 1%" if 0 < rate < 1 else say_number(rate, "percent", 0)


def _satisfaction_note(single: pd.DataFrame) -> str:
    notes = []
    if (~single["enough"]).any():
        notes.append(f"A channel with fewer than {_FEW} answers is drawn as an empty circle and is not compared.")
    if single["lowest"].any():
        notes.append("The channels may serve other needs and other people: a difference is not the channel’s alone.")
    if (single["response_rate"] < 10).any():
        notes.append("Where few answer, those who do may not speak for the others.")
    return " ".join(notes)


def _satisfaction_questions(single: pd.DataFrame) -> tuple[str, ...]:
    asking, lowest = [], single[single["lowest"]]
    if len(lowest):
        asking.append(f"What do people who use {lowest['channel_name'].iloc[0].lower()} complain about?")
    if (~single["enough"]).any():
        asking.append("How could more people be asked in the channels with few answers?")
    if (single["response_rate"] < 10).any():
        asking.append("Who does not answer, and how does the council learn what they think?")
    digital = {each.channel for each in settings().channels if each.digital}
    if set(single["channel"]) <= digital:
        asking.append("Why are only people who got through online asked how satisfied they are?")
    return tuple(asking[:3]) or ("What would raise satisfaction most, and for whom?",)


def _satisfaction_table(rows: pd.DataFrame) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "Channel": rows["channel_name"],
            "Share satisfied": [
                say_number(row["satisfied"], "percent") if row["enough"] else "Too few answers to tell"
                for row in rows.to_dict("records")
            ],
            "19 times in 20": [
                f"{say_number(row['lower'], 'percent')} to {say_number(row['upper'], 'percent')}"
                for row in rows.to_dict("records")
            ],
            "Score": [
                say_number(row["score"], "score") if row["enough"] else "Too few" for row in rows.to_dict("records")
            ],
            "Answers": [say_number(value, "count") for value in rows["answers"]],
            "Answered, of completed": [
                "Not known" if missing(value) else _rate(value) for value in rows["response_rate"]
            ],
        }
    )
    for column, name in _ANSWERS.items():
        table[name] = [say_number(value, "count") for value in rows[column]]
    return table


def _satisfaction_figure(single: pd.DataFrame, theme: str) -> go.Figure:
    c, rows = colours(theme), single.to_dict("records")
    said = [
        f"{say_number(row['satisfied'], 'percent')} of {say_count(int(row['answers']), 'answer')}"
        if row["enough"]
        else f"{say_count(int(row['answers']), 'answer')}: too few to tell"
        for row in rows
    ]
    fig = rows_figure(theme, list(single["channel_name"]), said)
    ink = [c.main if row["enough"] else c.limit for row in rows]
    for place, row in enumerate(rows):
        fig.add_scatter(
            x=[row["lower"], row["upper"]], y=[place] * 2, mode="lines", line={"color": ink[place], "width": 3},
            hoverinfo="skip", showlegend=False,
        )  # fmt: skip
    fig.add_scatter(
        x=single["satisfied"], y=list(range(len(rows))), mode="markers", showlegend=False, hoverinfo="text",
        hovertext=[f"<b>{safe(row['channel_name'])}</b>: {words}" for row, words in zip(rows, said, strict=True)],
        marker={"size": 13, "color": [c.main if row["enough"] else c.page for row in rows],
                "line": {"color": ink, "width": 2}},
    )  # fmt: skip
    percent_scale(fig)
    return fig
