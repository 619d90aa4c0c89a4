"""What the exhibits on cyber security and resilience say, on stores made of a few rows."""

from collections.abc import Iterator
from datetime import date, datetime

import pandas as pd
import pytest

from data.intake import take
from data.store import Author, Store
from exhibits import Exhibit, View
from exhibits.common.assurance_words import say_minutes, say_standing
from exhibits.cyber.attacks import attacks
from exhibits.cyber.findings import findings_open
from exhibits.cyber.lessons import lessons_learned
from exhibits.cyber.outage_log import outage_log
from exhibits.cyber.outage_minutes import outage_minutes
from exhibits.cyber.phishing import phishing_exercises
from exhibits.cyber.protection import protection
from exhibits.cyber.recovery import recovery_tests
from exhibits.cyber.register import assurance_register
from exhibits.cyber.risks_and_money import cyber_risks_and_money
from exhibits.since import changes_since
from tests.exhibits.figures import STEADY, define, figures
from tests.queries.test_cyber import ASSURANCE, OUTAGES
from tests.stores import quick_store

TODAY = date(2026, 11, 29)
DATED = (phishing_exercises, assurance_register, findings_open, recovery_tests, outage_minutes, outage_log,
         cyber_risks_and_money)  # fmt: skip
LESSONS = """lesson_id,source,lesson,what_we_did,status,owner_role,status_on
L1,A borough council,Keep a copy apart,Done so,done,Head of IT,01/06/2026
L2,A district council,Practise without systems,,planned,Head of IT,01/07/2026
"""


def _kept(store: Store, kind: str, text: str, at: datetime | None = None) -> None:
    assert take(store, kind, text.encode(), f"{kind}.csv", Author("o", "officer"), at=at).published


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> Iterator[Store]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COUNCIL_STORE", str(tmp_path_factory.mktemp("cyber") / "store.duckdb"))
        store = quick_store()
        for kind, text in (("outages", OUTAGES), ("assurance", ASSURANCE), ("lessons", LESSONS)):
            _kept(store, kind, text)
        for measure, name, unit, target, values in (
            ("tried", "Attempted attacks", "count", None, STEADY),
            ("done", "Attacks that got through", "count", None, [*([0] * 30), 1, 0, None, 0, 0, 0]),
            ("staff", "Staff with cyber training", "percent", 95, [88.0] * 36),
            ("clicks", "Test e-mails clicked", "percent", 5, [4.0] * 36),
        ):
            direction = "decrease" if measure in ("done", "clicks") else "increase"
            define(store, measure, name=name, unit=unit, target=target, theme="Cyber security", direction=direction)
            figures(store, measure, values)
        yield store
        store.close()


@pytest.fixture
def empty(tmp_path, monkeypatch) -> Iterator[Store]:
    monkeypatch.setenv("COUNCIL_STORE", str(tmp_path / "store.duckdb"))
    store = quick_store()
    yield store
    store.close()


def test_the_headline_says_how_many_were_tried_and_that_none_got_through(store):
    made = attacks(View())
    assert made.title == "No attack got through in September 2026"
    assert made.lead == (
        f"In September 2026, {STEADY[-1]} attacks were attempted and none got through; "
        "88% of staff have up-to-date training."
    )
    assert "In the 11 months with a figure of the last 12, 1 got through." in made.more
    assert "The last month in which one got through was April 2026." in made.more
    assert made.note == "What counts as an attempt: What it counts."


def test_a_true_0_has_a_mark_and_a_month_without_a_figure_has_none(store):
    made = attacks(View())
    months = made.table.set_index("Month")["Got through"]
    assert (months["September 2026"], months["June 2026"]) == ("0", "No data")
    (rings,) = [trace for trace in made.figure.data if trace.type == "scatter"]
    drawn = set(pd.DatetimeIndex(rings.x).strftime("%Y-%m"))
    assert "2026-09" in drawn and "2026-06" not in drawn and "2026-04" not in drawn


def test_one_that_got_through_is_the_title(empty):
    define(empty, "done", name="Attacks that got through", unit="count", theme="Cyber security")
    figures(empty, "done", [0] * 35 + [2])
    made = attacks(View())
    assert made.title == "2 attacks got through in September 2026"
    assert made.lead == "In September 2026 2 got through; how many were attempted is not stated."


def test_a_click_rate_without_its_difficulty_is_not_shown(store):
    made = protection(View())
    assert made.table["Measure"].tolist() == ["Staff with cyber training"]
    assert "Test e-mails clicked" in made.note
    assert (
        made.lead
        == "Furthest from its target: Staff with cyber training, 88% against a target of 95% in September 2026."
    )


def test_what_stands_in_a_private_session_reads_so_and_shows_nothing_else(store):
    words = "Reported to members in private session on 8 September 2026"
    for made in (assurance_register(View(), today=TODAY), recovery_tests(View(), today=TODAY)):
        everything = f"{made.title} {made.summary} {made.note} {made.table.to_string()} {made.download.to_string()}"
        if "Network" in made.table.to_string():
            row = made.table[made.table["What"] == "Penetration test: Network"].iloc[0]
            assert row["Result"] == words
        assert "Told in private" not in everything
    row = assurance_register(View(), today=TODAY).table.set_index("What").loc["Penetration test: Network"]
    assert (row["Result"], row["Findings open"]) == (words, "Not shown")
    findings = findings_open(View(), today=TODAY)
    assert findings.title == "3 findings are open, 1 of them high", "those of the private one are not among them"
    assert findings.note == "Not counted: 1 item that members heard of in private session."


