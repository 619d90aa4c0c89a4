"""Explain: say what happened in an unusual month, leave an exceptional one out, or declare that a process changed."""

import csv
import io
from datetime import datetime

import pandas as pd
import streamlit as st

import access
from data import intake
from data.contracts import CONTRACTS
from data.store import LONDON, StoreError, open_store
from exhibits import View
from exhibits.common.process_chart import process_chart
from exhibits.common.style import missing, say_month, say_number, say_range
from queries import ask
from screen.header import header
from screen.preview import show_side
from screen.problems import show_problems
from screen.show import plain, show, table, theme

officer = access.guard("officer")
store = open_store()
CAUSES = (
    "Start of the school year",
    "Outage or failure",
    "One large record",
    "Change of system or process",
    "Staff vacancy or absence",
    "More users or a new service",
    "Usual for the season",
    "Late or wrong record",
    "Not known yet",
)
OTHER = "Something else"


def written_on_screen(kind: str, row: dict) -> tuple[bytes, str]:
    """One row as the CSV file that goes through intake, and the name it gets in the history."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(row), lineterminator="\r\n")
    writer.writeheader()
    writer.writerow(row)
    return out.getvalue().encode("utf-8"), f"Written on screen, {datetime.now(LONDON):%Y-%m-%d}.csv"


def take(kind: str, row: dict, *, publish: bool):
    """Through the same intake as a file; None and the problems on screen where it refuses."""
    raw, name = written_on_screen(kind, row)
    taken = intake.take(store, kind, raw, name, officer, publish=publish)
    if taken.submission_id is None:
        show_problems(taken.problems)
        return None
    return taken


def before_and_after(kind: str, row: dict, measure_id: str) -> None:
    """The chart with a draft of the row; the draft is given up again, because nobody has asked to keep it."""
    taken = take(kind, row, publish=False)
    if taken is None:
        return
    before, after = st.columns(2)
    try:
        show_side(before, "Now", View(theme=theme()), measure_id, "chart_now")
        show_side(
            after, "After publishing", View(with_draft=taken.submission_id, theme=theme()), measure_id, "chart_then"
        )
    finally:
        store.discard(taken.submission_id, officer)


def finish(sentence: str) -> None:
    st.session_state["explain_done"] = sentence
    st.rerun()


# -- what needs explaining ---------------------------------------------------------------------------------------------


def show_unexplained(rows: pd.DataFrame) -> None:
    st.header("Unusual, and not explained yet", anchor=False)
    if rows.empty:
        st.success("Every unusual month has an explanation.")
        return
    st.markdown("Members see these as unexplained. The newest months come first.")
    table(
        pd.DataFrame(
            {
                "Measure": rows["name"],
                "Month": rows["month"].map(say_month),
                "Value": [say_number(row.value, row.unit) for row in rows.itertuples()],
                "Usual range": [_usual(row) for row in rows.itertuples()],
            }
        ),
        alt="Unusual months without an explanation",
    )


def _usual(row) -> str:
    if missing(row.lower_limit):
        return "Seldom happens at all"  # a rare event has no limits
    whole = row.unit == "count" and float(row.value).is_integer()
    return say_range(row.lower_limit, row.upper_limit, row.unit, decimals=0 if whole else None)


def choose(measures: pd.DataFrame, unexplained: pd.DataFrame) -> pd.Series:
    """The measure to explain; those with an unexplained month come first."""
    waiting = list(dict.fromkeys(unexplained["measure_id"]))
    names = dict(zip(measures["measure_id"], measures["name"], strict=True))
    others = [measure for measure in sorted(names, key=lambda one: names[one].casefold()) if measure not in waiting]
    chosen = st.selectbox(
        "Measure",
        [*(one for one in waiting if one in names), *others],
        format_func=lambda one: names[one] + (" – not explained yet" if one in waiting else ""),
        key="explain_measure",
        bind="query-params",
        width=520,
    )
    return measures[measures["measure_id"] == chosen].iloc[0]


def choose_month(measure: pd.Series, values: pd.DataFrame, unexplained: pd.DataFrame) -> pd.Timestamp:
    waiting = set(unexplained.loc[unexplained["measure_id"] == measure["measure_id"], "month"])
    months = sorted(values["month"], reverse=True)
    months = [*(month for month in months if month in waiting), *(month for month in months if month not in waiting)]
    told = dict(zip(values["month"], values["value"], strict=True))
    return st.selectbox(
        "Month",
        months,
        format_func=lambda month: (
            f"{say_month(month)}: {say_number(told[month], measure['unit'])}"
            + (" – not explained yet" if month in waiting else "")
        ),
        key=f"explain_month_{measure['measure_id']}",
        width=520,
    )


# -- an explanation ----------------------------------------------------------------------------------------------------


def write_explanation(measure: pd.Series, values: pd.DataFrame, unexplained: pd.DataFrame) -> None:
    st.header("Explain a month", anchor=False)
    month = choose_month(measure, values, unexplained)
    known = ask("measures/explanations", measure_id=measure["measure_id"])
    known = known[known["month"] == month]
    old = known.iloc[0] if len(known) else None
    key = f"{measure['measure_id']}_{month:%Y_%m}"
    if old is not None:
        st.caption(
            f"There is an explanation from {plain(old['author_role'] or 'an officer')}. What you publish replaces it."
        )
    old_cause = old["cause"] if old is not None and not missing(old["cause"]) else None
    causes = list(dict.fromkeys([*([old_cause] if old_cause else []), *CAUSES, OTHER]))
    cause = st.selectbox("Cause", causes, key=f"cause_{key}", width=520)
    if cause == OTHER:
        cause = st.text_input("The cause in a few words", key=f"other_{key}", max_chars=60, width=520)
    text = st.text_area(
        "What happened, and what was done",
        value=old["explanation"] if old is not None else "",
        key=f"text_{key}",
        max_chars=2000,
        height=130,
    )
    st.caption("Members read this beside the chart. Plain words, no names of people.")
    exceptional = st.checkbox(
        "Exceptional month: leave it out when the usual range is worked out",
        value=bool(old["exceptional"]) if old is not None and not missing(old["exceptional"]) else False,
        key=f"exceptional_{key}",
    )
    if exceptional:
        st.caption(
            "Only for a month whose cause is known and will not come again, such as a one-day failure. "
            "Say in the text why it does not belong. The month stays in the chart."
        )
    row = {
        "measure_id": measure["measure_id"],
        "month": f"{month:%Y-%m}",
        "cause": cause.strip(),
        "explanation": text.strip(),
        "exceptional": "yes" if exceptional else "no",
        "author_role": officer.name,
    }
    buttons = st.container(horizontal=True)
    published = buttons.button("Publish explanation", type="primary", key="publish_explanation")
    looked = buttons.button("See the chart first", key="preview_explanation")
    if not (published or looked):
        return
    if not row["explanation"] or not row["cause"]:
        st.error("Write the cause and what happened. Both are shown to members.")
    elif looked:
        before_and_after("explanations", row, measure["measure_id"])
    elif take("explanations", row, publish=True):
        finish(f"Published: your explanation of {measure['name']}, {say_month(month)}. Members see it now.")


# -- a change of the process -------------------------------------------------------------------------------------------


def declare_change(measure: pd.Series, values: pd.DataFrame) -> None:
    st.header("Declare that the process changed", anchor=False)
    st.markdown(
        "When the process itself has changed, such as with a new telephone system, the usual range is worked out "
        "afresh from that month on. Not for months that merely look better or worse: members see the reason."
    )
    key = measure["measure_id"]
    standing = [pd.Timestamp(month) for month in measure["recalculate_from"]]
    months = sorted({*standing, *values["month"].iloc[1:]}, reverse=True)
    chosen = st.multiselect(
        "Months from which the range is worked out afresh",
        months,
        default=standing,
        format_func=say_month,
        key=f"recalculate_{key}",
        placeholder="None",
    )
    reason = st.text_area(
        "Reason for the change",
        value="" if missing(measure["recalculation_reason"]) else measure["recalculation_reason"],
        key=f"reason_{key}",
        max_chars=500,
        height=90,
    )
    baseline = st.number_input(
        "Fix the range to the first months (0 = use every month)",
        min_value=0,
        max_value=120,
        value=0 if missing(measure["baseline_points"]) else int(measure["baseline_points"]),
        key=f"baseline_{key}",
        width=420,
    )
    row = register_row(measure, chosen, reason, baseline)
    buttons = st.container(horizontal=True)
    published = buttons.button("Publish the change", type="primary", key="publish_change")
    looked = buttons.button("See the chart first", key="preview_change")
    if not (published or looked):
        return
    if chosen and not reason.strip():
        st.error("Say why. Members see the reason beside the chart.")
    elif 0 < baseline < 12:
        st.error("A range needs at least 12 months. Write 12 or more, or 0 to use every month.")
    elif looked:
        before_and_after("measures", row, key)
    elif take("measures", row, publish=True):
        finish(f"Published: the change to {measure['name']}. Members see it now.")


def register_row(measure: pd.Series, recalculate: list, reason: str, baseline: int) -> dict:
    """The measure's row of the register with the change in it."""
    row = {}
    for column in CONTRACTS["measures"].stored:
        value = measure.get(column.name)
        if column.name == "recalculate_from":
            value = ";".join(f"{month:%Y-%m}" for month in sorted(recalculate))
        elif column.name == "recalculation_reason":
            value = reason.strip()
        elif column.name == "baseline_points":
            value = baseline or ""
        elif column.type == "yesno" and not missing(value):
            value = "yes" if value else "no"
        elif column.type == "whole" and not missing(value):
            value = int(value)
        row[column.name] = "" if missing(value) else value
    return row


def show_unmatched() -> None:
    rows = ask("signals/unmatched_recalculations")
    if rows.empty:
        return
    st.warning(
        "These declared changes are in months without data, so they do nothing. Choose the measure above and mend them."
    )
    table(
        pd.DataFrame({"Measure": rows["name"], "Month": rows["month"].map(say_month)}),
        alt="Declared changes in months without data",
    )


header("Explain")
st.markdown("Tell members why a month was unusual. What you publish stands beside the chart at once.")
if done := st.session_state.pop("explain_done", None):
    st.success(plain(done))
try:
    unexplained = ask("signals/unexplained")
    show_unexplained(unexplained)
    show_unmatched()
    measures = ask("measures/definitions")
    st.header("Choose a measure", anchor=False)
    measure = choose(measures, unexplained)
    values = ask("measures/values", measure_id=measure["measure_id"])
    values = values[(values["category"] == "") & values["value"].notna()].sort_values("month")
    if values.empty:
        st.info("This measure has no figures yet, so there is nothing to explain.")
    else:
        show(process_chart, View(theme=theme()), level=3, measure_id=measure["measure_id"])
        write_explanation(measure, values, unexplained)
        declare_change(measure, values)
except StoreError as problem:
    st.error(plain(str(problem)))
