"""The risks and issues of one project: scores, and how they moved since the version of the register before."""

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.no_data import words_only
from exhibits.common.source import source_of
from exhibits.common.style import colours, figure, safe
from exhibits.common.view_queries import project_rows
from exhibits.common.words import (
    first_that_fits,
    missing,
    name_some,
    naming,
    say_count,
    say_date,
    say_list,
    say_month,
    shorten,
)
from exhibits.projects.project_parts import no_such_project
from exhibits.projects.rating_rows import DRAWN

_MOVED = {"up": "▲ Up", "down": "▼ Down", "same": "No change", "new": "New", "closed": "Closed"}
_SYMBOL = {"up": "triangle-up", "down": "triangle-down"}
_ROW, _NAME, _DOTS, _TOP = 50, 12, 33, 26  # pixels: of a row, down to its name, down to its dots, above all rows


def risks(view: View, *, project: str) -> Exhibit:
    """Each open risk and issue with its score (likelihood times impact, 1 to 25), the score before, and the target;
    those that touch cyber security are flagged.

    project: its id.
    """
    register = project_rows(view, "projects/register", project)
    if register.empty:
        return no_such_project("risks")
    rows = project_rows(view, "projects/risk_matrix", project)
    source = source_of(
        view, "risks_issues",
        means="the score is likelihood times impact, each from 1 to 5; movement is against the version of the register "
        "published the month before, or whichever came last.",
    )  # fmt: skip
    if rows.empty:
        sentence = "No data: no risk or issue of this project has been published."
        return words_only("risks", "Risks: no data", sentence, source,
                       questions=("Does this project really have no risks?",))  # fmt: skip
    live = rows[rows["is_open"]]
    drawn = live[live["score"].notna()].head(DRAWN).reset_index(drop=True)
    return Exhibit(
        key="risks",
        title=_title(live),
        lead=_lead(live),
        more=_more(rows, live),
        table=_table(rows),
        source=source,
        figure=_figure(drawn, view.theme) if len(drawn) else None,
        questions=_questions(live),
        data=rows,
        note=_note(live, drawn),
    )


def _counted(live: pd.DataFrame) -> str:
    counts = [(int((live["kind"] == kind).sum()), kind) for kind in ("risk", "issue")]
    return say_list([say_count(number, f"open {kind}") for number, kind in counts if number]) or "no open risk or issue"


def _title(live: pd.DataFrame) -> str:
    counted = _counted(live)
    rose, new = int((live["movement"] == "up").sum()), int((live["movement"] == "new").sum())
    beside = [f"{number} {word}" for number, word in ((rose, "rose"), (new, "new")) if number]
    return f"{counted[0].upper()}{counted[1:]}{': ' if beside else ''}{', '.join(beside)}"


def _lead(live: pd.DataFrame) -> str:
    counted = f"There {'is' if len(live) == 1 else 'are'} {_counted(live)}."
    scored = live[live["score"].notna()].sort_values("score", ascending=False, kind="stable")
    if scored.empty:
        return counted
    most = scored.iloc[0]
    highest = f"The highest score: {most['title']}, {int(most['score'])} of 25"
    where = ""
    if not missing(most["likelihood"]) and not missing(most["impact"]):
        where = f" (likelihood {int(most['likelihood'])}, impact {int(most['impact'])})"
    return first_that_fits(f"{counted} {highest}{where}.", f"{counted} {highest}.", f"{highest}.", counted)


def _more(rows: pd.DataFrame, live: pd.DataFrame) -> tuple[str, ...]:
    points = []
    for movement, words in (("up", "Rose"), ("down", "Fell")):
        moved = live[live["movement"] == movement]
        if len(moved):
            names = [_moved(row) for _, row in moved.iterrows()]
            points.append(naming(f"{words} since the version before: {{}}.", names))
    new, closed = live[live["movement"] == "new"], rows[rows["movement"] == "closed"]
    if len(new):
        points.append(naming("New: {}.", new["title"]))
    if len(closed):
        points.append(naming("Closed since the version before: {}.", closed["title"]))
    if len(live) and not live["movement"].isin(["up", "down", "new"]).any():
        compared = live["movement"].notna().any()
        points.append("None of them moved." if compared else "There is no version before to compare with.")
    cyber = live[live["is_cyber"]]
    if len(cyber):
        points.append(naming("Touches cyber security: {}.", cyber["title"]))
    return tuple(points[:4])


def _moved(row: pd.Series) -> str:
    before = row["score_before"]
    if missing(before) or missing(row["score"]):
        return str(row["title"])
    return f"{row['title']} ({int(before)} to {int(row['score'])})"


def _questions(live: pd.DataFrame) -> tuple[str, ...]:
    questions = []
    rose = live[live["movement"] == "up"].sort_values("score", ascending=False)
    if len(rose):
        questions.append(f"What made “{rose['title'].iloc[0]}” worse, and what is being done that was not done before?")
    bare = live[live["mitigation_planned"].isna() & live["mitigation_done"].isna()]
    if len(bare):
        questions.append(f"What is being done about “{bare['title'].iloc[0]}”?")
    stuck = live[(live["movement"] == "same") & (live["score"] >= 12) & (live["score"] > live["target_score"])]
    if len(stuck):
        row = stuck.sort_values("score", ascending=False).iloc[0]
        score, target = int(row["score"]), int(row["target_score"])
        questions.append(f"When will “{row['title']}” come down from {score} to its target of {target}?")
    if live["is_cyber"].any():
        questions.append("Who has tested that what is done about the cyber risk works?")
    return tuple(questions[:3]) or ("Which risk is missing from this list?",)


