"""Writes on people and seats. Each is journalled in the national chain, with the seat of who acts."""

from datetime import date, timedelta
from typing import Any

import rules
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from accounts.enums import Role
from accounts.mail import send_seat_notice
from accounts.models import Organisation, Seat, Territory, User
from core import journal
from core.acting import acting
from core.jobs import enqueue


@transaction.atomic
def open_seat(seat: Seat, *, email: str, name: str = "", by: Seat) -> Seat:
    """Give an unsaved place (organisation, role, territory, dates) to the person of this address, and tell
    them.

    An address without account gets one, without password: the message holds the link that sets it; `name`
    serves only then. Raises PermissionDenied (not a manager of this organisation, or another territory than
    one's own) and ValidationError (French messages: dates, seat already held, name missing).
    """
    check_manages(by, seat.organisation)
    _check_covers(by, seat.territory)
    with acting(by):
        seat.user = _person(email, name)
        seat.full_clean()
        seat.save()
        _record("Ouverture d’un siège", seat, after=_terms(seat))
        enqueue(send_seat_notice, seat.pk)
    return seat


@transaction.atomic
def close_seat(seat: Seat, *, by: Seat, last_day: date) -> None:
    """End a seat at the close of `last_day`; past acts keep its label.

    Raises PermissionDenied, and ValidationError when the seat has ended already, when the day precedes its
    beginning or follows its present end, or leaves the organisation without anyone to manage its seats.
    """
    check_manages(by, seat.organisation)
    _check_covers(by, seat.territory)
    with acting(by):
        held = Seat.objects.select_for_update(of=("self",)).for_acting().get(pk=seat.pk)
        _check_shortens(held, last_day)
        before = _terms(held)
        held.ends_on = last_day
        check_still_managed(held)
        held.full_clean()
        held.save()
        _record("Fermeture d’un siège", held, before=before, after=_terms(held))


def check_manages(by: Seat | None, organisation: Organisation | None) -> None:
    """Raise PermissionDenied unless the seat manages those of the organisation."""
    if not rules.has_perm("accounts.manage_seats", by, organisation):
        raise PermissionDenied("Seul un siège de gestion de l’organisation ouvre ou ferme ses sièges.")


def check_still_managed(changed: Seat) -> None:
    """Raise ValidationError when `changed`, as it is about to be saved, leaves the organisation that it
    managed with nobody to manage it on the first day that it no longer covers.

    To be called in the transaction that saves the seat.
    """
    before = Seat.objects.for_acting().filter(pk=changed.pk, user__is_active=True).first()
    if before is None or not _manages(before):
        return
    day: date | None = max(timezone.localdate(), before.starts_on)
    stays = changed.organisation_id == before.organisation_id and changed.user.is_active
    if stays and _manages(changed) and day and changed.starts_on <= day:
        day = _first_day_lost(before.ends_on, changed.ends_on)
    if day is not None:
        _check_others_manage(before, day)


def check_still_managed_without(person: User) -> None:
    """The same for each seat of a person whose account is about to be closed."""
    for seat in Seat.objects.for_acting().filter(user__pk=person.pk, user__is_active=True):
        if _manages(seat):
            _check_others_manage(seat, max(timezone.localdate(), seat.starts_on), is_leaving=True)


def _manages(seat: Seat) -> bool:
    return seat.role == Role.MANAGER and (seat.ends_on is None or seat.ends_on >= timezone.localdate())


def _first_day_lost(was: date | None, becomes: date | None) -> date | None:
    """The day after the new end, when it comes earlier than the old one."""
    is_earlier = becomes is not None and (was is None or becomes < was)
    return becomes + timedelta(days=1) if becomes and is_earlier else None


def _check_others_manage(leaving: Seat, day: date, *, is_leaving: bool = False) -> None:
    # Locked until the end of the transaction, so that two managers do not each rely on the other.
    organisation = Organisation.objects.select_for_update().get(pk=leaving.organisation_id)
    others = organisation.seats.filter(role=Role.MANAGER, user__is_active=True).exclude(pk=leaving.pk)
    if is_leaving:
        others = others.exclude(user=leaving.user)
    if not others.open_on(day).exists():
        raise ValidationError(
            "Ce siège est le dernier à gérer l’organisation\u00a0: ouvrez-en un autre avant de le fermer."
        )


def _check_shortens(seat: Seat, last_day: date) -> None:
    if seat.ends_on is None:
        return
    if seat.ends_on < timezone.localdate():
        raise ValidationError(
            f"Ce siège a pris fin le {seat.ends_on:%d/%m/%Y}\u00a0: pour le rendre, ouvrez-en un nouveau."
        )
    if last_day > seat.ends_on:
        raise ValidationError(
            f"Ce siège finit déjà le {seat.ends_on:%d/%m/%Y}\u00a0: choisissez ce jour ou un jour plus tôt."
        )


def _check_covers(by: Seat, territory: Territory | None) -> None:
    if by.territory_id is not None and (territory is None or territory.pk != by.territory_id):
        raise PermissionDenied("Votre siège ne porte que sur son territoire.")


def _person(email: str, name: str) -> User:
    address = email.strip().lower()
    known = User.objects.filter(email__iexact=address).first()
    if known is not None:
        if not known.is_active:
            raise ValidationError(
                {"email": "Ce compte est désactivé : adressez-vous à l’administration nationale."}
            )
        return known
    if not name.strip():
        raise ValidationError(
            {"name": "Cette adresse n’a pas encore de compte : donnez le nom de la personne."}
        )
    person: User = User.objects.create_user(address, name=name.strip())
    _record("Création d’un compte", person, after={"email": person.email, "name": person.name})
    return person


def _terms(seat: Seat) -> dict[str, Any]:
    return {
        "user": seat.user.email,
        "organisation": seat.organisation.name,
        "role": seat.role,
        "territory": seat.territory.code if seat.territory else None,
        "starts_on": seat.starts_on.isoformat(),
        "ends_on": seat.ends_on.isoformat() if seat.ends_on else None,
    }


def _record(act: str, subject: Model, *, after: dict[str, Any], before: dict[str, Any] | None = None) -> None:
    journal.record(chain=journal.NATIONAL_CHAIN, act=act, subject=subject, before=before, after=after)
