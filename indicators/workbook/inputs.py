"""What the cells of a line hold, as the year page would have it typed: one reader of values for both."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from core.formats import NBSP, joined, rounded
from core.imports.questions import Question
from core.numbers import ask_fraction, parse_number, unambiguous
from core.tabular.reading import KIND_LABELS, NO_RESULT, Cell, CellKind
from core.tabular.texts import clean
from indicators.cells import Cell as Result
from indicators.workbook.alike import known_alike
from indicators.workbook.choices import TITLES, Offers
from indicators.workbook.columns import INPUTS, Column

Texts = Mapping[str, str]
# What is asked of a number shown as a percentage is not what is asked of its value.
SHARE = "share-"
UNDERSTOOD = {CellKind.BLANK, CellKind.TEXT, CellKind.NUMBER, CellKind.PERCENT}


@dataclass
class Typed:
    """The texts of a line by field, as typed on the year page; what is wrong, what is doubtful, what is to be
    said of how it was read."""

    texts: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    doubts: dict[str, Question] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)


def typed_in(cells: Mapping[str, Cell], known: list[Texts], result: Result, offers: Offers) -> Typed:
    """What the cells hold. `known` are the texts at download and those of today: a cell, or a figure, that
    says the same in another writing takes theirs. A field without column is as at download; an empty list
    changes nothing."""
    typed = Typed()
    for column in INPUTS:
        if column.key not in cells:
            typed.texts[column.key] = known[0][column.key]
        elif column.is_number:
            typed.texts[column.key] = _number(cells[column.key], column, known, result, typed)
        elif column.choices:
            typed.texts[column.key] = _choice(cells[column.key], column, known, offers, typed)
        else:
            typed.texts[column.key] = _text(cells[column.key], column, known, typed)
    if not typed.errors and not typed.doubts:
        typed.texts |= known_alike(typed.texts, known, result.row.indicator)
    return typed


def _number(cell: Cell, column: Column, known: list[Texts], result: Result, typed: Typed) -> str:
    if cell.is_blank:
        return ""
    if cell.kind not in UNDERSTOOD:
        typed.errors[column.key] = _misplaced(cell)
        return cell.quoted
    if cell.kind == CellKind.TEXT:
        return cell.text
    same = next((texts[column.key] for texts in known if _says(texts[column.key], cell.number)), None)
    if same is not None:
        return same
    if cell.is_formula:
        typed.said.append(f"formule lue par sa valeur, {cell.quoted}")
    if cell.kind == CellKind.PERCENT:
        doubt = _share(cell, column, result)
        base, today = (texts[column.key] for texts in known)
        if today != base and any(_says(today, _decimal(value)) for value, _ in doubt.options):
            return today  # what was answered when the file was first brought
        typed.doubts[column.key] = doubt
    return unambiguous(cell.number)


def _says(text: str, number: Decimal) -> bool:
    """Whether a known text is that number, as far as a spreadsheet holds it."""
    value = parse_number(text).value if text else None
    return value is not None and float(value) == float(number)


def _share(cell: Cell, column: Column, result: Result) -> Question:
    indicator = result.row.indicator
    is_value = column.key == "value"
    asked = ask_fraction(
        cell.number,
        unit=indicator.unit if is_value else "",
        decimals=indicator.decimals if is_value else None,
    )
    options = tuple((unambiguous(one.value), one.label) for one in asked.candidates)
    text = asked.reading if is_value else f"{column.title}{NBSP}: {asked.reading}"
    return Question(f"{SHARE}{column.key}", text, options)


def share_meant(share: str, result: Result) -> str:
    """What was answered of a number shown as a percentage, as the year page names it among its meanings: what
    it would ask of that number was just settled. Empty for no answer."""
    if not share:
        return ""
    return f"{rounded(_decimal(share), result.row.indicator.decimals):f}"


def _decimal(text: str) -> Decimal:
    """A number written by `unambiguous`."""
    return Decimal(text.replace(",", "."))


def _misplaced(cell: Cell) -> str:
    if cell.kind == CellKind.UNCOMPUTED:
        return NO_RESULT
    return f"«{NBSP}{cell.quoted}{NBSP}» est {KIND_LABELS[cell.kind]}. Écrivez un nombre."


def _choice(cell: Cell, column: Column, known: list[Texts], offers: Offers, typed: Typed) -> str:
    if cell.is_blank:
        # A cause is taken away by emptying it; a nature, a source, a perimeter are always there.
        return "" if column.key == "cause" else known[0][column.key]
    stored = offers.stored(column.choices, cell.text)
    if stored is None:
        labels = joined(offers.labels(column.choices), "ou")
        typed.errors[column.key] = (
            f"«{NBSP}{cell.quoted}{NBSP}» n’est pas dans la liste "
            f"«{NBSP}{TITLES[column.choices]}{NBSP}»{NBSP}: {labels}."
        )
    return known[0][column.key] if stored is None else stored


def _text(cell: Cell, column: Column, known: list[Texts], typed: Typed) -> str:
    if cell.kind == CellKind.UNCOMPUTED:
        typed.errors[column.key] = NO_RESULT
    text = clean(cell.text).strip() if not cell.is_blank else ""
    # A spreadsheet may lose a space at the end of a line, or the kind of a space.
    same = (texts[column.key] for texts in known if texts[column.key].split() == text.split())
    return next(same, text)


def typed_aim(cell: Cell, known: list[Texts]) -> Typed:
    """What the cell of a target holds; `known` as for `typed_in`."""
    typed = Typed()
    if cell.kind not in UNDERSTOOD:
        typed.errors["value"] = _misplaced(cell)
    if cell.is_formula:
        typed.said.append(f"formule lue par sa valeur, {cell.quoted}")
    text = unambiguous(cell.number) if cell.kind == CellKind.NUMBER else clean(cell.text).strip()
    same = (texts["value"] for texts in known if _bare(texts["value"]) == _bare(text))
    typed.texts["value"] = "" if cell.is_blank else next(same, text)
    return typed


def _bare(text: str) -> str:
    return "".join(text.split())


def is_same(one: Texts, other: Texts) -> bool:
    """Whether two lines say the same; the reason of a change is no part of what they say."""
    return all(one[name] == other[name] for name in one if name != "reason")


def emptied(typed: Texts, stored: Texts) -> list[str]:
    """The fields that held something and are empty. A number may leave when another says the same thing."""
    gone = [name for name, text in typed.items() if name != "reason" and stored[name] and not text]
    is_absence = typed.get("kind") != stored.get("kind")
    is_computed = bool(typed.get("numerator") and typed.get("denominator"))
    if is_absence or is_computed:
        gone = [name for name in gone if name not in {"value", "numerator", "denominator"}]
    return gone
