"""The sample council's highlight reports: plain texts made from each project's steps, milestones, risks and issues."""

from collections.abc import Iterable
from datetime import date, timedelta

from data.sample import project_months as m
from data.sample.incidents import chance
from data.sample.project_facts import FIRST_REPORTED, Project

_DIMENSIONS = ("time", "cost", "scope", "quality", "benefit", "risk")
_PAST = {
    "Begin": "Began", "Build": "Built", "Buy": "Bought", "Choose": "Chose", "Draw": "Drew", "Find": "Found",
    "Go": "Went", "Hand": "Handed", "Hold": "Held", "Plan": "Planned", "Read": "Read", "Set": "Set", "Write": "Wrote",
    "Map": "Mapped", "Meet": "Met", "Lend": "Lent", "Fit": "Fitted", "Try": "Tried", "Take": "Took", "Talk": "Talked",
}  # fmt: skip
_BESIDES = (  # what a project also does, in no order
    "Review the risks with the board", "Check the budget with Finance", "Meet the supplier about dates",
    "Report to the board", "Brief the portfolio holder", "Update the plan", "Answer questions from staff",
    "Record decisions and lessons",
)  # fmt: skip


def reports_csv(months: Iterable[date]) -> bytes:
    """highlight_reports.csv of these months, without the reports that came late or never."""
    due = [(project, month) for month in months for project in m.PROJECTS if m.key(month) not in project.written_late]
    return m.as_csv(_report(*each) for each in due if m.rating_of(*each) not in ("", "x"))


def late_report_csv(project: Project, month: date) -> bytes:
    """A report that came after the others, in a file of its own."""
    return m.as_csv([_report(project, month)])


def _report(project: Project, month: date) -> dict[str, str]:
    rating, before = m.rating_of(project, month), m.rating_of(project, m.after(month, -1))
    words = m.WRITTEN[project.rating_style]
    other = "A" if rating == "R" else "G"
    dimensions = {
        f"rag_{each}": words["NR"]
        if rating == "NR"
        else words[rating if each in project.hurt_dimensions.split() else other]
        for each in _DIMENSIONS
    }
    if rating in ("G", "B"):
        dimensions = dict.fromkeys(dimensions, words[rating])
    told = month
    if project.repeated_from:
        told = min(month, date.fromisoformat(f"{project.repeated_from}-01"))
    written = project.written_late.get(m.key(month)) or _written_on(project, month).isoformat()
    return {
        "project_id": project.project_id,
        "month": f"{month:%Y-%m}",
        "report_date": m.uk(written),
        "status_summary": _summary(project, told, rating),
        "done_this_period": _done(project, told),
        "planned_next_period": _planned(project, told),
        "rag_overall": words[rating],
        "rag_previous": words.get(before, ""),
        **dimensions,
        "forward_look": m.holding(project.forward_looks, month) or "no_change",
        "tolerance_exceeded": "yes" if rating in ("AR", "R") else "no",
        "requests_for_change": project.changes.get(m.key(month), ""),
        "key_risks": _key_risks(project, told),
        "key_issues": _key_issues(project, told),
        "corrective_actions": _corrective(project, told) if rating not in ("G", "B", "NR") else "",
        "decisions_needed": project.decisions.get(m.key(month), "None"),
        "lessons": project.lessons.get(m.key(month), ""),
        "author_role": "Programme manager" if project.type == "transform" else "Service manager",
        "approved_by_role": project.sro,
        "approved_on": m.uk(written),
        "version": "1.0",
    }


def _written_on(project: Project, month: date) -> date:
    """A working day among the first eight of the following month."""
    day = m.after(month) + timedelta(days=int(chance("written", project.project_id, month).integers(1, 6)))
    return day + timedelta(days=max(7 - day.isoweekday() + 1, 0) if day.isoweekday() > 5 else 0)


