"""Sorts of mess in headers, columns and rows."""

from random import Random

from tests.messes.cells import PLAIN, identity, numbers
from tests.messes.mess import HEADERS, TABLE, VALUES, Mess, Raw, sort

LEFT_OUT = r"does not use|left out|not used|unused"


def named_columns(mess: Mess) -> list[int]:
    return [at for at, name in enumerate(mess.columns) if name]


# -- how a header is written -------------------------------------------------------------------------------------------

_HEADERS = {
    "headers_in_words": (lambda name: name.replace("_", " ").title(), True),
    "headers_in_a_sentence": (lambda name: name.replace("_", " ").capitalize(), True),
    "headers_in_capitals": (str.upper, True),
    "headers_as_camels": (lambda name: "".join(part.title() for part in name.split("_")), False),
    "headers_with_hyphens": (lambda name: name.replace("_", "-"), True),
    "headers_with_dots": (lambda name: name.replace("_", "."), False),
    "headers_padded": (lambda name: f"  {name} ", True),
    "headers_with_hard_spaces": (lambda name: name.replace("_", "\u00a0"), True),
    "headers_with_two_spaces": (lambda name: name.replace("_", "  "), True),
    "headers_with_colons": (lambda name: f"{name}:", False),
    "headers_with_stars": (lambda name: f"{name} *", False),
    "headers_needed_in_brackets": (lambda name: f"{name} (needed)", False),
    "headers_numbered": (lambda name: f"{len(name)}. {name}", False),
    "headers_with_table": (lambda name: f"export.{name}", False),
    "headers_in_brackets": (lambda name: f"[{name}]", False),
    "headers_in_backticks": (lambda name: f"`{name}`", False),
    "headers_with_line_breaks": (lambda name: name.replace("_", "\n"), False),
    "headers_with_breaks_of_html": (lambda name: name.replace("_", "<br>"), False),
    "headers_with_zero_width": (lambda name: f"\u200b{name}", False),
    "headers_with_sorting_arrows": (lambda name: f"{name} ▲", False),
    "headers_with_quotes_inside": (lambda name: f'"{name}"', False),
}
for _name, (_how, _is_plain) in _HEADERS.items():

    def _rename(mess: Mess, rng: Random, how=_how) -> bool:  # type: ignore[no-untyped-def]  # a callable of the table
        for at in named_columns(mess):
            if mess.header[at] == mess.columns[at]:
                mess.header[at] = how(mess.header[at])
        return True

    _rename.__name__ = _name
    sort(HEADERS, plain=_is_plain, named="" if _is_plain else LEFT_OUT)(_rename)


@sort(HEADERS, named=LEFT_OUT)
def units_in_headers(mess: Mess, rng: Random) -> bool:
    """Units that are right, in brackets."""
    changed = False
    for at in named_columns(mess):
        unit = mess.column(at).unit
        if unit in ("£", "count", "minutes", "%", "percent", "seconds") and mess.header[at] == mess.columns[at]:
            mess.header[at] += f" ({unit})"
            changed = True
    return changed


@sort(HEADERS, named=LEFT_OUT)
def one_header_misspelt(mess: Mess, rng: Random) -> bool:
    at = rng.choice(named_columns(mess) or [0])
    name = mess.header[at]
    n = rng.randrange(1, len(name) - 1)
    mess.header[at] = rng.choice((name[:n] + name[n + 1 :], name[:n] + name[n + 1] + name[n] + name[n + 2 :]))
    return True


@sort(HEADERS, named=LEFT_OUT)
def one_header_unknown(mess: Mess, rng: Random) -> bool:
    if not mess.columns:
        return False
    mess.header[rng.choice(named_columns(mess) or [0])] = rng.choice(
        ("Zoomf", "Field 7", "Column1", "Misc", "Unnamed: 3")
    )
    return True


@sort(HEADERS, named=LEFT_OUT + "|no name|without a name|nameless|has no header")
def one_header_empty(mess: Mess, rng: Random) -> bool:
    mess.header[rng.choice(named_columns(mess) or [0])] = ""
    return True


@sort(HEADERS)
def one_header_with_a_stray_quote(mess: Mess, rng: Random) -> bool:
    at = rng.randrange(len(mess.header))
    mess.header[at] = Raw(rng.choice((f'"{mess.header[at]}', f'{mess.header[at]}"', f'"{mess.header[at]}""')))
    return True


