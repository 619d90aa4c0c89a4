"""My list: the exhibits that a person chose, on one page. The address holds the list, and nobody else does."""

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

import access
from access.subscriptions import beside
from briefing.own_list import LIST, Entry, private_pack, read, together
from briefing.pdf import pdf
from exhibits import View
from exhibits.common.words import say_count, say_date
from screen.filters import choose_day, past_meetings
from screen.habits import list_address
from screen.header import footer, header
from screen.show import show

access.guard()
today = date.today()


def private_pdf(entries: list[Entry], view: View, place: str) -> bytes:
    return pdf(private_pack(entries, view, date.today(), place))


header("My list")
entries, unknown = read(st.query_params.get(LIST, ""), today)
if unknown:
    left_out, them = ("One entry is", "it") if unknown == 1 else (f"{unknown} entries are", "them")
    rest = list_address(together(entries))
    st.warning(f"{left_out} not known here, or no longer, and not shown. [Take {them} off the list]({rest})")
if not entries:
    st.markdown(
        "**Nothing is on your list yet.** Below every chart, *Share or keep* has *Add to my list*: it puts the chart "
        "here with its filters, for you to read, print or take along as one PDF."
    )
else:
    with st.container(key="filters"), st.columns(2)[0]:
        view = choose_day(past_meetings(today))
    counted = say_count(len(entries), "exhibit")
    st.markdown(f"{counted}. The list is in this page’s address and nowhere else: bookmark it, or send it on.")
    place = beside(st.context.url or "", "chosen")
    st.download_button(
        "Download as a private PDF", partial(private_pdf, entries, view, place), f"chosen_{today}.pdf",
        "application/pdf", key="private_pdf", on_click="ignore", icon=":material/download:",
    )  # fmt: skip
    for number, entry in enumerate(entries):
        own = replace(view, as_at=entry.day or view.as_at)
        filters: dict[str, Any] = entry.arguments(own.as_at or today)
        if entry.day:
            st.markdown(f"**As it stood on {say_date(entry.day)}:**")
        show(entry.builder, own, place=f"_{number}", **filters)
footer()
