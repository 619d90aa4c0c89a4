"""Exhibits that only officers see: on no page of members, in no list that is sent on, in no briefing."""

from datetime import date

import pytest

from access.startup import ready_store
from briefing.catalogue import offers
from briefing.own_list import read, written
from data.settings import ROOT, SettingsError
from exhibits import View
from tests.people import officer, said, visitor


@pytest.fixture
def chosen(sample, tmp_path, monkeypatch):
    """The sample council, of whose exhibits a council's setting leaves some to officers."""

    def choose(*names: str) -> None:
        text = (ROOT / "council.toml").read_text(encoding="utf-8")
        assert text.count("\nofficers_exhibits = [] ") == 1
        listed = ", ".join(f'"{name}"' for name in names)
        (tmp_path / "council.toml").write_text(
            text.replace("\nofficers_exhibits = [] ", f"\nofficers_exhibits = [{listed}] "), encoding="utf-8"
        )
        monkeypatch.setenv("COUNCIL_SETTINGS", str(tmp_path / "council.toml"))

    return choose


def test_what_only_officers_see_stands_nowhere_for_others(chosen):
    saving = visitor("pages/money.py", view="savings")
    titles = [each.value for each in (*saving.header, *saving.subheader)]
    assert len(titles) > 1 and read(written("savings", {}), date(2026, 10, 25))[0] and "savings" in offers(View())
    chosen("savings", "by_funding")
    left = visitor("pages/money.py", view="savings")
    kept = [each.value for each in (*left.header, *left.subheader)]
    assert set(titles) - set(kept) == {titles[0]} and "One exhibit of this page is for officers only." in said(left)
    assert read(written("savings", {}), date(2026, 10, 25)) == ([], 1)
    assert not {"savings", "funding"} & set(offers(View())) and "strategy" in offers(View())
    signed_in = officer("pages/upload.py")
    signed_in.query_params["view"] = "savings"
    seen = signed_in.switch_page("pages/money.py").run()
    assert titles[0] in [each.value for each in seen.header] and "Only officers see this exhibit." in said(seen)
    assert "One exhibit of this page" not in said(seen)


def test_what_only_officers_see_is_no_example_and_no_evidence_of_an_item(chosen):
    """Where a page draws a chart by itself, and not as an exhibit with its download."""
    item = {"item": "A-2026-07"}  # about incidents
    assert len(_charts("pages/reading.py")) == 3 and len(_charts("pages/actions.py", **item)) == 1
    chosen("process_chart")
    page = visitor("pages/reading.py")
    assert len(page.get("plotly_chart")) == 1 and "so there is no example" not in said(page)
    assert _charts("pages/actions.py", **item) == []
    assert "As it stands now" in said(visitor("pages/actions.py", **item))
    chosen("take_up")
    assert len(_charts("pages/reading.py")) == 2
    chosen()
    assert len(_charts("pages/reading.py")) == 3


def _charts(page: str, **query: str) -> list:
    return visitor(page, **query).get("plotly_chart")


def test_a_name_that_is_no_exhibit_hides_nothing_and_is_refused(chosen):
    chosen("savngs")
    with pytest.raises(SettingsError, match=r"names savngs: there is no such exhibit\. There are: .*savings"):
        ready_store()
