"""Words and figures explained: every word in plain English, and what is known about each measure."""

from datetime import date

import access
from exhibits.explained.figures import about_figures
from screen.explained import show_measures, show_words
from screen.filters import bound, buttons, choose_day, past_meetings
from screen.header import footer, header
from screen.show import show

access.guard()

PARTS = {"words": "Glossary", "figures": "About these figures"}

header("Words and figures explained")
today = date.today()
part = bound("view", "Look at", PARTS, draw=buttons, noun="view")
if part == "words":
    show_words(today)
else:
    view = choose_day(past_meetings(today))
    show(about_figures, view, today=view.as_at or today)
    show_measures(view, view.as_at or today)
footer()
