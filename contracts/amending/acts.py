"""What is written on a draft amendment: what it is about, what it would bring, and its withdrawal."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max

from accounts.models import Seat
from contracts.amending.registry import Bringer, Proposal, bringer_of
from contracts.enums import AmendmentKind, AmendmentState, ContractState
from contracts.models import Amendment, AmendmentChange, Contract
from core import journal
from core.acting import acting
from core.formats import NBSP
from core.rights import refusal, require
from core.traces import difference, put, snapshot
from core.workflow import TransitionRefused

FIELDS = ("kinds", "title", "fiscal_year", "effective_on", "purpose")
EDIT = "contracts.edit_terms"


@transaction.atomic
def open_amendment(contract: Contract, *, values: Mapping[str, Any], by: Seat) -> Amendment:
    """Open a draft under the next number; `values` holds FIELDS.

    Raises PermissionDenied, TransitionRefused before the contract is signed, ValidationError.
    """
    require(EDIT, by, contract, "préparer un avenant")
    with acting(by):
        locked = Contract.locked(contract.pk)
        if locked.state not in (ContractState.SIGNED, ContractState.ENDED):
            raise TransitionRefused("Un avenant change un contrat signé\u00a0: celui-ci ne l’est pas encore.")
        last = locked.amendments.aggregate(last=Max("number"))["last"] or 0
        amendment = Amendment(contract=locked, number=last + 1)
        _fill(amendment, values)
        amendment.save()
        _record(amendment, "Préparer un avenant", by, {}, snapshot(amendment, FIELDS))
    return amendment


@transaction.atomic
def describe_amendment(
    amendment: Amendment, *, values: Mapping[str, Any], by: Seat, shown_version: int | None = None
) -> Amendment:
    """Change what a draft is about; a kind whose section holds something is not closed over it.

    Raises PermissionDenied, StaleVersion, TransitionRefused once signed, ValidationError.
    """
    require(EDIT, by, amendment.contract, "modifier l’avenant")
    with acting(by):
        locked = _draft(amendment, shown_version)
        held = set(locked.changes.values_list("kind", flat=True))
        if lost := held - set(values["kinds"]):
            labels = [one.get_kind_display() for one in locked.changes.filter(kind__in=lost)]
            raise ValidationError(
                {"kinds": f"Retirez d’abord ce que l’avenant change en «{NBSP}{labels[0]}{NBSP}»."}
            )
        if AmendmentKind.CREDITS in held and values.get("fiscal_year") != locked.fiscal_year:
            # What the year waits for is asked of this year: credits of another would pass without it.
            told = (
                f"Des crédits {locked.fiscal_year} sont inscrits{NBSP}: retirez-les pour changer d’exercice."
            )
            raise ValidationError({"fiscal_year": told})
        before = snapshot(locked, FIELDS)
        _fill(locked, values)
        changes = difference(before, snapshot(locked, FIELDS))
        if changes[1]:
            locked.save_next()
            _record(locked, "Modifier l’avenant", by, *changes)
    return locked


@transaction.atomic
def propose(amendment: Amendment, *, bringer: Bringer, proposal: Proposal, by: Seat) -> AmendmentChange:
    """Keep a change in a draft; the same subject proposed again replaces what was there.

    The amendment goes to its next version, so that nobody signs what they have not read.
    Raises PermissionDenied, TransitionRefused (signed, or a section that its kinds do not open).
    """
    _require(bringer.may(by, amendment.contract), bringer)
    with acting(by):
        locked = _draft(amendment)
        if bringer.kind not in locked.kinds:
            raise TransitionRefused("Cet avenant ne porte pas sur cette partie du contrat.")
        found = locked.changes.filter(subject=proposal.subject).first()
        change = found or AmendmentChange(amendment=locked, subject=proposal.subject)
        before = {"after": change.after} if found else {}
        change.kind, change.label = bringer.kind, proposal.label[:400]
        change.before, change.after = proposal.before, proposal.after
        change.values, change.reason = proposal.values, proposal.reason
        change.full_clean()
        change.save_next() if found else change.save()
        locked.save_next()
        after = {"label": change.label, "before": change.before, "after": change.after}
        _record(locked, "Inscrire un changement à l’avenant", by, before, after, change)
    return change


@transaction.atomic
def withdraw(change: AmendmentChange, *, by: Seat) -> None:
    """Take a change out of a draft. Raises PermissionDenied, TransitionRefused."""
    brought = bringer_of(change)
    _require(brought.may_withdraw(by, change), brought)
    with acting(by):
        locked = _draft(change.amendment)
        before = {"label": change.label, "after": change.after}
        _record(locked, "Retirer un changement de l’avenant", by, before, {}, change)
        change.delete()
        locked.save_next()


@transaction.atomic
def drop_amendment(amendment: Amendment, *, by: Seat, shown_version: int | None = None) -> None:
    """Give up a draft with all it would have brought; the history keeps it.

    Raises PermissionDenied, StaleVersion, TransitionRefused once signed or when pieces are filed with it.
    """
    require(EDIT, by, amendment.contract, "abandonner l’avenant")
    with acting(by):
        locked = _draft(amendment, shown_version)
        if locked.documents.exists():
            raise TransitionRefused("Des pièces sont déposées avec cet avenant\u00a0: il reste au dossier.")
        _record(locked, "Abandonner l’avenant", by, snapshot(locked, FIELDS), {})
        for change in locked.changes.all():
            change.delete()
        locked.delete()


def _require(is_allowed: bool, bringer: Bringer) -> None:
    if not is_allowed:
        raise PermissionDenied(refusal(f"changer par avenant «{NBSP}{bringer.title.lower()}{NBSP}»"))


def _draft(amendment: Amendment, shown_version: int | None = None) -> Amendment:
    locked = Amendment.locked(amendment.pk, shown_version)
    require_draft(locked)
    locked.contract = amendment.contract
    return locked


def require_draft(amendment: Amendment) -> None:
    """Raise TransitionRefused once the amendment is signed."""
    if amendment.state != AmendmentState.DRAFT:
        raise TransitionRefused("Cet avenant est signé\u00a0: il ne se modifie plus.")


def _fill(amendment: Amendment, values: Mapping[str, Any]) -> None:
    put(amendment, values, FIELDS)
    amendment.full_clean()


def _record(
    amendment: Amendment,
    act: str,
    by: Seat,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    subject: Any = None,
) -> None:
    journal.record(
        chain=amendment.journal_chain,
        act=act,
        subject=subject or amendment,
        by=by,
        before=dict(before),
        after=dict(after),
    )


def refusals(changes: Sequence[AmendmentChange]) -> list[tuple[AmendmentChange, str]]:
    """The changes that could not be applied today, each with why."""
    asked = [(change, bringer_of(change).refusal(change)) for change in changes]
    return [(change, reason) for change, reason in asked if reason]
