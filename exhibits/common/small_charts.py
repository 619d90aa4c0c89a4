"""Small charts beside words, as HTML that needs no script and suits a light and a dark page.

Their look is in screen/overview.css. Each says in its label what it shows, so that nothing is lost where it is not
seen.
"""

import html
from collections.abc import Sequence

import pandas as pd

from exhibits.common.ratings import colour_of, rating_of
from exhibits.common.style import colours
from exhibits.common.words import missing, short_pounds


def sparkline(
    values: Sequence[float], low: float | None, high: float | None, ends: tuple[str, str], says: str, *, news: int = 0
) -> str:
    """A line of the values, the usual range of the newest behind it, and the newest as a mark; "" of fewer than two.

    low, high: the usual range (None = not known); ends: the words at both ends of the axis; says: what a person hears
    who does not see it; news: 1 or -1 where the newest is unusually high or low: a triangle up or down, else a dot.
    """
    known = [(n, float(value)) for n, value in enumerate(values) if not missing(value)]
    if len(known) < 2:
        return ""
    band = [float(each) for each in (low, high) if not missing(each)]
    least, most = min([value for _, value in known] + band), max([value for _, value in known] + band)

    def down(value: float) -> float:
        return 8 + (most - value) / ((most - least) or 1) * 84  # percent of the height, with room for the mark

    parts = []
    if len(band) == 2:
        top, height = down(max(band)), max(down(min(band)) - down(max(band)), 2)
        parts.append(f'<i class="range" style="top:{top:.1f}%;height:{height:.1f}%"></i>')
    points = [(n / max(len(values) - 1, 1) * 100, down(value)) for n, value in known]
    edge = [f"{x:.1f}% calc({y:.1f}% - 1px)" for x, y in points]
    edge += [f"{x:.1f}% calc({y:.1f}% + 1px)" for x, y in reversed(points)]
    parts.append(f'<i class="line" style="clip-path:polygon({",".join(edge)})"></i>')
    sign = {1: "▲", -1: "▼"}.get(news, "●")
    parts.append(f'<b class="{"news" if news else "newest"}" style="top:{points[-1][1]:.1f}%">{sign}</b>')
    below = "".join(f"<span>{html.escape(end)}</span>" for end in ends)
    return _drawing("spark", f'<div class="plot">{"".join(parts)}</div><div class="ends">{below}</div>', says)


def columns(sums: pd.Series, marks: pd.Series, newest: str, says: str) -> str:
    """A column of pounds for each label of `sums`, a line across it where `marks` lies; `newest`: the solid one."""
    if sums.empty:
        return ""
    top = max(float(sums.max()), float(marks.reindex(sums.index).max()), 1)
    made = []
    for label, value in sums.items():
        height, mark = float(value) / top * 100, marks.get(label)
        line = "" if missing(mark) else f'<u style="bottom:{float(mark) / top * 100:.0f}%"></u>'
        solid = ' class="solid"' if label == newest else ""
        made.append(
            f'<span><b>{short_pounds(float(value))}</b><i{solid}><s style="height:{height:.0f}%"></s>{line}</i>'
            f"<em>{html.escape(str(label))}</em></span>"
        )
    return _drawing("columns", "".join(made), says)


def ratings(codes: Sequence[str | None], says: str) -> str:
    """A tile with its letter for each rating, in the order given."""
    light, dark = colours("light"), colours("dark")
    tiles = [
        f'<b style="border-color:light-dark({colour_of(code, light)},{colour_of(code, dark)})">'
        f"{rating_of(code).letter or '–'}</b>"
        for code in codes
    ]
    return _drawing("tiles", "".join(tiles), says) if tiles else ""


def _drawing(kind: str, parts: str, says: str) -> str:
    return f'<div class="small_chart {kind}" role="img" aria-label="{html.escape(says)}">{parts}</div>'
