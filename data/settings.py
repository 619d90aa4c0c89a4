"""The council's settings, read from council.toml.

Every setting is declared here with its plain meaning; a test fails when council.toml and this page disagree.
"""

import hashlib
import os
import threading
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

ROOT = Path(__file__).resolve().parent.parent
LAKE = "ducklake:"


class SettingsError(Exception):
    """council.toml cannot be used; the message is a sentence for the person who runs the council's dashboard."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Council(_Section):
    name: str = Field(description="The council's full name, shown at the top of every page.")
    financial_year_starts: int = Field(
        4, ge=1, le=12, description="Month in which the financial year starts: 4 is April."
    )
    nation: Literal["england_and_wales", "scotland", "northern_ireland"] = Field(
        "england_and_wales", description="Whose bank holidays count where a measure is judged by its working days."
    )


class Committee(_Section):
    committee: str = Field(description="Name of the committee, spelled as in meetings.csv.")
    scrutinises: str = Field(description="What the committee looks at, in one short line.")


class StoreSettings(_Section):
    path: str = Field(
        "data/store/council.duckdb",
        description="The DuckDB file; a relative path starts at this folder. For several servers over one body of "
        "figures: ducklake:postgres:host=… dbname=… user=…, without the password.",
    )
    data_path: str = Field(
        "", description="With ducklake: the folder of its Parquet files, the same on every server; not used otherwise."
    )
    sample: bool = Field(
        True, description="Load the sample council when the store is empty. A real council says false."
    )
    memory_limit: str = Field("1GB", description="The most memory the database may use.")
    threads: int = Field(
        0, ge=0, le=256, description="The most cores that the database may use for one question; 0 is all there are."
    )
    ahead: int = Field(
        600, ge=0, le=5000, description="The most charts made ready before anybody asks for them; 0 makes none."
    )


class Demand(_Section):
    late_after_day: int = Field(
        20, ge=1, le=28, description="Day of the following month by which a figure is due, where a measure names none."
    )
    small_number: int = Field(
        0,
        ge=0,
        le=20,
        description=(
            "Counts of incidents, of an area, and of a route’s cases, below this are not shown in breakdowns; "
            "0 shows every count."
        ),
    )


class Channel(_Section):
    channel: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="Code of the channel, as in channel_volumes.csv.")
    name: str = Field(description="The channel's name as members read it.")
    digital: bool = Field(False, description="Counts towards digital take-up: nobody at the council has to type it in.")
    assisted: bool = Field(False, description="Somebody helps the person to use the online service.")
    words: list[str] = Field(default_factory=list, description="Other ways in which files write the channel.")
    started_on: date | Literal[""] = Field("", description="The day it opened, where charts should mark it; or empty.")


# Not in council.toml: what a file says where it does not know the channel, and a total that nobody has split.
NOT_STATED = Channel(channel="not_stated", name="Not stated", words=["unknown", "other", "not known", "not recorded"])
NOT_SPLIT = Channel(channel="all", name="All channels together", words=["all channels", "total", "totals", "any"])

CHANNELS = [
    Channel(
        channel="online",
        name="Online",
        digital=True,
        words=["web", "website", "digital", "internet", "e-form", "eform", "online form", "web form", "self-service",
               "portal", "app", "video/online"],
    ),
    Channel(channel="phone", name="Phone", words=["telephone", "call", "calls", "telephony", "contact centre"]),
    Channel(
        channel="face_to_face",
        name="Face to face",
        words=["in person", "f2f", "counter", "walk-in", "walk in", "visit", "home visit", "appointment", "office"],
    ),
    Channel(channel="email", name="E-mail", words=["e-mail", "mail box", "emails"]),
    Channel(channel="post", name="Post", words=["letter", "mail", "paper", "postal", "letters", "paper form"]),
    Channel(channel="webchat", name="Webchat", words=["web chat", "live chat", "chat"]),
    Channel(
        channel="assisted_digital",
        name="Assisted digital",
        assisted=True,
        words=["assisted", "mediated", "mediated access", "assisted online", "digital assist"],
    ),
    Channel(channel="automated", name="Automated", digital=True, words=["automated phone", "ivr", "api", "bot"]),
]  # fmt: skip


class UnitCost(_Section):
    channel: str = Field(description="Code of the channel.")
    gbp: float = Field(ge=0, description="Cost of one transaction in the channel, in pounds: the middle estimate.")
    low: float = Field(ge=0, description="The lowest estimate, in pounds.")
    high: float = Field(ge=0, description="The highest estimate, in pounds.")
    source: str = Field(description="Who published it.")
    year: int = Field(ge=1990, le=2100, description="The year of its prices.")


class ChannelShift(_Section):
    assisted_digital: Literal["counted", "separate"] = Field(
        "counted", description="Whether assisted digital counts towards digital take-up (counted) or not (separate)."
    )
    compare_from: str = Field(
        "",
        pattern=r"^(\d{4}-\d{2})?$",
        description="First of the 12 months that shift and avoided cost are compared with; empty: the first 12.",
    )


class Projects(_Section):
    report_due_day: int = Field(
        10, ge=1, le=28, description="Day of the following month by which a month's highlight report is due."
    )
    cost_tolerance_percent: float = Field(
        5, ge=0, le=100, description="Cost above budget, in percent, from which a reason must be given."
    )


class Intake(_Section):
    largest_file_mb: int = Field(200, ge=1, le=200, description="Files above this size, in megabytes, are refused.")
    reading_memory_mb: int = Field(
        2000, ge=100, description="The most memory, in megabytes, that one workbook or archive may take to be read."
    )
    reading_seconds: int = Field(
        120, ge=1, description="The most time, in seconds of the processor, that one workbook or archive may take."
    )
    uploads_mb: int = Field(
        600, ge=1, description="The most, in megabytes, that one officer may have in hand on the Upload page at once."
    )
    uploads_mb_in_all: int = Field(1500, ge=1, description="The most, in megabytes, that all officers may have there.")
    drop_folder: str = Field(
        "",
        description="Folder in which files wait for the dashboard; empty: the folder drop beside the store; off: none.",
    )
    drop_folder_by: str = Field(
        "Drop folder", min_length=1, max_length=100, description="Who loaded such a file, as the history shows it."
    )
    hold_warnings: bool = Field(
        False, description="Scheduled loads keep a file with warnings as a draft, for an officer to look at."
    )


class Access(_Section):
    officers: list[str] = Field(
        default_factory=list,
        description="Proved e-mail addresses of officers, where the council signs in with OpenID Connect.",
    )
    officer_ids: list[str] = Field(
        default_factory=list, description="The same by the provider's own id of a person: its claim sub or oid."
    )
    role_claim: str = Field("roles", description="The claim of the identity provider that lists a person's roles.")
    officer_roles: list[str] = Field(
        default_factory=lambda: ["officer"], description="Values of the claim that make a person an officer."
    )
    approver_roles: list[str] = Field(
        default_factory=list, description="Values that make an officer who may also publish what others uploaded."
    )
    administrator_roles: list[str] = Field(
        default_factory=list,
        description="Values that make an administrator, who sees to the sign-in of others; empty: every officer.",
    )
    provider_proves_addresses: bool = Field(
        False, description="E-mail addresses count also where the provider does not say that they are verified."
    )
    members_sign_in: bool = Field(
        False, description="Members' pages open only to people who are signed in with the identity provider."
    )
    officers_exhibits: list[str] = Field(
        default_factory=list,
        description="Exhibits that only officers see, by their names in the address of somebody's list.",
    )
    feed: bool = Field(
        False, description="Programs can read at /feed.xml what was published; never where members sign in."
    )
    approval: bool = Field(False, description="What an officer uploads becomes public when an approver publishes it.")
    idle_minutes: int = Field(60, ge=1, le=720, description="A sign-in ends after this long without use, in minutes.")
    longest_hours: int = Field(12, ge=1, le=24, description="A sign-in ends after this long in any case, in hours.")
    pages_open: int = Field(
        300, ge=0, description="The most pages that may be open from one address at once; 0: as many as come."
    )
    trusted_proxies: list[str] = Field(
        default_factory=lambda: ["127.0.0.1"],
        description="Addresses of the proxies whose word on a visitor's address and https counts; read at the start.",
    )

    @model_validator(mode="after")
    def _somebody_approves(self) -> Self:
        if self.approval and not self.approver_roles + self.administrator_roles:
            raise ValueError("true needs somebody in approver_roles, or nobody could publish")
        return self


class Settings(_Section):
    council: Council
    committees: list[Committee] = Field(default_factory=list)
    store: StoreSettings = StoreSettings()
    demand: Demand = Demand()
    channel_shift: ChannelShift = ChannelShift()
    projects: Projects = Projects()
    channels: list[Channel] = Field(default_factory=lambda: list(CHANNELS))
    unit_costs: list[UnitCost] = Field(default_factory=list)
    intake: Intake = Intake()
    access: Access = Access()

    @property
    def every_channel(self) -> list[Channel]:
        """The council's channels, and the two that every file may need: not stated, and a total that is not split."""
        return [*self.channels, NOT_STATED, NOT_SPLIT]

    @cached_property
    def fingerprint(self) -> str:
        """Another one where any of them is another."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]

    @property
    def store_address(self) -> str:
        """Path or ducklake: address; the environment variable COUNCIL_STORE stands above council.toml."""
        return os.environ.get("COUNCIL_STORE", self.store.path)

    @property
    def store_path(self) -> Path:
        """The store's file, or what stands for it on this server: see local_place()."""
        return local_place(self.store_address)


