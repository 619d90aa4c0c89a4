"""How many examples a property tries: few in the suite, always the same; many at night, and each night others."""

import os
from typing import Any

from hypothesis import settings

NIGHTLY = os.environ.get("NIGHTLY") == "1"  # make test-nightly


def examples(count: int, **named: Any) -> settings:
    """`count` examples in the suite. named: whatever else hypothesis.settings takes."""
    return settings(max_examples=count * (20 if NIGHTLY else 1), deadline=None, **named)
