"""File endings: what a file is taken for by its name, before a byte of it is read. What it is, its content tells."""

from unicodedata import category

TEXT = (".csv", ".tsv", ".txt", ".tab")
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
# Taken in hand all the same, so that whoever sent one is told; a file that is passed over is a month that is missed.
REFUSED = {".xlsb": "is a binary workbook (.xlsb): open it in Excel and save it as .xlsx or as CSV UTF-8"}
TABLES = (*TEXT, *WORKBOOKS, *REFUSED)
UNPACKED = (".zip", ".gz")
ARCHIVES = (*UNPACKED, ".tgz", ".7z", ".rar", ".tar", ".bz2", ".xz")
_UNSEEN = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")  # controls, marks of direction, letters that are none
TAKEN = (*TABLES, *UNPACKED)  # wherever a file may be brought: the Upload page, a folder


def visible(name: str) -> str:
    """A file's name with a code in place of each letter that cannot be seen, or turns others round: ‹U+202E›."""
    return "".join(f"‹U+{ord(each):04X}›" if category(each) in _UNSEEN else each for each in name)


def has_ending(name: str, endings: tuple[str, ...]) -> bool:
    """Whether a file's name ends in one of these, in capitals or not."""
    return name.lower().endswith(endings)
