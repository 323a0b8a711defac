"""The signed PDFs of a campaign in one ZIP: each file as it was signed, the manifest of all the reports."""

from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path
from zipfile import ZipFile

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from accounts.models import Seat
from contracts.enums import ContractState
from contracts.models import Contract, Party
from core.canonical import sha256_hex
from core.formats import NBSP, counted
from reports.bundles.manifest import NAME, SUMS, Line, line_of, manifest, sums
from reports.bundles.working import Made, Tell, add_bytes, add_file, intact, opened_zip
from reports.models import Edition, Report, SignedCopy
from reports.rendering.lettering import spaced
from reports.selection import ReportFilter

READ_ME = "LISEZMOI.txt"
TOLD = (
    "Ce fichier ZIP contient les PDF signés des rapports d’exécution demandés : {about}.\n"
    "manifeste.csv, à ouvrir dans un tableur, dit de chaque rapport son fichier,\n"
    "qui l’a signé, ou pourquoi il manque.\n"
    "Un informaticien vérifie que rien n’a changé, dans le dossier extrait : sha256sum --check SHA256SUMS\n"
    "Pour savoir qui a visé et signé un PDF : l’adresse et le code imprimés sur sa couverture.\n"
)
NOT_AGREED = "non arrêté ({state})"
NOT_OPENED = "aucun rapport ouvert"
NOT_SIGNED = "arrêté, signé par aucune partie"


def selected(seat: Seat, chosen: ReportFilter) -> list[Report]:
    """The reports of the seat's own contracts (all of them for the national level) that were asked for, in
    the order of the territories: those of which it may take out what was agreed."""
    reports = Report.objects.followed_by(seat).select_related("contract__territory__region")
    ordered = reports.order_by("contract__reference", "fiscal_year")
    return [report for report in ordered if chosen.keeps(report)]


def unopened(seat: Seat, chosen: ReportFilter) -> list[Line]:
    """The ended years of the seat's own signed contracts for which no report was opened, among those that
    were asked for: a report in some state is none of them."""
    if chosen.etat:
        return []
    live = Contract.objects.visible_to(seat).filter(state__in=(ContractState.SIGNED, ContractState.ENDED))
    opened = set(Report.objects.filter(contract__in=live).values_list("contract", "fiscal_year"))
    absent = [
        Report(contract=contract, fiscal_year=year)
        for contract in live.select_related("territory__region")
        for year in contract.years
        if year < timezone.localdate().year and (contract.pk, year) not in opened
    ]
    return [
        Line(one.contract.reference, one.contract.territory.name, one.fiscal_year, missing=NOT_OPENED)
        for one in absent
        if chosen.keeps(one)
    ]


def signed_count(reports: list[Report]) -> int:
    """How many of these reports at least one party has signed."""
    agreed = Edition.objects.filter(report__in=reports).exclude(agreed_at=None)
    return agreed.exclude(signed_copies=None).values("report").distinct().count()


def with_papers(reports: list[Report]) -> QuerySet[Report]:
    """The same, read with their agreed editions, signed copies and parties, without the frozen content."""
    copies = Prefetch("signed_copies", SignedCopy.objects.order_by("rank"))
    agreed = Edition.objects.exclude(agreed_at=None).defer("canonical").order_by("number")
    parties = Prefetch("contract__parties", Party.objects.select_related("organisation"))
    return (
        Report.objects.filter(pk__in=[report.pk for report in reports])
        .select_related("contract__territory")
        .prefetch_related(Prefetch("editions", agreed.prefetch_related(copies)), parties)
        .order_by("contract__reference", "fiscal_year")
    )


def make_signed(folder: Path, seat: Seat, chosen: ReportFilter, tell: Tell) -> Made:
    """Write the ZIP in the folder, telling of each report; the seat's rights are asked again now."""
    found = selected(seat, chosen)
    about, reports = chosen.told(found), list(with_papers(found))
    path, lines = folder / "exports.zip", []
    with opened_zip(path) as archive:
        for line in _lines(archive, reports, tell):
            lines.append(line)
        lines += unopened(seat, chosen)
        lines.sort(key=attrgetter("contract", "fiscal_year"))
        contracts = {report.contract.reference: report.contract for report in reports}
        fictitious = [reference for reference, one in contracts.items() if one.is_fictitious]
        _add_manifest(archive, lines, about, fictitious)
    there = sum(bool(line.name) for line in lines)
    told = (
        f"{counted(there, 'PDF signé', 'PDF signés')} sur {counted(len(reports), 'rapport')}{NBSP}: {about}"
    )
    missing = [line.missing_told for line in lines if line.missing]
    return Made(path, _name(chosen), [report.pk for report in reports], told[:300], missing)


def _lines(archive: ZipFile, reports: list[Report], tell: Tell) -> Iterator[Line]:
    for rank, report in enumerate(reports):
        tell(rank, len(reports))
        yield _added(archive, report)
    tell(len(reports), len(reports))


def _added(archive: ZipFile, report: Report) -> Line:
    """Put the last signed copy of the last agreed edition in the archive; say why when there is none."""
    editions = list(report.editions.all())
    edition = editions[-1] if editions else None
    copies = list(edition.signed_copies.all()) if edition else []
    if edition is None or not copies:
        state = str(report.get_state_display()).lower()
        missing = NOT_SIGNED if edition else NOT_AGREED.format(state=state)
        return line_of(report, edition, name="", sha256="", missing=missing)
    copy = copies[-1]
    if fault := intact(copy.file, copy.pdf_sha256):
        return line_of(report, edition, name="", sha256="", missing=fault)
    name = f"rapport-execution-{report.contract.reference}-{report.fiscal_year}-edition-{edition.number}.pdf"
    with copy.file.open("rb") as file:
        add_file(archive, name, file)
    return line_of(report, edition, name=name, sha256=copy.pdf_sha256, missing="")


def _add_manifest(archive: ZipFile, lines: list[Line], about: str, fictitious: list[str]) -> None:
    others = {
        NAME: manifest(lines, about=about, fictitious=fictitious),
        READ_ME: spaced(TOLD.format(about=about)).encode(),
    }
    for name, content in others.items():
        add_bytes(archive, name, content)
    hashes = [(line.name, line.sha256) for line in lines if line.name]
    hashes += [(name, sha256_hex(content)) for name, content in others.items()]
    add_bytes(archive, SUMS, sums(hashes))


def _name(chosen: ReportFilter) -> str:
    """« rapports-signes-2024-44.zip »."""
    words = [value for value in chosen.stored.values() if value.isalnum()]
    return f"{'-'.join(['rapports-signes', *words])}.zip"
