"""The journal: what was done, by whom, in which seat, and nothing ever taken back."""

from django.conf import settings
from django.db import models


class JournalEntry(models.Model):
    """One act. Append-only: the database refuses to change or delete a row.

    Each row holds the hash of the one before it in its chain (one chain per contract), so that a row removed
    or altered behind the application's back is found by `manage.py verify_journal`.
    """

    chain = models.CharField("chaîne", max_length=40)
    number = models.PositiveIntegerField("numéro dans la chaîne")
    at = models.DateTimeField("le")
    act = models.CharField("acte", max_length=80)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="personne",
    )
    seat_id = models.BigIntegerField("identifiant du siège", null=True, blank=True)
    seat_label = models.CharField("siège", max_length=200, blank=True)
    subject = models.CharField("objet", max_length=80)
    subject_label = models.CharField("libellé de l’objet", max_length=300)
    before = models.JSONField("avant", default=dict, blank=True)
    after = models.JSONField("après", default=dict, blank=True)
    reason = models.TextField("motif", blank=True)
    previous_hash = models.CharField("empreinte précédente", max_length=64)
    entry_hash = models.CharField("empreinte", max_length=64)

    class Meta:
        verbose_name = "ligne du journal"
        verbose_name_plural = "journal"
        ordering = ["chain", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["chain", "number"],
                name="journal_number_unique_in_chain",
                violation_error_message=(
                    "Deux lignes du journal ne peuvent porter le même numéro dans une chaîne."
                ),
            ),
            models.UniqueConstraint(
                fields=["chain", "previous_hash"],
                name="journal_chain_never_forks",
                violation_error_message="Une chaîne du journal ne peut bifurquer.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.chain} n° {self.number} : {self.act}"
