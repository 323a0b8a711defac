"""Where a cell is saved: a contract and the perimeters that cover it, read and locked together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects
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
    """The contract of this reference within a transaction, in two queries; Http404 outside the seat's scope.

    The contracts are locked in the order in which a `Gate` locks them, and their parties are read after that.
    A contract has its own perimeter.
    """
    visible = Contract.objects.visible_to(seat).filter(reference=reference)
    covering = Perimeter.objects.filter(contracts__in=visible.values("pk"))
    ties = Perimeter.contracts.through.objects.filter(perimeter__in=covering.values("pk"))
    ties = ties.select_related("perimeter", "contract__territory__region", "contract__framework")
    held = list(ties.select_for_update(of=("contract",)).order_by("contract_id", "perimeter__label"))
    contracts = {tie.contract_id: tie.contract for tie in held}
    prefetch_related_objects(list(contracts.values()), "parties")
    contract = next((one for one in contracts.values() if one.reference == reference), None)
    if contract is None:
        raise Http404(OUT_OF_SCOPE)
    return Place(contract, _perimeters(held, contracts))


def _perimeters(ties: Iterable[Any], contracts: Mapping[int, Contract]) -> list[Perimeter]:
    """The perimeters by label, each with its contracts as if it had been asked for them."""
    ties = list(ties)
    perimeters = {tie.perimeter_id: tie.perimeter for tie in ties}
    for pk, perimeter in perimeters.items():
        own = [contracts[tie.contract_id] for tie in ties if tie.perimeter_id == pk]
        known = perimeter.contracts.all()
        known._result_cache, known._prefetch_done = own, True
        perimeter._prefetched_objects_cache = {"contracts": known}
    return sorted(perimeters.values(), key=lambda one: str(one.label))
