"""Several files in hand, questions about how a file is cut, and matches that are remembered: as an officer sees it."""

import io
import zipfile

from data.intake.remembered import remembered
from tests.pages.test_officer_pages import MEASURES, _press, _publish, _values, officer, said
from tests.people import visitor

MORE = b"".join(b"m%d,Measure %d,What it is,count,increase,,\r\n" % (n, n) for n in range(5))
APPOINTMENTS = "icb,when,mode,tally\r\nE01,2026-{0},Telephone,120\r\nE01,2026-{0},Kiosk,7\r\n"


def _drop(*files):
    app = officer("pages/upload.py")
    app.file_uploader[0].set_value([(name, raw, "text/csv") for name, raw in files])
    return app.run()


def _states(store) -> list[str]:
    return sorted(store.query("SELECT state FROM submission_states")["state"])


def _labels(app) -> set[str]:
    return {button.label for button in app.button}


def test_clean_files_take_one_press_each_in_the_order_they_depend_on(store):
    explained = b"measure_id,month,explanation\r\ncalls_answered,2026-09,A storm.\r\n"
    app = _drop(("e.csv", explained), ("v.csv", _values(3)), ("m.csv", MEASURES.encode()))
    assert not app.exception
    assert "Files in hand: 3" in said(app) and "2. What was read: m.csv" in said(app)
    assert "has measure\\_id, month and value" in said(app), "the reason for the kind"
    for shown in ("v.csv", "e.csv", None):
        _press(app, "Publish and go to the next") if shown else _publish(app)
        assert not app.exception
        assert shown is None or f"2. What was read: {shown}" in said(app)
    assert [each.label for each in app.button].count("Undo") == 3, "each can be taken back"
    kinds = store.query("SELECT kind FROM submissions ORDER BY submission_id")["kind"].tolist()
    assert kinds == ["measures", "kpi_values", "explanations"]
    assert "Files in hand" not in said(app), "hands are empty again"


def test_a_file_with_problems_does_not_stand_in_the_way_of_the_others(store):
    bad = (MEASURES + "visits,Visits,All visits,furlong,increase,,\r\n").encode() + MORE
    app = _drop(("bad.csv", bad), ("good.csv", _values(3)))
    assert "cannot be published yet" in said(app)
    _press(app, "Leave it for now and go on to the next")
    assert "2. What was read: good.csv" in said(app) and "**bad.csv**: Has problems" in said(app)
    assert _states(store) == ["drafted"]
    _press(app, "Give this file up")
    assert _states(store) == ["discarded"]


def test_a_file_that_is_taken_away_or_is_another_kind_drops_its_draft(store):
    app = _drop(("a.csv", MEASURES.encode()), ("b.csv", _values(3)))
    assert _states(store) == ["drafted"]
    next(box for box in app.selectbox if box.label == "What is in a.csv?").set_value("objectives").run()
    assert "discarded" in _states(store) and not app.exception
    app.file_uploader[0].set_value(None)
    app.run()
    assert set(_states(store)) == {"discarded"} and not app.exception


def test_what_could_be_two_kinds_is_asked_and_an_archive_is_opened(store):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("measures.csv", MEASURES)
        archive.writestr("riddle.csv", "id,name\r\n1,a\r\n")
    app = _drop(("all.zip", packed.getvalue()))
    assert not app.exception
    assert "**measures.csv**: Looked at now" in said(app)
    assert "**riddle.csv**: Waiting: say what it holds" in said(app)
    assert next(box for box in app.selectbox if box.label == "What is in riddle.csv?").value is None


def test_which_line_is_the_header_is_asked_and_nothing_is_read_before(store):
    raw = b"Volumes by service,,,\nservice_id,month,channel,completed\nService,Month,Mode,Count\n"
    raw += b"".join(b"bins,2026-%02d,online,5\n" % month for month in range(1, 10))
    app = _drop(("q.csv", raw))
    assert not app.exception
    assert "Nothing is guessed: please choose." in said(app) and "Publish" not in _labels(app)
    radio = next(each for each in app.radio if each.key.startswith("ask_header_line"))
    radio.set_value("2").run()
    _press(app, "Read the file so")
    assert not app.exception
    assert "read as Channel volumes" in said(app)


