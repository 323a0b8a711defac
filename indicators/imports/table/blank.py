"""The table to fill: the rows that the seat may enter for a year, with what stands today."""

from collections.abc import Iterator
from typing import Any

from accounts.models import Seat
from contracts.models import Contract
from contracts.pages import default_year
from core.tabular import Column, ColumnKind, Table
from indicators.imports.table.columns import TITLES
from indicators.imports.table.keys import Keys
from indicators.readings import IndicatorYear, year_table

NUMBERS = {"value", "numerator", "denominator"}
ORDER = (
    "contract",
    "indicator",
    "label",
    "unit",
    "year",
    "value",
    "kind",
    "numerator",
    "denominator",
    "source",
)
LAST = ("perimeter", "comment", "cause")
NOTE = (
    "Une ligne par valeur. Remplissez la colonne Valeur, ou la colonne Nature quand la valeur manque. "
    "Une case vide n’efface rien."
)


def blank_table(seat: Seat) -> Table:
    """One row per indicator of each contract that the seat enters, for the year being entered."""
    columns = [
        Column(key, TITLES[key][0], ColumnKind.DECIMAL if key in NUMBERS else ColumnKind.TEXT)
        for key in (*ORDER, *LAST)
    ]
    return Table("Valeurs à saisir", columns, _rows(seat), NOTE)


def _rows(seat: Seat) -> Iterator[dict[str, Any]]:
    for contract in Keys(seat).contracts.values():
        year = default_year(contract)
        for row in year_table(contract, year):
            if not row.exclusion:
                yield _row(contract, year, row)


def _row(contract: Contract, year: int, row: IndicatorYear) -> dict[str, Any]:
    result, indicator = row.result, row.indicator
    own = result if result and result.perimeter_id == contract.own_perimeter.pk else None
    return {
        "contract": contract.reference,
        "indicator": indicator.code,
        "label": indicator.label,
        "unit": indicator.unit,
        "year": str(year),
        "kind": own.kind_label if own else "",
        "source": own.source_label if own else "",
        "perimeter": "",
        "comment": own.comment if own else "",
        "cause": own.gap_cause if own else "",
        **{key: getattr(own, key, None) for key in NUMBERS},
    }
