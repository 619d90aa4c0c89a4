"""The sample council's files on projects, restated every month, from the stories in project_stories.py and beside it.

Each register says what was known on the last day of its month, so that earlier editions tell what has moved.
"""

import csv
import io
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import cache, partial

from data.sample import stories as s
from data.sample.incidents import chance, months_between
from data.sample.project_money import LINES, Line
from data.sample.project_stories import FIRST_REPORTED, OBJECTIVES, Item, Milestone, Project
from data.sample.run_projects import RUN
from data.sample.transform_projects import TRANSFORM

PROJECTS = tuple(sorted(TRANSFORM + RUN, key=lambda project: project.project_id))
KINDS = ("projects", "highlight_reports", "milestones", "risks_issues", "finance")

_WRITTEN = {
    "words": {"G": "Green", "AG": "Amber/Green", "A": "Amber", "AR": "Amber/Red", "R": "Red", "B": "Complete",
              "NR": "Not rated"},
    "letters": {"G": "G", "AG": "A/G", "A": "A", "AR": "A/R", "R": "R", "B": "B", "NR": "Not rated"},
    "capitals": {"G": "GREEN", "AG": "AMBER/GREEN", "A": "AMBER", "AR": "AMBER/RED", "R": "RED", "B": "COMPLETE",
                 "NR": "NOT RATED"},
}  # fmt: skip
_DIMENSIONS = ("time", "cost", "scope", "quality", "benefit", "risk")
_PAST = {
    "Begin": "Began", "Build": "Built", "Buy": "Bought", "Choose": "Chose", "Draw": "Drew", "Find": "Found",
    "Go": "Went", "Hand": "Handed", "Hold": "Held", "Plan": "Planned", "Read": "Read", "Set": "Set", "Write": "Wrote",
    "Map": "Mapped", "Try": "Tried", "Take": "Took", "Talk": "Talked",
}  # fmt: skip
_BESIDES = (  # what a project also does, in no order
    "Review the risks with the board", "Check the budget with Finance", "Meet the supplier about dates",
    "Report to the board", "Brief the portfolio holder", "Update the plan", "Answer questions from staff",
    "Record decisions and lessons",
)  # fmt: skip


def published() -> Iterator[tuple[str, str, Callable[[], bytes], datetime, date, str]]:
    """Kind, file name, what makes it, when it was published (UTC), the last day it speaks of, and why; in order."""
    first = _published_at(FIRST_REPORTED)
    yield "objectives", "objectives.csv", _objectives, first, _end(FIRST_REPORTED), "What the council wants to reach."
    for month in months_between(FIRST_REPORTED, s.NEWEST_MONTH):
        for number, kind in enumerate(KINDS, 1):
            at = _published_at(month) + timedelta(minutes=6 * number)
            why = f"Projects in {month:%B %Y}."
            yield kind, _file_name(kind, month), partial(_file, kind, month), at, _end(month), why
        for project in PROJECTS:
            written = project.late.get(_key(month))
            if written:
                at = datetime.fromisoformat(written) + timedelta(days=1, hours=9, minutes=20)
                name = f"highlight_reports_{_name(month)}_{project.project_id.lower()}.csv"
                make = partial(_reports, month, late=project)
                yield "highlight_reports", name, make, at, _end(month), f"{project.name}: came after the others."


def october() -> dict[str, bytes]:
    """File name and bytes of the files on projects that lie ready for October 2026."""
    return {_file_name(kind, s.UPLOAD_MONTH): _file(kind, s.UPLOAD_MONTH) for kind in KINDS}


def _file(kind: str, month: date) -> bytes:
    made = {
        "projects": _register,
        "highlight_reports": _reports,
        "milestones": _milestones,
        "risks_issues": _items,
        "finance": _finance,
    }
    return made[kind](month)


# -- the register ----------------------------------------------------------------------------------------------------


def listed(month: date) -> list[Project]:
    """The projects that stand in the register of a month, closed ones included."""
    return [project for project in PROJECTS if project.start <= _end(month).isoformat()]


