"""How to read the charts, in five steps: a tour for the first visit, and the page that shows the same by examples.

Who has ended the tour is known to their browser alone (screen/tour.js).
"""

import html
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import streamlit as st

from access.scripts import inline
from data.store import open_store
from exhibits import Exhibit, View
from exhibits.channels.take_up import take_up
from exhibits.common.audience import officers_only
from exhibits.common.links import with_day
from exhibits.common.process_chart import process_chart
from exhibits.common.style import CONFIG
from exhibits.common.verdicts import unusual, weight
from exhibits.common.view_queries import goes_with_the_figures, view_rows, with_figures
from exhibits.common.who_gets_through_lines import LEFT_BEHIND
from screen.links import linked
from screen.plain import plain
from screen.show import theme

PLACE = "/reading"
STEPS = (
    (
        "Read the sentence first",
        "Each chart has a heading and a sentence that say what it shows. Fixed rules write them from the figures; the "
        "chart is the evidence, and “The figures as a table” has every number.",
    ),
    (
        "Inside the range is usual",
        "Figures go up and down by chance. A shaded band, or two dashed lines, say how far, worked out from the months "
        "before. A month inside is no news by itself.",
    ),
    (
        "A large sign is news",
        "It marks a month outside the range, or one of a run that chance seldom makes. The list below the chart says "
        "what each sign means, so that colour is never needed.",
    ),
    (
        "Nobody left behind",
        "Digital take-up never stands alone: beside it you read whether people who cannot use the online service still "
        "get through. “You could ask” has questions for the meeting.",
    ),
    (
        "Then, now, and to take along",
        "“Figures as they stood” shows what an earlier meeting saw. “Share or keep”, below each chart, copies a link, "
        "prints, or puts the chart on a list of your own.",
    ),
)


def _panel() -> str:
    steps = "".join(
        f'<div class="step"><p>Step {number} of {len(STEPS)}</p><p><strong>{html.escape(title)}</strong></p>'
        f"<p>{html.escape(text)}</p></div>"
        for number, (title, text) in enumerate(STEPS, 1)
    )
    return (
        '<details class="tour" data-at="1"><summary>New here?<span class="unseen"> A tour in five steps</span>'
        "</summary>"
        f'<div class="card"><div aria-live="polite">{steps}</div><div class="buttons">'
        '<button type="button" data-go="back">Back</button><button type="button" data-go="next">Next</button>'
        '<button type="button" data-go="end">End the tour</button></div>'
        f'<p><a href="{PLACE}">The same with charts</a></p></div></details>'
    )


PANEL = _panel()
SCRIPT = inline(Path(__file__).with_suffix(".js").read_text(encoding="utf-8"))


# -- the page ----------------------------------------------------------------------------------------------------------


def show_reading(today: date) -> None:
    """Draw the five steps, each with an example out of the council's own newest figures."""
    store = open_store()
    left_out = tuple(each.__name__ for each in (process_chart, take_up) if officers_only(each))
    _drawn(str(store.path), store.version(), today, theme(), left_out)


@st.cache_data(max_entries=8, show_spinner="Reading the figures…")
def _drawn(store: str, version: str, today: date, theme: str, left_out: tuple[str, ...]) -> None:
    examples = list(_examples(View(theme=theme), left_out))
    for number, ((title, text), example) in enumerate(zip(STEPS, examples, strict=True), 1):
        st.header(f"{number}. {title}", anchor=False)
        st.markdown(plain(text))
        if isinstance(example, str):
            st.caption(plain(example))
        elif example is not None:
            _example(number, example)


goes_with_the_figures(_drawn.clear)


def _example(number: int, exhibit: Exhibit) -> None:
    """The first step shows words alone, the others the chart with its sentence."""
    links = with_day(exhibit.links, None)
    with st.container(border=True, key=f"example_{number}"):
        st.markdown(f"**{plain(exhibit.title)}**  \n{linked(exhibit.lead, links)}")
        if number > 1 and exhibit.figure is not None:
            st.plotly_chart(
                exhibit.figure, theme=None, config=CONFIG, key=f"example_chart_{number}", alt=exhibit.summary
            )
        if exhibit.beside:
            st.markdown(f"**{plain(LEFT_BEHIND)}** {linked(exhibit.beside[0], links)}")
        st.caption(plain(exhibit.source))


def _examples(view: View, left_out: tuple[str, ...]) -> Iterator[Exhibit | str | None]:
    """For each step an exhibit, a sentence that says why there is none, or None: it needs none. left_out: names of
    exhibits that only officers see."""
    yield from [None] * 3 if process_chart.__name__ in left_out else _charts(view)
    yield None if take_up.__name__ in left_out else take_up(view, months=36)
    yield None


def _charts(view: View) -> Iterator[Exhibit | str]:
    """For each of the first three steps a measure's chart, or a sentence that says why there is none."""
    verdicts = view_rows(view, "signals/measures")
    verdicts = verdicts[verdicts["measure_id"].isin(with_figures(view)) & ~verdicts["rare_event"].eq(True)]
    news = [row for _, row in verdicts.iterrows() if unusual(row)]
    calm = [row for _, row in verdicts.iterrows() if row["verdict"] == "usual" and row["said_rule"] == "none"]
    strange, quiet = _chart(view, min(news, key=weight, default=None)), _chart(view, next(iter(calm), None))
    yield strange or quiet or "No measure has enough figures yet for an example."
    yield quiet or "No measure is without news at present, so there is no example."
    yield strange or "No measure is unusual at present, so there is no example."


def _chart(view: View, verdict: pd.Series | None) -> Exhibit | None:
    return None if verdict is None else process_chart(view, measure_id=verdict["measure_id"], months=36)
