"""The line below an exhibit: where its figures come from, how new and how final they are, and what they mean."""

import pandas as pd

from exhibits import View
from exhibits.common.view_queries import measure_rows, period_months, view_rows
from exhibits.common.words import (
    full_stop,
    london_day,
    missing,
    name_some,
    say_list,
    say_month,
    say_period,
    say_span,
)

_FILES = {"incidents": "service desk incidents", "channel_volumes": "channel volumes"}
_NAMES = {
    "projects": "register of projects",
    "highlight_reports": "highlight reports",
    "milestones": "milestones",
    "risks_issues": "risks and issues",
    "finance": "finance lines",
    "contracts": "register of IT contracts",
    "actions": "list of questions, recommendations and actions",
    "outages": "log of outages",
    "assurance": "register of tests, plans and accreditations",
    "lessons": "log of lessons",
    "devices": "counts of devices",
    "processing_times": "processing times by route",
}


def source_line(view: View, definition: pd.Series) -> str:
    """Source, period, last publication, how far the figures are final, and the meaning of one measure.

    definition: a row of measures/definitions.
    """
    rows = measure_rows(view, "measures/source", definition["measure_id"])
    stated, parts = definition["data_source"], []
    if len(rows):
        row, months = rows.iloc[0], period_months(view, definition)
        files = _FILES.get(row["kind"], "submitted figures")
        period = say_span(row["first_month"], row["last_month"], months)
        parts.append(f"Source: {files if missing(stated) else stated}, {period}.")
        if not missing(row["published_at"]):
            parts.append(f"Last published on {london_day(row['published_at'])}.")
        if not missing(row["complete_to"]):
            end = row["complete_to"] + pd.DateOffset(months=months - 1)
            parts.append(f"Final up to {say_month(end)}.")
        if missing(row["complete_to"]) or row["last_month"] > row["complete_to"]:
            parts.append(f"{say_period(row['last_month'], months)} is provisional.")
    parts.append(f"What it means: {full_stop(definition['plain_meaning'])}")
    if not missing(definition["proxy_for"]):
        parts.append(say_proxy(definition["proxy_for"]))
    if not missing(definition["related_plan"]):
        parts.append(f"Related plan: {full_stop(definition['related_plan'])}")
    return " ".join(parts)


def say_proxy(what: str) -> str:
    """What a measure only stands for, as it is said wherever its meaning is."""
    return f"It is a proxy: it stands for “{what.strip().rstrip('.')}”, which is not measured itself."


def source_of(view: View, *kinds: str, means: str) -> str:
    """Which files, when they were last published, and what the figures mean."""
    rows = view_rows(view, "projects/source").set_index("kind")
    there = [kind for kind in kinds if kind in rows.index]
    parts = [f"Source: {say_list([_NAMES[kind] for kind in there])}."] if there else []
    published = rows.loc[there, "published_at"].max() if there else None
    if not missing(published):
        parts.append(f"Last published on {london_day(published)}.")
    return " ".join([*parts, f"What it means: {means}"])


def source_of_measures(rows: pd.DataFrame, which: str) -> str:
    """The sources of several measures in one exhibit: each has its own, with the whole definition on its own chart.

    rows: with data_source. which: the measures, in words.
    """
    named = list(dict.fromkeys(each for each in rows["data_source"] if not missing(each)))
    sources = f"Source: {name_some(named)}. " if named else ""
    return (
        f"{sources}What it means: {which}, each in its newest complete month. Each name leads to its chart, with the "
        "definition and the months before."
    )


def money_source(view: View, rows: pd.DataFrame, means: str) -> str:
    """source_of() finance lines, with the month up to which this year is known. rows: with or without `period`."""
    period = rows["period"].max() if "period" in rows and len(rows) else None
    upto = "" if missing(period) else f"figures of this year are known up to {say_month(period)}; "
    return source_of(view, "finance", means=f"{upto}{means}")


def catalogue_source(view: View, means: str, *, volumes: bool = False) -> str:
    """Where the catalogue, and the volumes beside it, come from and how new they are. means: what the figures mean."""
    rows = view_rows(view, "channels/sources").set_index("kind")
    sentences = []
    if "online_services" in rows.index:
        published = _published(rows.loc["online_services", "published_at"])
        sentences.append(f"Source: catalogue of online services{published}.")
    if volumes:
        sentences.append(volumes_line(view, "Volumes: "))
    return " ".join(filter(None, [*sentences, f"What it means: {means}"]))


def volumes_source(view: View, means: str) -> str:
    """Where channel volumes come from, how new they are, and what the figures mean."""
    return " ".join(filter(None, [volumes_line(view), f"What it means: {means}"]))


def volumes_line(view: View, begin: str = "Source: ") -> str:
    """Where channel volumes come from and how new they are; "" where none are published. begin: its first word."""
    rows = view_rows(view, "channels/sources").set_index("kind")
    if "channel_volumes" not in rows.index:
        return ""
    row = rows.loc["channel_volumes"]
    period = f"{say_month(row['first_month'])} to {say_month(row['last_month'])}"
    line = f"{begin}submitted channel volumes, {period}{_published(row['published_at'])}."
    if missing(row["complete_to"]) or row["complete_to"] < row["last_month"]:
        line += f" {say_month(row['last_month'])} is not complete yet."
    return line


def _published(moment: pd.Timestamp | None) -> str:
    return "" if missing(moment) else f", last published on {london_day(moment)}"
