"""Digital take-up of each service, against its target and the year before."""

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.channels.take_up import _NAMED
from exhibits.channels.take_up_words import CHANGES, REAL_CHANGE, definition_in_force, no_take_up, without_figures
from exhibits.common.bar_rows import key_below, percent_scale, rows_figure
from exhibits.common.links import links_to_services
from exhibits.common.process_chart import TAKE_UP
from exhibits.common.scope import scope_suffix
from exhibits.common.source import source_line
from exhibits.common.style import colours, safe
from exhibits.common.view_queries import definition_of, view_rows
from exhibits.common.who_gets_through_lines import who_gets_through_lines, who_gets_through_links
from exhibits.common.words import missing, say_count, say_list, say_month, say_number

_FURTHEST = 2  # below their target, that a sentence names
_DRAWN = 30  # services with a row in the figure; the table has all


def by_service(view: View, *, directorate: str | None = None) -> Exhibit:
    """Take-up of each service over twelve months, the year before where that change is real, and its target."""
    rows = view_rows(view, "channels/take_up_by_service", directorate=directorate)
    known = definition_of(view, TAKE_UP)
    if rows.empty or known is None:
        return no_take_up(view, "take_up_by_service", directorate=directorate)
    drawn, said = rows.head(_DRAWN), _said(rows)
    return Exhibit(
        key="take_up_by_service",
        title=_title(rows, directorate),
        lead=said[0],
        more=tuple(said[1:5]),
        table=_table(rows, directorate),
        source=source_line(view, known),
        figure=_figure(drawn, view.theme),
        questions=_questions(rows),
        data=rows.drop(columns="position"),
        note=_note(view, rows, drawn, directorate),
        beside=who_gets_through_lines(view, directorate=directorate),
        links=who_gets_through_links(view, directorate=directorate) | links_to_services(rows),
    )


def _below(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["gap"] < 0]


def _title(rows: pd.DataFrame, directorate: str | None) -> str:
    targets = rows["target"].notna().sum()
    if targets:
        of = "the one service with a target is" if targets == 1 else f"{targets} services with a target are"
        few = {0: "None", targets: "All"}.get(len(_below(rows)), str(len(_below(rows))))
        if targets == 1:
            few, of = "The one service with a target", "is" if len(_below(rows)) else "is not"
            return f"{few} {of} below it{scope_suffix(directorate)}"
        return f"{few} of {of} below it{scope_suffix(directorate)}"
    rose = (rows["change"] == "rose").sum()
    return f"Digital take-up rose in {rose} of {say_count(len(rows), 'service')}{scope_suffix(directorate)}"


def _said(rows: pd.DataFrame) -> list[str]:
    counts = rows["change"].value_counts()
    words = {"rose": "rose in", "fell": "fell in", "no_real_change": "did not really change in"}
    parts = [f"{verb} {counts[change]}" for change, verb in words.items() if change in counts]
    sentences = []
    if parts:
        sentences.append(
            f"Within a year, digital take-up {say_list(parts)} of {say_count(len(rows), 'service')} with figures."
        )
    early = counts.get("too_early", 0)
    if early:
        sentences.append(f"For {say_count(early, 'service')} it is too early to say.")
    furthest = _below(rows).head(_FURTHEST)
    if len(furthest):
        each = [
            f"{row['name']} ({say_number(row['take_up'], 'percent')}, target {say_number(row['target'], 'percent')})"
            for _, row in furthest.iterrows()
        ]
        sentences.append(
            f"Furthest below their target: {say_list(each)}." if len(each) > 1 else f"Below it: {each[0]}."
        )
    fell = rows[rows["change"] == "fell"]
    if len(fell):
        names = list(fell["name"].head(_NAMED)) + (["others"] if len(fell) > _NAMED else [])
        sentences.append(f"A smaller share than a year before completed {say_list(names)} online.")
    return sentences


def _note(view: View, rows: pd.DataFrame, drawn: pd.DataFrame, directorate: str | None) -> str:
    without = without_figures(view, directorate)
    notes = [definition_in_force()]
    if without:
        lack = "service has" if without == 1 else "services have"
        notes.append(f"{without} more {lack} no figures by channel: their take-up is not known.")
    if len(rows) > len(drawn):
        notes.append(f"{len(rows) - len(drawn)} of the services are in the table only.")
    return " ".join([*notes, REAL_CHANGE])


def _questions(rows: pd.DataFrame) -> tuple[str, ...]:
    questions = []
    below = _below(rows)
    if len(below):
        questions.append(f"What keeps people from completing {below['name'].iloc[0]} online?")
    fell = rows[rows["change"] == "fell"]
    if len(fell):
        questions.append(f"Why does a smaller share complete {fell['name'].iloc[0]} online than a year ago?")
    if rows["target"].isna().any():
        questions.append("Which services should have a target, and who decides that it is right?")
    return tuple(questions[:3]) or ("Are the targets high enough, and right for those who need another way?",)


