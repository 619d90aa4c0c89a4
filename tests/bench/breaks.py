"""How often a new range is offered where nothing changed, and where a step was: `python -m tests.bench.breaks`."""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from tests.bench.signals import KINDS, Series, noise, rows_of


def _step(sigmas: float, months_ago: int, season: float = 0) -> Callable[[int, int], Series]:
    """A level of 1,000 with noise of 50 that rises by so many sigma, with a season or without."""

    def make(series: int, length: int) -> Series:
        time = np.arange(length)
        level = 1000 + season * np.sin(2 * np.pi * time / 12) + np.where(time >= length - months_ago, 50 * sigmas, 0)
        return noise(level, np.full(length, 50.0), series)

    return make


STEPS = (
    ("step of 2 sigma 12 months ago", _step(2, 12)),
    ("step of 3 sigma 6 months ago", _step(3, 6)),
    ("step of 3 sigma 9 months ago", _step(3, 9)),
    ("step of 3 sigma 20 months ago", _step(3, 20)),
    ("seasonal, step of 2 sigma 12 months ago", _step(2, 12, 100)),
    ("seasonal, step of 3 sigma 9 months ago", _step(3, 9, 100)),
)
HISTORY = 48


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.breaks", description=__doc__)
    parser.add_argument("--series", type=int, default=300, help="of each kind")
    series = parser.parse_args().series
    kinds = [(each.name, each.make, each.history, each.unit) for each in KINDS if each.period == "month"]
    kinds += [(name, make, HISTORY, "score") for name, make in STEPS]
    with tempfile.TemporaryDirectory() as folder:
        for at, (name, make, history, unit) in enumerate(kinds):
            values, _ = make(series, history + 1)
            offered = len(rows_of("signals/breaks", values, unit, Path(folder) / str(at))) / series
            print(f"{name:<42} a new range is offered for {offered:6.1%}")


if __name__ == "__main__":
    main()
