"""docs/statistics.md says what the code does: its constants, its files, its series and its macros."""

import re

import pytest

from data.settings import ROOT
from queries import names
from tests.queries.test_golden import CONSTANT, RARE

PAGE = (ROOT / "docs" / "statistics.md").read_text(encoding="utf-8")
_BEFORE, _, _REST = PAGE.partition("## 7. The constants")
_TABLE, _, _AFTER = _REST.partition("\n## ")
PROSE = _BEFORE + _AFTER
ROWS = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([\w/.]+) \| `([^`]+)` \|$", _TABLE, re.M)
FILE = r"(?:queries|data|tests|docs)/[\w/]+(?:\.\w+|/)"


def sql_without_comments(file: str) -> str:
    return re.sub(r"--[^\n]*", "", (ROOT / file).read_text(encoding="utf-8"))


def test_every_row_of_the_table_is_read():
    assert len(ROWS) == len([line for line in _TABLE.splitlines() if line.startswith("|")]) - 2 >= 30


@pytest.mark.parametrize(("constant", "value", "file", "code"), ROWS)
def test_each_constant_is_that_of_the_code(constant, value, file, code):
    assert code in sql_without_comments(file), f"{constant}: {file} holds no {code!r}"
    assert re.search(rf"(?<![\w.]){re.escape(value)}(?![\w.])", code), f"{constant}: {code!r} is not {value}"


@pytest.mark.parametrize("figure", ["2.66", "3.267", "lgamma((d1 + d2) / 2)"])
def test_the_arithmetic_of_the_charts_stands_once(figure):
    files = [
        path.relative_to(ROOT).as_posix() for floor in ("data", "queries") for path in (ROOT / floor).rglob("*.sql")
    ]
    assert [file for file in files if figure in sql_without_comments(file)] == ["queries/rules.sql"]


@pytest.mark.parametrize("figure", ["2.66", "3.267", "12", "24", "36", "60", "0.01", "13", "1.4826", "0.5", "30"])
def test_what_the_text_says_stands_in_the_table(figure):
    """A figure that the prose gives is one that the table holds to the code."""
    assert re.search(rf"(?<![\w.]){re.escape(figure)}(?![\w])", PROSE)
    codes = " ".join(f"{value} {code}" for _, value, _, code in ROWS)
    assert re.search(rf"(?<![\w.]){re.escape(figure)}(?![\w])", codes)


def test_every_file_that_it_names_exists():
    named = set(re.findall(FILE, PAGE))
    assert len(named) > 25
    assert [file for file in sorted(named) if not (ROOT / file).exists()] == []


def test_every_question_about_signals_and_every_rule_is_described():
    signals = {f"queries/{name}.sql" for name in names() if name.startswith("signals/")}
    assert sorted(file for file in signals if file not in PAGE) == []
    macros = set(re.findall(r"CREATE MACRO (rules\.\w+)", (ROOT / "queries" / "rules.sql").read_text(encoding="utf-8")))
    assert set(re.findall(r"rules\.(?!sql|py)\w+", PAGE)) <= macros


def test_every_deviation_from_the_package_is_described():
    assert sorted(series for series in {**CONSTANT, **RARE} if series not in PROSE) == []