def _table(rows: pd.DataFrame, directorate: str | None) -> pd.DataFrame:
    table = pd.DataFrame({"Service": rows["name"]})
    if directorate is None:
        table["Directorate"] = rows["directorate"]
    table["Take-up, twelve months"] = [say_number(value, "percent") for value in rows["take_up"]]
    table["Twelve months before"] = [say_number(value, "percent") for value in rows["take_up_before"]]
    table["Change"] = [CHANGES[change].capitalize() for change in rows["change"]]
    table["Target"] = ["No target" if missing(t) else say_number(t, "percent") for t in rows["target"]]
    table["Against the target"] = [_against(gap) for gap in rows["gap"]]
    table["Transactions in the twelve months"] = [say_number(n, "count") for n in rows["completed"]]
    table["Up to"] = [_end(row) for _, row in rows.iterrows()]
    return table


def _against(gap: float) -> str:
    if missing(gap):
        return "–"
    points = f"{abs(gap):.1f} points"
    return "Met" if abs(gap) < 0.05 else f"{points} {'above' if gap > 0 else 'below'}"


def _end(row: pd.Series) -> str:
    months = 1 if missing(row["months"]) else int(row["months"])
    return say_month(pd.Timestamp(row["last_month"]) + pd.DateOffset(months=months - 1))


def _figure(rows: pd.DataFrame, theme: str) -> go.Figure:
    """A row for each service: name and figure above, take-up as a mark whose shape says how it changed."""
    c = colours(theme)
    rows = rows.reset_index(drop=True)
    marks = {
        "rose": ("Take-up, really risen in a year", "triangle-up", c.third, 14),
        "fell": ("Take-up, really fallen in a year", "triangle-down", c.second, 14),
        "no_real_change": ("Take-up, no real change", "circle", c.main, 11),
        "too_early": ("Take-up, too early to say", "diamond-open", c.main, 11),
    }
    said = {"rose": ", rose", "fell": ", fell", "too_early": ", too early to say"}
    beside = [f"{say_number(row['take_up'], 'percent')}{said.get(row['change'], '')}" for _, row in rows.iterrows()]
    fig = rows_figure(theme, list(rows["name"]), beside, entries=1)
    real = rows[rows["change"].isin(["rose", "fell"]) & rows["take_up_before"].notna()]
    for number, row in real.iterrows():
        fig.add_shape(
            type="line", x0=row["take_up_before"], x1=row["take_up"], y0=number, y1=number, layer="below",
            line={"color": c.limit, "width": 2},
        )  # fmt: skip
    for change, (name, symbol, colour, size) in marks.items():
        one = rows[rows["change"] == change]
        if len(one):
            fig.add_scatter(
                x=one["take_up"], y=one.index, mode="markers", showlegend=False, name=name,
                marker={"symbol": symbol, "size": size, "color": colour, "line": {"color": c.text, "width": 1.5},
                        "opacity": 1},
                hovertext=[_at_pointer(row) for _, row in one.iterrows()], hoverinfo="text",
            )  # fmt: skip
    if len(real):
        fig.add_scatter(
            x=real["take_up_before"], y=real.index, mode="markers", name="A year before, where the change is real",
            marker={"symbol": "circle", "size": 8, "color": c.page, "line": {"color": c.limit, "width": 2}},
            hoverinfo="skip", showlegend=False,
        )  # fmt: skip
    aimed = rows[rows["target"].notna()]
    if len(aimed):
        fig.add_scatter(
            x=aimed["target"], y=aimed.index, mode="markers", showlegend=False, hoverinfo="skip", name="Target",
            marker={"symbol": "line-ns", "size": 13, "line": {"color": c.fourth, "width": 3}},
        )  # fmt: skip
    key = ["● take-up", *(["○ a year before"] if len(real) else []), *(["┃ target"] if len(aimed) else [])]
    key_below(fig, key, theme)
    percent_scale(fig, room=1.5)
    return fig


def _at_pointer(row: pd.Series) -> str:
    before = (
        "" if missing(row["take_up_before"]) else f"<br>A year before: {say_number(row['take_up_before'], 'percent')}"
    )
    target = "" if missing(row["target"]) else f"<br>Target: {say_number(row['target'], 'percent')}"
    volume = f"<br>{say_number(row['completed'], 'count')} transactions"
    return f"<b>{safe(row['name'])}</b>: {say_number(row['take_up'], 'percent')}{before}{target}{volume}"
