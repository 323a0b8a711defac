"""The manifest of the signed PDFs of a campaign: what is there, and why the rest is not."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from core.formats import NBSP, counted, joined
from core.tabular import Column, ColumnKind, Table, export
from core.tabular.texts import on_one_line
from reports.models import Edition, Report, SignedCopy

NAME = "manifeste.csv"
SUMS = "SHA256SUMS"
COLUMNS = [
    Column("name", "Fichier"),
    Column("contract", "Contrat"),
    Column("territory", "Territoire"),
    Column("fiscal_year", "Exercice", ColumnKind.YEAR),
    Column("edition", "Édition", ColumnKind.INTEGER),
    Column("edition_sha256", "Empreinte de l’édition (SHA-256)"),
    Column("sha256", "Empreinte du fichier (SHA-256)"),
    Column("signatures", "Signatures"),
    Column("missing", "Motif d’absence"),
]
WITHOUT_VALUE = "sans valeur légale (démonstration)"


@dataclass(frozen=True)
class Line:
    """One report, opened or not: its file and the file's hash, or why there is none."""

    contract: str
    territory: str
    fiscal_year: int
    edition: int | None = None
    edition_sha256: str = ""
    signatures: str = ""
    name: str = ""
    sha256: str = ""
    missing: str = ""

    @property
    def missing_told(self) -> str:
        """« 67-2020, exercice 2024 (Bas-Rhin) : non arrêté (brouillon) », or nothing."""
        report = f"{self.contract}, exercice {self.fiscal_year} ({on_one_line(self.territory)})"
        return f"{report}{NBSP}: {self.missing}" if self.missing else ""


def line_of(report: Report, edition: Edition | None, *, name: str, sha256: str, missing: str) -> Line:
    """What the manifest says of a report; the last edition agreed may be none."""
    return Line(
        contract=report.contract.reference,
        territory=report.contract.territory.name,
        fiscal_year=report.fiscal_year,
        edition=edition.number if edition else None,
        edition_sha256=edition.sha256 if edition else "",
        signatures=signatures_of(report, edition) if edition else "",
        name=name,
        sha256=sha256,
        missing=missing,
    )


def signatures_of(report: Report, edition: Edition) -> str:
    """« 2 signatures sur 3 ; manque : ARS Grand Est » (the parties and the copies are prefetched)."""
    copies: list[SignedCopy] = list(edition.signed_copies.all())
    signed = {copy.organisation_id for copy in copies}
    parties = [party.organisation for party in report.contract.closing_parties]
    absent = [one.name for one in parties if one.pk not in signed]
    words = [f"{counted(len(copies), 'signature')} sur {len(parties)}"]
    if absent:
        words.append(f"{'manque' if len(absent) == 1 else 'manquent'}{NBSP}: {joined(absent)}")
    faults = [copy.analysis_fault for copy in copies if copy.analysis_fault]
    words += [f"défaut trouvé à l’analyse{NBSP}: {fault}" for fault in faults]
    if any(copy.is_demonstration for copy in copies):
        words.append(WITHOUT_VALUE)
    return f"{NBSP}; ".join(words)


def manifest(lines: Iterable[Line], *, about: str, fictitious: Iterable[str]) -> bytes:
    """The CSV, one line per report whether its PDF is there or not; `about` says which were asked for,
    `fictitious` names the contracts whose data are invented."""
    named = joined(fictitious)
    note = f"Données fictives de démonstration{NBSP}: contrats {named}." if named else ""
    table = Table(f"PDF signés des rapports d’exécution, {about}", COLUMNS, map(asdict, lines), note)
    return export(table, "csv")


def sums(hashes: Iterable[tuple[str, str]]) -> bytes:
    """What `sha256sum --check` reads, from (name, hash)."""
    return "".join(f"{sha256}  {name}\n" for name, sha256 in hashes).encode()
