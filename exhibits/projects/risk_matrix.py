"""The risk matrix: likelihood against impact, what moved since the version before, and what touches cyber security."""

from dataclasses import dataclass
from textwrap import wrap
from typing import Unpack

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.chart_parts import ink_on, name_link
from exhibits.common.links import links_to_projects
from exhibits.common.no_data import words_only
from exhibits.common.scope import ProjectScope, project_prefix
from exhibits.common.source import source_of
from exhibits.common.style import Colours, colours, figure, safe
from exhibits.common.view_queries import project_rows
from exhibits.common.words import (
    LEAD,
    POINT,
    first_that_fits,
    full_stop,
    missing,
    name_some,
    naming,
    say_count,
    say_list,
    say_month,
    say_number,
    upper_first,
)
from exhibits.projects.words import project_places

_STEPS = range(1, 6)
_HIGH = 16  # of 25: the darkest corner

# Up to which score each tint goes, lightest first; one hue, since the number in the cell says the rest.
_TINTS = {
    "light": ((4, "#F3F6F9"), (9, "#CBDDEE"), (15, "#6BACE6"), (25, "#12436D")),
    "dark": ((4, "#161D27"), (9, "#1F3A57"), (15, "#2073BC"), (25, "#6BACE6")),
}
_LINES = {True: "saving", False: "cost"}
_STATUS = {
    "delivered": "Delivered",
    "on_track": "On track",
    "at_risk": "At risk",
    "undeliverable": "Will not be delivered",
}
_CLASSES = {
    "cashable": "Cashable saving",
    "non_cashable": "Non-cashable saving",
    "avoidance": "Cost avoided",
    "income": "Income",
}


@dataclass(frozen=True)
class _Found:
    """items: the rows of projects/risk_matrix that count, or are closed since the version before.

    placed: the open risks that have a place in the matrix. money: the rows of projects/cyber_money.
    """

    items: pd.DataFrame
    placed: pd.DataFrame
    money: pd.DataFrame

    @property
    def risks(self) -> pd.DataFrame:
        """Open risks."""
        return self.items[self.items["is_open"] & (self.items["kind"] == "risk")]

    @property
    def issues(self) -> pd.DataFrame:
        """Open issues."""
        return self.items[self.items["is_open"] & (self.items["kind"] == "issue")]

    @property
    def cyber(self) -> pd.DataFrame:
        """Open risks and issues that touch cyber security."""
        return self.items[self.items["is_open"] & self.items["is_cyber"]]


def matrix(view: View, *, project: str | None = None, **scope: Unpack[ProjectScope]) -> Exhibit:
    """The open risks with the highest scores by name, all of them by likelihood and impact, and what moved.

    A move is one since the version before.

    Risks of the whole council belong to no project: any filter leaves them out. What touches cyber security is flagged,
    finance lines included. Issues have happened already: they stand in the table and not in the matrix.
    """
    rows = project_rows(view, "projects/risk_matrix", project, **scope)
    money = project_rows(view, "projects/cyber_money", project, today=view.as_at, **scope)
    if rows.empty and money.empty:
        chosen = project or any(scope.values())
        sentence = "for this choice" if chosen else "yet"
        return words_only("risks", "Risks: no data", f"No data: no risk has been published {sentence}.")
    found = _found(rows, money)
    one = found.items["name"].iloc[0] if project and len(found.items) else None
    return Exhibit(
        key="risks",
        title=f"{f'{one}: ' if one else project_prefix(**scope)}{_title(found)}",
        lead=_lead(found, with_project=not one),
        more=_more(found, with_project=not one),
        table=_table(found, with_project=not one),
        source=source_of(
            view, "risks_issues", "finance",
            means="score = likelihood × impact, each from 1 to 5, as it stands today. It counts as cyber where the "
            "register says that it touches cyber security, or gives cyber as its category.",
        ),
        figure=_figure(found, view, with_project=not one),
        questions=_questions(found),
        data=_data(found),
        note=_note(found),
        links={} if project else _links(found),
    )  # fmt: skip


def _found(rows: pd.DataFrame, money: pd.DataFrame) -> _Found:
    items = rows[rows["counts"] | (rows["movement"] == "closed")].reset_index(drop=True)
    inside = items["likelihood"].between(1, 5) & items["impact"].between(1, 5)
    placed = items[items["is_open"] & (items["kind"] == "risk") & inside]
    return _Found(items, placed, money)


# -- words -------------------------------------------------------------------------------------------------------------


