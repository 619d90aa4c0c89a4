"""The officers' pages as an officer uses them: upload, undo, withdraw, restore, explain, declare a change."""

from datetime import date

import pandas as pd
import pytest

from data.intake import Layout, take
from data.store import Author, Draft
from exhibits import View
from exhibits.common.process_chart import process_chart
from queries import ask
from tests.people import council, officer, said
from tests.stores import quick_store

OFFICER = Author("IT performance officer", "officer")
WRITTEN = 'The lines were down on 9 September, "all" day; = fixed.'
MEASURES = (
    "measure_id,name,plain_meaning,unit,direction,target,owner_role\r\n"
    "calls_answered,Calls answered,Share of calls that were answered,percent,increase,90,Head of customer services\r\n"
)


def _values(months: int, last: float | None = None, measure: str = "calls_answered") -> bytes:
    """KPI values of the months up to September 2026, with the usual noise; `last` is the newest value."""
    lines = ["measure_id,month,value"]
    for back in range(months - 1, -1, -1):
        month = pd.Period("2026-09", "M") - back
        value = last if last is not None and back == 0 else 88 + (back * 7) % 5
        lines.append(f"{measure},{month},{value}")
    return "\r\n".join(lines).encode() + b"\r\n"


@pytest.fixture(scope="module")
def filled_file(tmp_path_factory):
    """A store's file, closed, with two years of one measure whose newest month is far below the rest. Copy it."""
    store = quick_store(tmp_path_factory.mktemp("filled") / "store.duckdb")
    assert take(store, "measures", MEASURES.encode(), "measures.csv", OFFICER).published
    assert take(store, "kpi_values", _values(24, last=40), "values.csv", OFFICER).published
    store.close()
    return store.path


@pytest.fixture
def filled(filled_file, tmp_path, monkeypatch):
    store = council(tmp_path, monkeypatch, like=filled_file)
    with store.settling_at_the_end():
        yield store
    store.close()


def _value(store, month=date(2026, 9, 1), measure="calls_answered"):
    rows = ask("measures/values", store=store, measure_id=measure)
    found = rows.loc[rows["month"] == pd.Timestamp(month), "value"]
    return float(found.iloc[0]) if len(found) else None


def _history(store):
    return ask("submissions/history", store=store)


def _upload(app, kind: str, name: str, raw: bytes):
    app.file_uploader[0].upload(name, raw)
    app.run()
    box = next((box for box in app.selectbox if box.key.startswith("kind_")), None)
    return app if box is None or box.value == kind else box.set_value(kind).run()


def _agreed(app):
    """The tick box under warnings, or None."""
    return next((box for box in app.checkbox if box.key.startswith("agreed")), None)


def _publish(app):
    """Tick that the warnings are read, where there are any, and publish."""
    if _agreed(app) is not None:
        _agreed(app).check().run()
    return _press(app, "Publish")


def _press(app, label: str, nth: int = 0):
    [button for button in app.button if button.label == label][nth].click()
    return app.run()


def _tables(app) -> str:
    """Every table on the page as text, without the escapes and break points that only the screen needs."""
    told = "\n".join(table.value.reset_index().to_string() for table in app.table)
    return told.replace("\\", "").replace("\u200b", "")


# -- upload ------------------------------------------------------------------------------------------------------------


def test_a_good_file_goes_through_the_four_steps_and_can_be_undone(filled):
    app = _upload(officer("pages/upload.py"), "kpi_values", "corrected.csv", _values(1, last=87))
    assert not app.exception
    assert "1 row read as KPI values" in said(app)
    assert "2. What was read" in said(app)
    assert _value(filled) == 40, "nothing is public yet"

    assert not app.exception
    assert "Complete up to **30 September 2026**." in said(app)
    assert "**1 figure changes. 1 signal goes.**" in said(app)
    assert "Goes: Calls answered: September 2026 unusually low." in said(app)
    assert "Calls answered, September 2026" in _tables(app)
    assert "40%" in _tables(app) and "87%" in _tables(app)
    assert len(app.get("plotly_chart")) == 2, "before and after"
    assert _value(filled) == 40

    _publish(app)
    assert not app.exception
    assert "Members see it now" in app.success[0].value
    assert _value(filled) == 87

    _press(app, "Undo")
    assert _value(filled) == 40
    newest = _history(filled).iloc[0]
    assert (newest["state"], newest["why"]) == ("withdrawn", "Undone straight after publishing")


