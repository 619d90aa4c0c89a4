"""What whoever brings a file says about it, and how the shell writes that down for the dashboard."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from data.intake import Layout, Reading


@dataclass(frozen=True)
class LoadRequest:
    """What whoever brings a file says about it.

    kind: '' where it is to be recognised. hold_warnings: keep a file with warnings as a draft instead of publishing it.
    hold_losses: keep a file as a draft that would take away more than half of the rows of a month that stands.
    once: leave a file out that was ever published as it is, even where it was withdrawn or replaced since: a folder
    that is loaded every night must not bring it back. again: publish it even where it stands unchanged. reading: which
    sheet, header line and the like are read, where there is a choice. check_only: keep nothing, say what would be.
    answers: what is asked about the file's cells → the option chosen, above those of the layout.
    """

    kind: str = ""
    by: str = "shell"
    period_to: date | None = None
    layout: Layout | None = None
    hold_warnings: bool = False
    hold_losses: bool = False
    once: bool = False
    again: bool = False
    reading: Reading | None = None
    check_only: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)

    @property
    def stated_kind(self) -> str:
        """The kind that was named, by itself or with the layout; or ''."""
        return self.kind or (self.layout.kind if self.layout else "")

    def as_dict(self) -> dict[str, Any]:
        """The instructions beside a file that is handed over; from_dict() reads them."""
        return {
            "kind": self.kind,
            "by": self.by,
            "period_to": self.period_to.isoformat() if self.period_to else None,
            "layout": self.layout.to_text() if self.layout else None,
            "hold_warnings": self.hold_warnings,
            "hold_losses": self.hold_losses,
            "once": self.once,
            "again": self.again,
            "how": asdict(self.reading) if self.reading else None,
            "answers": dict(self.answers),
        }

    @classmethod
    def from_dict(cls, instructions: Any) -> "LoadRequest":
        """Raises ValueError, LayoutError: anybody who may write into the folder may have written them."""
        if not isinstance(instructions, dict):
            raise ValueError("it does not say kind and by")
        kind, by = instructions.get("kind"), instructions.get("by")
        if not isinstance(kind, str) or not isinstance(by, str):
            raise ValueError("it does not say kind and by")
        return cls(
            kind,
            by[:100],
            date.fromisoformat(instructions["period_to"]) if instructions.get("period_to") else None,
            Layout.from_text(instructions["layout"]) if instructions.get("layout") else None,
            instructions.get("hold_warnings") is True,
            instructions.get("hold_losses") is True,
            instructions.get("once") is True,
            instructions.get("again") is True,
            _reading(instructions.get("how")),
            answers=_answers(instructions.get("answers")),
        )


def _answers(section: Any) -> dict[str, str]:
    if not section:
        return {}
    if not isinstance(section, dict) or not all(isinstance(each, str) for each in (*section, *section.values())):
        raise ValueError("it does not say what was answered")
    return section


def _reading(fields: Any) -> Reading | None:
    try:
        return Reading(**fields) if fields else None
    except TypeError:
        raise ValueError("it does not say how the file is read") from None
