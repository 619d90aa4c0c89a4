"""No hidden count of an area can be worked out from its services, their directorates and all areas together."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from exhibits import View
from exhibits.channels.areas import by_area
from queries import ask
from tests.exhibits.algebra import follow
from tests.exhibits.channel_store import publish_volumes, volumes

SMALLEST = 5  # as small_numbers sets it
DIRECTORATES = {"a": "Places", "b": "Places", "c": "Places", "d": "People", "e": "People", "f": "Resources"}
AREAS = 7


def made_up(seed: int) -> pd.DataFrame:
    """Counts of each service in each area, digital and other: many large, some small, some none."""
    chance = np.random.default_rng(seed)
    rows = [(service, f"w{area}") for service in DIRECTORATES for area in range(AREAS)]
    frame = pd.DataFrame(rows, columns=["service", "area"])
    for column in ("digital", "other"):
        frame[column] = np.where(
            chance.random(len(frame)) < 0.15,
            chance.integers(0, SMALLEST, len(frame)),
            chance.integers(5, 90, len(frame)),
        )
    return frame[frame["digital"] + frame["other"] > 0].reset_index(drop=True)


def scopes() -> list[dict[str, str]]:
    return [
        {},
        *({"directorate": each} for each in set(DIRECTORATES.values())),
        *({"service": s} for s in DIRECTORATES),
    ]


def in_scope(truth: pd.DataFrame, scope: dict[str, str]) -> np.ndarray:
    if not scope:
        return np.ones(len(truth), bool)
    of = truth["service"].map(DIRECTORATES) if "directorate" in scope else truth["service"]
    return (of == next(iter(scope.values()))).to_numpy()


def is_small(truth: pd.DataFrame, cells: np.ndarray) -> bool:
    counts = truth.loc[cells, ["digital", "other"]].sum()
    return any(0 < each < SMALLEST for each in (*counts, counts.sum()))


@pytest.mark.parametrize("seed", range(3))
def test_no_hidden_count_of_an_area_follows_from_what_is_shown(store, small_numbers, seed):
    truth = made_up(seed)
    publish_volumes(
        store,
        *(
            volumes(row.service, {"online": [float(row.digital)], "phone": [float(row.other)]}, first=date(2026, 9, 1))
            .assign(area_id=row.area, directorate=DIRECTORATES[row.service])
            for row in truth.itertuples()
        ),
    )  # fmt: skip
    # one kind at a time: an area is hidden with both of its kinds of transactions, or with none
    known = [in_scope(truth, {"service": each}) for each in DIRECTORATES]  # a service in all areas together is public
    hidden = []
    for scope in scopes():
        rows = ask("channels/areas", store=store, **scope).set_index("area_id")
        for area, row in rows[rows["services"] > 0].iterrows():
            cells = in_scope(truth, scope) & (truth["area"] == area).to_numpy()
            if row["hidden"]:
                assert pd.isna(row["completed"]) and pd.isna(row["take_up"])
                hidden.append((scope, area, cells))
            else:
                assert row["completed"] == truth.loc[cells, ["digital", "other"]].sum().sum()
                assert not is_small(truth, cells), (scope, area)
                known.append(cells)
    assert len(hidden) > 10 and len(known) > len(DIRECTORATES) + 10
    assert not any(follow(known, [cells for _, _, cells in hidden]))
    # and the test can fail: were only the small ones hidden, some would follow
    small = [cells for _, _, cells in hidden if is_small(truth, cells)]
    more = [*known, *(cells for _, _, cells in hidden if not is_small(truth, cells))]
    assert any(follow(more, small))


def test_what_is_hidden_is_hidden_in_the_download_too(store, small_numbers):
    frames = [
        volumes("permits", {"online": [float(n)], "phone": [40.0]}, first=date(2026, 9, 1)).assign(area_id=f"w{n}")
        for n in (3, 30, 50)
    ]
    publish_volumes(store, *frames)
    told = by_area(View(), service="permits")
    assert told.data.set_index("area_id")["completed"].dropna().to_dict() == {"w50": 90.0}
