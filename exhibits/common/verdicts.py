"""What the verdict on a measure's newest month says in words; the verdict itself is SQL (queries/signals)."""

import math

import pandas as pd

from data.contracts import PERIODS
from exhibits.common.words import (
    LEAD,
    decimals_that_differ,
    for_a,
    missing,
    period_word,
    say_count,
    say_number,
    say_ordinal,
    say_period,
    say_range,
)

_FEW = 1000  # of which a percentage's own uncertainty is said
_TYPES = {"concern": "a concern", "improvement": "an improvement"}
_HEADLINES = 2  # periods in a row for which what is unusual is news; from the next on it is known


def unusual(verdict: pd.Series) -> bool:
    """Whether the newest month is news."""
    return side(verdict) != 0


def still_unusual(verdict: pd.Series) -> bool:
    """Whether it has been unusual, on the same side, for so many periods in a row that it is no headline any more."""
    return unusual(verdict) and verdict["periods_unusual"] > _HEADLINES


def months_of(verdict: pd.Series) -> int:
    """How long the periods of the measure are: 1, 3 or 12 months."""
    return PERIODS[verdict.get("period", "month")]


def say_running(verdict: pd.Series) -> str:
    """ "Unusual for the 9th month running, since January 2026."; "" in the first."""
    months, running = months_of(verdict), int(verdict["periods_unusual"])
    if running < 2:
        return ""
    first = verdict["unusual_since"]
    since = say_period(first, months)
    if verdict["month"] > first + pd.DateOffset(months=months * (running - 1)):  # one between has no figure
        return f"Unusual in each of the {running} {period_word(months)}s with a figure since {since}."
    return f"Unusual for the {say_ordinal(running)} {period_word(months)} running, since {since}."


def side(verdict: pd.Series) -> int:
    """1 unusually high, -1 unusually low, 0 neither."""
    return {"unusual_high": 1, "unusual_low": -1}.get(verdict["verdict"], 0)


def in_a_run(verdict: pd.Series) -> bool:
    """Whether a month inside its range is part of a signal all the same: a trend, a long run, or near a limit again."""
    return verdict["said_rule"] in ("trend", "shift", "two_of_three")


def signal_side(verdict: pd.Series) -> int:
    """1 where the mark on the newest month is a high one, -1 a low one, 0 where there is none."""
    return 0 if not verdict["signal"] else 1 if verdict["signal"].endswith("_high") else -1


def meaning(direction: str, high: int) -> str:
    """ "concern", "improvement" or "neutral": what high (1) or low (-1) means for a measure of that direction."""
    if direction not in ("increase", "decrease") or high == 0:
        return "neutral"
    return "improvement" if (direction == "increase") == (high == 1) else "concern"


def weight(verdict: pd.Series) -> int:
    """The order of unusual months: concerns come first (0), then what is neither, then improvements (2)."""
    return ("concern", "neutral", "improvement").index(meaning(verdict["direction"], side(verdict)))


def status(verdict: pd.Series) -> str:
    """Two to four words: "Unusually high", "Lasting rise", "Rising steadily", "Nothing unusual" and the like.

    They follow from the mark on the newest month, so that chart and words cannot disagree; a steady rise or fall,
    within what it leads one to expect, has no mark.
    """
    if missing(verdict["month"]) or missing(verdict["value"]):
        return "No data"
    high = signal_side(verdict) > 0
    if unusual(verdict):
        return "Unusually high" if high else "Unusually low"
    if verdict["said_rule"] in ("trend", "shift"):
        return "Lasting rise" if high else "Lasting fall"
    if in_a_run(verdict):
        return f"Near its {'upper' if high else 'lower'} limit"
    if verdict["said_rule"] == "steady":
        return "Rising steadily" if verdict["lasting"] == "rising" else "Falling steadily"
    return {"too_early": "Too early to say"}.get(verdict["verdict"], "Nothing unusual")


def is_steady(verdict: pd.Series) -> bool:
    """Whether the newest month is judged by a steady rise or fall before it."""
    return verdict["pattern"] in ("trend", "trend_season")


def is_by_month(verdict: pd.Series) -> bool:
    """Whether what is expected, or its range, differs from month to month: with a season, a steady rise or fall,
    working days, or how many a percentage rests on."""
    return not missing(verdict["expected_from"]) and verdict["expected_from"] != "mean"


def is_judged(verdict: pd.Series) -> bool:
    """Whether the newest month could be compared with enough months before it."""
    return not missing(verdict["month"]) and verdict["verdict"] != "too_early"


def say_too_early(verdicts: pd.DataFrame) -> str:
    """Of measures whose newest month cannot be judged yet, how many there are and how far they have come; or "".

    "Too early to say for 2 measures: that takes 12 earlier figures to compare with, and they have 7."
    """
    early = verdicts[verdicts["month"].notna() & (verdicts["verdict"] == "too_early")]
    if early.empty:
        return ""
    least, most = int(early["history_months"].min()), int(early["history_months"].max())
    have = f"{most or 'none'}" if least == most else f"{least} to {most}"
    they = "it has" if len(early) == 1 else "they have"
    return (
        f"Too early to say for {say_count(len(early), 'measure')}: that takes 12 earlier figures to compare with, "
        f"and {they} {have}."
    )


