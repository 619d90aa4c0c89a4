"""Lines that carry their own numbers, as programs show a file: 1: measure_id,month,value. Those are no cells."""

import re

_FIRST = re.compile(rb"\s*[01]:[ \t]")
_LINE = re.compile(rb"(?m)^[ \t]*(\d+):[ \t]?")
_FILLED = re.compile(rb"(?m)^.*\S.*$")


def without_numbers(body: bytes, repairs: list[str]) -> bytes:
    """The text without the numbers before its lines, where each line has the next one; else as it is. Adds to
    repairs."""
    if not _FIRST.match(body):
        return body
    numbers = [int(each[1]) for each in _LINE.finditer(body)]
    lines = sum(1 for _ in _FILLED.finditer(body))
    if len(numbers) < 2 or len(numbers) != lines or numbers != list(range(numbers[0], numbers[0] + lines)):
        return body
    repairs.append(f"Each line begins with its number, from {numbers[0]} to {numbers[-1]}; the numbers were left out.")
    return _LINE.sub(b"", body)
