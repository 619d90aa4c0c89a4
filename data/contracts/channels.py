"""The channels that council.toml lists, as words that a column takes."""

from collections.abc import Iterator, Mapping

from data.contracts.base import folded
from data.settings import settings


class ChannelWords(Mapping):
    """Folded spelling → code of the channel, read from council.toml each time: a new channel needs no restart."""

    def _words(self) -> dict[str, str]:
        words: dict[str, str] = {}
        for each in settings().every_channel:
            for spelling in (each.channel, each.name, *each.words):
                words.setdefault(folded(spelling), each.channel)
        return words

    def __getitem__(self, spelling: str) -> str:
        return self._words()[spelling]

    def __iter__(self) -> Iterator[str]:
        return iter(self._words())

    def __len__(self) -> int:
        return len(self._words())
