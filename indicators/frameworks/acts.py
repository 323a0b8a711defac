"""What the national level writes on frameworks: atomic, under lock, checked against what was shown, with its
history and its line in the national journal. An official wording is never invented: empty, it is « à
compléter »."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model

from accounts.models import Seat
from contracts.enums import LabelStatus
from contracts.models import Engagement, Framework, Objective
from core import journal
from core.acting import acting
from core.canonical import canonical_bytes, sha256_hex
from core.formats import NBSP
from core.history import because
from core.rights import require
from core.traces import difference, snapshot
from core.workflow import TransitionRefused
from indicators.frameworks.draft import Draft, DraftObjective
from indicators.local import check_settled, has_figures
from indicators.models import Indicator

ADMINISTER = "accounts.administer"
FRAMEWORK_FIELDS = ("code", "title", "first_year", "last_year", "baseline_year", "mandatory_count")
ENGAGEMENT_FIELDS = ("code", "label", "position", "source_url")
OBJECTIVE_FIELDS = ("label", "label_status", "kind", "engagement", "notes", "source_url")
INDICATOR_FIELDS = (
    "objective", "code", "label", "label_status", "definition", "method", "unit", "decimals", "direction",
    "behaviour", "lower_bound", "upper_bound", "numerator_label", "denominator_label", "roll_up",
    "baseline_year", "expected_source", "source_url",
)  # fmt: skip
MOVED = f"Quelqu’un d’autre a modifié ceci entre-temps{NBSP}: relisez, puis enregistrez de nouveau."
WHY = "Dites pourquoi le libellé change."
RESERVED = "nouveau"


def mark_of(row: Model, fields: Iterable[str]) -> str:
    """What the row says, as SHA-256: a page sends back the one it was shown. Empty for a new row."""
    return "" if row.pk is None else sha256_hex(canonical_bytes(snapshot(row, fields)))


@transaction.atomic
def create_framework(*, head: Mapping[str, Any], draft: Draft, by: Seat) -> Framework:
    """Open a framework, not published yet, with its engagements, objectives and indicators; `head` holds the
    FRAMEWORK_FIELDS. Raises PermissionDenied, ValidationError."""
    require(ADMINISTER, by, None, "créer un cadre national")
    with acting(by):
        framework = Framework(**{name: head.get(name) for name in FRAMEWORK_FIELDS})
        if framework.code == RESERVED:
            raise ValidationError({"code": "Ce code est réservé\u00a0: prenez-en un autre."})
        _save(framework)
        engagements = {
            code: _save(Engagement(framework=framework, code=code, label=label, position=position))
            for position, (code, label) in enumerate(draft.engagements.items(), start=1)
        }
        for described in draft.objectives:
            _add_objective(framework, described, engagements.get(described.engagement))
        after = snapshot(framework, FRAMEWORK_FIELDS) | {"objectifs": len(draft.objectives)}
        _record("Créer un cadre national", framework, by, {}, after)
    return framework


def _add_objective(framework: Framework, described: DraftObjective, engagement: Engagement | None) -> None:
    objective = _save(
        Objective(
            framework=framework,
            engagement=engagement,
            label_status=LabelStatus.QUOTED if described.label else LabelStatus.MISSING,
            **described.model_dump(include={"number", "label", "kind", "source_url"}),
        )
    )
    for indicator in described.indicators:
        _save(Indicator(objective=objective, **indicator.model_dump()))


@transaction.atomic
def save_framework(framework: Framework, *, values: Mapping[str, Any], by: Seat, shown: str) -> Framework:
    """Correct the title, the years, the counts; the code and the first year stay once a contract points at
    them, being in its reference. Raises PermissionDenied, ValidationError."""
    require(ADMINISTER, by, None, "modifier un cadre national")
    with acting(by):
        row = Framework.objects.select_for_update().get(pk=framework.pk)
        before = _assign(row, values, FRAMEWORK_FIELDS, shown)
        settled = [name for name in ("code", "first_year") if before[name] != getattr(row, name)]
        if settled and row.contracts.exists():
            told = "Des contrats portent ce cadre dans leur référence\u00a0: ceci ne change plus."
            raise ValidationError(dict.fromkeys(settled, told))
        _check_years(row)
        _write(row, FRAMEWORK_FIELDS, before, "Modifier un cadre national", by)
    return row


def _check_years(framework: Framework) -> None:
    beyond = framework.contracts.filter(ends_on__year__gt=framework.last_year).order_by("reference").first()
    if beyond:
        told = f"Le contrat {beyond.reference} va jusqu’en {beyond.ends_on.year}."
        raise ValidationError({"last_year": told})


@transaction.atomic
def publish(framework: Framework, *, by: Seat) -> Framework:
    """Show the framework to everybody. What is still to complete says so; an empty one is not published.

    Raises PermissionDenied, TransitionRefused.
    """
    require(ADMINISTER, by, None, "publier un cadre national")
    with acting(by):
        row = Framework.objects.select_for_update().get(pk=framework.pk)
        if row.is_published:
            raise TransitionRefused(f"Le cadre {row} est déjà publié.")
        if not row.objectives.exists():
            raise TransitionRefused(f"Ajoutez au moins un objectif avant de publier le cadre {row}.")
        row.is_published = True
        row.save()
        _record("Publier un cadre national", row, by, {"is_published": False}, {"is_published": True})
    return row


@transaction.atomic
def save_engagement(row: Engagement, *, values: Mapping[str, Any], by: Seat, shown: str) -> Engagement:
    """Add an engagement to its framework, or correct one. Raises PermissionDenied, ValidationError."""
    require(ADMINISTER, by, None, "modifier un cadre national")
    with acting(by):
        if row.pk:
            row = Engagement.objects.select_for_update().get(pk=row.pk)
        before = _assign(row, values, ENGAGEMENT_FIELDS, shown)
        _write(row, ENGAGEMENT_FIELDS, before, "Modifier un engagement", by, str(values.get("why", "")))
    return row


@transaction.atomic
def save_objective(row: Objective, *, values: Mapping[str, Any], by: Seat, shown: str) -> Objective:
    """Complete an objective, or correct it; a wording already there changes with a reason (`why`), which its
    history keeps. Contracts keep pointing at it, and what was frozen in a report stays as it was.

    Raises PermissionDenied, ValidationError (also when somebody changed it since `shown`).
    """
    require(ADMINISTER, by, None, "modifier un cadre national")
    with acting(by):
        row = Objective.objects.select_for_update(of=("self",)).get(pk=row.pk)
        before = _assign(row, values, OBJECTIVE_FIELDS, shown)
        if not row.label:
            row.label_status = LabelStatus.MISSING
        elif row.label_status == LabelStatus.MISSING:
            row.label_status = LabelStatus.QUOTED
        _require_reason(row, before, values)
        if row.engagement and row.engagement.framework_id != row.framework_id:
            raise ValidationError({"engagement": "Cet engagement est d’un autre cadre."})
        _write(row, OBJECTIVE_FIELDS, before, "Modifier un objectif", by, str(values.get("why", "")))
    return row


@transaction.atomic
def save_indicator(row: Indicator, *, values: Mapping[str, Any], by: Seat, shown: str) -> Indicator:
    """Add a national indicator, or correct one. Once a figure rests on it, its code, objective, unit and
    rhythm stay. Raises PermissionDenied, ValidationError."""
    require(ADMINISTER, by, None, "modifier un cadre national")
    with acting(by):
        if row.pk:
            row = Indicator.objects.select_for_update(of=("self",)).get(pk=row.pk, contract=None)
        before = _assign(row, values, INDICATOR_FIELDS, shown)
        _require_reason(row, before, values)
        if before and has_figures(row):
            check_settled(row, before)
        _write(
            row, INDICATOR_FIELDS, before, "Modifier un indicateur national", by, str(values.get("why", ""))
        )
    return row


def _require_reason(row: Any, before: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    if before.get("label") and before["label"] != row.label and not str(values.get("why", "")).strip():
        raise ValidationError({"why": WHY})


def _assign(row: Any, values: Mapping[str, Any], fields: Iterable[str], shown: str) -> dict[str, Any]:
    """Put the values on the row; returns what it said before, nothing for a new one."""
    if mark_of(row, fields) != shown:
        raise ValidationError(MOVED)
    before = snapshot(row, fields) if row.pk else {}
    for name in fields:
        if name in values:
            setattr(row, name, values[name])
    return before


def _write(
    row: Any, fields: Iterable[str], before: dict[str, Any], act: str, by: Seat, why: str = ""
) -> None:
    before, after = difference(before, snapshot(row, fields))
    if not after:
        return
    because(row, why) if why else None
    _save(row)
    _record(act if before else act.replace("Modifier", "Ajouter"), row, by, before, after, why)


def _save(row: Any) -> Any:
    row.full_clean()
    row.save()
    return row


def _record(act: str, row: Model, by: Seat, before: Any, after: Any, why: str = "") -> None:
    journal.record(
        chain=journal.NATIONAL_CHAIN, act=act, subject=row, by=by, before=before, after=after, reason=why
    )
