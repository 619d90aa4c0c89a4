"""Who owes what, in words that can be pasted into an e-mail: the rows of due/owed, said by owner."""

from collections.abc import Iterator

import pandas as pd

from data.contracts import CONTRACTS

NOBODY = "No post is named"


def by_owner(rows: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Owner and what they owe, by name; what nobody answers for comes last."""
    owners = rows["owner_role"].fillna(NOBODY)
    for owner in sorted(owners.unique(), key=lambda name: (name == NOBODY, name.casefold())):
        yield owner, rows[owners == owner]


def summary(rows: pd.DataFrame, month: pd.Timestamp) -> str:
    """'14 of 52 figures and reports for October 2026 are in; 6 are late. Besides, 4 tests, plans or decisions on
    contracts are past their day.'"""
    past = int((rows["standing"] & (rows["state"] == "late")).sum())
    besides = f" Besides, {past:,} {_STANDING[past == 1]} past {'its' if past == 1 else 'their'} day." if past else ""
    return _of_month(rows[~rows["standing"]], month) + besides


_STANDING = ("tests, plans or decisions on contracts are", "test, plan or decision on a contract is")


def _of_month(rows: pd.DataFrame, month: pd.Timestamp) -> str:
    if rows.empty:
        return f"Nothing is owed for {month:%B %Y}."
    many, here, late = len(rows), int((rows["state"] == "in").sum()), int((rows["state"] == "late").sum())
    if here == many:
        return f"Everything for {month:%B %Y} is in: {many:,} figures and reports."
    sentence = f"{here:,} of {many:,} figures and reports for {month:%B %Y} {'is' if here == 1 else 'are'} in; "
    if late:
        return sentence + f"{late:,} {'is' if late == 1 else 'are'} late."
    return sentence + f"none is late, and the next is due on {_day(rows.loc[rows['state'] == 'due', 'due_on'].min())}."


def counts(rows: pd.DataFrame) -> str:
    """'5 late, 2 due, 1 in'; what there is none of is left out."""
    in_state = rows["state"].value_counts()
    return ", ".join(f"{in_state[state]:,} {state}" for state in ("late", "due", "in") if state in in_state)


def letter(owner: str, rows: pd.DataFrame) -> str:
    """What one owner still owes, as plain text: late first, then by the day it is due. Says so where all is in."""
    month = rows["month"].iloc[0]
    owing = rows[rows["state"] != "in"]
    besides = " and what else is due" if owing["standing"].any() else ""
    lines = [f"{owner}: figures and reports for {month:%B %Y}{besides}"]
    if owing.empty:
        return "\n".join([*lines, "Everything is in. Thank you."])
    for (due_on, state), group in owing.groupby(["due_on", "state"], sort=True):
        lines += ["", f"Late: was due on {_day(due_on)}" if state == "late" else f"Due on {_day(due_on)}"]
        lines += [f"- {row.name_of} ({row.title})" for row in _names_and_titles(group).itertuples()]
    return "\n".join(lines)


def _names_and_titles(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"name_of": rows["name"], "title": rows["kind"].map(title)}).sort_values(
        ["title", "name_of"], key=lambda words: words.str.casefold()
    )


def title(kind: str) -> str:
    """The kind's name for people."""
    return CONTRACTS[kind].title


def _day(day: pd.Timestamp) -> str:
    return f"{day.day} {day:%B %Y}"
