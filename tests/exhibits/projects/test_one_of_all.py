"""The rows of one project are the same whether it is asked for alone or with all others."""

from datetime import date

import pytest

from exhibits import View
from exhibits.common.view_queries import project_rows
from queries import ask, question
from tests.exhibits.figures import assert_same_rows

TODAY = date(2026, 10, 20)
ASKED = ("register", "report", "missing_reports", "report_texts", "milestones", "risk_matrix", "statuses",
         "cyber_money", "status_checks")  # fmt: skip


@pytest.mark.parametrize("name", [*(f"projects/{each}" for each in ASKED), "money/lines", "money/savings"])
def test_a_project_alone_is_as_it_is_among_all(sample, name):
    day = {"today": TODAY} if "today" in question(name).parameters else {}
    for project in ask("projects/register")["project_id"]:
        assert_same_rows(ask(name, project=project, **day), project_rows(View(), name, project, **day))


def test_a_project_that_nobody_knows_has_no_rows(sample):
    assert project_rows(View(), "projects/register", "PRJ-999").empty
