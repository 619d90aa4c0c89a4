"""How often noise alone is called unusual, and a surge of four sigma is found: `python -m tests.bench.signals`.

Each kind is a few hundred series with their own random numbers, judged once as they are and once with the surge, all
in one store. A rate near 1% has an error of half a point with 300 series, of a fifth of a point with 2,000. The figures
are put into the store directly; with --shell they go through `python -m data load` and `python -m queries ask`.
"""

import argparse
import io
import os
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from data.rules import bank_holidays
from queries import ask
from tests.queries.loading import load
from tests.stores import new_store

Series = tuple[np.ndarray, np.ndarray]  # values, and sigma at each; in time along the last axis
_RNG = np.random.default_rng(20261129)


@dataclass(frozen=True)
class Kind:
    """One kind of process. history: periods before the newest; false, found: goals for the shares that are called
    unusual without and with the surge."""

    name: str
    history: int
    make: Callable[[int, int], Series]
    false: float | None
    found: float | None
    unit: str = "score"
    period: str = "month"
    per_working_day: bool = False


@dataclass(frozen=True)
class Shares:
    """One kind of percentage, loaded as numerator and denominator. newest: of how many the newest is."""

    name: str
    usual: tuple[int, int]
    newest: tuple[int, int]
    false: float
    found: float
    history: int = 48


def noise(level: np.ndarray, sigma: np.ndarray, series: int) -> Series:
    """So many series about one level, and how much each month varies."""
    spread = np.broadcast_to(sigma, level.shape)
    return level + _RNG.normal(0, 1, (series, len(level))) * spread, np.broadcast_to(spread, (series, len(level)))


def _growth(percent: float, season: float = 0.0) -> Callable[[int, int], Series]:
    """A level of 1,000 that changes by `percent` of it a year, with noise of 5% of where it is."""

    def make(series: int, length: int) -> Series:
        time = np.arange(length)
        level = 1000 * (1 + percent / 100 * time / 12) * (1 + season * np.sin(2 * np.pi * time / 12))
        return noise(level, 0.05 * level, series)

    return make


def _quarters(percent: float = 0.0, season: float = 0.1) -> Callable[[int, int], Series]:
    """Quarters whose level differs by the time of year, and may change by `percent` of it a year; noise of 5%."""

    def make(series: int, length: int) -> Series:
        time = np.arange(length)
        level = 1000 * (1 + percent / 100 * time / 4) * (1 + season * np.array([1, 0, -1, 0.5])[time % 4])
        return noise(level, 0.05 * level, series)

    return make


def _autoregressive_of(likeness: float) -> Callable[[int, int], Series]:
    def make(series: int, length: int) -> Series:
        values = np.zeros((series, length + 100))
        for at in range(1, length + 100):
            values[:, at] = likeness * values[:, at - 1] + _RNG.normal(0, 50, series)
        return 1000 + values[:, -length:], np.full((series, length), 50 / np.sqrt(1 - likeness**2))

    return make


def _poisson(series: int, length: int) -> Series:
    return _RNG.poisson(3, (series, length)).astype(float), np.full((series, length), np.sqrt(3))


def _by_working_days(series: int, length: int) -> Series:
    """About 1,000 a month, as many a working day in each, with the noise of counts."""
    months = pd.date_range(end=pd.Timestamp(2026, 9, 1), periods=length, freq="MS")
    off = np.array([day for nation, day, _ in bank_holidays() if nation == "england_and_wales"], "datetime64[D]")
    starts = months.to_numpy().astype("datetime64[D]")
    ends = (months + pd.offsets.MonthBegin()).to_numpy().astype("datetime64[D]")
    level = 1000 / 21 * np.busday_count(starts, ends, holidays=off)
    return _RNG.poisson(level, (series, length)).astype(float), np.broadcast_to(np.sqrt(level), (series, length))


def _hours(record: float) -> Callable[[int, int], Series]:
    """Lognormal hours about 300 a month; record: sigmas of one huge record somewhere in the history."""

    def make(series: int, length: int) -> Series:
        sigma = 300 * np.exp(0.3**2 / 2) * np.sqrt(np.exp(0.3**2) - 1)
        values = np.exp(_RNG.normal(np.log(300), 0.3, (series, length)))
        values[np.arange(series), _RNG.integers(0, length - 1, series)] += record * sigma
        return values, np.full((series, length), sigma)

    return make


