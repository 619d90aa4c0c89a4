"""What the exhibits on channel volumes share: whose they are, shares, and changes within a year in words."""

import pandas as pd

from exhibits import Exhibit, View
from exhibits.channels.channel_names import channel_inside
from exhibits.common.no_data import words_only
from exhibits.common.process_chart import TAKE_UP
from exhibits.common.scope import service_prefix, with_prefix
from exhibits.common.source import source_line
from exhibits.common.view_queries import definition_of, view_rows
from exhibits.common.who_gets_through_lines import nothing_known
from exhibits.common.words import say_list, say_month, say_number


def no_volumes(view: View, key: str, name: str, service: str | None, directorate: str | None, why: str = "") -> Exhibit:
    """What is shown where there are no volumes. why: a sentence, where it is not that nothing was submitted."""
    why = why or nothing_known(service, directorate)
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
    rows = view_rows(view, "channels/year_on_year", service=service, directorate=directorate)
    return rows[rows["service_id"] == ""].set_index("measure_id")


def say_changes_in_a_year(year: pd.DataFrame) -> str:
    """What has really changed within a year: take-up, the phone's share, and how much there was to do."""
    subjects = {
        "digital_take_up": "digital take-up",
        "phone_share": f"the share by {channel_inside('phone')}",
        "completed": "the number of transactions",
    }
    parts: dict[str, list[str]] = {"rose": [], "fell": [], "no_real_change": []}
    for measure_id, subject in subjects.items():
        if measure_id not in year.index or year.loc[measure_id, "change"] not in parts:
            continue
        row = year.loc[measure_id]
        if row["change"] == "no_real_change":
            parts["no_real_change"].append(subject)
        else:
            now, before = (say_number(row[each], row["unit"]) for each in ("now", "before"))
            parts[row["change"]].append(f"{subject} {row['change']} from {before} to {now}")
    moved = [*parts["rose"], *parts["fell"]]
    if parts["no_real_change"]:
        moved.append(f"{say_list(parts['no_real_change'])} did not really change")
    return f"Over twelve months, against the twelve before: {'; '.join(moved)}." if moved else ""
