"""What differs between two states of a kind, in words: parts, rows and fields, with all of it as CSV."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from data.contracts import CONTRACTS
from data.csv_out import to_csv
from data.intake import differences, preview
from data.intake.comparing import MOST
from data.store import Store
from exhibits.common.ratings import say_rating
from exhibits.common.words import missing, say_count, say_date, say_list, say_month, say_number
from queries import ask
from screen import submissions as words
from screen.kinds import on_screen
from screen.plain import plain
from screen.show import table

_ROWS_SHOWN = 15
_PARTS_SHOWN = 30
_ROW = ["change", "slice_key", "row_key"]  # what tells one row from another
_FIELDS_SHOWN = 4
_LONGEST = 60  # letters of a text in a cell
_CHANGES = {"new": "New", "gone": "Removed", "changed": "Changed"}
_PREFIXES = {"dca": "Confidence", "rag": "Status", "fy": "This year", "sat": "Satisfaction", "sla": "SLA"}


def show_compared(store: Store, submission: pd.Series, against: pd.Series | None) -> None:
    """What a file changed when it was published; against: another file of its kind to compare it with instead."""
    kind, key = submission["kind"], submission["submission_id"]
    other = None if against is None else against["submission_id"]
    parts = preview(store, key, other)
    names = words.names_of(store, kind)
    st.markdown(plain(say_compared(kind, parts, against is not None)))
    labels = ("Before", "With this file") if against is None else ("The other file", "This file")
    show_parts(store, kind, parts, names, headings=labels)
    rows = differences(store, key, other)
    if fields := say_fields(kind, rows):
        st.markdown(plain(f"What differs most often: {fields}."))
    whole = parts[parts["change"].isin(["new", "absent"])][["slice_key", "change"]]
    download = pd.concat(
        [rows, whole.assign(change=whole["change"].map({"new": "new part", "absent": "only in the other"}))]
    )
    show_differences(
        kind, rows, lambda each: words.say_part(each, names), f"compared_{key}", f"compared-{kind}.csv", download
    )


def say_compared(kind: str, parts: pd.DataFrame, two_files: bool) -> str:
    """ "3 figures were changed, 12 were new and 20 were the same as before."; of two files what is only in one."""
    counts = parts["change"].value_counts()
    phrases = {
        "changed": ("differs", "differ") if two_files else ("was changed", "were changed"),
        "new": ("is only in this file", "are only in this file") if two_files else ("was new", "were new"),
        "absent": ("is only in the other file", "are only in the other file"),
        "unchanged": ("is the same in both", "are the same in both")
        if two_files
        else ("was the same as before", "were the same as before"),
    }
    said: list[str] = []
    for change, (one, many) in phrases.items():
        if number := int(counts.get(change, 0)):
            what = f"{number:,}" if said else words.parts_word(kind, number)
            said.append(f"{what} {one if number == 1 else many}")
    removed = int(parts["rows_gone"].sum())
    gone = f" {say_count(removed, 'row')} {'was' if removed == 1 else 'were'} removed." if removed else ""
    return f"{say_list(said)}.{'' if two_files else gone}" if said else "The file holds no rows."


def show_parts(
    store: Store,
    kind: str,
    changes: pd.DataFrame,
    names: dict[str, str],
    draft_id: str | None = None,
    headings: tuple[str, str] = ("Now", "After publishing"),
) -> None:
    """The figure of each part that differs, before and after, where the kind has one.

    changes: of intake.preview; headings: of the two states.
    """
    rows = changes[changes["change"] != "unchanged"]
    say_amount = on_screen(kind).amount
    if say_amount is None or rows.empty:
        return
    units = {}
    if "measure_id" in CONTRACTS[kind].identity:
        definitions = ask("measures/definitions", store=store, with_draft=draft_id)
        units = dict(zip(definitions["measure_id"], definitions["unit"], strict=True))
    order = rows["change"].map({"changed": 0, "new": 1, "absent": 2})
    shown = rows.loc[order.sort_values(kind="stable").index].head(_PARTS_SHOWN)

    def amount(row: pd.Series, when: str) -> str:
        rows_then, value = row[f"rows_{when}"], row[f"value_{when}"]
        if missing(rows_then) or not rows_then:
            return "–"
        return say_amount(int(rows_then), value, units.get(words.thing_of(row["slice_key"]), "count"))

    table(
        pd.DataFrame(
            {
                "Part": [words.say_part(key, names) for key in shown["slice_key"]],
                headings[0]: [amount(row, "before") for _, row in shown.iterrows()],
                headings[1]: [amount(row, "after") for _, row in shown.iterrows()],
                "Change": [say_change(row) for _, row in shown.iterrows()],
            }
        ),
        alt="The parts that differ, before and after",
    )
    if len(rows) > len(shown):
        st.caption(f"The first {len(shown)} of {len(rows):,} parts that differ.")


def say_change(row: pd.Series) -> str:
    """ "New", or of a changed part what happened to its rows: "25 changed, 2 removed"."""
    if row["change"] != "changed":
        return {"new": "New", "absent": "Only in the other"}[row["change"]]
    if row["rows_before"] == row["rows_after"] == 1:
        return "Changed"
    counts = ((row["rows_new"], "new"), (row["rows_changed"], "changed"), (row["rows_gone"], "removed"))
    said = ", ".join(f"{int(number):,} {what}" for number, what in counts if number)
    return said[:1].upper() + said[1:]


def show_differences(
    kind: str,
    rows: pd.DataFrame,
    name_of: Callable[[str], str],
    key: str,
    file_name: str,
    download: pd.DataFrame | None = None,
) -> None:
    """The first rows that are new, gone or changed, field by field, and all of them for download.

    rows: of intake.differences; name_of: slice key → words; download: what the CSV holds (default: the rows).
    """
    download = rows if download is None else download
    if download.empty:
        return
    if not rows.empty:
        _first(kind, rows, name_of)
    st.download_button(
        "Download every difference as CSV",
        lambda: "\ufeff" + to_csv(download),
        file_name,
        "text/csv",
        key=key,
        on_click="ignore",
        type="tertiary",
        icon=":material/download:",
    )


def _first(kind: str, rows: pd.DataFrame, name_of: Callable[[str], str]) -> None:
    """The rows in which most moved, first the changed, then the removed and the new ones."""
    sizes = rows.groupby(_ROW, sort=False).size()
    first = sizes.sort_values(ascending=False, kind="stable").head(_ROWS_SHOWN).index
    shown = rows.set_index(_ROW, drop=False).loc[first].reset_index(drop=True)
    table(rows_in_words(kind, shown, name_of), alt="What changes in each row, before and after")
    if len(sizes) > _ROWS_SHOWN:
        st.caption(f"The first {_ROWS_SHOWN} of {len(sizes):,} rows that differ. The download has them all.")
    if len(rows) >= MOST:
        st.caption(f"There are too many differences to list: these are the first {MOST:,}.")


def say_fields(kind: str, rows: pd.DataFrame) -> str:
    """Which fields change most often: "Status in 12 rows and Forecast date in 9 rows"; nothing where none does."""
    counts = rows.loc[~rows["field"].isin(_copies(kind)), "field"].dropna().value_counts()
    return say_list([f"{say_field(name)} in {say_count(int(count), 'row')}" for name, count in counts.head(5).items()])


def rows_in_words(kind: str, rows: pd.DataFrame, name_of: Callable[[str], str]) -> pd.DataFrame:
    """One line for each row that differs: what it is about, and its first fields before and after."""
    hidden, pieces = _copies(kind), on_screen(kind).key_of_part
    lines = []
    for (change, slice_key, row_key), part in rows.groupby(_ROW, sort=False):
        about = name_of(slice_key)
        if pieces is not None:
            about = f"{about}: {', '.join(row_key.split(' · ')[pieces:])}"
        fields = part[part["field"].notna() & ~part["field"].isin(hidden)]
        said = [
            f"{say_field(row.field)}: {say_value(kind, row.field, row.before)} → "
            f"{say_value(kind, row.field, row.after)}"
            for row in fields.head(_FIELDS_SHOWN).itertuples()
        ]
        if (more := len(fields) - len(said)) > 0:
            said.append(f"and {say_count(more, 'other field')}")
        lines.append(
            {
                "Row": about,
                "What changes": "; ".join(said)
                or ("Only how a rating is written" if change == "changed" else _CHANGES[change]),
            }
        )
    return pd.DataFrame(lines)


def _copies(kind: str) -> set[str]:
    """Columns that repeat another in the words of the file."""
    return {each.name for each in CONTRACTS[kind].columns.values() if each.copies}


def say_field(name: str) -> str:
    """ "Forecast date" for forecast_date, "Status (overall)" for rag_overall."""
    first, _, rest = name.removesuffix("_gbp").removesuffix("_1_5").partition("_")
    if first in _PREFIXES and rest:
        return f"{_PREFIXES[first]} ({rest.replace('_', ' ')})"
    return f"{first.capitalize()} {rest.replace('_', ' ')}".strip()


def say_value(kind: str, field: str, value: str | None) -> str:
    """A value of the store as people write it: "1 October 2027", "£1,200", "Amber", "empty"."""
    about = CONTRACTS[kind].columns[field]
    if value is None or missing(value) or value == "":
        return "empty"
    if about.type == "rating":
        return say_rating(value)
    if about.type in ("month", "edition"):
        return say_month(pd.Timestamp(value))
    if about.type == "date":
        return say_date(pd.Timestamp(value))
    if about.type == "moment":
        return f"{say_date(pd.Timestamp(value))}, {pd.Timestamp(value):%H:%M}"
    if about.type == "yesno":
        return "Yes" if value == "true" else "No"
    if about.type == "number":
        return say_number(float(value), "gbp" if about.unit in ("£", "gbp", "pounds") else "ratio")
    return value if len(value) <= _LONGEST else f"{value[: _LONGEST - 1].rstrip()}…"
