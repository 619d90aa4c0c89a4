"""The risk matrix: what stands where, what moved, and what touches cyber security."""

from datetime import date

import pytest

from exhibits import View
from exhibits.common.style import colours
from exhibits.projects import project_risks, risk_matrix
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


def test_the_highest_risks_are_named_beside_the_squares_that_count_them(moved):
    exhibit = risk_matrix.matrix(View())
    assert cells(exhibit) == {(5, 4): "<b>1</b>", (4, 4): "<b>2</b>", (2, 3): "<b>1</b>", (1, 5): "<b>1</b>"}
    named = [note.text for note in exhibit.figure.layout.annotations if "<b>Risk" in note.text]
    assert len(named) == 5, "one has no score"
    assert named[0].startswith("<b>20</b>, cyber<br><b>Risk SAME</b><br>") and "/projects?project=P1" in named[0]
    (rose,) = [each for each in named if "Risk UP" in each]
    assert rose.startswith("<b>16</b>, ↑ up from 12<br>")
    assert "whole council" in named[-1].lower() and "href" not in named[-1]
    assert "Number" not in exhibit.table, "names, not codes"


def test_the_words_say_what_moved_and_what_has_no_place(moved):
    exhibit = risk_matrix.matrix(View())
    assert exhibit.title == "6 open risks, 3 of them scored 16 or more, 1 rising, 2 about cyber security"
    assert exhibit.lead == "The highest score is 20 of 25: “Risk SAME” (Project P1)."
    assert exhibit.more == (
        "Rose: “Risk UP” (Project P1, from 12 to 16).",
        "Fell: “Risk DOWN”. New: “Risk NEW”, “Risk COUNCIL” and “Risk UNSCORED”. Closed: “Risk SHUT”.",
        "1 of 6 open risks is above the score aimed at. 1 issue is open.",
        "What touches cyber security: 2 risks; the table has them.",
    )
    assert "1 risk without likelihood or impact cannot be placed in the matrix." in exhibit.note
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
    assert "What touches cyber security: 2 risks, 1 saving and 1 cost; the table has them." in exhibit.summary
    lines = exhibit.table[exhibit.table["Score"] == "No score"].set_index("Code")
    assert {"S1", "C1"} <= set(lines.index) and "S2" not in set(exhibit.table["Code"])
    assert lines.loc["S1", ["What it is", "Kind", "Project"]].tolist() == [
        "£80,000 from 2027/28 to 2028/29", "Cashable saving", "Project P1"]  # fmt: skip
    assert lines.loc["C1", ["What it is", "Project"]].tolist() == ["£1,500 in 2026/27", "Whole strategy"]
    assert lines.loc["S1", "Movement or state"] == "At risk" and lines.loc["S1", "Touches cyber security"] == "Yes"
    assert set(risk_matrix.matrix(View(), type="run").table["Code"]) == {"NEW"}


def test_open_risks_of_what_is_cancelled_or_on_hold_count_no_more(store):
    stages = {"P1": "Delivery", "P2": "Cancelled in May", "P3": "On hold"}
    register(store, *({"project_id": each, "stage": stage} for each, stage in stages.items()))
    publish_risks(store, *(risk(f"OF-{each}", 4, 5, project_id=each) for each in stages), on=NEWEST)
    assert set(risk_matrix.matrix(View()).table["Code"]) == {"OF-P1"}
    assert project_risks.risks(View(), project="P2").title == "1 open risk", "they stay on its own page"


def test_money_alone_is_shown_without_a_matrix(store):
    register(store, {"project_id": "P1"}, on=FIRST)
    money(store, {"line_id": "S1", "fin_year": "2027/28", "forecast_gbp": 40000.0})
    exhibit = risk_matrix.matrix(View())
    assert exhibit.figure is None and exhibit.table["What it is"].tolist() == ["£40,000 in 2027/28"]
    assert exhibit.title == "No open risk in the register"


def test_six_are_named_of_many_and_text_is_no_markup(store):
    register(store, {"project_id": "P1"}, on=FIRST)
    publish_risks(store, *[risk(f"R{n:02}", 3, 3, title="<i>Odd</i>") for n in range(30)], on=NEWEST)
    exhibit = risk_matrix.matrix(View())
    assert cells(exhibit) == {(3, 3): "<b>30</b>"}
    assert sum("&lt;i&gt;Odd" in note.text for note in exhibit.figure.layout.annotations) == 6
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
    assert then.note.startswith("The squares count") and "no earlier version" in then.note
