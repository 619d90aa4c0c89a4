"""What the council learned from attacks and outages, its own and those of other councils."""

from data.contracts.base import Contract, column


class Lessons:
    """One row for each lesson."""

    lesson_id = column(
        "code",
        "Short code of the lesson.",
        example="L-2026-02",
        required=True,
        also="lesson_ref, lesson_no, lesson_number, id, ref, code",
    )
    source = column(
        "text",
        "The council or incident that it comes from.",
        example="A district council whose systems were locked in 2020",
        required=True,
        also="source_council, learned_from, incident, council, where_from, origin, organisation",
        publish_safe=True,
    )
    lesson = column(
        "text",
        "What was learned, in general words that may be public.",
        example="Keep a copy of the backups that the network cannot reach",
        required=True,
        also="lesson_learned, lesson_learnt, learning, what_we_learned, lesson_text",
        publish_safe=True,
    )
    what_we_did = column(
        "text",
        "What the council did about it, or will do, in general words that may be public.",
        example="A second copy is kept elsewhere and tested each quarter",
        also="action, action_taken, our_action, response, what_was_done, done_here",
        publish_safe=True,
    )
    status = column(
        "word",
        "Where that stands.",
        example="done",
        also="state, progress, action_status",
        words={
            "done": "complete, completed, closed, implemented, in place, finished",
            "under way": "in progress, started, ongoing, active, partly done",
            "planned": "not started, open, to do, agreed, future",
            "not taken up": "rejected, not applicable, declined, dropped, no action, not adopted",
        },
        only_words=True,
    )
    owner_role = column(
        "text",
        "The post that answers for it: a role, never a name.",
        example="Cyber Security Lead",
        also="owner, owner_post, responsible, lead",
    )
    status_on = column(
        "date",
        "The day since which it stands so.",
        example="30/06/2026",
        also="status_date, updated_on, date_of_status, as_of, last_updated",
        ambiguous="date",
    )


LESSONS = Contract(
    kind="lessons",
    title="Lessons learned",
    purpose="What was learned from attacks and outages here and at other councils, and what was done about it.",
    model=Lessons,
    part=("lesson", "lessons"),
    slice_sql="lesson_id",
    identity=("lesson_id",),
    not_ahead=("status_on",),
)
