"""Where one machine is not enough: the store as a DuckLake, for several dashboard servers over one body of figures.

The figures lie as Parquet files in a folder that all servers share; a catalogue, a PostgreSQL database, says which
files count. For a trial on one machine the catalogue may be a DuckDB file, which one process at a time can open.
Schema, views and queries are those of the DuckDB file: only how the store is opened differs, and that stands here.
"""

import importlib.util
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from data.settings import LAKE, ROOT, local_place

NAME = "lake"
_RETRIES = 100  # of a commit that met another one but no conflict; DuckLake's own 10 are too few for many servers
_CONNECTIONS = 30  # to PostgreSQL, of one server
_WAIT = 30  # seconds for one of them
# Inserts of up to this many rows stay in the catalogue: a folder of hundreds of small Parquet files is slow to read.
_INLINED = 200


class LakeError(Exception):
    """The lake cannot be opened; the message is a sentence."""


def is_lake(address: str) -> bool:
    """Whether a store's address names a DuckLake."""
    return address.startswith(LAKE)


def is_on_server(address: str) -> bool:
    """Whether the address names a DuckLake whose catalogue is a database on a server, and no file."""
    return address.startswith(f"{LAKE}postgres:")


def catalogue_name(address: str) -> str:
    """The catalogue as messages name it."""
    catalogue = address.removeprefix(LAKE)
    return f"the catalogue ({catalogue})" if is_on_server(address) else Path(catalogue).name


def open_lake(address: str, data_path: str, limits: Mapping[str, str]) -> duckdb.DuckDBPyConnection:
    """A DuckDB in memory with the lake attached as NAME; each cursor of it has to USE it.

    address: "ducklake:postgres:host=… dbname=…" or "ducklake:folder/council.ducklake". data_path: folder of the Parquet
    files, '' for one beside a catalogue that is a file. limits: what the database may use. Raises LakeError,
    duckdb.Error.
    """
    catalogue = address.removeprefix(LAKE)
    on_server = is_on_server(address)
    if on_server:
        catalogue = _checked(catalogue)
        if not data_path:
            raise LakeError(
                "The store is a lake with a catalogue on a server, so council.toml must say in [store] data_path which "
                "folder, shared by all servers, holds its files."
            )
    elif re.match(r"[a-z]{2,}:", catalogue):
        raise LakeError(f"{address!r} is no store: after ducklake: comes postgres: with a connection, or a file.")
    else:
        catalogue = str(local_place(address))
        if Path(catalogue).suffix != ".ducklake":
            # DuckLake would put its own tables into any DuckDB file, a store in daily use as well
            raise LakeError(f"{Path(catalogue).name} is no lake's catalogue: its name must end in .ducklake.")
    folder = (ROOT / data_path if data_path else Path(catalogue + ".files")).resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        local_place(address).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LakeError(f"The folder {folder} for the store's files cannot be used: {error.strerror}.") from None
    extensions = [_extension(name) for name in (["postgres_scanner"] if on_server else []) + ["ducklake"]]
    root = duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            **limits,
            "temp_directory": str(local_place(address).with_suffix(".tmp")),
        }
    )
    try:
        for extension in extensions:
            root.execute(f"LOAD {_text(extension)}")
        if on_server:
            _share(root)
        _attach(
            root,
            f"ATTACH {_text(LAKE + catalogue)} AS {NAME} "
            f"(DATA_PATH {_text(f'{folder}/')}, DATA_INLINING_ROW_LIMIT {_INLINED})",
        )
        _must_be_its_folder(root, folder)
        _shut(root, folder)
    except BaseException:
        root.close()
        raise
    return root


def _share(root: duckdb.DuckDBPyConnection) -> None:
    """One server leaves connections of PostgreSQL, which takes 100 by default, to the others: who finds none waits.

    Else each question in hand opens one more, and with many visitors PostgreSQL sends them away.
    """
    root.execute("SET pg_pool_acquire_mode = 'wait'")
    root.execute(f"SET pg_pool_max_connections = {_CONNECTIONS}")
    root.execute(f"SET pg_pool_wait_timeout_millis = {_WAIT * 1000}")


