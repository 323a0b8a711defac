"""`manage.py import_values FILE --seat EMAIL`: a table of values, read, shown and stored as by the page."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from indicators.enums import ImportKind
from indicators.imports.actions import NotBrought
from indicators.imports.brought_command import seat_with
from indicators.imports.command_line import add_import_options, content_of, done, received, tell


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
        seat, content = seat_with("indicators.bring_values", options["seat"]), content_of(options["file"])
        try:
            batch = received(ImportKind.TABLE, options["file"].name, content, seat, options)
        except NotBrought as refused:
            raise CommandError(str(refused)) from refused
        plan, written = done(batch, seat, options)
        tell(self, plan, seat, written=written, as_json=options["json"])
