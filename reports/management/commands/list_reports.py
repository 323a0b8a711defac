"""`manage.py list_reports [--year Y]`: where each report stands."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.formats import date_short
from reports.models import Report


class Command(BaseCommand):
    """One line per report: contract, year, state, dates, edition and hash."""

    help = "Liste les rapports d’exécution\u00a0: contrat, exercice, état, dates, édition et empreinte."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The year, and the format."""
        parser.add_argument("--year", type=int, metavar="EXERCICE", help="un seul exercice")
        parser.add_argument("--json", action="store_true", help="en JSON, pour un script")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 1 when nothing matches."""
        reports = Report.objects.select_related("contract__territory", "current_edition").order_by(
            "fiscal_year", "contract__reference"
        )
        if options["year"] is not None:
            reports = reports.filter(fiscal_year=options["year"])
        rows = [row_of(report) for report in reports]
        if not rows:
            raise CommandError("Aucun rapport ne correspond.")
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
            return
        for row in rows:
            self.stdout.write("  ".join(str(value) for value in row.values() if value))


def row_of(report: Report) -> dict[str, Any]:
    """A report as a line; dates as DD/MM/YYYY."""
    edition = report.current_edition
    return {
        "contract": report.contract.reference,
        "year": report.fiscal_year,
        "territory": report.contract.territory.name,
        "state": str(report.get_state_display()),
        "agreed": date_short(report.agreed_at) if report.agreed_at else "",
        "edition": str(edition) if edition else "",
        "sha256": edition.sha256 if edition else "",
    }
