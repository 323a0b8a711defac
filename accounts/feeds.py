"""The secret address of a seat's calendar: made, made anew, taken away by who holds the seat."""

import secrets

from django.db import transaction
from django.utils import timezone

from accounts.models import FeedKey, Seat
from core import journal
from core.acting import acting
from core.canonical import sha256_hex
from core.rights import require
from core.versions import StaleVersion

KEEP = "accounts.keep_feed"
RANDOM_BYTES = 32


@transaction.atomic
def renew_feed_key(seat: Seat, *, by: Seat, shown_version: int) -> str:
    """Make the seat's key, or another in its place, which closes the one before; returns it, once for ever.

    `shown_version` is 0 when there was none. Raises PermissionDenied, StaleVersion.
    """
    require(KEEP, by, seat, "créer l’adresse d’un agenda")
    with acting(by):
        Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
        row = FeedKey.objects.filter(seat=seat).first()
        if row is not None:
            row = FeedKey.locked(row.pk, shown_version)
        key = secrets.token_urlsafe(RANDOM_BYTES)
        is_new = row is None
        row = row or FeedKey(seat=seat)
        row.key_hash, row.made_at = sha256_hex(key.encode()), timezone.now()
        row.full_clean()
        row.save() if is_new else row.save_next()
        _record("Créer une adresse d’agenda" if is_new else "Renouveler une adresse d’agenda", row, by)
    return key


@transaction.atomic
def revoke_feed_key(seat: Seat, *, by: Seat, shown_version: int) -> bool:
    """Close the seat's address; False when there is none. Raises PermissionDenied, StaleVersion."""
    require(KEEP, by, seat, "supprimer l’adresse d’un agenda")
    with acting(by):
        row = FeedKey.objects.select_for_update(of=("self",)).filter(seat=seat).first()
        if row is None:
            return False
        if row.version != shown_version:
            raise StaleVersion(row, shown_version)
        _record("Supprimer une adresse d’agenda", row, by)
        row.delete()
    return True


def feed_key_of(seat: Seat) -> FeedKey | None:
    """The seat's key, which no longer tells its address."""
    return FeedKey.objects.filter(seat=seat).first()


def seat_of_key(key: str) -> Seat | None:
    """The seat that a key opens today; None for one that opens nothing."""
    keys = FeedKey.objects.open_on(timezone.localdate()).filter(key_hash=sha256_hex(key.encode()))
    return Seat.objects.for_acting().filter(feed_key__in=keys).first()


def _record(act: str, row: FeedKey, by: Seat) -> None:
    journal.record(chain=journal.NATIONAL_CHAIN, act=act, subject=row, by=by)
