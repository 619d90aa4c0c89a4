"""A briefing on the sample council, composed once: to build its exhibits is what these tests cost."""

from datetime import date

import pytest

from briefing import Document, Pack
from briefing.making import compose

COMMITTEE, MEETING, TODAY = "Overview and Scrutiny Committee", date(2026, 12, 8), date(2026, 11, 28)
CODES = ("measure:incidents", "take-up", "changes", "asking")


@pytest.fixture(scope="session")
def document(sample_store) -> Document:
    """Four exhibits of three subjects, with figures, remarks, sections and what must stand beside take-up."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COUNCIL_STORE", str(sample_store.path))
        return compose(Pack(COMMITTEE, MEETING, "pack", CODES, note="For the meeting.\n\nPlease read it."), TODAY)
