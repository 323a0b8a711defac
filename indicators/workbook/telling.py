"""What a line says, in French, as the preview and the command show it."""

from collections.abc import Collection, Mapping

from core.formats import NBSP, number, value_with_unit
from core.numbers import parse_number
from indicators.actions import Entry
from indicators.cells import TARGET, Cell
from indicators.enums import ValueKind
from indicators.scoring import Goal, goal_wording
from indicators.target_writes import TargetEntry
from indicators.workbook.choices import Offers
from indicators.workbook.columns import COLUMNS, REASON
from indicators.workbook.inputs import unambiguous
from indicators.writes import MeasurementEntry

MAX_COMMENT = 80
CHOICES = {"source": "sources", "perimeter": "perimetres", "cause": "causes", "kind": "natures"}
FIELD_TITLES = {column.key: column.title for column in (*COLUMNS, REASON)} | {"value": "Valeur"}
FIELD_LABELS = {
    "value": "la valeur",
    "numerator": "le numérateur",
    "denominator": "le dénominateur",
    "comment": "le commentaire",
    "cause": "la cause d’écart",
    "kind": "la nature",
    "source": "la source",
    "perimeter": "le périmètre",
    "reason": "le motif",
}


def told(texts: Mapping[str, str], fields: Collection[str], cell: Cell, offers: Offers) -> str:
    """« 12,5 % · Enquête DREES · commentaire : « … » »: the figure, and each of the other fields named."""
    if cell.part == TARGET:
        return _aim(texts["value"], cell)
    parts = [_figure(texts, cell, offers)]
    if {"numerator", "denominator"} & set(fields) and texts["numerator"]:
        parts.append(f"{texts['numerator']} sur {texts['denominator']}")
    named = [(key, name) for key, name in CHOICES.items() if key in fields and key != "kind"]
    parts += [offers.label(name, texts[key]) for key, name in named if texts[key]]
    if "comment" in fields and texts["comment"]:
        parts.append(f"commentaire{NBSP}: «{NBSP}{_cut(texts['comment'])}{NBSP}»")
    return " · ".join(part for part in parts if part)


def told_field(texts: Mapping[str, str], name: str, cell: Cell, offers: Offers) -> str:
    """What one field says; the value with its nature."""
    if cell.part == TARGET:
        return _aim(texts["value"], cell)
    if name == "value":
        return _figure(texts, cell, offers)
    if name in CHOICES:
        return offers.label(CHOICES[name], texts[name])
    text = _cut(texts[name])
    return f"«{NBSP}{text}{NBSP}»" if text and name == "comment" else text


def titled(name: str, question: str) -> str:
    """A question with the title of its cell, unless it is about the value."""
    return question if name == "value" else f"{FIELD_TITLES[name]}{NBSP}: {question}"


def told_today(cell: Cell, fields: Collection[str], offers: Offers) -> str:
    """What stands in a cell; nothing for nothing."""
    if cell.part == TARGET or not cell.shown:
        return cell.stored_wording
    return told(cell.texts, fields, cell, offers)


def told_entry(cell: Cell, fields: Collection[str], offers: Offers) -> str:
    """What a cell that was read is to hold."""
    if isinstance(cell.entry, TargetEntry):
        goal = Goal(cell.entry.operator, cell.entry.value, cell.entry.upper_value)
        return goal_wording(goal, cell.row.indicator.unit)
    return told({**cell.texts, **_figure_texts(cell.entry)}, fields, cell, offers)


def _figure_texts(entry: Entry | None) -> dict[str, str]:
    """The texts of the figure that is to be written: it may be computed, rounded or chosen, and not as it was
    typed."""
    if not isinstance(entry, MeasurementEntry):
        return {}
    figure = entry.figure
    texts = {"kind": figure.kind, "value": "" if figure.value is None else unambiguous(figure.value)}
    ratio = {"numerator": figure.numerator, "denominator": figure.denominator}
    return texts | {name: "" if one is None else number(one) for name, one in ratio.items()}


def is_same_aim(cell: Cell) -> bool:
    """Whether the target that was read is the one that stands, in another writing."""
    entry, shown = cell.entry, cell.shown
    if not isinstance(entry, TargetEntry) or shown is None:
        return False
    return (entry.operator, entry.value, entry.upper_value) == (
        shown.operator,
        shown.value,
        shown.upper_value,
    )


def _aim(text: str, cell: Cell) -> str:
    """A target as it was typed, with its unit when it has none."""
    unit = cell.row.indicator.unit
    return f"{text}{NBSP}{unit}" if text and unit and text[-1].isdigit() and "×" not in text else text


def _figure(texts: Mapping[str, str], cell: Cell, offers: Offers) -> str:
    if texts["kind"] not in ValueKind.present():
        return offers.label("natures", texts["kind"])
    value = parse_number(texts["value"]).value
    figure = texts["value"] if value is None else value_with_unit(value, cell.row.indicator.unit)
    return f"{figure}, provisoire" if figure and texts["kind"] == ValueKind.PROVISIONAL else figure


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MAX_COMMENT else f"{line[: MAX_COMMENT - 1]}…"
