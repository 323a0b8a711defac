"""The columns of the table of actions, exported and read alike."""

from decimal import Decimal
from typing import Any

from contracts.models import Action
from contracts.plan.deliverables import as_entries
from contracts.plan.deliverables import told as deliverables_told
from contracts.plan.followed import KEY, codes, followed_by
from core.formats import NBSP, date_short, number
from core.imports.titled import Columns
from core.tabular import Column, ColumnKind

TITLES = {
    "contract": ("Contrat", "Référence du contrat"),
    "number": ("N°", "Numéro", "Action"),
    "title": ("Intitulé", "Titre"),
    "state": ("État",),
    "objectives": ("Objectifs",),
    "indicators": ("Indicateurs", "Indicateurs propres"),
    "purpose": ("Objet",),
    "audience": ("Public cible", "Public"),
    "actors": ("Acteurs concernés", "Acteurs"),
    "lead": ("Pilote",),
    "carrier": ("Porteur",),
    "delegate": ("Délégataire",),
    "starts_on": ("Début",),
    "ends_on": ("Fin",),
    "staff_fte": ("Postes (ETP)", "ETP"),
    "deliverables": ("Livrables",),
    # Said by our own exports for whoever reads them; never read.
    "provenance": ("Origine des données",),
}
DELIVERABLES = "deliverables"
REQUIRED = ("contract", "title")
# A fiche always has these: they change, they are never emptied.
NEVER_EMPTY = ("title", "state")
IGNORED = ("provenance",)
VALUES = tuple(key for key in TITLES if key not in {"contract", "number", *IGNORED})
COLUMNS = Columns(TITLES, REQUIRED, ("contract", "number", *VALUES))
KINDS = {
    "starts_on": ColumnKind.DATE,
    "ends_on": ColumnKind.DATE,
    "staff_fte": ColumnKind.DECIMAL,
}


def columns(*, with_notes: bool) -> list[Column]:
    """The columns of an export, or of a table to fill."""
    keys = [key for key in TITLES if with_notes or key not in IGNORED]
    return [Column(key, TITLES[key][0], KINDS.get(key, ColumnKind.TEXT)) for key in keys]


def told(key: str, value: Any) -> str:
    """A value of an action as people read it."""
    if value is None or value == "" or value == []:
        return ""
    if key == "objectives":
        return ", ".join(str(one.number) for one in value)
    if key == KEY:
        return ", ".join(codes(value))
    if key == DELIVERABLES:
        return f"{NBSP}; ".join(deliverables_told(value))
    if key in {"starts_on", "ends_on"}:
        return date_short(value)
    if key == "state":
        return str(Action(state=value).get_state_display())
    return number(Decimal(value)) if key == "staff_fte" else str(value)


def value_of(action: Action, key: str) -> Any:
    """What the action holds, as the resource reads it."""
    if key == "objectives":
        return sorted(action.objectives.all(), key=lambda one: one.number)
    if key == DELIVERABLES:
        return as_entries(action)
    return followed_by().held(action) if key == KEY else getattr(action, key)


def nothing_of(key: str) -> Any:
    """What an emptied cell leaves."""
    if key in {"objectives", KEY, DELIVERABLES}:
        return []
    return None if key in {*KINDS, "carrier", "delegate"} else ""
