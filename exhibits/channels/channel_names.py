"""The names of channels, in the order of council.toml."""

from collections.abc import Iterable

from data.settings import settings
from exhibits.common.words import lower_first


def channel_name(code: str) -> str:
    """The channel's name; "Together" for "", which is all of them; the code itself where council.toml has no name."""
    return {"": "Together", **{each.channel: each.name for each in settings().every_channel}}.get(code, code)


def channel_inside(code: str) -> str:
    """The channel's name inside a sentence."""
    return lower_first(channel_name(code))


def in_order(codes: Iterable[str]) -> list[str]:
    """Codes of channels as council.toml lists them; what it does not list, last."""
    order = [each.channel for each in settings().every_channel]
    return sorted(set(codes), key=lambda code: (order.index(code) if code in order else len(order), code))