def _register(month: date) -> bytes:
    return _csv([_registered(project, month) for project in listed(month)])


def _registered(project: Project, month: date) -> dict:
    last = project.milestones[-1]
    rating, money = rating_of(project, month), _money(project.project_id, month)
    if project.exempt:
        money = dict.fromkeys(money, "")
    ended = bool(last.done) and last.done <= _end(month).isoformat()
    closed = bool(project.closed) and project.closed <= _end(month).isoformat()
    return {
        "project_id": project.project_id,
        "name": project.name,
        "type": project.type,
        "aims_plain": project.aims,
        "category": project.category,
        "corporate_priority": project.priority,
        "objective": project.objective,
        "directorate": project.directorate,
        "portfolio_holder": project.portfolio_holder,
        "sro": project.sro,
        "project_manager": "Programme manager" if project.type == "transform" else "Service manager",
        "board": project.board,
        "stage": "Closed" if closed else _stage(project, month),
        "options_considered": project.options,
        "start_baseline": _uk(project.start),
        "start_actual": _uk(project.started or project.start),
        "end_baseline": _uk(last.baseline),
        "end_forecast": _uk(_expected(last, month)),
        "end_actual": _uk(last.done) if ended else "",
        **{name: money[name] for name in _REGISTER_MONEY},
        "funding_source": _listed(line.source for line in _lines_of(project.project_id)),
        "mtfp_ref": _listed(line.mtfp for line in _lines_of(project.project_id)),
        "dca_overall": project.exempt or _WRITTEN["words"].get(rating, ""),
        "forward_look": _holding(project.looks, month) or ("" if project.exempt else "no_change"),
        "status_narrative": "" if project.exempt else _reason(project, month, rating),
        "variance_narrative": "" if project.exempt else money["narrative"],
        "exempt_reason": project.exempt,
        "withheld": f"whole_life_cost_forecast: {project.exempt}" if project.exempt else "",
        "shared_service_with": project.shared_with,
        "review_due_on": _uk(project.review_due),
        "closed_on": _uk(project.closed) if closed else "",
    }


def _stage(project: Project, month: date) -> str:
    done = [milestone for milestone in project.milestones if _is_done(milestone, month)]
    if not done:
        return "Start-up"
    return "Closing" if project.milestones[-1] in done else "Delivery"


# -- milestones ------------------------------------------------------------------------------------------------------


def _milestones(month: date) -> bytes:
    return _csv(
        [
            _milestone(project, number, milestone, month)
            for project in listed(month)
            for number, milestone in enumerate(project.milestones, 1)
        ]
    )


def _milestone(project: Project, number: int, milestone: Milestone, month: date) -> dict:
    done = _is_done(milestone, month)
    expected = _expected(milestone, month)
    return {
        "milestone_id": f"{project.project_id}-M{number}",
        "project_id": project.project_id,
        "name": milestone.name,
        "type": milestone.type,
        "baseline_date": _uk(milestone.baseline),
        "previous_forecast": _uk(_expected(milestone, _after(month, -1))) if month > FIRST_REPORTED else "",
        "forecast_date": _uk(expected),
        "actual_date": _uk(milestone.done) if done else "",
        "status": _milestone_status(milestone, expected, done, month),
        "critical": "yes" if milestone.critical else "no",
        "note": milestone.note if not done and expected != milestone.baseline else "",
    }


def _milestone_status(milestone: Milestone, expected: str, done: bool, month: date) -> str:
    if done:
        return "done"
    if expected <= _end(month).isoformat():
        return "late"
    if expected > milestone.baseline:
        return "at_risk"
    return "on_track" if expected <= _end(_after(month, 4)).isoformat() else "not_started"


def _expected(milestone: Milestone, month: date) -> str:
    """The day expected, as a report on the month says it; the day itself once it is past."""
    if _is_done(milestone, month):
        return milestone.done
    return _holding(milestone.moved, month) or milestone.baseline


