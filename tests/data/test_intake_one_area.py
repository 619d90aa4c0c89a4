"""A file with the figures of several areas: one question, and only the rows of the council."""

import pytest

from data.intake import Known, Layout, check, read

KNOWN = Known(measures={"claimants": "count", "rate": "percent"})
TAKEN = Layout("kpi_values", answers={"area": "trafford"})


def _long(header: str, months=("2026-01", "2026-02"), areas=("England", "Trafford", "Salford")) -> str:
    rows = [
        f"{area},claimants,{month},{100 * place + number}"
        for place, area in enumerate(areas, 1)
        for number, month in enumerate(months)
    ]
    return "\n".join([f"{header},measure_id,month,value", *rows]) + "\n"


def checked(text: str, layout: Layout | None = None):
    return check(read(text.encode(), "kpi_values.csv"), "kpi_values", KNOWN, layout=layout)


@pytest.mark.parametrize("header", ["area_name", "Area", "Local authority", "LA", "Region", "District", "area_code"])
def test_the_council_is_asked_for_and_only_its_rows_are_read(header):
    asked = checked(_long(header))
    assert [each.code for each in asked.problems] == ["asked:area"]
    assert asked.questions[0].options == {"England": "2 rows", "Trafford": "2 rows", "Salford": "2 rows"}
    result = checked(_long(header), TAKEN)
    assert result.rows["value"].to_pylist() == [200, 201] and not result.problems
    assert result.rows["source_row"].to_pylist() == [4, 5]
    assert any("2 rows of 'Trafford'" in each and "4 rows of other areas" in each for each in result.repairs)


def test_the_answer_is_kept_with_the_match_and_asked_anew_where_the_area_is_not_in_the_file():
    assert Layout.from_text(TAKEN.to_text()) == TAKEN
    assert checked(_long("area", months=("2026-03", "2026-04")), TAKEN).rows["value"].to_pylist() == [200, 201]
    assert checked(_long("area", areas=("England", "Salford")), TAKEN).questions[0].about == "area"


def test_columns_for_months_and_areas_are_read_for_one_area():
    text = "area,measure_id,2026-01,2026-02\nEngland,claimants,100,101\nTrafford,claimants,200,201\n"
    assert [each.code for each in checked(text).errors] == ["asked:area"]
    assert checked(text, TAKEN).rows["value"].to_pylist() == [200, 201]


@pytest.mark.parametrize(
    "text",
    [
        "area,measure_id,month,value\nTrafford,claimants,2026-01,5\nTrafford,claimants,2026-02,6\n",
        "area,measure_id,month,value\nHousing,claimants,2026-01,5\nPlanning,rate,2026-01,6\n",
        "measure_id,month,value\nclaimants,2026-01,5\nrate,2026-01,6\n",
    ],
)
def test_where_no_figure_stands_for_several_areas_nothing_is_asked(text):
    result = checked(text)
    assert result.row_count == 2 and not result.questions and not result.problems


def test_many_areas_are_cut_short_in_the_sentence_and_offered_in_full():
    areas = [f"Area {number}" for number in range(400)]
    asked = checked(_long("area", areas=areas))
    assert len(asked.questions[0].options) == 400 and len(asked.errors[0].problem) < 600
