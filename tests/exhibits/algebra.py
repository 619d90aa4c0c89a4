"""What somebody can work out who knows some sums of counts: linear algebra, as far as it goes."""

from collections.abc import Sequence

import numpy as np


def follow(known: Sequence[np.ndarray], wanted: Sequence[np.ndarray]) -> list[bool]:
    """Which further sums of the counts follow from those that are known. A sum: 1 for each count that is part of it."""
    _, sizes, directions = np.linalg.svd(np.array(known, float))
    free = directions[(sizes > 1e-9).sum() :]  # changes of the counts of which the known sums tell nothing
    moved = np.abs(free @ np.array(wanted, float).reshape(-1, directions.shape[1]).T)
    return [bool(each) for each in (moved < 1e-9).all(axis=0)]
