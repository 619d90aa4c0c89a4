"""Large files: the bar moves on, and texts that were read before do not colour those that come after."""

import pyarrow as pa

from data.intake import check, read
from data.intake.values.cells import ask, connection

ROWS = 50_000


def test_the_bar_only_moves_forward_and_names_each_column():
    raw = b"ticket_id,opened_at,priority\n" + b"".join(
        b"INC%07d,%02d/09/2026 09:30,%d\n" % (number, number % 28 + 1, number % 4 + 1) for number in range(ROWS)
    )
    said: list[tuple[float, str]] = []
    checked = check(read(raw, "incidents.csv"), "incidents", progress=lambda share, what: said.append((share, what)))
    shares = [share for share, _ in said]
    assert checked.row_count == ROWS
    assert shares == sorted(shares) and shares[0] >= 0 and shares[-1] <= 1
    for column in ("ticket_id", "opened_at", "priority"):
        assert any(column in what for _, what in said), said


def test_a_plan_that_is_kept_answers_each_time_for_the_texts_at_hand():
    with connection(rows=0) as con:

        def months(*texts: str) -> dict:
            found = ask(con, "calendar_months.sql", texts=pa.table({"text": pa.array(texts, pa.string())}))
            return dict(zip(found["text"].to_pylist(), found["value"].to_pylist(), strict=True))

        assert months() == {}
        assert months("March", "nov–jan") == {"March": "3", "nov–jan": "1;11;12"}
        assert months("É") == {"É": None}
        assert months("Sept; 9") == {"Sept; 9": "9"}
