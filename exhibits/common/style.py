"""How exhibits look: the colours, the Plotly templates, axes and labels."""

import html
import math
from dataclasses import dataclass
from datetime import date

import pandas as pd
import plotly.graph_objects as go
import plotly.io as pio

from exhibits.common.words import say_number, say_period, short_pounds

# What st.plotly_chart and the printed briefing hand to Plotly: no toolbar, and no gesture that zooms.
CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "showAxisDragHandles": False}


@dataclass(frozen=True)
class Colours:
    """The colours of one theme, after the categorical palette of the Government Analysis Function.

    Text has 4.5:1 or more against the page, lines, bars and markers 3:1 or more.
    """

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
    steps = [step for step in (1, 2, 3, 6, 12, 24, 60, 120) if step % months == 0]
    step = next(step for step in steps if long <= step * (5 if months == 1 else 4) or step == 120)
    ticks = [last - pd.DateOffset(months=back) for back in range(0, long + 1, step)]
    room = pd.DateOffset(days=20 * months)
    return {
        "tickvals": ticks,
        "ticktext": [tick_label(tick, months) for tick in ticks],
        "range": [first - room, last + room],
    }


def tick_label(month: pd.Timestamp, months: int) -> str:
    """ "Jul<br>2017"; of a quarter "Jul–Sep<br>2017", of a year "2017/18"."""
    if months == 12:
        return say_period(month, 12).replace(" to ", "<br>")
    if months == 1:
        return f"{month:%b}<br>{month:%Y}"
    end = month + pd.DateOffset(months=months - 1)
    return f"{month:%b}–{end:%b}<br>{end:%Y}"


def month_axis(fig: go.Figure, first: date, last: date, months: int = 1) -> None:
    """month_ticks() for a figure."""
    fig.update_xaxes(**month_ticks(first, last, months))


def value_axis(fig: go.Figure, unit: str, smallest: float, largest: float) -> None:
    """The value axis: from 0 where nothing is negative, with the unit on the labels or in words above them."""
    nothing_negative = smallest >= 0
    top = largest + (largest - min(smallest, 0)) * 0.12 if largest > 0 else 1
    floor = 0 if nothing_negative else smallest * 1.12
    fig.update_yaxes(range=[floor, top or 1], **value_ticks(unit, floor, top or 1))


def axis_floor(low: float, high: float) -> float:
    """Where an axis of values from low (0 or more) to high begins: 0, or near them where they vary little far above."""
    spread = high - low
    return max(0.0, low - 0.25 * spread) if spread and low >= 4 * spread else 0.0


def value_ticks(unit: str, low: float, high: float) -> dict:
    """The labels of a value axis from low to high for a layout, with the unit where it is a sign.

    Money is written as in sentences, −£500,000 and £2bn, which no format of Plotly does.
    """
    if unit != "gbp":
        return {
            "tickformat": ",~r" if unit == "ratio" else ",",
            "tickprefix": "",
            "ticksuffix": "%" if unit == "percent" else "",
        }
    step = _round_step(high - low)
    ticks = [step * number for number in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]
    large = max(abs(low), abs(high)) >= 1e6
    return {
        "tickvals": ticks,
        "ticktext": [short_pounds(tick) if large else say_number(tick, "gbp") for tick in ticks],
    }


def _round_step(span: float) -> float:
    """1, 2 or 5 times a power of ten, four to eight times in the span."""
    rough = span / 5 or 1
    power: float = 10 ** math.floor(math.log10(rough))
    return next(step * power for step in (1, 2, 5, 10) if rough <= step * power)


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
