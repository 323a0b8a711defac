"""The logo and the legal mentions of an organisation: written by its manager, read by what is printed."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.models import Letterhead, LogoImage, Organisation, Seat
from core import journal
from core.acting import acting
from core.logos import Logo
from core.rights import require

EDIT = "accounts.edit_letterhead"
ACT = "Modifier le papier à en-tête"
MOST_TOLD = 10


@dataclass(frozen=True)
class Chosen:
    """What the manager wants printed; `logo` replaces the image, unless it is None."""

    logo: Logo | None
    logo_alt: str
    legal_mentions: str
    without_logo: bool = False


def letterhead_of(organisation: Organisation) -> Letterhead:
    """That of the organisation; an empty one, unsaved, when it chose nothing yet."""
    found = Letterhead.objects.select_related("logo", "organisation").filter(organisation=organisation)
    return found.first() or Letterhead(organisation=organisation, version=0)


@transaction.atomic
def write_letterhead(organisation: Organisation, chosen: Chosen, *, by: Seat, shown: int) -> Letterhead:
    """Write what was chosen, if it changes anything; papers already frozen keep theirs.

    Raises PermissionDenied, StaleVersion (somebody else wrote it since version `shown`; 0 when there was
    none), ValidationError (a logo without its words).
    """
    require(EDIT, by, organisation, "modifier le papier à en-tête de cette organisation")
    with acting(by):
        # In line, even while there is none to lock.
        Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
        first, _ = Letterhead.objects.get_or_create(organisation=organisation, defaults={"version": 0})
        locked = Letterhead.locked(first.pk, shown)
        before = told(locked)
        _fill(locked, chosen)
        if told(locked) != before:
            locked.full_clean(exclude=["organisation"])
            locked.save_next()
            chain = journal.NATIONAL_CHAIN
            journal.record(chain=chain, act=ACT, subject=locked, before=before, after=told(locked))
    return locked


def _fill(letterhead: Letterhead, chosen: Chosen) -> None:
    if chosen.logo is not None:
        size = {"width": chosen.logo.width, "height": chosen.logo.height}
        image, _ = LogoImage.objects.get_or_create(
            sha256=chosen.logo.sha256, defaults={"content": chosen.logo.content, **size}
        )
        letterhead.logo = image
    elif chosen.without_logo:
        letterhead.logo = None
    letterhead.logo_alt = chosen.logo_alt.strip() if letterhead.logo else ""
    letterhead.legal_mentions = chosen.legal_mentions.strip().replace("\r\n", "\n")


def told(letterhead: Letterhead) -> dict[str, Any]:
    """What it says, for the journal and for what is frozen."""
    return {
        "logo": letterhead.logo.sha256 if letterhead.logo else "",
        "alt": letterhead.logo_alt,
        "mentions": letterhead.legal_mentions,
    }


def past_of(letterhead: Letterhead) -> list[Any]:
    """Its last versions, the latest first, each with its logo, its mentions, who wrote it and when."""
    if letterhead.pk is None:
        return []
    rows = letterhead.history.filter(version__gt=0).select_related("logo", "history_user")
    return list(rows.order_by("-history_date", "-history_id")[:MOST_TOLD])


def logo_content(sha256: str) -> bytes:
    """The bytes of a logo that was ever kept. Raises LogoImage.DoesNotExist."""
    return bytes(LogoImage.objects.get(sha256=sha256).content)
