"""Each problem has a code, so that nothing has to read its sentence."""

import re
from pathlib import Path

import pyarrow as pa
import pytest

from data.intake import check, read
from data.intake.problem import PERSONAL, Problem, grouped
from data.intake.values.cells import ask, connection

_ODD = ["", "abc", "#REF!", "n/a", "12", "1.234,5", "5k", "$5", "<5", "1,23", "nil", "31/02/2026", "13/25/2026",
        "2026", "45123", "12 Sep", "1/1/1700", "01/09/2026 25:00", "Q3 2026", "2026/28", "1:30", "Frobtember", "a b",
        "a@b.gov.uk", "020 7946 0958", "QQ 12 34 56 C", "943 476 5919", "AB123456C", "SW1A 1AA", "@",
        "!!!"]  # fmt: skip


@pytest.mark.parametrize(
    "file", ["number", "moment", "financial_year", "calendar_months", "duration", "id", "code", "text"]
)
def test_what_is_wrong_with_a_text_has_a_code_and_a_sentence_or_neither(file):
    texts = pa.table({"text": pa.array([each for each in _ODD if each], pa.string())})
    with connection(0) as con:
        read_texts = ask(con, f"{file}.sql", texts=texts).to_pylist()
        months = ask(con, "month.sql", texts=texts, days=ask(con, "moment.sql", texts=texts)).to_pylist()
    assert any(each["problem"] for each in read_texts)
    for each in read_texts + months:
        assert (each["code"] is None) == (each["problem"] is None), each
        assert each["code"] is None or re.fullmatch(r"[a-z][a-z_]*[a-z]", each["code"]), each


def test_a_file_with_many_faults_has_a_code_for_each_and_their_causes_keep_it():
    body = "measure_id,month,value\n" + "".join(
        f"m,2026-0{n},{text}\n" for n, text in ((1, '"1.234,5"'), (2, ""), (3, "5k"))
    )
    done = check(read(body.encode(), "kpi.csv"), "kpi_values")
    assert [each.code for each in done.errors] == ["decimal_comma", "shortened_number"]
    assert {each.code for each in grouped(done.problems)} >= {"decimal_comma", "shortened_number"}


def test_personal_data_is_told_by_its_code_and_shown_by_its_first_letters():
    text = "service_id,month,channel,completed,comment\nparking,2026-09,online,5,Ring 020 7946 0958\n"
    done = check(read(text.encode(), "volumes.csv"), "channel_volumes")
    found = [each for each in done.problems if each.code in PERSONAL]
    assert [(each.code, each.value) for each in found] == [("personal_telephone_number", "Ri…")]


def test_a_problem_cannot_be_made_without_a_code():
    with pytest.raises(TypeError, match="code"):
        Problem(1, None, None, "is wrong", "Mend it.")


def test_nothing_reads_a_sentence_to_tell_one_problem_from_another():
    asks = re.compile(
        r"""\.problem(\.startswith|\.endswith|\.removeprefix| ==)|["'] in \w+\.problem\b|problem\.startswith"""
    )
    here = Path(__file__).parents[2]
    found = [
        f"{path.relative_to(here)}:{number}"
        for folder in ("data", "screen", "pages")
        for path in (here / folder).rglob("*.py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if asks.search(line)
    ]
    assert found == []
