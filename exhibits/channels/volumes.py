"""What the exhibits on channel volumes share: whose they are, shares, and changes within a year in words."""

import pandas as pd

from exhibits import Exhibit, View
from exhibits.channels.channel_names import channel_inside
from exhibits.common.no_data import words_only
from exhibits.common.process_chart import TAKE_UP
from exhibits.common.scope import service_prefix, with_prefix
from exhibits.common.source import source_line
from exhibits.common.view_queries import definition_of, service_rows, view_rows
from exhibits.common.who_gets_through_lines import nothing_known
from exhibits.common.words import name_some, say_list, say_month, say_number, say_period


def no_volumes(view: View, key: str, name: str, service: str | None, directorate: str | None, why: str = "") -> Exhibit:
    """What is shown where there are no volumes. why: a sentence, where it is not that nothing was submitted."""
    if not why:
        listed = service_rows(view, "channels/offline_routes", service, directorate=directorate)
        why = nothing_known(service, directorate, catalogue=not listed.empty)
    return words_only(key, with_prefix(service_prefix(view, service, directorate), f"{name}: no data"), why)


def say_months_counted(rows: pd.DataFrame) -> str:
    """ "From October 2025 to September 2026", from the columns first_month and last_month."""
    first, last = rows["first_month"].min(), rows["last_month"].max()
    return f"In {say_month(last)}" if first == last else f"From {say_month(first)} to {say_month(last)}"


def mix_source(view: View, service: str | None) -> str:
    """The source line of the mix of channels; "" where no volumes are published. service: its id (None = all)."""
    known = definition_of(view, f"{TAKE_UP}@{service}" if service else TAKE_UP)
    if known is None:
        return ""
    meaning = "Completed transactions by the channel in which people got in touch; each counts once."
    return source_line(view, pd.Series(known.to_dict() | {"plain_meaning": meaning}))


def whole_percent(share: float) -> str:
    """Whole percents; what is there at all never reads as 0%, and what is not all never as 100%."""
    if 0 < share < 0.5:
        return "under 1%"
    return "over 99%" if 99.5 <= share < 100 else f"{share:.0f}%"


def changes_in_a_year(view: View, service: str | None, directorate: str | None) -> pd.DataFrame:
    """How take-up, the phone's share and the number of transactions changed within a year, by measure_id."""
    rows = service_rows(view, "channels/year_on_year", service, directorate=directorate)
    return rows[rows["service_id"] == ""].set_index("measure_id")


def say_changes_in_a_year(year: pd.DataFrame) -> str:
    """What has really changed within a year, in a sentence: take-up, the phone's share, and how much there was to do.

    "Year on year: digital take-up 70.6% → 71.8%, the share by phone 19.7% → 18.3%; no real change in
    transactions."
    """
    subjects = {
        "digital_take_up": "digital take-up",
        "phone_share": f"the share by {channel_inside('phone')}",
        "completed": "transactions",
    }
    moved, same = [], []
    for measure_id, subject in subjects.items():
        change = year["change"].get(measure_id)
        if change in ("rose", "fell"):
            row = year.loc[measure_id]
            before, now = (say_number(row[each], row["unit"]) for each in ("before", "now"))
            moved.append(f"{subject} {before} → {now}")
        elif change == "no_real_change":
            same.append(subject)
    parts = [", ".join(moved), f"no real change in {say_list(same)}" if same else ""]
    said = "; ".join(filter(None, parts))
    return f"Year on year: {said}." if said else ""


def say_late(view: View, service: str | None, directorate: str | None) -> str:
    """Which services have sent no figures for the newest month, as news: it counts without them; "" where all have."""
    if service is not None:
        return ""
    late = view_rows(view, "channels/late", directorate=directorate)
    if late.empty:
        return ""
    have, are = ("has", "is") if len(late) == 1 else ("have", "are")
    month = say_period(late["month"].iloc[0], int(late["months"].iloc[0]))
    return f"{name_some(late['name'], 2, strict=True)} {have} sent no {month} figures and {are} not counted."
