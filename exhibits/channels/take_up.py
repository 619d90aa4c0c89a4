"""Digital take-up: for the council or one service over time, for each service, and for each directorate.

Each builder takes a View and plain parameters and returns an Exhibit that carries, beside its figures, whether people
who cannot use the online route still get through. service: a service id (None = all); directorate: its name (None = the
whole council).
"""

import math
from dataclasses import replace
from textwrap import wrap

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from data.settings import settings
from exhibits import Exhibit, View
from exhibits.common.chart_parts import definition_of, heading, where
from exhibits.common.process_chart import ASSISTED_WORDS, TAKE_UP, process_chart
from exhibits.common.process_figure import Mark
from exhibits.common.source import source_line
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
from exhibits.common.who_gets_through import who_gets_through_lines

CHANGES = {
    "rose": "rose",
    "fell": "fell",
    "no_real_change": "no real change",
    "too_early": "too early to say",
}
_DRAWN = 30  # services with a row in the figure; the table has all
_NAMED = 3  # services that a sentence or a tick names
_LAUNCHED = "Services went online"
_REAL = (
    "A change is called real where the differences from the same month a year earlier agree more than chance would "
    "have it once in a hundred times; all others are no news."
)


def definition_in_force() -> str:
    """Which of the two definitions of take-up the figures follow, as a sentence."""
    return f"{ASSISTED_WORDS[settings().channel_shift.assisted_digital]}."


def _no_data(view: View, key: str, *, service: str | None = None, directorate: str | None = None) -> Exhibit:
    return Exhibit(
        key=key,
        title=f"Digital take-up{where(directorate)}: no data",
        summary="No data: no channel volumes that say how people completed their transactions have been published yet.",
        table=pd.DataFrame(),
        source="",
        beside=who_gets_through_lines(view, service=service, directorate=directorate),
    )


# -- over time -------------------------------------------------------------------------------------------------------


def take_up(
    view: View, *, service: str | None = None, directorate: str | None = None, months: int | None = None
) -> Exhibit:
    """The control chart of digital take-up with the launches of online services. months: how many to draw (None = all).

    All services together are weighted by volume; the sentence says how many of all services that is.
    """
    measure_id = f"{TAKE_UP}@{service}" if service else TAKE_UP
    if definition_of(view, measure_id) is None:
        return _no_data(view, "take_up", service=service, directorate=directorate)
    launches = view_rows(view, "channels/launches", service=service, directorate=directorate)
    exhibit = process_chart(
        view,
        measure_id=measure_id,
        directorate=directorate,
        months=months,
        marks=_one_launch(launches) if service else _launch_months(launches),
    )
    if exhibit.figure is None:
        return replace(
            exhibit, key="take_up", beside=who_gets_through_lines(view, service=service, directorate=directorate)
        )
    extra = [_year_words(view, service, directorate)]
    extra.append(_online_since(launches, exhibit) if service else _coverage(view, directorate))
    return replace(
        exhibit,
        key="take_up",
        summary=" ".join([exhibit.summary, *filter(None, extra)]),
        note=" ".join(filter(None, [definition_in_force(), exhibit.note])),
    )


def _year_words(view: View, service: str | None, directorate: str | None) -> str:
    """What has become of it within a year, whatever the newest month says; "" where that is not known."""
    rows = view_rows(view, "channels/guard", service=service, directorate=directorate)
    changes = rows.loc[rows["service_id"] == "", "take_up_change"].dropna()
    said = {"rose": "it rose: a real change", "fell": "it fell: a real change"}
    said["no_real_change"] = "it did not really change"
    if changes.empty or changes.iloc[0] not in said:
        return ""
    return f"Over twelve months, against the twelve before, {said[changes.iloc[0]]}."


def _one_launch(launches: pd.DataFrame) -> tuple[Mark, ...]:
    return tuple(
        Mark(pd.Timestamp(row["launched_on"]), f"Went online<br>{say_month(row['launched_on'])}")
        for _, row in launches.iterrows()
    )


def _launch_months(launches: pd.DataFrame) -> tuple[Mark, ...]:
    """One tick for each month in which services went online: lines for all of them would bury the figures."""
    return tuple(
        Mark(pd.Timestamp(month), f"<b>{say_month(month)}</b><br>{_went_online(list(names))}", _LAUNCHED)
        for month, names in launches.groupby("month")["name"]
    )


