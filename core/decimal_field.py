"""A number typed by a person: read by `core.numbers`, never guessed, never lost."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.formats import NBSP, number, plain_euros
from core.numbers import ANY, Bounds, ParsedNumber, Verdict, parse_number

CHOICE_SUFFIX = "-meaning"
ABSENCE_PREFIX = "absence:"
PLAINLY_WRITTEN = re.compile(r"[+-]?[0-9]+(,[0-9]+)?")


class DecimalText(forms.TextInput):
    """A text field that calls the numeric keyboard and brings back the meaning chosen, if one was asked.

    Its posted value is (what was typed, the meaning chosen or an empty string). Amounts of money show their
    cents when there are any: 11 721,60.
    """

    is_money = False

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, str]:
        """The text and the chosen meaning, posted side by side."""
        return data.get(name, ""), data.get(f"{name}{CHOICE_SUFFIX}", "")

    def format_value(self, value: Any) -> str:
        """A stored value in French; what the person typed, as typed."""
        if isinstance(value, tuple):
            return value[0]
        if isinstance(value, Decimal | int):
            return plain_euros(value) if self.is_money else number(value)
        return value or ""


class FrenchDecimalField(forms.Field):
    """A Decimal read from French habits, in `unit`, with at most `decimals` places.

    After cleaning, `reading` tells how the text was read (empty when it was plain), `absence` is the kind of
    absence the person confirmed. A text with two meanings, or that announces an absence, is an error which
    proposes `meanings`; the one chosen comes back with the form. `usual` is a recent value, to notice 0,125
    for 12,5 %. Meanings out of `bounds` are not proposed.
    """

    widget = DecimalText

    def __init__(
        self,
        *,
        unit: str = "",
        decimals: int | None = None,
        usual: Decimal | None = None,
        bounds: Bounds = ANY,
        min_value: Decimal | int | None = None,
        max_value: Decimal | int | None = None,
        absences: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.unit, self.decimals, self.usual = unit, decimals, usual
        self.bounds = bounds
        self.min_value, self.max_value = min_value, max_value
        self.absences = absences
        self.widget.is_money = unit == "€"
        self.reading = self.absence = ""
        self.meanings: list[tuple[str, str, bool]] = []

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """The numeric keyboard on a phone; no completion from other forms."""
        return {"inputmode": "decimal", "autocomplete": "off"}

    def to_python(self, value: Any) -> Decimal | None:
        """The Decimal; None for a blank or a confirmed absence. Refused with the parser's words."""
        typed, chosen = value if isinstance(value, tuple) else (value, "")
        if isinstance(typed, Decimal | int):
            return Decimal(typed)
        parsed = parse_number(
            typed, unit=self.unit, decimals=self.decimals, usual=self.usual, bounds=self.bounds
        )
        self.reading = self.absence = ""
        if parsed.verdict is Verdict.REFUSE:
            raise ValidationError(parsed.error, code="refused")
        if parsed.verdict is Verdict.ABSENCE:
            self._confirm_absence(parsed, chosen)
            return None
        if parsed.verdict is Verdict.ASK:
            return self._chosen_meaning(parsed, chosen)
        self.reading = "" if _is_plain(parsed) else parsed.reading
        return parsed.value

    def validate(self, value: Any) -> None:
        """Required and bounds, each in a sentence."""
        if value is None and self.absence:
            return
        super().validate(value)
        if value is None:
            return
        if self.min_value is not None and value < self.min_value:
            raise ValidationError(f"Écrivez un nombre d’au moins {number(self.min_value)}.", code="min_value")
        if self.max_value is not None and value > self.max_value:
            raise ValidationError(f"Écrivez un nombre d’au plus {number(self.max_value)}.", code="max_value")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the value differs, however it is written; a doubtful text counts as a change."""
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True

    def _chosen_meaning(self, parsed: ParsedNumber, chosen: str) -> Decimal:
        self.meanings = [
            (f"{candidate.value:f}", candidate.label, f"{candidate.value:f}" == chosen)
            for candidate in parsed.candidates
        ]
        for candidate in parsed.candidates:
            if f"{candidate.value:f}" == chosen:
                self.reading = f"«{NBSP}{parsed.text}{NBSP}»{NBSP}: {candidate.label}, selon votre choix"
                return candidate.value
        raise ValidationError(parsed.reading, code="ask")

    def _confirm_absence(self, parsed: ParsedNumber, chosen: str) -> None:
        offered = f"{ABSENCE_PREFIX}{parsed.absence}"
        if self.absences and chosen == offered:
            self.absence, self.reading = parsed.absence, parsed.confirmed
            return
        if self.absences:
            self.meanings = [(offered, "Je confirme cette absence de valeur", False)]
        raise ValidationError(parsed.reading, code="absence")


def _is_plain(parsed: ParsedNumber) -> bool:
    """Whether the text says the value so plainly that telling how it was read would be noise."""
    bare = "".join(parsed.text.split()).rstrip("%€")
    if parsed.value is None:
        return True
    return bool(PLAINLY_WRITTEN.fullmatch(bare)) and Decimal(bare.replace(",", ".")) == parsed.value
