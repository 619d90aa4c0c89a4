"""Run by test_store: forks, when told, a process that publishes into the store named until somebody kills it.

Speaks on standard output: "ready PID" once the store is open, "done ID" after each commit, "dead" after the end.
"""

import os
import sys
from datetime import datetime, timedelta

import pyarrow as pa

from data.store import Author, Draft, open_store


def draft(number: int) -> Draft:
    month = datetime(2020 + number % 5, 1 + number % 12, 1)
    count = 2_000
    rows = pa.table(
        {
            "source_row": range(2, count + 2),
            "slice_key": [f"{month:%Y-%m}"] * count,
            "ticket_id": [f"I{number}-{i}" for i in range(count)],
            "opened_at": [month + timedelta(minutes=i) for i in range(count)],
        }
    )
    return Draft("incidents", f"{number}.csv", os.urandom(20_000), rows, period_to=month.date())


def tell(line: str) -> None:
    os.write(1, (line + "\n").encode())


if __name__ == "__main__":
    drafts = [draft(number) for number in range(8)]
    for _ in sys.stdin:
        pid = os.fork()
        if pid == 0:
            store = open_store(sys.argv[1])
            tell(f"ready {os.getpid()}")
            number = 0
            while True:
                tell("done " + store.save_and_publish(drafts[number % 8], Author("test", "officer")))
                number += 1
        os.waitpid(pid, 0)
        tell("dead")
