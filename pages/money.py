"""Money: what the strategy cost, costs and will cost, which budget pays while which budget saves."""

from datetime import date

import streamlit as st

import access
from exhibits.money.by_funding import by_funding
from exhibits.money.contract_renewals import contract_renewals
from exhibits.money.cost_here_saving_there import cost_here_saving_there
from exhibits.money.investment import investment
from exhibits.money.savings import savings
from exhibits.money.strategy import strategy
from exhibits.money.value_for_money import services
from exhibits.money.variances import variances
from screen import project_filters
from screen.header import footer, header
from screen.project_filters import ChosenProjects
from screen.show import behind, show, show_when_opened

access.guard()

PARTS = {"costs": "Costs", "savings": "Savings", "value": "Value for money", "contracts": "Contracts"}
USES = {"value": ("directorate",), "contracts": ()}  # the other filters narrow projects, and these are none


def show_costs(chosen: ChosenProjects, today: date) -> None:
    show(strategy, chosen.view, first=True, today=today, **chosen.scope)
    show(variances, chosen.view, today=today, **chosen.scope)
    show_when_opened(behind("Which budget or reserve pays", by_funding, chosen.view, today=today, **chosen.scope))


def show_savings(chosen: ChosenProjects, today: date) -> None:
    show(savings, chosen.view, first=True, today=today, **chosen.scope)
    show(investment, chosen.view, today=today, **chosen.scope)
    show(cost_here_saving_there, chosen.view, today=today, **chosen.scope)


def show_value(chosen: ChosenProjects, today: date) -> None:
    show(services, chosen.view, first=True, directorate=chosen.directorate)


def show_contracts(chosen: ChosenProjects, today: date) -> None:
    show(contract_renewals, chosen.view, today=today)


DRAWN = {"costs": show_costs, "savings": show_savings, "value": show_value, "contracts": show_contracts}

header("Money")
today = date.today()
chosen = project_filters.choose(today, PARTS, one_project=False, uses=USES)
if chosen is None:
    st.markdown(
        "**No projects have been published yet.** This page shows what they cost and save as soon as an officer has "
        "uploaded the register of projects and its finance lines."
    )
else:
    DRAWN[chosen.part](chosen, chosen.view.as_at or today)
footer()
