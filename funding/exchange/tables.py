"""The table of funding lines that a seat takes away to fill."""

from collections.abc import Iterator
from typing import Any

from accounts.models import Seat
from contracts.pages import default_year
from core.imports.rows import EMPTIED
from core.tabular import Table
from funding.exchange.lines import entered_by
from funding.exports import EXPORT_COLUMNS, rows_of
from funding.queries import lines_of

NOTE = (
    "Une ligne par ligne de financement\u00a0: contrat, exercice, source, bénéficiaire et action la "
    "désignent\u00a0; si aucune n’y répond, elle est ajoutée. Une case vide n’efface rien\u00a0; écrivez "
    f"{EMPTIED} pour vider une case. Vous n’écrivez que vos cases."
)


def lines_to_fill(seat: Seat) -> Table:
    """The lines of the year in progress, in every contract where the seat enters money."""
    columns = [one for one in EXPORT_COLUMNS if one.key != "provenance"]
    return Table("Financements", columns, _rows(seat), NOTE)


def _rows(seat: Seat) -> Iterator[dict[str, Any]]:
    for contract in entered_by(seat):
        yield from rows_of(contract, lines_of(contract, default_year(contract)))