def _went_online(names: list[str]) -> str:
    """Names one below the other, so that the pointer's words fit a phone."""
    rest = [f"and {len(names) - _NAMED} more"] if len(names) > _NAMED else []
    return "Went online:<br>" + "<br>".join([*map(safe, names[:_NAMED]), *rest])


def _online_since(launches: pd.DataFrame, exhibit: Exhibit) -> str:
    if launches.empty:
        return "No launch of an online service is recorded for it."
    launched = pd.Timestamp(launches["launched_on"].iloc[0])
    if launched < exhibit.data["month"].min():
        return f"It went online in {say_month(launched)}, before these figures begin."
    return f"It went online in {say_month(launched)}."


def _coverage(view: View, directorate: str | None) -> str:
    """How many of all services the newest complete period speaks for, and that it is weighted by volume."""
    rows = view_rows(view, "channels/periods", directorate=directorate)
    rows = rows[rows["complete"] & (rows["split_completed"] > 0)]
    if rows.empty:
        return ""
    now = rows.iloc[-1]
    of = f"{int(now['services'])} of {say_count(int(now['services_in_all']), 'service')}"
    return f"It speaks for {of}, each weighted by its volume: how many transactions it completes."


# -- each service ----------------------------------------------------------------------------------------------------


def by_service(view: View, *, directorate: str | None = None) -> Exhibit:
    """Take-up of each service over twelve months, the year before where that change is real, and its target."""
    rows = view_rows(view, "channels/take_up_by_service", directorate=directorate)
    known = definition_of(view, TAKE_UP)
    if rows.empty or known is None:
        return _no_data(view, "take_up_by_service", directorate=directorate)
    drawn = rows.head(_DRAWN)
    return Exhibit(
        key="take_up_by_service",
        title=_services_title(rows, directorate),
        summary=_services_summary(rows),
        table=_services_table(rows, directorate),
        source=source_line(view, known),
        figure=_services_figure(drawn, view.theme),
        questions=_services_questions(rows),
        data=rows.drop(columns="position"),
        note=_services_note(view, rows, drawn, directorate),
        beside=who_gets_through_lines(view, directorate=directorate),
    )


def _below(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["gap"] < 0]


def _services_title(rows: pd.DataFrame, directorate: str | None) -> str:
    targets = rows["target"].notna().sum()
    if targets:
        of = "the one service with a target is" if targets == 1 else f"{targets} services with a target are"
        few = {0: "None", targets: "All"}.get(len(_below(rows)), str(len(_below(rows))))
        if targets == 1:
            few, of = "The one service with a target", "is" if len(_below(rows)) else "is not"
            return f"{few} {of} below it{where(directorate)}"
        return f"{few} of {of} below it{where(directorate)}"
    rose = (rows["change"] == "rose").sum()
    return f"Digital take-up rose in {rose} of {say_count(len(rows), 'service')}{where(directorate)}"


def _services_summary(rows: pd.DataFrame) -> str:
    counts = rows["change"].value_counts()
    words = {"rose": "rose in", "fell": "fell in", "no_real_change": "did not really change in"}
    parts = [f"{verb} {counts[change]}" for change, verb in words.items() if change in counts]
    said = []
    if parts:
        said.append(
            f"Over twelve months, against the twelve before, digital take-up {say_list(parts)} "
            f"of {say_count(len(rows), 'service')} with figures."
        )
    early = counts.get("too_early", 0)
    if early:
        said.append(f"For {say_count(early, 'service')} it is too early to say.")
    furthest = _below(rows).head(_NAMED)
    if len(furthest):
        each = [
            f"{row['name']} ({say_number(row['take_up'], 'percent')}, target {say_number(row['target'], 'percent')})"
            for _, row in furthest.iterrows()
        ]
        said.append(f"Furthest below their target: {say_list(each)}." if len(each) > 1 else f"Below it: {each[0]}.")
    fell = rows[rows["change"] == "fell"]
    if len(fell):
        names = list(fell["name"].head(_NAMED)) + (["others"] if len(fell) > _NAMED else [])
        said.append(f"A smaller share than a year before completed {say_list(names)} online.")
    return " ".join(said)


