"""What was published or taken back, and every briefing, as a feed (Atom, RFC 4287) for programs that read news.

It says of which kind and period files were, and no word out of them: no name of a file, person or item.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

import pandas as pd
from feedgenerator import Atom1Feed

from briefing.kept import Kept, packs
from data.contracts import CONTRACTS
from data.settings import settings
from data.store import Store
from exhibits.common.words import missing, say_count, say_month, say_span
from queries import ask

_MOST = 50  # entries
_WORDS = {"published": "published", "withdrawn": "taken back"}


def feed(store: Store, place: Callable[[str], str]) -> bytes:
    """The newest 50 entries, the newest first; what came in on one day of one kind is one of them.

    place: the whole address of a page (its url_path in access/registry.py) or of the feed itself (feed.xml).
    """
    council = settings().council.name
    written = Atom1Feed(
        title=f"{council}: figures and briefings", link=place(""), description="", language="en-GB",
        feed_url=place("feed.xml"), feed_guid=_own("whole"), author_name=council,
    )  # fmt: skip
    news = [
        (_utc(row["happened_at"]), _files(row, place)) for _, row in ask("submissions/news", store=store).iterrows()
    ]
    news += [(_utc(pd.Timestamp(kept.published_at)), _briefing(kept, place)) for kept in packs(store)]
    news.sort(key=lambda each: each[0], reverse=True)
    for moment, entry in news[:_MOST]:
        written.add_item(pubdate=moment, updateddate=moment, **entry)
    return written.writeString("utf-8").encode()


def _files(row: pd.Series, place: Callable[[str], str]) -> dict[str, str]:
    kind = CONTRACTS[row["kind"]].title
    said = f"{kind}: {say_count(int(row['files']), 'file')} {_WORDS[row['event']]}"
    return {
        "title": said,
        "description": f"{said}{_period(row)}. The pages show the figures as they stand now.",
        "link": place(""),
        "unique_id": _own(f"{row['day']:%Y-%m-%d}/{row['kind']}/{row['event']}"),
    }


def _period(row: pd.Series) -> str:
    start, end = row["period_from"], row["period_to"]
    if missing(start) or missing(end):
        return ""
    return f", of {say_month(start) if f'{start:%Y%m}' == f'{end:%Y%m}' else say_span(start, end)}"


def _briefing(kept: Kept, place: Callable[[str], str]) -> dict[str, str]:
    state = "final" if kept.pack.final else "draft"
    return {
        "title": kept.title,
        "description": f"A {state} with {say_count(kept.exhibits, 'exhibit')}, to be read on the page Meetings.",
        "link": place("meetings"),
        "unique_id": _own(kept.pack_id),
    }


def _own(part: str) -> str:
    return uuid5(NAMESPACE_URL, f"{settings().council.name}/feed/{part}").urn


def _utc(moment: pd.Timestamp) -> datetime:
    return moment.to_pydatetime().replace(tzinfo=UTC)
