"""Lines of the audit log that come from the way in: sign-ins, and settings that were changed on the server."""

import hashlib
import json

from access import errors
from data.settings import Settings, SettingsError, settings
from data.store import Author, Store, StoreError, open_store

_SERVER = Author("on the server", "member", "none")
_seen: dict[str, Settings] = {}  # by store: the settings that were looked at last


def note(act: str, by: Author, about: str = "") -> None:
    """Add a line for what somebody did at the door. Where it cannot be kept, nobody is kept out for it."""
    try:
        open_store().note(act, by, about)
    except (StoreError, SettingsError) as error:
        errors.keep(error, "the audit log")


def look_at_settings(store: Store) -> None:
    """Say which sections of council.toml are others than when it was last looked at, also over a restart.

    Raises StoreError, SettingsError.
    """
    now = settings()
    if _seen.get(str(store.path)) is now or store.say_unwritable():
        return
    sums = {name: _sum(value) for name, value in now.model_dump(mode="json").items()}
    before = store.query("SELECT arg_max(detail, happened_at) AS d FROM audit_log WHERE act = 'settings'")["d"][0]
    old = json.loads(before)["sums"] if isinstance(before, str) else sums
    changed = sorted(name for name in sums.keys() | old.keys() if sums.get(name) != old.get(name))
    if changed or not isinstance(before, str):
        about = f"council.toml: {', '.join(changed)}" if changed else "council.toml, as it was at first"
        store.note("settings", _SERVER, about, json.dumps({"sums": sums}))
    _seen[str(store.path)] = now


def _sum(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:8]
