"""Is anyone left behind? The lines that stand beside every figure on digital take-up, whichever subject shows it."""

from datetime import date

import pandas as pd

from data.settings import settings
from exhibits import View
from exhibits.common.links import address, links_to_services
from exhibits.common.verdicts import months_of, status, unusual
from exhibits.common.view_queries import figures_version, kept_of_these_figures, service_rows, view_rows
from exhibits.common.words import (
    LEAD,
    missing,
    name_some,
    say_count,
    say_list,
    say_month,
    say_number,
    say_period,
    short_number,
    upper_first,
)

_NAMED = 3  # services that a sentence names; the table has all of them
_IN_A_LINE = 2  # what grew worse, or services, that the first line names
LEFT_BEHIND = "Is anyone left behind?"
HARMS = {
    "phone_abandoned": "calls abandoned",
    "phone_wait": "the wait on the phone",
    "online_failed": "online attempts that failed",
    "online_completion": "online attempts that were not completed",
}

_NAMES = {
    "phone_abandoned": "Calls abandoned",
    "phone_wait": "Wait on the phone",
    "online_failed": "Online attempts that failed",
    "online_completion": "Online attempts completed",
}


def who_gets_through_lines(
    view: View, *, service: str | None = None, directorate: str | None = None
) -> tuple[str, ...]:
    """Short lines on whether people still get through without the online route; never none.

    The first, of at most LEAD words, is shown with every figure on take-up, the others on the page that is about
    it. It says what grew worse within a year while digital take-up really rose, of the service that is worst
    (queries/channels/access_warnings.sql); else which services have no offline route. Then come what else grew worse,
    offline routes, the phone, failed attempts and assisted digital, each with what it was a year before. What nobody
    has submitted is said to be unknown. service: its id (None = all); directorate: its name (None = the whole council).
    """
    counted = settings().channel_shift.assisted_digital
    return _lines(figures_version(), counted, view.as_at, view.with_draft, service, directorate)


def who_gets_through_links(view: View, *, service: str | None = None, directorate: str | None = None) -> dict[str, str]:
    """Name → address of what these lines name: the services, and under LEFT_BEHIND the page that has all of them."""
    place = address("channel_shift", service=service, directorate=directorate)
    if service:
        return {LEFT_BEHIND: place}
    routes = view_rows(view, "channels/offline_routes", directorate=directorate)
    has_page = routes["launched_on"].notna() | routes["last_month"].notna()
    return {LEFT_BEHIND: place} | links_to_services(routes[has_page])


@kept_of_these_figures(500)
def _lines(
    version: str, counted: str, as_at: date | None, with_draft: str | None, service: str | None, directorate: str | None
) -> tuple[str, ...]:
    view = View(as_at=as_at, with_draft=with_draft)
    routes = service_rows(view, "channels/offline_routes", service, directorate=directorate)
    if routes.empty:
        return (f"{nothing_known(service, directorate)} Nobody knows who gets through.",)
    rows = service_rows(view, "channels/access_warnings", service, directorate=directorate)
    lines = [warning(rows, service, directorate), *also_worse(rows, service, directorate)]
    lines += about_routes(routes, service)
    if routes["last_month"].isna().all():
        lines.append("No channel volumes have been submitted: waits, failed attempts and help are not known.")
    else:
        lines += about_people(rows, newest_verdicts(view, service, directorate))
    return tuple(filter(None, lines))


def nothing_known(service: str | None, directorate: str | None, *, catalogue: bool = False) -> str:
    """That there are no volumes, in a sentence. catalogue: there is one of services, but without them."""
    what = "no channel volumes" if catalogue else "neither channel volumes nor a catalogue of services"
    return f"No data: {what} have been submitted{for_whom(service, directorate)}."


def for_whom(service: str | None, directorate: str | None) -> str:
    """Whose figures are meant, to follow "submitted" or "published"; "" where it is the whole council."""
    return " for this service" if service else f" for {directorate}" if directorate else ""


# -- what grew worse -------------------------------------------------------------------------------------------------


def warning(rows: pd.DataFrame, service: str | None, directorate: str | None) -> str:
    """What grew worse where take-up rose, of the service that is worst; "" where that happened nowhere.

    "Parking permits: calls abandoned 8.3% → 15.6% within a year, while digital take-up rose." rows: of
    channels/access_warnings.
    """
    led = _led_by(rows, service)
    if led.empty:
        return ""
    return _worse_sentence(led, service, directorate, " within a year, while digital take-up rose.")


