"""Avoidable contact: contacts that would not have been needed, had something worked the first time."""

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.channels.channel_names import channel_name
from exhibits.channels.volumes import no_volumes, say_months_counted
from exhibits.common.bar_rows import bars_figure
from exhibits.common.links import links_to_services
from exhibits.common.scope import service_prefix, with_prefix
from exhibits.common.source import volumes_source
from exhibits.common.style import colours
from exhibits.common.view_queries import service_rows, view_rows
from exhibits.common.who_gets_through_lines import change_words
from exhibits.common.words import missing, name_some, say_count, say_list, say_number

_BARS = 8  # bars drawn at most; the table has all
_REASONS_SAID = 1  # in a sentence; the table has more
_REASONS = 3  # reasons named for a service
_DRAWN = "Avoidable contacts (share of all its contacts)"
_MEANING = (
    "A contact is avoidable where it would not have been needed, had something worked the first time, such as a call "
    "to ask how far an application has come. The share is of all contacts, where both are counted. Files name the "
    "commonest reason of each channel and month; its other avoidable contacts are counted with it."
)


def avoidable(
    view: View, *, service: str | None = None, directorate: str | None = None, months: int | None = None
) -> Exhibit:
    """Avoidable contacts by service, or by channel for one service: how many, their share, the commonest reasons.

    months: of the newest months, 12 at most (None = 12). The share over time is process_chart of avoidable_contact.
    """
    key = "avoidable"
    asked_of = {"service": service, "directorate": directorate, "months": min(months or 12, 12)}
    rows = view_rows(view, "channels/avoidable", **asked_of)
    if rows.empty:
        known = service_rows(view, "channels/services", service, directorate=directorate)
        why = "No data: nobody has submitted which contacts were avoidable." if known["has_volumes"].any() else ""
        return no_volumes(view, key, "Avoidable contact", service, directorate, why)
    reasons = view_rows(view, "channels/avoidable_reasons", **asked_of)
    total = rows.iloc[0]
    names = rows["channel"].map(channel_name).where(rows["level"] == "channel", rows["name"])
    rows = rows.assign(named=names.where(rows["level"] != "all", "Together"))
    parts = rows[rows["level"] == ("channel" if service else "service")].reset_index(drop=True)
    said = _said(rows, parts, reasons, service)
    listed = rows[rows["level"] != "service"] if service else rows
    return Exhibit(
        key=key,
        title=with_prefix(service_prefix(view, service, directorate), _title(total)),
        lead=said[0],
        more=tuple(said[1:5]),
        links={} if service else links_to_services(parts),
        table=_table(listed, reasons),
        source=volumes_source(view, _MEANING),
        figure=_figure(parts, view.theme) if total["avoidable"] > 0 else None,
        questions=_questions(total, parts, reasons),
        data=listed,
        note=_note(total, parts, service),
    )


def _title(total: pd.Series) -> str:
    if not total["avoidable"]:
        return "No avoidable contact was counted"
    if missing(total["share"]):
        return "Avoidable contact: the share is not known"
    return f"{say_number(total['share'], 'percent')} of contacts could have been avoided"


def _said(rows: pd.DataFrame, parts: pd.DataFrame, reasons: pd.DataFrame, service: str | None) -> list[str]:
    total = rows.iloc[0]
    share = "" if missing(total["share"]) else f" ({say_number(total['share'], 'percent')})"
    sentences = [
        f"{say_months_counted(rows)}, {total['avoidable']:,.0f} of {say_count(int(total['contacts']), 'contact')}"
        f"{share} would not have been needed, had something worked the first time."
    ]
    if total["change"] in ("rose", "fell", "no_real_change"):
        before = say_number(total["before"], "percent")
        sentences.append(f"The year before it was {before}: {change_words(total['change'])}.")
    most = parts[parts["avoidable"] > 0].head(3)
    if len(most) and len(parts) > 1:
        named = [f"{_inside(row)} ({row['avoidable']:,.0f})" for row in most.to_dict("records")]
        sentences.append(f"Most came {'by' if service else 'from'} {say_list(named)}.")
    worse = parts[parts["change"] == "rose"]
    if len(worse) and not service:
        sentences.append(f"The share really rose in {name_some(worse['named'], 3, strict=True)}.")
    because = _because(reasons, "", _REASONS_SAID)
    if because:
        sentences.append(f"Named most often: {because}.")
    return sentences


def _inside(row: dict) -> str:
    """A channel's or a service's name within a sentence."""
    return row["named"].lower() if row["level"] == "channel" else row["named"]


def _how(row: pd.Series) -> str:
    return f"by {row['named'].lower()}" if row["level"] == "channel" else f"in {row['named']}"


def _because(reasons: pd.DataFrame, service_id: str, most: int = _REASONS) -> str:
    """ "Asking how far an application has come (1,271), Page unclear (386)"."""
    named = reasons[reasons["service_id"] == service_id].head(most)
    return ", ".join(f"{row['reason']} ({row['avoidable']:,.0f})" for row in named.to_dict("records"))


def _note(total: pd.Series, parts: pd.DataFrame, service: str | None) -> str:
    notes = []
    if not service and total["services"] < total["services_in_all"]:
        notes.append(
            f"{total['services']:,.0f} of {total['services_in_all']:,.0f} services say which contacts were avoidable."
        )
    if len(parts) > _BARS:
        notes.append(f"The {_BARS} with most avoidable contacts are drawn; the table has all.")
    return " ".join(notes)


def _questions(total: pd.Series, parts: pd.DataFrame, reasons: pd.DataFrame) -> tuple[str, ...]:
    if not total["avoidable"]:
        return ("How is it decided whether a contact was avoidable?",)
    questions = []
    if len(reasons):
        questions.append(
            f"What would have to change so that nobody needs to get in touch for this: {reasons['reason'].iloc[0]}?"
        )
    if total["change"] == "rose":
        questions.append("Why did the share rise, and who is mending it?")
    elif len(parts) > 1:
        questions.append(f"What is being done about the avoidable contacts {_how(parts.iloc[0])}?")
    if total["services"] < total["services_in_all"]:
        questions.append("When will the other services say which contacts were avoidable?")
    return tuple(questions) or ("How is it decided whether a contact was avoidable?",)


def _table(rows: pd.DataFrame, reasons: pd.DataFrame) -> pd.DataFrame:
    """All together, then services, then channels."""
    table = pd.DataFrame(
        {
            "Service or channel": [
                f"Channel: {row['named']}" if row["level"] == "channel" else row["named"]
                for row in rows.to_dict("records")
            ],
            "Avoidable contacts": [say_number(value, "count") for value in rows["avoidable"]],
            "Of all contacts": [say_number(value, "count") for value in rows["contacts"]],
            "Share": [say_number(value, "percent") for value in rows["share"]],
            "A year before": [
                "–" if level == "channel" else say_number(value, "percent")
                for value, level in zip(rows["before"], rows["level"], strict=True)
            ],
            "Change": ["–" if missing(value) else change_words(value).capitalize() for value in rows["change"]],
            "Commonest reasons": [
                "–"
                if row["level"] == "channel"
                else _because(reasons, row["service_id"] if row["level"] == "service" else "") or "None named"
                for row in rows.to_dict("records")
            ],
        }
    )
    return table


def _figure(parts: pd.DataFrame, theme: str) -> go.Figure:
    c, parts = colours(theme), parts.head(_BARS)
    words = [f"{row['avoidable']:,.0f} ({say_number(row['share'], 'percent')})" for row in parts.to_dict("records")]
    return bars_figure(parts["avoidable"], list(parts["named"]), words, [c.main] * len(parts), _DRAWN, theme)
