"""Amendments: the dated, numbered changes to a contract, and what each of them changes."""

from datetime import date

from django.db import models
from django.db.models import Q

from contracts.enums import AmendmentKind, AmendmentState
from contracts.models.contract import Contract, Party
from core.history import tracked
from core.versions import Versioned


class Amendment(Versioned):
    """A dated, numbered change to a contract; what it brings (objectives, targets, funding, period) points
    at it.

    A draft changes nothing yet: what it would bring waits in its `changes` until it is signed. The yearly
    amendment (« avenant financier ») fixes the credits of a `fiscal_year`.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="amendments", verbose_name="contrat")
    number = models.PositiveSmallIntegerField("numéro")
    kinds = models.JSONField("objets", default=list)
    title = models.CharField("intitulé", max_length=200)
    purpose = models.TextField("exposé des motifs", blank=True)
    fiscal_year = models.PositiveSmallIntegerField("exercice des crédits", null=True, blank=True)
    state = models.CharField("état", max_length=6, choices=AmendmentState, default=AmendmentState.DRAFT)
    signed_on = models.DateField("signé le", null=True, blank=True)
    effective_on = models.DateField("effet au", null=True, blank=True)
    new_ends_on = models.DateField("nouvelle fin du contrat", null=True, blank=True)
    waiver = models.TextField("motif de la signature sans toutes les pièces", blank=True)
    provenance = models.TextField("origine des données", blank=True)

    history = tracked()

    class Meta:
        verbose_name = "avenant"
        ordering = ["contract", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "number"],
                name="amendment_number_unique_in_contract",
                violation_error_message="Ce contrat a déjà un avenant de ce numéro.",
            ),
            models.CheckConstraint(
                name="amendment_draft_is_not_dated",
                condition=~Q(state=AmendmentState.DRAFT) | Q(signed_on=None),
                violation_error_message="Un avenant en préparation n’a pas de date de signature.",
            ),
        ]

    def __str__(self) -> str:
        return f"Avenant n° {self.number} – {self.title}"

    @property
    def journal_chain(self) -> str:
        """An amendment is journalled with its contract."""
        return self.contract.journal_chain

    @property
    def kind_labels(self) -> list[str]:
        """What the amendment brings, in French."""
        return [str(AmendmentKind(kind).label) for kind in self.kinds]

    @property
    def in_force_from(self) -> date | None:
        """The day from which it binds: once signed, and not before the effect it gives itself; None when no
        date is known."""
        known = [day for day in (self.signed_on, self.effective_on) if day]
        return max(known) if known else None


class AmendmentSignature(models.Model):
    """The day on which a party signed an amendment, which binds from the last of them."""

    amendment = models.ForeignKey(
        Amendment, models.PROTECT, related_name="signatures", verbose_name="avenant"
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="signatures", verbose_name="partie")
    signed_on = models.DateField("signé le")

    history = tracked()

    class Meta:
        verbose_name = "signature d’un avenant"
        verbose_name_plural = "signatures des avenants"
        ordering = ["amendment", "signed_on", "party"]
        constraints = [
            models.UniqueConstraint(
                fields=["amendment", "party"],
                name="amendment_signed_once_by_each",
                violation_error_message="Cette partie a déjà signé cet avenant.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.party.organisation}, {self.signed_on:%d/%m/%Y}"


class AmendmentChange(Versioned):
    """One thing that an amendment changes: before, after, as people read it, and the values to apply.

    `subject` names what is changed for the app that applies it (`objective:12`, `target:31:2024`); an empty
    `before` is an addition.
    """

    amendment = models.ForeignKey(Amendment, models.PROTECT, related_name="changes", verbose_name="avenant")
    kind = models.CharField("objet", max_length=10, choices=AmendmentKind)
    subject = models.CharField("élément", max_length=80)
    label = models.CharField("libellé", max_length=400)
    before = models.TextField("avant", blank=True)
    after = models.TextField("après")
    values = models.JSONField("valeurs", default=dict)
    reason = models.TextField("motif", blank=True)

    history = tracked()

    class Meta:
        verbose_name = "changement apporté par un avenant"
        verbose_name_plural = "changements apportés par les avenants"
        ordering = ["amendment", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["amendment", "subject"],
                name="amendment_changes_a_subject_once",
                violation_error_message="Cet avenant change déjà cet élément.",
            )
        ]

    def __str__(self) -> str:
        return self.label