def _title(found: _Found) -> str:
    risks = found.risks
    if risks.empty:
        return "No open risk in the register"
    phrases = [
        f"{count} {words}"
        for count, words in (
            (int((risks["score"] >= _HIGH).sum()), f"of them scored {_HIGH} or more"),
            (int((risks["movement"] == "up").sum()), "rising"),
            (int(risks["is_cyber"].sum()), "about cyber security"),
        )
        if count
    ]
    return ", ".join([say_count(len(risks), "open risk"), *phrases])


def _lead(found: _Found, *, with_project: bool) -> str:
    risks = found.risks
    if risks.empty:
        return "There is no open risk in the register."
    top = risks[risks["score"] == risks["score"].max()]
    if top.empty:
        return f"None of {say_count(len(risks), 'open risk')} has a score."
    called = [_called(row, with_project) for _, row in top.iterrows()]
    return naming(f"The highest score is {int(top['score'].iloc[0])} of 25: {{}}.", called, LEAD)


def _more(found: _Found, *, with_project: bool) -> tuple[str, ...]:
    risks, third = found.risks, []
    over = int((risks["score"] > risks["target_score"]).sum())
    if over:
        third.append(f"{over} of {say_count(len(risks), 'open risk')} {_is(over)} above the score aimed at.")
    if len(found.issues):
        third.append(f"{say_count(len(found.issues), 'issue')} {_is(len(found.issues))} open.")
    points = [*_moves(found, with_project), first_that_fits(" ".join(third), third[0], most=POINT) if third else ""]
    return tuple([*filter(None, points), *_cyber(found)][:4])


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def _moves(found: _Found, with_project: bool) -> list[str]:
    risks, rose = found.risks, found.risks[found.risks["movement"] == "up"]
    points = []
    if len(rose):
        points.append(naming("Rose: {}.", [_called(row, with_project, moved=True) for _, row in rose.iterrows()]))
    groups = [(word, risks[risks["movement"] == movement]) for movement, word in (("down", "Fell"), ("new", "New"))]
    groups.append(("Closed", found.items[~found.items["is_open"] & (found.items["kind"] == "risk")]))
    groups = [(word, those) for word, those in groups if len(those)]
    if groups:
        points.append(
            first_that_fits(
                " ".join(f"{word}: {name_some([f'“{t}”' for t in those['title']])}." for word, those in groups),
                f"{', '.join(f'{word}: {len(those)}' for word, those in groups)}.",
                most=POINT,
            )
        )
    if not points and risks["version_before"].notna().any():
        points.append("None has moved since the version before.")
    return points


def _called(row: pd.Series, with_project: bool, *, moved: bool = False) -> str:
    """ "“Rents may not agree” (Housing management system, from 16 to 20)"; with_project: says of which project."""
    inside = [_where(row)] if with_project else []
    if moved and not missing(row["score_before"]) and not missing(row["score"]):
        inside.append(f"from {int(row['score_before'])} to {int(row['score'])}")
    elif moved and row["is_as_told"]:
        inside.append("in the register’s own words")
    return f"“{row['title']}”" + (f" ({', '.join(inside)})" if inside else "")


def _where(row: pd.Series) -> str:
    if missing(row["project_id"]):
        return "whole council"
    return row["project_id"] if missing(row["name"]) else row["name"]


def _cyber(found: _Found) -> list[str]:
    kinds = found.cyber["kind"].value_counts()
    what = [say_count(int(kinds[kind]), kind) for kind in ("risk", "issue") if kind in kinds]
    lines = (found.money["line_type"] != "cost").value_counts()
    money = [say_count(int(lines[is_saving]), word) for is_saving, word in _LINES.items() if is_saving in lines]
    if not what and not money:
        return ["Nothing in the register or in the finance lines is said to touch cyber security."]
    return [f"What touches cyber security: {say_list([*what, *money])}; the table has them."]


def _years(row: pd.Series) -> str:
    if row["from_year"] == row["to_year"]:
        return f"in {row['from_year']}"
    return f"from {row['from_year']} to {row['to_year']}"


def _kind_of_line(row: pd.Series) -> str:
    if row["line_type"] == "cost":
        return "Cost"
    return _CLASSES.get(row["saving_class"], "Saving, class not stated" if row["line_type"] == "saving" else "Income")


def _questions(found: _Found) -> tuple[str, ...]:
    risks, questions = found.risks, []
    up = risks[risks["movement"] == "up"]
    if len(up):
        questions.append(f"Why did “{up['title'].iloc[0]}” grow, and what is done about it that was not done before?")
    at_risk = found.money[found.money["line_type"] == "saving"]
    if len(at_risk):
        questions.append("Which protection against attacks would go with the savings that touch cyber security?")
    stuck = risks[(risks["score"] >= _HIGH) & (risks["movement"] == "same")]
    if len(stuck):
        questions.append(f"“{stuck['title'].iloc[0]}” stays high: is what is planned about it enough?")
    unowned = risks[risks["owner_role"].isna()]
    if len(unowned):
        questions.append(f"Who owns “{unowned['title'].iloc[0]}”?")
    return tuple(questions[:3]) or ("Which risk is not in the register, and should be?",)


