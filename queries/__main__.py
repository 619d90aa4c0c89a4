"""The shell's way to the questions: python -m queries ask NAME [-p KEY=VALUE …] [--as-at DATE] [--store PATH].

And to what is made from their answers: python -m queries due, python -m queries template KIND.
"""

import argparse
import json
import sys
from datetime import date, datetime
from pathlib import Path

import duckdb
import pandas as pd

from data.contracts import UnknownKind
from data.csv_out import to_csv
from data.settings import SettingsError
from data.store import LONDON, StoreError, open_store
from data.templates import TemplateError, put_out
from data.version import name_and_version
from queries import NoSuchQuery, WrongParameter, ask, names, question
from queries.owed import by_owner, letter, summary
from queries.template import month_due, template


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code: 0, 1 when the store or the parameters refuse, 2 for a wrong call."""
    parser = argparse.ArgumentParser(prog="python -m queries", description="Ask the store a question.")
    parser.add_argument("--version", action="version", version=name_and_version())
    commands = parser.add_subparsers(dest="command", required=True)
    asking = commands.add_parser("ask", help="rows as CSV on standard output")
    asking.add_argument("name")
    asking.add_argument("-p", action="append", default=[], metavar="KEY=VALUE", dest="parameters")
    asking.add_argument("--as-at", type=date.fromisoformat, metavar="DATE", help="figures as they stood that day")
    asking.add_argument("--store", metavar="PATH", help="another store than the one council.toml names")
    commands.add_parser("list", help="every question with its first line")
    showing = commands.add_parser("sql", help="the SQL that a question runs")
    showing.add_argument("name")
    _of_the_month(commands)
    call = parser.parse_args(arguments)
    try:
        if call.command == "list":
            for name in names():
                print(f"{name:36} {question(name).head.splitlines()[0]}")
        elif call.command == "sql":
            print(_sql(call.name))
        elif call.command == "due":
            _due(call)
        elif call.command == "template":
            _template(call)
        else:
            store = open_store(call.store)
            rows = ask(call.name, as_at=call.as_at, store=store, **_parameters(call.parameters))
            sys.stdout.write(to_csv(rows))
    except (NoSuchQuery, WrongParameter, StoreError, SettingsError, UnknownKind, TemplateError) as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:  # whoever read it has seen enough
        return 1
    except duckdb.ConversionException as error:
        print(f"A parameter has the wrong form: {str(error).splitlines()[0]}", file=sys.stderr)
        return 1
    return 0


def _sql(name: str) -> str:
    """The SQL of a question, and before it what it reads of an earlier day."""
    asked = question(name)
    earlier = dict.fromkeys(then for step in asked.steps for then in question(step).then)
    said = "these rows as at the end of $since, with $since as $today"
    parts = [f"-- then_{then.replace('/', '_')}: {said}\n{question(then).sql};" for then in earlier]
    return "\n\n".join([*parts, asked.sql])


# -- what a month owes -------------------------------------------------------------------------------------------------


def _of_the_month(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The commands that collect a month: due, template."""
    made = commands.add_parser("due", help="who owes what for a month, and by when")
    made.add_argument("--format", choices=("text", "json", "csv"), default="text", help="text: to paste into e-mails")
    filled = commands.add_parser("template", help="a kind's template with the rows that a month still owes")
    filled.add_argument("kind", metavar="KIND")
    filled.add_argument("--format", choices=("csv", "xlsx"), help="default: the ending of --out, else csv")
    filled.add_argument("--out", metavar="FILE", type=Path, help="where to write it; an xlsx needs one")
    for each in (made, filled):
        each.add_argument("--month", metavar="YYYY-MM", type=_month, help="default: the month before this one")
        each.add_argument("--store", metavar="PATH", help="another store than the one council.toml names")


def _month(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m").date()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a month: write it as 2026-10") from None


def _today() -> date:
    return datetime.now(LONDON).date()


def _due(call: argparse.Namespace) -> None:
    month = call.month or month_due(_today())
    rows = ask("due/owed", store=open_store(call.store), month=month, today=_today())
    sentence = summary(rows, pd.Timestamp(month))
    if call.format == "csv":
        sys.stdout.write(to_csv(rows))
    elif call.format == "json":
        days = {name: rows[name].dt.strftime("%Y-%m-%d") for name in ("month", "due_on")}
        listed = json.loads(rows.assign(**days).to_json(orient="records"))
        print(json.dumps({"month": f"{month:%Y-%m}", "summary": sentence, "owed": listed}, ensure_ascii=True, indent=1))
    else:
        print("\n\n".join([sentence, *(letter(owner, group) for owner, group in by_owner(rows))]))


def _template(call: argparse.Namespace) -> None:
    month = call.month or month_due(_today())
    filled = template(call.kind, month, _today(), store=open_store(call.store))
    sys.stdout.write(put_out(filled, call.format, call.out))


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