def test_the_longest_past_its_day_is_said_first_and_in_words(store):
    made = assurance_register(View(), today=TODAY)
    assert made.title == "2 of 7 tests, plans and accreditations are overdue or expired"
    assert made.lead == (
        "Longest past its day: Business continuity plan: E-MAIL, not tested for 26 months, 14 months overdue."
    )
    standing = made.table.set_index("What")["Where it stands"]
    assert standing["PSN"] == "Expired 2 months ago"
    assert standing["Penetration test: Website"] == "Not done yet, due by 30 May 2027"
    assert standing["Penetration test: Forms"] == "Not passed on 1 June 2026"


def test_days_are_said_below_a_month():
    row = {"state": "expired", "months_past": 0, "days_past": 1, "done_on": None, "months_since": None}
    assert say_standing(pd.Series(row)) == "Expired 1 day ago"
    assert say_standing(pd.Series({**row, "state": "overdue"})) == "Not done yet, 1 day overdue"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 minutes"), (119, "119 minutes"), (240, "4 hours"), (570, "9.5 hours"), (4608, "3.2 days")],
)
def test_lengths_are_said_in_the_unit_that_suits_them(minutes, words):
    assert say_minutes(minutes) == words


def test_an_open_outage_goes_before_all_and_says_up_to_when_it_counts(store):
    made = outage_minutes(View(), today=TODAY)
    said = "Website is still down: since 28 November 2026, 12 hours up to the beginning of 29 November 2026."
    assert made.lead == said
    lasted = outage_log(View(), today=TODAY).table["Lasted"].iloc[0]
    assert lasted == "12 hours up to the beginning of 29 November 2026; still open"


def test_an_outage_longer_than_its_plan_allows_is_the_log_s_sentence(store):
    made = outage_log(View(), today=TODAY)
    assert made.title == "1 of 7 outages took longer than the plan allows"
    assert made.lead == "E-MAIL took 4 hours on 12 May 2026; its plan aims at 3 hours."
    against = made.table.set_index("Began")["Against the recovery target"]
    assert against["12 May 2026, 13:30"] == "Planned work" and against["12 May 2026, 12:00"] == "Within 3 hours"


def test_an_exercise_of_another_difficulty_is_not_compared(store):
    made = phishing_exercises(View(), today=TODAY)
    assert made.lead == "Of 200 test e-mails of high difficulty on 1 June 2026, 45% were reported."
    assert made.table["Clicked"].tolist() == ["15%", "Not stated"]
    assert "The two differ in difficulty, so their clicks cannot be compared." in made.more


def test_lessons_that_are_still_to_finish_come_first(store):
    made = lessons_learned(View())
    assert made.title == "1 of 2 lessons is acted on in full"
    assert made.lead == "Still to finish, from a district council: practise without systems."
    assert made.table["Status"].tolist() == ["Planned", "Done"]


def test_without_files_each_says_which_one_is_missing(empty):
    made: list[Exhibit] = [build(View()) for build in (attacks, protection, lessons_learned)]
    made += [build(View(), today=TODAY) for build in DATED]
    assert all(each.figure is None and each.table.empty and each.lead.startswith("No ") for each in made)
    leads = " ".join(each.lead for each in made)
    assert all(word in leads for word in ("KPI values", "Assurance", "Lessons learned", "outage", "risk"))


def test_what_changed_since_a_meeting_is_said_from_what_to_what(empty):
    met, before, after = date(2026, 10, 6), datetime(2026, 9, 10, 9), datetime(2026, 10, 12, 9)
    tests = "item_id,scheme,service,done_on,valid_until,next_due\n"
    _kept(
        empty, "outages", "outage_id,service,started_at,ended_at\nO1,E-mail,01/09/2026 09:00,01/09/2026 10:00\n", before
    )
    _kept(empty, "lessons", LESSONS.replace("done,Head", "planned,Head"), before)
    first = "A,PSN,,20/10/2025,19/10/2026,\nB,BCP,Website,01/09/2025,,01/09/2026\nC,BCP,E-mail,01/09/2025,,01/09/2026\n"
    _kept(empty, "assurance", tests + first, before)
    new = "O2,Website,08/10/2026 09:00,\nO3,E-mail,07/10/2026 09:00,07/10/2026 11:00\n"
    _kept(empty, "outages", f"outage_id,service,started_at,ended_at\n{new}", after)
    _kept(empty, "lessons", LESSONS, after)
    _kept(empty, "assurance", f"{tests}C,BCP,E-mail,09/10/2026,,09/10/2027\n", after)
    changes = changes_since(View(), since=met, today=TODAY)
    assert [(each.sentence, each.place) for each in changes] == [
        ("PSN: expired on 19 October 2026.", "/cyber?view=assurance"),
        ("Website: down since 8 October 2026, and not back yet.", "/cyber?view=outages"),
        ("E-mail: down for 2 hours on 7 October 2026.", "/cyber?view=outages"),
        ("Business continuity plan: E-mail: no longer overdue.", "/cyber?view=assurance"),
        ("Keep a copy apart: done, a lesson from a borough council.", "/cyber?view=lessons"),
    ], "what was overdue at the meeting and still is, is no change"