def _is_done(milestone: Milestone, month: date) -> bool:
    return bool(milestone.done) and milestone.done <= _end(month).isoformat()


def _next_milestone(project: Project, month: date) -> tuple[Milestone, str] | None:
    ahead = [(_expected(each, month), each) for each in project.milestones if not _is_done(each, month)]
    if not ahead:
        return None
    day, milestone = min(ahead, key=lambda each: each[0])
    return milestone, day


# -- risks and issues ------------------------------------------------------------------------------------------------


def _items(month: date) -> bytes:
    every = [
        (f"{project.project_id}-R{number}", project, item)
        for project in PROJECTS
        for number, item in enumerate(project.items, 1)
    ]
    return _csv([_item(*each, month) for each in every if min(each[2].scores) <= _key(month)])


def _item(item_id: str, project: Project, item: Item, month: date) -> dict:
    likelihood, impact = _holding(item.scores, month)
    before = _holding(item.scores, _after(month, -1)) or (likelihood, impact)
    move = likelihood * impact - before[0] * before[1]
    open_ = _is_open(item, month)
    return {
        "item_id": item_id,
        "project_id": project.project_id,
        "kind": item.kind,
        "title": item.title,
        "cause_event_effect": item.because,
        "category": item.category,
        "impact_area": item.hits,
        "likelihood_1_5": likelihood,
        "impact_1_5": impact,
        "score": "",
        "residual_likelihood": max(likelihood - 1, 1),
        "residual_impact": impact,
        "target_score": item.target,
        "trend": "up" if move > 0 else "down" if move < 0 else "same",
        "mitigation_planned": item.plan,
        "mitigation_done": item.did,
        "owner_role": item.owner,
        "raised_on": _uk(f"{min(item.scores)}-{6 + len(item.title) % 15:02}"),
        "reviewed_on": _uk(_end(month).replace(day=24).isoformat()),
        "status": "open" if open_ else "closed",
        "became_issue": "no",
        "escalated_to": item.escalated,
        "affects_cyber": "yes" if item.cyber else "no",
    }


def _is_open(item: Item, month: date) -> bool:
    return min(item.scores) <= _key(month) and not (item.closed and item.closed <= _key(month))


def _open_items(project: Project, month: date, kind: str) -> list[Item]:
    found = [item for item in project.items if item.kind == kind and _is_open(item, month)]
    return sorted(found, key=lambda item: -_score(item, month))


def _score(item: Item, month: date) -> int:
    likelihood, impact = _holding(item.scores, month)
    return likelihood * impact


# -- money -----------------------------------------------------------------------------------------------------------

_REGISTER_MONEY = (
    "whole_life_cost_baseline", "whole_life_cost_forecast", "fy_baseline", "fy_forecast", "fy_actual",
    "benefits_baseline", "benefits_forecast", "benefits_delivered",
)  # fmt: skip


def _finance(month: date) -> bytes:
    there = {project.project_id for project in listed(month)} | {""}
    return _csv(
        [
            _line(line, year, month)
            for line in LINES
            if line.project_id in there
            for year in line.planned
        ]
    )  # fmt: skip


@cache
def _line(line: Line, year: str, month: date) -> dict:
    planned, forecast, actual = _pounds(line, year, month)
    saves = line.type != "cost"
    return {
        "line_id": line.line_id,
        "project_id": line.project_id,
        "fin_year": year,
        "line_type": line.type,
        "capital_revenue": "capital" if line.capital else "revenue",
        "one_off_recurring": "recurring" if line.recurring else "one_off",
        "saving_class": line.saving_class,
        "cost_budget_holder": line.pays,
        "saving_budget_holder": line.gains,
        "funding_source": line.source,
        "mtfp_ref": line.mtfp,
        "baseline_gbp": planned,
        "forecast_gbp": forecast,
        "actual_gbp": "" if line.type == "saving" else actual,
        "delivered_gbp": actual if saves else "",
        "status": _saving_status(line, year, month) if saves else "",
        "affects_cyber": "yes" if line.cyber else "no",
        "owner_role": line.owner,
        "measure_id": line.measure,
        "evidence": line.evidence,
        "note": _note(line, year, month),
    }


