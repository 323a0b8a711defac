"""What prepares a year, taken out as files: its checks, who brings what, what was brought."""

from collections.abc import Iterable

from core.tabular import Column, ColumnKind, Table
from indicators.assignment_sheet import AssignmentSheet
from indicators.check_sheet import CheckSheet
from indicators.models import ImportBatch

CHECKS = [
    Column("state", "État"),
    Column("code", "Indicateur"),
    Column("label", "Libellé de l’indicateur"),
    Column("objective", "Objectif"),
    Column("rule", "Règle"),
    Column("message", "Constat"),
    Column("cause", "Cause"),
    Column("sentence", "Explication"),
    Column("until", "Vaut jusqu’en", ColumnKind.YEAR),
]
ASSIGNMENTS = [
    Column("code", "Indicateur"),
    Column("label", "Libellé de l’indicateur"),
    Column("holder", "Confié à"),
    Column("due_on", "Attendu le", ColumnKind.DATE),
    Column("filled", "Résultat"),
]
IMPORTS = [
    Column("brought_at", "Apporté le", ColumnKind.DATE),
    Column("seat", "Par"),
    Column("kind", "Nature"),
    Column("contract", "Contrat"),
    Column("year", "Exercice", ColumnKind.YEAR),
    Column("name", "Fichier"),
    Column("sha256", "Empreinte SHA-256"),
    Column("state", "État"),
    Column("written", "Valeurs enregistrées", ColumnKind.INTEGER),
]


def checks_table(sheet: CheckSheet) -> Table:
    """The points of a year that the page lists, with the answer that holds."""
    rows = [(heading, row.point) for _, heading, rows in sheet.groups for row in rows]
    told = (
        {
            "state": heading,
            "code": point.row.indicator.code,
            "label": point.row.indicator.label,
            "objective": str(point.row.objective.number),
            "rule": f"{point.number}. {point.title}",
            "message": point.message,
            "cause": point.answer.cause if point.answer else "",
            "sentence": point.answer.sentence if point.answer else "",
            "until": point.answer.until_year if point.answer else None,
        }
        for heading, point in rows
    )
    title = f"Contrôles {sheet.year}, contrat {sheet.contract.reference}"
    return Table(title, CHECKS, told, _about(sheet))


def assignments_table(sheet: AssignmentSheet) -> Table:
    """The indicators of a year that the page lists, and who brings each."""
    rows = (
        {
            "code": row.indicator.code,
            "label": row.indicator.label,
            "holder": str(row.assignment.holder) if row.assignment else "",
            "due_on": row.assignment.due_on if row.assignment else None,
            "filled": "saisi" if row.is_filled else "attendu",
        }
        for row in sheet.rows
    )
    title = f"Affectations {sheet.year}, contrat {sheet.contract.reference}"
    return Table(title, ASSIGNMENTS, rows, _about(sheet))


def imports_table(batches: Iterable[ImportBatch]) -> Table:
    """What an organisation brought, as its journal of imports lists it."""
    rows = (
        {
            "brought_at": batch.brought_at,
            "seat": str(batch.seat),
            "kind": str(batch.get_kind_display()),
            "contract": batch.contract.reference if batch.contract else "",
            "year": batch.fiscal_year,
            "name": batch.file_name,
            "sha256": batch.sha256,
            "state": str(batch.get_state_display()),
            "written": batch.report.get("written"),
        }
        for batch in batches
    )
    return Table("Imports", IMPORTS, rows, "Ce que l’organisation a apporté par fichier ou par collage.")


def _about(sheet: CheckSheet | AssignmentSheet) -> str:
    contract = sheet.contract
    return "Données fictives de démonstration." if contract.is_fictitious else contract.provenance
