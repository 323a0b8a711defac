"""Whether the figure of a line is, in other words, one that is known: an absence chosen without its text, a
value left to be computed. A line that comes a second time then says what it wrote, and nothing else."""

from collections.abc import Mapping, Sequence

from core.numbers import ParsedNumber, Verdict, parse_number
from indicators.enums import ValueKind
from indicators.models import Indicator
from indicators.value_rules import Figure, with_ratio
from indicators.workbook.merging import FIGURE

Texts = Mapping[str, str]
RATIO = ("numerator", "denominator")
DOUBTFUL = {Verdict.ASK, Verdict.REFUSE}


def known_alike(texts: Texts, known: Sequence[Texts], indicator: Indicator) -> dict[str, str]:
    """The texts of the first known figure (at download, today) that the line gives too, as the year page
    would read it; nothing for none, or where a number leaves a doubt."""
    said = _said(texts, known[0], indicator)
    same = (one for one in known if said is not None and _said(one, one, indicator) == said)
    found = next(same, None)
    return {name: found[name] for name in FIGURE} if found else {}


def _said(texts: Texts, base: Texts, indicator: Indicator) -> Figure | None:
    """What a line would store over what it held at download (`base`); None where a number is doubtful."""
    value = parse_number(texts["value"], unit=indicator.unit, decimals=indicator.decimals)
    ratio = [parse_number(texts[name]) for name in RATIO]
    if any(one.verdict in DOUBTFUL for one in (value, *ratio)):
        return None
    numbers = [one.value for one in ratio]
    # The page computes the value that was left as it was while its ratio moved.
    is_left = texts["value"] == base["value"] and any(texts[name] != base[name] for name in RATIO)
    written = None if is_left and None not in numbers else value.value
    figure = with_ratio(indicator, Figure(_kind(texts, base, value), written, *numbers))
    is_blank = figure.kind in ValueKind.present() and {figure.value, *numbers} == {None}
    return Figure() if is_blank else figure


def _kind(texts: Texts, base: Texts, value: ParsedNumber) -> str:
    """The nature that goes with a value: one that was left alone goes away with the words of its absence."""
    kind = texts["kind"]
    if kind != base["kind"]:
        return kind
    if value.absence:
        return value.absence
    return kind if kind in ValueKind.present() or texts["value"] == base["value"] else ValueKind.KNOWN
