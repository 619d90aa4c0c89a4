"""Which texts a column holds: most columns of a large file hold few, and what is said of a text is true of all cells
that have it."""

import pyarrow as pa
import pyarrow.compute as pc

from data.intake.values.typed_cells import one_chunk

MANY = 50_000  # rows from which a column of mostly different texts is read in place
_LOOKED_AT = 20_000  # cells that show whether most differ


def mostly_different(cells: pa.ChunkedArray, above: int = MANY) -> bool:
    """Whether a column has so many texts that to tell them apart takes longer than to look at each cell.

    above: rows up to which it has not, whatever they are.
    """
    sample = cells.slice(0, _LOOKED_AT)
    return len(cells) > above and pc.count_distinct(sample).as_py() > len(sample) // 5


class Texts:
    """The cells of one column, told apart once for all who ask."""

    def __init__(self, cells: pa.ChunkedArray):
        # each text once, and which of them each cell has; None where most cells differ
        self.encoded: pa.DictionaryArray | None = (
            None if mostly_different(cells) or not cells.num_chunks else one_chunk(cells).dictionary_encode()
        )
        self._cells = cells

    @property
    def to_look_at(self) -> pa.Array | pa.ChunkedArray:
        """Every text at least once."""
        return self._cells if self.encoded is None else self.encoded.dictionary
