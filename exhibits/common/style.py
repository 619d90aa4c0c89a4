"""How exhibits look and speak: the colours, the Plotly templates, and numbers, months and ranges in words."""

import html
import math
from dataclasses import dataclass
from datetime import date

import pandas as pd
import plotly.graph_objects as go
import plotly.io as pio

# The Government Analysis Function's categorical palette; at most four of these in one chart.
PALETTE = ("#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1")

# What st.plotly_chart and the printed briefing hand to Plotly: no toolbar, and no gesture that zooms.
CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "showAxisDragHandles": False}


@dataclass(frozen=True)
class Colours:
    """The colours of one theme. Text has 4.5:1 or more against the page, lines, bars and markers 3:1 or more."""

    main: str
    second: str
    third: str
    fourth: str
    text: str
    muted: str
    grid: str
    limit: str
    band: str
    edge: str
    page: str

    @property
    def series(self) -> tuple[str, str, str, str]:
        """Four colours for series, in the order of use."""
        return self.main, self.second, self.third, self.fourth

    @property
    def concern(self) -> str:
        """For points that are news of the wrong sort; never without a shape and a word that say the same."""
        return self.second

    @property
    def improvement(self) -> str:
        """For points that are news of the right sort."""
        return self.third


_COLOURS = {
    "light": Colours(
        main="#12436D",
        second="#F46A25",
        third="#28A197",
        fourth="#801650",
        text="#0B0C0C",
        muted="#4A4F54",
        grid="#E4E7EA",
        limit="#595F66",
        band="rgba(18,67,109,0.10)",
        edge="#8A9299",
        page="#FFFFFF",
    ),
    # Blue, plum and dark grey would sink into a dark page: lighter tints of the same hues.
    "dark": Colours(
        main="#6BACE6",
        second="#F46A25",
        third="#5AC8BE",
        fourth="#E58AB9",
        text="#FAFAFA",
        muted="#C3C8CE",
        grid="#2B313A",
        limit="#A9B0B8",
        band="rgba(107,172,230,0.16)",
        edge="#7A858C",
        page="#0E1117",
    ),
}


def colours(theme: str) -> Colours:
    """The colours of "light" or "dark"; any other word counts as light."""
    return _COLOURS.get(theme, _COLOURS["light"])


def _template(theme: str) -> go.layout.Template:
    c = colours(theme)
    axis = {
        "gridcolor": c.grid,
        "linecolor": c.muted,
        "tickcolor": c.muted,
        "tickfont": {"color": c.muted, "size": 13},
        "title": {"font": {"color": c.muted, "size": 13}},
        "zerolinecolor": c.muted,
        "tickangle": 0,
        "automargin": True,
        "fixedrange": True,
    }
    return go.layout.Template(
        layout={
            "colorway": list(c.series),
            "font": {"family": '"Source Sans", Arial, sans-serif', "size": 14, "color": c.text},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "margin": {"l": 8, "r": 8, "t": 12, "b": 8},
            "dragmode": False,
            "hovermode": "closest",
            "hoverlabel": {"bgcolor": c.page, "bordercolor": c.muted, "font": {"color": c.text, "size": 14}},
            "xaxis": {**axis, "showgrid": False, "showline": True, "ticks": "outside"},
            "yaxis": {**axis, "showgrid": True, "showline": False, "zeroline": False, "nticks": 6},
            "legend": {
                "orientation": "h",
                "x": 0,
                "xanchor": "left",
                "y": 1.02,
                "yanchor": "bottom",
                "font": {"color": c.text, "size": 13},
                "itemclick": False,
                "itemdoubleclick": False,
            },
            "separators": ".,",
        }
    )


for _theme in _COLOURS:
    pio.templates[f"council_{_theme}"] = _template(_theme)


def template(theme: str) -> str:
    """The name of the Plotly template for "light" or "dark"."""
    return f"council_{theme if theme in _COLOURS else 'light'}"


def figure(theme: str, *, height: int = 380) -> go.Figure:
    """An empty figure in the template of the theme, `height` in pixels; it fills the width it is given."""
    return go.Figure(layout={"template": template(theme), "height": height, "autosize": True})


