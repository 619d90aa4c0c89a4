"""What officers read about the drop folder: which files of scheduled loads were refused, and why."""

import streamlit as st

from data.loading.drop_paths import drop_folder_of, recently_refused
from data.store import Store
from exhibits.common.words import say_count
from screen.plain import plain
from screen.problems import breakable

_NAMED = 5  # files of which the reasons are shown
_LINES = 12  # of each


def show_drop_notice(store: Store) -> None:
    """A notice while files lie refused in the drop folder; nothing else."""
    folder = drop_folder_of(store.path)
    refused = recently_refused(folder)
    if not refused:
        return
    were = "was" if len(refused) == 1 else "were"
    st.warning(
        f"{say_count(len(refused), 'file')} of scheduled loads {were} refused in the last 30 days. Each lies with its "
        f"result in the folder refused of the drop folder, {plain(breakable(str(folder)))}. Mend it and put it into "
        "the drop folder again, or upload it; what is taken out of that folder is no longer named here."
    )
    with st.expander(f"Why {'it was' if len(refused) == 1 else 'they were'} refused"):
        for name, lines in refused[:_NAMED]:
            st.markdown(f"**{plain(breakable(name))}**")
            more = [f"and {len(lines) - _LINES} lines more in the result"] if len(lines) > _LINES else []
            st.markdown("\n".join(f"* {plain(line)}" for line in [*lines[:_LINES], *more]))
        if len(refused) > _NAMED:
            st.caption(f"The newest {_NAMED} of {len(refused)}.")
