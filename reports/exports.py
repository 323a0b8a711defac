"""Reports taken out as tables: the figures of one, embedded in its PDF and offered beside it; the list of
all."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from core.formats import joined
from core.tabular import Column, ColumnKind, Table, export
from funding.columns import COLUMNS as FUNDING_COLUMNS
from reports.content import (
    AssemblyContent,
    FundingLineContent,
    IndicatorContent,
    OriginContent,
    ReadingContent,
    ReportContent,
)
from reports.models import Report

COLUMNS = [
    Column("contract", "Contrat"),
    Column("fiscal_year", "Exercice", ColumnKind.YEAR),
    Column("subject", "Objet"),
    Column("code", "Code"),
    Column("label", "Libellé"),
    Column("measure", "Mesure"),
    Column("year", "Année", ColumnKind.YEAR),
    Column("value", "Valeur", ColumnKind.DECIMAL),
    Column("unit", "Unité"),
    Column("state", "Nature"),
    Column("source", "Source"),
    Column("perimeter", "Périmètre"),
    Column("comment", "Commentaire"),
    Column("numerator", "Numérateur", ColumnKind.DECIMAL),
    Column("denominator", "Dénominateur", ColumnKind.DECIMAL),
    Column("provenance", "Origine"),
    Column("version", "Version"),
    Column("entered_on", "Saisi le", ColumnKind.DATE),
    Column("seat", "Saisi par"),
    Column("proofs", "Justificatifs"),
]
LIST_COLUMNS = [
    Column("contract", "Contrat"),
    Column("territory", "Territoire"),
    Column("fiscal_year", "Exercice", ColumnKind.YEAR),
    Column("state", "État"),
    Column("shared_at", "Partagé le", ColumnKind.DATE),
    Column("agreed_at", "Arrêté le", ColumnKind.DATE),
    Column("signature_count", "Signatures", ColumnKind.INTEGER),
    Column("deliberated_on", "Délibéré le", ColumnKind.DATE),
]
# Each amount of a funding line, by its name in the content, as people call it.
AMOUNTS = {name.removesuffix("_amount"): title for name, title in FUNDING_COLUMNS}


def report_table(content: ReportContent) -> Table:
    """One row per figure: references, targets and results of indicators, then amounts of funding lines."""
    note = (
        "Données fictives de démonstration."
        if content.contract.is_fictitious
        else content.contract.provenance
    )
    title = f"Rapport d’exécution {content.fiscal_year}, contrat {content.contract.reference}"
    return Table(title, COLUMNS, _rows(content), note)


def assembly_table(content: AssemblyContent) -> Table:
    """The same rows for each contract that a report to the assembly presents, in the order of its annexes."""
    fictitious = [one.contract.reference for one in content.annexes if one.contract.is_fictitious]
    note = f"Données fictives de démonstration\u00a0: {joined(fictitious)}." if fictitious else ""
    title = f"Rapports d’exécution {content.fiscal_year}, {content.authority}"
    return Table(title, COLUMNS, chain.from_iterable(map(_rows, content.annexes)), note)


def report_csv(content: ReportContent) -> bytes:
    """The table as CSV (UTF-8 with BOM, semicolons)."""
    return export(report_table(content), "csv")


def report_ods(content: ReportContent) -> bytes:
    """The same table for a spreadsheet, with its types; the same bytes on any day."""
    return export(report_table(content), "ods")


def list_table(reports: Iterable[Report]) -> Table:
    """The list of reports: state and dates, never the content."""
    rows = (
        {
            "contract": report.contract.reference,
            "territory": report.contract.territory.name,
            "fiscal_year": report.fiscal_year,
            "state": report.get_state_display(),
            "shared_at": report.shared_at,
            "agreed_at": report.agreed_at,
            "signature_count": report.signature_count if report.is_closed else None,  # type: ignore[attr-defined]
            "deliberated_on": report.deliberated_on,
        }
        for report in reports
    )
    return Table("Rapports d’exécution", LIST_COLUMNS, rows)


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
                **_aim(target.origin),
            }


def _reading(reading: ReadingContent) -> dict[str, Any]:
    return {
        "year": reading.year,
        "value": reading.value,
        "state": reading.kind_label,
        "source": reading.source_label,
        "perimeter": reading.perimeter,
        "comment": reading.comment,
        "numerator": reading.numerator,
        "denominator": reading.denominator,
        "provenance": reading.provenance,
        **_entry(reading.origin),
    }


def _aim(origin: OriginContent | None) -> dict[str, Any]:
    return {"source": origin.source, "provenance": origin.note, **_entry(origin)} if origin else {}


def _entry(origin: OriginContent | None) -> dict[str, Any]:
    """When, in which seat and on the strength of which files (their whole hashes) a figure was entered."""
    if origin is None:
        return {}
    return {
        "version": origin.version,
        "entered_on": origin.entered_on,
        "seat": origin.seat,
        "proofs": "\n".join(f"{one.title} ({one.name}, SHA-256 {one.sha256})" for one in origin.proofs),
    }


def _funding_rows(line: FundingLineContent, year: int) -> Iterator[dict[str, Any]]:
    for name, measure in AMOUNTS.items():
        amount = getattr(line, name)
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
                "provenance": line.provenance,
            }
