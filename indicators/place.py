"""Where a cell is saved: a contract and the perimeters that cover it, read and locked together."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.http import Http404

from accounts.models import Seat
from contracts.models import Contract, Perimeter
from contracts.pages import OUT_OF_SCOPE


@dataclass(frozen=True)
class Place:
    """A contract and the perimeters that cover it, each with its contracts and their parties.

    All these contracts are under lock until the end of the transaction.
    """

    contract: Contract
    covering: list[Perimeter]


def place_under_lock(seat: Seat | None, reference: str) -> Place:
    """The contract of this reference within a transaction, in three queries; Http404 outside the seat's
    scope.

    The contracts are locked in the order in which a `Gate` locks them. A contract has its own perimeter.
    """
    visible = Contract.objects.visible_to(seat).filter(reference=reference)
    contracts = Contract.objects.select_related("territory__region", "framework").order_by("pk")
    together = Prefetch("contracts", contracts.select_for_update(of=("self",)))
    rows = Perimeter.objects.filter(contracts__in=visible.values("pk"))
    covering = list(rows.prefetch_related(together, "contracts__parties"))
    found = (one for perimeter in covering for one in perimeter.contracts.all())
    contract = next((one for one in found if one.reference == reference), None)
    if contract is None:
        raise Http404(OUT_OF_SCOPE)
    return Place(contract, covering)
