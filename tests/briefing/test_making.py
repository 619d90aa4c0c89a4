"""Which exhibits a briefing holds, as of which day, and what it refuses."""

from datetime import date

import pytest

from briefing import BriefingError, Pack
from briefing.__main__ import main
from briefing.catalogue import Looked, chosen, offers
from briefing.making import compose
from briefing.own_list import builders
from exhibits import View
from queries import ask
from tests.briefing.conftest import COMMITTEE, MEETING, TODAY


def test_the_rules_put_what_nobody_has_explained_first_and_leave_nothing_unknown(sample):
    codes = chosen("pack", View(), Looked(TODAY, date(2026, 10, 6)))
    verdicts = ask("signals/measures").set_index("measure_id")
    measures = [code.removeprefix("measure:") for code in codes if code.startswith("measure:")]
    explained = [bool(verdicts.loc[each, "explained"]) for each in measures[:5]]
    assert explained == sorted(explained)
    assert {"work_time_lost", "incidents"} <= set(measures)
    assert not set(codes) - set(offers(View()))
    assert "changes" in codes and "changes" not in chosen("pack", View(), Looked(TODAY))


# of one project or item, or what a page shows beside another exhibit
NOT_OFFERED = {
    "about", "by_interaction", "closed_actions", "dated_events", "highlight_report", "measure_ahead", "milestones",
    "money", "my_account", "one_action", "open_actions", "recommendations", "review", "risks", "service_actions",
    "status_history", "unit_costs",
}  # fmt: skip


def test_every_exhibit_of_the_pages_can_stand_in_a_briefing_but_those_named(sample):
    assert set(builders()) - {offer.build.__name__ for offer in offers(View()).values()} == NOT_OFFERED
    codes = ("service:parking-permits", "service-facts:parking-permits", "gaps")
    document = compose(Pack(COMMITTEE, MEETING, exhibits=codes), TODAY)
    assert [part.exhibit.key for part in document.parts] == ["one_service", "service_facts", "service_gaps"]


def test_what_is_past_its_day_stands_in_a_briefing_and_only_then(sample):
    late = chosen("pack", View(), Looked(TODAY))
    assert {"assurance-register", "contracts"} <= set(late)
    before = chosen("pack", View(as_at=date(2026, 4, 21)), Looked(date(2026, 4, 21)))
    assert "contracts" not in before, "the day of notice was to come"


def test_every_template_chooses_what_there_is(sample):
    known = set(offers(View()))
    for template in ("pack", "summary", "year", "business-case"):
        codes = chosen(template, View(), Looked(TODAY))
        assert len(codes) == len(set(codes)) and set(codes) <= known


def test_the_first_page_names_projects_whose_cost_is_not_reported(sample):
    document = compose(Pack(COMMITTEE, MEETING, exhibits=("strategy",)), TODAY)
    gaps = ask("money/cost_gaps", today=TODAY)
    assert list(gaps["name"]) == ["Payroll and HR system contract"]
    (warning,) = document.warnings
    assert warning.title == "Past, budgeted and projected cost are not all reported."
    assert "Payroll and HR system contract (no past cost, no budget and no projected cost)" in warning.text


def test_a_briefing_with_gaps_is_final_only_with_a_reason(sample):
    with pytest.raises(BriefingError, match=r"cannot be final yet.*say why it is final"):
        compose(Pack(COMMITTEE, MEETING, exhibits=("missing",), final=True), TODAY)
    document = compose(Pack(COMMITTEE, MEETING, exhibits=("missing",), final=True, reason="It is withheld."), TODAY)
    assert document.warnings[0].text.endswith("It is final all the same because: It is withheld.")


def test_a_briefing_of_demand_alone_says_nothing_of_cost(sample):
    assert compose(Pack(COMMITTEE, MEETING, exhibits=("capacity",)), TODAY).warnings == ()


def test_of_a_meeting_that_is_over_the_figures_are_those_of_its_day(sample):
    document = compose(Pack(COMMITTEE, date(2026, 7, 14), exhibits=("measure:incidents",)), TODAY)
    assert document.as_at == date(2026, 7, 14)
    assert "June 2026" in document.parts[0].exhibit.lead


@pytest.mark.parametrize(
    ("pack", "says"),
    [
        (Pack("Planning Committee", MEETING), "There is no committee “Planning Committee”. The figures know: Overview"),
        (Pack(COMMITTEE, date(2026, 12, 9)), "has no meeting on 9 December 2026 in the figures. Its meetings are on"),
        (Pack(COMMITTEE, MEETING, exhibits=("weather",)), "There is no exhibit “weather”"),
    ],
)
def test_what_is_unknown_is_refused_with_what_there_is(sample, pack, says):
    with pytest.raises(BriefingError, match=says):
        compose(pack, TODAY)


def test_the_shell_writes_a_file_and_refuses_in_a_sentence(sample, tmp_path, capsys):
    call = ["make", "--committee", COMMITTEE, "--meeting", "2026-12-08", "--exhibits", "capacity", "--out"]
    made = tmp_path / "briefing.pdf"
    assert main([*call, str(made)]) == 0
    assert made.read_bytes().startswith(b"%PDF-1.7") and "1 exhibit, " in capsys.readouterr().out
    assert main([*call, str(tmp_path / "briefing.txt")]) == 1
    assert capsys.readouterr().err == "A briefing is written as .pdf or .docx, and not as briefing.txt.\n"
    assert main(["list"]) == 0
    assert "take-up" in capsys.readouterr().out
