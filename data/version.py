"""The version, as pyproject.toml has it: shown at the foot of every page and by --version of the shell commands."""

import tomllib
from functools import cache
from importlib import metadata

from data.settings import ROOT

NAME = "council-it-scrutiny"


@cache
def version() -> str:
    """Such as 0.2.0. From the checkout, so that nothing has to be installed; of an installed package, its own."""
    try:
        text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    except FileNotFoundError:
        return metadata.version(NAME)
    return str(tomllib.loads(text)["project"]["version"])


def name_and_version() -> str:
    """Such as council-it-scrutiny 0.2.0: what --version prints."""
    return f"{NAME} {version()}"
