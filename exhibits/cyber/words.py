"""What the exhibits on cyber security and resilience say alike: what an item is, where it stands, how long ago."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from exhibits.common.assurance_words import lower_first_word
from exhibits.common.links import service_address
from exhibits.common.words import missing, say_list

PAST = ("expired", "overdue")
SEVERITIES = ("critical", "high", "medium", "low")
WHOLE = "The whole council"
ASSURANCE_MEANS = (
    "accreditations, tests, exercises and plans as the officers keep them; of several of one sort, service and title "
    "the one done last counts. Of what was reported in private session only the days are shown."
)
OUTAGES_MEAN = (
    "times when a service did not work, as the officers log them. Outages of one service that overlap count once, and "
    "planned work is told apart."
)


def short_name(row: pd.Series) -> str:
    """The same for a chart, what it covers first: a name that is cut still says which it is."""
    about = [str(row[name]) for name in ("title", "service") if not missing(row[name])]
    return f"{about[0]}: {lower_first_word(str(row['scheme']))}" if about else str(row["scheme"])


_NO_NAMES = frozenset(["a", "an", "the", "our", "this", "one", "two", "three", "four", "five", "several", "some"])


def within(source: str) -> str:
    """The source of a lesson within a sentence: "a district council", and a name with its capital."""
    return source[:1].lower() + source[1:] if source.split(" ")[0].casefold() in _NO_NAMES else source


def say_service(row: pd.Series) -> str:
    """The service that an item is for; "The whole council" where it names none."""
    return WHOLE if missing(row["service"]) else str(row["service"])


def say_findings(row: pd.Series) -> str:
    """ "1 high, 2 medium", "None open, 4 closed", "Not stated", "Not shown"."""
    if row["restricted"]:
        return "Not shown"
    if missing(row["open_findings"]):
        return "Not stated"
    closed = "" if missing(row["closed_findings"]) else f", {int(row['closed_findings'])} closed"
    if not row["open_findings"]:
        return f"None open{closed}"
    counts = [(each, row[f"{each}_open"]) for each in SEVERITIES]
    return say_list([f"{int(count)} {each}" for each, count in counts if not missing(count) and count])


_STEPS = (15, 30, 60, 120, 240, 480, 720, 1440, 2880, 7200, 14400, 43200, 144000)  # minutes


def time_axis(fig: go.Figure, longest: float) -> None:
    """The axis of times in minutes from 0 to the longest, with "30 min", "4 h" or "2 d" at each of a few steps."""
    top = max(longest, 60.0)
    step = next((each for each in _STEPS if top / each <= 5), _STEPS[-1])
    ticks = list(range(0, int(top) + 1, step))
    fig.update_xaxes(range=[-0.01 * top, top * 1.02], tickvals=ticks, ticktext=[_say_tick(tick) for tick in ticks])


def _say_tick(minutes: int) -> str:
    if minutes % 1440 == 0 and minutes:
        return f"{minutes // 1440} d"
    return f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes} min"


def service_links(rows: pd.DataFrame) -> dict[str, str]:
    """Name → address of the services in `rows` (service_id, service) that the catalogue has."""
    known = rows[rows["service_id"].notna()]
    return {
        str(name): service_address(service) for service, name in zip(known["service_id"], known["service"], strict=True)
    }


def none_of(kinds: Sequence[str]) -> str:
    """What is said where a file is missing: its name as officers upload it."""
    return f"No data: nothing has been published of {say_list([f'“{kind}”' for kind in kinds])} yet."
