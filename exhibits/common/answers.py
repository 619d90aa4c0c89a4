"""What is said of the answers behind a survey's figure: of the rows of measures/answers."""

import pandas as pd

from exhibits.common.words import missing, say_count, say_number, say_period

LOW = "Fewer than half of those asked answered: those who did may not speak for the others."


def say_answers(row: pd.Series) -> str:
    """ "106 of 560 people asked answered (18.9%)"; less where less is known. row: answers, invited, response_rate."""
    rate = "" if missing(row["response_rate"]) else say_number(row["response_rate"], "percent")
    if missing(row["answers"]):
        return f"{rate} of those asked answered"
    if missing(row["invited"]):
        known = f"{rate} of those asked" if rate else "how many were asked is not stated"
        return f"{say_count(int(row['answers']), 'person', 'people')} answered ({known})"
    return f"{int(row['answers']):,} of {say_count(int(row['invited']), 'person', 'people')} asked answered ({rate})"


def say_doubts(row: pd.Series) -> str:
    """Why the figure says little of all those who were asked; "" where nothing speaks against it. row: few, low."""
    few = "That is too few to rest on." if row["few"] else ""
    return " ".join(filter(None, (few, LOW if row["low"] else "")))


def note_answers(answers: pd.DataFrame, shown: pd.DataFrame, period: str) -> str:
    """Below a chart: the answers of its newest complete period that has a figure, what speaks against resting on them,
    and in how many of the periods drawn there were too few.

    answers: rows of measures/answers of one measure; shown: month, value and complete of the periods drawn.
    """
    figures = shown[shown["value"].notna() & shown["complete"]]
    of_drawn = answers[answers["month"].isin(figures["month"])].sort_values("month")
    if of_drawn.empty:
        return ""
    row, newest = of_drawn.iloc[-1], figures["month"].max()
    when = say_period(row["month"], int(row["months"]))
    said = [f"{say_answers(row)} in {when}.", say_doubts(row)]
    if row["month"] != newest:
        said.append(f"How many answered since is not stated, up to {say_period(newest, int(row['months']))}.")
    few = int(of_drawn["few"].sum())
    if few and not (few == 1 and row["few"]):
        said.append(f"In {few} of the {say_count(len(of_drawn), period)} drawn too few answered to rest on.")
    return " ".join(filter(None, said))