def status_meaning(verdict: pd.Series) -> str:
    """The status with what it means: "Unusually high: a concern"."""
    kind = meaning(verdict["direction"], signal_side(verdict))
    return ": ".join(filter(None, [status(verdict), _TYPES.get(kind, "")]))


def say_target(row: pd.Series) -> str:
    """ "at most 8%", "95%", "No target". row: with target, unit and direction."""
    if missing(row["target"]):
        return "No target"
    at_most = "at most " if row["direction"] == "decrease" else ""
    return f"{at_most}{say_number(row['target'], row['unit'])}"


def say_target_met(met: object) -> str:
    """ "Met", "Missed", or "" where there is no target. met: a cell of target_met."""
    return "" if missing(met) else "Met" if met else "Missed"


def known_as(column: pd.Series, answer: bool) -> pd.Series:
    """Where a column of yes and no has the answer; what is not known has neither."""
    return column.eq(answer).fillna(False).astype(bool)


def say_verdict(verdict: pd.Series, *, largest: float | None = None, whole: bool = False) -> str:
    """The newest month in at most 25 words: "September 2026: 640, above the usual range of 430 to 570."

    largest: the largest value seen; whole: all values are whole numbers.
    """
    return f"{_said(verdict, largest, whole)}."


def say_news(verdict: pd.Series, *, largest: float | None = None, whole: bool = False, owed: bool = True) -> str:
    """say_verdict() with what an unusual month means. owed: say as well whether it has been explained."""
    said = _said(verdict, largest, whole)
    if not unusual(verdict):
        return f"{said}."
    ends = [_TYPES.get(meaning(verdict["direction"], side(verdict)), "")]
    if owed:
        ends.append("explained below" if verdict["explained"] else "not explained yet")
    means = ", ".join(filter(None, ends))
    return _shortest_that_fits(f"{said}: {means}." if means else f"{said}.", f"{said}.")


def _said(verdict: pd.Series, largest: float | None, whole: bool) -> str:
    """What is said of the newest month, without a full stop."""
    months = months_of(verdict)
    period = period_word(months)
    if status(verdict) == "No data":
        return f"No data: no complete {period} has been published yet"
    unit = verdict["unit"]
    when = say_period(verdict["month"], months)
    said = f"{when}: {_value(verdict)}"
    if verdict["rare_event"]:
        return _rare(verdict, said, months)
    if verdict["verdict"] == "too_early":
        earlier = int(verdict["history_months"])
        return (
            f"{said}. Too early to say whether this is unusual: that takes 12 earlier {period}s, "
            f"and there {'is' if earlier == 1 else 'are'} {earlier or 'none'}"
        )
    if in_a_run(verdict):
        return f"{said}, {_run(verdict, months)}: unlikely to be chance"
    where = say_usual(verdict, largest=largest, whole=whole)
    high = side(verdict)
    if high:
        limit = verdict["upper_limit"] if high > 0 else verdict["lower_limit"]
        decimals = 0 if whole and unit == "count" else decimals_that_differ(verdict["value"], limit, unit)
        said = f"{when}: {_value(verdict, decimals)}"
        return f"{said}, {'above' if high > 0 else 'below'} the {where}"
    said = f"{said}, inside the {where}"
    if is_steady(verdict):
        return said
    said = f"{said}. Nothing unusual"
    return _shortest_that_fits(f"{said}: changes of this size happen by chance", said)


def few_counted(verdict: pd.Series) -> bool:
    """Whether a percentage rests on so few that it is itself uncertain: under 1,000, so by 3 points and more."""
    return not missing(verdict["denominator"]) and verdict["denominator"] < _FEW


def _value(verdict: pd.Series, decimals: int | None = None) -> str:
    """The newest figure: "640 calls"; of a percentage of few, or one judged by how many it is of, "63% of 214"."""
    said = say_number(verdict["value"], verdict["unit"], decimals)
    of = few_counted(verdict) or verdict["expected_from"] == "denominator"
    return f"{said} of {verdict['denominator']:,.0f}" if of else said


def say_interval(verdict: pd.Series) -> str:
    """Of a percentage of few, where it lies, else "": "It rests on 214: for so few the share lies between 56% and 69%,
    19 times in 20."."""
    if not few_counted(verdict) or missing(verdict["interval_low"]):
        return ""
    low, high = (say_number(verdict[end], "percent", 0) for end in ("interval_low", "interval_high"))
    few = f"{verdict['denominator']:,.0f}"
    return f"It rests on {few}: for so few the share lies between {low} and {high}, 19 times in 20."


