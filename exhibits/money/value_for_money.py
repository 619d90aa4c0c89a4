"""Value for money of each service: cost, volume, satisfaction and take-up side by side, never as one score."""

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from exhibits import Exhibit, View
from exhibits.common.links import links_to_services
from exhibits.common.no_data import words_only
from exhibits.common.scope import scope_suffix
from exhibits.common.source import source_line
from exhibits.common.style import colours, safe, template
from exhibits.common.view_queries import definition_of, view_rows
from exhibits.common.who_gets_through_lines import who_gets_through_lines, who_gets_through_links
from exhibits.common.words import missing, name_some, name_within, say_count, say_month, say_number, shorten

_KEY = "value_for_money"
_DRAWN = 15  # services drawn at most; the table has all
_FEW = 30  # answers below this say too little (queries/channels/satisfaction.sql)
_WHOLE = 99.5  # percent of the transactions from which a cost counts as that of all
_MEANS = (
    "cost per transaction is what the council says a service cost, by the transactions that this speaks of; volume is "
    "what was completed in twelve months; satisfied is the share of answers 4 and 5 of 5; online is digital take-up."
)
_NOTE = "The four are not made into one score: a high cost can be right where people need more help."
_CHANGES = {
    "rose": "really rose",
    "fell": "really fell",
    "no_real_change": "no real change",
    "too_early": "too early to say",
}
# column, heading in the figure, unit
_PANELS = (
    ("cost_per_transaction", "Cost for<br>one", "gbp"),
    ("completed", "Completed<br>in a year", "count"),
    ("satisfied", "Satisfied", "percent"),
    ("take_up", "Online", "percent"),
)


def services(view: View, *, directorate: str | None = None) -> Exhibit:
    """Each service's cost for one transaction, volume, satisfaction and digital take-up, side by side.

    directorate: its name (None = the whole council). Carries whether people who cannot use the online route still get
    through, as everything on take-up does.
    """
    beside = who_gets_through_lines(view, directorate=directorate)
    rows = view_rows(view, "money/value_for_money", directorate=directorate)
    used = rows[rows["completed"] > 0].reset_index(drop=True)
    definition = definition_of(view, "digital_take_up")
    if used.empty or definition is None:
        sentence = "No data: no channel volumes have been published, so neither cost nor use of a service is known."
        return words_only(_KEY, f"Value for money{scope_suffix(directorate)}: no data", sentence, beside=beside)
    used["few"] = ~(used["answers"] >= _FEW)
    return Exhibit(
        key=_KEY,
        title=_title(used, directorate),
        lead=_lead(used),
        more=_more(used),
        table=_table(used),
        source=source_line(view, pd.Series({**definition, "plain_meaning": _MEANS})),
        figure=_figure(used.head(_DRAWN), view.theme),
        questions=_questions(used),
        data=used,
        note=_notes(rows, used),
        beside=beside,
        links=who_gets_through_links(view, directorate=directorate) | links_to_services(used),
    )


def _title(rows: pd.DataFrame, directorate: str | None) -> str:
    costed = rows[rows["cost_per_transaction"].notna()]
    if costed.empty:
        return f"No service states what a transaction costs{scope_suffix(directorate)}"
    low, high = (_pounds(costed["cost_per_transaction"].agg(pick)) for pick in ("min", "max"))
    sentence = f"A transaction costs {low if low == high else f'{low} to {high}'}{scope_suffix(directorate)}"
    unknown = len(rows) - len(costed)
    state = "states" if unknown == 1 else "state"
    return f"{sentence}; {unknown} of {say_count(len(rows), 'service')} {state} no cost" if unknown else sentence


def _pounds(value: float) -> str:
    """A cost for one transaction: always with pence below £100."""
    return say_number(value, "gbp", 2 if abs(value) < 100 else 0)


def _lead(rows: pd.DataFrame) -> str:
    costed = rows[rows["cost_per_transaction"].notna()].sort_values("cost_per_transaction")
    if len(costed) > 1:
        cheap, dear = costed.iloc[0], costed.iloc[-1]
        return (
            f"Dearest for one transaction is {dear['name']}, {_pounds(dear['cost_per_transaction'])}; cheapest is "
            f"{cheap['name']}, {_pounds(cheap['cost_per_transaction'])}."
        )
    if len(costed):
        return f"Only {_of_cost(costed.iloc[0])}, states a cost."
    return "No service states what a transaction costs."


