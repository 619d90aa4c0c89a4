"""Questions about a file's cells that nobody has answered: a needed one is an error, so that nothing is published."""

from collections.abc import Iterable

from data.intake.choices import APART, NONE, Answers, Question
from data.intake.problem import Problem, some

ASKED = "asked:"  # begins the code of such an error
_OPTIONS = 12  # options that are named in a sentence


def open_questions(answers: Answers) -> list[Problem]:
    """The needed questions that are open, each as one error of the code "asked:" and what it is about."""
    return [_problem(each) for each in answers.questions if each.needed]


def _problem(question: Question) -> Problem:
    said = [f"{option}: {meaning}" if meaning else option for option, meaning in question.options.items()]
    remedy = f"Answer on the Upload page, where it is remembered with the match, or on the shell: {_option(question)}."
    if len(said) > _OPTIONS or question.several:
        apart = f"{question.text} ({some(said, _OPTIONS)})"
    else:
        apart = f"{question.text} {'; '.join(said)}"
    return Problem(None, None, None, apart, remedy, code=f"{ASKED}{question.about}")


def _option(question: Question) -> str:
    options = list(question.options)[:2]
    if question.several:
        return f'--answer {question.about}="{APART.join(options)}" or --answer {question.about}="{NONE}"'
    return " or ".join(f'--answer {question.about}="{option}"' for option in options)


def unused(given: Iterable[str], asked: Iterable[str]) -> list[Problem]:
    """Answers to what was not asked of the file, as warnings: a slip in a name would go unnoticed."""
    asked = sorted(set(asked))
    remedy = f"What is asked of it: {some(asked)}." if asked else "Nothing is asked of it."
    return [
        Problem(None, None, each, "was answered, and is not asked of this file", remedy, "warning", code="not_asked")
        for each in given
        if each not in asked
    ]
