"""IT demand: was the newest month unusual, why, and what do the officers say."""

from datetime import date

import streamlit as st

import access
from exhibits.common.process_chart import process_chart
from exhibits.demand.backlog_by_age import backlog_by_age
from exhibits.demand.category_charts import category_multiples
from exhibits.demand.count_or_length import count_or_length
from exhibits.demand.demand_and_capacity import demand_and_capacity
from exhibits.demand.drivers import drivers
from exhibits.demand.earlier_years import earlier_years
from exhibits.demand.one_record import one_record
from exhibits.demand.trend import trend
from screen import filters
from screen.header import footer, header
from screen.show import show, show_when_opened

access.guard()
header("IT demand")
chosen = filters.choose(date.today())
if chosen:
    view, scope, months = chosen.view, chosen.scope, chosen.months
    measure = {"measure_id": chosen.measure_id, **scope}
    show(process_chart, view, **measure, months=months)

    st.header("Why", anchor=False)
    month, news = filters.choose_month(chosen)
    if chosen.splits:
        show_when_opened("What made the difference", drivers, view, at_once=news, month=month, **measure)
        show_when_opened("More incidents, or longer ones", count_or_length, view, month=month, **scope, months=months)
        show_when_opened("With and without the longest record", one_record, view, month=month, **scope)
    show_when_opened("The same month in earlier years", earlier_years, view, month=month, **measure)

    st.header("Over time", anchor=False)
    show_when_opened("Rising, falling or neither", trend, view, **measure)
    if chosen.splits:
        show_when_opened("Each category by itself", category_multiples, view, **measure, months=months)
    show_when_opened("Open incidents by age", backlog_by_age, view, **scope, months=months)
    show_when_opened("Demand and what the service desk can handle", demand_and_capacity, view, months=months)
else:
    st.markdown("No measure has a figure yet. This page shows each as soon as its first month has been published.")
footer()
