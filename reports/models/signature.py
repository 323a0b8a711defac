"""The signed copies of an agreed report: each holds, byte for byte, the one before it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Organisation, Seat
from reports.enums import SignatureLevel, SignatureOrigin
from reports.models.edition import Edition
from reports.models.rendering import SILENCE


class SignedCopy(models.Model):
    """The agreed PDF of an edition once one more party has signed it (PAdES, ETSI EN 319 142-1).

    The first holds the frozen PDF, then a signature; the next holds the first, then another. What was signed
    is thus the beginning of the file, and can be compared byte for byte.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="signed_copies", verbose_name="édition")
    rank = models.PositiveSmallIntegerField("rang")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="organisation"
    )
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+", verbose_name="siège")
    seat_label = models.CharField("siège, en clair", max_length=200)
    origin = models.CharField("origine", max_length=8, choices=SignatureOrigin)
    file = models.FileField("PDF signé", upload_to="signed/%Y/", max_length=200)
    pdf_sha256 = models.CharField("empreinte du PDF", max_length=64, unique=True)
    signer = models.CharField("titulaire du certificat", max_length=200)
    issuer = models.CharField("autorité de certification", max_length=200)
    serial = models.CharField("numéro du certificat", max_length=64)
    level = models.CharField("niveau", max_length=4, choices=SignatureLevel)
    is_demonstration = models.BooleanField("sans valeur légale")
    signed_at = models.DateTimeField("signé le")
    recorded_at = models.DateTimeField("enregistré le", default=timezone.now)
    analysed_at = models.DateTimeField("analysé le", null=True, blank=True)
    analysis_fault = models.CharField("défaut trouvé", max_length=500, blank=True)

    class Meta:
        verbose_name = "copie signée"
        verbose_name_plural = "copies signées"
        ordering = ["edition", "rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "rank"],
                name="signed_copy_one_per_rank",
                violation_error_message="Une autre partie vient de signer ce rapport.",
            ),
            models.UniqueConstraint(
                fields=["edition", "organisation"],
                name="signed_copy_one_per_organisation",
                violation_error_message="Cette organisation a déjà signé ce rapport.",
            ),
            models.CheckConstraint(
                name="signed_copy_hash_is_sha256",
                condition=Q(pdf_sha256__regex=r"^[0-9a-f]{64}$"),
                violation_error_message="Une empreinte SHA-256 a soixante-quatre chiffres hexadécimaux.",
            ),
        ]

    def __str__(self) -> str:
        return f"Signature de {self.organisation}"

    @property
    def is_analysis_broken_off(self) -> bool:
        """Whether who was analysing it is silent since so long that it has died: it may be asked again."""
        return self.analysed_at is None and timezone.now() - self.recorded_at > SILENCE
