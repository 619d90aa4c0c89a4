"""Digital take-up of each service, against its target and the year before."""

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.channels.take_up import _NAMED
from exhibits.channels.take_up_words import CHANGES, REAL_CHANGE, definition_in_force, no_take_up
from exhibits.common.process_chart import TAKE_UP
from exhibits.common.scope import scope_suffix
from exhibits.common.source import source_line
from exhibits.common.style import colours, figure, safe
from exhibits.common.view_queries import definition_of, view_rows
from exhibits.common.who_gets_through_lines import who_gets_through_lines
from exhibits.common.words import missing, say_count, say_list, say_month, say_number, shorten

_DRAWN = 30  # services with a row in the figure; the table has all


def by_service(view: View, *, directorate: str | None = None) -> Exhibit:
    """Take-up of each service over twelve months, the year before where that change is real, and its target."""
    rows = view_rows(view, "channels/take_up_by_service", directorate=directorate)
    known = definition_of(view, TAKE_UP)
    if rows.empty or known is None:
        return no_take_up(view, "take_up_by_service", directorate=directorate)
    drawn = rows.head(_DRAWN)
    return Exhibit(
        key="take_up_by_service",
        title=_title(rows, directorate),
        summary=_summary(rows),
        table=_table(rows, directorate),
        source=source_line(view, known),
        figure=_figure(drawn, view.theme),
        questions=_questions(rows),
        data=rows.drop(columns="position"),
        note=_note(view, rows, drawn, directorate),
        beside=who_gets_through_lines(view, directorate=directorate),
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


def _summary(rows: pd.DataFrame) -> str:
    counts = rows["change"].value_counts()
    words = {"rose": "rose in", "fell": "fell in", "no_real_change": "did not really change in"}
    parts = [f"{verb} {counts[change]}" for change, verb in words.items() if change in counts]
    sentences = []
    if parts:
        sentences.append(
            f"Over twelve months, against the twelve before, digital take-up {say_list(parts)} "
            f"of {say_count(len(rows), 'service')} with figures."
        )
    early = counts.get("too_early", 0)
    if early:
        sentences.append(f"For {say_count(early, 'service')} it is too early to say.")
    furthest = _below(rows).head(_NAMED)
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
    return " ".join(sentences)


def _note(view: View, rows: pd.DataFrame, drawn: pd.DataFrame, directorate: str | None) -> str:
    every = view_rows(view, "channels/services", directorate=directorate)
    without = len(every[every["retired_on"].isna() & ~every["service_id"].isin(rows["service_id"])])
    notes = [definition_in_force()]
    if without:
        lack = "service has" if without == 1 else "services have"
        notes.append(f"{without} more {lack} no figures by channel: their take-up is not known.")
    if len(rows) > len(drawn):
        notes.append(f"{len(rows) - len(drawn)} of the services are in the table only.")
    order = "Services furthest below their target come first, then those whose take-up fell, then those where it rose."
    return " ".join([*notes, order, REAL_CHANGE])


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
    room, top = 46, 34
    rows = rows.reset_index(drop=True)
    marks = {
        "rose": ("Take-up, really risen in a year", "triangle-up", c.third, 14),
        "fell": ("Take-up, really fallen in a year", "triangle-down", c.second, 14),
        "no_real_change": ("Take-up, no real change", "circle", c.main, 12),
        "too_early": ("Take-up, too early to say", "diamond-open", c.main, 12),
    }
    real = rows[rows["change"].isin(["rose", "fell"]) & rows["take_up_before"].notna()]
    entries = rows["change"].nunique() + bool(len(real)) + bool(rows["target"].notna().any())
    below = 20 + 21 * entries
    fig = figure(theme, height=top + room * len(rows) + below)
    for number, row in real.iterrows():
        fig.add_shape(
            type="line", x0=row["take_up_before"], x1=row["take_up"], y0=number, y1=number, layer="below",
            line={"color": c.limit, "width": 2},
        )  # fmt: skip
    for change, (name, symbol, colour, size) in marks.items():
        one = rows[rows["change"] == change]
        if len(one):
            fig.add_scatter(
                x=one["take_up"], y=one.index, mode="markers", name=name,
                marker={"symbol": symbol, "size": size, "color": colour, "line": {"color": c.text, "width": 1.5},
                        "opacity": 1},
                hovertext=[_at_pointer(row) for _, row in one.iterrows()], hoverinfo="text",
            )  # fmt: skip
    if len(real):
        fig.add_scatter(
            x=real["take_up_before"], y=real.index, mode="markers", name="A year before, where the change is real",
            marker={"symbol": "circle", "size": 8, "color": c.page, "line": {"color": c.limit, "width": 2}},
            hoverinfo="skip",
        )  # fmt: skip
    aimed = rows[rows["target"].notna()]
    if len(aimed):
        fig.add_scatter(
            x=aimed["target"], y=aimed.index, mode="markers", name="Target", hoverinfo="skip",
            marker={"symbol": "line-ns", "size": 13, "line": {"color": c.fourth, "width": 3}},
        )  # fmt: skip
    for number, row in rows.iterrows():
        sentence = f"{say_number(row['take_up'], 'percent')}, {CHANGES[row['change']]}"
        for words, x, anchor in ((f"<b>{safe(shorten(row['name'], 25))}</b>", 0, "left"), (sentence, 1, "right")):
            fig.add_annotation(
                text=words, x=x, xref="paper", xanchor=anchor, y=number, yanchor="bottom", yshift=11, showarrow=False,
                font={"size": 13, "color": c.text},
            )  # fmt: skip
    plot = room * len(rows)
    fig.update_layout(
        margin={"t": top, "b": below, "l": 10, "r": 14},
        legend={"orientation": "v", "x": 0, "y": -10 / plot, "yanchor": "top", "tracegroupgap": 0},
    )
    fig.update_xaxes(
        range=[-1.5, 101.5],
        tickvals=[0, 25, 50, 75, 100],
        ticktext=["0%", "25%", "50%", "75%", "100%"],
        side="top",
        showgrid=True,
        automargin=False,
    )
    fig.update_yaxes(range=[len(rows) - 0.6, -0.8], visible=False)
    return fig


def _at_pointer(row: pd.Series) -> str:
    before = (
        "" if missing(row["take_up_before"]) else f"<br>A year before: {say_number(row['take_up_before'], 'percent')}"
    )
    target = "" if missing(row["target"]) else f"<br>Target: {say_number(row['target'], 'percent')}"
    volume = f"<br>{say_number(row['completed'], 'count')} transactions"
    return f"<b>{safe(row['name'])}</b>: {say_number(row['take_up'], 'percent')}{before}{target}{volume}"
