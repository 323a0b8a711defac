"""`manage.py archive_report CONTRACT YEAR --output FILE`: all that is kept of a report, as a BagIt bag."""

import shutil
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bagit import BagError
from django.core.management.base import BaseCommand, CommandError

from reports.bundles.archive import make_archive
from reports.bundles.extract import whole_extract
from reports.management.commands.build_report import find_report
from reports.rendering import RenderingError


class Command(BaseCommand):
    """Writes the archive of a report that has an edition: documents, data, journal."""

    help = (
        "Écrit l’archive d’un rapport (BagIt, RFC 8493, dans un ZIP)\u00a0: documents de chaque édition, "
        "données, extrait du journal. Elle est vérifiée avant d’être rendue."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The report and the file."""
        parser.add_argument("contract", metavar="CONTRAT", help="référence du contrat, par exemple 67-2020")
        parser.add_argument("year", metavar="EXERCICE", type=int, help="exercice, par exemple 2024")
        parser.add_argument("--output", required=True, type=Path, help="fichier ZIP à écrire")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 1, with the reason in French, when there is nothing to archive or nowhere to write."""
        report = find_report(options["contract"], options["year"])
        if report.current_edition is None:
            raise CommandError("Ce rapport n’a pas encore d’édition figée\u00a0: il n’y a rien à archiver.")
        try:
            with TemporaryDirectory() as folder:
                made = make_archive(Path(folder), whole_extract(report), lambda done, total: None)
                # It holds the notes inside each organisation: its writer's alone, until told otherwise.
                made.path.chmod(0o600)
                shutil.move(made.path, options["output"])
        except (OSError, RenderingError, BagError) as error:
            raise CommandError(f"L’archive n’a pas été écrite\u00a0: {error}") from error
        self.stdout.write(self.style.SUCCESS(f"{options['output']}\u00a0: {made.told} ({report})."))
