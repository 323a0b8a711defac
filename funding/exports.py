"""The lines of the money as a table to take away, and to bring back."""

from collections.abc import Iterable, Iterator
from typing import Any

from contracts.models import Contract
from core.tabular import Column, ColumnKind, Table
from funding.columns import COLUMNS
from funding.enums import AMOUNT_FIELDS
from funding.models import FundingLine
from funding.naming import action_of

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


def rows_of(contract: Contract, lines: Iterable[FundingLine]) -> Iterator[dict[str, Any]]:
    """Lines of a contract as rows of the table."""
    for line in lines:
        yield {
            "contract": contract.reference,
            "year": str(line.fiscal_year),
            "source": line.get_source_display(),
            "payer": line.payer.name,
            "payee": line.get_payee_display(),
            "payee_label": line.payee_label,
            "action": action_of(line),
            "comment": line.comment,
            "provenance": line.provenance,
            **{name: getattr(line, name) for name in AMOUNT_FIELDS},
        }


def export_of(contract: Contract, year: int, lines: Iterable[FundingLine]) -> Table:
    """The lines of a year, row by row."""
    rows = rows_of(contract, lines)
    note = "Données fictives de démonstration." if contract.is_fictitious else contract.provenance
    return Table(f"Financements {contract.reference} {year}", EXPORT_COLUMNS, rows, note)
