"""How often what came lay in the forecast's band, and how far off it was: `python -m tests.bench.forecast [FOLDER]`.

Each series is cut before its last months, asked for and compared with what came: the sample council's measures (without
their last 12 months), simulated ones, and with FOLDER the monthly files of real series in it. Those have 36 months or
little more, so that they are cut to 30 and the question's least number of months is lowered to 30 for them alone.
"""

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from data.sample.load import load_sample
from data.store import Store
from queries import ask, given_or_set, question
from tests.queries.loading import load
from tests.stores import new_store

_RNG = np.random.default_rng(20261129)
_FEWEST = "THEN 36 ELSE 24 END"  # in queries/signals/forecast.sql
_STEPS = (1, 3, 6, 9, 12)
Rows = pd.DataFrame  # measure_id, month, value


def _long(values: np.ndarray) -> Rows:
    series, length = values.shape
    months = pd.date_range(end="2026-09-01", periods=length, freq="MS")
    names = np.repeat([f"m{at}" for at in range(series)], length)
    return pd.DataFrame({"measure_id": names, "month": np.tile(months, series), "value": values.ravel()})


def _simulated(series: int) -> Iterator[tuple[str, Rows]]:
    time = np.arange(72)
    wave, noise = np.sin(2 * np.pi * time / 12), _RNG.normal(0, 0.05, (series, 72))
    yield "flat, noise 5%", _long(1000 * np.exp(noise))
    yield "season 15%, growth 4% a year, noise 5%", _long(1000 * np.exp(0.15 * wave + 0.04 / 12 * time + noise))
    slow = noise.copy()
    for at in range(1, 72):
        slow[:, at] += 0.5 * slow[:, at - 1]
    yield "AR(1) 0.5, noise 5%", _long(1000 * np.exp(slow))
    yield (
        "random walk 2% a month, noise 4%",
        _long(1000 * np.exp(np.cumsum(0.4 * noise, axis=1) + noise[:, ::-1] * 0.8)),
    )


def _sample(folder: Path) -> Rows:
    store = new_store(folder / "sample.duckdb")
    load_sample(store)
    rows = ask("signals/series", store=store).query("category == '' and complete and months == 1")
    newest = ask("signals/forecast", store=store)["measure_id"].unique()
    rows = rows[rows["measure_id"].isin(newest)]
    store.close()
    return rows[["measure_id", "month", "counted"]].rename(columns={"counted": "value"}).dropna()


def _real(folder: Path) -> Iterator[tuple[str, Rows]]:
    attendances = pd.read_csv(folder / "series" / "nhs_ae_attendances.csv", parse_dates=["period"])
    name = attendances["org_code"] + attendances["type"].astype(str)
    rows = pd.DataFrame({"measure_id": name, "month": attendances["period"], "value": attendances["attendances"]})
    size = rows.groupby("measure_id")["value"].transform
    yield "real: attendances by trust", rows[(size("size") == 36) & (size("mean") > 100)]
    claims = pd.read_csv(folder / "measures" / "england_claimant_count_monthly.csv")
    months = pd.to_datetime(claims["period"], format="%B %Y")
    rows = pd.DataFrame({"measure_id": claims["area_code"], "month": months, "value": claims["value"]})
    rows = rows[claims["indicator"] == "Claimant count"]
    yield (
        "real: claimant count by area, after a slump",
        rows[rows.groupby("measure_id")["value"].transform("size") >= 36],
    )


def _came(rows: Rows, folder: Path, *, kept: int | None, lowered: bool) -> pd.DataFrame:
    """Forecasts beside what came. kept: months that are told (None = all but 12)."""
    rows = rows.sort_values("month")
    place = rows.groupby("measure_id").cumcount()
    told = place < (kept or rows.groupby("measure_id")["value"].transform("size") - 12)
    folder.mkdir()
    store = new_store(folder / "store.duckdb")
    last = rows.loc[told, "month"].max()
    load(store, "kpi_values", rows[told], period_to=(last + pd.offsets.MonthEnd(0)).date())
    names = rows["measure_id"].unique()
    load(store, "measures", pd.DataFrame({"measure_id": names, "name": names, "unit": "score", "direction": "neutral"}))
    forecast = _asked(store, lowered)
    store.close()
    return forecast.merge(rows[~told], left_on=["measure_id", "period"], right_on=["measure_id", "month"])


def _asked(store: Store, lowered: bool) -> pd.DataFrame:
    if not lowered:
        return ask("signals/forecast", store=store)
    asked = question("signals/forecast")
    assert _FEWEST in asked.sql
    with store.moment(None, None) as moment:
        sql = asked.sql.replace(_FEWEST, "THEN 30 ELSE 24 END")
        values = given_or_set(asked, {}).items()
        params = {name: list(value) if isinstance(value, tuple) else value for name, value in values}
        return moment.frame(moment.rows(sql, params, {}))


def _print(name: str, rows: pd.DataFrame) -> None:
    inside = rows["value"].between(rows["low"], rows["high"])
    steps = (rows["period"].dt.year - rows["period"].dt.year.min()) * 12 + rows["period"].dt.month
    steps = steps - steps.groupby(rows["measure_id"]).transform("min") + 1
    by_steps = inside.groupby(pd.cut(steps, [0, *_STEPS]), observed=True).mean()
    off = (rows["expected"] - rows["value"]).abs().groupby(rows["measure_id"]).mean()
    told = rows.groupby("measure_id")[["error", "naive_error"]].first()
    better = np.exp(np.log(told["error"] / told["naive_error"]).mean())
    print(
        f"{name:<46} {rows['measure_id'].nunique():4} series, in the band {inside.mean():4.0%}"
        f" ({', '.join(f'{share:.0%}' for share in by_steps)}), back-test error {better:.2f} of the naive one,"
        f" what came {np.exp(np.log(off / told['error']).mean()):.2f} of the back-test's"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.forecast", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="with real series")
    parser.add_argument("--series", type=int, default=200, help="simulated ones of each kind")
    call = parser.parse_args()
    print(f"Bands of 80%; in brackets by steps ahead, up to {', '.join(map(str, _STEPS))}.")
    with tempfile.TemporaryDirectory() as name:
        at = Path(name)
        for number, (kind, rows) in enumerate(_simulated(call.series)):
            _print(kind, _came(rows, at / f"s{number}", kept=None, lowered=False))
        _print("sample council", _came(_sample(at), at / "sample", kept=None, lowered=False))
        for number, (kind, rows) in enumerate(_real(call.folder) if call.folder else ()):
            _print(kind, _came(rows, at / f"r{number}", kept=30, lowered=True))


if __name__ == "__main__":
    main()
