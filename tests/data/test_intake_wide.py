"""Wide files: one column for each month, quarter or channel, read only where every word of a header is understood."""

from datetime import date

import pandas as pd
import pytest

from data.contracts import contract
from data.intake import Known, Layout, check, read
from data.intake.columns.understanding import understanding
from data.intake.columns.unpivoting import sample, unpivoted
from data.intake.values.periods import found_in, say
from data.settings import ROOT
from tests.data.test_shell import loaded, shell  # noqa: F401  the fixture

REAL = ROOT.parent / "shared" / "realdata"
KNOWN = Known(measures={"a": "count", "b": "percent"}, today=date(2026, 11, 3))


def checked(text: str, kind: str = "channel_volumes", layout: Layout | None = None):
    return check(read(text.encode(), "wide.csv"), kind, KNOWN, layout=layout)


def rows(result, *columns: str) -> list[tuple]:
    assert result.rows is not None, result.problems
    frame = result.rows.to_pandas()
    frame["month"] = pd.to_datetime(frame["month"]).dt.strftime("%Y-%m")
    frame = frame.astype(object).where(frame.notna(), None)
    return [tuple(row) for row in frame[list(columns)].itertuples(index=False)]


def told(result) -> str:
    return " ".join([*result.repairs, *(str(each) for each in result.problems)])


# -- periods in headers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "period", "months", "rest"),
    [
        ("Apr-25", "April 2025", 1, "*"),
        ("2025-04", "April 2025", 1, "*"),
        ("04/2025", "April 2025", 1, "*"),
        ("April 2025", "April 2025", 1, "*"),
        ("Sept '26", "September 2026", 1, "*"),
        ("01/04/2025", "April 2025", 1, "*"),
        ("2025-04-01 00:00:00", "April 2025", 1, "*"),
        ("Online Apr 25", "April 2025", 1, "Online *"),
        ("Total transactions\nJul - Sep 2012", "July to September 2012", 3, "Total transactions *"),
        ("Oct 2017 to Dec 2017", "October to December 2017", 3, "*"),
        ("Dec - Feb 2018", "December 2017 to February 2018", 3, "*"),
        ("Q2 2025/26", "July to September 2025", 3, "*"),
        ("2025-26 Q4", "January to March 2026", 3, "*"),
        ("Total \nOct16-Sep17 [12 MONTHS]", "October 2016 to September 2017", 12, "Total * [12 MONTHS]"),
        ("2025/26", "April 2025 to March 2026", 12, "*"),
    ],
)
def test_what_a_header_says_about_time(header, period, months, rest):
    found, left = found_in(header)
    assert (say(found), found.months, found.asked, left) == (period, months, False, rest)


@pytest.mark.parametrize("header", ["2017-Q3", "Q3 2017", "2017 Q3 Vol."])
def test_a_quarter_of_one_year_may_be_two_things(header):
    found, _ = found_in(header)
    assert found.asked
    assert say(found.of_year("calendar")) == "July to September 2017"
    assert say(found.of_year("financial")) == "October to December 2017"


@pytest.mark.parametrize(
    "header",
    ["May", "2025", "Q3", "8/4/2025", "Apr - May 2025", "Apr 2025 against Apr 2024", "Market 2020", "2025/27",
     "E05001234", "Totals check Oct-Sep", "13/2025", "2025-13", "Web 2.0", "2025/27 Q1"],
)  # fmt: skip
def test_what_is_no_month_is_left_alone(header):
    assert found_in(header)[0] is None


# -- months, channels, both --------------------------------------------------------------------------------------------


def test_a_column_for_each_month_with_the_channels_down_the_side():
    result = checked("service_id,channel,Apr-25,May-25\npermits,online,10,12\npermits,phone,,7\n")
    assert rows(result, "source_row", "channel", "month", "completed") == [
        (2, "online", "2025-04", 10),
        (2, "online", "2025-05", 12),
        (3, "phone", "2025-05", 7),
    ]
    assert "2 columns such as 'Apr-25' were read as the completed transactions of a month." in result.repairs
    (warning,) = result.problems
    assert "does not say what is counted" in warning.problem and warning.severity == "warning"


