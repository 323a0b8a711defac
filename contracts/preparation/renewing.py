"""The contracts of a new framework, opened from those of the one before: same parties and share, and the
objectives that take up those already retained, each with why."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.enums import OrganisationKind
from accounts.models import Seat
from contracts.actions import PartyTerms, create_contract
from contracts.enums import LinkGrade, ObjectiveKind
from contracts.models import Contract, ContractObjective, Framework, Objective, ObjectiveLink
from contracts.preparation.acts import choose_objectives
from core.formats import NBSP, joined
from core.rights import require


@dataclass(frozen=True)
class Renewable:
    """A contract of the framework before; `refusal` says why it is not renewed, or nothing."""

    contract: Contract
    refusal: str = ""


def previous_of(framework: Framework) -> Framework | None:
    """The framework just before."""
    return Framework.objects.filter(first_year__lt=framework.first_year).order_by("-first_year").first()


def renewables(framework: Framework) -> list[Renewable]:
    """The contracts of the framework before, and which of their territories have none here yet."""
    before = Contract.objects.filter(framework=previous_of(framework)).for_list()
    there = set(Contract.objects.filter(framework=framework).values_list("territory_id", flat=True))
    return [
        Renewable(one, "a déjà son contrat dans ce cadre" if one.territory_id in there else "")
        for one in before.prefetch_related("parties__organisation")
    ]


@transaction.atomic
def renew_contract(earlier: Contract, *, framework: Framework, by: Seat) -> Contract:
    """Open the draft of the next contract of a territory. What is prefilled is corrected like the rest.

    Raises PermissionDenied, ValidationError (an unpublished framework, a contract that is there already).
    """
    require("accounts.administer", by, None, "reconduire un contrat")
    if not framework.is_published:
        raise ValidationError(f"Publiez d’abord le cadre {framework}.")
    contract = create_contract(
        framework=framework,
        territory=earlier.territory,
        parties=_parties(earlier),
        by=by,
        starts_on=date(framework.first_year, 1, 1),
        ends_on=date(framework.last_year, 12, 31),
        departement_share_percent=earlier.departement_share_percent,
        is_fictitious=earlier.is_fictitious,
        provenance=_provenance(earlier),
    )
    if chosen := taken_up(earlier, framework):
        choose_objectives(contract, chosen=chosen, by=by)
    return contract


def taken_up(earlier: Contract, framework: Framework) -> dict[Objective, str]:
    """The objectives of a framework that the crosswalk ties to those a contract retained, each with why; the
    fundamental ones, which bind anyway, are left out."""
    links = ObjectiveLink.objects.filter(
        later__framework=framework,
        grade__in=LinkGrade.crossing(),
        earlier__in=ContractObjective.objects.pursued().filter(contract=earlier).values("objective"),
    )
    optional = links.exclude(later__kind=ObjectiveKind.FUNDAMENTAL).select_related("earlier", "later")
    found: dict[Objective, list[str]] = {}
    for link in optional.order_by("later__number", "earlier__number"):
        told = f"objectif {link.earlier.number} (correspondance {link.get_grade_display().lower()})"
        found.setdefault(link.later, []).append(told)
    return {
        objective: f"Reprend, du contrat {earlier.reference}{NBSP}: {joined(told)}."
        for objective, told in found.items()
    }


def _parties(earlier: Contract) -> list[PartyTerms]:
    """The three parties and the co-signatories, none of whom has signed yet."""
    kinds = [*OrganisationKind.parties(), OrganisationKind.COSIGNATORY]
    return [
        PartyTerms(
            kind=one.kind,
            organisation=one.organisation,
            signatory_title=one.signatory_title,
            local_service=one.local_service,
        )
        for one in earlier.parties.all()
        if one.kind in kinds
    ]


def _provenance(earlier: Contract) -> str:
    told = f"Préparé à partir du contrat {earlier.reference}."
    return f"{told}\n{earlier.provenance}" if earlier.is_fictitious else told
