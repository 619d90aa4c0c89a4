"""The sample council's briefings: published for its meetings as an officer would have done on the day of each."""

from collections.abc import Callable, Iterator
from datetime import datetime, time

from briefing import Pack
from briefing.kept import packs, publish
from briefing.making import compose
from data.sample import is_sample
from data.sample.stories import BRIEFINGS, COMMITTEE, MEETINGS
from data.store import Author, Store, open_store, today_in_london

_OFFICER = Author("Democratic Services Officer", "approver")  # a role of the sample council
_AT = time(16)  # of the meeting's day, UTC


def publish_sample(store: Store, before_each: Callable[[], None] = lambda: None) -> Iterator[str]:
    """Publish those of the sample's briefings that are not kept yet, and whose meeting is over; their ids, one by one.

    Their figures are those at the end of the meeting's day. store: the one that the settings name, for exhibits ask no
    other; another one, or one that holds no sample, is left alone. before_each: called before each is made.
    """
    days = {meeting.meeting_id: meeting.meeting_date for meeting in MEETINGS}
    for each in sorted(
        BRIEFINGS, key=lambda each: days[each.meeting_id], reverse=True
    ):  # the newest are looked at first
        before_each()
        if open_store() is not store or not is_sample(store):
            return
        meeting, today = days[each.meeting_id], today_in_london()
        kept = {(one.pack.meeting, one.pack.template) for one in packs(store) if one.pack.committee == COMMITTEE}
        if meeting >= today or (meeting, each.template) in kept:
            continue
        pack = Pack(COMMITTEE, meeting, each.template, note=each.note, final=True, reason=each.reason)
        yield publish(store, compose(pack, today), _OFFICER, at=datetime.combine(meeting, _AT))
