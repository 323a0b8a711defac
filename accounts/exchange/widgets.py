"""How a cell is read and written: French words and dates, numbers by our own parser, rows by their codes."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Model, QuerySet
from import_export.fields import Field
from import_export.widgets import DateWidget, ForeignKeyWidget, Widget

from core.days import mistyped
from core.formats import NBSP
from core.imports.questions import Doubt
from core.numbers import Verdict, parse_number

YES, NO = "oui", "non"
TRUE, FALSE = {"oui", "vrai", "1", "true", "x"}, {"non", "faux", "0", "false", ""}


class NumberWidget(Widget):
    """A number, read as everywhere else in the application. `decimals` 0 makes it an integer."""

    def __init__(self, decimals: int | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.decimals = decimals

    def clean(self, value: Any, row: Any = None, **_: Any) -> Decimal | int | None:
        """The value, or ValueError with the French reason: a Doubt for a number with two meanings."""
        parsed = parse_number(str(value if value is not None else ""), decimals=self.decimals)
        if parsed.verdict == Verdict.BLANK:
            return None
        if parsed.candidates:
            raise Doubt(parsed.reading, ((f"{one.value:f}", one.label) for one in parsed.candidates))
        if parsed.value is None:
            raise ValueError(parsed.error or parsed.reading)
        return int(parsed.value) if self.decimals == 0 else parsed.value

    def render(self, value: Any, obj: Any = None, **_: Any) -> str:
        """With a decimal comma and no grouping, which every spreadsheet reads back."""
        return "" if value is None else f"{Decimal(value).normalize():f}".replace(".", ",")


class YesNoWidget(Widget):
    """« oui » or « non »."""

    def clean(self, value: Any, row: Any = None, **_: Any) -> bool:
        """The truth of the cell, or ValueError."""
        word = str(value if value is not None else "").strip().lower()
        if word not in TRUE | FALSE:
            raise ValueError(f"«{NBSP}{word}{NBSP}» n’est ni oui ni non.")
        return word in TRUE

    def render(self, value: Any, obj: Any = None, **_: Any) -> str:
        """In a word."""
        return YES if value else NO


class ChoiceWidget(Widget):
    """A value of a closed list, by its French label or by its stored name."""

    def __init__(self, choices: Any = (), **options: Any) -> None:
        super().__init__(**options)
        self.labels = {str(stored): str(label) for stored, label in choices}

    def clean(self, value: Any, row: Any = None, **_: Any) -> str:
        """The stored name, or ValueError that gives the list."""
        word = str(value or "").strip()
        for stored, label in self.labels.items():
            if word.casefold() in {stored.casefold(), label.casefold()}:
                return stored
        if not word:
            return ""
        admitted = ", ".join(self.labels.values())
        raise ValueError(f"«{NBSP}{word}{NBSP}» n’est pas admis. Valeurs admises{NBSP}: {admitted}.")

    def render(self, value: Any, obj: Any = None, **_: Any) -> str:
        """The label."""
        return self.labels.get(str(value), str(value or ""))


class DayWidget(DateWidget):
    """A date, written 30/06/2025; the ISO form is read too."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.formats = ("%d/%m/%Y", "%Y-%m-%d")

    def clean(self, value: Any, row: Any = None, **options: Any) -> Any:
        """The date, or ValueError in French."""
        try:
            day = super().clean(value, row, **options)
        except ValueError as error:
            raise ValueError(f"«{NBSP}{value}{NBSP}» n’est pas une date (JJ/MM/AAAA).") from error
        if day is not None and (fault := mistyped(day)):
            raise ValueError(fault)
        return day


class Within(ForeignKeyWidget):
    """A row found by its own code and by other columns of the same line: an engagement by framework and code.

    `scope` maps lookups of the related row to the columns that give their values, `fixed` to values
    themselves; `reader` reads and writes the code when it is not a text.
    """

    def __init__(
        self,
        model: type[Model],
        field: str,
        scope: Mapping[str, str],
        *,
        fixed: Mapping[str, Any] | None = None,
        reader: Widget | None = None,
    ) -> None:
        super().__init__(model, field)
        self.scope, self.fixed, self.reader = dict(scope), dict(fixed or {}), reader or Widget()

    def get_queryset(self, value: Any, row: Any, *_: Any, **__: Any) -> QuerySet[Any]:
        """The rows that share the line's other columns."""
        where = {lookup: row[column] for lookup, column in self.scope.items()}
        return self.model._default_manager.filter(**where, **self.fixed)

    def clean(self, value: Any, row: Any = None, **options: Any) -> Any:
        """The row, or ValueError that names what was looked for."""
        try:
            return super().clean(self.reader.clean(value), row, **options)
        except self.model.DoesNotExist as error:
            name = self.model._meta.verbose_name
            raise ValueError(f"«{NBSP}{value}{NBSP}» ne désigne aucun(e) {name} ici.") from error

    def render(self, value: Any, obj: Any = None, **options: Any) -> Any:
        """The code, written by the reader."""
        code = super().render(value, obj, **options)
        return "" if code in (None, "") else self.reader.render(code)


def by_code(model: type[Model], attribute: str, column: str, code: str = "code", **scope: str) -> Field:
    """A column that names a related row by its code, within the columns of `scope` if any."""
    return Field(attribute=attribute, column_name=column, widget=Within(model, code, scope))
