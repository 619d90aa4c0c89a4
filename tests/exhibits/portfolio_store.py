"""A small portfolio made in code: a register restated every month, highlight reports, milestones, risks."""

from datetime import date, datetime

import pandas as pd

from data.store import Store
from tests.exhibits.figures import publish


def month(text: str) -> date:
    """ "2026-09" as the first day of the month."""
    return date.fromisoformat(f"{text}-01")


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def register(store: Store, *projects: dict, on: str = "2026-10-08") -> None:
    """The register as published on a day. Each project: project_id, and what differs from a quiet one."""
    rows = []
    for project in projects:
        row = {
            "name": f"Project {project['project_id']}",
            "type": "transform",
            "portfolio_holder": "Portfolio holder for Resources",
            "directorate": "Resources",
            "start_actual": "2025-04-01",
            "end_baseline": "2027-03-31",
            "end_forecast": "2027-03-31",
            "whole_life_cost_baseline": 100000.0,
            "whole_life_cost_forecast": 100000.0,
            **project,
        }
        dates = ("start_", "end_", "closed_on", "edition", "assessed_on")
        row = {k: day(v) if k.startswith(dates) and isinstance(v, str) else v for k, v in row.items()}
        edition = f"|{row['edition']:%Y-%m}" if row.get("edition") else ""
        rows.append({"slice_key": row["project_id"] + edition, **row})
    _publish(store, "projects", rows, on)


def reports(store: Store, project_id: str, ratings: dict[str, str], *, on: str | None = None, **columns) -> None:
    """Highlight reports by month, {"2026-09": "A"}: each written on the 5th of the month after."""
    for text, rating in ratings.items():
        after = pd.Timestamp(month(text)) + pd.DateOffset(months=1)
        row = {
            "slice_key": f"{project_id}|{text}",
            "project_id": project_id,
            "month": month(text),
            "report_date": (after + pd.DateOffset(days=4)).date(),
            "rag_overall": rating,
            "rag_overall_as_written": rating,
            **columns,
        }
        _publish(store, "highlight_reports", [row], on or f"{after + pd.DateOffset(days=7):%Y-%m-%d}")


def milestones(store: Store, *rows: dict, on: str = "2026-10-08") -> None:
    """Milestones as published on a day: milestone_id, project_id, dates as text."""
    made = []
    for row in rows:
        row = {k: day(v) if k.endswith(("_date", "_forecast")) and isinstance(v, str) else v for k, v in row.items()}
        made.append({"slice_key": row["milestone_id"], "name": f"Milestone {row['milestone_id']}", **row})
    _publish(store, "milestones", made, on)


def risks(store: Store, *rows: dict, on: str = "2026-10-08") -> None:
    """Risks and issues as published on a day: item_id, project_id, and what differs from a risk that is open."""
    made = []
    for row in rows:
        named = {"slice_key": row["item_id"], "title": f"Risk {row['item_id']}", "kind": "risk", "status": "open"}
        made.append({**named, **row})
    _publish(store, "risks_issues", made, on)


def six(ratings: str, last: str = "2026-09") -> dict[str, str]:
    """ "G G A" as the months up to the last; "." leaves one out."""
    codes = ratings.split()
    months = pd.date_range(end=month(last), periods=len(codes), freq="MS")
    return {f"{m:%Y-%m}": code for m, code in zip(months, codes, strict=True) if code != "."}


def _publish(store: Store, kind: str, rows: list[dict], on: str) -> None:
    known = {name for row in rows for name in row}
    publish(store, kind, [{name: row.get(name) for name in sorted(known)} for row in rows],
            at=datetime.fromisoformat(f"{on} 09:00"))  # fmt: skip
