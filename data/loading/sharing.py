"""What one council hands to another: what its measures and words mean, how files are matched, unit costs, blank files.

No figure of a month, no target and no role goes with it. Another council takes over what it has not got; what it has
stays as it is.
"""

import io
import json
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from pydantic import ValidationError

from data.contracts import CONTRACTS, Contract, template_csv
from data.csv_out import to_csv
from data.intake import LayoutError
from data.intake.columns.layout import quoted
from data.intake.remembered import fingerprint, from_shared, remember, remembered, to_share
from data.loading.folders import fault_of, read_layout_text
from data.loading.loads import IncomingFile, load_all
from data.loading.request import LoadRequest
from data.settings import Settings, UnitCost, settings, settings_path
from data.store import Author, Store, StoreError
from data.templates import current_rows
from data.version import version

ABOUT, UNIT_COSTS = "about.json", "unit_costs.toml"
MATCHES, TEMPLATES = "matches", "templates"


class SharingError(StoreError):
    """The folder cannot be written or taken over; the message is a sentence."""


@dataclass
class Adopted:
    """What came of one part of a folder.

    what: its name in words. taken, kept: what was taken over, and what this council has already and keeps, by its
    code. problems: why something was not taken, each a line; warnings: of what was taken. where: of what was published,
    its submission.
    """

    what: str
    taken: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    where: str = ""

    def lines(self) -> list[str]:
        """What the shell prints about it."""
        taken = f"{len(self.taken)} taken over" if self.taken else "nothing taken over"
        named = f" ({_listed(self.taken)})" if self.taken else ""
        said = [f"{self.what}: {taken}{f' as submission {self.where}' if self.where else ''}{named}."]
        if self.kept:
            said.append(f"{self.what}: here already, and left as it is: {_listed(self.kept)}.")
        return said + [f"{self.what}: {each}" for each in (*self.warnings, *self.problems)]


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:20])
    return shown if len(names) <= 20 else f"{shown} and {len(names) - 20} more"


# -- out ---------------------------------------------------------------------------------------------------------------


def share(store: Store, folder: Path) -> list[str]:
    """Write what another council may take over into an empty or new folder; returns the names of the files.

    Raises SharingError.
    """
    texts = {f"{kind}.csv": to_csv(rows) for kind, rows in _shared_rows(store) if not rows.empty}
    for number, match in enumerate(remembered(store), 1):
        texts[f"{MATCHES}/{number:02}_{match.kind}.toml"] = to_share(match)
    if settings().unit_costs:
        texts[UNIT_COSTS] = _unit_costs_toml(settings().unit_costs)
    texts |= {f"{TEMPLATES}/{kind}.csv": template_csv(kind) for kind in CONTRACTS}
    texts[ABOUT] = json.dumps({"council": settings().council.name, "version": version()}, indent=1) + "\n"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise SharingError(f"{folder} is not empty. Name a new folder: what lies in it would be shared too.")
        for name, text in texts.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(text.encode())
    except OSError as error:
        raise SharingError(f"{folder} cannot be written: {error.strerror}.") from None
    return sorted(texts)


def _shared_rows(store: Store) -> list[tuple[str, pd.DataFrame]]:
    return [
        (each.kind, current_rows(store, each.kind, where=each.shared.where)[list(each.shared.columns)])
        for each in CONTRACTS.values()
        if each.shared
    ]


def _unit_costs_toml(costs: list[UnitCost]) -> str:
    return "\n".join(
        "[[unit_costs]]\n"
        + "".join(
            f"{name} = {quoted(value) if isinstance(value, str) else repr(value)}\n"
            for name, value in each.model_dump().items()
        )
        for each in costs
    )


# -- in ----------------------------------------------------------------------------------------------------------------


