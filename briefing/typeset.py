"""Typst, the typesetter: source and data in, pages out; with our font and none of the machine's."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

import typst

from briefing import BriefingError
from briefing.drawing.text import fonts


def typeset(source: bytes, form: Literal["pdf", "png"], data: Mapping[str, str], dots: float = 72) -> list[bytes]:
    """The PDF (PDF/UA-1), or each page as PNG with so many dots to the inch. data: what the source reads as sys.inputs.

    Raises BriefingError where it cannot be set: as PDF for want of a text alternative, say.
    """
    standards: dict[str, Any] = {"pdf_standards": "ua-1"} if form == "pdf" else {"ppi": dots}
    compiling: Any = typst.compile  # its types let no list of paths be handed over
    try:
        made = compiling(
            source, format=form, font_paths=[_folder()], ignore_system_fonts=True, sys_inputs=dict(data), **standards
        )
    except typst.TypstError as error:
        raise BriefingError(f"The briefing could not be set: {error}") from error
    return made if isinstance(made, list) else [made]


@cache
def _folder() -> str:
    return str(fonts())
