"""What a person may have to say before a file can be read, and what was left out of it when it was."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace

Progress = Callable[[float, str], None]  # told a share of the work from 0 to 1, and what is being done

NO_HEADER = -1  # a header_line
NO_LINE = "none"  # what people write for it
IN_ORDER = "in order"


@dataclass(frozen=True)
class Reading:
    """How a file is cut, where there is more than one way. What is empty is settled by the rules of reading.

    sheet: name of the workbook's sheet. delimiter: one letter. header_line, last_line: lines as a person counts them,
    or rows of the sheet; 0: found by the rules; header_line is NO_HEADER where no line has the names of the columns.
    figures_in: what a line of the file says of its figures, such as 'thousands of pounds', or 'as written'. names:
    IN_ORDER where every row has more or fewer cells than there are names, and each cell has the name at its place; the
    two names, parted by a bar, that stand in the header as one; or the two, joined by a plus, that are one name.
    fill_down: 'filled down' where cells stand for the rows of their block, or 'as written'. turned: 'turned' where the
    names of the columns stand in the first column, or 'as written'. twins: of two columns of one name, 'one column',
    'first' or 'second'.
    """

    sheet: str = ""
    delimiter: str = ""
    header_line: int = 0
    last_line: int = 0
    figures_in: str = ""
    names: str = ""
    fill_down: str = ""
    turned: str = ""
    twins: str = ""

    def with_answers(self, answers: Mapping[str, str]) -> "Reading":
        """This reading with what was answered, by field. Raises ValueError where a line is no number, and TypeError
        where there is no such field."""
        numbers = {"header_line": NO_HEADER, "last_line": 0}
        given = {
            about: (numbers[about] if answer == NO_LINE else int(answer)) if about in numbers else answer
            for about, answer in answers.items()
        }
        return replace(self, **given)  # type: ignore[arg-type]  # each field has the type of its answer


READINGS = frozenset(each.name for each in fields(Reading))  # Question.about of what read() asks


@dataclass(frozen=True)
class Question:
    """One choice between readings of a file.

    about: the field of Reading that answers it, or a key of Layout.answers such as "dates.opened_at".
    text: what is asked, as a sentence. options: each answer, with what it would mean. proposed: the likeliest answer,
    or '' where none is. needed: the file is refused until somebody has answered; else the rules have chosen the
    proposed one, which is safe, and the person may choose another (another sheet). several: any number of the options
    is the answer, written with ; between them ("Solved; Withdrawn"), and NONE where it is none of them; an option that
    was not chosen may be named behind NO.
    """

    about: str
    text: str
    options: Mapping[str, str]
    proposed: str = ""
    needed: bool = True
    several: bool = False

    def as_dict(self) -> dict[str, object]:
        """The object that --format json prints."""
        return {**asdict(self), "options": dict(self.options)}


NONE = "none of them"  # the answer to a question with several answers, where no option is one
NO = "no: "  # stands before an option that was not chosen
APART = "; "  # stands between the options of such an answer


def parts_of(answer: str) -> list[str]:
    """The options that an answer to a question with several answers names, those not chosen with NO before them."""
    return [part.strip() for part in answer.split(APART.strip()) if part.strip()]


@dataclass
class Answers:
    """What was answered about a file, and what of it is still asked. Goes through the steps of a check.

    given: Question.about → the option chosen. questions: those that are open. used: abouts that were asked.
    """

    given: Mapping[str, str] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def to(self, question: Question) -> str:
        """The option that was chosen; where none was, the question is noted as open and its proposed option comes.

        Where the question is needed and open, whoever asks says nothing of what depends on the answer.
        """
        self.used.add(question.about)
        chosen = self._option(question, self.given.get(question.about, ""))
        if chosen:
            return chosen
        if all(each.about != question.about for each in self.questions):
            self.questions.append(question)
        return question.proposed

    def all_of(self, question: Question) -> tuple[str, ...] | None:
        """The options that were chosen of a question with several answers; None where any option is open.

        Where an answer names options that were not chosen ("no: 3"), it leaves others open; else it is of all of them.
        """
        self.used.add(question.about)
        given = self.given.get(question.about, "")
        parts = parts_of(given)
        if [part.casefold() for part in parts] == [NONE]:
            return ()
        chosen = [option for part in parts if (option := self._option(question, part))]
        declined = [self._option(question, part[len(NO) :]) for part in parts if part.startswith(NO)]
        settled = {*chosen, *declined} if declined or not chosen else set(question.options)
        if settled.issuperset(question.options):
            return tuple(chosen)
        if all(each.about != question.about for each in self.questions):
            self.questions.append(replace(question, proposed=given))
        return None

    @staticmethod
    def _option(question: Question, answer: str) -> str:
        by_words = {" ".join(each.split()).casefold(): each for each in question.options}
        return by_words.get(" ".join(answer.split()).casefold(), "")

    def is_open(self, about: str) -> bool:
        """Whether this needed question waits for an answer."""
        return any(each.about == about and each.needed for each in self.questions)


@dataclass(frozen=True)
class LeftOut:
    """A line of the file that is no row of its table. what: title, footer, total, subtotal, comment, page
    number or repeated header.

    cells: its text, cell by cell, in the order of the columns.
    """

    line: int
    what: str
    cells: tuple[str, ...] = field(default=())
