"""The yearly execution report and its sections of narrative."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from accounts.enums import OrganisationKind
from accounts.models import Seat
from contracts.models import Contract, Document, Engagement, Objective
from core.history import tracked
from core.versions import Versioned
from reports.enums import ReportState, SectionKind
from reports.models.rendering import Rendering


class ReportQuerySet(models.QuerySet["Report"]):
    """Which reports."""

    def visible_to(self, seat: Seat | None) -> "ReportQuerySet":
        """The only place that says who may read which reports.

        A draft is its département's alone; once shared, the parties and the national level read it; an
        edition once agreed is readable by every seat of a party, anywhere, for ever. What the others know of
        a draft is its state, by `followed_by`.
        """
        if seat is None:
            return self.none()
        mine = Q(contract__in=Contract.objects.visible_to(seat))
        if seat.kind != OrganisationKind.DEPARTEMENT:
            mine &= ~Q(state=ReportState.DRAFT)
        agreed = Q(editions__agreed_at__isnull=False) if seat.kind in OrganisationKind.parties() else Q()
        return self.filter(mine | agreed if agreed else mine).distinct()

    def followed_by(self, seat: Seat | None) -> "ReportQuerySet":
        """Reports whose state (not content) one knows: those of one's own contracts."""
        return self.filter(contract__in=Contract.objects.visible_to(seat))

    def for_list(self) -> "ReportQuerySet":
        """With what a list shows."""
        return self.select_related("contract__territory__region", "contract__framework").order_by(
            "-fiscal_year", "contract__reference"
        )


class Report(Versioned):
    """The yearly execution report of one contract, closed jointly by its three parties before 30 June.

    Circular DGCS/SD2B/DGS/SP1/2020/34 of 20 February 2020: initiated by the département, shared with the
    préfet and the ARS, closed jointly.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="reports", verbose_name="contrat")
    fiscal_year = models.PositiveSmallIntegerField("exercice")
    state = models.CharField("état", max_length=16, choices=ReportState, default=ReportState.DRAFT)
    current_edition = models.ForeignKey(
        "reports.Edition",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="édition en cours",
    )
    draft_pdf = models.ForeignKey(
        Rendering, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="PDF du projet"
    )
    shared_at = models.DateTimeField("partagé le", null=True, blank=True)
    agreed_at = models.DateTimeField("arrêté le", null=True, blank=True)
    deliberated_on = models.DateField("délibéré le", null=True, blank=True)
    deliberation_reference = models.CharField("référence de la délibération", max_length=120, blank=True)

    # A piece is taken away with a reason, which the journal keeps: the vote stays dated and referenced.
    deliberation = models.ForeignKey(
        Document, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="délibération"
    )

    objects = ReportQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = "rapport d’exécution"
        verbose_name_plural = "rapports d’exécution"
        ordering = ["-fiscal_year", "contract__reference"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "fiscal_year"],
                name="report_unique_per_contract_and_year",
                violation_error_message="Ce contrat a déjà un rapport pour cet exercice.",
            ),
            models.CheckConstraint(
                name="report_agreed_iff_dated",
                condition=Q(state__in=ReportState.closed(), agreed_at__isnull=False)
                | (~Q(state__in=ReportState.closed()) & Q(agreed_at=None)),
                violation_error_message=(
                    "Un rapport arrêté porte la date de l’arrêté\u00a0; les autres n’en ont pas."
                ),
            ),
            models.CheckConstraint(
                name="report_deliberated_iff_dated",
                condition=Q(state=ReportState.DELIBERATED, deliberated_on__isnull=False)
                | (~Q(state=ReportState.DELIBERATED) & Q(deliberated_on=None)),
                violation_error_message="Un rapport délibéré porte la date de la délibération.",
            ),
            models.CheckConstraint(
                name="report_frozen_once_shared",
                condition=Q(state=ReportState.DRAFT) | Q(current_edition__isnull=False),
                violation_error_message="Un rapport partagé a une édition figée.",
            ),
        ]

    def __str__(self) -> str:
        return f"Rapport d’exécution {self.fiscal_year} – {self.contract}"

    @classmethod
    def locked(cls, pk: Any, shown: int | None = None) -> Self:
        """The report under lock, its contract first: whoever writes a year takes the same locks in the
        same order."""
        Contract.objects.select_for_update(of=("self",)).get(reports=pk)
        return super().locked(pk, shown)

    @property
    def journal_chain(self) -> str:
        """A report is journalled with its contract."""
        return self.contract.journal_chain

    @property
    def is_locked(self) -> bool:
        """Whether the year's figures may not move."""
        return self.state in ReportState.locked()

    @property
    def is_closed(self) -> bool:
        """Whether the three parties have agreed."""
        return self.state in ReportState.closed()


class Section(Versioned):
    """A piece of narrative, beside the figures it tells of."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="sections", verbose_name="rapport")
    kind = models.CharField("place", max_length=12, choices=SectionKind)
    engagement = models.ForeignKey(
        Engagement, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="engagement"
    )
    objective = models.ForeignKey(
        Objective, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="objectif"
    )
    body = models.TextField("texte", blank=True, max_length=20_000)

    history = tracked()

    class Meta:
        verbose_name = "section"
        ordering = ["report", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "kind"],
                condition=Q(engagement=None, objective=None),
                name="section_once_per_place",
                violation_error_message="Cette section existe déjà.",
            ),
            models.UniqueConstraint(
                fields=["report", "engagement"],
                condition=Q(engagement__isnull=False),
                name="section_once_per_engagement",
                violation_error_message="Cet engagement a déjà sa section.",
            ),
            models.UniqueConstraint(
                fields=["report", "objective"],
                condition=Q(objective__isnull=False),
                name="section_once_per_objective",
                violation_error_message="Cet objectif a déjà sa section.",
            ),
            models.CheckConstraint(
                name="section_points_at_its_place",
                condition=Q(kind=SectionKind.ENGAGEMENT, engagement__isnull=False, objective=None)
                | Q(kind=SectionKind.OBJECTIVE, objective__isnull=False, engagement=None)
                | (
                    ~Q(kind__in=[SectionKind.ENGAGEMENT, SectionKind.OBJECTIVE])
                    & Q(engagement=None, objective=None)
                ),
                violation_error_message=(
                    "Une section d’engagement ou d’objectif dit lequel\u00a0; les autres n’en ont pas."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.heading

    @property
    def heading(self) -> str:
        """The section's title in the report."""
        place: Any = self.objective or self.engagement
        return str(place) if place else str(self.get_kind_display())

    @property
    def short_name(self) -> str:
        """The same in a list: « objectif 12 », « engagement 1 », « perspectives »."""
        if self.objective:
            return f"objectif\u00a0{self.objective.number}"
        if self.engagement:
            return f"engagement\u00a0{self.engagement.code}"
        return str(self.get_kind_display()).lower()
