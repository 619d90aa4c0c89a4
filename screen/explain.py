"""What officers write about a measure: the explanation of a month, or that the process itself has changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from data.contracts import CONTRACTS, FEWEST_BASELINE_MONTHS, Column
from data.intake import check_rows
from data.store import LONDON, Author, Store
from exhibits import View
from exhibits.common.words import missing, say_month, say_number, say_range
from queries import ask
from screen.preview import show_side
from screen.problems import show_problems
from screen.show import plain, table, theme

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
_PUBLISHED = "explain_published"  # in the session: what to say once the page has been drawn anew


@dataclass(frozen=True)
class Written:
    """One row of a kind as an officer has written it.

    to_publish: else only the chart is wanted. sentence: what to say once it is published.
    """

    kind: str
    row: Mapping[str, object]
    measure_id: str
    to_publish: bool
    sentence: str


def publish_or_preview(written: Written | None, store: Store, officer: Author) -> None:
    """Publish the row, or draw the chart as it is and as it would be; its problems where it cannot be taken."""
    if written is None:
        return
    name = f"Written on screen, {datetime.now(LONDON):%Y-%m-%d}.csv"
    checked = check_rows(store, written.kind, [written.row], name)
    if checked.rows is None:
        show_problems(checked.problems)
    elif written.to_publish:
        store.save_and_publish(checked.draft(), officer)
        st.session_state[_PUBLISHED] = written.sentence
        st.rerun()
    else:
        before, after = st.columns(2)
        with store.dry_run(checked.draft(), officer) as trial:
            then = View(with_draft=trial, theme=theme())
            show_side(before, "Now", View(theme=theme()), written.measure_id, "chart_now")
            show_side(after, "After publishing", then, written.measure_id, "chart_then")


def show_published() -> None:
    """What was published last, said once."""
    if sentence := st.session_state.pop(_PUBLISHED, None):
        st.success(plain(sentence))


# -- what needs explaining ---------------------------------------------------------------------------------------------


def show_unexplained(rows: pd.DataFrame) -> None:
    """Draw the unusual months without an explanation (rows of signals/unexplained)."""
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
                "Usual range": [
                    _usual_range(row.value, row.unit, row.lower_limit, row.upper_limit) for row in rows.itertuples()
                ],
            }
        ),
        alt="Unusual months without an explanation",
    )


def _usual_range(value: float, unit: str, lower: float, upper: float) -> str:
    if missing(lower):
        return "Seldom happens at all"  # a rare event has no limits
    whole = unit == "count" and float(value).is_integer()
    return say_range(lower, upper, unit, decimals=0 if whole else None)


def show_changes_without_data() -> None:
    """Draw the declared changes that do nothing, if there are any."""
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


def choose_measure(unexplained: pd.DataFrame) -> pd.Series:
    """Draw the choice of the measure to explain, those with an unexplained month first; its row of the register."""
    measures = ask("measures/definitions")
    waiting = list(dict.fromkeys(unexplained["measure_id"]))
    names: dict[str, str] = dict(zip(measures["measure_id"], measures["name"], strict=True))
    others = [measure for measure in sorted(names, key=lambda each: names[each].casefold()) if measure not in waiting]
    chosen = st.selectbox(
        "Measure",
        [*(measure for measure in waiting if measure in names), *others],
        format_func=lambda measure: names[measure] + (" – not explained yet" if measure in waiting else ""),
        key="explain_measure",
        bind="query-params",
        width=520,
    )
    return measures[measures["measure_id"] == chosen].iloc[0]


def values_of(measure: pd.Series) -> pd.DataFrame:
    """The months that have a value of the whole council, oldest first: rows of measures/values."""
    values = ask("measures/values", measure_id=measure["measure_id"])
    return values[(values["category"] == "") & values["value"].notna()].sort_values("month")


def _choose_month(measure: pd.Series, values: pd.DataFrame, unexplained: pd.DataFrame) -> pd.Timestamp:
    waiting = set(unexplained.loc[unexplained["measure_id"] == measure["measure_id"], "month"])
    newest_first = sorted(values["month"], reverse=True)
    value_of = dict(zip(values["month"], values["value"], strict=True))
    month: pd.Timestamp = st.selectbox(
        "Month",
        sorted(newest_first, key=lambda each: each not in waiting),
        format_func=lambda each: (
            f"{say_month(each)}: {say_number(value_of[each], measure['unit'])}"
            + (" – not explained yet" if each in waiting else "")
        ),
        key=f"explain_month_{measure['measure_id']}",
        width=520,
    )
    return month


# -- an explanation ----------------------------------------------------------------------------------------------------


def ask_explanation(
    measure: pd.Series, values: pd.DataFrame, unexplained: pd.DataFrame, officer: Author
) -> Written | None:
    """Draw the form to explain a month; what was written, once a button is pressed and nothing is missing."""
    month = _choose_month(measure, values, unexplained)
    standing = _standing_explanation(measure["measure_id"], month)
    key = f"{measure['measure_id']}_{month:%Y_%m}"
    if standing:
        st.caption(
            f"There is an explanation from {plain(standing['author_role'] or 'an officer')}. "
            "What you publish replaces it."
        )
    cause = _ask_cause(standing.get("cause"), key)
    text = st.text_area(
        "What happened, and what was done",
        value=standing.get("explanation", ""),
        key=f"text_{key}",
        max_chars=2000,
        height=130,
    )
    st.caption("Members read this beside the chart. Plain words, no names of people.")
    exceptional = st.checkbox(
        "Exceptional month: leave it out when the usual range is worked out",
        value=bool(standing.get("exceptional")),
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
    to_publish = _pressed("Publish explanation", "explanation")
    if to_publish is None:
        return None
    if not row["explanation"] or not row["cause"]:
        st.error("Write the cause and what happened. Both are shown to members.")
        return None
    sentence = f"Published: your explanation of {measure['name']}, {say_month(month)}. Members see it now."
    return Written("explanations", row, measure["measure_id"], to_publish, sentence)


def _standing_explanation(measure_id: str, month: pd.Timestamp) -> dict[str, Any]:  # values of a row
    """What members read now, without what was left empty; nothing where there is no explanation."""
    rows = ask("measures/explanations", measure_id=measure_id)
    rows = rows[rows["month"] == month]
    return {} if rows.empty else {name: None if missing(value) else value for name, value in rows.iloc[0].items()}


def _ask_cause(standing: str | None, key: str) -> str:
    causes = list(dict.fromkeys([*([standing] if standing else []), *CAUSES, OTHER]))
    cause = st.selectbox("Cause", causes, key=f"cause_{key}", width=520)
    if cause == OTHER:
        cause = st.text_input("The cause in a few words", key=f"other_{key}", max_chars=60, width=520)
    return cause


def _pressed(label: str, key: str) -> bool | None:
    """Draw both buttons: True to publish, False to see the chart first, None while neither is pressed."""
    buttons = st.container(horizontal=True)
    published = buttons.button(label, type="primary", key=f"publish_{key}")
    looked = buttons.button("See the chart first", key=f"preview_{key}")
    return published if published or looked else None


# -- a change of the process -------------------------------------------------------------------------------------------


def ask_change(measure: pd.Series, values: pd.DataFrame) -> Written | None:
    """Draw the form for a change of the process; what was written, once a button is pressed and nothing is missing."""
    st.markdown(
        "When the process itself has changed, such as with a new telephone system, the usual range is worked out "
        "afresh from that month on. Not for months that merely look better or worse: members see the reason."
    )
    key = measure["measure_id"]
    standing = [pd.Timestamp(month) for month in measure["recalculate_from"]]
    months = st.multiselect(
        "Months from which the range is worked out afresh",
        sorted({*standing, *values["month"].iloc[1:]}, reverse=True),
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
    ).strip()
    baseline = st.number_input(
        "Fix the range to the first months (0 = use every month)",
        min_value=0,
        max_value=120,
        value=0 if missing(measure["baseline_points"]) else int(measure["baseline_points"]),
        key=f"baseline_{key}",
        width=420,
    )
    to_publish = _pressed("Publish the change", "change")
    if to_publish is None:
        return None
    if months and not reason:
        st.error("Say why. Members see the reason beside the chart.")
        return None
    if 0 < baseline < FEWEST_BASELINE_MONTHS:
        fewest = FEWEST_BASELINE_MONTHS
        st.error(f"A range needs at least {fewest} months. Write {fewest} or more, or 0 to use every month.")
        return None
    change = {
        "recalculate_from": ";".join(f"{month:%Y-%m}" for month in sorted(months)),
        "recalculation_reason": reason,
        "baseline_points": baseline or "",
    }
    row = {
        column.name: change[column.name] if column.name in change else _as_in_a_file(measure.get(column.name), column)
        for column in CONTRACTS["measures"].stored
    }
    sentence = f"Published: the change to {measure['name']}. Members see it now."
    return Written("measures", row, key, to_publish, sentence)


def _as_in_a_file(value: Any, column: Column) -> object:  # any value of the register
    if missing(value):
        return ""
    if column.type == "yesno":
        return "yes" if value else "no"
    return int(value) if column.type == "whole" else value