def _pounds(line: Line, year: str, month: date) -> tuple[int, int, int | str]:
    """Planned, forecast and actual (savings: delivered) of a line's year, as known at the end of the month."""
    planned, now = line.planned[year], _fin_year(month)
    ended = line.ended.get(year, planned * float(1 + chance("outturn", line.line_id, year).normal(0, 0.012)))
    ended = min(ended, planned) if line.type == "saving" else ended
    forecast = next((of[year] for at, of in sorted(line.changed.items(), reverse=True)
                     if at <= _key(month) and year in of), planned)  # fmt: skip
    if year < now:
        done = ended * line.share
        return _round(planned), _round(ended if line.type != "saving" else done), _round(done)
    if year > now:
        return _round(planned), _round(forecast), ""
    gone = ((month.month - 4) % 12 + 1) / 12
    if year in line.ended and gone > 0.5:
        forecast = ended  # from the autumn on it is known where the year will end
    pace = gone**1.3 if line.capital else gone
    drift = float(chance("actual", line.line_id, month).normal(1, 0.03)) if gone < 1 else 1.0
    return _round(planned), _round(forecast), _round(min(forecast * pace * drift, forecast) * line.share)


def _saving_status(line: Line, year: str, month: date) -> str:
    now = _holding(line.status, month) or "on_track"
    if year < _fin_year(month):
        return "delivered" if line.share == 1 else now
    return "on_track" if now == "delivered" and year > _fin_year(month) else now


def _note(line: Line, year: str, month: date) -> str:
    """What is said about a line's year: a note speaks of the year it was written in, and of those it changed."""
    said = ""
    for at, text in sorted(line.notes.items()):
        written_in = _fin_year(date.fromisoformat(f"{at}-01"))
        about = {written_in, *line.changed.get(at, ())} & set(line.planned)
        about = about or {min(each for each in line.planned if each > written_in)}
        if at <= _key(month) and year in about:
            said = text
    return said


def _lines_of(project_id: str) -> list[Line]:
    return [line for line in LINES if line.project_id == project_id]


def _money(project_id: str, month: date) -> dict:
    """The register's figures of a project, added up from its lines, and the reason given for its largest variance."""
    sums = dict.fromkeys(_REGISTER_MONEY, 0)
    largest, narrative = 0, ""
    for line in _lines_of(project_id):
        prefix = "whole_life_cost" if line.type == "cost" else "benefits"
        for year in line.planned:
            row = _line(line, year, month)
            sums[f"{prefix}_baseline"] += row["baseline_gbp"]
            sums[f"{prefix}_forecast"] += row["forecast_gbp"]
            if line.type != "cost":
                sums["benefits_delivered"] += row["delivered_gbp"] or 0
            elif year == _fin_year(month):
                sums["fy_baseline"] += row["baseline_gbp"]
                sums["fy_forecast"] += row["forecast_gbp"]
                sums["fy_actual"] += row["actual_gbp"]
                over = abs(row["forecast_gbp"] - row["baseline_gbp"])
                if over > largest:
                    largest, narrative = over, row["note"]
    return {**sums, "narrative": narrative}


def _fin_year(month: date) -> str:
    start = month.year - (month.month < 4)
    return f"{start}/{(start + 1) % 100:02}"


def _round(thousands: float) -> int:
    return round(thousands * 100) * 10


# -- highlight reports -----------------------------------------------------------------------------------------------


def rating_of(project: Project, month: date) -> str:
    """What the report of the month says: G | AG | A | AR | R | B | NR; x where none came; "" where none is due."""
    if month == s.UPLOAD_MONTH:
        return project.october
    ratings = [
        code
        for part in project.ratings.split()
        for code in [part.rstrip("0123456789")] * int(part.lstrip("ABGNRx"))
    ]  # fmt: skip
    number = _months(_first_report(project), month)
    return ratings[number] if 0 <= number < len(ratings) else ""


