"""Finance lines made in code."""

from datetime import date, datetime

from data.store import Store
from tests.exhibits.figures import publish


def lines(store: Store, *rows: dict, on: str = "2026-10-12") -> str:
    """Lines as published on a day. Each: line_id, and what differs from a cost of 2026/27; period as "2026-09"."""
    made = []
    for row in rows:
        row = {"fin_year": "2026/27", "line_type": "cost", "baseline_gbp": 1000.0, **row}
        if row["line_type"] == "cost":
            row = {"capital_revenue": "revenue", "cost_budget_holder": "IT", "funding_source": "Base budget", **row}
        key = f"{row['line_id']}|{row['fin_year']}"
        if row.get("period"):
            key += f"|{row['period']}"
            row["period"] = date.fromisoformat(f"{row['period']}-01")
        made.append({"slice_key": key, **{k: float(v) if k.endswith("_gbp") else v for k, v in row.items()}})
    known = sorted({name for row in made for name in row})
    return publish(store, "finance", [{name: row.get(name) for name in known} for row in made],
                   at=datetime.fromisoformat(f"{on} 09:00"))  # fmt: skip


def saving(line_id: str, saving_class: str | None = "cashable", **columns) -> dict:
    """A saving of 2026/27 that Housing gains."""
    return {"line_id": line_id, "line_type": "saving", "saving_class": saving_class, "saving_budget_holder": "Housing",
            **columns}  # fmt: skip
