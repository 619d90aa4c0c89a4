"""Questions about a file's cells: how an answer is read, remembered, and said on the shell."""

import pytest

from data.contracts import contract
from data.intake import Answers, Layout, Question
from data.intake.rows.asking import open_questions, unused
from data.loading.request import LoadRequest

ORDER = Question("dates.opened_at", "Which is it?", {"day first": "2 March", "month first": "3 February"})
WORDS = Question("finished", "Which of these mean finished?", {"Solved": "", "6": "", "Parked": ""}, several=True)


def test_an_answer_counts_however_it_is_spaced_and_written_and_nothing_is_asked_then():
    answers = Answers({"dates.opened_at": " Month  First"})
    assert answers.to(ORDER) == "month first" and answers.questions == []
    assert answers.used == {"dates.opened_at"}


@pytest.mark.parametrize("given", [{}, {"dates.opened_at": "year first"}, {"dates.closed_at": "day first"}])
def test_what_no_option_answers_is_asked_once_as_one_error_that_says_how_to_answer(given):
    answers = Answers(given)
    assert answers.to(ORDER) == "" == answers.to(ORDER)
    (problem,) = open_questions(answers)
    assert problem.code == "asked:dates.opened_at" and problem.severity == "error"
    assert "Which is it? day first: 2 March; month first: 3 February" in problem.problem
    assert '--answer dates.opened_at="day first"' in problem.remedy and "Upload page" in problem.remedy


def test_a_question_that_need_not_be_answered_stands_open_without_an_error():
    answers = Answers()
    assert answers.to(Question("area", "Which?", {"A": "", "B": ""}, "A", needed=False)) == "A"
    assert open_questions(answers) == [] and len(answers.questions) == 1


@pytest.mark.parametrize(
    ("given", "chosen", "still_asked"),
    [
        ("solved; 6", ("Solved", "6"), False),
        ("none of them", (), False),
        ("Solved; no: 6; no: Parked", ("Solved",), False),
        ("Solved; no: 6", None, True),  # Parked is new since it was answered
        ("no: Solved; no: 6; no: Parked", (), False),
        ("", None, True),
        ("Nothing of the sort", None, True),
    ],
)
def test_an_answer_of_several_words_leaves_open_what_it_does_not_know(given, chosen, still_asked):
    answers = Answers({"finished": given})
    assert answers.all_of(WORDS) == chosen
    assert bool(answers.questions) == still_asked
    if still_asked:
        assert answers.questions[0].proposed == given  # what was said before is not asked twice


def test_answers_are_kept_in_a_layout_that_leaves_the_columns_to_the_rules():
    layout = Layout("incidents", answers={"dates.opened_at": "month first", "finished": "Solved; no: 6"})
    assert Layout.from_text(layout.to_text()) == layout and layout.leaves_columns
    assert not Layout("incidents", columns={"Raised": "opened_at"}, answers=layout.answers).leaves_columns
    assert "[answers]" in layout.to_text() and contract("incidents").title in layout.to_text()


def test_answers_go_with_a_load_that_is_handed_over_and_a_slip_in_a_name_is_said():
    request = LoadRequest("incidents", answers={"finished": "Solved"})
    assert LoadRequest.from_dict(request.as_dict()).answers == {"finished": "Solved"}
    with pytest.raises(ValueError, match="answered"):
        LoadRequest.from_dict({**request.as_dict(), "answers": {"finished": 1}})
    (problem,) = unused({"finishd": "Solved", "finished": "Solved"}, ["finished"])
    assert problem.severity == "warning" and problem.value == "finishd" and "finished" in problem.remedy