def test_a_broken_file_shows_every_problem_at_once_and_offers_no_way_to_publish(filled):
    raw = b"measure_id,month,value\r\ncalls_answered,2026-10,abc\r\ncalls_answered,31/31/2026,12\r\n,2026-10,3\r\n"
    app = _upload(officer("pages/upload.py"), "kpi_values", "broken.csv", raw)
    assert not app.exception
    assert "cannot be published yet: 3 problems in 3 rows" in app.error[0].value
    told = _tables(app)
    for wanted in ("abc", "31/31/2026", "line 4", "What to do"):
        assert wanted in told
    labels = {button.label for button in app.button}
    assert "Publish" not in labels
    assert len(_history(filled)) == 2, "nothing was kept"


def test_warnings_need_a_tick_before_publishing(filled):
    app = _upload(officer("pages/upload.py"), "kpi_values", "odd.csv", _values(1, last=8800))
    _press(app, "Publish")
    assert "Tick the box first" in said(app)
    assert _value(filled) == 40
    _publish(app)
    assert _value(filled) == 8800


def test_a_column_with_names_is_left_out_there_and_then_and_never_kept(filled):
    raw = b"measure_id,name,plain_meaning,unit,direction,Owner\r\nm1,Visits,Visits to it,count,increase,Jane Smith\r\n"
    app = _upload(officer("pages/upload.py"), "measures", "measures.csv", raw)
    assert "people's names" in _tables(app).casefold() and "cannot be published yet" in said(app)
    _press(app, "Leave these columns out and check again")
    assert "cannot be published yet" not in said(app)
    _publish(app)
    newest = filled.query("SELECT max(submission_id) AS id FROM live_submissions WHERE kind = 'measures'")["id"][0]
    _, kept = filled.original(newest)
    assert b"Visits" in kept and b"Smith" not in kept and b"Owner" not in kept


def test_giving_a_file_up_publishes_nothing_and_leaves_no_draft_lying(filled):
    app = _upload(officer("pages/upload.py"), "kpi_values", "corrected.csv", _values(1, last=87))
    assert _draft_states(filled) == ["drafted"]
    _press(app, "Give this file up")
    assert not app.exception
    assert _draft_states(filled) == ["discarded"]
    assert _value(filled) == 40


def _everything_kept(store) -> list[int]:
    tables = ("submissions", "submission_events", "slices", "originals", "explanations", "measures")
    return [int(store.query(f"SELECT count(*) AS n FROM {each}")["n"][0]) for each in tables]


def _draft_states(store):
    with store.cursor() as cursor:
        rows = cursor.execute("SELECT state FROM submission_states WHERE state <> 'published'").fetchall()
    return [state for (state,) in rows]


def test_another_day_up_to_which_the_data_is_complete_makes_the_month_provisional(filled):
    app = _upload(officer("pages/upload.py"), "kpi_values", "early.csv", _values(1, last=87))
    field = next(box for box in app.text_input if "complete up to" in box.label)
    field.set_value("yesterday").run()
    assert "Write the day as 31/10/2026." in said(app)
    assert "Publish" not in {button.label for button in app.button}
    field = next(box for box in app.text_input if "complete up to" in box.label)
    field.set_value("20/09/2026").run()
    _publish(app)
    rows = ask("measures/values", store=filled, measure_id="calls_answered")
    assert not rows.loc[rows["month"] == pd.Timestamp("2026-09-01"), "complete"].iloc[0]


def test_a_first_file_goes_into_an_empty_store(store):
    app = _upload(officer("pages/upload.py"), "measures", "measures.csv", MEASURES.encode())
    assert not app.exception
    assert "Calls answered" in _tables(app)
    _publish(app)
    assert list(ask("measures/definitions", store=store)["name"]) == ["Calls answered"]


