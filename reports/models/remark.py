"""What the reviewers say of a report, what is answered, and what was said in between."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.enums import OrganisationKind
from accounts.models import Organisation, Seat
from contracts.models import Action
from core.fields import label_of
from core.formats import NBSP, euros, value_with_unit
from core.history import tracked
from core.versions import Versioned
from funding.enums import AMOUNT_FIELDS
from funding.models import FundingLine
from funding.naming import name_of
from indicators.models import Indicator
from reports.enums import IndicatorCell, RemarkKind, RemarkState
from reports.models.report import Report, Section

# What was carried in is written by the acceptance of a carry-over alone.
PROPOSED_COLUMNS = tuple(name for name in AMOUNT_FIELDS if name != "carried_in_amount")
# A result is the only figure of an indicator in whose place another is proposed.
PROPOSED_CELLS = ("", IndicatorCell.RESULT.value)
LONGEST_QUOTE = 500


class RemarkQuerySet(models.QuerySet["Remark"]):
    """Which remarks."""

    def open(self) -> "RemarkQuerySet":
        """Remarks that still wait for the département or for their author."""
        return self.exclude(state=RemarkState.CLOSED)

    def seen_by(self, seat: Seat) -> "RemarkQuerySet":
        """An internal note is its organisation's alone."""
        return self.filter(Q(is_internal=False) | Q(organisation_id=seat.organisation_id))


class Remark(Versioned):
    """What a reviewer says of a figure, a passage, an action, a funding line or the whole, and what is
    answered.

    `cell` narrows an indicator or a line to one of its figures, `quote` a text or an action to a passage, as
    it stood in the edition that was read (None in the remarks made before it was kept).
    """

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
    action = models.ForeignKey(
        Action, models.PROTECT, null=True, blank=True, related_name="remarks", verbose_name="action"
    )
    cell = models.CharField(
        "chiffre visé",
        max_length=24,
        blank=True,
        choices=[
            *IndicatorCell.choices,
            *((name, label_of(FundingLine, name)) for name in AMOUNT_FIELDS),
        ],
    )
    quote = models.TextField("passage visé", blank=True, max_length=LONGEST_QUOTE)
    edition_number = models.PositiveSmallIntegerField("édition lue", null=True, blank=True)
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
    answered_by = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="organisation qui répond",
        help_text="Vide\u00a0: le département.",
    )
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
                name="remark_bears_on_one_thing",
                condition=Q(section=None, funding_line=None, action=None)
                | Q(indicator=None, funding_line=None, action=None)
                | Q(indicator=None, section=None, action=None)
                | Q(indicator=None, section=None, funding_line=None),
                violation_error_message="Une remarque ne vise qu’une chose.",
            ),
            models.CheckConstraint(
                name="remark_cell_is_of_its_row",
                condition=Q(cell="")
                | Q(indicator__isnull=False, cell__in=IndicatorCell.values)
                | Q(funding_line__isnull=False, cell__in=AMOUNT_FIELDS),
                violation_error_message="Le chiffre visé est de l’indicateur ou de la ligne remarquée.",
            ),
            models.CheckConstraint(
                name="remark_quote_is_of_a_text",
                condition=Q(quote="") | Q(section__isnull=False) | Q(action__isnull=False),
                violation_error_message="Un passage se cite d’un texte ou d’une action.",
            ),
            models.CheckConstraint(
                name="remark_proposal_is_sourced",
                condition=Q(proposed_value=None, proposed_source="", adopted_at=None)
                | Q(proposed_value__isnull=False)
                & ~Q(proposed_source="")
                & (
                    Q(indicator__isnull=False, cell__in=PROPOSED_CELLS)
                    | Q(funding_line__isnull=False, cell__in=AMOUNT_FIELDS)
                ),
                violation_error_message=(
                    "Une valeur proposée porte sur un indicateur ou sur un montant d’une ligne, "
                    "et dit sa source."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}\u00a0: {self.body[:60]}"

    @property
    def journal_chain(self) -> str:
        """A remark is journalled with its contract."""
        return self.report.journal_chain

    @property
    def subject(self) -> Any:
        """The row that the remark bears on; None for the whole report."""
        return self.indicator or self.section or self.funding_line or self.action

    @property
    def place(self) -> str:
        """What the remark is about, in French: « 1.1. Bilans de santé – cible »."""
        cell = f" – {self.get_cell_display()}" if self.cell else ""
        if self.funding_line is not None:
            return name_of(self.funding_line) + cell
        if self.action is not None:
            return f"Action n°{NBSP}{self.action.number} – {self.action.title}"
        return f"{self.subject}{cell}" if self.subject else "L’ensemble du rapport"

    @property
    def proposal(self) -> str:
        """The value that is proposed in place of the figure or of the amount, in French: « 12 % »,
        « 742 500 € (notifié) »; nothing when none is."""
        if self.proposed_value is None:
            return ""
        if self.indicator is not None:
            return value_with_unit(self.proposed_value, self.indicator.unit)
        return f"{euros(self.proposed_value)} ({self.get_cell_display()})"

    @property
    def answer_from(self) -> str:
        """Whose answer stands, to be told after « Réponse »: the département's, or that of the payer whose
        amount it is."""
        by = self.answered_by
        if by is None or by.kind == OrganisationKind.DEPARTEMENT:
            return " du département"
        return f"\u00a0: {by.short_name}"


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
