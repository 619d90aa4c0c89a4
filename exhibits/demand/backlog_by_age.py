"""The backlog: incidents open at the end of each month, by their age."""

import pandas as pd
import plotly.graph_objects as go

from data.settings import settings
from exhibits import Exhibit, View
from exhibits.common.chart_parts import hatched
from exhibits.common.no_data import words_only
from exhibits.common.scope import scope_suffix
from exhibits.common.source import source_line
from exhibits.common.style import colours, figure, month_axis
from exhibits.common.view_queries import definition_of, view_rows
from exhibits.common.words import say_count, say_month
from exhibits.demand.small_numbers import too_small

_BANDS = {"90+": "More than 90 days", "31-90": "31 to 90 days", "8-30": "8 to 30 days", "0-7": "7 days or less"}
_PATTERNS = {"90+": "", "31-90": "/", "8-30": ".", "0-7": "x"}


def backlog_by_age(view: View, *, directorate: str | None = None, months: int | None = 24) -> Exhibit:
    """Incidents open at the end of each month, by their age. months: how many to draw (None = all)."""
    key, known = "backlog_by_age", definition_of(view, "backlog")
    rows = view_rows(view, "demand/backlog_by_age", directorate=directorate)
    rows = rows[rows["complete"]]
    if rows.empty or known is None:
        sentence = "No data: the files do not say when incidents were resolved, so nobody can tell which are open."
        return words_only(key, "Open incidents: no data", sentence, "" if known is None else source_line(view, known))
    smallest = settings().demand.small_number
    rows = rows.assign(hidden=too_small(rows, "incidents", smallest))
    now = rows[rows["month"] == rows["month"].max()]
    shown = rows[rows["month"] > rows["month"].max() - pd.DateOffset(months=months)] if months else rows
    total, when = _open(now["open_incidents"].iloc[0], smallest), say_month(now["month"].iloc[0])
    return Exhibit(
        key=key,
        title=f"{total} still open at the end of {when}{scope_suffix(directorate)}",
        summary=_summary(now, total, when),
        table=_table(shown, smallest),
        source=source_line(view, known),
        figure=_figure(shown[~shown["hidden"]], view.theme),
        questions=_questions(now),
        data=rows.assign(
            incidents=rows["incidents"].mask(rows["hidden"]),
            open_incidents=rows["open_incidents"].mask(rows["open_incidents"].between(1, smallest - 1)),
            share_over_90_days=rows["share_over_90_days"].mask(
                (rows["hidden"] & (rows["age_band"] == "90+")).groupby(rows["month"]).transform("any")
            ),
        ).drop(columns=["hidden", "complete"]),
        note=_note(rows, shown, smallest),
    )


def _open(count: float, smallest: int) -> str:
    """ "86 incidents", or "Fewer than 5 incidents" where that is too small to show."""
    return f"Fewer than {smallest} incidents" if 0 < count < smallest else say_count(int(count), "incident")


def _summary(now: pd.DataFrame, total: str, when: str) -> str:
    sentence = f"At the end of {when}, {total[0].lower()}{total[1:]} {'was' if total == '1 incident' else 'were'} open"
    everything = now["open_incidents"].iloc[0]
    if not everything or now["hidden"].sum() == 1:
        return f"{sentence}."
    old = now[now["age_band"] == "90+"].iloc[0]
    if not old["hidden"]:
        share = "under 1%" if 0 < old["share_over_90_days"] < 1 else f"{old['share_over_90_days']:.0f}%"
        some = f": {old['incidents']:,} of them ({share})" if old["incidents"] else ", none of them"
        sentence += f"{some} for more than 90 days"
    young = now[(now["age_band"] == "0-7") & ~now["hidden"]]
    if len(young):
        sentence += f". {young['incidents'].iloc[0]:,} had been open for a week or less"
    return f"{sentence}."


def _note(rows: pd.DataFrame, shown: pd.DataFrame, smallest: int) -> str:
    notes = []
    begin = rows["month"].min()
    if shown["month"].min() < begin + pd.DateOffset(months=3):
        notes.append(
            f"Incidents opened before {say_month(begin)} are not in the data: the first months show too few old ones."
        )
    if shown["hidden"].any():
        notes.append(f"Counts below {smallest}, and what they could be worked out from, are not shown.")
    return " ".join(notes)


def _questions(now: pd.DataFrame) -> tuple[str, ...]:
    old = now[now["age_band"] == "90+"].iloc[0]
    if old["incidents"] and not old["hidden"]:
        return (
            "What are the incidents older than 90 days waiting for, and who decides about them?",
            "Do the people who wait know why, and until when?",
        )
    return ("How many open incidents can the team work on at once?",)


def _table(rows: pd.DataFrame, smallest: int) -> pd.DataFrame:
    wide = rows.pivot(index="month", columns="age_band", values="incidents").iloc[::-1]
    hidden = rows.pivot(index="month", columns="age_band", values="hidden").iloc[::-1]
    totals = rows.drop_duplicates("month").set_index("month")["open_incidents"]
    table = pd.DataFrame({"End of": [say_month(month) for month in wide.index]})
    table["Open"] = [f"Fewer than {smallest}" if 0 < totals[m] < smallest else f"{totals[m]:,}" for m in wide.index]
    for band, words in _BANDS.items():
        table[words] = [
            "Not shown" if small else f"{count:,}" for count, small in zip(wide[band], hidden[band], strict=True)
        ]
    return table


def _figure(rows: pd.DataFrame, theme: str) -> go.Figure:
    c = colours(theme)
    fig = figure(theme, height=380)
    for (band, words), colour in zip(_BANDS.items(), c.series, strict=True):
        one = rows[rows["age_band"] == band]
        fig.add_bar(
            x=one["month"], y=one["incidents"], name=words,
            marker={"color": colour, "line": {"color": c.page, "width": 1},
                    "pattern": hatched(_PATTERNS[band], colour, c.page)},
            hovertext=[f"<b>{say_month(m)}</b><br>{words}: {n:,}"
                       for m, n in zip(one["month"], one["incidents"], strict=True)],
            hoverinfo="text",
        )  # fmt: skip
    fig.update_layout(barmode="stack", bargap=0.15, legend={"traceorder": "normal"}, margin={"r": 22})
    month_axis(fig, rows["month"].min(), rows["month"].max())
    fig.update_yaxes(tickformat=",", rangemode="tozero")
    return fig
