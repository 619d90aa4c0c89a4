"""What the exhibits on devices say alike: whose they are, where their renewal stands, what the figures mean."""

import pandas as pd

from exhibits.common.words import lower_first, missing, say_date, say_list, say_number

MEMBERS, STAFF = "members", "staff"
DEVICES_MEAN = (
    "devices in use at the end of the month that was counted, as officers counted them, by type. What was given out, "
    "handed back and disposed of is the sum of the counts of 12 months, each of which speaks of the time since the one "
    "before."
)
_SEVERAL = {
    "laptop": "laptops",
    "tablet": "tablets",
    "phone": "phones",
    "desktop": "desktops",
    "other": "other devices",
}


def of_group(rows: pd.DataFrame, members: bool) -> pd.DataFrame:
    """The rows of people/devices of members, or of everybody else."""
    return rows[rows["held_by"].eq(MEMBERS) == members].reset_index(drop=True)


def whose(members: bool) -> str:
    """ "members’ devices", "devices of staff": within a title."""
    return "members’ devices" if members else "staff devices"


def say_devices(row: pd.Series) -> str:
    """ "Members’ tablets", "Staff laptops", "Laptops of apprentices"."""
    several = _SEVERAL[row["device_type"]]
    if row["held_by"] in (MEMBERS, STAFF):
        return f"{'Members’' if row['held_by'] == MEMBERS else 'Staff'} {several}"
    return f"{several[0].upper()}{several[1:]} of {row['held_by']}"


def say_years(years: float | None) -> str:
    """ "5.1 years", "Not stated"."""
    if missing(years):
        return "Not stated"
    decimals = 0 if float(years).is_integer() else 1
    return f"{say_number(float(years), 'count', decimals)} {'year' if years == 1 else 'years'}"


def say_refresh(row: pd.Series) -> str:
    """Whether the day of renewal lies before the next election: "before “District elections” on 6 May 2027"; "" where
    there is none to compare with."""
    if missing(row["refresh"]) or row["refresh"] == "no_election":
        return ""
    if row["refresh"] == "past":
        return "that day is past"
    return f"{row['refresh']} “{row['election']}” on {say_date(row['election_on'])}"


def say_each(rows: pd.DataFrame, column: str) -> str:
    """ "tablets 1 and phones 2": a number of each type that states one; of several groups with whose they are."""
    told = rows[rows[column].notna()]
    groups = rows["held_by"].nunique()
    names = [
        _SEVERAL[row["device_type"]] if groups == 1 else lower_first(say_devices(row)) for _, row in told.iterrows()
    ]
    return say_list([f"{name} {int(number):,}" for name, number in zip(names, told[column], strict=True)])
