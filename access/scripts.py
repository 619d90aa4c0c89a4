"""The scripts that stand inside the page: the browser is told their checksums, and runs no others (access/web.py).

Each is written through inline() when its module is imported, and serve.py imports those modules before it serves the
first page: what is made later, a browser refuses.
"""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

from streamlit import file_util

_known: dict[str, None] = {}


def inline(script: str) -> str:
    """The element for a script of ours, which must be the same for everybody: what differs goes into attributes."""
    _known[_source(script)] = None
    return f"<script>{script}</script>"


def sources() -> list[str]:
    """What a content security policy has to allow: the scripts of ours, and those in Streamlit's own page."""
    return [*_streamlits(), *_known]


def streamlits_folder() -> Path:
    """Where Streamlit's own scripts lie."""
    return Path(file_util.get_static_dir(), "static", "js")


@cache
def streamlits_file(kind: str) -> str:
    """The name of Streamlit's own script for a kind of element, such as "Html"; '' where this version has none."""
    return next((each.name for each in streamlits_folder().glob(f"{kind}.*.js")), "")


@cache
def _streamlits() -> list[str]:
    page = Path(file_util.get_static_dir(), "index.html").read_text(encoding="utf-8")
    return [_source(each) for each in re.findall(r"<script>(.*?)</script>", page, re.DOTALL)]


def _source(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
