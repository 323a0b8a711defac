"""The tripartite contract, its parties, the objectives it retains."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.enums import OrganisationKind
from accounts.models import Organisation, Seat, Territory
from contracts.enums import ContractState
from contracts.models.framework import Framework, Objective
from core.history import tracked
from core.versions import Versioned


class ContractQuerySet(models.QuerySet["Contract"]):
    """Which contracts, and with what."""

    def visible_to(self, seat: Seat | None) -> "ContractQuerySet":
        """The only place that says who may see which contracts.

        The national level sees all; the parties see their own, narrowed to the seat's territory when it
        has one.
        """
        if seat is None:
            return self.none()
        if seat.kind == OrganisationKind.NATIONAL:
            return self
        own = self.filter(parties__organisation_id=seat.organisation_id).distinct()
        return own.filter(territory_id=seat.territory_id) if seat.territory_id else own

    def for_list(self) -> "ContractQuerySet":
        """With what a list shows."""
        return self.select_related("territory__region", "framework").order_by("territory__code", "-starts_on")


class Contract(Versioned):
    """A contrat départemental de prévention et de protection de l’enfance: a territory, a framework, three
    parties.

    Its reference is the territory's code and the framework's first year: `67-2020`, `69M-2025`.
    """

    reference = models.CharField("référence", max_length=12, unique=True)
    framework = models.ForeignKey(
        Framework, models.PROTECT, related_name="contracts", verbose_name="cadre national"
    )
    territory = models.ForeignKey(
        Territory, models.PROTECT, related_name="contracts", verbose_name="territoire"
    )
    state = models.CharField("état", max_length=8, choices=ContractState, default=ContractState.DRAFT)
    starts_on = models.DateField("du")
    ends_on = models.DateField("au")
    initial_ends_on = models.DateField("fin prévue à la signature", null=True, blank=True)
    signed_on = models.DateField("signé le", null=True, blank=True)
    odpe_informed_on = models.DateField("information de l’ODPE", null=True, blank=True)
    deliberated_on = models.DateField("vote de l’assemblée", null=True, blank=True)
    departement_share_percent = models.DecimalField(
        "part du département prévue au contrat (%)", max_digits=5, decimal_places=2, null=True, blank=True
    )
    is_fictitious = models.BooleanField("données fictives", default=False)
    provenance = models.TextField("origine des données", blank=True)

    objects = ContractQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = "contrat"
        ordering = ["reference"]
        constraints = [
            models.UniqueConstraint(
                fields=["territory", "framework"],
                name="contract_unique_per_territory_and_framework",
                violation_error_message="Ce territoire a déjà un contrat dans ce cadre.",
            ),
            models.CheckConstraint(
                name="contract_period_in_order",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="Un contrat ne peut finir avant d’avoir commencé.",
            ),
            models.CheckConstraint(
                name="contract_share_is_a_percentage",
                condition=Q(departement_share_percent=None)
                | Q(departement_share_percent__gte=0, departement_share_percent__lte=100),
                violation_error_message="La part du département est un pourcentage, de 0 à 100.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} – {self.territory.name}"

    @property
    def journal_chain(self) -> str:
        """Each contract has its own chain in the journal."""
        return self.reference

    @property
    def closing_parties(self) -> list["Party"]:
        """The three that close its reports jointly, in the order of the contract."""
        order = OrganisationKind.parties()
        closing = [party for party in self.parties.all() if party.kind in order]
        return sorted(closing, key=lambda party: order.index(party.kind))

    def day_there(self, at: datetime) -> date:
        """The day it is in the contract's territory at an instant: overseas, midnight comes at another
        hour."""
        return at.astimezone(ZoneInfo(self.territory.time_zone)).date()

    @property
    def years(self) -> range:
        """The fiscal years of the contract."""
        return range(self.starts_on.year, self.ends_on.year + 1)


class Party(models.Model):
    """An organisation's place in a contract: the three that close the report, and co-signatories from
    2023."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="parties", verbose_name="contrat")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="party_to", verbose_name="organisation"
    )
    kind = models.CharField("qualité", max_length=12, choices=OrganisationKind)
    signatory_title = models.CharField("qualité du signataire", max_length=160, blank=True)
    local_service = models.CharField("service local", max_length=160, blank=True)
    signed_on = models.DateField("signé le", null=True, blank=True)
    amendment = models.ForeignKey(
        "contracts.Amendment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parties",
        verbose_name="avenant",
    )

    history = tracked()

    class Meta:
        verbose_name = "partie"
        verbose_name_plural = "parties"
        ordering = ["contract", "-kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "organisation"],
                name="party_once_per_contract",
                violation_error_message="Cette organisation est déjà partie à ce contrat.",
            ),
            models.UniqueConstraint(
                fields=["contract", "kind"],
                condition=Q(kind__in=OrganisationKind.parties()),
                name="party_one_of_each_kind",
                violation_error_message=(
                    "Un contrat a une préfecture, une ARS et un département, un seul de chaque."
                ),
            ),
            models.CheckConstraint(
                name="party_kind_can_sign",
                condition=Q(kind__in=[*OrganisationKind.parties(), OrganisationKind.COSIGNATORY]),
                violation_error_message="Cette qualité ne peut être partie à un contrat.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.get_kind_display()}"


class ContractObjectiveQuerySet(models.QuerySet["ContractObjective"]):
    """Which retained objectives."""

    def pursued(self) -> "ContractObjectiveQuerySet":
        """Those that no amendment has dropped."""
        return self.filter(dropped_from=None)

    def pursued_in(self, year: int) -> "ContractObjectiveQuerySet":
        """Those that bind during some part of a fiscal year."""
        return self.filter(Q(dropped_from=None) | Q(dropped_from__gt=date(year, 1, 1)))


class ContractObjective(models.Model):
    """An objective retained by a contract: fundamental ones always, optional ones by choice, until an
    amendment drops them: what was told of the years before stays."""

    contract = models.ForeignKey(
        Contract, models.PROTECT, related_name="retained_objectives", verbose_name="contrat"
    )
    objective = models.ForeignKey(
        Objective, models.PROTECT, related_name="retained_by", verbose_name="objectif"
    )
    reason = models.TextField("motif du choix", blank=True)
    amendment = models.ForeignKey(
        "contracts.Amendment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="objectives",
        verbose_name="avenant",
    )
    dropped_from = models.DateField("abandonné au", null=True, blank=True)
    dropped_by = models.ForeignKey(
        "contracts.Amendment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="dropped_objectives",
        verbose_name="abandonné par",
    )

    objects = ContractObjectiveQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = "objectif retenu"
        verbose_name_plural = "objectifs retenus"
        ordering = ["contract", "objective__number"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "objective"],
                name="objective_retained_once",
                violation_error_message="Cet objectif est déjà retenu par ce contrat.",
            ),
            models.CheckConstraint(
                name="objective_dropped_says_by_what",
                condition=Q(dropped_from=None, dropped_by=None)
                | Q(dropped_from__isnull=False, dropped_by__isnull=False),
                violation_error_message="Un objectif abandonné l’est par un avenant, à une date.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.objective)


class Perimeter(models.Model):
    """The set of contracts that a figure covers: most often one, sometimes several (67 + 68 for all
    Alsace)."""

    label = models.CharField("libellé", max_length=120, unique=True)
    contracts = models.ManyToManyField(Contract, related_name="perimeters", verbose_name="contrats")
    own_contract = models.OneToOneField(
        Contract,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="own_perimeter",
        verbose_name="périmètre propre du contrat",
    )
    created_at = models.DateTimeField("créé le", default=timezone.now, editable=False)

    history = tracked("contracts")

    class Meta:
        verbose_name = "périmètre"
        ordering = ["label"]

    def __str__(self) -> str:
        return self.label
