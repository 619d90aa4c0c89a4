"""Who is signed in: a person's own sign-ins elsewhere, and for administrators everybody's; and how to end them."""

from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from access import sign_in
from access.sign_ins import checksum, sign_ins
from screen.plain import plain
from screen.show import table
from screen.submissions import say_time


def show_signed_in() -> None:
    """A table of those who are signed in, the one seen last first, and a button that ends all of it."""
    people = sign_ins().everybody()
    st.header("Who is signed in", anchor=False)
    st.markdown("1 person is signed in." if len(people) == 1 else f"{len(people)} people are signed in.")
    told = {
        "Who": [each.name for each in people],
        "Signed in": [_moment(each.began) for each in people],
        "Last seen": [_moment(each.seen) for each in people],
        "How": ["Officer code: role typed, not proved" if each.code else "Council account" for each in people],
    }
    table(pd.DataFrame(told), alt="Who is signed in, the one seen last first")
    if st.button("Sign everybody out", key="sign_all_out", help="Yourself as well, on every device."):
        sign_in.sign_everybody_out()
        st.rerun()


def show_own_elsewhere() -> None:
    """Where else the person is signed in, each with a button that ends it; nothing where that is nowhere."""
    elsewhere = sign_in.own_sign_ins()
    if not elsewhere:
        return
    st.header("Signed in elsewhere", anchor=False)
    for key, each in elsewhere.items():
        line = st.container(horizontal=True, vertical_alignment="center")
        who = f"{plain(each.name)}, s" if each.code else "S"
        line.markdown(f"{who}ince {_moment(each.began)}, last seen {_moment(each.seen)}", width="content")
        line.button("End this one", key=f"end_{checksum(key)[:12]}", on_click=sign_in.end_own, args=(key,))


def _moment(seconds: float) -> str:
    return say_time(datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None))
