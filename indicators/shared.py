"""A figure that covers several contracts: with which others a seat may share it, and how that is set up."""

from collections.abc import Sequence

import rules
from django.core.exceptions import ValidationError

from accounts.models import Seat
from contracts.actions import create_perimeter
from contracts.models import Contract, Perimeter
from indicators.gate import EntryRefused


def other_contracts(contract: Contract, seat: Seat) -> list[Contract]:
    """The contracts of the same framework for which the seat enters figures too."""
    visible = Contract.objects.visible_to(seat).filter(framework=contract.framework_id)
    others = visible.exclude(pk=contract.pk).select_related("territory").prefetch_related("parties")
    return [
        one for one in others.order_by("reference") if rules.has_perm("indicators.enter_values", seat, one)
    ]


def share_with(contract: Contract, others: Sequence[Contract], *, label: str, by: Seat) -> Perimeter:
    """The perimeter of the contract and the others: the one there is, else a new one of this name.

    Raises PermissionDenied, EntryRefused (a name already taken).
    """
    covered = {contract.pk, *(one.pk for one in others)}
    for known in Perimeter.objects.filter(contracts=contract).prefetch_related("contracts"):
        if {one.pk for one in known.contracts.all()} == covered:
            return known
    try:
        return create_perimeter(label=label, contracts=[contract, *others], by=by)
    except ValidationError as refused:
        raise EntryRefused({"label": refused.messages}) from refused
