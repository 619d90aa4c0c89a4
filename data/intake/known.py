"""What the store holds, as far as a check needs it: a type that every step of intake can name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import pyarrow as pa

from data.contracts import COMPUTED
from data.store import today_in_london


@dataclass(frozen=True)
class Known:
    """What the store holds, as far as a check needs it. All of it may be left empty.

    measures: measure_id -> unit. periods: measure_id -> months, of those with a figure a quarter (3) or a year (12).
    values: measure_id, month (DATE, the first of its period), value (DOUBLE), final (BOOLEAN: the month is
    complete and members have seen it; may be left out). fresh: measure_id -> the month from which its usual
    range starts afresh. slices: kind -> slice key -> rows. services: service_id -> name, of the catalogue. areas:
    area_id -> name. projects: project_id -> name. volumes: service_id, month (DATE), months, channel, completed, areas
    added up, and final. incidents: month (DATE), incidents, minutes_lost, minutes_stated, of the whole council.
    categories, directorates: words that incidents have had. today: the day of submission.
    """

    measures: Mapping[str, str] = field(default_factory=dict)
    periods: Mapping[str, int] = field(default_factory=dict)
    values: pa.Table | None = None
    fresh: Mapping[str, date] = field(default_factory=dict)
    slices: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    services: Mapping[str, str] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)
    projects: Mapping[str, str] = field(default_factory=dict)
    volumes: pa.Table | None = None
    incidents: pa.Table | None = None
    categories: frozenset[str] = frozenset()
    directorates: frozenset[str] = frozenset()
    today: date = field(default_factory=today_in_london)

    @cached_property
    def units(self) -> dict[str, str]:
        """measure_id -> unit, of the measures that officers define and of those that are worked out from incidents."""
        return {**COMPUTED, **self.measures}
