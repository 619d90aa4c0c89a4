"""Delivery confidence of the whole portfolio over time."""

from typing import Unpack

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.no_data import no_projects, words_only
from exhibits.common.ratings import rating_of, say_rating
from exhibits.common.scope import ProjectScope, project_prefix
from exhibits.common.source import source_of
from exhibits.common.style import colours, figure
from exhibits.common.view_queries import view_rows
from exhibits.common.words import cut, missing, say_count, say_list, say_report_period
from exhibits.projects.rating_rows import CONFIDENCE_MEANS, bar_label, rating_bar, rating_ink
from exhibits.projects.words import letters_note, worse_first

_MONTHS = 12  # drawn at most


def confidence(view: View, **scope: Unpack[ProjectScope]) -> Exhibit:
    """How many projects had which rating, month by month, or edition by edition of a yearly publication."""
    rows = view_rows(view, "projects/confidence", **scope)
    if rows.empty:
        none = no_projects("confidence", "Delivery confidence", scope)
        if view_rows(view, "projects/register", **scope).empty:
            return none
        sentence = "No data: no rating has been published for any of these projects."
        return words_only(none.key, f"{project_prefix(**scope)}{none.title}", sentence)
    source = "report" if rows["source"].eq("report").any() else "edition"
    shown = rows[rows["source"] == source]
    periods = sorted(shown["period"].unique())[-_MONTHS:]
    drawn = shown[shown["period"].isin(periods)]
    return Exhibit(
        key="confidence",
        title=project_prefix(**scope) + _title(drawn, periods, source),
        lead=_lead(drawn, periods, source),
        more=_more(drawn, periods, source),
        table=_table(rows),
        source=source_of(
            view, *(["highlight_reports"] if source == "report" else ["projects"]), means=CONFIDENCE_MEANS
        ),
        figure=_figure(drawn, periods, source, view.theme),
        questions=_questions(drawn, periods),
        data=_table(rows, words=False),
        note=_note(rows, drawn, source),
    )


def _counts(rows: pd.DataFrame, period: pd.Timestamp) -> dict[str, int]:
    return rows[rows["period"] == period].set_index("rating")["projects"].to_dict()


def _title(rows: pd.DataFrame, periods: list, source: str) -> str:
    now = _counts(rows, periods[-1])
    total = sum(now.values())
    phrases = [
        f"{now[code]} {say_rating(code).lower()}" for code in worse_first(now) if rating_of(code).worse is not None
    ]
    of = f"{total} {'projects' if total != 1 else 'project'}"
    return f"{say_list(phrases) if phrases else 'None rated'} of {of} in {say_report_period(periods[-1], source)}"


def _lead(rows: pd.DataFrame, periods: list, source: str) -> str:
    now = _counts(rows, periods[-1])
    when = say_report_period(periods[-1], source)
    red = "red or amber/red" if "AR" in set(rows["rating"]) else "red"
    verb = "was" if _red(now) == 1 else "were"
    sentence = f"{_red(now)} of {say_count(sum(now.values()), 'project')} {verb} rated {red} in {when}"
    if len(periods) == 1:
        return f"{sentence}."
    then = _counts(rows, periods[0])
    return f"{sentence}; {_red(then)} of {sum(then.values())} in {say_report_period(periods[0], source)}."


def _red(counts: dict[str, int]) -> int:
    return counts.get("R", 0) + counts.get("AR", 0)


def _more(rows: pd.DataFrame, periods: list, source: str) -> tuple[str, ...]:
    points = []
    for period in (periods[-1], periods[0])[: len(periods)]:
        counts = _counts(rows, period)
        of = say_count(sum(counts.values()), "project")
        points.append(cut(f"{say_report_period(period, source)}: {_in_short(counts)} of {of}."))
    if len(periods) > 1:
        newest = rows[rows["period"] == periods[-1]]
        worse, better = int(newest["got_worse"].sum()), int(newest["got_better"].sum())
        step = "edition" if source == "edition" else "report"
        moved = f"{worse} got worse and {better} better" if worse or better else "none got worse or better"
        points.append(f"Against the {step} before, {moved}.")
    return tuple(points)


def _in_short(counts: dict[str, int]) -> str:
    return say_list([f"{counts[code]} {say_rating(code).lower()}" for code in worse_first(counts)])


