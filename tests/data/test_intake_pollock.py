"""Files polluted as those of the benchmark Pollock are: none is read otherwise than it is meant without a word."""

import pytest

from tests.data.keep_pollock import tally


@pytest.mark.parametrize(("rows", "seed"), [(3, 1), (3, 2)])
def test_no_polluted_file_is_silently_wrong_and_nearly_all_is_read(rows, seed):
    verdicts, wrong, _, weighted = tally(rows, seed)
    assert wrong == []
    assert verdicts.total() == 22 + 27 * (rows + 1)
    assert weighted >= 9.8
