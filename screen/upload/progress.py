"""How far reading and checking a file has come."""

from types import TracebackType
from typing import Self

import streamlit as st

from screen.plain import plain


class Bar:
    """A progress bar to call with a share from 0 to 1 and words; gone at the end of its block."""

    def __enter__(self) -> Self:
        self._bar = st.progress(0.0, text="Reading the file…")
        return self

    def __call__(self, share: float, text: str) -> None:
        self._bar.progress(min(max(share, 0.0), 1.0), text=plain(text))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.empty()
