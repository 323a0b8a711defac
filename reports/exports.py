"""The report's figures as one long table, for those who calculate: embedded in the PDF and offered beside
it."""

from collections.abc import Iterator
from typing import Any

from core.tabular import Column, ColumnKind, Table, export
from reports.content import FundingLineContent, IndicatorContent, ReadingContent, ReportContent

COLUMNS = [
    Column("contract", "Contrat"),
    Column("fiscal_year", "Exercice", ColumnKind.INTEGER),
    Column("subject", "Objet"),
    Column("code", "Code"),
    Column("label", "Libellé"),
    Column("measure", "Mesure"),
    Column("year", "Année", ColumnKind.INTEGER),
    Column("value", "Valeur", ColumnKind.DECIMAL),
    Column("unit", "Unité"),
    Column("state", "Nature"),
    Column("source", "Source"),
    Column("perimeter", "Périmètre"),
    Column("comment", "Commentaire"),
]


def report_table(content: ReportContent) -> Table:
    """One row per figure: references, targets and results of indicators, then amounts of funding lines."""
    note = (
        "Données fictives de démonstration."
        if content.contract.is_fictitious
        else content.contract.provenance
    )
    title = f"Rapport d’exécution {content.fiscal_year}, contrat {content.contract.reference}"
    return Table(title, COLUMNS, _rows(content), note)


def report_csv(content: ReportContent) -> bytes:
    """The table as CSV (UTF-8 with BOM, semicolons)."""
    return export(report_table(content), "csv")


def _rows(content: ReportContent) -> Iterator[dict[str, Any]]:
    blank: dict[str, Any] = dict.fromkeys((column.key for column in COLUMNS), None)
    blank |= {"contract": content.contract.reference, "fiscal_year": content.fiscal_year}
    for engagement in content.engagements:
        for objective in engagement.objectives:
            for indicator in objective.indicators:
                yield from (blank | row for row in _indicator_rows(indicator))
    for line in content.funding.lines:
        yield from (blank | row for row in _funding_rows(line, content.fiscal_year))


def _indicator_rows(indicator: IndicatorContent) -> Iterator[dict[str, Any]]:
    shared = {
        "subject": "Indicateur",
        "code": indicator.code,
        "label": indicator.label,
        "unit": indicator.unit,
    }
    for measure, reading in (("Référence", indicator.baseline), ("Résultat", indicator.result)):
        if reading is not None:
            yield shared | {"measure": measure} | _reading(reading)
    for measure, target in (("Cible", indicator.target), ("Cible nationale", indicator.national_target)):
        if target is not None:
            yield shared | {
                "measure": measure,
                "year": target.year,
                "value": target.value,
                "state": target.operator_label,
            }


def _reading(reading: ReadingContent) -> dict[str, Any]:
    return {
        "year": reading.year,
        "value": reading.value,
        "state": reading.kind_label,
        "source": reading.source_label,
        "perimeter": reading.perimeter,
        "comment": reading.comment,
    }


def _funding_rows(line: FundingLineContent, year: int) -> Iterator[dict[str, Any]]:
    amounts = {
        "Demandé": line.requested,
        "Notifié": line.notified,
        "Engagé": line.committed,
        "Payé": line.paid,
        "Dépensé": line.spent,
        "Reporté": line.carried_over,
    }
    for measure, amount in amounts.items():
        if amount is not None:
            yield {
                "subject": "Financement",
                "code": line.source_label,
                "label": line.action or "Ensemble du contrat",
                "measure": measure,
                "year": year,
                "value": amount,
                "unit": "€",
                "source": line.payer,
                "perimeter": line.payee_label or line.payee,
                "comment": line.comment,
            }
