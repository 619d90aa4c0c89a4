"""Scrutiny reviews: the exhibits that a committee looks at together, kept by the council."""

from data.contracts.base import Contract, Rule, column


class Reviews:
    """One row for each review."""

    review_id = column(
        "id",
        "Short code of the review; its address holds it.",
        example="experience-of-it",
        required=True,
        also="review_ref, review_code, scrutiny_review, review",
    )
    title = column(
        "text",
        "What the review is called.",
        example="Customers', staff's and members' experience of IT",
        required=True,
        also="review_title, review_name, name_of_review",
    )
    scope = column(
        "text",
        "What it looks at, in a sentence or two. No names of people.",
        example="How residents, staff and councillors find the council's IT, and what would make it better",
        required=True,
        also="review_scope, scope_of_review, terms_of_reference, remit",
    )
    committee = column(
        "text",
        "The committee whose review it is.",
        example="Overview and Scrutiny Committee",
        also="committee_name, panel, reviewing_committee",
    )
    exhibits = column(
        "text",
        "Its exhibits in their order, as the address of My list has them behind list=, with * between.",
        example="satisfaction*process_chart.measure_id.staff_happiness.months.36",
        required=True,
        also="review_exhibits, set_of_exhibits, exhibit_list",
    )
    retired_on = column(
        "date",
        "The day on which the review ended, if it has.",
        example="31/03/2027",
        also="review_ended_on, review_closed_on, ended_on",
    )


REVIEWS = Contract(
    kind="reviews",
    title="Scrutiny reviews",
    purpose="The exhibits that a committee's review looks at together, under a title and a scope.",
    model=Reviews,
    part=("review", "reviews"),
    slice_sql="review_id",
    identity=("review_id",),
    rules=(
        Rule(
            "no_list_of_exhibits",
            "NOT regexp_full_match(exhibits, '[A-Za-z0-9_.%-]+([*][A-Za-z0-9_.%-]+)*')",
            "exhibits",
            "is no list of exhibits",
            "Put the exhibits on My list and copy from its address what stands behind list=.",
        ),
    ),
)