def _services_note(view: View, rows: pd.DataFrame, drawn: pd.DataFrame, directorate: str | None) -> str:
    every = view_rows(view, "channels/services", directorate=directorate)
    without = len(every[every["retired_on"].isna() & ~every["service_id"].isin(rows["service_id"])])
    notes = [definition_in_force()]
    if without:
        lack = "service has" if without == 1 else "services have"
        notes.append(f"{without} more {lack} no figures by channel: their take-up is not known.")
    if len(rows) > len(drawn):
        notes.append(f"{len(rows) - len(drawn)} of the services are in the table only.")
    order = "Services furthest below their target come first, then those whose take-up fell, then those where it rose."
    return " ".join([*notes, order, _REAL])


def _services_questions(rows: pd.DataFrame) -> tuple[str, ...]:
    questions = []
    below = _below(rows)
    if len(below):
        questions.append(f"What keeps people from completing {below['name'].iloc[0]} online?")
    fell = rows[rows["change"] == "fell"]
    if len(fell):
        questions.append(f"Why does a smaller share complete {fell['name'].iloc[0]} online than a year ago?")
    if rows["target"].isna().any():
        questions.append("Which services should have a target, and who decides that it is right?")
    return tuple(questions[:3]) or ("Are the targets high enough, and right for those who need another way?",)


def _services_table(rows: pd.DataFrame, directorate: str | None) -> pd.DataFrame:
    table = pd.DataFrame({"Service": rows["name"]})
    if directorate is None:
        table["Directorate"] = rows["directorate"]
    table["Take-up, twelve months"] = [say_number(value, "percent") for value in rows["take_up"]]
    table["Twelve months before"] = [say_number(value, "percent") for value in rows["take_up_before"]]
    table["Change"] = [CHANGES[change].capitalize() for change in rows["change"]]
    table["Target"] = ["No target" if missing(t) else say_number(t, "percent") for t in rows["target"]]
    table["Against the target"] = [_against(gap) for gap in rows["gap"]]
    table["Transactions in the twelve months"] = [say_number(n, "count") for n in rows["completed"]]
    table["Up to"] = [_end(row) for _, row in rows.iterrows()]
    return table


def _against(gap: float) -> str:
    if missing(gap):
        return "–"
    points = f"{abs(gap):.1f} points"
    return "Met" if abs(gap) < 0.05 else f"{points} {'above' if gap > 0 else 'below'}"


def _end(row: pd.Series) -> str:
    months = 1 if missing(row["months"]) else int(row["months"])
    return say_month(pd.Timestamp(row["last_month"]) + pd.DateOffset(months=months - 1))


def _services_figure(rows: pd.DataFrame, theme: str) -> go.Figure:
    """A row for each service: name and figure above, take-up as a mark whose shape says how it changed."""
    c = colours(theme)
    room, top = 46, 34
    rows = rows.reset_index(drop=True)
    marks = {
        "rose": ("Take-up, really risen in a year", "triangle-up", c.third, 14),
        "fell": ("Take-up, really fallen in a year", "triangle-down", c.second, 14),
        "no_real_change": ("Take-up, no real change", "circle", c.main, 12),
        "too_early": ("Take-up, too early to say", "diamond-open", c.main, 12),
    }
    real = rows[rows["change"].isin(["rose", "fell"]) & rows["take_up_before"].notna()]
    entries = rows["change"].nunique() + bool(len(real)) + bool(rows["target"].notna().any())
    below = 20 + 21 * entries
    fig = figure(theme, height=top + room * len(rows) + below)
    for number, row in real.iterrows():
        fig.add_shape(
            type="line", x0=row["take_up_before"], x1=row["take_up"], y0=number, y1=number, layer="below",
            line={"color": c.limit, "width": 2},
        )  # fmt: skip
    for change, (name, symbol, colour, size) in marks.items():
        one = rows[rows["change"] == change]
        if len(one):
            fig.add_scatter(
                x=one["take_up"], y=one.index, mode="markers", name=name,
                marker={"symbol": symbol, "size": size, "color": colour, "line": {"color": c.text, "width": 1.5},
                        "opacity": 1},
                hovertext=[_at_pointer(row) for _, row in one.iterrows()], hoverinfo="text",
            )  # fmt: skip
    if len(real):
        fig.add_scatter(
            x=real["take_up_before"], y=real.index, mode="markers", name="A year before, where the change is real",
            marker={"symbol": "circle", "size": 8, "color": c.page, "line": {"color": c.limit, "width": 2}},
            hoverinfo="skip",
        )  # fmt: skip
    aimed = rows[rows["target"].notna()]
    if len(aimed):
        fig.add_scatter(
            x=aimed["target"], y=aimed.index, mode="markers", name="Target", hoverinfo="skip",
            marker={"symbol": "line-ns", "size": 13, "line": {"color": c.fourth, "width": 3}},
        )  # fmt: skip
    for number, row in rows.iterrows():
        said = f"{say_number(row['take_up'], 'percent')}, {CHANGES[row['change']]}"
        for words, x, anchor in ((f"<b>{safe(_cut(row['name']))}</b>", 0, "left"), (said, 1, "right")):
            fig.add_annotation(
                text=words, x=x, xref="paper", xanchor=anchor, y=number, yanchor="bottom", yshift=11, showarrow=False,
                font={"size": 13, "color": c.text},
            )  # fmt: skip
    plot = room * len(rows)
    fig.update_layout(
        margin={"t": top, "b": below, "l": 10, "r": 14},
        legend={"orientation": "v", "x": 0, "y": -10 / plot, "yanchor": "top", "tracegroupgap": 0},
    )
    fig.update_xaxes(
        range=[-1.5, 101.5],
        tickvals=[0, 25, 50, 75, 100],
        ticktext=["0%", "25%", "50%", "75%", "100%"],
        side="top",
        showgrid=True,
        automargin=False,
    )
    fig.update_yaxes(range=[len(rows) - 0.6, -0.8], visible=False)
    return fig