def _summary(project: Project, month: date, rating: str) -> str:
    if rating == "B":
        return "Complete. What is left goes on in the service."
    if rating == "NR":
        return "The project has begun. It is rated from its second report on."
    return _with_next(project, month, m.reason(project, month, rating) or _fine(project, month))


def _with_next(project: Project, month: date, said: str) -> str:
    coming = m.next_milestone(project, month)
    if coming is None:
        return said
    milestone, day = coming
    if day <= m.end(month).isoformat():
        return f"{said} {milestone.name} was due on {m.said(day)} and is not done."
    if day > milestone.baseline:
        return f"{said} {milestone.name} is expected on {m.said(day)} instead of {m.said(milestone.baseline)}."
    return f"{said} Next: {m.lower(milestone.name)}, {m.said(day)}."


def _fine(project: Project, month: date) -> str:
    every = ("Work goes on as planned.", "The plan is kept.", "Good progress this month.", "No surprises this month.")
    return every[int(chance("fine", project.project_id, month).integers(len(every)))]


def _steps(project: Project) -> list[str]:
    """What is done month by month; a step of three months says how far it has come: 15, 31, then all 46 schools."""
    every = []
    for step in project.steps:
        text, _, lasts = step.partition("|")
        count = int(lasts or 1)
        if "{}" not in text:
            every += [text] * count
            continue
        total = int("".join(filter(str.isdigit, text.partition("{} of ")[2].split()[0])))
        every += [text.format(f"{round(total * part / count):,}") for part in range(1, count + 1)]
    return every


def _step(project: Project, month: date) -> str:
    steps, number = _steps(project), m.months(m.first_report(project), month)
    return steps[number] if 0 <= number < len(steps) else ""


def _besides(project: Project, month: date) -> str:
    order = chance("besides", project.project_id).permutation(len(_BESIDES))
    return _BESIDES[order[m.months(FIRST_REPORTED, month) % len(_BESIDES)]]


def _done(project: Project, month: date) -> str:
    said = []
    before = m.after(month, -1)
    for milestone in project.milestones:
        if m.is_done(milestone, month) and not m.is_done(milestone, before):
            said.append(f"Reached: {m.lower(milestone.name)} ({m.said(milestone.done_on)}).")
    step = _step(project, month)
    if step:
        said.append(f"{_past(step)}.")
    said.append(f"{_past(_besides(project, month))}.")
    for milestone in project.milestones:
        if m.key(month) in milestone.forecasts and not m.is_done(milestone, month):
            said.append(f"Now expected on {m.said(milestone.forecasts[m.key(month)])}: {m.lower(milestone.name)}.")
    return " ".join(said)


def _planned(project: Project, month: date) -> str:
    if m.rating_of(project, month) == "B":
        return "None"
    step = _step(project, m.after(month))
    said = [f"{step}."] if step else []
    if chance("planned", project.project_id, month).random() < 0.7 or not said:
        said.append(f"{_besides(project, m.after(month))}.")
    return " ".join(said)


def _past(step: str) -> str:
    verb, _, rest = step.partition(" ")
    plain = verb + ("d" if verb.endswith("e") else "ed")
    if verb.endswith("y") and verb[-2] not in "aeiou":
        plain = verb[:-1] + "ied"
    return f"{_PAST.get(verb, plain)} {rest}"


def _key_risks(project: Project, month: date) -> str:
    found = m.open_items(project, month, "risk")[:3]
    return " ".join(f"{item.title} (score {m.score(item, month)})." for item in found) or "None"


def _key_issues(project: Project, month: date) -> str:
    found = m.open_items(project, month, "issue")
    return " ".join(f"{item.title}: {m.lower(item.cause_event_effect)}" for item in found) or "None"


def _corrective(project: Project, month: date) -> str:
    found = m.open_items(project, month, "issue") + m.open_items(project, month, "risk")
    return " ".join(f"{item.mitigation_planned}." for item in found[:2])
