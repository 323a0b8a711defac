"""What becomes of the workbook of a contributor, and its row in the journal of the contract."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import Seat
from core import journal
from core.acting import acting
from core.rights import require
from core.traces import difference, snapshot
from indicators.enums import ImportState
from indicators.gate import ACT
from indicators.models import ContributorKit, ImportBatch

FIELDS = ("service", "fiscal_year", "due_on", "revoked_at", "returned_at")


@transaction.atomic
def revoke(kit: ContributorKit, by: Seat) -> None:
    """Nothing of it is taken back any more. A second time changes nothing. Raises PermissionDenied."""
    _mark(kit, "revoked_at", timezone.now(), "Révoquer un classeur de contributeur", by)


def came_back(kit: ContributorKit, by: Seat) -> None:
    """Its values are recorded: until then it was merely brought. Raises PermissionDenied."""
    _mark(kit, "returned_at", timezone.now(), "Recevoir un classeur de contributeur", by)


def taken_back(batch: ImportBatch, by: Seat) -> None:
    """The import that recorded its values is being undone: it is waited for again, unless another recorded
    some."""
    kit = batch.kit
    if kit and not kit.imports.filter(state=ImportState.APPLIED).exclude(pk=batch.pk).exists():
        _mark(kit, "returned_at", None, "Attendre de nouveau un classeur de contributeur", by)


def note(kit: ContributorKit, act: str, by: Seat, before: dict[str, object]) -> None:
    """Write in the journal what moved since `before`."""
    before, after = difference(before, snapshot(kit, FIELDS))
    journal.record(chain=kit.contract.journal_chain, act=act, subject=kit, by=by, before=before, after=after)


def _mark(kit: ContributorKit, field: str, at: datetime | None, act: str, by: Seat) -> None:
    require("indicators.enter_values", by, kit.contract, ACT)
    locked = ContributorKit.objects.select_for_update(of=("self",)).get(pk=kit.pk)
    if (getattr(locked, field) is None) == (at is None):
        return
    before = snapshot(locked, FIELDS)
    setattr(locked, field, at)
    with acting(by):
        locked.save()
        note(locked, act, by, before)
