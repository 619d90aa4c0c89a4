"""Channel shift: how far services have moved online, what that saves, and whether anyone is left behind."""

from datetime import date

import streamlit as st

import access
from exhibits.channels import (
    access_to_services,
    areas,
    avoidable_contact,
    avoided_cost,
    channel_mix,
    my_account,
    online_services,
    peaks,
    reviews,
)
from exhibits.channels import take_up as taken_up
from screen import filters
from screen.header import footer, header
from screen.show import show, show_when_opened

access.guard()

PARTS = {
    "take_up": "Take-up",
    "mix": "Channel mix",
    "online": "Services online",
    "savings": "Avoided cost",
    "reviews": "Reviews",
    "peaks": "Peaks",
    "areas": "Areas",
}


def take_up(chosen: filters.ChosenService) -> None:
    view, scope, months = chosen.view, chosen.scope, {"months": chosen.months}
    show(taken_up.take_up, view, **scope, **months)
    st.header("Does everyone still get through?", anchor=False)
    show(access_to_services.who_gets_through, view, level=3, **scope, **months)
    show_when_opened("Ways in without the internet", access_to_services.offline_routes, view, **scope)
    show_when_opened("How satisfied people are, by channel", access_to_services.satisfaction, view, **scope)
    show_when_opened("Contacts that could have been avoided", avoidable_contact.avoidable, view, **scope, **months)
    if chosen.service is None:
        st.header("Where", anchor=False)
        show_when_opened("Each service", taken_up.by_service, view, directorate=chosen.directorate)
        if chosen.directorate is None:
            show_when_opened("Each directorate", taken_up.by_directorate, view, **months)


def mix(chosen: filters.ChosenService) -> None:
    show(channel_mix.mix, chosen.view, **chosen.scope, months=chosen.months)
    st.header("A real shift, or less demand?", anchor=False)
    since = filters.choose_since(chosen)
    show(channel_mix.volume_and_shift, chosen.view, level=3, beside=False, **chosen.scope, since=since)  # stands above


def online(chosen: filters.ChosenService) -> None:
    scope = {"directorate": chosen.directorate, "today": date.today()}
    show(online_services.online_over_time, chosen.view, **scope)
    show(online_services.digital_only, chosen.view, **scope)
    st.header("What is online, and what is not", anchor=False)
    show_when_opened("What people can do online", online_services.by_interaction, chosen.view, **scope)
    show_when_opened("Services that are still offline", online_services.still_offline, chosen.view, **scope)


def savings(chosen: filters.ChosenService) -> None:
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
    show(avoided_cost.avoided_cost, chosen.view, **chosen.scope, months=chosen.months, change=change)
    st.header("What the estimate rests on", anchor=False)
    show(avoided_cost.unit_costs, chosen.view, level=3, **chosen.scope)


def after_launch(chosen: filters.ChosenService) -> None:
    today = date.today()
    if chosen.service is None:
        show(reviews.reviews_due, chosen.view, today=today, directorate=chosen.directorate)
        st.header("One service before and after its launch", anchor=False)
    reviewed = filters.choose_review(chosen, today)
    if reviewed:
        show(reviews.review, chosen.view, level=3 if chosen.service is None else 2, service=reviewed, today=today)
    if chosen.service is None and chosen.directorate is None:
        st.header("My Account", anchor=False)
        show(my_account.my_account, chosen.view, level=3, months=chosen.months)


def peak_months(chosen: filters.ChosenService) -> None:
    show(peaks.peak_readiness, chosen.view, today=date.today(), **chosen.scope)


def by_area(chosen: filters.ChosenService) -> None:
    show(areas.by_area, chosen.view, **chosen.scope)


DRAWN = {
    "take_up": take_up,
    "mix": mix,
    "online": online,
    "savings": savings,
    "reviews": after_launch,
    "peaks": peak_months,
    "areas": by_area,
}

header("Channel shift")
chosen = filters.choose_service(date.today(), PARTS)
if chosen is None:
    st.markdown(
        "**No channel volumes have been published yet.** This page shows how far services have moved online as soon as "
        "an officer has uploaded the catalogue of online services and a month of channel volumes."
    )
else:
    DRAWN[chosen.part](chosen)
footer()