def _more(rows: pd.DataFrame) -> tuple[str, ...]:
    sentences = []
    unknown = list(rows.loc[rows["cost_per_transaction"].isna(), "name"])
    if unknown:
        sentences.append(name_within("No cost is stated for", unknown, 3, end="."))
    busy = rows.iloc[0]
    sentences.append(f"Most used: {busy['name']}, {say_number(busy['completed'], 'count')} completed in {_span(busy)}.")
    answered = rows[rows["satisfied"].notna() & ~rows["few"]].sort_values("satisfied")
    if len(answered):
        low = answered.iloc[0]
        lead = "Least satisfied" if len(answered) > 1 else "Satisfied"
        sentences.append(f"{lead}: {low['name']}, {say_number(low['satisfied'], 'percent')} of "
                    f"{say_count(int(low['answers']), 'answer')}.")  # fmt: skip
    else:
        sentences.append(f"No service has {_FEW} answers or more on satisfaction.")
    online = rows[rows["take_up"].notna()].sort_values("take_up")
    if len(online):
        low, high = online.iloc[0], online.iloc[-1]
        most = f"Most online: {high['name']}, {say_number(high['take_up'], 'percent')}"
        least = f"; least: {low['name']}, {say_number(low['take_up'], 'percent')}" if len(online) > 1 else ""
        sentences.append(f"{most}{least}.")
    return tuple(sentences)


def _of_cost(row: pd.Series) -> str:
    partly = "" if row["cost_covers"] >= _WHOLE else f", known for {say_number(row['cost_covers'], 'percent')} of them"
    return f"{row['name']}, {_pounds(row['cost_per_transaction'])}{partly}"


def _span(row: pd.Series) -> str:
    months = int(row["periods"]) * int(row["months"])
    return f"the {say_count(months, 'month')} with figures up to {say_month(_end(row))}" if months != 12 else (
        f"the year to {say_month(_end(row))}"
    )  # fmt: skip


def _end(row: pd.Series) -> pd.Timestamp:
    return row["last_month"] + pd.DateOffset(months=int(row["months"]) - 1)


def _changed(rows: pd.DataFrame) -> list[str]:
    sentences = []
    enough = rows[~rows["few"]]
    for column, part, words in (
        ("satisfied_change", enough, "Satisfaction"),
        ("take_up_change", rows, "Digital take-up"),
    ):
        for change in ("fell", "rose"):
            names = list(part.loc[part[column] == change, "name"])
            if names:
                sentences.append(f"{words} really {change} within a year in {name_some(names, 3)}.")
    return sentences


def _questions(rows: pd.DataFrame) -> tuple[str, ...]:
    sentences = []
    costed = rows[rows["cost_per_transaction"].notna()].sort_values("cost_per_transaction")
    if len(costed) > 1:
        sentences.append(
            f"What makes a transaction of {costed['name'].iloc[-1]} dearer than the others, and is it worth it?"
        )
    worse = rows[(rows["satisfied_change"] == "fell") & ~rows["few"]]
    if len(worse):
        sentences.append(f"Why are people less satisfied with {worse['name'].iloc[0]} than a year ago?")
    unknown = rows[rows["cost_per_transaction"].isna()]
    if len(unknown):
        sentences.append(
            f"Why does nobody know what {unknown['name'].iloc[0]} costs, the most used of those without a cost?"
        )
    few = rows[rows["few"]]
    if len(few) and len(sentences) < 3:
        sentences.append(f"How do we know whether people are satisfied with {few['name'].iloc[0]}?")
    return tuple(sentences[:3]) or ("Which of these services would residents rather see improved than made cheaper?",)


def _notes(rows: pd.DataFrame, used: pd.DataFrame) -> str:
    notes = [_NOTE, *_changed(used)]
    partly = used[used["cost_covers"] < _WHOLE]
    if len(partly):
        notes.append(f"The cost covers only some channels or months of {name_some(list(partly['name']), 4)}.")
    unused = len(rows) - len(used)
    if unused:
        notes.append(f"{say_count(unused, 'service has', 'services have')} no completed transactions on record.")
    if len(used) > _DRAWN:
        notes.append(f"Drawn are the {_DRAWN} most used; the table has all {len(used)}.")
    return " ".join(notes)


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    """The most used first."""
    return pd.DataFrame(
        {
            "Service": rows["name"],
            "Directorate": rows["directorate"],
            "Cost for one transaction": [_cost(row) for _, row in rows.iterrows()],
            "A year before": [_before(row) for _, row in rows.iterrows()],
            "Where the cost comes from": [_cost_source(row) for _, row in rows.iterrows()],
            "Completed in a year": [_completed(row) for _, row in rows.iterrows()],
            "Satisfied": [_satisfied(row) for _, row in rows.iterrows()],
            "Online (digital take-up)": [_change(row, "take_up") for _, row in rows.iterrows()],
        }
    )