def _first_report(project: Project) -> date:
    return max(date.fromisoformat(project.start).replace(day=1), FIRST_REPORTED)


def _reports(month: date, late: Project | None = None) -> bytes:
    rows = []
    for project in [late] if late else PROJECTS:
        came_later = _key(month) in project.late and late is None
        if rating_of(project, month) in ("", "x") or came_later:
            continue
        rows.append(_report(project, month))
    return _csv(rows)


def _report(project: Project, month: date) -> dict:
    rating, before = rating_of(project, month), rating_of(project, _after(month, -1))
    words = _WRITTEN[project.written]
    other = "A" if rating == "R" else "G"
    dimensions = {
        f"rag_{each}": words["NR"] if rating == "NR" else words[rating if each in project.hurt.split() else other]
        for each in _DIMENSIONS
    }
    if rating in ("G", "B"):
        dimensions = dict.fromkeys(dimensions, words[rating])
    told = month
    if project.repeated_from:
        told = min(month, date.fromisoformat(f"{project.repeated_from}-01"))
    written = project.late.get(_key(month)) or _written_on(project, month).isoformat()
    return {
        "project_id": project.project_id,
        "month": f"{month:%Y-%m}",
        "report_date": _uk(written),
        "status_summary": _summary(project, told, rating),
        "done_this_period": _done(project, told),
        "planned_next_period": _planned(project, told),
        "rag_overall": words[rating],
        "rag_previous": words.get(before, ""),
        **dimensions,
        "forward_look": _holding(project.looks, month) or "no_change",
        "tolerance_exceeded": "yes" if rating in ("AR", "R") else "no",
        "requests_for_change": project.changes.get(_key(month), ""),
        "key_risks": _key_risks(project, told),
        "key_issues": _key_issues(project, told),
        "corrective_actions": _corrective(project, told) if rating not in ("G", "B", "NR") else "",
        "decisions_needed": project.decisions.get(_key(month), "None"),
        "lessons": project.lessons.get(_key(month), ""),
        "author_role": "Programme manager" if project.type == "transform" else "Service manager",
        "approved_by_role": project.sro,
        "approved_on": _uk(written),
        "version": "1.0",
    }


def _written_on(project: Project, month: date) -> date:
    """A working day among the first eight of the following month."""
    day = _after(month) + timedelta(days=int(chance("written", project.project_id, month).integers(1, 6)))
    return day + timedelta(days=max(7 - day.isoweekday() + 1, 0) if day.isoweekday() > 5 else 0)


def _summary(project: Project, month: date, rating: str) -> str:
    if rating == "B":
        return "Complete. What is left goes on in the service."
    if rating == "NR":
        return "The project has begun. It is rated from its second report on."
    return _with_next(project, month, _reason(project, month, rating) or _fine(project, month))


def _with_next(project: Project, month: date, said: str) -> str:
    coming = _next_milestone(project, month)
    if coming is None:
        return said
    milestone, day = coming
    if day <= _end(month).isoformat():
        return f"{said} {milestone.name} was due on {_said(day)} and is not done."
    if day > milestone.baseline:
        return f"{said} {milestone.name} is expected on {_said(day)} instead of {_said(milestone.baseline)}."
    return f"{said} Next: {_lower(milestone.name)}, {_said(day)}."


def _fine(project: Project, month: date) -> str:
    every = ("Work goes on as planned.", "The plan is kept.", "Good progress this month.", "No surprises this month.")
    return every[int(chance("fine", project.project_id, month).integers(len(every)))]


def _reason(project: Project, month: date, rating: str) -> str:
    return _holding(project.reasons, month) if rating in ("AG", "A", "AR", "R") else ""


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
    steps, number = _steps(project), _months(_first_report(project), month)
    return steps[number] if 0 <= number < len(steps) else ""


