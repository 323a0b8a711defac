"""Documents filed with a contract, stored under a generated name and served through rights."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from contracts.enums import DocumentKind
from contracts.models.amendment import Amendment
from contracts.models.contract import Contract
from core.filenames import harmless
from core.history import tracked


class DocumentQuerySet(models.QuerySet["Document"]):
    """Which documents."""

    def filed(self) -> "DocumentQuerySet":
        """The contract's own pieces. A proof belongs to a figure, and is read by those who read that."""
        return self.exclude(kind=DocumentKind.PROOF)


class Document(models.Model):
    """A filed piece: signed contract, deliberation, ODPE notice, diagnosis, proof."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="documents", verbose_name="contrat")
    amendment = models.ForeignKey(
        Amendment, models.PROTECT, null=True, blank=True, related_name="documents", verbose_name="avenant"
    )
    kind = models.CharField("nature", max_length=14, choices=DocumentKind)
    title = models.CharField("intitulé", max_length=200)
    dated_on = models.DateField("daté du", null=True, blank=True)
    file = models.FileField("fichier", upload_to="documents/%Y/", max_length=200, blank=True)
    original_name = models.CharField("nom d’origine", max_length=255, blank=True)
    sha256 = models.CharField("empreinte SHA-256", max_length=64, blank=True)
    source_url = models.URLField("source publique", max_length=400, blank=True)
    added_at = models.DateTimeField("ajouté le", default=timezone.now, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="par"
    )

    objects = DocumentQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = "document"
        ordering = ["contract", "-dated_on", "title"]

    def __str__(self) -> str:
        return self.title

    @property
    def download_name(self) -> str:
        """The name it came with, made harmless."""
        return harmless(self.original_name, f"document-{self.pk}")