def test_a_column_for_each_channel():
    result = checked("service,month,Online,Phone calls,In person\npermits,Sep 2026,10,5,2\n")
    assert rows(result, "channel", "completed") == [("online", 10), ("phone", 5), ("face_to_face", 2)]


def test_channel_and_month_in_one_header_with_a_line_break_and_a_word_for_the_quantity():
    result = checked(
        'service,"Online transactions\nApr 25","Phone volume\nApr 25",Calls offered Apr 25,Calls abandoned Apr 25\n'
        "permits,10,5,9,2\n"
    )
    assert not result.problems
    assert rows(result, "channel", "completed", "calls_offered", "calls_abandoned") == [
        ("online", 10, None, None),
        ("phone", 5, 9, 2),
    ]


def test_measures_down_the_side_and_months_across():
    result = checked("measure_id,Apr-25,May-25\na,10,-\nb,45%,50%\n", "kpi_values")
    assert rows(result, "measure_id", "month", "value", "source_row") == [
        ("a", "2025-04", 10, 2),
        ("b", "2025-04", 45, 3),
        ("b", "2025-05", 50, 3),
    ]
    assert not result.problems
    assert "'a' has a percent" not in told(result)


def test_quarters_are_no_figures_of_a_monthly_measure():
    result = checked("measure_id,Q1 2025/26,Q2 2025/26\na,1,2\n", "kpi_values")
    assert result.rows is None
    assert [(each.column, each.code) for each in result.errors] == [
        ("Q1 2025/26", "a_quarter"),
        ("Q2 2025/26", "a_quarter"),
    ]


def test_each_problem_of_a_cell_names_the_line_and_the_header_of_the_file():
    result = checked('service,channel,"Vol.\nApr-25",Vol. May-25\npermits,online,1,2\npermits,post,x,-3\n')
    assert [(each.row, each.column, each.value) for each in result.errors] == [
        (4, "Vol. Apr-25", "x"),
        (4, "Vol. May-25", "-3"),
    ]


def test_rows_that_say_the_same_thing_twice_are_named_by_their_lines():
    result = checked(
        "service,channel,Vol. Apr-25,Vol. May-25\npermits,online,1,2\nbins,online,1,2\npermits,online,1,3\n"
    )
    (problem,) = result.errors
    assert (problem.row, problem.column) == (4, "service_id")
    assert "line 2 (Vol. May-25) has the same" in problem.problem
    assert "folded: lines 4 (Vol. Apr-25)" in told(result)


def test_a_figure_nobody_knows_is_left_out_by_name():
    result = checked("service,channel,Vol. Apr-25,Vol. May-25,RAG Apr-25,RAG May-25\npermits,online,1,2,G,A\n")
    assert len(result.rows) == 2
    assert "2 columns such as 'RAG Apr-25' were left out: what they count is not known." in result.repairs


def test_years_beside_their_months_are_left_out():
    result = checked("service,channel,Vol. Apr-25,Vol. May-25,Vol. 2025/26\npermits,online,1,2,3\n")
    assert [row[0] for row in rows(result, "completed")] == [1, 2]
    assert "'Vol. 2025/26' was left out: they add up columns" in told(result)


def test_a_header_that_stands_twice_with_other_cells_is_an_error():
    result = checked("service,channel,Vol. Apr-25,Vol. Apr-25\npermits,online,1,2\n")
    assert "stands twice in the header" in told(result) and result.rows is None


def test_a_long_file_with_columns_named_like_channels_stays_long():
    result = checked("service,month,channel,completed,online,phone\npermits,2026-09,online,5,yes,no\n")
    assert rows(result, "channel", "completed") == [("online", 5)]