@sort(HEADERS)
def two_headers_in_one(mess: Mess, rng: Random) -> bool:
    """The header lacks a delimiter: it has a name less than the rows have cells."""
    if len(mess.header) < 3:
        return False
    at = rng.randrange(len(mess.header) - 1)
    mess.header[at : at + 2] = [f"{mess.header[at]}{rng.choice(('', ' ', ';', '  '))}{mess.header[at + 1]}"]
    mess.columns[at : at + 2] = [""]
    return True


@sort(HEADERS)
def a_header_in_two(mess: Mess, rng: Random) -> bool:
    """The header has a delimiter too many."""
    at = rng.randrange(len(mess.header))
    if "_" not in mess.header[at]:
        return False
    mess.header[at : at + 1] = mess.header[at].split("_", 1)
    return True


@sort(HEADERS)
def two_headers_swapped_of_unlike_cells(mess: Mess, rng: Random) -> bool:
    """Names of columns whose cells cannot be meant by them."""
    at, other = mess.of_type("date", "moment")[:1], [n for n in mess.of_type("text") if len(mess.body[0][n]) > 12][:1]
    if not at or not other:
        return False
    mess.header[at[0]], mess.header[other[0]] = mess.header[other[0]], mess.header[at[0]]
    return True


@sort(TABLE)
def no_header(mess: Mess, rng: Random) -> bool:
    mess.above += []
    mess.header, mess.body = mess.body[0], mess.body[1:]
    return True


# -- columns -----------------------------------------------------------------------------------------------------------


@sort(TABLE, plain=True)
def columns_shuffled(mess: Mess, rng: Random) -> bool:
    if len(mess.columns) != len(mess.header):
        return False
    order = rng.sample(range(len(mess.header)), len(mess.header))
    mess.columns, mess.header = [mess.columns[at] for at in order], [mess.header[at] for at in order]
    mess.body = [[row[at] if at < len(row) else "" for at in order] for row in mess.body]
    return True


def _add_column(mess: Mess, at: int, header: str, cells: list[str]) -> None:
    mess.header.insert(at, header)
    mess.columns.insert(at, "")
    for row, cell in zip(mess.body, cells, strict=True):
        row.insert(at, cell)


@sort(TABLE)
def an_index_in_front(mess: Mess, rng: Random) -> bool:
    first = rng.choice((0, 1))
    _add_column(
        mess,
        0,
        rng.choice(("", "#", "No.", "Unnamed: 0", "index", "Row", "S/N")),
        [str(n + first) for n in range(len(mess.body))],
    )
    return True


@sort(TABLE, plain=True)
def an_empty_column(mess: Mess, rng: Random) -> bool:
    _add_column(mess, rng.randrange(len(mess.header) + 1), "", [""] * len(mess.body))
    return True


@sort(TABLE)
def an_empty_column_with_a_name(mess: Mess, rng: Random) -> bool:
    _add_column(mess, rng.randrange(len(mess.header) + 1), "Zoomf", [""] * len(mess.body))
    return True


@sort(TABLE)
def a_column_more(mess: Mess, rng: Random) -> bool:
    name = rng.choice(("Zoomf", "Previous month", "% change", "Year to date", "Rank", "Sort key", "Checked", "Delta"))
    cells = rng.choice(("17", "ok", "-3.5", "01/02/2026", "12%"))
    _add_column(mess, rng.randrange(len(mess.header) + 1), name, [cells] * len(mess.body))
    return True


@sort(TABLE)
def a_column_about_people(mess: Mess, rng: Random) -> bool:
    name, cell = rng.choice(
        (("Owner email", "desk@council.example"), ("Caller", "A. Nother"), ("Assigned to", "B. Nother"))
    )
    _add_column(mess, rng.randrange(len(mess.header) + 1), name, [cell] * len(mess.body))
    return True


@sort(TABLE)
def a_header_twice_with_empty_cells(mess: Mess, rng: Random) -> bool:
    """Two columns of one name, the one before or the one behind empty."""
    at = rng.choice(named_columns(mess) or [0])
    _add_column(mess, rng.choice((0, at, at + 1, len(mess.header))), mess.header[at], [""] * len(mess.body))
    return True


@sort(TABLE)
def a_header_twice_with_other_cells(mess: Mess, rng: Random) -> bool:
    at = rng.choice(numbers(mess) or named_columns(mess) or [0])
    cells = [_cell(row, at) + "1" for row in mess.body]
    _add_column(mess, rng.choice((0, at, at + 1, len(mess.header))), mess.header[at], cells)
    return True


def _cell(row: list[str], at: int) -> str:
    """What stands there; nothing where another mess has cut the row short."""
    return row[at] if at < len(row) else ""


