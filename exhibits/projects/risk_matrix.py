"""The risk matrix: likelihood against impact, what moved since the version before, and what touches cyber security."""

from dataclasses import dataclass
from typing import Unpack

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.chart_parts import ink_on
from exhibits.common.no_data import words_only
from exhibits.common.scope import ProjectScope, project_prefix
from exhibits.common.source import source_of
from exhibits.common.style import colours, figure, safe
from exhibits.common.view_queries import view_rows
from exhibits.common.words import full_stop, missing, name_some, say_count, say_month, say_number

_STEPS = range(1, 6)
_HIGH = 16  # of 25: the darkest corner

# Up to which score each tint goes, lightest first; one hue, since the number in the cell says the rest.
_TINTS = {
    "light": ((4, "#F3F6F9"), (9, "#CBDDEE"), (15, "#6BACE6"), (25, "#12436D")),
    "dark": ((4, "#161D27"), (9, "#1F3A57"), (15, "#2073BC"), (25, "#6BACE6")),
}
_MARKS = {"up": "↑", "down": "↓", "new": "*"}
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
    """items: the rows of projects/risk_matrix that are open, or closed since the version before.

    placed: the open risks that have a place in the matrix, numbered as in the figure. money: the rows of
    projects/cyber_money.
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
    """Open risks by likelihood and impact, numbered as in the table, with movement since the version before.

    Risks of the whole council belong to no project: any filter leaves them out. What touches cyber security is flagged,
    finance lines included. Issues have happened already: they stand in the table and not in the matrix.
    """
    rows = view_rows(view, "projects/risk_matrix", project=project, **scope)
    money = view_rows(view, "projects/cyber_money", project=project, today=view.as_at, **scope)
    if rows.empty and money.empty:
        chosen = project or any(scope.values())
        sentence = "for this choice" if chosen else "yet"
        return words_only("risks", "Risks: no data", f"No data: no risk has been published {sentence}.")
    found = _found(rows, money)
    one = found.items["name"].iloc[0] if project and len(found.items) else None
    return Exhibit(
        key="risks",
        title=f"{f'{one}: ' if one else project_prefix(**scope)}{_title(found)}",
        summary=_summary(found, with_project=not one),
        table=_table(found, with_project=not one),
        source=source_of(
            view, "risks_issues", "finance",
            means="score = likelihood × impact, each from 1 to 5, as it stands today. It counts as cyber where the "
            "register says that it touches cyber security, or gives cyber as its category.",
        ),
        figure=_figure(found, view.theme, with_project=not one),
        questions=_questions(found),
        data=pd.concat([found.placed[["item_id", "number"]].merge(found.items, how="right"), money], ignore_index=True)
        if len(found.items) else money,
        note=_note(found),
    )  # fmt: skip


def _found(rows: pd.DataFrame, money: pd.DataFrame) -> _Found:
    items = rows[rows["is_open"] | (rows["movement"] == "closed")].reset_index(drop=True)
    inside = items["likelihood"].between(1, 5) & items["impact"].between(1, 5)
    placed = items[items["is_open"] & (items["kind"] == "risk") & inside]
    placed = placed.assign(number=range(1, len(placed) + 1))
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


def _summary(found: _Found, *, with_project: bool) -> str:
    risks, sentences = found.risks, []
    if risks.empty:
        sentences.append("There is no open risk in the register.")
    else:
        top = risks[risks["score"] == risks["score"].max()]
        if len(top):
            score = int(top["score"].iloc[0])
            called = name_some([_called(row, with_project) for _, row in top.iterrows()])
            sentences.append(f"The highest score is {score} of 25: {called}.")
        sentences += _moves(found, with_project)
        over = risks[risks["score"] > risks["target_score"]]
        if len(over):
            verb = "is" if len(over) == 1 else "are"
            sentences.append(f"{len(over)} of {say_count(len(risks), 'open risk')} {verb} above the score aimed at.")
        unplaced = len(risks) - len(found.placed)
        if unplaced:
            sentences.append(
                f"{say_count(unplaced, 'risk')} without likelihood or impact cannot be placed in the matrix."
            )
    if len(found.issues):
        sentences.append(f"{say_count(len(found.issues), 'issue')} {'is' if len(found.issues) == 1 else 'are'} open.")
    return " ".join([*sentences, *_cyber(found, with_project)])


def _moves(found: _Found, with_project: bool) -> list[str]:
    risks, sentences = found.risks, []
    for movement, word in (("up", "Rose"), ("down", "Fell"), ("new", "New")):
        those = risks[risks["movement"] == movement]
        if len(those):
            sentences.append(
                f"{word}: {name_some([_called(row, with_project, moved=True) for _, row in those.iterrows()])}."
            )
    closed = found.items[~found.items["is_open"] & (found.items["kind"] == "risk")]
    if len(closed):
        sentences.append(f"Closed: {name_some([_called(row, with_project) for _, row in closed.iterrows()])}.")
    if not sentences and risks["version_before"].notna().any():
        sentences.append("None has moved since the version before.")
    return sentences


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


def _cyber(found: _Found, with_project: bool) -> list[str]:
    cyber, money, sentences = found.cyber, found.money, []
    if len(cyber):
        verb = "touches" if len(cyber) == 1 else "touch"
        kinds = sorted(set(cyber["kind"]), reverse=True)
        what = say_count(len(cyber), kinds[0]) if len(kinds) == 1 else f"{len(cyber)} risks and issues"
        scored = cyber[cyber["score"].notna()]
        sentences.append(f"{what} {verb} cyber security.")
        if len(scored):
            top = scored.iloc[0]
            score = int(top["score"])
            sentences[-1] = (
                f"{what} {verb} cyber security, {_called(top, with_project)} with the highest score: {score}."
            )
    savings = money[money["line_type"] != "cost"]
    if len(savings):
        words = [_line(row, with_project) for _, row in savings.iterrows()]
        sentences.append(f"Savings that touch cyber security: {name_some(words)}.")
    costs = money[money["line_type"] == "cost"]
    if len(costs):
        sentences.append(f"Costs that do: {name_some([_line(row, with_project) for _, row in costs.iterrows()])}.")
    return sentences or ["Nothing in the register or in the finance lines is said to touch cyber security."]


def _line(row: pd.Series, with_project: bool) -> str:
    """ "£80,000 from 2027/28 to 2028/29 (cashable saving, Cyber security improvements, at risk)"."""
    years = _years(row)
    inside = [_kind_of_line(row).lower()] if row["line_type"] != "cost" else []
    inside += [row["project"] if not missing(row["project"]) else "whole strategy"] if with_project else []
    inside += [_STATUS[row["status"]].lower()] if row["status"] in _STATUS else []
    return f"{say_number(row['expected_gbp'], 'gbp')} {years}" + (f" ({', '.join(inside)})" if inside else "")


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
        marks = "↑ the score rose, ↓ it fell, * new, C touches cyber security"
        notes.append(f"The numbers in the cells are those of the table: {marks}.")
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
    numbers = found.placed.set_index("item_id")["number"]
    items = [
        {
            "Number": str(numbers.get(row["item_id"], "–")),
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
            "Number": "–",
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


_ACROSS, _DEEP = 9, 4  # letters across a cell on a phone; lines of numbers in it


def _figure(found: _Found, theme: str, *, with_project: bool) -> go.Figure | None:
    """Five by five cells; in each the number of risks, then which they are, with what moved."""
    if found.placed.empty:
        return None
    c, tints = colours(theme), _TINTS["dark" if theme == "dark" else "light"]
    fig = figure(theme, height=500)
    fills = {(i, k): next(fill for top, fill in tints if i * k <= top) for i in _STEPS for k in _STEPS}
    shapes = [
        {"type": "rect", "x0": i - 0.5, "x1": i + 0.5, "y0": k - 0.5, "y1": k + 0.5, "layer": "below",
         "fillcolor": fill, "line": {"color": c.edge, "width": 1}}
        for (i, k), fill in fills.items()
    ]  # fmt: skip
    cells = [(int(i), int(k), part) for (i, k), part in found.placed.groupby(["impact", "likelihood"])]
    fig.add_scatter(
        x=[i for i, *_ in cells], y=[k for _, k, _ in cells], mode="text", showlegend=False,
        text=[_cell(part) for *_, part in cells],
        textfont={"size": 12, "color": [ink_on(fills[i, k]) for i, k, _ in cells]},
        hovertext=[_hover(part, with_project) for *_, part in cells], hoverinfo="text",
    )  # fmt: skip
    axis = {"range": [0.5, 5.5], "tickvals": list(_STEPS), "ticks": "", "showline": False, "showgrid": False}
    fig.update_layout(
        shapes=shapes,
        xaxis={**axis, "ticktext": ["1<br>minor", "2", "3", "4", "5<br>severe"], "title": {"text": "Impact"}},
        yaxis={**axis, "ticktext": ["1<br>rare", "2", "3", "4", "5<br>almost<br>certain"], "nticks": None},
        margin={"t": 26, "b": 4, "l": 4, "r": 4},
    )
    fig.add_annotation(
        text="Likelihood", x=0, xref="paper", xanchor="left", y=1, yref="paper", yanchor="bottom", showarrow=False,
        font={"size": 13, "color": c.muted},
    )  # fmt: skip
    return fig


def _cell(part: pd.DataFrame) -> str:
    """ "<b>3</b>" and below it "1↑ 4C 9"."""
    marks = [
        f"{row['number']}{'C' if row['is_cyber'] else ''}{_MARKS.get(row['movement'], '')}"
        for _, row in part.iterrows()
    ]
    lines, rest = [""], list(marks)
    while rest:
        longer = f"{lines[-1]} {rest[0]}".strip()
        if len(longer) > _ACROSS:
            if len(lines) == _DEEP:
                lines[-1] = f"+{len(rest) + len(lines[-1].split())} more"  # in the place of the last line
                break
            lines.append("")
            continue
        lines[-1] = longer
        rest.pop(0)
    return "<br>".join([f"<b>{say_count(len(part), 'risk')}</b>", *lines])


def _hover(part: pd.DataFrame, with_project: bool) -> str:
    shown = [
        f"<b>{row['number']}</b> {safe(row['title'])}<br>{safe(row['item_id'])}"
        + (f", {safe(_where(row))}" if with_project else "") + f": {_score(row)}, {safe(_moved(row).lower())}"
        for _, row in part.head(6).iterrows()
    ]  # fmt: skip
    return "<br>".join([*shown, *([f"and {len(part) - 6} more"] if len(part) > 6 else [])])
