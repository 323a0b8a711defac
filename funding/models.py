"""The money of a contract, line by line: who pays, from which source, to whom, for what."""

from django.db import models
from django.db.models import Q

from accounts.models import Organisation, Seat
from contracts.models import Action, Amendment, Contract
from core.history import tracked
from core.versions import Versioned
from funding.enums import AMOUNT_FIELDS, CarryOverState, FundingSource, Payee


def _amount(label: str) -> models.DecimalField:
    return models.DecimalField(label, max_digits=14, decimal_places=2, null=True, blank=True)


class FundingLineQuerySet(models.QuerySet["FundingLine"]):
    """Which lines."""

    def visible_to(self, seat: Seat | None) -> "FundingLineQuerySet":
        """Lines of one's own contracts."""
        return self.filter(contract__in=Contract.objects.visible_to(seat))

    def of_year(self, contract: Contract, year: int) -> "FundingLineQuerySet":
        """The lines of a contract and a fiscal year, as the page and the report read them."""
        return (
            self.filter(contract=contract, fiscal_year=year)
            .select_related("payer", "action")
            .order_by("position", "pk")
        )


class FundingLine(Versioned):
    """Amounts in euros for a year, from one payer and source to one payee, for an action or the whole
    contract.

    Null means « not filled », zero is zero. Each payer owns its own lines; the département says what was
    spent. What was carried in from the year before is written by the acceptance of a carry-over alone.
    """

    contract = models.ForeignKey(
        Contract, models.PROTECT, related_name="funding_lines", verbose_name="contrat"
    )
    fiscal_year = models.PositiveSmallIntegerField("exercice")
    position = models.PositiveSmallIntegerField("rang", default=0)
    source = models.CharField("source", max_length=12, choices=FundingSource)
    payer = models.ForeignKey(
        Organisation, models.PROTECT, related_name="paid_lines", verbose_name="financeur"
    )
    payee = models.CharField("bénéficiaire", max_length=14, choices=Payee, default=Payee.DEPARTEMENT)
    payee_label = models.CharField("bénéficiaire, en clair", max_length=160, blank=True)
    action = models.ForeignKey(
        Action,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="funding_lines",
        verbose_name="action",
        help_text="Vide\u00a0: ensemble du contrat.",
    )
    carried_in_amount = _amount("repris de l’exercice précédent")
    requested_amount = _amount("demandé")
    notified_amount = _amount("notifié")
    payment_credits_amount = _amount("crédits de paiement")
    committed_amount = _amount("engagé")
    paid_amount = _amount("payé")
    spent_amount = _amount("dépensé")
    carried_over_amount = _amount("reporté")
    comment = models.TextField("commentaire", blank=True, max_length=4000)
    amendment = models.ForeignKey(
        Amendment, models.PROTECT, null=True, blank=True, related_name="funding_lines", verbose_name="avenant"
    )
    provenance = models.TextField("origine des données", blank=True)

    objects = FundingLineQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = "ligne de financement"
        verbose_name_plural = "lignes de financement"
        ordering = ["contract", "fiscal_year", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "fiscal_year", "source", "payer", "payee", "action"],
                name="funding_line_once_per_action",
                violation_error_message="Cette ligne existe déjà pour cette action.",
            ),
            models.UniqueConstraint(
                fields=["contract", "fiscal_year", "source", "payer", "payee", "payee_label"],
                condition=Q(action=None),
                name="funding_line_once_for_whole_contract",
                violation_error_message="Cette ligne existe déjà pour l’ensemble du contrat.",
            ),
            *(
                models.CheckConstraint(
                    name=f"funding_{field}_not_negative",
                    condition=Q(**{field: None}) | Q(**{f"{field}__gte": 0}),
                    violation_error_message="Un montant ne peut être négatif.",
                )
                for field in AMOUNT_FIELDS
            ),
        ]
        indexes = [models.Index(fields=["contract", "fiscal_year"], name="funding_by_contract_year")]

    def __str__(self) -> str:
        return (
            f"{self.get_source_display()} {self.fiscal_year}, {self.payee_label or self.get_payee_display()}"
        )

    @property
    def journal_chain(self) -> str:
        """A line is journalled with its contract."""
        return self.contract.journal_chain


class CarryOver(Versioned):
    """Credits of a line that the département asks to keep for the year after, and what their payer answers.

    Accepted, the amount is written on the line of the year after, `into`, as carried in.
    """

    line = models.OneToOneField(
        FundingLine, models.PROTECT, related_name="carry_over", verbose_name="ligne de l’exercice"
    )
    amount = models.DecimalField("montant", max_digits=14, decimal_places=2)
    justification = models.TextField("justification", max_length=2000)
    state = models.CharField("état", max_length=8, choices=CarryOverState, default=CarryOverState.PROPOSED)
    decision_reason = models.TextField("motif de la décision", blank=True, max_length=2000)
    into = models.OneToOneField(
        FundingLine,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="carried_from",
        verbose_name="ligne qui le reçoit",
    )

    history = tracked()

    class Meta:
        verbose_name = "report de crédits"
        verbose_name_plural = "reports de crédits"
        ordering = ["line"]
        constraints = [
            models.CheckConstraint(
                name="carry_over_is_something",
                condition=Q(amount__gt=0),
                violation_error_message="Un report porte sur un montant de plus de zéro.",
            ),
            models.CheckConstraint(
                name="carry_over_accepted_iff_received",
                condition=Q(state=CarryOverState.ACCEPTED, into__isnull=False)
                | (~Q(state=CarryOverState.ACCEPTED) & Q(into=None)),
                violation_error_message="Un report accepté, et lui seul, est inscrit sur une ligne.",
            ),
        ]

    def __str__(self) -> str:
        return f"Report de {self.line}"

    @property
    def journal_chain(self) -> str:
        """A carry-over is journalled with its contract."""
        return self.line.journal_chain
