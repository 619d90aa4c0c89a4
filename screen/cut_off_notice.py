"""What officers read when the dashboard was cut off: when that was noticed, and which file it had in hand."""

import streamlit as st

from data.runs import recently_cut_off
from data.store import Store
from exhibits.common.words import say_list
from screen.plain import plain
from screen.problems import breakable
from screen.submissions import say_time


def show_cut_off_notice(store: Store) -> None:
    """A notice for seven days after a run that was cut off; nothing else."""
    runs = recently_cut_off(store.path)
    if not runs:
        return
    newest, *earlier = runs
    again = f" This happened {len(runs)} times in the last seven days." if earlier else ""
    st.warning(
        f"The dashboard ended unexpectedly (a crash, a kill or a power cut) before its start of "
        f"{say_time(newest.noticed_at)}.{again} What was published before stands."
    )
    files = list(dict.fromkeys(name for each in runs for name in each.files))
    if files:
        names = say_list([f"**{plain(breakable(name))}**" for name in files])
        many = len(files) > 1
        st.markdown(
            f"It had {names} in hand then. Look below whether {'they' if many else 'it'} came in. If not, bring "
            f"{'them' if many else 'it'} again once; where the dashboard ends again, tell those who run it which file "
            "it was."
        )
