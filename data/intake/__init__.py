"""Intake: read → check → preview → publish, each a pure function of the one before."""

from data.intake.checking import Checked, Known, check
from data.intake.choices import LeftOut, Progress, Question, Reading
from data.intake.comparing import differences, preview, untouched
from data.intake.layout import Layout, LayoutError, apply, propose
from data.intake.marked import marked_csv
from data.intake.personal import PersonalData
from data.intake.problem import Cause, Problem, grouped
from data.intake.publishing import Taken, known_from, take
from data.intake.reading import TextTable, read

__all__ = [
    "Cause",
    "Checked",
    "Known",
    "Layout",
    "LayoutError",
    "LeftOut",
    "PersonalData",
    "Problem",
    "Progress",
    "Question",
    "Reading",
    "Taken",
    "TextTable",
    "apply",
    "check",
    "differences",
    "grouped",
    "known_from",
    "marked_csv",
    "preview",
    "propose",
    "read",
    "take",
    "untouched",
]
