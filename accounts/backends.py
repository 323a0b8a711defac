"""Who may not sign in, whatever their password."""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import BaseBackend, ModelBackend
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from accounts.models import Seat, User

# « .example » is nobody's: no real address ends so.
DEMO_DOMAIN = "@demo.example"


class DemonstrationGuard(BaseBackend):
    """Refuses the accounts of the demonstration, whose password is public, wherever DEMO is off: a database
    may go from one to the other. First of the backends; lets everybody else go on to the next.
    """

    def authenticate(self, request: HttpRequest | None, username: str | None = None, **_: Any) -> None:
        """Raise PermissionDenied, which Django answers as a wrong password."""
        if not settings.DEMO and (username or "").strip().lower().endswith(DEMO_DOMAIN):
            raise PermissionDenied


class PlainAddressGuard(BaseBackend):
    """Refuses an address with letters outside ASCII: PostgreSQL takes « ı » for an « i » when it finds an
    account whatever the case, while failures are counted by what was typed; each spelling of an address would
    bring five more guesses. Refused like a wrong password, and counted.
    """

    def authenticate(self, request: HttpRequest | None, username: str | None = None, **_: Any) -> None:
        """Raise PermissionDenied, which Django answers as a wrong password."""
        if not (username or "").isascii():
            raise PermissionDenied


class SeatedBackend(ModelBackend):
    """Knows a person by their password, and reads them again at each request with the seats they hold today.

    One query instead of two: who holds a seat comes with it. Whoever holds none is read alone.
    """

    def get_user(self, user_id: Any) -> User | None:
        """The person of the session, unless they are no longer active."""
        seats = Seat.objects.acting_today(user_id)
        if not seats:
            return super().get_user(user_id)
        user: User = seats[0].user
        if not self.user_can_authenticate(user):
            return None
        user.known_seats = seats
        return user
