"""The readings of a plan that can be written in sets: those whose place no other source shares.

The others, where writing one may change which source is retained, are left to `save_entries`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import prefetch_related_objects

from accounts.models import Seat
from contracts.models import Contract
from core.bulk import erase_rows, inserting_rows, update_rows
from core.canonical import to_plain
from core.imports.plan import Proposal
from indicators.actions import Entry
from indicators.gate import EntryRefused, Gate, lock_years
from indicators.imports.changes import FIELDS, MEASUREMENT, Change
from indicators.models import Indicator, Measurement
from indicators.revision import REASON_DUE
from indicators.writes import MeasurementEntry, MeasurementErasure

KEY = ("indicator_id", "perimeter_id", "year", "source")
MOVED = ("kind", "value", "numerator", "denominator", "comment", "gap_cause_id", "provenance")
Place = tuple[int, int, int, str]
Room = tuple[int, int, int]
_moved = itemgetter(*(FIELDS[MEASUREMENT].index(name.removesuffix("_id")) for name in MOVED))


class Standing(NamedTuple):
    """A reading as it stands: its key, its version, and its fields as `FIELDS` orders them."""

    pk: int
    version: int
    held: tuple[Any, ...]

    @property
    def moved(self) -> tuple[Any, ...]:
        """What an import may change."""
        moved: tuple[Any, ...] = _moved(self.held)
        return moved


def standing_rows(entries: Iterable[MeasurementEntry | MeasurementErasure]) -> dict[Place, Standing]:
    """The readings of the places where the entries write, and of the other sources beside them."""
    named = list(entries)
    rows = Measurement.objects.filter(
        indicator__in={one.indicator.id for one in named},
        perimeter__in={one.perimeter.id for one in named},
        year__in={one.year for one in named},
    )
    found = rows.order_by("pk").values_list("pk", *FIELDS[MEASUREMENT])
    return {(held[0], held[1], held[2], held[3]): Standing(pk, held[-1], tuple(held)) for pk, *held in found}


def split(
    pairs: Sequence[tuple[Proposal, Entry]], standing: dict[Place, Standing]
) -> tuple[list[tuple[Proposal, MeasurementEntry]], list[tuple[Proposal, Entry]]]:
    """Those that sets can write, and the rest."""
    places = [
        place_of(one) if isinstance(one, MeasurementEntry) and one.replacing is None else None
        for _, one in pairs
    ]
    sources = Counter([place[:3] for place in {*standing, *places} if place])
    in_sets: list[tuple[Proposal, MeasurementEntry]] = []
    rest: list[tuple[Proposal, Entry]] = []
    for place, (proposal, entry) in zip(places, pairs, strict=True):
        if place and sources[place[:3]] == 1 and isinstance(entry, MeasurementEntry):
            in_sets.append((proposal, entry))
        else:
            rest.append((proposal, entry))
    return in_sets, rest


def room_of(entry: MeasurementEntry | MeasurementErasure) -> Room:
    """Where the sources of a figure stand side by side."""
    return entry.indicator.id, entry.perimeter.id, entry.year


def lone_places(standing: dict[Place, Standing]) -> set[Room]:
    """Where one source alone stands."""
    return {room for room, count in Counter(place[:3] for place in standing).items() if count == 1}


def gates_of(
    contracts: Mapping[int, Contract],
    by: Seat,
    entries: Mapping[int, Sequence[MeasurementEntry | MeasurementErasure]],
) -> dict[int, Gate]:
    """What stands before the writing of these, contract by contract; all are locked at once."""
    named = [one for several in entries.values() for one in several]
    perimeters = {one.perimeter.id: one.perimeter for one in named}
    prefetch_related_objects(list(perimeters.values()), "contracts__parties")
    covered = {one.pk: one for perimeter in perimeters.values() for one in perimeter.contracts.all()}
    covered |= {pk: contracts[pk] for pk in entries}
    indicators = list({one.indicator.id: one.indicator for one in named}.values())
    open_years = lock_years(covered.values(), indicators)
    followed = Indicator.objects.followed_by_each([contracts[pk] for pk in entries])
    gates = {}
    for pk, several in entries.items():
        own = {one.perimeter.id: perimeters[one.perimeter.id] for one in several}
        known = [one.pk for one in followed[pk]]
        gates[pk] = Gate(contracts[pk], by, indicators, own.values(), open_years, known)
    return gates


def erase_sets(gate: Gate, entries: Sequence[MeasurementErasure], reason: str) -> None:
    """Erase the readings of one contract that stand alone in their places. Raises as `writing_sets`."""
    for entry in entries:
        gate.admit(entry.perimeter, entry.year, entry.indicator)
    erase_rows(Measurement, [(one.measurement_id, one.shown_version or 0) for one in entries], reason=reason)


def place_of(entry: MeasurementEntry) -> Place:
    """Where an entry writes."""
    return entry.indicator.id, entry.perimeter.id, entry.year, entry.source


@contextmanager
def writing_sets(
    gates: Mapping[int, Gate],
    pairs: Sequence[tuple[Proposal, MeasurementEntry]],
    standing: dict[Place, Standing],
    reason: str,
) -> Iterator[list[Change]]:
    """Write readings already checked by the rules; what changes, while PostgreSQL writes (see `core.bulk`).

    `gates` has the gate of each contract, by its key. Raises YearLocked, EntryRefused (a reason is due),
    StaleRows (somebody wrote since).
    """
    created: list[tuple[Proposal, tuple[Any, ...]]] = []
    corrected: list[tuple[Proposal, MeasurementEntry, Standing, tuple[Any, ...]]] = []
    for proposal, entry in pairs:
        gates[proposal.contract_id or 0].admit(entry.perimeter, entry.year, entry.indicator)
        place = place_of(entry)
        held = standing.get(place)
        if held is None:
            created.append((proposal, (*place, *_values(entry, None))))
        elif (values := _values(entry, held)) != held.moved:
            corrected.append((proposal, entry, held, values))
    _require_reason(gates, corrected, reason)
    rows = [row for _, row in created]
    moved = [(held.pk, _shown(entry, held), *values) for _, entry, held, values in corrected]
    update_rows(Measurement, MOVED, moved, reason=reason)
    with inserting_rows(Measurement, (*KEY, *MOVED), rows, key=KEY, reason=reason) as pks:
        new = [_change(proposal, pk, None) for (proposal, _), pk in zip(created, pks, strict=True)]
        yield new + [_change(proposal, held.pk, held) for proposal, _, held, _ in corrected]


def _shown(entry: MeasurementEntry, held: Standing) -> int:
    return held.version if entry.shown_version is None else entry.shown_version


def _values(entry: MeasurementEntry, held: Standing | None) -> tuple[Any, ...]:
    """What the row will hold; the origin of a figure is not true of one written over it."""
    figure, provenance = entry.figure, entry.provenance
    if not provenance and held and held.moved[:2] == (figure.kind, figure.value):
        provenance = held.moved[-1]
    cause = entry.gap_cause.pk if entry.gap_cause else None
    numbers = (figure.value, figure.numerator, figure.denominator)
    return (figure.kind, *numbers, entry.comment, cause, provenance)


def _require_reason(gates: Mapping[int, Gate], corrected: Sequence[tuple[Any, ...]], reason: str) -> None:
    """A figure that an agreed edition holds is not corrected without a reason."""
    if reason.strip():
        return
    for proposal, entry, held, values in corrected:
        gate = gates[proposal.contract_id]
        if not gate.has_agreed_editions:
            continue
        row = Measurement(pk=held.pk, year=entry.year, perimeter=entry.perimeter)
        if values[:4] != held.moved[:4] and gate.is_held(row, entry.perimeter):
            raise EntryRefused({"reason": REASON_DUE})


def _change(proposal: Proposal, pk: int, held: Standing | None) -> Change:
    before = None
    if held:
        before = dict(zip(FIELDS[MEASUREMENT], map(to_plain, held.held), strict=True))
    return {
        "contract": proposal.contract_id,
        "model": MEASUREMENT,
        "pk": pk,
        "version": held.version + 1 if held else 1,
        "before": before,
        "subject": proposal.subject,
        "was": proposal.before,
        "now": proposal.after,
    }