def test_a_match_is_remembered_at_publishing_and_the_next_month_is_read_by_it(store):
    app = _drop(("Contact centre September 2026.csv", APPOINTMENTS.format("09").encode()))
    next(box for box in app.selectbox if box.key.startswith("kind_")).set_value("channel_volumes").run()
    for column, header in (("service_id", "icb"), ("month", "when"), ("channel", "mode"), ("completed", "tally")):
        next(box for box in app.selectbox if box.key.startswith(f"match_{column}_")).set_value(header).run()
    next(box for box in app.selectbox if box.key.startswith("word_channel_0")).set_value("face_to_face").run()
    _press(app, "Use this match")
    assert not app.exception and not app.error, [each.value for each in app.error]
    assert next(box for box in app.checkbox if box.key.startswith("remember_")).value is True
    _publish(app)
    (kept,) = remembered(store)
    assert (kept.source, kept.layout.words) == ("Contact centre", {"channel": {"Kiosk": "face_to_face"}})

    app = _drop(("Contact centre October 2026.csv", APPOINTMENTS.format("10").encode()))
    assert not app.exception and not app.error
    assert "Read as 'Contact centre' files were read on" in said(app)
    assert not [box for box in app.checkbox if box.key.startswith("remember_")], "it is remembered already"
    _press(app, "Forget this match")
    assert not app.exception and remembered(store) == []
    assert "Match columns" in [each.value for each in app.subheader]
    assert set(_states(store)) == {"published", "discarded"}


def test_what_the_cells_leave_open_is_asked_and_the_answer_holds_for_the_next_month(store):
    def desk(month: int, *statuses: str) -> bytes:
        rows = (f"T{month}{n},{month:02}/{13 + n}/2026 09:30,{word}\r\n" for n, word in enumerate(statuses))
        return ("ticket_id,opened_at,status\r\n" + "".join(rows)).encode()

    app = _drop(("Desk September 2026.csv", desk(9, "6", "1", "Open")))
    assert not app.exception
    assert "**Desk September 2026.csv**: Waiting: a question about the file" in said(app)
    assert "Nothing is guessed: please choose." in said(app) and "Publish" not in _labels(app)
    next(each for each in app.radio if each.key.startswith("ask_dates.opened_at")).set_value("month first").run()
    next(each for each in app.multiselect if each.key.startswith("ask_finished")).set_value(["6"]).run()
    _press(app, "Read the file so")
    assert not app.exception and not app.error, [each.value for each in app.error]
    assert "dates were read month first, as you answered" in said(app) and "1 as finished ('6' 1)" in said(app)
    _publish(app)
    (kept,) = remembered(store)
    assert kept.layout.answers == {"dates.opened_at": "month first", "finished": "6; no: 1"}

    app = _drop(("Desk October 2026.csv", desk(10, "1", "6", "7")))
    assert not app.exception and not app.radio
    asked = next(each for each in app.multiselect if each.key.startswith("ask_finished"))
    assert asked.options and asked.value == ["6"], "what was said before stands"
    asked.set_value(["6", "7"]).run()
    _press(app, "Read the file so")
    assert not app.exception and "2 as finished" in said(app)
    assert "Ask me again what I answered about this file" in _labels(app)


def test_a_new_council_is_led_by_the_five_files_to_start_with(store):
    app = officer("pages/upload.py")
    assert not app.exception
    assert "Start with these 5 files" in [each.label for each in app.expander]
    order = [said(app).index(f"**{n}. {title}**: ") for n, title in enumerate(
        ("Incidents", "Measures", "KPI values", "Channel volumes", "Projects"), 1)]  # fmt: skip
    assert order == sorted(order)
    assert [button.label for button in app.get("download_button")].count("Template") == 5
    app = _drop(("m.csv", MEASURES.encode()))
    _publish(app)
    app = officer("pages/upload.py")
    assert "Start with these 5 files: 1 of them is in" in [each.label for each in app.expander]
    assert "**2. Measures**: published" in said(app)


def test_somebody_whose_page_opened_afresh_after_a_restart_is_told_why(store):
    app = visitor("pages/upload.py", restarted="1")
    assert "The dashboard was restarted." in said(app) and "Sign in first." in said(app)
    app = officer("pages/upload.py", restarted="1")
    assert "The dashboard was restarted." in said(app) and "choose the file again" in said(app)
    app.file_uploader[0].set_value([("m.csv", MEASURES.encode(), "text/csv")])
    assert "The dashboard was restarted." not in said(app.run())
