"""The page of one indicator, taken out as files: its territories, its regions, its national series."""

from collections.abc import Iterable, Iterator
from typing import Any

from core.tabular import Column, ColumnKind, Table
from indicators.across_page import AcrossPage, PlaceRow, TotalRow

PLACES = [
    Column("indicator", "Indicateur"),
    Column("year", "Année"),
    Column("territory_code", "Code du territoire"),
    Column("territory", "Territoire"),
    Column("region", "Région"),
    Column("contract", "Contrat"),
    Column("value", "Valeur", ColumnKind.DECIMAL),
    Column("unit", "Unité"),
    Column("numerator", "Numérateur", ColumnKind.DECIMAL),
    Column("denominator", "Dénominateur", ColumnKind.DECIMAL),
    Column("kind", "Nature"),
    Column("source", "Source"),
    Column("perimeter", "Périmètre"),
    Column("target", "Cible du contrat"),
    Column("status", "État"),
    Column("rank", "Rang"),
    Column("fictitious", "Données fictives"),
]
TOTALS = [
    Column("indicator", "Indicateur"),
    Column("year", "Année"),
    Column("name", "Territoire"),
    Column("value", "Valeur", ColumnKind.DECIMAL),
    Column("unit", "Unité"),
    Column("numerator", "Numérateur", ColumnKind.DECIMAL),
    Column("denominator", "Dénominateur", ColumnKind.DECIMAL),
    Column("counted", "Territoires comptés", ColumnKind.INTEGER),
    Column("expected", "Territoires attendus", ColumnKind.INTEGER),
    Column("provisional", "Dont provisoires", ColumnKind.INTEGER),
]


def across_table(page: AcrossPage, which: str) -> Table:
    """« regions », « series », or the territories."""
    name = f"Indicateur {page.indicator.code} {page.indicator.objective.framework.first_year}"
    note = "\n".join(_notes(page))
    if which == "regions":
        rows = [(page.year.year, row) for row in [*page.regions, *([page.nation] if page.nation else [])]]
        return Table(f"{name} régions {page.year.year}", TOTALS, _totals(page, rows), note)
    if which == "series":
        return Table(f"{name} série nationale", TOTALS, _totals(page, page.nation_rows), note)
    return Table(
        f"{name} territoires {page.year.year}", PLACES, (_place(page, row) for row in page.rows), note
    )


def _notes(page: AcrossPage) -> Iterator[str]:
    yield f"{page.indicator}, cadre {page.indicator.objective.framework}."
    if page.year.is_fictitious:
        yield "Une partie des données est fictive, inventée pour la démonstration."
    if page.year.protected_count:
        yield page.protection
    for row in page.left_out:
        yield f"{row.label}\u00a0: {row.count} ({row.names})."


def _totals(page: AcrossPage, rows: Iterable[tuple[int, TotalRow]]) -> Iterator[dict[str, Any]]:
    for year, row in rows:
        total = row.total
        yield {
            "indicator": page.indicator.code,
            "year": str(year),
            "name": total.name,
            "value": row.value if total.value is None else total.value,
            "unit": page.indicator.unit,
            "numerator": total.numerator,
            "denominator": total.denominator,
            "counted": total.counted,
            "expected": total.expected,
            "provisional": total.provisional,
        }


def _place(page: AcrossPage, row: PlaceRow) -> dict[str, Any]:
    place, reading = row.place, None if row.place.is_protected else row.place.reading
    territory = place.contract.territory
    return {
        "indicator": page.indicator.code,
        "year": str(page.year.year),
        "territory_code": territory.code,
        "territory": territory.name,
        "region": territory.region.name,
        "contract": place.contract.reference,
        "value": row.value if place.value is None else place.value,
        "unit": page.indicator.unit,
        "numerator": reading.numerator if reading else None,
        "denominator": reading.denominator if reading else None,
        "kind": reading.kind_label if reading else "",
        "source": reading.source_label if reading else "",
        "perimeter": reading.perimeter_label if reading else "",
        "target": row.target,
        "status": place.score.status_label if place.score else "",
        "rank": row.rank,
        "fictitious": "oui" if place.contract.is_fictitious else "non",
    }
