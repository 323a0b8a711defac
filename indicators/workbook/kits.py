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
from core import journal
from core.acting import acting
from core.formats import NBSP
from core.rights import require
from core.traces import difference, snapshot
from indicators.enums import ImportKind, ImportState
from indicators.gate import ACT
from indicators.imports.actions import bring
from indicators.models import Assignment, ContributorKit, ImportBatch
from indicators.workbook.making import Commission
from indicators.workbook.reader import kit_of

# How long a workbook is taken back: past the day it was due, or past the day it was made when none was said.
AFTER_DUE, WITHOUT_DUE = timedelta(days=30), timedelta(days=90)
FIELDS = ("service", "fiscal_year", "due_on", "revoked_at", "returned_at")


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
        _record(kit, "Préparer un classeur de contributeur", by, {})
    return kit


@transaction.atomic
def revoke_kit(*, kit: ContributorKit, by: Seat) -> None:
    """Take nothing back of it any more. A second time changes nothing. Raises PermissionDenied."""
    _stamp(kit, "revoked_at", "Révoquer un classeur de contributeur", by)


def bring_workbook(*, contract: Contract, year: int, name: str, content: bytes, by: Seat) -> ImportBatch:
    """Receive a workbook, the contract's or a contributor's, for its preview.

    Raises PermissionDenied, and NotBrought for a file that is too large.
    """
    require("indicators.enter_values", by, contract, ACT)
    kit = kit_of(content, name, contract, year)
    kind = ImportKind.KIT if kit else ImportKind.WORKBOOK
    batch = bring(kind, contract, year, name, content, by, kit=kit)
    if kit and batch.state != ImportState.FAILED:
        _stamp(kit, "returned_at", "Recevoir un classeur de contributeur", by)
    return batch


@transaction.atomic
def _stamp(kit: ContributorKit, field: str, act: str, by: Seat) -> None:
    require("indicators.enter_values", by, kit.contract, ACT)
    locked = ContributorKit.objects.select_for_update(of=("self",)).get(pk=kit.pk)
    if getattr(locked, field) is not None:
        return
    before = snapshot(locked, FIELDS)
    setattr(locked, field, timezone.now())
    with acting(by):
        locked.save()
        _record(locked, act, by, before)


def _record(kit: ContributorKit, act: str, by: Seat, before: dict[str, object]) -> None:
    before, after = difference(before, snapshot(kit, FIELDS))
    journal.record(chain=kit.contract.journal_chain, act=act, subject=kit, by=by, before=before, after=after)


def _due_on(rows: Sequence[Assignment]) -> date | None:
    return min((row.due_on for row in rows if row.due_on), default=None)
