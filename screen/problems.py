"""What is wrong with a file, grouped by cause, for the officer who has to mend it."""

import re
from collections.abc import Callable

import pandas as pd
import streamlit as st

from data.csv_out import to_csv
from data.intake import Cause, Problem, grouped
from data.intake.files.endings import visible
from exhibits.common.words import say_count
from screen.show import table

_SHOWN = 8  # lines and values of one cause; the downloads have them all
_CAUSES = 40  # causes on the page; a file with more is not the kind it was taken for
_LONG = 60  # characters of a value
_ALL_LONG = 120  # and of all that are shown


def as_table(problems: list[Problem]) -> pd.DataFrame:
    """Every problem as one row: line, column, value, problem, remedy, severity; also those that are only counted."""
    named = pd.DataFrame(
        [(p.row, p.column, p.value, p.problem, p.remedy, p.severity) for p in problems if p.rest is None],
        columns=["line", "column", "value", "problem", "remedy", "severity"],
    )
    counted = [p.rest.to_pandas().assign(value=None, severity=p.severity) for p in problems if p.rest is not None]
    words = [each.astype({name: "object" for name in each.columns if name != "line"}) for each in counted]
    return pd.concat([named, *words])[list(named.columns)].astype({"line": "Int64"})


def breakable(name: str) -> str:
    """The name with places where a narrow screen may break it: long file and column names have none of their own."""
    return re.sub(r"([_.\-])(?=\w)", "\\1\u200b", visible(name))


def show_problems(problems: list[Problem]) -> None:
    """Errors first, then warnings: each cause once, with how many rows it has, its lines, values and remedy."""
    causes = grouped(problems)
    for severity, heading in (("error", "To mend"), ("warning", "To check: these may be right")):
        several = [each for each in causes if (each.severity == "error") == (severity == "error")]
        if not several:
            continue
        st.subheader(heading, anchor=False)
        # three columns: what a phone can show without sideways scrolling
        table(
            pd.DataFrame(
                [
                    {"Where": _where(each), "What is wrong": _what(each), "What to do": each.remedy}
                    for each in several[:_CAUSES]
                ]
            ),
            alt=heading,
        )
        if len(several) > _CAUSES:
            st.caption(f"And {len(several) - _CAUSES:,} more causes: the downloads have them all.")


def offer_downloads(problems: list[Problem], kind: str, file_name: str, marked: Callable[[], bytes] | None) -> None:
    """The officer's own file with what is wrong in each row, and the problems as a list.

    marked: makes the copy; None where the file has no rows that could be marked.
    """
    ways = st.container(horizontal=True)
    if marked is not None:
        stem = re.sub(r"[^\w-]+", "-", file_name.rsplit(".", 1)[0]).strip("-") or kind
        ways.download_button(
            "Download your file with what to mend in each row",
            marked,
            f"{stem}-to-mend.csv",
            "text/csv",
            key="marked",
            on_click="ignore",
            help="Mend the rows and upload the same file again: the added column does no harm.",
        )
    ways.download_button(
        "Download the problems as CSV",
        lambda: "\ufeff" + to_csv(as_table(problems)),
        f"problems-{kind}.csv",
        "text/csv",
        key="problems",
        on_click="ignore",
    )


def _where(cause: Cause) -> str:
    places = breakable(cause.where(_SHOWN))
    return f"{places} ({say_count(cause.count, 'row')})" if cause.count > _SHOWN else places


def _what(cause: Cause) -> str:
    problem = cause.problem[:1].upper() + cause.problem[1:]
    values: list[str] = []
    for value in cause.values[:_SHOWN]:
        if values and sum(len(each) for each in values) + len(value) > _ALL_LONG:
            break
        values.append(value if len(value) <= _LONG else value[:_LONG] + "…")
    more = " and others" if len(cause.values) > len(values) else ""
    return f"{problem}: {', '.join(values)}{more}" if values else problem
