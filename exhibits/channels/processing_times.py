"""Which route to an outcome is quicker: direct debit or not, online or paper form; by service, with how many cases."""

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.bar_rows import key_below, rows_figure
from exhibits.common.links import links_to_services
from exhibits.common.no_data import words_only
from exhibits.common.scope import service_prefix, with_prefix
from exhibits.common.source import source_of
from exhibits.common.style import colours, safe
from exhibits.common.view_queries import view_rows
from exhibits.common.words import (
    POINT,
    first_that_fits,
    full_stop,
    lower_first,
    missing,
    name_within,
    naming,
    say_count,
    say_list,
    say_month,
    say_number,
    say_span,
    short_number,
)

_KEY = "processing_times"
_FEW = 30  # cases below this are not compared (queries/channels/processing_times.sql)
_DRAWN = 8  # services drawn at most; the table has all
_MEANING = (
    "days from a request to its outcome. Typical is the middle one of the last 12 months’ figures, each the {} of its "
    "month’s cases as the council submits it. A route is called slower where it was so in more months than chance "
    "explains (sign test). Other people and other requests may come by another route."
)


def processing_times(view: View, *, service: str | None = None, directorate: str | None = None) -> Exhibit:
    """Of one service the typical days of each route; of all services the quickest route and the slowest one."""
    rows = view_rows(view, "channels/processing_times", service=service, directorate=directorate)
    prefix = service_prefix(view, service, directorate)
    if rows.empty:
        whose = "this service" if service else "this directorate" if directorate else "any service"
        why = f"No data: nobody has submitted how long requests take, by route, for {whose}."
        return words_only(_KEY, with_prefix(prefix, "Days from request to outcome: no data"), why)
    services = rows.drop_duplicates("service_id").reset_index(drop=True)
    wide = services[services["widest"].notna()]
    months = view_rows(view, "channels/processing_months", service=service) if service else None
    taken = " or the ".join(sorted(rows["taken_as"].unique(), reverse=True))
    return Exhibit(
        key=_KEY,
        title=with_prefix(prefix, _title_of_one(rows)) if service else with_prefix(prefix, _title(services, wide)),
        lead=_lead(rows, of_one=service is not None),
        more=tuple(_more_of_one(rows)) if service else tuple(_more(rows, services, wide)),
        table=_table(rows) if months is None else _table_of_one(rows, months),
        source=source_of(view, "processing_times", means=_MEANING.format(taken)),
        figure=_figure(rows, services.head(_DRAWN), view.theme)
        if months is None
        else _figure_of_one(rows, months, view.theme),
        questions=_questions(rows),
        data=rows if months is None else _data_of_one(rows, months),
        note=_note(rows, services) if months is None else _note_of_one(rows, months),
        links={} if service else links_to_services(services, "service"),
    )


# -- words -----------------------------------------------------------------------------------------------------------


def say_days(row: pd.Series, days: float | None = None) -> str:
    """ "6.5 working days"; "27 days" of calendar days, and where nobody says which. days: others than the typical."""
    said = say_number(row["typical"] if days is None else days, "days")
    return said.replace(" day", " working day") if row["days_are"] == "working" else said


def _slower(rows: pd.DataFrame) -> pd.DataFrame:
    """The routes that are clearly slower than the quickest of their service, the widest apart first."""
    slower = rows[rows["verdict"] == "slower"]
    order = (slower["typical"] - slower["quickest_days"]).sort_values(ascending=False, kind="stable").index
    return slower.loc[order]


def _title_of_one(rows: pd.DataFrame) -> str:
    slower = _slower(rows)
    if len(slower):
        return f"{slower['quickest'].iloc[0]} is quicker than {say_list([_inside(each) for each in slower['route']])}"
    if (rows["verdict"] == "no_clear_difference").any():
        return "No clear difference between routes"
    return "Days from request to outcome, by route"


def _title(services: pd.DataFrame, wide: pd.DataFrame) -> str:
    every = say_count(len(services), "service")
    if wide.empty:
        return f"Days from request to outcome: no clear difference between routes in {every}"
    return f"One route is clearly quicker than another in {len(wide)} of {every}"


def _inside(route: str) -> str:
    """A route within a sentence: "cheque", and BACS with its capitals."""
    return route if route[:2].isupper() else lower_first(route)