def _near_100(mostly: float) -> Callable[[int, int], Series]:
    """Percentages pressed against 100: exactly that in a share `mostly` of months, else about 2 points short of it."""

    def make(series: int, length: int) -> Series:
        short = _RNG.exponential(2, (series, length))
        values = np.where(_RNG.random((series, length)) < mostly, 100, 100 - np.minimum(short, 50))
        return values, np.full((series, length), -2 * np.sqrt(1 - mostly**2))

    return make


def _seasonal_step(months_ago: int) -> Callable[[int, int], Series]:
    def make(series: int, length: int) -> Series:
        time = np.arange(length)
        level = 1000 + 100 * np.sin(2 * np.pi * time / 12) + np.where(time >= length - months_ago, 100, 0)
        return noise(level, np.full(length, 50.0), series)

    return make


KINDS = (
    Kind("flat", 48, _growth(0), 0.01, 0.80),
    Kind("seasonal", 48, _growth(0, 0.1), 0.01, 0.65),
    Kind("rising 5% a year", 48, _growth(5), 0.01, 0.70),
    Kind("rising and seasonal", 48, _growth(5, 0.1), 0.015, 0.45),
    Kind("falling 6% a year", 48, _growth(-6), 0.01, 0.70),
    Kind("AR(1) 0.4", 48, _autoregressive_of(0.4), 0.015, 0.80),
    Kind("Poisson 3", 48, _poisson, 0.01, 0.80, "count"),
    Kind("flat, 12 months of history", 12, _growth(0), 0.01, 0.50),
    Kind("counts near 1,000, by working days", 48, _by_working_days, 0.015, 0.75, "count", per_working_day=True),
    Kind("lognormal hours, one huge record", 48, _hours(15), 0.015, 0.75, "hours"),
    Kind("lognormal hours", 48, _hours(0), None, None, "hours"),
    Kind("AR(1) 0.6", 48, _autoregressive_of(0.6), None, None),
    Kind("AR(1) 0.8", 48, _autoregressive_of(0.8), None, None),
    Kind("percentage just under 100, skewed", 48, _near_100(0), None, None, "percent"),
    Kind("percentage mostly 100", 48, _near_100(0.8), None, None, "percent"),
    Kind("quarterly with a quarterly season", 24, _quarters(), 0.015, 0.40, period="quarter"),
    Kind("quarterly, flat", 24, _quarters(season=0), 0.015, 0.40, period="quarter"),
    Kind("quarterly, rising 5% a year", 24, _quarters(5, 0), 0.015, 0.40, period="quarter"),
    Kind("quarterly, rising and seasonal", 24, _quarters(5), 0.015, 0.40, period="quarter"),
    Kind("quarterly, flat, 12 quarters", 12, _quarters(season=0), 0.015, 0.40, period="quarter"),
)
SHARES = (
    Shares("90% of 15 to 2,111, newest of few", (15, 2111), (15, 52), 0.01, 0.65),
    Shares("90% of 15 to 2,111, newest of many", (15, 2111), (613, 2111), 0.01, 0.70),
    Shares("90% of 1,200 or so, newest of 40", (1100, 1300), (40, 40), 0.01, 0.60),
)
STEPS = (
    Kind("seasonal, no step", 48, _seasonal_step(0), 0.02, None),
    Kind("seasonal, step of 2 sigma 10 months ago", 48, _seasonal_step(10), None, 0.65),
)


