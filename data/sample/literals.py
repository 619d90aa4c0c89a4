"""The sample council's facts: TOML and CSV files beside the code, read into the types that the code works with."""

import csv
import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ConfigDict, TypeAdapter

_HERE = Path(__file__).parent
_NOTHING_ELSE = ConfigDict(extra="forbid")  # a misspelled field is an error, not a default

Row = TypeVar("Row")


def toml(name: str) -> dict[str, Any]:
    """The content of a file of this folder."""
    return tomllib.loads((_HERE / name).read_text(encoding="utf-8"))


def toml_files(folder: str) -> list[dict[str, Any]]:
    """The contents of every TOML file of a folder in this one, in the order of their names."""
    return [toml(f"{folder}/{path.name}") for path in sorted((_HERE / folder).glob("*.toml"))]


def csv_rows(name: str) -> list[dict[str, str]]:
    """The rows of a file of this folder."""
    with open(_HERE / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def typed(rows: object, row_type: type[Row]) -> tuple[Row, ...]:
    """The rows as dataclasses. Raises pydantic.ValidationError, which names the row and the field."""
    adapter: TypeAdapter[tuple[Row, ...]] = TypeAdapter(tuple[row_type, ...], config=_NOTHING_ELSE)  # type: ignore[valid-type]
    return adapter.validate_python(rows)


def typed_one(fields: object, row_type: type[Row]) -> Row:
    """One dataclass; see typed()."""
    return typed([fields], row_type)[0]
