"""Text that came from outside, written so that Streamlit shows it and does not obey it."""

import html
import re

_JOINER = "\u2060"  # an invisible word joiner: it parts what would be read as one sign, and is not seen

# Streamlit makes arrows, dashes and signs of these: <-> -> <- -- >= <= ~=
_SIGNS = re.compile(r"<(?=[-=])|-(?=[->])|>(?==)|~(?==)")
# :red, :small, :blue-badge[…], :material/…:, :streamlit:, :smile: and :+1: are directives; an address turns into a link
_WORDS = re.compile(r"(?i)(?:https?:|www\.|@(?=\w)|:(?=[^\W\d_]|[\w+-]+:))")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]~$|])")
_BEGINNINGS = re.compile(
    r"(?m)^(?= {4}| {0,3}\t)|^(?=[ \t]*(?:[#+=:-]|\d+[.)](?!\S)))"
)  # code, headings, lists, tables


def plain(text: object) -> str:
    """Markdown that shows the text character for character: words from a file are data, never commands.

    What Markdown reads as a sign gets a backslash; what Streamlit looks for in words and line beginnings, where a
    backslash does not help, is parted by an invisible word joiner. For every place that takes Markdown: widgets'
    labels, radio buttons and tables too, but not the options of a selectbox, which are shown as they are.
    """
    text = str(text).replace("\r\n", "\n").replace("\r", "\n")
    text = _WORDS.sub(rf"\g<0>{_JOINER}", _SIGNS.sub(rf"\g<0>{_JOINER}", text))
    return _BEGINNINGS.sub(_JOINER, _MARKDOWN.sub(r"\\\1", html.escape(text, quote=False)))


RESTARTED_KEY = "restarted"  # in the address of a page that was opened afresh because the dashboard was started again
RESTARTED = (
    "The dashboard was restarted. What was not yet published is not published, and nothing you had in hand is left: "
    "choose the file again."
)