def test_columns_of_peoples_numbers_are_never_read_as_channels():
    result = checked("service,month,Phone,Email\npermits,2026-09,01632 960123,a@example.org\n")
    assert result.rows is None
    assert "01632" not in told(result) and "example.org" not in told(result)
    assert "Columns about people were left out" in told(result)


def test_months_that_may_be_financial_years_are_not_guessed():
    result = checked("service,channel,2009-10,2010-11,2011-12\npermits,online,1,2,3\n")
    assert result.rows is None


def test_channels_in_a_column_and_in_headers_are_asked_about():
    result = checked("service,channel,Online Apr 25,Phone Apr 25\npermits,online,1,2\n")
    assert "names a channel, and the column 'channel' names channels too" in told(result)
    assert result.rows is None


# -- totals ------------------------------------------------------------------------------------------------------------


def test_a_total_is_split_by_its_digital_part():
    result = checked(
        "service,Total transactions Apr-25,Digital transactions Apr-25\n"
        "whole,100,\nsplit,100,60\nzero,100,0\nall,100,100\nmore,100,101\nalone,,5\nnothing,,\n"
    )
    assert rows(result, "service_id", "channel", "completed") == [
        ("whole", "all", 100),
        ("split", "not_stated", 40),
        ("split", "online", 60),
        ("zero", "not_stated", 100),
        ("zero", "online", 0),
        ("all", "not_stated", 0),
        ("all", "online", 100),
        ("more", "all", 100),
    ]
    assert [(each.row, each.column, each.value, each.severity) for each in result.problems] == [
        (6, "Digital transactions Apr-25", "101 of 100", "warning"),
        (7, "Digital transactions Apr-25", "5", "warning"),
    ]


def test_a_total_beside_all_of_its_channels_is_only_checked():
    result = checked(
        "service,month,Online,Phone,Total\neven,2026-09,60,40,100\nrest,2026-09,60,30,100\nno_online,2026-09,,30,100\n"
    )
    assert rows(result, "service_id", "channel", "completed") == [
        ("even", "online", 60),
        ("even", "phone", 40),
        ("rest", "online", 60),
        ("rest", "phone", 30),
        ("rest", "not_stated", 10),
        ("no_online", "all", 100),
    ]


# -- rivals and quarters -----------------------------------------------------------------------------------------------


def _running(noise: int = 0) -> str:
    """Quarterly volumes of 20 services, and a column of running sums of four quarters; some sums are wrong."""
    quarters = [f"{q} {y}" for y in range(2014, 2018) for q in ("Jan - Mar", "Apr - Jun", "Jul - Sep", "Oct - Dec")]
    years = [f"{y}-Q{q} Vol." for y in range(2015, 2018) for q in (1, 2, 3, 4)]
    lines = [",".join(["slug", *years, *(f"Total transactions {each}" for each in quarters)])]
    for service in range(20):
        figures = [100 + (service * 31 + at * 17) % 53 for at in range(16)]
        sums = [sum(figures[at : at + 4]) + (7 if service < noise else 0) for at in range(12)]
        lines.append(",".join(map(str, [f"s{service}", *sums, *figures])))
    return "\n".join(lines) + "\n"


def test_a_proved_running_total_is_left_out_and_said():
    result = checked(_running(noise=2))
    assert len(result.rows) == 20 * 16
    assert "12 columns such as '2015-Q1 Vol.' were left out: they are running totals of 12 months" in told(result)
    assert "in 90% of 240 cells" in told(result)
    assert set(result.rows["channel"].to_pylist()) == {"all"} and set(result.rows["months"].to_pylist()) == {3}


