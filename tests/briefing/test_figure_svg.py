"""Figures drawn without a browser: everything lies where Plotly would put it, and says what the figure says."""

import xml.etree.ElementTree as ElementTree

import plotly.graph_objects as go
import pytest

from briefing.drawing.figure_svg import figure_svg
from briefing.drawing.text import read
from exhibits.common.style import figure, line_end, month_axis

_SVG = "{http://www.w3.org/2000/svg}"
_BARE = {"margin": {"l": 50, "r": 50, "t": 20, "b": 80}, "height": 300, "showlegend": False}


def _drawn(fig: go.Figure, width: float = 400) -> ElementTree.Element:
    return ElementTree.fromstring(figure_svg(fig, width))


def _bars(svg: ElementTree.Element) -> list[tuple[float, ...]]:
    """x, y, width and height of what is filled and not cut with."""
    return [
        tuple(float(each.get(part)) for part in ("x", "y", "width", "height"))
        for group in svg.iter(f"{_SVG}g")
        for each in group.findall(f"{_SVG}rect")
    ]


def _words(svg: ElementTree.Element) -> list[str]:
    return ["".join(text.itertext()).replace("\xa0", " ") for text in svg.iter(f"{_SVG}text")]


def test_a_bar_reaches_from_nought_to_its_value():
    fig = go.Figure(go.Bar(x=["a", "b"], y=[10, 5]), layout={**_BARE, "yaxis": {"range": [0, 20], "zeroline": False}})
    assert _bars(_drawn(fig)) == [(65, 120, 120, 100), (215, 170, 120, 50)]


def test_bars_are_stacked_and_the_axis_reaches_the_top_of_all():
    fig = go.Figure(
        [go.Bar(x=["a"], y=[30], name="one"), go.Bar(x=["a"], y=[70], name="two")],
        layout={**_BARE, "barmode": "stack"},
    )
    (_, below, _, first), (_, above, _, second) = _bars(_drawn(fig))
    assert second / first == pytest.approx(7 / 3, rel=0.01)
    assert above + second == pytest.approx(below, abs=0.02)
    assert above == pytest.approx(20 + 200 / 21, abs=0.1)  # a twentieth of the values as room above them


def test_words_in_a_hatched_bar_are_set_off_from_it_and_its_ground_has_no_seams():
    hatched = {"pattern": {"shape": "/", "bgcolor": "#28A197", "fgcolor": "#FFFFFF"}}
    fig = go.Figure(go.Bar(x=["a"], y=[10], text=["AG4"], textposition="inside", marker=hatched), layout=_BARE)
    svg = _drawn(fig)
    below, above = _bars(svg)
    assert below == above
    (inside,) = svg.iter(f"{_SVG}pattern")
    assert [each.tag for each in inside] == [f"{_SVG}path"]  # a ground in each tile shows its edges in print
    (label,) = [each for each in svg.iter(f"{_SVG}text") if "".join(each.itertext()) == "AG4"]
    assert (label.get("stroke"), label.get("paint-order")) == ("#28A197", "stroke")


def test_a_line_stops_at_a_gap():
    fig = go.Figure(
        go.Scatter(x=[0, 1, 2, 3], y=[0, 1, None, 1], mode="lines"),
        layout={**_BARE, "xaxis": {"range": [0, 3]}, "yaxis": {"range": [0, 1]}},
    )
    paths = [each.get("d") for group in _drawn(fig).iter(f"{_SVG}g") for each in group.findall(f"{_SVG}path")]
    assert paths == ["M50,220L150,20M350,20"]


def test_dates_lie_in_proportion_and_shapes_reach_across_the_plot():
    fig = go.Figure(
        go.Scatter(x=["2026-01-01", "2026-01-11"], y=[0, 1], mode="markers"),
        layout={
            **_BARE,
            "xaxis": {"range": ["2026-01-01", "2026-01-11"], "tickvals": ["2026-01-06"], "ticktext": ["the sixth"]},
            "yaxis": {"range": [0, 1], "visible": False},
            "shapes": [{"type": "line", "x0": "2026-01-06", "x1": "2026-01-06", "y0": 0, "y1": 1, "yref": "paper"}],
        },
    )
    svg = _drawn(fig)
    assert [float(each.get("cx")) for each in svg.iter(f"{_SVG}circle")] == [50, 350]
    assert "M200,220L200,20" in [each.get("d") for each in svg.iter(f"{_SVG}path")]
    assert _words(svg) == ["the sixth"]


def test_every_word_of_a_figure_is_text_in_the_picture():
    fig = figure("light")
    fig.add_scatter(x=["2025-01-01", "2026-09-01"], y=[10, 2000], mode="lines+markers", name="Calls & <b>visits</b>")
    fig.add_scatter(x=["2025-01-01"], y=[500], mode="markers+text", text=["half  way"], name="Other")
    month_axis(fig, "2025-01-01", "2026-09-01")
    fig.update_yaxes(range=[0, 2000], tickformat=",", ticksuffix=" h")
    line_end(fig, "Target<br>75%", 1500, "#12436D")
    said = " | ".join(_words(_drawn(fig, 640)))
    for words in ("Calls & visits", "half  way", "Other", "Target75%", "Sep2026", "2,000 h", "1,500 h"):
        assert words in said


def test_labels_are_given_room_beside_the_plot():
    fig = figure("light")
    fig.add_bar(x=["a"], y=[1])
    fig.update_yaxes(range=[0, 1], tickvals=[1], ticktext=["A rather long name of a row"])
    fig.update_layout(showlegend=False)
    svg = _drawn(fig, 640)
    label = next(each for each in svg.iter(f"{_SVG}text") if "rather" in "".join(each.itertext()))
    wide = read("A rather long name of a row", 13).width
    assert float(label[0].get("x")) - wide >= 0


@pytest.mark.parametrize(
    ("fig", "named"),
    [
        (go.Figure(go.Pie(values=[1, 2])), "pie"),
        (go.Figure(go.Scatter(x=[1], y=[1], mode="markers", marker={"symbol": "star"})), "star"),
        (go.Figure(layout={"annotations": [{"text": "look", "x": 0, "y": 0, "showarrow": True}]}), "arrow"),
    ],
)
def test_what_cannot_be_drawn_is_refused_by_name(fig, named):
    with pytest.raises(ValueError, match=named):
        figure_svg(fig, 400)


def test_words_from_a_file_cannot_become_markup():
    fig = go.Figure(
        layout={"annotations": [{"text": "&lt;script&gt;x&lt;/script&gt;", "showarrow": False, "x": 0, "y": 0}]}
    )
    svg = _drawn(fig)
    assert "<script>x</script>" in _words(svg)
    assert not [each for each in svg.iter() if "script" in each.tag]
