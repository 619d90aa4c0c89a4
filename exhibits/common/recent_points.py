"""The figures that a small chart draws: the last two years of each measure, up to its newest complete month."""

from bisect import bisect_right

import pandas as pd

from exhibits import View
from exhibits.common.verdicts import months_of
from exhibits.common.view_queries import view_rows

_MONTHS, _FEWEST = 24, 8  # drawn; of quarters and years, at least so many figures

Points = tuple[list[pd.Timestamp], list[float]]  # months in order, and their values (NaN = none)


def points_of_all(view: View) -> dict[str, Points]:
    """The months and values of each measure that has any figure: of all at once, for one by one takes long."""
    rows = view_rows(view, "signals/points")
    rows = rows[rows["measure_id"].isin(rows.loc[rows["value"].notna(), "measure_id"])]
    lists = rows.groupby("measure_id", sort=False)[["month", "value"]].agg(list)
    return dict(zip(lists.index, zip(lists["month"], lists["value"], strict=True), strict=True))


def recent(points: Points, verdict: pd.Series) -> Points:
    """Those of the two years up to the month that the verdict is on."""
    end = bisect_right(points[0], verdict["month"])
    seen = slice(max(0, end - max(_MONTHS // months_of(verdict), _FEWEST)), end)
    return points[0][seen], points[1][seen]
