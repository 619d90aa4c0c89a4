"""The control chart: what it says for each verdict, and that sentence, table and figure agree."""

from datetime import date, datetime

import pandas as pd
import pytest

from exhibits import View
from exhibits.common.process_chart import process_chart
from queries import ask
from tests.exhibits.figures import STEADY, define, explain, figures, incidents, months, publish


def chart(measure_id="calls", **params):
    return process_chart(View(), measure_id=measure_id, **params)


def traces(exhibit):
    return {trace.name: trace for trace in exhibit.figure.data if trace.name}


def test_unusually_high_names_month_value_range_and_lack_of_explanation(store):
    define(store, "calls")
    figures(store, "calls", [*STEADY[:35], 640])
    exhibit = chart()
    assert exhibit.title == "Calls: unusually high in September 2026"
    assert exhibit.summary.startswith("September 2026: 640, above the usual range of 4")
    assert exhibit.lead.endswith(": a concern, not explained yet.")
    assert exhibit.more[0] == "For this measure lower is better: this is a concern."
    assert exhibit.questions[0] == "What was different in September, and will it happen again?"  # it is not seasonal
    newest = exhibit.table.iloc[0]
    assert newest["Month"] == "September 2026"
    assert newest["Calls"] == "640"
    assert newest["What it says"] == "Unusually high (concern)"
    assert newest["Usual range"] in exhibit.summary
    marked = traces(exhibit)["Unusually high: concern"]
    assert list(marked.y) == [640]
    assert "2026-09-01" in str(marked.x[0])


def test_the_line_drawn_is_the_limit_that_the_sentence_names(store):
    define(store, "calls")
    figures(store, "calls", [*STEADY[:35], 640])
    exhibit = chart()
    upper = exhibit.data["usual_to"].iloc[0]
    drawn = [trace.y[0] for trace in exhibit.figure.data if trace.mode == "lines" and trace.line.dash == "dash"]
    assert upper in drawn
    assert exhibit.table["Usual range"].iloc[0].endswith(f"to {int(upper)}")


def test_an_explanation_stands_below_in_full_and_is_numbered_on_the_chart(store):
    define(store, "calls")
    figures(store, "calls", [*STEADY[:35], 640])
    explain(store, "calls", date(2026, 9, 1), "A mailing named the wrong number")
    explain(store, "calls", date(2025, 12, 1), "Snow.")
    exhibit = chart()
    assert exhibit.lead.endswith(": a concern, explained below.")
    assert exhibit.remarks[0] == "September 2026 (Cause): A mailing named the wrong number. – Head of Digital"
    assert [remark[:15] for remark in exhibit.remarks] == ["September 2026 ", "December 2025 ("]
    assert "Snow. – Head of Digital" in exhibit.remarks[1]
    flags = {a.text: str(a.x)[:10] for a in exhibit.figure.layout.annotations if a.text in ("<b>1</b>", "<b>2</b>")}
    assert flags == {"<b>1</b>": "2026-09-01", "<b>2</b>": "2025-12-01"}
    assert exhibit.questions[0] == "Is the cause gone, and how will we know?"


def test_low_is_an_improvement_where_lower_is_better_and_a_concern_where_higher_is(store):
    define(store, "calls")
    define(store, "met", direction="increase")
    figures(store, "calls", [*STEADY[:35], 380])
    figures(store, "met", [*STEADY[:35], 380])
    assert "an improvement" in chart().summary
    assert "Unusually low: improvement" in traces(chart())
    assert "a concern" in chart("met").summary
    assert "Unusually low: concern" in traces(chart("met"))


def test_nothing_unusual_says_so_and_never_compares_two_months(store):
    define(store, "calls")
    figures(store, "calls", STEADY)
    exhibit = chart()
    assert exhibit.title == "Calls: nothing unusual in September 2026"
    assert exhibit.summary.endswith("Nothing unusual: changes of this size happen by chance.")
    assert "inside the usual range of" in exhibit.summary
    for word in ("last month", "last year", "increase", "up by", "down by"):
        assert word not in exhibit.summary
    assert not [name for name in traces(exhibit) if "nusually" in name]


