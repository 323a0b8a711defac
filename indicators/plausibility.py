"""What surprises in a figure that may be stored: the numbered rules P, « to justify ». Pure, in Decimals.

A rule looks at one result and at what it can be compared with; it answers with a sentence, or nothing. It
never refuses: the blocking rules are those of `value_rules`. What a campaign makes of a rule (its effect, its
threshold) is a `Setting`; where the campaign says nothing, the rule's own holds.

The usual band (rule P1) is computed from the year-to-year variations of the series:

1. From the comparable figures of the years before (same perimeter), each variation is taken per year elapsed.
   It takes four figures, hence three variations: below, nothing is said.
2. The band is the median of these variations, plus or minus `threshold` times their spread: the median
   absolute deviation × 1.4826, which is the standard deviation where variations are normal.
3. A very regular series has a deviation of zero, and any move would surprise: the spread is never less than
   2 % of the median level, nor than the last decimal of the indicator.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from statistics import median

from core.formats import NBSP, number, rounded, signed_number, singular, value_with_unit
from indicators.enums import Behaviour, Direction, Severity, ValueKind
from indicators.scoring import Band, Point, Status

MIN_POINTS = 4
NORMAL = Decimal("1.4826")
LEAST_SPREAD = Decimal("0.02")
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Setting:
    """What a campaign makes of a rule: its effect (`Severity`) and its threshold, None where it has none."""

    severity: str
    threshold: Decimal | None = None


@dataclass(frozen=True)
class Case:
    """All that the rules look at. `earlier` are the figures of the years before, whatever their perimeter;
    `status` and `gap` (result minus target) are those of the score; `is_computed` tells of a value that comes
    from a numerator and a denominator; `is_said` that the typed absence has its comment."""

    year: int
    unit: str
    decimals: int = 0
    direction: str = Direction.NONE
    behaviour: str = Behaviour.YEARLY
    limits: tuple[Decimal | None, Decimal | None] = (None, None)
    kind: str = ValueKind.KNOWN
    result: Point | None = None
    earlier: tuple[Point, ...] = ()
    status: str = Status.NO_TARGET
    gap: Decimal | None = None
    is_computed: bool = False
    is_said: bool = False

    @property
    def comparable(self) -> list[Point]:
        """The earlier figures over the perimeter of the result, in the order of the years."""
        if self.result is None:
            return []
        return [one for one in self.earlier if one.perimeter == self.result.perimeter]

    @property
    def last(self) -> Point | None:
        """The nearest earlier figure that compares."""
        return self.comparable[-1] if self.comparable else None

    def told(self, value: Decimal) -> str:
        """« 12,5 % », « 5 078 visites »."""
        return value_with_unit(value, self.unit)

    def moved(self, value: Decimal) -> str:
        """« +2,5 points », « −45 visites »."""
        unit = "points" if self.unit == "%" else self.unit
        shown = rounded(value, max(self.decimals, 1)) if value % 1 else value
        return f"{signed_number(shown)}{NBSP}{singular(unit) if abs(shown) < 2 else unit}"


@dataclass(frozen=True)
class Surprise:
    """What a rule finds: a French sentence, and the figures it compares, by which it is known again."""

    message: str
    evidence: tuple[Decimal, ...] = ()


Look = Callable[[Case, Decimal], Surprise | None]


@dataclass(frozen=True)
class PlausibilityRule:
    """A numbered rule. `looks_at` explains it to whom it asks; `threshold_words` says the threshold, in place
    of « {} », and is empty for a rule that has none. `takes_comment`: the cause and the comment of the figure
    answer it, so that nothing is asked twice."""

    number: str
    title: str
    looks_at: str
    default: Setting
    look: Look
    threshold_words: str = ""
    takes_comment: bool = True

    def threshold_told(self, setting: Setting) -> str:
        """« plus de 10 % de la cible », or nothing for a rule without threshold."""
        threshold = self.default.threshold if setting.threshold is None else setting.threshold
        return "" if threshold is None else self.threshold_words.format(number(threshold))

    def surprise(self, case: Case, setting: Setting) -> Surprise | None:
        """What surprises, under this setting; None for nothing, or where the rule is off."""
        if setting.severity == Severity.OFF:
            return None
        threshold = self.default.threshold if setting.threshold is None else setting.threshold
        return self.look(case, threshold if threshold is not None else Decimal(0))


def variations(points: Sequence[Point]) -> list[Decimal]:
    """From each figure to the next, per year elapsed, in the indicator's unit. The years are in order."""
    return [(after.value - before.value) / (after.year - before.year) for before, after in pairwise(points)]


