"""The table of what actions plan and report, one row per action and year, exported and read alike."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.models import Seat
from contracts.exchange.tables import edited_by
from contracts.models import Action, ActionReview, ActionYear, Contract
from contracts.pages import default_year
from core.formats import number
from core.imports.rows import EMPTIED
from core.imports.titled import Columns
from core.tabular import Column, ColumnKind, Table

TITLES = {
    "contract": ("Contrat", "Référence du contrat"),
    "number": ("N°", "Numéro", "Action"),
    "year": ("Exercice", "Année"),
    # Said by our own tables for whoever fills them; never read.
    "title": ("Intitulé", "Titre"),
    "expected": ("Ce qui est prévu", "Prévu"),
    "expected_count": ("Quantité prévue",),
    "expected_unit": ("Unité prévue",),
    "planned_fte": ("Postes prévus (ETP)",),
    "done": ("Ce qui a été fait", "Fait"),
    "difficulties": ("Difficultés",),
    "gap_cause": ("Cause de l’écart",),
    "next_steps": ("Suite prévue",),
    "outcome_count": ("Réalisé",),
    "outcome_unit": ("Unité du réalisé",),
    "filled_fte": ("Postes pourvus (ETP)",),
}
NAMED = ("contract", "number", "year")
VALUES = tuple(key for key in TITLES if key not in {*NAMED, "title"})
NUMBERS = ("expected_count", "planned_fte", "outcome_count", "filled_fte")
COLUMNS = Columns(TITLES, NAMED, (*NAMED, *VALUES))
NOTE = (
    "Une ligne par fiche action et par exercice\u00a0: contrat, numéro et exercice la désignent. Une case "
    f"vide n’efface rien\u00a0; écrivez {EMPTIED} pour vider une case."
)
Yearly = ActionYear | ActionReview


@dataclass(frozen=True)
class Part:
    """One of the two rows of an action's year: its name, its model, the name under which an action has them,
    and the field of each of its columns."""

    name: str
    model: type[ActionYear] | type[ActionReview]
    related: str
    fields: dict[str, str]

    def held(self, action: Action, year: int) -> Yearly:
        """What stands; a row that is not saved where nothing does."""
        rows = getattr(action, self.related).all()
        return next((one for one in rows if one.fiscal_year == year), None) or self.model(
            action=action, fiscal_year=year
        )


PLANNED = Part(
    "planned",
    ActionYear,
    "years",
    {
        "expected": "expected",
        "expected_count": "expected_count",
        "expected_unit": "expected_unit",
        "planned_fte": "staff_fte",
    },
)
REVIEWED = Part(
    "reviewed", ActionReview, "reviews", {key: key for key in VALUES if key not in PLANNED.fields}
)
PARTS = {part.name: part for part in (PLANNED, REVIEWED)}
PART_OF = {key: part for part in PARTS.values() for key in part.fields}


def told(value: Any) -> str:
    """A value as people read it."""
    return number(value) if isinstance(value, Decimal) else str(value or "")


def nothing_of(key: str) -> Any:
    """What an emptied cell leaves."""
    return None if key in NUMBERS else ""


def with_years(contract: Contract) -> list[Action]:
    """The actions of a contract, with what they plan and report."""
    related = [part.related for part in PARTS.values()]
    return list(contract.actions.prefetch_related(*related).order_by("number"))


def years_to_fill(seat: Seat) -> Table:
    """The actions of the contracts that the seat edits, for the year being entered."""
    kinds = dict.fromkeys(NUMBERS, ColumnKind.DECIMAL) | {"year": ColumnKind.YEAR}
    columns = [Column(key, TITLES[key][0], kinds.get(key, ColumnKind.TEXT)) for key in TITLES]
    return Table("Prévisions et bilans", columns, _rows(seat), NOTE)


def _rows(seat: Seat) -> Iterator[dict[str, Any]]:
    for contract in edited_by(seat):
        year = default_year(contract)
        for action in with_years(contract):
            held = {name: part.held(action, year) for name, part in PARTS.items()}
            values = {key: getattr(held[part.name], part.fields[key]) for key, part in PART_OF.items()}
            named = {"contract": contract.reference, "number": str(action.number), "year": year}
            yield named | {"title": action.title} | values
