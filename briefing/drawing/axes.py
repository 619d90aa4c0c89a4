"""Axes of a drawn figure: where a value lies, which ticks there are, and how they are written."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import pandas as pd

from briefing.drawing.text import Words, read

Layout = Mapping[str, Any]  # parts of a figure's layout, as Plotly's own JSON holds them


@dataclass
class Axis:
    """One axis. letter: "x" or "y"; kind: "linear", "date" or "category"; low and high: its ends as numbers (dates in
    nanoseconds, categories by their place); domain: its share of the plot; start and length: in pixels, once placed."""

    name: str
    letter: str
    kind: str
    low: float
    high: float
    spec: Layout
    domain: tuple[float, float] = (0.0, 1.0)
    categories: tuple[str, ...] = ()
    start: float = 0.0
    length: float = 1.0
    ticks: list[tuple[float, Words]] = field(default_factory=list)

    @property
    def shown(self) -> bool:
        """Whether it is drawn at all."""
        return bool(self.spec.get("visible", True))

    @property
    def side(self) -> str:
        """The side of the plot at which its labels stand."""
        return str(self.spec.get("side") or ("bottom" if self.letter == "x" else "left"))

    def number(self, value: Any) -> float:
        """A value as a number of this axis; NaN for what is missing. Raises ValueError for what cannot lie on it."""
        if value is None or value is pd.NaT:
            return math.nan
        if self.kind == "category":
            if isinstance(value, str):
                return float(self.categories.index(value)) if value in self.categories else math.nan
            return float(value)
        if self.kind == "date":
            return as_date(value)
        return float(value)

    def at(self, value: float) -> float:
        """The pixel of a number of this axis, from the left or from the top of the picture."""
        share = (value - self.low) / (self.high - self.low)
        return self.start + (share if self.letter == "x" else 1 - share) * self.length

    def place(self, start: float, length: float) -> None:
        """Lays it into a plot that begins at `start` and is `length` long, and works out its ticks."""
        first, last = self.domain
        self.length = (last - first) * length
        self.start = start + (first if self.letter == "x" else 1 - last) * length
        self.ticks = self._ticks()

    def _ticks(self) -> list[tuple[float, Words]]:
        size = float(self.spec.get("tickfont", {}).get("size", 12))
        low, high = sorted((self.low, self.high))
        room = (high - low) * 1e-9
        if (given := self.spec.get("tickvals")) is not None:
            places = [self.number(value) for value in given]
            words = self.spec.get("ticktext") or [self._say(place) for place in places]
        elif self.kind == "category":
            places, words = [float(n) for n in range(len(self.categories))], list(self.categories)
        elif self.kind == "date":
            places, words = _dates(low, high)
        else:
            places = _round_places(low, high, self._most_ticks())
            words = [self._say(place) for place in places]
        written = zip(places, words, strict=False)
        return [(place, read(said, size)) for place, said in written if low - room <= place <= high + room]

    def _most_ticks(self) -> float:
        if self.spec.get("nticks"):
            return float(self.spec["nticks"])
        return min(max(self.length / (40 if self.letter == "y" else 80), 4), 9) + 1

    def _say(self, value: float) -> str:
        number = _formatted(value, str(self.spec.get("tickformat") or ""))
        return f"{self.spec.get('tickprefix') or ''}{number}{self.spec.get('ticksuffix') or ''}"


@lru_cache(maxsize=4096)
def as_date(value: Any) -> float:
    """A day or time as nanoseconds, as Plotly reads them: numbers are milliseconds."""
    stamp = pd.Timestamp(value, unit="ms") if isinstance(value, int | float) else pd.Timestamp(value)
    return math.nan if stamp is pd.NaT else float(stamp.tz_localize(None).as_unit("ns").value)


def _round_places(low: float, high: float, most: float) -> list[float]:
    """Ticks at 1, 2 or 5 times a power of ten, the steps of Plotly."""
    rough = (high - low) / most
    power = 10 ** math.floor(math.log10(rough))
    step = next(step * power for step in (2, 5, 10) if rough <= step * power * (1 + 1e-12))
    if rough <= power * (1 + 1e-12):
        step = power
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [number * step for number in range(first, last + 1)]


def _formatted(value: float, pattern: str) -> str:
    """A number in the few patterns of d3-format that our axes use; without one, as short as it can be said."""
    value = 0.0 if abs(value) < 1e-12 else value
    if pattern == ",d":
        return f"{round(value):,}".replace("-", "−")
    if pattern == ",~r":
        value = float(f"{value:.6g}")
    elif pattern not in ("", ","):
        raise ValueError(f"a number format that is not drawn: {pattern}")
    said = f"{round(value, 9):,.9f}".rstrip("0").rstrip(".")
    return (said.replace(",", "") if not pattern and abs(value) < 10_000 else said).replace("-", "−")


def _dates(low: float, high: float) -> tuple[list[float], list[str]]:
    """First days of months, at most eight of them."""
    first, last = pd.Timestamp(int(low)), pd.Timestamp(int(high))
    long = (last.year - first.year) * 12 + last.month - first.month
    step = next((step for step in (1, 2, 3, 6, 12, 24, 60, 120) if long <= step * 7), 240)
    months = pd.period_range(first, last, freq="M")
    days = [month.to_timestamp() for month in months if (month.year * 12 + month.month - 1) % step == 0]
    return [float(day.as_unit("ns").value) for day in days], [f"{day:%b}<br>{day:%Y}" for day in days]


def kind_of(spec: Layout, values: Sequence[Any]) -> str:
    """What an axis holds: as its layout says, or as its values look."""
    if spec.get("type") in ("linear", "date", "category"):
        return str(spec["type"])
    known = [value for value in values if value is not None]
    if any(isinstance(value, pd.Timestamp) or hasattr(value, "isoformat") for value in known):
        return "date"
    words = [value for value in known if isinstance(value, str)]
    if not words:
        return "linear"
    return "date" if all(_is_day(word) for word in words) else "category"


def _is_day(word: str) -> bool:
    return len(word) >= 10 and word[:4].isdigit() and word[4] == "-" and word[7] == "-"
