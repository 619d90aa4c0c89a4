"""The calendar that is carried along, held to another one."""

from datetime import date

import holidays
import pytest

from data.rules import bank_holidays

# proclaimed after the package's release
SINCE = {"scotland": {date(2026, 6, 15)}}
PARTS = {"england_and_wales": ("ENG", "WLS"), "scotland": ("SCT",), "northern_ireland": ("NIR",)}


@pytest.mark.parametrize("nation", PARTS)
def test_bank_holidays_on_weekdays_are_those_of_the_holidays_package(nation):
    carried = {day for of, day, _ in bank_holidays() if of == nation}
    for part in PARTS[nation]:
        others = holidays.country_holidays("GB", subdiv=part, years=range(2000, 2041))
        assert carried - SINCE.get(nation, set()) == {day for day in others if day.isoweekday() <= 5}
