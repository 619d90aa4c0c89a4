"""The version, as pyproject.toml has it: shown at the foot of every page and by --version of the shell commands."""

import tomllib
from functools import cache
from importlib import metadata

from data.settings import ROOT

_NAME = "council-it-scrutiny"


def version() -> str:
    """Such as 0.2.0. Read from the checkout, so that nothing has to be installed; else as pip installed it."""
    return _project()["version"]


def name_and_version() -> str:
    """Such as council-it-scrutiny 0.2.0: what --version prints."""
    return f"{_project()['name']} {version()}"


@cache
def _project() -> dict[str, str]:
    file = ROOT / "pyproject.toml"
    if not file.exists():
        return {"name": _NAME, "version": metadata.version(_NAME)}
    project: dict[str, str] = tomllib.loads(file.read_text(encoding="utf-8"))["project"]
    return project