def month_ticks(first: date, last: date, months: int = 1) -> dict:
    """An axis of months for a layout: few horizontal labels that fit 350 pixels and always name the newest month.

    months: how long the periods are that begin in these months; of a quarter the label is "Jul–Sep 2017".
    """
    first, last = pd.Timestamp(first), pd.Timestamp(last)
    long = (last.year - first.year) * 12 + last.month - first.month
    steps = [step for step in (1, 2, 3, 6, 12, 24, 60) if step % months == 0]
    step = next(step for step in steps if long <= step * (5 if months == 1 else 4) or step == 60)
    ticks = [last - pd.DateOffset(months=back) for back in range(0, long + 1, step)]
    room = pd.DateOffset(days=20 * months)
    return {
        "tickvals": ticks,
        "ticktext": [_tick(tick, months) for tick in ticks],
        "range": [first - room, last + room],
    }


def _tick(month: pd.Timestamp, months: int) -> str:
    if months == 1:
        return f"{month:%b}<br>{month:%Y}"
    end = month + pd.DateOffset(months=months - 1)
    return f"{month:%b}–{end:%b}<br>{end:%Y}"


def month_axis(fig: go.Figure, first: date, last: date) -> None:
    """month_ticks() for a figure."""
    fig.update_xaxes(**month_ticks(first, last))


def value_axis(fig: go.Figure, unit: str, smallest: float, largest: float) -> None:
    """The value axis: from 0 where nothing is negative, with the unit on the labels or in words above them."""
    nothing_negative = smallest >= 0
    top = largest + (largest - min(smallest, 0)) * 0.12 if largest > 0 else 1
    fig.update_yaxes(
        range=[0 if nothing_negative else smallest * 1.12, top or 1],
        tickformat=",~r" if unit == "ratio" else ",",
        tickprefix="£" if unit == "gbp" else "",
        ticksuffix="%" if unit == "percent" else "",
    )


def safe(text: str) -> str:
    """Text from a file, for a label inside a figure: Plotly reads tags, so they are made plain."""
    return html.escape(str(text), quote=False)


def line_end_label(text: str, y: float, colour: str, *, shift: int = 0) -> dict:
    """An annotation at the end of a line, instead of a legend. `text` may hold <br>; shift in pixels upwards."""
    return {
        "text": text,
        "x": 1,
        "xref": "paper",
        "xanchor": "left",
        "y": y,
        "yanchor": "middle",
        "yshift": shift,
        "xshift": 4,
        "showarrow": False,
        "align": "left",
        "font": {"size": 12, "color": colour},
    }


def line_end(fig: go.Figure, text: str, y: float, colour: str, *, shift: int = 0) -> None:
    """line_end_label() for a figure."""
    fig.add_annotation(line_end_label(text, y, colour, shift=shift))


# -- words -----------------------------------------------------------------------------------------------------------

# What stands above a value axis whose labels do not carry the unit.
UNIT_WORDS = {
    "percent": "",
    "gbp": "",
    "count": "Number",
    "minutes": "Minutes",
    "hours": "Hours",
    "days": "Days",
    "score": "Score",
    "ratio": "Ratio",
    "yesno": "1 = yes",
}
_AFTER = {"minutes": ("minute", "minutes"), "hours": ("hour", "hours"), "days": ("day", "days")}
_NEVER_NEGATIVE = {"count", "minutes", "hours", "days", "percent", "ratio"}


def missing(value) -> bool:
    """Whether there is no value: None, NaN or NaT."""
    return value is None or bool(pd.isna(value))


def say_month(month: date) -> str:
    """ "September 2026"."""
    return "No month" if missing(month) else f"{pd.Timestamp(month):%B %Y}"


def say_period(month: date, months: int = 1) -> str:
    """ "September 2026"; "July to September 2017" for the 3 months that begin with July; "2017" for a calendar year."""
    if missing(month) or months == 1:
        return say_month(month)
    start = pd.Timestamp(month)
    end = start + pd.DateOffset(months=months - 1)
    if months == 12 and start.month == 1:
        return f"{start:%Y}"
    return f"{start:%B}{'' if start.year == end.year else f' {start:%Y}'} to {end:%B %Y}"


def period_word(months: int) -> str:
    """What a period of so many months is called: "month", "quarter", "year"."""
    return {1: "month", 3: "quarter", 12: "year"}.get(months, "period")


