"""Explaining what surprises: the answer is remembered with the figures it was given on."""

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Seat
from contracts import years
from contracts.models import Contract
from core import journal
from core.acting import acting
from core.rights import require
from core.traces import Trace, difference, snapshot
from indicators.checks import BLOCKING, CheckPoint, year_checks
from indicators.models import Explanation, GapCause, Indicator
from indicators.writes import checked

ACT = "expliquer les écarts de ce contrat"
FIELDS = ("rule", "from_year", "until_year", "sentence")
NOT_PROPOSED = "Cette cause n’est plus proposée\u00a0: choisissez-en une autre."
GONE = "Ce point ne se pose plus\u00a0: la valeur a changé depuis que vous avez ouvert la page."


@transaction.atomic
def explain(
    *,
    contract: Contract,
    indicator: Indicator,
    year: int,
    rule: str,
    cause: GapCause,
    sentence: str,
    by: Seat,
    until_year: int | None = None,
    shown_version: int | None = None,
) -> Explanation:
    """Say why a figure that surprises is right, until the cause ends (this very year by default).

    `shown_version` is 0 when no explanation of the year was shown. Raises PermissionDenied, YearLocked,
    StaleVersion, ValidationError (the point is gone, a cause no longer proposed, years out of the contract).
    """
    require("indicators.enter_values", by, contract, ACT)
    with acting(by):
        years.check_open(contract, year, indicator)
        point = _point(contract, year, rule, indicator)
        row = _locked(contract, indicator, year, rule, shown_version)
        before = _trace(row) if row.pk else {}
        if not cause.is_active and cause.pk != row.cause_id:
            raise ValidationError(NOT_PROPOSED)
        row.cause, row.sentence, row.until_year = cause, sentence.strip(), until_year or year
        row.fingerprint = point.fingerprint
        _validate(row)
        row.version, is_new = row.version or 1, row.pk is None
        row.save() if is_new else row.save_next()
        _record("Expliquer un écart" if is_new else "Corriger une explication", row, by, before, _trace(row))
    return row


@transaction.atomic
def withdraw(
    *,
    contract: Contract,
    indicator: Indicator,
    year: int,
    rule: str,
    by: Seat,
    shown_version: int | None = None,
) -> None:
    """Take back the explanation of the year: the point is asked about again. Raises PermissionDenied,
    YearLocked, StaleVersion, ValidationError where there is none."""
    require("indicators.enter_values", by, contract, ACT)
    with acting(by):
        years.check_open(contract, year, indicator)
        row = _locked(contract, indicator, year, rule, shown_version)
        if row.pk is None:
            raise ValidationError("Il n’y a pas d’explication à retirer.")
        _record("Retirer une explication", row, by, _trace(row), {})
        row.delete()


def _point(contract: Contract, year: int, rule: str, indicator: Indicator) -> CheckPoint:
    point = year_checks(contract, year).find(rule, indicator.pk)
    if point is None or point.effect == BLOCKING:
        raise ValidationError(GONE)
    return point


def _locked(contract: Contract, indicator: Indicator, year: int, rule: str, shown: int | None) -> Explanation:
    """The year's explanation under lock, or a blank one whose version is 0."""
    place = {"contract": contract, "indicator": indicator, "from_year": year, "rule": rule}
    rows = Explanation.objects.select_for_update(of=("self",)).filter(**place)
    blank = Explanation(version=0, until_year=year, **place)
    return checked(rows.first(), shown, blank) or blank


def _validate(row: Explanation) -> None:
    """Raise ValidationError, by field."""
    if row.until_year not in row.contract.years:
        raise ValidationError({"until_year": "Choisissez un exercice du contrat."})
    row.full_clean(exclude=["contract", "indicator", "cause"])


def _trace(row: Explanation) -> Trace:
    return snapshot(row, FIELDS) | {"indicateur": row.indicator.code, "cause d’écart": row.cause.label}


def _record(act: str, row: Explanation, by: Seat, before: Trace, after: Trace) -> None:
    before, after = difference(before, after)
    chain = row.contract.journal_chain
    journal.record(chain=chain, act=act, subject=row, by=by, before=before, after=after)
