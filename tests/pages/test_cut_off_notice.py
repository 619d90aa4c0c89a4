"""What officers read when the dashboard was cut off."""

from data.runs import Run
from tests.people import officer, said, visitor


def test_officers_read_which_file_was_in_hand_when_the_dashboard_was_cut_off(store):
    assert "ended unexpectedly" not in said(officer("pages/submissions.py"))
    cut_off = Run(store.path)
    cut_off.begin()
    with cut_off.in_hand("kpi_<b>*september*.xlsx"):
        Run(store.path).begin()
    told = said(officer("pages/submissions.py"))
    assert "The dashboard ended unexpectedly (a crash, a kill or a power cut) before its start of" in told
    assert "in hand then. Look below whether it came in." in told
    assert "<b>" not in told and "*september*" not in told
    assert "unexpectedly" not in said(visitor("pages/submissions.py"))
