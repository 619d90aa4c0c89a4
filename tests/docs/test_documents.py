"""The documents say what there is: nothing is left out of them, and nothing stands in them that is gone."""

import argparse
import ast
import contextlib
import importlib
import io
import re
import shlex
import tomllib
from pathlib import Path

import pytest

import briefing.__main__
import data.__main__
import data.sample.__main__
import queries.__main__
from access import PAGES
from data.contracts import CONTRACTS
from data.settings import ROOT
from tests.data.test_settings import every_setting

DOCUMENTS = sorted(
    path
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))
    if not path.is_relative_to(ROOT / "docs" / "store")
)
SHELLS = {
    "python -m data": data.__main__.main,
    "python -m queries": queries.__main__.main,
    "python -m briefing": briefing.__main__.main,
    "python -m data.sample": data.sample.__main__.main,
}
# What a person puts in place of the capitals of a command.
EXAMPLES = {
    "KIND": "incidents", "FILE.xlsx": "file.xlsx", "FILE.pdf": "a.pdf", "FILE.docx": "a.docx",
    "FILE": "file.csv", "OUT.csv": "out.csv", "FOLDER": "folder",
    "LAYOUTFILE": "layout.toml", "LAYOUT": "layout.toml", "PATH": "store.duckdb", "NAME": "name", "ID": "1-a",
    "TEXT": "why", "DATE": "2026-10-31", "SECONDS": "5", "DIR": "folder", "N": "1", "WORDS": "words", "LETTER": ",",
}  # fmt: skip


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def first_cells(name: str, heading: str) -> list[str]:
    """What stands in backticks in the first column of the table under a heading."""
    section = re.split(rf"^## {re.escape(heading)}$", text_of(name), flags=re.M)[1]
    section = re.split(r"^## ", section, flags=re.M)[0]
    return re.findall(r"^\| `([^`]+)` \|", section, flags=re.M)


# -- what there is -----------------------------------------------------------------------------------------------------


def test_every_setting_is_described_and_no_other():
    told = first_cells("docs/run.md", "The settings")
    assert sorted(told) == sorted(".".join(path) for path, _ in every_setting())


def test_every_page_is_described_with_its_address_and_no_other():
    told = {}
    for name in ("docs/members.md", "docs/officers.md"):
        told |= dict(re.findall(r"^\| ([A-Z][^|`]*) \| `(\w+)` \|", text_of(name), flags=re.M))
    assert told == {page.title: page.url_path for page in PAGES}


def parts_of(page: Path) -> list[str]:
    """The names of a page's parts, as its PARTS says."""
    for node in ast.parse(page.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "PARTS":
            return list(ast.literal_eval(node.value).values())
    return []


@pytest.mark.parametrize("page", [page for page in PAGES if parts_of(ROOT / page.file)], ids=lambda page: page.title)
def test_every_part_of_a_page_is_described_in_its_order(page):
    section = text_of("docs/members.md").split(f"\n## {page.title}\n")[1].split("\n## ")[0]
    assert re.findall(r"^\* \*\*([^*]+)\*\*", section, flags=re.M) == parts_of(ROOT / page.file)


def test_every_kind_is_described_and_no_other():
    assert first_cells("docs/officers.md", "The kinds of file") == list(CONTRACTS)
    order = re.findall(
        r"\*\*([^*]+)\*\*", text_of("docs/run.md").split("in this order:")[1].split("The Upload page")[0]
    )
    assert [re.sub(r"\s+", " ", title) for title in order] == [each.title for each in CONTRACTS.values()]


def rooms() -> set[str]:
    """Every folder of code, as a path that ends with a slash, and every folder of the top level."""
    made = ("build", "__pycache__")
    tops = [
        path for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".") and path.name not in made
    ]
    code = ("access", "data", "queries", "exhibits", "screen", "tests")
    folders = {path.parent for top in code for kind in ("py", "sql") for path in (ROOT / top).rglob(f"*.{kind}")}
    return {f"{path.relative_to(ROOT).as_posix()}/" for path in folders.union(tops)}


def test_every_folder_and_room_is_described():
    told = set(re.findall(r"(?<![\w/])((?:[a-z][\w]*/)+)", text_of("docs/architecture.md")))
    assert rooms() - told == set()