@pytest.mark.parametrize(("name", "raw"), [("empty.csv", b""), ("noise.csv", b"\x00\xff\xfe\x01" * 50)])
def test_a_file_that_is_none_is_refused_in_words(store, name, raw):
    app = _upload(officer("pages/upload.py"), "kpi_values", name, raw)
    assert not app.exception
    assert app.error
    assert "Publish" not in {button.label for button in app.button}


def test_a_file_above_the_limit_is_refused_even_when_the_browser_let_it_through(store, tmp_path):
    path = tmp_path / "council.toml"
    path.write_text(path.read_text() + "\n[intake]\nlargest_file_mb = 1\n", encoding="utf-8")
    app = _upload(officer("pages/upload.py"), "kpi_values", "big.csv", b"measure_id,month,value\r\n" + b"x" * 1_100_000)
    assert "is larger than 1 MB" in app.error[0].value


def test_words_from_a_file_are_shown_and_never_obeyed(filled):
    evil = b'measure_id,month,value\r\n"<img src=x onerror=alert(1)> **bold** :red[x]",2026-10,abc\r\n'
    app = _upload(officer("pages/upload.py"), "kpi_values", "<b>evil</b>.csv", evil)
    assert not app.exception
    assert "<b>evil" not in said(app)
    assert "<img" not in _tables(app)


def test_the_help_and_the_template_are_made_from_the_contract(store):
    app = officer("pages/upload.py")
    app.selectbox(key="upload_kind").set_value("kpi_values").run()
    told = _tables(app)
    for column in ("measure_id", "month", "denominator"):
        assert column in told
    assert {"Blank: Excel", "Blank: CSV"} <= {button.label for button in app.get("download_button")}


# -- submissions -------------------------------------------------------------------------------------------------------


def _choose(app, submission_id):
    return app.selectbox(key="chosen_submission").set_value(submission_id).run()


def test_withdraw_says_what_will_happen_wants_a_reason_and_can_be_restored(filled):
    assert take(filled, "kpi_values", _values(1, last=87), "corrected.csv", OFFICER).published
    submission_id = _history(filled).iloc[0]["submission_id"]
    app = _choose(officer("pages/submissions.py"), submission_id)
    assert "1 figure: Calls answered, September 2026 will go back to those of the submission of" in said(app)

    _press(app, "Withdraw")
    assert "Say why." in app.error[0].value
    assert _value(filled) == 87

    app.text_area[0].set_value("Wrong month in the export")
    _press(app, "Withdraw")
    assert not app.exception
    assert "Withdrawn: corrected.csv" in app.success[0].value
    assert _value(filled) == 40
    row = _history(filled).set_index("submission_id").loc[submission_id]
    assert (row["state"], row["why"], row["changed_by"]) == ("withdrawn", "Wrong month in the export", OFFICER.name)

    assert "will come from this file again" in said(app)
    app.text_area[0].set_value("It was right after all")
    _press(app, "Restore")
    assert _value(filled) == 87


def test_withdrawing_the_only_file_says_that_nothing_will_be_shown(filled):
    submission_id = _history(filled).set_index("file_name").loc["values.csv", "submission_id"]
    app = _choose(officer("pages/submissions.py"), submission_id)
    assert "will no longer be shown: no earlier file holds them" in said(app)
    assert "24 figures of October 2024 to September 2026" in said(app)


def test_a_replaced_file_can_be_told_from_one_in_force(filled):
    assert take(filled, "kpi_values", _values(24, last=87), "all-again.csv", OFFICER).published
    states = _history(filled).set_index("file_name")["state"]
    assert states["values.csv"] == "superseded"
    assert states["all-again.csv"] == "published"
    submission_id = _history(filled).set_index("file_name").loc["values.csv", "submission_id"]
    app = _choose(officer("pages/submissions.py"), submission_id)
    assert "Members will see no difference" in said(app)


