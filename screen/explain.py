"""What officers write about a measure: the explanation of a month, or that the process itself has changed."""

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from data.contracts import CONTRACTS, FEWEST_BASELINE_MONTHS, PERIODS
from data.store import Author, today_in_london
from exhibits.common.breaks import ask_for_range, say_break, say_until_judged
from exhibits.common.words import (
    missing,
    name_some,
    period_word,
    say_count,
    say_month,
    say_months,
    say_number,
    say_period,
    say_range,
)
from queries import ask
from screen.approval import say_publish
from screen.plain import plain
from screen.show import table
from screen.written import Written, as_in_a_file

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
                "Month": [say_period(row.month, PERIODS[row.period]) for row in rows.itertuples()],
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


def show_open() -> None:
    """Draw the unusual months that are explained and not closed yet, behind a label, if there are any."""
    rows = ask("signals/unusual_months", today=today_in_london())
    rows = rows[rows["state"] == "open"]
    if rows.empty:
        return
    with st.expander(f"Explained and still open ({len(rows)})"):
        st.markdown("Choose the month below to say what was done, who sees to it, or that it is closed.")
        table(
            pd.DataFrame(
                {
                    "Measure": rows["name"],
                    "Month": [say_period(row.month, PERIODS[row.period]) for row in rows.itertuples()],
                    "Cause": rows["cause"].fillna("–"),
                    "Owner": rows["owner_role"].fillna("–"),
                    "Open for": [say_count(row.days_open, "day") for row in rows.itertuples()],
                }
            ),
            alt="Unusual months that are explained and still open",
        )


def show_breaks() -> None:
    """Draw the measures that seem to have gone to another level, for which a new usual range may be due, if any."""
    rows = ask("signals/breaks")
    if rows.empty:
        return
    st.markdown(
        "These seem to have gone to another level and stayed there. Where the process itself changed, choose the "
        "measure and start a new usual range below."
    )
    said = [say_break(row) for _, row in rows.iterrows()]
    table(
        pd.DataFrame({"Measure": rows["name"], "What seems to have changed": said}),
        alt="Measures that seem to have gone to another level",
    )


def show_changes_without_data() -> None:
    """Draw the declared changes whose month has no figure, with the month in which each begins, if there are any."""
    rows = ask("signals/unmatched_recalculations")
    if rows.empty:
        return
    st.warning(
        "These declared changes are in months without a figure: they begin in the next month that has one, or not at "
        "all. Choose the measure above and mend them."
    )
    table(
        pd.DataFrame(
            {
                "Measure": rows["name"],
                "Declared for": rows["month"].map(say_month),
                "Begins in": ["Not at all" if missing(month) else say_month(month) for month in rows["begins"]],
            }
        ),
        alt="Declared changes in months without data",
    )


def choose_measure(unexplained: pd.DataFrame) -> pd.Series:
    """Draw the choice of the measure to explain, those with an unexplained month first; its row of the register.

    A link names the measure as `measure` in the address: that of the box holds its words, which change.
    """
    measures = ask("measures/definitions")
    waiting = list(dict.fromkeys(unexplained["measure_id"]))
    names: dict[str, str] = dict(zip(measures["measure_id"], measures["name"], strict=True))
    others = [measure for measure in sorted(names, key=lambda each: names[each].casefold()) if measure not in waiting]
    if (asked := st.query_params.get("measure")) is not None:
        del st.query_params["measure"]
        if asked in names:
            st.session_state["explain_measure"] = asked
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


