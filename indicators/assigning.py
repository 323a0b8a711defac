"""Entrusting the indicators of a year: to a seat of the département, or to a service without an account."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.enums import OrganisationKind, Role
from accounts.models import Seat
from contracts.models import Contract
from contracts.years import YearLocked
from core import journal
from core.acting import acting
from core.rights import require
from core.versions import StaleVersion
from indicators.gate import OpenYears
from indicators.models import Assignment, Indicator

ACT = "répartir les indicateurs de ce contrat"
Shown = Mapping[int, int]
# A deadline is dated within these years of its exercise: it is counted from, and taken again a year later.
YEARS_AFTER = 5


def seats_of(contract: Contract) -> QuerySet[Seat]:
    """Whom an indicator may be entrusted to: today's editors of the contract's département, on its
    territory."""
    place = Q(territory=None) | Q(territory=contract.territory_id)
    return (
        Seat.objects.open_on(timezone.localdate())
        .filter(place, role=Role.EDITOR, organisation__party_to__contract=contract)
        .filter(organisation__kind=OrganisationKind.DEPARTEMENT)
        .for_acting()
        .order_by("user__name", "pk")
    )


@transaction.atomic
def assign(
    *,
    contract: Contract,
    year: int,
    indicators: Sequence[Indicator],
    by: Seat,
    seat: Seat | None = None,
    service: str = "",
    due_on: date | None = None,
    shown: Shown | None = None,
) -> list[Assignment]:
    """Entrust these indicators, whoever had them before. `shown` gives the version that was seen of each
    (by indicator; 0 for none).

    Raises PermissionDenied, YearLocked, StaleVersion, ValidationError (neither or both of a seat and a
    service, a seat that cannot enter them, a date far from the year, an indicator that the contract does
    not follow).
    """
    require("indicators.enter_values", by, contract, ACT)
    with acting(by):
        standing = _admitted(contract, year, indicators, shown)
        if seat is not None and not seats_of(contract).filter(pk=seat.pk).exists():
            raise ValidationError("Ce siège ne saisit pas les indicateurs de ce contrat.")
        if due_on is not None and not year <= due_on.year <= year + YEARS_AFTER:
            raise ValidationError({"due_on": f"Choisissez une date entre {year} et {year + YEARS_AFTER}."})
        rows = []
        for indicator in indicators:
            row = standing.get(indicator.pk) or _blank(contract, year, indicator)
            row.seat, row.service, row.due_on = seat, service.strip(), due_on
            rows.append(_written(row))
        _record(contract, "Confier des indicateurs", rows, by)
    return rows


@transaction.atomic
def unassign(
    *,
    contract: Contract,
    year: int,
    indicators: Sequence[Indicator],
    by: Seat,
    shown: Shown | None = None,
) -> int:
    """Entrust these indicators to nobody any more; returns how many were. Raises as `assign`."""
    require("indicators.enter_values", by, contract, ACT)
    with acting(by):
        rows = list(_admitted(contract, year, indicators, shown).values())
        _record(contract, "Ne plus confier des indicateurs", rows, by)
        for row in rows:
            row.delete()
    return len(rows)


def copyable(contract: Contract, year: int) -> list[Assignment]:
    """Last year's assignments that can be taken again, a year later: the indicator is still followed and
    entrusted to nobody, the seat still enters. Not saved."""
    taken = Assignment.objects.filter(contract=contract, fiscal_year=year).values("indicator")
    followed = Indicator.objects.followed_in(contract, year).values("pk")
    last = Assignment.objects.filter(contract=contract, fiscal_year=year - 1, indicator__in=followed)
    last = last.exclude(indicator__in=taken).filter(
        Q(seat=None) | Q(seat__in=seats_of(contract).values("pk"))
    )
    rows = last.select_related("indicator", "seat__user", "seat__organisation", "seat__territory")
    return [
        Assignment(
            contract=contract,
            fiscal_year=year,
            indicator=row.indicator,
            seat=row.seat,
            service=row.service,
            due_on=a_year_later(row.due_on),
        )
        for row in rows
    ]


@transaction.atomic
def copy_assignments(
    *, contract: Contract, year: int, by: Seat, only: Iterable[int] | None = None
) -> list[Assignment]:
    """Take last year's assignments again, all or those of the indicators `only`; what is entrusted stays.

    Raises PermissionDenied, YearLocked.
    """
    require("indicators.enter_values", by, contract, ACT)
    with acting(by):
        Contract.locked(contract.pk)
        proposed = copyable(contract, year)
        kept = proposed if only is None else [row for row in proposed if row.indicator_id in set(only)]
        _admitted(contract, year, [row.indicator for row in kept], None)
        rows = [_written(row) for row in kept]
        _record(contract, "Reprendre des affectations", rows, by)
    return rows


def a_year_later(day: date | None) -> date | None:
    """The same day of the next year; the 28th of February after the 29th."""
    if day is None:
        return None
    return date(day.year + 1, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)


def _admitted(
    contract: Contract, year: int, indicators: Sequence[Indicator], shown: Shown | None
) -> dict[int, Assignment]:
    """The standing assignments of these indicators, under lock, once the year is known to be open."""
    Contract.locked(contract.pk)
    asked = [indicator.pk for indicator in indicators]
    followed = set(
        Indicator.objects.followed_in(contract, year).filter(pk__in=asked).values_list("pk", flat=True)
    )
    if year not in contract.years or set(asked) - followed:
        raise ValidationError("Ce contrat ne suit pas cet indicateur cette année-là.")
    open_years = OpenYears(indicators)
    for indicator in indicators:
        if reason := open_years.refusal([contract], year, indicator):
            raise YearLocked(reason)
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("indicator", "seat__user")
    found = rows.filter(contract=contract, fiscal_year=year, indicator__in=asked)
    standing = {row.indicator_id: row for row in found.order_by("pk")}
    if shown is None:
        return standing
    for indicator in indicators:
        row, seen = standing.get(indicator.pk), shown.get(indicator.pk, 0)
        if seen != (row.version if row else 0):
            raise StaleVersion(row or _blank(contract, year, indicator), seen)
    return standing


def _blank(contract: Contract, year: int, indicator: Indicator) -> Assignment:
    return Assignment(contract=contract, fiscal_year=year, indicator=indicator)


def _written(row: Assignment) -> Assignment:
    row.clean_fields(exclude=["contract", "indicator", "seat"])
    row.validate_constraints(exclude=["contract", "indicator"])
    row.save_next() if row.pk else row.save()
    return row


def _record(contract: Contract, act: str, rows: Sequence[Assignment], by: Seat) -> None:
    """One act for all of them."""
    if not rows:
        return
    first = rows[0]
    after = {
        "fiscal_year": first.fiscal_year,
        "indicateurs": ", ".join(row.indicator.code for row in rows),
        "à": " ; ".join(sorted({row.holder for row in rows})),
        "due_on": first.due_on,
    }
    journal.record(chain=contract.journal_chain, act=act, subject=first, by=by, after=after)
