"""Two people in the same cell: what was shown to one, and what the other has written since."""

from typing import Any

from core.numbers import whole
from indicators.cells import TARGET, Cell, Conflict
from indicators.models import Measurement, Target

ERASED = "la case a été vidée"


def texts_shown(cell: Cell, mark: str) -> dict[str, str]:
    """What the inputs held when the page was shown, from the history: `mark` is « key:version », or empty."""
    key, version = (whole(part) for part in mark.partition(":")[::2])
    if key is None or version is None:
        return cell.texts_of(None)
    # The indicator is asked for too: a forged mark gives nothing of another one.
    rows = _history(cell).filter(id=key, version=version, indicator=cell.row.indicator)
    return cell.texts_of(rows.order_by("-history_id").first())


def conflict_on(cell: Cell, shown: str) -> Conflict:
    """What the cell holds now, and who wrote it, when, as its history tells."""
    key = whole((cell.mark or shown).partition(":")[0])
    rows = _history(cell).filter(id=key or 0)
    last = rows.filter(indicator=cell.row.indicator).order_by("-history_id").first()
    return Conflict(
        theirs=cell.stored_wording or ERASED,
        who=last.history_seat_label if last else "",
        at=last.history_date if last else None,
        mark=cell.mark,
    )


def _history(cell: Cell) -> Any:
    return (Target if cell.part == TARGET else Measurement).history
