"""What officers read of who did what."""

import pytest

from data.store import Author
from tests.data.test_store import values
from tests.people import council, officer, said, visitor


@pytest.fixture
def store(tmp_path, monkeypatch):
    store = council(tmp_path, monkeypatch)
    yield store
    store.close()


def test_officers_read_who_signed_in_and_what_they_did_and_nobody_else_does(store):
    store.save_and_publish(values(m2026_09=1), Author("Head of <b>IT*", "officer"))
    app = visitor("pages/submissions.py")
    app.text_input(key="sign_in_typed").set_value("WRONG-CODE")
    next(button for button in app.button if button.label == "Sign in").click().run()
    assert "Who did what" not in [each.label for each in app.expander]
    app = officer("pages/submissions.py")
    app.session_state["audit"] = True
    app.run()
    (lines,) = [each.value for each in app.table if "Proof" in each.value.columns]
    told = [tuple(row) for row in lines.reset_index()[["What", "When and by whom", "Proof"]].values]
    expected = [
        ("Signed in", "by IT performance officer", "Typed, not proved"),
        ("Sign-in failed", "by ", "–"),
        ("Published: KPI values, ", r"by Head of &lt;b&gt;IT\*", "Typed, not proved"),
        ("Uploaded: KPI values, ", r"by Head of &lt;b&gt;IT\*", "Typed, not proved"),
    ]
    assert len(told) == len(expected)
    for (what, by, proof), (act, who, proved) in zip(told, expected, strict=True):
        assert what.startswith(act) and who in by and proof == proved
    assert "4 lines; each follows from the one before it" in said(app)
    assert "WRONG" not in store.query("FROM audit_log").to_csv()
