"""Scrutiny reviews on the screen: which there are, one as a page of its exhibits, and what officers keep as one."""

import re
from collections.abc import Sequence
from datetime import date

import streamlit as st

from briefing.making import committees
from briefing.own_list import read
from briefing.reviews import Review, review_called, reviews
from data.store import Author, Store
from exhibits import View
from exhibits.common.words import say_count, say_date
from screen.approval import say_publish
from screen.habits import list_address
from screen.links import linked
from screen.plain import plain
from screen.written import Written, publish_or_preview

_NEW = ""  # in place of a review's id
_LONGEST_ID = 40


def show_reviews(committee: str, today: date) -> None:
    """Draw the reviews of a committee and of none, each with its scope; nothing where there is none."""
    own = [each for each in reviews(today) if each.committee in ("", committee)]
    if not own:
        return
    st.header("Scrutiny reviews", anchor=False)
    ended = [each for each in own if not each.is_open]
    for each in own:
        if each.is_open:
            _show_one(each, today)
    if ended:
        with st.expander(f"Reviews that have ended ({len(ended)})", type="compact"):
            for each in ended:
                _show_one(each, today)


def _show_one(review: Review, today: date) -> None:
    many = len(read(review.exhibits, today)[0])
    changed = f"{say_count(many, 'exhibit')}, as chosen on {say_date(review.changed_on)}."
    ended = f" Ended on {say_date(review.ended_on)}." if review.ended_on and not review.is_open else ""
    name = linked(review.title, {review.title: review.address})
    with st.container(key=f"review_{review.review_id}"):
        st.markdown(f"**{name}**  \n{plain(review.scope)}  \n{changed}{ended}")


def about_review(review: Review) -> str:
    """What a review looks at and whose it is, as Markdown above its exhibits."""
    whose = f"Scrutiny review of the {review.committee}." if review.committee else "Scrutiny review."
    ended = f" It ended on {say_date(review.ended_on)}." if review.ended_on and not review.is_open else ""
    return f"{plain(review.scope)}  \n{plain(whose)} Its exhibits were chosen on {say_date(review.changed_on)}.{ended}"


def keep_as_review(listed: str, officer: Author, store: Store, today: date) -> None:
    """Draw the form with which an officer keeps what is on their list as a review, a new one or one that there is.

    listed: the list as an address has it.
    """
    known = {each.review_id: each for each in reviews(today) if each.is_open}
    with st.expander("Keep these exhibits as a scrutiny review"):
        chosen: str = _NEW
        if known:
            names = {_NEW: "A new review"} | {own: review.title for own, review in known.items()}
            chosen = st.selectbox("Which review", list(names), format_func=names.__getitem__, key="review_which")
        _form(known.get(chosen), listed, officer, store, today)


def change_review(review: Review, officer: Author, store: Store, today: date) -> None:
    """Draw the form with which an officer changes what a review is called and looks at, or ends it."""
    way = "Open them as my list"
    with st.expander("Change this review"):
        said = "then keep the list as this review again"
        st.markdown(f"Other exhibits? {linked(way, {way: list_address(review.exhibits)})}, add and take off, {said}.")
        _form(review, review.exhibits, officer, store, today)


def _form(review: Review | None, exhibits: str, officer: Author, store: Store, today: date) -> None:
    """review: the one that is changed; None = a new one."""
    own = review.review_id if review else "new"
    known = committees(View())
    with st.form(f"review_form_{own}", border=False):
        title = st.text_input("Title", review.title if review else "", key=f"review_title_{own}", max_chars=90).strip()
        scope = st.text_area(
            "What it looks at", review.scope if review else "", key=f"review_scope_{own}", max_chars=600, height=90
        ).strip()
        committee = st.selectbox(
            "Committee", known, key=f"review_committee_{own}", placeholder="Of none",
            index=known.index(review.committee) if review and review.committee in known else None,
        )  # fmt: skip
        ended = review and st.date_input(
            "Ended on (empty: it goes on)", review.ended_on, format="DD/MM/YYYY", key=f"review_ended_{own}"
        )
        pressed = st.form_submit_button(say_publish(officer), type="primary")
    if not pressed:
        return
    if not title or not scope or not (own_id := review.review_id if review else _new_id(title, reviews(today))):
        st.error("Write what the review is called and what it looks at. Members read both.")
        return
    row: dict[str, object] = {
        "review_id": own_id,
        "title": title,
        "scope": scope,
        "committee": committee or "",
        "exhibits": exhibits,
        "retired_on": f"{ended:%Y-%m-%d}" if ended else "",
    }
    sentence = f"Published: {title}. Members find it on Meetings and by search."
    publish_or_preview(Written("reviews", [row], sentence), store, officer)


def _new_id(title: str, taken: Sequence[Review]) -> str:
    """A code out of the title that no review has: experience-of-it; "" where the title has neither letter nor digit."""
    plain_id = re.sub(r"[^a-z0-9]+", "-", title.casefold())[:_LONGEST_ID].strip("-")
    free = (each for each in (plain_id, *(f"{plain_id}-{n}" for n in range(2, 999))) if not review_called(each, taken))
    return next(free) if plain_id else ""