def test_what_is_not_proved_must_be_chosen_and_can_be():
    result = checked(_running(noise=3))
    assert result.rows is None
    (problem,) = result.errors
    assert (
        "12 columns such as '2015-Q1 Vol.' and 16 columns such as 'Total transactions Jan - Mar 2014'"
        in problem.problem
    )
    assert "--layout" in problem.remedy and "Match columns" in problem.remedy
    one = checked(_running(noise=3), layout=Layout("channel_volumes", families={"* Vol.": "left out"}))
    assert len(one.rows) == 20 * 16
    other = Layout("channel_volumes", families={"Total transactions *": "left out", "* Vol.": "completed, total"})
    asked = checked(_running(noise=3), layout=other)
    assert "may be January to March 2015 (calendar year) or April to June 2015 (financial year)" in told(asked)


@pytest.mark.parametrize(("quarters", "month"), [("calendar", "2017-07"), ("financial", "2017-10")])
def test_the_year_of_a_quarter_is_asked(quarters, month):
    text = "service,Online 2017-Q3,Phone 2017-Q3\npermits,1,2\n"
    asked = checked(text)
    (problem,) = asked.errors
    assert (
        "may be July to September 2017 (calendar year) or October to December 2017 (financial year)" in problem.problem
    )
    settled = checked(text, layout=Layout("channel_volumes", quarters=quarters))
    assert rows(settled, "month", "months", "channel") == [(month, 3, "online"), (month, 3, "phone")]


def test_columns_that_a_layout_gives_one_channel_are_added_up():
    text = "service,Face-to-face Apr-25,Home visit Apr-25\npermits,3,4\nbins,,1\n"
    assert "would be counted twice" in told(checked(text))
    both = {"Face-to-face *": "completed, face_to_face", "Home visit *": "completed, face_to_face"}
    result = checked(text, layout=Layout("channel_volumes", families=both))
    assert rows(result, "service_id", "completed") == [("permits", 7), ("bins", 1)]


# -- for the page ------------------------------------------------------------------------------------------------------


def test_before_and_after_are_shown_by_example():
    table = unpivoted(read(b"service,note,Online Apr 25,Phone Apr 25\npermits,x,1,2\nbins,y,3,\n", "w.csv"),
                      contract("channel_volumes"))  # fmt: skip
    told = sample(table)
    assert told.before == ["service", "note", "Online Apr 25", "Phone Apr 25"]
    assert told.wide_rows == [["permits", "x", "1", "2"], ["bins", "y", "3", ""]]
    assert told.after == ["service_id", "comment", "month", "channel", "completed"]
    assert told.long_rows == [
        ["permits", "x", "2025-04", "online", "1"],
        ["permits", "x", "2025-04", "phone", "2"],
        ["bins", "y", "2025-04", "online", "3"],
    ]
    assert sample(read(b"service,note\na,b\n", "l.csv")) is None


def test_kinds_without_wide_files_are_not_looked_at():
    table = read(b"ticket_id,opened_at,Apr-25,May-25\nI1,2026-09-01,1,2\n", "i.csv")
    assert unpivoted(table, contract("incidents")) is table
    assert understanding(table, contract("incidents")).plan is None


# -- real files --------------------------------------------------------------------------------------------------------

real = pytest.mark.skipif(not REAL.exists(), reason="the shared files are not here")


