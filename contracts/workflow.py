"""The life of a contract: draft, in signature, signed, ended; each change of state with its guard."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Seat
from contracts.enums import ContractState, ObjectiveKind
from contracts.models import Contract, Party
from contracts.preparation.acts import signed_too_late
from core import journal
from core.formats import NBSP, counted, date_long, joined
from core.workflow import TransitionRefused, transition


@dataclass(frozen=True)
class Needed:
    """Something a contract must have before it is signed: what it is, and what is missing (empty: it is
    there)."""

    label: str
    missing: str = ""


def needed_for_signature(contract: Contract) -> list[Needed]:
    """The points to settle before the signature, in the order of the preparation."""
    retained = list(contract.retained_objectives.select_related("objective"))
    numbers = {one.objective.number for one in retained}
    binding = contract.framework.objectives.filter(kind=ObjectiveKind.FUNDAMENTAL)
    absent = [one.number for one in binding if one.number not in numbers]
    optional = [one for one in retained if one.objective.kind != ObjectiveKind.FUNDAMENTAL]
    bare = [one.objective.number for one in optional if not one.reason.strip()]
    parties = 3 - len(contract.closing_parties)
    return [
        Needed("Les trois parties", f"{counted(parties, 'partie')} à enregistrer" if parties else ""),
        Needed("Les objectifs fondamentaux", f"il manque{NBSP}: {joined(absent)}" if absent else ""),
        Needed(
            "Le motif de chaque objectif facultatif",
            f"sans motif{NBSP}: {joined(bare)}" if bare else "",
        ),
        Needed(
            "L’information de l’ODPE sur le projet",
            "" if contract.odpe_informed_on else "date à enregistrer",
        ),
        Needed("Le vote de l’assemblée", "" if contract.deliberated_on else "date à enregistrer"),
    ]


@transition(
    model=Contract,
    label="Mettre en signature",
    source={ContractState.DRAFT},
    target=ContractState.SIGNING,
    permission="contracts.edit_terms",
)
def send_for_signature(contract: Contract, *, by: Seat, reason: str = "") -> None:
    """Close the preparation; what is missing is told, and passes only with a reason, kept in the journal."""
    missing = [one for one in needed_for_signature(contract) if one.missing]
    if len(contract.closing_parties) < 3:
        raise TransitionRefused(f"Un contrat a trois parties{NBSP}: {missing[0].missing}.")
    if missing and not reason.strip():
        told = joined([f"{one.label} ({one.missing})" for one in missing])
        raise TransitionRefused(f"Il manque{NBSP}: {told}. Complétez, ou dites pourquoi vous passez outre.")


@transition(
    model=Contract,
    label="Reprendre la préparation",
    source={ContractState.SIGNING},
    target=ContractState.DRAFT,
    permission="contracts.edit_terms",
)
def return_to_draft(contract: Contract, *, by: Seat, reason: str = "") -> None:
    """Open the preparation again: the signatures already recorded fall, since the text they bear on moves."""
    if not reason.strip():
        raise TransitionRefused("Dites pourquoi la préparation reprend.")
    for party in _parties(contract).exclude(signed_on=None):
        _date(party, None, by)


@transition(
    model=Contract,
    label="Enregistrer des signatures",
    source={ContractState.SIGNING},
    target=None,
    permission="contracts.edit_terms",
    tells=["signed_on"],
)
def record_signatures(contract: Contract, *, by: Seat, dates: Mapping[int, date | None]) -> None:
    """Date the signature of each party (by its key); with the third of the three, the contract is signed.

    It is then signed on the day of the last of them, and its period is the one it was signed for.
    """
    today = contract.day_there(timezone.now())
    parties = {party.pk: party for party in _parties(contract)}
    for pk, day in dates.items():
        if refusal := signed_too_late(day, today):
            raise TransitionRefused(refusal)
        if pk in parties and parties[pk].signed_on != day:
            _date(parties[pk], day, by)
    closing = {party.pk for party in contract.closing_parties}
    signed = [one.signed_on for pk, one in parties.items() if pk in closing and one.signed_on]
    if len(signed) == 3:
        contract.state = ContractState.SIGNED
        contract.signed_on = max(signed)
        contract.initial_ends_on = contract.ends_on


@transition(
    model=Contract,
    label="Constater l’échéance",
    source={ContractState.SIGNED},
    target=ContractState.ENDED,
    permission="contracts.edit_terms",
)
def end_contract(contract: Contract, *, by: Seat) -> None:
    """Say that the contract has come to its end; an amendment of its period may still revive it."""
    if contract.day_there(timezone.now()) <= contract.ends_on:
        raise TransitionRefused(f"Le contrat court jusqu’au {date_long(contract.ends_on)}.")


def revive(contract: Contract) -> None:
    """An amendment that moves the end of a contract already over puts it back in force; the amendment's own
    transition saves and journals it."""
    if contract.state == ContractState.ENDED:
        contract.state = ContractState.SIGNED


def _parties(contract: Contract) -> QuerySet[Party]:
    return contract.parties.select_related("organisation", "contract")


def _date(party: Party, day: date | None, by: Seat) -> None:
    before, party.signed_on = party.signed_on, day
    party.full_clean()
    party.save()
    journal.record(
        chain=party.contract.journal_chain,
        act="Dater une signature" if day else "Retirer une signature",
        subject=party,
        by=by,
        before={"signed_on": before},
        after={"signed_on": day},
    )
