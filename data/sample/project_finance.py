"""The sample council's finance lines as they stood at the end of a month, and their sums for the register."""

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from data.sample import project_months as m
from data.sample.incidents import chance
from data.sample.literals import toml, typed

REGISTER_MONEY = (
    "whole_life_cost_baseline", "whole_life_cost_forecast", "fy_baseline", "fy_forecast", "fy_actual",
    "benefits_baseline", "benefits_forecast", "benefits_delivered",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Line:
    """One line of finance.csv, in thousand pounds.

    planned: by year. forecasts: month of a restatement -> year -> what is expected from then on. outturn: how a past
    year ended; near what was planned where nothing is said. status, notes: month from which on -> text.
    share_delivered: of a saving, what has come in by now, against the plan.
    """

    line_id: str
    project_id: str
    line_type: str  # cost | saving | income
    planned: dict[str, float]
    cost_budget_holder: str = ""
    saving_budget_holder: str = ""
    funding_source: str = ""
    capital: bool = False
    recurring: bool = False
    saving_class: str = ""
    mtfp_ref: str = ""
    outturn: dict[str, float] = field(default_factory=dict)
    forecasts: dict[str, dict[str, float]] = field(default_factory=dict)
    status: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    share_delivered: float = 1.0
    affects_cyber: bool = False
    measure_id: str = ""
    evidence: str = ""
    owner_role: str = ""


LINES = typed(toml("finance.toml")["lines"], Line)


def finance_csv(month: date) -> bytes:
    """finance.csv as it stood at the end of the month: every line in each of its years."""
    there = {project.project_id for project in m.listed(month)} | {""}
    return m.as_csv(
        [
            _line(line, year, month)
            for line in LINES
            if line.project_id in there
            for year in line.planned
        ]
    )  # fmt: skip


@cache
def _line(line: Line, year: str, month: date) -> dict[str, Any]:
    planned, forecast, actual = _pounds(line, year, month)
    saves = line.line_type != "cost"
    return {
        "line_id": line.line_id,
        "project_id": line.project_id,
        "fin_year": year,
        "line_type": line.line_type,
        "capital_revenue": "capital" if line.capital else "revenue",
        "one_off_recurring": "recurring" if line.recurring else "one_off",
        "saving_class": line.saving_class,
        "cost_budget_holder": line.cost_budget_holder,
        "saving_budget_holder": line.saving_budget_holder,
        "funding_source": line.funding_source,
        "mtfp_ref": line.mtfp_ref,
        "baseline_gbp": planned,
        "forecast_gbp": forecast,
        "actual_gbp": "" if line.line_type == "saving" else actual,
        "delivered_gbp": actual if saves else "",
        "status": _saving_status(line, year, month) if saves else "",
        "affects_cyber": "yes" if line.affects_cyber else "no",
        "owner_role": line.owner_role,
        "measure_id": line.measure_id,
        "evidence": line.evidence,
        "note": _note(line, year, month),
    }


def _pounds(line: Line, year: str, month: date) -> tuple[int, int, int | str]:
    """Planned, forecast and actual (savings: delivered) of a line's year, as known at the end of the month."""
    planned, now = line.planned[year], m.fin_year(month)
    ended = line.outturn.get(year, planned * float(1 + chance("outturn", line.line_id, year).normal(0, 0.012)))
    ended = min(ended, planned) if line.line_type == "saving" else ended
    forecast = next((of[year] for at, of in sorted(line.forecasts.items(), reverse=True)
                     if at <= m.key(month) and year in of), planned)  # fmt: skip
    if year < now:
        done = ended * line.share_delivered
        return _round(planned), _round(ended if line.line_type != "saving" else done), _round(done)
    if year > now:
        return _round(planned), _round(forecast), ""
    gone = _gone(line, month)
    if year in line.outturn and gone > 0.5:
        forecast = ended  # from the autumn on it is known where the year will end
    pace = gone**1.3 if line.capital else gone
    drift = float(chance("actual", line.line_id, month).normal(1, 0.03)) if gone < 1 else 1.0
    return _round(planned), _round(forecast), _round(min(forecast * pace * drift, forecast) * line.share_delivered)


def _gone(line: Line, month: date) -> float:
    """How much of the financial year has gone, for a project from the month of its start; 1 at the end of March."""
    of_year = (month.month - 4) % 12 + 1
    april = m.after(month, 1 - of_year)
    starts = [
        date.fromisoformat(project.start_baseline) for project in m.PROJECTS if project.project_id == line.project_id
    ]
    before = max(m.months(april, starts[0]), 0) if starts else 0
    return (of_year - before) / (12 - before)


def _saving_status(line: Line, year: str, month: date) -> str:
    now = m.holding(line.status, month) or "on_track"
    if year < m.fin_year(month):
        return "delivered" if line.share_delivered == 1 else now
    return "on_track" if now == "delivered" and year > m.fin_year(month) else now


def _note(line: Line, year: str, month: date) -> str:
    """What is said about a line's year: a note speaks of the year it was written in, and of those it changed."""
    said = ""
    for at, text in sorted(line.notes.items()):
        written_in = m.fin_year(date.fromisoformat(f"{at}-01"))
        about = {written_in, *line.forecasts.get(at, ())} & set(line.planned)
        about = about or {min(each for each in line.planned if each > written_in)}
        if at <= m.key(month) and year in about:
            said = text
    return said


def lines_of(project_id: str) -> list[Line]:
    """The lines of a project; of the strategy as a whole for ""."""
    return [line for line in LINES if line.project_id == project_id]


def sums(project_id: str, month: date) -> dict[str, Any]:
    """The register's figures of a project, added up from its lines, and the reason given for its largest variance."""
    added = dict.fromkeys(REGISTER_MONEY, 0)
    largest, narrative = 0, ""
    for line in lines_of(project_id):
        prefix = "whole_life_cost" if line.line_type == "cost" else "benefits"
        for year in line.planned:
            row = _line(line, year, month)
            added[f"{prefix}_baseline"] += row["baseline_gbp"]
            added[f"{prefix}_forecast"] += row["forecast_gbp"]
            if line.line_type != "cost":
                added["benefits_delivered"] += row["delivered_gbp"] or 0
            elif year == m.fin_year(month):
                added["fy_baseline"] += row["baseline_gbp"]
                added["fy_forecast"] += row["forecast_gbp"]
                added["fy_actual"] += row["actual_gbp"]
                over = abs(row["forecast_gbp"] - row["baseline_gbp"])
                if over > largest:
                    largest, narrative = over, row["note"]
    return {**added, "narrative": narrative}


def _round(thousands: float) -> int:
    return round(thousands * 100) * 10
