"""Sorts of mess in figures, words, codes and texts."""

import re
from collections.abc import Callable
from random import Random

from tests.messes.mess import HEADERS, VALUES, Mess, Raw, sort

PLAIN = re.compile(r"-?\d+(\.\d+)?")
NUMBERS = ("number", "whole")


def numbers(mess: Mess) -> list[int]:
    return mess.of_type(*NUMBERS)


def money(mess: Mess) -> list[int]:
    return [at for at in numbers(mess) if mess.column(at).unit == "£"]


def of_plain(how: Callable[[str], str]) -> Callable[[str], str]:
    """Only figures that are written in digits alone."""
    return lambda cell: how(cell) if PLAIN.fullmatch(cell) else cell


def large(how: Callable[[str], str], least: int = 4) -> Callable[[str], str]:
    """Only figures with at least so many digits before the point."""
    return of_plain(lambda cell: how(cell) if len(cell.lstrip("-").partition(".")[0]) >= least else cell)


def grouped(cell: str, mark: str, point: str = ".") -> str:
    whole, dot, rest = cell.partition(".")
    return f"{int(whole):,}".replace(",", mark) + (point + rest if dot else "")


# -- every figure of the file ------------------------------------------------------------------------------------------


def _every(name: str, how: Callable[[str], str], *, plain: bool = False, named: str = "", of: str = "numbers") -> None:
    def apply(mess: Mess, rng: Random) -> bool:
        return mess.rewrite(money(mess) if of == "money" else numbers(mess), how)

    sort(VALUES, name=name, plain=plain, named=named)(apply)


