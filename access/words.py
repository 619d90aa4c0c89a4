"""Text that came from outside, written so that Streamlit shows it and does not obey it."""

import re


def escaped(text: object) -> str:
    """The text with everything that Markdown, LaTeX, colours, icons or HTML could read as a command made plain."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(str(text).split()))
