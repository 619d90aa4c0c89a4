"""Status words of projects as people write them, and the rules by which they are understood.

Five steps of delivery confidence are kept as they are; three-point returns use the same words. The text as it was
written is kept beside. Definitions: Government Major Projects Portfolio, delivery confidence assessment.
"""

RATINGS = {
    "G": ("Green", "on track", "on target", "on schedule"),
    "AG": ("Amber/Green", "Amber Green", "Green/Amber", "A/G", "Amber-Green"),
    "A": ("Amber", "Yellow", "at risk", "Y"),
    "AR": ("Amber/Red", "Amber Red", "Red/Amber", "A/R", "Amber-Red"),
    "R": ("Red", "off track", "critical", "late"),
    "B": ("Blue", "Complete", "Completed", "Closed", "Done"),
    "not_rated": ("Grey", "Gray", "Not started", "Not rated", "Not assessed", "Reset", "Early planning"),
}
# A cell that begins with one of these withholds its figure; the words are kept.
WITHHELD = (
    "exempt",
    "exemption",
    "early planning",
    "not provided",
    "data not provided",
    "provision of",
    "the project is not in a position",
)


def withheld(text: str) -> bool:
    """Whether a cell says in words why there is no figure."""
    return text.strip().casefold().startswith(WITHHELD)


# Words that grade something: in a column of prose they show that its header means something else.
LEVELS = (
    *("very high", "high", "medium", "moderate", "normal", "low", "very low", "critical", "urgent", "major", "minor"),
    *("p1", "p2", "p3", "p4", "p5", "1", "2", "3", "4", "5", "must", "should", "could"),
)
COLOURS = ("green", "amber", "red", "yellow", "blue", "grey", "gray", "amber/green", "amber/red", "g", "a", "r")

FORWARD = {
    "improving": ("better", "up", "improve", "improved", "positive"),
    "no_change": ("no change", "stable", "same", "steady", "unchanged", "level"),
    "worsening": ("worse", "down", "worsen", "deteriorating", "negative"),
}
