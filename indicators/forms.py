"""What is typed on the year page, read cell by cell: only what moved, every error at once, nothing lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError

from contracts.models import Perimeter
from core.decimal_field import CHOICE_SUFFIX, FrenchDecimalField
from core.formats import number, value_with_unit
from core.numbers import Verdict, parse_number
from core.tabular.texts import clean
from indicators.actions import Entry
from indicators.aims import SIGNS, written_aim
from indicators.cells import FIELDS, TARGET, Cell, usual_operator
from indicators.conflicts import conflict_on, texts_shown
from indicators.enums import Operator, Source, ValueKind
from indicators.models import GapCause
from indicators.readings import Reading
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
AIM_WITHOUT_NUMBER = "Écrivez la cible avec son nombre\u00a0: ≥ 20, ≤ 5, 80 à 90, × 1,5."
STRICT_AIM = "Une cible comprend le nombre qu’elle nomme\u00a0: écrivez par exemple "
# Says, before the meaning chosen if there is one, that the ratio behind a value goes with it.
WITHOUT_RATIO = "without-ratio:"
# Says that the ratio holds, and not the value that contradicts it.
BY_RATIO = "by-ratio"
COMPUTED = "valeur calculée du numérateur et du dénominateur"
LEFT_OVER = (
    "Pour effacer cette valeur, videz aussi le commentaire et la cause d’écart\u00a0; "
    "pour dire qu’elle manque, choisissez la nature de l’absence."
)


@dataclass(frozen=True)
class Lists:
    """What may be chosen: the perimeters that the seat enters and the causes of gap, by their key as text."""

    contract_id: int
    perimeters: Mapping[str, Perimeter]

    @cached_property
    def causes(self) -> dict[str, GapCause]:
        """Read when a cause is, which the page of a year never asks."""
        return {str(one.pk): one for one in GapCause.objects.all()}

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
    if "kind" in typed:
        typed["kind"] = _kind_beside(typed, cell)
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


def _kind_beside(typed: Mapping[str, str], cell: Cell) -> str:
    """The kind that goes with the text of the value: a stored absence holds as long as its words stand, and
    goes with them."""
    stored = cell.texts["kind"]
    if stored in ValueKind.present():
        return typed["kind"]
    if typed["value"] == cell.texts["value"]:
        return stored if typed["kind"] in ValueKind.present() else typed["kind"]
    return ValueKind.KNOWN if typed["kind"] == stored else typed["kind"]


class _Reader:
    """A touched cell being read: what was posted, and the texts of what is stored."""

    def __init__(self, cell: Cell, data: Mapping[str, str], lists: Lists, stored: Mapping[str, str]) -> None:
        self.cell, self.data, self.lists, self.stored = cell, data, lists, stored
        self.indicator = cell.row.indicator
        self.absence = ""

    def number_in(self, name: str, known: Decimal | None, **options: Any) -> Decimal | None:
        """The number in a field, `known` when its text is the stored one; None and an error when in doubt."""
        return (
            known
            if self.cell.texts[name] == self.stored[name]
            else self.read(name, self.raw(name), **options)
        )

    def chosen(self, name: str) -> str:
        """The meaning that was picked for a field, if one was asked."""
        return str(self.data.get(f"{self.cell.name}-{name}{CHOICE_SUFFIX}", ""))

    def raw(self, name: str) -> str:
        """The text as it was sent: cleaning must not turn an invisible character into a number."""
        return str(self.data.get(f"{self.cell.name}-{name}", self.cell.texts[name]))

    def read(self, name: str, raw: str, **options: Any) -> Decimal | None:
        """The number in a text of a field; None and an error when in doubt."""
        field = FrenchDecimalField(required=False, **options)
        try:
            value = field.clean((raw, self.chosen(name).removeprefix(WITHOUT_RATIO)))
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
        cell = self.cell
        aim = written_aim(self.raw("value"))
        operator = aim.operator or usual_operator(cell.row)
        if aim.strict:
            sign = SIGNS[Operator(aim.strict)]
            cell.errors["value"] = f"{STRICT_AIM}{sign}\u00a0{aim.low}."
            return None
        scale = self._scale(operator)
        value, upper = self.read("value", aim.low, **scale), None
        if aim.high and not cell.errors:
            upper = self.read("value", aim.high, **scale)
        if cell.errors:
            return None
        if value is None and aim.operator:
            cell.errors["value"] = AIM_WITHOUT_NUMBER
            return None
        if value is None:
            return TargetErasure(self.indicator, cell.year, cell.version) if cell.shown else None
        self.blame(broken_by_target(self.indicator, Aim(operator, value, upper)))
        return TargetEntry(self.indicator, cell.year, operator, value, upper, shown_version=cell.version)

    def _scale(self, operator: str) -> dict[str, Any]:
        if operator == Operator.TIMES_BASELINE:
            return {"unit": "", "decimals": STORED_DECIMALS}
        one = self.indicator
        return {"unit": one.unit, "decimals": one.decimals, "bounds": one.bounds}

    def blame(self, broken: list[Broken]) -> None:
        """A target is one input, whatever the number at fault."""
        for rule in broken:
            self.cell.errors.setdefault("value", rule.message)


class _MeasuredReader(_Reader):
    def entry(self) -> Entry | None:
        """What is to be written of the reading, or nothing."""
        cell = self.cell
        figure, comment, cause = self._settled(self._figure()), self._comment(), self._cause()
        source = self.pick("source", {value: value for value in Source.values})
        perimeter = self.pick("perimeter", self.lists.perimeters)
        if cell.errors or figure is None or self._keeps_ratio(figure):
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
        if self.cell.texts.get("cause") == "":
            return None
        if "cause" in self.cell.texts:
            return self.pick("cause", {"": None} | dict(self.lists.causes))
        stored = self.cell.shown.gap_cause_id if self.cell.shown else None
        return self.lists.causes.get(str(stored)) if stored else None

    def _figure(self) -> Figure | None:
        """The value, or its absence, whether it was chosen in the list or typed as a word and confirmed."""
        cell, shown = self.cell, self.cell.shown
        kind = self.pick("kind", {value: value for value in ValueKind.values})
        is_same = cell.texts["value"] == self.stored["value"]
        ratio = self._ratio(keep=is_same)
        stored_ratio = [getattr(shown, "numerator", None), getattr(shown, "denominator", None)]
        value = None
        is_computed = is_same and ratio != stored_ratio and None not in ratio
        if not is_computed and not self._says_absence(kind):
            value = self.number_in("value", shown.value if shown else None, **self._scale())
        if kind is None:
            return None
        figure = with_ratio(self.indicator, Figure(self.absence or kind, value, *ratio))
        return self._said_computed(figure) if is_computed else figure

    def _said_computed(self, figure: Figure) -> Figure:
        """The same figure, whose value is said to come from its ratio."""
        if figure.value is not None:
            told = value_with_unit(figure.value, self.indicator.unit)
            self.cell.said.append(f"{self.indicator.code}\u00a0: {COMPUTED}, {told}")
        return figure

    def _settled(self, figure: Figure | None) -> Figure | None:
        """The figure, once it was said which holds of a value and of the ratio that contradicts it."""
        indicator, chosen = self.indicator, self.chosen("value")
        against = figure and next(
            (one for one in broken_by_value(indicator, figure) if one.number == "V9"), None
        )
        if figure is None or not against:
            return figure
        computed = with_ratio(indicator, figure._replace(value=None))
        if chosen == BY_RATIO:
            return self._said_computed(computed)
        if chosen.startswith(WITHOUT_RATIO):
            return Figure(figure.kind, figure.value)
        self.cell.errors["value"] = against.message
        by_ratio, typed = (value_with_unit(one.value, indicator.unit) for one in (computed, figure))
        self.cell.meanings["value"] = [
            (BY_RATIO, f"{by_ratio}, calculé de {_ratio_told(figure)}", False),
            (f"{WITHOUT_RATIO}{chosen}", f"{typed}, sans numérateur ni dénominateur", False),
        ]
        return None

    def _keeps_ratio(self, figure: Figure) -> bool:
        """Ask before a value typed where the ratio is not on screen takes the stored one away."""
        cell, shown = self.cell, self.cell.shown
        is_dropped = shown is not None and shown.numerator is not None and figure.numerator is None
        if not is_dropped or self._has_ratio or self.chosen("value").startswith(WITHOUT_RATIO):
            return False
        ratio = _ratio_told(shown)
        cell.errors["value"] = (
            f"La valeur enregistrée vient d’un numérateur et d’un dénominateur\u00a0: {ratio}."
        )
        label = "Les retirer et garder ma saisie"
        cell.meanings["value"] = [(f"{WITHOUT_RATIO}{self.chosen('value')}", label, False)]
        return True

    @property
    def _has_ratio(self) -> bool:
        """Whether the ratio has its inputs on the page, or none to lose."""
        return f"{self.cell.name}-numerator" in self.data or "numerator" not in self.cell.texts

    def _ratio(self, *, keep: bool) -> list[Decimal | None]:
        """Numerator and denominator; where they have no input, those stored, as long as the value is kept."""
        shown, names = self.cell.shown, ("numerator", "denominator")
        if self._has_ratio and names[0] in self.cell.texts:
            return [
                self.number_in(name, getattr(shown, name, None), decimals=STORED_DECIMALS) for name in names
            ]
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
            "bounds": self.indicator.bounds,
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


def _ratio_told(held: Figure | Reading) -> str:
    """« 125 sur 1 000 »."""
    return f"{number(held.numerator)} sur {number(held.denominator)}"


def _is_blank(figure: Figure) -> bool:
    numbers = {figure.value, figure.numerator, figure.denominator}
    return figure.kind in ValueKind.present() and numbers == {None}
