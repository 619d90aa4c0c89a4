"""What tests and audits found, by severity: how much of it is still open."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.assurance_words import item_name
from exhibits.common.bar_rows import key_below, rows_figure
from exhibits.common.no_data import words_only
from exhibits.common.scope import day_of
from exhibits.common.source import source_of
from exhibits.common.style import colours
from exhibits.common.view_queries import view_rows
from exhibits.common.words import are, first_that_fits, missing, say_count, say_list, upper_first
from exhibits.cyber.words import ASSURANCE_MEANS, SEVERITIES, say_findings, say_service

_KEY = "findings_open"


def findings_open(view: View, *, today: date) -> Exhibit:
    """Findings open and closed by severity, of every test that stands and was not reported in private session."""
    every = view_rows(view, "cyber/assurance", today=day_of(view, today))
    rows = every[(every["state"] != "replaced") & (every["open_findings"].notna() | every["closed_findings"].notna())]
    private = int((every["restricted"] & (every["state"] != "replaced")).sum())
    note = f"Not counted: {say_count(private, 'item')} that members heard of in private session." if private else ""
    if rows.empty:
        lead = "No data: no test or audit states how many findings are open." + (f" {note}" if note else "")
        return words_only(_KEY, "Findings: no data", lead)
    sums = pd.DataFrame(
        {state: [int(rows[f"{each}_{state}"].fillna(0).sum()) for each in SEVERITIES] for state in ("open", "closed")},
        index=list(SEVERITIES),
    )
    return Exhibit(
        key=_KEY,
        title=_title(sums),
        lead=_lead(sums, rows),
        table=pd.DataFrame(
            {
                "What": [item_name(row) for _, row in rows.iterrows()],
                "For": [say_service(row) for _, row in rows.iterrows()],
                "Open": [say_findings(row) for _, row in rows.iterrows()],
                "Closed": [_closed(row) for _, row in rows.iterrows()],
            }
        ),
        source=source_of(view, "assurance", means=ASSURANCE_MEANS),
        figure=_figure(sums, view.theme),
        questions=_questions(sums),
        data=rows[["item_id", "scheme", "title", "service", *(f"{each}_{state}" for each in SEVERITIES for state in
                   ("open", "closed"))]],
        note=note,
    )  # fmt: skip


def _closed(row: pd.Series) -> str:
    return "Not stated" if missing(row["closed_findings"]) else f"{int(row['closed_findings']):,}"


def _title(sums: pd.DataFrame) -> str:
    total = int(sums["open"].sum())
    if not total:
        return "No finding is open"
    worst = next(each for each in SEVERITIES if sums.loc[each, "open"])
    return f"{say_count(total, 'finding')} {are(total)} open, {int(sums.loc[worst, 'open'])} of them {worst}"


def _lead(sums: pd.DataFrame, rows: pd.DataFrame) -> str:
    opened, closed = int(sums["open"].sum()), int(sums["closed"].sum())
    tests = say_count(len(rows), "test or audit", "tests and audits")
    if not opened:
        return f"All {say_count(closed, 'finding')} of {tests} {are(closed)} closed."
    parts = [f"{int(count)} {each}" for each, count in sums["open"].items() if count]
    return first_that_fits(
        f"Open: {say_list(parts)}, out of {opened + closed} findings of {tests}; {closed} are closed.",
        f"Open: {say_list(parts)}.",
    )


def _questions(sums: pd.DataFrame) -> tuple[str, ...]:
    if sums.loc["critical", "open"] or sums.loc["high", "open"]:
        return ("By when will the critical and high findings be closed, and what protects us until then?",)
    return ("How long has the oldest open finding been open?",)


def _figure(sums: pd.DataFrame, theme: str) -> go.Figure:
    c = colours(theme)
    beside = [f"{int(row['open'])} open, {int(row['closed'])} closed" for _, row in sums.iterrows()]
    fig = rows_figure(theme, [upper_first(each) for each in sums.index], beside, entries=1)
    for state, fill in (("open", c.concern), ("closed", c.main)):
        fig.add_bar(
            orientation="h", y=list(range(len(sums))), x=sums[state], width=0.34, marker_color=fill, showlegend=False,
            hoverinfo="skip", marker_pattern_shape="/" if state == "open" else "",
        )  # fmt: skip
    fig.update_layout(barmode="stack")
    fig.update_xaxes(range=[0, max(int(sums.sum(axis=1).max()), 1)], visible=False)
    key_below(fig, ["hatched: open", "plain: closed"], theme)
    return fig