def adopt(store: Store, folder: Path, by: Author, *, check_only: bool = False) -> list[Adopted]:
    """Take over what this council has not got yet. check_only: say what would be taken, and keep nothing.

    Rows go the way of every file that is loaded; unit costs are added to the settings for channels without one.
    Raises SharingError, NotAnOfficer.
    """
    if not (folder / ABOUT).is_file():
        raise SharingError(f"{folder} holds nothing to adopt: {ABOUT} is missing. Make one with: python -m data share.")
    parts = [
        _adopt_rows(store, each, folder / f"{each.kind}.csv", by, check_only)
        for each in CONTRACTS.values()
        if each.shared and (folder / f"{each.kind}.csv").exists()
    ]
    if matches := sorted((folder / MATCHES).glob("*.toml")):
        parts.append(_adopt_matches(store, matches, by, check_only))
    if (folder / UNIT_COSTS).exists():
        parts.append(_adopt_unit_costs(folder / UNIT_COSTS, check_only))
    return parts


def _adopt_rows(store: Store, wanted: Contract, file: Path, by: Author, check_only: bool) -> Adopted:
    adopted = Adopted(wanted.title)
    assert wanted.shared is not None
    (key,) = wanted.identity
    try:
        rows = pd.read_csv(file, dtype=str, keep_default_na=False, encoding="utf-8")
        names = [each for each in wanted.shared.columns if each in rows.columns]
        ours = {str(each).casefold() for each in current_rows(store, wanted.kind)[key]}
        here = rows[key].str.casefold().isin(ours)
    except OSError as error:
        adopted.problems = [f"{file.name} {fault_of(error)}."]
        return adopted
    except (ValueError, KeyError):  # a CSV that pandas cannot read is a ValueError
        adopted.problems = [f"{file.name} is not a table with a column {key}. Share it anew."]
        return adopted
    adopted.kept = sorted(rows.loc[here, key])
    if (new := rows.loc[~here, names]).empty:
        return adopted
    raw = io.BytesIO()
    new.to_csv(raw, index=False)
    request = LoadRequest(wanted.kind, by.name, check_only=check_only)
    (loaded,) = load_all(store, [IncomingFile(file.name, request, raw.getvalue)])
    said = [line for table in loaded.tables for line in table.lines()]
    if loaded.settled:
        adopted.taken, adopted.warnings = sorted(new[key]), said[:-1]
        adopted.where = loaded.tables[0].result.submission_id or ""
    else:
        adopted.problems = said
    return adopted


def _adopt_matches(store: Store, files: list[Path], by: Author, check_only: bool) -> Adopted:
    adopted = Adopted("Matches of columns")
    known = {(each.kind, each.fingerprint) for each in remembered(store)}
    for file in files:
        try:
            layout, names, source = from_shared(read_layout_text(file))
            name = f"{source or file.stem} of {layout.kind}"
            if (layout.kind, fingerprint(names)) in known:
                adopted.kept.append(name)
                continue
            if not check_only:
                remember(store, layout, names, source or file.stem, by)
            adopted.taken.append(name)
        except (LayoutError, KeyError) as error:
            adopted.problems.append(f"{file.name} was left out. {error}")
    return adopted


def _adopt_unit_costs(file: Path, check_only: bool) -> Adopted:
    adopted = Adopted("Unit costs")
    try:
        costs = [UnitCost.model_validate(each) for each in tomllib.loads(file.read_text("utf-8"))["unit_costs"]]
    except (OSError, ValueError, KeyError, TypeError, ValidationError):
        adopted.problems = [f"{file.name} does not hold unit costs as council.toml has them. Share it anew."]
        return adopted
    ours, channels = {each.channel for each in settings().unit_costs}, {each.channel for each in settings().channels}
    adopted.kept = [each.channel for each in costs if each.channel in ours]
    new = [each for each in costs if each.channel in channels - ours]
    for each in costs:
        if each.channel not in channels | ours:
            adopted.problems.append(f"{each.channel} is no channel of this council, and was left out.")
    if new and (check_only or _added_to_settings(new, adopted)):
        adopted.taken = [each.channel for each in new]
    return adopted


def _added_to_settings(costs: list[UnitCost], adopted: Adopted) -> bool:
    path = settings_path()
    added = f"\n# Adopted from another council: check that they hold for yours.\n{_unit_costs_toml(costs)}"
    try:
        before = path.read_text(encoding="utf-8")
        Settings.model_validate(tomllib.loads(before + added))
        with path.open("a", encoding="utf-8") as file:
            file.write(added)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "its list of unit costs is written in another form"
        adopted.problems.append(f"{path.name} cannot take them ({why}): add them by hand from {UNIT_COSTS}.")
        return False
    return True
