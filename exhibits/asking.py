"""Questions as a view asks them: at its day, and with its draft."""

import pandas as pd

from exhibits import View
from queries import ask


def asked(view: View, name: str, **params) -> pd.DataFrame:
    """The rows of the question `name` as the view sees them."""
    return ask(name, as_at=view.as_at, with_draft=view.with_draft, **params)


def of_measure(view: View, name: str, measure_id: str, **params) -> pd.DataFrame:
    """The rows of one measure, out of those of all measures.

    All measures cost hardly more than one, and the answer then serves every measure that is chosen next.
    """
    rows = asked(view, name, **params)
    return rows[rows["measure_id"] == measure_id].reset_index(drop=True)
