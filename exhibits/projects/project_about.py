"""What one project is for, who answers for it, its dates, the options considered, and what it serves."""

import re

import pandas as pd

from exhibits import Exhibit, Piece, Section, View
from exhibits.common.links import address, links_to_plans, links_to_projects
from exhibits.common.source import source_of
from exhibits.common.view_queries import project_rows, view_rows
from exhibits.common.words import (
    LEAD,
    cut,
    full_pounds,
    full_stop,
    missing,
    name_some,
    naming,
    say_date,
    say_list,
    upper_first,
)
from exhibits.projects.project_parts import FIGURES, no_such_project, withheld_words
from exhibits.projects.words import links_to_holders, say_standing

_TYPE = {"run": "Run: keeps a service going", "transform": "Transform: changes a service"}
_ROLES = {
    "portfolio_holder": "Answers for it to members",
    "sro": "Senior responsible owner",
    "project_manager": "Manages it",
    "board": "Board that decides",
}
_WORDS = {
    "directorate": "Directorate",
    "category": "Sort of project",
    "stage": "Stage",
    "hosting": "Hosting",
    "shared_service_with": "Shared with",
    "funding_source": "Paid from",
    "mtfp_ref": "Line of the medium term financial plan",
    "related_plan": "Related plan",
}
_NARRATIVES = {
    "status_narrative": "Why it is rated so",
    "schedule_narrative": "What is said about dates",
    "variance_narrative": "What is said about cost against budget",
    "budget_narrative": "What is said about the whole-life cost",
}
_ASKED_OF_ALL = ("aims_plain", "portfolio_holder", "sro", "options_considered", "end_baseline")


def about(view: View, *, project: str) -> Exhibit:
    """The register's entry: aims, who answers, stage, dates, costs, options, objectives; withheld figures in the file's
    own words.

    project: its id.
    """
    register = project_rows(view, "projects/register", project)
    if register.empty:
        return no_such_project("about")
    known = register.iloc[0]
    serves = _serves(view, known)
    kept_back, others = withheld_words(known), _others(view, known)
    facts = _facts(known, serves, dict(kept_back))
    return Exhibit(
        key="about",
        title=f"{known['name']}: what it is for, and who answers for it",
        lead=_lead(known),
        more=_more(known, serves, kept_back),
        table=pd.DataFrame(facts, columns=["What", "What the register says"]),
        source=source_of(view, "projects", means="the words and figures are those of the register of projects."),
        questions=_questions(known, serves),
        note=_note(known, others),
        links={
            **_links(view, serves),
            **links_to_holders([known["portfolio_holder"]]),
            **links_to_projects(others),
            **links_to_plans([known]),
        },
        sections=_sections(known, serves, kept_back),
    )


def _codes(known: pd.Series) -> list[str]:
    """The objectives and priorities that the register names."""
    fields = [known["objective"], known["corporate_priority"]]
    codes = [code.strip() for field in fields if not missing(field) for code in re.split(r"[;,]", str(field))]
    return list(dict.fromkeys(code for code in codes if code))


def _serves(view: View, known: pd.Series) -> list[str]:
    """Their names: "Answer at the first contact"; the code where nobody has named it."""
    names = view_rows(view, "projects/objectives").set_index("objective_id")["name"]
    return [str(names.get(code, code)) for code in _codes(known)]


def _lead(known: pd.Series) -> str:
    if missing(known["aims_plain"]):
        return "The register does not say what it is for."
    return cut(full_stop(" ".join(str(known["aims_plain"]).split())), LEAD)


def _more(known: pd.Series, serves: list[str], kept_back: list[tuple[str, str]]) -> tuple[str, ...]:
    if missing(known["portfolio_holder"]):
        run = "" if missing(known["directorate"]) else f"; {known['directorate']} runs it"
        points = [f"The register does not say which portfolio holder answers for it{run}."]
    else:
        points = [f"{known['portfolio_holder']} answers for it to members."]
    points.append(naming("It serves {}.", serves) if serves else "It is tied to no objective.")
    points += _ending(known)
    if kept_back:
        points.append(naming("Withheld: {}.", [name.lower() for name, _ in kept_back]))
    elif not missing(known["exempt_reason"]):
        points.append(cut(f"Figures are withheld: {full_stop(known['exempt_reason'])}"))
    return tuple(points)


def _ending(known: pd.Series) -> list[str]:
    first, now, ended = known["end_baseline"], known["end_forecast"], known["end_actual"]
    planned = "" if missing(first) else f"; first approved was {say_date(first)}"
    if known["standing"] in ("cancelled", "on_hold"):
        return [f"It is {say_standing(known['standing']).lower()}{planned}."]
    if not missing(ended):
        return [f"It ended on {say_date(ended)}{planned}."]
    if not missing(now):
        return [f"It is expected to end on {say_date(now)}{planned if first != now else ', as first approved'}."]
    return [] if missing(first) else [f"It was approved to end on {say_date(first)}; no newer date is given."]


