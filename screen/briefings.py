"""Briefings on the screen: who meets when, what was published for it, and how an officer makes the next one."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import groupby

import pandas as pd
import streamlit as st

from access.subscriptions import calendar_address, feed_address
from briefing import TEMPLATES, BriefingError, Document, Pack
from briefing.calendar_file import calendar_file
from briefing.catalogue import Offer, chosen, offers
from briefing.kept import Form, Kept, differences, file_of, own_words, packs, publish
from briefing.making import compose, looking, meetings_of, title
from briefing.pdf import with_pages
from briefing.word import word
from data.store import Author, Store, StoreError, may_publish
from exhibits import View
from exhibits.common.view_queries import goes_with_the_figures, view_rows
from exhibits.common.words import london_day, missing, say_count, say_date
from screen.plain import plain
from screen.problems import show_problems
from screen.show import table
from screen.written import say_next

_SHOWN = 6  # pages of a preview that are shown; the file has them all
_NAMED = 20  # differences that are listed
_MADE = "briefing_made"  # in the session: what was previewed last
_TYPES = {"pdf": "application/pdf", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}
_FORMS: tuple[tuple[Form, str], ...] = (("pdf", "PDF"), ("docx", "Word file"))


def show_meetings(committee: str, today: date) -> None:
    """When the committee meets next and last met."""
    rows = view_rows(View(), "meetings/dates")
    rows = rows[rows["committee"] == committee].iloc[::-1]
    if rows.empty:
        st.markdown("No meeting of this committee has been published yet.")
        return
    listed = pd.DataFrame(
        {
            "Meeting": rows["meeting_date"].map(say_date),
            "About": rows["title"].fillna("–"),
            "Papers due": ["–" if missing(day) else say_date(day) for day in rows["papers_due_on"]],
            "State": ["To come" if day.date() >= today else "Held" for day in rows["meeting_date"]],
        }
    )
    table(listed, alt=f"Meetings of the {committee}, the latest first")
    st.download_button(
        "Put these dates into a calendar", partial(calendar_file, committee), "meetings.ics", "text/calendar",
        key="calendar", on_click="ignore", icon=":material/calendar_add_on:",
    )  # fmt: skip
    if address := calendar_address(st.context.url or "", committee):
        st.caption(
            "The file holds every meeting and the day its papers are due. A calendar that subscribes to "
            f"`{address}` takes up new dates and moved ones by itself."
        )
    if address := feed_address(st.context.url or ""):
        st.caption(f"Programs that read news find what was published, and every briefing, at `{address}`.")


# -- what was published ------------------------------------------------------------------------------------------------


def packs_of(store: Store, committee: str) -> list[Kept]:
    """What was published for a committee."""
    return [each for each in packs(store) if each.pack.committee == committee]


def show_packs(store: Store, own: list[Kept]) -> None:
    """Every published briefing of a committee, with its files and how its figures stand since."""
    if not own:
        st.markdown("No briefing of this committee has been published yet.")
        return
    newest, *earlier = (list(each) for _, each in groupby(own, key=lambda kept: kept.pack.meeting))
    _show_of_meeting(store, newest)
    if earlier:
        with st.expander(f"Briefings for {say_count(len(earlier), 'earlier meeting')}", key="earlier_briefings"):
            for each in earlier:
                _show_of_meeting(store, each)


def _show_of_meeting(store: Store, own: list[Kept]) -> None:
    """own: those of one meeting, the newest first."""
    with st.container(border=True, key=f"briefings_{own[0].pack.meeting}"):
        st.subheader(f"Meeting on {say_date(own[0].pack.meeting)}", anchor=False)
        for kept in sorted(own, key=lambda kept: list(TEMPLATES).index(kept.pack.template)):
            _show_one(store, kept)


def _show_one(store: Store, kept: Kept) -> None:
    with st.container(key=f"pack_{kept.pack_id}"):
        later = "**Superseded**: a later briefing for this meeting stands above. " if kept.superseded else ""
        state = f"{'Final' if kept.pack.final else 'Draft'}, with {say_count(kept.exhibits, 'exhibit')}"
        said = plain(
            f"{state}. Figures as they stood on {say_date(kept.as_at)}. "
            f"Published on {london_day(pd.Timestamp(kept.published_at))} by {kept.published_by}."
        )
        st.markdown(f"**{plain(kept.title)}**  \n{later}{said}")
        with st.container(horizontal=True):
            for form, name in _FORMS:
                st.download_button(
                    f"Download as {name}",
                    partial(file_of, store, kept.pack_id, form),
                    _file_name(kept.pack, form),
                    _TYPES[form],
                    key=f"{form}_{kept.pack_id}",
                    on_click="ignore",
                    icon=":material/download:",
                )
        box = st.expander("Do its figures still stand?", key=f"since_{kept.pack_id}", on_change="rerun")
        if box.open:
            with box:
                _show_differences(store, kept)


def _file_name(pack: Pack, form: str) -> str:
    """Such as briefing_2026-12-08_pack.pdf."""
    return f"briefing_{pack.meeting:%Y-%m-%d}_{pack.template}.{form}"


@st.cache_data(max_entries=50, show_spinner="Comparing with the figures of today…")
def _differences(version: str, pack_id: str, _store: Store, _kept: Kept) -> pd.DataFrame:
    found = differences(_store, _kept)
    columns = {"exhibit": "Exhibit", "row": "Row", "column": "Column", "was": "In the briefing", "now": "Now"}
    return pd.DataFrame([vars(each) for each in found], columns=list(columns)).rename(columns=columns)


goes_with_the_figures(_differences.clear)


def _show_differences(store: Store, kept: Kept) -> None:
    rows = _differences(f"{store.path} {store.version()}", kept.pack_id, store, kept)
    if rows.empty:
        st.markdown("Every figure of a month, quarter or year in it stands as it was.")
        return
    have = "has" if len(rows) == 1 else "have"
    st.markdown(f"**{say_count(len(rows), 'figure')} in it {have} been restated since.**")
    table(rows.head(_NAMED), alt="Figures that stand differently now")
    more = f"The first {_NAMED} of {len(rows)}. " if len(rows) > _NAMED else ""
    st.caption(f"{more}Usual ranges, forecasts and statuses move on with each month and are not compared.")


# -- how one is made ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Made:
    """A briefing as it was previewed: what is published is what was seen. version: of the figures in it."""

    pack: Pack
    document: Document
    version: str
    pdf: bytes
    pictures: tuple[bytes, ...]
    all_pages: int


def make(store: Store, committee: str, own: list[Kept], officer: Author, today: date) -> None:
    """The form of an officer: choose, preview, publish. own: what was published for the committee."""
    days = meetings_of(View(), committee)
    if not days:
        st.markdown("A briefing needs a meeting. Upload the committee’s meetings first.")
        st.page_link("pages/upload.py", label="Upload meetings", icon=":material/arrow_forward:")
        return
    pack = _choose(committee, own, days, today)
    if st.button("Preview", key="briefing_preview", type="primary"):
        _preview(store, pack, today)
    made = st.session_state.get(_MADE)
    if made is None:
        return
    if made.pack != pack or made.version != store.version():
        st.info("Something has changed since the preview below was made. Preview it again before you publish it.")
    _show_made(made)
    if made.pack == pack and made.version == store.version():
        _offer_to_publish(store, made, own, officer)


def _choose(committee: str, own: list[Kept], days: list[date], today: date) -> Pack:
    coming = [day for day in days if day >= today] or days[-1:]
    listed = sorted(days, reverse=True)
    left, right = st.columns(2)
    meeting = left.selectbox(
        "Meeting", listed, index=listed.index(coming[0]), format_func=say_date, key="briefing_meeting"
    )
    template = right.selectbox(
        "Kind of briefing", list(TEMPLATES), format_func=TEMPLATES.__getitem__, key="briefing_kind"
    )
    pack = Pack(committee, meeting, template)
    view, looked = looking(pack, days, today)
    offered = offers(view)
    before = max(
        (each for each in own if each.pack.template == template), key=lambda each: each.published_at, default=None
    )
    begin = [code for code in (before.pack.exhibits if before else chosen(template, view, looked)) if code in offered]
    codes = st.multiselect(
        "Exhibits, in their order",
        list(offered),
        begin,
        format_func=lambda code: _label(offered[code]),
        key=f"briefing_exhibits_{meeting}_{template}",
        help="Chosen by rules, or as in the briefing before. Take one away with its cross; what you add comes last.",
    )
    note = st.text_area("Covering note", before.pack.note if before else "", key=f"briefing_note_{meeting}_{template}")
    final = st.checkbox("Final: no draft any more", key=f"briefing_final_{meeting}_{template}")
    reason = ""
    if final:
        reason = st.text_input(
            "Why it is final, where its first page says that costs are missing",
            key=f"briefing_reason_{meeting}_{template}",
        )
    return replace(pack, exhibits=tuple(codes), note=note, final=final, reason=reason)


def _label(offer: Offer) -> str:
    return plain(f"{offer.subject}: {offer.label}")


def _preview(store: Store, pack: Pack, today: date) -> None:
    st.session_state.pop(_MADE, None)
    if not pack.exhibits:
        st.error("Choose at least one exhibit.")
        return
    if errors := [each for each in own_words(pack) if each.severity == "error"]:
        show_problems(errors)
        return
    version = store.version()
    try:
        with st.spinner("Writing the briefing…"):
            document = compose(pack, today)
            written, pictures = with_pages(document)
            st.session_state[_MADE] = _Made(pack, document, version, written, tuple(pictures[:_SHOWN]), len(pictures))
    except BriefingError as problem:
        st.error(plain(str(problem)))


def _show_made(made: _Made) -> None:
    st.subheader("Preview", anchor=False)
    with st.container(horizontal=True):
        writers: dict[Form, Callable[[], bytes]] = {"pdf": lambda: made.pdf, "docx": partial(word, made.document)}
        for form, name in _FORMS:
            st.download_button(
                f"Preview as {name}", writers[form], f"preview_{_file_name(made.pack, form)}", _TYPES[form],
                key=f"preview_{form}", on_click="ignore", icon=":material/download:",
            )  # fmt: skip
    with st.container(horizontal=True, key="briefing_pages"):
        for number, picture in enumerate(made.pictures, 1):
            words = f"Page {number} of {made.all_pages}"
            st.image(picture, caption=words, width=240, alt=f"{words} as a picture; the preview as PDF has its text")
    if made.all_pages > len(made.pictures):
        st.caption(f"The first {len(made.pictures)} of {made.all_pages} pages; the files have them all.")


def _offer_to_publish(store: Store, made: _Made, own: list[Kept], officer: Author) -> None:
    if not may_publish(officer):
        st.info("Here an approver makes public what officers prepare: ask one to publish this briefing.")
        return
    wanted = (made.pack.meeting, made.pack.template)
    earlier = [each for each in own if not each.superseded and (each.pack.meeting, each.pack.template) == wanted]
    if earlier:
        day = london_day(pd.Timestamp(earlier[0].published_at))
        st.markdown(f"It supersedes the one published on {day}, which stays below it.")
    read = True
    if doubtful := own_words(made.pack):
        show_problems(doubtful)
        read = st.checkbox("I have read the marked words: everybody may read them.", key="briefing_words_read")
    if st.button("Publish for everybody", key="briefing_publish"):
        if not read:
            st.error("Read the marked words first, and tick the box.")
            return
        try:
            with st.spinner("Publishing…"):
                publish(store, made.document, officer, seen=made.pdf)
        except (StoreError, BriefingError) as problem:
            st.error(plain(str(problem)))
            return
        st.session_state.pop(_MADE)
        say_next(f"Published: {title(made.document)}.")
        st.rerun()
