"""Intake: read → check → preview → publish, each a pure function of the one before."""

from data.intake.choices import Answers, LeftOut, Progress, Question, Reading
from data.intake.columns.layout import Layout, LayoutError, apply
from data.intake.columns.personal import PersonalData
from data.intake.columns.proposing import propose
from data.intake.comparing import differences, preview, untouched
from data.intake.files.reading import TextTable, read
from data.intake.known import Known
from data.intake.problem import Cause, Problem, grouped
from data.intake.publishing import LoadResult, known_for_reading, known_from, take
from data.intake.rows.checking import Checked, check
from data.intake.rows.marked import marked_csv
from data.intake.written import check_rows

__all__ = [
    "Answers",
    "Cause",
    "Checked",
    "Known",
    "Layout",
    "LayoutError",
    "LeftOut",
    "LoadResult",
    "PersonalData",
    "Problem",
    "Progress",
    "Question",
    "Reading",
    "TextTable",
    "apply",
    "check",
    "check_rows",
    "differences",
    "grouped",
    "known_for_reading",
    "known_from",
    "marked_csv",
    "preview",
    "propose",
    "read",
    "take",
    "untouched",
]
