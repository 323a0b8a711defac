"""The indicators that a contract adds to those of its framework: defined, corrected, withdrawn by its
département.

What figures already rest on does not change under them: once one is entered, the code, the objective, the
unit and the rhythm stay; the other traits may change as long as every figure still obeys the rules.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Seat
from contracts.enums import LabelStatus
from contracts.models import Contract
from core import journal
from core.acting import acting
from core.canonical import canonical_bytes, sha256_hex
from core.formats import joined
from core.rights import require
from core.traces import difference, put, snapshot
from indicators.enums import RollUp
from indicators.models import Indicator, Measurement, Target
from indicators.value_rules import Aim, Figure, broken_by_target, broken_by_value

ACT = "définir les indicateurs propres à ce contrat"
FIELDS = (
    "objective", "code", "label", "definition", "method", "unit", "decimals", "direction", "behaviour",
    "lower_bound", "upper_bound", "numerator_label", "denominator_label", "expected_source",
)  # fmt: skip
SETTLED = ("objective", "code", "unit", "behaviour")
CODE = re.compile(r"[0-9A-Za-z]+([.\-][0-9A-Za-z]+)*")
MOVED = "Cet indicateur a été modifié entre-temps\u00a0: relisez-le, puis enregistrez de nouveau."


def mark_of(indicator: Indicator) -> str:
    """What the indicator says, as SHA-256: a page sends back the one it was shown. Empty for a new one."""
    return "" if indicator.pk is None else sha256_hex(canonical_bytes(snapshot(indicator, FIELDS)))


def has_figures(indicator: Indicator) -> bool:
    """Whether a figure or a target was entered for it."""
    return indicator.measurements.exists() or indicator.targets.exists()


@transaction.atomic
def save_local(
    *,
    contract: Contract,
    values: Mapping[str, Any],
    by: Seat,
    indicator: Indicator | None = None,
    shown: str | None = None,
) -> Indicator:
    """Define an indicator of the contract alone under an objective it retains, or correct one; `values` holds
    the FIELDS, `shown` the `mark_of` what the person had before them.

    Raises PermissionDenied, ValidationError by field (a national code, a settled trait, a figure that would
    no longer obey the rules; changed meanwhile).
    """
    require("indicators.define_local", by, contract, ACT)
    with acting(by):
        Contract.locked(contract.pk)
        row = _locked(contract, indicator, shown)
        before = snapshot(row, FIELDS) if row.pk else {}
        put(row, values, FIELDS)
        _check(row, contract, before)
        after = snapshot(row, FIELDS)
        if before != after:
            row.save()
            act = "Modifier un indicateur local" if before else "Ajouter un indicateur local"
            _record(contract, act, row, by, *difference(before, after))
    return row


@transaction.atomic
def remove_local(*, contract: Contract, indicator: Indicator, by: Seat) -> None:
    """Withdraw an indicator that nothing rests on. Raises PermissionDenied, ValidationError."""
    require("indicators.define_local", by, contract, ACT)
    with acting(by):
        Contract.locked(contract.pk)
        row = _locked(contract, indicator, None)
        if hanging := what_hangs_on(row):
            raise ValidationError(f"Cet indicateur ne se retire pas\u00a0: {joined(hanging)} en dépendent.")
        _record(contract, "Retirer un indicateur local", row, by, snapshot(row, FIELDS), {})
        row.delete()


def what_hangs_on(indicator: Indicator) -> list[str]:
    """What would be lost with it, in French."""
    related = {
        "des valeurs": indicator.measurements,
        "des cibles": indicator.targets,
        "des explications": indicator.explanations,
        "des affectations": indicator.assignments,
        "des classeurs de contributeurs": indicator.kits,
        "des remarques": getattr(indicator, "remarks", None),
    }
    return [name for name, rows in related.items() if rows is not None and rows.exists()]


def _locked(contract: Contract, indicator: Indicator | None, shown: str | None) -> Indicator:
    if indicator is None:
        return Indicator(contract=contract, roll_up=RollUp.NONE, label_status=LabelStatus.LOCAL)
    row = Indicator.objects.select_for_update(of=("self",)).get(pk=indicator.pk, contract=contract)
    if shown is not None and shown != mark_of(row):
        raise ValidationError(MOVED)
    return row


def _check(row: Indicator, contract: Contract, before: Mapping[str, Any]) -> None:
    """Raise ValidationError, by field."""
    row.full_clean(exclude=["contract"])
    if not CODE.fullmatch(row.code):
        raise ValidationError({"code": "Un code est fait de lettres, de chiffres, de points et de tirets."})
    if not contract.retained_objectives.filter(objective=row.objective_id).exists():
        raise ValidationError({"objective": "Choisissez un objectif que le contrat retient."})
    national = Indicator.objects.filter(contract=None, objective__framework=contract.framework_id)
    if national.filter(code__iexact=row.code).exists():
        raise ValidationError(
            {"code": "Ce code est celui d’un indicateur national\u00a0: prenez-en un autre."}
        )
    others = Indicator.objects.filter(contract=contract, code__iexact=row.code).exclude(pk=row.pk)
    if others.exists():
        raise ValidationError({"code": "Ce contrat a déjà un indicateur local de ce code."})
    if before and has_figures(row):
        check_settled(row, before)


def check_settled(row: Indicator, before: Mapping[str, Any]) -> None:
    """What figures rest on stays, and every one still obeys the rules. Raises ValidationError, by field."""
    after = snapshot(row, FIELDS)
    moved = [name for name in SETTLED if before[name] != after[name]]
    if moved:
        told = "Des valeurs ou des cibles sont saisies\u00a0: ceci ne se modifie plus."
        raise ValidationError(dict.fromkeys(moved, told))
    years = {
        one.year
        for one in Measurement.objects.filter(indicator=row)
        if broken_by_value(row, Figure(one.kind, one.value, one.numerator, one.denominator))
    } | {
        one.year
        for one in Target.objects.filter(indicator=row)
        if broken_by_target(row, Aim(one.operator, one.value, one.upper_value))
    }
    if years:
        told = joined(sorted(years))
        raise ValidationError(f"Des valeurs ou des cibles ne respecteraient plus ces limites\u00a0: {told}.")


def _record(contract: Contract, act: str, row: Indicator, by: Seat, before: Any, after: Any) -> None:
    journal.record(chain=contract.journal_chain, act=act, subject=row, by=by, before=before, after=after)
