"""`manage.py build_report CONTRACT YEAR --output FILE`: the report as a file, for scripts and
administrators."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.builder import build_report
from reports.canonical import read_report, write_report
from reports.exports import report_csv
from reports.models import Report
from reports.papers import draft_frame, latest_frame
from reports.rendering import Frame, RenderingError, render_report_html, render_report_pdf

FORMATS = ("pdf", "json", "html")


class Command(BaseCommand):
    """Writes the report: the current edition when it is shared or agreed, else the work in progress,
    marked so."""

    help = (
        "Écrit le rapport d’exécution d’un contrat (par sa référence, par exemple 67-2020) et d’un exercice. "
        "Un rapport qui n’est pas encore partagé porte la mention «\u00a0projet\u00a0»."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The report, the file, the format."""
        parser.add_argument("contract", metavar="CONTRAT", help="référence du contrat, par exemple 67-2020")
        parser.add_argument("year", metavar="EXERCICE", type=int, help="exercice, par exemple 2024")
        parser.add_argument("--output", required=True, type=Path, help="fichier à écrire")
        parser.add_argument("--format", choices=FORMATS, default="pdf", help="pdf (par défaut), json ou html")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 1, with the reason in French, when the report is unknown or cannot be made."""
        report = find_report(options["contract"], options["year"])
        canonical, frame = paper_of(report)
        try:
            content = render(canonical, frame, options["format"])
            options["output"].write_bytes(content)
        except (OSError, RenderingError) as error:
            raise CommandError(f"Le fichier n’a pas été écrit\u00a0: {error}") from error
        self.stdout.write(self.style.SUCCESS(f"{options['output']}\u00a0: {len(content)} octets ({report})."))


def find_report(reference: str, year: int) -> Report:
    """The report; raises CommandError that says what exists instead."""
    reports = Report.objects.select_related("contract", "current_edition")
    report = reports.filter(contract__reference=reference, fiscal_year=year).first()
    if report is None:
        known = reports.filter(contract__reference=reference).values_list("fiscal_year", flat=True)
        years = ", ".join(str(one) for one in sorted(known)) or "aucun"
        raise CommandError(
            f"Aucun rapport {year} pour le contrat «\u00a0{reference}\u00a0» "
            f"(exercices connus\u00a0: {years})."
        )
    return report


def paper_of(report: Report) -> tuple[str, dict[str, Any]]:
    """The canonical content and its frame."""
    edition = report.current_edition
    if edition is None or not report.is_locked:
        return write_report(build_report(report)), draft_frame()
    return edition.canonical, latest_frame(edition)


def render(canonical: str, data: dict[str, Any], file_format: str) -> bytes:
    """The bytes of the file."""
    if file_format == "json":
        return canonical.encode()
    content = read_report(canonical)
    frame = Frame.read(kind=data["kind"], canonical=canonical, data=data)
    if file_format == "html":
        return render_report_html(content, frame=frame).encode()
    return render_report_pdf(content, frame=frame.with_csv(report_csv(content)))