_every("thousands_commas", large(lambda cell: grouped(cell, ",")), plain=True)
_every("thousands_apostrophes", large(lambda cell: grouped(cell, "'")))
_every("thousands_curly_apostrophes", large(lambda cell: grouped(cell, "’")))
_every("thousands_spaces", large(lambda cell: grouped(cell, " ")))
_every("thousands_hard_spaces", large(lambda cell: grouped(cell, "\u00a0")))
_every("thousands_thin_spaces", large(lambda cell: grouped(cell, "\u202f")))
_every("dots_part_thousands", large(lambda cell: grouped(cell, ".", ",")))
_every("dots_part_thousands_of_whole_ones", of_plain(lambda cell: cell if "." in cell else grouped(cell, ".")))
_every("decimal_commas", of_plain(lambda cell: cell.replace(".", ",")))
_every("decimal_commas_everywhere", of_plain(lambda cell: cell.replace(".", ",") if "." in cell else cell + ",00"))
_every("three_noughts_behind_the_point", of_plain(lambda cell: cell if "." in cell else cell + ".000"))
_every("two_noughts_behind_the_point", of_plain(lambda cell: cell if "." in cell else cell + ".00"), plain=True)
_every("a_nought_behind_the_point", of_plain(lambda cell: cell if "." in cell else cell + ".0"), plain=True)
_every("noughts_in_front", of_plain(lambda cell: "00" + cell if not cell.startswith("-") else cell))
_every("pound_signs", of_plain(lambda cell: f"£{cell}"), plain=True, of="money")
_every("pound_signs_and_spaces", of_plain(lambda cell: f"£ {cell} "), plain=True, of="money")
_every("gbp_behind", of_plain(lambda cell: f"{cell} GBP"), of="money")
_every("gbp_in_front", of_plain(lambda cell: f"GBP {cell}"), of="money")
_every("accounting_format", large(lambda cell: f" £{grouped(cell, ',')} "), plain=True, of="money")
_every("dollars", of_plain(lambda cell: f"${cell}"), of="money")
_every("euros_behind", of_plain(lambda cell: f"{cell} €"), of="money")
_every("pence", of_plain(lambda cell: f"{cell}p"), of="money")
_every("scientific", large(lambda cell: f"{float(cell):.15E}"))
_every("scientific_shortened", large(lambda cell: f"{float(cell):.2E}", 5), named="shortened|E\\+")
_every("plus_signs", of_plain(lambda cell: f"+{cell}" if cell[0] != "-" else cell))
_every("full_width_digits", of_plain(lambda cell: "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in cell)))
_every("arabic_digits", of_plain(lambda cell: "".join(chr(0x660 + int(c)) if c.isdigit() else c for c in cell)))
_every("as_excel_formula", of_plain(lambda cell: f'="{cell}"'))
_every("as_formula_of_a_figure", of_plain(lambda cell: f"={cell}"))
_every("apostrophe_in_front", of_plain(lambda cell: f"'{cell}"))
_every("quoted_twice", of_plain(lambda cell: f'"{cell}"'))
_every("in_brackets", of_plain(lambda cell: f"[{cell}]"))
_every("figures_padded", lambda cell: f"  {cell} ", plain=True)
_every("figures_hard_padded", lambda cell: f"\u00a0{cell}\u00a0", plain=True)
_every("zero_width_space_inside", large(lambda cell: cell[0] + "\u200b" + cell[1:], 2))
_every("soft_hyphen_inside", large(lambda cell: cell[0] + "\u00ad" + cell[1:], 2))
_every("right_to_left_mark", of_plain(lambda cell: f"\u200f{cell}"))
_every("footnote_stars", of_plain(lambda cell: f"{cell}*"))
_every("percent_signs_on_all", of_plain(lambda cell: f"{cell}%"), named="%|percent")
_every("units_behind", of_plain(lambda cell: f"{cell} units"))
_every("slash_of_a_whole", of_plain(lambda cell: f"{cell}/100"))
_every("minus_signs_of_word", of_plain(lambda cell: cell.replace("-", "−")), plain=True)
_every("minus_behind", of_plain(lambda cell: cell[1:] + "-" if cell[0] == "-" else cell))
_every("minus_with_space", of_plain(lambda cell: "- " + cell[1:] if cell[0] == "-" else cell))
_every("brackets_for_minus", of_plain(lambda cell: f"({cell[1:]})" if cell[0] == "-" else cell), plain=True)


@sort(VALUES)
def decimal_commas_of_three(mess: Mess, rng: Random) -> bool:
    """12,000 where 12 is meant: where commas divide the columns, that is twelve thousand for all that a file can say,
    but for 0,000, which has no thousands."""
    changed = mess.rewrite(numbers(mess), of_plain(lambda cell: cell if "." in cell else cell + ",000"))
    if not any(row[at] == "0,000" for row in mess.body for at in numbers(mess)):
        mess.named.append("thousands commas were taken off")
    return changed


@sort(VALUES)
def negative_figures(mess: Mess, rng: Random) -> bool:
    """Money below nothing, in its odd ways: the truth changes with it."""
    at = money(mess)
    marks = rng.choice(("({})", "{}-", "-£{}", "£-{}", "−{}", "–{}", "{} CR", "{} DR", "<{}>", "£({})", "(£{})"))
    rows = [
        n
        for n, row in enumerate(mess.body)
        for one in at[:1]
        if mess.untouched(n, one) and PLAIN.fullmatch(row[one]) and row[one][0] != "-"
    ]
    if not rows:
        return False
    for n in rows:
        mess.truth[n + 1][at[0]] = "-" + mess.body[n][at[0]]
        mess.body[n][at[0]] = marks.format(mess.body[n][at[0]])
    return True


# -- one figure --------------------------------------------------------------------------------------------------------

_ODD = {
    "one_in_thousands": lambda cell: f"{cell}k",
    "one_in_millions": lambda cell: f"{cell} million",
    "one_with_footnote": lambda cell: f"{cell}¹",
    "one_squared": lambda cell: f"{cell}²",
    "one_with_reference": lambda cell: f"{cell}[1]",
    "one_with_bracketed_note": lambda cell: f"{cell} (1)",
    "one_provisional": lambda cell: f"{cell} (p)",
    "one_revised": lambda cell: f"{cell}r",
    "one_estimated": lambda cell: f"{cell}e",
    "one_about": lambda cell: f"c. {cell}",
    "one_approx": lambda cell: f"approx {cell}",
    "one_tilde": lambda cell: f"~{cell}",
    "one_less_than": lambda cell: f"<{cell}",
    "one_at_least": lambda cell: f"≥{cell}",
    "one_range": lambda cell: f"{cell}-{cell}9",
    "one_range_with_dash": lambda cell: f"{cell}–{cell}9",
    "one_range_with_c1_dash": lambda cell: f"{cell}\x96{cell}9",
    "one_range_in_words": lambda cell: f"{cell} to {cell}9",
    "one_of_two_values": lambda cell: f"{cell}/{cell}1",
    "one_of_two_lines": lambda cell: f"{cell}\n{cell}",
    "one_of_two_lines_short": lambda cell: f"{cell}\n1",
    "one_of_two_in_a_cell": lambda cell: f"{cell}; {cell}",
    "one_with_o_for_nought": lambda cell: cell.replace("0", "O"),
    "one_with_l_for_one": lambda cell: cell.replace("1", "l"),
    "one_with_two_points": lambda cell: f"{cell}.5.1",
    "one_with_comma_at_the_end": lambda cell: f"{cell},",
    "one_with_point_at_the_end": lambda cell: f"{cell}.",
    "one_with_wrong_commas": lambda cell: f"{cell},1",
    "one_with_wrong_groups": lambda cell: f"{cell},12,3",
    "one_with_dotted_thousands": lambda cell: grouped(cell, ".") if "." not in cell else cell,
    "one_with_decimal_comma": lambda cell: cell.replace(".", ","),
    "one_with_space_inside": lambda cell: f"{cell[0]} {cell[1:]}" if len(cell) > 1 else cell,
    "one_with_tab_inside": lambda cell: f"{cell[0]}\t{cell[1:]}" if len(cell) > 1 else cell,
    "one_excel_error": lambda cell: "#REF!",
    "one_divided_by_nothing": lambda cell: "#DIV/0!",
    "one_too_narrow": lambda cell: "#######",
    "one_tbc": lambda cell: f"{cell} TBC",
    "one_was": lambda cell: f"{cell} (was {cell}1)",
    "one_in_words": lambda cell: f"{cell} thousand",
    "one_in_hex": lambda cell: hex(int(float(cell))),
    "one_with_currency_word": lambda cell: f"{cell} pounds",
    "one_percent_of": lambda cell: f"{cell}% (12 of 50)",
    "one_plus": lambda cell: f"{cell}+",
    "one_struck_out": lambda cell: f"~~{cell}~~",
    "one_infinite": lambda cell: "inf",
    "one_half": lambda cell: f"{cell}½",
    "one_roman": lambda cell: "Ⅳ",
    "one_circled": lambda cell: f"{cell}①",
    "one_subscript": lambda cell: f"{cell}₂",
    "one_per_mille": lambda cell: f"{cell}‰",
    "one_with_underscore": lambda cell: f"{cell[0]}_{cell[1:]}" if len(cell) > 1 else cell,
    "one_as_time": lambda cell: f"{cell}:30",
    "one_as_date": lambda cell: "12-Sep",
    "one_as_date_in_full": lambda cell: "2026-09-12",
}


def _one_odd(name: str, how: Callable[[str], str], named: str) -> None:
    def apply(mess: Mess, rng: Random) -> bool:
        return mess.rewrite_one(rng, numbers(mess), of_plain(how))

    sort(VALUES, name=name, named=named)(apply)


_MEANT = {"one_with_wrong_commas": "decimal comma"}  # 335000,1 may be what it says
for _name, _how in _ODD.items():
    _one_odd(_name, _how, _MEANT.get(_name, ""))


@sort(VALUES)
def one_thousand_with_a_bare_comma(mess: Mess, rng: Random) -> bool:
    """1,234 without quotation marks: a cell too many, and everything behind it is shifted."""
    return mess.rewrite_one(rng, numbers(mess), large(lambda cell: Raw(grouped(cell, ","))))


@sort(VALUES)
def all_thousands_with_bare_commas(mess: Mess, rng: Random) -> bool:
    return mess.rewrite(numbers(mess)[:1], large(lambda cell: Raw(grouped(cell, ","))))


@sort(VALUES)
def one_text_with_a_bare_comma(mess: Mess, rng: Random) -> bool:
    return _one_bare_text(mess, rng, lambda cell: cell.replace(" ", ", ", 1))


@sort(VALUES)
def one_bare_text_with_a_quote(mess: Mess, rng: Random) -> bool:
    """A measure in inches: the quotation mark is part of the text."""
    places = [
        (n, at)
        for at in mess.of_type("text")
        for n in mess.filled(at)
        if mess.untouched(n, at) and not any(each in mess.body[n][at] for each in ',;"\t|\n')
    ]
    if not places:
        return False
    n, at = rng.choice(places)
    words = mess.body[n][at] + rng.choice((' 19" rack', ' "quick" win', ' 24"'))
    mess.truth[n + 1][at], mess.body[n][at] = words, Raw(words)
    return True


@sort(VALUES)
def one_text_with_a_bare_line_break(mess: Mess, rng: Random) -> bool:
    return _one_bare_text(mess, rng, lambda cell: cell.replace(",", "").replace(" ", "\n", 1))


def _one_bare_text(mess: Mess, rng: Random, how: Callable[[str], str]) -> bool:
    """A text that lacks its quotation marks, in the file and in what it means: a workbook needs none."""
    places = [
        (n, at)
        for at in mess.of_type("text")
        for n in mess.filled(at)
        if mess.untouched(n, at) and how(mess.body[n][at]) != mess.body[n][at]
    ]
    if not places:
        return False
    n, at = rng.choice(places)
    mess.truth[n + 1][at] = how(mess.body[n][at])
    mess.body[n][at] = Raw(mess.truth[n + 1][at])
    return True


@sort(VALUES, named="percent|1% or less|share")
def shares_of_one(mess: Mess, rng: Random) -> bool:
    """0.93 where 93 per cent are meant, in every cell of the columns and measures in percent."""
    return _shares(mess, list(range(len(mess.body))))


@sort(VALUES, named="percent|1% or less|share")
def some_shares_of_one(mess: Mess, rng: Random) -> bool:
    return _shares(mess, [n for n in range(len(mess.body)) if rng.random() < 0.4])


def _shares(mess: Mess, rows: list[int]) -> bool:
    changed = False
    for n in rows:
        for at in percents(mess, n):
            if mess.untouched(n, at) and PLAIN.fullmatch(mess.body[n][at]):
                mess.body[n][at] = f"{float(mess.body[n][at]) / 100:.6g}"
                changed = True
    return changed


def percents(mess: Mess, n: int) -> list[int]:
    """Places of a row that hold percentages: by their column, or by the measure of the row."""
    from tests.messes.outcomes import known

    units = known().measures
    of_row = [
        at
        for at, name in enumerate(mess.columns)
        if name and (mess.column(at).unit == "%" or mess.column(at).unit == "percent")
    ]
    if mess.kind == "kpi_values" and units.get(mess.body[n][mess.columns.index("measure_id")]) == "percent":
        of_row.append(mess.columns.index("value"))
    return of_row


@sort(VALUES, plain=True)
def percent_signs(mess: Mess, rng: Random) -> bool:
    """93% where 93 per cent are meant."""
    changed = False
    for n in range(len(mess.body)):
        for at in percents(mess, n):
            if mess.untouched(n, at) and PLAIN.fullmatch(mess.body[n][at]):
                mess.body[n][at] += "%"
                changed = True
    return changed


# -- what says that there is nothing -----------------------------------------------------------------------------------

_NOTHING = (
    "-",
    "n/a",
    "N/A",
    "NULL",
    "None",
    "NaN",
    "#N/A",
    "..",
    "—",
    "–",
    ".",
    "(blank)",
    "not applicable",
    "nil",
    "TBC",
    "tbd",
    "not known",
    "unknown",
    "x",
    "*",
    "?",
    "\\N",
    "null",
    "na",
    "NA",
    "\u00a0",
    "' '",
    "''",
    "[blank]",
    "<null>",
    "n.a.",
    "No data",
    "---",
    "#",
    "@",
    "void",
    "empty",
)


@sort(VALUES)
def nothing_in_words(mess: Mess, rng: Random) -> bool:
    """Empty cells of figures and days say in a word that there is nothing."""
    word, changed = rng.choice(_NOTHING), False
    for row in mess.body:
        for at, name in enumerate(mess.columns):
            if name and not row[at] and mess.column(at).type in (*NUMBERS, "date", "moment", "yesno", "month"):
                row[at], changed = word, True
    return changed


@sort(VALUES, named="years of two figures")  # 01-Jan-00 may be of the year 2000
def noughts_for_nothing_days(mess: Mess, rng: Random) -> bool:
    """Empty days are filled with a system's own day for none."""
    word = rng.choice(
        (
            "01/01/1900",
            "31/12/1899",
            "30/12/1899",
            "1900-01-01",
            "00/00/0000",
            "0000-00-00",
            "01/01/1970",
            "31/12/9999",
            "9999-12-31",
            "1/0/1900",
            "00/01/1900",
            "1899-12-30",
            "01/01/0001",
            "0",
            "1/1/1753",
            "01-Jan-00",
            "12/30/1899",
            "01/01/1901",
            "31/12/2099",
            "2099-12-31",
        )
    )
    changed = False
    for row in mess.body:
        for at, name in enumerate(mess.columns):
            if name and not row[at] and mess.column(at).type in ("date", "moment"):
                row[at], changed = word, True
    return changed


# -- words, codes, texts -----------------------------------------------------------------------------------------------

_WORDS = ("word", "rating", "yesno")


@sort(VALUES, plain=True)
def words_in_capitals(mess: Mess, rng: Random) -> bool:
    return mess.rewrite(mess.of_type(*_WORDS), str.upper)


@sort(VALUES, plain=True)
def words_in_small_letters(mess: Mess, rng: Random) -> bool:
    return mess.rewrite(mess.of_type(*_WORDS), str.lower)


@sort(VALUES, plain=True)
def words_with_capitals(mess: Mess, rng: Random) -> bool:
    return mess.rewrite(mess.of_type(*_WORDS), lambda cell: cell.replace("_", " ").title())


@sort(VALUES)
def words_with_hyphens(mess: Mess, rng: Random) -> bool:
    return mess.rewrite(mess.of_type(*_WORDS), lambda cell: cell.replace("_", "-"))


@sort(VALUES)
def words_with_full_stops(mess: Mess, rng: Random) -> bool:
    return mess.rewrite(mess.of_type(*_WORDS), lambda cell: f"{cell}.")


@sort(VALUES)
def yes_and_no_in_other_words(mess: Mess, rng: Random) -> bool:
    yes, no = rng.choice(
        (
            ("Y", "N"),
            ("TRUE", "FALSE"),
            ("1", "0"),
            ("true", "false"),
            ("Yes", "No"),
            ("✓", "✗"),
            ("T", "F"),
            ("x", ""),
            ("Yes ", "No "),
            ("YES!", "NO"),
            ("ja", "nein"),
            ("-1", "0"),
            ("1.0", "0.0"),
            ("on", "off"),
        )
    )
    if not no:  # a box that is not ticked says nothing: empty is what the file means
        for row in (*mess.body, *mess.truth[1:]):
            for at, name in enumerate(mess.columns):
                if name and mess.column(at).type == "yesno" and row[at].lower() == "no":
                    row[at] = ""
    return mess.rewrite(mess.of_type("yesno"), lambda cell: {"yes": yes, "no": no}.get(cell.lower(), cell))


@sort(VALUES)
def one_word_misspelt(mess: Mess, rng: Random) -> bool:
    places = [at for at in mess.of_type(*_WORDS) if mess.column(at).only_words]
    return mess.rewrite_one(rng, places, lambda cell: cell[:1] + cell[2:] if len(cell) > 4 else cell + "x")


@sort(VALUES)
def one_word_reversed(mess: Mess, rng: Random) -> bool:
    """'not done' where 'done' stood: a word with its negation is another word."""
    places = [at for at in mess.of_type(*_WORDS) if mess.column(at).only_words]
    return mess.rewrite_one(rng, places, lambda cell: f"not {cell}")


@sort(VALUES)
def two_words_in_a_cell(mess: Mess, rng: Random) -> bool:
    places = [at for at in mess.of_type(*_WORDS) if mess.column(at).only_words]
    return mess.rewrite_one(rng, places, lambda cell: f"{cell}/other")


@sort(VALUES, plain=True)
def texts_padded(mess: Mess, rng: Random) -> bool:
    return mess.rewrite(mess.of_type("text", "code", "id", "word", "rating", "yesno"), lambda cell: f" {cell}  ")


@sort(VALUES, plain=True)
def codes_with_hard_spaces(mess: Mess, rng: Random) -> bool:
    return mess.rewrite(mess.of_type("code", "id"), lambda cell: f"\u00a0{cell}\u00a0")


@sort(VALUES)
def codes_with_zero_width_spaces(mess: Mess, rng: Random) -> bool:
    return mess.rewrite(mess.of_type("code", "id"), lambda cell: f"\u200b{cell}")


@sort(VALUES)
def codes_with_marks_of_order(mess: Mess, rng: Random) -> bool:
    return mess.rewrite(mess.of_type("code", "id"), lambda cell: f"\ufeff{cell}")


@sort(VALUES)
def codes_with_hard_hyphens(mess: Mess, rng: Random) -> bool:
    return mess.rewrite(mess.of_type("code", "id"), lambda cell: cell.replace("-", "\u2011"))


@sort(VALUES)
def codes_with_dashes(mess: Mess, rng: Random) -> bool:
    return mess.rewrite(mess.of_type("code", "id"), lambda cell: cell.replace("-", "–"))


def identity(mess: Mess) -> list[int]:
    """The column of ids: the first one that is needed, where it stands for itself."""
    return [at for at in mess.of_type("id", "code")[:1] if mess.column(at).required]


def _new_ids(mess: Mess, form: str) -> bool:
    """Ids of figures alone, in the file and in what it means."""
    at = identity(mess)
    if not at or mess.kind in ("kpi_values", "channel_volumes", "explanations", "highlight_reports"):
        return False
    if not all(mess.untouched(n, at[0]) for n in range(len(mess.body))):
        return False
    named: dict[str, str] = {}
    for n, row in enumerate(mess.body):
        new = named.setdefault(row[at[0]], form.format(len(named) + 1))
        row[at[0]] = mess.truth[n + 1][at[0]] = new
    return True


@sort(VALUES)
def ids_with_noughts_in_front(mess: Mess, rng: Random) -> bool:
    return _new_ids(mess, "{:06}")


@sort(VALUES)
def ids_of_many_digits(mess: Mess, rng: Random) -> bool:
    return _new_ids(mess, "26070{:011}")


@sort(VALUES)
def ids_with_a_point_nought(mess: Mess, rng: Random) -> bool:
    """1001.0, as a data frame writes a whole number."""
    if not _new_ids(mess, "1{:05}"):
        return False
    return mess.rewrite(identity(mess), lambda cell: f"{cell}.0")


@sort(VALUES)
def ids_shortened_by_excel(mess: Mess, rng: Random) -> bool:
    if not _new_ids(mess, "26070{:011}"):
        return False
    return mess.rewrite(identity(mess), lambda cell: f"{float(cell):.5E}")


@sort(VALUES)
def ids_like_figures(mess: Mess, rng: Random) -> bool:
    return _new_ids(mess, rng.choice(("{}E5", "{}e10", "1-{}", "{}/26", "3.{}", "{:03}.10", "INC,{}", "+{}", "={}")))


@sort(VALUES)
def ids_in_hyperlinks(mess: Mess, rng: Random) -> bool:
    at = identity(mess)
    return mess.rewrite(at, lambda cell: f'=HYPERLINK("https://desk.example/{cell}","{cell}")')


@sort(VALUES, plain=True)
def texts_with_separators(mess: Mess, rng: Random) -> bool:
    """Commas, semicolons, quotation marks and line breaks in a text, written as they should be."""
    return _into_texts(
        mess, rng.choice((", and; so", ' of "Phase 2"', "\nsecond line", " | bar", "\tTab, too", "\r\nline"))
    )


@sort(VALUES, plain=True)
def texts_with_other_letters(mess: Mess, rng: Random) -> bool:
    return _into_texts(
        mess, rng.choice((" café", " Łódź", " 10–20", " “so”", " £5m", " 日本", " 😀", " naïve’s", " 100%"))
    )


@sort(VALUES)
def texts_like_formulas(mess: Mess, rng: Random) -> bool:
    return _into_texts(mess, rng.choice(("=1+1", "+44", "-5", "@home", "'quoted")), in_front=True)


def _into_texts(mess: Mess, words: str, *, in_front: bool = False) -> bool:
    places = mess.of_type("text")
    if not places:
        return False
    at, changed = places[-1], False
    for n, row in enumerate(mess.body):
        if row[at] and mess.untouched(n, at):
            row[at] = mess.truth[n + 1][at] = words + row[at] if in_front else row[at] + words
            changed = True
    return changed


@sort(VALUES, named="rows from there on have no")
def merged_cells_down_a_column(mess: Mess, rng: Random) -> bool:
    """A project, meeting or service only in the first row of its block."""
    found = []
    for at in (at for at in mess.of_type("code", "id") if mess.columns[at].endswith("_id")):
        name = mess.columns[at]
        same = [n for n in range(1, len(mess.body)) if mess.body[n][at] and mess.body[n][at] == mess.body[n - 1][at]]
        if name in ("project_id", "meeting_id", "service_id") and len(same) >= max(2, len(mess.body) // 3):
            found.append((at, same))
    if not found:
        return False
    at, same = rng.choice(found)
    for n in same:
        mess.body[n][at] = ""
    return True


@sort(VALUES)
def ditto_marks(mess: Mess, rng: Random) -> bool:
    mark, changed = rng.choice(('"', "''", "do.", "ditto", "〃", "as above")), False
    for at, name in enumerate(mess.columns):
        for n in range(len(mess.body) - 1, 0, -1):
            if name and mess.body[n][at] and mess.body[n][at] == mess.body[n - 1][at]:
                mess.body[n][at], changed = mark, True
        if changed:
            return True
    return changed


# -- units -------------------------------------------------------------------------------------------------------------

IN_HEADER = (
    ("£000", 1e3),
    ("(£k)", 1e3),
    ("(£m)", 1e6),
    ("in thousands of pounds", 1e3),
    ("£'000", 1e3),
    ("(000s)", 1e3),
    ("£ thousand", 1e3),
    ("(in £ millions)", 1e6),
    ("k£", 1e3),
    ("£ x1000", 1e3),
    ("(£1,000s)", 1e3),
    ("£bn", 1e9),
    ("(thousands)", 1e3),
    ("GBP m", 1e6),
    ("£ks", 1e3),
    ("(£ in 000s)", 1e3),
)
IN_TITLE = (
    ("Figures in £000", 1e3),
    ("Expressed in £1,000s", 1e3),
    ("1000s of pounds", 1e3),
    ("All amounts £k", 1e3),
    ("k£", 1e3),
    ("x1000", 1e3),
    ("Amounts in £'000s", 1e3),
    ("in thousands of pounds", 1e3),
    ("000s", 1e3),
    ("All figures are in £ millions", 1e6),
    ("£m unless stated otherwise", 1e6),
    ("Values x £1,000", 1e3),
    ("Figures (thousands)", 1e3),
    ("Units: GBP thousands", 1e3),
    ("(£ thousand)", 1e3),
    ("Money in k", 1e3),
    ("in £'s thousands", 1e3),
    ("rounded to the nearest £1,000 and shown in thousands", 1e3),
    ("Currency: £k", 1e3),
    ("Scale: 1,000", 1e3),
    ("pounds, millions", 1e6),
    ("£’000", 1e3),
    ("Budget monitoring (all figures £000s)", 1e3),
    ("Amounts shown in hundreds of pounds", 1e2),
)


def _scaled(mess: Mess, factor: float) -> bool:
    return mess.rewrite(money(mess), of_plain(lambda cell: repr(round(float(cell) / factor, 12))))


@sort(HEADERS, named="does not use were left out")
def money_in_thousands_by_header(mess: Mess, rng: Random) -> bool:
    unit, factor = rng.choice(IN_HEADER)
    places = [at for at, name in enumerate(mess.columns) if name and mess.column(at).unit == "£"]
    if not _scaled(mess, factor):
        return False
    for at in places:
        mess.header[at] = f"{mess.header[at]} {unit}"
    return True


@sort(HEADERS)
def money_in_thousands_by_title(mess: Mess, rng: Random) -> bool:
    title, factor = rng.choice(IN_TITLE)
    if not _scaled(mess, factor):
        return False
    mess.above.insert(0, [title])
    return True


@sort(HEADERS)
def money_in_thousands_by_footer(mess: Mess, rng: Random) -> bool:
    title, factor = rng.choice(IN_TITLE)
    if not _scaled(mess, factor):
        return False
    mess.below.append([f"Note: {title}"])
    return True


@sort(HEADERS)
def units_in_other_words(mess: Mess, rng: Random) -> bool:
    """A header of a length of time says another unit, and its figures are in it."""
    for at, name in enumerate(mess.columns):
        if name.endswith("_minutes") and mess.filled(at):
            mess.header[at] = name.replace("_minutes", "_hours")
            return mess.rewrite([at], of_plain(lambda cell: repr(float(cell) / 60)))
        if name.endswith("_seconds") and mess.filled(at):
            mess.header[at] = name.replace("_seconds", " (mm:ss)")
            return mess.rewrite([at], of_plain(lambda cell: f"{int(float(cell)) // 60:02}:{int(float(cell)) % 60:02}"))
    return False