@sort(TABLE)
def a_header_twice_with_some_other_cells(mess: Mess, rng: Random) -> bool:
    """One of the two has a figure only where the other has none, and another one in one row."""
    if not named_columns(mess) or not mess.body:
        return False
    at = rng.choice(named_columns(mess) or [0])
    odd = rng.randrange(len(mess.body))
    cells = [f"{_cell(row, at)}1" if n == odd else "" for n, row in enumerate(mess.body)]
    _add_column(mess, rng.choice((0, len(mess.header))), mess.header[at], cells)
    return True


@sort(TABLE)
def a_header_twice_with_the_same_cells(mess: Mess, rng: Random) -> bool:
    at = rng.choice(named_columns(mess) or [0])
    _add_column(mess, rng.choice((0, at, at + 1)), mess.header[at], [row[at] for row in mess.body])
    return True


@sort(TABLE)
def another_spelling_with_other_cells(mess: Mess, rng: Random) -> bool:
    """Two columns whose names both are spellings of one of ours, with other figures."""
    places = [at for at in named_columns(mess) if mess.column(at).also and mess.column(at).type in ("number", "date")]
    if not places:
        return False
    at = rng.choice(places)
    there = [_cell(row, at) for row in mess.body]
    cells = [cell + "1" if PLAIN.fullmatch(cell) else "05/05/2025" if cell else "" for cell in there]
    _add_column(mess, rng.choice((0, len(mess.header))), str(mess.column(at).also).split(",")[0].strip(), cells)
    mess.named.append(LEFT_OUT)
    return True


@sort(TABLE)
def turned_sideways(mess: Mess, rng: Random) -> bool:
    """The header down the left side, and a column for each row."""
    table = [mess.header, *mess.body]
    width = max(len(row) for row in table)
    turned = [[row[at] if at < len(row) else "" for row in table] for at in range(width)]
    mess.header, mess.body = turned[0], turned[1:]
    mess.columns = [""] * len(mess.header)
    return True


# -- rows --------------------------------------------------------------------------------------------------------------

TOTALS = (
    "Total",
    "TOTAL",
    "Totals",
    "Grand total",
    "Sum",
    "Total:",
    "Subtotal",
    "Sub-total",
    "Overall",
    "All",
    "Average",
    "Mean",
    "Council total",
    "Total (all)",
    "Sum of all",
    "TOTAL FOR MONTH",
    "Net total",
    "Count",
    "Max",
    "Total for 2026",
    "** Total **",
    "=Total",
    "Year total",
    "Column total",
)
CERTAIN = ("Total", "TOTAL", "Totals", "Grand total", "Total:", "Subtotal", "Sub-total", "GRAND TOTAL:")
FIGURES = (
    "{:.0f}",
    "{:.2f}",
    "{:,.0f}",
    "{:.2E}",
    "£{:,.0f}",
    "£{:,.2f}",
    "{:.0f}%",
    "{:,.0f} GBP",
    "({:,.0f})",
    "{:.1f}",
    "{:.0f}*",
    "{:.6f}",
    "n/a",
    "{:.0f} total",
    "−{:.0f}",
    "{:.3E}",
    "{:.0f}.00",
    "≈{:.0f}",
    "=SUM(B2:B9)",
)


def _totals_row(mess: Mess, label: str, form: str, rng: Random) -> list[str]:
    row = [""] * max(len(mess.header), 1)
    row[rng.choice((0, 0, 0, min(1, len(row) - 1)))] = label
    for at in numbers_by_cells(mess):
        figures = [float(each[at]) for each in mess.body if at < len(each) and PLAIN.fullmatch(each[at])]
        if figures and not row[at]:
            row[at] = form.format(sum(figures))
    return row


def numbers_by_cells(mess: Mess) -> list[int]:
    """Places of columns of figures, by what stands in them now."""
    return [at for at, name in enumerate(mess.columns) if name and mess.column(at).type in ("number", "whole")]


@sort(TABLE)
def a_row_of_totals(mess: Mess, rng: Random) -> bool:
    if len(mess.columns) != len(mess.header):
        return False
    place = rng.choice((len(mess.body), len(mess.body), len(mess.body), 0, rng.randrange(len(mess.body) + 1)))
    mess.body.insert(place, _totals_row(mess, rng.choice(TOTALS), rng.choice(FIGURES), rng))
    return True


