"""Is anyone left behind? The lines that stand beside every figure on digital take-up, whichever subject shows it."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

import pandas as pd

from data.settings import settings
from exhibits import View
from exhibits.common.view_queries import figures_version, view_rows
from exhibits.common.words import missing, name_some, say_count, say_list, say_month, say_number, short_number

_NAMED = 3  # services that a sentence names; the table has all of them
HARMS = {
    "phone_abandoned": "calls abandoned",
    "phone_wait": "the wait on the phone",
    "online_failed": "online attempts that failed",
    "online_completion": "online attempts that were not completed",
}


def who_gets_through_lines(
    view: View, *, service: str | None = None, directorate: str | None = None
) -> tuple[str, ...]:
    """One to five short lines on whether people still get through without the online route; never none.

    First a warning where digital take-up really rose and abandoned calls, the wait or failed online attempts really
    grew worse in the same year (queries/channels/access_warnings.sql); then offline routes, the phone, failed attempts
    and assisted digital, each with what it was a year before. What nobody has submitted is said to be unknown.
    service: a service id (None = all); directorate: its name (None = the whole council).
    """
    counted = settings().channel_shift.assisted_digital
    return _lines(figures_version(), counted, view.as_at, view.with_draft, service, directorate)


@lru_cache(maxsize=500)
def _lines(
    version: str, counted: str, as_at: date | None, with_draft: str | None, service: str | None, directorate: str | None
) -> tuple[str, ...]:
    view = View(as_at=as_at, with_draft=with_draft)
    routes = view_rows(view, "channels/offline_routes", service=service, directorate=directorate)
    if routes.empty:
        return (f"{nothing_known(service, directorate)} Nobody knows who gets through.",)
    rows = view_rows(view, "channels/access_warnings", service=service, directorate=directorate)
    lines = [warning(rows, service, directorate), about_routes(routes, service)]
    if routes["last_month"].isna().all():
        lines.append("No channel volumes have been submitted: waits, failed attempts and help are not known.")
    else:
        lines += about_people(rows)
    return tuple(filter(None, lines))


def nothing_known(service: str | None, directorate: str | None) -> str:
    """That neither volumes nor a catalogue are there, in a sentence."""
    whose = " for this service" if service else f" for {directorate}" if directorate else ""
    return f"No data: neither channel volumes nor a catalogue of services have been submitted{whose}."


def warning(rows: pd.DataFrame, service: str | None, directorate: str | None) -> str:
    """Where take-up rose and something else grew worse; "" where that happened nowhere."""
    worse = rows[rows["warns"]]
    if worse.empty:
        return ""
    here, there = worse[worse["service_id"] == ""], worse[worse["service_id"] != ""]
    sentence = "Warning: digital take-up rose within a year, and so did "
    if service:
        return f"{sentence}{_harms(here)}: some people may not get through."
    names = _name_services(there.drop_duplicates("service_id")["name"])
    if here.empty:
        return f"{sentence}{_harms(there)}, in {names}: some people may not get through."
    whole = f"in {directorate}" if directorate else "across the council"
    among = f" Among the services, it happened in {names}." if len(there) else ""
    return f"{sentence}{_harms(here)}, {whole}: some people may not get through.{among}"


def _harms(worse: pd.DataFrame) -> str:
    """ "calls abandoned and online attempts that failed"; "or" where not every service has them all."""
    harms = {one: harms_in_order(set(part)) for one, part in worse.groupby("service_id")["measure_id"]}
    words = [HARMS[each] for each in harms_in_order(set(worse["measure_id"]))]
    if len(words) > 1 and any(len(each) < len(words) for each in harms.values()):
        return " or ".join([", ".join(words[:-1]), words[-1]])
    return say_list(words)


def harms_in_order(measure_ids: set[str]) -> list[str]:
    """In the order of words; attempts that failed were not completed, so that goes without saying."""
    unsaid = {"online_completion"} if "online_failed" in measure_ids else set()
    return [each for each in HARMS if each in measure_ids - unsaid]


def _name_services(names: Iterable[str]) -> str:
    """ "A, B, C and 2 more"."""
    return name_some(names, _NAMED, strict=True)


def about_routes(routes: pd.DataFrame, service: str | None) -> str:
    """Which services have no offline route, or none that is known, from the rows of channels/offline_routes."""
    if service:
        return _one_route(routes.iloc[0])
    none, unknown = (list(routes.loc[routes["state"] == state, "name"]) for state in ("none", "not_known"))
    if len(unknown) == len(routes):
        return "No catalogue of services has been submitted: nobody knows which have an offline route."
    sentences = []
    if none:
        sentences.append(
            f"{say_count(len(none), 'service has', 'services have')} no offline route: {_name_services(none)}."
        )
    else:
        rest, listed = len(routes) - len(unknown), " in the catalogue" if unknown else ""
        every = f"All {rest} services{listed} have" if rest > 1 else f"The one service{listed} has"
        sentences.append(f"{every} an offline route.")
    if unknown:
        lack = say_count(len(unknown), "service is", "services are")
        sentences.append(f"{lack} not in the catalogue, so no offline route is known: {_name_services(unknown)}.")
    return " ".join(sentences)


def _one_route(row: pd.Series) -> str:
    if row["state"] == "not_known":
        return "It is not in the catalogue of services: nobody knows whether it has an offline route."
    helped = row["assisted_digital_route"]
    help_is = "who helps people to use it is not known"
    if not missing(helped):
        help_is = "nobody helps people to use it" if helped == "None" else f"help to use it: {helped}"
    route = "It has no offline route" if row["state"] == "none" else f"Offline route: {row['offline_route']}"
    return f"{route}; {help_is}."


def about_people(rows: pd.DataFrame) -> list[str]:
    """A line each on the phone, on failed attempts and on help, from the rows of channels/access_warnings."""
    together, year = rows[rows["service_id"] == ""].set_index("measure_id"), _Years()
    return [_about_phone(together, year), _about_attempts(together, year), _about_help(together, year)]


def _about_phone(together: pd.DataFrame, year: "_Years") -> str:
    abandoned, wait = (row_of(together, each) for each in ("phone_abandoned", "phone_wait"))
    if abandoned is None and wait is None:
        return "Nobody has submitted calls abandoned or waiting times."
    sentence = "Nobody has submitted calls abandoned."
    if abandoned is not None:
        sentence = f"Calls abandoned: {year.compared(abandoned)}."
    if wait is None:
        return f"{sentence} Nobody has submitted waiting times."
    return f"{sentence} Wait on the phone: {year.compared(wait)}."


def _about_attempts(together: pd.DataFrame, year: "_Years") -> str:
    failed, completed = (row_of(together, each) for each in ("online_failed", "online_completion"))
    sentence = "Nobody has submitted failed online attempts."
    if failed is not None:
        sentence = f"Online attempts that failed: {year.compared(failed)}."
        if completed is None or completed["change"] not in ("rose", "fell"):
            return sentence
    return sentence if completed is None else f"{sentence} Online attempts completed: {year.compared(completed)}."


def _about_help(together: pd.DataFrame, year: "_Years") -> str:
    row = row_of(together, "assisted_share")
    if row is None:
        return "Nobody has submitted how many people were helped to use the online route (assisted digital)."
    helped = "" if missing(row["helped"]) else f"{say_number(row['helped'], 'count')} in a year, "
    return f"Completed with help (assisted digital): {helped}{year.compared(row, of=' of all completed')}."


def row_of(together: pd.DataFrame, measure_id: str) -> pd.Series | None:
    """The measure's row of channels/access_warnings; None where it has none."""
    return together.loc[measure_id] if measure_id in together.index else None


class _Years:
    """Says figures with those of a year before; the month they end with only where it has not just been said."""

    def __init__(self) -> None:
        self._month_said = None

    def compared(self, row: pd.Series, *, of: str = "") -> str:
        """ "13.4% up to September 2026, 8.2% a year before (a real rise)"."""
        unit, now = row["unit"], f"{say_number(row['now'], row['unit'])}{of}"
        if row["last_month"] != self._month_said:
            now += f" up to {say_month(row['last_month'])}"
            self._month_said = row["last_month"]
        if missing(row["before"]):
            return f"{now}, with no year before to compare"
        return f"{now}, {short_number(row['before'], unit)} a year before ({change_words(row['change'])})"


def change_words(change: str) -> str:
    """ "a real rise", "a real fall", "no real change", "too early to call it a change"."""
    return {"rose": "a real rise", "fell": "a real fall", "no_real_change": "no real change"}.get(
        change, "too early to call it a change"
    )