def test_what_a_file_changed_and_how_it_differs_from_another(filled):
    first = _history(filled).set_index("file_name").loc["values.csv", "submission_id"]
    second = take(filled, "kpi_values", _values(24, last=87), "all-again.csv", OFFICER).submission_id
    app = officer("pages/submissions.py")
    app.session_state[f"compare_{second}"] = True
    app = _choose(app, second)
    assert not app.exception
    assert "1 figure was changed and 23 were the same as before." in said(app)
    assert "40%" in _tables(app) and "87%" in _tables(app) and "Value: 40 → 87" in _tables(app)
    app.selectbox(key=f"against_{second}").set_value(first).run()
    assert "1 figure differs and 23 are the same in both." in said(app)


def test_the_history_can_be_filtered_by_kind_and_state(filled):
    app = officer("pages/submissions.py")
    assert "values.csv" in _tables(app) and "measures.csv" in _tables(app)
    app.selectbox(key="kind").set_value("Measures").run()
    assert "values.csv" not in _tables(app) and "measures.csv" in _tables(app)
    app.selectbox(key="state").set_value("Withdrawn").run()
    assert "No submission matches" in said(app)


def test_a_draft_left_lying_can_be_published_or_given_up(filled):
    for raw, label, state in ((87, "Publish the draft", "published"), (86, "Give the draft up", "discarded")):
        taken = take(filled, "kpi_values", _values(1, last=raw), f"{raw}.csv", OFFICER, publish=False)
        app = _choose(officer("pages/submissions.py"), taken.submission_id)
        assert "Only officers can see it" in said(app)
        _press(app, label)
        assert not app.exception
        row = filled.query(
            "SELECT arg_max(event, event_id) AS event FROM submission_events WHERE submission_id = $id",
            {"id": taken.submission_id},
        )
        assert row["event"][0] == state
    assert _value(filled) == 87


def test_an_empty_history_leads_to_the_upload(store):
    app = officer("pages/submissions.py")
    assert "Nothing has been uploaded yet." in said(app)
    assert app.page_link[0].value == "Upload the first file"


# -- explain -----------------------------------------------------------------------------------------------------------


def test_an_unexplained_month_comes_first_and_the_explanation_is_published_as_a_submission(filled):
    app = officer("pages/explain.py")
    assert not app.exception
    assert "Calls answered" in app.table[0].value.reset_index().to_string()
    assert app.selectbox(key="explain_measure").value == "calls_answered"
    assert "not explained yet" in app.selectbox(key="explain_measure").options[0]

    _press(app, "Publish explanation")
    assert "Write the cause and what happened" in said(app)

    app.selectbox(key="cause_calls_answered_2026_09").set_value("Outage or failure")
    app.text_area(key="text_calls_answered_2026_09").set_value(
        'The lines were down on 9 September, "all" day; = fixed.'
    )
    app.text_area(key="action_calls_answered_2026_09").set_value("A second line.")
    app.text_input(key="owner_calls_answered_2026_09").set_value("Head of Telephony")
    app.date_input(key="closed_calls_answered_2026_09").set_value(date(2026, 10, 9))
    _press(app, "Publish explanation")
    assert not app.exception
    assert "Published: your explanation of Calls answered, September 2026" in app.success[0].value
    told = ask("measures/explanations", store=filled, measure_id="calls_answered").iloc[0]
    assert told["cause"] == "Outage or failure"
    assert told["explanation"] == WRITTEN
    assert not told["exceptional"]
    assert told["author_role"] == OFFICER.name
    assert (told["action"], told["owner_role"]) == ("A second line.", "Head of Telephony")
    assert told["closed_on"].date() == date(2026, 10, 9)
    assert "Every unusual month has an explanation." in said(app)
    newest = _history(filled).iloc[0]
    assert newest["kind"] == "explanations"
    assert newest["file_name"].startswith("Written on screen, ")


def test_explained_months_that_are_open_are_listed_until_somebody_closes_them(filled):
    app = officer("pages/explain.py")
    app.selectbox(key="cause_calls_answered_2026_09").set_value("Outage or failure")
    app.text_area(key="text_calls_answered_2026_09").set_value("The lines were down.")
    _press(app, "Publish explanation")
    assert "Explained and still open (1)" in [each.label for each in app.expander]
    app.date_input(key="closed_calls_answered_2026_09").set_value(date(2026, 10, 9))
    _press(app, "Publish explanation")
    assert not app.exception and not [each for each in app.expander if "still open" in each.label]


