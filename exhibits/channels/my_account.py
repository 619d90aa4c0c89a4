"""My Account: how many people have one, how many use it, and which services they find there."""

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from exhibits import Exhibit, View
from exhibits.common.chart_parts import heading, hover_texts
from exhibits.common.links import links_to_services
from exhibits.common.no_data import words_only
from exhibits.common.source import catalogue_source, source_line
from exhibits.common.style import Colours, colours, figure, month_axis, safe
from exhibits.common.verdicts import status
from exhibits.common.view_queries import definition_of, measure_rows, view_rows
from exhibits.common.words import missing, say_count, say_date, say_list, say_month, say_number

_REGISTRATIONS, _ACTIVE = "my_account_registrations", "my_account_active_users"
_WANTED = {
    _REGISTRATIONS: "how many accounts there are",
    _ACTIVE: "how many accounts had at least one transaction in the month",
}
_MEANS = "the active share is the accounts with at least one transaction in the month, out of all accounts by then."
_NAMED = 8  # services that a sentence names


def my_account(view: View, *, months: int | None = None) -> Exhibit:
    """Accounts, accounts used in the month, and the services that joined; what is not submitted is said.

    months: how many to draw (None = all).
    """
    key = "my_account"
    rows = view_rows(view, "channels/my_account")
    services = view_rows(view, "channels/my_account_services", today=view.as_at)
    lacking = [name for name in _WANTED if not _has(rows, name)]
    if len(lacking) == len(_WANTED) and services.empty:
        sentence = (
            f"No data: nobody has submitted figures on My Account. {_wanted(lacking)} No service is in it either."
        )
        return words_only(key, "My Account: no data", sentence)
    shown = rows[rows["month"] > rows["month"].max() - pd.DateOffset(months=months)] if months else rows
    said = _said(view, rows, services, lacking)
    return Exhibit(
        key=key,
        title=_title(rows, services),
        lead=said[0],
        more=tuple(said[1:5]),
        links=links_to_services(services),
        table=_table(shown, services),
        source=_source(view, lacking),
        figure=_figure(shown, services, view.theme),
        questions=_questions(rows, services),
        data=_data(shown, services),
        note=_note(rows, services),
    )


def _has(rows: pd.DataFrame, measure: str) -> bool:
    return bool(rows[_column(measure)].notna().any())


def _column(measure: str) -> str:
    return "registrations" if measure == _REGISTRATIONS else "active"


def _newest(rows: pd.DataFrame, column: str) -> pd.Series | None:
    """The newest complete month that has a value; else the newest one."""
    known = rows[rows[column].notna()]
    whole = known[known["complete"]]
    return None if known.empty else (whole if len(whole) else known).iloc[-1]


# -- words -----------------------------------------------------------------------------------------------------------


def _title(rows: pd.DataFrame, services: pd.DataFrame) -> str:
    used, known = _newest(rows, "active_share"), _newest(rows, "registrations")
    if used is not None:
        return f"{say_number(used['active_share'], 'percent')} of accounts were used in {say_month(used['month'])}"
    if known is not None:
        return f"{say_number(known['registrations'], 'count')} people have a My Account in {say_month(known['month'])}"
    return f"{say_count(len(services), 'service')} {'is' if len(services) == 1 else 'are'} in My Account"


def _said(view: View, rows: pd.DataFrame, services: pd.DataFrame, lacking: list[str]) -> list[str]:
    known, used, share = (_newest(rows, name) for name in ("registrations", "active", "active_share"))
    sentences = []
    if share is not None:
        many = share["active_share"] > 100
        odd = ", which is more than there are: one of the two figures is wrong" if many else ""
        sentences.append(
            f"{say_number(share['active'], 'count')} accounts, {say_number(share['active_share'], 'percent')} of all, "
            f"had at least one transaction in {say_month(share['month'])}{odd}."
        )
    elif used is not None:
        sentences.append(f"{say_number(used['active'], 'count')} accounts were used in {say_month(used['month'])}.")
    if known is not None:
        sentences.append(
            f"{say_month(known['month'])}: {say_number(known['registrations'], 'count')} accounts"
            f"{_year_before(rows, known, 'registrations')}."
        )
    sentences += [_signal(view), *_wanted_said(lacking), _joined(services)]
    return list(filter(None, sentences))


