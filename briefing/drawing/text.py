"""Text in a drawn figure: how wide it is in the face that pages and paper are set in, and its lines as SVG."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from PIL import ImageFont

FACE = "Source Sans Pro"  # SIL Open Font License 1.1; the face of the screen, which calls it Source Sans
FAMILY = f"Source Sans, {FACE}, Arial, sans-serif"
LINE = 1.3  # from line to line, in sizes of the font
ASCENT, DESCENT = 0.984, 0.273  # of the face, in sizes of the font
_EM = 1000  # measured once at this size
_SPACES = re.compile(r"^ +|  +| +$")
_SIZE = re.compile(r"font-size:\s*([\d.]+)px")
_TAGS = re.compile(r"(<br\s*/?>|</?[a-z]+[^>]*>)", re.IGNORECASE)


def fonts() -> Path:
    """The folder of the font's files. Raises FileNotFoundError where its package is not installed."""
    package = find_spec("font_source_sans_pro")
    if package is None or package.origin is None:
        raise FileNotFoundError(
            "The font for printing is missing. Install what requirements.lock names: "
            "pip install --require-hashes -r requirements.lock."
        )
    return Path(package.origin).parent / "files"


@lru_cache(maxsize=4)
def _face(bold: bool) -> ImageFont.FreeTypeFont:
    name = "Bold" if bold else "Regular"
    return ImageFont.truetype(str(fonts() / f"SourceSansPro-{name}.ttf"), _EM, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=20_000)
def _measured(words: str, bold: bool) -> float:
    return _face(bold).getlength(words) / _EM


def width(words: str, *, bold: bool = False) -> float:
    """Of words without tags, in sizes of the font."""
    return _measured(words, bold)


@dataclass(frozen=True)
class Run:
    """Words in one style; a link is drawn as what it says, for paper cannot be followed. size: in pixels."""

    words: str
    size: float
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Words:
    """A text of a figure, line by line, at a size in pixels."""

    lines: tuple[tuple[Run, ...], ...]
    size: float

    @property
    def width(self) -> float:
        """Of its longest line, in pixels."""
        return max((sum(_measured(run.words, run.bold) * run.size for run in line) for line in self.lines), default=0)

    @property
    def height(self) -> float:
        """From the top of the first line to the foot of the last, in pixels."""
        return ((len(self.lines) - 1) * LINE + ASCENT + DESCENT) * self.size

    @property
    def plain(self) -> str:
        """What it says, in one line."""
        return " ".join("".join(run.words for run in line).strip() for line in self.lines).strip()


def read(text: object, size: float) -> Words:
    """A text with the few tags that Plotly reads: <br>, <b>, <i> and a size; of any other tag only the words count."""
    lines: list[list[Run]] = [[]]
    bold = italic = 0
    sizes = [size]
    for part in _TAGS.split(str(text)):
        tag = part.lower().strip("<>/ ").split(" ")[0] if part.startswith("<") and _TAGS.fullmatch(part) else ""
        step = -1 if part.startswith("</") else 1
        if tag == "br":
            lines.append([])
        elif tag in ("b", "strong"):
            bold += step
        elif tag in ("i", "em"):
            italic += step
        elif tag == "span" and step > 0:
            own = _SIZE.search(part)
            sizes.append(float(own[1]) if own else sizes[-1])
        elif tag == "span" and len(sizes) > 1:
            sizes.pop()
        elif not tag and part:
            lines[-1].append(Run(html.unescape(part), sizes[-1], bold > 0, italic > 0))
    return Words(tuple(tuple(line) for line in lines), size)


def set_text(
    words: Words, x: float, baseline: float, colour: str, anchor: str = "start", turn: float = 0, around: str = ""
) -> str:
    """The text as SVG; `baseline` of its first line, anchor "start", "middle" or "end", turned by so many degrees.

    around: the colour of an edge below the letters, which sets them off from what they lie on.
    """
    if not words.plain:
        return ""
    turned = f' transform="rotate({num(turn)} {num(x)} {num(baseline)})"' if turn else ""
    if around:
        turned += f'{paint("stroke", around)} stroke-width="4" stroke-linejoin="round" paint-order="stroke"'
    spans = [
        f'<tspan x="{num(x)}" y="{num(baseline + number * LINE * words.size)}">{_runs(line, words.size)}</tspan>'
        for number, line in enumerate(words.lines)
        if line
    ]
    anchored = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text font-size="{num(words.size)}"{paint("fill", colour)}{anchored}{turned}>{"".join(spans)}</text>'


def _runs(line: Sequence[Run], size: float) -> str:
    said = []
    for run in line:
        style = (' font-weight="bold"' if run.bold else "") + (' font-style="italic"' if run.italic else "")
        style += f' font-size="{num(run.size)}"' if run.size != size else ""
        kept = _SPACES.sub(lambda found: "\xa0" * len(found[0]), run.words)  # SVG would make one of several
        words = html.escape(kept, quote=False)
        said.append(f"<tspan{style}>{words}</tspan>" if style else words)
    return "".join(said)


def num(value: float) -> str:
    """A coordinate to a hundredth of a pixel, without noughts."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value else "0"


_RGBA = re.compile(r"rgba?\(\s*([\d.]+)\s*,\s*([\d.]+)\s*,\s*([\d.]+)\s*(?:,\s*([\d.]+)\s*)?\)")


def paint(which: str, colour: str) -> str:
    """The attributes that fill or stroke with a colour of Plotly: "#rrggbb", a name, "rgb(…)" or "rgba(…)"."""
    found = _RGBA.fullmatch(colour.strip())
    if not found:
        return f' {which}="{html.escape(colour)}"'
    red, green, blue, seen = found.groups()
    solid = f' {which}="#{int(float(red)):02X}{int(float(green)):02X}{int(float(blue)):02X}"'
    return solid if seen is None or float(seen) == 1 else f'{solid} {which}-opacity="{num(float(seen))}"'
