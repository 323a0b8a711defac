"""All that an import holds back, as a file to mend it line by line: where it stands, what it says, why."""

from collections.abc import Iterator
from typing import Any

from core.formats import NBSP
from core.imports.plan import Fault, Plan, Proposal, Standing
from core.imports.questions import unanswered
from core.tabular import Column, ColumnKind, Table
from indicators.models import ImportBatch

COLUMNS = [
    Column("sheet", "Feuille"),
    Column("row", "Ligne", ColumnKind.INTEGER),
    Column("letter", "Colonne"),
    Column("title", "Titre de la colonne"),
    Column("subject", "Valeur"),
    Column("typed", "Apporté"),
    Column("before", "Aujourd’hui"),
    Column("standing", "Ce qu’il en sera"),
    Column("why", "Motif"),
]


def held_table(batch: ImportBatch, plan: Plan) -> Table:
    """What the plan refuses, asks about or finds in conflict, in the order of the file; its faults first."""
    note = f"Fichier «{NBSP}{batch.file_name}{NBSP}». Ce qui suit n’est pas enregistré."
    return Table("Valeurs retenues", COLUMNS, _rows(plan), note)


def _rows(plan: Plan) -> Iterator[dict[str, Any]]:
    yield from map(_fault, plan.faults)
    yield from map(_held, plan.held)


def _fault(fault: Fault) -> dict[str, Any]:
    told = {"subject": "", "typed": fault.typed, "before": "", "why": fault.message}
    return {**_place(fault.origin), **told, "standing": Standing.REFUSED.label}


def _held(one: Proposal) -> dict[str, Any]:
    why = " ".join(filter(None, [one.message, *(question.text for question in unanswered(one.questions))]))
    told = {"subject": one.subject, "typed": one.typed, "before": one.before, "why": why}
    return {**_place(one.origin), **told, "standing": one.standing.label}


def _place(origin: Any) -> dict[str, Any]:
    if origin is None:
        return {"sheet": "", "row": None, "letter": "", "title": ""}
    return {"sheet": origin.sheet, "row": origin.row, "letter": origin.letter, "title": origin.column}
