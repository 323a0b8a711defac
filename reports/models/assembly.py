"""The report to the assembly, which presents the contracts of one authority with their reports as annexes."""

from django.db import models
from django.db.models import Q

from accounts.enums import OrganisationKind
from accounts.models import Organisation, Seat
from core.history import tracked
from core.versions import Versioned
from reports.enums import AssemblySectionKind
from reports.models.rendering import Rendering


class AssemblyReportQuerySet(models.QuerySet["AssemblyReport"]):
    """Which reports to an assembly."""

    def visible_to(self, seat: Seat | None) -> "AssemblyReportQuerySet":
        """Its authority's own paper, open to the national level once adopted.

        It annexes the reports of all the authority's territories, drafts included: a seat narrowed to one of
        them does not read it, unless the authority has no other.
        """
        if seat is None:
            return self.none()
        if seat.kind == OrganisationKind.NATIONAL:
            return self.filter(adopted_on__isnull=False)
        return self.filter(authority_id=seat.organisation_id) if seat.covers_organisation else self.none()


class AssemblyReport(Versioned):
    """What the président submits to the assembly for a year: one paper, as many annexes as contracts."""

    authority = models.ForeignKey(
        Organisation, models.PROTECT, related_name="assembly_reports", verbose_name="collectivité"
    )
    fiscal_year = models.PositiveSmallIntegerField("exercice")
    meets_on = models.DateField("séance du", null=True, blank=True)
    adopted_on = models.DateField("adopté le", null=True, blank=True)
    deliberation_reference = models.CharField("référence de la délibération", max_length=120, blank=True)

    paper = models.ForeignKey(
        Rendering, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="PDF"
    )

    objects = AssemblyReportQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = "rapport à l’assemblée"
        verbose_name_plural = "rapports à l’assemblée"
        ordering = ["-fiscal_year", "authority__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "fiscal_year"],
                name="assembly_report_once_a_year",
                violation_error_message=(
                    "Cette collectivité a déjà un rapport à l’assemblée pour cet exercice."
                ),
            ),
            models.CheckConstraint(
                name="assembly_report_adopted_has_reference",
                condition=Q(adopted_on=None) | ~Q(deliberation_reference=""),
                violation_error_message="Un rapport adopté porte la référence de sa délibération.",
            ),
        ]

    def __str__(self) -> str:
        return f"Rapport à l’assemblée {self.fiscal_year} – {self.authority}"

    @property
    def journal_chain(self) -> str:
        """Its own chain: it presents several contracts."""
        return f"assemblee-{self.authority.pk}"


class AssemblySection(Versioned):
    """A piece of its narrative."""

    assembly_report = models.ForeignKey(
        AssemblyReport, models.PROTECT, related_name="sections", verbose_name="rapport à l’assemblée"
    )
    kind = models.CharField("place", max_length=12, choices=AssemblySectionKind)
    body = models.TextField("texte", blank=True, max_length=20_000)

    history = tracked()

    class Meta:
        verbose_name = "section du rapport à l’assemblée"
        verbose_name_plural = "sections du rapport à l’assemblée"
        ordering = ["assembly_report", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assembly_report", "kind"],
                name="assembly_section_once",
                violation_error_message="Cette section existe déjà.",
            )
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def is_missing(self) -> bool:
        """Whether the paper waits for it: printed without, it would say « à compléter »."""
        return not self.body and self.kind in AssemblySectionKind.needed()
