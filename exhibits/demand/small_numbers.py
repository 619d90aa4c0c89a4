"""Counts too small to show, and what they could be worked out from."""

import pandas as pd


def too_small(rows: pd.DataFrame, count: str, smallest: int) -> pd.Series:
    """Which rows of a month a council does not show: counts from 1 to `smallest` - 1.

    One hidden count alone could be worked out from the month's total, so the next smallest is hidden with it.
    """
    small = rows[count].between(1, smallest - 1)
    alone = small.groupby(rows["month"]).transform("sum") == 1
    others = rows.loc[alone & ~small & (rows[count] > 0)]
    next_smallest = others.sort_values(count).drop_duplicates("month").index
    return small | rows.index.isin(next_smallest)