def test_too_early_to_say(store):
    define(store, "calls")
    figures(store, "calls", STEADY[:8], first=date(2026, 2, 1))
    exhibit = chart()
    assert exhibit.title == "Calls: too early to say in September 2026"
    assert "that takes 12 earlier months, and there are 7." in exhibit.summary
    assert set(exhibit.table["Usual range"]) == {"no range yet"}
    assert not [trace for trace in exhibit.figure.data if trace.mode == "lines"]


def test_trial_limits_are_called_so(store):
    define(store, "calls")
    figures(store, "calls", STEADY[:16], first=date(2025, 6, 1))
    assert "Trial limits: they rest on 15 months" in chart().note


def test_rare_events_speak_of_rate_and_time_since_the_last(store):
    define(store, "outages", name="Major outages")
    counts = [0] * 36
    counts[3] = counts[14] = counts[31] = 1
    figures(store, "outages", counts)
    exhibit = chart("outages")
    assert exhibit.summary == ("September 2026: 0, where about 1 a year is usual. The last one was 4 months before.")
    assert set(exhibit.table["Usual range"]) == {"no range yet"}
    figures(store, "outages", [*counts[:35], 4])
    assert "By chance alone, that comes less than once in" in chart("outages").summary
    assert chart("outages").title == "Major outages: unusually high in September 2026"


def test_a_long_run_inside_the_range_is_a_lasting_change(store):
    define(store, "calls")
    figures(store, "calls", [*STEADY[:28], 523, 526, 522, 525, 521, 524, 527, 522])
    exhibit = chart()
    assert exhibit.title == "Calls: lasting rise in September 2026"
    assert exhibit.lead == (
        "September 2026: 522, the latest of 9 months in a row above the average, since January 2026: "
        "unlikely to be chance."
    )
    assert "It is inside the usual range of" in exhibit.summary and "Nothing unusual" not in exhibit.summary
    assert exhibit.table["What it says"].iloc[0] == "Part of a long run above the average (concern)"
    assert traces(exhibit)["Run of high months: concern"].y[-1] == 522


def test_two_months_close_to_the_limit_are_said_to_be_as_the_chart_marks_them(store):
    define(store, "calls")
    figures(store, "calls", [*STEADY[:33], 545, 515, 545])
    exhibit = chart()
    assert exhibit.data["rule"].iloc[0] == "two_of_three"
    assert exhibit.title == "Calls: near its upper limit in September 2026"
    assert exhibit.lead == (
        "September 2026: 545, near its upper limit in at least 2 of the last 3 months: unlikely to be chance."
    )
    assert traces(exhibit)["Run of high months: concern"].y[-1] == 545


def test_a_long_run_is_said_though_a_weaker_rule_names_the_point(store):
    define(store, "calls")
    figures(store, "calls", [*STEADY[:29], 520, 518, 521, 519, 545, 520, 546])
    exhibit = chart()
    assert exhibit.data["rule"].iloc[0] == "two_of_three"  # the reference names the first of its rules that holds
    assert exhibit.title == "Calls: lasting rise in September 2026"
    assert "the latest of 9 months in a row above the average, since January 2026" in exhibit.lead
    assert exhibit.table["What it says"].iloc[0] == "Part of a long run above the average (concern)"


def test_season_is_judged_by_the_stepped_line(store):
    define(store, "calls")
    year = [500, 540, 520, 480, 510, 530, 490, 505, 515, 485, 525, 900]  # October to September
    figures(store, "calls", [value + 7 * (n % 3) for n, value in enumerate(year * 5)], first=date(2021, 10, 1))
    exhibit = chart()
    assert exhibit.title == "Calls: nothing unusual in September 2026"
    assert "for a September" in exhibit.summary
    ends = " ".join(note.text for note in exhibit.figure.layout.annotations)
    assert all(label in ends for label in ("Usual up to", "Expected", "Usual from")), "labels at the lines, no legend"
    assert not [name for name, trace in traces(exhibit).items() if trace.showlegend is not False]
    assert not [name for name in traces(exhibit) if "nusually" in name], "no earlier September is news"
    assert "The time of year matters" in exhibit.note


