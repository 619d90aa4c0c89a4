"""One version, which every door of the product tells."""

import subprocess
import sys
import tomllib

import pytest

from data import version as module
from data.settings import ROOT
from data.version import version


def of_pyproject() -> dict[str, str]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_version_is_the_one_of_pyproject() -> None:
    assert version() == of_pyproject()["version"]


def test_an_installed_package_without_pyproject_tells_its_own(tmp_path, monkeypatch) -> None:
    installed = tmp_path / "council_it_scrutiny-9.8.7.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: council-it-scrutiny\nVersion: 9.8.7\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    version.cache_clear()
    try:
        assert version() == "9.8.7"
    finally:
        version.cache_clear()


@pytest.mark.parametrize("package", ["data", "queries"])
def test_shell_commands_print_name_and_version(package: str) -> None:
    ran = subprocess.run([sys.executable, "-m", package, "--version"], capture_output=True, text=True, cwd=ROOT)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.rstrip("\r\n") == f"{of_pyproject()['name']} {of_pyproject()['version']}"
