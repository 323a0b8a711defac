"""The lines of the money as a table to take away, and to bring back."""

from collections.abc import Iterable

from contracts.models import Contract
from core.tabular import Column, ColumnKind, Table
from funding.columns import COLUMNS
from funding.enums import AMOUNT_FIELDS
from funding.models import FundingLine
from funding.naming import WHOLE_CONTRACT

EXPORT_COLUMNS = [
    Column("contract", "Contrat"),
    Column("year", "Exercice", ColumnKind.TEXT),
    Column("source", "Source"),
    Column("payer", "Financeur"),
    Column("payee", "Bénéficiaire"),
    Column("payee_label", "Bénéficiaire, en clair"),
    Column("action", "Action"),
    *(Column(name, f"{label} (€)", ColumnKind.EUROS) for name, label in COLUMNS),
    Column("comment", "Commentaire"),
    Column("provenance", "Origine des données"),
]


def export_of(contract: Contract, year: int, lines: Iterable[FundingLine]) -> Table:
    """The lines of a year, row by row."""
    rows = (
        {
            "contract": contract.reference,
            "year": str(line.fiscal_year),
            "source": line.get_source_display(),
            "payer": line.payer.name,
            "payee": line.get_payee_display(),
            "payee_label": line.payee_label,
            "action": str(line.action) if line.action else WHOLE_CONTRACT,
            "comment": line.comment,
            "provenance": line.provenance,
            **{name: getattr(line, name) for name in AMOUNT_FIELDS},
        }
        for line in lines
    )
    note = "Données fictives de démonstration." if contract.is_fictitious else contract.provenance
    return Table(f"Financements {contract.reference} {year}", EXPORT_COLUMNS, rows, note)
