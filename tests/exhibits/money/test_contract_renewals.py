"""IT contracts: what comes up when, what nobody decided in time, what is to be saved; worked out by hand."""

from datetime import date, datetime

from data.intake import check, known_from, read
from exhibits import View
from exhibits.money.contract_renewals import contract_renewals
from exhibits.since import changes_since
from queries import ask
from screen.search_index import find
from tests.exhibits.figures import publish

TODAY = date(2026, 11, 28)


def contract(contract_id: str, renewal: date, notice: date | None = None, **others) -> dict:
    row = {"supplier": "Fenland Networks Ltd", "value_gbp": 1000.0, "decision": None, "saving_at_renewal": None}
    row |= {"slice_key": contract_id, "contract_id": contract_id, "service": f"Service {contract_id}"}
    return row | {"renewal_date": renewal, "notice_date": notice, **others}


def register(store, *rows: dict, at=datetime(2026, 10, 1, 9)) -> None:
    publish(store, "contracts", list(rows), at=at)


def test_what_nobody_decided_in_time_comes_first_and_the_rest_in_the_order_of_decision(store):
    register(
        store,
        contract("A", date(2028, 11, 27), date(2028, 6, 1), saving_at_renewal=300.0, saving_status="at_risk"),
        contract("B", date(2027, 3, 31), date(2026, 11, 27), value_gbp=None),
        contract("C", date(2027, 3, 31), date(2026, 11, 28), decision="undecided"),
        contract("D", date(2026, 11, 27), decision="renew", saving_at_renewal=200.0),
        contract("E", date(2026, 11, 27)),
        contract("F", date(2029, 3, 31), date(2028, 12, 31), supplier=None),
        contract("G", date(2027, 1, 31), date(2026, 9, 30), decision="end", saving_at_renewal=900.0,
                 saving_status="on_track"),
    )  # fmt: skip
    rows = ask("money/contracts", store=store, today=TODAY).set_index("contract_id")
    assert rows["state"].to_dict() == {
        "B": "notice_passed", "E": "renewal_passed", "C": "undecided", "A": "undecided", "F": "undecided",
        "G": "decided", "D": "over",
    }  # fmt: skip
    assert list(rows.index) == ["B", "E", "C", "A", "F", "G", "D"]
    assert list(rows.index[~rows["within"]]) == ["F", "D"], "later than 24 months, and over"
    assert rows.loc[["A", "B", "E"], "months_left"].to_list() == [23, 4, -1]
    exhibit = contract_renewals(View(), today=TODAY)
    assert exhibit.title == "2 contracts went past the day of decision without one"
    assert exhibit.lead == (
        "No decision, though the day has passed: Service B (notice by 27 November 2026) and Service E (renewal 27 "
        "November 2026)."
    )
    assert exhibit.more == (
        "5 contracts cost £5,000 a year, of which £4,000 comes up within 24 months; the value of 1 is not stated.",
        "Still to decide, in their order: Service C and Service A.",
        "Savings a year at renewal: £900 on track, £300 at risk and £200 without a status.",
    )
    table = exhibit.table.set_index("Contract")
    assert table.loc["Service B (Fenland Networks Ltd)", ["Value a year", "Decision"]].to_list() == [
        "Not stated", "Undecided; notice has passed"
    ]  # fmt: skip
    assert table.loc["Service F", "Saving a year at renewal"] == "None stated"
    assert table.loc["Service A (Fenland Networks Ltd)", "Saving a year at renewal"] == "£300, at risk"
    assert "1 contract renews later" in exhibit.note and "1 contract states no last day of notice." in exhibit.note
    assert find("fenland")[0].place == "/money?view=contracts"


def test_a_decision_and_a_day_that_passed_without_one_are_changes(store):
    finance = {"line_id": "F", "fin_year": "2026/27", "line_type": "cost", "baseline_gbp": 1.0, "forecast_gbp": 1.0}
    publish(store, "finance", [{"slice_key": "F|2026/27", **finance}], at=datetime(2026, 9, 1))
    register(store, contract("A", date(2027, 3, 31), date(2026, 10, 31)), contract("B", date(2027, 3, 31)),
             contract("C", date(2026, 11, 1)), contract("D", date(2027, 3, 31), date(2026, 9, 1)))  # fmt: skip
    register(store, contract("B", date(2027, 3, 31), decision="end"), at=datetime(2026, 11, 2, 9))
    said = {each.sentence for each in changes_since(View(), since=date(2026, 10, 6), today=TODAY)}
    assert said == {
        "Service A: last day of notice 31 October 2026 passed without a decision.",
        "Service B: contract from undecided to end, renewal 31 March 2027.",
        "Service C: renewal of 1 November 2026 passed without a decision.",
    }, "D had passed before"


def test_without_contracts_or_without_a_renewal_it_says_so(store):
    assert contract_renewals(View(), today=TODAY).lead == "No data: no IT contracts have been published."
    register(store, contract("F", date(2029, 3, 31)))
    exhibit = contract_renewals(View(), today=TODAY)
    assert exhibit.title == "No contract comes up for renewal in 24 months" and exhibit.figure is None


def test_a_file_of_contracts_is_checked(store):
    head = "contract_ref,service,supplier,annual_value,starts_on,end_date,notice_by,decision,saving_at_renewal,"
    head += "saving_status\n"

    def codes(row: str) -> set[str]:
        table = read((head + row + "\n").encode(), "contracts.csv")
        return {each.code for each in check(table, "contracts", known_from(store, kind="contracts")).problems}

    assert (
        codes("C1,Printers,Paperless Office Supplies Ltd,38400,01/10/2021,30/11/2026,31/05/2026,tender,2100,green")
        == set()
    )
    assert codes("C1,Printers,Firm Ltd,100,01/10/2021,30/11/2026,01/12/2026,end,,") == {"notice_after_renewal"}
    assert codes("C1,Printers,Firm Ltd,100,01/12/2026,30/11/2026,,end,,") == {"renewal_before_start"}
    assert codes("C1,Printers,Firm Ltd,100,,30/11/2026,,end,200,") == {"saves_more_than_it_costs"}
    assert codes("C1,Printers,Firm Ltd,100,,30/11/2026,,end,,red") == {"status_without_saving"}
    assert "personal_email_address" in codes("C1,Printers,jo@firm.example,100,,30/11/2026,,end,,")
