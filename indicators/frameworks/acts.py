"""What the national level writes on frameworks: atomic, under lock, checked against what was shown, with its
history and its line in the national journal. An official wording is never invented: empty, it is « à
compléter »."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Seat
from contracts.enums import LabelStatus
from contracts.models import Engagement, Framework, Objective
from core.acting import acting
from core.marks import assign, record, save_checked, write
from core.rights import require
from core.traces import snapshot
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
WHY = "Dites pourquoi le libellé change."
RESERVED = "nouveau"


@transaction.atomic
def create_framework(*, head: Mapping[str, Any], draft: Draft, by: Seat) -> Framework:
    """Open a framework, not published yet, with its engagements, objectives and indicators; `head` holds the
    FRAMEWORK_FIELDS. Raises PermissionDenied, ValidationError."""
    require(ADMINISTER, by, None, "créer un cadre national")
    with acting(by):
        framework = Framework(**{name: head.get(name) for name in FRAMEWORK_FIELDS})
        if framework.code == RESERVED:
            raise ValidationError({"code": "Ce code est réservé\u00a0: prenez-en un autre."})
        save_checked(framework)
        engagements = {
            code: save_checked(Engagement(framework=framework, code=code, label=label, position=position))
            for position, (code, label) in enumerate(draft.engagements.items(), start=1)
        }
        for described in draft.objectives:
            _add_objective(framework, described, engagements.get(described.engagement))
        after = snapshot(framework, FRAMEWORK_FIELDS) | {"objectifs": len(draft.objectives)}
        record("Créer un cadre national", framework, by, {}, after)
    return framework


def _add_objective(framework: Framework, described: DraftObjective, engagement: Engagement | None) -> None:
    objective = save_checked(
        Objective(
            framework=framework,
            engagement=engagement,
            label_status=LabelStatus.QUOTED if described.label else LabelStatus.MISSING,
            **described.model_dump(include={"number", "label", "kind", "source_url"}),
        )
    )
    for indicator in described.indicators:
        save_checked(Indicator(objective=objective, **indicator.model_dump()))


@transaction.atomic
def save_framework(framework: Framework, *, values: Mapping[str, Any], by: Seat, shown: str) -> Framework:
    """Correct the title, the years, the counts; the code and the first year stay once a contract points at
    them, being in its reference. Raises PermissionDenied, ValidationError."""
    require(ADMINISTER, by, None, "modifier un cadre national")
    with acting(by):
        row = Framework.objects.select_for_update().get(pk=framework.pk)
        before = assign(row, values, FRAMEWORK_FIELDS, shown)
        settled = [name for name in ("code", "first_year") if before[name] != getattr(row, name)]
        if settled and row.contracts.exists():
            told = "Des contrats portent ce cadre dans leur référence\u00a0: ceci ne change plus."
            raise ValidationError(dict.fromkeys(settled, told))
        _check_years(row)
        write(row, FRAMEWORK_FIELDS, before, "Modifier un cadre national", by)
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
        record("Publier un cadre national", row, by, {"is_published": False}, {"is_published": True})
    return row


@transaction.atomic
def save_engagement(row: Engagement, *, values: Mapping[str, Any], by: Seat, shown: str) -> Engagement:
    """Add an engagement to its framework, or correct one. Raises PermissionDenied, ValidationError."""
    require(ADMINISTER, by, None, "modifier un cadre national")
    with acting(by):
        if row.pk:
            row = Engagement.objects.select_for_update().get(pk=row.pk)
        before = assign(row, values, ENGAGEMENT_FIELDS, shown)
        write(row, ENGAGEMENT_FIELDS, before, "Modifier un engagement", by, str(values.get("why", "")))
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
        before = assign(row, values, OBJECTIVE_FIELDS, shown)
        if not row.label:
            row.label_status = LabelStatus.MISSING
        elif row.label_status == LabelStatus.MISSING:
            row.label_status = LabelStatus.QUOTED
        _require_reason(row, before, values)
        if row.engagement and row.engagement.framework_id != row.framework_id:
            raise ValidationError({"engagement": "Cet engagement est d’un autre cadre."})
        write(row, OBJECTIVE_FIELDS, before, "Modifier un objectif", by, str(values.get("why", "")))
    return row


@transaction.atomic
def save_indicator(row: Indicator, *, values: Mapping[str, Any], by: Seat, shown: str) -> Indicator:
    """Add a national indicator, or correct one. Once a figure rests on it, its code, objective, unit and
    rhythm stay. Raises PermissionDenied, ValidationError."""
    require(ADMINISTER, by, None, "modifier un cadre national")
    with acting(by):
        if row.pk:
            row = Indicator.objects.select_for_update(of=("self",)).get(pk=row.pk, contract=None)
        before = assign(row, values, INDICATOR_FIELDS, shown)
        _require_reason(row, before, values)
        if before and has_figures(row):
            check_settled(row, before)
        write(
            row, INDICATOR_FIELDS, before, "Modifier un indicateur national", by, str(values.get("why", ""))
        )
    return row


def _require_reason(row: Any, before: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    if before.get("label") and before["label"] != row.label and not str(values.get("why", "")).strip():
        raise ValidationError({"why": WHY})
