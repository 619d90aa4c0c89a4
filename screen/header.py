"""What every page of figures shares: its look, its head and its foot."""

import streamlit as st

from data.settings import settings
from data.version import version
from screen.show import plain

# One small sheet for what Streamlit's theme cannot say. Names starting with st-key- come from the keys of containers.
_LOOK = """<style>
.stMainBlockContainer { max-width: 76rem; padding-top: 4.5rem; }
.st-key-head h1 { padding: 0 0 0.5rem; }
[class*="st-key-sentence_"] p, .st-key-first_sentence p { font-size: 1.15rem; line-height: 1.45; }
[data-testid="stMarkdownContainer"] :is(p, li) { max-width: 48rem; }
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] * { color: inherit; opacity: 1; }
[class*="st-key-questions_"] { border-left: 0.4rem solid #2073BC; padding-left: 1rem; }
[class*="st-key-beside_"] { border-left: 0.4rem solid #F46A25; padding-left: 1rem; }
.report { max-width: 48rem; line-height: 1.5; }
.report ins { text-decoration: underline; text-decoration-thickness: 2px; background: rgba(40,161,151,0.15); }
.report del { text-decoration: line-through; opacity: 0.8; }
.report .said { font-weight: 700; text-decoration: none; display: inline-block; margin-right: 0.25em; }
[class*="st-key-card_unexplained"] { border-left: 0.4rem solid #F46A25; }
[class*="st-key-card_explained"] { border-left: 0.4rem solid #28A197; }
[class*="st-key-card_"] a p { font-size: 1.1rem; }
[class*="st-key-card_"] a { padding-left: 0; }
.stMain [data-testid="stPageLink"] a { min-height: 2rem; }
.stMain [data-testid="stPageLink"] a :is(span, p, div) { white-space: normal; overflow: visible; }
.stMain [data-testid="stPageLink"] a strong { text-decoration: underline; text-underline-offset: 0.15em; }
[data-testid="stExpander"] summary { color: inherit; }
[class*="st-key-wide_table_"] [data-testid="stTable"] :is(th, td) { padding: 0.3rem 0.2rem; font-size: 0.75rem; }
[class*="st-key-wide_table_"] [data-testid="stTable"] :is(th, td) * { white-space: normal; overflow-wrap: anywhere; }
[data-testid="stButtonGroup"] [aria-checked="true"] p { color: light-dark(#0B0C0C, #FAFAFA); font-weight: 700; }
[data-testid="stSliderThumbValue"] p { color: light-dark(#0B0C0C, #FAFAFA); }
[data-testid="stCheckbox"] label { min-height: 1.75rem; }
@media (max-width: 640px) {
  .stMainBlockContainer { padding-left: 0.75rem; padding-right: 0.75rem; }
  .st-key-filters [data-testid="stColumn"] { min-width: 45%; flex: 1 1 45%; }
  .st-key-filters [data-testid="stColumn"]:first-child { min-width: 100%; }
  .stMain [data-testid="stExpanderDetails"] { padding: 0.5rem; }
  .stMain [data-testid="stTable"] :is(th, td) { padding: 0.3rem 0.15rem; font-size: 0.75rem; hyphens: auto; }
  .stMain [data-testid="stTable"] :is(th, td) * { white-space: normal; overflow-wrap: break-word; }
  .stMain [data-testid="stTable"] td:last-child * { overflow-wrap: anywhere; }
}
</style>"""


def header(title: str) -> None:
    """The page's one first-level heading under the council's name."""
    with st.container(key="head", gap=None):
        st.html(_LOOK)
        st.caption(plain(settings().council.name))
        st.title(plain(title), anchor=False)


def footer(*, judges: bool = True) -> None:
    """The version, and on a page that judges how its sentences are made: members asked."""
    st.divider()
    if judges:
        st.caption(
            "Sentences, ranges and verdicts on this page are worked out by fixed rules from the council’s own figures. "
            "No artificial intelligence writes or changes them."
        )
    st.caption(f"Version {version()}")