@lru_cache(maxsize=64)
def local_place(address: str) -> Path:
    """The file of a store; for a lake with its catalogue on a server, a file name on this machine that is only its.

    Beside it lie the log and other files of this process. A relative path starts at the dashboard's folder.
    """
    place = address.removeprefix(LAKE)
    if place != address and place.startswith("postgres:"):
        place = f"data/store/lake-{hashlib.sha256(place.encode()).hexdigest()[:8]}.ducklake"
    return (ROOT / place).resolve()


_USUAL = str(ROOT / "council.toml")


def settings_path() -> Path:
    """Where the settings stand: council.toml, or the file that COUNCIL_SETTINGS names."""
    return Path(os.environ.get("COUNCIL_SETTINGS") or _USUAL)


def settings() -> Settings:
    """The settings of council.toml, or of the file that COUNCIL_SETTINGS names.

    Raises SettingsError with a sentence that names the file and the setting.
    """
    if (held := getattr(_held, "settings", None)) is not None:
        return held
    path = os.environ.get("COUNCIL_SETTINGS") or _USUAL  # asked many times: no Path is made for it
    try:
        return _read(path, os.stat(path).st_mtime_ns)
    except FileNotFoundError:
        raise SettingsError(f"The settings file {path} is missing. Copy council.toml from a fresh download.") from None


_held = threading.local()


@contextmanager
def settings_held() -> Iterator[None]:
    """Inside the block this thread's settings() stay what they are: a page asks fifty times, and is made by one set.

    Where they cannot be read, settings() goes on to say so.
    """
    before = getattr(_held, "settings", None)
    try:
        with suppress(SettingsError):
            _held.settings = settings()
        yield
    finally:
        _held.settings = before


@lru_cache(maxsize=4)
def _read(path: str, changed: int) -> Settings:
    try:
        return Settings.model_validate(tomllib.loads(Path(path).read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{Path(path).name} is not valid TOML: {error}.") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"{Path(path).name}, setting {where}: {first['msg']}.") from None
