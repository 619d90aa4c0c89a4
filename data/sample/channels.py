"""The sample council's channel volumes: recipes of the 26 services that count them, and facts about the wards.

Recipes are plain: transactions a month, the share online, how the rest is spread, a season and rates. What changes, and
when, stands in stories.py. How long callers wait and how many give up follows the contact centre's own measures.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import numpy as np
import pandas as pd
from numpy.random import Generator

from data.sample import stories as s
from data.sample.incidents import chance, months_between

MONTHS = months_between(s.FIRST_MONTH, s.UPLOAD_MONTH)
KEYS = np.array([f"{month:%Y-%m}" for month in MONTHS], dtype=object)
COLUMNS = (
    "service_id", "month", "channel", "area_id", "contacts", "started", "completed", "assisted_digital_completed",
    "failed", "avoidable_contacts", "avoidable_reason", "problems_reported", "calls_offered", "calls_abandoned",
    "avg_wait_seconds", "cost_gbp", "cost_source", "sat_1", "sat_2", "sat_3", "sat_4", "sat_5", "comment",
    "support_tickets",
)  # fmt: skip
_COUNTS = [name for name in COLUMNS[4:] if name not in ("avoidable_reason", "cost_gbp", "cost_source", "comment")]
_EVERY_SEASON = {1: 1.03, 8: 0.93, 12: 0.8}
_FADE = {"post": 0.45, "face_to_face": 0.65}  # of their part of what is not online, until SETTLED
SETTLED = "2024-09"  # from here on nothing moves but the stories
_COSTS = {  # pounds for one transaction in the first month; nobody works out those of the counters and of e-mail
    "online": 0.41, "phone": 3.35, "post": 6.8, "webchat": 2.6, "assisted_digital": 7.2, "automated": 0.22,
}  # fmt: skip
_PRICES_RISE = 0.03  # a year
_CHANCE_OF_MONTH = 0.022  # of everybody going online or not: the weather, holidays, a letter with a web address
_TALK_BESIDES = 0.06  # contacts that are neither a transaction nor avoidable
_ANSWER = {"online": 0.024, "phone": 0.036, "webchat": 0.22}  # share of people who answer the question
_KNOWN = 0.6  # share of the problems that residents report of which those who support a service have a ticket
_SPREAD = np.array([0.28, 0.3, 0.42, 0.4, 0.6])  # of those not satisfied: 1, 2, 3; of those satisfied: 4, 5
_CENTRE = ("phone", "face_to_face", "email", "webchat")  # channels in which avoidable contacts are noted


OfMonth = Callable[[date], float]


@dataclass(frozen=True)
class Volume:
    """One service. online: percent in October 2021 and from SETTLED on; rest: how the others share what is left."""

    service_id: str
    a_month: float
    online: tuple[float, float]
    rest: dict[str, float]
    season: dict[int, float] = field(default_factory=dict)
    failed: float = 10.0  # percent of what is started online
    avoidable: float = 13.0  # percent of contacts
    reason: str = "Asking how far a request has come"
    satisfied: tuple[float, float] = (79.0, 85.0)  # percent, online and on the phone
    problems: float = 1.5  # reported a month
    helped: float = 0.0  # percent of the online ones that somebody helped with; such a service has no channel for it
    costs: bool = False
    webchat: float = 0.0  # percent of what is not online, since it opened
    own_phones: bool = False  # calls do not come through the contact centre
    wards: bool = False


_P, _F, _E, _L, _A, _M = "phone", "face_to_face", "email", "post", "assisted_digital", "automated"
_V = Volume
VOLUMES = (
    _V("council-tax-account", 3200, (53, 64), {_P: 45, _F: 18, _E: 12, _L: 18, _A: 1, _M: 6},
       {3: 1.5, 4: 1.8, 5: 1.15}, failed=8, avoidable=16, reason="A bill that was hard to understand", costs=True,
       webchat=6),
    _V("benefits-claim", 900, (30, 36), {_P: 29, _F: 27, _E: 6, _L: 20, _A: 18}, failed=17, avoidable=24,
       reason="Asking how far a claim has come", satisfied=(68, 84), costs=True),
    _V("council-tax-reduction", 420, (48, 58), {_P: 42, _F: 18, _E: 8, _L: 22, _A: 10}, {3: 1.3, 4: 1.4}, failed=15,
       avoidable=21, reason="Asking which papers are needed", satisfied=(72, 84)),
    _V("business-rates-account", 260, (42, 56), {_P: 60, _E: 25, _L: 15}, {3: 1.5, 4: 1.6}, failed=9),
    _V("electoral-register", 700, (64, 74), {_P: 30, _L: 52, _M: 18}, {4: 1.6, 8: 2.1, 9: 1.5}, failed=6,
       avoidable=8, reason="Asking whether somebody is registered"),
    _V("library-renewals", 3800, (60, 66), {_F: 57, _P: 20, _M: 22, _A: 1}, {8: 1.1}, failed=5, avoidable=5,
       reason="A book that was not at the branch", satisfied=(86, 90), costs=True, own_phones=True, wards=True),
    _V("births-registration", 230, (0, 0), {_P: 73, _F: 27}, failed=9, avoidable=9,
       reason="Moving an appointment"),
    _V("blue-badge", 170, (44, 54), {_P: 28, _F: 18, _L: 32, _A: 22}, failed=16, avoidable=19,
       reason="Asking how far an application has come", satisfied=(70, 86)),
    _V("housing-repairs", 1600, (31, 37), {_P: 84, _F: 10, _E: 6}, {1: 1.25, 2: 1.15, 7: 0.85, 8: 0.85}, failed=14,
       avoidable=23, reason="Asking when the repair will be done", satisfied=(66, 80), costs=True),
    _V("housing-register", 240, (58, 70), {_P: 46, _F: 44, _L: 10}, failed=13, avoidable=26,
       reason="Asking for the place on the list", satisfied=(62, 78), helped=11),
    _V("leisure-bookings", 4200, (70, 80), {_P: 60, _F: 40}, {1: 1.3, 7: 1.1, 12: 0.95}, failed=7, avoidable=6,
       reason="A class that was full online", satisfied=(83, 88), own_phones=True),
    _V("planning-search", 2400, (89, 93), {_F: 45, _E: 35, _P: 20}, failed=6, avoidable=8,
       reason="A plan that could not be opened"),
    _V("planning-applications", 190, (74, 84), {_L: 50, _E: 35, _F: 15}, failed=12, avoidable=14,
       reason="Asking how far an application has come"),
    _V("parking-permits", 900, (44, 57), {_P: 66, _F: 16, _E: 8, _L: 8, _A: 2}, {3: 1.2, 9: 1.95}, failed=9,
       avoidable=12, reason="A permit that was paid for and did not arrive", costs=True, webchat=5),
    _V("visitor-vouchers", 640, (72, 84), {_F: 40, _L: 34, _P: 20, _A: 6}, {7: 1.2, 12: 1.15}, failed=7,
       reason="No way to buy vouchers without the internet"),
    _V("parking-fines", 1250, (56, 64), {_M: 36, _P: 40, _L: 24}, failed=5, avoidable=15,
       reason="Asking whether a challenge has arrived", satisfied=(61, 70)),
    _V("taxi-licences", 110, (0, 0), {_F: 62, _L: 30, _E: 8}, failed=11, avoidable=12,
       reason="Asking which papers are needed"),
    _V("missed-bins", 700, (49, 57), {_P: 92, _E: 8}, {1: 1.35, 12: 1.3}, failed=6, avoidable=22,
       reason="A bin missed a second time", satisfied=(71, 78), costs=True, webchat=7),
    _V("garden-waste", 1250, (62, 71), {_P: 60, _F: 38, _A: 2}, {1: 0.5, 2: 1.8, 3: 3.9, 4: 1.5, 8: 0.5, 9: 0.4,
       10: 0.3, 11: 0.2, 12: 0.25}, failed=8, avoidable=10, reason="Asking whether a renewal has worked", costs=True,
       wards=True),
    _V("bulky-waste", 430, (0, 0), {_P: 90, _F: 10}, {4: 1.15, 5: 1.15}, failed=19, avoidable=14,
       reason="A date that could not be chosen online", satisfied=(58, 84), costs=True),
    _V("bin-orders", 310, (54, 64), {_P: 90, _E: 10}, failed=8, avoidable=17, reason="A bin that had not come"),
    _V("report-it", 1300, (59, 66), {_P: 84, _E: 15, _A: 1}, {1: 1.5, 2: 1.4, 3: 1.2, 6: 0.8, 7: 0.8}, failed=9,
       avoidable=16, reason="Reporting the same problem again", satisfied=(63, 74), webchat=5, wards=True),
    _V("pest-control", 150, (0, 0), {_P: 90, _E: 10}, {5: 1.2, 6: 1.4, 7: 1.7, 8: 1.7, 12: 0.8}, failed=10),
    _V("school-admissions", 300, (80, 88), {_L: 50, _P: 32, _A: 18}, {1: 2.6, 10: 2.4, 9: 1.3}, failed=8, avoidable=15,
       reason="Asking for the result"),
    _V("school-meals", 210, (54, 68), {_P: 38, _L: 48, _A: 14}, {8: 1.5, 9: 2.6}, failed=12, avoidable=13),
    _V("school-transport", 120, (58, 70), {_P: 30, _L: 58, _E: 12}, {6: 2.0, 7: 2.2, 8: 1.4}, failed=13,
       avoidable=19),
)  # fmt: skip


@dataclass(frozen=True)
class Ward:
    """One ward. odds: how much likelier than elsewhere people there are to do things online, besides the index."""

    area_id: str
    name: str
    population: int
    broadband: float
    exclusion: float
    odds: float = 1.0


WARDS = (
    Ward("ward-01", "Millbrook", 11840, 98.9, 3.1),
    Ward("ward-02", "Castle", 12460, 99.4, 3.6),
    Ward("ward-03", "Station Road", 13210, 99.2, 4.4),
    Ward("ward-04", "Northfields", 10930, 98.1, 6.8),
    Ward("ward-05", "St Anne's", 12080, 98.7, 7.4),
    Ward("ward-06", "Wend Valley", 8240, 91.6, 5.2),
    Ward("ward-07", "Upper Downs", 6310, 84.3, 5.6),
    Ward("ward-08", "Quayside", 11620, 99.6, 3.9, odds=1.1),
)
_ODDS_PER_POINT = 0.84  # of the index above its mean: fewer do it online
AREA_COLUMNS = (
    "area_id", "area_name", "population", "broadband_percent", "broadband_source", "exclusion_index",
    "exclusion_source", "as_of",
)  # fmt: skip


def areas() -> list[list[object]]:
    """The wards in AREA_COLUMNS."""
    sources = "Regulator's coverage data, December 2025", "Digital Exclusion Risk Index, 2025"
    return [
        [w.area_id, w.name, w.population, w.broadband, sources[0], w.exclusion, sources[1], date(2025, 12, 31)]
        for w in WARDS
    ]


def exported(months: list[date], abandoned: OfMonth, wait: OfMonth, *, late: bool = False) -> pd.DataFrame:
    """Rows of these months in COLUMNS. late: with the figures that came in late, and not without them.

    abandoned and wait give the contact centre's percentage and seconds of a month.
    """
    rows = _all_rows(tuple(abandoned(month) for month in MONTHS), tuple(wait(month) for month in MONTHS))
    wanted = rows["month"].isin([f"{month:%Y-%m}" for month in months])
    is_late = (rows["service_id"] == s.LATE_VOLUMES.service_id) & (rows["month"] == s.LATE_VOLUMES.month)
    picked = rows[(wanted | is_late) if late else (wanted & ~is_late)].copy()
    if late:
        picked.loc[is_late, "comment"] = s.LATE_VOLUMES.why
    return picked


@cache
def _all_rows(abandoned: tuple[float, ...], wait: tuple[float, ...]) -> pd.DataFrame:
    """Every month of every service, October 2026 included."""
    parts = []  # of each channel in turn, a row for every month
    for volume in VOLUMES:
        usual = volume.a_month * _season(volume) * _changed(volume.service_id, "volume")
        usual = usual * _noise(chance("channels", "demand", volume.service_id), 0.025)
        everybody = sum(ward.population for ward in WARDS)
        for ward in WARDS if volume.wards else [None]:
            share = ward.population / everybody if ward else 1.0
            total = chance("channels", "transactions", volume.service_id, ward and ward.area_id).poisson(usual * share)
            parts += _channels(volume, ward, total, np.array(abandoned), np.array(wait))
    nothing = np.full(len(MONTHS), None)
    rows = pd.DataFrame({name: np.concatenate([part.get(name, nothing) for part in parts]) for name in COLUMNS})
    rows = rows[rows["contacts"] > 0]  # nobody came
    order = {name: number for number, name in enumerate([*_COSTS, *(volume.service_id for volume in VOLUMES)])}
    keys = rows[["month", "service_id", "area_id", "channel"]].replace(order)
    rows = rows.loc[keys.sort_values(list(keys.columns), kind="stable").index].reset_index(drop=True)
    return rows.astype(dict.fromkeys(_COUNTS, "Int64"))


def _channels(
    volume: Volume, ward: Ward | None, total: np.ndarray, abandoned: np.ndarray, wait: np.ndarray
) -> list[dict[str, np.ndarray]]:
    """One service, in one ward or altogether: the columns of each channel, in every month."""
    place = volume.service_id, ward and ward.area_id
    names, shares = _shares(volume, ward, chance("channels", "shares", *place))
    split = chance("channels", "split", *place).multinomial(total, shares)
    made = []
    for number, channel in enumerate(names):
        completed, here = split[:, number], (*place, channel)  # chance of its own for each: one story moves no other
        rows = {"month": KEYS, "completed": completed, "contacts": completed}
        rows |= {"service_id": _each(volume.service_id), "channel": _each(channel)}
        if ward:
            rows["area_id"] = _each(ward.area_id)
        if channel == "online":
            rows |= _online(volume, completed, chance("channels", "online", *here))
            known = _KNOWN * _changed(volume.service_id, "tickets")
            rows["support_tickets"] = chance("channels", "tickets", *here).binomial(rows["problems_reported"], known)
        elif channel in _CENTRE:
            rows |= _by_a_person(volume, channel, completed, total, chance("channels", "avoidable", *here))
            if channel == "phone" and not volume.own_phones:
                rows |= _calls(volume, rows["contacts"], abandoned, wait, chance("channels", "calls", *here))
        if channel in _ANSWER:
            rows |= _satisfaction(volume, channel, completed, chance("channels", "satisfied", *here))
        if volume.costs and channel in _COSTS:
            price = _COSTS[channel] * (1 + _PRICES_RISE) ** (np.arange(len(MONTHS)) / 12)
            price = price * _noise(chance("channels", "costs", *here), 0.04)
            rows["cost_gbp"] = (completed * price).round(2)
            rows["cost_source"] = _each(*(_financial_year(month) for month in MONTHS))
        made.append(rows)
    return made


def _shares(volume: Volume, ward: Ward | None, rng: Generator) -> tuple[list[str], np.ndarray]:
    """The channels, and the share of each in each month."""
    months = np.arange(len(MONTHS))
    settled = _number(SETTLED)
    online = np.interp(months, [0, settled], [each / 100 for each in volume.online])
    if volume.service_id in s.JOINED_TOGETHER:  # the step on the day of joining; slower before
        online = np.where(months < settled, online - s.STEP_OF_MY_ACCOUNT / 100 * months / settled, online)
    for launch in s.LAUNCHES:
        if launch.service_id == volume.service_id:
            since = months - _number(launch.month)
            online = np.where(since < 0, 0, launch.reached / 100 * np.minimum(1, 0.45 + since / launch.months_to_reach))
    odds = online / (1 - online) * _changed(volume.service_id, "online") * _noise(rng, 0.03)
    odds = odds * _noise(chance("channels", "everybody online"), _CHANCE_OF_MONTH)
    if ward is not None:
        mean = sum(each.population * each.exclusion for each in WARDS) / sum(each.population for each in WARDS)
        odds = odds * ward.odds * _ODDS_PER_POINT ** (ward.exclusion - mean)
    online = odds / (1 + odds)
    rest = {
        channel: weight * np.interp(months, [0, settled], [1, _FADE.get(channel, 1)])
        for channel, weight in volume.rest.items()
    }
    if volume.webchat:
        opened = _since(s.WEBCHAT_OPENED)
        chat = np.where(opened, volume.webchat / 100 * sum(rest.values()), 0)
        rest = {channel: np.where(opened, weight * (1 - volume.webchat / 100), weight)
                for channel, weight in rest.items()} | {"webchat": chat}  # fmt: skip
    if volume.service_id == s.DIGITAL_ONLY.service_id:
        only = _since(s.DIGITAL_ONLY.month)
        rest = {channel: np.where(only & (channel != "assisted_digital"), 0, weight)
                for channel, weight in rest.items()}  # fmt: skip
        online = np.where(only, 1 - s.DIGITAL_ONLY.assisted / 100, online)
    left = sum(rest.values())
    columns = [online, *((1 - online) * weight / left for weight in rest.values())]
    return ["online", *rest], np.column_stack(columns)


def _online(volume: Volume, completed: np.ndarray, rng: Generator) -> dict[str, np.ndarray]:
    odds = volume.failed / (100 - volume.failed) * _changed(volume.service_id, "failed") * _noise(rng, 0.06)
    failed = rng.poisson(completed * odds)
    started = completed + failed + rng.poisson(completed * 0.02)  # some are saved and never come back
    problems = volume.problems / (len(WARDS) if volume.wards else 1) * _changed(volume.service_id, "problems")
    made = {
        "failed": failed,
        "started": started,
        "contacts": started,
        "problems_reported": rng.poisson(problems),
    }
    if volume.helped:
        made["assisted_digital_completed"] = rng.binomial(completed, volume.helped / 100)
    return made


def _by_a_person(
    volume: Volume, channel: str, completed: np.ndarray, total: np.ndarray, rng: Generator
) -> dict[str, np.ndarray]:
    share = volume.avoidable / 100 * _changed(volume.service_id, "avoidable") * _noise(rng, 0.04)
    needed = completed + rng.poisson(completed * _TALK_BESIDES)
    avoidable = rng.poisson(needed * share / (1 - share))
    if volume.service_id == s.DIGITAL_ONLY.service_id and channel == "phone":
        asking = rng.poisson(total * s.DIGITAL_ONLY.ask_by_phone / 100)
        avoidable = np.where(_since(s.DIGITAL_ONLY.month), asking, avoidable)
    return {
        "contacts": needed + avoidable,
        "avoidable_contacts": avoidable,
        "avoidable_reason": _where(avoidable > 0, volume.reason),
    }


def _calls(
    volume: Volume, answered: np.ndarray, abandoned: np.ndarray, wait: np.ndarray, rng: Generator
) -> dict[str, np.ndarray]:
    """Calls offered = answered + abandoned; worse than the whole contact centre where a story says so."""
    odds = abandoned / (100 - abandoned) * _changed(volume.service_id, "abandoned") * _noise(rng, 0.05)
    given_up = rng.poisson(answered * odds)
    seconds = wait * _changed(volume.service_id, "wait") * _noise(rng, 0.05)
    return {
        "calls_abandoned": given_up,
        "calls_offered": answered + given_up,
        "avg_wait_seconds": seconds.round(),
        "comment": _where(KEYS == s.NEW_TELEPHONES, "New telephone system from 2 April 2024"),
    }


def _satisfaction(volume: Volume, channel: str, completed: np.ndarray, rng: Generator) -> dict[str, np.ndarray]:
    usual = (volume.satisfied[0] if channel == "online" else volume.satisfied[1]) / 100
    odds = np.full(len(MONTHS), usual / (1 - usual))
    if channel == "online":
        odds = odds * _changed(volume.service_id, "satisfied")
    satisfied = (odds / (1 + odds))[:, None]
    answers = rng.binomial(completed, _ANSWER[channel])
    given = rng.multinomial(answers, np.where(np.arange(5) < 3, 1 - satisfied, satisfied) * _SPREAD)
    return {f"sat_{score}": given[:, score - 1] for score in range(1, 6)}


def _season(volume: Volume) -> np.ndarray:
    seasons = _EVERY_SEASON | volume.season
    return np.array([seasons.get(month.month, 1.0) for month in MONTHS])


@cache
def _changed(volume_id: str, what: str) -> np.ndarray:
    """By how much the stories multiply one thing of a service in each month."""
    times = np.ones(len(MONTHS))
    for change in s.CHANNEL_CHANGES:
        if (change.service_id, change.what) == (volume_id, what):
            first, last = _number(change.first), _number(change.last)
            moving = np.interp(np.arange(len(MONTHS)), [first - 1, last], [1, change.times])
            times = times * np.where(_since(change.last, 1) & change.passing, 1, moving)
    return times


def _noise(rng: Generator, spread: float) -> np.ndarray:
    """Chance of each month, as a factor; spread: standard deviation of its logarithm."""
    return np.exp(rng.normal(0, spread, len(MONTHS)))


def _number(month: str) -> int:
    return list(KEYS).index(month)


def _since(month: str, after: int = 0) -> np.ndarray:
    """Whether each month is that one or later; after: as many months later."""
    return np.arange(len(MONTHS)) >= _number(month) + after


def _where(months: np.ndarray, text: str) -> np.ndarray:
    """The text in these months, nothing in others."""
    return np.array([text if each else None for each in months], dtype=object)


def _each(*values: str) -> np.ndarray:
    """One value for every month, or the same for all."""
    return np.array(values * (len(MONTHS) // len(values)), dtype=object)


def _financial_year(month: date) -> str:
    start = month.year if month.month >= 4 else month.year - 1
    return f"Finance system, {start}/{(start + 1) % 100:02}"