def for_a(month: date) -> str:
    """ "for a September", "for an October"."""
    name = f"{pd.Timestamp(month):%B}"
    return f"for {'an' if name[0] in 'AO' else 'a'} {name}"


def say_date(day: date) -> str:
    """ "20 November 2026"."""
    return "No date" if missing(day) else f"{pd.Timestamp(day).day} {pd.Timestamp(day):%B %Y}"


def say_list(words: list[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def say_count(number: int, one: str, many: str | None = None) -> str:
    """ "1 measure", "3 measures"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def say_number(value: float, unit: str, decimals: int | None = None) -> str:
    """The value with its unit: 1,234; £1,200; 45.2%; 3.5 hours; "No data". decimals: as many as fit, if not given."""
    if missing(value):
        return "No data"
    if unit == "yesno":
        return "Yes" if value else "No"
    return _with_unit(_digits(value, unit, decimals), unit)


def say_range(
    lower: float, upper: float, unit: str, *, decimals: int | None = None, largest: float | None = None
) -> str:
    """ "430 to 570", "up to 570", "12.5 to 14 hours": the values that lie inside the limits.

    A limit below 0 of a unit that cannot be negative is left out of the words (not of the data). largest: the largest
    value ever seen; a share that never passed 100% gets no upper limit above 100% in words. Limits are rounded inwards,
    so that a value outside never reads as if it were inside.
    """
    if missing(lower) or missing(upper):
        return "no range yet"
    if decimals == 0 and math.floor(upper) < math.ceil(lower):
        decimals = 1  # no whole number lies between
    low = _digits(lower, unit, decimals, math.ceil)
    high = _digits(upper, unit, decimals, math.floor)
    if lower > upper or low == high or math.isclose(lower, upper):
        return _with_unit(_digits(lower, unit, decimals), unit)
    open_top = unit == "percent" and upper > 100 and largest is not None and largest <= 100
    open_bottom = unit in _NEVER_NEGATIVE and lower <= 0
    if open_top and open_bottom:
        return "0% to 100%"
    if open_top:
        return f"{_with_unit(low, unit)} or more"
    if open_bottom:
        return f"up to {_with_unit(high, unit)}"
    first = _with_unit(low, unit) if unit in ("percent", "gbp") else low
    return f"{first} to {_with_unit(high, unit)}"


def say_limit(limit: float, unit: str, *, upper: bool, decimals: int | None = None) -> str:
    """One limit with its unit, rounded inwards as say_range does."""
    return _with_unit(_digits(limit, unit, decimals, math.floor if upper else math.ceil), unit)


def decimals_that_differ(value: float, limit: float, unit: str) -> int | None:
    """How many decimals show that value and limit are not the same; None where the usual number does."""
    for decimals in (None, 1, 2, 3):
        if _digits(value, unit, decimals) not in (
            _digits(limit, unit, decimals, math.floor),
            _digits(limit, unit, decimals, math.ceil),
        ):
            return decimals
    return 4


def _digits(value: float, unit: str, decimals: int | None, rounding=None) -> str:
    if decimals is None:
        decimals = _usual_decimals(value, unit)
    scaled = value * 10**decimals
    nearest = round(scaled)
    # 569.9999999 is 570 that floating point has worn
    if rounding is not None and not math.isclose(scaled, nearest, rel_tol=1e-9, abs_tol=1e-9):
        nearest = rounding(scaled)
    text = f"{nearest / 10**decimals:,.{decimals}f}"
    if unit != "gbp" and "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _usual_decimals(value: float, unit: str) -> int:
    size = abs(value)
    if unit == "count":
        return 0 if math.isclose(value, round(value), abs_tol=1e-9) or size >= 20 else 1
    if unit == "gbp":
        return 0 if size >= 100 or math.isclose(value, round(value), abs_tol=1e-9) else 2
    if unit == "ratio" or (unit == "percent" and 99 < size < 100):
        return 2
    return 0 if size >= 100 and unit != "percent" else 1


def _with_unit(digits: str, unit: str) -> str:
    if unit == "percent":
        return f"{digits}%"
    if unit == "gbp":
        return f"-£{digits[1:]}" if digits.startswith("-") else f"£{digits}"
    if unit in _AFTER:
        one, many = _AFTER[unit]
        return f"{digits} {one if digits == '1' else many}"
    return digits
