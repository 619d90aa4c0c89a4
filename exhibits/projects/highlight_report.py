"""The highlight report of one project in its own words, with what changed since the one before."""

from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from exhibits import Exhibit, Piece, Section, View
from exhibits.common.no_data import words_only
from exhibits.common.ratings import rating_of, say_rating
from exhibits.common.scope import day_of
from exhibits.common.source import source_of
from exhibits.common.view_queries import project_rows
from exhibits.common.words import (
    POINT,
    cut,
    first_that_fits,
    full_stop,
    missing,
    say_count,
    say_date,
    say_list,
    say_month,
    say_report_period,
)
from exhibits.projects.project_parts import no_such_project
from exhibits.projects.text_compare import compare, joined, same_words, says_nothing, without_score

_PARTS = {
    "summary": "Where it stands",
    "done": "Activities done",
    "planned": "Activities planned",
    "issues": "Key issues",
    "risks": "Key risks",
    "actions": "What is being done",
    "decisions": "Decisions needed",
    "changes": "Changes asked for",
    "lessons": "Lessons learned",
    "status": "Why it is rated so",
    "schedule": "What is said about dates",
    "variance": "What is said about cost against budget",
    "budget": "What is said about the whole-life cost",
}
_EXPECTED = {"summary", "done", "planned", "issues", "risks", "decisions", "status"}  # shown even when nothing was said
_OF_ITS_MONTH = {"done", "planned"}  # what a month did and plans is not carried over: its absence says nothing
_OUTLOOK = {
    "improving": "The project expects it to get better.",
    "no_change": "The project expects no change.",
    "worsening": "The project expects it to get worse.",
}


@dataclass(frozen=True)
class _Compared:
    """One part of a report beside the report before."""

    part: str
    text: str | None
    before: str | None
    pieces: tuple[Piece, ...]

    @property
    def title(self) -> str:
        """The part's heading."""
        return _PARTS[self.part]

    @property
    def unnamed(self) -> list[str]:
        """What the report before said and this one does not, whatever its score."""
        still = {without_score(piece.text) for piece in self.pieces if piece.change != "gone"}
        return [p.text.strip() for p in self.pieces if p.change == "gone" and without_score(p.text) not in still]

    def count(self, *changes: str) -> int:
        """How many pieces are "new", "gone", "scored" or "same"."""
        return sum(piece.change in changes for piece in self.pieces)


@dataclass(frozen=True)
class _Report:
    """A report as read: its row of projects/report, its parts, what is known of missing and late reports."""

    row: pd.Series
    parts: tuple[_Compared, ...]
    overdue: pd.DataFrame
    asked_for: bool  # this month was asked for, so later ones do not matter

    @property
    def month(self) -> str:
        """The report's month or edition in words."""
        return say_report_period(self.row["period"], self.row["source"])

    @property
    def before(self) -> str:
        """That of the report before; "" where there is none."""
        return (
            ""
            if missing(self.row["period_before"])
            else say_report_period(self.row["period_before"], self.row["source"])
        )

    @property
    def repeats(self) -> bool:
        """Word for word what the report before said."""
        sentences = [part for part in self.parts if not says_nothing(part.text)]
        return bool(self.before and sentences) and all(same_words(part.text, part.before) for part in self.parts)

    @property
    def since_missing(self) -> pd.DataFrame:
        """Reports that should have come after this one."""
        rows = self.overdue
        later = rows[(rows["state"] == "missing") & (rows["month"] > self.row["period"])]
        return (later.iloc[:0] if self.asked_for else later).sort_values("month")

    @property
    def late(self) -> pd.Series | None:
        """The row that says how late it came; None where it did not."""
        rows = self.overdue[(self.overdue["state"] == "late") & (self.overdue["month"] == self.row["period"])]
        return None if rows.empty else rows.iloc[0]

    @property
    def trend(self) -> str:
        """ "worse", "better", "same", "other", or "" where there is nothing to compare."""
        now, before = self.row["rating"], self.row["rating_before"]
        if missing(before) or missing(now):
            return ""
        if now == before:
            return "same"
        old, new = rating_of(before).worse, rating_of(now).worse
        return "other" if old is None or new is None else "worse" if new > old else "better"


