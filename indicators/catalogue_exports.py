"""The list of indicators, taken out as a file."""

from core.tabular import Column, ColumnKind, Table
from indicators.catalogue import Catalogue

COLUMNS = [
    Column("framework", "Cadre"),
    Column("engagement", "Engagement"),
    Column("objective", "Objectif"),
    Column("objective_label", "Libellé de l’objectif"),
    Column("code", "Indicateur"),
    Column("label", "Libellé de l’indicateur"),
    Column("unit", "Unité"),
    Column("direction", "Sens attendu"),
    Column("roll_up", "Consolidation"),
    Column("expected", "Territoires concernés", ColumnKind.INTEGER),
    Column("read", "Valeurs lisibles", ColumnKind.INTEGER),
]
FILLED = Column("filled", "Territoires renseignés", ColumnKind.INTEGER)


def catalogue_table(catalogue: Catalogue) -> Table:
    """One row per indicator, as the page lists them."""
    rows = (
        {
            "framework": str(catalogue.framework),
            "engagement": str(group.engagement or ""),
            "objective": str(one.objective.number),
            "objective_label": one.objective.label,
            "code": row.indicator.code,
            "label": row.indicator.label,
            "unit": row.indicator.unit,
            "direction": str(row.indicator.get_direction_display()),
            "roll_up": str(row.indicator.get_roll_up_display()),
            "expected": row.expected,
            "read": row.read,
            "filled": row.filled,
        }
        for group in catalogue.engagements
        for one in group.objectives
        for row in one.rows
    )
    columns = [*COLUMNS, FILLED] if catalogue.is_national else COLUMNS
    title = f"Indicateurs {catalogue.framework} {catalogue.year}"
    return Table(title, columns, rows, f"Cadre {catalogue.framework}, exercice {catalogue.year}.")