def _at_pointer(row: pd.Series) -> str:
    before = (
        "" if missing(row["take_up_before"]) else f"<br>A year before: {say_number(row['take_up_before'], 'percent')}"
    )
    target = "" if missing(row["target"]) else f"<br>Target: {say_number(row['target'], 'percent')}"
    volume = f"<br>{say_number(row['completed'], 'count')} transactions"
    return f"<b>{safe(row['name'])}</b>: {say_number(row['take_up'], 'percent')}{before}{target}{volume}"


def _cut(name: str) -> str:
    """Beside it stands what became of it, also on a phone."""
    return name if len(name) <= 25 else name[:24].rstrip() + "…"


# -- each directorate ------------------------------------------------------------------------------------------------


def by_directorate(view: View, *, months: int | None = None) -> Exhibit:
    """A small chart of take-up for each directorate, all on one scale. months: how many to draw (None = all)."""
    key, known = "take_up_by_directorate", definition_of(view, TAKE_UP)
    rows = view_rows(view, "channels/take_up_by_directorate")
    rows = rows[rows["take_up"].notna() & rows["complete"]].reset_index(drop=True)
    if rows.empty or known is None:
        return _no_data(view, key)
    length = int(rows["months"].iloc[0])
    changes = pd.DataFrame([_year_of(view, name) for name in rows["directorate"].unique()])
    shown = rows[rows["month"] > rows["month"].max() - pd.DateOffset(months=months)] if months else rows
    return Exhibit(
        key=key,
        title=_directorates_title(changes),
        summary=_directorates_summary(changes),
        table=_directorates_table(changes, rows, length),
        source=source_line(view, known),
        figure=_directorates_figure(shown, changes, length, view.theme),
        questions=_directorates_questions(changes),
        data=rows,
        note=f"{definition_in_force()} Each directorate is weighted by the volume of its services. {_REAL}",
        beside=who_gets_through_lines(view),
    )


def _year_of(view: View, directorate: str) -> dict:
    """The directorate's row of channels/year_on_year."""
    rows = view_rows(view, "channels/year_on_year", directorate=directorate, measure_id=None)
    row = rows[(rows["service_id"] == "") & (rows["measure_id"] == TAKE_UP)]
    nothing = {"now": None, "before": None, "change": "too_early", "last_month": None}
    return {"directorate": directorate, **(nothing if row.empty else row.iloc[0][list(nothing)].to_dict())}


def _directorates_title(changes: pd.DataFrame) -> str:
    count = len(changes)
    if count == 1:
        return f"Digital take-up in {changes['directorate'].iloc[0]}: {CHANGES[changes['change'].iloc[0]]} in a year"
    rose, fell = ((changes["change"] == each).sum() for each in ("rose", "fell"))
    said = [f"rose in {rose}", *([f"fell in {fell}"] if fell else [])]
    if not rose and not fell:
        return f"Digital take-up: no real change in a year in any of {count} directorates"
    return f"Within a year, digital take-up {say_list(said)} of {count} directorates"