def usual_band(values: Sequence[Decimal], threshold: Decimal, least: Decimal = Decimal(0)) -> Band:
    """Median ± `threshold` × spread; the spread is the MAD × 1.4826, `least` at the least. ValueError for no
    value."""
    if not values:
        raise ValueError("Une bande se calcule d’au moins une valeur.")
    middle = median(values)
    spread = max(median([abs(value - middle) for value in values]) * NORMAL, least)
    return Band(middle - threshold * spread, middle + threshold * spread)


def _least_spread(case: Case, points: Sequence[Point]) -> Decimal:
    level = abs(median([point.value for point in points]))
    return max(level * LEAST_SPREAD, Decimal(1).scaleb(-case.decimals))


def _off_band(case: Case, threshold: Decimal) -> Surprise | None:
    points = case.comparable
    if case.result is None or len(points) < MIN_POINTS:
        return None
    [move] = variations([points[-1], case.result])
    band = usual_band(variations(points), threshold, _least_spread(case, points))
    if band.low is None or band.high is None or band.low <= move <= band.high:
        return None
    each = " par an" if case.year - points[-1].year > 1 else ""
    usual = f"de {case.moved(band.low)} à {case.moved(band.high)} par an"
    message = (
        f"Variation de {case.moved(move)}{each} depuis {points[-1].year}, "
        f"hors de la bande habituelle ({usual}, d’après {len(points)} années)."
    )
    return Surprise(message, (case.result.value, points[-1].value))


def _unchanged(case: Case, threshold: Decimal) -> Surprise | None:
    result, last = case.result, case.last
    if result is None or last is None or last.year != case.year - 1 or last.value != result.value:
        return None
    if result.value in {Decimal(0), *case.limits} or abs(result.value) < threshold:
        return None
    told = case.told(result.value)
    return Surprise(f"Même valeur qu’en {last.year}{NBSP}: {told}.", (result.value,))


def _round(case: Case, threshold: Decimal) -> Surprise | None:
    result = case.result
    if result is None or case.is_computed or result.value in {Decimal(0), *case.limits}:
        return None
    step = 10 if case.unit == "%" else 100
    if (step == 100 and abs(result.value) < threshold) or result.value % step:
        return None
    return Surprise(f"Nombre rond{NBSP}: {case.told(result.value)}.", (result.value,))


def _regression(case: Case, threshold: Decimal) -> Surprise | None:
    result, last = case.result, case.last
    if result is None or last is None or case.direction == Direction.NONE:
        return None
    if case.behaviour == Behaviour.CUMULATIVE:
        return None  # a cumulated figure that falls is rule P6
    move = result.value - last.value
    against = move < 0 if case.direction == Direction.RISE else move > 0
    if not against or abs(move) * HUNDRED <= threshold * abs(last.value):
        return None
    expected = "à la hausse" if case.direction == Direction.RISE else "à la baisse"
    message = f"{case.moved(move)} depuis {last.year}, alors que l’indicateur est attendu {expected}."
    return Surprise(message, (result.value, last.value))


def _far_from_target(case: Case, threshold: Decimal) -> Surprise | None:
    if case.result is None or case.gap is None or case.status != Status.BEHIND:
        return None
    edge = case.result.value - case.gap
    if abs(case.gap) * HUNDRED <= threshold * abs(edge):
        return None
    message = f"Cible manquée{NBSP}: {case.told(case.result.value)}, pour {case.told(edge)} à atteindre."
    return Surprise(message, (case.result.value, edge))


