"""The panel of a figure, saved: the reading of its form, and what became of it."""

from collections.abc import Mapping

from accounts.models import Seat
from contracts.models import Contract
from contracts.years import YearLocked
from core.versions import StaleVersion
from indicators.actions import save_entries
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
    if panel.cell.entry is None:
        return panel, [NOTHING]
    try:
        save_entries(contract=contract, entries=[panel.cell.entry], by=seat)
    except StaleVersion:
        # Somebody wrote between our reading and our lock: read again, and the conflict is found.
        panel = _read(contract, year, key, seat, data)
        panel.refused = "" if panel.problems else MOVED
    except YearLocked as locked:
        panel.refused = str(locked)
    except EntryRefused as refused:
        _blame(panel, refused)
    else:
        return panel, [_done(panel), *panel.cell.said]
    return panel, []


def _read(contract: Contract, year: int, key: str, seat: Seat, data: Mapping[str, str]) -> Panel:
    panel = Panel(contract, year, key, seat, data.get("reading", ""))
    panel.read(data)
    return panel


def _blame(panel: Panel, refused: EntryRefused) -> None:
    cell = panel.cell
    for name, messages in refused.message_dict.items():
        cell.errors[name if name in cell.texts else "value"] = " ".join(messages)


def _done(panel: Panel) -> str:
    erased = isinstance(panel.cell.entry, MeasurementErasure)
    told = "valeur effacée" if erased else "valeur enregistrée"
    return f"{panel.indicator.code}, {panel.year}\u00a0: {told}."
