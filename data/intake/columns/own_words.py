"""Personal data in a text that an officer types and that is no cell of a file, such as a briefing's covering note."""

import pyarrow as pa

from data.intake.columns import sentences
from data.intake.problem import PERSONAL, Problem
from data.intake.values.cells import ask, connection


def problems_in(text: str, where: str) -> list[Problem]:
    """What a text holds of people: an error where it can be told for certain, else warnings with the words marked.

    where: how the person who typed it knows the text, such as "Covering note".
    """
    if not text.strip():
        return []
    with connection(0) as con:
        found = ask(con, "personal.sql", texts=pa.table({"text": pa.array([text], pa.string())})).to_pylist()
    if found:
        what = found[0]["personal"]
        (code,) = (code for code, named in PERSONAL.items() if named == what)
        return [Problem(None, where, None, f"holds {what}", "Take it out: everybody will read it", code=code)]
    return sentences.warnings_in(text, where)
