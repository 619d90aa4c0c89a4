"""Tests that share one store: to ask about the series of all of them at once costs little more than to ask about one.

A test is written in two halves with a `yield` between them: what is submitted, and what the questions must then say.
The first halves of all such tests of a file fill one store; each test then runs on with the rows of its own series.
"""

import inspect
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import wraps
from typing import Any

import pandas as pd
import pytest

from queries import ask
from tests.queries.loading import load
from tests.stores import quick_store

LAST = date(2026, 9, 1)
Test = Callable[..., Iterator[None]]


def months(count: int, last: date = LAST) -> pd.DatetimeIndex:
    return pd.date_range(end=pd.Timestamp(last), periods=count, freq="MS")


class Series:
    """One measure that a test submitted."""

    def __init__(self, together: "Together", measure_id: str):
        self._together, self._id = together, measure_id

    def rows(self, question: str) -> pd.DataFrame:
        """What the question says of this measure."""
        rows = self._together.answer(question)
        return rows[rows["measure_id"] == self._id].reset_index(drop=True)

    def points(self) -> pd.DataFrame:
        rows = self.rows("signals/points")
        return rows.assign(month=pd.to_datetime(rows["month"]).dt.strftime("%Y-%m"))

    def verdict(self) -> pd.Series:
        rows = self.rows("signals/measures")
        assert len(rows) == 1
        return rows.iloc[0]


class Together:
    """A decorator of tests that begin with `submit` and share a store. Make one for a file."""

    def __init__(self) -> None:
        self._halves: list[tuple[str, Test, dict[str, Any]]] = []
        self._answers: dict[str, pd.DataFrame] = {}
        self._store: Any = None

    def __call__(self, test: Test) -> Callable[..., None]:
        return self.each((), [()])(test)

    def each(self, names: Sequence[str], cases: Sequence[tuple[Any, ...]]) -> Callable[[Test], Callable[..., None]]:
        """The test for each case: `names` are parameters of it, a case has a value for each."""

        def decorated(test: Test) -> Callable[..., None]:
            assert inspect.isgeneratorfunction(test), f"{test.__name__} has no yield"
            prefix = f"{test.__module__}.{test.__name__}"
            given = [(f"{prefix}.{at}", test, dict(zip(names, case, strict=True))) for at, case in enumerate(cases)]
            self._halves += given

            @wraps(test)
            def second_half(half: int, tmp_path_factory: pytest.TempPathFactory) -> None:
                if self._store is None:
                    self._fill(tmp_path_factory)
                begun = self._begin(*given[half], [])
                with pytest.raises(StopIteration):
                    next(begun)

            second_half.__signature__ = inspect.signature(second_half, follow_wrapped=False)  # type: ignore[attr-defined]
            shown = ["-".join(map(str, case)) for case in cases]
            return pytest.mark.parametrize("half", range(len(cases)), ids=shown if names else ["together"])(second_half)

        return decorated

    def answer(self, question: str) -> pd.DataFrame:
        if question not in self._answers:
            self._answers[question] = ask(question, store=self._store)
        return self._answers[question]

    def _begin(self, prefix: str, test: Test, case: dict[str, Any], tables: list[dict[str, Any]]) -> Iterator[None]:
        """The test, up to its yield; what it submits is added to `tables`."""
        count = 0

        def submit(
            values: Sequence[float | None],
            *,
            last: date = LAST,
            when: Sequence[Any] | None = None,
            explained: Sequence[Any] = (),
            exceptional: bool = True,
            **definition: Any,
        ) -> Series:
            """Values of consecutive months up to `last` (or of `when`), with a definition; explained: months."""
            nonlocal count
            count += 1
            measure_id = f"{prefix}.{count}"
            said = {"cause": "Other", "explanation": "A pipe burst.", "author_role": "Head of IT"}
            tables.append(
                {
                    "kpi_values": pd.DataFrame(
                        {
                            "measure_id": measure_id,
                            "month": pd.to_datetime(months(len(values), last) if when is None else when),
                            "value": pd.Series(values, dtype=float),
                        }
                    ),
                    "measures": pd.DataFrame(
                        [
                            {"measure_id": measure_id, "name": "Calls", "unit": "count", "direction": "decrease"}
                            | definition
                        ]
                    ),
                    "explanations": pd.DataFrame(
                        {"measure_id": measure_id, "month": list(explained), "exceptional": exceptional, **said}
                    ),
                }
            )
            return Series(self, measure_id)

        begun = test(submit, **case)
        next(begun)
        return begun

    def _fill(self, tmp_path_factory: pytest.TempPathFactory) -> None:
        tables: list[dict[str, Any]] = []
        for half in self._halves:
            self._begin(*half, tables)
        self._store = quick_store(tmp_path_factory.mktemp("together") / "store.duckdb")
        for kind in ("kpi_values", "measures", "explanations"):
            rows = [each[kind] for each in tables if len(each[kind])]
            load(self._store, kind, pd.concat(rows, ignore_index=True))
