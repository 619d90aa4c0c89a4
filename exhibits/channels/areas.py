"""Take-up by area, beside broadband coverage and digital exclusion: a table and a chart, no map."""

import pandas as pd
import plotly.graph_objects as go

from data.settings import settings
from exhibits import Exhibit, View
from exhibits.common.bar_rows import percent_scale, rows_figure
from exhibits.common.no_data import words_only
from exhibits.common.scope import scope_suffix, service_scope
from exhibits.common.style import colours, safe
from exhibits.common.view_queries import view_rows
from exhibits.common.who_gets_through_lines import who_gets_through_lines, who_gets_through_links
from exhibits.common.words import full_stop, london_day, missing, say_count, say_list, say_number, say_span

_FEWEST = 6  # areas that a rank correlation needs
_DRAWN = 40  # areas with a row in the figure; the table has all
_NAMED = 5  # areas that a sentence names


def by_area(view: View, *, service: str | None = None, directorate: str | None = None) -> Exhibit:
    """Digital take-up of each area over the newest 12 months, in the order of the digital exclusion index.

    Counts below demand.small_number of council.toml are not shown. A rank correlation is said with at least six areas,
    and never as a cause.
    """
    key, smallest = "by_area", settings().demand.small_number
    asked_for = {"service": service, "directorate": directorate}
    rows = view_rows(view, "channels/areas", small_number=smallest, **asked_for)
    name = service_scope(view, service, directorate)
    of = f": {name}" if service else scope_suffix(name)
    beside = who_gets_through_lines(view, service=service, directorate=directorate)
    counted = rows[rows["services"] > 0]
    if counted.empty:
        return words_only(key, f"By area{of}: no data", _no_volumes(rows, service), beside=beside)
    known = counted[counted["take_up"].notna()]
    said = _said(rows, counted, known)
    return Exhibit(
        key=key,
        title=_title(rows, known, of),
        lead=said[0],
        more=tuple(said[1:5]),
        table=_table(rows, smallest),
        source=_source(rows),
        figure=_figure(known.head(_DRAWN), view.theme) if len(known) else None,
        questions=_questions(rows, known),
        data=rows.drop(columns=["published_at", "hidden"]),
        note=_note(rows, known, smallest),
        beside=beside,
        links=who_gets_through_links(view, service=service, directorate=directorate),
    )


def _no_volumes(rows: pd.DataFrame, service: str | None) -> str:
    whose = "this service" if service else "any service"
    sentence = f"No data: no channel volumes by area have been published for {whose}: they need an area_id."
    if len(rows):
        sentence += f" Facts about {say_count(len(rows), 'area')} are there."
    return sentence


def _title(rows: pd.DataFrame, known: pd.DataFrame, of: str) -> str:
    pattern = rows["pattern"].iloc[0]
    if pattern == "lower":
        return f"Areas with more digital exclusion have lower take-up{of}"
    if pattern == "higher":
        return f"Areas with more digital exclusion have higher take-up{of}"
    if known.empty:
        return f"Take-up by area{of}: not shown"
    if len(known) == 1:
        return f"Take-up by area{of}: one area only"
    low, high = (say_number(each, "percent") for each in (known["take_up"].min(), known["take_up"].max()))
    between = f"between {low} and {high}" if low != high else f"the same everywhere, {low}"
    return f"Take-up by area{of} is {between}"


def _said(rows: pd.DataFrame, counted: pd.DataFrame, known: pd.DataFrame) -> list[str]:
    months = say_span(rows["first_month"].iloc[0], rows["last_month"].iloc[0])
    sentences = [f"Digital take-up, {months}."]
    if len(known) > 1:
        lowest, highest = known.loc[known["take_up"].idxmin()], known.loc[known["take_up"].idxmax()]
        sentences = [
            f"Take-up was lowest in {lowest['name']}, {say_number(lowest['take_up'], 'percent')}, and highest in "
            f"{highest['name']}, {say_number(highest['take_up'], 'percent')} ({months}).",
            f"{lowest['name']}{_facts(lowest)}; {highest['name']}{_facts(highest)}.",
        ]
        if not (_facts(lowest) or _facts(highest)):
            sentences.pop()
    sentences += [*_pattern(rows), *_without(counted[~counted["has_facts"]], rows[rows["services"] == 0])]
    return sentences


def _facts(area: pd.Series) -> str:
    known = []
    if not missing(area["exclusion_index"]):
        known.append(f"exclusion index {area['exclusion_index']:g}")
    if not missing(area["broadband_percent"]):
        known.append(f"broadband {say_number(area['broadband_percent'], 'percent')}")
    return f": {', '.join(known)}" if known else ""


def _pattern(rows: pd.DataFrame) -> list[str]:
    """Whether take-up goes with exclusion, as the rank correlation of channels/areas judges."""
    first = rows.iloc[0]
    number = int(first["areas_compared"])
    if not number:
        return ["No area has both take-up and an exclusion index, so the two cannot be compared."]
    if number < _FEWEST:
        have = say_count(number, "area has", "areas have")
        return [f"Only {have} both take-up and an exclusion index: {_FEWEST} are needed to compare the two."]
    if missing(first["correlation"]):
        return [f"All {number} areas are alike in take-up or in the exclusion index, so the two cannot be compared."]
    if first["pattern"] == "none":
        return [f"Over {number} areas, whether more exclusion goes with lower take-up cannot be told from chance."]
    way = "lower" if first["pattern"] == "lower" else "higher"
    return [
        f"In the {number} areas compared, a higher digital exclusion index goes with {way} take-up.",
        "This shows that the two go together; it does not show cause.",
    ]


