"""Text that came from outside, written so that Streamlit shows it and does not obey it."""

import re


def escaped(text: object) -> str:
    """The text with everything that Markdown, LaTeX, colours, icons or HTML could read as a command made plain."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(str(text).split()))


RESTARTED_KEY = "restarted"  # in the address of a page that was opened afresh because the dashboard was started again
RESTARTED = (
    "The dashboard was restarted. What was not yet published is not published, and nothing you had in hand is left: "
    "choose the file again."
)
