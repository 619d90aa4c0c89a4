"""How satisfied people are, by channel."""

import pandas as pd
import plotly.graph_objects as go

from data.settings import settings
from exhibits import Exhibit, View
from exhibits.channels.channel_names import channel_name
from exhibits.channels.volumes import no_volumes, say_months_counted
from exhibits.common.bar_rows import percent_scale, rows_figure
from exhibits.common.scope import service_prefix, with_prefix
from exhibits.common.source import volumes_source
from exhibits.common.style import colours, safe
from exhibits.common.view_queries import service_rows, view_rows
from exhibits.common.words import missing, say_count, say_list, say_number

_FEW = 30  # answers below this say too little (queries/channels/satisfaction.sql)


_ANSWERS = {
    "sat_5": "Very satisfied",
    "sat_4": "Satisfied",
    "sat_3": "Neither",
    "sat_2": "Dissatisfied",
    "sat_1": "Very dissatisfied",
}
_SATISFACTION_MEANING = (
    "The share of those who answered who were satisfied or very satisfied. The line through each point is where the "
    "share would lie 19 times in 20, had others answered; it says nothing of those who never answer. The score runs "
    "from 0 (all very dissatisfied) to 100 (all very satisfied)."
)


def satisfaction(view: View, *, service: str | None = None, directorate: str | None = None) -> Exhibit:
    """The share satisfied in each channel over the last 12 months, with its interval and how many answered."""
    key = "channel_satisfaction"
    rows = view_rows(view, "channels/satisfaction", service=service, directorate=directorate)
    if rows.empty:
        any_rows = len(service_rows(view, "channels/services", service, directorate=directorate))
        why = "No data: nobody has submitted how satisfied people were." if any_rows else ""
        return no_volumes(view, key, "Satisfaction by channel", service, directorate, why)
    order = [each.channel for each in settings().every_channel]
    rows = rows.assign(place=[order.index(each) if each in order else -1 for each in rows["channel"]])
    rows = rows.sort_values("place", kind="stable").drop(columns="place").reset_index(drop=True)
    rows.insert(1, "channel_name", rows["channel"].map(channel_name))
    single = rows[rows["channel"] != ""].reset_index(drop=True)
    said = _said(rows, single)
    return Exhibit(
        key=key,
        title=with_prefix(service_prefix(view, service, directorate), _title(single)),
        lead=said[0],
        more=tuple(said[1:5]),
        table=_table(single if len(single) == 1 else rows),
        source=volumes_source(view, _SATISFACTION_MEANING),
        figure=_figure(single, view.theme),
        questions=_questions(single),
        data=rows,
        note=_note(single),
    )


def _title(single: pd.DataFrame) -> str:
    judged, lowest = single[single["enough"]], single[single["lowest"]]
    if judged.empty:
        return "Satisfaction by channel: too few answers to tell"
    if len(lowest):
        best = judged.loc[judged["lower"].idxmax(), "channel_name"]
        names = say_list([name.lower() for name in lowest["channel_name"]])
        return f"Satisfaction is lower for {names} than for {best.lower()}"
    return "Satisfaction by channel" + (": no clear difference" if len(judged) > 1 else "")


def _said(rows: pd.DataFrame, single: pd.DataFrame) -> list[str]:
    together, judged, few = rows.iloc[0], single[single["enough"]], single[~single["enough"]]
    sentences = [
        f"{say_months_counted(rows)}, {say_count(int(together['answers']), 'person', 'people')} answered, "
        f"{_of_all(together)}: {say_number(together['satisfied'], 'percent')} were satisfied or very satisfied."
    ]
    if not together["enough"]:
        sentences[0] = (
            f"{say_months_counted(rows)}, {say_count(int(together['answers']), 'person', 'people')} answered."
        )
    for row in judged.to_dict("records") if len(single) > 1 else ():
        sentences.append(
            f"{row['channel_name']}: {say_number(row['satisfied'], 'percent')} of {row['answers']:,.0f} answers "
            f"({say_number(row['lower'], 'percent')} to {say_number(row['upper'], 'percent')}, allowing for chance)."
        )
    if len(few):
        counts = [f"{row['channel_name']} ({row['answers']:,.0f})" for row in few.to_dict("records")]
        sentences.insert(1, f"Too few answers to tell: {say_list(counts)}.")
    return sentences


