"""What the cells of a workbook held when it was made, and who has written in them since: read once for
all."""

from collections.abc import Iterable
from typing import Any

from contracts import years
from contracts.models import Contract
from core.formats import instant
from core.numbers import whole
from indicators.cells import Cell
from indicators.models import Measurement
from indicators.sheet import Sheet


class Past:
    """The history of the readings named by `marks` and of those that stand now, in two queries at most."""

    def __init__(self, sheet: Sheet, marks: Iterable[str], cells: Iterable[Cell]) -> None:
        named = {whole(mark.partition(":")[0]) for mark in (*marks, *(cell.mark for cell in cells))} - {None}
        # A mark is signed, but rights may have changed since.
        kept = Measurement.history.filter(id__in=named, perimeter__in=sheet.lists.perimeter_ids)
        self._rows: dict[str, Any] = {}
        self._last: dict[int, Any] = {}
        for row in kept.order_by("history_id"):
            self._rows[f"{row.id}:{row.version}"] = self._last[row.id] = row
        self._sheet = sheet

    def texts(self, cell: Cell, mark: str) -> dict[str, str]:
        """What the cell held at that mark."""
        return cell.texts_of(cell.shown if mark == cell.mark else self._rows.get(mark))

    def mover(self, cell: Cell, mark: str) -> str:
        """« Modifiée par Léa Martin le 3 mars 2025 à 9 h 12 (heure de Paris). »: who wrote there since."""
        last = self._last.get(whole((cell.mark or mark).partition(":")[0]) or 0)
        if last is None:
            return "Modifiée entre-temps dans l’application."
        by = f" par {last.history_seat_label}" if last.history_seat_label else ""
        act = "Modifiée" if cell.mark else "Effacée"
        return f"{act}{by} {instant(last.history_date)}."

    def held(self, contract: Contract) -> set[int]:
        """The readings whose figure an agreed edition holds: correcting one of them asks for a reason."""
        covered = {
            one for perimeter in self._sheet.lists.perimeters.values() for one in perimeter.contracts.all()
        }
        editions = years.agreed_editions({contract, *covered})
        frozen = [one.frozen_at for (_, year), one in editions.items() if year == self._sheet.year]
        if not frozen:
            return set()
        known = Measurement.history.filter(id__in=list(self._last), history_date__lte=max(frozen))
        return set(known.values_list("id", flat=True))
