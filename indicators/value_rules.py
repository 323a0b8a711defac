"""The rules a value or a target obeys to be stored: one table, for the page, the actions and any import.

Each rule has a number, quoted by its message: V for values, C for targets (« cibles »). They all refuse; what
is merely surprising is not here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from core.formats import NBSP, counted, rounded, value_with_unit
from indicators.enums import Operator, ValueKind
from indicators.models import Indicator

LARGEST = Decimal(10) ** 14
STORED_DECIMALS = 4


class Figure(NamedTuple):
    """What a cell would hold: a kind (`ValueKind`), a value in the indicator's unit, its ratio if any."""

    kind: str = ValueKind.KNOWN
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None


@dataclass(frozen=True)
class Aim:
    """What a target would hold: an `Operator` and one or two values in the indicator's unit."""

    operator: str
    value: Decimal
    upper: Decimal | None = None


@dataclass(frozen=True)
class Broken:
    """A rule that is not obeyed: its number, the field at fault, and the French message that quotes it."""

    number: str
    field: str
    message: str


@dataclass(frozen=True)
class Rule:
    """A numbered rule: `fault` tells what is wrong with the entry's `field`, in French, or nothing."""

    number: str
    field: str
    summary: str
    fault: Callable[[Indicator, Any], str]


def with_ratio(indicator: Indicator, figure: Figure) -> Figure:
    """The figure with its value computed where only the ratio was given, at the indicator's scale."""
    ratio = _ratio(indicator, figure)
    if figure.value is not None or ratio is None or figure.kind not in ValueKind.present():
        return figure
    return figure._replace(value=ratio)


def broken_by_value(indicator: Indicator, figure: Figure) -> list[Broken]:
    """The rules V that the figure breaks, one per field at most; empty when it may be stored."""
    return _broken(VALUE_RULES, indicator, figure)


def obvious_bounds(indicator: Indicator) -> tuple[Decimal, Decimal]:
    """Between which a known value without ratio, written with no more decimals than its indicator has,
    breaks no rule V; any other is for `broken_by_value`."""
    lowest, highest = indicator.bounds
    return max(Decimal(0), lowest or Decimal(0)), LARGEST - 1 if highest is None else min(
        highest, LARGEST - 1
    )


def broken_by_target(indicator: Indicator, aim: Aim) -> list[Broken]:
    """The rules C that the target breaks, one per field at most; empty when it may be stored."""
    return _broken(TARGET_RULES, indicator, aim)


def _broken(rules: Sequence[Rule], indicator: Indicator, entry: Any) -> list[Broken]:
    found: dict[str, Broken] = {}
    for rule in rules:
        fault = "" if rule.field in found else rule.fault(indicator, entry)
        if fault:
            found[rule.field] = Broken(rule.number, rule.field, f"{fault} (règle {rule.number}).")
        if fault and rule.number in SIZE_RULES:
            break  # the other rules compute with the number
    return list(found.values())


def _ratio(indicator: Indicator, figure: Figure) -> Decimal | None:
    """Numerator over denominator, in per cent where the unit is one; None when it cannot be told."""
    if not indicator.takes_ratio:
        return None
    if figure.numerator is None or not _storable(figure.numerator):
        return None
    if figure.denominator is None or not _storable(figure.denominator) or figure.denominator <= 0:
        return None
    scale = 100 if indicator.is_percentage else 1
    return rounded(figure.numerator * scale / figure.denominator, indicator.decimals)


def _storable(value: Decimal | None) -> bool:
    return value is None or (
        value.is_finite() and abs(value) < LARGEST and value == rounded(value, STORED_DECIMALS)
    )


def _bounded(indicator: Indicator, value: Decimal | None) -> str:
    """The fault of a value against the indicator's bounds."""
    if value is None:
        return ""
    if indicator.lower_bound is not None and value < indicator.lower_bound:
        return f"La valeur minimale est {value_with_unit(indicator.lower_bound, indicator.unit)}"
    if indicator.upper_bound is not None and value > indicator.upper_bound:
        return f"La valeur maximale est {value_with_unit(indicator.upper_bound, indicator.unit)}"
    return ""


def _not_a_percentage(indicator: Indicator, value: Decimal | None) -> str:
    wrong = indicator.is_percentage and value is not None and not 0 <= value <= 100
    return f"Un pourcentage va de 0 à 100{NBSP}%" if wrong else ""


def _negative(indicator: Indicator, value: Decimal | None) -> str:
    # A negative bound is how an indicator says that it can go below zero (a balance, an evolution).
    allowed = indicator.lower_bound is not None and indicator.lower_bound < 0
    return "" if value is None or value >= 0 or allowed else "Un décompte n’est pas négatif"


def _too_fine(indicator: Indicator, value: Decimal | None) -> str:
    if value is None or rounded(value, indicator.decimals) == value:
        return ""
    if not indicator.decimals:
        return "Cet indicateur se compte en nombres entiers"
    return f"Cet indicateur garde au plus {counted(indicator.decimals, 'décimale')}"


