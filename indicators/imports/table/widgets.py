"""How each column of the long form is read: the widgets of its resource."""

from collections.abc import Callable, Mapping
from typing import Any

from import_export.widgets import Widget

from accounts.exchange.widgets import ChoiceWidget
from core.formats import NBSP
from core.tabular.reading import Cell, CellKind
from core.tabular.texts import clean, opens_a_formula
from indicators.imports.table.keys import Keys, quoted
from indicators.imports.table.numbers import Number, number_of, ratio_part
from indicators.writes import MAX_COMMENT

Row = Mapping[str, Any]


class KeyWidget(Widget):
    """A cell that names something: `find(keys, cell, row)` answers it, with the row as far as it is read."""

    def __init__(self, find: Callable[[Keys, Cell, Row], Any], **options: Any) -> None:
        super().__init__(**options)
        self.find = find

    def clean(self, value: Cell, row: Row | None = None, **_: Any) -> Any:
        """What is named. Raises ValueError with the reason, Doubt with the meanings."""
        read = row or {}
        return self.find(read["keys"], value, read)


class WordWidget(ChoiceWidget):
    """A word of a closed list; an empty text for a blank."""

    def clean(self, value: Cell, row: Row | None = None, **_: Any) -> str:
        """The stored name. Raises ValueError that gives the list."""
        return "" if value.is_blank else super().clean(value.text)


class ValueWidget(Widget):
    """The value, in the unit of its indicator."""

    def clean(self, value: Cell, row: Row | None = None, **_: Any) -> Number:
        """The number or the absence. Raises ValueError with the reason, Doubt with the meanings."""
        read = row or {}
        indicator = read["indicator"]
        return number_of(
            value,
            unit=indicator.unit,
            decimals=indicator.decimals,
            usual=read["usual"],
            bounds=indicator.bounds,
            chosen=read["chosen"],
            absences=True,
        )


class RatioWidget(Widget):
    """A numerator or a denominator."""

    def clean(self, value: Cell, row: Row | None = None, **_: Any) -> Number:
        """The number. Raises ValueError with the reason, Doubt with the meanings."""
        return ratio_part(value, (row or {})["chosen"])


class CommentWidget(Widget):
    """A text, inert wherever it comes out."""

    def clean(self, value: Cell, row: Row | None = None, **_: Any) -> str:
        """The text, without forbidden characters. Raises ValueError when it is too long, or no text."""
        if value.kind == CellKind.ERROR:
            raise ValueError(f"{quoted(value.quoted)} n’est pas un texte.")
        text = clean(value.text).strip()
        # What our own tables protected comes back as it was.
        text = text[1:] if text.startswith("'") and opens_a_formula(text[1:]) else text
        if len(text) > MAX_COMMENT:
            raise ValueError(
                f"Raccourcissez le texte{NBSP}: {MAX_COMMENT} caractères au plus, il y en a {len(text)}."
            )
        return text