def test_one_explanation_is_for_several_months_and_measures_in_one_submission(filled):
    raw = _values(24, last=40) + _values(24, last=45, measure="waits").partition(b"\r\n")[2]
    raw = raw.replace(b"calls_answered,2026-08,95", b"calls_answered,2026-08,40")
    assert take(filled, "kpi_values", raw.replace(b"2026-08,95", b"2026-08,41"), "values.csv", OFFICER).published
    app = officer("pages/explain.py")
    months = app.multiselect(key="explain_months_calls_answered")
    assert months.value == [pd.Timestamp("2026-09-01")]
    months.select(months.options[1]).run()
    others = app.multiselect(key="explain_also_calls_answered")
    assert others.options == ["waits, September 2026: not explained yet"]
    others.select(others.options[0]).run()
    app.text_area(key="text_calls_answered_2026_09").set_value("The lines were down for two months.")
    before = len(_history(filled))
    _press(app, "Publish explanation")
    assert not app.exception
    assert (
        "Published: your explanation of Calls answered, August to September 2026; waits, September 2026."
        in app.success[0].value
    )
    assert len(_history(filled)) == before + 1, "one submission"
    told = ask("measures/explanations", store=filled)
    assert [(row.measure_id, f"{row.month:%Y-%m}") for row in told.itertuples()] == [
        ("calls_answered", "2026-08"), ("calls_answered", "2026-09"), ("waits", "2026-09"),
    ]  # fmt: skip
    chart = process_chart(View(), measure_id="calls_answered")
    assert [each.partition(":")[0] for each in chart.remarks] == ["August to September 2026 (Start of the school year)"]
    app.multiselect(key="explain_months_calls_answered").set_value([]).run()
    assert "Choose at least one month to explain." in said(app)
    linked = officer("pages/explain.py", measure="waits")
    assert linked.selectbox(key="explain_measure").value == "waits", "as the preview’s offer leads to it"


def test_a_change_of_level_is_offered_a_new_range_which_is_published_with_its_reason(filled):
    raw = _values(48).decode()
    for back in range(9):
        month = str(pd.Period("2026-09", "M") - back)
        raw = raw.replace(f"{month},{88 + (back * 7) % 5}", f"{month},{70 + (back * 7) % 5}")
    assert take(filled, "kpi_values", raw.encode(), "values.csv", OFFICER).published
    app = officer("pages/explain.py")
    assert "From January 2026 on it lies about 18 percentage points lower than before" in _tables(app)
    words = said(app)
    assert "(39 months before, 9 since)" in words
    assert "A new range says nothing until it has 12 earlier months to compare with: in 4 months." in words
    app.button(key="offer_calls_answered").click().run()
    assert app.multiselect(key="recalculate_calls_answered").value == [pd.Timestamp("2026-01-01")]
    _press(app, "Publish the change")
    assert "Say why. Members see the reason" in said(app)
    app.text_area(key="reason_calls_answered").set_value("New telephone system")
    _press(app, "Publish the change")
    assert not app.exception and "offer_calls_answered" not in {button.key for button in app.button}
    points = ask("signals/points", store=filled, measure_id="calls_answered")
    assert points.loc[points["recalculated"], "month"].tolist() == [pd.Timestamp("2026-01-01")]
    assert ask("signals/breaks", store=filled).empty