def _cost(row: pd.Series) -> str:
    if missing(row["cost_per_transaction"]):
        return "Not stated"
    covers = (
        "" if row["cost_covers"] >= _WHOLE else f" (of {say_number(row['cost_covers'], 'percent')} of transactions)"
    )
    return f"{_pounds(row['cost_per_transaction'])}{covers}"


def _before(row: pd.Series) -> str:
    return "Not stated" if missing(row["cost_before"]) else _pounds(row["cost_before"])


def _cost_source(row: pd.Series) -> str:
    return "Not stated" if missing(row["cost_source"]) else row["cost_source"]


def _completed(row: pd.Series) -> str:
    count, months = say_number(row["completed"], "count"), int(row["periods"]) * int(row["months"])
    change = "" if missing(row["volume_change"]) else f", {_CHANGES[row['volume_change']]}"
    return f"{count}{f' in {months} months' if months != 12 else ''}{change}"


def _satisfied(row: pd.Series) -> str:
    if not row["answers"] > 0:
        return "No answers"
    answers = say_count(int(row["answers"]), "answer")
    return f"Too few: {answers}" if row["few"] else f"{_change(row, 'satisfied')}; {answers}"


def _change(row: pd.Series, column: str) -> str:
    if missing(row[column]):
        return "No data"
    change = "" if missing(row[f"{column}_change"]) else f", {_CHANGES[row[f'{column}_change']]}"
    return f"{say_number(row[column], 'percent')}{change}"


def _figure(rows: pd.DataFrame, theme: str) -> go.Figure:
    """A row for each service: its name, below it four values with a bar each, every column on its own scale."""
    c, row_height, top = colours(theme), 58, 46
    fig = make_subplots(rows=1, cols=len(_PANELS), horizontal_spacing=0.03)
    fig.update_layout(template=template(theme), height=top + row_height * len(rows) + 8, showlegend=False,
                      margin={"t": top, "b": 8, "l": 6, "r": 6})  # fmt: skip
    places = list(range(len(rows)))
    for col, (column, head, unit) in enumerate(_PANELS, 1):
        known = rows[column].where(~rows["few"]) if column == "satisfied" else rows[column]
        top_of_scale = 100 if unit == "percent" else float(known.max()) if known.notna().any() else 1
        texts = [_short(value, unit, column) for value in known]
        fig.add_bar(
            x=known, y=[n + 0.26 for n in places], orientation="h", width=0.2, marker={"color": c.main}, row=1, col=col,
            hovertext=[f"{safe(n)}: {text}" for n, text in zip(rows["name"], texts, strict=True)], hoverinfo="text",
        )  # fmt: skip
        fig.add_scatter(
            x=[0] * len(rows), y=[n + 0.02 for n in places], mode="text", text=texts, textposition="middle right",
            textfont={"size": 12, "color": c.text}, hoverinfo="skip", cliponaxis=False, row=1, col=col,
        )  # fmt: skip
        fig.update_xaxes(visible=False, range=[0, top_of_scale * 1.02 or 1], automargin=False, row=1, col=col)
        fig.update_yaxes(visible=False, range=[len(rows) - 0.5, -0.5], automargin=False, row=1, col=col)
        fig.add_annotation(
            text=head, x=fig.get_subplot(1, col).xaxis.domain[0], xref="paper", xanchor="left", y=1, yref="paper",
            yanchor="bottom", yshift=4, showarrow=False, align="left", font={"size": 12, "color": c.muted},
        )  # fmt: skip
    for n, name in enumerate(rows["name"]):
        fig.add_annotation(
            text=f"<b>{safe(shorten(name, 46))}</b>", x=0, xref="paper",
            xanchor="left", y=n - 0.28, yref="y", yanchor="middle", showarrow=False, font={"size": 13, "color": c.text},
        )  # fmt: skip
        if n:
            fig.add_shape(type="line", x0=0, x1=1, xref="paper", y0=n - 0.5, y1=n - 0.5, yref="y",
                          line={"color": c.grid, "width": 1})  # fmt: skip
    return fig


def _short(value: float, unit: str, column: str) -> str:
    if missing(value):
        return {"cost_per_transaction": "not stated", "satisfied": "too few"}.get(column, "no data")
    return _pounds(value) if unit == "gbp" else say_number(value, unit)
