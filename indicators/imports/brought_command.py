"""The command that every kind of file declared by another app has: read, shown and stored as by the page."""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import rules
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Seat
from core.formats import NBSP
from core.imports.kinds import declared
from core.imports.plan import Plan
from indicators.imports.actions import NotBrought
from indicators.imports.command_line import (
    add_import_options,
    answers_given,
    content_of,
    done,
    received,
    tell,
)
from indicators.imports.several import brought_by


class BroughtCommand(BaseCommand):
    """Reads a table of the kind `kind`, says what it would do, and stores it unless told otherwise."""

    kind = ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, the options of an import."""
        parser.add_argument("file", metavar="FICHIER", type=Path, help="tableau à lire")
        add_import_options(parser)
        parser.add_argument(
            "--with",
            metavar="ADRESSE",
            action="append",
            default=[],
            dest="others",
            help="une autre personne, qui écrit de ce même fichier ce qui est à elle\u00a0; se répète. Tout "
            "est enregistré, ou rien",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 1, after the report, when something is refused or nothing can be read."""
        found = declared(self.kind)
        if found is None:
            raise CommandError("Cette nature de fichier n’est plus lue.")
        seats = [seat_with(found.permission, email) for email in (options["seat"], *options["others"])]
        content = content_of(options["file"])
        try:
            plan, written = self._brought(options["file"].name, content, seats, options)
        except NotBrought as refused:
            raise CommandError(str(refused)) from refused
        tell(self, plan, seats[0], written=written, as_json=options["json"])

    def _brought(
        self, name: str, content: bytes, seats: Sequence[Seat], options: dict[str, Any]
    ) -> tuple[Plan, int]:
        answers = answers_given(options["answers"])
        how = {"dry_run": options["dry_run"], "accept_valid": options["accept_valid"], "answers": answers}
        if len(seats) > 1:
            return brought_by(self.kind, name, content, seats, **how)
        batch = received(self.kind, name, content, seats[0], options)
        return done(batch, seats[0], options)


def seat_with(permission: str, email: str) -> Seat:
    """The open seat that has this permission: that person's, or the only one there is.

    Raises CommandError that names the candidates.
    """
    seats = Seat.objects.open_on(timezone.localdate()).for_acting().filter(user__is_active=True)
    able = [seat for seat in seats.order_by("user__email", "pk") if rules.has_perm(permission, seat)]
    found = [seat for seat in able if seat.user.email.lower() == email.lower()] if email else able
    if len(found) == 1:
        return found[0]
    said = "a plusieurs sièges qui conviennent" if found else "ne convient pas"
    cause = f"«{NBSP}{email}{NBSP}» {said}" if email else "Dites au nom de qui agir, par --seat"
    names = ", ".join(list(dict.fromkeys(seat.user.email for seat in able))[:20]) or "personne"
    raise CommandError(f"{cause}. Peuvent l’apporter{NBSP}: {names}.")
