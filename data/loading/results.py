"""What came of a load, table by table, and how it is written down beside the file."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from data.intake import LoadResult, Problem, TextTable, grouped
from data.intake.problem import count_of, say_problems
from data.whole_file import write_whole

RESULT_ENDINGS = (".result.txt", ".result.json")  # for people, for programs


@dataclass(frozen=True)
class LoadedTable:
    """What came of one table of a file. text: the table, where it was only checked."""

    name: str
    result: LoadResult
    state: Literal["published", "unchanged", "held", "refused", "checked"]
    text: TextTable | None = None

    @property
    def settled(self) -> bool:
        """Nothing is left for anybody to do."""
        if self.state == "checked":
            return not count_of(self.result.problems, "error")
        return self.state in ("published", "unchanged")

    def lines(self) -> list[str]:
        """What is printed about it, the upshot last."""
        result, mended, before = self.result, self.result.repairs, ""
        if self.state == "unchanged":
            *mended, before = mended
        rows = f"{result.rows:,} {'row' if result.rows == 1 else 'rows'}"
        upshot = {
            "published": f"{rows} published as submission {result.submission_id}.",
            "unchanged": f"{rows} read. {before}",
            "held": f"{rows} read. Kept as draft {result.submission_id}; nothing was published.",
            "refused": f"{rows} read, {say_errors(result)}. Nothing was published.",
            "checked": f"{rows} can be published."
            if self.settled
            else f"{rows} read, {say_errors(result)}. It would not be published.",
        }
        return [*said_of(mended, result.problems), upshot[self.state]]


def file_problem(code: str, problem: str, remedy: str = "") -> Problem:
    """An error about a file as a whole, in which no line or column is to blame."""
    return Problem(None, None, None, problem, remedy, code=code)


def refused(name: str, kind: str, *problems: Problem) -> LoadedTable:
    """A table of which nothing was taken."""
    return LoadedTable(name, LoadResult(kind, 0, False, None, [], list(problems)), "refused")


def said_of(repairs: list[str], problems: list[Problem]) -> list[str]:
    """The lines on what was mended and what is wrong; problems of one cause in one line."""
    return [f"Mended: {each}" for each in repairs] + [
        f"{'Error' if each.severity == 'error' else 'Warning'}: {each}" for each in grouped(problems)
    ]


def say_errors(result: LoadResult) -> str:
    """Such as '1 error' or '10 errors of 3 kinds'."""
    return say_problems([each for each in result.problems if each.severity == "error"], "error")


# -- beside the file ---------------------------------------------------------------------------------------------------


def write_results(place: Path, name: str, lines: list[str], result: Mapping[str, Any]) -> None:
    """What came of a file, beside it: NAME.result.txt for people, NAME.result.json for programs. Raises OSError."""
    for ending, content in zip(RESULT_ENDINGS, ("\n".join([name, *lines]) + "\n", as_json(result)), strict=True):
        write_whole(place.with_name(place.name + ending), content)


def as_json(result: Mapping[str, Any]) -> str:
    """The text of a JSON object as the shell prints it."""
    return json.dumps(result, ensure_ascii=True, indent=1) + "\n"
