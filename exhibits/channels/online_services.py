"""The catalogue: how many services are online since when, what can be done there, and which are on one side only."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from exhibits import Exhibit, View
from exhibits.common.chart_parts import heading, ink_on, where
from exhibits.common.source import london_day
from exhibits.common.style import (
    colours,
    figure,
    missing,
    safe,
    say_count,
    say_date,
    say_list,
    say_month,
    say_number,
)
from exhibits.common.view_queries import view_rows

_MEANS = "The catalogue of online services lists every service, with the day it went online."
_STEPS = {
    "registration": ("Register", "register"),
    "authentication": ("Sign in", "sign in"),
    "application": ("Apply", "apply"),
    "payment": ("Pay", "pay"),
    "decision": ("Read the decision", "read the decision"),
    "issuance": ("Get the result", "get the result"),
    "feedback": ("Give feedback", "give feedback"),
    "mobile": ("Works on a phone", "work on a phone"),
}
_STATUS = {
    "fully": "Fully meets them",
    "partially": "Partly meets them",
    "not": "Does not meet them",
    "not tested": "Not tested",
    "not stated": "Not stated",
}
_NO_CATALOGUE = "No data: no catalogue of online services has been published yet."
_YEARS = 8  # two terms of a council: what "now" is compared with
_FITS = 0.06  # share of a bar's width that holds a number on a phone
_NAMED = 6  # services named in a sentence at most


def day_of(view: View, today: date | None) -> date:
    """The day that "now" means: of a view as at an earlier day, that day."""
    return view.as_at or today or date.today()


def catalogue_source(view: View, means: str, *, volumes: bool = False) -> str:
    """Where the catalogue, and the volumes beside it, come from and how new they are. means: what the figures mean."""
    rows = view_rows(view, "channels/sources").set_index("kind")
    parts = []
    if "online_services" in rows.index:
        published = rows.loc["online_services", "published_at"]
        parts.append(f"Source: catalogue of online services{_published(published)}.")
    if volumes and "channel_volumes" in rows.index:
        parts.append(volumes_source(rows.loc["channel_volumes"], "Volumes: "))
    return " ".join([*parts, f"What it means: {means}"])


def volumes_source(row: pd.Series, begin: str = "Source: ") -> str:
    """The same for channel volumes. row: that of channels/sources."""
    period = f"{say_month(row['first_month'])} to {say_month(row['last_month'])}"
    said = f"{begin}submitted channel volumes, {period}{_published(row['published_at'])}."
    if missing(row["complete_to"]) or row["complete_to"] < row["last_month"]:
        said += f" {say_month(row['last_month'])} is not complete yet."
    return said


def _published(moment) -> str:
    return "" if missing(moment) else f", last published on {london_day(moment)}"


def _nothing(key: str, title: str, directorate: str | None, said: str = _NO_CATALOGUE) -> Exhibit:
    return Exhibit(key, f"{title}{where(directorate)}: no data", said, pd.DataFrame(), "")


# -- the count over time ---------------------------------------------------------------------------------------------


def online_over_time(view: View, *, directorate: str | None = None, today: date | None = None) -> Exhibit:
    """How many services were online at each month end, from the first launch on. today: what "now" means (None = today;
    a view as at an earlier day stands above it)."""
    key, day = "online_over_time", day_of(view, today)
    rows = view_rows(view, "channels/online_over_time", today=day, directorate=directorate)
    if rows.empty:
        known = view_rows(view, "channels/catalogue", today=day, directorate=directorate)
        said = _NO_CATALOGUE if known.empty else "No service in the catalogue has been online yet."
        return _nothing(key, "Services online", directorate, said)
    now, recent = rows.iloc[-1], rows[rows["month"] > rows["month"].iloc[-1] - pd.DateOffset(months=12)]
    from_year = max(rows["month"].iloc[0].year, rows["month"].iloc[-1].year - _YEARS)
    began = rows[rows["month"].dt.year == from_year].iloc[-1]
    return Exhibit(
        key=key,
        title=f"{say_count(int(now['online']), 'service')} {'is' if now['online'] == 1 else 'are'} online"
        f"{_since(began, now)}{where(directorate)}",
        summary=_growth(rows, began, now, recent),
        table=_growth_table(rows, recent),
        source=catalogue_source(view, _MEANS),
        figure=_growth_figure(rows, began, view.theme),
        questions=_growth_questions(recent),
        data=rows,
    )


def _since(began: pd.Series, now: pd.Series) -> str:
    if began["month"] == now["month"]:
        return ""
    return f", {began['online']:,} in {began['month']:%Y}"


def _growth(rows: pd.DataFrame, began: pd.Series, now: pd.Series, recent: pd.DataFrame) -> str:
    count, day = say_count(int(now["online"]), "service"), say_date(now["on_day"])
    said = [f"{count} {'was' if now['online'] == 1 else 'were'} online on {day}."]
    if began["month"] != now["month"]:
        said = [f"From {began['online']:,} at the end of {began['month']:%Y} to {count} online on {day}."]
    names = _names(recent)
    if names:
        said.append(f"In the last 12 months {_listed(names)} went online.")
    else:
        said.append("In the last 12 months none went online.")
    gone = int(recent["retired"].sum())
    if gone:
        said.append(f"{say_count(gone, 'service was', 'services were')} taken down in that time.")
    elif rows["retired"].sum():
        gone = int(rows["retired"].sum())
        said.append(f"{say_count(gone, 'service has', 'services have')} been taken down over the years.")
    return " ".join(said)


def _names(rows: pd.DataFrame) -> list[str]:
    return [name for names in rows["names"] if names for name in names.split(" | ")]


def _listed(names: list[str], most: int = _NAMED) -> str:
    """ "A, B and C", or "A, B and 12 more"."""
    if len(names) <= most + 1:
        return say_list(names)
    return say_list([*names[:most], f"{len(names) - most} more"])


def _growth_questions(recent: pd.DataFrame) -> tuple[str, ...]:
    if recent["launched"].sum():
        return (
            "Which of the newest services have already had their review, and did people take to them?",
            "Which service goes online next, and what decides the order?",
        )
    return ("Is there still a plan for services to go online, and what holds it up?",)


def _growth_table(rows: pd.DataFrame, recent: pd.DataFrame) -> pd.DataFrame:
    """The last 12 months by month where something changed, and before them a row for each year."""
    lines = []
    for number, (_, row) in enumerate(recent.iloc[::-1].iterrows()):
        if number == 0 or row["launched"] or row["retired"]:
            launched = f"Went online: {say_list(row['names'].split(' | '))}" if row["names"] else ""
            lines.append((say_date(row["on_day"]), row, _changes(launched, row["retired"])))
    earlier = rows[rows["month"] < recent["month"].iloc[0]]
    by_year = earlier.groupby(earlier["month"].dt.year)
    sums = by_year[["launched", "retired"]].sum()
    for _, row in by_year.tail(1).iloc[::-1].iterrows():
        counts = sums.loc[row["month"].year]
        launched = f"{counts['launched']:,} went online" if counts["launched"] else ""
        lines.append((say_date(row["on_day"]), row, _changes(launched, counts["retired"])))
    return pd.DataFrame(
        {
            "At the end of": [when for when, _, _ in lines],
            "Services online": [f"{row['online']:,}" for _, row, _ in lines],
            "What changed": [changed for _, _, changed in lines],
        }
    )


def _changes(launched: str, retired: int) -> str:
    gone = f"{retired:,} taken down" if retired else ""
    return "; ".join(filter(None, [launched, gone])) or "Nothing"


def _growth_figure(rows: pd.DataFrame, began: pd.Series, theme: str) -> go.Figure:
    c = colours(theme)
    fig = figure(theme, height=340)
    fig.add_scatter(
        x=rows["on_day"], y=rows["online"], mode="lines", line={"color": c.main, "width": 2.5, "shape": "hv"},
        fill="tozeroy", fillcolor=c.band, hoverinfo="text", showlegend=False,
        hovertext=[f"<b>{say_date(row['on_day'])}</b>: {row['online']:,} online"
                   + (f"<br>{row['launched']:,} new" if row["launched"] else "") for _, row in rows.iterrows()],
    )  # fmt: skip
    now = rows.iloc[-1]
    for row in [now] if began["month"] == now["month"] else [began, now]:
        fig.add_scatter(
            x=[row["on_day"]], y=[row["online"]], mode="markers+text", text=[f"<b>{row['online']:,}</b>"],
            textposition="top left", textfont={"size": 14, "color": c.text}, hoverinfo="skip", showlegend=False,
            marker={"color": c.main, "size": 8}, cliponaxis=False,
        )  # fmt: skip
    first, last = rows["on_day"].iloc[0], now["on_day"]
    years = last.year - first.year
    step = next(step for step in (1, 2, 5, 10, 20, 50) if years <= step * 5 or step == 50)
    ticks = [pd.Timestamp(year, 1, 1) for year in range(last.year, first.year, -step)] if years else [last]
    fig.update_xaxes(
        tickvals=ticks, ticktext=[f"{tick:%Y}" if years else f"{tick:%b}<br>{tick:%Y}" for tick in ticks],
        range=[first - pd.DateOffset(days=20), last + (last - first) * 0.04 + pd.DateOffset(days=20)],
    )  # fmt: skip
    fig.update_yaxes(range=[0, rows["online"].max() * 1.15 or 1], tickformat=",")
    fig.update_layout(margin={"r": 16})
    return fig


# -- what can be done online -----------------------------------------------------------------------------------------


def by_interaction(view: View, *, directorate: str | None = None, today: date | None = None) -> Exhibit:
    """How many online services let people register, sign in, apply, pay and so on, work on a phone, and are accessible.

    today: what "now" means (None = today; a view as at an earlier day stands above it).
    """
    key, day = "by_interaction", day_of(view, today)
    steps = view_rows(view, "channels/by_interaction", today=day, directorate=directorate)
    if steps.empty:
        return _nothing(key, "What can be done online", directorate)
    access = view_rows(view, "channels/accessibility", today=day, directorate=directorate)
    count = int(steps["services"].iloc[0])
    return Exhibit(
        key=key,
        title=_steps_title(steps, count, directorate),
        summary=f"{_steps_summary(steps, count)} {_access_summary(access)}",
        table=_steps_table(steps, access),
        source=catalogue_source(
            view,
            "For each service, the catalogue says which steps can be done online and how far it meets the "
            "accessibility rules (WCAG 2.2 AA).",
        ),
        figure=_steps_figure(steps, access, view.theme),
        questions=_steps_questions(steps, access),
        data=pd.concat([steps, access.assign(step="accessibility")], ignore_index=True),
        note="Not stated means that the catalogue says neither yes nor no: it is not counted as no."
        if steps["not_stated"].any()
        else "",
    )


def _steps_title(steps: pd.DataFrame, count: int, directorate: str | None) -> str:
    can = steps.set_index("step")["yes"]
    return (
        f"People can apply in {can['application']:,} and pay in {can['payment']:,} of "
        f"{say_count(count, 'online service')}{where(directorate)}"
    )


def _steps_summary(steps: pd.DataFrame, count: int) -> str:
    done = [f"{_STEPS[row['step']][1]} in {row['yes']:,}" for _, row in steps.iterrows() if row["step"] != "mobile"]
    said = f"Of {say_count(count, 'service')} online, people can {say_list(done)}."
    mobile = steps.set_index("step").loc["mobile"]
    said += f" {mobile['yes']:,} {'works' if mobile['yes'] == 1 else 'work'} on a phone"
    if mobile["no"]:
        said += f", {mobile['no']:,} {'does' if mobile['no'] == 1 else 'do'} not"
    if mobile["not_stated"]:
        said += f", and of {mobile['not_stated']:,} it is not stated"
    return f"{said}."


def _access_summary(access: pd.DataFrame) -> str:
    counts = access["status"].value_counts()
    full, part, none = (int(counts.get(status, 0)) for status in ("fully", "partially", "not"))
    said = f"{full:,} fully {'meets' if full == 1 else 'meet'} the accessibility rules, {part:,} partly"
    said += f", {none:,} {'does' if none == 1 else 'do'} not"
    unknown = int(counts.get("not tested", 0) + counts.get("not stated", 0))
    said += f"; of {unknown:,} it is not known." if unknown else "."
    old = int((access["test"] == "old").sum())
    return f"{said} {say_count(old, 'test is', 'tests are')} older than 12 months." if old else said


def _steps_questions(steps: pd.DataFrame, access: pd.DataFrame) -> tuple[str, ...]:
    asks = []
    failing = access[access["status"] == "not"]["name"]
    if len(failing):
        asks.append(f"By when will {_listed(list(failing), 3)} meet the accessibility rules?")
    if (access["test"] == "old").any():
        asks.append("When will the accessibility of the services be tested again whose last test is over a year old?")
    can = steps.set_index("step")
    if can.loc["application", "yes"] > can.loc["issuance", "yes"]:
        asks.append("Where people apply online, why do they still have to get the result in another way?")
    return tuple(asks) or ("Which step sends most people back to the phone?",)


def _steps_table(steps: pd.DataFrame, access: pd.DataFrame) -> pd.DataFrame:
    """The steps, the accessibility as a whole, and each service that does not meet the rules or was tested long ago."""
    lines = []
    for _, row in steps.iterrows():
        unknown = f", {row['not_stated']:,} not stated" if row["not_stated"] else ""
        lines.append((_STEPS[row["step"]][0], f"{row['yes']:,} yes, {row['no']:,} no{unknown}"))
    for status, words in _STATUS.items():
        those = access[access["status"] == status]
        if len(those):
            old = int((those["test"] == "old").sum())
            aged = f", {old:,} of them tested more than 12 months ago" if old else ""
            lines.append((f"Accessibility rules: {words[0].lower()}{words[1:]}", f"{len(those):,}{aged}"))
    for _, row in access[(access["test"] == "old") | ~access["status"].isin(["fully", "partially"])].iterrows():
        lines.append((row["name"], f"{_STATUS[row['status']]}; {_tested(row)}"))
    return pd.DataFrame(lines, columns=["What", "Services online"])


def _tested(row: pd.Series) -> str:
    if row["test"] == "no date":
        return "no date of a test"
    old = ", more than 12 months ago" if row["test"] == "old" else ""
    return f"tested on {say_date(row['tested_on'])}{old}"


def _steps_figure(steps: pd.DataFrame, access: pd.DataFrame, theme: str) -> go.Figure:
    c, count = colours(theme), int(steps["services"].iloc[0])
    found = [status for status in _STATUS if (access["status"] == status).any()]
    above, bar = 62, 48  # pixels: a heading with its legend; a bar with its name
    height = 2 * above + bar * (len(steps) + len(found)) + 12
    fig = make_subplots(rows=2, cols=1, row_heights=[len(steps), len(found)], vertical_spacing=above / (height - above))
    fig.update_layout(figure(theme, height=height).layout)
    for column, name in (("yes", "Yes"), ("no", "No"), ("not_stated", "Not stated")):
        _bars(fig, [_STEPS[step][0] for step in steps["step"]], list(steps[column]), name, c, 1, count)
    tests = access.groupby(["status", "test"]).size()
    for test, name in (("recent", "Within 12 months"), ("old", "Older"), ("no date", "No date")):
        _bars(fig, [_STATUS[s] for s in found], [int(tests.get((s, test), 0)) for s in found], name, c, 2, count)
    fig.update_xaxes(range=[0, count], showticklabels=False, ticks="", showline=False, showgrid=False)
    fig.update_xaxes(zeroline=False)
    fig.update_yaxes(showticklabels=False, showgrid=False)
    legend = {**fig.layout.template.layout.legend.to_plotly_json(), "traceorder": "normal"}
    fig.update_layout(
        barmode="stack", margin={"t": above, "b": 12, "r": 12},
        legend={**legend, "y": fig.layout.yaxis.domain[1]}, legend2={**legend, "y": fig.layout.yaxis2.domain[1]},
    )  # fmt: skip
    for row, words in ((1, "Can people do it online?"), (2, "Accessibility rules met, and age of the test")):
        heading(fig, f"<b>{words}</b>", row, 1, c)
    fig.update_annotations(yshift=30)
    for position, status in enumerate(found):
        parts = [int(tests.get((status, test), 0)) for test in ("recent", "old", "no date")]
        if any(0 < part < _FITS * count for part in parts) and sum(parts) < 0.8 * count:
            _beside(fig, position, parts, c)
    for row, names in ((1, [_STEPS[step][0] for step in steps["step"]]), (2, [_STATUS[status] for status in found])):
        fig.update_yaxes(range=[len(names) - 0.7, -0.7], row=row, col=1)
        _names_above(fig, names, c, row=row, col=1)
    return fig


_LOOKS = {"Yes": 0, "Within 12 months": 0, "No": 1, "Older": 1, "Not stated": 2, "No date": 2}


def _bars(fig: go.Figure, names: list[str], counts: list[int], name: str, c, row: int, count: int) -> None:
    """One part of the stacked bars, with its number where it fits."""
    if not any(counts):
        return
    fill, shape = ((c.main, ""), (c.second, "/"), (c.edge, "."))[_LOOKS[name]]
    fig.add_bar(
        y=list(range(len(names))), x=counts, orientation="h", name=name, legend="legend" if row == 1 else "legend2",
        width=0.5,
        marker={"color": fill, "line": {"color": c.page, "width": 1},
                "pattern": {"shape": shape, "bgcolor": fill, "fgcolor": c.page, "size": 7, "solidity": 0.15}},
        text=[f"<b>{n:,}</b>" if n >= _FITS * count else "" for n in counts], textposition="inside", textangle=0,
        insidetextanchor="middle", textfont={"color": ink_on(fill), "size": 13},
        hovertext=[f"<b>{of}</b><br>{name}: {n:,} of {count:,}" for of, n in zip(names, counts, strict=True)],
        hoverinfo="text", row=row, col=1,
    )  # fmt: skip


def _beside(fig: go.Figure, position: int, parts: list[int], c) -> None:
    """The numbers of a bar too short to hold them, at its end."""
    fig.add_annotation(
        text=f"<b>{' and '.join(f'{part:,}' for part in parts if part)}</b>", x=sum(parts), xanchor="left", xshift=5,
        y=position, showarrow=False, font={"size": 13, "color": c.text}, row=2, col=1,
    )  # fmt: skip


def _names_above(fig: go.Figure, names: list[str], c, **place) -> None:
    """The name of each bar above it, from the left edge: beside it, a phone would have no room for the bar."""
    for position, name in enumerate(names):
        fig.add_annotation(
            text=safe(name), x=0, xanchor="left", xref="paper", y=position, yanchor="bottom", yshift=10,
            showarrow=False, font={"size": 13, "color": c.text}, **place,
        )  # fmt: skip


# -- still offline ---------------------------------------------------------------------------------------------------


def still_offline(view: View, *, directorate: str | None = None, today: date | None = None) -> Exhibit:
    """The services that are not online, the busiest first. today: as in online_over_time()."""
    key, day = "still_offline", day_of(view, today)
    known = view_rows(view, "channels/catalogue", today=day, directorate=directorate)
    if known.empty:
        return _nothing(key, "Services still offline", directorate)
    rows = view_rows(view, "channels/offline_services", today=day, directorate=directorate)
    still = rows[rows["state"] != "retired"]
    means = (
        "A service is offline while the catalogue gives no launch day for it, or one that is still to come. Volumes "
        "are what it completed in its last 12 months, all channels together."
    )
    return Exhibit(
        key=key,
        title=f"{len(still) or 'None'} of {say_count(len(known), 'service')} "
        f"{'is' if len(still) < 2 else 'are'} still offline{where(directorate)}",
        summary=_offline_summary(still, rows[rows["state"] == "retired"]),
        table=_offline_table(rows),
        source=catalogue_source(view, means, volumes=True),
        figure=_volume_figure(still, view.theme),
        questions=_offline_questions(still),
        data=rows.drop(columns=["online", "services"]),
        note=_counted(still),
    )


def _offline_summary(still: pd.DataFrame, gone: pd.DataFrame) -> str:
    said = []
    counted = still[still["completed"] > 0]
    if still.empty:
        said.append("Every service in the catalogue is online.")
    elif len(counted):
        busiest = [f"{row['name']} ({_times(row)})" for _, row in counted.head(3).iterrows()]
        said.append(f"Most used: {say_list(busiest)}.")
    else:
        said.append(f"Nobody has submitted how often {'it is' if len(still) == 1 else 'they are'} used.")
    planned = still[still["state"] == "planned"]
    if len(planned):
        days = [f"{r['name']} on {say_date(r['launched_on'])}" for _, r in planned.iterrows()]
        said.append(f"A launch day is set for {say_list(days[:_NAMED])}.")
    elif len(still):
        said.append("No launch day is set for any of them." if len(still) > 1 else "No launch day is set for it.")
    if len(gone):
        said.append(f"{_listed(list(gone['name']))} {'was' if len(gone) == 1 else 'were'} online and taken down.")
    return " ".join(said)


def _times(row: pd.Series) -> str:
    """ "12,300 in 12 months"; said where the months are not the newest, or not all there."""
    said = f"{say_number(row['completed'], 'count')} in {say_count(int(row['months']), 'month')}"
    return f"{said} to {say_month(row['last_month'])}" if row["behind"] else said


def _counted(still: pd.DataFrame) -> str:
    unknown = int(still["completed"].isna().sum())
    if not unknown or unknown == len(still):
        return ""
    return f"Of {unknown:,} of them nobody has submitted volumes: {'it stands' if unknown == 1 else 'they stand'} last."


def _offline_questions(still: pd.DataFrame) -> tuple[str, ...]:
    if still.empty:
        return ("Which services can be done online only in part?",)
    busiest = still["name"].iloc[0]
    return (
        f"What would it take to put {busiest} online, and would the people who use it want that?",
        "Which of these should stay offline on purpose, and why?",
    )


def _offline_table(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Service": rows["name"],
            "Directorate": rows["directorate"],
            "Completed in the last 12 months": [_cell(row) for _, row in rows.iterrows()],
            "How people get it": [_offline_way(route) for route in rows["offline_route"]],
            "Online": [_when_online(row) for _, row in rows.iterrows()],
        }
    ).reset_index(drop=True)  # fmt: skip


def _cell(row: pd.Series) -> str:
    if missing(row["completed"]):
        return "No data"
    said = say_number(row["completed"], "count")
    extra = [] if row["months"] == 12 else [f"{row['months']:.0f} of 12 months"]
    if row["behind"]:
        extra.append(f"to {say_month(row['last_month'])}")
    return f"{said} ({', '.join(extra)})" if extra else said


def _route(route) -> str:
    return "Not stated" if missing(route) or not str(route).strip() else str(route)


def _offline_way(route) -> str:
    return "No way is stated" if str(route).strip().lower() == "none" else _route(route)


def _when_online(row: pd.Series) -> str:
    if row["state"] == "planned":
        return f"Planned for {say_date(row['launched_on'])}"
    if row["state"] == "retired":
        return f"Taken down on {say_date(row['retired_on'])}"
    return "No launch day"


def _volume_figure(rows: pd.DataFrame, theme: str) -> go.Figure | None:
    """Bars of what each service completed, names above the bars; None where nothing is counted."""
    rows = rows[rows["completed"] > 0].head(12)
    if len(rows) < 2:
        return None  # one bar says no more than the sentence
    c = colours(theme)
    fig = figure(theme, height=24 + 46 * len(rows))
    positions = list(range(len(rows)))
    fig.add_bar(
        y=positions, x=rows["completed"], orientation="h", width=0.42, marker={"color": c.main}, showlegend=False,
        hovertext=[f"<b>{safe(row['name'])}</b><br>{_times(row)}" for _, row in rows.iterrows()], hoverinfo="text",
        text=[say_number(each, "count") for each in rows["completed"]], textposition="outside", cliponaxis=False,
        textfont={"color": c.text, "size": 13},
    )  # fmt: skip
    _names_above(fig, list(rows["name"]), c)
    fig.update_xaxes(range=[0, rows["completed"].max() * 1.22], showticklabels=False, ticks="", showline=False)
    fig.update_yaxes(range=[len(rows) - 0.6, -0.75], showticklabels=False, showgrid=False)
    return fig


# -- digital only ----------------------------------------------------------------------------------------------------


def digital_only(view: View, *, directorate: str | None = None, today: date | None = None) -> Exhibit:
    """Exceptions: online services without an offline route, the busiest first. today: as in online_over_time()."""
    key, day = "digital_only", day_of(view, today)
    known = view_rows(view, "channels/catalogue", today=day, directorate=directorate)
    online = int((known["state"] == "online").sum())
    if not online:
        said = _NO_CATALOGUE if known.empty else "No data: no service in the catalogue is online."
        return _nothing(key, "Services without an offline route", directorate, said)
    rows = view_rows(view, "channels/digital_only", today=day, directorate=directorate)
    of = f"the {online:,} online services" if online > 1 else "the 1 online service"
    means = "A service is digital only where the catalogue writes None for its offline route."
    return Exhibit(
        key=key,
        title=_only_title(rows, of, where(directorate)),
        summary=_only_summary(rows, of),
        table=pd.DataFrame(
            {
                "Service": rows["name"],
                "Directorate": rows["directorate"],
                "Completed in the last 12 months": [_cell(row) for _, row in rows.iterrows()],
                "Who helps people to use it": [_help(route) for route in rows["assisted_digital_route"]],
                "Online since": [say_date(day) for day in rows["launched_on"]],
            }
        ),
        source=catalogue_source(view, means, volumes=True),
        questions=_only_questions(rows),
        data=rows,
    )


def _only_title(rows: pd.DataFrame, of: str, place: str) -> str:
    if rows.empty:
        return f"Offline routes: there is one for each of {of}{place}"
    return f"{len(rows):,} of {of} {'has' if len(rows) == 1 else 'have'} no offline route{place}"


def _help(route) -> str:
    return "Nobody" if str(route).strip().lower() == "none" else _route(route)


def _only_summary(rows: pd.DataFrame, of: str) -> str:
    if rows.empty:
        return f"None of {of} is digital only: the catalogue gives an offline route for each."
    said = []
    for _, row in rows.head(_NAMED).iterrows():
        volume = "" if missing(row["completed"]) else f" ({_times(row)})"
        helped = _help(row["assisted_digital_route"])
        ways = {"Nobody": "and nobody helps people to use it", "Not stated": "and who helps is not stated"}
        said.append(f"{row['name']}{volume} can only be used online, {ways.get(helped, f'with help from: {helped}')}.")
    if len(rows) > _NAMED:
        said.append(f"{len(rows) - _NAMED} more are in the table.")
    return " ".join(said)


def _only_questions(rows: pd.DataFrame) -> tuple[str, ...]:
    if rows.empty:
        return ("Does each offline route really work: has anybody tried it lately?",)
    return (
        f"How does somebody without the internet get {rows['name'].iloc[0]}?",
        "Who decided that there is no other way, and was the effect on equality looked at?",
    )
