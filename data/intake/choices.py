"""What a person may have to say before a file can be read, and what was left out of it when it was."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Progress = Callable[[float, str], None]  # told a share of the work from 0 to 1, and what is being done


@dataclass(frozen=True)
class Reading:
    """How a file is cut, where there is more than one way. What is empty is settled by the rules of reading.

    sheet: name of the workbook's sheet. delimiter: one letter. header_line, last_line: lines as a person counts them,
    or rows of the sheet; 0: found by the rules. figures_in: what a line of the file says of its figures, such as
    'thousands of pounds', or 'as written'.
    """

    sheet: str = ""
    delimiter: str = ""
    header_line: int = 0
    last_line: int = 0
    figures_in: str = ""


@dataclass(frozen=True)
class Question:
    """One choice between readings of a file. about: the field of Reading that answers it.

    text: what is asked, as a sentence. options: each answer, with what it would mean. proposed: the likeliest answer,
    or '' where none is. needed: the file is refused until somebody has answered; else the rules have chosen the
    proposed one, which is safe, and the person may choose another (another sheet).
    """

    about: str
    text: str
    options: Mapping[str, str]
    proposed: str = ""
    needed: bool = True


@dataclass(frozen=True)
class LeftOut:
    """A line of the file that is no row of its table. what: title, footer, total, subtotal, comment, page
    number or repeated header.

    cells: its text, cell by cell, in the order of the columns.
    """

    line: int
    what: str
    cells: tuple[str, ...] = field(default=())
