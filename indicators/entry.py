"""The year page, saved in one go: everything or nothing, and nothing typed is lost."""

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.models import Seat
from contracts.models import Contract
from contracts.years import YearLocked
from core.formats import counted, joined
from core.versions import StaleVersion
from indicators.actions import save_entries
from indicators.gate import EntryRefused
from indicators.sheet import Sheet
from indicators.target_writes import TargetErasure
from indicators.writes import MeasurementErasure

MAX_SAID = 10
MOVED = "La page a changé pendant l’enregistrement\u00a0: relisez-la, puis enregistrez de nouveau."


@dataclass(frozen=True)
class Saved:
    """What was written: how many figures entered and erased, and how each odd writing was read, in French."""

    entered: int
    erased: int
    said: list[str]

    @property
    def summary(self) -> str:
        """« 12 valeurs enregistrées, 1 valeur effacée. »"""
        told = []
        if self.entered:
            told.append(f"{counted(self.entered, 'valeur')} {_agreed('enregistrée', self.entered)}")
        if self.erased:
            told.append(f"{counted(self.erased, 'valeur')} {_agreed('effacée', self.erased)}")
        return f"{joined(told)}." if told else "Rien n’a changé\u00a0: aucune valeur à enregistrer."

    @property
    def readings(self) -> str:
        """How the first odd writings were read, in one sentence; nothing when all were plain."""
        if not self.said:
            return ""
        more = len(self.said) - MAX_SAID
        told = "\u00a0; ".join(self.said[:MAX_SAID])
        return f"{told}\u00a0; et {counted(more, 'autre')}." if more > 0 else f"{told}."


def submit(contract: Contract, year: int, seat: Seat, data: Mapping[str, str]) -> tuple[Sheet, Saved | None]:
    """Read the whole page and write what moved. Without `Saved`, the sheet holds what was typed, to mend.

    Raises PermissionDenied when the seat may not enter this contract's figures.
    """
    sheet = _read(contract, year, seat, data)
    try:
        return sheet, None if sheet.problems else _save(sheet)
    except StaleVersion:
        # Somebody wrote between our reading and our lock: read again, and each conflict is found in its cell.
        sheet = _read(contract, year, seat, data)
        sheet.refused = "" if sheet.problems else MOVED
    except YearLocked as locked:
        sheet.refused = str(locked)
    except EntryRefused as refused:
        _blame(sheet, refused)
    return sheet, None


def _save(sheet: Sheet) -> Saved:
    entries = sheet.entries
    save_entries(contract=sheet.contract, entries=entries, by=sheet.seat)
    erased = sum(isinstance(entry, MeasurementErasure | TargetErasure) for entry in entries)
    said = [sentence for cell in sheet.cells for sentence in cell.said]
    return Saved(len(entries) - erased, erased, said)


def _read(contract: Contract, year: int, seat: Seat, data: Mapping[str, str]) -> Sheet:
    sheet = Sheet(contract, year, seat)
    sheet.read(data)
    return sheet


def _blame(sheet: Sheet, refused: EntryRefused) -> None:
    """Tie a refusal to the cell whose entry it is about."""
    for cell in sheet.cells:
        if cell.entry is not None and cell.entry is refused.entry:
            for name, messages in refused.message_dict.items():
                cell.errors[name if name in cell.texts else "value"] = " ".join(messages)


def _agreed(word: str, count: int) -> str:
    return word if count < 2 else f"{word}s"
