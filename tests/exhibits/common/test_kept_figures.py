"""What is worked out of the figures is kept for whoever asks next, and goes with them."""

import re
import weakref

from data.settings import ROOT
from exhibits.common.view_queries import figures_version, kept_of_these_figures
from tests.data.test_store import OFFICER, values


class Worked:
    """What was worked out."""


def test_what_was_worked_out_of_older_figures_goes_with_them(store):
    @kept_of_these_figures(10)
    def worked(version: str, measure: str) -> Worked:
        return Worked()

    store.save_and_publish(values(m2026_09=1), OFFICER)
    one, other = (weakref.ref(worked(figures_version(), measure)) for measure in ("one", "other"))
    assert one() is not None
    assert worked(figures_version(), "one") is one()
    store.save_and_publish(values(m2026_10=2), OFFICER)
    figures_version()
    assert (one(), other()) == (None, None)


def test_nothing_is_kept_for_a_version_of_the_figures_longer_than_that():
    plainly_kept = re.compile(r"@(?:lru_)?cache\b[^\n]*\ndef (\w+)\(\s*version: str")
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for floor in ("exhibits", "briefing", "screen", "pages")
        for path in (ROOT / floor).rglob("*.py")
        for name in plainly_kept.findall(path.read_text(encoding="utf-8"))
    }
    assert not found, "use kept_of_these_figures()"
