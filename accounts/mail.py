"""The messages that let people in. Sent by the worker, so that an answer never takes longer for a known
address than for an unknown one."""

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.models import Seat, User
from core.canonical import sha256_hex
from core.jobs import job

SECONDS_BETWEEN_RESETS = 120


def password_link(user: User) -> str:
    """The address at which this person, and nobody else, chooses a password; it serves once.

    Built from the site's own address: a forged Host header has no part in it.
    """
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    return settings.SITE_URL + reverse("accounts:password_set", args=[uid, token])


@job()
def send_password_link(email: str) -> None:
    """Send the link if the address has an active account; say nothing otherwise.

    One message every two minutes at most: the form must not serve to flood a letter box.
    """
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    # By the account, not by what was typed: two spellings may lead to one letter box.
    key = f"password-link-{sha256_hex(user.email.encode())}" if user else ""
    if user is not None and cache.add(key, True, SECONDS_BETWEEN_RESETS):
        _send(
            user,
            "Choisir un nouveau mot de passe",
            "accounts/emails/password_link.txt",
            link=password_link(user),
        )


@job()
def send_seat_notice(seat_id: int) -> None:
    """Tell a person that a seat is open to them, with a link to choose a password if they have none."""
    seat = Seat.objects.for_acting().filter(pk=seat_id).first()
    if seat is None or not seat.user.is_active:
        return
    is_new = not seat.user.has_usable_password()
    _send(
        seat.user,
        f"Un siège vous est ouvert : {seat.organisation.short_name}",
        "accounts/emails/seat_notice.txt",
        seat=seat,
        link=password_link(seat.user) if is_new else "",
        login_link=settings.SITE_URL + reverse("accounts:login"),
        forgotten_link=settings.SITE_URL + reverse("accounts:password_reset"),
    )


def _send(user: User, subject: str, template: str, **context: object) -> None:
    values = {"person": user, "hours": settings.PASSWORD_RESET_TIMEOUT // 3600, **context}
    body = render_to_string(template, values)
    EmailMessage(subject=" ".join(f"[SNPPE] {subject}".split()), body=body, to=[user.email]).send()
