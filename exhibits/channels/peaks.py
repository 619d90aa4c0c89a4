"""Peak readiness: the next peak of each online service, whether it was tested for it, and how the last peak went."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.channels.catalogue import NO_CATALOGUE
from exhibits.common.bar_rows import key_below, rows_figure
from exhibits.common.links import links_to_services
from exhibits.common.no_data import words_only
from exhibits.common.scope import day_of, scope_suffix
from exhibits.common.source import catalogue_source
from exhibits.common.style import colours, safe
from exhibits.common.view_queries import service_rows, view_rows
from exhibits.common.words import missing, name_some, say_count, say_date, say_month, say_number, upper_first

_TESTS = {
    "tested": "Tested since the last peak",
    "not_since": "Not tested since the last peak",
    "never": "Never tested",
    "planned": "Test still to come",
}
_SHORT = {"tested": "tested", "not_since": "not tested since", "never": "never tested", "planned": "test to come"}
_DRAWN = 30  # services with a row in the figure; the table has all
_NAMED = 4  # services that a sentence names
_MIDDLE = pd.DateOffset(days=14)  # a mark stands in the middle of its month


def peak_readiness(view: View, *, today: date, service: str | None = None, directorate: str | None = None) -> Exhibit:
    """Every online service with peak months: the soonest first, before them those within 90 days that are not ready.

    Ready: tested since its last peak. today: the day to count from (a view as at an earlier day counts from that).
    """
    key, day = "peak_readiness", day_of(view, today)
    rows = view_rows(view, "channels/peaks", today=day, service=service, directorate=directorate)
    if rows.empty:
        why = _no_peaks(view, service, directorate)
        return words_only(key, f"Peak readiness{scope_suffix(directorate)}: no data", why)
    said = _said(rows)
    return Exhibit(
        key=key,
        title=_title(rows, directorate),
        lead=said[0],
        more=tuple(said[1:5]),
        links={} if service else links_to_services(rows),
        table=_table(rows),
        source=catalogue_source(
            view,
            "peak months are those of the year in which most people use a service. A test counts where it is newer "
            "than the end of the last peak; the usual month is the average of the other months of that year.",
            volumes=bool(rows["peak_volume"].notna().any()),
        ),
        figure=_figure(rows.head(_DRAWN), day, view.theme),
        questions=_questions(rows),
        data=rows.assign(**{name: rows[name].map(_listed) for name in ("peak_months", "in_next_year")}),
        note=_note(rows),
    )


def _no_peaks(view: View, service: str | None, directorate: str | None) -> str:
    known = service_rows(view, "channels/services", service, directorate=directorate)
    if not known["in_catalogue"].any():
        return NO_CATALOGUE
    if service:
        return "No data: the catalogue names no peak months for this service, or it is not online."
    return "No data: the catalogue names no peak months for any service that is online."


# -- words -----------------------------------------------------------------------------------------------------------


def _title(rows: pd.DataFrame, directorate: str | None) -> str:
    if len(rows) == 1:
        row = rows.iloc[0]
        test = "a test since the last one" if row["ready"] else "no test since the last one"
        return f"{row['name']}: next peak {_when(row)}, {test}"
    soon = rows[rows["soon"]]
    waiting = soon[~soon["ready"]]
    if len(waiting):
        services = f"{say_count(len(waiting), 'service')} {'is' if len(waiting) == 1 else 'are'}"
        return f"{services} near a peak and not tested since the last{scope_suffix(directorate)}"
    if len(soon):
        return f"All services near a peak have been tested since the last one{scope_suffix(directorate)}"
    return f"No service has its peak in the next 90 days{scope_suffix(directorate)}"


def _said(rows: pd.DataFrame) -> list[str]:
    if len(rows) == 1:
        return list(filter(None, [_next(rows.iloc[0]), *_evidence(rows.iloc[0]), *_last_time(rows.iloc[0])]))
    soon = rows[rows["soon"]]
    waiting, ready = soon[~soon["ready"]], int(soon["ready"].sum())
    sentences = []
    if len(soon):
        sentences.append(
            f"{say_count(len(soon), 'service has', 'services have')} a peak within 90 days; "
            f"{ready or 'none'} of them {'was' if ready == 1 else 'were'} tested since the last one."
        )
    else:
        first = rows.iloc[0]
        sentences.append(f"The next peak is that of {first['name']}, {_when(first)}.")
    sentences += [_next(row) for _, row in waiting.head(2).iterrows()]
    if len(waiting) > 2:
        rest = name_some(waiting["name"].iloc[2:], _NAMED, strict=True)
        sentences.append(f"Not tested since their last peak either: {rest}.")
    return sentences


def _when(row: pd.Series) -> str:
    if row["days_until"] == 0:
        return f"now ({say_peak(row['next_peak'], row['next_peak_to'])})"
    return f"in {say_count(int(row['days_until']), 'day')} ({say_peak(row['next_peak'], row['next_peak_to'])})"


def say_peak(first: pd.Timestamp, last: pd.Timestamp) -> str:
    """ "March 2027", "March to April 2027", "December 2026 to January 2027"."""
    first, last = pd.Timestamp(first), pd.Timestamp(last)
    if first == last:
        return say_month(first)
    return f"{first:%B}{'' if first.year == last.year else f' {first:%Y}'} to {say_month(last)}"


def _next(row: pd.Series) -> str:
    peak = say_peak(row["next_peak"], row["next_peak_to"])
    if row["days_until"] == 0:
        sentence = f"{row['name']} is in its peak ({peak})"
    else:
        sentence = f"{row['name']}: peak in {say_count(int(row['days_until']), 'day')} ({peak})"
    return f"{sentence}; {say_tested(row)}."


def say_tested(row: pd.Series) -> str:
    """How the last test of a row of channels/peaks stands to its peaks: "tested since the last peak, on 3 May 2026"."""
    if row["test"] == "never":
        return "no test of it is on record"
    day = say_date(row["last_tested_on"])
    return {
        "tested": f"tested since the last peak, on {day}",
        "not_since": f"last tested on {day}, before its last peak",
        "planned": f"a test is dated {day}, which is still to come",
    }[row["test"]]


def _evidence(row: pd.Series) -> list[str]:
    if row["test"] == "never":
        return []
    if missing(row["test_evidence"]):
        return ["No evidence of the test is given."]
    return [f"What the test showed: “{str(row['test_evidence']).strip().rstrip('.')}”."]


def _last_time(row: pd.Series) -> list[str]:
    """What happened in the last peak, each figure beside that of its usual month."""
    if missing(row["last_peak"]):
        return []
    peak = say_peak(row["last_peak"], row["last_peak_to"])
    if missing(row["peak_volume"]):
        return [f"There are no figures for its last peak ({peak})."]
    times = "" if missing(row["times"]) else f", {row['times']:.1f} times its usual month"
    completed = f"{say_number(round(row['peak_volume']), 'count')} completed transactions a month{times}"
    phrases = []
    for part, words in (("failed", "of online attempts failed"), ("abandoned", "of calls were abandoned")):
        if not missing(row[f"peak_{part}"]):
            usual = row[f"usual_{part}"]
            beside = "" if missing(usual) else f" (usually {say_number(usual, 'percent')})"
            phrases.append(f"{say_number(row[f'peak_{part}'], 'percent')} {words}{beside}")
    quarter = " Figures by quarter count its other months as well." if row["months"] == 3 else ""
    problems = _problems(row)
    parts = [*phrases[:-1], f"{phrases[-1]}; {problems}"] if phrases else [problems]
    return [f"Last time ({peak}): {completed}.{quarter}", *(f"{upper_first(each)}." for each in parts)]


def _problems(row: pd.Series) -> str:
    if missing(row["peak_problems"]):
        return "nobody recorded whether residents reported problems"
    usual = "" if missing(row["usual_problems"]) else f" (usually {say_number(row['usual_problems'], 'count')})"
    number = row["peak_problems"]
    return f"{say_number(number, 'count')} {'problem' if number == 1 else 'problems'} reported a month{usual}"


def _note(rows: pd.DataFrame) -> str:
    notes = ["One peak is compared with the other months of its year: that describes it, and does not say why."]
    if len(rows) > _DRAWN:
        notes.append(f"{len(rows) - _DRAWN} more services are in the table only.")
    return " ".join(notes)


def _questions(rows: pd.DataFrame) -> tuple[str, ...]:
    first = rows.iloc[0]
    if first["soon"] and not first["ready"]:
        questions = [
            f"Will {first['name']} be tested before {pd.Timestamp(first['next_peak']):%B}, and against how much?"
        ]
        if first["days_until"] == 0:
            questions = [f"{first['name']} is in its peak without a test since the last: what is watched, and by whom?"]
        rough = (first["peak_problems"] or 0) > (first["usual_problems"] or 0)
        if rough:
            questions.append("What went wrong at the last peak, and what has been put right since?")
        return tuple(questions)
    bare = rows[rows["ready"] & rows["test_evidence"].isna()]
    if len(bare):
        return (f"What did the test of {bare['name'].iloc[0]} show? No evidence is given.",)
    return ("Were the tests run against at least the volume of the last peak?",)


# -- table and figure ------------------------------------------------------------------------------------------------


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Service": rows["name"],
            "Next peak": [say_peak(a, b) for a, b in zip(rows["next_peak"], rows["next_peak_to"], strict=True)],
            "Days until": [say_number(days, "count") if days else "Now" for days in rows["days_until"]],
            "Test": [_TESTS[test] for test in rows["test"]],
            "Last tested": [
                "Never" if missing(day) else f"{say_date(day)}: {'no evidence given' if missing(how) else how}"
                for day, how in zip(rows["last_tested_on"], rows["test_evidence"], strict=True)
            ],
            "Last peak": [
                "None yet" if missing(a) else say_peak(a, b)
                for a, b in zip(rows["last_peak"], rows["last_peak_to"], strict=True)
            ],
            "Completed a month (usual)": _beside(rows, "volume", "count", 0),
            "Attempts failed (usual)": _beside(rows, "failed", "percent"),
            "Calls abandoned (usual)": _beside(rows, "abandoned", "percent"),
            "Problems reported a month (usual)": _beside(rows, "problems", "count"),
        }
    )


def _beside(rows: pd.DataFrame, part: str, unit: str, decimals: int | None = None) -> list[str]:
    return [
        "No data" if missing(peak) else f"{say_number(peak, unit, decimals)} ({say_number(usual, unit, decimals)})"
        for peak, usual in zip(rows[f"peak_{part}"], rows[f"usual_{part}"], strict=True)
    ]


def _listed(months: list) -> str:
    return ";".join(f"{m:%Y-%m}" if hasattr(m, "strftime") else str(m) for m in months)


def _figure(rows: pd.DataFrame, day: date, theme: str) -> go.Figure:
    """The next 12 months, a row for each service: its next peak filled where it was tested, else hollow."""
    c = colours(theme)
    rows = rows.reset_index(drop=True)
    marks = {
        "tested": {"symbol": "circle", "size": 13, "color": c.third, "line": {"color": c.text, "width": 1}},
        "untested": {"symbol": "circle-open", "size": 13, "color": c.second, "line": {"width": 3}},
        "later": {"symbol": "circle", "size": 6, "color": c.limit},
    }
    names_of = {
        "tested": "Next peak, tested since the last",
        "untested": "Next peak, not tested since the last",
        "later": "Later peak",
    }
    start = pd.Timestamp(day).replace(day=1)
    end = start + pd.DateOffset(months=12)
    drawn: dict[str, list[tuple]] = {}
    for number, row in rows.iterrows():
        for month in row["in_next_year"]:
            state = ("tested" if row["ready"] else "untested") if month <= row["next_peak_to"] else "later"
            drawn.setdefault(state, []).append((pd.Timestamp(month), number, row["name"]))
    fig = rows_figure(theme, list(rows["name"]), [_SHORT[test] for test in rows["test"]], entries=1)
    for number in rows.index:
        fig.add_shape(
            type="line", x0=start, x1=end, y0=number, y1=number, layer="below", line={"color": c.grid, "width": 2}
        )
    for state, marker in marks.items():
        if state in drawn:
            months, numbers, names = zip(*drawn[state], strict=True)
            fig.add_scatter(
                x=[month + _MIDDLE for month in months], y=numbers, mode="markers", marker=marker, showlegend=False,
                name=names_of[state],
                hovertext=[f"<b>{safe(who)}</b>: {say_month(month)}" for month, who in zip(months, names, strict=True)],
                hoverinfo="text",
            )  # fmt: skip
    key = {"tested": "● next peak, tested", "untested": "○ next peak, not tested", "later": "• later peak"}
    key_below(fig, [words for state, words in key.items() if state in drawn], theme)
    ticks = [start + pd.DateOffset(months=n) for n in range(0, 12, 3)]
    fig.update_xaxes(
        range=[start - pd.DateOffset(days=6), end + pd.DateOffset(days=6)],
        tickvals=[tick + _MIDDLE for tick in ticks],
        ticktext=[f"{tick:%b %Y}" for tick in ticks],
        showgrid=False,
    )
    return fig
