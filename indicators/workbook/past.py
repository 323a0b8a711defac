"""What the cells of a workbook held when it was made, and who has written in them since: read once for
all."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from contracts import years
from contracts.models import Contract
from core.formats import instant
from core.numbers import whole
from indicators.cells import RESULT, TARGET, Cell
from indicators.models import Measurement, Target
from indicators.sheet import Sheet


class Past:
    """The history of the rows named by `marks` and of those that stand now, in two queries at most."""

    def __init__(self, sheet: Sheet, marks: Iterable[str], cells: Iterable[Cell], part: str = RESULT) -> None:
        named = {whole(mark.partition(":")[0]) for mark in (*marks, *(cell.mark for cell in cells))} - {None}
        # A mark is signed, but rights may have changed since.
        if part == TARGET:
            kept = Target.history.filter(id__in=named, contract=sheet.contract)
        else:
            kept = Measurement.history.filter(id__in=named, perimeter__in=sheet.lists.perimeter_ids)
        self._rows: dict[str, Any] = {}
        self._steps: dict[int, list[Any]] = defaultdict(list)
        for row in kept.order_by("history_id"):
            self._rows[f"{row.id}:{row.version}"] = row
            self._steps[row.id].append(row)
        self._sheet = sheet

    def texts(self, cell: Cell, mark: str) -> dict[str, str]:
        """What the cell held at that mark."""
        return cell.texts_of(cell.shown if mark == cell.mark else self._rows.get(mark))

    def mover(self, cell: Cell, mark: str, name: str = "") -> str:
        """« Modifiée par Léa Martin le 3 mars 2025 à 9 h 12 (heure de Paris). »: who wrote there since, or in
        the field of that name."""
        steps = self._steps.get(whole((cell.mark or mark).partition(":")[0]) or 0, [])
        if not steps:
            return "Modifiée entre-temps dans l’application."
        last = self._last_in(name, steps, cell, mark) if name else steps[-1]
        by = f" par {last.history_seat_label}" if last.history_seat_label else ""
        act = "Modifiée" if cell.mark else "Effacée"
        return f"{act}{by} {instant(last.history_date)}."

    def _last_in(self, name: str, steps: Sequence[Any], cell: Cell, mark: str) -> Any:
        """The last step since the mark that changed a field; the last of all when none is told apart."""
        start = next((place for place, row in enumerate(steps) if row is self._rows.get(mark)), None)
        if start is None:
            return steps[-1]
        pairs = pairwise(steps[start:])
        moved = [now for was, now in pairs if cell.texts_of(was)[name] != cell.texts_of(now)[name]]
        return moved[-1] if moved else steps[-1]

    def held(self, contract: Contract) -> set[int]:
        """The readings whose figure an agreed edition holds: correcting one of them asks for a reason."""
        covered = {
            one for perimeter in self._sheet.lists.perimeters.values() for one in perimeter.contracts.all()
        }
        editions = years.agreed_editions({contract, *covered})
        frozen = [one.frozen_at for (_, year), one in editions.items() if year == self._sheet.year]
        if not frozen:
            return set()
        known = Measurement.history.filter(id__in=list(self._steps), history_date__lte=max(frozen))
        return set(known.values_list("id", flat=True))
