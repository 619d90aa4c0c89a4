"""Personal data: refused with its rows named, told from codes, amounts and dates, and never kept."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.intake import Known, Layout, check, read
from tests.examples import examples

WEIGHTS = range(10, 1, -1)


def checked(text: str, kind: str = "incidents", layout: Layout | None = None):
    return check(read(text.encode(), f"{kind}.csv"), kind, Known(), layout=layout)


def of_cells(cells: list[str]):
    quoted = ['"' + cell.replace('"', '""') + '"' for cell in cells]
    rows = [f"I{number},2026-09-01,{cell}" for number, cell in enumerate(quoted)]
    return checked("\n".join(["ticket_id,opened_at,category", *rows]) + "\n")


def nhs_number(nine: str) -> str | None:
    rest = 11 - sum(weight * int(figure) for weight, figure in zip(WEIGHTS, nine, strict=True)) % 11
    return None if rest == 10 else nine + str(rest % 11)


figures = st.text(string.digits, min_size=9, max_size=9)
spaces = st.sampled_from([" ", "-", "\u00a0"])
people = st.one_of(
    st.builds(lambda name, host: f"{name}@{host}.example", *[st.text(string.ascii_lowercase, min_size=1)] * 2),
    st.builds(lambda start, rest: f"{start}{rest[:3]} {rest[3:9]}", st.sampled_from(["07", "01", "02"]), figures),
    st.builds(lambda rest: f"+44 7{rest[:3]} {rest[3:9]}", figures),
    st.builds(lambda area, a, b, ab: f"{area}{a} {b}{ab}", st.sampled_from(["LS", "SW", "B", "EH", "CF"]),
              st.integers(1, 9), st.integers(0, 9), st.sampled_from(["AA", "ZZ", "PQ", "HL"])),
    st.builds(lambda six: f"AB {six[:2]} {six[2:4]} {six[4:6]} C", figures),
    figures.map(nhs_number).filter(bool).flatmap(
        lambda ten: spaces.map(lambda gap: f"{ten[:3]}{gap}{ten[3:6]}{gap}{ten[6:]}")
    ),
)  # fmt: skip
no_people = st.one_of(
    st.builds(lambda stem, number: f"{stem}{number}", st.sampled_from(["INC", "PRJ-", "RITM", "F-", "CHG00", "#"]),
              st.integers(0, 10**10)),
    st.dates().map(str),
    st.datetimes().map(lambda moment: f"{moment:%d/%m/%Y %H:%M}"),
    st.datetimes().map(lambda moment: f"{moment:%Y-%m-%dT%H:%M:%S}"),
    st.integers(-(10**12), 10**12).map(lambda number: f"£{number:,}.00"),
    st.floats(0, 1e6).map(lambda number: f"{number:.4f}"),
    st.builds(lambda a, b: f"Laptop {a} of batch {b}", st.integers(0, 9999), st.integers(0, 99)),
    st.sampled_from(["SW1A", "LS1 area", "L1 2ND line", "S8 4GB phone", "Q1 2026", "M365 5GB", "10.0.19041"]),
)  # fmt: skip


@examples(25)
@given(st.lists(people, min_size=1, max_size=12, unique=True), st.lists(no_people, max_size=12, unique=True))
def test_every_cell_about_a_person_is_named_and_no_other(personal, others):
    said = [f"Rang {each} today" for each in personal] + others
    result = of_cells(said)
    assert [each.row for each in result.errors] == list(range(2, len(personal) + 2)), result.errors
    assert all(each.problem.startswith("holds a") and len(each.value) <= 3 for each in result.errors)
    assert result.rows is None and result.original == b""
    assert sum(each.count for each in result.personal) == len(personal)


@pytest.mark.parametrize("cell", ["9434765919", "NHS number 943 476 5919", "sw1a1aa", "SW1A 1AA", "07700.900.123"])
def test_numbers_and_postcodes_as_people_write_them(cell):
    (found,) = of_cells([cell]).personal
    assert (found.column, found.lines, found.count, found.needed) == ("category", (2,), 1, False)


@pytest.mark.parametrize("cell", ["943 476 5918", "9434765918", "1234567890", "SW1A"])
def test_wrong_check_digits_and_outward_codes_pass(cell):
    assert not of_cells([cell]).problems


def test_a_postcode_may_keep_its_first_half():
    (problem,) = of_cells(["LS1 4AP"]).errors
    assert "first half only" in problem.remedy


HEAD = "measure_id,name,plain_meaning,unit,direction,Owner"


def measures(*owners: str):
    rows = [f"m{at},Measure {at},What it is,count,increase,{owner}" for at, owner in enumerate(owners)]
    return "\n".join([HEAD, *rows]) + "\n"


def test_a_person_where_a_post_is_asked_for_is_refused():
    result = checked(
        measures("Jane Smith", "Head of IT", '"Patel, Priya"', "mr jones", "Grace Court Manager"), "measures"
    )
    assert [(each.row, each.severity) for each in result.problems] == [(2, "error"), (4, "error"), (5, "error")]
    assert "Write the post" in result.errors[0].remedy and not any("Smith" in (e.value or "") for e in result.errors)


def test_the_officer_leaves_the_column_out_there_and_then():
    text = measures("Jane Smith", "Head of IT")
    (found,) = checked(text, "measures").personal
    assert (found.column, found.what, found.lines, found.needed) == ("Owner", "people's names", (2,), False)
    result = checked(text, "measures", Layout("measures", dropped=(" owner ",)))
    assert not result.problems and not result.personal
    assert result.rows["owner_role"].null_count == 2
    assert b"Smith" not in result.original and b"Owner" not in result.original
    assert "Left out as you said, and not kept: Owner." in result.repairs
    assert not checked(result.original.decode(), "measures").errors


def test_what_a_file_cannot_do_without_is_not_offered():
    text = "ticket_id,opened_at\njo@x.example,2026-09-01\n"
    assert [each.needed for each in checked(text).personal] == [True]


def test_a_whole_column_of_names_under_a_neutral_header():
    names = ["Jane Smith", "Priya Patel", "Mohammed Khan", "J. Brown", "Siobhan O'Neill", "Okwui Eze"]
    result = of_cells([*names, "Hardware"])
    assert [each.row for each in result.errors] == list(range(2, 8))
    words = ["Council Tax", "Password Reset", "George Street Depot", "Service Desk", "Grace Period", "Parking Permits"]
    assert not of_cells(words).problems


def test_people_beside_the_used_columns_are_not_kept():
    numbers = [each for nine in ("400000000", "400000001", "400000003", "400000004", "400000005", "400000006")
               if (each := nhs_number(nine))]  # fmt: skip
    rows = [f"I{at},2026-09-01,{name},{number},A{at}000000000"
            for at, (name, number) in enumerate(zip(["Jane Smith", "Tom Lee", "Ann Fox", "Raj Rao", "Zoe Ray"], numbers,
                                                    strict=False))]  # fmt: skip
    result = checked("\n".join(["ticket_id,opened_at,Who,Ref,Asset", *rows]) + "\n")
    assert not result.problems and result.original.splitlines()[0] == b"ticket_id,opened_at,Asset"
    assert sum("holds personal data and is not kept" in each for each in result.repairs) == 2


def test_titles_and_footers_with_people_are_not_kept_and_not_repeated():
    text = "Incidents of September,,\nPrepared by Jane Smith 01632 960123,,\nticket_id,opened_at,category\n"
    result = checked(text + "I1,2026-09-01,Hardware\nI2,2026-09-02,Software\n")
    assert result.rows is not None and len(result.rows) == 2
    kept = result.original + "\n".join(result.repairs).encode()
    assert b"Smith" not in kept and b"960123" not in kept
    assert any("outside the rows" in each for each in result.repairs)
