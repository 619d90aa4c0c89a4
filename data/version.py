"""The version, as pyproject.toml has it: shown at the foot of every page and by --version of the shell commands."""

import tomllib
from functools import cache

from data.settings import ROOT


def version() -> str:
    """Such as 0.2.0. Read from the checkout, so that nothing has to be installed."""
    return _project()["version"]


def name_and_version() -> str:
    """Such as council-it-scrutiny 0.2.0: what --version prints."""
    return f"{_project()['name']} {version()}"


@cache
def _project() -> dict[str, str]:
    project: dict[str, str] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project