def _shares(kind: Shares, series: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Numerators, the same with a fall of four sigma in the newest month, and denominators."""
    low, high = np.log([kind.usual, kind.newest]).T
    of_all = np.exp(_RNG.uniform(low[0], high[0], (series, kind.history + 1)))
    of_all[:, -1] = np.exp(_RNG.uniform(low[1], high[1], series))
    of_all = of_all.round().astype(int)
    numerators = _RNG.binomial(of_all, 0.9)
    fallen = numerators.copy()
    fallen[:, -1] = np.clip((numerators[:, -1] - 4 * np.sqrt(of_all[:, -1] * 0.09)).round(), 0, None)
    return numerators, fallen, of_all


def rows_of(
    question: str,
    values: np.ndarray,
    unit: str,
    folder: Path,
    period: str = "month",
    *,
    per_working_day: bool = False,
    of_all: np.ndarray | None = None,
    shell: bool = False,
) -> pd.DataFrame:
    """The question's rows about a store whose measures are the series (first axis) of periods (second axis).

    of_all: where `values` are the numerators of shares, their denominators; shell: through python -m data load and
    python -m queries ask.
    """
    series, length = values.shape
    freq = {"month": "MS", "quarter": "QS"}[period]
    months = pd.date_range(end=pd.Timestamp(2026, 9, 1), periods=length, freq=freq)
    names = [f"m{at:06}" for at in range(series)]
    rows = {"measure_id": np.repeat(names, length), "month": np.tile(months, series)}
    rows |= (
        {"value": values.ravel()} if of_all is None else {"numerator": values.ravel(), "denominator": of_all.ravel()}
    )
    define = {"measure_id": names, "name": names, "unit": unit, "direction": "decrease", "period": period}
    define["per_working_day"] = [per_working_day] * series
    ask_of = _through_the_shell if shell else _put_and_ask
    folder.mkdir()
    return ask_of(question, pd.DataFrame(rows), pd.DataFrame(define), folder)


def _put_and_ask(question: str, values: pd.DataFrame, measures: pd.DataFrame, folder: Path) -> pd.DataFrame:
    store = new_store(folder / "store.duckdb")
    load(store, "kpi_values", values)
    load(store, "measures", measures)
    found = ask(question, store=store)
    store.close()
    return found


def _through_the_shell(question: str, values: pd.DataFrame, measures: pd.DataFrame, folder: Path) -> pd.DataFrame:
    measures["plain_meaning"], measures["theme"] = "A series of the bench.", "Bench"
    measures["per_working_day"] = measures["per_working_day"].map({True: "yes", False: "no"})
    values["month"] = values["month"].dt.strftime("%Y-%m")
    for kind, rows in (("measures", measures), ("kpi_values", values)):
        rows.to_csv(folder / f"{kind}.csv", index=False)
        _run("data", "load", kind, str(folder / f"{kind}.csv"), "--period-to", "2026-09-30", store=folder)
    return pd.read_csv(io.StringIO(_run("queries", "ask", question, store=folder)))


def _run(*arguments: str, store: Path) -> str:
    place = {**os.environ, "COUNCIL_STORE": str(store / "store.duckdb")}
    done = subprocess.run(
        [sys.executable, "-m", *arguments], env=place, capture_output=True, text=True, check=False, timeout=1200
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def _rates(kind: Kind | Shares, series: int, folder: Path, shell: bool) -> tuple[float, float]:
    """Shares of series that are called unusual: on either side without the surge, on its side with it."""
    if isinstance(kind, Shares):
        plain, surged, of_all = _shares(kind, series)
        side, more = "low", {"of_all": np.vstack([of_all, of_all])}
        unit, period = "percent", "month"
    else:
        plain, sigma = kind.make(series, kind.history + 1)
        surged = plain.copy()
        surged[:, -1] += 4 * sigma[:, -1]
        if kind.unit == "count":
            surged = surged.round()
        side, more = "low" if sigma[0, -1] < 0 else "high", {"per_working_day": kind.per_working_day}
        unit, period = kind.unit, kind.period
    both = rows_of("signals/measures", np.vstack([plain, surged]), unit, folder, period, shell=shell, **more)
    verdicts = both.sort_values("measure_id")["verdict"]
    return verdicts[:series].str.startswith("unusual").mean(), (verdicts[series:] == f"unusual_{side}").mean()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.signals", description=__doc__)
    parser.add_argument("--series", type=int, default=300, help="of each kind")
    parser.add_argument("--only", default="", help="kinds whose name has this in it; several with | between")
    parser.add_argument("--seed", type=int, default=20261129)
    parser.add_argument("--shell", action="store_true", help="through python -m data load and python -m queries ask")
    given = parser.parse_args()
    wanted = [each for each in (*KINDS, *SHARES, *STEPS) if any(one in each.name for one in given.only.split("|"))]
    with tempfile.TemporaryDirectory() as name:
        for at, kind in enumerate(wanted):
            global _RNG  # of each kind its own, so that a row is the same whichever others are asked for
            _RNG = np.random.default_rng([given.seed, zlib.crc32(kind.name.encode())])
            folder = Path(name) / str(at)
            if kind in STEPS:
                values, _ = kind.make(given.series, kind.history + 1)
                found = rows_of("signals/measures", values, kind.unit, folder, shell=given.shell)
                lasting = found["lasting"].isin(["higher", "lower"]).mean()
                goal = f"at most {kind.false:.0%}" if kind.false else f"at least {kind.found:.0%}"
                print(f"{kind.name:<42} said to be lasting {lasting:5.1%} (goal {goal})", flush=True)
                continue
            rates = _rates(kind, given.series, folder, given.shell)
            goals = [f" (goal {goal:.1%})" if goal is not None else "" for goal in (kind.false, kind.found)]
            print(f"{kind.name:<42} false {rates[0]:6.2%}{goals[0]}, found {rates[1]:.1%}{goals[1]}", flush=True)


if __name__ == "__main__":
    main()
