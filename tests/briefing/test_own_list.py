"""A person's own list: what an address may hold, what it must not open, and the private pack."""

import ast
import io
import re
from datetime import date
from inspect import Parameter, signature
from urllib.parse import parse_qs, urlsplit

import pikepdf
import pytest

from access import PAGES
from briefing import BriefingError
from briefing.making import subtitle, title
from briefing.own_list import LIST, MOST, builders, codes, private_pack, read, written
from briefing.pdf import pdf
from data.settings import ROOT
from exhibits import View
from queries import ask

TODAY, MET = date(2026, 11, 28), date(2026, 10, 6)
PLACE = "https://council.example/chosen"


def shown_to_members() -> set[str]:
    """The builders that members' pages hand to show() or show_when_opened(), and those behind a table of parts."""
    found: set[str] = set()
    for page in (page for page in PAGES if not page.officers_only):
        tree = ast.parse((ROOT / page.file).read_text(encoding="utf-8"))
        imported = {
            name.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
            for name in node.names if str(node.module).startswith("exhibits.")
        }  # fmt: skip
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        found |= {name for name in imported & used if name in builders()}
    return found


def whole(name: str) -> str:
    """The code of an exhibit with what its builder cannot do without, of the sample council."""
    some = {"measure_id": "work_time_lost", "service": "parking-permits", "project": "PRJ-001", "since": MET}
    takes = signature(builders()[name][1]).parameters.values()
    needs = {each.name for each in takes if each.default is Parameter.empty and each.kind is Parameter.KEYWORD_ONLY}
    some["item"] = ask("meetings/actions", today=TODAY)["action_id"].iloc[0]
    return written(name, {own: value for own, value in some.items() if own in needs})


def test_every_exhibit_of_the_members_pages_can_be_kept_and_no_other_thing_be_called():
    assert set(builders()) == shown_to_members()
    assert len(builders()) > 55


def test_filters_come_back_as_they_were(sample):
    register = ask("projects/register")
    given = {"directorate": register["directorate"].iloc[0], "objective": None, "portfolio_holder": None, "type": "run",
             "today": TODAY}  # fmt: skip
    since = written("changed_since", {**given, "since": MET}, MET)
    volumes = written("mix", {"service": "parking-permits", "directorate": None, "months": None})
    cost = written("avoided_cost", {"months": 24, "change": -20})
    assert volumes == "mix.months.all.service.parking-permits" and cost == "avoided_cost.change.-20.months.24"
    found, unknown = read("*".join((since, volumes, cost, volumes)), TODAY)
    assert unknown == 0
    assert [entry.filters for entry in found] == [
        {"directorate": given["directorate"], "since": MET, "type": "run"},
        {"months": None, "service": "parking-permits"},
        {"months": 24, "change": -20},
    ]
    assert [entry.day for entry in found] == [MET, None, None]
    assert found[0].arguments(MET)["today"] == MET and "today" not in found[1].arguments(TODAY)
    assert set(written("by_holder", {"portfolio_holder": "A.b * c/d&e"})) <= set(
        "abcdefghijklmnopqrstuvwxyz_ABCDEF0123456789.%"
    )
    assert written("process_chart", {"measure_id": "incidents", "marks": ((1, 2),)}) == "", "no address can hold it"


@pytest.mark.parametrize(
    "code",
    [
        "no_such_exhibit", "strategy.months", "take_up.service.no-such-service", "take_up.months.0", "take_up.months.x",
        "take_up.months.99999", "avoided_cost.change.51", "process_chart", "status_history.project.PRJ-999",
        "take_up.measure_id.incidents", "take_up.today.2026-10-06", "take_up.view.x", "changed_since.since.yesterday",
        "take_up.on.someday", "one_action.item.X", "no_take_up.key.x", "builders", "register.type.both",
        "register.directorate.Nowhere", "..", "take_up.service.%00",
    ],
)  # fmt: skip
def test_what_nobody_knows_is_counted_and_not_shown(sample, code):
    found, unknown = read(f"take_up*{code}", TODAY)
    assert [entry.code for entry in found] == ["take_up"] and unknown == 1


def test_a_list_has_an_end():
    assert len(codes("*".join(f"take_up.months.{n}" for n in range(1, 99)))) == MOST


@pytest.fixture(scope="module")
def every(sample_store):
    """Every exhibit there is, in one private pack; take-up as it stood at a meeting."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COUNCIL_STORE", str(sample_store.path))
        found = [read(whole(name) + (f".on.{MET}" if name == "take_up" else ""), TODAY) for name in builders()]
        assert [unknown for _, unknown in found] == [0] * len(found)
        document = private_pack([entry for entries, _ in found for entry in entries], View(), TODAY, PLACE)
        yield document, pdf(document)


def test_the_private_pack_has_each_exhibit_with_the_address_that_shows_it_as_it_stood(every, sample):
    document, written_out = every
    assert title(document) == "Chosen exhibits, 28 November 2026"
    assert "no briefing of the council or of a committee" in subtitle(document)
    assert [warning.title for warning in document.warnings] == [
        "Past, budgeted and projected cost are not all reported."
    ]
    with pikepdf.open(io.BytesIO(written_out)) as read_back:
        links = {
            str(note["/A"]["/URI"]) for page in read_back.pages for note in page.get("/Annots", ())
            if "/URI" in note.get("/A", {})
        }  # fmt: skip
        with read_back.open_metadata() as about:
            assert about["pdfuaid:part"] == "1"
    assert links == {part.place for part in document.parts} and len(links) == len(builders())
    for part in document.parts:
        parts = urlsplit(part.place)
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == PLACE
        (entry,), unknown = read(parse_qs(parts.query)[LIST][0], TODAY)
        assert unknown == 0 and entry.day == part.day == (MET if part.code.startswith("take_up.") else TODAY)
    then = next(part for part in document.parts if part.code == f"take_up.on.{MET}")
    assert then.exhibit.lead == builders()["take_up"][1](View(as_at=MET)).lead


def test_an_empty_list_makes_no_pack(sample):
    with pytest.raises(BriefingError, match=re.escape("Your list is empty.")):
        private_pack([], View(), TODAY, PLACE)