def test_an_exceptional_month_is_left_out_of_the_limits_after_a_look_at_the_chart(filled):
    def limits():
        points = ask("signals/points", store=filled, measure_id="calls_answered")
        return points["lower_limit"].iloc[0]

    before = limits()
    app = officer("pages/explain.py")
    app.text_area(key="text_calls_answered_2026_09").set_value("A one-day failure of the provider.")
    app.checkbox(key="exceptional_calls_answered_2026_09").check()
    charts = len(app.get("plotly_chart"))
    kept = _everything_kept(filled)
    _press(app, "See the chart first")
    assert not app.exception
    assert len(app.get("plotly_chart")) == charts + 2
    now, then = (each.proto.spec for each in app.get("plotly_chart")[-2:])
    assert "Exceptional" in then and "Exceptional" not in now, "the chart as it would be"
    assert limits() == before, "a look changes nothing"
    assert _everything_kept(filled) == kept, "and leaves nothing: no submission, no event"
    _press(app, "Publish explanation")
    assert not app.exception
    points = ask("signals/points", store=filled, measure_id="calls_answered")
    assert points.set_index("month").loc[pd.Timestamp("2026-09-01"), "exceptional"]


def test_a_declared_change_needs_a_reason_and_starts_a_new_range(filled):
    app = officer("pages/explain.py")
    month = next(m for m in app.multiselect(key="recalculate_calls_answered").options if m == "January 2026")
    app.multiselect(key="recalculate_calls_answered").select(month)
    _press(app, "Publish the change")
    assert "Say why. Members see the reason" in said(app)
    app.text_area(key="reason_calls_answered").set_value("New telephone system")
    kept, charts = _everything_kept(filled), len(app.get("plotly_chart"))
    _press(app, "See the chart first", nth=1)
    assert not app.exception and len(app.get("plotly_chart")) == charts + 2
    assert _everything_kept(filled) == kept, "a look leaves nothing"
    _press(app, "Publish the change")
    assert not app.exception
    definition = ask("measures/definitions", store=filled, measure_id="calls_answered").iloc[0]
    assert [pd.Timestamp(m) for m in definition["recalculate_from"]] == [pd.Timestamp("2026-01-01")]
    assert definition["recalculation_reason"] == "New telephone system"
    assert (definition["target"], definition["owner_role"]) == (90, "Head of customer services"), "the rest stays"
    points = ask("signals/points", store=filled, measure_id="calls_answered")
    assert points["segment"].nunique() == 2


def test_a_baseline_below_twelve_months_is_refused(filled):
    app = officer("pages/explain.py")
    app.number_input(key="baseline_calls_answered").set_value(5)
    _press(app, "Publish the change")
    assert "needs at least 12 months" in said(app)
    app.number_input(key="baseline_calls_answered").set_value(12)
    _press(app, "Publish the change")
    assert ask("measures/definitions", store=filled, measure_id="calls_answered")["baseline_points"].iloc[0] == 12


def test_a_declared_change_in_a_month_without_data_is_named(filled):
    raw = MEASURES.replace("owner_role", "owner_role,recalculate_from").replace("services\r", "services,2019-04\r")
    assert take(filled, "measures", raw.encode(), "measures.csv", OFFICER).published
    app = officer("pages/explain.py")
    assert (
        "in months without a figure: they begin in the next month that has one, or not at all" in app.warning[0].value
    )
    assert "April 2019" in _tables(app) and "Not at all" in _tables(app)  # before all figures


def test_words_that_may_name_a_person_are_shown_before_they_are_public(filled):
    app = officer("pages/explain.py")
    app.selectbox(key="cause_calls_answered_2026_09").set_value("Outage or failure")
    app.text_area(key="text_calls_answered_2026_09").set_value("The lines were down, as Mrs Patel told us on the day.")
    _press(app, "Publish explanation")
    assert not app.exception
    assert "Nothing is public yet." in said(app)
    assert "«Mrs Patel»" in "".join(each.value.to_string() for each in [*app.table, *app.dataframe])
    assert ask("measures/explanations", store=filled, measure_id="calls_answered").empty
    _press(app, "Publish explanation")
    assert not app.exception
    assert len(ask("measures/explanations", store=filled, measure_id="calls_answered")) == 1


def test_a_measure_without_figures_has_nothing_to_explain(store):
    assert take(store, "measures", MEASURES.encode(), "measures.csv", OFFICER).published
    app = officer("pages/explain.py")
    assert not app.exception
    assert "no figures yet" in said(app)


