"""requirements.txt is the one truth of what the dashboard needs, and a package made of the code has all of it."""

import re
import tomllib
from fnmatch import fnmatch

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from data.settings import ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = ("data", "queries", "exhibits", "briefing", "access", "screen", "pages")


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


def test_the_lock_holds_each_pin_with_hashes_and_agrees_with_the_constraints():
    """make lock writes it; a pin that was changed without it fails here."""
    locked = {}
    locks = [(ROOT / f"{each}.lock").read_text(encoding="utf-8") for each in ("requirements", "requirements-ducklake")]
    for line in "".join(locks).replace("\\\n", "").splitlines():
        if line and not line.startswith("#"):
            needed = Requirement(line.split("--hash")[0])
            locked[canonicalize_name(needed.name)] = str(needed.specifier)
            assert re.findall(r"--hash=sha256:[0-9a-f]{64}\b", line), needed.name
    pinned = {}
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            each = Requirement(line)
            pinned[canonicalize_name(each.name)] = str(each.specifier)
    assert locked.items() <= pinned.items()
    needed = [(ROOT / f"{each}.txt").read_text(encoding="utf-8") for each in ("requirements", "requirements-ducklake")]
    for line in "".join(needed).splitlines():
        if line.strip() and not line.startswith(("#", "-c")):
            wanted = Requirement(re.sub(r"\s+#.*", "", line))
            assert locked[canonicalize_name(wanted.name)] == str(wanted.specifier)
    released = (ROOT / "requirements-release.txt").read_text(encoding="utf-8")
    for each in map(Requirement, re.findall(r"^\w[^#\n]*", released, re.MULTILINE)):
        assert pinned[canonicalize_name(each.name)] == str(each.specifier)


def test_the_image_installs_by_hashes_alone_what_is_there_and_runs_without_root():
    text = (ROOT / "docs/deploy/Containerfile").read_text(encoding="utf-8").replace("\\\n", "")
    steps = [line.split(maxsplit=1) for line in text.splitlines() if line and not line.startswith("#")]
    copied = [name for step, rest in steps if step == "COPY" for name in rest.split()[:-1]]
    assert copied and all((ROOT / name).exists() for name in copied)
    installed = [each for step, rest in steps if step == "RUN" for each in rest.split("&&") if "pip install" in each]
    assert installed and all("--require-hashes" in each for each in installed)
    users = [rest for step, rest in steps if step == "USER"]
    assert users and users[-1] != "root" and [step for step, _ in steps].index("USER") < len(steps) - 1


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
