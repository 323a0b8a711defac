"""What is written on contracts: atomic, under lock, checked against the shown version, journalled."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Model

from accounts.enums import OrganisationKind
from accounts.models import Organisation, Seat, Territory
from contracts import years
from contracts.enums import ObjectiveKind
from contracts.models import (
    Action,
    ActionReview,
    Amendment,
    Contract,
    ContractObjective,
    Framework,
    Objective,
    Party,
    Perimeter,
)
from contracts.plan.deliverables import told, write_deliverables
from contracts.plan.followed import KEY, codes, followed_by
from core import journal
from core.acting import acting
from core.marks import save_checked
from core.rights import require
from core.traces import Trace, difference, put, snapshot

ACTION_FIELDS = (
    "title", "purpose", "audience", "actors", "lead", "carrier", "delegate",
    "starts_on", "ends_on", "staff_fte", "state",
)  # fmt: skip
REVIEW_FIELDS = (
    "done", "difficulties", "gap_cause", "next_steps", "outcome_count", "outcome_unit", "filled_fte",
)  # fmt: skip
TERMS = (
    "state", "starts_on", "ends_on", "signed_on", "odpe_informed_on", "deliberated_on",
    "departement_share_percent", "is_fictitious", "provenance",
)  # fmt: skip


@dataclass(frozen=True)
class PartyTerms:
    """One party of a contract to be created; `kind` is an OrganisationKind that can sign."""

    kind: str
    organisation: Organisation
    signatory_title: str = ""
    local_service: str = ""
    signed_on: date | None = None


@transaction.atomic
def create_contract(
    *,
    framework: Framework,
    territory: Territory,
    parties: Sequence[PartyTerms],
    by: Seat,
    **terms: Any,
) -> Contract:
    """Open a contract: its parties, its own perimeter, the fundamental objectives, which bind every contract.

    `terms` are fields of the contract; `starts_on` and `ends_on` are required. Raises PermissionDenied unless
    `by` administers at national level, ValidationError when one of the three parties is missing or when a
    constraint refuses.
    """
    require("accounts.administer", by, None, "créer un contrat")
    reference = f"{territory.code}-{framework.first_year}"
    contract = Contract(reference=reference, framework=framework, territory=territory, **terms)
    with acting(by):
        save_checked(contract)
        _add_parties(contract, parties)
        _open_perimeter(f"{territory.name} ({reference})", [contract], own=contract)
        for objective in framework.objectives.filter(kind=ObjectiveKind.FUNDAMENTAL):
            save_checked(ContractObjective(contract=contract, objective=objective))
        after = snapshot(contract, ("reference", "framework", "territory", *TERMS))
        _record(contract, "Créer le contrat", contract, by, {}, after)
    return contract


@transaction.atomic
def retain_objective(
    contract: Contract,
    *,
    objective: Objective,
    by: Seat,
    reason: str = "",
    amendment: Amendment | None = None,
) -> ContractObjective:
    """Add an objective of the contract's framework to those it pursues.

    Raises PermissionDenied without the right on the contract's terms, ValidationError for an objective of
    another framework or one already retained.
    """
    require("contracts.edit_terms", by, contract, "retenir un objectif")
    if objective.framework_id != contract.framework_id:
        raise ValidationError("Cet objectif n’est pas du cadre de ce contrat.")
    with acting(by):
        Contract.locked(contract.pk)
        retained = ContractObjective(
            contract=contract, objective=objective, reason=reason, amendment=amendment
        )
        save_checked(retained)
        after = {"objective": objective.number, "amendment": amendment.number if amendment else None}
        _record(contract, "Retenir un objectif", retained, by, {}, after, reason)
    return retained


@transaction.atomic
def save_action(
    contract: Contract,
    *,
    values: Mapping[str, Any],
    by: Seat,
    action: Action | None = None,
    shown_version: int | None = None,
) -> Action:
    """Create a fiche action, or write its next version; `values` holds fields of ACTION_FIELDS,
    `objectives`, `indicators` and `deliverables` (DeliverableEntry, in order). Nothing is written when
    nothing changes.

    Raises PermissionDenied, StaleVersion (somebody saved it since `shown_version`), ValidationError.
    """
    require("contracts.edit_actions", by, contract, "modifier les fiches action")
    with acting(by):
        Contract.locked(contract.pk)
        row = Action.locked(action.pk, shown_version) if action else _next_action(contract)
        before = _trace_of(row) if action else {}
        objectives = _of_framework(contract, values.get("objectives", []))
        put(row, values, ACTION_FIELDS)
        row.full_clean(exclude=["objectives"])
        after = snapshot(row, ACTION_FIELDS) | _numbers(objectives, values) | _tied(values)
        changes = difference(before, before | after)
        if action is None or changes[1]:
            row.save_next() if action else row.save()
            row.objectives.set(objectives) if "objectives" in values else None
            followed_by().write(row, values[KEY]) if KEY in values else None
            write_deliverables(row, values["deliverables"]) if "deliverables" in values else None
            act = "Modifier la fiche action" if action else "Ajouter une fiche action"
            _record(contract, act, row, by, *changes)
    return row


@transaction.atomic
def review_action(
    action: Action,
    *,
    fiscal_year: int,
    values: Mapping[str, Any],
    by: Seat,
    shown_version: int | None = None,
) -> ActionReview:
    """Say what an action did in a year; `values` holds fields of REVIEW_FIELDS.

    `shown_version` is 0 when the page showed no review yet. Raises PermissionDenied, YearLocked (the year is
    shared or agreed), StaleVersion, ValidationError (a year the contract does not cover, a bad value).
    """
    contract = action.contract
    require("contracts.edit_actions", by, contract, "rendre compte d’une action")
    with acting(by):
        Contract.locked(contract.pk)
        review = _locked_review(action, fiscal_year, shown_version)
        years.check_open(contract, fiscal_year, review)
        before = snapshot(review, REVIEW_FIELDS)
        put(review, values, REVIEW_FIELDS)
        review.full_clean()
        changes = difference(before, snapshot(review, REVIEW_FIELDS))
        if changes[1]:
            review.save_next() if review.pk else review.save()
            _record(contract, f"Rendre compte de l’action en {fiscal_year}", review, by, *changes)
    return review


@transaction.atomic
def create_perimeter(*, label: str, contracts: Sequence[Contract], by: Seat) -> Perimeter:
    """Name a set of contracts that figures may cover together (67 + 68 for all Alsace).

    Raises PermissionDenied unless the seat edits for the département of each, ValidationError for a label
    already taken or fewer than two contracts.
    """
    for contract in contracts:
        require("contracts.edit_actions", by, contract, "créer un périmètre commun")
    if len({contract.pk for contract in contracts}) < 2:
        raise ValidationError("Un périmètre commun couvre au moins deux contrats.")
    with acting(by):
        perimeter = _open_perimeter(label, contracts)
        covered = [contract.reference for contract in contracts]
        for contract in sorted(contracts, key=lambda one: one.pk):
            Contract.locked(contract.pk)
            after = {"label": label, "contracts": covered}
            _record(contract, "Créer un périmètre commun", perimeter, by, {}, after)
    return perimeter


def _add_parties(contract: Contract, parties: Iterable[PartyTerms]) -> None:
    for terms in parties:
        if terms.organisation.kind != terms.kind:
            raise ValidationError(f"{terms.organisation} ne peut être partie en cette qualité.")
        save_checked(
            Party(
                contract=contract,
                organisation=terms.organisation,
                kind=terms.kind,
                signatory_title=terms.signatory_title,
                local_service=terms.local_service,
                signed_on=terms.signed_on,
            )
        )
    missing = set(OrganisationKind.parties()) - set(contract.parties.values_list("kind", flat=True))
    if missing:
        names = ", ".join(sorted(str(OrganisationKind(kind).label) for kind in missing))
        raise ValidationError(f"Un contrat a trois parties. Il manque\u00a0: {names}.")


def _open_perimeter(label: str, contracts: Sequence[Contract], *, own: Contract | None = None) -> Perimeter:
    perimeter = Perimeter(label=label, own_contract=own)
    perimeter.full_clean(exclude=["contracts"])
    perimeter.save()
    perimeter.contracts.set(contracts)
    return perimeter


def _next_action(contract: Contract) -> Action:
    last = contract.actions.aggregate(last=Max("number"))["last"] or 0
    return Action(contract=contract, number=last + 1)


def _of_framework(contract: Contract, objectives: Iterable[Objective]) -> list[Objective]:
    chosen = list(objectives)
    if any(objective.framework_id != contract.framework_id for objective in chosen):
        raise ValidationError("Un objectif n’est pas du cadre de ce contrat.")
    return chosen


def _locked_review(action: Action, fiscal_year: int, shown_version: int | None) -> ActionReview:
    if fiscal_year not in action.contract.years:
        raise ValidationError(f"Le contrat ne couvre pas l’année {fiscal_year}.")
    found = ActionReview.objects.filter(action=action, fiscal_year=fiscal_year).first()
    if found is None:
        return ActionReview(action=action, fiscal_year=fiscal_year)
    return ActionReview.locked(found.pk, shown_version)


def _trace_of(action: Action) -> Trace:
    return snapshot(action, ACTION_FIELDS) | {
        "objectives": _sorted_numbers(action.objectives.all()),
        "deliverables": told(action.deliverables.all()),
        "indicator_ties": codes(followed_by().held(action)),
    }


def _numbers(objectives: Iterable[Objective], values: Mapping[str, Any]) -> Trace:
    return {"objectives": _sorted_numbers(objectives)} if "objectives" in values else {}


def _tied(values: Mapping[str, Any]) -> Trace:
    delivered = {"deliverables": told(values["deliverables"])} if "deliverables" in values else {}
    return delivered | ({"indicator_ties": codes(values[KEY])} if KEY in values else {})


def _sorted_numbers(objectives: Iterable[Objective]) -> list[int]:
    return sorted(objective.number for objective in objectives)


def _record(
    contract: Contract, act: str, subject: Model, by: Seat, before: Trace, after: Trace, reason: str = ""
) -> None:
    journal.record(
        chain=contract.journal_chain,
        act=act,
        subject=subject,
        by=by,
        before=before,
        after=after,
        reason=reason,
    )
