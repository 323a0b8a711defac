"""What a contract has no object for: an indicator that does not apply to its territory, with why.

It is a term of the contract: who edits those says it, and takes it back. For a single year, the département
enters « sans objet » in the grid.
"""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Seat
from contracts import years
from contracts.models import Contract
from core import journal
from core.acting import acting
from core.formats import NBSP, joined
from core.rights import require
from core.traces import Trace, difference, snapshot
from core.versions import StaleVersion
from indicators.models import Applicability, Indicator, Measurement

ACT = "dire quels indicateurs sont sans objet pour ce contrat"
EXCLUDE = "indicators.exclude"
FOLLOWED_NO_MORE = "Ce contrat ne suit pas cet indicateur."
LOCAL = "Un indicateur propre au contrat se retire, il n’est pas sans objet."


def excluded_from(contract: Contract) -> Iterable[Applicability]:
    """What does not apply, among what the contract would follow, in the order of the codes."""
    followed = Indicator.objects.followed_by(contract)
    rows = Applicability.objects.filter(territory=contract.territory_id, indicator__in=followed)
    return rows.select_related("indicator__objective", "territory").order_by("indicator")


@transaction.atomic
def exclude(*, contract: Contract, indicator: Indicator, reason: str, by: Seat) -> Applicability:
    """Say that an indicator does not apply. Raises PermissionDenied, StaleVersion (somebody said so
    meanwhile), ValidationError by field (not followed, or held by a report that is shared or agreed)."""
    require(EXCLUDE, by, contract, ACT)
    with acting(by):
        Contract.locked(contract.pk)
        _check(contract, indicator)
        place = {"indicator": indicator, "territory": contract.territory}
        if theirs := Applicability.objects.filter(**place).first():
            raise StaleVersion(theirs, 0)
        row = Applicability(reason=reason.strip(), **place)
        row.full_clean(exclude=["indicator", "territory"])
        row.save()
        _record(contract, "Déclarer un indicateur sans objet", row, by, {}, _trace(row))
    return row


@transaction.atomic
def correct_reason(
    *, contract: Contract, exclusion: Applicability, reason: str, by: Seat, shown_version: int | None = None
) -> Applicability:
    """Say better why. Raises PermissionDenied, StaleVersion, ValidationError by field."""
    require(EXCLUDE, by, contract, ACT)
    with acting(by):
        row = Applicability.locked(exclusion.pk, shown_version)
        before = _trace(row)
        row.reason = reason.strip()
        row.full_clean(exclude=["indicator", "territory"])
        if before != _trace(row):
            row.save_next()
            _record(contract, "Corriger le motif d’un sans objet", row, by, before, _trace(row))
    return row


@transaction.atomic
def take_back(
    *, contract: Contract, exclusion: Applicability, by: Seat, shown_version: int | None = None
) -> None:
    """Follow the indicator again: its figures, which were kept, count again. Raises PermissionDenied,
    StaleVersion."""
    require(EXCLUDE, by, contract, ACT)
    with acting(by):
        row = Applicability.locked(exclusion.pk, shown_version)
        _record(contract, "Suivre de nouveau un indicateur", row, by, _trace(row), {})
        row.delete()


def figures_left_out(contract: Contract, indicator: Indicator) -> int:
    """How many results of the years of the contract count no more."""
    return _results(contract, indicator).count()


def _results(contract: Contract, indicator: Indicator) -> QuerySet[Measurement]:
    of_contract = {"perimeter__contracts": contract, "year__in": list(contract.years)}
    return Measurement.objects.retained().filter(indicator=indicator, **of_contract)


def _check(contract: Contract, indicator: Indicator) -> None:
    if indicator.contract_id is not None:
        raise ValidationError({"indicator": LOCAL})
    if not Indicator.objects.followed_by(contract).filter(pk=indicator.pk).exists():
        raise ValidationError({"indicator": FOLLOWED_NO_MORE})
    found = sorted(set(_results(contract, indicator).values_list("year", flat=True)))
    closed = [year for year in found if years.refusal(contract, year, indicator)]
    if closed:
        told = f"Le rapport de {joined(closed)} en donne une valeur, et il est partagé ou arrêté."
        alone = f"Pour un seul exercice, le département saisit «{NBSP}sans objet{NBSP}» dans la grille."
        raise ValidationError({"indicator": f"{told} {alone}"})


def _trace(row: Applicability) -> Trace:
    return snapshot(row, ("reason",)) | {"indicateur": row.indicator.code}


def _record(contract: Contract, act: str, row: Applicability, by: Seat, before: Trace, after: Trace) -> None:
    before, after = difference(before, after)
    journal.record(chain=contract.journal_chain, act=act, subject=row, by=by, before=before, after=after)
