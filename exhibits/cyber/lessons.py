"""What was learned from attacks on other councils and from incidents here, and what was done about it."""

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.bar_rows import bars_figure
from exhibits.common.no_data import words_only
from exhibits.common.source import source_of
from exhibits.common.style import colours
from exhibits.common.view_queries import view_rows
from exhibits.common.words import (
    are,
    first_that_fits,
    full_stop,
    lower_first,
    missing,
    say_count,
    say_date,
    upper_first,
)
from exhibits.cyber.words import within

_KEY = "lessons_learned"
_STATUSES = {
    "done": "Done",
    "under way": "Under way",
    "planned": "Planned",
    "not taken up": "Not taken up",
    "": "Not said",
}
_MEANS = (
    "what was learned from attacks and outages at other councils and here, and where what was done about it stands."
)


def lessons_learned(view: View) -> Exhibit:
    """Each lesson with its source, what the council did and where that stands; what is still to be done first."""
    rows = view_rows(view, "cyber/lessons")
    if rows.empty:
        return words_only(_KEY, "Lessons: no data", "No data: no lesson has been published in “Lessons learned” yet.")
    status = rows["status"].fillna("")
    waiting = rows[status.isin(("under way", "planned"))]
    number = int((status == "done").sum())
    counts = {name: int((status == code).sum()) for code, name in _STATUSES.items() if (status == code).any()}
    return Exhibit(
        key=_KEY,
        title=f"{number} of {say_count(len(rows), 'lesson')} {are(number)} acted on in full",
        lead=_lead(rows, waiting),
        table=pd.DataFrame(
            {
                "Learned from": rows["source"],
                "Lesson": rows["lesson"],
                "What we did": ["Not said" if missing(each) else str(each) for each in rows["what_we_did"]],
                "Status": [_STATUSES[each] for each in status],
                "Since": ["Not said" if missing(day) else say_date(day) for day in rows["status_on"]],
                "Answers for it": ["Not stated" if missing(each) else str(each) for each in rows["owner_role"]],
            }
        ),
        source=source_of(view, "lessons", means=_MEANS),
        figure=_figure(counts, view.theme),
        questions=_questions(waiting),
        data=rows,
    )


def _lead(rows: pd.DataFrame, waiting: pd.DataFrame) -> str:
    row = waiting.iloc[0] if len(waiting) else rows.iloc[0]
    begin = "Still to finish" if len(waiting) else "The newest"
    lesson = lower_first(full_stop(row["lesson"]))
    return first_that_fits(f"{begin}, from {within(str(row['source']))}: {lesson}", f"{begin}: {lesson}")


def _questions(waiting: pd.DataFrame) -> tuple[str, ...]:
    if waiting.empty:
        return ("Which attack on another council since then would have hit us too?",)
    row = waiting.iloc[0]
    who = "" if missing(row["owner_role"]) else f"{row['owner_role']}: "
    asked = f"when will this be in place: {lower_first(str(row['lesson']).rstrip('.'))}?"
    return (f"{who}{asked}" if who else upper_first(asked),)


def _figure(counts: dict[str, int], theme: str) -> go.Figure:
    c = colours(theme)
    numbers = pd.Series(list(counts.values()))
    fill = [c.main if name == "Done" else c.edge for name in counts]
    beside = [say_count(count, "lesson") for count in counts.values()]
    return bars_figure(numbers, list(counts), beside, fill, "Number of lessons", theme)
