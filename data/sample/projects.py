"""The sample council's files on projects, restated time and again, from the stories beside this file.

Each register says what was known on the last day of its month, so that earlier editions tell what has moved.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from data.sample import project_months as m
from data.sample import stories as s
from data.sample.incidents import months_between
from data.sample.project_facts import COUNCIL_RISKS, FIRST_REPORTED, OBJECTIVES, Item, Milestone, Project
from data.sample.project_finance import REGISTER_MONEY, finance_csv, lines_of, sums
from data.sample.project_reports import late_report_csv, reports_csv

KINDS = ("projects", "highlight_reports", "milestones", "risks_issues", "finance")


def published() -> Iterator[tuple[str, str, Callable[[], bytes], datetime, date, str]]:
    """Kind, file name, what makes it, when it was published (UTC), the last day it speaks of, and why; in order."""
    for months in _editions():
        month = months[-1]
        if month == _editions()[0][-1]:
            why = "What the council wants to reach."
            yield "objectives", "objectives.csv", _objectives, _published_at(month), m.end(month), why
        for number, kind in enumerate(KINDS, 1):
            at = _published_at(month) + timedelta(minutes=6 * number)
            since = f"{months[0]:%B %Y} to " if len(months) > 1 else ""
            why = f"Projects in {since}{month:%B %Y}."
            yield kind, _file_name(kind, month), partial(_file, kind, months), at, m.end(month), why
        for project in m.PROJECTS:
            written = project.written_late.get(m.key(month))
            if written:
                at = datetime.fromisoformat(written) + timedelta(days=1, hours=9, minutes=20)
                name = f"highlight_reports_{m.name(month)}_{project.project_id.lower()}.csv"
                make = partial(late_report_csv, project, month)
                yield "highlight_reports", name, make, at, m.end(month), f"{project.name}: came after the others."


def october() -> dict[str, bytes]:
    """File name and bytes of the files on projects that lie ready for October 2026."""
    return {_file_name(kind, s.UPLOAD_MONTH): _file(kind, [s.UPLOAD_MONTH]) for kind in KINDS}


def _editions() -> list[list[date]]:
    """The months that were handed in together: quarters until the dashboard began, then month by month."""
    quarters = months_between(FIRST_REPORTED, s.LAST_BULK_MONTH)
    later = months_between(m.after(s.LAST_BULK_MONTH), s.NEWEST_MONTH)
    return [quarters[at : at + 3] for at in range(0, len(quarters), 3)] + [[month] for month in later]


def _file(kind: str, months: list[date]) -> bytes:
    if kind == "highlight_reports":
        return reports_csv(months)
    made = {"projects": _register, "milestones": _milestones, "risks_issues": _items, "finance": finance_csv}
    return made[kind](months[-1])


# -- the register ----------------------------------------------------------------------------------------------------


def _register(month: date) -> bytes:
    return m.as_csv([_registered(project, month) for project in m.listed(month)])


def _registered(project: Project, month: date) -> dict[str, Any]:
    last = project.milestones[-1]
    rating, money = m.last_rating(project, month), sums(project.project_id, month)
    if project.exempt_reason:
        money = dict.fromkeys(money, "")
    ended = bool(last.done_on) and last.done_on <= m.end(month).isoformat()
    closed = bool(project.closed_on) and project.closed_on <= m.end(month).isoformat()
    return {
        "project_id": project.project_id,
        "name": project.name,
        "type": project.type,
        "aims_plain": project.aims_plain,
        "category": project.category,
        "corporate_priority": project.corporate_priority,
        "objective": project.objective,
        "directorate": project.directorate,
        "portfolio_holder": project.portfolio_holder,
        "sro": project.sro,
        "project_manager": "Programme manager" if project.type == "transform" else "Service manager",
        "board": project.board,
        "stage": "Closed" if closed else _stage(project, month),
        "options_considered": project.options_considered,
        "start_baseline": m.uk(project.start_baseline),
        "start_actual": m.uk(project.start_actual or project.start_baseline),
        "end_baseline": m.uk(last.baseline),
        "end_forecast": m.uk(m.expected(last, month)),
        "end_actual": m.uk(last.done_on) if ended else "",
        **{name: money[name] for name in REGISTER_MONEY},
        "funding_source": m.joined(line.funding_source for line in lines_of(project.project_id)),
        "mtfp_ref": m.joined(line.mtfp_ref for line in lines_of(project.project_id)),
        "dca_overall": project.exempt_reason or m.WRITTEN["words"].get(rating, ""),
        "forward_look": m.holding(project.forward_looks, month) or ("" if project.exempt_reason else "no_change"),
        "status_narrative": "" if project.exempt_reason else m.reason(project, month, rating),
        "variance_narrative": "" if project.exempt_reason else money["narrative"],
        "exempt_reason": project.exempt_reason,
        "withheld": f"whole_life_cost_forecast: {project.exempt_reason}" if project.exempt_reason else "",
        "shared_service_with": project.shared_service_with,
        "review_due_on": m.uk(project.review_due_on),
        "closed_on": m.uk(project.closed_on) if closed else "",
        "hosting": project.hosting,
        "related_plan": project.related_plan,
        "related_plan_link": project.related_plan_link,
    }


def _stage(project: Project, month: date) -> str:
    done = [milestone for milestone in project.milestones if m.is_done(milestone, month)]
    if not done:
        return "Start-up"
    return "Closing" if project.milestones[-1] in done else "Delivery"


# -- milestones ------------------------------------------------------------------------------------------------------


def _milestones(month: date) -> bytes:
    return m.as_csv(
        [
            _milestone(project, number, milestone, month)
            for project in m.listed(month)
            for number, milestone in enumerate(project.milestones, 1)
        ]
    )


def _milestone(project: Project, number: int, milestone: Milestone, month: date) -> dict[str, Any]:
    done = m.is_done(milestone, month)
    expected = m.expected(milestone, month)
    return {
        "milestone_id": f"{project.project_id}-M{number}",
        "project_id": project.project_id,
        "name": milestone.name,
        "type": milestone.type,
        "baseline_date": m.uk(milestone.baseline),
        "previous_forecast": m.uk(m.expected(milestone, m.after(month, -1))) if month > FIRST_REPORTED else "",
        "forecast_date": m.uk(expected),
        "actual_date": m.uk(milestone.done_on) if done else "",
        "status": _milestone_status(milestone, expected, done, month),
        "critical": "yes" if milestone.critical else "no",
        "note": milestone.note if not done and expected != milestone.baseline else "",
    }


def _milestone_status(milestone: Milestone, expected: str, done: bool, month: date) -> str:
    if done:
        return "done"
    if expected <= m.end(month).isoformat():
        return "late"
    if expected > milestone.baseline:
        return "at_risk"
    return "on_track" if expected <= m.end(m.after(month, 4)).isoformat() else "not_started"


# -- risks and issues ------------------------------------------------------------------------------------------------


def _items(month: date) -> bytes:
    every = [(item.item_id, "", item) for item in COUNCIL_RISKS]
    every += [
        (f"{project.project_id}-R{number}", project.project_id, item)
        for project in m.PROJECTS
        for number, item in enumerate(project.items, 1)
    ]
    return m.as_csv([_item(*each, month) for each in every if min(each[2].scores) <= m.key(month)])


def _item(item_id: str, project_id: str, item: Item, month: date) -> dict[str, Any]:
    likelihood, impact = m.scores(item, month)
    move = m.score(item, month) - m.score(item, m.after(month, -1))
    open_ = m.is_open(item, month)
    return {
        "item_id": item_id,
        "project_id": project_id,
        "kind": item.kind,
        "title": item.title,
        "cause_event_effect": item.cause_event_effect,
        "category": item.category,
        "impact_area": item.impact_area,
        "likelihood_1_5": likelihood,
        "impact_1_5": impact,
        "score": "",
        "residual_likelihood": max(likelihood - 1, 1),
        "residual_impact": impact,
        "target_score": item.target_score,
        "trend": "up" if move > 0 else "down" if move < 0 else "same",
        "mitigation_planned": item.mitigation_planned,
        "mitigation_done": item.mitigation_done,
        "owner_role": item.owner_role,
        "raised_on": m.uk(f"{min(item.scores)}-{6 + len(item.title) % 15:02}"),
        "reviewed_on": m.uk(m.end(month).replace(day=24).isoformat()),
        "status": "open" if open_ else "closed",
        "became_issue": "no",
        "escalated_to": item.escalated_to,
        "affects_cyber": "yes" if item.affects_cyber else "no",
    }


# -- small things ----------------------------------------------------------------------------------------------------


def _objectives() -> bytes:
    return m.as_csv(OBJECTIVES)


def _published_at(month: date) -> datetime:
    """Two hours after the month's other figures; before there were any, the first working day from the 8th on."""
    if month in s.MONTHLY:
        return s.MONTHLY[month] + timedelta(hours=2)
    day = m.after(month).replace(day=8)
    day += timedelta(days=max(8 - day.isoweekday(), 0) if day.isoweekday() > 5 else 0)
    return datetime(day.year, day.month, day.day, 10, 30)


def _file_name(kind: str, month: date) -> str:
    return f"{kind}_{m.name(month)}.csv"