def _lead(rows: pd.DataFrame, *, of_one: bool) -> str:
    """The quickest route beside the one that is clearly and most slower, with the cases of each."""
    slower = _slower(rows)
    if len(slower):
        row = slower.iloc[0]
        where = "" if of_one else f"{row['name']}: "
        first = row["quickest"] if of_one else _inside(row["quickest"])
        of_first = rows.loc[(rows["service_id"] == row["service_id"]) & (rows["place"] == 1), "cases"].iloc[0]
        quick = f"{where}{first} typically takes {say_days(row, row['quickest_days'])}"
        slow = f"{_inside(row['route'])} {short_number(row['typical'], 'days')}"
        in_months = f"slower in {int(row['slower_in'])} of {say_count(int(row['months_compared']), 'month')}"
        return first_that_fits(
            f"{quick} ({of_first:,} cases), {slow} ({row['cases']:,}); {in_months}.",
            f"{quick} ({of_first:,} cases), {slow} ({row['cases']:,}).",
            f"{quick}, {slow}.",
        )
    placed = rows[rows["place"].notna()]
    if not of_one or len(placed) < 2:
        counted = say_count(int(rows["cases"].sum()), "case")
        return f"{counted}: no route is clearly quicker than another of the same service."
    first, last = placed.iloc[0], placed.iloc[-1]
    return first_that_fits(
        f"{first['route']} typically takes {say_days(first)}, {_inside(last['route'])} "
        f"{short_number(last['typical'], 'days')}: too alike, month by month, to call one quicker.",
        "The routes are too alike, month by month, to call one quicker.",
    )


def _more_of_one(rows: pd.DataFrame) -> list[str]:
    first, last = rows["first_month"].min(), rows["last_month"].max()
    counts = [f"{row['route']} {int(row['cases']):,}" for _, row in rows.iterrows()]
    points = [name_within(f"Cases, {say_span(first, last)}:", counts, end=".")]
    for _, row in rows[rows["verdict"].isin(("slower", "no_clear_difference"))].head(2).iterrows():
        said = f"{row['route']}: slower than {_inside(row['quickest'])} in {int(row['slower_in'])} of "
        clear = "" if row["verdict"] == "slower" else "; no clear difference"
        points.append(f"{said}{say_count(int(row['months_compared']), 'month')}{clear}.")
    few = rows[rows["verdict"] == "too_few"]
    if len(few):
        points.append(naming(f"Fewer than {_FEW} cases, so not compared: {{}}.", few["route"]))
    return points


def _more(rows: pd.DataFrame, services: pd.DataFrame, wide: pd.DataFrame) -> list[str]:
    points = []
    for _, each in wide.iloc[1:3].iterrows():
        row = _slower(rows[rows["service_id"] == each["service_id"]]).iloc[0]
        points.append(
            first_that_fits(
                f"{each['name']}: {_inside(row['quickest'])} {say_days(row, row['quickest_days'])}, "
                f"{_inside(row['route'])} {short_number(row['typical'], 'days')}.",
                f"{each['name']}: {say_days(row, each['widest'])} apart.",
                most=POINT,
            )
        )
    alike = services[services["widest"].isna()]["name"]
    if len(wide) and len(alike):
        points.append(naming("No clear difference between routes: {}.", alike))
    return points


def _note(rows: pd.DataFrame, services: pd.DataFrame) -> str:
    notes = []
    if rows["days_are"].nunique(dropna=False) > 1:
        notes.append("Working days and other days stand on one scale: compare routes within a service.")
    if len(services) > _DRAWN:
        notes.append(f"The {_DRAWN} services with the widest difference are drawn; the table has all.")
    return " ".join(notes)


def _note_of_one(rows: pd.DataFrame, months: pd.DataFrame) -> str:
    notes = []
    if months["hidden"].any():
        notes.append("Months with a small number of cases are not shown, and nothing is worked out from them.")
    if not months["compared"].all():
        notes.append("Months whose days were counted in another way than the newest month’s are not compared.")
    return " ".join([*notes, *(full_stop(each) for each in rows["note"].dropna().unique()[:2])])


def _questions(rows: pd.DataFrame) -> tuple[str, ...]:
    slower = _slower(rows)
    if slower.empty:
        return ("Who decides how long a request may take, and who is told when it takes longer?",)
    row = slower.iloc[0]
    route, quickest = _inside(row["route"]), _inside(row["quickest"])
    return (
        f"Where do the days go by {route}, and could it be as quick as {quickest}?",
        f"Who comes by {route}, and could they choose otherwise?",
    )


# -- table and figures -----------------------------------------------------------------------------------------------

_VERDICTS = {
    "quickest": "Quickest",
    "slower": "Slower than the quickest in {} of {} months",
    "no_clear_difference": "No clear difference",
    "too_few": "Too few cases to tell",
    "only": "No other route",
}


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    records = [row for _, row in rows.iterrows()]
    return pd.DataFrame(
        {
            "Service": rows["name"],
            "Route": rows["route"],
            "Days, typically": [say_days(row) for row in records],
            "Cases": [f"{int(row['cases']):,}" for row in records],
            "Months": [say_span(row["first_month"], row["last_month"]) for row in records],
            "Taken as": [f"{row['taken_as']} of each month".capitalize() for row in records],
            "Compared": [_VERDICTS[row["verdict"]].format(row["slower_in"], row["months_compared"]) for row in records],
        }
    )


def _routes(rows: pd.DataFrame, months: pd.DataFrame) -> list[str]:
    """The routes of a service, the typically quickest first, those that nothing is worked out from last."""
    return list(dict.fromkeys([*rows["route"], *months["route"]]))


