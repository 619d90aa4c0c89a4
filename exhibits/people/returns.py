"""What was given out, handed back as unsuitable and disposed of, and how much of that has a certificate."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.bar_rows import bars_figure
from exhibits.common.no_data import words_only
from exhibits.common.scope import day_of
from exhibits.common.source import source_of
from exhibits.common.style import colours
from exhibits.common.view_queries import view_rows
from exhibits.common.words import first_that_fits, missing, say_count, say_span, upper_first
from exhibits.people.words import DEVICES_MEAN, of_group, say_devices, whose

_STATED = ["issued", "returned", "disposed", "disposed_with_certificate"]


def members_returns(view: View, *, today: date) -> Exhibit:
    """Of each type of councillors' devices the sums of 12 months' counts: given out, handed back as unsuitable within
    three months, disposed of, with a certificate."""
    return _returns(view, "members_returns", today, members=True)


def staff_returns(view: View, *, today: date) -> Exhibit:
    """The same of staff and every other group."""
    return _returns(view, "staff_returns", today, members=False)


def _returns(view: View, key: str, today: date, *, members: bool) -> Exhibit:
    rows = of_group(view_rows(view, "people/devices", today=day_of(view, today)), members)
    rows = rows[rows[_STATED].notna().any(axis=1)].reset_index(drop=True)
    if rows.empty:
        what = f"No data: no count of {whose(members)} states what was given out, handed back or disposed of."
        return words_only(key, "Handed back and disposed of: no data", what)
    return Exhibit(
        key=key,
        title=_title(rows, members),
        lead=_lead(rows),
        more=_more(rows),
        table=_table(rows),
        source=source_of(view, "devices", means=DEVICES_MEAN),
        figure=_figure(rows, view.theme),
        questions=_questions(rows),
        data=rows,
    )


def _sum(rows: pd.DataFrame, name: str) -> int | None:
    """None where no count states it."""
    return int(rows[name].sum()) if rows[name].notna().any() else None


def _back(rows: pd.DataFrame) -> str:
    back = _sum(rows, "returned")
    if back is None:
        return "How many devices were handed back is not stated"
    return f"{say_count(back, 'device was', 'devices were') if back else 'No device was'} handed back as unsuitable"


def _title(rows: pd.DataFrame, members: bool) -> str:
    back, gone = _sum(rows, "returned"), _sum(rows, "disposed")
    said = [f"{_number(back)} handed back"] if back is not None else []
    said += [f"{_number(gone)} disposed of"] if gone is not None else []
    told = ", ".join(said) or f"{_number(_sum(rows, 'issued'))} given out"
    return f"{upper_first(whose(members))}, {_counts(rows)}: {told}"


def _number(count: int | None) -> str:
    return f"{count:,}" if count else "none"


def _counts(rows: pd.DataFrame) -> str:
    """ "the last 4 counts": those of the 12 months up to the newest."""
    counts = int(rows["counts"].max())
    return "the only count" if counts == 1 else f"the last {counts} counts"


def _lead(rows: pd.DataFrame) -> str:
    """What came back beside what went out; then what was disposed of without a certificate, where any was."""
    given, known, certified = (_sum(rows, each) for each in ("issued", "disposed_known", "disposed_with_certificate"))
    out = "" if given is None else f", and {given:,} {'was' if given == 1 else 'were'} given out"
    soon = "" if _sum(rows, "returned") is None else " within three months of issue"
    said = f"{_back(rows)}{soon}{out}"
    if not known or certified is None:
        return first_that_fits(f"{said}.", f"{_back(rows)}.")
    lack = known - certified
    if lack:
        disposal = f"{lack:,} of {known:,} disposed of {'lacks' if lack == 1 else 'lack'} a certificate"
    else:
        disposal = f"all {known:,} disposed of have a certificate" if known > 1 else "the one disposed of has one"
    return first_that_fits(f"{said}; {disposal}.", f"{_back(rows)}; {disposal}.")


def _more(rows: pd.DataFrame) -> tuple[str, ...]:
    points = []
    back = rows[rows["returned"] > 0].sort_values("returned", ascending=False, kind="stable")
    if len(back):
        row = back.iloc[0]
        points.append(f"Most were handed back of: {say_devices(row)}, {int(row['returned']):,}.")
    lack = rows[rows["disposed_known"] > rows["disposed_with_certificate"]]
    for _, row in lack.head(2).iterrows():
        missed = int(row["disposed_known"] - row["disposed_with_certificate"])
        points.append(f"{say_devices(row)}: {missed:,} of {int(row['disposed_known']):,} without a certificate.")
    first, last = rows["first_month"].min(), rows["month"].max()
    points.append(f"Counted in {say_span(first, last)}; each count speaks of the time since the one before.")
    return tuple(points)


def _questions(rows: pd.DataFrame) -> tuple[str, ...]:
    asked = []
    if (rows["disposed_known"] > rows["disposed_with_certificate"]).any():
        asked.append("Where are the devices that were disposed of without a certificate, and was there data on them?")
    if (rows["returned"] > 0).any():
        asked.append("Why were these devices unsuitable, and were people asked before they were chosen?")
    return tuple(asked) or ("Would people say so if a device did not suit them?",)


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    def whole(name: str) -> list[str]:
        return ["Not stated" if missing(each) else f"{int(each):,}" for each in rows[name]]

    return pd.DataFrame(
        {
            "Devices": [say_devices(row) for _, row in rows.iterrows()],
            "Given out": whole("issued"),
            "Handed back as unsuitable": whole("returned"),
            "Disposed of": whole("disposed"),
            "With a certificate": whole("disposed_with_certificate"),
        }
    )


def _figure(rows: pd.DataFrame, theme: str) -> go.Figure | None:
    """A bar for each type: how many were handed back."""
    told = rows[rows["returned"].notna()].reset_index(drop=True)
    if told.empty or not told["returned"].sum():
        return None
    names = [say_devices(row) for _, row in told.iterrows()]
    beside = [_beside(row) for _, row in told.iterrows()]
    return bars_figure(
        told["returned"],
        names,
        beside,
        [colours(theme).main] * len(told),
        f"Handed back as unsuitable in {_counts(rows)}",
        theme,
    )


def _beside(row: pd.Series) -> str:
    given = "" if missing(row["issued"]) else f", {int(row['issued']):,} given out"
    return f"{int(row['returned']):,} back{given}"
