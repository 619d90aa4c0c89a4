"""What happened, or will happen, on a known day, and on which measures it is looked for."""

from data.contracts.base import Contract, Rule, Sense, column
from data.contracts.measures import MEASURE_SPELLINGS


class Events:
    """One row for each event and measure on whose chart it stands; one of no measure stands on the timeline alone."""

    event_id = column(
        "code",
        "Short code of the event.",
        example="office-move",
        required=True,
        also="event, event_ref, event_code, marker, marker_id, id, ref, code",
        ambiguous="event",
    )
    title = column(
        "text",
        "The event in a few words.",
        example="Office moved to the market hall",
        required=True,
        also="name, event_name, event_title, label, marker_text, description_short",
    )
    happened_on = column(
        "date",
        "The day on which it happened, or will; of something that lasts, its first.",
        example="02/03/2026",
        required=True,
        also="event_date, date_of_event, started_on, start_date, happens_on",
        ambiguous="date, day",
    )
    ended_on = column(
        "date",
        "The last day of something that lasted, such as a campaign.",
        example="31/05/2026",
        also="end_date, until, finished_on, last_day",
    )
    sort = column(
        "word",
        "What sort of event it is.",
        example="office",
        also="type, event_type, category, kind, kind_of_event",
        words={
            "office": "office move, move, building, premises, site, relocation",
            "home working": "hybrid working, remote working, working from home, wfh, hybrid meetings, agile working",
            "campaign": "publicity, communication, communications, promotion, awareness, newsletter",
            "election": "elections, by-election, referendum",
            "rule": "new rule, law, legislation, regulation, policy, policy change, new policy",
            "system": "new system, system change, go-live, go live, upgrade, migration, telephony",
            "other": "miscellaneous, misc",
        },
        only_words=True,
    )
    measure_id = column(
        "id",
        "Code of a measure on whose chart it stands, with what came before and after it.",
        example="work_time_lost",
        also=MEASURE_SPELLINGS,
    )
    what = column(
        "text",
        "What it was, and what it was expected to change, in plain words. No names.",
        example="Two sites became one; staff work at home two days a week.",
        also="description, details, note, notes, comment, explanation",
        ambiguous="note, notes, comment",
    )


EVENTS = Contract(
    kind="events",
    title="Events",
    purpose="Days that may have changed a measure, such as an office move, a campaign, an election or a new rule.",
    model=Events,
    part=("event on a chart", "events on charts"),
    slice_sql="event_id || '|' || coalesce(measure_id, '')",
    identity=("event_id", "measure_id"),
    needs=("measures",),
    sense=(Sense("unknown_measures", ("measure_id",)),),
    rules=(
        Rule(
            "ended_before_it_happened",
            "ended_on < happened_on",
            "ended_on",
            "is before the event",
            "Check both days.",
        ),
    ),
    after=("measures",),
)