def _shrinking_total(case: Case, threshold: Decimal) -> Surprise | None:
    result, last = case.result, case.last
    if result is None or last is None or case.behaviour != Behaviour.CUMULATIVE or result.value >= last.value:
        return None
    message = (
        f"Ce cumul diminue{NBSP}: {case.told(result.value)}, après {case.told(last.value)} en {last.year}."
    )
    return Surprise(message, (result.value, last.value))


def _bare_exclusion(case: Case, threshold: Decimal) -> Surprise | None:
    if case.kind != ValueKind.NOT_APPLICABLE or case.is_said:
        return None
    return Surprise("L’indicateur est dit sans objet cette année, sans motif.")


PLAUSIBILITY_RULES = (
    PlausibilityRule(
        "P1",
        "Variation inhabituelle",
        "La variation depuis la dernière année connue est comparée aux variations passées de la série, sur "
        "le même périmètre. La bande habituelle est leur médiane, plus ou moins le seuil multiplié par leur "
        "dispersion (écart absolu médian × 1,4826), laquelle n’est jamais comptée pour moins de "
        f"2{NBSP}% du niveau médian, ni pour moins que la dernière décimale de l’indicateur. "
        "La règle se tait tant que quatre années antérieures ne sont pas connues.",
        Setting(Severity.JUSTIFY, Decimal("3.5")),
        _off_band,
        "{} dispersions de part et d’autre de la médiane",
    ),
    PlausibilityRule(
        "P2",
        "Valeur identique à celle de l’an dernier",
        "La valeur est exactement celle de l’année précédente, sur le même périmètre. Zéro et les bornes de "
        "l’indicateur ne surprennent pas, ni une valeur inférieure au seuil.",
        Setting(Severity.JUSTIFY, Decimal(10)),
        _unchanged,
        "à partir de {}",
        takes_comment=False,
    ),
    PlausibilityRule(
        "P3",
        "Nombre rond",
        "Le nombre est un multiple de 100, à partir du seuil, ou un pourcentage multiple de 10, comme s’il "
        "avait été estimé. Une valeur calculée d’un numérateur et d’un dénominateur n’est pas regardée.",
        Setting(Severity.INFORM, Decimal(100)),
        _round,
        "à partir de {}",
        takes_comment=False,
    ),
    PlausibilityRule(
        "P4",
        "Évolution contraire au sens attendu",
        "La valeur s’éloigne du sens attendu de l’indicateur depuis la dernière année connue, sur le même "
        "périmètre, de plus que le seuil.",
        Setting(Severity.JUSTIFY, Decimal(10)),
        _regression,
        "plus de {}\u00a0% de la dernière valeur",
    ),
    PlausibilityRule(
        "P5",
        "Résultat loin de la cible",
        "La cible du contrat est manquée de plus que le seuil\u00a0: un code et une phrase disent pourquoi. "
        "Une cible à venir n’est pas manquée tant que le résultat tient la trajectoire qui y mène.",
        Setting(Severity.JUSTIFY, Decimal(10)),
        _far_from_target,
        "plus de {}\u00a0% de la cible",
    ),
    PlausibilityRule(
        "P6",
        "Cumul en diminution",
        "Un indicateur cumulé depuis le début du contrat est inférieur à sa dernière valeur connue, sur le "
        "même périmètre.",
        Setting(Severity.JUSTIFY),
        _shrinking_total,
    ),
    PlausibilityRule(
        "P7",
        "Sans objet, sans motif",
        "Le département déclare l’indicateur sans objet pour l’année\u00a0; un commentaire sur la valeur, ou "
        "une explication, en donne le motif. Les indicateurs que l’administration nationale déclare sans "
        "objet pour un territoire ne sont pas regardés.",
        Setting(Severity.JUSTIFY),
        _bare_exclusion,
    ),
)
RULES_BY_NUMBER = {rule.number: rule for rule in PLAUSIBILITY_RULES}
