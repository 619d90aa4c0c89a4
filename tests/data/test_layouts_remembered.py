"""Remembered matches: found by the header, used only where they settle everything, forgotten when somebody says so."""

from datetime import UTC, datetime

import pytest

from access import sign_in
from data.intake import Layout, LayoutError, Reading, read, take
from data.intake.remembered import (
    fingerprint,
    forget,
    from_shared,
    header_names,
    opened,
    remember,
    remembered,
    source_of,
    to_share,
)
from data.store import Author, NotAnOfficer
from tests.data.test_shell import shell  # noqa: F401  the fixture
from tests.people import council, officer, said

OFFICER = Author("Contact centre manager", "officer")
HEAD = "Team,Icb code,When,How,Tally\n"
SEPTEMBER = (HEAD + "x,E01,09/2026,Telephone,120\nx,E01,09/2026,Kiosk,7\n").encode()
OCTOBER = (HEAD + "x,E01,10/2026,Telephone,130\nx,E01,10/2026,Kiosk,9\n").encode()
MATCH = Layout(
    "channel_volumes",
    columns={"Icb code": "service_id", "When": "month", "How": "channel", "Tally": "completed"},
    words={"channel": {"Kiosk": "face_to_face"}},
    left_out=("Team",),
)


@pytest.fixture
def kept(store):
    remember(
        store, MATCH, read(SEPTEMBER, "s.csv").headers, "Contact centre", OFFICER, at=datetime(2026, 10, 3, tzinfo=UTC)
    )
    return store


def taken(store, raw: bytes, name: str = "file.csv", **how):
    return take(store, "channel_volumes", raw, name, OFFICER, **how)


def test_the_next_month_is_read_without_a_question_and_says_by_what(kept):
    told = taken(kept, OCTOBER)
    assert told.published and told.rows == 2
    assert told.repairs[0] == "Read as 'Contact centre' files were read on 3 October 2026."


def test_a_layout_that_is_given_stands_above_the_remembered_one(kept):
    other = Layout("channel_volumes", MATCH.columns, {"channel": {"Kiosk": "online"}}, left_out=("Team",))
    assert taken(kept, OCTOBER, layout=other).published
    channels = kept.query("SELECT DISTINCT channel FROM current_channel_volumes ORDER BY 1")["channel"].tolist()
    assert channels == ["online", "phone"]


@pytest.mark.parametrize(
    ("raw", "same"),
    [
        (OCTOBER.replace(b"Kiosk", b"Carrier pigeon"), True),  # a word nobody has said the meaning of
        (OCTOBER.replace(b"Tally", b"Sum of it"), False),  # a header is missing
    ],
)
def test_a_match_that_no_longer_fits_is_only_proposed(kept, raw, same):
    told = taken(kept, raw)
    assert not told.published and told.problems
    found = opened(raw, "f.csv", remembered(kept))
    assert (found.match.source, found.same, found.used) == ("Contact centre", same, None)
    if same:
        assert any("does not settle all of this file" in str(each) for each in told.problems)


def test_columns_may_change_places_and_months_their_names():
    assert header_names(["Service", "Online Apr-26", "Online May-26"]) == ("Service", "Online *")
    assert fingerprint(["b", "A x"]) == fingerprint(["a_X", "B"]) != fingerprint(["a", "b"])


def test_a_wide_file_is_found_by_the_families_of_its_columns(store):
    match = Layout("channel_volumes", {"Desk": "service_id"}, families={"On * web": "completed, online"})
    raw = "Desk,On Apr-26 web,On May-26 web\nbins,1,2\n"
    remember(store, match, read(raw.encode(), "w.csv").headers, "Wide", OFFICER)
    assert taken(store, raw.replace("Apr", "Jun").replace("May", "Jul").encode()).published
    assert store.query("SELECT count(*) AS n FROM current_channel_volumes WHERE channel = 'online'")["n"][0] == 2


def test_what_changes_every_month_is_asked_again(store):
    match = Layout("kpi_values", {"Thing": "measure_id", "Actual": "value"}, constants={"month": "2026-09"},
                   reading=Reading(header_line=1, last_line=9))  # fmt: skip
    raw = b"Thing,Actual\ncalls,3\n"
    remember(store, match, ["Thing", "Actual"], "Monthly", OFFICER)
    (kept,) = remembered(store)
    assert kept.layout.constants == {"month": ""} and kept.layout.reading.last_line == 0
    assert opened(raw, "f.csv", [kept]).used is None
    assert not take(store, "kpi_values", raw, "f.csv", OFFICER).published