def _choose_months(measure: pd.Series, values: pd.DataFrame, unexplained: pd.DataFrame) -> list[pd.Timestamp]:
    """Draw the choice of the months that one explanation is for, in the order in which they were chosen."""
    waiting = set(unexplained.loc[unexplained["measure_id"] == measure["measure_id"], "month"])
    newest_first = sorted(values["month"], reverse=True)
    value_of = dict(zip(values["month"], values["value"], strict=True))
    months = int(values["months"].max())
    choices = sorted(newest_first, key=lambda each: each not in waiting)
    return st.multiselect(
        f"{period_word(months).capitalize()}s",
        choices,
        default=choices[:1],
        format_func=lambda each: (
            f"{say_period(each, months)}: {say_number(value_of[each], measure['unit'])}"
            + (" – not explained yet" if each in waiting else "")
        ),
        key=f"explain_months_{measure['measure_id']}",
        placeholder="Choose the months that it explains",
        width=520,
    )


def _said(waiting: pd.DataFrame) -> str:
    """The periods of one measure among rows of signals/unexplained."""
    return say_months(waiting["month"], PERIODS[waiting["period"].iloc[0]])


def _choose_others(measure: pd.Series, months: list[pd.Timestamp], unexplained: pd.DataFrame) -> pd.DataFrame:
    """Draw the choice of other measures that the same explanation is for; their months among `months` that wait for
    one: rows of signals/unexplained."""
    waiting = unexplained[unexplained["month"].isin(months) & (unexplained["measure_id"] != measure["measure_id"])]
    if waiting.empty:
        return waiting
    names: dict[str, str] = dict(zip(waiting["measure_id"], waiting["name"], strict=True))
    chosen = st.multiselect(
        "Does it explain other measures too?",
        list(names),
        format_func=lambda each: f"{names[each]}, {_said(waiting[waiting['measure_id'] == each])}: not explained yet",
        key=f"explain_also_{measure['measure_id']}",
        placeholder="No others",
        width=520,
    )
    return waiting[waiting["measure_id"].isin(chosen)]


# -- an explanation ----------------------------------------------------------------------------------------------------


def ask_explanation(
    measure: pd.Series, values: pd.DataFrame, unexplained: pd.DataFrame, officer: Author
) -> Written | None:
    """Draw the form to explain months; what was written, once a button is pressed and nothing is missing."""
    months = _choose_months(measure, values, unexplained)
    if not months:
        st.info("Choose at least one month to explain.")
        return None
    others = _choose_others(measure, months, unexplained)
    explained = {month: words for month in months if (words := _standing_explanation(measure["measure_id"], month))}
    standing = explained.get(months[0], {})
    key = f"{measure['measure_id']}_{months[0]:%Y_%m}"
    if explained:
        of = f" of {say_months(explained, int(values['months'].max()))}" if len(months) > 1 else ""
        who = name_some(dict.fromkeys(plain(words["author_role"] or "an officer") for words in explained.values()))
        st.caption(f"There is an explanation{of} from {who}. Once it is published, yours replaces it.")
    cause = _ask_cause(standing.get("cause"), key)
    text = st.text_area(
        "What happened",
        value=standing.get("explanation", ""),
        key=f"text_{key}",
        max_chars=2000,
        height=130,
    )
    st.caption("Members read this beside the chart. Plain words, no names of people.")
    after = _ask_what_became_of_it(standing, key)
    several = len(months) + len(others) > 1
    exceptional = st.checkbox(
        f"Exceptional {'months: leave them' if several else 'month: leave it'} out when the usual range is worked out",
        value=bool(standing.get("exceptional")),
        key=f"exceptional_{key}",
    )
    if exceptional:
        st.caption(
            "Only for a month whose cause is known and will not come again, such as a one-day failure. "
            "Say in the text why it does not belong. The month stays in the chart."
        )
    written = {
        "cause": cause.strip(),
        "explanation": text.strip(),
        "exceptional": "yes" if exceptional else "no",
        "author_role": officer.name,
        **after,
    }
    to_publish = _pressed(
        say_publish(officer, "Publish explanation", "Hand the explanation to an approver"), "explanation"
    )
    if to_publish is None:
        return None
    if not written["explanation"] or not written["cause"]:
        st.error("Write the cause and what happened. Both are shown to members.")
        return None
    parts = [(measure["measure_id"], month) for month in months]
    parts += list(zip(others["measure_id"], others["month"], strict=True))
    rows = [{"measure_id": one, "month": f"{month:%Y-%m}", **written} for one, month in parts]
    said = [f"{measure['name']}, {say_months(months, int(values['months'].max()))}"]
    said += [f"{name}, {_said(part)}" for name, part in others.groupby("name", sort=False)]
    sentence = f"Published: your explanation of {'; '.join(said)}. Members see it now."
    return Written("explanations", rows, sentence, measure["measure_id"], to_publish)