def highlight_report(view: View, *, project: str, today: date, month: date | None = None) -> Exhibit:
    """What the project reports, in its own words, with what changed since the report before marked.

    project: its id. today: the day on which reports count as late. month: the report of that month (its first day);
    None = the newest. Of a project that is followed by a yearly publication, its narratives.
    """
    register = project_rows(view, "projects/register", project)
    if register.empty:
        return no_such_project("highlight_report")
    known = register.iloc[0]
    reports = project_rows(view, "projects/report", project)
    overdue = project_rows(view, "projects/missing_reports", project, today=day_of(view, today))
    chosen = _choose(reports, month)
    if chosen is None:
        return _no_report(view, known, reports, overdue, month)
    texts = project_rows(view, "projects/report_texts", project)
    texts = texts[(texts["period"] == chosen["period"]) & (texts["source"] == chosen["source"])]
    report = _Report(chosen, tuple(_compared(row) for _, row in texts.iterrows()), overdue, month is not None)
    return Exhibit(
        key="highlight_report",
        title=f"{known['name']}: {_title(report)}",
        lead=_lead(report),
        more=_more(report),
        table=_table(report),
        source=_source(view, report),
        questions=_questions(report),
        data=_data(report, project),
        note=_note(report),
        sections=_sections(report),
    )


def _choose(reports: pd.DataFrame, month: date | None) -> pd.Series | None:
    """The report of the month; else the newest highlight report, and of a yearly publication its newest edition."""
    if month is not None:
        reports = reports[reports["period"] == pd.Timestamp(month).replace(day=1)]
    own = reports[reports["source"] == "report"]
    chosen = (own if len(own) else reports).sort_values("period")
    return None if chosen.empty else chosen.iloc[-1]


def _compared(row: pd.Series) -> _Compared:
    text, before = _text(row["text"]), _text(row["text_before"])
    if missing(row["period_before"]):
        pieces = [Piece(piece.text) for piece in compare(text, None)]
    else:
        pieces = compare(text, before)
    if row["part"] in _OF_ITS_MONTH:
        pieces = [piece for piece in pieces if piece.change != "gone"]
    return _Compared(row["part"], text, before, tuple(pieces))


def _text(value: str | None) -> str | None:
    return None if missing(value) else str(value)


def _title(report: _Report) -> str:
    row = report.row
    status = f"{say_rating(row['rating']).lower()} in {report.month}"
    gone = report.since_missing
    if len(gone) > 1:
        return f"{status}, and {len(gone)} reports missing since"
    if len(gone):
        return f"{status}, and the report for {say_month(gone['month'].iloc[0])} is missing"
    if report.trend in ("worse", "better"):
        return f"{status}, {report.trend} than in {report.before}"
    if report.repeats:
        return f"{status}, in the same words as in {report.before}"
    return status


def _lead(report: _Report) -> str:
    gone = report.since_missing
    if gone.empty:
        return _written(report)
    last = gone.iloc[-1]
    due = f"due on {say_date(last['due_on'])}, {say_count(int(last['days_late']), 'day')} ago"
    if len(gone) == 1:
        return f"The report for {say_month(last['month'])} is missing: it was {due}."
    months = say_list([say_month(month) for month in gone["month"]])
    return first_that_fits(
        f"The reports for {months} are missing: the newest was {due}.",
        f"{len(gone)} reports are missing: the newest, for {say_month(last['month'])}, was {due}.",
    )


def _more(report: _Report) -> tuple[str, ...]:
    row, written = report.row, ""
    if len(report.since_missing):
        written = first_that_fits(
            f"The last one there is stands below. {_written(report)}", _written(report), most=POINT
        )
    outlook = "" if missing(row["forward_look"]) else _OUTLOOK.get(row["forward_look"], "")
    beyond = "Time or cost is beyond what was agreed." if row["tolerance_exceeded"] else ""
    points = [
        written,
        " ".join(filter(None, [_status(report), outlook])),
        _changed(report),
        " ".join(filter(None, [beyond, _decision(report)])),
    ]
    return tuple(cut(each) for each in points if each)


