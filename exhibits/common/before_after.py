"""What is said of a measure before and after a day: of the rows of signals/before_after."""

import pandas as pd

from exhibits.common.words import missing, period_word, say_count, say_number

_CHANGES = {
    "rose": "rose, and stayed higher",
    "fell": "fell, and stayed lower",
    "rose_so_far": "higher so far",
    "fell_so_far": "lower so far",
    "for_a_while": "changed, but not for good",
    "no_change": "no real change",
    "too_few": "too few to judge",
    "short_before": "too little before {day} to compare with",
    "no_before": "no figures from before {day}",
    "no_after": "no figures since {day}",
}


def say_change(row: pd.Series, day: str, *, already: bool = True) -> str:
    """ "rose, and stayed higher"; day: what the day is called, such as "the launch". already: whether it is said that
    the figures had been on that side before."""
    words = _CHANGES[row["change"]].format(day=day)
    return f"{words} (it had been that way before {day} already)" if already and row["already"] else words


def say_before_and_after(name: str, row: pd.Series, day: str) -> str:
    """Before and after the day in a sentence, with what the test says; "" where there are no figures on one side."""
    if row["change"] in ("no_before", "no_after"):
        return ""
    before = say_average(row, "before") + (
        "" if row["seasonal"] and not missing(row["usual_since"]) else f" before {day}"
    )
    sentence = f"{name}: {before}, {_mean(row['after'], row['unit'])} since"
    if row["change"] == "short_before":
        only = say_count(int(row["periods_before"]), period_word(int(row["months"])))
        return f"{sentence}; with only {only} before {day} it is too early to say."
    return f"{sentence}: {say_change(row, day)}."


def say_average(row: pd.Series, side: str) -> str:
    """ "412 a month on average", or "No data"; before, where the time of year matters, "380 a month usual for the same
    months". side: before or after."""
    seasonal = side == "before" and row["seasonal"] and not missing(row["usual_since"])
    value = row["usual_since" if seasonal else side]
    if missing(value):
        return "No data"
    period = period_word(int(row["months"]))
    each = f" a {period}" if row["unit"] == "count" else ""
    return f"{_mean(value, row['unit'])}{each} {f'usual for the same {period}s' if seasonal else 'on average'}"


def _mean(value: float, unit: str) -> str:
    return say_number(round(value, 0 if unit == "count" and abs(value) >= 20 else 1), unit)
