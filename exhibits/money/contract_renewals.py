"""IT contracts: when they come up for renewal, what was decided, what they cost and are to save."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.bar_rows import key_below, rows_figure
from exhibits.common.links import links_to_projects
from exhibits.common.money import CONTRACT_DECISIONS, SAVING_STATUSES
from exhibits.common.no_data import words_only
from exhibits.common.scope import day_of
from exhibits.common.source import source_of
from exhibits.common.style import colours, safe
from exhibits.common.view_queries import view_rows
from exhibits.common.words import (
    LEAD,
    cut,
    full_pounds,
    lower_first,
    missing,
    name_within,
    naming,
    say_count,
    say_date,
    say_list,
    say_pounds,
    short_pounds,
)

AHEAD = 24  # months that the calendar shows
MISSED = ("notice_passed", "renewal_passed")
_BACK = 12  # months that it shows of last days of notice that were missed
_DRAWN = 20
_SIGNS = {"notice_date": ("diamond", "Last day of notice"), "renewal_date": ("square", "Renewal")}
_MEANS = (
    "a contract that nobody ended in time goes on, or ends, on its renewal date; the last day of notice is the last on "
    "which the council can change that. Savings are pounds a year from the renewal on, and are not added to those of "
    "finance lines."
)


def contract_renewals(view: View, *, today: date) -> Exhibit:
    """The contracts that come up for renewal in the next 24 months, what nobody decided in time first.

    today: the day from which is counted.
    """
    day, key = day_of(view, today), "contract_renewals"
    every = view_rows(view, "money/contracts", today=day)
    if every.empty:
        return words_only(key, "Contracts: no data", "No data: no IT contracts have been published.")
    missed, near = every[every["state"].isin(MISSED)], every[every["within"]].reset_index(drop=True)
    drawn = near.head(_DRAWN)
    projects = every[every["project"].notna()][["project_id", "project"]].drop_duplicates()
    return Exhibit(
        key=key,
        title=_title(near, missed),
        lead=_lead(near, missed),
        more=tuple(filter(None, (_cost(every, near), _undecided(near), _savings(every)))),
        table=_table(every),
        source=source_of(view, "contracts", means=_MEANS),
        figure=_figure(drawn, day, view.theme) if len(drawn) else None,
        questions=_questions(near, missed),
        data=every.drop(columns=["within"]),
        note=_note(every, near),
        links=links_to_projects(projects.rename(columns={"project": "name"})),
    )


def _title(near: pd.DataFrame, missed: pd.DataFrame) -> str:
    if len(missed):
        return f"{say_count(len(missed), 'contract')} went past the day of decision without one"
    if near.empty:
        return f"No contract comes up for renewal in {AHEAD} months"
    open_ = int((near["decision"] == "undecided").sum())
    return f"{say_count(len(near), 'contract')} to renew in {AHEAD} months, {open_ or 'none'} undecided"


def _lead(near: pd.DataFrame, missed: pd.DataFrame) -> str:
    if len(missed):
        return name_within("No decision, though the day has passed:", [_missed(row) for _, row in missed.iterrows()],
                           2, words=LEAD, end=".")  # fmt: skip
    waiting = near[near["decision"] == "undecided"]
    if near.empty:
        return "No contract comes up for renewal, and none went past its day without a decision."
    if waiting.empty:
        return f"Each of the {say_count(len(near), 'contract')} that come up has a decision."
    row = waiting.iloc[0]
    if missing(row["notice_date"]):
        return cut(f"Next to decide: {row['service']}, which renews on {say_date(row['renewal_date'])}.", LEAD)
    return cut(f"Next to decide: {row['service']}, with notice by {say_date(row['notice_date'])}.", LEAD)


def _missed(row: pd.Series) -> str:
    if row["state"] == "renewal_passed":
        return f"{row['service']} (renewal {say_date(row['renewal_date'])})"
    return f"{row['service']} (notice by {say_date(row['notice_date'])})"


def _cost(every: pd.DataFrame, near: pd.DataFrame) -> str:
    running = every[every["state"] != "over"]
    stated = int(running["value_gbp"].notna().sum())
    if not stated:
        return "What the contracts cost a year is not stated."
    unknown = f"; the value of {len(running) - stated} is not stated" if stated < len(running) else ""
    comes = _comes_up(running, near)
    cost = say_pounds(running["value_gbp"].sum())
    return f"{say_count(stated, 'contract costs', 'contracts cost')} {cost} a year{comes}{unknown}."


def _comes_up(running: pd.DataFrame, near: pd.DataFrame) -> str:
    if near.empty:
        return ""
    part, whole = near["value_gbp"].sum(), running["value_gbp"].sum()
    worth = "all of which" if part == whole else f"of which {say_pounds(part)}"
    return f", {worth} comes up within {AHEAD} months"


def _undecided(near: pd.DataFrame) -> str:
    coming = near[near["state"] == "undecided"]
    return naming("Still to decide, in their order: {}.", coming["service"]) if len(coming) else ""


def _savings(every: pd.DataFrame) -> str:
    has = every[every["saving_at_renewal"].notna()]
    if has.empty:
        return ""
    parts = [
        f"{say_pounds(part['saving_at_renewal'].sum())} {lower_first(words)}"
        for status, words in (*SAVING_STATUSES.items(), (None, "Without a status"))
        for part in [has[has["saving_status"].isna() if status is None else has["saving_status"] == status]]
        if len(part)
    ]
    return f"Savings a year at renewal: {say_list(parts)}."


def _questions(near: pd.DataFrame, missed: pd.DataFrame) -> tuple[str, ...]:
    asked = []
    if len(missed):
        asked.append(f"Why was nothing decided on {missed['service'].iloc[0]}, and can it still be changed?")
    coming = near[near["state"] == "undecided"]
    if len(coming):
        asked.append(f"Who decides on {coming['service'].iloc[0]}, and what else was looked at?")
    doubtful = near[near["saving_status"].isin(["at_risk", "undeliverable"])]
    if len(doubtful):
        asked.append(f"What takes the place of the saving on {doubtful['service'].iloc[0]}?")
    return tuple(asked) or ("Which of these contracts could be shared with other councils?",)


def _note(every: pd.DataFrame, near: pd.DataFrame) -> str:
    notes = []
    later = len(every) - len(near) - int((every["state"] == "over").sum())
    if later > 0:
        notes.append(f"{say_count(later, 'contract renews', 'contracts renew')} later, in the table only.")
    over = int((every["state"] == "over").sum())
    if over:
        notes.append(f"{say_count(over, 'contract')} whose renewal is over and decided stand in the table only.")
    if len(near) > _DRAWN:
        notes.append(f"Drawn are the first {_DRAWN}; the table has all.")
    without = int(near["notice_date"].isna().sum())
    if without:
        notes.append(f"{say_count(without, 'contract states', 'contracts state')} no last day of notice.")
    return " ".join(notes)


def say_saving(row: pd.Series) -> str:
    """ "£9,000, at risk"; "None stated"."""
    if missing(row["saving_at_renewal"]):
        return "None stated"
    status = "no status" if missing(row["saving_status"]) else lower_first(SAVING_STATUSES[row["saving_status"]])
    return f"{full_pounds(row['saving_at_renewal'])}, {status}"


def _decision(row: pd.Series) -> str:
    late = {"notice_passed": "; notice has passed", "renewal_passed": "; renewal has passed"}
    return f"{CONTRACT_DECISIONS[row['decision']]}{late.get(row['state'], '')}"


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    def dates(column: str) -> list[str]:
        return ["Not stated" if missing(day) else say_date(day) for day in rows[column]]

    return pd.DataFrame(
        {
            "Contract": [
                row["service"] if missing(row["supplier"]) else f"{row['service']} ({row['supplier']})"
                for _, row in rows.iterrows()
            ],
            "Value a year": ["Not stated" if missing(pounds) else full_pounds(pounds) for pounds in rows["value_gbp"]],
            "Last day of notice": dates("notice_date"),
            "Renewal": dates("renewal_date"),
            "Decision": [_decision(row) for _, row in rows.iterrows()],
            "Saving a year at renewal": [say_saving(row) for _, row in rows.iterrows()],
        }
    )


def _figure(rows: pd.DataFrame, day: date, theme: str) -> go.Figure:
    """Each contract as a line from its last day of notice to its renewal, with a sign at either, from the top down."""
    c, now = colours(theme), pd.Timestamp(day)
    low, high = now - pd.DateOffset(months=_BACK), now + pd.DateOffset(months=AHEAD)
    earliest = rows[["notice_date", "renewal_date"]].min(axis=1).min()
    low = max(low, min(earliest, now)) - pd.DateOffset(days=45)
    names = list(rows["service"])
    fig = rows_figure(theme, names, [_beside(row) for _, row in rows.iterrows()], entries=2)
    for number, (_, row) in enumerate(rows.iterrows()):
        late, undecided = row["state"] in MISSED, row["decision"] == "undecided"
        colour = c.second if late else c.main
        first = max(row["renewal_date"] if missing(row["notice_date"]) else row["notice_date"], low)
        last = min(max(row["renewal_date"], low), high)
        fig.add_scatter(
            x=[first, last], y=[number, number], mode="lines", hoverinfo="skip", showlegend=False,
            line={"color": colour, "width": 4, "dash": "dot" if undecided else "solid"},
        )  # fmt: skip
        for column, (symbol, what) in _SIGNS.items():
            at = row[column]
            if missing(at) or not low <= at <= high:
                continue
            fig.add_scatter(
                x=[at], y=[number], mode="markers", showlegend=False, hoverinfo="text",
                hovertext=f"<b>{safe(row['service'])}</b><br>{what}: {say_date(at)}<br>{_decision(row)}",
                marker={"symbol": symbol, "size": 12, "color": c.page if undecided else colour,
                        "line": {"color": colour, "width": 2.5}},
            )  # fmt: skip
    fig.add_shape(type="line", x0=now, x1=now, y0=-0.8, y1=len(rows) - 0.6,
                  line={"color": c.text, "width": 2, "dash": "dot"}, layer="below")  # fmt: skip
    key_below(fig, ["◆ last day of notice", "■ renewal"], theme)
    fig.add_annotation(
        text="hollow: undecided &nbsp; dotted line: today", x=0, xref="paper", xanchor="left", y=0, yref="paper",
        yanchor="top", yshift=-25, showarrow=False, font={"size": 13, "color": c.muted},
    )  # fmt: skip
    ticks = pd.date_range(low, high, freq="6MS")
    fig.update_xaxes(type="date", range=[low, high + pd.DateOffset(days=15)], tickvals=list(ticks),
                     ticktext=[f"{tick:%b %Y}" for tick in ticks])  # fmt: skip
    return fig


def _beside(row: pd.Series) -> str:
    worth = "" if missing(row["value_gbp"]) else f"{short_pounds(row['value_gbp'])} a year, "
    said = {"notice_passed": "notice passed", "renewal_passed": "renewal passed"}
    return f"{worth}{said.get(row['state'], CONTRACT_DECISIONS[row['decision']].lower())}"