@sort(TABLE)
def totals_of_blocks(mess: Mess, rng: Random) -> bool:
    """A subtotal behind each half, and a total."""
    if len(mess.columns) != len(mess.header) or len(mess.body) < 6:
        return False
    half = len(mess.body) // 2
    whole, body = list(mess.body), []
    for name, rows in (("First", whole[:half]), ("Second", whole[half:])):
        mess.body = rows
        body += [*rows, _totals_row(mess, f"{name} total", "{:.0f}", Random(0))]
    mess.body = whole
    mess.body = [*body, _totals_row(mess, "Grand total", "{:.0f}", Random(0))]
    return True


@sort(TABLE)
def a_row_of_sums_without_a_word(mess: Mess, rng: Random) -> bool:
    if len(mess.columns) != len(mess.header):
        return False
    mess.body.append(_totals_row(mess, "", "{:.0f}", rng))
    return True


@sort(TABLE)
def a_total_with_every_cell(mess: Mess, rng: Random) -> bool:
    """A row that has all a row needs, and is called Total."""
    if len(mess.columns) != len(mess.header) or not any(mess.filled(at) for at in numbers_by_cells(mess)):
        return False
    row = list(mess.body[-1])
    for at in identity_now(mess):
        row[at] = rng.choice(CERTAIN)
    for at in numbers_by_cells(mess):
        figures = [float(each[at]) for each in mess.body if at < len(each) and PLAIN.fullmatch(each[at])]
        row[at] = f"{sum(figures):.0f}" if figures else ""
    mess.body.append(row)
    return True


def identity_now(mess: Mess) -> list[int]:
    return [at for at, name in enumerate(mess.columns) if name and mess.column(at).type in ("id", "code")][:1]


@sort(TABLE, plain=True)
def the_header_again(mess: Mess, rng: Random) -> bool:
    mess.body.insert(rng.randrange(len(mess.body) + 1), list(mess.header))
    return True


@sort(TABLE)
def the_header_again_in_other_words(mess: Mess, rng: Random) -> bool:
    mess.body.insert(rng.randrange(len(mess.body) + 1), [each.replace("_", " ").upper() for each in mess.header])
    return True


@sort(TABLE, plain=True)
def empty_rows(mess: Mess, rng: Random) -> bool:
    for _ in range(rng.randrange(1, 4)):
        mess.body.insert(rng.randrange(len(mess.body) + 1), [""] * rng.choice((len(mess.header), 1)))
    return True


@sort(TABLE)
def rows_of_spaces(mess: Mess, rng: Random) -> bool:
    cell = rng.choice((" ", "\u00a0", "\t", "-", "--", ".", "'"))
    mess.body.insert(rng.randrange(len(mess.body) + 1), [cell] * len(mess.header))
    return True


@sort(TABLE)
def a_row_of_types(mess: Mess, rng: Random) -> bool:
    words = {"date": "date", "moment": "datetime", "number": "decimal", "whole": "int"}
    mess.body.insert(
        0, [words.get(mess.column(at).type, "text") if name else "text" for at, name in enumerate(mess.columns)]
    )
    return True


@sort(TABLE)
def a_row_of_units(mess: Mess, rng: Random) -> bool:
    mess.body.insert(
        0,
        [f"({mess.column(at).unit})" if name and mess.column(at).unit else "" for at, name in enumerate(mess.columns)],
    )
    return any(mess.body[0])


@sort(TABLE)
def a_row_of_lines(mess: Mess, rng: Random) -> bool:
    mess.body.insert(0, [rng.choice("-=_") * 8] * len(mess.header))
    return True


@sort(TABLE)
def a_row_of_numbers(mess: Mess, rng: Random) -> bool:
    """1, 2, 3 … under the header, as forms number their columns."""
    mess.body.insert(0, [str(n + 1) for n in range(len(mess.header))])
    return True


@sort(TABLE)
def an_example_row(mess: Mess, rng: Random) -> bool:
    mess.body.insert(0, [f"e.g. {mess.column(at).example}" if name else "" for at, name in enumerate(mess.columns)])
    return True


@sort(TABLE)
def a_heading_between(mess: Mess, rng: Random) -> bool:
    words = rng.choice(("Housing", "Section 2", "Closed items", "Q2", "Resources directorate", "Continued", "Notes"))
    mess.body.insert(rng.randrange(len(mess.body) + 1), [words, *[""] * (len(mess.header) - 1)])
    return True


@sort(TABLE)
def a_comment_between(mess: Mess, rng: Random) -> bool:
    words = rng.choice(
        (
            "# checked",
            "// end of part",
            "-- page 2 --",
            "* provisional",
            "Page 1 of 2",
            "; note",
            "% of all",
            "Continued overleaf",
            "Printed 03/11/2026",
            "(cont.)",
            "<page>",
            "!! draft !!",
        )
    )
    mess.body.insert(rng.randrange(1, len(mess.body) + 1), [words, *[""] * rng.choice((0, len(mess.header) - 1))])
    return True


