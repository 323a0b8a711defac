"""The crosswalk as the national level sets it: a link between two definitions, graded, with why."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Seat
from contracts.enums import LinkGrade
from contracts.models import Link, Objective, ObjectiveLink
from core import journal
from core.acting import acting
from core.formats import NBSP
from core.rights import require
from core.traces import Trace, difference, snapshot
from indicators.frameworks.acts import ADMINISTER
from indicators.models import Indicator, IndicatorLink

GRADED = ("grade", "reason", "source_url")
ENDS = ("earlier", "later")
KINDS: dict[str, type[ObjectiveLink] | type[IndicatorLink]] = {
    "objectifs": ObjectiveLink,
    "indicateurs": IndicatorLink,
}
ACT = "mettre des cadres en correspondance"


@transaction.atomic
def save_link(
    link: ObjectiveLink | IndicatorLink, *, values: Mapping[str, Any], by: Seat, shown_version: int | None
) -> Any:
    """Link two definitions, or grade a link anew; `values` holds GRADED and, for a new link, both ENDS.

    Raises PermissionDenied, StaleVersion, ValidationError (the earlier framework does not come before; a
    carried series whose units differ; a grade other than equal without a reason).
    """
    require(ADMINISTER, by, None, ACT)
    with acting(by):
        row: Any = type(link).locked(link.pk, shown_version) if link.pk else link
        before = _trace(row) if row.pk else {}
        for name in GRADED if row.pk else (*ENDS, *GRADED):
            if name in values:
                setattr(row, name, values[name])
        _check(row)
        changes = difference(before, _trace(row))
        if changes[1]:
            row.save_next() if row.pk else row.save()
            act = "Noter une correspondance" if before else "Mettre deux définitions en correspondance"
            _record(act, row, by, *changes)
    return row


@transaction.atomic
def remove_link(link: ObjectiveLink | IndicatorLink, *, by: Seat, shown_version: int | None) -> None:
    """Take a link away; its history stays. Raises PermissionDenied, StaleVersion."""
    require(ADMINISTER, by, None, ACT)
    with acting(by):
        row = type(link).locked(link.pk, shown_version)
        _record("Retirer une correspondance", row, by, _trace(row), {})
        row.delete()


def _check(row: Any) -> None:
    """Raise ValidationError, by field."""
    row.full_clean()
    earlier, later = _objective(row.earlier), _objective(row.later)
    starts = dict(
        Objective.objects.filter(pk__in=[earlier, later]).values_list("pk", "framework__first_year")
    )
    if starts[earlier] >= starts[later]:
        raise ValidationError({"earlier": "Choisissez une définition d’un cadre antérieur."})
    if row.grade != LinkGrade.EQUAL and not row.reason.strip():
        raise ValidationError({"reason": f"Dites ce qui change{NBSP}: c’est lu à côté de chaque série."})
    if (
        isinstance(row, IndicatorLink)
        and row.grade != LinkGrade.BROKEN
        and row.earlier.unit != row.later.unit
    ):
        told = (
            f"Les unités diffèrent ({row.earlier.unit}, {row.later.unit}){NBSP}: seule une correspondance"
            " rompue convient."
        )
        raise ValidationError({"grade": told})


def _objective(definition: Objective | Indicator) -> int:
    return definition.pk if isinstance(definition, Objective) else definition.objective_id


def _trace(row: Link) -> Trace:
    ends = {"antérieur": str(row.earlier), "repris par": str(row.later)}  # type: ignore[attr-defined]
    return snapshot(row, GRADED) | ends


def _record(act: str, row: Link, by: Seat, before: Trace, after: Trace) -> None:
    journal.record(chain=journal.NATIONAL_CHAIN, act=act, subject=row, by=by, before=before, after=after)
