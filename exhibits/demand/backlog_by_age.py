"""The backlog: incidents open at the end of each month, by their age."""

import pandas as pd
import plotly.graph_objects as go

from data.settings import settings
from exhibits import Exhibit, View
from exhibits.common.chart_parts import caption, end_labels, hatched
from exhibits.common.no_data import words_only
from exhibits.common.scope import scope_suffix
from exhibits.common.source import source_line
from exhibits.common.style import colours, figure, month_axis
from exhibits.common.view_queries import definition_of, view_rows
from exhibits.common.words import missing, say_count, say_month

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
    now = rows[rows["month"] == rows["month"].max()]
    shown = rows[rows["month"] > rows["month"].max() - pd.DateOffset(months=months)] if months else rows
    total, when = say_open(now.iloc[0], smallest), say_month(now["month"].iloc[0])
    return Exhibit(
        key=key,
        title=f"{total} still open at the end of {when}{scope_suffix(directorate)}",
        lead=_lead(now, total, when),
        more=_more(now),
        table=_table(shown, smallest),
        source=source_line(view, known),
        figure=_figure(shown[~shown["hidden"]], view.theme),
        questions=_questions(now),
        data=_data(shown),
        note=_note(rows, shown, smallest),
    )


def say_open(row: pd.Series, smallest: int) -> str:
    """ "86 incidents"; "Fewer than 5 incidents" where that is too small to show; "Incidents (number not shown)"."""
    if missing(row["open_incidents"]):
        return f"Fewer than {smallest} incidents" if row["few_open"] else "Incidents (number not shown)"
    return say_count(int(row["open_incidents"]), "incident")


def _lead(now: pd.DataFrame, total: str, when: str) -> str:
    sentence = f"At the end of {when}, {total[0].lower()}{total[1:]} {'was' if total == '1 incident' else 'were'} open"
    everything = now["open_incidents"].iloc[0]
    if missing(everything) or not everything or now["hidden"].sum() == 1:
        return f"{sentence}."
    old = now[now["age_band"] == "90+"].iloc[0]
    if not old["hidden"] and not missing(old["share_over_90_days"]):
        share = "under 1%" if 0 < old["share_over_90_days"] < 1 else f"{old['share_over_90_days']:.0f}%"
        some = f": {int(old['incidents']):,} of them ({share})" if old["incidents"] else ", none of them"
        sentence += f"{some} for more than 90 days"
    return f"{sentence}."


def _more(now: pd.DataFrame) -> tuple[str, ...]:
    young = now[(now["age_band"] == "0-7") & ~now["hidden"]]
    everything = now["open_incidents"].iloc[0]
    if young.empty or now["hidden"].sum() == 1 or missing(everything) or not everything:
        return ()
    return (f"{int(young['incidents'].iloc[0]):,} had been open for a week or less.",)


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
    if not old["hidden"] and old["incidents"]:
        return (
            "What are the incidents older than 90 days waiting for, and who decides about them?",
            "Do the people who wait know why, and until when?",
        )
    return ("How many open incidents can the team work on at once?",)


def _table(rows: pd.DataFrame, smallest: int) -> pd.DataFrame:
    wide = rows.pivot(index="month", columns="age_band", values="incidents").iloc[::-1]
    hidden = rows.pivot(index="month", columns="age_band", values="hidden").iloc[::-1]
    totals = rows.drop_duplicates("month").set_index("month")
    table = pd.DataFrame({"End of": [say_month(month) for month in wide.index]})
    table["Open"] = [_all_open(totals.loc[month], smallest) for month in wide.index]
    for band, words in _BANDS.items():
        table[words] = [
            "Not shown" if small else f"{int(count):,}" for count, small in zip(wide[band], hidden[band], strict=True)
        ]
    return table


def _all_open(row: pd.Series, smallest: int) -> str:
    if missing(row["open_incidents"]):
        return f"Fewer than {smallest}" if row["few_open"] else "Not shown"
    return f"{int(row['open_incidents']):,}"


def _data(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of the table as numbers, without those that are too small to show."""
    months = rows.drop_duplicates("month").set_index("month").iloc[::-1]
    bands = rows.pivot(index="month", columns="age_band", values="incidents")
    data = pd.DataFrame({"open_incidents": months["open_incidents"]})
    for band in _BANDS:
        data[f"days_{band.replace('-', '_').replace('+', '_and_more')}"] = bands[band]
    data["share_over_90_days"] = months["share_over_90_days"]
    return data.reset_index()


def _figure(rows: pd.DataFrame, theme: str) -> go.Figure:
    c = colours(theme)
    fig, newest = figure(theme, height=380), rows["month"].max()
    labels, below = [], 0.0
    for (band, words), colour in zip(_BANDS.items(), c.series, strict=True):
        one = rows[rows["age_band"] == band]
        fig.add_bar(
            x=one["month"], y=one["incidents"], name=words,
            marker={"color": colour, "line": {"color": c.page, "width": 1},
                    "pattern": hatched(_PATTERNS[band], colour, c.page)},
            hovertext=[f"<b>{say_month(m)}</b><br>{words}: {int(n):,}"
                       for m, n in zip(one["month"], one["incidents"], strict=True)],
            hoverinfo="text", showlegend=False,
        )  # fmt: skip
        count = one.loc[one["month"] == newest, "incidents"].sum()
        days = "Over 90" if band == "90+" else band.replace("-", "–")
        labels += [(f"{days} days: {int(count):,}", below + count / 2)]
        below += count
    top = (rows.groupby("month")["incidents"].sum().max() or 1) * 1.08
    end_labels(fig, labels, top, 300, c)
    caption(fig, "Open at the end of the month, by age", c)
    fig.update_layout(barmode="stack", bargap=0.15, margin={"r": 100, "t": 34})
    month_axis(fig, rows["month"].min(), newest)
    fig.update_yaxes(tickformat=",", range=[0, top])
    return fig