def _standing_explanation(measure_id: str, month: pd.Timestamp) -> dict[str, Any]:  # values of a row
    """What members read now, without what was left empty; nothing where there is no explanation."""
    rows = ask("measures/explanations", measure_id=measure_id)
    rows = rows[rows["month"] == month]
    return {} if rows.empty else {name: None if missing(value) else value for name, value in rows.iloc[0].items()}


def _ask_what_became_of_it(standing: dict[str, Any], key: str) -> dict[str, object]:  # values of a row
    """Draw what the log of unusual months lists: what was done, who sees to it, since when nothing is left to do."""
    action = st.text_area(
        "What was done, or will be, so that it does not come again",
        value=standing.get("action") or "",
        key=f"action_{key}",
        max_chars=1000,
        height=90,
    )
    left, right = st.columns(2)
    owner = left.text_input(
        "Who sees to it: a post, no name", value=standing.get("owner_role") or "", key=f"owner_{key}", max_chars=80
    )
    closed = right.date_input(
        "Closed on (empty: still open)",
        value=standing.get("closed_on"),
        format="DD/MM/YYYY",
        key=f"closed_{key}",
        max_value=today_in_london(),
    )
    return {
        "action": action.strip(),
        "owner_role": owner.strip(),
        "closed_on": f"{closed:%Y-%m-%d}" if isinstance(closed, date) else "",
    }


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


def ask_change(measure: pd.Series, values: pd.DataFrame, officer: Author) -> Written | None:
    """Draw the form for a change of the process; what was written, once a button is pressed and nothing is missing."""
    st.markdown(
        "When the process itself has changed, such as with a new telephone system, the usual range is worked out "
        "afresh from that month on. Not for months that merely look better or worse: members see the reason."
    )
    key = measure["measure_id"]
    standing = [pd.Timestamp(month) for month in measure["recalculate_from"]]
    _offer_range(measure, standing)
    months = st.multiselect(
        "Months from which the range is worked out afresh",
        sorted({*standing, *values["month"].iloc[1:]}, reverse=True),
        default=standing,
        format_func=lambda each: say_period(each, int(values["months"].max())),
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
    to_publish = _pressed(say_publish(officer, "Publish the change", "Hand the change to an approver"), "change")
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
        column.name: change[column.name] if column.name in change else as_in_a_file(measure.get(column.name), column)
        for column in CONTRACTS["measures"].stored
    }
    sentence = f"Published: the change to {measure['name']}. Members see it now."
    return Written("measures", [row], sentence, key, to_publish)


def _offer_range(measure: pd.Series, standing: list[pd.Timestamp]) -> None:
    """Draw the offer of a new usual range where the measure has gone to another level: one press fills in its month."""
    rows = ask("signals/breaks")
    for _, row in rows[rows["measure_id"] == measure["measure_id"]].iterrows():
        with st.container(border=True):
            st.markdown(plain(" ".join(filter(None, (say_break(row), say_until_judged(row))))))
            st.button(
                ask_for_range(row).removesuffix("?"),
                key=f"offer_{measure['measure_id']}",
                on_click=_take_up,
                args=(f"recalculate_{measure['measure_id']}", [*standing, row["month"]]),
            )


def _take_up(key: str, months: list[pd.Timestamp]) -> None:
    """Choose the months in the form; the officer still gives the reason, looks at the chart, and publishes."""
    st.session_state[key] = months
