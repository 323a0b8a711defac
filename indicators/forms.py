"""What is typed on the year page, read cell by cell: only what moved, every error at once, nothing lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from contracts.models import Perimeter
from core.decimal_field import CHOICE_SUFFIX, FrenchDecimalField
from core.numbers import Verdict, parse_number
from core.tabular.texts import clean
from indicators.actions import Entry
from indicators.cells import FIELDS, TARGET, Cell
from indicators.conflicts import conflict_on, texts_shown
from indicators.enums import Operator, Source, ValueKind
from indicators.models import GapCause
from indicators.target_writes import TargetEntry, TargetErasure
from indicators.value_rules import (
    STORED_DECIMALS,
    Aim,
    Broken,
    Figure,
    broken_by_target,
    broken_by_value,
    with_ratio,
)
from indicators.writes import MAX_COMMENT, MeasurementEntry, MeasurementErasure

CHANGED = "Cette case a été modifiée entre-temps\u00a0: choisissez la valeur à garder."
LEFT_OVER = (
    "Pour effacer cette valeur, videz aussi le commentaire et la cause d’écart\u00a0; "
    "pour dire qu’elle manque, choisissez la nature de l’absence."
)


@dataclass(frozen=True)
class Lists:
    """What may be chosen: the perimeters that the seat enters and the causes of gap, by their key as text."""

    contract_id: int
    perimeters: Mapping[str, Perimeter]
    causes: Mapping[str, GapCause]

    @property
    def perimeter_ids(self) -> list[int]:
        """The keys of the perimeters."""
        return [one.pk for one in self.perimeters.values()]


def read_cell(cell: Cell, data: Mapping[str, str], lists: Lists) -> None:
    """Compare a cell with what was posted for it; fills its `entry` with what is to be written, or `errors`.

    A field that is not posted keeps what it holds. A cell that the person did not touch is left alone, even
    when somebody else changed it meanwhile.
    """
    typed = {name: _posted(data, cell, name) for name in FIELDS[cell.part]}
    shown = data.get(f"{cell.name}-shown", cell.mark)
    base = cell.texts if shown == cell.mark else texts_shown(cell, shown, lists)
    resolved = data.get(f"{cell.name}-resolve", "")
    if typed in (base, cell.texts) or resolved == f"theirs:{cell.mark}":
        return
    stored, cell.texts, cell.is_touched = cell.texts, typed, True
    if cell.refusal:
        cell.errors["value"] = cell.refusal
    elif shown != cell.mark and resolved != f"mine:{cell.mark}":
        cell.conflict = conflict_on(cell, shown, lists)
        cell.errors["value"] = CHANGED
    else:
        reader = (_TargetReader if cell.part == TARGET else _MeasuredReader)(cell, data, lists, stored)
        entry = reader.entry()
        cell.entry = None if cell.errors else entry


def _posted(data: Mapping[str, str], cell: Cell, name: str) -> str:
    return clean(str(data.get(f"{cell.name}-{name}", cell.texts[name]))).strip()


class _Reader:
    """A touched cell being read: what was posted, and the texts of what is stored."""

    def __init__(self, cell: Cell, data: Mapping[str, str], lists: Lists, stored: Mapping[str, str]) -> None:
        self.cell, self.data, self.lists, self.stored = cell, data, lists, stored
        self.indicator = cell.row.indicator
        self.absence = ""

    def number(self, name: str, known: Decimal | None, **options: Any) -> Decimal | None:
        """The number in a field, `known` when its text is the stored one; None and an error when in doubt."""
        text = self.cell.texts[name]
        if text == self.stored[name]:
            return known
        field = FrenchDecimalField(required=False, **options)
        chosen = self.data.get(f"{self.cell.name}-{name}{CHOICE_SUFFIX}", "")
        # The text as it was sent: cleaning must not turn an invisible character into a number.
        raw = str(self.data.get(f"{self.cell.name}-{name}", text))
        try:
            value = field.clean((raw, chosen))
        except ValidationError as error:
            self.cell.errors[name] = " ".join(error.messages)
            self.cell.meanings[name] = field.meanings
            return None
        self.absence = field.absence or self.absence
        if field.reading:
            self.cell.said.append(f"{self.indicator.code}\u00a0: {field.reading}")
        return value

    def pick(self, name: str, allowed: Any) -> Any:
        """The choice made in a list, as `allowed` maps it; None with an error outside the list."""
        text = self.cell.texts[name]
        if text in allowed:
            return allowed[text]
        self.cell.errors[name] = "Choisissez une valeur de la liste."
        return None

    def blame(self, broken: list[Broken]) -> None:
        """Tie the broken rules to their inputs."""
        for rule in broken:
            self.cell.errors.setdefault(rule.field, rule.message)


class _TargetReader(_Reader):
    def entry(self) -> Entry | None:
        """What is to be written of the target, or nothing."""
        cell, shown = self.cell, self.cell.shown
        operator = self.pick("operator", {value: value for value in Operator.values})
        scale = {"unit": self.indicator.unit, "decimals": self.indicator.decimals}
        if operator == Operator.TIMES_BASELINE:
            scale = {"unit": "", "decimals": STORED_DECIMALS}
        value = self.number("value", shown.value if shown else None, **scale)
        upper = None
        if operator == Operator.RANGE:  # otherwise the input is not on screen
            upper = self.number("upper", shown.upper_value if shown else None, **scale)
        if cell.errors or operator is None:
            return None
        if value is None and upper is not None:
            cell.errors["value"] = "Une fourchette a deux bornes."
            return None
        if value is None:
            return TargetErasure(self.indicator, cell.year, cell.version) if shown else None
        self.blame(broken_by_target(self.indicator, Aim(operator, value, upper)))
        return TargetEntry(self.indicator, cell.year, operator, value, upper, shown_version=cell.version)


class _MeasuredReader(_Reader):
    def entry(self) -> Entry | None:
        """What is to be written of the reading, or nothing."""
        cell = self.cell
        figure, comment, cause = self._figure(), self._comment(), self._cause()
        source = self.pick("source", {value: value for value in Source.values})
        perimeter = self.pick("perimeter", self.lists.perimeters)
        if cell.errors or figure is None:
            return None
        if _is_blank(figure):
            return self._erasure(is_left_over="comment" in cell.texts and bool(comment or cause))
        self.blame(broken_by_value(self.indicator, figure))
        return MeasurementEntry(
            indicator=self.indicator,
            year=cell.year,
            perimeter=perimeter,
            figure=figure,
            source=source,
            comment=comment,
            gap_cause=cause,
            reason=cell.texts.get("reason", ""),
            **self._place(perimeter, source),
        )

    def _comment(self) -> str:
        """A cell without this input keeps what is stored."""
        comment = self.cell.texts.get("comment")
        if comment is None:
            return self.cell.shown.comment if self.cell.shown else ""
        if len(comment) > MAX_COMMENT:
            limit = f"{MAX_COMMENT} caractères au plus"
            self.cell.errors["comment"] = f"Raccourcissez le commentaire\u00a0: {limit}."
        return comment

    def _cause(self) -> GapCause | None:
        if "cause" in self.cell.texts:
            return self.pick("cause", {"": None} | dict(self.lists.causes))
        stored = self.cell.shown.gap_cause_id if self.cell.shown else None
        return self.lists.causes.get(str(stored))

    def _figure(self) -> Figure | None:
        """The value, or its absence, whether it was chosen in the list or typed as a word and confirmed."""
        cell, shown = self.cell, self.cell.shown
        kind = self.pick("kind", {value: value for value in ValueKind.values})
        is_same = cell.texts["value"] == self.stored["value"]
        ratio = self._ratio(keep=is_same)
        stored_ratio = [getattr(shown, "numerator", None), getattr(shown, "denominator", None)]
        value = None
        if is_same and ratio != stored_ratio and None not in ratio:
            cell.said.append(f"{self.indicator.code}\u00a0: valeur calculée du numérateur et du dénominateur")
        elif not self._says_absence(kind):
            value = self.number("value", shown.value if shown else None, **self._scale())
        if kind is None:
            return None
        return with_ratio(self.indicator, Figure(self.absence or kind, value, *ratio))

    def _ratio(self, *, keep: bool) -> list[Decimal | None]:
        """Numerator and denominator; where they have no input, those stored, as long as the value is kept."""
        shown, names = self.cell.shown, ("numerator", "denominator")
        if names[0] in self.cell.texts:
            return [self.number(name, getattr(shown, name, None), decimals=STORED_DECIMALS) for name in names]
        return [getattr(shown, name, None) if keep else None for name in names]

    def _says_absence(self, kind: str | None) -> bool:
        """« n.d. » typed beside a kind of absence says the same thing twice."""
        if kind is None or kind in ValueKind.present():
            return False
        return parse_number(self.cell.texts["value"]).verdict == Verdict.ABSENCE

    def _scale(self) -> dict[str, Any]:
        """How the value is written: a usual value lets the parser notice 0,125 for 12,5 %."""
        row = self.cell.row
        known = [reading for reading in (row.previous, row.result, row.baseline) if reading]
        usual = next((reading.value for reading in known if reading.value is not None), None)
        return {
            "unit": self.indicator.unit,
            "decimals": self.indicator.decimals,
            "usual": usual,
            "absences": True,
        }

    def _erasure(self, is_left_over: bool) -> Entry | None:
        cell, shown = self.cell, self.cell.shown
        if is_left_over:
            cell.errors["value"] = LEFT_OVER
            return None
        if shown is None:
            return None
        return MeasurementErasure(
            indicator=self.indicator,
            year=cell.year,
            perimeter=self.lists.perimeters[str(shown.perimeter_id)],
            measurement_id=shown.measurement_id,
            shown_version=shown.version,
            reason=cell.texts.get("reason", ""),
        )

    def _place(self, perimeter: Perimeter, source: str) -> dict[str, Any]:
        """Where the entry goes: over what is shown, moving it, or beside it.

        A reading of the contract alone, or another source of the same perimeter, is corrected by moving it;
        one shared with other contracts stays where it is for them.
        """
        shown = self.cell.shown
        if shown is None:
            return {"shown_version": 0}
        is_moved = perimeter.pk != shown.perimeter_id
        if is_moved and shown.is_shared:
            return {"shown_version": 0}
        moved = is_moved or source != shown.source
        return {"shown_version": shown.version, "replacing": shown.measurement_id if moved else None}


def _is_blank(figure: Figure) -> bool:
    numbers = {figure.value, figure.numerator, figure.denominator}
    return figure.kind in ValueKind.present() and numbers == {None}
