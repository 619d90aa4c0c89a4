"""Whether a file is another version of one in hand: the mended one of a broken one goes by nearly the same name."""

import re

# words that say which version a file is, never what it holds
_OF_VERSIONS = re.compile(
    r"again|bad|broken|clean(ed)?|copy|correct(ed|ion)|csv|draft|errors?|excel|final|fixed|from|good|mended|mistakes?|new|of"
    r"|ok|resubmitted|revised|the|updated|utf|utf8|version|with|without|wrong|v\d{1,2}"
)


def names_alike(one: str, other: str) -> bool:
    """Whether two file names say the same once endings, "(1)", "v2" and words such as "mended" or "final" are left out.

    Months, years and every other word count: incidents_2026-09.csv is no version of incidents_2026-10.csv.
    """
    return _words(one) == _words(other)


def _words(name: str) -> tuple[str, ...]:
    stem = re.sub(r"(\.[a-z]{1,5})+$", "", name.casefold())
    stem = re.sub(r"\(\d{1,2}\)$", "", stem.strip())
    words = re.findall(r"[^\W_]+", stem)
    telling = [each for each in words if not _OF_VERSIONS.fullmatch(each)]
    return tuple(telling or words)
