"""The risk matrix: what stands where, what moved, and what touches cyber security."""

from datetime import date

import pytest

from exhibits import View
from exhibits.common.style import colours
from exhibits.projects import risk_matrix
from queries import ask
from tests.exhibits.figures import publish
from tests.exhibits.portfolio_store import register
from tests.exhibits.portfolio_store import risks as publish_risks

FIRST, BEFORE, NEWEST = "2026-07-08", "2026-09-08", "2026-10-08"  # a store takes nothing that is older than its newest


def risk(item_id: str, likelihood: int | None, impact: int | None, **columns) -> dict:
    return {"item_id": item_id, "project_id": "P1", "likelihood_1_5": likelihood, "impact_1_5": impact, **columns}


def money(store, *lines: dict) -> None:
    rows = []
    for line in lines:
        key = f"{line['line_id']}|{line['fin_year']}"
        rows.append({"slice_key": key, "project_id": "P1", "line_type": "saving", "affects_cyber": True, **line})
    publish(store, "finance", rows)


@pytest.fixture
def moved(store):
    """Two registers of a project: one risk rose, one fell, one is new, one was closed; an issue; one of the council."""
    register(store, {"project_id": "P1"}, {"project_id": "P2", "type": "run"}, on=FIRST)
    before = [
        risk("UP", 3, 4),
        risk("DOWN", 3, 3),
        risk("SAME", 5, 4),
        risk("SHUT", 2, 2),
        risk("ISSUE", 5, 5, kind="issue"),
    ]
    now = [
        risk("UP", 4, 4, target_score=8, owner_role="Programme manager"),
        risk("DOWN", 2, 3),
        risk("SAME", 5, 4, category="Cyber"),
        risk("SHUT", 2, 2, status="closed"),
        risk("ISSUE", 5, 5, kind="issue"),
        risk("NEW", 4, 4, project_id="P2"),
        risk("COUNCIL", 1, 5, project_id=None, affects_cyber=True),
        risk("UNSCORED", None, None),
    ]
    publish_risks(store, *before, on=BEFORE)
    publish_risks(store, *now, on=NEWEST)
    return store


def moves(store, **params) -> dict[str, str]:
    rows = ask("projects/risk_matrix", store=store, **params)
    return dict(zip(rows["item_id"], rows["movement"].fillna("?"), strict=True))


def cells(exhibit) -> dict[tuple[int, int], str]:
    """(likelihood, impact) -> what stands in the cell."""
    words = exhibit.figure.data[0]
    return {(int(y), int(x)): text for x, y, text in zip(words.x, words.y, words.text, strict=True)}


def test_an_empty_store_gives_words_and_no_chart(store):
    exhibit = risk_matrix.matrix(View())
    assert exhibit.summary == "No data: no risk has been published yet."
    assert exhibit.figure is None and exhibit.table.empty


def test_movement_is_that_since_the_version_before(moved):
    assert moves(moved) == {
        "UP": "up", "DOWN": "down", "SAME": "same", "SHUT": "closed", "ISSUE": "same", "NEW": "new", "COUNCIL": "new",
        "UNSCORED": "new",
    }  # fmt: skip
    corrected = [risk("UP", 4, 4, mitigation_done="Two booked")]
    publish_risks(moved, *corrected, on="2026-10-12")
    assert moves(moved)["UP"] == "up"  # a correction in the same month hides nothing
    publish_risks(moved, *corrected, on="2026-11-09")
    assert moves(moved)["UP"] == "same"
    assert moves(moved)["SHUT"] == "closed"


def test_a_first_register_tells_its_own_moves(store):
    publish_risks(store, risk("A", 3, 3, trend="up"), risk("B", 3, 3), on=NEWEST)
    exhibit = risk_matrix.matrix(View())
    assert dict(zip(exhibit.table["Code"], exhibit.table["Movement or state"], strict=True)) == {
        "A": "↑ Up, as told", "B": "Not known",
    }  # fmt: skip
    assert "There is no earlier version to compare with" in exhibit.note


def test_cells_hold_the_risks_by_number_with_what_moved(moved):
    exhibit = risk_matrix.matrix(View())
    numbers = dict(zip(exhibit.table["Code"], exhibit.table["Number"], strict=True))
    assert numbers == {
        "ISSUE": "–", "SAME": "1", "NEW": "2", "UP": "3", "DOWN": "4", "COUNCIL": "5", "UNSCORED": "–", "SHUT": "–",
    }  # fmt: skip
    found = cells(exhibit)
    assert set(found) == {(5, 4), (4, 4), (2, 3), (1, 5)}
    assert found[5, 4] == f"<b>1 risk</b><br>{numbers['SAME']}C"
    assert found[4, 4].startswith("<b>2 risks</b>")
    assert f"{numbers['UP']}↑" in found[4, 4] and f"{numbers['NEW']}*" in found[4, 4]
    assert found[2, 3] == f"<b>1 risk</b><br>{numbers['DOWN']}↓"
    assert found[1, 5] == f"<b>1 risk</b><br>{numbers['COUNCIL']}C*"


