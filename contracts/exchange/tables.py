"""The action plan as a file: what is exported, and what is to be filled."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import rules

from accounts.models import Seat
from contracts.exchange.columns import DELIVERABLES, VALUES, columns, told, value_of
from contracts.models import Action, Contract
from contracts.plan.followed import KEY, codes, followed_by
from core.formats import date_long
from core.imports.rows import EMPTIED
from core.tabular import Table

NOTE = (
    "Une ligne par fiche action. Laissez le numéro vide pour une nouvelle fiche. Une case vide n’efface "
    f"rien\u00a0; écrivez {EMPTIED} pour vider une case. Les objectifs par leurs numéros, les indicateurs "
    "par leurs codes, séparés par des virgules\u00a0; le porteur et le délégataire par leur nom\u00a0; les "
    "livrables séparés par des points-virgules, avec leurs dates\u00a0: "
    "Guide (attendu le 30/06/2024, remis le 02/07/2024)."
)


def plan_table(contract: Contract, actions: Iterable[Action], on: date) -> Table:
    """The action plan of a contract; it can be changed and brought back."""
    note = f"Plan d’action du contrat {contract.reference}, établi le {date_long(on)}."
    said = "Données fictives de démonstration." if contract.is_fictitious else contract.provenance
    rows = (_row(contract, action) for action in actions)
    return Table(f"Actions {contract.reference}", columns(with_notes=True), rows, f"{note}\n{said}\n{NOTE}")


def blank_plans(seat: Seat) -> Table:
    """The actions of the contracts that the seat edits, ready to be changed or added to."""
    return Table("Fiches action", columns(with_notes=False), _rows(seat), NOTE)


def _rows(seat: Seat) -> Iterator[dict[str, Any]]:
    for contract in edited_by(seat):
        actions = contract.actions.select_related("carrier", "delegate")
        for action in actions.prefetch_related("objectives", "deliverables", followed_by().prefetch):
            yield _row(contract, action)


def edited_by(seat: Seat) -> list[Contract]:
    """The contracts whose actions the seat edits."""
    found = Contract.objects.visible_to(seat).select_related("framework", "territory")
    return [
        one
        for one in found.prefetch_related("parties__organisation").order_by("reference")
        if rules.has_perm("contracts.edit_actions", seat, one)
    ]


def _row(contract: Contract, action: Action) -> dict[str, Any]:
    held = {key: value_of(action, key) for key in VALUES}
    return held | {
        "contract": contract.reference,
        "number": str(action.number),
        "state": action.get_state_display(),
        "objectives": ", ".join(str(one.number) for one in held["objectives"]),
        KEY: ", ".join(codes(held[KEY])),
        "carrier": action.carrier.name if action.carrier else "",
        "delegate": action.delegate.name if action.delegate else "",
        DELIVERABLES: told(DELIVERABLES, held[DELIVERABLES]),
        "provenance": action.provenance,
    }
