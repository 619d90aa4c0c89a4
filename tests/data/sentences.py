"""400 made-up sentences of council reports, by rules from lists: half hold personal data, half only look like it."""

import random
from collections.abc import Callable

_FORENAMES = [
    "Amelia",
    "Oliver",
    "Priya",
    "Mohammed",
    "Chloe",
    "Ewan",
    "Siobhan",
    "Gareth",
    "Fatima",
    "Tomasz",
    "Xiulan",
    "Kwame",
    "Ottilie",
    "Zebedee",
]
_SURNAMES = [
    "Patel",
    "Smith",
    "O'Neill",
    "Harrington-Lowe",
    "Okafor",
    "McAllister",
    "Nowak",
    "Chaudhry",
    "Thistlewood",
    "Brackenbury",
]
_STREETS = [
    "Elm Road",
    "Orchard Close",
    "Station Street",
    "St Mary's Lane",
    "Mill Hill",
    "Old Quarry Drive",
    "The Green",
    "Broadway",
]
_TITLES = ["Mrs", "Mr", "Ms", "Dr", "Cllr", "Miss", "Councillor", "Professor"]
_MONTHS = ["January", "March", "June", "September", "December"]


def _luhn(chance: random.Random) -> str:
    first = "4" + "".join(str(chance.randrange(10)) for _ in range(14))
    total = sum(
        sum(divmod(2 * int(each), 10)) if place % 2 == 0 else int(each) for place, each in enumerate(reversed(first))
    )
    whole = first + str(-total % 10)
    return " ".join(whole[n : n + 4] for n in range(0, 16, 4))


def _iban(chance: random.Random) -> str:
    account = "NWBK" + "".join(str(chance.randrange(10)) for _ in range(14))
    rest = int("".join(str(int(each, 36)) for each in account + "GB00")) % 97
    return f"GB{98 - rest:02}{account}"


def _rules() -> tuple[list[Callable[[random.Random], str]], list[Callable[[random.Random], str]]]:
    def surname(c):
        return c.choice(_SURNAMES)

    def name(c):
        return f"{c.choice(_FORENAMES)} {surname(c)}"

    def street(c):
        return f"{c.randrange(1, 240)} {c.choice(_STREETS)}"

    personal = [
        lambda c: f"{c.choice(_TITLES)} {surname(c)} rang twice about the missed collection.",
        lambda c: f"The delay was raised by {name(c)} at the service desk.",
        lambda c: f"A resident of {street(c)} could not finish the online form.",
        lambda c: (
            f"The applicant, born {c.randrange(1, 29)} {c.choice(_MONTHS)} {c.randrange(1930, 2009)}, was told to call."
        ),
        lambda c: (
            f"Her date of birth is 0{c.randrange(1, 10)}/0{c.randrange(1, 10)}/19{c.randrange(30, 99)} on the record."
        ),
        lambda c: f"Payment by card {_luhn(c)} was taken twice in the month.",
        lambda c: f"The refund went to {_iban(c)} after a week.",
        lambda c: f"Write to {c.choice(_FORENAMES).lower()}.{surname(c).lower()} (at) council.example for more.",
        lambda c: f"Contact {surname(c).lower()}[at]council.example with questions about it.",
        lambda c: (
            f"The claim under AB-{c.randrange(10, 99)}-{c.randrange(10, 99)}-{c.randrange(10, 99)}-C was entered twice."
        ),
        lambda c: f"{name(c)} of {street(c)} was left without a reply.",
        lambda c: f"Calls rose because {c.choice(_FORENAMES)} was on leave for two weeks.",
    ]
    plain = [
        lambda c: (
            f"Calls rose by {c.randrange(5, 40)}% in {c.choice(_MONTHS)} {c.randrange(2020, 2027)} after a release."
        ),
        lambda c: (
            f"The Head of Digital will report to the Scrutiny Committee on {c.randrange(1, 29)} {c.choice(_MONTHS)}."
        ),
        lambda c: f"Order {c.randrange(10**15, 10**16)} was closed by the supplier.",
        lambda c: f"Ticket INC{c.randrange(10**6, 10**7)} and change CHG-{c.randrange(1000, 9999)} were linked.",
        lambda c: (
            f"The Windows {c.choice(['10', '11'])} roll-out reached {c.randrange(100, 900)} laptops at County Hall."
        ),
        lambda c: f"Works in {c.choice(_STREETS)} cut the fibre for {c.randrange(2, 9)} hours.",
        lambda c: (
            f"The total cost is £{c.randrange(10**5, 10**7):,} against a budget of £{c.randrange(10**5, 10**7):,}."
        ),
        lambda c: "Mark Complete was pressed too early on the Customer Portal.",
        lambda c: f"May Day and the April Budget moved {c.randrange(2, 30)} deliveries.",
        lambda c: f"The contract with Grant {surname(c)} Partners Limited ends in {c.choice(_MONTHS)}.",
        lambda c: (
            f"Version 10.0.{c.randrange(10000, 99999)} was installed on {c.randrange(2, 90)} servers at Mill Depot."
        ),
        lambda c: (
            f"Phase {c.randrange(1, 5)} of Microsoft 365 moved {c.randrange(2, 90)} mailboxes on 1 {c.choice(_MONTHS)}."
        ),
    ]
    return personal, plain


def corpus(count: int = 400) -> list[tuple[str, bool]]:
    """(sentence, whether it holds personal data), always the same."""
    chance = random.Random(20261129)
    rules = _rules()
    return [
        (rules[number % 2][number // 2 % len(rules[number % 2])](chance), number % 2 == 0) for number in range(count)
    ]
