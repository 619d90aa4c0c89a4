"""Personal data in a file: where it stands, and the officer's way to leave those columns out there and then."""

import pandas as pd
import streamlit as st

from data.intake import Checked, TextTable
from exhibits.common.words import say_count, say_list
from screen.plain import plain
from screen.problems import breakable
from screen.show import table

_SHOWN = 8  # lines of one column


def offer_to_drop(checked: Checked, text: TextTable | None, key: str) -> frozenset[str] | None:
    """Draw which columns hold personal data; the headers to leave out once the officer says so, else None.

    text: the file as it was read, where it is still in hand. key: of the widgets, new with every file. The headers go
    into Layout.dropped, and the file is checked again: those columns are then never read and never kept.
    """
    if not checked.personal:
        return None
    there = None if text is None else {" ".join(each.split()) for each in text.headers}
    may_go = {
        each.column
        for each in checked.personal
        if not each.needed and (there is None or " ".join(each.column.split()) in there)
    }
    with st.container(border=True, key=f"personal_{key}"):
        st.subheader("Personal data", anchor=False)
        st.markdown("The dashboard keeps none. Nothing of this file has been kept so far.")
        table(
            pd.DataFrame(
                [
                    {
                        "Column": breakable(each.column),
                        "What it holds": each.what[:1].upper() + each.what[1:],
                        "Where": _where(each.lines, each.count),
                    }
                    for each in checked.personal
                ]
            ),
            alt="Columns with personal data",
        )
        must_stay = sorted({each.column for each in checked.personal} - may_go)
        if must_stay:
            names = plain(say_list([breakable(each) for each in must_stay]))
            st.markdown(f"{names} cannot be left out, because the file needs it: mend the cells and upload it again.")
        if not may_go:
            return None
        st.markdown("Mend the cells in the file and upload it again, or do without the columns:")
        chosen = st.multiselect(
            "Columns to leave out", sorted(may_go), default=sorted(may_go), key=f"drop_{key}", width=560
        )
        pressed = st.button("Leave these columns out and check again", key=f"drop_now_{key}", disabled=not chosen)
    return frozenset(chosen) if pressed and chosen else None


def _where(lines: tuple[int, ...], count: int) -> str:
    places = [f"{line:,}" for line in lines[:_SHOWN]]
    more = [f"{count - len(places):,} more"] if count > len(places) else []
    return f"{say_count(count, 'row')}: {'line' if count == 1 else 'lines'} {say_list([*places, *more])}"
