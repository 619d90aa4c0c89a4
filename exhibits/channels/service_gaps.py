"""Which services lack a test, an equality note, a way in without the internet or accessibility: the most gaps first."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.channels.catalogue import no_catalogue
from exhibits.common.bar_rows import bars_figure
from exhibits.common.links import links_to_services
from exhibits.common.scope import day_of, scope_suffix
from exhibits.common.source import catalogue_source
from exhibits.common.style import colours
from exhibits.common.view_queries import view_rows
from exhibits.common.words import first_that_fits, missing, naming, say_count, say_date, say_number

_KEY = "service_gaps"
_GAPS = {
    "no_test": "No load or user test on record",
    "no_equality_note": "No equality note",
    "no_offline_route": "No way in without the internet",
    "not_accessible": "Not accessible, or never tested for it",
}
_MEANS = (
    "services that are online. A gap: no load or user test is on record; no note on groups with protected "
    "characteristics; no way in without the internet; it does not meet the accessibility rules, or was never tested "
    "for that (partly is no gap)."
)


def service_gaps(view: View, *, today: date, directorate: str | None = None) -> Exhibit:
    """Every service that is online with its gaps counted, the most first. today: as in one_service()."""
    rows = view_rows(view, "channels/service_gaps", today=day_of(view, today), directorate=directorate)
    if rows.empty:
        return no_catalogue(_KEY, "Gaps of services", directorate)
    some = rows[rows["gaps"] > 0]
    return Exhibit(
        key=_KEY,
        title=f"{len(some) or 'None'} of {say_count(len(rows), 'online service')} "
        f"{'have' if len(some) > 1 else 'has'} a gap{scope_suffix(directorate)}",
        lead=_lead(rows),
        more=tuple(_more(some)),
        table=_table(rows),
        source=catalogue_source(view, _MEANS, volumes=True),
        figure=_figure(rows, view.theme),
        questions=_questions(some),
        data=rows,
        links=links_to_services(rows, "service"),
        table_first=True,
    )


def _lead(rows: pd.DataFrame) -> str:
    worst = rows[rows["gaps"] == rows["gaps"].max()]
    row = rows.iloc[0]
    if not row["gaps"]:
        return (
            "Every service has a test, an equality note and a way in without the internet, and meets the accessibility "
            "rules at least in part."
        )
    gaps = say_count(int(row["gaps"]), "gap")
    if len(worst) == 1:
        return f"{row['name']} has the most: {gaps} of 4."
    return first_that_fits(
        f"{len(worst)} services have the most, {gaps} of 4 each; the most used of them is {row['name']}.",
        f"{len(worst)} services have the most, {gaps} of 4 each.",
    )


def _more(some: pd.DataFrame) -> list[str]:
    begin = {
        "no_test": "No test on record: {}.",
        "no_equality_note": "No equality note: {}.",
        "no_offline_route": "No way in without the internet: {}.",
        "not_accessible": "Not accessible, or never tested: {}.",
    }
    return [naming(words, list(some.loc[some[gap], "name"])) for gap, words in begin.items() if some[gap].any()]


def _questions(some: pd.DataFrame) -> tuple[str, ...]:
    if some.empty:
        return ("Who checks what the catalogue says, and how often?",)
    asked = [f"When will the gaps of {some['name'].iloc[0]} be closed, and who answers for it?"]
    if some["no_equality_note"].any():
        asked.append("Why have some services no equality note, and who decides that none is needed?")
    return tuple(asked)


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    def test(row: pd.Series) -> str:
        return "None" if row["no_test"] else say_date(row["last_tested_on"])

    def note(row: pd.Series) -> str:
        if row["no_equality_note"]:
            return "None"
        return "Given" if missing(row["equality_assessed_on"]) else say_date(row["equality_assessed_on"])

    statuses = {"fully": "Meets the rules", "partially": "Partly", "not": "Does not", "not tested": "Not tested"}
    records = [row for _, row in rows.iterrows()]
    return pd.DataFrame(
        {
            "Service": rows["name"],
            "Gaps of 4": [f"{row['gaps']}" for row in records],
            "Last test": [test(row) for row in records],
            "Equality note": [note(row) for row in records],
            "Way in offline": ["None" if row["no_offline_route"] else "Yes" for row in records],
            "Accessible": [statuses.get(str(row["accessibility_status"]), "Not stated") for row in records],
        }
    )


def _figure(rows: pd.DataFrame, theme: str) -> go.Figure | None:
    counts = pd.Series([int(rows[gap].sum()) for gap in _GAPS])
    if not counts.any():
        return None
    c = colours(theme)
    words = [f"{say_number(count, 'count')} of {len(rows):,}" for count in counts]
    return bars_figure(counts, list(_GAPS.values()), words, [c.main] * len(_GAPS), "Services with the gap", theme)
