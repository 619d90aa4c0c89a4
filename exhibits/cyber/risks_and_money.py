"""The risks, costs and savings that touch cyber security: those of Projects and Money, on one page with the rest."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.bar_rows import bars_figure
from exhibits.common.links import links_to_projects, project_address
from exhibits.common.no_data import words_only
from exhibits.common.scope import day_of
from exhibits.common.source import source_of
from exhibits.common.style import colours
from exhibits.common.view_queries import view_rows
from exhibits.common.words import first_that_fits, missing, say_count, say_pounds

_KEY = "cyber_risks_and_money"
_DRAWN = 8
_MEANS = (
    "open risks and issues that the register says touch cyber security, and finance lines that say so. Score = "
    "likelihood × impact, each from 1 to 5."
)


def cyber_risks_and_money(view: View, *, today: date) -> Exhibit:
    """Open risks and issues that touch cyber security, the highest score first, and money that does."""
    risks = view_rows(view, "projects/risk_matrix")
    risks = risks[risks["is_open"] & risks["counts"] & risks["is_cyber"]]
    risks = risks.sort_values(["score", "title"], ascending=[False, True], kind="stable").reset_index(drop=True)
    money = view_rows(view, "projects/cyber_money", today=day_of(view, today))
    if risks.empty and money.empty:
        return words_only(
            _KEY, "Cyber risks and money: none", "No open risk and no finance line is said to touch cyber security."
        )
    savings = money[money["line_type"] == "saving"]
    scored = risks[risks["score"].notna()].head(_DRAWN)
    return Exhibit(
        key=_KEY,
        title=_title(risks, savings),
        lead=_lead(risks, savings),
        table=_table(risks, money),
        source=source_of(view, "risks_issues", "finance", means=_MEANS),
        figure=_figure(scored, view.theme) if len(scored) else None,
        questions=_questions(savings, risks),
        links=links_to_projects(pd.concat([risks[["project_id", "name"]], money[["project_id", "project"]].rename(
            columns={"project": "name"})]).dropna()),
    )  # fmt: skip


def _title(risks: pd.DataFrame, savings: pd.DataFrame) -> str:
    parts = [say_count(len(risks), "open cyber risk or issue", "open cyber risks and issues")]
    if len(savings):
        parts.append(
            f"{say_count(len(savings), 'saving')} that {'touches' if len(savings) == 1 else 'touch'} protection"
        )
    return "; ".join(parts)


def _lead(risks: pd.DataFrame, savings: pd.DataFrame) -> str:
    if risks.empty:
        money = f"{_named(savings.iloc[0])} does" if len(savings) else "some costs do"
        return first_that_fits(
            f"No open risk is said to touch cyber security; {money}.", "No open risk touches cyber security."
        )
    row = risks.iloc[0]
    score = "" if missing(row["score"]) else f", scored {int(row['score'])} of 25"
    project = "the whole council" if missing(row["name"]) else str(row["name"])
    return first_that_fits(f"Highest: {row['title']}{score} ({project}).", f"Highest: {row['title']}{score}.")


def _named(saving: pd.Series) -> str:
    project = "" if missing(saving["project"]) else f" in {saving['project']}"
    return f"a saving of {say_pounds(saving['expected_gbp'])}{project}"


def _questions(savings: pd.DataFrame, risks: pd.DataFrame) -> tuple[str, ...]:
    if len(savings):
        return (f"Does {_named(savings.iloc[0])} take away a protection, and who has judged that?",)
    row = risks.iloc[0] if len(risks) else None
    return () if row is None else (f"{row['title']}: what is being done about it, and is that enough?",)


def _table(risks: pd.DataFrame, money: pd.DataFrame) -> pd.DataFrame:
    kinds = {"risk": "Risk", "issue": "Issue", "saving": "Saving", "cost": "Cost", "income": "Income"}
    made = [
        {
            "Sort": kinds[row["kind"]],
            "What": row["title"],
            "Project": "The whole council" if missing(row["name"]) else row["name"],
            "Score or sum": "No score" if missing(row["score"]) else f"{int(row['score'])} of 25",
            "What is done or said": _said(row["mitigation_done"], row["mitigation_planned"]),
        }
        for _, row in risks.iterrows()
    ]
    made += [
        {
            "Sort": kinds[row["line_type"]],
            "What": f"{row['from_year']}"
            if row["from_year"] == row["to_year"]
            else f"{row['from_year']} to {row['to_year']}",
            "Project": "The strategy as a whole" if missing(row["project"]) else row["project"],
            "Score or sum": say_pounds(row["expected_gbp"]),
            "What is done or said": _said(row["note"]),
        }
        for _, row in money.iterrows()
    ]
    return pd.DataFrame(made)


def _said(*texts: object) -> str:
    return "; ".join(str(text).rstrip(".") for text in texts if not missing(text)) or "Nothing"


def _figure(risks: pd.DataFrame, theme: str) -> go.Figure:
    c = colours(theme)
    beside = [f"{int(score)} of 25" for score in risks["score"]]
    places = [project_address(each) if not missing(each) else "/projects?view=risks" for each in risks["project_id"]]
    scores = risks["score"].astype(float)
    fig = bars_figure(scores, list(risks["title"]), beside, [c.main] * len(risks), "Score, of 25", theme, places=places)
    fig.update_xaxes(range=[0, 25])
    return fig
