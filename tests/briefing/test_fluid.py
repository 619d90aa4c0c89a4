"""A figure at any width: every part lies where the drawing for that very width has it."""

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator

import plotly.graph_objects as go
import pytest

from briefing.drawing.figure_svg import figure_svg
from briefing.drawing.fluid import fluid_html
from exhibits.common.style import figure, line_end, month_axis

_SVG = "{http://www.w3.org/2000/svg}"
_NUMBER = r"-?[\d.]+"


def _months() -> go.Figure:
    """As a control chart: lines, a stepped band, points of several signs, shapes, words at the edge, a list below."""
    days = [f"2026-0{month}-01" for month in range(1, 7)]
    fig = figure("light")
    fig.add_scatter(x=days, y=[1, 2, 2, 3, 3, 4], line={"shape": "hv"}, showlegend=False)
    fig.add_scatter(x=days, y=[5, 6, 6, 7, 7, 8], line={"shape": "hv"}, fill="tonexty", name="Usual")
    marks = {"symbol": ["circle", "diamond", "triangle-up", "square-open", "cross", "x"], "size": 12}
    fig.add_scatter(x=days, y=[3, 4, None, 9, 5, 6], mode="lines+markers", marker=marks, name="Hours & more")
    fig.add_shape(type="line", x0=days[2], x1=days[2], y0=0, y1=1, yref="paper", line={"dash": "dot"})
    fig.add_annotation(text="Ended<br>here", x=days[2], y=8, showarrow=False, bordercolor="#123456", xshift=9)
    line_end(fig, "Usual up to<br>8 hours", 8, "#123456")
    month_axis(fig, "2026-01-01", "2026-06-01")
    fig.update_layout(margin={"r": 90, "b": 90}, legend={"orientation": "v", "y": -0.2, "yanchor": "top"})
    return fig


def _rows() -> go.Figure:
    """Bars that lie, hatched and with words beside them."""
    hatched = {"pattern": {"shape": "/", "bgcolor": "#28A197", "fgcolor": "#FFFFFF"}}
    fig = figure("dark", height=200)
    fig.add_bar(x=[3, 5], y=["a", "b"], orientation="h", text=["3", "5"], textposition="outside", marker=hatched)
    fig.update_layout(xaxis={"range": [0, 9], "tickvals": [0, 9]}, showlegend=False)
    return fig


@pytest.mark.parametrize("width", [390, 786, 1216])
@pytest.mark.parametrize("fig", [_months(), _rows()], ids=["months", "rows"])
def test_everything_lies_where_it_lies_in_the_drawing_for_the_width(fig, width):
    fluid, fixed = list(_of_fluid(fluid_html(fig, "name"), width)), list(_of_fixed(figure_svg(fig, width)))
    assert [each[:2] for each in fluid] == [each[:2] for each in fixed]
    for one, two in zip(fluid, fixed, strict=True):
        assert one[2] == pytest.approx(two[2], abs=0.3), one[:2]


def test_a_picture_names_what_its_layers_share_by_its_own_name():
    drawn = fluid_html(_rows(), "here")
    assert re.findall(r'id="(.*?)"', drawn) == ["here-pattern0"]
    assert set(re.findall(r"url\(#(.*?)\)", drawn)) == {"here-pattern0"}


def test_a_figure_that_is_arranged_otherwise_on_a_phone_has_none():
    fig = figure("light")
    for number in range(6):
        fig.add_scatter(x=[1, 2], y=[1, number], name=f"A line with a long name, number {number}")
    assert fluid_html(fig, "name") == ""


def test_words_from_a_file_stay_words():
    fig = figure("light")
    fig.add_scatter(x=[0, 1], y=[0, 1])
    fig.add_annotation(text="&lt;img src=x onerror=y&gt;", x=0, y=0, showarrow=False)
    fig.update_xaxes(tickvals=[0, 1])
    drawn = fluid_html(fig, "name")
    assert "&lt;img src=x onerror=y&gt;" in drawn and "<img" not in drawn


Drawn = tuple[str, str, list[float]]  # tag, what else tells it apart, where it lies across


def _of_fixed(svg: str) -> Iterator[Drawn]:
    yield from _leaves(ElementTree.fromstring(svg.replace(f' xmlns="{_SVG[1:-1]}"', "")), lambda x: x)


def _of_fluid(drawn: str, width: float) -> Iterator[Drawn]:
    for layer in ElementTree.fromstring(drawn).findall("svg"):
        style = layer.get("style", "")
        sides = re.search(rf"left:({_NUMBER})px;width:calc\(100% - ({_NUMBER})px\)", style)
        left, room = (float(sides[1]), width - float(sides[2])) if sides else (0.0, width)
        if layer.get("viewBox"):
            yield from _leaves(layer, lambda x, left=left, room=room: left + room * x / 1000)
            continue
        for each in layer:
            moved = float(each.get("x", "0").rstrip("%")) / 100 * width if each.tag == "svg" else 0
            for below in each if each.tag == "svg" else [each]:
                yield from _leaves(
                    [below], lambda x, moved=moved: x + moved, lambda share, a=left, r=room: a + r * share
                )


def _leaves(elements, place, share=lambda share: share) -> Iterator[Drawn]:
    """What is drawn, with its places across. place: of pixels; share: of percent."""

    def number(text: str) -> float:
        return share(float(text[:-1]) / 100) if text.endswith("%") else place(float(text))

    for each in elements:
        if each.tag == "g":
            yield from _leaves(each, place, share)
        elif each.tag == "circle":
            yield "circle", each.get("cy", ""), [number(each.get("cx", ""))]
        elif each.tag == "text":
            yield "text", "".join(each.itertext()), [number(line.get("x", "")) for line in each]
        elif each.tag == "rect":
            start, wide = each.get("x", "0"), each.get("width", "0")
            if start.endswith("%"):
                end = share(float(start[:-1]) / 100 + float(wide[:-1]) / 100)
            else:
                end = place(float(start) + float(wide))
            yield "rect", each.get("y", ""), [number(start), end]
        elif each.tag == "path":
            moved = re.fullmatch(rf"translate\(({_NUMBER}),({_NUMBER})\)", each.get("transform", ""))
            if moved:
                yield "path", f"{moved[2]} {each.get('d')}", [place(float(moved[1]))]
            else:
                across = re.findall(rf"[MLH]({_NUMBER})|[ML]{_NUMBER},{_NUMBER}", each.get("d", ""))
                yield "path", re.sub(_NUMBER, "", each.get("d", "")), [place(float(x)) for x in across if x]