def test_thousands_are_remembered_only_for_files_that_speak_of_them(store):
    """The title of next month decides: the same words need no answer, others are asked, none is read as it stands."""
    row = "Line,Financial year,Type,Budget\nF-1,2026/27,cost,{}\n"
    match = Layout("finance", {"Line": "line_id"}, reading=Reading(figures_in="thousands of pounds"))
    september = f"Figures in £000,,,\n{row.format(120)}"
    remember(store, match, read(september.encode(), "f.csv", match.reading).headers, "Budget", OFFICER)

    def budget(text: str):
        if not take(store, "finance", text.encode(), "f.csv", OFFICER).published:
            return None
        return store.query("SELECT baseline_gbp FROM current_finance")["baseline_gbp"][0]

    assert budget(september) == 120_000
    assert budget(f"Figures in £m,,,\n{row.format(0.13)}") is None
    assert budget(row.format(140)) is None
    assert budget(row.replace("Budget", "Budget (£)").replace("Line", "Line ref").format(140_000)) == 140_000


def test_forgotten_is_forgotten_and_the_newest_of_one_header_counts(kept):
    headers = read(SEPTEMBER, "s.csv").headers
    newer = remember(kept, MATCH, reversed(headers), "Contact centre again", OFFICER)
    assert [each.source for each in remembered(kept)] == ["Contact centre again"]
    forget(kept, newer, OFFICER)
    assert remembered(kept) == [], "the older one does not come back"
    assert not taken(kept, OCTOBER).published
    with pytest.raises(NotAnOfficer):
        remember(kept, MATCH, headers, "x", Author("Member", "member"))


def test_a_match_is_shared_as_text_that_says_its_header(kept):
    (match,) = remembered(kept)
    layout, names, source = from_shared(to_share(match))
    assert (layout, names, source) == (match.layout, match.header, "Contact centre")
    with pytest.raises(LayoutError, match="for which header"):
        from_shared(MATCH.to_text())


@pytest.mark.parametrize(
    ("name", "said"),
    [("contact_centre_october_2026_wide.csv", "Contact centre wide"), ("2026-10.csv", "2026-10"),
     ("Calls (final) Q3 2026.xlsx", "Calls")],
)  # fmt: skip
def test_a_source_is_named_after_its_files_without_the_month(name, said):
    assert source_of(name) == said


def test_the_shell_lists_shares_takes_in_and_forgets(shell, tmp_path):  # noqa: F811
    layout, sample = tmp_path / "match.toml", tmp_path / "september.csv"
    layout.write_text(MATCH.to_text(), encoding="utf-8")
    sample.write_bytes(SEPTEMBER)
    code, said = shell("layouts", "import", str(layout))
    assert code == 1 and "for which header" in said
    assert shell("layouts", "import", str(layout), "--for", str(sample), "--source", "Desk")[0] == 0
    listed = shell("layouts")[1].splitlines()
    assert len(listed) == 2 and ",Desk,5," in listed[1]
    layout_id = listed[1].split(",")[0]
    assert "Icb code" in shell("layouts", "export", layout_id)[1]
    assert shell("layouts", "forget", layout_id)[0] == 0
    assert len(shell("layouts")[1].splitlines()) == 1


@pytest.mark.parametrize("administers", [True, False])
def test_only_who_sees_to_layouts_changes_how_others_files_are_read(tmp_path, monkeypatch, administers):
    store = council(tmp_path, monkeypatch)
    remember(store, MATCH, read(SEPTEMBER, "s.csv").headers, "Contact centre", OFFICER)
    monkeypatch.setattr(sign_in, "may_administer", lambda author: administers)
    app = officer("pages/upload.py")
    app.session_state["remembered_matches"] = True
    app.run()
    assert "**Contact centre**: Channel volumes, 5 columns" in said(app)
    assert ("Forget it" in [each.label for each in app.button]) is administers
    assert ("An administrator forgets a match" in said(app)) is not administers
    store.close()
