"""CSV that a spreadsheet opens safely: strict UTF-8, ISO dates, and no cell that runs as a formula."""

import pandas as pd

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_csv(rows: pd.DataFrame) -> str:
    """The rows as CSV text with a header. Dates as yyyy-mm-dd, booleans as true and false, nothing for no value.

    Text that a spreadsheet would run as a formula gets a leading apostrophe; numbers are left alone.
    """
    return rows.apply(_written).to_csv(index=False, lineterminator="\r\n")


def _written(column: pd.Series) -> pd.Series:
    if pd.api.types.is_datetime64_any_dtype(column):
        whole_days = (column.dropna() == column.dropna().dt.normalize()).all()
        return column.dt.strftime("%Y-%m-%d" if whole_days else "%Y-%m-%dT%H:%M:%S")
    if pd.api.types.is_bool_dtype(column):
        return column.map({True: "true", False: "false"})
    if pd.api.types.is_numeric_dtype(column):
        return column
    # not map(): it would make 12.0 of a whole number that stands beside an empty cell
    written = [None if pd.api.types.is_scalar(each) and pd.isna(each) else _text(each) for each in column]
    return pd.Series(written, column.index, dtype=object)


def _text(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value
