"""The questions about objectives: what is tied to what, and what to nothing."""

from datetime import date, datetime

import pandas as pd
import pytest

from queries import ask
from tests.exhibits.figures import define, publish
from tests.exhibits.portfolio_store import register


def objectives(store, *rows: tuple) -> None:
    """Each (code, level, code of what it belongs to)."""
    publish(
        store,
        "objectives",
        [
            {"slice_key": code, "objective_id": code, "level": level, "name": f"Name of {code}", "parent_id": parent}
            for code, level, parent in rows
        ],
        at=datetime(2026, 1, 8, 9),
    )


TREE = (
    ("A1", "ambition", None),
    ("O1", "objective", "A1"),
    ("O1a", "objective", "O1"),
    ("O2", "objective", "A1"),
    ("CP1", "corporate_priority", None),
)


def tied(store) -> set[tuple]:
    rows = ask("projects/alignment", store=store)
    return {tuple(None if pd.isna(cell) else cell for cell in row[:3])
            for row in rows[["item_id", "code", "objective_id"]].itertuples(index=False)}  # fmt: skip


def tree(store) -> pd.DataFrame:
    return ask("projects/alignment_tree", store=store).set_index("objective_id")


def test_codes_are_read_one_by_one_and_by_name_or_code(store):
    objectives(store, *TREE)
    register(store, {"project_id": "P1", "objective": "o1; O2 ,O2", "corporate_priority": "Name of CP1"})
    define(store, "calls", objective="CP1")
    assert tied(store) == {
        ("P1", "o1", "O1"), ("P1", "O2", "O2"), ("P1", "Name of CP1", "CP1"), ("calls", "CP1", "CP1"),
    }  # fmt: skip


def test_what_is_tied_to_nothing_is_there_once(store):
    objectives(store, *TREE)
    register(
        store,
        {"project_id": "P1"},
        {"project_id": "P2", "objective": "O9;O8"},
        {"project_id": "P3", "objective": "O9;O1"},
    )
    define(store, "calls")
    assert ("P1", None, None) in tied(store)
    assert ("calls", None, None) in tied(store)
    none = ask("projects/alignment_none", store=store).set_index("item_id")
    assert none.index.to_list() == ["P1", "P2", "calls"]
    assert none.loc["P2", "written"] == "O8; O9"
    assert none[["items"]].to_dict()["items"] == {"P1": 3, "P2": 3, "calls": 1}


def test_an_ambition_counts_what_serves_anything_below_it_once(store):
    objectives(store, *TREE)
    register(
        store,
        {"project_id": "P1", "objective": "O1;O2"},
        {"project_id": "P2", "objective": "O1a"},
        {"project_id": "P3", "objective": "O2", "closed_on": "2026-06-30"},
    )
    define(store, "calls", objective="O1a;A1")
    rows = tree(store)
    assert rows.index.to_list() == ["A1", "O1", "O1a", "O2", "CP1"]
    assert rows["open_projects"].to_list() == [2, 2, 1, 1, 0]
    assert rows["ended_projects"].to_list() == [1, 0, 0, 1, 0]
    assert rows["measures"].to_list() == [1, 1, 1, 0, 0]
    assert rows["depth"].to_list() == [0, 1, 2, 1, 0]
    assert rows["root_id"].to_list() == ["A1", "A1", "A1", "A1", "CP1"]


@pytest.mark.parametrize(
    "circle",
    [
        (("O1", "objective", "O1"),),
        (("O1", "objective", "O2"), ("O2", "objective", "O1")),
        (("O1", "objective", "O2"), ("O2", "objective", "O3"), ("O3", "objective", "O1")),
        (("O1", "objective", "GONE"),),
    ],
)
def test_what_belongs_to_itself_or_to_nothing_known_stands_at_the_top(store, circle):
    objectives(store, *circle, ("O9", "objective", "O1"))
    rows = tree(store)
    assert sorted(rows.index) == sorted([*(code for code, *_ in circle), "O9"])
    assert (rows.loc[[code for code, *_ in circle], "depth"] == 0).all()
    assert rows.loc["O9", "root_id"] in rows.index


def test_a_corrected_tie_counts_from_its_publication(store):
    objectives(store, *TREE)
    register(store, {"project_id": "P1"}, on="2026-06-08")
    register(store, {"project_id": "P1", "objective": "O1"}, on="2026-09-08")
    before = ask("projects/alignment_none", store=store, as_at=date(2026, 7, 1))
    assert before["item_id"].to_list() == ["P1"]
    assert ask("projects/alignment_none", store=store).empty


def test_what_is_retired_is_judged_by_the_day_of_the_figures(store):
    objectives(store, *TREE)
    define(store, "calls", objective="O1", retired_on=date(2026, 10, 25))
    then = ask("projects/alignment", store=store, as_at=date(2026, 10, 24))
    assert "calls" in set(then["item_id"]) and "calls" not in {item for item, *_ in tied(store)}