def _directorates_summary(changes: pd.DataFrame) -> str:
    parts = []
    for _, row in changes.sort_values("now", ascending=False).iterrows():
        said = f"{row['directorate']} {say_number(row['now'], 'percent')}"
        if row["change"] in ("rose", "fell"):
            parts.append(f"{said} ({row['change']} from {say_number(row['before'], 'percent')})")
        else:
            parts.append(f"{said} ({CHANGES[row['change']]})")
    return f"Over twelve months, against the twelve before: {'; '.join(parts)}."


def _directorates_questions(changes: pd.DataFrame) -> tuple[str, ...]:
    fell = changes[changes["change"] == "fell"]
    if len(fell):
        return (f"Why does a smaller share complete online in {fell['directorate'].iloc[0]} than a year ago?",)
    lowest = changes.sort_values("now").iloc[0]
    return (
        f"{lowest['directorate']} has the lowest take-up: do people there want another way, "
        "or is the online one not good enough?",
    )


def _directorates_table(changes: pd.DataFrame, rows: pd.DataFrame, length: int) -> pd.DataFrame:
    newest = rows.groupby("directorate").last().loc[changes["directorate"]]
    return pd.DataFrame(
        {
            "Directorate": changes["directorate"],
            "Take-up, twelve months": [say_number(value, "percent") for value in changes["now"]],
            "Twelve months before": [say_number(value, "percent") for value in changes["before"]],
            "Change": [CHANGES[change].capitalize() for change in changes["change"]],
            "Newest period": [say_period(month, length) for month in newest["month"]],
            "Take-up in it": [say_number(value, "percent") for value in newest["take_up"]],
            "Transactions in it": [say_number(value, "count") for value in newest["completed"]],
            "Services with figures": [int(value) for value in newest["services"]],
        }
    )


def _directorates_figure(rows: pd.DataFrame, changes: pd.DataFrame, length: int, theme: str) -> go.Figure:
    c = colours(theme)
    across = 2 if len(changes) > 1 else 1
    down = math.ceil(len(changes) / across)
    height = 70 + 152 * down
    fig = make_subplots(
        rows=down, cols=across, vertical_spacing=min(72 / height, 0.9 / max(down - 1, 1)), horizontal_spacing=0.14
    )
    fig.update_layout(figure(theme, height=height).layout)
    fig.update_layout(margin={"t": 60, "b": 36, "r": 22})
    first, last = rows["month"].min(), rows["month"].max()
    ticks = month_ticks(first, last, length)
    for number, change in changes.iterrows():
        place = {"row": number // across + 1, "col": number % across + 1}
        one = _with_gaps(rows[rows["directorate"] == change["directorate"]], length)
        fig.add_scatter(
            x=one["month"], y=one["take_up"], mode="lines" if len(one) > 1 else "markers", showlegend=False,
            line={"color": c.main, "width": 2}, hoverinfo="text",
            hovertext=[f"<b>{say_period(m, length)}</b>: {say_number(v, 'percent')}"
                       for m, v in zip(one["month"], one["take_up"], strict=True)],
            **place,
        )  # fmt: skip
        name, said = _lines(change["directorate"]), CHANGES[change["change"]]
        now = say_number(change["now"], "percent", 0)
        heading(fig, f"<b>{name}</b><br>{now}, {said}", place["row"], place["col"], c)
        fig.update_yaxes(range=[0, 100], tickvals=[0, 50, 100], ticktext=["0%", "50%", "100%"], **place)
        fig.update_xaxes(
            range=ticks["range"], tickvals=[ticks["tickvals"][-1], ticks["tickvals"][0]],
            ticktext=[ticks["ticktext"][-1], ticks["ticktext"][0]],
            showticklabels=number + across >= len(changes), **place,
        )  # fmt: skip
    return fig


def _with_gaps(rows: pd.DataFrame, length: int) -> pd.DataFrame:
    """One row for every period, so that the line breaks where there is no figure."""
    every = pd.date_range(rows["month"].min(), rows["month"].max(), freq=pd.DateOffset(months=length))
    calendar = pd.DataFrame({"month": every}).astype({"month": rows["month"].dtype})
    return calendar.merge(rows, on="month", how="left")


def _lines(name: str) -> str:
    """A long name on two lines: beside it stands another, also on a phone."""
    return "<br>".join(map(safe, wrap(name, 19, max_lines=2, placeholder="…")))
