"""How many months of real series are called unusual: `python -m tests.bench.real_series FOLDER`.

Each month with 24 months or more before it is judged by those, as it was when it was the newest. Nobody knows which
were truly unusual: the figures count alarms. chart: any rule of the XmR chart up to the month; plain: beyond 2.66
moving ranges of the months before; ours: the verdict of signals/measures. The folder holds
series/nhs_ae_attendances.csv, series/nhs_gp_appointments_england_by_mode.csv and
measures/england_claimant_count_monthly.csv.
"""

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from queries import ask
from tests.queries.loading import load
from tests.stores import new_store

BEFORE = 24


def _series(folder: Path) -> Iterator[tuple[str, pd.DataFrame]]:
    """Name, and rows of series, month, value."""
    rows = pd.read_csv(folder / "series" / "nhs_ae_attendances.csv", parse_dates=["period"])
    name = rows["org_code"] + " " + rows["type"].astype(str)
    rows = pd.DataFrame({"series": name, "month": rows["period"], "value": rows["attendances"]})
    size = rows.groupby("series")["value"].transform
    yield "attendances at units of hospital trusts", rows[(size("size") == 36) & (size("mean") > 100)]
    rows = pd.read_csv(folder / "series" / "nhs_gp_appointments_england_by_mode.csv")
    rows.columns = ["month", "series", "value"]
    yield "GP appointments by mode", rows.assign(month=pd.to_datetime(rows["month"] + "-01"))
    rows = pd.read_csv(folder / "measures" / "england_claimant_count_monthly.csv")
    rows = rows[rows["indicator"] == "Claimant count"]
    months = pd.to_datetime(rows["period"], format="%B %Y")
    yield (
        "claimant counts of areas",
        pd.DataFrame({"series": rows["area_code"], "month": months, "value": rows["value"]}),
    )


def judged(rows: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """A row for each month of each series that is judged: series, newest, and whether chart, plain and ours flag it."""
    rows = rows.sort_values(["series", "month"])
    seen, of_all = rows.groupby("series").cumcount(), rows.groupby("series")["value"].transform("size")
    stories = [
        rows[(seen <= at) & (of_all > at)].assign(measure_id=lambda each, at=at: each["series"] + f"@{at:03}")
        for at in range(BEFORE, int(of_all.max()))
    ]
    folder.mkdir()
    store = new_store(folder / "store.duckdb")
    values = pd.concat(stories)[["measure_id", "month", "value"]].astype({"value": float})
    load(store, "kpi_values", values)
    names = values["measure_id"].unique()
    load(store, "measures", pd.DataFrame({"measure_id": names, "name": names, "unit": "score", "direction": "neutral"}))
    found = ask("signals/measures", store=store).set_index("measure_id").loc[names]
    limits = ask("signals/limits", store=store).query("scope == 'newest'").set_index("measure_id").loc[names]
    store.close()
    of = pd.Series(names, names).str.rsplit("@", n=1).str
    return pd.DataFrame(
        {
            "series": of[0],
            "newest": of[1].astype(int) == of[1].astype(int).groupby(of[0]).transform("max"),
            "plain": (found["value"] > limits["upper_limit"]) | (found["value"] < limits["lower_limit"]),
            "chart": found["rule"] != "none",
            "ours": found["verdict"].str.startswith("unusual"),
        }
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.real_series", description=__doc__)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        for at, (what, rows) in enumerate(_series(given.folder)):
            found = judged(rows, Path(name) / str(at))
            for which, part in (("every month", found), ("the newest", found[found["newest"]])):
                shares = ", ".join(f"{rule} {part[rule].mean():.1%}" for rule in ("chart", "plain", "ours"))
                print(f"{what}, {which}: {found['series'].nunique()} series, {len(part)} months: {shares}", flush=True)


if __name__ == "__main__":
    main()
