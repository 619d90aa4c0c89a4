"""IT demand: was the newest month unusual, why, and what do the officers say."""

from datetime import date

import streamlit as st

import access
from exhibits.common import process_chart
from exhibits.demand import over_time, why
from screen import filters
from screen.header import footer, header
from screen.show import show, show_when_opened

access.guard()
header("IT demand")
chosen = filters.choose(date.today())
if chosen:
    view, part, months = chosen.view, {"directorate": chosen.directorate}, {"months": chosen.months}
    measure = {"measure_id": chosen.measure_id, **part}
    show(process_chart.process_chart, view, **measure, **months)

    st.header("Why", anchor=False)
    month, news = filters.choose_month(chosen)
    if chosen.splits:
        show_when_opened("What made the difference", why.drivers, view, at_once=news, month=month, **measure)
        show_when_opened("More incidents, or longer ones", why.count_or_length, view, month=month, **part, **months)
        show_when_opened("With and without the longest record", why.one_record, view, month=month, **part)
    show_when_opened("The same month in earlier years", why.earlier_years, view, month=month, **measure)

    st.header("Over time", anchor=False)
    show_when_opened("Rising, falling or neither", over_time.trend, view, **measure)
    if chosen.splits:
        show_when_opened("Each category by itself", over_time.category_multiples, view, **measure, **months)
    show_when_opened("Open incidents by age", over_time.backlog_by_age, view, **part, **months)
    show_when_opened("Demand and what the service desk can handle", over_time.demand_and_capacity, view, **months)
footer()