def test_every_subject_of_queries_is_described_and_no_other():
    subjects = {f"queries/{path.parent.name}/" for path in (ROOT / "queries").glob("*/*.sql")}
    assert set(re.findall(r"^\| `(queries/\w+/)` \|", text_of("docs/architecture.md"), flags=re.M)) == subjects


def test_every_floor_of_import_linter_is_in_the_picture():
    layers = tomllib.loads(text_of("pyproject.toml"))["tool"]["importlinter"]["contracts"][0]["layers"]
    picture = text_of("docs/architecture.md").split("```")[1]
    assert re.findall(r"│ (\w+)/ ", picture) == ["pages", *layers]


def test_no_room_of_exhibits_is_left_out_of_the_rule_that_they_do_not_import_each_other():
    rule = tomllib.loads(text_of("pyproject.toml"))["tool"]["importlinter"]["contracts"][2]
    rooms = {f"exhibits.{path.parent.name}" for path in ROOT.glob("exhibits/*/__init__.py")}
    assert rooms <= set(re.findall(r"[\w.]+", " ".join(rule["layers"])))


def test_every_decision_is_listed_once():
    files = sorted(path.name for path in (ROOT / "docs/decisions").glob("[0-9]*.md"))
    assert re.findall(r"^\| \[\d+\]\(([^)]+)\)", text_of("docs/decisions/README.md"), flags=re.M) == files
    for number, name in enumerate(files, 1):
        assert name.startswith(f"{number:04}-")
        assert text_of(f"docs/decisions/{name}").startswith(f"# {number}. ")


def test_every_need_has_its_row_with_an_address_or_says_that_nothing_shows_it_yet():
    rows = re.findall(r"^\| (\d+) \| [^|]+ \| (`/[^`|]+`|–) \| ([^|]+) \|$", text_of("docs/needs.md"), flags=re.M)
    assert [int(number) for number, _, _ in rows] == list(range(1, 73))
    for number, address, seen in rows:
        assert (address == "–") == seen.startswith("*not yet:*"), number


def test_every_line_of_the_security_list_says_its_state_and_names_what_there_is():
    text = text_of("docs/security.md")
    rows = re.findall(r"^\| ([\d., –]+) \| [^|]+ \| ([^|]+) \| [^|]+ \|$", text, flags=re.M)
    assert len(rows) == len(re.findall(r"^\| \d", text, flags=re.M)) > 100
    assert {state for _, state in rows} == {"holds", "does not apply", "open"}
    named = re.findall(r"`((?:tests|access|data)/[\w/.]+)`", text)
    assert [each for each in named if not (ROOT / each).exists()] == []


def test_the_changelog_has_the_version():
    version = tomllib.loads(text_of("pyproject.toml"))["project"]["version"]
    assert re.search(rf"^## {re.escape(version)} – \d{{4}}-\d\d-\d\d$", text_of("CHANGELOG.md"), flags=re.M)


# -- the shell ---------------------------------------------------------------------------------------------------------


def help_of(shell: str, *command: str) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out), pytest.raises(SystemExit):
        if shell == "python -m data.sample":
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr("sys.argv", [shell, *command, "--help"])
                SHELLS[shell]()
        else:
            SHELLS[shell]([*command, "--help"])
    return out.getvalue()


def commands_of(shell: str) -> list[str]:
    listed = re.search(r"\{([\w,]+)\}", help_of(shell))
    return listed[1].split(",") if listed else []


COMMANDS = [
    (shell, command)
    for shell in ("python -m data", "python -m queries", "python -m briefing")
    for command in commands_of(shell)
]


def test_every_command_is_described_and_no_other():
    told = re.findall(r"^### (data|queries|briefing) (\w+)$", text_of("docs/shell.md"), flags=re.M)
    assert sorted(told) == sorted((shell.split()[-1], command) for shell, command in COMMANDS)


@pytest.mark.parametrize("shell, command", COMMANDS)
def test_every_option_of_a_command_is_described_and_no_other(shell, command):
    section = re.split(rf"^### {shell.split()[-1]} {command}$", text_of("docs/shell.md"), flags=re.M)[1]
    section = re.split(r"^##", section, flags=re.M)[0]
    told = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", re.sub(r"python -m", "", section)))
    has = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", help_of(shell, command))) - {"-h", "--help"}
    options = {option for option in has if re.search(rf"^ +(?:-\w[^,\n]*, )?{option}\b", help_of(shell, command), re.M)}
    assert told == options


def test_options_of_the_sample_are_described():
    assert "`--all DIR`" in text_of("docs/shell.md") and "--all DIR" in help_of("python -m data.sample")