def test_a_month_without_figures_says_no_data(store):
    define(store, "calls")
    figures(store, "calls", [*STEADY[:17], None, None, *STEADY[19:]])
    exhibit = chart()
    row = exhibit.table.set_index("Month").loc["March 2025"]
    assert row["Calls"] == "No data"
    assert row["What it says"] == "No data"
    assert "No data for March 2025 and April 2025." in exhibit.note
    assert "No<br>data" in [a.text for a in exhibit.figure.layout.annotations]


def test_an_unfinished_month_is_shown_hollow_and_not_judged(store):
    define(store, "calls")
    figures(store, "calls", [*STEADY[:35], 2000], period_to=date(2026, 9, 20))
    exhibit = chart()
    assert exhibit.title.endswith("in August 2026")
    assert "September 2026 is not complete yet (2,000 so far) and is not judged." in exhibit.note
    assert "September 2026 is provisional." in exhibit.source
    assert exhibit.table["What it says"].iloc[0] == "Not complete, not judged"
    assert list(traces(exhibit)["Not complete yet"].y) == [2000]


def test_exceptional_month_and_recalculation_are_marked_with_their_reason(store):
    define(store, "calls", recalculate_from="2025-04", recalculation_reason="New telephone system")
    figures(store, "calls", [*STEADY[:18], *[v + 400 for v in STEADY[18:]]])
    explain(store, "calls", date(2024, 3, 1), "Offices closed.", exceptional=True)
    exhibit = chart()
    assert "The range was worked out afresh from April 2025: New telephone system." in exhibit.note
    assert "Exceptional and left out of the range: March 2024." in exhibit.note
    assert exhibit.remarks[0].startswith("March 2024 (Cause, exceptional): Offices closed.")
    assert "Exceptional" in traces(exhibit)
    assert any(shape.line.dash == "dot" for shape in exhibit.figure.layout.shapes)


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (700.0, "met in 36 of the last 36 months."),
        (300.0, "met in none of the last 36 months."),
        (510.0, f"met in {sum(value <= 510 for value in STEADY)} of the last 36 months"),
        (float(max(STEADY)), "met in 36 of the last 36 months, but the usual range reaches beyond it."),
    ],
)
def test_the_months_in_which_the_target_was_met_are_counted(store, target, words):
    define(store, "calls", target=target)
    figures(store, "calls", STEADY)
    exhibit = chart()
    assert f"The target is {target:.0f}: {words}" in exhibit.summary
    assert f"Target<br>{target:.0f}" in [a.text for a in exhibit.figure.layout.annotations]
    assert "chance" not in "".join(exhibit.more) and "as things are" not in exhibit.summary
    if target >= max(STEADY):
        assert not [question for question in exhibit.questions if "target" in question]


@pytest.mark.parametrize(("values", "target"), [([100.0] * 36, 100.0), ([95.0] * 36, 95.0)])
def test_a_target_met_in_every_month_of_a_constant_measure_is_not_called_missed(store, values, target):
    define(store, "backup", unit="percent", direction="increase", target=target)
    figures(store, "backup", values)
    exhibit = chart("backup")
    assert f"The target is {target:.0f}%: met in 36 of the last 36 months." in exhibit.more
    assert exhibit.questions == ("Is this level good enough for those who depend on it?",)


def test_benchmark_comes_with_its_definition_or_its_lack(store):
    define(store, "calls", benchmark_value=450.0, benchmark_name="Similar districts")
    figures(store, "calls", STEADY)
    assert "Benchmark, Similar districts: 450. Nobody has said how it is defined." in chart().note


