"""How the figures of a report are said in French: targets, readings, gaps and changes."""

from decimal import Decimal

from core import formats
from indicators.enums import Operator
from indicators.scoring import Goal, goal_wording
from indicators.wordings import perimeter_told
from reports.content import IndicatorContent, ReadingContent, TargetContent

NBSP = formats.NBSP
NO_TARGET = "non fixée"
# How the reference data, and what was frozen of them, say that no source gives the number of a text.
NUMBER_NOT_FOUND = "(numéro non trouvé)"


def legal_text(reference: str) -> str:
    """« Instruction du 14 août 2024 (numéro à compléter) »: whoever cites the text completes it, while an
    assembly has no use for our searches."""
    return reference.replace(NUMBER_NOT_FOUND, f"(numéro {formats.UNKNOWN_LABEL})")


def reading(indicator: IndicatorContent, read: ReadingContent | None) -> str:
    """« 12,5 % », « Non recueillie » for a typed absence, « à compléter » when nothing was entered."""
    if read is None:
        return formats.UNKNOWN_LABEL
    if read.value is None:
        return read.kind_label.lower()
    return figure(indicator, read.value)


def figure(indicator: IndicatorContent, value: Decimal) -> str:
    """The value as a table says it: « 12,5 % », « 742 500 € », or the number, whose unit the label tells."""
    if _written_unit(indicator):
        return formats.value_with_unit(value, indicator.unit, indicator.decimals)
    return formats.number(value, indicator.decimals)


def perimeter(read: ReadingContent | None) -> str:
    """« Alsace (67 et 68) » of a figure that covers other contracts too, or nothing."""
    return perimeter_told(read.value, read.perimeter, is_shared=read.is_shared) if read else ""


def perimeters(indicator: IndicatorContent) -> str:
    """« périmètre : Alsace (67 et 68) », or which of the reference and the result it is the perimeter of,
    when it is not that of both; nothing for figures of the contract's own. A figure that stands where its
    perimeter is not told bears this."""
    named = [("de la référence", indicator.baseline), ("du résultat", indicator.result)]
    known = [(of, read) for of, read in named if read is not None and read.value is not None]
    told = {perimeter(read) for _, read in known}
    if len(told) == 1:
        return "".join(f"périmètre{NBSP}: {one}" for one in told if one)
    return ", ".join(f"périmètre {of}{NBSP}: {perimeter(read)}" for of, read in known if perimeter(read))


def target(indicator: IndicatorContent, aim: TargetContent | None) -> str:
    """« ≥ 20 % », « ≤ 90 », « 80 % à 90 % », « référence × 2 (6 488) », « 20 »; « non fixée »."""
    if aim is None:
        return NO_TARGET
    value = _aimed(indicator, aim.value)
    match aim.operator:
        case Operator.AT_LEAST:
            return f"≥{NBSP}{value}"
        case Operator.AT_MOST:
            return f"≤{NBSP}{value}"
        case Operator.RANGE:
            return f"{value} à{NBSP}{_aimed(indicator, aim.upper_value or aim.value)}"
        case Operator.TIMES_BASELINE:
            return _times(indicator, aim.value)
    return value


def target_in_words(indicator: IndicatorContent, aim: TargetContent) -> str:
    """The same inside a sentence: « au moins 20 % », « référence × 2 », « au moins 600 places »."""
    return goal_wording(Goal(aim.operator, aim.value, aim.upper_value), indicator.unit)


def gap(indicator: IndicatorContent) -> str:
    """« +2,5 », « −120 »; a dash when there is nothing to compare."""
    if indicator.gap is None:
        return "–"
    return formats.signed_number(indicator.gap, indicator.decimals)


def gap_unit(indicator: IndicatorContent) -> str:
    """« points » for a share, written under the gap."""
    if indicator.gap is None or indicator.unit != "%":
        return ""
    return formats.plural(indicator.gap, "point")


def change(indicator: IndicatorContent) -> str:
    """« +56,5 % » or « +8,9 points » since the baseline; a dash when the note says why there is none."""
    if indicator.change is None:
        return "–"
    if indicator.change_kind == "points":
        return _points(indicator.change, 1)
    return formats.signed_percent(indicator.change, 1)


def _aimed(indicator: IndicatorContent, value: Decimal) -> str:
    """A target is written as it was set: « 20 % » and not « 20,0 % »."""
    return formats.value_with_unit(value, _written_unit(indicator))


def _written_unit(indicator: IndicatorContent) -> str:
    """A sign is written after each figure; a word is told once, by the label."""
    return indicator.unit if indicator.unit in {"%", "€"} else ""


def _points(value: Decimal, decimals: int) -> str:
    return f"{formats.signed_number(value, decimals)}{NBSP}{formats.plural(value, 'point')}"


def _times(indicator: IndicatorContent, factor: Decimal) -> str:
    said = f"référence ×{NBSP}{formats.number(factor)}"
    if indicator.baseline is None or indicator.baseline.value is None:
        return said
    return f"{said} ({_aimed(indicator, indicator.baseline.value * factor)})"