def _note(live: pd.DataFrame, drawn: pd.DataFrame) -> str:
    notes = []
    if live["is_as_told"].any():
        notes.append("Where there is no version to compare with, the movement is the register’s own word.")
    unscored = live.loc[live["score"].isna(), "title"]
    if len(unscored):
        notes.append(f"No score is given for {name_some(list(unscored))}.")
    if int(live["score"].notna().sum()) > len(drawn):
        notes.append(f"Drawn are the {len(drawn)} highest; the table has all.")
    return " ".join(notes)


def _number(value: float | None) -> str:
    return "Not given" if missing(value) else str(int(value))


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Risk or issue": rows["title"],
            "Kind": rows["kind"].str.capitalize(),
            "Likelihood": [_number(value) for value in rows["likelihood"]],
            "Impact": [_number(value) for value in rows["impact"]],
            "Score": [_number(value) for value in rows["score"]],
            "Score before": [_score_before(row) for _, row in rows.iterrows()],
            "Movement": [_movement(row) for _, row in rows.iterrows()],
            "Target": [_number(value) for value in rows["target_score"]],
            "Cyber security": ["Yes" if cyber else "No" for cyber in rows["is_cyber"]],
            "What is done": [_done(row) for _, row in rows.iterrows()],
            "Answers for it": ["Not stated" if missing(owner) else owner for owner in rows["owner_role"]],
            "Due": ["Not stated" if missing(day) else say_date(day) for day in rows["due_on"]],
        }
    )  # fmt: skip


def _score_before(row: pd.Series) -> str:
    if missing(row["score_before"]):
        return "None"
    return f"{int(row['score_before'])} (published in {say_month(row['version_before'])})"


def _movement(row: pd.Series) -> str:
    if not row["is_open"]:
        return "Closed"
    sentence = "Not known" if missing(row["movement"]) else _MOVED[row["movement"]]
    return f"{sentence} (as told)" if row["is_as_told"] else sentence


def _done(row: pd.Series) -> str:
    parts = [("Done", row["mitigation_done"]), ("Planned", row["mitigation_planned"])]
    return (
        " ".join(f"{name}: {str(text).rstrip('.')}." for name, text in parts if not missing(text)) or "Nothing is said"
    )


def _figure(rows: pd.DataFrame, theme: str) -> go.Figure:
    c = colours(theme)
    fig = figure(theme, height=_TOP + _ROW * len(rows) + 70)
    tops = pd.Series(range(len(rows))) * _ROW
    at = tops + _DOTS
    moved = rows["score_before"].notna() & (rows["score_before"] != rows["score"])
    fig.add_scatter(
        x=[v for _, row in rows[moved].iterrows() for v in (row["score_before"], row["score"], None)],
        y=[v for height in at[moved] for v in (height, height, None)],
        mode="lines", line={"color": c.muted, "width": 2}, hoverinfo="skip", showlegend=False,
    )  # fmt: skip
    target = rows["target_score"].notna()
    _points(fig, "Target", rows, target, rows["target_score"], at,
            {"symbol": "line-ns", "size": 16, "line": {"color": c.text, "width": 2}})  # fmt: skip
    _points(fig, "Score before", rows, moved, rows["score_before"], at,
            {"symbol": "circle", "size": 11, "color": c.page, "line": {"color": c.text, "width": 1.5}})  # fmt: skip
    for movement, name, colour in (("up", "Score, risen", c.second), ("down", "Score, fallen", c.third),
                                   ("", "Score", c.main)):  # fmt: skip
        which = rows["movement"] == movement if movement else ~rows["movement"].isin(["up", "down"])
        symbol = _SYMBOL.get(movement, "circle")
        _points(fig, name, rows, which, rows["score"], at,
                {"symbol": symbol, "size": 15, "color": colour, "line": {"color": c.text, "width": 1}})  # fmt: skip
    fig.add_scatter(
        x=[0] * len(rows), y=tops + _NAME, mode="text", textposition="middle right", hoverinfo="skip", showlegend=False,
        text=[_risk_label(row) for _, row in rows.iterrows()], textfont={"size": 13, "color": c.text},
    )  # fmt: skip
    fig.update_layout(
        margin={"t": _TOP, "b": 66, "l": 4, "r": 4},
        legend={"y": 0, "yanchor": "top"},
        xaxis={"range": [0, 26], "tickvals": [1, 5, 10, 15, 20, 25], "side": "top", "showgrid": True, "zeroline": False,
               "automargin": False},
        yaxis={"range": [_ROW * len(rows), 0], "visible": False},
    )  # fmt: skip
    return fig


def _points(
    fig: go.Figure, name: str, rows: pd.DataFrame, which: pd.Series, x: pd.Series, at: pd.Series, marker: dict
) -> None:
    if which.any():
        fig.add_scatter(
            x=x[which], y=at[which], mode="markers", name=name, marker=marker, hoverinfo="text",
            hovertext=[f"<b>{safe(title)}</b><br>{name.lower()}: {int(value)}"
                       for title, value in zip(rows.loc[which, "title"], x[which], strict=True)],
        )  # fmt: skip


def _risk_label(row: pd.Series) -> str:
    """The title, cut to a phone's width, with its score and whether it touches cyber security."""
    beside = f"{int(row['score'])}{', cyber' if row['is_cyber'] else ''}{', issue' if row['kind'] == 'issue' else ''}"
    most = 44 - len(beside)
    title = shorten(row["title"], most)
    return f"<b>{safe(title)}</b>  {beside}"
