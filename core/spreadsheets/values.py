"""Values as they are handed over: what `marshal` writes, and nothing heavier."""

import datetime
import math
from collections.abc import Iterable, Sequence
from typing import Any

from core.spreadsheets.addresses import letters_of
from core.spreadsheets.refusal import Refused

NBSP = "\u00a0"
# XML has none, but Excel writes one as « _x0000_ », and the database keeps none.
NULL = "\0"


class NotAdmitted(Exception):
    """A text is longer than admitted, or holds a null character."""


def plain_rows(rows: list[list[Any]], before: list[Any], longest: int) -> list[list[Any]]:
    """Rows of one width, from column A on: None for nothing, a pair for a date or a duration.

    A column most often holds one type: it is then looked at as a whole. Raises NotAdmitted.
    """
    columns = [_plain_column(column, longest) for column in zip(*rows, strict=True)]
    return [[*before, *row] for row in zip(*columns, strict=True)]


def _plain_column(values: Sequence[Any], longest: int) -> Sequence[Any]:
    kinds = set(map(type, values))
    # The sum is no number when one of them is not; that of very large ones may be none either.
    if kinds == {float} and math.isfinite(sum(values)):
        return values
    if kinds == {datetime.date}:
        return [("date", one) for one in map(datetime.date.isoformat, values)]
    if kinds == {str} and max(map(len, values)) <= longest and NULL not in "".join(values):
        return [value or None for value in values]
    return [
        value
        if (kind := type(value)) is float and value - value == 0
        else (value or None)
        if kind is str and len(value) <= longest and NULL not in value
        else plain(value)
        for value in values
    ]


def plain(value: Any) -> Any:
    """A value that is not a common one."""
    if isinstance(value, str):
        raise NotAdmitted
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return ("error", str(value))
    if isinstance(value, datetime.timedelta):
        return ("duration", clock(value))
    return (type(value).__name__, value.isoformat())


def grouped(count: int) -> str:
    """« 100 000 »."""
    return f"{count:,}".replace(",", NBSP)


def clock(lapse: datetime.timedelta) -> str:
    """« 30:00:00 »."""
    seconds = round(lapse.total_seconds())
    minutes, rest = divmod(abs(seconds), 60)
    return f"{'-' if seconds < 0 else ''}{minutes // 60}:{minutes % 60:02}:{rest:02}"


def check_extent(name: str, corner: tuple[int, int], limits: dict[str, Any]) -> None:
    """Refused when a value stands beyond the columns admitted; `corner` is its row and column, from 0."""
    row, column = corner
    if column >= limits["columns"]:
        raise Refused(
            f"La feuille «{NBSP}{name}{NBSP}» est remplie jusqu’en {letters_of(column)}{row + 1}, au-delà des"
            f" {limits['columns']} colonnes admises{NBSP}: supprimez les colonnes inutiles."
        )


def check_area(name: str, rows: int, columns: int, limits: dict[str, Any]) -> None:
    """Refused when too many cells, blank or not, lie between the first value and the last."""
    if rows * columns > limits["cells"]:
        raise Refused(
            f"Les cases remplies de la feuille «{NBSP}{name}{NBSP}» s’étendent sur {grouped(rows)} lignes"
            f" et {columns} de large{NBSP}: supprimez celles qui sont loin des autres."
        )


def check_rows(name: str, filled: int, limits: dict[str, Any]) -> None:
    """Refused when more rows than admitted hold a value, beside that of the titles."""
    if filled > limits["rows"] + 1:
        raise Refused(
            f"La feuille «{NBSP}{name}{NBSP}» a plus de {grouped(limits['rows'])} lignes remplies{NBSP}:"
            " découpez-la."
        )


def check_texts(name: str, rows: Iterable[list[Any]], first_row: int, limits: dict[str, Any]) -> None:
    """Refused when a text is longer than a cell of a spreadsheet can be, or holds a null character."""
    longest = limits["text"]
    for number, values in enumerate(rows, start=first_row):
        for column, value in enumerate(values):
            if type(value) is not str:
                continue
            where = f"Feuille «{NBSP}{name}{NBSP}», case {letters_of(column)}{number}{NBSP}:"
            if NULL in value:
                raise Refused(f"{where} un caractère nul s’y cache{NBSP}: réécrivez ce texte au clavier.")
            if len(value) > longest:
                raise Refused(
                    f"{where} {grouped(len(value))} caractères, plus que les {grouped(longest)} admis{NBSP}:"
                    " raccourcissez ce texte."
                )


def holds_something(cells: Iterable[Any]) -> bool:
    """Whether a row has a value."""
    return any(cell is not None for cell in cells)