def test_period_changes_what_is_drawn_and_nothing_else(store):
    define(store, "calls")
    figures(store, "calls", [*STEADY[:35], 640])
    whole, year = chart(), chart(months=12)
    assert len(year.table) == 12
    assert len(whole.table) == 36
    assert year.summary == whole.summary
    assert list(year.table["Usual range"]) == list(whole.table["Usual range"][:12])
    assert len(year.data) == 12, "the download holds what is on the screen"


def test_directorate_splits_computed_measures_and_says_so_for_others(store):
    incidents(store, [40] * 30)
    define(store, "calls")
    figures(store, "calls", STEADY)
    part = chart("incidents", directorate="Adults")
    assert part.title.startswith("Incidents raised, Adults: ")
    assert set(part.table["Incidents raised, Adults"]) == {"20"}
    refused = chart("calls", directorate="Adults")
    assert refused.figure is None
    assert refused.summary == "No data: this measure is submitted for the whole council, without a figure for Adults."


def test_no_figures_and_no_such_measure_are_sentences_and_not_empty_charts(store):
    define(store, "calls")
    for exhibit in (chart(), chart("nonsense")):
        assert exhibit.figure is None
        assert exhibit.table.empty
    assert chart().summary.startswith("No data")
    assert chart("nonsense").title == "No such measure"


def test_as_at_a_meeting_shows_what_stood_that_day(store):
    define(store, "calls")
    figures(store, "calls", STEADY)
    corrected = [{"slice_key": "calls|2026-09", "measure_id": "calls", "month": date(2026, 9, 1), "value": 640.0}]
    publish(store, "kpi_values", corrected, period_to=date(2026, 9, 30), at=datetime(2026, 11, 2, 9))
    assert chart().title == "Calls: unusually high in September 2026"
    before = process_chart(View(as_at=date(2026, 10, 20)), measure_id="calls")
    assert before.title == "Calls: nothing unusual in September 2026"
    assert "Last published on 12 October 2026." in before.source


def test_words_from_a_file_stay_words_in_the_figure(store):
    define(store, "calls", name="<b>Calls</b>")
    figures(store, "calls", STEADY)
    assert "<b>Calls</b>" not in chart().figure.to_json()


def test_every_row_of_the_download_has_its_verdict_and_limits(store):
    define(store, "calls")
    figures(store, "calls", [*STEADY[:35], 640])
    data = chart().data
    assert list(data["month"].dt.date) == months()[::-1]
    assert data["judged_as"].iloc[0] == "outside_high"
    assert pd.api.types.is_float_dtype(data["value"])
    assert {"mean", "lower_limit", "upper_limit", "usual_from", "usual_to", "rule", "explanation"} <= set(data.columns)


# -- figures that were published with another value before -----------------------------------------------------------


def test_a_revised_month_says_what_it_was_in_sentence_table_pointer_and_figure(store):
    define(store, "calls")
    figures(store, "calls", STEADY)
    august = {"slice_key": "calls|2026-08", "measure_id": "calls", "month": date(2026, 8, 1), "value": 398.0}
    publish(store, "kpi_values", [august], period_to=date(2026, 8, 31), at=datetime(2026, 11, 12, 9))
    exhibit, was = chart(), STEADY[34]
    assert exhibit.summary.endswith(f"August 2026 was revised on 12 November 2026: it was {was}, it is 398.")
    row = exhibit.table.set_index("Month").loc["August 2026"]
    assert (row["Calls"], row["Revised"]) == ("398", f"12 November 2026: was {was}")
    assert (exhibit.table["Revised"] != "").sum() == 1
    marked = traces(exhibit)["Before it was revised"]
    assert list(marked.y) == [was] and f"Revised on 12 November 2026: was {was}" in marked.hovertext[0]
    assert exhibit.data.dropna(subset="value_before")["value_before"].tolist() == [was]
    before = process_chart(View(as_at=date(2026, 11, 11)), measure_id="calls")
    assert (
        "revised" not in before.summary
        and "Revised" not in before.table
        and "Before it was revised" not in traces(before)
    )
    assert "revised" not in chart(months=1).summary  # the month is not drawn


