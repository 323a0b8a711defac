"""Whence the figures that are read come: when each was written as it stands, in which seat, with which files.

For any number of figures at once, in a constant number of queries.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from indicators.models import Measurement, Target
from indicators.readings import Reading, TargetReading
from indicators.vintages import last_moves, role_of

AIM = ("year", "operator", "value", "upper_value")


@dataclass(frozen=True)
class Proof:
    """A file that backs a figure: how it was entitled, the name it came with, its SHA-256 (hex)."""

    title: str
    name: str
    sha256: str


@dataclass(frozen=True)
class Origin:
    """The last time a figure moved: when, in which seat (nobody's name; empty for a load of data), what it
    then became (« Révisée »), the amendment that brought it."""

    at: datetime
    seat: str
    version: str = ""
    amendment: str = ""


def reading_origins(readings: Collection[Reading], indicators: Collection[int]) -> dict[int, Origin]:
    """By key of measurement; `indicators` are those that are read. One query."""
    moves = last_moves(readings, indicators)
    return {key: Origin(one.at, one.role, one.stage_label) for key, one in moves.items()}


def target_origins(targets: Collection[TargetReading]) -> dict[int, Origin]:
    """By key of target; the nation's, which the framework brings, have none. One query."""
    keys = [one.target_id for one in targets if not one.is_national]
    history = Target.history.filter(id__in=keys).select_related("amendment", "history_user")
    moved: dict[int, Any] = {}
    found: dict[int, Origin] = {}
    for row in history.order_by("history_date", "history_id"):
        aim = tuple(getattr(row, name) for name in AIM)
        if moved.get(row.id) != aim or row.id not in found:
            moved[row.id] = aim
            amendment = str(row.amendment) if row.amendment else ""
            found[row.id] = Origin(row.history_date, role_of(row), amendment=amendment)
    return found


def proofs_of(readings: Collection[Reading]) -> dict[int, list[Proof]]:
    """By key of measurement, the files in the order in which they were joined. One query."""
    keys = [one.measurement_id for one in readings]
    ties = Measurement.proofs.through.objects.filter(measurement__in=keys)
    rows = ties.order_by("document__added_at", "document_id").select_related("document")
    found: dict[int, list[Proof]] = defaultdict(list)
    for tie in rows:
        file = tie.document
        found[tie.measurement_id].append(Proof(file.title, file.download_name, file.sha256))
    return dict(found)
