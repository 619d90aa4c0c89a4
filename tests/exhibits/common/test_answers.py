"""How many answered a survey: said below its chart, with what follows from few, and from few of those asked."""

import pytest

from data.intake import check, known_from, read, take
from data.store import Author
from exhibits import View
from exhibits.common.process_chart import process_chart
from queries import ask

OFFICER = Author("o", "officer")
MEASURES = b"measure_id,name,plain_meaning,unit,direction\nhappy,Happy staff,How many are happy.,percent,increase\n"
FEW, LOW = "too few to rest on", "Fewer than half of those asked answered"


def told(store, answered: str) -> str:
    """What stands below the chart. answered: answers, invited and response_rate of September, as a file has them."""
    assert take(store, "measures", MEASURES, "m.csv", OFFICER).published
    rows = (
        f"measure_id,month,value,answers,invited,response_rate\nhappy,2026-08,70,40,50,\nhappy,2026-09,71,{answered}\n"
    )
    assert take(store, "kpi_values", rows.encode(), "v.csv", OFFICER).published
    return process_chart(View(), measure_id="happy").note


@pytest.mark.parametrize(
    ("answered", "says", "few", "low"),
    [
        ("29,58,", "29 of 58 people asked answered (50%) in September 2026.", False, False),
        ("29,59,", "29 of 59 people asked answered (49.2%) in September 2026.", False, True),
        ("29,5900,", "29 of 5,900 people asked answered (0.49%) in September 2026.", True, True),
        ("26,42,", "26 of 42 people asked answered (61.9%) in September 2026.", False, False),
        ("7,7,", "7 of 7 people asked answered (100%) in September 2026.", False, False),
        ("29,,", "29 people answered (how many were asked is not stated) in September 2026.", True, False),
        ("300,,49", "300 people answered (49% of those asked) in September 2026.", False, True),
        (",,51", "51% of those asked answered in September 2026.", False, False),
        (",,", "40 of 50 people asked answered (80%) in August 2026.", False, False),
    ],
)
def test_answers_stand_below_the_chart_with_what_follows_from_them(store, answered, says, few, low):
    note = told(store, answered)
    assert note.startswith(says)
    assert (FEW in note, LOW in note) == (few, low)
    assert ("How many answered since is not stated" in note) == (answered == ",,")


def test_what_cannot_be_is_refused(store):
    rows = b"measure_id,month,value,responses,people_asked,response_rate\na,2026-09,1,50,40,\nb,2026-09,1,10,40,30\n"
    problems = check(read(rows, "v.csv"), "kpi_values", known_from(store)).problems
    assert {each.code for each in problems} >= {"more_answers_than_asked", "another_response_rate"}


def test_a_figure_without_a_survey_says_nothing_of_answers(sample):
    assert "answered" not in process_chart(View(), measure_id="incidents").note
    assert set(ask("measures/answers")["measure_id"]) >= {"staff_happiness", "members_satisfied"}
