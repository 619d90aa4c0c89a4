"""The shell's way to the questions: python -m queries ask NAME [-p KEY=VALUE …] [--as-at DATE] [--store PATH]."""

import argparse
import sys
from datetime import date

import duckdb

from data.csv_out import to_csv
from data.settings import SettingsError
from data.store import StoreError, open_store
from queries import NoSuchQuery, WrongParameter, ask, names, question


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code: 0, 1 when the store or the parameters refuse, 2 for a wrong call."""
    parser = argparse.ArgumentParser(prog="python -m queries", description="Ask the store a question.")
    commands = parser.add_subparsers(dest="command", required=True)
    asking = commands.add_parser("ask", help="rows as CSV on standard output")
    asking.add_argument("name")
    asking.add_argument("-p", action="append", default=[], metavar="KEY=VALUE", dest="parameters")
    asking.add_argument("--as-at", type=date.fromisoformat, metavar="DATE", help="figures as they stood that day")
    asking.add_argument("--store", metavar="PATH", help="another store than the one council.toml names")
    commands.add_parser("list", help="every question with its first line")
    showing = commands.add_parser("sql", help="the SQL that a question runs")
    showing.add_argument("name")
    call = parser.parse_args(arguments)
    try:
        if call.command == "list":
            for name in names():
                print(f"{name:36} {question(name).head.splitlines()[0]}")
        elif call.command == "sql":
            print(question(call.name).sql)
        else:
            store = open_store(call.store)
            rows = ask(call.name, as_at=call.as_at, store=store, **_parameters(call.parameters))
            sys.stdout.write(to_csv(rows))
    except (NoSuchQuery, WrongParameter, StoreError, SettingsError) as error:
        print(error, file=sys.stderr)
        return 1
    except duckdb.ConversionException as error:
        print(f"A parameter has the wrong form: {str(error).splitlines()[0]}", file=sys.stderr)
        return 1
    return 0


def _parameters(pairs: list[str]) -> dict[str, str]:
    parameters = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals:
            raise WrongParameter(f"-p {pair}: write it as KEY=VALUE.")
        parameters[key] = value
    return parameters


if __name__ == "__main__":
    sys.exit(main())
