"""Whether a year of a contract is open to entry and to readers.

Only the reports know; the layers below ask here. Which class answers is said by the setting `YEAR_POLICY`:
the composition root joins the layers, so that indicators and funding never import the reports.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.models import Seat
from contracts.models import Campaign, Contract
from contracts.rules import is_departement_of
from core.formats import NBSP, counted, joined


class YearLocked(Exception):
    """The year cannot be written to; the message says why, in French, and names the edition."""


@dataclass(frozen=True)
class AgreedEdition:
    """The edition by which a year of a contract was last agreed: it holds the figures as they stood at
    `frozen_at`."""

    number: int
    frozen_at: datetime
    agreed_at: datetime


AgreedEditions = Mapping[tuple[int, int], AgreedEdition]


@dataclass(frozen=True)
class Said:
    """What an organisation said under a remark."""

    organisation: str
    at: datetime
    body: str


@dataclass(frozen=True)
class Remarked:
    """A remark on a subject of a year, as a reader of the contract may read it; `url` leads to it; `cell` is
    the figure and `quote` the passage that it bears on, read in the edition of this number, `proposal` the
    value it proposes, in French; each may be empty. `thread` is what was said under it before the answer that
    stands, the oldest first."""

    kind: str
    state: str
    cell: str
    quote: str
    edition_number: int | None
    body: str
    thread: list[Said]
    answer: str
    proposal: str
    organisation: str
    made_at: datetime
    is_internal: bool
    url: str


@dataclass(frozen=True)
class OpenRemark:
    """A remark that is not closed, as the row that it bears on tells it in a list: `part` is the field of the
    figure, `cell` its name in French, both empty for the whole row."""

    part: str
    cell: str


Subject = tuple[type, int]
OpenRemarks = Mapping[Subject, Sequence[OpenRemark]]


@dataclass(frozen=True)
class Reported:
    """The report of a year: its state, by its name and in French, and its page."""

    state: str
    label: str
    url: str


class YearPolicy(Protocol):
    """What the reports say of a year."""

    def refusals(self, contract: Contract, year: int, subjects: Sequence[Any]) -> list[str]:
        """For each subject (an indicator, a funding line, a review…), why it cannot be changed; empty when
        it can."""

    def is_hidden(self, contract: Contract, year: int, seat: Seat | None) -> bool:
        """Whether the year's figures are still the département's own."""

    def agreed_editions(self, contracts: Iterable[Contract]) -> AgreedEditions:
        """By contract (its key) and year, the edition last agreed, in one query."""

    def shared_years(self, contracts: Iterable[Contract]) -> AbstractSet[tuple[int, int]]:
        """By contract (its key), the years whose current figures are shared, in one query."""

    def restricted_years(self, contracts: Iterable[Contract]) -> AbstractSet[tuple[int, int]]:
        """By contract (its key), the years of which something cannot be changed, in one query."""

    def reports(self, contract: Contract, seat: Seat | None) -> Mapping[int, Reported]:
        """The reports of a contract that the seat may read of, by year, in one query."""

    def remarks(
        self, contract: Contract, year: int | None, subject: Any, seat: Seat | None
    ) -> list[Remarked]:
        """What was remarked on the subject, oldest first, as far as the seat may read it; of all years when
        none is given."""

    def remarked(self, contract: Contract, year: int, seat: Seat | None) -> OpenRemarks:
        """By subject (its class and its key), the remarks that are not closed, oldest first, as far as the
        seat may read them, in one query; none but while the report is shared or returned."""


@cache
def _policy() -> YearPolicy:
    policy: YearPolicy = import_string(settings.YEAR_POLICY)()
    return policy


def check_open(contract: Contract, year: int, subject: Any = None) -> None:
    """Raise YearLocked when the year, or this subject in it, cannot be written to now.

    Called inside the transaction of the write: it holds the contract's row until the end, so that sharing a
    report and entering a figure are put in line, and nothing enters between the freeze and its commit.
    """
    Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    reason = refusal(contract, year, subject)
    if reason:
        raise YearLocked(reason)


def refusal(contract: Contract, year: int, subject: Any = None) -> str:
    """The same question, for a page: the reason in French, or nothing."""
    return refusals(contract, year, [subject])[0]


def refusals(contract: Contract, year: int, subjects: Sequence[Any]) -> list[str]:
    """The same question for all the rows of a page, in a constant number of queries."""
    return _policy().refusals(contract, year, subjects)


def is_hidden(contract: Contract, year: int, seat: Seat | None) -> bool:
    """Whether this seat may not read the year's measurements yet."""
    return _policy().is_hidden(contract, year, seat)