def _year_before(rows: pd.DataFrame, now: pd.Series, column: str) -> str:
    before = rows[rows["month"] == now["month"] - pd.DateOffset(years=1)]
    if before.empty or missing(before[column].iloc[0]):
        return ""
    return f", {say_number(before[column].iloc[0], 'count')} a year before"


def _signal(view: View) -> str:
    """Whether the number of accounts used is unusual, as its control chart says."""
    verdict = measure_rows(view, "signals/measures", _ACTIVE)
    if verdict.empty or status(verdict.iloc[0]) == "No data":
        return ""
    row = verdict.iloc[0]
    return f"Accounts used in {say_month(row['month'])}: {status(row).lower()}."


def _wanted_said(lacking: list[str]) -> list[str]:
    """The same for members, a sentence each."""
    said = [f"Not submitted: {_WANTED[name]} (measure {name})." for name in lacking]
    return [*said, "Officers give it in the file of KPI values under that id."] if said else []


def _wanted(lacking: list[str]) -> str:
    if not lacking:
        return ""
    wanted = say_list([f"{_WANTED[name]} (measure {name})" for name in lacking])
    return f"Not submitted: {wanted}. Officers give it in the file of KPI values under that id."


def _joined(services: pd.DataFrame) -> str:
    if services.empty:
        return "The catalogue names no service that is in My Account."
    number, online = len(services), int(services["online_services"].iloc[0])
    sentence = f"{number} of {say_count(online, 'online service')} {'is' if number == 1 else 'are'} in My Account"
    dated = services[services["joined_on"].notna()]
    if len(dated):
        last = dated.iloc[-1]
        sentence += f"; last to join: {last['name']}, {say_date(last['joined_on'])}"
    return f"{sentence}."


def _note(rows: pd.DataFrame, services: pd.DataFrame) -> str:
    notes = []
    undated = int(services["joined_on"].isna().sum())
    if undated:
        notes.append(
            f"Of {say_count(undated, 'service')} in My Account nobody has said when it joined: counted from the start."
        )
    if len(rows) and not rows["complete"].iloc[-1]:
        notes.append(f"{say_month(rows['month'].iloc[-1])} is not complete yet.")
    return " ".join(notes)


def _questions(rows: pd.DataFrame, services: pd.DataFrame) -> tuple[str, ...]:
    share = _newest(rows, "active_share")
    questions = []
    if share is not None and share["active_share"] < 50:
        questions.append("Why do most people with an account not come back in a month, and what would bring them back?")
    if len(services) and len(services) < services["online_services"].iloc[0]:
        questions.append("Which services join My Account next, and when?")
    return tuple(questions) or ("What do people with an account get done that others cannot?",)


def _source(view: View, lacking: list[str]) -> str:
    given = [name for name in (_ACTIVE, _REGISTRATIONS) if name not in lacking]
    known = definition_of(view, given[0]) if given else None
    parts = [] if known is None else [source_line(view, known)]
    return " ".join([*parts, catalogue_source(view, _MEANS)])


# -- table and figure ------------------------------------------------------------------------------------------------


def _table(rows: pd.DataFrame, services: pd.DataFrame) -> pd.DataFrame:
    if rows.empty:
        return pd.DataFrame(
            {
                "Service": services["name"],
                "In My Account since": [
                    "Not stated" if missing(day) else say_date(day) for day in services["joined_on"]
                ],
            }
        )
    rows = rows.iloc[::-1]
    return pd.DataFrame(
        {
            "Month": [say_month(month) for month in rows["month"]],
            "Accounts": [say_number(value, "count") for value in rows["registrations"]],
            "Accounts used": [say_number(value, "count") for value in rows["active"]],
            "Share used": [say_number(value, "percent") for value in rows["active_share"]],
            "Services in My Account": [f"{_in_by(services, month):,}" for month in rows["month"]],
            "Joined in the month": [_joined_in(services, month) for month in rows["month"]],
        }
    ).reset_index(drop=True)


def _in_by(services: pd.DataFrame, month: pd.Timestamp) -> int:
    end = month + pd.offsets.MonthEnd(0)
    return int((services["joined_on"].isna() | (services["joined_on"] <= end)).sum())