def _besides(project: Project, month: date) -> str:
    order = chance("besides", project.project_id).permutation(len(_BESIDES))
    return _BESIDES[order[_months(FIRST_REPORTED, month) % len(_BESIDES)]]


def _done(project: Project, month: date) -> str:
    said = []
    before = _after(month, -1)
    for milestone in project.milestones:
        if _is_done(milestone, month) and not _is_done(milestone, before):
            said.append(f"Reached: {_lower(milestone.name)} ({_said(milestone.done)}).")
    step = _step(project, month)
    if step:
        said.append(f"{_past(step)}.")
    said.append(f"{_past(_besides(project, month))}.")
    for milestone in project.milestones:
        if _key(month) in milestone.moved and not _is_done(milestone, month):
            said.append(f"{milestone.name} moved to {_said(milestone.moved[_key(month)])}.")
    return " ".join(said)


def _planned(project: Project, month: date) -> str:
    if rating_of(project, month) == "B":
        return "None"
    step = _step(project, _after(month))
    said = [f"{step}."] if step else []
    if chance("planned", project.project_id, month).random() < 0.7 or not said:
        said.append(f"{_besides(project, _after(month))}.")
    return " ".join(said)


def _past(step: str) -> str:
    verb, _, rest = step.partition(" ")
    plain = verb + ("d" if verb.endswith("e") else "ed")
    if verb.endswith("y") and verb[-2] not in "aeiou":
        plain = verb[:-1] + "ied"
    return f"{_PAST.get(verb, plain)} {rest}"


def _key_risks(project: Project, month: date) -> str:
    found = _open_items(project, month, "risk")[:3]
    return " ".join(f"{item.title} (score {_score(item, month)})." for item in found) or "None"


def _key_issues(project: Project, month: date) -> str:
    found = _open_items(project, month, "issue")
    return " ".join(f"{item.title}: {_lower(item.because)}" for item in found) or "None"


def _corrective(project: Project, month: date) -> str:
    found = _open_items(project, month, "issue") + _open_items(project, month, "risk")
    return " ".join(f"{item.plan}." for item in found[:2])


# -- small things ----------------------------------------------------------------------------------------------------


def _objectives() -> bytes:
    names = ("objective_id", "level", "name", "plain_meaning", "parent_id", "owner_role")
    return _csv([dict(zip(names, each, strict=True)) for each in OBJECTIVES])


def _holding(changes: dict, month: date):
    """What the newest change up to the month says; "" where there is none yet."""
    return next((value for at, value in sorted(changes.items(), reverse=True) if at <= _key(month)), "")


def _published_at(month: date) -> datetime:
    """Two hours after the month's other figures; before there were any, the first working day from the 8th on."""
    if month in s.MONTHLY:
        return s.MONTHLY[month] + timedelta(hours=2)
    day = _after(month).replace(day=8)
    day += timedelta(days=max(8 - day.isoweekday(), 0) if day.isoweekday() > 5 else 0)
    return datetime(day.year, day.month, day.day, 10, 30)


def _csv(rows: Iterable[dict]) -> bytes:
    rows = list(rows)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _listed(words: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(word for word in words if word))


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def _after(month: date, count: int = 1) -> date:
    number = month.year * 12 + month.month - 1 + count
    return date(number // 12, number % 12 + 1, 1)


def _end(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


def _key(month: date) -> str:
    return f"{month:%Y-%m}"


def _name(month: date) -> str:
    return f"{month:%B_%Y}".lower()


def _file_name(kind: str, month: date) -> str:
    return f"{kind}_{_name(month)}.csv"


def _uk(day: str) -> str:
    return f"{date.fromisoformat(day):%d/%m/%Y}" if day else ""


def _said(day: str) -> str:
    at = date.fromisoformat(day)
    return f"{at.day} {at:%B %Y}"


def _lower(name: str) -> str:
    """The name inside a sentence; what begins with a number or short form stays."""
    return name[0].lower() + name[1:]
