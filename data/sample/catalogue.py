"""The sample council's catalogue of services: what is online since when, and how people get through without it.

What the stories need is written out; dates of tests, costs and findings of the others come from seeded chance.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from data.sample import stories as s
from data.sample.incidents import chance

_STEPS = {  # letter in Service.steps: column
    "r": "e_registration", "s": "e_authentication", "a": "e_application", "p": "e_payment", "d": "e_decision",
    "i": "e_issuance", "f": "e_feedback",
}  # fmt: skip
COLUMNS = (
    "service_id", "service_name", "description", "directorate", "portfolio_holder", "url", "customer_type",
    "launched_on", "retired_on", "in_my_account", "joined_my_account_on", *_STEPS.values(), "mobile_ok",
    "accessibility_status", "accessibility_tested_on", "offline_route", "assisted_digital_route", "peak_months",
    "last_tested_on", "test_evidence", "hosting", "shared_service_with", "take_up_target", "forecast_uptake",
    "forecast_cost_gbp", "actual_cost_gbp", "review_due_on", "review_done_on", "review_summary",
)  # fmt: skip
_ROUTES = {  # offline route, assisted route
    "centre": ("Customer service centre in the town hall, or by phone", "Staff of the customer service centre"),
    "phone": ("By phone on the main number", "Staff of the customer service centre, by phone"),
    "post": ("By post on a paper form, or at the town hall", "Library staff, by appointment"),
    "library": ("At the desk of any library, or by phone", "Library staff, at any time"),
    "housing": ("Housing office, by phone or in person", "Housing officers, at home if need be"),
    "leisure": ("At the desk of the leisure centres, or by phone", "Staff of the leisure centres"),
    "schools": ("By post on a paper form, or by phone", "Family support workers and school offices"),
    "none": ("None", "Library staff, by appointment"),
}
_HOSTS = ("Supplier's cloud, United Kingdom", "Council's own cloud tenancy", "Council's data centre")
_FOUND = (
    "Take-up close to the forecast; fewer calls about progress.",
    "Take-up as forecast; residents asked for clearer messages at the end of the form.",
    "Take-up above the forecast; the paper form stays for those who need it.",
    "Take-up a little below the forecast; the start page was rewritten.",
    "Costs as forecast; staff time saved was used to answer calls.",
)
_PROVED = (
    "Tested from end to end by staff and five residents: passed",
    "Tested from end to end after the last release: passed with two minor faults, mended since",
    "Load test at twice the usual demand: passed",
)


@dataclass(frozen=True)
class Service:
    """One service of the catalogue. steps: letters of _STEPS. route: a key of _ROUTES. months: its peaks."""

    service_id: str
    name: str
    description: str
    launched: str = ""  # empty: still offline
    steps: str = ""
    route: str = "centre"
    peaks: str = ""
    my_account: str = ""  # the day it joined
    retired: str = ""
    customers: str = "Residents"
    target: float | None = None
    tested: tuple[str, str] | None = None  # day and evidence; None: by chance
    uptake: float | None = None  # forecast
    cost: tuple[int, int] | None = None  # forecast and actual; None: by chance
    review: str | None = None  # finding of the review; "" : not done; None: by chance
    shared: str = ""


_ACCOUNT = s.MY_ACCOUNT_GROWS.isoformat()
_S = Service
CATALOGUE = {  # (directorate, portfolio): services
    ("Resources", "Finance"): (
        _S("council-tax-account", "Council tax account", "See and pay your council tax bill.", "2016-04-04", "rspif",
           peaks="3;4", my_account="2020-06-15", target=75,
           tested=("2024-10-08", "Load test at one and a half times the usual demand: passed")),
        _S("council-tax-move", "Council tax: moving home", "Tell us that you have moved.", "2019-05-13", "raf"),
        _S("council-tax-discount", "Single person discount", "Ask for 25% off your council tax.", "2019-10-07", "raf"),
        _S("council-tax-direct-debit", "Council tax direct debit", "Set up or change a direct debit.", "2019-05-13",
           "apf", "phone", peaks="3;4"),
        _S("council-tax-reduction", "Council tax reduction", "Ask for help with your council tax if you are on a low "
           "income.", "2020-02-03", "rsaf", my_account="2021-05-10", target=65),
        _S("business-rates-account", "Business rates account", "See and pay your business rates bill.", "2017-09-04",
           "rspi", "phone", customers="Businesses", my_account="2023-05-15", target=65),
        _S("business-rates-relief", "Business rates relief", "Ask for relief from business rates.", "2021-03-08", "ad",
           "post", customers="Businesses"),
        _S("business-grants", "Business support grants", "Grants to businesses that had to close in 2020 and 2021.",
           "2020-04-06", "ad", "phone", customers="Businesses", retired="2022-03-31"),
        _S("pay-an-invoice", "Pay an invoice", "Pay an invoice from the council.", "2019-03-04", "pi", "phone"),
        _S("tenders", "Tender for contracts", "See and bid for the council's contracts.", "2020-06-01", "rsad", "post",
           customers="Businesses", shared="Neighbouring district councils"),
        _S("hardship-fund", "Hardship fund", "Ask for help in an emergency."),
    ),
    ("Resources", "Corporate Governance"): (
        _S("electoral-register", "Electoral registration", "Register to vote, and answer the yearly canvass.",
           "2014-06-10", "raf", "post", peaks="4;8", target=80),
        _S("postal-vote", "Postal vote", "Ask for a postal vote.", "2023-10-31", "a", "post", peaks="4"),
        _S("freedom-of-information", "Freedom of information", "Ask for information that the council holds.",
           "2018-03-05", "adi", "post"),
        _S("complaints", "Complaints and compliments", "Tell us what went wrong or well.", "2019-02-11", "adf"),
        _S("job-applications", "Apply for a job", "See and apply for the council's vacancies.", "2015-01-12", "rsad",
           "post"),
        _S("public-questions", "Questions at meetings", "Ask a question at a meeting of the council.", "2021-06-14",
           "a", "post"),
        _S("land-charges", "Land charges search", "Search the register when you buy a home.", "2020-11-02", "rspi",
           "post"),
        _S("insurance-claims", "Insurance claims", "Claim for damage for which the council answers.", route="post"),
    ),
    ("Customer and Digital", "Customer Services"): (
        _S("library-renewals", "Library renewals and reservations", "Renew or reserve a book.", "2012-10-01", "rsaif",
           "library", target=70),
        _S("library-joining", "Join the library", "Become a member of the library.", "2019-04-08", "ri", "library"),
        _S("library-events", "Library events", "Book a place at an event in a library.", "2022-02-07", "ai",
           "library"),
        _S("births-registration", "Births: book a registration", "Book the appointment to register a birth.",
           "2025-04-07", "aif", uptake=40, cost=(21000, 20400), target=50,
           review="Take-up as forecast. Parents book in the evening; calls fell by a third."),
        _S("deaths-registration", "Deaths: book a registration", "Book the appointment to register a death."),
        _S("marriage-notice", "Notice of marriage", "Book the appointment to give notice.", "2024-02-05", "api"),
        _S("ceremonies", "Ceremonies", "Book a room and a registrar for a wedding.", "2023-03-06", "ap", peaks="5;8"),
        _S("certificates", "Copies of certificates", "Order a copy of a birth, marriage or death certificate.",
           "2019-11-04", "apf"),
        _S("blue-badge", "Blue badge", "Apply for or renew a blue badge for parking.", "2020-11-09", "rsapdf",
           uptake=50, cost=(26000, 27500), target=60,
           review="Take-up above the forecast. Two in five badges are still applied for with help or on paper, and "
           "both routes stay."),
        _S("bus-pass", "Older person's bus pass", "Apply for or renew a bus pass.", "2021-04-12", "raf", "library"),
        _S("digital-skills", "Digital skills sessions", "Book a free session.", "2023-09-04", "a", "library"),
    ),
    ("Housing and Communities", "Housing"): (
        _S("housing-repairs", "Housing repairs", "Report a repair to your council home.", "2019-03-11", "rsaf",
           "housing", peaks="1;2", my_account=_ACCOUNT, target=50,
           tested=("2026-02-10", "Tested from end to end after the move to My Account: passed")),
        _S("housing-register", "Housing register", "Apply for a council home, and bid for one.", "2019-09-09", "rsad",
           "housing", my_account=_ACCOUNT, target=75),
        _S("pay-rent", "Pay your rent", "Pay rent to the council.", "2013-04-02", "sp", "housing",
           my_account="2020-10-12"),
        _S("rent-account", "Rent account", "See your rent account.", "2020-10-12", "rsi", "housing",
           my_account="2022-02-14"),
        _S("homelessness", "Help with homelessness", "Ask for help before you lose your home.", "2020-01-13", "a",
           "housing"),
        _S("garages", "Garages", "Rent a garage.", "2021-02-08", "ap", "housing"),
        _S("tenancy-changes", "Changes to a tenancy", "Add or remove a tenant, or swap a tenancy.", route="housing"),
        _S("right-to-buy", "Right to buy", "Apply to buy your council home.", route="housing"),
        _S("home-adaptations", "Home adaptations", "Ask for a grant to adapt a home.", route="housing"),
        _S("landlord-licence", "Landlord licence", "License a home that several households share.", "2021-10-04",
           "rsapd", "post", customers="Landlords"),
        _S("benefits-claim", "Benefits and Universal Credit help", "Claim housing benefit, or get help with a claim "
           "for Universal Credit.", "2019-06-03", "rsaf", target=65,
           tested=("2025-11-18", "Tested with six residents who use it with help: passed")),
        _S("discretionary-payments", "Discretionary housing payments", "Ask for help with rent in a hard time.",
           "2021-05-10", "ad"),
    ),
    ("Housing and Communities", "Communities and Leisure"): (
        _S("leisure-bookings", "Leisure bookings", "Book a court, a class or a swim.", "2016-09-05", "rsapif",
           "leisure", peaks="1", target=80),
        _S("leisure-membership", "Leisure membership", "Join a leisure centre.", "2019-12-02", "rsapi", "leisure",
           peaks="1"),
        _S("community-grants", "Community grants", "Apply for a grant for a local group.", "2020-05-11", "adf", "post",
           customers="Voluntary groups"),
        _S("hall-hire", "Hall hire", "Hire a community hall.", "2023-01-16", "ap", "phone"),
        _S("allotments", "Allotments", "Join the waiting list for an allotment.", "2022-03-07", "ra", "post"),
        _S("anti-social-behaviour", "Anti-social behaviour", "Report nuisance or harassment.", "2019-08-05", "a"),
        _S("lifeline-alarm", "Lifeline alarm", "Ask for an alarm for somebody who lives alone.", route="phone"),
    ),
    ("Place and Planning", "Planning"): (
        _S("planning-search", "Planning search", "See planning applications and decisions.", "2009-03-02", "rif",
           "centre", target=90),
        _S("planning-applications", "Planning applications", "Apply for planning permission.", "2010-05-04", "rsapdi",
           "post", target=85),
        _S("planning-comments", "Comments on planning", "Comment on an application.", "2019-01-14", "a", "post"),
        _S("pre-application-advice", "Planning advice", "Ask for advice before you apply.", "2020-07-06", "ap",
           "post"),
        _S("building-control", "Building control", "Apply for approval of building work.", "2019-06-17", "rapd",
           "post"),
        _S("dangerous-structures", "Dangerous structures", "Report a building that may fall.", "2023-05-15", "a",
           "phone"),
        _S("tree-works", "Work on protected trees", "Ask for consent.", "2020-08-03", "ad", "post"),
    ),
    ("Place and Planning", "Transport"): (
        _S("parking-permits", "Parking permits", "Apply for, renew and pay for a resident's parking permit.",
           "2019-04-01", "rsapdif", peaks="9", my_account=_ACCOUNT, target=80,
           tested=("2026-06-16", "Tested from end to end; not tested under the load of the September renewals")),
        _S("visitor-vouchers", "Visitor parking vouchers", "Buy parking vouchers for visitors.", "2021-04-12", "rspi",
           "none", target=100, uptake=70, cost=(18000, 18900),
           review="Take-up above the forecast. The review asked for a route for residents without the internet."),
        _S("parking-fines", "Pay or challenge a parking fine", "Pay a fine, or say why you should not.",
           "2011-10-03", "apd", "post", target=75),
        _S("parking-suspensions", "Suspend a parking bay", "Reserve a bay for a removal van.", "2022-05-09", "ap",
           "phone"),
        _S("season-tickets", "Car park season tickets", "Buy a season ticket.", "2020-10-05", "rspi"),
        _S("dropped-kerbs", "Dropped kerbs", "Ask for a dropped kerb.", "2021-08-09", "ap", "post"),
        _S("ev-charging", "Electric car charging", "Ask for a charging point in your street.", "2025-09-08", "ra",
           "phone"),
    ),
    ("Place and Planning", "Licensing"): (
        _S("taxi-licences", "Taxi licences", "Apply for or renew a driver's or vehicle licence.", "2023-06-05",
           "rsapd", "post", customers="Taxi drivers", uptake=60, cost=(34000, 33200), target=75,
           review="Take-up above the forecast. Renewals take four days instead of nine."),
        _S("premises-licence", "Premises licence", "License the sale of alcohol or entertainment.", "2022-01-17",
           "apd", "post", customers="Businesses"),
        _S("street-trading", "Street trading", "Apply for a pitch.", route="post", customers="Businesses"),
        _S("temporary-events", "Temporary events", "Give notice of an event.", "2019-10-21", "api", "post"),
        _S("food-registration", "Food businesses", "Register a food business.", "2019-05-20", "ri", "post",
           customers="Businesses"),
    ),
    ("Environment and Streets", "Environment"): (
        _S("missed-bins", "Missed bins", "Report a bin that was not emptied.", "2017-05-08", "raf", "phone",
           my_account=_ACCOUNT, target=65),
        _S("garden-waste", "Garden waste", "Join or renew the garden waste collection.", "2019-02-04", "rsapif",
           peaks="3", my_account=_ACCOUNT, target=80,
           tested=("2026-02-03", "Load test at four times the usual demand, before the March renewals: passed")),
        _S("bulky-waste", "Bulky waste collection", "Book and pay for the collection of large items.", "2024-10-07",
           "apif", "phone", uptake=65, cost=(48000, 71500), review="", target=65,
           tested=("2024-09-24", "Tested from end to end by staff before the launch: passed")),
        _S("bin-orders", "Order a bin", "Order a new or larger bin.", "2019-11-18", "ap", "phone", target=70),
        _S("assisted-collection", "Help with your bins", "Ask for help to put out your bins.", "2021-06-07", "a",
           "phone"),
        _S("trade-waste", "Trade waste", "Order a collection for a business.", "2022-10-10", "rap", "phone",
           customers="Businesses"),
        _S("clinical-waste", "Clinical waste", "Ask for a collection of clinical waste.", route="phone"),
        _S("recycling-centre", "Recycling centre visits", "Book a visit.", "2020-06-08", "ai", "phone"),
        _S("collection-days", "Collection days", "Find the day of your collections.", "2019-01-21", "i", "phone",
           peaks="12"),
        _S("report-it", "Report it: potholes and streets", "Report a pothole or another problem in the street.",
           "2013-02-04", "rafd", "phone", peaks="1;2", my_account=_ACCOUNT, target=75),
        _S("fly-tipping", "Fly-tipping", "Report dumped waste.", "2019-04-15", "ad", "phone"),
        _S("street-lights", "Street lights", "Report a light that does not work.", "2019-07-15", "ad", "phone"),
        _S("abandoned-vehicles", "Abandoned vehicles", "Report a vehicle.", "2019-12-09", "ad", "phone"),
        _S("pest-control", "Pest control", "Book a visit against rats, wasps or bedbugs.", "2025-11-03", "api",
           "phone", peaks="7;8", uptake=40, cost=(15000, 14800), review="", target=50),
        _S("noise", "Noise", "Report noise.", "2020-11-16", "a", "phone"),
        _S("burials", "Burials", "Book a burial or a cremation.", route="phone"),
        _S("memorials", "Memorial benches and trees", "Order a bench or a tree.", "2026-06-01", "ap", "phone"),
    ),
    ("Schools Support", "Children and Schools"): (
        _S("school-admissions", "School admissions", "Apply for a place at school.", "2012-09-03", "rsadf", "schools",
           peaks="1;10", target=90, tested=("2025-09-16", "Load test at three times the usual demand: passed")),
        _S("school-appeals", "School appeals", "Appeal against a decision.", "2021-09-20", "a", "schools", peaks="5"),
        _S("school-meals", "Free school meals", "Find out whether your child gets free meals.", "2019-08-12", "rad",
           "schools", peaks="9", target=75),
        _S("school-transport", "School transport", "Apply for help with the way to school.", "2020-04-20", "rad",
           "schools", peaks="6;7", target=75),
        _S("music-lessons", "Music lessons", "Book lessons at school.", "2022-07-04", "rap", "schools"),
        _S("holiday-clubs", "Holiday clubs", "Book a place in the holidays.", "2023-08-07", "ap", "schools",
           peaks="7"),
        _S("early-years-funding", "Early years funding", "Check your hours of free childcare.", "2021-12-06", "ra",
           "schools"),
    ),
}  # fmt: skip


def rows(at: date) -> list[list]:
    """The catalogue in COLUMNS, as the officers knew it on the day `at`: what came later is not in it yet."""
    return [
        list(_row(service, directorate, portfolio, at).values())
        for (directorate, portfolio), services in CATALOGUE.items()
        for service in services
    ]


def _row(service: Service, directorate: str, portfolio: str, at: date) -> dict:
    launched = _known(_day(service.launched), at)
    joined = _known(_day(service.my_account), at)
    offline, assisted = _ROUTES[service.route]
    row = dict.fromkeys(COLUMNS, "")
    row |= {
        "service_id": service.service_id,
        "service_name": service.name,
        "description": service.description,
        "directorate": directorate,
        "portfolio_holder": f"Portfolio holder for {portfolio}",
        "customer_type": service.customers,
        "launched_on": launched,
        "retired_on": _known(_day(service.retired), at),
        "in_my_account": _yes(joined),
        "joined_my_account_on": joined,
        "offline_route": offline,
        "peak_months": service.peaks,
        "take_up_target": "" if service.target is None else service.target,
        "shared_service_with": service.shared,
    } | {column: _yes(launched and letter in service.steps) for letter, column in _STEPS.items()}
    if launched:
        row["url"] = f"https://www.wendlebury.example/{service.service_id}"
        row["assisted_digital_route"] = assisted
        row |= _quality(service, launched, at) | _review(service, launched, at)
    return row


def _quality(service: Service, launched: date, at: date) -> dict:
    """How it is built, and how and when it was tested."""
    rng = chance("catalogue", service.service_id)
    status = str(rng.choice(["fully", "partially", "not", "not tested"], p=[0.57, 0.33, 0.04, 0.06]))
    checked = _a_day_before(rng, launched, 700)
    tested, evidence = _a_day_before(rng, launched, 900), str(rng.choice(_PROVED))
    never = rng.random() < 0.12
    if service.tested is not None:
        tested, evidence, never = _day(service.tested[0]), service.tested[1], False
    if not never and tested > at:  # the test of the year before: all that was known
        tested = max(launched, tested - timedelta(days=371))
    return {
        "mobile_ok": _yes(rng.random() > (0.25 if launched < date(2019, 1, 1) else 0.06)),
        "accessibility_status": status,
        "accessibility_tested_on": "" if status == "not tested" else min(checked, at - timedelta(days=30)),
        "last_tested_on": "" if never else tested,
        "test_evidence": "" if never else evidence,
        "hosting": str(rng.choice(_HOSTS, p=[0.6, 0.25, 0.15])),
    }


def _review(service: Service, launched: date, at: date) -> dict:
    """Forecast, cost and the review a year after the launch; the council has asked for reviews since 2019."""
    if launched < date(2019, 1, 1) or service.retired:
        return {}
    rng = chance("review", service.service_id)
    forecast = int(rng.integers(8, 42)) * 1000
    actual = int(round(forecast * rng.normal(1.03, 0.07), -2))
    forecast, actual = service.cost or (forecast, actual)
    uptake = service.uptake or int(rng.integers(8, 15)) * 5
    due = _weekday(launched + timedelta(days=365))
    done = _weekday(due + timedelta(days=int(rng.integers(-60, 25))))
    found = str(rng.choice(_FOUND)) if service.review is None else service.review
    if not found or service.service_id in s.REVIEWS_FORGOTTEN or done > at:
        done, found = "", ""
    return {
        "forecast_uptake": uptake,
        "forecast_cost_gbp": forecast,
        "actual_cost_gbp": actual,
        "review_due_on": due,
        "review_done_on": done,
        "review_summary": found,
    }


def _a_day_before(rng, launched: date, days: int) -> date:
    """A working day in the `days` before October 2026, not before the launch."""
    return max(launched, _weekday(s.UPLOAD_MONTH - timedelta(days=int(rng.integers(20, days)))))


def _weekday(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def _day(text: str) -> date | str:
    return date.fromisoformat(text) if text else ""


def _known(day: date | str, at: date) -> date | str:
    return day if day and day <= at else ""


def _yes(whether) -> str:
    return "yes" if whether else "no"
