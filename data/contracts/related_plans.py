"""Another plan that something belongs to as well, such as that on the climate, with a link: of several kinds."""

from data.contracts.base import Column, Rule, column

_SAFE = "^https://[A-Za-z0-9-]+([.][A-Za-z0-9-]+)+(/[A-Za-z0-9._~/?&=%#+,:;-]*)?$"  # no name before an @, no quote


def related_plan() -> Column:
    """The plan's name."""
    return column(
        "text",
        "Another plan that it belongs to as well, as members read its name.",
        example="Climate action plan 2030",
        also="related_plans, other_plan, linked_plan, related_strategy, cross_reference",
    )


def related_plan_link() -> Column:
    """Where the plan can be read."""
    return column(
        "text",
        "Where that plan can be read: an address that begins with https://.",
        example="https://www.wendlebury.example/climate-plan",
        also="related_plan_url, plan_link, plan_url, plan_address",
    )


RULES = (
    Rule(
        "unsafe_link",
        f"related_plan_link IS NOT NULL AND NOT regexp_matches(related_plan_link, '{_SAFE}')",
        "related_plan_link",
        "is no address that begins with https://",
        "Copy the plan's address from the browser, from https:// on, or leave it empty.",
    ),
    Rule(
        "link_without_plan",
        "related_plan_link IS NOT NULL AND related_plan IS NULL",
        "related_plan_link",
        "leads to a plan that has no name",
        "Write the plan's name in related_plan: that is what members read.",
    ),
)
