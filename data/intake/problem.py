"""What intake says about a file: a problem with its row, and sentences about what was mended."""

from dataclasses import asdict, dataclass
from itertools import islice

LISTED = 1000  # problems named one by one for each cause; the rest are counted


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong. row: line number in the file as a person counts, None for the whole file."""

    row: int | None
    column: str | None
    value: str | None
    problem: str
    remedy: str
    severity: str = "error"

    def as_dict(self) -> dict:
        return asdict(self)

    def __str__(self) -> str:
        where = "The file" if self.row is None else f"Line {self.row}"
        column = f", {self.column}" if self.column else ""
        value = f" {self.value!r}" if self.value else ""
        return f"{where}{column}:{value} {self.problem}. {self.remedy}".replace("..", ".")


def listed(problems, count: int, column: str | None, severity: str) -> list[Problem]:
    """The first LISTED of `count` problems of one cause, and a line that counts the rest."""
    first = list(islice(problems, LISTED))
    if count > len(first):
        first.append(
            Problem(
                None,
                column,
                None,
                f"{count - len(first):,} more rows have the same kind of problem",
                "Mend the rows that are listed and all like them.",
                severity,
            )
        )
    return first


def some(items, limit: int = 8) -> str:
    """'a, b, c and 4 more'."""
    items = [str(item) for item in items]
    if len(items) <= limit:
        return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1] if items else ""
    return ", ".join(items[:limit]) + f" and {len(items) - limit:,} more"