@sort(TABLE)
def a_commented_row(mess: Mess, rng: Random) -> bool:
    """A row that somebody has taken out by a # in front, and that the file does not mean any more."""
    n = rng.randrange(len(mess.body))
    if len(mess.body) != len(mess.truth) - 1 or len(mess.body) < 3:
        return False
    mess.body[n] = [f"# {mess.body[n][0]}", *mess.body[n][1:]]
    mess.named.append("# ")  # in a workbook it is read as a row, and said
    del mess.truth[n + 1]
    return True


@sort(TABLE)
def a_row_twice(mess: Mess, rng: Random) -> bool:
    """The same row twice counts once where its kind has ids; else the file says twice as much: said or refused."""
    mess.named.append("twice|same|fold|equal|once|duplicate")
    mess.body.insert(rng.randrange(len(mess.body) + 1), list(rng.choice(mess.body)))
    return True


@sort(TABLE)
def a_row_twice_with_another_figure(mess: Mess, rng: Random) -> bool:
    mess.named.append("last row|newest|stands|several rows|newer")
    row = list(rng.choice(mess.body))
    places = [at for at in numbers_by_cells(mess) if at < len(row) and PLAIN.fullmatch(row[at])]
    if not places:
        return False
    row[rng.choice(places)] += "1"
    mess.body.insert(rng.randrange(len(mess.body) + 1), row)
    return True


@sort(TABLE)
def the_file_twice(mess: Mess, rng: Random) -> bool:
    mess.named.append("twice|same|fold|equal|once|duplicate")
    mess.body += [list(mess.header), *[list(row) for row in mess.body]]
    return True


@sort(TABLE)
def a_row_too_short(mess: Mess, rng: Random) -> bool:
    """A cell is missing in the middle, and everything behind it is shifted."""
    n = rng.randrange(len(mess.body))
    row = mess.body[n]
    filled = [at for at, cell in enumerate(row[:-1]) if any(row[at + 1 :]) or cell]
    if not filled:
        return False
    del row[rng.choice(filled)]
    return True


@sort(TABLE)
def a_row_too_long(mess: Mess, rng: Random) -> bool:
    """A cell too many in the middle; the last one stays empty where it was."""
    row = rng.choice(mess.body)
    row.insert(rng.randrange(len(row)), rng.choice(("", "", "x", "0")))
    return True


@sort(TABLE)
def rows_without_their_last_empty_cells(mess: Mess, rng: Random) -> bool:
    changed = False
    for row in mess.body:
        while len(row) > 1 and not row[-1]:
            row.pop()
            changed = True
    return changed


@sort(TABLE)
def a_row_without_its_end(mess: Mess, rng: Random) -> bool:
    """The last cells of a row are gone, though they had values."""
    row = rng.choice(mess.body)
    filled = [at for at, cell in enumerate(row) if cell]
    if len(filled) < 3:
        return False
    del row[filled[-1] :]
    return True


@sort(TABLE)
def another_table_below(mess: Mess, rng: Random) -> bool:
    mess.below += [[""], ["Code", "Meaning"], ["1", "High"], ["2", "Medium"], ["3", "Low"]]
    return True


@sort(TABLE)
def another_table_above(mess: Mess, rng: Random) -> bool:
    mess.above += [["Summary", "Count"], ["Open", "12"], ["Closed", "40"], [""]]
    return True


@sort(TABLE)
def another_table_beside(mess: Mess, rng: Random) -> bool:
    """A small table to the right, with an empty column between."""
    other = [["Key", "Meaning"], ["G", "Good"], ["A", "Fair"], ["R", "Poor"]]
    for n, row in enumerate((mess.header, *mess.body)):
        row += ["", *(other[n] if n < len(other) else ["", ""])]
    mess.columns += ["", "", ""]
    return True


@sort(VALUES, named="sorted")
def rows_shuffled(mess: Mess, rng: Random) -> bool:
    """The order of the rows says nothing, but for incidents that stand several times."""
    if mess.kind == "incidents" or not all(row == truth for row, truth in zip(mess.body, mess.truth[1:], strict=True)):
        return False
    order = rng.sample(range(len(mess.body)), len(mess.body))
    mess.body = [mess.body[n] for n in order]
    mess.truth = [mess.truth[0], *[mess.truth[n + 1] for n in order]]
    return True


__all__ = ["identity"]
