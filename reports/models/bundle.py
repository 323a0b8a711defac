"""Bundles of files taken out of reports: asked on a page, made by the worker, kept for a time."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Seat
from reports.enums import BundleKind, BundleState
from reports.models.report import Report

# Without news for this long, the worker is stopped or was cut off.
SILENCE = timedelta(minutes=10)


class BundleQuerySet(models.QuerySet["Bundle"]):
    """Which bundles."""

    def visible_to(self, seat: Seat | None) -> "BundleQuerySet":
        """Those the very seat asked for: another seat asks for its own, within its own rights."""
        return self.filter(seat=seat) if seat is not None else self.none()

    def at_work(self) -> "BundleQuerySet":
        """Those the worker has still to finish."""
        return self.filter(state__in=BundleState.at_work())


class Bundle(models.Model):
    """One file that gathers others: the signed PDFs of a campaign, or all that is kept of one report.

    `criteria` is what narrowed the reports (`ReportFilter.stored`). `held` are the identifiers of the reports
    of which it holds something: whoever may not read one of them any more does not download it. `missing`
    says, in French, what was asked for and is not there, with why. Each `attempt` is numbered, so that a
    worker that comes back late writes nothing over the next one's.
    """

    kind = models.CharField("nature", max_length=8, choices=BundleKind)
    state = models.CharField("état", max_length=8, choices=BundleState, default=BundleState.PENDING)
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="bundles", verbose_name="siège")
    report = models.ForeignKey(
        Report, models.PROTECT, null=True, blank=True, related_name="bundles", verbose_name="rapport"
    )
    criteria = models.JSONField("filtres", default=dict, blank=True)
    held = models.JSONField("rapports contenus", default=list, blank=True)
    attempt = models.PositiveSmallIntegerField("essai", default=1)
    done_count = models.PositiveIntegerField("faits", default=0)
    total_count = models.PositiveIntegerField("à faire", default=0)
    told = models.CharField("ce qu’il contient", max_length=300, blank=True)
    missing = models.JSONField("ce qui manque", default=list, blank=True)
    asked_at = models.DateTimeField("demandé le", default=timezone.now)
    heard_at = models.DateTimeField("dernière nouvelle du travail", default=timezone.now)
    finished_at = models.DateTimeField("achevé le", null=True, blank=True)
    file = models.FileField("fichier", upload_to="exports/", max_length=200, blank=True)
    file_name = models.CharField("nom du fichier", max_length=120, blank=True)
    sha256 = models.CharField("empreinte SHA-256", max_length=64, blank=True)
    size = models.PositiveBigIntegerField("taille en octets", default=0)
    failure = models.CharField("cause de l’échec", max_length=500, blank=True)

    objects = BundleQuerySet.as_manager()

    class Meta:
        verbose_name = "export de rapports"
        verbose_name_plural = "exports de rapports"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="bundle_ready_has_file",
                condition=~Q(state=BundleState.READY) | (~Q(file="") & ~Q(sha256="")),
                violation_error_message="Un export prêt a un fichier et une empreinte.",
            ),
            models.CheckConstraint(
                name="bundle_failed_says_why",
                condition=~Q(state=BundleState.FAILED) | ~Q(failure=""),
                violation_error_message="Un échec dit sa cause.",
            ),
            models.CheckConstraint(
                name="bundle_of_one_report_names_it",
                condition=Q(kind=BundleKind.ARCHIVE, report__isnull=False)
                | (~Q(kind=BundleKind.ARCHIVE) & Q(report=None)),
                violation_error_message="Une archive est celle d’un rapport.",
            ),
        ]

    def __str__(self) -> str:
        subject = f", {self.report}" if self.report else ""
        return f"{self.get_kind_display()}{subject}"

    @property
    def journal_chain(self) -> str:
        """What was taken out is told in a chain of the organisation that took it."""
        return f"exports {self.seat.organisation_id}"

    @property
    def is_at_work(self) -> bool:
        """Whether the worker has still to finish it."""
        return self.state in BundleState.at_work()

    @property
    def is_ready(self) -> bool:
        """Whether it can be downloaded."""
        return self.state == BundleState.READY

    @property
    def is_stalled(self) -> bool:
        """Whether the work on it gives no news any more."""
        return self.is_at_work and timezone.now() - self.heard_at > SILENCE

    @property
    def can_be_asked_again(self) -> bool:
        """Whether its making may begin again: it failed, gives no news, or its file was erased."""
        return self.is_stalled or self.state in (BundleState.FAILED, BundleState.ERASED)

    @property
    def kept_until(self) -> datetime | None:
        """The end of the time for which its file is kept."""
        return self.finished_at and self.finished_at + timedelta(days=settings.EXPORT_FILES_DAYS)

    def begin_again(self) -> None:
        """A new attempt, which nothing of the former ones can reach."""
        self.attempt += 1
        self.state, self.failure, self.file_name, self.sha256 = BundleState.PENDING, "", "", ""
        self.held, self.told, self.missing, self.size = [], "", [], 0
        self.done_count, self.total_count, self.finished_at = 0, 0, None
        self.heard_at = timezone.now()
        self.save()
