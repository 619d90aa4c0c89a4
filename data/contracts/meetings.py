"""When which committee meets."""

from data.contracts.base import Contract, Rule, column


class Meetings:
    """One row for each meeting."""

    meeting_id = column(
        "id",
        "Short code of the meeting.",
        example="OSC-2026-11",
        required=True,
        also="meeting, meeting_ref, id, ref, reference, code",
    )
    committee = column(
        "text",
        "The committee that meets.",
        example="Overview and Scrutiny Committee",
        required=True,
        also="committee_name, board, panel, body",
    )
    meeting_date = column(
        "date",
        "The day of the meeting.",
        example="18/11/2026",
        required=True,
        also="date, date_of_meeting, day, meets_on, meeting_day",
    )
    title = column(
        "text", "What the meeting is about.", example="Mid-year review", also="meeting_title, subject, name, topic"
    )
    papers_due_on = column(
        "date",
        "The day by which papers must be ready.",
        example="10/11/2026",
        also="papers_due, publication_date, papers_due_date, deadline, report_deadline",
    )


MEETINGS = Contract(
    kind="meetings",
    title="Meetings",
    purpose="The dates of the committees' meetings, so that a page can show what changed since the last one.",
    model=Meetings,
    part=("meeting", "meetings"),
    slice_sql="meeting_id",
    identity=("meeting_id",),
    rules=(
        Rule(
            "papers_after_meeting",
            "papers_due_on > meeting_date",
            "papers_due_on",
            "is after the meeting",
            "Check both dates.",
            "warning",
        ),
    ),
)
