"""Which figures of many contracts a seat may read (design, § 4), asked once for all of them.

One's own département reads everything; the other parties and the national level read what is shared; the
parties of other contracts read what is agreed, as it was agreed.
"""

from collections.abc import Sequence

from accounts.enums import OrganisationKind
from accounts.models import Seat
from contracts import years
from contracts.models import Contract
from contracts.rules import is_departement_of


class Audience:
    """A seat before the contracts of a page, which come with their parties. Three queries."""

    def __init__(self, contracts: Sequence[Contract], seat: Seat) -> None:
        self.is_national = seat.kind == OrganisationKind.NATIONAL
        self.own = self._own(contracts, seat)
        self._entered = {contract.pk for contract in contracts if is_departement_of(seat, contract)}
        self._shared = years.shared_years(contracts)
        is_party = self.is_national or seat.kind in OrganisationKind.parties()
        self._agreed = set(years.agreed_editions(contracts)) if is_party else set()
        self._ever_agreed = {contract for contract, _ in self._agreed}

    def reads_current(self, contract: Contract, year: int) -> bool:
        """Whether the figures of the year are read as they stand today."""
        if contract.pk in self._entered:
            return True
        if year < contract.starts_on.year:
            # The baseline belongs to the contract, and is printed in each of its reports.
            return self._follows(contract) or contract.pk in self._ever_agreed
        return self._follows(contract) and (contract.pk, year) in self._shared

    def reads_agreed(self, contract: Contract, year: int) -> bool:
        """Whether the figures of the year are read as an edition holds them, and not as they stand today."""
        return not self.reads_current(contract, year) and (contract.pk, year) in self._agreed

    def is_shared(self, contract: Contract, year: int) -> bool:
        """Whether the year is locked as it was shared: its targets are then no secret to its readers."""
        return (contract.pk, year) in self._shared

    def _follows(self, contract: Contract) -> bool:
        return self.is_national or contract.pk in self.own

    def _own(self, contracts: Sequence[Contract], seat: Seat) -> frozenset[int]:
        """The contracts to which the seat's organisation is party, within the seat's territory."""
        if self.is_national:
            return frozenset()
        keys = [contract.pk for contract in contracts]
        return frozenset(Contract.objects.visible_to(seat).filter(pk__in=keys).values_list("pk", flat=True))
