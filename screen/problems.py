"""What is wrong with a file, grouped by cause, for the officer who has to mend it."""

import re

import pandas as pd
import streamlit as st

from exhibits.style import say_list
from screen.show import table

_SHOWN = 8  # lines and values of one cause; the download has them all
_LONG = 60  # characters of a value


def as_table(problems: list) -> pd.DataFrame:
    """Every problem as one row: line, column, value, problem, remedy, severity."""
    return pd.DataFrame(
        [(p.row, p.column, p.value, p.problem, p.remedy, p.severity) for p in problems],
        columns=["line", "column", "value", "problem", "remedy", "severity"],
    ).astype({"line": "Int64"})


def breakable(name: str) -> str:
    """The name with places where a narrow screen may break it: long file and column names have none of their own."""
    return re.sub(r"([_.\-])(?=\w)", "\\1\u200b", name)


def show_problems(problems: list) -> None:
    """Errors first, then warnings: each cause once, with its lines, its values and its remedy."""
    rows = as_table(problems)
    for severity, heading in (("error", "To mend"), ("warning", "To check: these may be right")):
        of_severity = rows[rows["severity"] == severity]
        if of_severity.empty:
            continue
        st.subheader(heading, anchor=False)
        causes = of_severity.groupby(["column", "problem", "remedy"], sort=False, dropna=False)
        # three columns: what a phone can show without sideways scrolling
        table(
            pd.DataFrame(
                [
                    {
                        "Where": _where(column, lines["line"]),
                        "What is wrong": _what(problem, lines["value"]),
                        "What to do": remedy,
                    }
                    for (column, problem, remedy), lines in causes
                ]
            ),
            alt=heading,
        )


def _where(column, lines: pd.Series) -> str:
    told = [f"{line:,}" for line in lines.dropna()]
    name = breakable(column) if isinstance(column, str) and column else ""
    if not told:
        return name or "Whole file"
    return (f"{name}, " if name else "") + ("line " if len(told) == 1 else "lines ") + _some(told)


def _what(problem: str, values: pd.Series) -> str:
    told = [str(value) for value in dict.fromkeys(values.dropna()) if str(value)]
    said = problem[:1].upper() + problem[1:]
    return f"{said}: {_some([v if len(v) <= _LONG else v[:_LONG] + '…' for v in told])}" if told else said


def _some(words: list[str]) -> str:
    shown = words[:_SHOWN]
    return say_list([*shown, f"{len(words) - len(shown):,} more"] if len(words) > len(shown) else shown)