def also_worse(rows: pd.DataFrame, service: str | None, directorate: str | None) -> list[str]:
    """What else grew worse where take-up rose: the rest of the same service, then other services, then all together.

    Nothing for a single service: about_people() has it all.
    """
    worse, led = _worse(rows), _led_by(rows, service)
    if led.empty or service:
        return []
    first = led["service_id"].iloc[0]
    said, lines = warning(rows, service, directorate), []
    rest = [words for words in _harm_words(led) if words not in said]
    if rest:
        lines.append(f"Also there: {say_list(rest)}.")
    names = worse.loc[~worse["service_id"].isin(["", first])].drop_duplicates("service_id")["name"]
    if len(names):
        count = say_count(len(names), "more service")
        lines.append(f"It grew harder in {count}: {name_some(names, _NAMED, strict=True)}.")
    together = worse[worse["service_id"] == ""]
    if first and len(together):
        lines.append(_worse_sentence(together, service, directorate, "."))
    return lines


def _worse(rows: pd.DataFrame) -> pd.DataFrame:
    """What grew worse, the worst first; attempts that failed were not completed, so that goes without saying."""
    worse = rows[rows["warns"]]
    failed = worse.loc[worse["measure_id"] == "online_failed", "service_id"]
    unsaid = (worse["measure_id"] == "online_completion") & worse["service_id"].isin(failed)
    return worse[~unsaid].sort_values("worse_by", ascending=False, kind="stable")


def _led_by(rows: pd.DataFrame, service: str | None) -> pd.DataFrame:
    """The rows of the service that is worst; of all together where no single one is, or only one is asked for."""
    worse = _worse(rows)
    services = worse[(worse["service_id"] != "") & (service is None)]
    return worse[worse["service_id"] == ("" if services.empty else services["service_id"].iloc[0])]


def _worse_sentence(worse: pd.DataFrame, service: str | None, directorate: str | None, end: str) -> str:
    """ "Parking permits: calls abandoned 8.3% → 15.6%" and as much else as a line has room for."""
    name = worse["name"].iloc[0]
    whose = (directorate or "All services together") if missing(name) else name
    parts = _harm_words(worse)
    for most in range(_IN_A_LINE, 0, -1):
        said = say_list(parts[:most])
        sentence = f"{upper_first(said) if service else f'{whose}: {said}'}{end}"
        if len(sentence.split()) <= LEAD:
            break
    return sentence


def _harm_words(worse: pd.DataFrame) -> list[str]:
    return [harm_words(row) for _, row in worse.iterrows()]


def harm_words(row: pd.Series) -> str:
    """ "calls abandoned 8.3% → 15.6%", "the wait on the phone 2.4 → 4.1 minutes", of a row of access_warnings."""
    before, now = row["before"], row["now"]
    if row["measure_id"] == "online_completion":
        before, now = 100 - before, 100 - now
    return f"{HARMS[row['measure_id']]} {short_number(before, row['unit'])} → {say_number(now, row['unit'])}"


def harms_in_order(measure_ids: set[str]) -> list[str]:
    """In the order of words; attempts that failed were not completed, so that goes without saying."""
    unsaid = {"online_completion"} if "online_failed" in measure_ids else set()
    return [each for each in HARMS if each in measure_ids - unsaid]


# -- routes, and people ----------------------------------------------------------------------------------------------


def about_routes(routes: pd.DataFrame, service: str | None) -> list[str]:
    """Which services have no offline route, or none that is known, from the rows of channels/offline_routes."""
    if service:
        return [_one_route(routes.iloc[0])]
    none, unknown = (list(routes.loc[routes["state"] == state, "name"]) for state in ("none", "not_known"))
    if len(unknown) == len(routes):
        return ["No catalogue of services has been submitted: nobody knows which have an offline route."]
    sentences = []
    if none:
        have = say_count(len(none), "service has", "services have")
        sentences.append(f"{have} no offline route: {name_some(none, _IN_A_LINE, strict=True)}.")
    else:
        rest, listed = len(routes) - len(unknown), " in the catalogue" if unknown else ""
        every = f"All {rest} services{listed} have" if rest > 1 else f"The one service{listed} has"
        sentences.append(f"{every} an offline route.")
    if unknown:
        lack = say_count(len(unknown), "service is", "services are")
        named = name_some(unknown, _IN_A_LINE, strict=True)
        sentences.append(f"{lack} not in the catalogue, so no offline route is known: {named}.")
    return sentences


def _one_route(row: pd.Series) -> str:
    if row["state"] == "not_known":
        return "It is not in the catalogue of services: nobody knows whether it has an offline route."
    helped = row["assisted_digital_route"]
    help_is = "who helps people to use it is not known"
    if not missing(helped):
        help_is = "nobody helps people to use it" if helped == "None" else f"help to use it: {helped}"
    route = "It has no offline route" if row["state"] == "none" else f"Offline route: {row['offline_route']}"
    return f"{route}; {help_is}."


