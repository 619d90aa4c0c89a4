"""The channels that council.toml lists, as words that a column takes."""

from collections.abc import Iterator, Mapping

from data.contracts.base import folded
from data.settings import Settings, settings


class ChannelWords(Mapping):
    """Folded spelling → code of the channel, from council.toml as it stands: a new channel needs no restart."""

    def __init__(self) -> None:
        self._read: tuple[Settings | None, dict[str, str]] = (None, {})

    def _words(self) -> dict[str, str]:
        now = settings()  # the same object until the file changes
        of, words = self._read
        if of is not now:
            words = {}
            for each in now.every_channel:
                for spelling in (each.channel, each.name, *each.words):
                    words.setdefault(folded(spelling), each.channel)
            self._read = (now, words)
        return words

    def __getitem__(self, spelling: str) -> str:
        return self._words()[spelling]

    def __iter__(self) -> Iterator[str]:
        return iter(self._words())

    def __len__(self) -> int:
        return len(self._words())