def test_a_revision_that_nobody_would_see_is_not_told(store):
    define(store, "calls", unit="percent")
    figures(store, "calls", [50.0] * 35 + [51.0])
    row = {"slice_key": "calls|2026-08", "measure_id": "calls", "month": date(2026, 8, 1), "value": 50.001}
    publish(store, "kpi_values", [row], period_to=date(2026, 8, 31), at=datetime(2026, 11, 12, 9))
    assert "revised" not in chart().summary


def test_volumes_that_were_replaced_are_named_without_a_value_before(store):
    def volumes(online: int, months_: list[date], at: datetime) -> None:
        rows = [
            {"slice_key": f"permits|{month:%Y-%m}", "service_id": "permits", "month": month, "months": 1,
             "channel": channel, "completed": float(count)}
            for month in months_ for channel, count in (("online", online), ("phone", 40))
        ]  # fmt: skip
        publish(store, "channel_volumes", rows, period_to=date(2026, 9, 30), at=at)

    volumes(60, months(12, date(2025, 10, 1)), datetime(2026, 10, 7, 9))
    volumes(60, [date(2026, 7, 1)], datetime(2026, 11, 2, 9))  # the same again
    volumes(90, [date(2026, 8, 1)], datetime(2026, 11, 12, 9))
    for measure_id in ("digital_take_up", "digital_take_up@permits"):
        exhibit = chart(measure_id)
        assert "The volumes of 1 service in August 2026 were replaced by others on 12 November 2026" in exhibit.note
        assert exhibit.note.count("replaced") == 1 and "Before it was revised" not in traces(exhibit)
    assert "replaced" not in process_chart(View(as_at=date(2026, 11, 11)), measure_id="digital_take_up").note


def test_a_month_of_nought_of_nought_is_in_and_has_nothing_to_count(store):
    define(store, "answered", unit="percent", direction="increase")
    figures(store, "answered", [90.0 + n % 3 for n in range(35)])
    row = {"slice_key": "answered|2026-09", "measure_id": "answered", "month": date(2026, 9, 1), "numerator": 0.0}
    publish(store, "kpi_values", [row | {"denominator": 0.0}], period_to=date(2026, 9, 30))
    exhibit = chart("answered")
    assert exhibit.table["Answered"].iloc[0] == exhibit.table["What it says"].iloc[0] == "Nothing to count (0 of 0)"
    assert "Nothing to count (0 of 0) in September 2026." in exhibit.note and "No data" not in exhibit.note
    assert "provisional" not in exhibit.source and "Final up to September 2026." in exhibit.source
    late = ask("measures/lateness", today=date(2026, 10, 30), store=store).iloc[0]
    assert (late["newest_month"], late["days_late"]) == (pd.Timestamp(2026, 9, 1), 0)
    assert ask("due/figures", month=date(2026, 9, 1), today=date(2026, 10, 30), store=store)["is_in"].tolist() == [True]


def test_a_recalculation_declared_for_a_month_without_a_figure_begins_in_the_next_that_has_one(store):
    define(store, "calls", recalculate_from="2025-01", recalculation_reason="New telephone system")
    figures(store, "calls", [*STEADY[:15], None, *[value - 440 for value in STEADY[16:]]])
    exhibit = chart()
    assert exhibit.title == "Calls: nothing unusual in September 2026", "not news: another system, judged by itself"
    assert (
        "The range was worked out afresh from February 2025, the first month with a figure after January 2025: "
        "New telephone system." in exhibit.note
    )
    (row,) = ask("signals/unmatched_recalculations", store=store).to_dict("records")
    assert (row["month"], row["begins"]) == (pd.Timestamp(2025, 1, 1), pd.Timestamp(2025, 2, 1))


def test_a_months_end_stock_is_said_with_what_is_usual_then(sample):
    exhibit = process_chart(View(), measure_id="backlog_over_90_days")
    assert exhibit.lead.startswith("September 2026: 4, usually 0 to 2 at a month’s end.")
    assert "a year" not in exhibit.summary
