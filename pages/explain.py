"""Explain: say what happened in an unusual month, leave an exceptional one out, or declare that a process changed."""

import streamlit as st

import access
from data.store import StoreError, open_store
from exhibits import View
from exhibits.common.process_chart import process_chart
from queries import ask
from screen.approval import say_publish
from screen.explain import (
    ask_change,
    ask_explanation,
    choose_measure,
    show_breaks,
    show_changes_without_data,
    show_open,
    show_unexplained,
    values_of,
)
from screen.header import footer, header
from screen.plain import plain
from screen.show import show, theme
from screen.written import publish_or_preview, show_published

officer = access.guard("officer")
store = open_store()

header("Explain")
at_once = say_publish(
    officer, "What you publish stands beside the chart at once.", "An approver publishes what you write."
)
st.markdown(f"Tell members why a month was unusual. {at_once}")
show_published()
try:
    unexplained = ask("signals/unexplained")
    st.header("Unusual, and not explained yet", anchor=False)
    show_unexplained(unexplained)
    show_open()
    show_breaks()
    show_changes_without_data()

    st.header("Choose a measure", anchor=False)
    measure = choose_measure(unexplained)
    values = values_of(measure)
    if values.empty:
        st.info("This measure has no figures yet, so there is nothing to explain.")
    else:
        show(process_chart, View(theme=theme()), level=3, measure_id=measure["measure_id"])

        st.header("Explain a month, or several", anchor=False)
        publish_or_preview(ask_explanation(measure, values, unexplained, officer), store, officer)

        st.header("Declare that the process changed", anchor=False)
        publish_or_preview(ask_change(measure, values, officer), store, officer)
except StoreError as problem:
    st.error(plain(str(problem)))
footer(judges=False)
