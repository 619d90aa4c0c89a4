"""What the council wants to reach: ambitions, principles, objectives and corporate priorities."""

from data.contracts import related_plans
from data.contracts.base import Contract, column


class Objectives:
    """One row for each."""

    objective_id = column(
        "code", "Short code.", example="O1", required=True, also="objective, objective_ref, id, code, ref"
    )
    level = column(
        "word",
        "What it is.",
        example="objective",
        required=True,
        also="type, kind, tier",
        words={
            "ambition": "ambitions, vision",
            "principle": "principles",
            "objective": "objectives, aim, goal",
            "corporate_priority": "corporate priority, priority, priorities",
        },
        only_words=True,
    )
    name = column(
        "text",
        "What it says, as members read it.",
        example="Services that work on any device",
        required=True,
        also="title, objective_name, statement",
    )
    plain_meaning = column(
        "text", "What it means, in plain words.", example="Everything works on a phone.", also="description"
    )
    parent_id = column("code", "Code of what it belongs to.", example="A2", also="parent, belongs_to, part_of")
    owner_role = column(
        "text", "The post that answers for it.", example="Chief digital officer", also="owner, owner_post"
    )
    related_plan = related_plans.related_plan()
    related_plan_link = related_plans.related_plan_link()


OBJECTIVES = Contract(
    kind="objectives",
    title="Objectives",
    purpose="Ambitions, principles, objectives and corporate priorities, which projects and measures are tied to.",
    model=Objectives,
    part=("objective", "objectives"),
    slice_sql="objective_id",
    identity=("objective_id",),
    rules=related_plans.RULES,
)
