"""CSV that a spreadsheet opens safely: strict UTF-8, ISO dates, and no cell that runs as a formula."""

import pandas as pd

# the full-width ones too: some spreadsheets take them for the others
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def to_csv(rows: pd.DataFrame) -> str:
    """The rows as CSV text with a header. Dates as yyyy-mm-dd, booleans as true and false, nothing for no value.

    Text that a spreadsheet would run as a formula gets a leading apostrophe, headers too; numbers are left alone.
    """
    written = rows.apply(_written).set_axis([_text(each) for each in rows.columns], axis="columns")
    return written.to_csv(index=False, lineterminator="\r\n")


def guarded(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would run it as a formula. Intake reads it without."""
    return "'" + text if text.startswith(_FORMULA) else text


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
    return guarded(value) if isinstance(value, str) else value
