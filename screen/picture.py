"""The picture of a page's first chart, which comes with the words: the browser needs no Plotly to show it.

Streamlit takes pictures out of HTML, and loads what shows HTML only when some comes. So the picture travels as a text,
which nobody sees or hears, and a script that stands in the page already draws it beside.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress

import plotly.graph_objects as go
import streamlit as st

from access.scripts import inline
from access.streamlit_page import in_page
from briefing.drawing.fluid import fluid_html

SCRIPT = inline("""
(() => {
  const draw = () => {
    for (const box of document.querySelectorAll('[class*="st-key-picture_"]')) {
      const text = box.querySelector('[data-testid="stText"]');
      if (!text || box.drawnFrom === text.textContent) continue;
      box.drawnFrom = text.textContent;
      for (const old of box.querySelectorAll(".picture")) old.remove();
      const picture = document.createElement("div");
      picture.className = "picture";
      picture.innerHTML = text.textContent;
      text.after(picture);
    }
  };
  new MutationObserver(draw).observe(document.body, {childList: true, characterData: true, subtree: true});
})();
""")


@contextmanager
def picture(figure: go.Figure, key: str) -> Iterator[None]:
    """The chart that is drawn inside the block takes the place of its picture, which is seen until Plotly has drawn.

    key: of the exhibit. A figure that is arranged otherwise at another width has no picture.
    """
    drawn = ""
    if in_page():
        with suppress(ValueError):  # a part of Plotly that nothing but Plotly draws
            drawn = fluid_html(figure, f"p{hashlib.sha256(key.encode()).hexdigest()[:8]}")
    with st.container(key=f"picture_{key}") if drawn else nullcontext():
        if drawn:
            st.text(drawn)
        yield
