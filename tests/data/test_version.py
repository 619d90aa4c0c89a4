"""One version, which every door of the product tells."""

import subprocess
import sys
import tomllib

import pytest

from data.settings import ROOT
from data.version import version


def of_pyproject() -> dict[str, str]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_version_is_the_one_of_pyproject() -> None:
    assert version() == of_pyproject()["version"]


@pytest.mark.parametrize("module", ["data", "queries"])
def test_shell_commands_print_name_and_version(module: str) -> None:
    ran = subprocess.run([sys.executable, "-m", module, "--version"], capture_output=True, text=True, cwd=ROOT)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.rstrip("\r\n") == f"{of_pyproject()['name']} {of_pyproject()['version']}"
