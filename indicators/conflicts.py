"""Two people in the same cell: what was shown to one, and what the other has written since."""

from typing import Any, Protocol

from core.grid import Conflict
from core.numbers import whole
from indicators.cells import TARGET, Cell
from indicators.models import Measurement, Target

ERASED = "la case a été vidée"


class Place(Protocol):
    """Where a page enters its figures: its contract, and the perimeters that its seat may enter."""

    @property
    def contract_id(self) -> int:
        """The key of the contract."""

    @property
    def perimeter_ids(self) -> list[int]:
        """The keys of the perimeters."""


def texts_shown(cell: Cell, mark: str, place: Place) -> dict[str, str]:
    """What the inputs held when the page was shown, from the history: `mark` is « key:version », or empty."""
    return cell.texts_of(row_shown(cell, mark, place))


def row_shown(cell: Cell, mark: str, place: Place) -> Any:
    """The row of history that a mark names; None for an empty mark, or one of another cell's past."""
    key, version = (whole(part) for part in mark.partition(":")[::2])
    if key is None or version is None:
        return None
    rows = _history(cell, place).filter(id=key, version=version).exclude(history_type="-")
    return rows.order_by("-history_id").first()


def conflict_on(cell: Cell, shown: str, place: Place) -> Conflict:
    """What the cell holds now, and who wrote it, when, as its history tells."""
    key = whole((cell.mark or shown).partition(":")[0])
    last = _history(cell, place).filter(id=key or 0).order_by("-history_id").first()
    return Conflict(
        theirs=cell.stored_wording or ERASED,
        who=last.history_seat_label if last else "",
        at=last.history_date if last else None,
        mark=cell.mark,
    )


def _history(cell: Cell, place: Place) -> Any:
    """The past of this very cell: a forged mark gives nothing of another indicator, year or territory."""
    model = Target if cell.part == TARGET else Measurement
    here = {"contract": place.contract_id} if cell.part == TARGET else {"perimeter__in": place.perimeter_ids}
    return model.history.filter(indicator=cell.row.indicator, year=cell.year, **here)
