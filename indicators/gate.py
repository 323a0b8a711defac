"""What stands before every write of a figure: rights, locks, open years. Asked once for many figures."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects

from accounts.models import Seat
from contracts import years
from contracts.models import Contract, ContractObjective, Perimeter
from contracts.years import AgreedEditions, YearLocked
from core.formats import NBSP, date_long
from core.rights import require
from indicators.loading import Held
from indicators.models import Indicator, Measurement
from indicators.readings import baseline_year
from indicators.vintages import held_by_an_edition

ACT = "saisir les indicateurs de ce contrat"


class EntryRefused(ValidationError):
    """A figure that cannot be stored. `message_dict` says why, in French, by field of its row.

    `entry` is the one at fault, when several were written together.
    """

    entry: Any = None


class OpenYears:
    """Why indicators cannot be written to, by contract and year: asked once of each, for all of them."""

    def __init__(
        self,
        indicators: Sequence[Indicator],
        contracts: Iterable[Contract] = (),
        *,
        are_pursued: bool = False,
    ) -> None:
        """Of the `contracts` given, what is wholly open is learnt at once. `are_pursued` where the caller
        knows that no objective of these indicators is dropped in the years asked."""
        self.indicators = list({indicator.id: indicator for indicator in indicators}.values())
        self._known: dict[tuple[int, int], dict[int, str]] = {}
        told = list(contracts)
        self._are_pursued, self._dropped = are_pursued, {} if are_pursued else _dropped_by(told)
        restricted = years.restricted_years(told) if told else set()
        for contract in told:
            keys = [(contract.id, year) for year in contract.years]
            self._known |= {key: defaultdict(str) for key in keys if key not in restricted}
        kept = {one.id for one in told if not self._dropped.get(one.id)}
        self._whole = {key for key in self._known if key[0] in kept}

    def is_wholly_open(self, contract: Contract, year: int) -> bool:
        """Whether every figure of the year is known to be open, whatever its indicator."""
        return (contract.id, year) in self._whole

    def refusal(self, contracts: Iterable[Contract], year: int, indicator: Indicator) -> str:
        """The first reason among the contracts that a figure covers, in French; empty when it is open."""
        for contract in contracts:
            key = (contract.id, year)
            if key in self._whole:
                continue
            if dropped := self._told_dropped(contract, year, indicator):
                return dropped
            if key not in self._known and year not in contract.years:
                # A baseline stands before the contract: no report is ever written on its year.
                self._known[key] = defaultdict(str)
            if key not in self._known:
                reasons = years.refusals(contract, year, self.indicators)
                pks = [one.pk for one in self.indicators]
                self._known[key] = dict(zip(pks, reasons, strict=True))
            if reason := self._known[key][indicator.id]:
                return reason
        return ""

    def _told_dropped(self, contract: Contract, year: int, indicator: Indicator) -> str:
        if self._are_pursued:
            return ""
        if contract.id not in self._dropped:
            self._dropped |= _dropped_by([contract])
        day = self._dropped[contract.id].get(indicator.objective_id)
        if day is None or day > date(year, 1, 1):
            return ""
        return f"Le contrat {contract.reference} ne poursuit plus cet objectif depuis le {date_long(day)}."


def _dropped_by(contracts: Sequence[Contract]) -> dict[int, dict[int, date]]:
    """By contract, the objectives that an amendment dropped, each with its day. One query."""
    found: dict[int, dict[int, date]] = {contract.id: {} for contract in contracts}
    rows = ContractObjective.objects.filter(contract__in=found, dropped_from__isnull=False)
    for contract_id, objective_id, day in rows.values_list("contract", "objective", "dropped_from"):
        if day:
            found[contract_id][objective_id] = day
    return found


def lock_years(contracts: Iterable[Contract], indicators: Sequence[Indicator]) -> OpenYears:
    """Hold the contracts until the transaction ends, in one order for everybody; what is open of them."""
    held = list(contracts)
    keys = [contract.id for contract in held]
    list(Contract.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
    return OpenYears(indicators, held)


class Gate:
    """Admits the figures that a seat writes on a contract, within the caller's transaction.

    The contracts of all the `perimeters` are locked at once and in the same order for everybody, so that two
    people who enter figures of the same perimeters are put in line and never block each other.
    """

    def __init__(
        self,
        contract: Contract,
        by: Seat,
        indicators: Sequence[Indicator],
        perimeters: Iterable[Perimeter],
        open_years: OpenYears | None = None,
        followed: Collection[int] | None = None,
        held: Held | None = None,
    ) -> None:
        """`open_years` is given by a writer which has locked all the contracts at once beforehand; `followed`
        by one which has since read which of the indicators the contract follows, by their keys; `held` by one
        which has since locked the readings of the indicators."""
        require("indicators.enter_values", by, contract, ACT)
        self.contract, self.by, self._held = contract, by, held
        self._open: dict[tuple[int, int], bool] = {}
        self.followed = self._followed(indicators) if followed is None else set(followed)
        perimeters = list(perimeters)
        prefetch_related_objects(perimeters, "contracts__parties")
        self.covered = {perimeter.id: self._contracts_of(perimeter) for perimeter in perimeters}
        several = {one.pk: one for group in self.covered.values() for one in group} | {contract.id: contract}
        # Once they are ours, no report of theirs moves before we are done.
        self.open_years = open_years or lock_years(several.values(), indicators)

    def admit(self, perimeter: Perimeter, year: int, indicator: Indicator) -> None:
        """Raise YearLocked or EntryRefused unless the figure's place is open to writing."""
        if indicator.id not in self.followed or not self._is_open(perimeter.id, year):
            self._check(self.covered[perimeter.id], year, indicator)

    def admit_target(self, year: int, indicator: Indicator) -> None:
        """The same for a target, which is this contract's alone."""
        self._check([self.contract], year, indicator)

    def readings(self, indicator: Indicator, perimeter: Perimeter) -> list[Measurement] | None:
        """Those of an indicator over a perimeter, when they are known and under lock; None otherwise."""
        known = self._held.at(indicator, perimeter) if self._held else None
        for row in known or ():
            row.indicator = indicator
        return known

    def is_held(self, row: Measurement, perimeter: Perimeter) -> bool:
        """Whether an agreed edition of a contract of the perimeter holds the row. Asked of corrections alone:
        the editions are read when the first one comes."""
        return held_by_an_edition(row, self.covered[perimeter.id], self._editions)

    @property
    def has_agreed_editions(self) -> bool:
        """Whether some figure may be held by an agreed edition."""
        return bool(self._editions)

    @cached_property
    def _editions(self) -> AgreedEditions:
        return years.agreed_editions({one for group in self.covered.values() for one in group})

    def chains(self, perimeter: Perimeter) -> list[str]:
        """The journals in which a figure of the perimeter is written: one for each contract it covers."""
        return [contract.journal_chain for contract in self.covered[perimeter.id]]

    def _is_open(self, perimeter: int, year: int) -> bool:
        """Whether every figure that is followed may be written there: asked once, for many."""
        known = self._open.get((perimeter, year))
        if known is None:
            contracts = self.covered[perimeter]
            known = all(self.open_years.is_wholly_open(one, year) for one in contracts)
            self._open[perimeter, year] = known = known and year in self.contract.years
        return known

    def _followed(self, indicators: Sequence[Indicator]) -> set[int]:
        rows = Indicator.objects.followed_by(self.contract).filter(pk__in=[row.pk for row in indicators])
        return set(rows.values_list("pk", flat=True))

    def _contracts_of(self, perimeter: Perimeter) -> list[Contract]:
        contracts = sorted(perimeter.contracts.all(), key=lambda contract: contract.id)
        if self.contract not in contracts:
            raise EntryRefused({"perimeter": f"«{NBSP}{perimeter}{NBSP}» ne couvre pas ce contrat."})
        require("indicators.enter_perimeter", self.by, perimeter, f"saisir pour «{NBSP}{perimeter}{NBSP}»")
        return contracts

    def _check(self, contracts: list[Contract], year: int, indicator: Indicator) -> None:
        if indicator.id not in self.followed:
            raise EntryRefused({"indicator": f"Ce contrat ne suit pas l’indicateur {indicator.code}."})
        if year not in self.contract.years and year != baseline_year(self.contract, indicator):
            raise EntryRefused({"year": f"Le contrat {self.contract.reference} ne couvre pas {year}."})
        if reason := self.open_years.refusal(contracts, year, indicator):
            raise YearLocked(reason)