def _attach(root: duckdb.DuckDBPyConnection, statement: str) -> None:
    for left in range(5, -1, -1):
        try:
            root.execute(statement)
            return
        except duckdb.Error as error:
            # two servers start on an empty catalogue, and the other one is just making its tables
            if not left or not re.search(r"already exists|duplicate key", str(error)):
                raise
        time.sleep(0.5)


def _must_be_its_folder(root: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """A folder is one lake's: what another lake put there would be in nobody's way until the first tidying."""
    known = root.execute(f"SELECT 1 FROM duckdb_tables() WHERE database_name = '{NAME}' LIMIT 1").fetchone()
    if known is None and next(folder.rglob("*.parquet"), None) is not None:
        raise LakeError(
            f"The folder {folder} holds Parquet files, and the catalogue is new and knows none of them. Name an empty "
            "folder in council.toml, [store] data_path, and make the catalogue's database anew; or name the catalogue "
            "to which the files belong."
        )


def _shut(root: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """From here on the database reaches its own folder and its catalogue, and no setting can be changed.

    What remains open to SQL, and is not for a DuckDB file: reading and writing files inside the folder, and, with a
    catalogue on PostgreSQL, postgres_query, postgres_execute and postgres_scan, which reach that database and any
    other the server's account may sign in to. All SQL here is our own, with values as parameters; still, give the
    catalogue a database and a role of its own, which may do nothing else.
    """
    root.execute(f"SET ducklake_max_retry_count = {_RETRIES}")
    root.execute(f"SET allowed_directories = [{_text(f'{folder}/')}]")
    root.execute("SET enable_external_access = false")
    root.execute("SET lock_configuration = true")


def keep_bytes_in_files(cursor: duckdb.DuckDBPyConnection) -> None:
    """Keep tables that hold whole files out of the catalogue, whatever the number of rows: it is no place for them."""
    files = cursor.execute(
        f"SELECT DISTINCT table_name FROM duckdb_columns() WHERE database_name = '{NAME}' AND data_type = 'BLOB'"
    ).fetchall()
    already = cursor.execute(f"SELECT scope_entry FROM {NAME}.options() WHERE scope = 'TABLE'").fetchall()
    for (table,) in files:
        if (f"main.{table}",) not in already:
            cursor.execute(f"CALL {NAME}.set_option('data_inlining_row_limit', 0, table_name => {_text(table)})")


# -- housekeeping ------------------------------------------------------------------------------------------------------

# What DuckLake does: calls that change no row. Rows that lie in the catalogue stay there: with DuckLake of DuckDB 1.5.5
# ducklake_flush_inlined_data brings down the database of every other server that is open (an internal error).
_MERGE = f"SELECT coalesce(sum(files_processed), 0)::BIGINT FROM ducklake_merge_adjacent_files('{NAME}')"
_EXPIRE = f"SELECT count(*) FROM ducklake_expire_snapshots('{NAME}', older_than => $before::TIMESTAMPTZ)"
_REMOVE = f"SELECT count(*) FROM ducklake_cleanup_old_files('{NAME}', older_than => $before::TIMESTAMPTZ)"
_STRAYS = (
    f"SELECT path FROM ducklake_delete_orphaned_files('{NAME}', older_than => $before::TIMESTAMPTZ, dry_run => $look)"
)
_HOLDS = f"""
SELECT coalesce(sum(file_count), 0)::BIGINT, coalesce(sum(file_size_bytes), 0)::BIGINT,
       (SELECT count(*) FROM ducklake_snapshots('{NAME}'))
FROM ducklake_table_info('{NAME}')
"""


@dataclass(frozen=True)
class Tidied:
    """What was done to a lake. files, snapshots: before and after; size: bytes of its files after; merged: files that
    larger ones took the place of; removed: such files of earlier times; strays: files that belonged to nothing."""

    files: tuple[int, int]
    snapshots: tuple[int, int]
    size: int
    merged: int
    removed: int
    strays: int

    def lines(self) -> list[str]:
        """What is printed about it."""
        return [
            f"{self.files[0]:,} files before, {self.files[1]:,} now ({self.size:,} bytes): "
            f"{self.merged:,} small ones were merged.",
            f"{self.snapshots[0]:,} snapshots before, {self.snapshots[1]:,} now.",
            f"Removed from the folder: {self.removed:,} files that were merged or replaced earlier, "
            f"{self.strays:,} that a write had left that was broken off.",
        ]


def tidy(cursor: duckdb.DuckDBPyConnection, keep: timedelta) -> Tidied:
    """Merge small files, let old snapshots go, and remove files that nobody can need. No row is changed.

    A snapshot serves whoever began to read before the next change: a question, a dry run, a backup. The history is in
    the tables. keep: how long ago somebody may have begun who still reads or writes. Raises LakeError, duckdb.Error.
    """
    before = {"before": datetime.now(UTC) - keep}
    for (path,) in cursor.execute(_STRAYS, {**before, "look": True}).fetchall():
        if not re.search(r"/main/\w+/ducklake-[\w-]+\.parquet$", path):
            raise LakeError(
                f"{path} is no file of this lake. Its folder must be the lake's alone: move what else lies there, and "
                "try again. Nothing was done."
            )
    files, _, snapshots = _figures(cursor, _HOLDS)
    (merged,) = _figures(cursor, _MERGE)
    _figures(cursor, _EXPIRE, before)
    (removed,) = _figures(cursor, _REMOVE, before)
    strays = len(cursor.execute(_STRAYS, {**before, "look": False}).fetchall())
    files_now, size, snapshots_now = _figures(cursor, _HOLDS)
    return Tidied((files, files_now), (snapshots, snapshots_now), size, merged, removed, strays)


def _figures(cursor: duckdb.DuckDBPyConnection, sql: str, params: Mapping[str, object] | None = None) -> tuple:
    (row,) = cursor.execute(sql, dict(params or {})).fetchall()  # to the end: only then is it committed
    return row


def explained(error: duckdb.Error, address: str) -> str | None:
    """The sentence for an error of the lake that its operator can mend, or None."""
    message = str(error)
    if "Unable to connect to Postgres" in message or ("does not exist" in message and "FATAL" in message):
        refusal = re.search(r"(?:FATAL|failed|ERROR): +([^\n]*)", message.rpartition("Unable to connect")[2])
        return (
            f"The store's catalogue cannot be reached{f' ({refusal[1].strip()})' if refusal else ''}. Check that "
            "PostgreSQL runs, that host, port, dbname and user in council.toml, [store] path, are right, and that "
            "this server may sign in (password in the file that PGPASSFILE names)."
        )
    if "DATA_PATH parameter" in message:
        paths = re.findall(r'"([^"]*)"', message)
        return (
            f"The lake's files are in {paths[-1]}, but council.toml, [store] data_path, says {paths[0]}. "
            "Every server must name the folder with which the lake was made."
        )
    if "Failed to attach DuckLake" in message and "Could not set lock" not in message:
        reason = message.splitlines()[0].rpartition("at path + ")[2]
        return (
            f"{catalogue_name(address)} cannot be opened as a lake: {reason} "
            "Check [store] path in council.toml; if it is right, restore the catalogue from the backup."
        )
    return None


def _checked(catalogue: str) -> str:
    if re.search(r"password\s*=|://[^/@]*:[^/@]*@", catalogue):
        # DuckDB repeats the connection in its error messages, which go into the log
        raise LakeError(
            "The password does not belong into [store] path: put it into a file that only the dashboard can read and "
            "name that in the environment variable PGPASSFILE."
        )
    # else a server that is switched off holds a page for minutes
    wait = "" if "connect_timeout" in catalogue or "://" in catalogue else " connect_timeout=10"
    return catalogue + wait


def _extension(name: str) -> str:
    """The extension's file in its pinned package: nothing is fetched from the network while the dashboard runs."""
    package = importlib.util.find_spec(f"duckdb_extension_{name}")
    if package is not None:
        for place in package.submodule_search_locations or ():
            file = Path(place) / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
            if file.exists():
                return str(file)
    raise LakeError(
        f"The store is a lake, and DuckDB {duckdb.__version__} has no extension {name} here. "
        "Install it: pip install -r requirements-ducklake.txt."
    )


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
