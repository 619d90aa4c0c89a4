"""The shell's way to a briefing: python -m briefing list, python -m briefing make --committee NAME --meeting DATE …"""

import argparse
import os
import sys
from datetime import date
from pathlib import Path

from briefing import TEMPLATES, BriefingError, Pack
from briefing.catalogue import offers
from briefing.making import compose
from briefing.pdf import pdf
from briefing.word import word
from data.settings import SettingsError
from data.store import StoreError, today_in_london
from data.version import name_and_version
from data.whole_file import write_whole
from exhibits import View
from exhibits.common.words import say_count

FORMS = {"pdf": pdf, "docx": word}  # by the ending of the file


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code: 0, 1 when a briefing cannot be made, 2 for a wrong call."""
    parser = argparse.ArgumentParser(prog="python -m briefing", description="A meeting's briefing as PDF or Word file.")
    parser.add_argument("--version", action="version", version=name_and_version())
    commands = parser.add_subparsers(dest="command", required=True)
    listing = commands.add_parser("list", help="the exhibits that a briefing can hold, with their codes")
    making = commands.add_parser("make", help="write a briefing to a file")
    making.add_argument("--committee", required=True, metavar="NAME", help="spelled as in meetings.csv")
    making.add_argument("--meeting", required=True, type=date.fromisoformat, metavar="DATE", help="such as 2026-11-18")
    making.add_argument("--template", choices=tuple(TEMPLATES), default="pack")
    making.add_argument("--exhibits", metavar="CODE,CODE", default="", help="default: as the template's rules choose")
    making.add_argument("--note", metavar="TEXT", default="", help="a covering note")
    making.add_argument("--out", required=True, type=Path, metavar="FILE.pdf|.docx")
    for each in (listing, making):
        each.add_argument("--store", metavar="PATH", help="another store than the one council.toml names")
    call = parser.parse_args(arguments)
    if call.store:
        os.environ["COUNCIL_STORE"] = str(Path(call.store).absolute())
    try:
        if call.command == "list":
            for offer in offers(View()).values():
                print(f"{offer.code:38} {offer.subject:22} {offer.label}")
        else:
            _make(call)
    except (BriefingError, StoreError, SettingsError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:  # whoever read it has seen enough
        return 1
    return 0


def _make(call: argparse.Namespace) -> None:
    ending = call.out.suffix.lower().removeprefix(".")
    if ending not in FORMS:
        raise BriefingError(f"A briefing is written as .pdf or .docx, and not as {call.out.name}.")
    codes = tuple(code.strip() for code in call.exhibits.split(",") if code.strip())
    pack = Pack(call.committee, call.meeting, call.template, codes, call.note)
    document = compose(pack, today_in_london())
    made = FORMS[ending](document)
    write_whole(call.out, made)
    print(f"{call.out}: {say_count(len(document.parts), 'exhibit')}, {len(made):,} bytes.")


if __name__ == "__main__":
    raise SystemExit(main())