def _note(found: _Found) -> str:
    notes = []
    if len(found.placed):
        notes.append(
            "The squares count the open risks. Likelihood runs from 1 (rare) to 5 (almost certain), impact from 1 "
            "(minor) to 5 (severe)."
        )
    unplaced = len(found.risks) - len(found.placed)
    if unplaced:
        notes.append(f"{say_count(unplaced, 'risk')} without likelihood or impact cannot be placed in the matrix.")
    before = found.items["version_before"].max()
    if not missing(before):
        notes.append(f"Moves are those since the version published in {say_month(before)}.")
    elif len(found.items):
        notes.append("There is no earlier version to compare with: moves are as the register itself tells them.")
    return (
        " ".join([*notes, "Issues have happened: they are in the table only."])
        if len(found.issues)
        else " ".join(notes)
    )


# -- rows --------------------------------------------------------------------------------------------------------------


def _table(found: _Found, *, with_project: bool) -> pd.DataFrame:
    """Open risks and issues by score, what was closed, then the finance lines that touch cyber security."""
    items = [
        {
            "What it is": row["title"],
            "Project": _where(row).capitalize() if missing(row["project_id"]) else _where(row),
            "Kind": row["kind"].capitalize(),
            "Score": _score(row),
            "Movement or state": _moved(row),
            "Touches cyber security": "Yes" if row["is_cyber"] else "No",
            "Aim": "Not stated" if missing(row["target_score"]) else str(int(row["target_score"])),
            "What is being done": _done(row),
            "Owner": "None named" if missing(row["owner_role"]) else row["owner_role"],
            "Code": row["item_id"],
        }
        for _, row in found.items.iterrows()
    ]
    lines = [
        {
            "What it is": f"{say_number(row['expected_gbp'], 'gbp')} {_years(row)}",
            "Project": "Whole strategy" if missing(row["project"]) else row["project"],
            "Kind": _kind_of_line(row),
            "Score": "No score",
            "Movement or state": _STATUS.get(row["status"], "Not stated"),
            "Touches cyber security": "Yes",
            "Aim": "–",
            "What is being done": "Nothing is said" if missing(row["note"]) else row["note"],
            "Owner": "None named" if missing(row["owner_role"]) else row["owner_role"],
            "Code": row["line_id"],
        }
        for _, row in found.money.iterrows()
    ]
    table = pd.DataFrame([*items, *lines])
    return table if with_project or table.empty else table.drop(columns="Project")


def _data(found: _Found) -> pd.DataFrame:
    """The rows of the table: risks and issues, then finance lines; `code` is the id of either."""
    items, lines = found.items.assign(code=found.items["item_id"]), found.money.assign(code=found.money["line_id"])
    return pd.concat([each for each in (items, lines) if len(each)], ignore_index=True)


def _score(row: pd.Series) -> str:
    if missing(row["score"]):
        return "No score"
    score = int(row["score"])
    if missing(row["likelihood"]) or missing(row["impact"]) or row["likelihood"] * row["impact"] != score:
        return str(score)
    return f"{score} ({int(row['likelihood'])} × {int(row['impact'])})"


def _moved(row: pd.Series) -> str:
    movement, before = row["movement"], row["score_before"]
    if movement in ("up", "down") and not row["is_as_told"]:
        return f"{'↑ Up' if movement == 'up' else '↓ Down'} from {int(before)}"
    words = {"up": "↑ Up", "down": "↓ Down", "same": "The same", "new": "* New", "closed": "Closed"}
    return "Not known" if missing(movement) else words[movement] + (", as told" if row["is_as_told"] else "")


def _done(row: pd.Series) -> str:
    done = [f"Done: {full_stop(row['mitigation_done'])}"] if not missing(row["mitigation_done"]) else []
    plan = [f"Planned: {full_stop(row['mitigation_planned'])}"] if not missing(row["mitigation_planned"]) else []
    return " ".join([*done, *plan]) or "Nothing is said"


# -- the figure --------------------------------------------------------------------------------------------------------


_NAMED = 6  # risks beside the matrix
_MATRIX, _NAMES = (0.05, 0.35), 0.39  # of the width: the matrix, and from where the names stand beside it
_LETTERS, _LINE, _GAP = 30, 17, 13  # of a line of the names on a phone; pixels of a line and between two risks
_SQUARE, _TOP, _BELOW = 42, 26, 44  # pixels: height of a square, above and below the matrix


