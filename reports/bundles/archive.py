"""The archive of a report: a BagIt bag (RFC 8493), written and validated by the library of its authors."""

import logging
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import bagit

from core.formats import NBSP, counted, instant
from core.models import JournalEntry
from core.tabular import export
from core.tabular.table import Table
from core.tabular.texts import on_one_line
from reports.bundles.extract import Extract, journal_lines
from reports.bundles.working import Made, Tell, add_file, chunks, intact, opened_zip
from reports.canonical import read_report
from reports.documents import WRITERS, document_of
from reports.exports import report_table
from reports.models import Edition
from reports.rendering.lettering import spaced

# One line per file says nothing to whoever reads the log of the worker.
logging.getLogger("bagit").setLevel(logging.WARNING)

ALGORITHMS = ["sha256", "sha512"]
DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
READ_ME = """Archive du rapport d’exécution {year} du contrat {reference}
{title}

documents/  chaque édition : le PDF soumis aux visas, le PDF arrêté, la copie signée, ce qui s’en tire
donnees/    chaque édition : son contenu figé (JSON canonique, RFC 8785), que les visas engagent ; chiffres
journal/    les actes sur ce rapport, un par ligne : « sha256 » est l’empreinte de « content » écrit en JSON
            canonique, où « previous » est celle de la ligne précédente de la chaîne du contrat

Ce qui manque : {missing}

Pour vérifier l’archive : bagit.py --validate (dossier extrait), ou sha256sum --check manifest-sha256.txt
"""


@dataclass
class Payload:
    """The folder that is being filled, and what could not be put in it, in French."""

    root: Path
    missing: list[str] = field(default_factory=list)

    def write(self, name: str, content: bytes) -> None:
        """A file made here."""
        self._path(name).write_bytes(content)

    def copy(self, name: str, stored: Any, sha256: str) -> None:
        """A stored file, if its bytes are still those that were kept."""
        if fault := intact(stored, sha256):
            self.missing.append(f"{name}{NBSP}: {fault}")
            return
        with stored.open("rb") as file, self._path(name).open("wb") as written:
            for chunk in chunks(file):
                written.write(chunk)

    def _path(self, name: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path


def make_archive(folder: Path, extract: Extract, tell: Tell) -> Made:
    """Write the bag in the folder as a ZIP of one folder, telling of each edition.

    Raises `bagit.BagValidationError` when the library finds a fault in what was written.
    """
    report = extract.report
    name = f"rapport-execution-{report.contract.reference}-{report.fiscal_year}-archive"
    payload = Payload(folder / name)
    payload.root.mkdir()
    for rank, edition in enumerate(extract.editions):
        tell(rank, len(extract.editions))
        _add_edition(payload, edition)
    tell(len(extract.editions), len(extract.editions))
    _add_others(payload, extract)
    _bag(payload.root, _description(extract, payload))
    path = _zipped(payload.root)
    told = f"{counted(len(extract.editions), 'édition')}, {counted(extract.acts.count(), 'ligne')} du journal"
    return Made(path, path.name, [report.pk], told + _lacking(payload), payload.missing)


def _zipped(root: Path) -> Path:
    """The bag in one file beside it, in the order of the names; the folder goes."""
    path = root.with_suffix(".zip")
    with opened_zip(path) as archive:
        for file in sorted(one for one in root.rglob("*") if one.is_file()):
            with file.open("rb") as content:
                add_file(archive, str(file.relative_to(root.parent)), content)
    shutil.rmtree(root)
    return path


def _lacking(payload: Payload) -> str:
    if not payload.missing:
        return ""
    return f"{NBSP}; {counted(len(payload.missing), 'fichier manquant', 'fichiers manquants')}"


def _add_edition(payload: Payload, edition: Edition) -> None:
    papers, data = f"documents/edition-{edition.number}", f"donnees/edition-{edition.number}"
    for name, paper in (("soumis", edition.submitted), ("arrete", edition.agreed)):
        if paper is not None:
            payload.copy(f"{papers}/{name}.pdf", paper.file, paper.pdf_sha256)
    for copy in edition.signed_copies.order_by("-rank")[:1]:
        # It holds the former ones, byte for byte.
        payload.copy(f"{papers}/signe.pdf", copy.file, copy.pdf_sha256)
    for name, extension in WRITERS:
        payload.write(f"{papers}/{name}.{extension}", document_of(edition, name, extension))
    payload.write(f"{data}/contenu.json", edition.canonical.encode())
    for extension in ("csv", "ods"):
        payload.write(f"{data}/chiffres.{extension}", export(_table(edition), extension))


def _table(edition: Edition) -> Table:
    return report_table(read_report(edition.canonical))


def _add_others(payload: Payload, extract: Extract) -> None:
    """The deliberation, the journal, and what the whole is."""
    report = extract.report
    if report.deliberation is not None and report.deliberation.file:
        piece = report.deliberation
        payload.copy(f"documents/deliberation{Path(piece.file.name or '').suffix}", piece.file, piece.sha256)
    payload.write("journal/rapport.jsonl", b"".join(journal_lines(extract.acts.iterator())))
    told = {
        "reference": report.contract.reference,
        "year": report.fiscal_year,
        "title": on_one_line(str(report)),
    }
    missing = f"\n{chr(10).join(payload.missing)}" if payload.missing else "rien."
    payload.write("LISEZMOI.txt", spaced(READ_ME.format(**told, missing=missing)).encode())


def _description(extract: Extract, payload: Payload) -> dict[str, Any]:
    """The fields of bag-info.txt, those of the RFC by their names, the others ours; the words are French."""
    report, contract = extract.report, extract.report.contract
    parties = [party.organisation.name for party in contract.closing_parties]
    last = JournalEntry.objects.filter(chain=report.journal_chain).order_by("-number").first()
    fictitious = " Données fictives de démonstration." if contract.is_fictitious else ""
    return {
        "Source-Organization": parties,
        "External-Description": f"{report}, contrat {contract.reference}.{fictitious}",
        "External-Identifier": f"{contract.reference}/{report.fiscal_year}",
        "Internal-Sender-Description": "Archive d’un rapport d’exécution : documents, données et journal.",
        "Contrat": contract.reference,
        "Territoire": f"{contract.territory.name} ({contract.territory.code})",
        "Exercice": str(report.fiscal_year),
        "Etat-Du-Rapport": str(report.get_state_display()),
        "Editions": [_told(edition) for edition in extract.editions],
        "Journal-Chaine": report.journal_chain,
        "Journal-Derniere-Ligne": f"{last.number} {last.entry_hash}" if last else "aucune",
        "Pieces-Manquantes": payload.missing or "aucune",
    }


def _told(edition: Edition) -> str:
    agreed = f", arrêtée {instant(edition.agreed_at)}" if edition.agreed_at else ""
    return f"n° {edition.number}, figée {instant(edition.frozen_at)}{agreed}, SHA-256 {edition.sha256}"


def _on_lines(value: str | list[str]) -> str | list[str]:
    """Each value on a line: the library takes out two of the marks that end one, and reads ten."""
    return [on_one_line(one) for one in value] if isinstance(value, list) else on_one_line(value)


def _bag(root: Path, description: dict[str, Any]) -> None:
    """Make the folder a bag, and have it checked whole. The library still declares the last draft of the
    RFC, whose rules are the same: we declare the RFC."""
    told = {name: _on_lines(value) for name, value in description.items()}
    bagit.make_bag(str(root), told, checksums=ALGORITHMS)
    (root / "bagit.txt").write_text(DECLARATION)
    bag = bagit.Bag(str(root))
    bag.save()
    bagit.Bag(str(root)).validate()