def _written(report: _Report) -> str:
    row, late = report.row, report.late
    sentence = f"Report for {report.month}" if row["source"] == "report" else f"Edition of {report.month}"
    if not missing(row["report_date"]):
        sentence += f", written on {say_date(row['report_date'])}"
    if late is not None:
        days = say_count(int(late["days_late"]), "day")
        return f"{sentence}: {days} late, as it was due on {say_date(late['due_on'])}."
    return f"{sentence}."


def _status(report: _Report) -> str:
    now, old, before = report.row["rating"], report.row["rating_before"], report.before
    if missing(now):
        return "It gives no status."
    sentence = f"Status: {say_rating(now)}"
    words = {
        "same": f", as in {before}",
        "worse": f", worse than in {before} ({say_rating(old)})",
        "better": f", better than in {before} ({say_rating(old)})",
        "other": f"; in {before} it was {say_rating(old)}",
    }
    return f"{sentence}{words.get(report.trend, '')}."


def _changed(report: _Report) -> str:
    if not report.before:
        return "There is no report before it to compare with."
    if report.repeats:
        return f"The words are the same as in {report.before}."
    if all(says_nothing(part.text) and says_nothing(part.before) for part in report.parts):
        return "It says nothing in words."
    standing = [part for part in report.parts if part.part not in _OF_ITS_MONTH]
    changed = [part for part in standing if part.count("new", "gone", "scored")]
    same = [part for part in report.parts if _unchanged(part)]
    if not changed:
        return f"Apart from its activities, it says what it said in {report.before}."
    sentence = f"Changed since {report.before}: {_titles(changed)}."
    return f"{sentence} Word for word the same: {_titles(same)}." if same else sentence


def _titles(parts: list[_Compared]) -> str:
    return say_list([part.title[0].lower() + part.title[1:] for part in parts])


def _unchanged(part: _Compared) -> bool:
    return not says_nothing(part.text) and same_words(part.text, part.before)


def _part(report: _Report, name: str) -> _Compared | None:
    return next((part for part in report.parts if part.part == name), None)


def _decision(report: _Report) -> str:
    part = _part(report, "decisions")
    if part is None:
        return ""
    if part.text is None or says_nothing(part.text):
        return "No decision is asked for."
    return cut(f"Decision needed: {full_stop(' '.join(part.text.split()))}", 15)


def _sections(report: _Report) -> tuple[Section, ...]:
    found = []
    for part in report.parts:
        if part.pieces or part.part in _EXPECTED:
            found.append(Section(part.title, joined(list(part.pieces))))
        if part.part == "done":
            found += _planned_before(report)
    return tuple(found)


def _planned_before(report: _Report) -> list[Section]:
    """What the report before had planned, to be read against what was done."""
    planned = _part(report, "planned")
    if planned is None or says_nothing(planned.before):
        return []
    return [Section(f"What was planned in {report.before}", (Piece(str(planned.before)),))]


def _questions(report: _Report) -> tuple[str, ...]:
    questions, row, gone = [], report.row, report.since_missing
    if len(gone):
        questions.append(f"Why is there no report for {say_month(gone['month'].iloc[-1])}, and when will it come?")
    if report.repeats:
        questions.append(f"The words are those of {report.before}: what has happened since then?")
    if report.trend == "worse":
        questions.append(f"What took it from {say_rating(row['rating_before'])} to {say_rating(row['rating'])}?")
    decisions, issues, risks = (_part(report, name) for name in ("decisions", "issues", "risks"))
    if decisions and not says_nothing(decisions.text):
        questions.append("Who takes the decision that is needed, by when, and what does waiting cost?")
    elif row["rating"] in ("R", "AR"):
        questions.append(
            f"It is rated {say_rating(row['rating']).lower()} and asks for no decision: what is it waiting for?"
        )
    if issues and issues.count("new"):
        questions.append("What is being done about the new issue, and when will it be settled?")
    if risks and risks.unnamed:
        questions.append(
            f"“{cut(risks.unnamed[0].rstrip('.;'), 12)}” is no longer named: was it settled, or only left out?"
        )
    done = _part(report, "done")
    if done and says_nothing(done.text):
        questions.append("What was done in the month?")
    return tuple(questions[:3]) or ("Was everything done that was planned, and if not, why?",)


