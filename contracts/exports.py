"""Lists taken out as files."""

from collections.abc import Iterable
from datetime import date

from contracts.models import Contract
from core.formats import date_long
from core.tabular import Column, ColumnKind, Table

LIST_COLUMNS = [
    Column("reference", "Référence"),
    Column("territory_code", "Code du territoire"),
    Column("territory", "Territoire"),
    Column("region", "Région"),
    Column("framework", "Cadre"),
    Column("starts_on", "Du", ColumnKind.DATE),
    Column("ends_on", "Au", ColumnKind.DATE),
    Column("state", "État"),
    Column("signed_on", "Signé le", ColumnKind.DATE),
    Column("fictitious", "Données fictives"),
]


def contracts_table(contracts: Iterable[Contract], on: date) -> Table:
    """The list of contracts, one per row; `contracts` come with their territory, region and framework."""
    rows = (
        {
            "reference": contract.reference,
            "territory_code": contract.territory.code,
            "territory": contract.territory.name,
            "region": contract.territory.region.name,
            "framework": str(contract.framework),
            "starts_on": contract.starts_on,
            "ends_on": contract.ends_on,
            "state": contract.get_state_display(),
            "signed_on": contract.signed_on,
            "fictitious": "oui" if contract.is_fictitious else "non",
        }
        for contract in contracts
    )
    return Table("Contrats", LIST_COLUMNS, rows, f"Liste établie le {date_long(on)}.")