def test_the_words_say_what_moved_and_what_has_no_place(moved):
    exhibit = risk_matrix.matrix(View())
    assert exhibit.title == "6 open risks, 3 of them scored 16 or more, 1 rising, 2 about cyber security"
    assert "The highest score is 20 of 25: “Risk SAME” (Project P1)." in exhibit.summary
    assert "Rose: “Risk UP” (Project P1, from 12 to 16)." in exhibit.summary
    assert "Fell: “Risk DOWN” (Project P1, from 9 to 6)." in exhibit.summary
    assert "Closed: “Risk SHUT” (Project P1)." in exhibit.summary
    assert "“Risk COUNCIL” (whole council)" in exhibit.summary
    assert "1 of 6 open risks is above the score aimed at." in exhibit.summary
    assert "1 risk without likelihood or impact cannot be placed in the matrix." in exhibit.summary
    assert "1 issue is open." in exhibit.summary
    assert "2 risks touch cyber security, “Risk SAME” (Project P1) with the highest score: 20." in exhibit.summary
    rows = exhibit.table.set_index("Code")
    assert rows.loc["UP", "Movement or state"] == "↑ Up from 12" and rows.loc["UP", "Score"] == "16 (4 × 4)"
    assert rows.loc["COUNCIL", "Project"] == "Whole council"
    assert rows["Touches cyber security"].to_dict() == {
        each: "Yes" if each in ("SAME", "COUNCIL") else "No" for each in rows.index
    }


def test_filters_leave_out_other_projects_and_the_whole_council(moved):
    assert set(moves(moved, type="run")) == {"NEW"}
    assert set(moves(moved, project="P1")) == {"UP", "DOWN", "SAME", "SHUT", "ISSUE", "UNSCORED"}
    exhibit = risk_matrix.matrix(View(), project="P1")
    assert exhibit.title.startswith("Project P1: 4 open risks") and "Project" not in exhibit.table
    assert risk_matrix.matrix(View(), project="P3").summary == "No data: no risk has been published for this choice."


def test_savings_and_costs_that_touch_cyber_security_are_flagged(moved):
    money(
        moved,
        {
            "line_id": "S1",
            "fin_year": "2027/28",
            "saving_class": "cashable",
            "forecast_gbp": 40000.0,
            "status": "at_risk",
        },
        {
            "line_id": "S1",
            "fin_year": "2028/29",
            "saving_class": "cashable",
            "forecast_gbp": 40000.0,
            "status": "at_risk",
        },
        {"line_id": "S2", "fin_year": "2027/28", "forecast_gbp": 900.0, "affects_cyber": False},
        {"line_id": "C1", "fin_year": "2026/27", "line_type": "cost", "forecast_gbp": 1500.0, "project_id": None},
    )
    exhibit = risk_matrix.matrix(View())
    assert (
        "Savings that touch cyber security: £80,000 from 2027/28 to 2028/29 (cashable saving, Project P1, at risk). "
        "Costs that do: £1,500 in 2026/27 (whole strategy)."
    ) in exhibit.summary
    lines = exhibit.table[exhibit.table["Score"] == "No score"].set_index("Code")
    assert {"S1", "C1"} <= set(lines.index) and "S2" not in set(exhibit.table["Code"])
    assert lines.loc["S1", "Movement or state"] == "At risk" and lines.loc["S1", "Touches cyber security"] == "Yes"
    assert set(risk_matrix.matrix(View(), type="run").table["Code"]) == {"NEW"}


def test_money_alone_is_shown_without_a_matrix(store):
    register(store, {"project_id": "P1"}, on=FIRST)
    money(store, {"line_id": "S1", "fin_year": "2027/28", "forecast_gbp": 40000.0})
    exhibit = risk_matrix.matrix(View())
    assert exhibit.figure is None and "£40,000 in 2027/28" in exhibit.summary
    assert exhibit.title == "No open risk in the register"


def test_a_full_cell_says_how_many_more_and_text_is_no_markup(store):
    register(store, {"project_id": "P1"}, on=FIRST)
    publish_risks(store, *[risk(f"R{n:02}", 3, 3, title="<i>Odd</i>") for n in range(30)], on=NEWEST)
    exhibit = risk_matrix.matrix(View())
    cell = cells(exhibit)[3, 3]
    assert cell.startswith("<b>30 risks</b><br>1 2 3 4 5") and cell.endswith(" more")
    assert cell.count("<br>") <= 4
    shown = sum(part.isdigit() for line in cell.split("<br>")[1:-1] for part in line.split())
    assert shown + int(cell.rsplit("+", 1)[1].split()[0]) == 30
    hover = exhibit.figure.data[0].hovertext[0]
    assert "&lt;i&gt;Odd" in hover and hover.endswith("and 24 more")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_cells_are_told_apart_without_colour_and_their_text_can_be_read(moved, theme):
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    def contrast(one: str, other: str) -> float:
        high, low = sorted((light(one), light(other)), reverse=True)
        return (high + 0.05) / (low + 0.05)

    exhibit = risk_matrix.matrix(View(theme=theme))
    fills = {(s.y0 + 0.5, s.x0 + 0.5): s.fillcolor for s in exhibit.figure.layout.shapes}
    words = exhibit.figure.data[0]
    assert len(fills) == 25 and len(set(fills.values())) == 4
    for x, y, ink in zip(words.x, words.y, words.textfont.color, strict=True):
        assert contrast(ink, fills[y, x]) >= 4.5
    assert {s.line.color for s in exhibit.figure.layout.shapes} == {colours(theme).edge}


def test_as_at_an_earlier_day_it_is_the_register_of_then(moved):
    then = risk_matrix.matrix(View(as_at=date(2026, 9, 20)))
    assert set(then.table["Code"]) == {"UP", "DOWN", "SAME", "SHUT", "ISSUE"}
    assert then.note.startswith("The numbers in the cells") and "no earlier version" in then.note
