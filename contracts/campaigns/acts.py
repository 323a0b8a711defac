"""What the national level writes on campaigns: atomic, under lock, checked against what was shown, with its
history and its line in the national journal."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Seat
from contracts.enums import DeadlineKind
from contracts.models import Campaign, Deadline
from core.acting import acting
from core.formats import NBSP
from core.marks import assign, record, write
from core.rights import require
from core.traces import snapshot
from core.workflow import TransitionRefused

SET_CALENDAR = "contracts.set_calendar"
ACT = "modifier le calendrier national"
CAMPAIGN_FIELDS = ("framework", "fiscal_year", "notes")
DEADLINE_FIELDS = ("kind", "label", "due_on", "audience", "legal_text", "source_url")
# A deadline is dated within these years of its exercise: beyond, a digit was mistyped.
BEFORE, AFTER = 1, 3


@transaction.atomic
def save_campaign(row: Campaign, *, values: Mapping[str, Any], by: Seat, shown: str) -> Campaign:
    """Open the campaign of a year, or rewrite its notes; its framework and its year never change.

    Raises PermissionDenied, ValidationError.
    """
    require(SET_CALENDAR, by, None, ACT)
    with acting(by):
        if row.pk:
            row = Campaign.objects.select_for_update(of=("self",)).get(pk=row.pk)
            values = {"notes": values["notes"]}
        before = assign(row, values, CAMPAIGN_FIELDS, shown)
        framework = row.framework
        if not framework.first_year <= row.fiscal_year <= framework.last_year:
            told = f"Le cadre {framework} ne couvre pas l’exercice {row.fiscal_year}."
            raise ValidationError({"fiscal_year": told})
        write(row, CAMPAIGN_FIELDS, before, "Modifier une campagne", by)
    return row


@transaction.atomic
def save_deadline(row: Deadline, *, values: Mapping[str, Any], by: Seat, shown: str) -> Deadline:
    """Add a deadline to its campaign, or move it; a date that moves says why (`why`), kept in the history.

    Raises PermissionDenied, ValidationError (all that is senseless at once).
    """
    require(SET_CALENDAR, by, None, ACT)
    with acting(by):
        if row.pk:
            row = Deadline.objects.select_for_update(of=("self",)).get(pk=row.pk)
        before = assign(row, values, DEADLINE_FIELDS, shown)
        why = str(values.get("why", "")).strip()
        faults = _senseless(row)
        if before and before["due_on"] != row.due_on.isoformat() and not why:
            faults["why"] = "Dites pourquoi la date change\u00a0: le texte, la consigne."
        if faults:
            raise ValidationError(faults)
        write(row, DEADLINE_FIELDS, before, "Modifier une échéance", by, why)
    return row


def _senseless(row: Deadline) -> dict[str, str]:
    """What no text could mean, by field, in French."""
    faults: dict[str, str] = {}
    year = row.campaign.fiscal_year
    first, last = date(year - BEFORE, 1, 1), date(year + AFTER, 12, 31)
    if not first <= row.due_on <= last:
        faults["due_on"] = (
            f"Une échéance de l’exercice {year} tombe entre {first.year} et {last.year}\u00a0: "
            "vérifiez l’année."
        )
    if row.kind != DeadlineKind.REPORT:
        return faults
    if row.due_on <= date(year, 12, 31):
        faults["due_on"] = (
            f"Le rapport rend compte de tout l’exercice {year}\u00a0: sa date vient après le 31 décembre."
        )
    others = Deadline.objects.filter(campaign=row.campaign, kind=DeadlineKind.REPORT).exclude(pk=row.pk)
    if others.exists():
        faults["kind"] = "Cette campagne a déjà la date du rapport\u00a0: une seule fait foi, modifiez-la."
    return faults


@transaction.atomic
def remove_deadline(row: Deadline, *, by: Seat, shown: str) -> None:
    """Take away a deadline set by mistake. Raises PermissionDenied, TransitionRefused once a territory was
    granted or asked another date of it, ValidationError."""
    require(SET_CALENDAR, by, None, ACT)
    with acting(by):
        row = Deadline.objects.select_for_update(of=("self",)).get(pk=row.pk)
        assign(row, {}, DEADLINE_FIELDS, shown)
        if row.extensions.exists() or row.requests.exists():
            raise TransitionRefused(
                f"«{NBSP}{row.label}{NBSP}» ne se retire pas\u00a0: un territoire en a demandé le report."
            )
        record("Retirer une échéance", row, by, snapshot(row, DEADLINE_FIELDS), {})
        row.delete()
