"""What people can do online, and how far services meet the accessibility rules."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from exhibits import Exhibit, View
from exhibits.channels.catalogue import no_catalogue
from exhibits.common.chart_parts import heading, ink_on, names_above_bars
from exhibits.common.links import links_to_services
from exhibits.common.scope import day_of, scope_suffix
from exhibits.common.source import catalogue_source
from exhibits.common.style import Colours, colours, figure
from exhibits.common.view_queries import view_rows
from exhibits.common.words import name_some, say_count, say_date, say_list

_STEPS = {
    "registration": ("Register", "register"),
    "authentication": ("Sign in", "sign in"),
    "application": ("Apply", "apply"),
    "payment": ("Pay", "pay"),
    "decision": ("Read the decision", "read the decision"),
    "issuance": ("Get the result", "get the result"),
    "feedback": ("Give feedback", "give feedback"),
    "mobile": ("Works on a phone", "work on a phone"),
}
_STATUS = {
    "fully": "Fully meets them",
    "partially": "Partly meets them",
    "not": "Does not meet them",
    "not tested": "Not tested",
    "not stated": "Not stated",
}
_FITS = 0.06  # share of a bar's width that holds a number on a phone


def by_interaction(view: View, *, directorate: str | None = None, today: date | None = None) -> Exhibit:
    """How many online services let people register, sign in, apply, pay and so on, work on a phone, and are accessible.

    today: what "now" means (None = today; a view as at an earlier day stands above it).
    """
    key, day = "by_interaction", day_of(view, today)
    steps = view_rows(view, "channels/by_interaction", today=day, directorate=directorate)
    if steps.empty:
        return no_catalogue(key, "What can be done online", directorate)
    access = view_rows(view, "channels/accessibility", today=day, directorate=directorate)
    count = int(steps["services"].iloc[0])
    return Exhibit(
        key=key,
        title=_title(steps, count, directorate),
        lead=_lead(steps, count),
        more=(_on_a_phone(steps), *_access_said(access)),
        links=links_to_services(access),
        table=_table(steps, access),
        source=catalogue_source(
            view,
            "For each service, the catalogue says which steps can be done online and how far it meets the "
            "accessibility rules (WCAG 2.2 AA).",
        ),
        figure=_figure(steps, access, view.theme),
        questions=_questions(steps, access),
        note="Not stated means that the catalogue says neither yes nor no: it is not counted as no."
        if steps["not_stated"].any()
        else "",
    )


def _title(steps: pd.DataFrame, count: int, directorate: str | None) -> str:
    can = steps.set_index("step")["yes"]
    return (
        f"People can apply in {can['application']:,} and pay in {can['payment']:,} of "
        f"{say_count(count, 'online service')}{scope_suffix(directorate)}"
    )


def _lead(steps: pd.DataFrame, count: int) -> str:
    told = ("registration", "authentication", "decision", "issuance")  # the title has the others
    can = steps.set_index("step")["yes"]
    done = [f"{_STEPS[each][1]} in {can[each]:,}" for each in told]
    return f"Of {say_count(count, 'service')} online, people can {say_list(done)}."


def _on_a_phone(steps: pd.DataFrame) -> str:
    mobile = steps.set_index("step").loc["mobile"]
    sentence = f"{mobile['yes']:,} {'works' if mobile['yes'] == 1 else 'work'} on a phone"
    if mobile["no"]:
        sentence += f", {mobile['no']:,} {'does' if mobile['no'] == 1 else 'do'} not"
    if mobile["not_stated"]:
        sentence += f", and of {mobile['not_stated']:,} it is not stated"
    return f"{sentence}."


def _access_said(access: pd.DataFrame) -> list[str]:
    counts = access["status"].value_counts()
    full, part, none = (int(counts.get(status, 0)) for status in ("fully", "partially", "not"))
    sentence = f"{full:,} fully {'meets' if full == 1 else 'meet'} the accessibility rules, {part:,} partly"
    sentence += f", {none:,} {'does' if none == 1 else 'do'} not"
    unknown = int(counts.get("not tested", 0) + counts.get("not stated", 0))
    sentence += f"; of {unknown:,} it is not known." if unknown else "."
    old = int((access["test"] == "old").sum())
    return [sentence, f"{say_count(old, 'test is', 'tests are')} older than 12 months."] if old else [sentence]


def _questions(steps: pd.DataFrame, access: pd.DataFrame) -> tuple[str, ...]:
    questions = []
    failing = access[access["status"] == "not"]["name"]
    if len(failing):
        questions.append(f"By when will {name_some(failing, 3)} meet the accessibility rules?")
    if (access["test"] == "old").any():
        questions.append(
            "When will the accessibility of the services be tested again whose last test is over a year old?"
        )
    can = steps.set_index("step")
    if can.loc["application", "yes"] > can.loc["issuance", "yes"]:
        questions.append("Where people apply online, why do they still have to get the result in another way?")
    return tuple(questions) or ("Which step sends most people back to the phone?",)


def _table(steps: pd.DataFrame, access: pd.DataFrame) -> pd.DataFrame:
    """The steps, the accessibility as a whole, and each service that does not meet the rules or was tested long ago."""
    lines = []
    for _, row in steps.iterrows():
        unknown = f", {row['not_stated']:,} not stated" if row["not_stated"] else ""
        lines.append((_STEPS[row["step"]][0], f"{row['yes']:,} yes, {row['no']:,} no{unknown}"))
    for status, words in _STATUS.items():
        those = access[access["status"] == status]
        if len(those):
            old = int((those["test"] == "old").sum())
            aged = f", {old:,} of them tested more than 12 months ago" if old else ""
            lines.append((f"Accessibility rules: {words[0].lower()}{words[1:]}", f"{len(those):,}{aged}"))
    for _, row in access[(access["test"] == "old") | ~access["status"].isin(["fully", "partially"])].iterrows():
        lines.append((row["name"], f"{_STATUS[row['status']]}; {_tested(row)}"))
    return pd.DataFrame(lines, columns=["What", "Services online"])


def _tested(row: pd.Series) -> str:
    if row["test"] == "no date":
        return "no date of a test"
    old = ", more than 12 months ago" if row["test"] == "old" else ""
    return f"tested on {say_date(row['tested_on'])}{old}"


def _figure(steps: pd.DataFrame, access: pd.DataFrame, theme: str) -> go.Figure:
    c, count = colours(theme), int(steps["services"].iloc[0])
    found = [status for status in _STATUS if (access["status"] == status).any()]
    above, bar = 62, 48  # pixels: a heading with its legend; a bar with its name
    height = 2 * above + bar * (len(steps) + len(found)) + 12
    fig = make_subplots(rows=2, cols=1, row_heights=[len(steps), len(found)], vertical_spacing=above / (height - above))
    fig.update_layout(figure(theme, height=height).layout)
    for column, name in (("yes", "Yes"), ("no", "No"), ("not_stated", "Not stated")):
        _bars(fig, [_STEPS[step][0] for step in steps["step"]], list(steps[column]), name, c, 1, count)
    tests = access.groupby(["status", "test"]).size()
    for test, name in (("recent", "Within 12 months"), ("old", "Older"), ("no date", "No date")):
        _bars(fig, [_STATUS[s] for s in found], [int(tests.get((s, test), 0)) for s in found], name, c, 2, count)
    fig.update_xaxes(range=[0, count], showticklabels=False, ticks="", showline=False, showgrid=False)
    fig.update_xaxes(zeroline=False)
    fig.update_yaxes(showticklabels=False, showgrid=False)
    legend = {**fig.layout.template.layout.legend.to_plotly_json(), "traceorder": "normal"}
    fig.update_layout(
        barmode="stack", margin={"t": above, "b": 12, "r": 12},
        legend={**legend, "y": fig.layout.yaxis.domain[1]}, legend2={**legend, "y": fig.layout.yaxis2.domain[1]},
    )  # fmt: skip
    for row, words in ((1, "Can people do it online?"), (2, "Accessibility rules met, and age of the test")):
        heading(fig, f"<b>{words}</b>", row, 1, c)
    fig.update_annotations(yshift=30)
    for position, status in enumerate(found):
        parts = [int(tests.get((status, test), 0)) for test in ("recent", "old", "no date")]
        if any(0 < part < _FITS * count for part in parts) and sum(parts) < 0.8 * count:
            _beside(fig, position, parts, c)
    for row, names in ((1, [_STEPS[step][0] for step in steps["step"]]), (2, [_STATUS[status] for status in found])):
        fig.update_yaxes(range=[len(names) - 0.7, -0.7], row=row, col=1)
        names_above_bars(fig, names, c, row=row, col=1)
    return fig


_LOOKS = {"Yes": 0, "Within 12 months": 0, "No": 1, "Older": 1, "Not stated": 2, "No date": 2}


def _bars(fig: go.Figure, names: list[str], counts: list[int], name: str, c: Colours, row: int, count: int) -> None:
    """One part of the stacked bars, with its number where it fits."""
    if not any(counts):
        return
    fill, shape = ((c.main, ""), (c.second, "/"), (c.edge, "."))[_LOOKS[name]]
    fig.add_bar(
        y=list(range(len(names))), x=counts, orientation="h", name=name, legend="legend" if row == 1 else "legend2",
        width=0.5,
        marker={"color": fill, "line": {"color": c.page, "width": 1},
                "pattern": {"shape": shape, "bgcolor": fill, "fgcolor": c.page, "size": 7, "solidity": 0.15}},
        text=[f"<b>{n:,}</b>" if n >= _FITS * count else "" for n in counts], textposition="inside", textangle=0,
        insidetextanchor="middle", textfont={"color": ink_on(fill), "size": 13},
        hovertext=[f"<b>{of}</b><br>{name}: {n:,} of {count:,}" for of, n in zip(names, counts, strict=True)],
        hoverinfo="text", row=row, col=1,
    )  # fmt: skip


def _beside(fig: go.Figure, position: int, parts: list[int], c: Colours) -> None:
    """The numbers of a bar too short to hold them, at its end."""
    fig.add_annotation(
        text=f"<b>{' and '.join(f'{part:,}' for part in parts if part)}</b>", x=sum(parts), xanchor="left", xshift=5,
        y=position, showarrow=False, font={"size": 13, "color": c.text}, row=2, col=1,
    )  # fmt: skip
