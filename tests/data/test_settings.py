"""council.toml and the settings that the code knows are the same, and each says what it does."""

import os
import tomllib
from concurrent.futures import ThreadPoolExecutor

import pytest
from pydantic import BaseModel

from data import settings as module
from data.settings import ROOT, Settings, SettingsError, settings, settings_held

TEXT = (ROOT / "council.toml").read_text(encoding="utf-8")


def every_setting(model: type[BaseModel] = Settings, path: tuple[str, ...] = ()):
    """(path, field) of each setting, sections opened."""
    for name, field in model.model_fields.items():
        inner = next((t for t in (field.annotation, *getattr(field.annotation, "__args__", ())) if _section(t)), None)
        if inner:
            yield from every_setting(inner, (*path, name))
        else:
            yield (*path, name), field


def _section(kind) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


@pytest.mark.parametrize("path, field", [pytest.param(*s, id=".".join(s[0])) for s in every_setting()])
def test_each_setting_says_what_it_does_and_stands_in_council_toml(path, field):
    assert field.description, f"{'.'.join(path)} has no description"
    table = tomllib.loads(TEXT)
    for part in path:
        table = table[part]
        table = table[0] if isinstance(table, list) and table and isinstance(table[0], dict) else table
    line = next(line for line in TEXT.splitlines() if line.split("=")[0].strip() == path[-1])
    assert "#" in line, f"{'.'.join(path)} has no comment in council.toml"


def test_the_settings_file_is_taken_as_it_is():
    assert settings().council.name == tomllib.loads(TEXT)["council"]["name"]


@pytest.mark.parametrize(
    "wrong, said",
    [
        ("[council]\nname = 'A'\ncolour = 'red'", "setting council.colour"),
        ("[council]\nname = 'A'\nfinancial_year_starts = 13", "setting council.financial_year_starts"),
        ("[council", "not valid TOML"),
    ],
)
def test_a_wrong_setting_is_named_in_a_sentence(tmp_path, monkeypatch, wrong, said):
    file = tmp_path / "council.toml"
    file.write_text(wrong, encoding="utf-8")
    monkeypatch.setenv("COUNCIL_SETTINGS", str(file))
    with pytest.raises(SettingsError, match=said):
        settings()


def test_a_missing_settings_file_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("COUNCIL_SETTINGS", str(tmp_path / "none.toml"))
    with pytest.raises(SettingsError, match="Copy council"):
        settings()


def test_no_setting_goes_unused():
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("data", "queries", "exhibits", "access", "screen", "pages")
        for path in (ROOT / folder).rglob("*.py")
        if path.name != module.__file__.rpartition("/")[2]
    )
    sql = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "queries").rglob("*.sql"))
    unused = [
        ".".join(path)
        for path, _ in every_setting()
        if f".{path[-1]}" not in code and f'"{path[-1]}"' not in sql  # unit costs are handed to SQL as a whole
    ]
    assert unused == []


def test_a_page_is_made_by_one_set_of_settings(tmp_path, monkeypatch):
    place = tmp_path / "council.toml"
    place.write_text('[council]\nname = "Before"\n', encoding="utf-8")
    monkeypatch.setenv("COUNCIL_SETTINGS", str(place))

    def rename(name: str) -> None:
        place.write_text(f'[council]\nname = "{name}"\n', encoding="utf-8")
        os.utime(place, ns=(0, place.stat().st_mtime_ns + 1_000_000))

    with settings_held():
        rename("Meanwhile")
        assert settings().council.name == "Before"
        with ThreadPoolExecutor(1) as others:
            assert others.submit(lambda: settings().council.name).result() == "Meanwhile"
    assert settings().council.name == "Meanwhile"
    place.write_text("[council", encoding="utf-8")
    with settings_held(), pytest.raises(SettingsError):
        settings()
    with settings_held(), settings_held():
        pass
    rename("After")
    assert settings().council.name == "After"
