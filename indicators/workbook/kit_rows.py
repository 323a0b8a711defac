"""The contributors' workbooks of a year as the page shows them."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery
from django.utils import timezone

from contracts.models import Contract
from core.formats import date_long, date_short
from indicators.enums import ImportState
from indicators.models import ContributorKit, ImportBatch
from indicators.workbook.kits import expires_on

# The names of the badges that bear these colours.
WAITING, LATE, RETURNED, REVOKED, EXPIRED = "pending", "late", "done", "revoked", "expired"
BROUGHT = "ready"
# An import of it that somebody is still to confirm or to abandon.
LOOKED_AT = (ImportState.READING, ImportState.READY, ImportState.APPLYING)


@dataclass(frozen=True)
class KitRow:
    """A workbook, where it stands (`state`, for its badge, and `label`), what tells more of it (`detail`)."""

    kit: ContributorKit
    count: int
    state: str
    label: str
    detail: str

    @property
    def is_open(self) -> bool:
        """Whether it can still be handed over and taken back."""
        return self.state not in {REVOKED, EXPIRED}


def kit_rows(contract: Contract, year: int) -> list[KitRow]:
    """The latest first, in one query."""
    kits = contract.kits.filter(fiscal_year=year).select_related("made_by")
    waiting = ImportBatch.objects.filter(kit=OuterRef("pk"), state__in=LOOKED_AT).order_by("-brought_at")
    kits = kits.annotate(
        indicator_count=Count("indicators"), brought_at=Subquery(waiting.values("brought_at")[:1])
    )
    return [_row(kit) for kit in kits]


def _row(kit: ContributorKit) -> KitRow:
    today = timezone.localdate()
    if kit.revoked_at:
        told = REVOKED, "Révoqué", f"le {date_short(kit.revoked_at)}"
    elif kit.returned_at:
        told = RETURNED, "Revenu", f"le {date_short(kit.returned_at)}"
    elif brought_at := kit.brought_at:  # type: ignore[attr-defined]
        told = BROUGHT, "Apporté, à vérifier", f"le {date_short(brought_at)}"
    elif today > expires_on(kit):
        told = EXPIRED, "Périmé", f"n’était repris que jusqu’au {date_short(expires_on(kit))}"
    elif kit.due_on and today > kit.due_on:
        told = LATE, "En retard", f"repris jusqu’au {date_long(expires_on(kit))}"
    else:
        told = WAITING, "Attendu", f"repris jusqu’au {date_long(expires_on(kit))}"
    return KitRow(kit, kit.indicator_count, *told)  # type: ignore[attr-defined]
