"""Channel shift: how far services have moved online, what that saves, and whether anyone is left behind."""

from datetime import date
from typing import Any

import streamlit as st

import access
from exhibits.channels.areas import by_area
from exhibits.channels.avoidable_contact import avoidable
from exhibits.channels.avoided_cost import avoided_cost
from exhibits.channels.by_interaction import by_interaction
from exhibits.channels.channel_mix import mix
from exhibits.channels.digital_only import digital_only
from exhibits.channels.forecasts_met import forecasts_met
from exhibits.channels.my_account import my_account
from exhibits.channels.offline_routes import offline_routes
from exhibits.channels.one_service import one_service
from exhibits.channels.online_over_time import online_over_time
from exhibits.channels.peaks import peak_readiness
from exhibits.channels.processing_times import processing_times
from exhibits.channels.review import review
from exhibits.channels.reviews_due import reviews_due
from exhibits.channels.satisfaction import satisfaction
from exhibits.channels.service_facts import service_facts
from exhibits.channels.service_gaps import service_gaps
from exhibits.channels.still_offline import still_offline
from exhibits.channels.take_up import take_up
from exhibits.channels.take_up_by_directorate import by_directorate
from exhibits.channels.take_up_by_service import by_service
from exhibits.channels.unit_costs import unit_costs
from exhibits.channels.volume_and_shift import volume_and_shift
from exhibits.channels.who_gets_through import who_gets_through
from exhibits.meetings.service_actions import service_actions
from screen import filters
from screen.header import footer, header
from screen.show import behind, show, show_when_opened

access.guard()

PARTS = {
    "take_up": "Take-up",
    "mix": "Channel mix",
    "online": "Services online",
    "savings": "Avoided cost",
    "reviews": "Reviews",
    "peaks": "Peaks",
    "areas": "Areas",
    "service": "One service",
}

# the filters that do something on each; the others are not drawn there
USES = {
    "take_up": ("service", "directorate", "period"),
    "mix": ("service", "directorate", "period"),
    "online": ("directorate",),
    "savings": ("service", "directorate", "period"),
    "reviews": ("service", "directorate"),
    "peaks": ("service", "directorate"),
    "areas": ("service", "directorate"),
    "service": ("service", "directorate"),
}


def show_take_up(chosen: filters.ChosenService) -> None:
    view, scope, months = chosen.view, chosen.scope, chosen.months
    show(take_up, view, whole=True, first=True, **scope, months=months)
    st.header("Does everyone still get through?", anchor=False)
    show(who_gets_through, view, level=3, **scope, months=months)
    show_when_opened(
        behind("Ways in without the internet", offline_routes, view, **scope),
        behind("How satisfied people are, by channel", satisfaction, view, **scope),
        behind("Which route is quicker", processing_times, view, **scope),
        behind("Contacts that could have been avoided", avoidable, view, **scope, months=months),
    )
    if chosen.service is None:
        st.header("Where", anchor=False)
        where = [behind("Each service", by_service, view, directorate=chosen.directorate)]
        if chosen.directorate is None:
            where.append(behind("Each directorate", by_directorate, view, months=months))
        show_when_opened(*where)


def show_mix(chosen: filters.ChosenService) -> None:
    show(mix, chosen.view, **chosen.scope, months=chosen.months)
    st.header("A real shift, or less demand?", anchor=False)
    since = filters.choose_since(chosen)
    show(volume_and_shift, chosen.view, level=3, **chosen.scope, since=since)


def show_online(chosen: filters.ChosenService) -> None:
    scope: dict[str, Any] = {"directorate": chosen.directorate, "today": chosen.today}
    show(online_over_time, chosen.view, first=True, **scope)
    show(digital_only, chosen.view, **scope)
    st.header("What is online, and what is not", anchor=False)
    show_when_opened(
        behind("What people can do online", by_interaction, chosen.view, **scope),
        behind("Services that are still offline", still_offline, chosen.view, **scope),
    )


def show_savings(chosen: filters.ChosenService) -> None:
    change = st.slider(
        "What if the costs of the channels differ by more or less than assumed?",
        -50,
        50,
        0,
        10,
        format="%+d%%",
        key="change",
        bind="query-params",
        width=620,
    )
    show(avoided_cost, chosen.view, **chosen.scope, months=chosen.months, change=change)
    st.header("What the estimate rests on", anchor=False)
    show(unit_costs, chosen.view, level=3, **chosen.scope)


def show_reviews(chosen: filters.ChosenService) -> None:
    today = chosen.today
    if chosen.service is None:
        show(reviews_due, chosen.view, today=today, directorate=chosen.directorate)
        in_time: dict[str, Any] = {"today": today, "directorate": chosen.directorate}
        show_when_opened(behind("Was the forecast reached?", forecasts_met, chosen.view, **in_time))
        st.header("One service before and after its launch", anchor=False)
    reviewed = filters.choose_review(chosen, today)
    if reviewed:
        show(review, chosen.view, level=3 if chosen.service is None else 2, service=reviewed, today=today)
    if chosen.service is None and chosen.directorate is None:
        st.header("My Account", anchor=False)
        show(my_account, chosen.view, level=3, months=chosen.months)


def show_peaks(chosen: filters.ChosenService) -> None:
    show(peak_readiness, chosen.view, first=True, today=chosen.today, **chosen.scope)


def show_areas(chosen: filters.ChosenService) -> None:
    show(by_area, chosen.view, first=True, **chosen.scope)


def show_service(chosen: filters.ChosenService) -> None:
    today = chosen.today
    if chosen.service is None:
        show(service_gaps, chosen.view, today=today, directorate=chosen.directorate)
        return
    show(one_service, chosen.view, first=True, service=chosen.service, today=today, months=chosen.months)
    show(service_facts, chosen.view, level=3, service=chosen.service, today=today)
    show_when_opened(behind("Which route is quicker", processing_times, chosen.view, service=chosen.service))
    show(service_actions, chosen.view, level=3, service=chosen.service, today=today)


DRAWN = {
    "take_up": show_take_up,
    "mix": show_mix,
    "online": show_online,
    "savings": show_savings,
    "reviews": show_reviews,
    "peaks": show_peaks,
    "areas": show_areas,
    "service": show_service,
}

header("Channel shift")
chosen = filters.choose_service(date.today(), PARTS, USES)
if chosen is None:
    st.markdown(
        "**No channel volumes have been published yet.** This page shows how far services have moved online as soon as "
        "an officer has uploaded the catalogue of online services and a month of channel volumes."
    )
else:
    DRAWN[chosen.part](chosen)
footer()