def _facts(known: pd.Series, serves: list[str], kept_back: dict[str, str]) -> list[tuple[str, str]]:
    """Name and value of everything that the register says; what matters and is not there is said to be missing."""

    def stated(column: str) -> str:
        return "Not stated" if missing(known[column]) else str(known[column])

    facts = [("Code", known["project_id"]), ("What it is for", stated("aims_plain"))]
    facts.append(("Run or transform", "Not stated" if missing(known["type"]) else _TYPE[known["type"]]))
    facts += [(name, stated(column)) for column, name in _ROLES.items()]
    facts += [(name, upper_first(stated(column))) for column, name in _WORDS.items() if not missing(known[column])]
    facts.append(("Objectives and priorities", "; ".join(serves) or "None"))
    facts.append(("Options that were considered", stated("options_considered")))
    for column, name in FIGURES.items():
        value = known[column]
        if name in kept_back:
            facts.append((name, f"Withheld: {kept_back[name]}"))
        elif not missing(value):
            pounds = column.startswith(("whole", "fy_", "benefits"))
            facts.append((name, full_pounds(value) if pounds else say_date(value)))
    return facts


def _sections(known: pd.Series, serves: list[str], kept_back: list[tuple[str, str]]) -> tuple[Section, ...]:
    """What does not fit a sentence: who answers, options, narratives, and what is withheld."""
    who = [f"{name}: {known[column]}" for column, name in _ROLES.items() if not missing(known[column])]
    aims = _text(known["aims_plain"])
    parts = [("What it is for", aims)] if len(aims.split()) > LEAD else []
    parts += [("Who answers for it", "\n".join(who)), ("What it serves", "\n".join(serves))]
    parts.append(("Options that were considered", _text(known["options_considered"])))
    parts += [(name, _text(known[column])) for column, name in _NARRATIVES.items() if not missing(known[column])]
    if kept_back:
        parts.append(("What is withheld, and why", "\n".join(f"{name}: {words}" for name, words in kept_back)))
    elif not missing(known["exempt_reason"]):
        parts.append(("What is withheld, and why", str(known["exempt_reason"])))
    return tuple(Section(title, (Piece(text),) if text else ()) for title, text in parts)


def _text(value: str | None) -> str:
    return "" if missing(value) else str(value).strip()


def _questions(known: pd.Series, serves: list[str]) -> tuple[str, ...]:
    questions = []
    if missing(known["options_considered"]):
        questions.append("Which other options were considered, and why was this one chosen?")
    if not serves:
        questions.append("Which of the council’s objectives does it serve?")
    if not missing(known["exempt_reason"]) or not missing(known["withheld"]):
        questions.append("Until when are the figures withheld, and who has seen them?")
    if not missing(known["closed_on"]) and missing(known["review_due_on"]):
        questions.append("When will the finished project be reviewed?")
    return tuple(questions) or ("What would happen if it were stopped now?",)


def _links(view: View, serves: list[str]) -> dict[str, str]:
    """Name of an objective that it serves → address of the register of the projects that serve it."""
    known = view_rows(view, "projects/objectives")
    return {
        row["name"]: address("projects", objective=row["objective_id"])
        for _, row in known[known["name"].isin(serves)].iterrows()
    }


def _note(known: pd.Series, others: pd.DataFrame) -> str:
    notes = []
    absent = [column for column in _ASKED_OF_ALL if missing(known[column])]
    if absent:
        names = {"aims_plain": "what it is for", "options_considered": "the options that were considered",
                 "end_baseline": "when it was first approved to end", "portfolio_holder": "the portfolio holder",
                 "sro": "the senior responsible owner"}  # fmt: skip
        notes.append(f"The register does not give {say_list([names[column] for column in absent])}.")
    if not missing(known["related_plan"]):
        notes.append(f"It also belongs to another plan: {full_stop(known['related_plan'])}")
    if len(others):
        notes.append(f"Other projects that serve the same: {name_some(others['name'])}.")
    return " ".join(notes)


def _others(view: View, known: pd.Series) -> pd.DataFrame:
    """The rows of projects/register that are open and share an objective or a priority with this one."""
    every, own = view_rows(view, "projects/register"), set(_codes(known))
    shares = pd.Series([bool(own & set(_codes(row))) for _, row in every.iterrows()], index=every.index, dtype=bool)
    return every[shares & every["is_open"] & (every["project_id"] != known["project_id"])]
