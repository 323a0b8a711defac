"""The panel of a figure, saved: the reading of its form, and what became of it."""

from collections.abc import Mapping

from accounts.models import Seat
from contracts.models import Contract
from contracts.years import YearLocked
from core.formats import joined
from core.versions import StaleVersion
from indicators.actions import save_entries
from indicators.cells import BASELINE, Cell
from indicators.entry import MOVED
from indicators.gate import EntryRefused
from indicators.panel import Panel
from indicators.writes import MeasurementErasure

NOTHING = "Rien n’a changé\u00a0: aucune valeur à enregistrer."


def submit_panel(
    contract: Contract, year: int, key: str, seat: Seat, data: Mapping[str, str]
) -> tuple[Panel, list[str]]:
    """Read the form of the panel and write it; what was done, in French, empty when something is to mend.

    The panel then holds what was typed. Raises PermissionDenied, and Http404 for an unknown indicator.
    """
    panel = _read(contract, year, key, seat, data)
    if panel.problems:
        return panel, []
    if not panel.entries:
        return panel, [NOTHING]
    try:
        save_entries(contract=contract, entries=panel.entries, by=seat)
    except StaleVersion:
        # Somebody wrote between our reading and our lock: read again, and the conflict is found.
        panel = _read(contract, year, key, seat, data)
        panel.refused = "" if panel.problems else MOVED
    except YearLocked as locked:
        panel.refused = str(locked)
    except EntryRefused as refused:
        _blame(panel, refused)
    else:
        return panel, [_done(panel), *(sentence for cell in panel.cells for sentence in cell.said)]
    return panel, []


def _read(contract: Contract, year: int, key: str, seat: Seat, data: Mapping[str, str]) -> Panel:
    panel = Panel(contract, year, key, seat, data.get("reading", ""))
    panel.read(data)
    return panel


def _blame(panel: Panel, refused: EntryRefused) -> None:
    cell = next((one for one in panel.cells if one.entry is refused.entry), panel.cell)
    for name, messages in refused.message_dict.items():
        cell.errors[name if name in cell.texts else "value"] = " ".join(messages)


def _done(panel: Panel) -> str:
    written = [cell for cell in panel.cells if cell.entry is not None]
    told = joined([_told(cell) for cell in written])
    return f"{panel.indicator.code}, {panel.year}\u00a0: {told}."


def _told(cell: Cell) -> str:
    """« valeur enregistrée », « référence 2019 effacée »."""
    name = f"référence {cell.year}" if cell.part == BASELINE else "valeur"
    return f"{name} {'effacée' if isinstance(cell.entry, MeasurementErasure) else 'enregistrée'}"
