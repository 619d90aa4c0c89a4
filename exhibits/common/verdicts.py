"""What the verdict on a measure's newest month says in words; the verdict itself is SQL (queries/signals)."""

import math

import pandas as pd

from exhibits.common.words import (
    decimals_that_differ,
    for_a,
    missing,
    period_word,
    say_count,
    say_number,
    say_period,
    say_range,
)

_TYPES = {"concern": "a concern", "improvement": "an improvement"}


def unusual(verdict: pd.Series) -> bool:
    """Whether the newest month is news."""
    return side(verdict) != 0


def side(verdict: pd.Series) -> int:
    """1 unusually high, -1 unusually low, 0 neither."""
    return {"unusual_high": 1, "unusual_low": -1}.get(verdict["verdict"], 0)


def in_a_run(verdict: pd.Series) -> bool:
    """Whether a usual month is part of a trend or a long run on one side of the average."""
    return verdict["verdict"] == "usual" and not verdict["seasonal"] and verdict["rule"] in ("trend", "shift")


def meaning(direction: str, high: int) -> str:
    """ "concern", "improvement" or "neutral": what high (1) or low (-1) means for a measure of that direction."""
    if direction not in ("increase", "decrease") or high == 0:
        return "neutral"
    return "improvement" if (direction == "increase") == (high == 1) else "concern"


def status(verdict: pd.Series) -> str:
    """Two or three words: "Unusually high", "Nothing unusual", "Lasting change", "Too early to say", "No data"."""
    if missing(verdict["month"]) or missing(verdict["value"]):
        return "No data"
    high = side(verdict)
    if high:
        return "Unusually high" if high > 0 else "Unusually low"
    if in_a_run(verdict):
        return "Lasting change"
    return {"too_early": "Too early to say"}.get(verdict["verdict"], "Nothing unusual")


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
    kind = meaning(verdict["direction"], side(verdict))
    if in_a_run(verdict):
        kind = str(verdict["variation"]).partition("_")[0]
    return ": ".join(filter(None, [status(verdict), _TYPES.get(kind, "")]))


def say_verdict(verdict: pd.Series, *, largest: float | None = None, whole: bool = False, months: int = 1) -> str:
    """The newest month in a sentence that names the range: "September 2026: 640, above the usual range of 430 to 570."

    largest: the largest value seen; whole: all values are whole numbers; months: how long its periods are.
    """
    period = period_word(months)
    if status(verdict) == "No data":
        return f"No data: no complete {period} has been published yet."
    unit = verdict["unit"]
    month = say_period(verdict["month"], months)
    sentence = f"{month}: {say_number(verdict['value'], unit)}"
    if verdict["rare_event"]:
        return _rare(verdict, sentence, months)
    if verdict["verdict"] == "too_early":
        earlier = int(verdict["history_months"])
        return (
            f"{sentence}. It is too early to say whether this is unusual: that takes 12 earlier {period}s to compare "
            f"with, and there {'is' if earlier == 1 else 'are'} {earlier or 'none'}."
        )
    lower, upper = verdict["lower_limit"], verdict["upper_limit"]
    high = side(verdict)
    decimals = 0 if whole and unit == "count" else None
    if high:
        limit = upper if high > 0 else lower
        decimals = decimals if whole and unit == "count" else decimals_that_differ(verdict["value"], limit, unit)
        sentence = f"{month}: {say_number(verdict['value'], unit, decimals)}"
        largest = None
    usual = say_range(lower, upper, unit, decimals=decimals, largest=largest)
    where = f"usual range of {usual}" + (f" {for_a(verdict['month'])}" if verdict["seasonal"] else "")
    if high:
        return f"{sentence}, {'above' if high > 0 else 'below'} the {where}."
    if in_a_run(verdict):
        return f"{sentence}, inside the {where}, but {_run(verdict, period)}: that is unlikely to be chance."
    return f"{sentence}, inside the {where}. Nothing unusual: changes of this size happen by chance."


def _run(verdict: pd.Series, period: str) -> str:
    above = verdict["variation"].endswith("_high")
    if verdict["rule"] == "trend":
        return f"it is part of a steady {'rise' if above else 'fall'} of 6 {period}s or more in a row"
    return f"it is one of 7 {period}s or more in a row {'above' if above else 'below'} the average"


def _rare(verdict: pd.Series, value: str, months: int) -> str:
    period = period_word(months)
    parts = [f"{value}, where {_rate(verdict['expected'], months)} is usual."]
    if unusual(verdict):
        parts.append(f"By chance alone, a {period} like this comes {_one_in(verdict['probability'], months)}.")
    elif verdict["value"] > 0:
        parts.append(f"Nothing unusual: at that rate, a {period} like this happens by chance.")
    since = verdict["months_since_last_event"]
    if not missing(since) and since > 0:
        parts.append(f"The last one was {say_count(round(since), 'month')} before.")
    return " ".join(parts)


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
