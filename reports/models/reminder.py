"""What one party reminds another of: that the report waits for it."""

from django.db import models
from django.utils import timezone

from accounts.models import Organisation, Seat
from reports.enums import ReportState
from reports.models.edition import Edition
from reports.models.report import Report


class Reminder(models.Model):
    """That a seat reminded an organisation that a report waits for it; it bears on the edition and the state
    in which the report stood then, and says nothing once these have changed."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="reminders", verbose_name="rapport")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+", verbose_name="édition")
    state = models.CharField("état du rapport", max_length=16, choices=ReportState)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="organisation rappelée"
    )
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+", verbose_name="siège")
    message = models.CharField("message", max_length=500, blank=True)
    sent_at = models.DateTimeField("envoyé le", default=timezone.now)

    class Meta:
        verbose_name = "rappel"
        ordering = ["report", "sent_at", "pk"]

    def __str__(self) -> str:
        return f"Rappel à {self.organisation}"
