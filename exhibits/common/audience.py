"""Who sees an exhibit: everybody who may open its page, or only officers, as the council chose."""

from collections.abc import Callable

from data.settings import settings


def officers_only(builder: Callable[..., object]) -> bool:
    """Whether only officers see the exhibit of this builder (access.officers_exhibits). Raises SettingsError."""
    return builder.__name__ in settings().access.officers_exhibits
