"""My list: the exhibits that a person chose, on one page; the address holds the list. So does it the name of a scrutiny
review, whose exhibits the council keeps."""

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

import access
from access.subscriptions import beside
from briefing.own_list import LIST, Entry, private_pack, read, together
from briefing.pdf import pdf
from briefing.reviews import REVIEW, Review, review_called, reviews
from briefing.word import word
from data.store import StoreError, open_store
from exhibits import View
from exhibits.common.words import say_count, say_date
from screen.filters import choose_day, past_meetings
from screen.habits import list_address
from screen.header import footer, header
from screen.plain import plain
from screen.reviews import about_review, change_review, keep_as_review
from screen.show import show
from screen.written import show_published

reader = access.guard()
today = date.today()
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def taken_as_pdf(entries: list[Entry], view: View, place: str, review: Review | None = None) -> bytes:
    return pdf(private_pack(entries, view, date.today(), place, review))


def taken_as_word(entries: list[Entry], view: View, place: str, review: Review) -> bytes:
    return word(private_pack(entries, view, date.today(), place, review))


def chosen_view() -> View:
    with st.container(key="filters"), st.columns(2)[0]:
        return choose_day(past_meetings(today))


def show_entries(entries: list[Entry], view: View) -> None:
    for number, entry in enumerate(entries):
        own = replace(view, as_at=entry.day or view.as_at)
        filters: dict[str, Any] = entry.arguments(own.as_at or today)
        if entry.day:
            st.markdown(f"**As it stood on {say_date(entry.day)}:**")
        show(entry.builder, own, place=f"_{number}", **filters)


def show_list() -> None:
    entries, unknown = read(st.query_params.get(LIST, ""), today)
    if unknown:
        left_out, them = ("One entry is", "it") if unknown == 1 else (f"{unknown} entries are", "them")
        rest = list_address(together(entries))
        st.warning(f"{left_out} not known here, or no longer, and not shown. [Take {them} off the list]({rest})")
    if not entries:
        st.markdown(
            "**Nothing is on your list yet.** Below every chart, *Share or keep* has *Add to my list*: it puts the "
            "chart here with its filters, for you to read, print or take along as one PDF."
        )
        return
    view = chosen_view()
    counted = say_count(len(entries), "exhibit")
    st.markdown(f"{counted}. The list is in this page’s address and nowhere else: bookmark it, or send it on.")
    place = beside(st.context.url or "", "chosen")
    st.download_button(
        "Download as a private PDF", partial(taken_as_pdf, entries, view, place), f"chosen_{today}.pdf",
        "application/pdf", key="private_pdf", on_click="ignore", icon=":material/download:",
    )  # fmt: skip
    if reader.may("officer"):
        keep_as_review(together(entries), reader, open_store(), today)
    show_entries(entries, view)


def show_review(review: Review) -> None:
    entries, unknown = read(review.exhibits, today)
    if unknown:
        left_out = "One exhibit of this review is" if unknown == 1 else f"{unknown} exhibits of this review are"
        st.warning(f"{left_out} not known here, or no longer, and not shown.")
    st.markdown(about_review(review))
    view = chosen_view()
    if entries:
        place = beside(st.context.url or "", "chosen")
        with st.container(horizontal=True):
            for form, name, kind, taken in (
                ("pdf", "PDF", "application/pdf", taken_as_pdf),
                ("docx", "Word file", WORD, taken_as_word),
            ):
                st.download_button(
                    f"Download as {name}", partial(taken, entries, view, place, review),
                    f"review_{review.review_id}_{view.as_at or today}.{form}", kind, key=f"review_{form}",
                    on_click="ignore", icon=":material/download:",
                )  # fmt: skip
    if reader.may("officer"):
        change_review(review, reader, open_store(), today)
    show_entries(entries, view)


asked = st.query_params.get(REVIEW, "")
review = review_called(asked, reviews(today)) if asked else None
header(review.title if review else "My list")
show_published()
try:
    if review:
        show_review(review)
    elif asked:
        st.warning(plain(f"There is no scrutiny review “{asked}”. The Meetings page lists those that there are."))
    else:
        show_list()
except StoreError as problem:
    st.error(plain(str(problem)))
footer()
