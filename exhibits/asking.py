"""Questions as a view asks them: at its day, and with its draft."""

import pandas as pd

from data.store import Store
from exhibits import View
from queries import ask

_FIRST = ("measures/list", "meetings/dates", "measures/explanations", "measures/source", "measures/definitions")
_CHARTS = ("signals/measures", "signals/points", "signals/expected")


def warm(store: Store) -> None:
    """Ask what every page asks first, for the council and each directorate: after it, no visitor waits for SQL."""
    directorates = ask("demand/directorates", store=store)["directorate"]
    for name in (*_FIRST, *_CHARTS):
        ask(name, store=store)
    for directorate in directorates:
        for name in _CHARTS:
            ask(name, store=store, directorate=directorate)


def asked(view: View, name: str, **params) -> pd.DataFrame:
    """The rows of the question `name` as the view sees them."""
    return ask(name, as_at=view.as_at, with_draft=view.with_draft, **params)


def of_measure(view: View, name: str, measure_id: str, **params) -> pd.DataFrame:
    """The rows of one measure, out of those of all measures.

    All measures cost hardly more than one, and the answer then serves every measure that is chosen next.
    """
    rows = asked(view, name, **params)
    return rows[rows["measure_id"] == measure_id].reset_index(drop=True)
