"""The journal of imports: who brought which file, when, what it changed; each can be undone."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import Seat
from contracts.models import Contract
from core.filenames import harmless
from core.history import tracked
from core.packed import PackedField
from core.versions import Versioned
from indicators.enums import ImportKind, ImportState
from indicators.models.following import ContributorKit

# Without news for this long, the background worker is stopped or was cut off.
SILENCE = timedelta(minutes=10)


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    """Which imports."""

    def visible_to(self, seat: Seat | None) -> "ImportBatchQuerySet":
        """One's own, and those of one's organisation: a file may tell what is not shared yet."""
        if seat is None:
            return self.none()
        own = self.filter(seat__organisation_id=seat.organisation_id)
        if seat.territory_id:
            # A table bears on all the contracts of the seat that brought it.
            alike = models.Q(contract=None, seat__territory_id=seat.territory_id)
            own = own.filter(models.Q(contract__territory_id=seat.territory_id) | alike)
        return own


class ImportBatch(Versioned):
    """A set of figures brought at once: a workbook, a table, a paste. Read, shown, then applied or not.

    The file is kept for a time; once it is erased, `file` is empty. `report` holds what the preview says and
    its counts; `changes` what was written, to undo it.
    """

    kind = models.CharField("nature", max_length=8, choices=ImportKind)
    state = models.CharField("état", max_length=9, choices=ImportState, default=ImportState.READING)
    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, blank=True, related_name="imports", verbose_name="contrat"
    )
    fiscal_year = models.PositiveSmallIntegerField("exercice", null=True, blank=True)
    kit = models.ForeignKey(
        ContributorKit, models.PROTECT, null=True, blank=True, related_name="imports", verbose_name="classeur"
    )
    file = models.FileField("fichier", upload_to="imports/%Y/", max_length=200, blank=True)
    file_name = models.CharField("nom d’origine", max_length=255)
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    size = models.PositiveIntegerField("taille en octets")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="imports", verbose_name="siège")
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="par"
    )
    brought_at = models.DateTimeField("apporté le", default=timezone.now, editable=False)
    done_count = models.PositiveIntegerField("lignes lues", default=0)
    total_count = models.PositiveIntegerField("lignes à lire", default=0)
    report = models.JSONField("compte rendu", default=dict, blank=True)
    changes = PackedField("valeurs écrites", default=list, blank=True)
    heard_at = models.DateTimeField("dernière nouvelle du travail", default=timezone.now, editable=False)
    failure = models.TextField("pourquoi il est illisible, ou n’a pas été enregistré", blank=True)
    applied_at = models.DateTimeField("enregistré le", null=True, blank=True)
    undone_at = models.DateTimeField("annulé le", null=True, blank=True)

    objects = ImportBatchQuerySet.as_manager()
    history = tracked(without=("report", "changes", "done_count", "total_count", "heard_at"))

    class Meta:
        verbose_name = "import"
        ordering = ["-brought_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="import_applied_iff_dated",
                condition=models.Q(state__in=["applied", "undone"], applied_at__isnull=False)
                | (~models.Q(state__in=["applied", "undone"]) & models.Q(applied_at=None)),
                violation_error_message="Un import enregistré porte sa date\u00a0; les autres n’en ont pas.",
            ),
            models.CheckConstraint(
                name="import_undone_iff_dated",
                condition=models.Q(state="undone", undone_at__isnull=False)
                | (~models.Q(state="undone") & models.Q(undone_at=None)),
                violation_error_message="Un import annulé porte la date de son annulation.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.file_name}"

    @property
    def is_stalled(self) -> bool:
        """Whether the background work on it gives no news any more. Nothing of it is half written."""
        at_work = self.state in {ImportState.READING, ImportState.APPLYING}
        return at_work and timezone.now() - self.heard_at > SILENCE

    @property
    def reading_name(self) -> str:
        """Where what was read of the file is kept, beside it."""
        return f"{self.file.name}.lu"

    @property
    def kept_until(self) -> datetime:
        """The end of the time for which its file is kept; the import itself stays in the journal."""
        return self.brought_at + timedelta(days=settings.IMPORT_FILES_DAYS)

    @property
    def download_name(self) -> str:
        """The name it came with, made harmless."""
        return harmless(self.file_name, f"import-{self.pk}")

    @property
    def short_hash(self) -> str:
        """The first twelve digits of the hash of the file."""
        return self.sha256[:12]

    @property
    def journal_chain(self) -> str:
        """What became of a file is told in a chain of its organisation's; what was written, contract by
        contract, in each contract's."""
        return f"imports {self.seat.organisation_id}"
