"""The values of a workbook, as calamine reads them."""

import datetime
import io
import math
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from core.spreadsheets.refusal import Refused

BROKEN = (
    "Ce classeur est abîmé ou incomplet\u00a0: ouvrez-le dans votre tableur, enregistrez-le de nouveau et"
    " envoyez-le."
)
# The library's own values cannot be the keys of a mapping.
STATES = [
    (SheetVisibleEnum.Visible, "visible"),
    (SheetVisibleEnum.Hidden, "hidden"),
    (SheetVisibleEnum.VeryHidden, "very_hidden"),
]
AS_THEY_ARE = frozenset({str, bool})


def sheets_of(content: bytes, file_format: str, limits: dict[str, Any]) -> list[dict[str, Any]]:
    """Each sheet as a mapping that `marshal` can write."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [
            _sheet(
                book.get_sheet_by_index(place), next(state for one, state in STATES if one == told.visible)
            )
            for place, told in enumerate(book.sheets_metadata)
        ]
    except CalamineError as error:
        raise Refused(BROKEN) from error


def _sheet(sheet: Any, state: str) -> dict[str, Any]:
    row, column = sheet.start or (0, 0)
    before = [None] * column
    return {
        "name": sheet.name,
        "state": state,
        "first_row": row + 1,
        "values": [before + [_plain(value) for value in values] for values in sheet.iter_rows()],
        "marks": {},
        "hidden_rows": [],
        "hidden_columns": [],
        "merged": [],
    }


def _plain(value: Any) -> Any:
    if type(value) in AS_THEY_ARE:
        return None if value == "" else value
    if isinstance(value, float):
        return value if math.isfinite(value) else ("error", str(value))
    if isinstance(value, datetime.timedelta):
        return ("duration", str(value))
    return (type(value).__name__, value.isoformat())