def _joined_in(services: pd.DataFrame, month: pd.Timestamp) -> str:
    joined = services[services["joined_on"].between(month, month + pd.offsets.MonthEnd(0))]
    return say_list(list(joined["name"].head(_NAMED))) if len(joined) else "–"


def _data(rows: pd.DataFrame, services: pd.DataFrame) -> pd.DataFrame:
    if rows.empty:
        return services
    rows = rows.iloc[::-1]
    return rows.assign(services=[_in_by(services, month) for month in rows["month"]])


def _figure(rows: pd.DataFrame, services: pd.DataFrame, theme: str) -> go.Figure | None:
    """Accounts, the share of them that is used, and the services that joined: one small chart above the other."""
    first, last = _reach(rows, services)
    parts = [
        (name, words, unit)
        for name, words, unit in (
            ("registrations", "Accounts", "count"),
            ("active_share", "Accounts used", "percent"),
        )
        if rows[name].notna().any()
    ]
    if not parts and rows["active"].notna().any():
        parts = [("active", "Accounts used", "count")]
    dated = services[services["joined_on"].notna()]
    number = len(parts) + bool(len(dated))
    if not number:
        return None
    c, height = colours(theme), 60 + 150 * number
    fig = make_subplots(rows=number, cols=1, shared_xaxes=True, vertical_spacing=min(44 / height, 0.3))
    fig.update_layout(figure(theme, height=height).layout)
    for place, (name, words, unit) in enumerate(parts, 1):
        fig.add_scatter(
            x=rows["month"], y=rows[name], mode="lines+markers", line={"color": c.main, "width": 2},
            marker={"size": 5}, hovertext=hover_texts(rows["month"], rows[name], unit), hoverinfo="text",
            showlegend=False, row=place, col=1,
        )  # fmt: skip
        now = _newest(rows, name)
        assert now is not None  # parts are the columns with figures
        heading(fig, f"<b>{words}</b>: {say_number(now[name], unit)} in {now['month']:%b %Y}", place, 1, c)
        fig.update_yaxes(
            range=[0, rows[name].max() * 1.15 or 1], tickformat=",", ticksuffix="%" if unit == "percent" else "",
            nticks=4, row=place, col=1,
        )  # fmt: skip
    if len(dated):
        _services_line(fig, services, dated, first, last, number, c)
    month_axis(fig, first, last)
    fig.update_layout(margin={"t": 36, "r": 22})
    return fig


def _reach(rows: pd.DataFrame, services: pd.DataFrame) -> tuple[pd.Timestamp, pd.Timestamp]:
    """The months drawn: those with figures, else from the first service that joined."""
    if len(rows):
        return rows["month"].min(), rows["month"].max()
    joined = services["joined_on"].dropna()
    if joined.empty:
        return pd.Timestamp.today(), pd.Timestamp.today()
    return joined.min().replace(day=1), joined.max().replace(day=1)


def _services_line(
    fig: go.Figure,
    services: pd.DataFrame,
    dated: pd.DataFrame,
    first: pd.Timestamp,
    last: pd.Timestamp,
    place: int,
    c: Colours,
) -> None:
    inside = dated[dated["joined_on"].between(first, last + pd.offsets.MonthEnd(0))]
    end = last + pd.DateOffset(days=15)
    x, y = [first, *inside["joined_on"], end], [_in_by(services, first - pd.DateOffset(months=1)), *inside["so_far"]]
    fig.add_scatter(
        x=x, y=[*y, _in_by(services, last)], mode="lines", line={"color": c.main, "width": 2, "shape": "hv"},
        hoverinfo="skip", showlegend=False, row=place, col=1,
    )  # fmt: skip
    fig.add_scatter(
        x=inside["joined_on"], y=inside["so_far"], mode="markers", marker={"size": 9, "color": c.main},
        hovertext=[f"<b>{say_date(day)}</b>: {safe(name)}"
                   for day, name in zip(inside["joined_on"], inside["name"], strict=True)],
        hoverinfo="text", showlegend=False, row=place, col=1,
    )  # fmt: skip
    heading(fig, f"<b>Services in My Account</b>: {_in_by(services, last)} in {last:%b %Y}", place, 1, c)
    fig.update_yaxes(range=[0, len(services) * 1.2], tickformat=",d", nticks=4, row=place, col=1)