def _note(report: _Report) -> str:
    row, notes = report.row, []
    if not missing(row["as_written"]) and row["as_written"].casefold() != say_rating(row["rating"]).casefold():
        notes.append(f"The status as it was written: {row['as_written']}.")
    stated, was = row["rating_previous"], row["rating_before"]
    if not missing(stated) and not missing(was) and stated != was:
        notes.append(
            f"It says that the report before was rated {say_rating(stated)}; that report itself said {say_rating(was)}."
        )
    if not missing(row["author_role"]):
        notes.append(f"Written by: {row['author_role']}.")
    if not missing(row["approved_by_role"]):
        when = "" if missing(row["approved_on"]) else f" on {say_date(row['approved_on'])}"
        notes.append(f"Approved by: {row['approved_by_role']}{when}.")
    elif row["source"] == "report":
        notes.append("It does not say who approved it.")
    if report.before and row["source"] == "report":
        notes.append("What was planned the month before stands beside what was done.")
    return " ".join(notes)


def _source(view: View, report: _Report) -> str:
    kind = "highlight_reports" if report.row["source"] == "report" else "projects"
    means = (
        "the words and the status are those of the project itself; the marks show what differs from its report before."
    )
    return source_of(view, kind, means=means)


_CHANGE = {"same": "The same", "new": "New", "gone": "No longer said", "scored": "Score changed"}


def _table(report: _Report) -> pd.DataFrame:
    rows = [
        (part.title, piece.text.strip(), _CHANGE[piece.change] if part.pieces else "")
        for part in report.parts
        for piece in part.pieces or _silence(part)
    ]
    against = f"Against {report.before}" if report.before else "Against the report before"
    table = pd.DataFrame(rows, columns=["Part of the report", "What it says", against])
    return table if report.before else table.drop(columns=against)


def _silence(part: _Compared) -> tuple[Piece, ...]:
    """What stands for a part without a word that every report has."""
    return (Piece("Nothing was said"),) if part.part in _EXPECTED else ()


def _data(report: _Report, project: str) -> pd.DataFrame:
    rows = [
        (project, report.row["period"], part.part, number, piece.text.strip(), piece.change)
        for part in report.parts
        for number, piece in enumerate(part.pieces or _silence(part), 1)
    ]
    return pd.DataFrame(rows, columns=["project_id", "period", "part", "number", "sentence", "change"])


def _no_report(
    view: View, known: pd.Series, reports: pd.DataFrame, overdue: pd.DataFrame, month: date | None
) -> Exhibit:
    """In words: why there is no report to show, and which ones there are."""
    more, title = [], f"{known['name']}: no highlight report"
    gone = overdue[overdue["state"] == "missing"].sort_values("month")
    lead = "No data: no highlight report of this project has been published."
    if month is not None:
        first = pd.Timestamp(month).replace(day=1)
        title += f" for {say_month(first)}"
        lead = f"No data: this project has no report for {say_month(first)}."
        gone = gone[gone["month"] == first]
        if len(reports):
            newest = reports.sort_values("period").iloc[-1]
            more.append(f"The newest there is: {say_report_period(newest['period'], newest['source'])}.")
    if not missing(known["exempt_reason"]):
        more.append(cut(f"The register gives a reason for what it withholds: {full_stop(known['exempt_reason'])}"))
    if len(gone):
        last = gone.iloc[-1]
        more.append(
            f"The report for {say_month(last['month'])} was due on {say_date(last['due_on'])}, "
            f"{say_count(int(last['days_late']), 'day')} ago."
        )
    questions = ("Who reports on this project, to whom, and how often?",)
    means = "a highlight report says each month what a project did, plans, and is worried about."
    source = source_of(view, "highlight_reports", means=means)
    return replace(words_only("highlight_report", title, lead, source, questions=questions), more=tuple(more))
