"""What is wrong with a file, grouped by cause, for the officer who has to mend it."""

import pandas as pd
import streamlit as st

from exhibits.style import say_count
from screen.show import plain, table

_SHOWN = 25  # lines of one cause; the download has them all


def as_table(problems: list) -> pd.DataFrame:
    """Every problem as one row: line, column, value, problem, remedy, severity."""
    return pd.DataFrame(
        [(p.row, p.column, p.value, p.problem, p.remedy, p.severity) for p in problems],
        columns=["line", "column", "value", "problem", "remedy", "severity"],
    ).astype({"line": "Int64"})


def show_problems(problems: list) -> None:
    """Errors first, then warnings; each cause once, with its remedy and the lines it is on."""
    rows = as_table(problems)
    for severity, heading in (("error", "To mend"), ("warning", "Warnings: check that these are right")):
        of_severity = rows[rows["severity"] == severity]
        if of_severity.empty:
            continue
        st.subheader(heading, anchor=False)
        causes = of_severity.groupby(["column", "problem", "remedy"], sort=False, dropna=False)
        for (column, problem, remedy), lines in causes:
            where = f"{column}: " if isinstance(column, str) and column else ""
            st.markdown(
                f"**{plain(where + str(problem))}** ({say_count(len(lines), 'time')})  \n{plain(str(remedy or ''))}"
            )
            shown = lines.head(_SHOWN)
            if lines["line"].notna().any():
                table(
                    pd.DataFrame(
                        {
                            "Line": [f"{line:,}" if pd.notna(line) else "Whole file" for line in shown["line"]],
                            "Value": shown["value"].fillna("").replace("", "(empty)"),
                        }
                    ),
                    alt=f"Lines with this problem: {problem}",
                )
            if len(lines) > len(shown):
                st.caption(f"The first {len(shown)} of {len(lines):,}. The download below has them all.")