def say_usual(verdict: pd.Series, *, largest: float | None = None, whole: bool = False) -> str:
    """The range that the newest month is judged by: "usual range of 430 to 570 for a September", "range of 860 to 990
    expected from a steady rise of 4% a year", "range of 950 to 1,120 that its 22 working days lead one to expect"."""
    unit, high = verdict["unit"], side(verdict)
    decimals = 0 if whole and unit == "count" else None
    if high and decimals is None:
        limit = verdict["upper_limit"] if high > 0 else verdict["lower_limit"]
        decimals = decimals_that_differ(verdict["value"], limit, unit)
    usual = say_range(
        verdict["lower_limit"], verdict["upper_limit"], unit, decimals=decimals, largest=None if high else largest
    )
    days = "" if missing(verdict["working_days"]) else f"{verdict['working_days']:.0f} working days"
    if is_steady(verdict):
        return f"range of {usual} expected from a {say_steady(verdict)}{f' and {days}' if days else ''}"
    if days and not verdict["seasonal"]:
        return f"range of {usual} that its {days} lead one to expect"
    of_days = f" of {days}" if days else ""
    many = " for that many" if verdict["expected_from"] == "denominator" else ""
    return f"usual range of {usual}{many}" + (
        f" {for_a(verdict['month'], months_of(verdict))}{of_days}" if verdict["seasonal"] else ""
    )


def say_steady(verdict: pd.Series) -> str:
    """ "steady rise of 4% a year"; without the pace where it cannot be said in percent."""
    words = f"steady {'rise' if verdict['lasting'] == 'rising' else 'fall'}"
    pace = verdict["percent_per_year"]
    return words if missing(pace) else f"{words} of {say_number(abs(pace), 'percent')} a year"


def _shortest_that_fits(long: str, short: str) -> str:
    return long if len(long.split()) <= LEAD else short


def _run(verdict: pd.Series, months: int) -> str:
    period = period_word(months)
    above = signal_side(verdict) > 0
    if verdict["said_rule"] == "two_of_three":
        return f"near its {'upper' if above else 'lower'} limit in at least 2 of the last 3 {period}s"
    count = int(verdict["run_months"])
    since = f"since {say_period(verdict['run_since'], months)}"
    if verdict["said_rule"] == "trend":
        return f"the latest of {count} {'rises' if above else 'falls'} in a row, {since}"
    usual = f"the usual for their {period}" if verdict["seasonal"] else "the average"
    return f"the latest of {count} {period}s in a row {'above' if above else 'below'} {usual}, {since}"


def _rare(verdict: pd.Series, said: str, months: int) -> str:
    said = f"{said}, {_usual_rate(verdict, months)}"
    if not unusual(verdict):
        return f"{said}. Nothing unusual: at that rate, this happens by chance" if verdict["value"] > 0 else said
    return f"{said}. By chance alone, that comes {_one_in(verdict['probability'], months)}"


def say_last_event(verdict: pd.Series) -> str:
    """Of rare events, how long ago the last one was: "The last one was 4 months before."; else ""."""
    since = verdict["months_since_last_event"]
    if not verdict["rare_event"] or verdict["at_month_end"] or missing(since) or since <= 0:
        return ""
    months = months_of(verdict)
    return f"The last one was {say_count(round(since / months), period_word(months))} before."


def _usual_rate(verdict: pd.Series, months: int) -> str:
    """Of events their rate; of what there is at the end of a month (a backlog) a rate a year would say nothing."""
    if not verdict["at_month_end"]:
        return f"where {_rate(verdict['expected'], months)} is usual"
    least, most = verdict["usually_from"], verdict["usually_to"]
    if unusual(verdict) and least <= verdict["value"] <= most:
        return f"on average {say_number(verdict['expected'], 'count')} at a month’s end"
    return f"usually {f'{least:.0f} to {most:.0f}' if least < most else f'{most:.0f}'} at a month’s end"


def _rate(rate: float, months: int) -> str:
    if rate <= 0:
        return "none"
    every, of = (rate, period_word(months)) if rate >= 1 else (rate * 12 / months, "year")
    return f"about {f'{every:.1f}'.removesuffix('.0')} a {of}"


def _one_in(chance: float, months: int) -> str:
    periods = 1 / chance if chance > 0 else math.inf
    if periods * months > 12_000:
        return "less than once in 1,000 years"
    size = 10 ** max(0, math.floor(math.log10(periods)) - 1)
    return f"less than once in {math.floor(periods / size) * size:,} {period_word(months)}s"


VERDICTS = {
    "unusual_high": "Unusually high",
    "unusual_low": "Unusually low",
    "usual": "Nothing unusual",
    "too_early": "Too early to say",
    "too_few": "Too few to judge",
    "rare_event": "Nothing unusual",
    "no_limits": "Not judged",
    "unfinished": "Not complete yet",
    "no_data": "No data",
}
