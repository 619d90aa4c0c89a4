"""The dated catalogue of the council's services: what is online since when, and how people get through without it."""

from data.contracts.base import Column, Contract, Rule, Sense, column

_STEP = "Whether {} can be done online."
_STEPS = (
    "e_registration",
    "e_authentication",
    "e_application",
    "e_payment",
    "e_decision",
    "e_issuance",
    "e_feedback",
)


def _step(what: str, also: str = "") -> Column:
    return column("yesno", _STEP.format(what), example="yes", also=also)


class OnlineServices:
    """One row for each service, the ones that are still offline included."""

    service_id = column(
        "code",
        "Code of the service, the same as in the channel volumes.",
        example="parking-permits",
        required=True,
        also="service_code, service_ref, slug, service_slug, id, code, ref",
    )
    service_name = column(
        "text",
        "The service's name as members read it.",
        example="Parking permits",
        required=True,
        also="name, service, name_of_service, service_title, title",
    )
    description = column(
        "text",
        "What people use the service for.",
        example="Apply for, renew and pay for a resident's parking permit.",
        also="description_of_service, what_it_does, summary",
    )
    directorate = column(
        "text",
        "The directorate that runs it.",
        example="Place and Planning",
        required=True,
        also="department, service_area, division, dept",
    )
    portfolio_holder = column(
        "text",
        "The portfolio that answers for it: the post, never a name.",
        example="Portfolio holder for Transport",
        also="portfolio, cabinet_member, cabinet_portfolio",
    )
    esd_service_id = column(
        "text",
        "Number of the service in the LGA's list of local government services.",
        example="25",
        also="lgsl, lgsl_id, esd_id, lga_service_id",
    )
    url = column(
        "text",
        "Address of the page where the service starts.",
        example="https://www.example.gov.uk/parking-permits",
        also="link, web_address, start_page, page",
    )
    customer_type = column(
        "text", "Whom it is for.", example="Residents", also="customers, audience, target_group, user_group"
    )
    launched_on = column(
        "date",
        "The day it went online. Empty: it is not online yet.",
        example="01/04/2025",
        also="launch_date, online_since, live_since, went_live_on",
        ambiguous="launched, go_live",
    )
    retired_on = column(
        "date",
        "The day the online service was taken down.",
        example="31/03/2027",
        also="withdrawn_on, closed_on, end_date",
        ambiguous="retired",
    )
    in_my_account = column(
        "yesno",
        "Whether it is reached through the resident's My Account.",
        example="yes",
        also="my_account, part_of_my_account, single_sign_on",
    )
    joined_my_account_on = column(
        "date", "The day it joined My Account.", example="01/09/2025", also="my_account_since, in_my_account_since"
    )
    e_registration = _step("registering", "register_online, online_registration")
    e_authentication = _step("signing in", "sign_in_online, online_sign_in")
    e_application = _step("applying", "apply_online, online_application")
    e_payment = _step("paying", "pay_online, online_payment")
    e_decision = _step("reading the decision", "decision_online, online_decision")
    e_issuance = _step("getting the result, such as a permit,", "issue_online, issued_online, online_issue")
    e_feedback = _step("giving feedback", "feedback_online, online_feedback")
    mobile_ok = column(
        "yesno",
        "Whether it works on a phone.",
        example="yes",
        also="works_on_mobile, works_on_phone, mobile_friendly, responsive",
    )
    accessibility_status = column(
        "word",
        "How far it meets the accessibility rules (WCAG 2.2 AA).",
        example="partially",
        also="accessibility, wcag_status, accessibility_compliance",
        words={
            "fully": "full, fully compliant, compliant, meets, AA, pass",
            "partially": "partial, partially compliant, some issues",
            "not": "non-compliant, not compliant, fails, fail, none",
            "not tested": "untested, unknown, tbc",
        },
        only_words=True,
    )
    accessibility_tested_on = column(
        "date",
        "The day its accessibility was last tested.",
        example="12/05/2026",
        also="accessibility_test_date, accessibility_last_tested",
    )
    offline_route = column(
        "text",
        "How people get the service without the internet. Write None where there is no such way.",
        example="Customer service centre, or by post",
        required=True,
        also="alternative_route, non_digital_route",
        ambiguous="offline, offline_access, non_digital_access",
        none_means="None",
    )
    assisted_digital_route = column(
        "text",
        "Who helps people to use the online service, and where.",
        example="Library staff, by appointment",
        also="assisted_route, help_to_use_it",
        ambiguous="assisted_digital, assisted_digital_support",
        none_means="None",
    )
    peak_months = column(
        "calendar months",
        "The months of the year in which most people use it.",
        example="March; September",
        also="peaks, peak, busy_months, peak_month",
    )
    last_tested_on = column(
        "date",
        "The day it was last tested under the load of a peak, or from end to end.",
        example="10/02/2026",
        also="last_tested, tested_on, date_tested, last_test",
    )
    test_evidence = column(
        "text",
        "How it was tested, and what came of it.",
        example="Load test at three times the usual demand: passed",
        also="evidence, test_result, testing_evidence",
    )
    hosting = column(
        "text", "Where it runs.", example="Supplier's cloud, United Kingdom", also="hosted, hosted_by, platform"
    )
    shared_service_with = column(
        "text",
        "Other councils that use the same service.",
        example="Neighbouring district councils",
        also="shared_with, shared_service, partners",
    )
    take_up_target = column(
        "number",
        "The digital take-up that the council wants for it, in percent; 80 for 80%.",
        unit="%",
        example="80",
        also="target, digital_take_up_target, uptake_target, target_take_up",
        least=0,
        most=100,
    )
    forecast_uptake = column(
        "number",
        "The digital take-up that the business case promised for the first year, in percent.",
        unit="%",
        example="65",
        also="forecast_take_up, expected_uptake, expected_take_up, business_case_uptake",
        least=0,
        most=100,
    )
    forecast_cost_gbp = column(
        "number",
        "What the business case said the online service would cost to build.",
        unit="£",
        example="48000",
        also="forecast_cost, budget, business_case_cost, expected_cost",
        least=0,
    )
    actual_cost_gbp = column(
        "number",
        "What it cost to build in the end.",
        unit="£",
        example="52500",
        also="actual_cost, cost_to_build, outturn_cost, final_cost",
        least=0,
    )
    review_due_on = column(
        "date",
        "The day by which its post-implementation review is due.",
        example="01/04/2026",
        also="review_due, pir_due, post_implementation_review_due",
    )
    review_done_on = column(
        "date",
        "The day its post-implementation review was finished.",
        example="20/03/2026",
        also="review_done, pir_done, reviewed_on, review_completed_on",
    )
    review_summary = column(
        "text",
        "What the review found.",
        example="Take-up as forecast; calls about progress fell by a third.",
        also="review_findings, pir_summary, review_outcome",
    )
    equality_note = column(
        "text",
        "What was found about its effect on groups with protected characteristics.",
        example="Disabled people use the phone route more; it stays.",
        also="equality_impact, equality_finding, equality_findings, equality_assessment, eqia, eia",
    )
    equality_assessed_on = column(
        "date",
        "The day its effect on groups with protected characteristics was last assessed.",
        example="14/01/2026",
        also="equality_date, equality_assessment_date, eqia_date, eia_date",
    )
    visits_on_phones = column(
        "number",
        "The share of its visits in the last 12 months that came from a phone, in percent; 58 for 58%.",
        unit="%",
        example="58",
        also="share_of_visits_by_phone, phone_visits_percent, share_of_visits_on_phones, smartphone_share",
        least=0,
        most=100,
    )


ONLINE_SERVICES = Contract(
    kind="online_services",
    title="Online services",
    purpose="The catalogue: which services are online since when, their offline routes, tests, forecasts and reviews.",
    model=OnlineServices,
    part=("service", "services"),
    slice_sql="service_id",
    identity=("service_id",),
    rules=(
        Rule(
            "retired_before_launch",
            "retired_on < launched_on",
            "retired_on",
            "is before the day it was launched",
            "Check both dates.",
        ),
        Rule(
            "steps_without_launch",
            f"launched_on IS NULL AND ({' OR '.join(_STEPS)})",
            "launched_on",
            "is empty, yet something can be done online",
            "Give the day it went online. Published as it is, the service counts as not online.",
            "warning",
        ),
    ),
    not_ahead=(
        "launched_on",
        "joined_my_account_on",
        "accessibility_tested_on",
        "last_tested_on",
        "review_done_on",
        "equality_assessed_on",
    ),
    sense=(
        Sense("shares_of_one", ("take_up_target", "forecast_uptake", "visits_on_phones")),
        Sense("noughts", ("take_up_target",)),
        Sense("many_peaks", ("peak_months",)),
    ),
)
