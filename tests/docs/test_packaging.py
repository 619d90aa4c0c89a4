"""requirements.txt is the one truth of what the dashboard needs, and a package made of the code has all of it."""

import re
import tomllib
from fnmatch import fnmatch

from packaging.requirements import Requirement

from data.settings import ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = ("data", "queries", "exhibits", "access", "screen", "pages")


def test_the_package_needs_what_requirements_txt_says():
    assert PYPROJECT["project"]["dynamic"] == ["dependencies"]
    assert PYPROJECT["tool"]["setuptools"]["dynamic"]["dependencies"] == {"file": ["requirements.txt"]}


def test_requirements_txt_holds_exact_pins_that_setuptools_can_read():
    """setuptools refuses options of pip such as -c and -r, so callers name the constraints themselves."""
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    needed = [re.sub(r"\s+#.*", "", line) for line in lines if line.strip() and not line.startswith("#")]
    assert needed
    for line in needed:
        assert re.fullmatch(r"==[\d.]+", str(Requirement(line).specifier)), line


def test_every_pin_stands_in_the_constraints_too():
    constraints = (ROOT / "constraints.txt").read_text(encoding="utf-8").lower().splitlines()
    for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            needed = Requirement(re.sub(r"\s+#.*", "", line))
            assert f"{needed.name}{needed.specifier}".lower() in constraints


def test_a_package_carries_every_file_that_the_code_reads():
    patterns = PYPROJECT["tool"]["setuptools"]["package-data"]["*"] + ["*.py"]
    left_out = [
        path.relative_to(ROOT).as_posix()
        for folder in PACKAGES
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
        and not {"__pycache__", "store"} & set(path.relative_to(ROOT).parts)
        and path.name != ".gitattributes"
        and not any(fnmatch(path.name, pattern) for pattern in patterns)
    ]
    assert left_out == []
    included = PYPROJECT["tool"]["setuptools"]["packages"]["find"]["include"]
    assert {pattern.rstrip("*") for pattern in included} == set(PACKAGES)
