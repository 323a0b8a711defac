"""The series of a contract, taken out as a file: one row an indicator and a year."""

from collections.abc import Iterator
from typing import Any

from core.tabular import Column, ColumnKind, Table
from indicators.readings import Reading
from indicators.series import SeriesPage, SeriesYear

COLUMNS = [
    Column("contract", "Contrat"),
    Column("framework", "Cadre"),
    Column("objective", "Objectif"),
    Column("code", "Indicateur"),
    Column("label", "Libellé de l’indicateur"),
    Column("unit", "Unité"),
    Column("year", "Année"),
    Column("value", "Tel que connu aujourd’hui", ColumnKind.DECIMAL),
    Column("kind", "Nature"),
    Column("numerator", "Numérateur", ColumnKind.DECIMAL),
    Column("denominator", "Dénominateur", ColumnKind.DECIMAL),
    Column("source", "Source"),
    Column("perimeter", "Périmètre"),
    Column("agreed", "Tel qu’arrêté", ColumnKind.DECIMAL),
    Column("revised", "Révisée depuis l’arrêté"),
    Column("rupture", "Rupture de série"),
    Column("target", "Cible du contrat"),
    Column("status", "État"),
]


def series_table(page: SeriesPage) -> Table:
    """What the page shows, as rows."""
    contract = page.contract
    note = f"Contrat {contract}."
    if contract.is_fictitious:
        note += "\nDonnées fictives, inventées pour la démonstration."
    rows = (_row(year) for one in page.series for year in one.years)
    return Table(f"Séries {contract.reference} {page.key}".strip(), COLUMNS, rows, note)


def _row(one: SeriesYear) -> dict[str, Any]:
    indicator, reading = one.row.indicator, one.row.result
    return {
        "contract": one.contract.reference,
        "framework": str(one.contract.framework),
        "objective": str(one.row.objective.number),
        "code": indicator.code,
        "label": indicator.label,
        "unit": indicator.unit,
        "year": str(one.year),
        "value": _value(reading, one.value),
        "agreed": _value(one.agreed.reading, one.agreed_value) if one.agreed else None,
        "revised": "oui" if one.is_revised else "",
        "rupture": one.rupture,
        "target": one.target,
        "status": one.row.score.status_label if one.is_judged else "",
        **dict(_facts(reading)),
    }


def _facts(reading: Reading | None) -> Iterator[tuple[str, Any]]:
    yield "kind", reading.kind_label if reading else ""
    yield "numerator", reading.numerator if reading else None
    yield "denominator", reading.denominator if reading else None
    yield "source", reading.source_label if reading else ""
    yield "perimeter", reading.perimeter_label if reading else ""


def _value(reading: Reading | None, words: str) -> Any:
    return words if reading is None or reading.value is None else reading.value
