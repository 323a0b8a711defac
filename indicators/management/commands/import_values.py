"""`manage.py import_values FILE --seat EMAIL`: a table of values, read, shown and stored as by the page."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import rules
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Seat
from core.formats import NBSP
from indicators.enums import ImportKind
from indicators.imports.actions import NotBrought, bring
from indicators.imports.command_line import add_import_options, content_of, done, tell


class Command(BaseCommand):
    """Brings the values of one or several contracts, and stores them unless told otherwise."""

    help = (
        "Lit un tableau de valeurs (CSV, XLSX, ODS) d’un ou plusieurs contrats, dit ce qu’il ferait, puis "
        "l’enregistre. Le code de sortie est 1 quand quelque chose est refusé ou à préciser."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, the options of an import."""
        parser.add_argument("file", metavar="FICHIER", type=Path, help="tableau à lire")
        add_import_options(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 1, after the report, when something is held or nothing can be read."""
        seat, content = bringing_seat(options["seat"]), content_of(options["file"])
        try:
            batch = bring(ImportKind.TABLE, None, None, options["file"].name, content, seat)
        except NotBrought as refused:
            raise CommandError(str(refused)) from refused
        plan, written = done(batch, seat, options)
        tell(self, plan, written=written, as_json=options["json"])


def bringing_seat(email: str) -> Seat:
    """The open seat of a person who may bring values; CommandError when there is none, or several."""
    seats = Seat.objects.open_on(timezone.localdate()).for_acting().filter(user__is_active=True)
    found = [
        seat
        for seat in seats.filter(user__email__iexact=email).order_by("pk")
        if rules.has_perm("indicators.bring_values", seat)
    ]
    if len(found) != 1:
        count = "aucun siège ne permet" if not found else "plusieurs sièges permettent"
        raise CommandError(f"Pour «{NBSP}{email}{NBSP}», {count} d’apporter des valeurs (option --seat).")
    return found[0]
