"""What a header means is worked out once for a table and a kind, whoever asks and however often."""

from collections import Counter
from dataclasses import replace

import pytest

from data.contracts import CONTRACTS, contract
from data.intake import Known, check, read
from data.intake.columns import matching, understanding
from data.intake.columns.proposing import proposal
from data.intake.columns.recognising import recognised
from screen.upload.matching import begin_matching

# one column fewer than our template has, by whose headers alone the kind would be known
HEADERS = list(CONTRACTS["projects"].columns)[:-1]
PROJECTS = ",".join(HEADERS) + "\n" + "\n".join(f"P-{n:02},Project {n}" for n in range(16)) + "\n"
FILES = {
    "long": ("kpi_values", "measure_id,month,value\na,2026-09,1\n"),
    "wide": ("kpi_values", "measure_id,Sep 2026,Oct 2026\na,1,2\nb,3,4\n"),
    "of another kind": ("finance", "measure_id,month,value\na,2026-09,1\n"),
    "with headers that nobody knows": (
        "projects",
        "Ref,Project title,Dept\nP-01,Title,ICT\nP-02,Other,ICT\n",
    ),
    "with a column that stands twice": ("kpi_values", "measure_id,month,value,value\na,2026-09,1,\nb,2026-09,,2\n"),
    "of projects": ("projects", PROJECTS),
}


def table(text: str):
    return read(text.encode(), "file.csv")


@pytest.mark.parametrize("kind, text", FILES.values(), ids=FILES)
def test_the_headers_of_a_file_are_matched_once_for_each_kind(kind, text, monkeypatch):
    matches = Counter()

    def counted(table, wanted):
        if table.unpivoted is None:  # a wide file that was made long has headers of its own
            matches[wanted.kind, *table.headers] += 1
        return matching.match_headers(table, wanted)

    monkeypatch.setattr(understanding, "match_headers", counted)
    text, known = table(text), Known(measures={"a": "count", "b": "count"})
    recognised(text, known)
    check(text, kind, known)
    begin_matching(text, kind, known, wide=True)
    check(text, kind, known)
    assert {kind for kind, *_ in matches} == set(CONTRACTS) and set(matches.values()) == {1}


def test_a_header_is_asked_for_its_unit_once_and_not_for_each_column_that_it_might_be(monkeypatch):
    asked = Counter()

    def counted(header):
        asked[header] += 1
        return stated(header)

    stated = matching.stated
    monkeypatch.setattr(matching, "stated", counted)
    text = table(PROJECTS)
    recognised(text)
    check(text, "projects")
    # once for each kind that has no such column
    assert max(asked.values()) < len(CONTRACTS) and sum(asked.values()) <= len(text.headers) * len(CONTRACTS)


def test_a_proposal_is_made_anew_only_for_another_table_or_other_measures():
    text, measures = table("Ref,Sep 2026\na,1\n"), {"a": "count"}
    first = proposal(text, "kpi_values", Known(measures=measures))
    assert proposal(text, "kpi_values", Known(measures=dict(measures))) is first
    assert proposal(text, "kpi_values", Known(measures={"b": "count"})) is not first
    assert proposal(replace(text, headers=["Note", "Sep 2026"]), "kpi_values") is not first


def test_a_table_that_is_changed_is_understood_anew_and_the_first_stays_as_it_was():
    text, wanted = table("measure_id,month,value,note\na,2026-09,1,x\n"), contract("kpi_values")
    understood = understanding.understanding(text, wanted)
    renamed = replace(text, headers=["measure_id", "month", "value", "final"])
    assert "final" not in understood.matched.position_of
    assert understanding.understanding(renamed, wanted) is not understood
    assert understanding.understanding(text, wanted) is understood
    before = dict(understood.matched.position_of)
    assert check(text, "kpi_values").rows is not None
    assert understood.matched.position_of == before
