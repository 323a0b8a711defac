"""`manage.py import_workbook CONTRACT YEAR FILE`: a filled workbook, compared and stored."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from indicators.imports.actions import NotBrought
from indicators.imports.command_line import (
    add_import_options,
    answers_given,
    check_answers,
    content_of,
    contract_of,
    done,
    entering_seat,
    tell,
)
from indicators.workbook.kits import bring_workbook
from indicators.workbook.reader import plan_of_workbook


class Command(BaseCommand):
    """Does what the page of the workbook does: reads, compares three ways, tells, stores."""

    help = (
        "Rapporte un classeur rempli\u00a0: chaque ligne est comparée à ce qu’elle contenait au "
        "téléchargement "
        "et à "
        "ce que l’application contient aujourd’hui. Code de sortie 1 quand une valeur est refusée ou "
        "retenue\u00a0; "
        "rien n’est alors enregistré, sauf les valeurs valides avec --accept-valid."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The contract, the year, the file, the options of an import."""
        parser.add_argument("contract", metavar="CONTRAT", help="référence du contrat, par exemple 67-2020")
        parser.add_argument("year", metavar="EXERCICE", type=int, help="exercice, par exemple 2024")
        parser.add_argument("file", metavar="FICHIER", type=Path, help="classeur rempli, en .xlsx ou .ods")
        add_import_options(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 1 when something is refused or held back."""
        contract, year = contract_of(options["contract"], options["year"]), options["year"]
        seat = entering_seat(contract, options["seat"])
        name, content = options["file"].name, content_of(options["file"])
        if options["dry_run"]:
            answers = answers_given(options["answers"])
            plan, written = plan_of_workbook(contract, year, name, content, seat, answers), 0
            check_answers(plan, answers)
        else:
            try:
                batch = bring_workbook(contract=contract, year=year, name=name, content=content, by=seat)
            except NotBrought as refused:
                raise CommandError(str(refused)) from refused
            plan, written = done(batch, seat, options)
        tell(self, plan, seat, written=written, as_json=options["json"])
