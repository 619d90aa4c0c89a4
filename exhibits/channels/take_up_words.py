"""What the exhibits on digital take-up say alike: changes, the definition in force, and that there are no figures."""

from data.settings import settings
from exhibits import Exhibit, View
from exhibits.common.no_data import words_only
from exhibits.common.process_chart import ASSISTED_WORDS
from exhibits.common.scope import scope_suffix
from exhibits.common.who_gets_through_lines import who_gets_through_lines

CHANGES = {
    "rose": "rose",
    "fell": "fell",
    "no_real_change": "no real change",
    "too_early": "too early to say",
}
REAL_CHANGE = (
    "A change is called real where the differences from the same month a year earlier agree more than chance would "
    "have it once in a hundred times; all others are no news."
)


def definition_in_force() -> str:
    """Which of the two definitions of take-up the figures follow, as a sentence."""
    return f"{ASSISTED_WORDS[settings().channel_shift.assisted_digital]}."


def no_take_up(view: View, key: str, *, service: str | None = None, directorate: str | None = None) -> Exhibit:
    """What is shown where take-up is not known."""
    return words_only(
        key=key,
        title=f"Digital take-up{scope_suffix(directorate)}: no data",
        summary="No data: no channel volumes that say how people completed their transactions have been published yet.",
        beside=who_gets_through_lines(view, service=service, directorate=directorate),
    )
