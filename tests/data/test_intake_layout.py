"""Layouts: what they say, what is proposed, and that nothing is read by a proposal nobody has confirmed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.intake import Known, Layout, LayoutError, apply, check, propose, read
from data.intake.columns.proposing import proposal
from tests.data.test_shell import shell  # noqa: F401  the fixture

KNOWN = Known(today=date(2026, 11, 3))
TEXT = (
    "Team,Icb code,When,How,Tally,Wait (mins)\n"
    "x,E01,08/2026,Telephone,120,3\nx,E01,08/2026,Kiosk,7,\nx,E02,09/2026,Telephone,110,2.5\nx,E02,09/2026,Web,1,\n"
)
FULL = Layout(
    "channel_volumes",
    columns={"Icb code": "service_id", "When": "month", "How": "channel", "Tally": "completed",
             "Wait (mins)": "avg_wait_minutes"},
    words={"channel": {"Kiosk": "face_to_face"}},
    left_out=("Team",),
)  # fmt: skip


def table(text: str = TEXT):
    return read(text.encode(), "file.csv")


def checked(text: str = TEXT, layout: Layout | None = FULL, kind: str = "channel_volumes"):
    return check(table(text), kind, KNOWN, layout=layout)


# -- as text -----------------------------------------------------------------------------------------------------------

texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)


@given(
    st.dictionaries(texts, texts, max_size=3),
    st.dictionaries(texts, texts, max_size=3),
    st.dictionaries(texts, texts, max_size=3),
    st.dictionaries(texts, texts, min_size=1, max_size=3),
    st.lists(texts, max_size=3),
    st.sampled_from(["", "calendar", "financial"]),
)
def test_a_layout_comes_back_from_its_text(columns, constants, families, words, left_out, quarters):
    layout = Layout("channel_volumes", columns, {"channel": words}, constants, families, quarters, tuple(left_out))
    assert Layout.from_text(layout.to_text()) == layout


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("kind = ", "is not valid TOML"),
        ("", "does not say its kind"),
        ("kind = 3", "does not say its kind"),
        ('kind = "x"\ncolumn = 1', "an entry that is not known: column"),
        ('kind = "x"\ncolumns = 1', "columns must be a section"),
        ('kind = "x"\n[columns]\na = 1', 'section columns, each line must be "text" = "text"'),
        ('kind = "x"\n[words]\nchannel = "x"', "section words.channel"),
        ('kind = "x"\nleft_out = "a"', "left_out must be a list"),
    ],
)
def test_a_layout_that_cannot_be_read_says_why(text, words):
    with pytest.raises(LayoutError, match=words.replace(".", r"\.")):
        Layout.from_text(text)


# -- applied -----------------------------------------------------------------------------------------------------------


def test_columns_words_and_units_of_a_layout():
    result = checked()
    assert not result.errors, result.errors
    rows = result.rows.select(["source_row", "service_id", "channel", "completed", "avg_wait_seconds"]).to_pylist()
    assert [tuple(each.values()) for each in rows] == [
        (2, "E01", "phone", 120, 180),
        (3, "E01", "face_to_face", 7, None),
        (4, "E02", "phone", 110, 150),
        (5, "E02", "online", 1, None),
    ]
    assert "Columns that Channel volumes does not use were left out: Team." in result.repairs
    assert b"Kiosk" in result.original, "the file is kept as it came"


def test_what_a_layout_matches_stands_above_a_known_spelling():
    layout = Layout("channel_volumes", columns={"Real": "completed"})
    result = checked("service_id,month,channel,completed,Real\na,2026-09,web,1,2\n", layout)
    assert result.rows["completed"].to_pylist() == [2]


def test_a_constant_is_in_every_row_and_not_in_the_original():
    layout = Layout("channel_volumes", constants={"channel": "phone", "service_id": "Contact centre"})
    raw = "month,channel,completed\n2026-08,?,5\n2026-09,?,6\n"
    result = checked(raw, layout)
    assert result.rows["service_id"].to_pylist() == ["contact-centre"] * 2
    assert result.rows["channel"].to_pylist() == ["phone"] * 2
    assert result.original == raw.encode()
    assert any("channel is 'phone' in every row" in each for each in result.repairs)


def test_constants_go_with_wide_files_and_columns_about_people_still_go():
    layout = Layout("channel_volumes", constants={"channel": "phone"})
    result = checked("service,Email,Vol. Apr-26,Vol. May-26\npermits,a@example.org,5,6\n", layout)
    assert result.rows["completed"].to_pylist() == [5, 6] and result.rows["channel"].to_pylist() == ["phone"] * 2
    assert b"example.org" not in result.original and b"Vol. May-26" in result.original


@pytest.mark.parametrize(
    ("layout", "words"),
    [
        (Layout("kpi_values"), "is for kpi_values, not for channel_volumes"),
        (Layout("channel_volumes", quarters="?"), "must be calendar or financial"),
        (Layout("channel_volumes", columns={"Gone": "month"}), "is a column of the layout and not in the file"),
        (Layout("channel_volumes", columns={"When": "moonth"}), "'moonth' is not a column of Channel volumes"),
        (Layout("channel_volumes", constants={"x": "y"}), "'x' is not a column of Channel volumes"),
        (Layout("channel_volumes", words={"month": {"a": "b"}}), "'month' is not a column of words"),
        (Layout("channel_volumes", words={"channel": {"a": "pigeon"}}), "'pigeon' is not a word of channel"),
    ],
)
def test_a_layout_that_does_not_fit_is_refused_in_words(layout, words):
    result = checked(layout=layout)
    assert result.rows is None and any(words in str(each) for each in result.errors), result.errors


def test_a_file_of_nothing_is_refused_with_a_layout_too():
    assert apply(read(b"", "empty.csv"), FULL, "channel_volumes").problems
    assert check(read(b"", "empty.csv"), "channel_volumes", KNOWN, layout=FULL).errors


# -- proposed ----------------------------------------------------------------------------------------------------------


def test_a_proposal_goes_by_what_the_cells_hold_and_names_the_words_it_does_not_know():
    told = proposal(table("Icb code,When,How,Tally\n" + "\n".join(
        ",".join(line.split(",")[1:5]) for line in TEXT.splitlines()[1:])), "channel_volumes", KNOWN)  # fmt: skip
    assert dict(told.layout.columns) == {
        "When": "month",
        "How": "channel",
        "Tally": "completed",
        "Icb code": "service_id",
    }
    assert told.unknown == {"channel": ("Kiosk",)} and told.needed
    assert set(told.guessed) == {"month", "channel", "completed", "service_id"}


def test_a_column_that_names_known_services_is_preferred():
    text = "org,svc,month,channel,completed\nabc,Parking permits,2026-09,web,1\ndef,Missed bins,2026-09,web,2\n"
    assert "svc" not in propose(table(text), "channel_volumes", KNOWN).columns
    known = Known(services={"permits": "Parking permits", "bins": "Missed bins"}, today=KNOWN.today)
    assert propose(table(text), "channel_volumes", known).columns["svc"] == "service_id"


def test_two_columns_that_may_be_meant_are_left_to_the_officer():
    told = proposal(table("service,month,channel,a,b\nx,2026-09,web,1,2\n"), "channel_volumes", KNOWN)
    assert told.missing == ("completed",) and told.layout.constants == {"completed": ""}


def test_columns_about_people_are_never_proposed():
    text = "Caller,month,channel,completed\nAnn,2026-09,web,1\nBob,2026-09,web,2\n"
    assert "Caller" not in propose(table(text), "channel_volumes", KNOWN).columns


def test_nothing_is_read_by_a_proposal_that_nobody_has_confirmed():
    result = checked(layout=None)
    assert result.rows is None
    told = {each.column: each.remedy for each in result.errors}
    assert "Is it 'When'?" in told["month"] and "Match columns" in told["month"] and "--layout" in told["month"]


def test_rivals_of_a_proposal_stay_open_until_somebody_chooses():
    text = "service,Total volume Apr-26,Total volume May-26,Vol. Apr-26,Vol. May-26\npermits,10,20,11,21\n"
    layout = propose(table(text), "channel_volumes", KNOWN)
    assert set(layout.families.values()) == {"?"}
    again = checked(text, Layout.from_text(layout.to_text()))
    assert again.rows is None and any("would be counted twice" in each.problem for each in again.errors)


def test_the_proposal_of_a_known_file_asks_nothing():
    assert not proposal(table("service_id,month,channel,completed\na,2026-09,web,1\n"), "channel_volumes").needed


# -- from the shell ----------------------------------------------------------------------------------------------------


def test_the_shell_says_what_is_wrong_with_a_layout(shell, tmp_path):  # noqa: F811
    file, layout = tmp_path / "f.csv", tmp_path / "l.toml"
    file.write_text(TEXT)
    layout.write_text("kind = 3")
    for format, wanted in (("text", ""), ("json", '"published": false')):
        code, out = shell("load", "channel_volumes", str(file), "--layout", str(layout), "--format", format)
        assert code == 1 and wanted in out
    assert shell("load", "channel_volumes", str(file), "--layout", str(tmp_path / "none.toml"))[0] == 1
    assert shell("layout", "channel_volumes", str(tmp_path / "none.csv"))[0] == 1
    layout.write_text(FULL.to_text(), encoding="utf-8")
    code, out = shell("check", "channel_volumes", str(file), "--layout", str(layout), "--format", "json")
    assert code == 0 and '"rows": 4' in out
