"""What the exhibits on digital take-up say alike: changes, the definition in force, and that there are no figures."""

from data.settings import settings
from exhibits import Exhibit, View
from exhibits.common.no_data import words_only
from exhibits.common.process_chart import ASSISTED_WORDS
from exhibits.common.scope import scope_suffix
from exhibits.common.view_queries import view_rows
from exhibits.common.who_gets_through_lines import for_whom, who_gets_through_lines
from exhibits.common.words import say_count

CHANGES = {
    "rose": "rose",
    "fell": "fell",
    "no_real_change": "no real change",
    "too_early": "too early to say",
}
REAL_CHANGE = (
    "A change is real where the same months of both years differ by more than chance brings once in a hundred times."
)


def definition_in_force() -> str:
    """Which of the two definitions of take-up the figures follow, as a sentence."""
    return f"{ASSISTED_WORDS[settings().channel_shift.assisted_digital]}."


def no_take_up(view: View, key: str, *, service: str | None = None, directorate: str | None = None) -> Exhibit:
    """What is shown where take-up is not known."""
    what = "no channel volumes that say how people completed their transactions"
    return words_only(
        key=key,
        title=f"Digital take-up{scope_suffix(directorate)}: no data",
        lead=f"No data: {what} have been published{for_whom(service, directorate)} yet.",
        beside=who_gets_through_lines(view, service=service, directorate=directorate),
    )


def count_services(view: View, directorate: str | None) -> str:
    """How many services the newest complete figure counts, of those that report by channel, and how many do not."""
    rows = view_rows(view, "channels/periods", directorate=directorate)
    rows = rows[rows["complete"] & (rows["split_completed"] > 0)]
    if rows.empty:
        return ""
    counted, with_figures = int(rows.iloc[-1]["services"]), _reporting(view, directorate)
    of = f"all {counted}" if counted >= with_figures else f"{counted} of the {with_figures}"
    if with_figures == 1:
        of = "the one"
    services = "service" if with_figures == 1 else "services"
    without = without_figures(view, directorate)
    rest = f"; {say_count(without, 'other has', 'others have')} none" if without else ""
    return f"It counts {of} {services} with figures by channel, weighted by volume{rest}."


def _reporting(view: View, directorate: str | None) -> int:
    return len(view_rows(view, "channels/take_up_by_service", directorate=directorate))


def without_figures(view: View, directorate: str | None) -> int:
    """How many services there are whose take-up nobody knows, those that were taken down aside."""
    known = view_rows(view, "channels/take_up_by_service", directorate=directorate)["service_id"]
    every = view_rows(view, "channels/services", directorate=directorate)
    return int((every["retired_on"].isna() & ~every["service_id"].isin(known)).sum())