def _figure(found: _Found, view: View, *, with_project: bool) -> go.Figure | None:
    """Five by five squares with the number of risks in each; beside them the risks with the highest scores by name."""
    if found.placed.empty:
        return None
    c, tints = colours(view.theme), _TINTS["dark" if view.theme == "dark" else "light"]
    named = found.risks[found.risks["score"].notna()].head(_NAMED)
    places = project_places(view, named[named["project_id"].notna()]) if with_project else {}
    lines = [_lines(row, with_project, places, c) for _, row in named.iterrows()]
    height = max(sum(len(each) * _LINE + _GAP for each in lines), 5 * _SQUARE + _BELOW)
    fig = figure(view.theme, height=_TOP + height)
    fills = {(i, k): next(fill for top, fill in tints if i * k <= top) for i in _STEPS for k in _STEPS}
    shapes = [
        {"type": "rect", "x0": i - 0.5, "x1": i + 0.5, "y0": k - 0.5, "y1": k + 0.5, "layer": "below",
         "fillcolor": fill, "line": {"color": c.edge, "width": 1}}
        for (i, k), fill in fills.items()
    ]  # fmt: skip
    cells = [(int(i), int(k), part) for (i, k), part in found.placed.groupby(["impact", "likelihood"])]
    fig.add_scatter(
        x=[i for i, *_ in cells], y=[k for _, k, _ in cells], mode="text", showlegend=False,
        text=[f"<b>{len(part)}</b>" for *_, part in cells],
        textfont={"size": 13, "color": [ink_on(fills[i, k]) for i, k, _ in cells]},
        hovertext=[_hover(part, with_project) for *_, part in cells], hoverinfo="text",
    )  # fmt: skip
    axis = {"range": [0.5, 5.5], "tickvals": list(_STEPS), "ticks": "", "showline": False, "showgrid": False,
            "automargin": False}  # fmt: skip
    fig.update_layout(
        shapes=shapes,
        xaxis={**axis, "domain": _MATRIX, "anchor": "y"},
        yaxis={**axis, "domain": [1 - 5 * _SQUARE / height, 1], "nticks": None},
        margin={"t": _TOP, "b": 0, "l": 4, "r": 4},
    )
    down = 0
    for each in lines:
        fig.add_annotation(
            text="<br>".join(each), x=_NAMES, xref="paper", xanchor="left", y=1, yref="paper", yanchor="top",
            yshift=-down, align="left", showarrow=False, font={"size": 13, "color": c.text},
        )  # fmt: skip
        down += len(each) * _LINE + _GAP
    for words, y, anchor in (("Likelihood", 1, "bottom"), ("Impact", 1 - (5 * _SQUARE + 20) / height, "top")):
        fig.add_annotation(
            text=words, x=_MATRIX[0], xref="paper", xanchor="left", y=y, yref="paper", yanchor=anchor,
            showarrow=False, font={"size": 12, "color": c.muted},
        )  # fmt: skip
    return fig


def _lines(row: pd.Series, with_project: bool, places: dict[str, str], c: Colours) -> list[str]:
    """A risk beside the matrix: "20, up from 16", its title, and its project, on as many lines as a phone needs."""
    score = [f"<b>{int(row['score'])}</b>"]
    if not missing(row["movement"]) and row["movement"] in ("up", "down", "new"):
        score.append(_moved(row).lower())
    if row["is_cyber"]:
        score.append("cyber")
    title = [f"<b>{safe(line)}</b>" for line in wrap(row["title"], _LETTERS)]
    where = [safe(line) for line in wrap(upper_first(_where(row)), _LETTERS)] if with_project else []
    place = places.get(row["project_id"], "")
    if place:
        where = [name_link(line, place, c) for line in where]
    return [", ".join(score), *title, *where]


def _hover(part: pd.DataFrame, with_project: bool) -> str:
    shown = [
        f"{safe(row['title'])}" + (f" ({safe(_where(row))})" if with_project else "")
        + f": {_score(row)}, {safe(_moved(row).lower())}"
        for _, row in part.head(6).iterrows()
    ]  # fmt: skip
    return "<br>".join([*shown, *([f"and {len(part) - 6} more"] if len(part) > 6 else [])])


def _links(found: _Found) -> dict[str, str]:
    """Of the projects in the words and the table."""
    of_money = found.money.rename(columns={"project": "name"})
    projects = [rows[["project_id", "name"]] for rows in (found.items, of_money) if len(rows)]
    return links_to_projects(pd.concat(projects).dropna())