def _questions(rows: pd.DataFrame, periods: list) -> tuple[str, ...]:
    now, then = (_bad(_counts(rows, period)) for period in (periods[-1], periods[0]))
    if len(periods) > 1 and now > then:
        return ("Why is confidence lower than it was, and is there a common cause?",
                "Who can stop or change a project that will not deliver?")  # fmt: skip
    if len(periods) > 1 and now < then:
        return ("What brought confidence up, and is it more than milder words?",)
    if not now:
        return ("Who checks that green means green?",)
    return ("Which projects have been red or amber the longest, and what is decided about them?",)


def _bad(counts: dict[str, int]) -> float:
    rated = {code: n for code, n in counts.items() if rating_of(code).worse is not None}
    return sum((rating_of(code).worse or 0) * n for code, n in rated.items()) / max(sum(rated.values()), 1)


def _note(rows: pd.DataFrame, drawn: pd.DataFrame, source: str) -> str:
    notes = [letters_note(drawn["rating"])]
    if source == "report":
        notes.append("A bar counts the reports there are: it is shorter where reports are missing.")
    newest = drawn["period"] == drawn["period"].max()
    between = drawn["rating"].isin(["AG", "AR"])
    if between[~newest].any() and not between[newest].any():
        notes.append(
            "Earlier ratings had steps between (amber/green, amber/red) and the newest have none: a move may be a "
            "change of the scale and not of the project."
        )
    if rows["source"].nunique() > 1:
        notes.append("Projects of a yearly publication are in the table only, by edition.")
    return " ".join(filter(None, notes))


def _table(rows: pd.DataFrame, *, words: bool = True) -> pd.DataFrame:
    """Newest first. words: False = as numbers."""
    codes, made = worse_first(rows["rating"]), []
    for (source, period), part in rows.groupby(["source", "period"]):
        counts = part.set_index("rating")["projects"]
        row = {"source": source, "period": period, "Period": say_report_period(period, source)}
        row |= {say_rating(code): int(counts.get(code, 0)) for code in codes}
        rated = [n for code, n in counts.items() if rating_of(code).worse is not None]
        worst = int(counts.get("R", 0) + counts.get("AR", 0))
        share = worst / sum(rated) if rated else None
        made.append({**row, "Projects": int(counts.sum()), _SHARE: share})
    table = pd.DataFrame(made).sort_values(["source", "period"], ascending=[False, False], ignore_index=True)
    if not words:
        return table
    shares = ["None rated" if missing(share) else f"{share:.0%}" for share in table[_SHARE]]
    return table.assign(**{_SHARE: shares}).drop(columns=["source", "period"]).astype(str)


_SHARE = "Red or amber/red, of those rated"


def _figure(rows: pd.DataFrame, periods: list, source: str, theme: str) -> go.Figure:
    c = colours(theme)
    fig = figure(theme, height=400)
    heads = [f"{p:%Y}" if source == "edition" else f"{p:%b}<br>{p:%Y}" for p in map(pd.Timestamp, periods)]
    tallest = int(rows.groupby("period")["projects"].sum().max())
    for code in worse_first(rows["rating"]):
        counts = [_counts(rows, period).get(code, 0) for period in periods]
        fig.add_bar(
            x=list(range(len(periods))), y=[n or None for n in counts], marker=rating_bar(code, c),
            name=f"{rating_of(code).letter} {say_rating(code)}",
            text=[bar_label(code, n, tallest) for n in counts], textposition="inside",
            insidetextanchor="middle", textangle=0, constraintext="none",
            textfont={"size": 11, "color": rating_ink(code, c)},
            hovertext=[f"<b>{say_report_period(p, source)}</b><br>{say_rating(code)}: {n}"
                       for p, n in zip(periods, counts, strict=True)],
            hoverinfo="text",
        )  # fmt: skip
    step = 1 if len(periods) <= 6 else 3
    ticks = list(range(len(periods) - 1, -1, -step))
    fig.update_layout(barmode="stack", bargap=0.08, legend={"traceorder": "normal"})
    fig.update_xaxes(tickvals=ticks, ticktext=[heads[tick] for tick in ticks])
    fig.update_yaxes(tickformat=",", rangemode="tozero")
    return fig
