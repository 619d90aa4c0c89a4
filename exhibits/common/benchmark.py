"""A benchmark in words: who, when, of how many, how worked out, and whether it can be compared."""

import pandas as pd

from exhibits.common.words import full_stop, lower_first, missing, say_count, say_number

COMPARABLE = {"yes": "comparable", "in_part": "comparable in part", "no": "not comparable"}


def say_benchmark(known: pd.Series) -> str:
    """ "Benchmark, similar districts (2025/26, 40 organisations): 91.5%. …"; "" where there is none.

    known: a row with unit and the columns benchmark_…, as in measures/definitions.
    """
    value, name = known["benchmark_value"], known["benchmark_name"]
    if missing(value):
        return ""
    when, n, what, formula = (known[f"benchmark_{part}"] for part in ("period", "n", "definition", "formula"))
    of = [] if missing(when) else [str(when)]
    of += [] if missing(n) else [say_count(int(n), "organisation")]
    named = "Benchmark" if missing(name) else f"Benchmark, {name}"
    named += f" ({', '.join(of)})" if of else ""
    said = [f"{named}: {say_number(value, known['unit'])}."]
    said.append("Nobody has said how it is defined." if missing(what) else f"How it is defined: {full_stop(what)}")
    said += [] if missing(formula) else [f"How it is worked out: {full_stop(formula)}"]
    return " ".join(filter(None, [*said, _comparable(known)]))


def _comparable(known: pd.Series) -> str:
    judged, why = known["benchmark_comparable"], known["benchmark_comparable_why"]
    if missing(judged):
        return "" if missing(why) else f"On comparing them: {full_stop(lower_first(str(why)))}"
    stands = f"It is {COMPARABLE[judged]} with this council’s figure"
    return f"{stands}." if missing(why) else f"{stands}: {full_stop(lower_first(str(why)))}"
