"""Contracts: they agree with the store's tables and the queries, and templates and help are made from them."""

import os
import subprocess
import sys
from collections import Counter

import pytest

import queries
from data.contracts import COMPUTED, CONTRACTS, UnknownKind, about_people, contract, fields_table, folded, template_csv
from data.intake import Known, check, known_from, read
from data.settings import ROOT
from data.store import Author

SQL_TYPES = {
    "id": "VARCHAR",
    "code": "VARCHAR",
    "calendar months": "VARCHAR",
    "financial year": "VARCHAR",
    "rating": "VARCHAR",
    "edition": "DATE",
    "text": "VARCHAR",
    "word": "VARCHAR",
    "months": "VARCHAR",
    "number": "DOUBLE",
    "whole": "INTEGER",
    "moment": "TIMESTAMP",
    "date": "DATE",
    "month": "DATE",
    "yesno": "BOOLEAN",
}
KINDS = sorted(CONTRACTS)


@pytest.mark.parametrize("kind", KINDS)
def test_columns_are_those_of_the_kinds_table(store, kind):
    table = store.query(
        """SELECT column_name, data_type FROM information_schema.columns
           WHERE table_name = $kind ORDER BY ordinal_position""",
        {"kind": kind},
    )
    there = dict(zip(table["column_name"], table["data_type"], strict=True))
    for system in ("submission_id", "source_row", "slice_key"):
        there.pop(system)
    assert {each.name: SQL_TYPES[each.type] for each in contract(kind).stored} == there
    assert [each.name for each in contract(kind).stored] == list(there)


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_says_what_it_means_and_its_example_can_be_read(kind):
    columns = contract(kind).columns
    for each in columns.values():
        assert each.meaning.endswith(".") and each.example, each.name
    if weekly := contract(kind).weekly:  # whose rows are weeks is asked about: see test_intake_weeks.py
        columns = {name: each for name, each in columns.items() if name not in (weekly.first_day, weekly.last_day)}
    text = ",".join(columns) + "\n" + ",".join(f'"{each.example}"' for each in columns.values()) + "\n"
    result = check(read(text.encode(), "example.csv"), kind, Known(measures={"calls_answered": "percent"}))
    assert not result.problems, result.problems
    filled = result.rows.to_pylist()[0]
    assert all(filled[each.name] is not None for each in contract(kind).stored)


@pytest.mark.parametrize("kind", KINDS)
def test_no_header_means_two_columns(kind):
    counts = Counter(spelling for column in contract(kind).columns.values() for spelling in column.spellings)
    assert [spelling for spelling, many in counts.items() if many > 1] == []


@pytest.mark.parametrize("kind", KINDS)
def test_our_own_headers_are_not_about_people(kind):
    assert [name for name in contract(kind).columns if about_people(name)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_is_the_header_and_is_taken_once_filled(kind):
    header = template_csv(kind)
    assert header == ",".join(each.name for each in contract(kind).stored) + "\r\n"
    assert "no rows" in check(read(header.encode(), "template.csv"), kind).errors[0].problem


@pytest.mark.parametrize("kind", KINDS)
def test_the_help_has_a_row_for_every_column(kind):
    table = fields_table(kind)
    assert table["Column"].tolist() == list(contract(kind).columns)
    assert (table["Meaning"] != "").all() and (table["How to write it"] != "").all()
    needed = table.loc[table["Needed"] == "yes", "Column"].tolist()
    assert needed == [each.name for each in contract(kind).columns.values() if each.required]


def test_an_unknown_kind_is_named_with_the_one_that_may_be_meant():
    with pytest.raises(UnknownKind, match="Did you mean incidents"):
        contract("incident")


def test_computed_measures_are_those_of_the_queries(store):
    for kind, row in (
        ("incidents", b"ticket_id,opened_at\nI1,01/09/2026\n"),
        ("channel_volumes", b"service_id,month,channel,completed\nbins,2026-09,online,5\n"),
    ):
        checked = check(read(row, "i.csv"), kind, known_from(store))
        store.save_and_publish(checked.draft(), Author("o", "officer"))
    rows = queries.ask("measures/definitions", store=store)
    computed = rows[rows["origin"] != "submitted"]
    assert dict(zip(computed["measure_id"], computed["unit"], strict=True)) == COMPUTED


@pytest.mark.parametrize(
    "header",
    ["Caller", "caller_id", "Assigned to", "E-mail", "Email address", "Requested For", "Contact name", "User ID",
     "Staff number", "Full Name", "Name of caller", "Mobile phone", "sys_updated_by", "Customer's name", "NI number"],
)  # fmt: skip
def test_headers_about_people(header):
    assert about_people(header)


@pytest.mark.parametrize(
    "header",
    ["name", "category", "Service name", "Contact type", "Users affected", "Owner role", "Group", "Location", "Title"],
)
def test_headers_that_are_not_about_people(header):
    assert not about_people(header)


def test_headers_fold():
    assert folded("Opened At") == folded("opened_at") == folded(" OPENED-AT: ") == folded("openedAt") == "openedat"
    assert folded("Cost (£)") == "costgbp"


def test_contracts_need_no_settings_before_a_file_is_read(tmp_path):
    """Else a council.toml that is missing or wrong ends in a traceback, and not in its sentence."""
    missing = {**os.environ, "COUNCIL_SETTINGS": str(tmp_path / "none.toml")}
    call = [sys.executable, "-m", "data", "submissions", "--store", str(tmp_path / "s.duckdb")]
    ran = subprocess.run(call, capture_output=True, text=True, cwd=ROOT, env=missing)
    assert ran.returncode == 1 and "Traceback" not in ran.stderr
    assert ran.stderr.startswith("The settings file")


@pytest.mark.parametrize("word", ["cancelled", "Canceled", "No longer needed"])
def test_a_milestone_can_be_cancelled(word):
    assert CONTRACTS["milestones"].columns["status"].words[folded(word)] == "cancelled"