def shown_commands() -> list[tuple[str, str]]:
    """Each command in a block of a document, with its shell. What stands in brackets may be given, so it is."""
    found = []
    for document in DOCUMENTS:
        for line in re.findall(r"^ {4,}(python -m (?:data|queries|briefing) .*)$", document.read_text("utf-8"), re.M):
            shell = " ".join(line.split()[:3])
            found.append((shell, re.split(r"\s#|\s>", line.removeprefix(shell))[0].strip()))
    return found


class Parsed(Exception):
    """A command was understood; nothing of it is run."""


@pytest.mark.parametrize("shell, command", shown_commands())
def test_every_command_that_is_shown_can_be_typed(shell, command, monkeypatch):
    words = re.sub(r"[\[\]…]", " ", re.sub(r"(\w+)\|[\w|-]+", r"\1", command))
    for capital, example in EXAMPLES.items():
        words = re.sub(rf"(?<![\w.]){re.escape(capital)}(?![\w.])", example, words)
    parse = argparse.ArgumentParser.parse_known_args

    def parse_only(parser, *arguments, **named):
        """Raise once the whole command is understood: parsers of commands are asked from within the first one."""
        result = parse(parser, *arguments, **named)
        if parser.prog == shell:
            raise Parsed(result[1])
        return result

    monkeypatch.setattr(argparse.ArgumentParser, "parse_known_args", parse_only)
    with pytest.raises(Parsed) as parsed:
        SHELLS[shell](shlex.split(words))
    assert not any(word.startswith("-") for word in parsed.value.args[0])


# -- links and paths ---------------------------------------------------------------------------------------------------


def anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), flags=re.M)
    return {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(document):
    for target in re.findall(r"\]\(([^)\s]+)\)", document.read_text(encoding="utf-8")):
        place, _, anchor = target.partition("#")
        path = (document.parent / place).resolve() if place else document
        assert path.exists(), target
        assert not anchor or anchor in anchors(path), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_path_that_is_named_exists(document):
    """What stands in backticks and looks like a path of the repository; what a person makes is written in capitals."""
    tops = {path.name for path in ROOT.iterdir()}
    text = re.sub(r"new (?:numbered )?file[^`]*`[^`]+`", "", document.read_text(encoding="utf-8"))
    for named in re.findall(r"`([^`\s]+)`", text):
        path = named.split("#")[0].split("::")[0]
        inside = "/" in path and path.split("/")[0] in tops
        at_top = re.fullmatch(r"[\w-]+\.(md|toml|txt)|(dashboard|serve)\.py|Makefile|LICENSE", path)
        if (inside or at_top) and not re.search(r"[A-Z]{4}_|NAME|NNNN|[*…<{]|^data/store\b|secrets\.toml$", path):
            places = (ROOT / path, document.parent / path)
            assert any(place.exists() for place in places) or any(ROOT.glob(f"**/{path}")), named


def test_no_document_is_out_of_reach():
    """Whoever starts at README finds every document by its links."""
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        document = waiting.pop()
        if document in reached:
            continue
        reached.add(document)
        for target in re.findall(r"\]\(([^)\s#]+)", document.read_text(encoding="utf-8")):
            path = (document.parent / target).resolve()
            if path.suffix == ".md" and path.exists():
                waiting.append(path)
    assert set(DOCUMENTS) - reached == set()


def shown_imports() -> list[tuple[str, str]]:
    """(module, name) of each import in a code block, but of modules that the reader makes."""
    found = []
    for document in DOCUMENTS:
        for block in re.findall(r"^ *```python\n(.*?)^ *```$", document.read_text("utf-8"), re.S | re.M):
            for module, names in re.findall(r"^ *from ([\w.]+) import ([\w, ]+)$", block, re.M):
                places = (ROOT / f"{module.replace('.', '/')}.py", ROOT / module.replace(".", "/") / "__init__.py")
                if module.split(".")[0] in ("data", "queries", "exhibits", "access", "screen"):
                    made = f"new file, `{places[0].relative_to(ROOT).as_posix()}`" in document.read_text("utf-8")
                    found += [] if made else [(module, name.strip()) for name in names.split(",")]
    return found


@pytest.mark.parametrize("module, name", shown_imports())
def test_what_the_code_in_documents_imports_is_there(module, name):
    assert hasattr(importlib.import_module(module), name)
