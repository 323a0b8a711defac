"""What each seat has read of the frozen editions."""

from django.db import models
from django.utils import timezone

from accounts.models import Seat
from reports.models.edition import Edition


class ReadingMark(models.Model):
    """That a seat has read points of an edition, all at once. What each held then is known by its hash: it is
    read again only when that has moved."""

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="reading_marks", verbose_name="siège")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="reading_marks", verbose_name="édition")
    digests = models.JSONField("empreintes des points")
    read_at = models.DateTimeField("lu le", default=timezone.now)

    class Meta:
        verbose_name = "lecture"
        verbose_name_plural = "lectures"
        ordering = ["read_at", "pk"]

    def __str__(self) -> str:
        return f"{len(self.digests)} points lus, {self.edition}"