def test_the_store_itself_refuses_a_member(store):
    import pyarrow as pa

    from data.store import NotAnOfficer

    rows = pa.table({"source_row": pa.array([2], pa.int64()), "slice_key": ["m"], "meeting_id": ["m"]})
    with pytest.raises(NotAnOfficer):
        store.save_and_publish(Draft("meetings", "m.csv", b"", rows), Author("Member", "member"))


# -- matching columns --------------------------------------------------------------------------------------------------

APPOINTMENTS = (
    b"icb_ons_code,appointment_month,appointment_mode,count_of_appointments\r\n"
    b"E54000008,2026-08,Telephone,120\r\nE54000008,2026-08,Kiosk,7\r\nE54000008,2026-09,Telephone,110\r\n"
    b"E54000010,2026-08,Telephone,130\r\nE54000010,2026-09,Video/Online,90\r\n"
)


def _match(app, key: str, value):
    next(box for box in app.selectbox if box.key.startswith(key)).set_value(value)
    return app.run()


def _volumes(store) -> list[tuple]:
    rows = store.query(
        "SELECT service_id, strftime(month, '%Y-%m'), channel, completed FROM current_channel_volumes ORDER BY ALL"
    )
    return list(rows.itertuples(index=False, name=None))


def test_columns_without_a_known_header_are_matched_once_and_the_match_can_be_kept(store):
    app = _upload(officer("pages/upload.py"), "channel_volumes", "appointments.csv", APPOINTMENTS)
    assert not app.exception
    assert "Match columns" in [each.value for each in app.subheader]
    proposed = {box.key.removeprefix("match_").rsplit("_", 2)[0]: box.value
                for box in app.selectbox if box.key.startswith("match_")}  # fmt: skip
    assert proposed["service_id"] == "icb_ons_code" and proposed["completed"] == "count_of_appointments"
    assert proposed["month"] == "appointment_month" and proposed["failed"] == "Not in the file"
    assert "In the file: E54000008 and E54000010." in said(app), "samples"
    assert "Publish" not in {button.label for button in app.button}

    # one word of the file is not a channel of ours: half of the rows are known, so the column is proposed
    assert proposed["channel"] == "appointment_mode"
    _match(app, "word_channel_0", "face_to_face")
    _press(app, "Use this match")
    assert not app.exception
    assert not app.error, [each.value for each in app.error]
    assert "Save this match for the next file" in {button.label for button in app.get("download_button")}
    assert not app.exception
    _publish(app)
    assert not app.exception
    assert ("E54000008", "2026-08", "face_to_face", 7.0) in _volumes(store)
    assert len(_volumes(store)) == 5


def test_what_is_the_same_in_every_row_can_be_typed(store):
    raw = b"appointment_month,appointment_mode,count_of_appointments\r\n2026-08,Telephone,5\r\n2026-09,Telephone,6\r\n"
    app = _upload(officer("pages/upload.py"), "channel_volumes", "one.csv", raw)
    _press(app, "Use this match")
    assert "Still to be matched: service" in said(app)
    next(box for box in app.text_input if box.key.startswith("constant_service_id")).set_value("GP visits").run()
    _press(app, "Use this match")
    assert not app.exception and not app.error
    _publish(app)
    assert _volumes(store) == [("gp-visits", "2026-08", "phone", 5.0), ("gp-visits", "2026-09", "phone", 6.0)]


def test_a_saved_match_is_dropped_and_used(store):
    layout = Layout(
        "channel_volumes",
        columns={"icb_ons_code": "service_id", "appointment_month": "month", "appointment_mode": "channel",
                 "count_of_appointments": "completed"},
        words={"channel": {"Kiosk": "online"}},
    )  # fmt: skip
    app = _upload(officer("pages/upload.py"), "channel_volumes", "appointments.csv", APPOINTMENTS)
    app.file_uploader[1].upload("saved.toml", b"kind = 3")
    app.run()
    assert "does not say its kind" in said(app)
    app.file_uploader[1].upload("saved.toml", layout.to_text().encode())
    app.run()
    assert not app.exception and not app.error
    assert "Publish" in {button.label for button in app.button}