def _table_of_one(rows: pd.DataFrame, months: pd.DataFrame) -> pd.DataFrame:
    """A line for each month, the newest first, and a column for each route: its days and its cases."""
    said = months.assign(said=[_of_month(row) for _, row in months.iterrows()])
    wide = said.pivot(index="month", columns="route", values="said").sort_index(ascending=False)
    table = wide.reindex(columns=_routes(rows, months)).fillna("No data").reset_index(names="Month")
    return table.assign(Month=table["Month"].map(say_month)).rename_axis(columns=None)


def _of_month(row: pd.Series) -> str:
    if row["hidden"]:
        return "Not shown: small number"
    if row["cases"] == 0:
        return "No case"
    days = "days not stated" if missing(row["days"]) else say_days(row, row["days"])
    return f"{days}, {say_count(int(row['cases']), 'case')}"


def _data_of_one(rows: pd.DataFrame, months: pd.DataFrame) -> pd.DataFrame:
    wide = months.pivot(index="month", columns="route", values=["days", "cases"]).sort_index(ascending=False)
    columns = {f"{route}, {each}": wide[(each, route)] for route in _routes(rows, months) for each in ("days", "cases")}
    return pd.DataFrame({"month": wide.index, **{name: values.to_numpy() for name, values in columns.items()}})


def _scale(fig: go.Figure, most: float) -> None:
    fig.update_xaxes(range=[-0.02 * most, 1.06 * most or 1], nticks=5, ticksuffix=" days", rangemode="tozero")


def _figure_of_one(rows: pd.DataFrame, months: pd.DataFrame, theme: str) -> go.Figure:
    """A row for each route: a faint dot for each month, and a large one where it typically is."""
    c = colours(theme)
    months = months[months["compared"] & months["days"].notna()]
    beside = [f"{say_days(row)} · {say_count(int(row['cases']), 'case')}" for _, row in rows.iterrows()]
    fig = rows_figure(theme, list(rows["route"]), beside, entries=1)
    places = {route: place for place, route in enumerate(rows["route"])}
    fig.add_scatter(
        x=months["days"], y=months["route"].map(places), mode="markers", hoverinfo="text", showlegend=False,
        hovertext=[f"<b>{say_month(row['month'])}</b>: {say_days(row, row['days'])}" for _, row in months.iterrows()],
        marker={"symbol": "circle-open", "size": 8, "color": c.limit, "line": {"width": 1.5}},
    )  # fmt: skip
    judged = list(rows["verdict"] != "too_few")
    fig.add_scatter(
        x=rows["typical"], y=list(range(len(rows))), mode="markers", hoverinfo="text", showlegend=False,
        hovertext=[f"<b>{safe(name)}</b>: {words}" for name, words in zip(rows["route"], beside, strict=True)],
        marker={"size": 14, "color": [c.main if each else c.page for each in judged],
                "line": {"color": [c.page if each else c.limit for each in judged], "width": 2}},
    )  # fmt: skip
    _scale(fig, float(max(rows["typical"].max(), months["days"].max())))
    key_below(fig, ["● typically", "○ each month"], theme)
    return fig


def _figure(rows: pd.DataFrame, services: pd.DataFrame, theme: str) -> go.Figure:
    """A row for each service: its quickest route, its slowest one, and the days between them."""
    c = colours(theme)
    ends = rows[rows["service_id"].isin(services["service_id"])].groupby("service_id", sort=False)
    low, high = ends["typical"].min(), ends["typical"].max()
    named = [_ends(part) for _, part in ends]
    beside = [
        say_days(row, low.iloc[place])
        if low.iloc[place] == high.iloc[place]
        else f"{low.iloc[place]:g} to {say_days(row, high.iloc[place])}"
        for place, (_, row) in enumerate(services.iterrows())
    ]
    links = links_to_services(services, "service")
    fig = rows_figure(
        theme, list(services["name"]), beside, entries=1, places=[links.get(name, "") for name in services["name"]]
    )
    for place in range(len(services)):
        fig.add_scatter(
            x=[low.iloc[place], high.iloc[place]], y=[place] * 2, mode="lines", hoverinfo="skip", showlegend=False,
            line={"color": c.limit, "width": 3},
        )  # fmt: skip
    for days, symbol, colour, end in ((low, "circle", c.main, 0), (high, "diamond", c.second, 1)):
        fig.add_scatter(
            x=days, y=list(range(len(services))), mode="markers", hoverinfo="text", showlegend=False,
            hovertext=[safe(each[end]) for each in named],
            marker={"symbol": symbol, "size": 13, "color": colour, "line": {"color": c.text, "width": 1}},
        )  # fmt: skip
    _scale(fig, float(high.max()))
    key_below(fig, ["● quickest route", "◆ slowest route"], theme)
    return fig


def _ends(part: pd.DataFrame) -> tuple[str, str]:
    """What the pointer shows at the quickest route of a service and at its slowest."""
    first, last = (part.loc[which] for which in (part["typical"].idxmin(), part["typical"].idxmax()))
    return tuple(f"{row['route']}: {say_days(row)}, {say_count(int(row['cases']), 'case')}" for row in (first, last))  # type: ignore[return-value]