def _of_all(row: pd.Series) -> str:
    if missing(row["response_rate"]):
        return "out of a number that is not known"
    return f"{_rate(row['response_rate'])} of the transactions completed"


def _rate(rate: float) -> str:
    return "under 1%" if 0 < rate < 1 else say_number(rate, "percent", 0)


def _note(single: pd.DataFrame) -> str:
    notes = []
    if (~single["enough"]).any():
        notes.append(f"A channel with fewer than {_FEW} answers is drawn as an empty circle and is not compared.")
    if single["lowest"].any():
        notes.append("The channels may serve other needs and other people: a difference is not the channel’s alone.")
    if single["low_response"].any():
        notes.append("Where few answer, those who do may not speak for the others.")
    return " ".join(notes)


def _questions(single: pd.DataFrame) -> tuple[str, ...]:
    questions, lowest = [], single[single["lowest"]]
    if len(lowest):
        questions.append(f"What do people who use {lowest['channel_name'].iloc[0].lower()} complain about?")
    if (~single["enough"]).any():
        questions.append("How could more people be asked in the channels with few answers?")
    if single["low_response"].any():
        questions.append("Who does not answer, and how does the council learn what they think?")
    digital = {each.channel for each in settings().channels if each.digital}
    if set(single["channel"]) <= digital:
        questions.append("Why are only people who got through online asked how satisfied they are?")
    return tuple(questions[:3]) or ("What would raise satisfaction most, and for whom?",)


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "Channel": rows["channel_name"],
            "Share satisfied": [
                say_number(row["satisfied"], "percent") if row["enough"] else "Too few answers to tell"
                for row in rows.to_dict("records")
            ],
            "19 times in 20": [
                f"{say_number(row['lower'], 'percent')} to {say_number(row['upper'], 'percent')}"
                for row in rows.to_dict("records")
            ],
            "Score": [
                say_number(row["score"], "score") if row["enough"] else "Too few" for row in rows.to_dict("records")
            ],
            "Answers": [say_number(value, "count") for value in rows["answers"]],
            "Answered, of completed": [
                "Not known" if missing(value) else _rate(value) for value in rows["response_rate"]
            ],
        }
    )
    for column, name in _ANSWERS.items():
        table[name] = [say_number(value, "count") for value in rows[column]]
    return table


def _figure(single: pd.DataFrame, theme: str) -> go.Figure:
    c, rows = colours(theme), single.to_dict("records")
    beside = [
        f"{say_number(row['satisfied'], 'percent')} of {say_count(int(row['answers']), 'answer')}"
        if row["enough"]
        else f"{say_count(int(row['answers']), 'answer')}: too few to tell"
        for row in rows
    ]
    fig = rows_figure(theme, list(single["channel_name"]), beside)
    ink = [c.main if row["enough"] else c.limit for row in rows]
    for place, row in enumerate(rows):
        fig.add_scatter(
            x=[row["lower"], row["upper"]], y=[place] * 2, mode="lines", line={"color": ink[place], "width": 3},
            hoverinfo="skip", showlegend=False,
        )  # fmt: skip
    fig.add_scatter(
        x=single["satisfied"], y=list(range(len(rows))), mode="markers", showlegend=False, hoverinfo="text",
        hovertext=[f"<b>{safe(row['channel_name'])}</b>: {words}" for row, words in zip(rows, beside, strict=True)],
        marker={"size": 13, "color": [c.main if row["enough"] else c.page for row in rows],
                "line": {"color": ink, "width": 2}},
    )  # fmt: skip
    percent_scale(fig)
    return fig
