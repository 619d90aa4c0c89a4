"""What is new, in one look: the newest month of every measure, and what nobody has explained yet."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from data.settings import settings
from exhibits import View
from exhibits.common.verdicts import (
    in_a_run,
    is_judged,
    meaning,
    say_too_early,
    say_verdict,
    side,
    status_meaning,
    unusual,
)
from exhibits.common.view_queries import view_rows, with_figures
from exhibits.common.who_gets_through_lines import who_gets_through_lines
from exhibits.common.words import missing, say_count, say_date, say_month, say_number


@dataclass(frozen=True)
class Line:
    """One measure: what its newest month says.

    late: "" or a sentence with the date it was due; beside: what must be read with it; page: where it is looked into.
    """

    measure_id: str
    name: str
    value: str
    status: str
    sentence: str
    explanation: str = ""
    late: str = ""
    beside: tuple[str, ...] = ()
    page: str = "it_demand"


@dataclass(frozen=True)
class Overview:
    """What a member with ten minutes needs.

    first: the sentence that says it; freshness: how new the figures are, and whether any are late; meetings: the last
    and the next; unexplained and explained: unusual newest months; late: measures that are overdue by themselves;
    changing: in a trend or long run; themes: every measure, grouped.
    """

    first: str
    freshness: str
    meetings: str
    unexplained: tuple[Line, ...]
    explained: tuple[Line, ...]
    late: tuple[Line, ...]
    changing: tuple[Line, ...]
    themes: tuple[tuple[str, tuple[Line, ...]], ...]


def newest_months(view: View, *, today: date, late_after_day: int = 20) -> Overview:
    """The newest month of every measure. today: the day on which the figures are looked at, for what is late;
    late_after_day: the day of the following month by which a figure is due, where a measure names none."""
    measures = view_rows(view, "measures/list")
    verdicts = view_rows(view, "signals/measures").set_index("measure_id")
    lateness = view_rows(view, "measures/lateness", today=today, late_after_day=late_after_day).set_index("measure_id")
    explanations = view_rows(view, "measures/explanations").set_index(["measure_id", "month"])["explanation"]
    newest = lateness["newest_month"].max()
    lines = {
        row["measure_id"]: _line(
            view, row, verdicts.loc[row["measure_id"]], lateness.loc[row["measure_id"]], explanations, newest
        )
        for _, row in measures[measures["measure_id"].isin(with_figures(view))].iterrows()
        if row["measure_id"] in verdicts.index
    }
    current = [i for i in lines if not lines[i].late]
    judged = [i for i in current if is_judged(verdicts.loc[i])]
    news = sorted((i for i in current if unusual(verdicts.loc[i])), key=lambda i: _first_what(verdicts.loc[i]))
    unexplained = tuple(lines[i] for i in news if not verdicts.loc[i, "explained"])
    explained = tuple(lines[i] for i in news if verdicts.loc[i, "explained"])
    return Overview(
        first=" ".join(
            filter(
                None,
                (
                    _first(len(judged), newest, unexplained, explained),
                    say_too_early(verdicts.loc[[i for i in current if i not in judged]]),
                ),
            )
        ),
        freshness=_freshness(lateness, newest),
        meetings=_meetings(view_rows(view, "meetings/dates"), today),
        unexplained=unexplained,
        explained=explained,
        late=tuple(line for line in lines.values() if line.late),
        changing=tuple(lines[i] for i in current if in_a_run(verdicts.loc[i])),
        themes=tuple(
            (theme, tuple(lines[i] for i in group["measure_id"] if i in lines))
            for theme, group in measures.groupby("theme", sort=False)
        ),
    )


def _first_what(verdict: pd.Series) -> int:
    """Concerns come first, then what is neither, then improvements."""
    return ("concern", "neutral", "improvement").index(meaning(verdict["direction"], side(verdict)))


def _line(
    view: View,
    measure: pd.Series,
    verdict: pd.Series,
    lateness: pd.Series,
    explanations: pd.Series,
    newest: pd.Timestamp | None,
) -> Line:
    taken_up = measure["measure_id"] == "digital_take_up"
    key = (measure["measure_id"], verdict["month"])
    no_month = missing(verdict["month"])
    return Line(
        measure["measure_id"],
        measure["name"],
        "No data" if no_month else say_number(verdict["value"], verdict["unit"]),
        status_meaning(verdict),
        say_verdict(verdict, whole=not no_month and float(verdict["value"]).is_integer()),
        "" if no_month or key not in explanations.index else str(explanations.loc[key]),
        _late(lateness, newest),
        who_gets_through_lines(view)[:2] if taken_up else (),
        "channel_shift" if taken_up and measure["origin"] == "channels" else "it_demand",
    )


def _late(row: pd.Series, newest: pd.Timestamp | None) -> str:
    """Late by itself: it lags behind the newest month that other measures have."""
    if missing(row["newest_month"]) or row["newest_month"] >= newest or not row["days_late"]:
        return ""
    return (
        f"Late: {say_month(row['due_month'])} was due on {say_date(row['due_on'])}, "
        f"{say_count(int(row['days_late']), 'day')} ago."
    )


def _first(judged: int, newest: pd.Timestamp | None, unexplained: tuple[Line, ...], explained: tuple[Line, ...]) -> str:
    if missing(newest):
        return "No complete month has been published yet."
    news = len(unexplained) + len(explained)
    month = say_month(newest)
    if not judged:
        return ""
    if not news:
        return f"None of {say_count(judged, 'measure')} was unusual in {month}."
    sentence = f"{news} of {say_count(judged, 'measure')} {'was' if news == 1 else 'were'} unusual in {month}; "
    if not unexplained:
        return sentence + ("it is explained." if news == 1 else "all of them are explained.")
    have = "has" if len(unexplained) == 1 else "have"
    if news == 1:
        return sentence + "it has no explanation yet."
    return sentence + (
        f"{len(unexplained)} {have} no explanation yet." if explained else "none of them is explained yet."
    )


def _freshness(lateness: pd.DataFrame, newest: pd.Timestamp | None) -> str:
    if missing(newest):
        return ""
    sentences = [f"Figures up to {say_month(newest)}."]
    front = lateness[lateness["newest_month"] == newest].sort_values("due_on")
    overdue = front[front["days_late"] > 0]
    due = say_month(front["due_month"].iloc[0])
    if overdue.empty:
        sentences.append(f"{due} is due on {say_date(front['due_on'].iloc[0])}.")
    else:
        worst = overdue.iloc[0]
        days = say_count(int(worst["days_late"]), "day")
        whose = "" if len(overdue) == len(front) else f" for {say_count(len(overdue), 'measure')}"
        sentences.append(f"{due} was due{whose} on {say_date(worst['due_on'])}: {days} late.")
    behind = int(((lateness["newest_month"] < newest) & (lateness["days_late"] > 0)).sum())
    if behind:
        sentences.append(f"{say_count(behind, 'measure')} {'is' if behind == 1 else 'are'} further behind.")
    return " ".join(sentences)


def _meetings(meetings: pd.DataFrame, today: date) -> str:
    now = pd.Timestamp(today)
    before, after = meetings[meetings["meeting_date"] < now], meetings[meetings["meeting_date"] >= now]
    sentences = []
    if len(after):
        row = after.iloc[0]
        papers = "" if missing(row["papers_due_on"]) else f" (papers due {say_date(row['papers_due_on'])})"
        looks_at = {one.committee: f", which looks at {one.scrutinises}" for one in settings().committees}
        scope = looks_at.get(row["committee"], "")
        sentences.append(f"Next meeting: {row['committee']}, {say_date(row['meeting_date'])}{papers}{scope}.")
    if len(before):
        row = before.iloc[-1]
        sentences.append(f"Last meeting: {row['committee']}, {say_date(row['meeting_date'])}.")
    return " ".join(sentences)
