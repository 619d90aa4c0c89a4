"""Everything that Streamlit's own Markdown reads as a command, taken from the frontend that is installed."""

import re
from functools import cache
from pathlib import Path

import streamlit

_SCRIPTS = Path(streamlit.__file__).parent / "static" / "static" / "js"


@cache
def every_directive() -> tuple[str, ...]:
    """Words that plain Streamlit would colour, swallow or turn into a sign, a picture, a link or a formula."""
    script = next(_SCRIPTS.glob("StreamlitMarkdown.*.js")).read_text(encoding="utf-8")
    colours = sorted(set(re.findall(r"[{,]\"?([a-z]+(?:-background)?)\"?:`(?:color|background)[-:a-z]*: ", script)))
    signs = re.findall(r"\[/\(\^\|\\s\)([^\s(]+)\(\\s\|\$\)/g,`\$1", script)
    names = re.findall(r"===`([a-z]+)`(?:&&\w\.attributes)?\)\{let(?:\{| \w=\w\.data)", script)
    assert {"red", "gray", "rainbow", "blue-background"} <= set(colours), "Streamlit writes its colours another way now"
    assert {"<->", "->", "<-", "--"} <= set(signs), "Streamlit writes its signs another way now"
    assert {"small", "help"} <= set(names), "Streamlit writes its directives another way now"
    badges = [f"{colour}-badge" for colour in colours if "-" not in colour]
    words = [*colours, *badges, *names]
    return (
        *signs,
        *(f":{word}" for word in words),
        *(f"RAG:{word}" for word in words),
        *(f":{word}[text]" for word in words),
        ':color[text]{foreground="red"}',
        ":material/home:",
        ":material/x",
        ":streamlit:",
        *(":smile:", ":+1:", ":-1:", ":100:", "::note", ":::box"),
        *("a:b -- c", "a:b<- c", "10:30[x]{y}", "=> <=> ==x== ---"),
        *("$1 and $2$", "$$x$$", "`code`", "**bold** _thin_ ~~gone~~", "# a", "a | b", "1) one", "1."),
        *("[a](/b) ![c](/d)", "[^1]"),
        *("<b>bold</b> &amp; &lt;", "www.example.org https://example.org", "officer@example.org", "a\\b \\* \\:"),
    )  # fmt: skip
