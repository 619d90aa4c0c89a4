"""What is said of one service is the same whether it is asked for alone or in one pass with each of the others."""

import pytest

from exhibits import View
from exhibits.common.view_queries import measure_rows, service_rows
from queries import ask
from tests.exhibits.figures import assert_same_rows

ASKED = ("services", "launches", "periods", "year_on_year", "offline_routes", "access_warnings", "who_gets_through")
JUDGED = ("measures/definitions", "measures/values", "signals/measures", "signals/points", "signals/expected")
EVERY = 9  # of the services: such as report months, quarters, nothing at all


@pytest.mark.parametrize("name", [*(f"channels/{each}" for each in ASKED), "submissions/replaced_volumes"])
def test_a_service_alone_is_as_it_is_among_all(sample, name):
    for service in ask("channels/services")["service_id"][::EVERY]:
        alone, among_all = ask(name, service=service), service_rows(View(), name, service)
        assert_same_rows(alone.drop(columns="of_service"), among_all.drop(columns="of_service"))


@pytest.mark.parametrize("name", JUDGED)
def test_take_up_of_a_service_is_judged_alone_as_among_all(sample, name):
    for service in ask("channels/services")["service_id"][::EVERY]:
        measure = f"digital_take_up@{service}"
        alone, among_all = ask(name, measure_id=measure), measure_rows(View(), name, measure)
        if name == "measures/values":
            alone, among_all = alone.sort_values("month"), among_all.sort_values("month")
        assert_same_rows(alone, among_all)


def test_services_together_are_not_touched_by_those_asked_for_one_by_one(sample):
    assert set(ask("channels/periods")["of_service"]) == {""}
    assert service_rows(View(), "channels/periods", "no-such-service").empty
