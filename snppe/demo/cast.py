"""Who plays: accounts named by their role, since a demonstration invents nobody."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

from django.contrib.auth.hashers import make_password

from accounts.models import Organisation, Seat, Territory, User
from core.acting import acting
from snppe.demo.files import read

# Public by design: these accounts exist only where the demonstration was asked for.
PASSWORD = "Demonstration-2024"  # noqa: S105
SEATED_SINCE = date(2020, 1, 1)


def settle() -> None:
    """Create the accounts and seats that are missing; those that exist stay as they are."""
    organisations = {row.slug: row for row in Organisation.objects.all()}
    territories = {row.code: row for row in Territory.objects.all()}
    users = {user.email: user for user in User.objects.all()}
    hashed = make_password(PASSWORD)
    with acting(None):
        for account in _accounts():
            user = users.get(account["email"]) or User(
                email=account["email"], name=account["name"], password=hashed
            )
            if user.pk is None:
                user.save()
            for seat in account["seats"]:
                Seat.objects.get_or_create(
                    user=user,
                    organisation=organisations[seat["organisation"]],
                    role=seat["role"],
                    territory=territories.get(seat["territory"]),
                    defaults={"starts_on": SEATED_SINCE, "title": seat["title"]},
                )


def seat_of(address: str, role: str) -> Seat:
    """The seat that an account, by the name before its « @ », holds in this role."""
    seats = Seat.objects.for_acting().filter(user__email=f"{address}@demo.example", role=role)
    return seats.get()


def is_settled() -> bool:
    """Whether some of the accounts are there."""
    return User.objects.filter(email__in=[account["email"] for account in _accounts()]).exists()


def size() -> int:
    """How many accounts there are to play."""
    return len(_accounts())


def printed() -> Iterator[str]:
    """The accounts as lines for a terminal, by group, with the password they share."""
    yield f"Mot de passe de tous ces comptes\u00a0: {PASSWORD}"
    for group, accounts in groupby(_accounts(), key=lambda account: account["group"]):
        yield ""
        yield group
        for account in accounts:
            choice = " – deux sièges au choix" if len(account["seats"]) > 1 else ""
            yield f"  {account['email']:<46} {account['name']}{choice}"


def _accounts() -> list[dict[str, Any]]:
    accounts: list[dict[str, Any]] = read("accounts.json")["accounts"]
    return accounts