def _count_fault(indicator: Indicator, figure: Figure) -> str:
    if indicator.takes_ratio or {figure.numerator, figure.denominator} == {None}:
        return ""
    counted_in = f" ({indicator.unit})" if indicator.unit else ""
    return (
        f"Ce qui se compte{counted_in} n’a ni numérateur ni dénominateur{NBSP}: videz-les, et écrivez la "
        "valeur seule"
    )


def _ratio_fault(indicator: Indicator, figure: Figure) -> str:
    if not indicator.takes_ratio:
        return ""
    if (figure.numerator is None) != (figure.denominator is None):
        return "Numérateur et dénominateur se donnent ensemble"
    if figure.denominator is not None and figure.denominator <= 0:
        return "Un dénominateur est supérieur à zéro"
    return ""


def _numerator_fault(indicator: Indicator, figure: Figure) -> str:
    if not indicator.takes_ratio or figure.numerator is None:
        return ""
    if figure.numerator < 0:
        return "Un numérateur n’est pas négatif"
    # The mean of a delay, of an age, may well be above 1; a share of a whole may not.
    if not indicator.is_percentage or figure.denominator is None:
        return ""
    return "Le numérateur dépasse le dénominateur" if figure.numerator > figure.denominator else ""


def _value_against_ratio(indicator: Indicator, figure: Figure) -> str:
    ratio = None if _numerator_fault(indicator, figure) else _ratio(indicator, figure)
    if ratio is None or figure.value is None or rounded(figure.value, indicator.decimals) == ratio:
        return ""
    given = value_with_unit(figure.value, indicator.unit)
    return (
        f"Numérateur et dénominateur donnent {value_with_unit(ratio, indicator.unit)}, non {given}{NBSP}: "
        "corrigez l’un des trois, ou videz la valeur pour qu’elle soit calculée"
    )


def _absence(indicator: Indicator, figure: Figure) -> str:
    filled = {figure.value, figure.numerator, figure.denominator} != {None}
    if figure.kind in ValueKind.present():
        # A ratio given instead of a value, where there is none to give, is told by its own rule.
        is_told = figure.value is not None or bool(_count_fault(indicator, figure))
        return "" if is_told else "Une valeur est attendue"
    return "Une valeur est saisie, ou son absence est motivée, jamais les deux" if filled else ""


def _range_fault(indicator: Indicator, aim: Aim) -> str:
    if aim.operator != Operator.RANGE:
        return "" if aim.upper is None else "Seule une fourchette a une borne haute"
    if aim.upper is None:
        return "Une fourchette a deux bornes"
    return "" if aim.value <= aim.upper else "La borne haute est inférieure à la borne basse"


def _aim_fault(indicator: Indicator, aim: Aim, value: Decimal | None) -> str:
    if aim.operator == Operator.TIMES_BASELINE:
        return "" if aim.value > 0 else "La référence est multipliée par un nombre supérieur à zéro"
    return _not_a_percentage(indicator, value) or _negative(indicator, value) or _bounded(indicator, value)


def _aim_decimals(indicator: Indicator, aim: Aim) -> str:
    return "" if aim.operator == Operator.TIMES_BASELINE else _too_fine(indicator, aim.value)


TOO_LARGE = "Un nombre a au plus quatorze chiffres et quatre décimales"
SIZE_RULES = {"V1", "C1"}
VALUE_RULES = (
    Rule(
        "V1",
        "value",
        TOO_LARGE,
        lambda _, f: "" if all(map(_storable, (f.value, f.numerator, f.denominator))) else TOO_LARGE,
    ),
    Rule("V2", "kind", "Une valeur est saisie, ou son absence est motivée", _absence),
    Rule("V3", "value", "Un pourcentage va de 0 à 100", lambda i, f: _not_a_percentage(i, f.value)),
    Rule("V4", "value", "Un décompte n’est pas négatif", lambda i, f: _negative(i, f.value)),
    Rule("V5", "value", "La valeur reste dans les bornes", lambda i, f: _bounded(i, f.value)),
    Rule("V6", "value", "La valeur n’est pas plus fine que l’indicateur", lambda i, f: _too_fine(i, f.value)),
    Rule("V7", "denominator", "Numérateur et dénominateur vont ensemble, le second positif", _ratio_fault),
    Rule(
        "V8",
        "numerator",
        "Un numérateur n’est pas négatif\u00a0; d’un pourcentage, il ne dépasse pas le dénominateur",
        _numerator_fault,
    ),
    Rule("V9", "value", "La valeur est celle du rapport donné", _value_against_ratio),
    Rule("V10", "numerator", "Ce qui se compte n’a ni numérateur ni dénominateur", _count_fault),
)
TARGET_RULES = (
    Rule("C1", "value", TOO_LARGE, lambda _, a: "" if all(map(_storable, (a.value, a.upper))) else TOO_LARGE),
    Rule("C2", "upper", "Une fourchette a deux bornes dans l’ordre, et elle seule", _range_fault),
    Rule("C3", "value", "Une cible reste dans les bornes", lambda i, a: _aim_fault(i, a, a.value)),
    Rule("C3", "upper", "Une cible reste dans les bornes", lambda i, a: _aim_fault(i, a, a.upper)),
    Rule("C4", "value", "Une cible n’est pas plus fine que l’indicateur", _aim_decimals),
)