@real
def test_the_transactions_of_the_government_load_as_they_are(shell, tmp_path):  # noqa: F811
    raw = (REAL / "channels" / "govuk_transaction_services_2018-09.csv").read_bytes()
    result = loaded(shell, "channel_volumes", raw)
    assert result["published"] and {each["severity"] for each in result["problems"]} == {"warning"}
    said = " ".join(result["repairs"])
    for wanted in (
        "21 columns such as 'Total transactions Jul - Sep 2012' were read as the completed transactions of a quarter",
        "21 columns such as '2012-Q4 Vol.' were left out: they are running totals of 12 months",
        "21 columns such as '2012-Q4 CPT (£)'",
        "2 columns such as 'Total Oct16-Sep17 [12 MONTHS]' were left out: they add up columns",
    ):
        assert wanted in said
    # the same figures by another way: the cells of the file, without a store
    file = pd.read_csv(pd.io.common.BytesIO(raw), dtype=str, keep_default_na=False, encoding="utf-8")
    file.columns = [" ".join(each.split()) for each in file.columns]

    def figures(kind):
        wide = file[[each for each in file.columns if each.startswith(f"{kind} transactions")]]
        return wide.map(lambda cell: pd.to_numeric(cell.replace(",", "").strip(), errors="coerce")).to_numpy()

    totals, digital = figures("Total"), figures("Digital")
    good = (totals >= digital) & ~pd.isna(digital)
    from data.store import open_store

    sums = open_store(tmp_path / "store.duckdb").query(
        """SELECT channel, sum(completed) AS completed, count(*) AS n, min(month) AS first, any_value(months) AS months
           FROM current_channel_volumes GROUP BY channel"""
    ).set_index("channel")  # fmt: skip
    assert sums.loc["online", "completed"] == digital[good].sum() and sums.loc["online", "n"] == good.sum()
    assert sums["completed"].sum() == totals[~pd.isna(totals)].sum(), "no transaction is lost or counted twice"
    assert set(sums["months"]) == {3} and set(sums.index) == {"online", "not_stated", "all"}
    warned = [each for each in result["problems"] if "more than its total" in each["problem"]]
    assert len(warned) == (digital > totals).sum()


@real
def test_appointments_load_by_a_layout_and_with_renamed_columns(shell, tmp_path):  # noqa: F811
    raw = (REAL / "channels" / "nhs_gp_appointments_monthly_by_mode_icb.csv").read_bytes()
    refused = loaded(shell, "channel_volumes", raw)
    assert not refused["published"]
    assert [each["column"] for each in refused["problems"]] == ["service_id", "month", "channel", "completed"]
    assert all("--layout" in each["remedy"] and "Match columns" in each["remedy"] for each in refused["problems"])
    path = tmp_path / "nhs.csv"
    path.write_bytes(raw)
    code, proposed = shell("layout", "channel_volumes", str(path))
    assert code == 0
    assert dict(Layout.from_text(proposed).columns) == {
        "icb_ons_code": "service_id",
        "appointment_month": "month",
        "appointment_mode": "channel",
        "count_of_appointments": "completed",
    }
    (tmp_path / "layout.toml").write_text(proposed, encoding="utf-8")
    code, out = shell("load", "channel_volumes", str(path), "--layout", str(tmp_path / "layout.toml"))
    assert code == 0, out
    assert "'face-to-face' and 'home visit' both mean face_to_face: their counts were added up." in out
    from data.store import open_store

    export = shell("export", "channel_volumes")[1]
    by_hand = loaded(shell, "channel_volumes", b"service_id,month,channel,completed\n" + raw.split(b"\n", 1)[1])
    assert by_hand["published"] and shell("export", "channel_volumes")[1] == export
    file = pd.read_csv(pd.io.common.BytesIO(raw))
    sums = open_store(tmp_path / "store.duckdb").query(
        "SELECT channel, sum(completed) AS completed FROM current_channel_volumes GROUP BY channel"
    )
    by_mode = file.groupby("appointment_mode")["count_of_appointments"].sum()
    assert dict(zip(sums["channel"], sums["completed"], strict=True)) == {
        "face_to_face": by_mode["Face-to-Face"] + by_mode["Home Visit"],
        "phone": by_mode["Telephone"],
        "online": by_mode["Video/Online"],
        "not_stated": by_mode["Unknown"],
    }


@real
def test_other_real_files_are_never_taken_for_one_of_these_kinds():
    taken = []
    for path in sorted(REAL.rglob("*.csv")):
        if path.parent.name != "channels":
            text = read(path.read_bytes(), path.name)
            for kind in ("channel_volumes", "kpi_values"):
                result = check(text, kind, KNOWN)
                taken += [(kind, path.name)] if result.rows is not None else []
                assert result.errors or result.rows is not None
    assert taken == []
