"""Words from a file, shown as they stand in it: one function for the screen and for access (access/words.py)."""

from access.words import plain

__all__ = ["plain"]
