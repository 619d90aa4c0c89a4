"""One measure: was its newest month unusual, why, and what do the officers say. Headed by the measure's theme."""

from datetime import date
from typing import Any

import streamlit as st

import access
from exhibits import View
from exhibits.common.process_chart import process_chart
from exhibits.common.view_queries import SERVICE_DESK, period_of, theme_of
from exhibits.demand.backlog_by_age import backlog_by_age
from exhibits.demand.capacity_options import capacity_options
from exhibits.demand.category_charts import category_multiples
from exhibits.demand.count_or_length import count_or_length
from exhibits.demand.dated_events import dated_events, has_events
from exhibits.demand.demand_ahead import demand_ahead
from exhibits.demand.demand_and_capacity import demand_and_capacity
from exhibits.demand.drivers import drivers
from exhibits.demand.earlier_years import earlier_years
from exhibits.demand.measure_ahead import measure_ahead
from exhibits.demand.one_record import one_record
from exhibits.demand.trend import trend
from exhibits.demand.unusual_months import unusual_months
from screen import filters
from screen.header import footer, header
from screen.show import behind, show, show_when_opened

access.guard()
asked = filters.measure_asked_for(date.today())
header(theme_of(View(), asked) if asked else SERVICE_DESK)
chosen = filters.choose(date.today())
if chosen:
    view, scope, months = chosen.view, chosen.scope, chosen.months
    of_service_desk = theme_of(view, chosen.measure_id) == theme_of(view, "incidents")
    measure = {"measure_id": chosen.measure_id, **scope}
    show(process_chart, view, first=True, **measure, months=months)

    st.header("Why", anchor=False)
    month, news = filters.choose_month(chosen)
    why = []
    if chosen.splits:
        why = [
            behind("What made the difference", drivers, view, at_once=news, month=month, **measure),
            behind("More incidents, or longer ones", count_or_length, view, month=month, **scope, months=months),
            behind("With and without the longest record", one_record, view, month=month, **scope),
        ]
    period = period_of(view, chosen.measure_id, chosen.directorate)
    show_when_opened(*why, behind(f"The same {period} in earlier years", earlier_years, view, month=month, **measure))

    st.header("Over time", anchor=False)
    over_time = [behind("Rising, falling or neither", trend, view, **measure)]
    if has_events(view, chosen.measure_id):
        dated: dict[str, Any] = {"measure_id": chosen.measure_id, "today": date.today()}
        over_time.append(behind("Before and after dated events", dated_events, view, **dated))
    over_time.append(behind("What to expect in the next 12 months", measure_ahead, view, **measure, months=months))
    if chosen.splits:
        over_time.append(behind("Each category by itself", category_multiples, view, **measure, months=months))
    if of_service_desk:
        over_time += [
            behind("Open incidents by age", backlog_by_age, view, **scope, months=months),
            behind("Demand and what the service desk can handle", demand_and_capacity, view, months=months),
            behind("Can the service desk cope with the next 12 months", demand_ahead, view, months=months),
            behind("Overtime or permanent growth", capacity_options, view),
        ]
    show_when_opened(*over_time)

    st.header("Every measure", anchor=False)
    show_when_opened(behind("Log of unusual months: cause, action, owner", unusual_months, view, today=date.today()))
else:
    st.markdown("No measure has a figure yet. This page shows each as soon as its first month has been published.")
footer()
