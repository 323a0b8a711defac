"""A later date for one territory: asked by its département, answered by the national level, taken back."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Seat
from contracts import years
from contracts.deadlines import binding_day
from contracts.enums import DeadlineKind, ExtensionState
from contracts.models import Contract, Deadline, DeadlineExtension, ExtensionRequest
from core import journal
from core.acting import acting
from core.formats import date_long
from core.history import because
from core.rights import require
from core.traces import snapshot
from core.workflow import TransitionRefused, transition

ASK = "contracts.ask_extension"
FIELDS = ("deadline", "wished_on", "reason")
FARTHEST = timedelta(days=366)


@transaction.atomic
def ask_extension(
    contract: Contract, deadline: Deadline, *, wished_on: date, reason: str, by: Seat
) -> ExtensionRequest:
    """Ask for a later date for the contract's territory.

    Raises PermissionDenied, TransitionRefused (the report is agreed), ValidationError (no date to put back, a
    date that is no later, no reason, a request that waits already).
    """
    require(ASK, by, contract, "demander le report d’une échéance")
    with acting(by):
        locked = Contract.locked(contract.pk)
        if is_over(locked, deadline):
            raise TransitionRefused("Le rapport de cet exercice est arrêté\u00a0: plus rien n’est attendu.")
        request = ExtensionRequest(
            contract=locked, deadline=deadline, wished_on=wished_on, reason=reason.strip()
        )
        if refusal := no_later(locked, deadline, wished_on):
            raise ValidationError({"wished_on": refusal})
        request.full_clean()
        request.save()
        journal.record(
            chain=request.journal_chain,
            act="Demander un report d’échéance",
            subject=request,
            by=by,
            after=snapshot(request, FIELDS),
            reason=request.reason,
        )
    return request


def is_over(contract: Contract, deadline: Deadline) -> bool:
    """Whether what was due is done, as far as the application knows: a report that was agreed."""
    key = (contract.pk, deadline.campaign.fiscal_year)
    return deadline.kind == DeadlineKind.REPORT and key in years.agreed_editions([contract])


def no_later(contract: Contract, deadline: Deadline, day: date) -> str:
    """Why this day puts nothing back, in French; nothing when it does."""
    binding = binding_day(deadline, contract)
    if day <= binding:
        return f"L’échéance est déjà au {date_long(binding)}\u00a0: indiquez un jour plus tardif."
    if day > deadline.due_on + FARTHEST:
        return f"Un report ne dépasse pas un an après le {date_long(deadline.due_on)}."
    return ""


@transition(
    model=ExtensionRequest,
    label="Accorder le report",
    source={ExtensionState.ASKED},
    target=ExtensionState.GRANTED,
    permission="contracts.answer_extension",
    tells=["granted_on"],
)
def grant_extension(request: ExtensionRequest, *, by: Seat, granted_on: date, reason: str = "") -> None:
    """Put the deadline back for the territory, to the day asked for or to another."""
    deadline = request.deadline
    if refusal := no_later(request.contract, deadline, granted_on):
        raise TransitionRefused(refusal)
    request.granted_on, request.answer = granted_on, reason.strip()
    row = _extension(request) or DeadlineExtension(deadline=deadline, territory=request.contract.territory)
    row.due_on, row.reason = granted_on, request.reason
    row.full_clean()
    row.save()


@transition(
    model=ExtensionRequest,
    label="Refuser le report",
    source={ExtensionState.ASKED},
    target=ExtensionState.REFUSED,
    permission="contracts.answer_extension",
)
def refuse_extension(request: ExtensionRequest, *, by: Seat, reason: str) -> None:
    """Keep the date, and say why."""
    if not reason.strip():
        raise TransitionRefused("Motivez le refus\u00a0: le département le lira.")
    request.answer = reason.strip()


@transition(
    model=ExtensionRequest,
    label="Retirer la demande",
    source={ExtensionState.ASKED},
    target=ExtensionState.WITHDRAWN,
    permission="contracts.withdraw_extension",
)
def withdraw_extension(request: ExtensionRequest, *, by: Seat) -> None:
    """Ask no more, before any answer."""


@transition(
    model=ExtensionRequest,
    label="Lever le report",
    source={ExtensionState.GRANTED},
    target=ExtensionState.LIFTED,
    permission="contracts.answer_extension",
    tells=["granted_on"],
)
def lift_extension(request: ExtensionRequest, *, by: Seat, reason: str) -> None:
    """Go back to the national date; what was granted stays readable."""
    if not reason.strip():
        raise TransitionRefused("Dites pourquoi le report est levé.")
    row = _extension(request)
    if row is None or row.due_on != request.granted_on:
        raise TransitionRefused("Un autre report a été accordé depuis\u00a0: c’est lui qui se lève.")
    request.answer = reason.strip()
    because(row, reason.strip()[:500])
    row.delete()


def _extension(request: ExtensionRequest) -> DeadlineExtension | None:
    return DeadlineExtension.objects.filter(
        deadline=request.deadline_id, territory=request.contract.territory_id
    ).first()
