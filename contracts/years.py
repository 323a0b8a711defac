"""Whether a year of a contract is open to entry and to readers.

Only the reports know; the layers below ask here. Which class answers is said by the setting `YEAR_POLICY`:
the composition root joins the layers, so that indicators and funding never import the reports.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.models import Seat
from contracts.models import Contract


class YearLocked(Exception):
    """The year cannot be written to; the message says why, in French, and names the edition."""


class YearPolicy(Protocol):
    """What the reports say of a year."""

    def refusals(self, contract: Contract, year: int, subjects: Sequence[Any]) -> list[str]:
        """For each subject (an indicator, a funding line, a review…), why it cannot be changed; empty when
        it can."""

    def is_hidden(self, contract: Contract, year: int, seat: Seat | None) -> bool:
        """Whether the year's figures are still the département's own."""


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