def _without(no_facts: pd.DataFrame, no_volumes: pd.DataFrame) -> list[str]:
    sentences = []
    if len(no_facts):
        sentences.append(f"No facts about {_names(no_facts)} have been submitted.")
    if len(no_volumes):
        sentences.append(f"No volumes by area have come in for {_names(no_volumes)}.")
    return sentences


def _names(areas: pd.DataFrame) -> str:
    named = list(areas["name"].head(_NAMED))
    if len(areas) > _NAMED:
        named.append(say_count(len(areas) - _NAMED, "other area"))
    return say_list(named)


def _note(rows: pd.DataFrame, known: pd.DataFrame, smallest: int) -> str:
    number = int(rows["all_services"].iloc[0])
    notes = [f"Counts {say_count(number, 'service')} whose volumes come by area."]
    if rows["hidden"].any():
        notes.append(f"Counts below {smallest}, and what they could be worked out from, are not shown.")
    if len(known) > _DRAWN:
        notes.append(f"{len(known) - _DRAWN} more areas are in the table only.")
    return " ".join(notes)


def _questions(rows: pd.DataFrame, known: pd.DataFrame) -> tuple[str, ...]:
    if rows["pattern"].iloc[0] == "lower":
        most = known[known["exclusion_index"].notna()]
        return (
            f"Which help is there for people in {most['name'].iloc[0]}, and how many use it?",
            "Is help offered where the exclusion index is high, or where the council has its offices?",
        )
    if len(known) > 1:
        lowest = known.loc[known["take_up"].idxmin(), "name"]
        return (f"What do people in {lowest} use instead, and does it work for them?",)
    return ("Which other services could state the area their users live in?",)


def _source(rows: pd.DataFrame) -> str:
    period = say_span(rows["first_month"].iloc[0], rows["last_month"].iloc[0])
    parts = [f"Source: submitted channel volumes with an area, {period}."]
    if not missing(rows["published_at"].iloc[0]):
        parts.append(f"Facts about areas last published on {london_day(rows['published_at'].iloc[0])}.")
    for column, name in (("broadband_source", "Broadband"), ("exclusion_source", "Exclusion index")):
        named = list(dict.fromkeys(rows[column].dropna()))
        if named:
            parts.append(f"{name}: {full_stop('; '.join(named))}")
    parts.append(
        "What it means: of the completed transactions of an area, the share that people completed online. A higher "
        "exclusion index means more people who may be left behind."
    )
    return " ".join(parts)


def _table(rows: pd.DataFrame, smallest: int) -> pd.DataFrame:
    def shown(value: float, row: pd.Series, unit: str) -> str:
        if row["hidden"]:
            return "Not shown: small number" if row["completed_small"] else "Not shown"
        return say_number(value, unit)

    rows = rows.assign(completed_small=smallest > 0)
    return pd.DataFrame(
        {
            "Area": rows["name"],
            "Digital take-up": [shown(row["take_up"], row, "percent") for _, row in rows.iterrows()],
            "Completed transactions": [shown(row["completed"], row, "count") for _, row in rows.iterrows()],
            "Digital exclusion index": [_index(value) for value in rows["exclusion_index"]],
            "Broadband coverage": [say_number(value, "percent") for value in rows["broadband_percent"]],
            "Residents": [say_number(value, "count") for value in rows["population"]],
        }
    )


def _index(value: float) -> str:
    return "No data" if missing(value) else f"{value:g}"


def _figure(rows: pd.DataFrame, theme: str) -> go.Figure:
    """A row for each area, the highest exclusion index first: its facts at the right, its take-up as a dot."""
    c = colours(theme)
    fig = rows_figure(theme, list(rows["name"]), [_say_facts(row) for _, row in rows.iterrows()])
    for number, take_up in enumerate(rows["take_up"]):
        fig.add_shape(
            type="line", x0=0, x1=take_up, y0=number, y1=number, layer="below", line={"color": c.edge, "width": 2}
        )
    fig.add_scatter(
        x=rows["take_up"], y=list(range(len(rows))), mode="markers+text", showlegend=False,
        marker={"size": 12, "color": c.main, "line": {"color": c.text, "width": 1}},
        text=[f"  {say_number(value, 'percent')}" for value in rows["take_up"]], textposition="middle right",
        textfont={"color": c.text, "size": 13},
        hovertext=[f"<b>{safe(row['name'])}</b>: {say_number(row['take_up'], 'percent')}<br>{_say_facts(row)}"
                   for _, row in rows.iterrows()],
        hoverinfo="text",
    )  # fmt: skip
    percent_scale(fig, room=18)
    return fig


def _say_facts(area: pd.Series) -> str:
    index = "no index" if missing(area["exclusion_index"]) else f"index {area['exclusion_index']:g}"
    if missing(area["broadband_percent"]):
        return index
    return f"{index}, broadband {say_number(area['broadband_percent'], 'percent')}"
