"""Preparing a contract: its objectives with why, its terms, its parties, before the parties sign."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.enums import OrganisationKind
from accounts.models import Organisation, Seat
from contracts.enums import ContractState, ObjectiveKind
from contracts.models import Contract, ContractObjective, Objective, Party
from core import journal
from core.acting import acting
from core.formats import NBSP, joined
from core.marks import MOVED, assign, mark_of
from core.rights import require
from core.traces import difference, put, snapshot
from core.workflow import TransitionRefused

PERIOD = ("starts_on", "ends_on")
FACTS = ("odpe_informed_on", "deliberated_on", "departement_share_percent", "provenance")
PARTY_FIELDS = ("signatory_title", "local_service")
EDIT = "contracts.edit_terms"


@transaction.atomic
def choose_objectives(
    contract: Contract, *, chosen: Mapping[Objective, str], by: Seat, shown_version: int | None = None
) -> Contract:
    """Say which optional objectives a draft pursues, each with why; the fundamental ones are always there.

    `chosen` gives the reason of each optional objective kept; those left out are dropped. Raises
    PermissionDenied, StaleVersion, TransitionRefused once the contract is no longer a draft, ValidationError
    for an objective of another framework or one without a reason.
    """
    require(EDIT, by, contract, "choisir les objectifs")
    if any(objective.framework_id != contract.framework_id for objective in chosen):
        raise ValidationError("Un objectif n’est pas du cadre de ce contrat.")
    unexplained = [str(objective.number) for objective, reason in chosen.items() if not reason.strip()]
    if unexplained:
        raise ValidationError(f"Dites pourquoi le contrat retient l’objectif {joined(unexplained)}.")
    with acting(by):
        locked = Contract.locked(contract.pk, shown_version)
        _require_draft(locked, "Les objectifs")
        before, after = _rewrite(locked, chosen)
        if before != after:
            locked.save_next()
            _record(locked, "Choisir les objectifs", by, *difference(before, after))
    return locked


def _rewrite(contract: Contract, chosen: Mapping[Objective, str]) -> tuple[dict[str, str], dict[str, str]]:
    standing = {one.objective: one for one in contract.retained_objectives.select_related("objective")}
    optional = {key: one for key, one in standing.items() if key.kind != ObjectiveKind.FUNDAMENTAL}
    before = {str(objective.number): one.reason for objective, one in optional.items()}
    for objective in contract.framework.objectives.filter(kind=ObjectiveKind.FUNDAMENTAL):
        if objective not in standing:
            ContractObjective.objects.create(contract=contract, objective=objective)
    for objective, one in optional.items():
        if objective not in chosen:
            one.delete()
    for objective, reason in chosen.items():
        kept = optional.get(objective) or ContractObjective(contract=contract, objective=objective)
        if kept.pk is None or kept.reason != reason:
            kept.reason = reason
            kept.full_clean()
            kept.save()
    return before, {str(objective.number): reason for objective, reason in chosen.items()}


@transaction.atomic
def set_terms(
    contract: Contract, *, values: Mapping[str, Any], by: Seat, shown_version: int | None = None
) -> Contract:
    """Write the dated facts of a contract (ODPE, assembly), its share, and the period of a draft.

    A signed contract's period moves by an amendment alone. Raises PermissionDenied, StaleVersion,
    TransitionRefused, ValidationError.
    """
    require(EDIT, by, contract, "modifier les termes du contrat")
    with acting(by):
        locked = Contract.locked(contract.pk, shown_version)
        fields = [name for name in (*PERIOD, *FACTS) if name in values]
        before = snapshot(locked, fields)
        put(locked, values, fields)
        changes = difference(before, snapshot(locked, fields))
        if set(changes[1]) & set(PERIOD):
            _require_draft(locked, "La période")
        locked.full_clean()
        if changes[1]:
            locked.save_next()
            _record(locked, "Modifier les termes du contrat", by, *changes)
    return locked


@dataclass(frozen=True)
class PartySaid:
    """What a page says of a party, known by its key: PARTY_FIELDS, and the mark of what it was shown."""

    pk: int
    values: Mapping[str, str]
    shown: str


@transaction.atomic
def describe_parties(contract: Contract, *, said: Sequence[PartySaid], by: Seat) -> None:
    """Say who signs for each party, and which of its services follows: all of them or none.

    Raises PermissionDenied, ValidationError by key of party when somebody changed it since it was shown.
    """
    require(EDIT, by, contract, "modifier les parties")
    with acting(by):
        Contract.locked(contract.pk)
        parties = contract.parties.in_bulk([one.pk for one in said])
        moved = [one.pk for one in said if mark_of(parties[one.pk], PARTY_FIELDS) != one.shown]
        if moved:
            raise ValidationError({str(pk): MOVED for pk in moved})
        for one in said:
            _describe(contract, parties[one.pk], one, by)


def _describe(contract: Contract, party: Party, said: PartySaid, by: Seat) -> None:
    before = assign(party, said.values, PARTY_FIELDS, said.shown)
    changes = difference(before, snapshot(party, PARTY_FIELDS))
    if changes[1]:
        party.full_clean()
        party.save()
        _record(contract, "Modifier une partie", by, *changes, subject=party)


@transaction.atomic
def add_cosignatory(
    contract: Contract, *, organisation: Organisation, by: Seat, signatory_title: str = ""
) -> Party:
    """Associate another authority (Justice, Éducation nationale) to a contract that is not signed yet.

    Raises PermissionDenied, TransitionRefused, ValidationError (not a co-signatory, or already a party).
    """
    require(EDIT, by, contract, "ajouter un cosignataire")
    if organisation.kind != OrganisationKind.COSIGNATORY:
        raise ValidationError(f"{organisation} ne peut être partie en cette qualité.")
    with acting(by):
        locked = Contract.locked(contract.pk)
        if locked.state not in (ContractState.DRAFT, ContractState.SIGNING):
            raise TransitionRefused(f"Le contrat est signé{NBSP}: un cosignataire s’ajoute par avenant.")
        party = Party(
            contract=locked,
            organisation=organisation,
            kind=OrganisationKind.COSIGNATORY,
            signatory_title=signatory_title,
        )
        party.full_clean()
        party.save()
        _record(locked, "Ajouter un cosignataire", by, {}, {"organisation": organisation.name}, subject=party)
    return party


def _require_draft(contract: Contract, what: str) -> None:
    if contract.state == ContractState.DRAFT:
        return
    why = {ContractState.SIGNING: f"pendant la signature{NBSP}: reprenez d’abord la préparation."}
    after = f"une fois le contrat signé{NBSP}: préparez un avenant."
    raise TransitionRefused(f"{what} ne se change pas ainsi {why.get(ContractState(contract.state), after)}")


def signed_too_late(day: date | None, today: date) -> str:
    """Why a date of signature is refused, in French; nothing when it may be."""
    return "Une signature ne se date pas à l’avance." if day and day > today else ""


def _record(
    contract: Contract,
    act: str,
    by: Seat,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    subject: Any = None,
) -> None:
    journal.record(
        chain=contract.journal_chain,
        act=act,
        subject=subject or contract,
        by=by,
        before=dict(before),
        after=dict(after),
    )
