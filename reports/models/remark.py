"""What the reviewers say of a report, what is answered, and what was said in between."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Organisation, Seat
from core.formats import value_with_unit
from core.history import tracked
from core.versions import Versioned
from funding.models import FundingLine
from indicators.models import Indicator
from reports.enums import RemarkKind, RemarkState
from reports.models.report import Report, Section


class RemarkQuerySet(models.QuerySet["Remark"]):
    """Which remarks."""

    def open(self) -> "RemarkQuerySet":
        """Remarks that still wait for the département or for their author."""
        return self.exclude(state=RemarkState.CLOSED)

    def seen_by(self, seat: Seat) -> "RemarkQuerySet":
        """An internal note is its organisation's alone."""
        return self.filter(Q(is_internal=False) | Q(organisation_id=seat.organisation_id))


class Remark(Versioned):
    """What a reviewer says of a figure, a paragraph, a funding line or the whole, and what is answered."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="remarks", verbose_name="rapport")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="remarks", verbose_name="organisation"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="remarks", verbose_name="auteur"
    )
    kind = models.CharField("nature", max_length=10, choices=RemarkKind, default=RemarkKind.EXPLAIN)
    state = models.CharField("état", max_length=8, choices=RemarkState, default=RemarkState.OPEN)
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, related_name="remarks", verbose_name="indicateur"
    )
    section = models.ForeignKey(
        Section, models.PROTECT, null=True, blank=True, related_name="remarks", verbose_name="section"
    )
    funding_line = models.ForeignKey(
        FundingLine, models.PROTECT, null=True, blank=True, related_name="remarks", verbose_name="ligne"
    )
    body = models.TextField("remarque", max_length=4000)
    answer = models.TextField("réponse", blank=True, max_length=4000)
    is_internal = models.BooleanField("note interne", default=False)
    proposed_value = models.DecimalField(
        "valeur proposée", max_digits=18, decimal_places=4, null=True, blank=True
    )
    proposed_source = models.CharField("source de la valeur proposée", max_length=200, blank=True)
    adopted_at = models.DateTimeField("valeur adoptée le", null=True, blank=True)
    created_at = models.DateTimeField("faite le", default=timezone.now, editable=False)
    answered_at = models.DateTimeField("répondue le", null=True, blank=True)
    closed_at = models.DateTimeField("close le", null=True, blank=True)

    objects = RemarkQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = "remarque"
        ordering = ["report", "created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="remark_closed_iff_dated",
                condition=Q(state=RemarkState.CLOSED, closed_at__isnull=False)
                | (~Q(state=RemarkState.CLOSED) & Q(closed_at=None)),
                violation_error_message="Une remarque close porte la date de sa clôture.",
            ),
            models.CheckConstraint(
                name="remark_answered_has_answer",
                condition=~Q(state=RemarkState.ANSWERED) | ~Q(answer=""),
                violation_error_message="Une remarque répondue porte une réponse.",
            ),
            models.CheckConstraint(
                name="remark_proposal_is_sourced",
                condition=Q(proposed_value=None, proposed_source="", adopted_at=None)
                | Q(proposed_value__isnull=False, indicator__isnull=False) & ~Q(proposed_source=""),
                violation_error_message="Une valeur proposée porte sur un indicateur et dit sa source.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}\u00a0: {self.body[:60]}"

    @property
    def journal_chain(self) -> str:
        """A remark is journalled with its contract."""
        return self.report.journal_chain

    @property
    def place(self) -> str:
        """What the remark is about, in French."""
        target: Any = self.indicator or self.section or self.funding_line
        return str(target) if target else "L’ensemble du rapport"

    @property
    def proposal(self) -> str:
        """The value that is proposed in place of the figure, in French; nothing when none is."""
        if self.indicator is None or self.proposed_value is None:
            return ""
        return value_with_unit(self.proposed_value, self.indicator.unit)


class Reply(models.Model):
    """What was said under a remark before the answer that stands: an answer that did not settle it, and why
    it was asked again."""

    remark = models.ForeignKey(Remark, models.PROTECT, related_name="replies", verbose_name="remarque")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="organisation"
    )
    body = models.TextField("texte", max_length=4000)
    said_at = models.DateTimeField("dit le", default=timezone.now)

    class Meta:
        verbose_name = "réplique"
        ordering = ["remark", "said_at", "pk"]

    def __str__(self) -> str:
        return self.body[:60]