def hidden_years(contract: Contract, seat: Seat | None, among: Iterable[int] | None = None) -> set[int]:
    """The years whose measurements this seat may not read yet, in one query: those of the contract, or those
    `among` which something was written."""
    if is_departement_of.test(seat, contract):
        return set()
    shared = shared_years([contract])
    asked = contract.years if among is None else among
    # What stands before the contract is its baseline, which belongs to it.
    return {year for year in asked if year >= contract.starts_on.year and (contract.pk, year) not in shared}


def restricted_years(contracts: Iterable[Contract]) -> AbstractSet[tuple[int, int]]:
    """The years of which something cannot be changed, by (contract's key, year), in one query; the others are
    wholly open, and `refusals` need not be asked."""
    return _policy().restricted_years(contracts)


def agreed_editions(contracts: Iterable[Contract]) -> AgreedEditions:
    """The edition last agreed of each year, by (contract's key, year), in one query; a year that was never
    agreed is not in it. It stands while a correction is open."""
    return _policy().agreed_editions(contracts)


def shared_years(contracts: Iterable[Contract]) -> AbstractSet[tuple[int, int]]:
    """The (contract's key, year) whose figures, as they stand today, the parties and the nation may read:
    shared, and neither returned nor being corrected. One query."""
    return _policy().shared_years(contracts)


def reports(contract: Contract, seat: Seat | None) -> Mapping[int, Reported]:
    """The reports of a contract that the seat may read of, by year, in one query."""
    return _policy().reports(contract, seat)


def remarks(contract: Contract, year: int | None, subject: Any, seat: Seat | None) -> list[Remarked]:
    """The remarks on a subject of the year (of all, when none is given) that the seat may read: an internal
    note is its author's organisation's alone."""
    return _policy().remarks(contract, year, subject, seat)


class RemarkedRows:
    """The rows of a grid of the year that are remarked, asked for once, when the first of them is drawn."""

    def __init__(self, contract: Contract, year: int, seat: Seat | None, *, may_be: bool = True) -> None:
        """`may_be` is false where the caller knows that the year is open, its report a draft: nothing is
        then asked."""
        self._asked = (contract, year, seat)
        self._may_be = may_be

    def on(self, subject: Any) -> "RowRemarks":
        """What is remarked on a row."""
        return RowRemarks(self._by_subject.get((type(subject), subject.pk), ()))

    @cached_property
    def _by_subject(self) -> OpenRemarks:
        return _policy().remarked(*self._asked) if self._may_be else {}


@dataclass(frozen=True)
class RowRemarks:
    """The open remarks on a row."""

    remarks: Sequence[OpenRemark]

    @property
    def parts(self) -> set[str]:
        """The figures of the row that are remarked, by their field."""
        return {one.part for one in self.remarks if one.part}

    @property
    def told(self) -> str:
        """« 1 remarque », « 2 remarques : dépensé, ensemble de la ligne »; nothing for none."""
        if not self.remarks:
            return ""
        count = counted(len(self.remarks), "remarque")
        if not self.parts:
            return count
        places = dict.fromkeys(one.cell or "ensemble de la ligne" for one in self.remarks)
        return f"{count}{NBSP}: {', '.join(places)}"


def campaign_refusal(campaign: Campaign) -> str:
    """Why the rules of a campaign cannot be changed any more, in French; nothing while no report of its year
    is agreed: what three parties have closed is not judged anew."""
    contracts = Contract.objects.filter(framework=campaign.framework_id).order_by("reference")
    agreed = agreed_editions(contracts)
    closed = [one.reference for one in contracts if (one.pk, campaign.fiscal_year) in agreed]
    if not closed:
        return ""
    told = joined(closed[:3]) if len(closed) < 4 else f"{', '.join(closed[:3])}…"
    return f"{counted(len(closed), 'rapport arrêté', 'rapports arrêtés')} pour cet exercice ({told})."
