"""`manage.py export_workbook CONTRACT YEAR --output FILE`: the workbook of a year, for scripts."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.formats import NBSP
from indicators.imports.command_line import add_seat_option, contract_of, entering_seat
from indicators.sheet import Sheet
from indicators.workbook.making import WRITERS, workbook_file


class Command(BaseCommand):
    """Writes the workbook that the page gives, filled with today's values."""

    help = (
        "Écrit le classeur de saisie d’un contrat (par sa référence, par exemple 67-2020) et d’un exercice, "
        "rempli des valeurs d’aujourd’hui. Il se rapporte par import_workbook ou par la page du contrat."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The contract, the year, the file, in whose name."""
        parser.add_argument("contract", metavar="CONTRAT", help="référence du contrat, par exemple 67-2020")
        parser.add_argument("year", metavar="EXERCICE", type=int, help="exercice, par exemple 2024")
        parser.add_argument("--output", required=True, type=Path, help="fichier à écrire, en .xlsx ou .ods")
        add_seat_option(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 1, with the reason in French, when the contract is unknown or the file cannot be
        written."""
        output: Path = options["output"]
        file_format = output.suffix.lower().lstrip(".")
        if file_format not in WRITERS:
            raise CommandError(f"«{NBSP}{output.name}{NBSP}»{NBSP}: donnez un nom en .xlsx ou .ods.")
        contract = contract_of(options["contract"], options["year"])
        seat = entering_seat(contract, options["seat"])
        file = workbook_file(Sheet(contract, options["year"], seat), file_format)
        try:
            output.write_bytes(file.content)
        except OSError as error:
            raise CommandError(f"Le fichier n’a pas été écrit{NBSP}: {error}") from error
        done = f"{output}{NBSP}: {len(file.content)} octets ({contract}, {options['year']})."
        self.stdout.write(self.style.SUCCESS(done))