def newest_verdicts(view: View, service: str | None, directorate: str | None) -> pd.DataFrame:
    """The judged newest months (signals/measures) by measure_id; none for a single service, which no page judges."""
    rows = view_rows(view, "signals/measures", directorate=directorate).set_index("measure_id")
    return rows.iloc[:0] if service else rows


def about_people(rows: pd.DataFrame, verdicts: pd.DataFrame) -> list[str]:
    """A line each on calls, the wait, failed attempts and help, from the rows of channels/access_warnings.

    verdicts: newest_verdicts(); an unusual newest month is said in the same sentence as the year, so that the two
    cannot be taken for a contradiction.
    """
    together, year = rows[rows["service_id"] == ""].set_index("measure_id"), _Years(verdicts)
    return [*_about_phone(together, year), *_about_attempts(together, year), _about_help(together, year)]


def about_one(rows: pd.DataFrame, verdicts: pd.DataFrame, measure_id: str) -> str:
    """Its line of about_people(), by itself; "" where nobody has submitted it."""
    together = rows[rows["service_id"] == ""].set_index("measure_id")
    return _Years(verdicts).line(together, measure_id)


def _about_phone(together: pd.DataFrame, year: "_Years") -> list[str]:
    if not {"phone_abandoned", "phone_wait"} & set(together.index):
        return ["Nobody has submitted calls abandoned or waiting times."]
    return [
        year.line(together, "phone_abandoned") or "Nobody has submitted calls abandoned.",
        year.line(together, "phone_wait") or "Nobody has submitted waiting times.",
    ]


def _about_attempts(together: pd.DataFrame, year: "_Years") -> list[str]:
    failed, completed = (row_of(together, each) for each in ("online_failed", "online_completion"))
    lines = [year.line(together, "online_failed") or "Nobody has submitted failed online attempts."]
    if completed is not None and (failed is None or completed["change"] in ("rose", "fell")):
        lines.append(year.line(together, "online_completion"))
    return lines


def _about_help(together: pd.DataFrame, year: "_Years") -> str:
    row = row_of(together, "assisted_share")
    if row is None:
        return "Nobody has submitted how many people were helped to use the online route (assisted digital)."
    helped = "" if missing(row["helped"]) else f"; {say_count(round(row['helped']), 'transaction')}"
    return f"Completed with help (assisted digital): {year.compared(row, of=' of all')}{helped}."


def row_of(together: pd.DataFrame, measure_id: str) -> pd.Series | None:
    """The measure's row of channels/access_warnings; None where it has none."""
    return together.loc[measure_id] if measure_id in together.index else None


class _Years:
    """Says figures with those of a year before; the month they end with only where it has not just been said."""

    def __init__(self, verdicts: pd.DataFrame) -> None:
        self._verdicts = verdicts
        self._month_said = None

    def line(self, together: pd.DataFrame, measure_id: str) -> str:
        """ "Calls abandoned: 13.4% in the year to …"; "" where nobody has submitted it."""
        row = row_of(together, measure_id)
        return "" if row is None else f"{_NAMES[measure_id]}: {self.compared(row, measure_id)}."

    def compared(self, row: pd.Series, measure_id: str = "", *, of: str = "") -> str:
        """ "13.4% in the year to September 2026, 8.2% before (a real rise)"; in front of it an unusual month: "9.5% in
        September 2026, unusually high; ". measure_id: whose month is judged ("" = nobody judges it)."""
        unit, now, month = row["unit"], f"{say_number(row['now'], row['unit'])}{of}", self._month(measure_id)
        if month:
            now = f"{month}; {short_number(row['now'], unit)}{of} over the year"
        elif row["last_month"] != self._month_said:
            now += f" in the year to {say_month(row['last_month'])}"
        self._month_said = row["last_month"]
        if missing(row["before"]):
            return f"{now}, with no year before to compare"
        return f"{now}, {short_number(row['before'], unit)} before ({change_words(row['change'])})"

    def _month(self, measure_id: str) -> str:
        if measure_id not in self._verdicts.index or not unusual(self._verdicts.loc[measure_id]):
            return ""
        verdict = self._verdicts.loc[measure_id]
        value = say_number(verdict["value"], verdict["unit"])
        return f"{value} in {say_period(verdict['month'], months_of(verdict))}, {status(verdict).lower()}"


def change_words(change: str) -> str:
    """ "a real rise", "a real fall", "no real change", "too early to call it a change"."""
    return {"rose": "a real rise", "fell": "a real fall", "no_real_change": "no real change"}.get(
        change, "too early to call it a change"
    )
