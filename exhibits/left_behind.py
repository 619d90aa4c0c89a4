"""Nobody left behind: whether people who cannot use the online route still get through."""

from functools import lru_cache

import pandas as pd

from data.settings import settings
from exhibits import View
from exhibits.asking import asked, figures_version
from exhibits.style import missing, say_count, say_list, say_month, say_number

_NAMED = 3  # services that a line names; the table has all of them
_HARM = {
    "phone_abandoned": "calls abandoned",
    "phone_wait": "the wait on the phone",
    "online_failed": "online attempts that failed",
    "online_completion": "online attempts given up",
}


# -- the lines that stand beside every figure on take-up -------------------------------------------------------------


def guard(view: View, *, service: str | None = None, directorate: str | None = None) -> tuple[str, ...]:
    """One to five short sentences on whether people still get through without the online route; never none.

    First a warning where digital take-up really rose and abandoned calls, the wait or failed online attempts really
    grew worse in the same year (queries/channels/guard.sql); then offline routes, the phone, failed attempts and
    assisted digital, each with what it was a year before. What nobody has submitted is said to be unknown.
    service: a service id (None = all); directorate: its name (None = the whole council).
    """
    counted = settings().channel_shift.assisted_digital
    return _guard(figures_version(), counted, view.as_at, view.with_draft, service, directorate)


@lru_cache(maxsize=500)
def _guard(version: str, counted: str, as_at, with_draft, service: str | None, directorate: str | None):
    view = View(as_at=as_at, with_draft=with_draft)
    routes = asked(view, "channels/offline_routes", service=service, directorate=directorate)
    if routes.empty:
        whose = " for this service" if service else f" for {directorate}" if directorate else ""
        return (
            f"Nobody has submitted channel volumes or a list of services{whose}, so nobody knows who gets through.",
        )
    rows = asked(view, "channels/guard", service=service, directorate=directorate)
    together = rows[rows["service_id"] == ""].set_index("measure_id")
    lines = [_warning(rows, service, directorate), _about_routes(routes, service)]
    if routes["last_month"].isna().all():
        return (*filter(None, lines), "No channel volumes have been submitted: waits and failures are not known.")
    year = _Years()
    lines += [_about_phone(together, year), _about_attempts(together, year), _about_help(together, year)]
    return tuple(filter(None, lines))


def _warning(rows: pd.DataFrame, service: str | None, directorate: str | None) -> str:
    """Where take-up rose and something else grew worse; "" where that happened nowhere."""
    worse = rows[rows["warns"]]
    if worse.empty:
        return ""
    here, there = worse[worse["service_id"] == ""], worse[worse["service_id"] != ""]
    said = "Warning: digital take-up rose within a year, and so did "
    if service:
        return f"{said}{_harms(here)}: some people may not get through."
    names = _named(there.drop_duplicates("service_id")["name"])
    if here.empty:
        return f"{said}{_harms(there)}, in {names}: some people may not get through."
    whole = f"in {directorate}" if directorate else "across the council"
    among = f" Among the services, in {names}." if len(there) else ""
    return f"{said}{_harms(here)}, {whole}: some people may not get through.{among}"


def _harms(worse: pd.DataFrame) -> str:
    """ "calls abandoned and online attempts that failed"; "or" where no service has them all."""
    words = [_HARM[each] for each in _HARM if each in set(worse["measure_id"])]
    if worse.groupby("service_id")["measure_id"].nunique().min() < len(words):
        return " or ".join([", ".join(words[:-1]), words[-1]])
    return say_list(words)


def _named(names) -> str:
    """ "A, B, C and 2 more"."""
    names = list(names)
    more = [f"{len(names) - _NAMED} more"] if len(names) > _NAMED else []
    return say_list(names[:_NAMED] + more)


def _about_routes(routes: pd.DataFrame, service: str | None) -> str:
    if service:
        return _one_route(routes.iloc[0])
    none, unknown = (list(routes.loc[routes["state"] == state, "name"]) for state in ("none", "not_known"))
    if len(unknown) == len(routes):
        return "No list of services has been submitted: nobody knows which have an offline route."
    said = []
    if none:
        said.append(f"{say_count(len(none), 'service has', 'services have')} no offline route: {_named(none)}.")
    if unknown:
        lack = say_count(len(unknown), "service is", "services are")
        said.append(f"{lack} not in the list of services, so no offline route is known: {_named(unknown)}.")
    if not none:
        rest, listed = len(routes) - len(unknown), " in the list" if unknown else ""
        every = f"All {rest} services{listed} have" if rest > 1 else f"The one service{listed} has"
        said.insert(0, f"{every} an offline route.")
    return " ".join(said)


def _one_route(row: pd.Series) -> str:
    helped = row["assisted_digital_route"]
    help_is = "who helps people to use it is not known"
    if not missing(helped):
        help_is = "nobody helps people to use it" if helped == "None" else f"help to use it: {helped}"
    if row["state"] == "not_known":
        return "It is not in the list of services: nobody knows whether it has an offline route."
    if row["state"] == "none":
        return f"It has no offline route; {help_is}."
    return f"Offline route: {row['offline_route']}; {help_is}."


def _about_phone(together: pd.DataFrame, year: "_Years") -> str:
    abandoned, wait = (_row(together, each) for each in ("phone_abandoned", "phone_wait"))
    if abandoned is None and wait is None:
        return "Nobody has submitted calls abandoned or waiting times."
    said = []
    if abandoned is None:
        said.append("Nobody has submitted calls abandoned.")
    else:
        said.append(f"Calls abandoned: {year.compared(abandoned)}.")
    if wait is None:
        said.append("Nobody has submitted waiting times.")
    else:
        said.append(f"Wait on the phone: {year.compared(wait)}.")
    return " ".join(said)


def _about_attempts(together: pd.DataFrame, year: "_Years") -> str:
    failed, completed = (_row(together, each) for each in ("online_failed", "online_completion"))
    if failed is not None:
        return f"Online attempts that failed: {year.compared(failed)}."
    if completed is not None:
        return f"Nobody has submitted failed online attempts. Online attempts completed: {year.compared(completed)}."
    return "Nobody has submitted failed online attempts."


def _about_help(together: pd.DataFrame, year: "_Years") -> str:
    row = _row(together, "assisted_share")
    if row is None:
        return "Nobody has submitted how many people were helped to use the online route (assisted digital)."
    helped = "" if missing(row["helped"]) else f"{say_number(row['helped'], 'count')} in the year, "
    return f"Completed with help (assisted digital): {helped}{year.compared(row, of=' of all completed')}."


def _row(together: pd.DataFrame, measure_id: str) -> pd.Series | None:
    return together.loc[measure_id] if measure_id in together.index else None


class _Years:
    """Says figures with those of a year before; the month they end with only where it has not just been said."""

    def __init__(self) -> None:
        self._said = None

    def compared(self, row: pd.Series, *, of: str = "") -> str:
        """ "13.4% up to September 2026, 8.2% a year before (a real rise)"."""
        unit, said = row["unit"], f"{say_number(row['now'], row['unit'])}{of}"
        if row["last_month"] != self._said:
            said += f" up to {say_month(row['last_month'])}"
            self._said = row["last_month"]
        if missing(row["before"]):
            return f"{said}, with no year before to compare"
        return f"{said}, {say_number(row['before'], unit)} a year before ({change_words(row['change'])})"


def change_words(change: str) -> str:
    """ "a real rise", "a real fall", "no real change", "too early to call it a change"."""
    return {"rose": "a real rise", "fell": "a real fall", "no_real_change": "no real change"}.get(
        change, "too early to call it a change"
    )