def test_a_wide_file_shows_how_it_was_read_and_asks_what_only_an_officer_can_know(store):
    raw = b"service,Online 2025-Q3,Phone 2025-Q3\r\npermits,10,20\r\nbins,30,40\r\n"
    app = _upload(officer("pages/upload.py"), "channel_volumes", "wide.csv", raw)
    assert not app.exception
    _press(app, "Use this match")
    assert "Choose which months a quarter has." in said(app)
    radio = next(each for each in app.radio if each.key.startswith("quarters"))
    assert radio.options == ["Calendar year: July to September 2025", "Financial year: October to December 2025"]
    radio.set_value("financial").run()
    _press(app, "Use this match")
    assert not app.exception and not app.error
    assert "**In the file**" in said(app) and "**As read** (4 rows)" in said(app)
    assert "2025-10" in _tables(app)
    assert not app.exception
    _publish(app)
    assert ("bins", "2025-10", "phone", 40.0) in _volumes(store)


def test_of_two_families_of_one_figure_the_officer_chooses(store):
    raw = b"service,Total volume Apr-26,Total volume May-26,Vol. Apr-26,Vol. May-26\r\npermits,10,20,11,21\r\n"
    app = _upload(officer("pages/upload.py"), "channel_volumes", "rivals.csv", raw)
    assert "only one of them may count" in said(app)
    _press(app, "Use this match")
    assert "or leave it out" in app.error[0].value
    _match(app, "family_0", "completed")
    _match(app, "family_1", "left out")
    _press(app, "Use this match")
    assert not app.exception and not app.error
    _publish(app)
    assert _volumes(store) == [("permits", "2026-04", "all", 10.0), ("permits", "2026-05", "all", 20.0)]


def test_a_known_file_is_asked_nothing(store):
    raw = b"service_id,month,channel,completed\r\npermits,2026-09,online,5\r\n"
    app = _upload(officer("pages/upload.py"), "channel_volumes", "known.csv", raw)
    assert "Match columns" not in said(app) and len(app.file_uploader) == 1
    assert "Every row can be taken. Nothing is wrong." in said(app)


def test_the_preview_of_volumes_says_services_figures_and_take_up_before_and_after(store):
    head = "service_id,service_name,month,channel,completed\r\n"
    old = head + "".join(
        f"permits,Parking permits,2026-{m:02},{c},{n}\r\n"
        for m in range(1, 10)
        for c, n in (("online", 60), ("phone", 40))
    )
    assert take(store, "channel_volumes", old.encode(), "old.csv", OFFICER).published
    new = head + "permits,Parking permits,2026-09,online,90\r\npermits,Parking permits,2026-09,phone,30\r\n"
    app = _upload(officer("pages/upload.py"), "channel_volumes", "new.csv", new.encode())
    assert not app.exception
    assert "Other than now: the volumes of Parking permits, September 2026." in said(app)
    assert "In these parts: 100 completed transactions now, 120 completed transactions after publishing." in said(app)
    assert "60% (September 2026) now, 75% (September 2026) after publishing" in said(app)
    assert "Parking permits, September 2026" in _tables(app)
    assert "100 completed" in _tables(app) and "120 completed" in _tables(app)
    chart = next(box for box in app.selectbox if box.key.startswith("preview_measure"))
    assert chart.options == ["Digital take-up, all services", "Digital take-up, Parking permits"]
    chart.set_value("digital_take_up@permits").run()
    assert not app.exception and len(app.get("plotly_chart")) == 2
    _publish(app)
    assert not app.exception
    history = _history(store).iloc[0]
    app = _choose(officer("pages/submissions.py"), history["submission_id"])
    assert "The volumes of Parking permits, September 2026 will go back to those of the submission of" in said(app)


def test_the_preview_of_the_catalogue_names_services_and_draws_no_chart(store):
    raw = b"service_id,service_name,directorate,offline_route\r\npermits,Parking permits,Place,By phone\r\n"
    app = _upload(officer("pages/upload.py"), "online_services", "catalogue.csv", raw)
    assert not app.exception
    assert "New: 1 service: Parking permits." in said(app)
    assert not app.get("plotly_chart")
