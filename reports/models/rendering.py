"""PDF papers: made in the background from frozen content alone, and kept by the hash of what they were
made from."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.canonical import canonical_bytes, sha256_hex
from reports.enums import RenderingKind, RenderingState

# A report takes seconds, those of a whole campaign a few minutes.
SILENCE = timedelta(minutes=15)


class Rendering(models.Model):
    """One PDF, asked for once per content: the same content and frame give the same row and the same
    bytes."""

    key = models.CharField("clé", max_length=64, unique=True)
    kind = models.CharField("nature", max_length=10, choices=RenderingKind)
    canonical = models.TextField("contenu canonique")
    frame = models.JSONField("cadre", default=dict)
    state = models.CharField("état", max_length=8, choices=RenderingState, default=RenderingState.PENDING)
    file = models.FileField("PDF", upload_to="pdf/%Y/", max_length=200, blank=True)
    pdf_sha256 = models.CharField("empreinte du PDF", max_length=64, blank=True)
    error = models.TextField("cause de l’échec", blank=True)
    requested_at = models.DateTimeField("demandé le", default=timezone.now)
    finished_at = models.DateTimeField("achevé le", null=True, blank=True)

    class Meta:
        verbose_name = "PDF"
        verbose_name_plural = "PDF"
        ordering = ["-requested_at"]
        constraints = [
            models.CheckConstraint(
                name="rendering_ready_has_file",
                condition=~Q(state=RenderingState.READY) | (~Q(file="") & ~Q(pdf_sha256="")),
                violation_error_message="Un PDF prêt a un fichier et une empreinte.",
            ),
            models.CheckConstraint(
                name="rendering_failed_says_why",
                condition=~Q(state=RenderingState.FAILED) | ~Q(error=""),
                violation_error_message="Un échec dit sa cause.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.key[:12]}"

    @property
    def is_ready(self) -> bool:
        """Whether the PDF can be opened."""
        return self.state == RenderingState.READY

    @property
    def is_broken_off(self) -> bool:
        """Whether who was making it is silent since so long that it has died. Nothing is half written."""
        return self.state == RenderingState.PENDING and timezone.now() - self.requested_at > SILENCE

    @property
    def is_awaited(self) -> bool:
        """Whether it is being made, or will soon be."""
        return self.state == RenderingState.PENDING and not self.is_broken_off

    @property
    def may_be_retried(self) -> bool:
        """Whether it is no use waiting: it has to be asked for again."""
        return self.state == RenderingState.FAILED or self.is_broken_off

    @staticmethod
    def key_of(kind: str, canonical: str, frame: dict[str, object]) -> str:
        """The hash by which a paper is found again."""
        return sha256_hex(canonical_bytes({"kind": kind, "canonical": canonical, "frame": frame}))
