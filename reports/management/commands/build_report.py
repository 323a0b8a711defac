"""`manage.py build_report CONTRACT YEAR --output FILE`: the report as a file, for scripts and
administrators."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.builder import build_report
from reports.bundles.working import intact
from reports.canonical import read_report, write_report
from reports.exports import report_csv
from reports.models import Edition, Rendering, Report
from reports.papers import draft_frame, latest_frame, make_paper
from reports.rendering import Frame, RenderingError, render_report_html, render_report_pdf

FORMATS = ("pdf", "json", "html")


class Command(BaseCommand):
    """Writes the report: the current edition when it is shared or agreed, its PDF as it is kept; else the
    work in progress, marked so."""

    help = (
        "Écrit le rapport d’exécution d’un contrat (par sa référence, par exemple 67-2020) et d’un exercice. "
        "D’un rapport partagé ou arrêté, le PDF est celui que donne d’abord la page du rapport, octet pour "
        "octet, que verify_pdf reconnaît\u00a0: la dernière copie signée, sinon le rapport arrêté, sinon "
        "l’édition soumise aux visas\u00a0; s’il n’est pas encore fait, il l’est maintenant, et gardé. "
        "Un rapport qui n’est pas partagé est fait de son contenu du moment et porte la mention "
        "«\u00a0projet\u00a0»."
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
        try:
            content = file_of(report, options["format"])
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


def file_of(report: Report, file_format: str) -> bytes:
    """The bytes of the file. Raises RenderingError, OSError, CommandError."""
    edition = report.current_edition if report.is_locked else None
    if edition is None:
        return render(write_report(build_report(report)), draft_frame(), file_format)
    if file_format == "pdf":
        return kept_pdf(edition)
    return render(edition.canonical, latest_frame(edition), file_format)


def kept_pdf(edition: Edition) -> bytes:
    """What was kept, as it is: made again, even of the same content, it would be another file, that no hash
    vouches for."""
    copy = edition.signed_copies.order_by("-rank").first()
    kept = copy or _made(edition.agreed or edition.submitted)
    if fault := intact(kept.file, kept.pdf_sha256):
        raise CommandError(f"Le PDF de l’{str(edition).lower()} ne peut pas être donné\u00a0: {fault}.")
    with kept.file.open("rb") as file:
        return bytes(file.read())


def _made(paper: Rendering | None) -> Rendering:
    """The paper once it is there: what the worker has not made yet is made as it would."""
    if paper is None:
        raise CommandError("Aucun PDF n’a été demandé pour cette édition.")
    if not paper.is_ready:
        make_paper.call(paper.pk)
        paper.refresh_from_db()
    return paper


def render(canonical: str, data: dict[str, Any], file_format: str) -> bytes:
    """What is made of a content at the moment when it is asked for."""
    if file_format == "json":
        return canonical.encode()
    content = read_report(canonical)
    frame = Frame.read(kind=data["kind"], canonical=canonical, data=data)
    if file_format == "html":
        return render_report_html(content, frame=frame).encode()
    return render_report_pdf(content, frame=frame.with_csv(report_csv(content)))
