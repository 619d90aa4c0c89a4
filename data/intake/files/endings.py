"""File endings: what a file is taken for by its name, before a byte of it is read. What it is, its content tells."""

TEXT = (".csv", ".tsv", ".txt", ".tab")
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
# Taken in hand all the same, so that whoever sent one is told; a file that is passed over is a month that is missed.
REFUSED = {".xlsb": "is a binary workbook (.xlsb): open it in Excel and save it as .xlsx or as CSV UTF-8"}
TABLES = (*TEXT, *WORKBOOKS, *REFUSED)
UNPACKED = (".zip", ".gz")
ARCHIVES = (*UNPACKED, ".tgz", ".7z", ".rar", ".tar", ".bz2", ".xz")
TAKEN = (*TABLES, *UNPACKED)  # wherever a file may be brought: the Upload page, a folder


def has_ending(name: str, endings: tuple[str, ...]) -> bool:
    """Whether a file's name ends in one of these, in capitals or not."""
    return name.lower().endswith(endings)
