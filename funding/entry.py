"""The page of the money saved in one go: everything or nothing, and nothing typed is lost."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Seat
from contracts.models import Contract
from contracts.years import YearLocked
from core.formats import counted
from core.rights import require
from funding.actions import save_lines
from funding.sheet import Sheet

ACT = "saisir les financements"
MAX_SAID = 10


@dataclass(frozen=True)
class Saved:
    """What was written: how many amounts, and how each odd writing was read, in French."""

    count: int
    said: list[str]

    @property
    def summary(self) -> str:
        """« 12 montants enregistrés. »"""
        if not self.count:
            return "Rien n’a changé\u00a0: aucun montant à enregistrer."
        return f"{counted(self.count, 'montant enregistré', 'montants enregistrés')}."


@transaction.atomic
def submit(contract: Contract, year: int, seat: Seat, data: Mapping[str, str]) -> tuple[Sheet, Saved | None]:
    """Read the whole page under lock and write what moved. Without `Saved`, the sheet holds what was typed,
    to mend.

    Raises PermissionDenied when the seat enters nothing in this contract.
    """
    require("funding.enter", seat, contract, ACT)
    Contract.locked(contract.pk)
    sheet = Sheet(contract, year, seat)
    sheet.read(data)
    if sheet.problems:
        return sheet, None
    try:
        with transaction.atomic():
            save_lines(contract, year=year, edits=sheet.edits, by=seat)
    except YearLocked as locked:
        sheet.refused = str(locked)
        return sheet, None
    except ValidationError as refused:
        sheet.refused = " ".join(refused.messages)
        return sheet, None
    said = [sentence for cell in sheet.cells for sentence in cell.said]
    return sheet, Saved(sum(cell.is_changed for cell in sheet.cells), said[:MAX_SAID])
