"""The figures of a year, taken out as a file: what the page shows, in columns."""

from collections.abc import Iterator
from typing import Any

from core.formats import NBSP
from core.tabular import Column, ColumnKind, Table
from indicators.readings import IndicatorYear, Reading, TargetReading
from indicators.sheet import Sheet

COLUMNS = [
    Column("contract", "Contrat"),
    Column("year", "Exercice"),
    Column("engagement", "Engagement"),
    Column("objective", "Objectif"),
    Column("objective_label", "Libellé de l’objectif"),
    Column("code", "Indicateur"),
    Column("label", "Libellé de l’indicateur"),
    Column("unit", "Unité"),
    Column("baseline_year", "Année de référence"),
    Column("baseline", "Référence", ColumnKind.DECIMAL),
    Column("baseline_perimeter", "Périmètre de la référence"),
    Column("target", "Cible"),
    Column("target_value", "Valeur cible", ColumnKind.DECIMAL),
    Column("target_upper", "Borne haute de la cible", ColumnKind.DECIMAL),
    Column("target_year", "Année de la cible"),
    Column("national_target", "Cible nationale"),
    Column("previous", "Résultat de l’année précédente", ColumnKind.DECIMAL),
    Column("result", "Résultat", ColumnKind.DECIMAL),
    Column("kind", "Nature"),
    Column("numerator", "Numérateur", ColumnKind.DECIMAL),
    Column("denominator", "Dénominateur", ColumnKind.DECIMAL),
    Column("source", "Source"),
    Column("perimeter", "Périmètre"),
    Column("status", "État"),
    Column("gap", "Écart à la cible", ColumnKind.DECIMAL),
    Column("change", "Évolution depuis la référence", ColumnKind.DECIMAL),
    Column("change_unit", "Unité de l’évolution"),
    Column("cause", "Cause d’écart"),
    Column("comment", "Commentaire"),
    Column("provenance", "Origine des données"),
]


def year_export(sheet: Sheet) -> Table:
    """One row per indicator; a typed absence is written in words in the column of the value."""
    contract = sheet.contract
    title = f"Indicateurs {contract.reference} {sheet.year}"
    rows = (_row(contract.reference, row.year) for row in sheet.in_order)
    return Table(title, COLUMNS, rows, "\n".join(_notes(sheet)))


def _notes(sheet: Sheet) -> Iterator[str]:
    yield f"Contrat {sheet.contract}, exercice {sheet.year}."
    if sheet.contract.is_fictitious:
        yield "Données fictives, inventées pour la démonstration."
    if sheet.is_hidden:
        yield "Les valeurs de cet exercice ne sont pas encore partagées par le département."


def _row(reference: str, row: IndicatorYear) -> dict[str, Any]:
    indicator, score = row.indicator, row.score
    return {
        "contract": reference,
        "year": str(row.year),
        "engagement": row.engagement.label if row.engagement else "",
        "objective": str(row.objective.number),
        "objective_label": row.objective.label,
        "code": indicator.code,
        "label": indicator.label,
        "unit": indicator.unit,
        "baseline_year": str(row.baseline_year or ""),
        "baseline": _value(row.baseline),
        "baseline_perimeter": row.baseline.perimeter_label if row.baseline else "",
        "national_target": row.national_target.wording if row.national_target else "",
        "previous": _value(row.previous),
        "status": f"Sans objet{NBSP}: {row.exclusion}" if row.exclusion else score.status_label,
        "gap": score.gap,
        "change": score.change,
        "change_unit": ("points" if score.change_kind == "points" else "%")
        if score.change is not None
        else "",
        **_target(row.target),
        **_result(row.result),
    }


def _target(target: TargetReading | None) -> dict[str, Any]:
    return {
        "target": target.wording if target else "",
        "target_value": target.value if target else None,
        "target_upper": target.upper_value if target else None,
        "target_year": str(target.year or "") if target else "",
    }


def _result(result: Reading | None) -> dict[str, Any]:
    return {
        "result": _value(result),
        "kind": result.kind_label if result else "",
        "numerator": result.numerator if result else None,
        "denominator": result.denominator if result else None,
        "source": result.source_label if result else "",
        "perimeter": result.perimeter_label if result else "",
        "cause": result.gap_cause if result else "",
        "comment": result.comment if result else "",
        "provenance": result.provenance if result else "",
    }


def _value(reading: Reading | None) -> Any:
    if reading is None:
        return None
    return reading.kind_label if reading.value is None else reading.value
