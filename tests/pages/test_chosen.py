"""My list: what the address holds is shown, and every exhibit offers to be on it."""

from briefing.own_list import MOST
from data.settings import ROOT
from screen.tour import STEPS
from tests.people import said, visitor

PAGE = "pages/chosen.py"


def menus(app) -> list[str]:
    return [each.proto.body for each in app.get("html") if 'class="habits"' in each.proto.body]


def test_the_exhibits_of_the_address_stand_on_one_page_as_they_stood(sample):
    several = "take_up.months.36*take_up.months.24.service.parking-permits*register.on.2026-10-06*gone"
    app = visitor(PAGE, list=several)
    assert not app.exception
    assert "My list (4)" in said(app).replace("\u2060", "")
    assert "3 exhibits." in said(app)
    assert "One entry is not known here, or no longer, and not shown." in app.warning[0].value
    assert "(/chosen?list=take_up.months.36*take_up.months.24.service.parking-permits*register.on.2026-10-06)" in (
        app.warning[0].value
    )
    titles = [each.value.replace("\\", "") for each in app.header]
    assert titles[0].startswith("Digital take-up") and "Parking permits" in titles[1]
    then = visitor("pages/projects.py", as_at="2026-10-06").header[0].value
    now = visitor("pages/projects.py").header[0].value
    assert app.header[2].value == then != now
    assert said(app).count("As it stood on 6 October 2026:") == 1
    assert [code in menu for code, menu in zip(several.split("*"), menus(app), strict=False)] == [True] * 3
    assert "Download as a private PDF" in [each.label for each in app.get("download_button")]


def test_the_browser_knows_how_long_a_list_and_the_tour_are():
    assert f"const MOST = {MOST};" in (ROOT / "screen" / "habits.js").read_text(encoding="utf-8")
    assert f"LAST = {len(STEPS)};" in (ROOT / "screen" / "tour.js").read_text(encoding="utf-8")


def test_an_empty_list_says_how_something_comes_onto_it(sample):
    app = visitor(PAGE)
    assert "Nothing is on your list yet." in said(app)
    assert not app.get("download_button") and not menus(app)


def test_every_exhibit_has_one_menu_and_no_element_more(sample):
    app = visitor("pages/channel_shift.py", service="parking-permits", period="24")
    assert 'data-item="take_up.months.24.service.parking-permits"' in menus(app)[0]
    assert len(menus(app)) == len(app.get("download_button"))
    assert "Share or keep<span" in menus(app)[0]
