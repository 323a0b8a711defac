"""The readings of a plan that can be written in sets: those whose place no other source shares.

The others, where writing one may change which source is retained, are left to `save_entries`.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from accounts.models import Seat
from contracts.models import Contract
from core.bulk import erase_rows, insert_rows, update_rows
from core.canonical import to_plain
from indicators.actions import Entry
from indicators.gate import EntryRefused, Gate
from indicators.imports.changes import FIELDS, MEASUREMENT, Change
from indicators.imports.plan import Proposal
from indicators.models import Measurement
from indicators.revision import REASON_DUE
from indicators.writes import MeasurementEntry, MeasurementErasure

KEY = ("indicator_id", "perimeter_id", "year", "source")
MOVED = ("kind", "value", "numerator", "denominator", "comment", "gap_cause_id", "provenance")
Place = tuple[int, int, int, str]


class Standing(NamedTuple):
    """A reading as it stands: its key, its version, and its fields as `FIELDS` orders them."""

    pk: int
    version: int
    held: tuple[Any, ...]

    @property
    def moved(self) -> tuple[Any, ...]:
        """What an import may change."""
        named = dict(zip(FIELDS[MEASUREMENT], self.held, strict=True))
        return tuple(named[name.removesuffix("_id")] for name in MOVED)


def standing_rows(entries: Iterable[MeasurementEntry | MeasurementErasure]) -> dict[Place, Standing]:
    """The readings of the places where the entries write, and of the other sources beside them."""
    named = list(entries)
    rows = Measurement.objects.filter(
        indicator__in={one.indicator.pk for one in named},
        perimeter__in={one.perimeter.pk for one in named},
        year__in={one.year for one in named},
    )
    found = rows.order_by("pk").values_list("pk", *FIELDS[MEASUREMENT])
    return {(held[0], held[1], held[2], held[3]): Standing(pk, held[-1], tuple(held)) for pk, *held in found}


def split(
    pairs: Sequence[tuple[Proposal, Entry]], standing: dict[Place, Standing]
) -> tuple[list[tuple[Proposal, MeasurementEntry]], list[tuple[Proposal, Entry]]]:
    """Those that sets can write, and the rest."""
    sources = Counter(place[:3] for place in standing)
    plain = [one for _, one in pairs if isinstance(one, MeasurementEntry) and one.replacing is None]
    new = Counter(place_of(one)[:3] for one in plain if place_of(one) not in standing)
    in_sets: list[tuple[Proposal, MeasurementEntry]] = []
    rest: list[tuple[Proposal, Entry]] = []
    for proposal, entry in pairs:
        is_alone = (
            isinstance(entry, MeasurementEntry)
            and entry.replacing is None
            and sources[place_of(entry)[:3]] + new[place_of(entry)[:3]] == 1
        )
        if is_alone and isinstance(entry, MeasurementEntry):
            in_sets.append((proposal, entry))
        else:
            rest.append((proposal, entry))
    return in_sets, rest


def room_of(entry: MeasurementEntry | MeasurementErasure) -> tuple[int, int, int]:
    """Where the sources of a figure stand side by side."""
    return entry.indicator.pk, entry.perimeter.pk, entry.year


def lone_places(standing: dict[Place, Standing]) -> set[tuple[int, int, int]]:
    """Where one source alone stands."""
    return {room for room, count in Counter(place[:3] for place in standing).items() if count == 1}


def gate_of(contract: Contract, by: Seat, entries: Sequence[MeasurementEntry | MeasurementErasure]) -> Gate:
    """What stands before the writing of these."""
    indicators = {entry.indicator.pk: entry.indicator for entry in entries}
    perimeters = {entry.perimeter.pk: entry.perimeter for entry in entries}
    return Gate(contract, by, list(indicators.values()), list(perimeters.values()))


def erase_sets(gate: Gate, entries: Sequence[MeasurementErasure], reason: str) -> None:
    """Erase the readings of one contract that stand alone in their places. Raises as `write_sets`."""
    for entry in entries:
        gate.admit(entry.perimeter, entry.year, entry.indicator)
    erase_rows(Measurement, [(one.measurement_id, one.shown_version or 0) for one in entries], reason=reason)


def place_of(entry: MeasurementEntry) -> Place:
    """Where an entry writes."""
    return entry.indicator.pk, entry.perimeter.pk, entry.year, entry.source


def write_sets(
    gate: Gate,
    pairs: Sequence[tuple[Proposal, MeasurementEntry]],
    standing: dict[Place, Standing],
    reason: str,
) -> list[Change]:
    """Write the readings of one contract, already checked by the rules; what changed, in the order given.

    Raises YearLocked, EntryRefused (a reason is due), StaleRows (somebody wrote since).
    """
    created: list[tuple[Proposal, MeasurementEntry]] = []
    corrected: list[tuple[Proposal, MeasurementEntry, Standing, tuple[Any, ...]]] = []
    for proposal, entry in pairs:
        gate.admit(entry.perimeter, entry.year, entry.indicator)
        held = standing.get(place_of(entry))
        if held is None:
            created.append((proposal, entry))
        elif (values := _values(entry, held)) != held.moved:
            corrected.append((proposal, entry, held, values))
    _require_reason(gate, corrected, reason)
    pks = insert_rows(
        Measurement,
        (*KEY, *MOVED),
        [(*place_of(entry), *_values(entry, None)) for _, entry in created],
        key=KEY,
        reason=reason,
    )
    update_rows(
        Measurement,
        MOVED,
        [(held.pk, _shown(entry, held), *values) for _, entry, held, values in corrected],
        reason=reason,
    )
    new = [_change(gate, proposal, pk, None) for (proposal, _), pk in zip(created, pks, strict=True)]
    return new + [_change(gate, proposal, held.pk, held) for proposal, _, held, _ in corrected]


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


def _require_reason(gate: Gate, corrected: Sequence[tuple[Any, ...]], reason: str) -> None:
    """A figure that an agreed edition holds is not corrected without a reason."""
    if reason.strip() or not gate.has_agreed_editions:
        return
    for _, entry, held, values in corrected:
        row = Measurement(pk=held.pk, year=entry.year, perimeter=entry.perimeter)
        if values[:4] != held.moved[:4] and gate.is_held(row, entry.perimeter):
            raise EntryRefused({"reason": REASON_DUE})


def _change(gate: Gate, proposal: Proposal, pk: int, held: Standing | None) -> Change:
    before = None
    if held:
        before = dict(zip(FIELDS[MEASUREMENT], map(to_plain, held.held), strict=True))
    return {
        "contract": gate.contract.pk,
        "model": MEASUREMENT,
        "pk": pk,
        "version": held.version + 1 if held else 1,
        "before": before,
        "subject": proposal.subject,
        "was": proposal.before,
        "now": proposal.after,
    }
