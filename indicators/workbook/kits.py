"""Workbooks of contributors: made for a service without an account, taken back while they are valid,
revoked."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.db import transaction
from django.utils import timezone

from accounts.models import Seat
from contracts.models import Contract
from core.acting import acting
from core.formats import NBSP
from core.rights import require
from indicators.enums import ImportKind
from indicators.gate import ACT
from indicators.imports.actions import bring
from indicators.kit_marks import note
from indicators.models import Assignment, ContributorKit, ImportBatch
from indicators.workbook.making import Commission
from indicators.workbook.reader import kit_of

# How long a workbook is taken back: past the day it was due, or past the day it was made when none was said.
AFTER_DUE, WITHOUT_DUE = timedelta(days=30), timedelta(days=90)


class KitRefused(ValueError):
    """The act makes no sense now; the French message says why."""


@dataclass(frozen=True)
class Entrusted:
    """A service without an account, and what it is to bring for a year."""

    service: str
    codes: Sequence[str]
    due_on: date | None
    kit_count: int


def entrusted(contract: Contract, year: int) -> list[Entrusted]:
    """The services that have something to bring, in the order of their names, in two queries."""
    rows = Assignment.objects.filter(contract=contract, fiscal_year=year, seat=None)
    rows = rows.select_related("indicator").order_by(
        "service", "indicator__objective__number", "indicator__code"
    )
    made: dict[str, int] = defaultdict(int)
    kits = contract.kits.filter(fiscal_year=year, revoked_at=None)
    for service in kits.values_list("service", flat=True):
        made[service] += 1
    groups = ((service, list(group)) for service, group in groupby(rows, lambda row: row.service))
    return [
        Entrusted(service, [row.indicator.code for row in group], _due_on(group), made[service])
        for service, group in groups
    ]


def expires_on(kit: ContributorKit) -> date:
    """The last day on which the workbook is taken back."""
    return kit.due_on + AFTER_DUE if kit.due_on else timezone.localdate(kit.made_at) + WITHOUT_DUE


def commission_of(kit: ContributorKit) -> Commission:
    """What its workbook holds."""
    return Commission(
        service=kit.service,
        indicators=frozenset(kit.indicators.values_list("pk", flat=True)),
        token=kit.token,
        due_on=kit.due_on,
        expires_on=expires_on(kit),
    )


@transaction.atomic
def make_kit(*, contract: Contract, year: int, service: str, by: Seat) -> ContributorKit:
    """Prepare the workbook of a service, with the indicators entrusted to it today.

    Raises PermissionDenied, KitRefused when nothing is entrusted to it.
    """
    require("indicators.enter_values", by, contract, ACT)
    rows = list(Assignment.objects.filter(contract=contract, fiscal_year=year, seat=None, service=service))
    if not service or not rows:
        raise KitRefused(f"Aucun indicateur n’est confié à «{NBSP}{service}{NBSP}» pour {year}.")
    kit = ContributorKit(contract=contract, fiscal_year=year, service=service, due_on=_due_on(rows))
    kit.made_by = by.user
    with acting(by):
        kit.save()
        kit.indicators.set([row.indicator_id for row in rows])
        note(kit, "Préparer un classeur de contributeur", by, {})
    return kit


def bring_workbook(*, contract: Contract, year: int, name: str, content: bytes, by: Seat) -> ImportBatch:
    """Receive a workbook, the contract's or a contributor's, for its preview.

    Raises PermissionDenied, and NotBrought for a file that is too large.
    """
    require("indicators.enter_values", by, contract, ACT)
    kit = kit_of(content, name, contract, year)
    return bring(ImportKind.KIT if kit else ImportKind.WORKBOOK, contract, year, name, content, by, kit=kit)


def _due_on(rows: Sequence[Assignment]) -> date | None:
    return min((row.due_on for row in rows if row.due_on), default=None)
