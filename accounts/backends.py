"""Who may not sign in, whatever their password."""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

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
