"""Everything that is blocking or to justify in a year of a contract, with what was answered. Reads, never
writes.

One load of the series (`readings.year_groups`), one of the campaign's settings, one of the explanations: the
number of queries does not depend on the number of indicators.

What answers a point:

- an `Explanation` of this very year, as long as the figures it was given on have not moved (fingerprint);
- an `Explanation` of an earlier year that still holds (`until_year`), whatever the figure: the cause lasts;
- for the rules that bear on a gap (`takes_comment`), the cause **and** the comment of the figure itself.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from contracts.models import Contract
from core.canonical import sha256_hex
from core.formats import NBSP, counted
from indicators.enums import Severity, ValueKind
from indicators.models import CampaignRule, Explanation
from indicators.plausibility import PLAUSIBILITY_RULES, Case, PlausibilityRule, Setting, Surprise
from indicators.readings import IndicatorYear, year_table
from indicators.value_rules import Aim, Figure, broken_by_target, broken_by_value

BLOCKING = "blocking"


@dataclass(frozen=True)
class Answer:
    """What was answered to a point: a coded cause and a sentence, from when to when it holds.

    `explanation_id` is None for what was written on the figure itself.
    """

    cause_id: int | None
    cause: str
    sentence: str
    from_year: int
    until_year: int
    explanation_id: int | None = None
    version: int = 0

    def lasts(self, year: int) -> str:
        """« Vaut jusqu’à l’exercice 2026. », or nothing for an answer of the year alone."""
        if self.until_year == year == self.from_year:
            return ""
        since = f"Donnée pour {self.from_year}, elle vaut" if self.from_year < year else "Vaut"
        return f"{since} jusqu’à l’exercice {self.until_year}."


@dataclass(frozen=True)
class CheckPoint:
    """Something to look at in a figure: the rule, its effect, a sentence, and the answer that holds.

    `part` is the cell at fault; `fingerprint` names what surprises; `own` is the answer written for this very
    year, be it out of date; `former` the nearest earlier one, as a starting point.
    """

    row: IndicatorYear
    number: str
    title: str
    message: str
    effect: str
    part: str = "result"
    fingerprint: str = ""
    answer: Answer | None = None
    own: Answer | None = None
    former: Answer | None = None

    @property
    def key(self) -> str:
        """What its anchors and its form begin with: « P1-1.1 »."""
        return f"{self.number}-{self.row.key}"

    @property
    def is_open(self) -> bool:
        """Whether it waits for an explanation."""
        return self.effect == Severity.JUSTIFY and self.answer is None

    @property
    def has_moved(self) -> bool:
        """Whether it was explained, on figures that have moved since."""
        return self.is_open and self.own is not None


@dataclass(frozen=True)
class YearChecks:
    """The points of a year, in the order of the indicators."""

    points: Sequence[CheckPoint]

    @cached_property
    def blocking(self) -> list[CheckPoint]:
        """Those that no explanation answers: the figure is to be corrected."""
        return [point for point in self.points if point.effect == BLOCKING]

    @cached_property
    def to_justify(self) -> list[CheckPoint]:
        """Those that ask for an explanation, answered or not."""
        return [point for point in self.points if point.effect == Severity.JUSTIFY]

    @cached_property
    def open(self) -> list[CheckPoint]:
        """Those that still wait for theirs."""
        return [point for point in self.to_justify if point.is_open]

    @cached_property
    def explained(self) -> list[CheckPoint]:
        """Those that have it."""
        return [point for point in self.to_justify if not point.is_open]

    @cached_property
    def informative(self) -> list[CheckPoint]:
        """Those that are merely told."""
        return [point for point in self.points if point.effect == Severity.INFORM]

    @property
    def progress(self) -> str:
        """« 3 écarts à expliquer sur 7 »."""
        total = len(self.to_justify)
        if not total:
            return "Aucun écart à expliquer"
        return f"{counted(len(self.open), 'écart')} à expliquer sur {total}"

    def find(self, number: str, indicator_id: int) -> CheckPoint | None:
        """The point of a rule on an indicator."""
        found = (one for one in self.points if (one.number, one.row.indicator.pk) == (number, indicator_id))
        return next(found, None)


def codes_of(points: Iterable[CheckPoint]) -> str:
    """« 1.1 (P1, P5), 3.1 (P2) »: which indicators, and by which rules."""
    by_code: dict[str, list[str]] = {}
    for point in points:
        by_code.setdefault(point.row.indicator.code, []).append(point.number)
    return ", ".join(f"{code} ({', '.join(numbers)})" for code, numbers in by_code.items())


def blocking_told(points: Sequence[CheckPoint]) -> str:
    """« 1 valeur à corriger : 1.1 (V5). », or nothing."""
    if not points:
        return ""
    return f"{counted(len(points), 'valeur')} à corriger{NBSP}: {codes_of(points)}."


def open_told(points: Sequence[CheckPoint]) -> str:
    """« 2 écarts à expliquer : 1.1 (P1, P5). », or nothing."""
    return f"{counted(len(points), 'écart')} à expliquer{NBSP}: {codes_of(points)}." if points else ""


def year_checks(contract: Contract, year: int, *, hidden_years: Collection[int] = frozenset()) -> YearChecks:
    """The points of a contract's year. Readings of `hidden_years` are left out."""
    rows = year_table(contract, year, hidden_years=hidden_years)
    settings = settings_of(contract.framework_id, [year])[year]
    memory = _Memory(contract, year)
    points = [point for row in rows if not row.exclusion for point in _points(row, settings)]
    return YearChecks([memory.answered(point) for point in points])


def settings_of(framework_id: int, years: Collection[int]) -> dict[int, dict[str, Setting]]:
    """What the campaign of each year makes of each rule, in one query."""
    defaults = {rule.number: rule.default for rule in PLAUSIBILITY_RULES}
    found = {year: dict(defaults) for year in years}
    rows = CampaignRule.objects.filter(
        campaign__framework=framework_id, campaign__fiscal_year__in=list(years), number__in=defaults
    )
    for row in rows.select_related("campaign"):
        threshold = defaults[row.number].threshold if row.threshold is None else row.threshold
        found[row.campaign.fiscal_year][row.number] = Setting(row.severity, threshold)
    return found


def _points(row: IndicatorYear, settings: dict[str, Setting]) -> list[CheckPoint]:
    case = case_of(row)
    found = [(rule, rule.surprise(case, settings[rule.number])) for rule in PLAUSIBILITY_RULES]
    surprising = [
        _surprising(row, rule, surprise, settings[rule.number]) for rule, surprise in found if surprise
    ]
    return [*_broken(row), *surprising]


def case_of(row: IndicatorYear) -> Case:
    """The indicator's year as the rules take it."""
    indicator, result = row.indicator, row.result
    return Case(
        year=row.year,
        unit=indicator.unit,
        decimals=indicator.decimals,
        direction=indicator.direction,
        behaviour=indicator.behaviour,
        limits=(indicator.lower_bound, indicator.upper_bound),
        kind=result.kind if result else ValueKind.KNOWN,
        result=result.point if result else None,
        earlier=row.earlier,
        status=row.score.status,
        gap=row.score.gap,
        is_computed=bool(result and result.denominator is not None),
        is_said=bool(result and result.comment.strip()),
    )


def _broken(row: IndicatorYear) -> list[CheckPoint]:
    """What no longer obeys the blocking rules: a bound was changed since, or the figure came otherwise."""
    told = []
    if row.result:
        figure = Figure(row.result.kind, row.result.value, row.result.numerator, row.result.denominator)
        told += [("result", broken) for broken in broken_by_value(row.indicator, figure)]
    if target := row.target_of_year:
        aim = Aim(target.operator, target.value, target.upper_value)
        told += [("target", broken) for broken in broken_by_target(row.indicator, aim)]
    titles = {"result": "Résultat à corriger", "target": "Cible à corriger"}
    return [
        CheckPoint(row, broken.number, titles[part], broken.message, BLOCKING, part) for part, broken in told
    ]


def _surprising(
    row: IndicatorYear, rule: PlausibilityRule, surprise: Surprise, setting: Setting
) -> CheckPoint:
    point = CheckPoint(
        row, rule.number, rule.title, surprise.message, setting.severity, fingerprint=fingerprint(surprise)
    )
    reading = row.result
    if not rule.takes_comment or reading is None or not (reading.gap_cause_id and reading.comment.strip()):
        return point
    told = Answer(reading.gap_cause_id, reading.gap_cause, reading.comment, row.year, row.year)
    return replace(point, answer=told)


def fingerprint(surprise: Surprise) -> str:
    """What is explained, as SHA-256 in hexadecimal: the figures compared, whatever their trailing zeros."""
    return sha256_hex("|".join(str(value.normalize()) for value in surprise.evidence).encode())


class _Memory:
    """The explanations of a contract that bear on a year, read once."""

    def __init__(self, contract: Contract, year: int) -> None:
        rows = Explanation.objects.filter(contract=contract, from_year__lte=year).select_related("cause")
        self.year = year
        self.known: dict[tuple[str, int], list[tuple[Answer, str]]] = {}
        for row in rows.order_by("-from_year"):
            answer = Answer(
                cause_id=row.cause_id,
                cause=row.cause.label,
                sentence=row.sentence,
                from_year=row.from_year,
                until_year=row.until_year,
                explanation_id=row.pk,
                version=row.version,
            )
            self.known.setdefault((row.rule, row.indicator_id), []).append((answer, row.fingerprint))

    def answered(self, point: CheckPoint) -> CheckPoint:
        """The point with what answers it, and what was answered before."""
        known = self.known.get((point.number, point.row.indicator.pk), [])
        own = next((pair for pair in known if pair[0].from_year == self.year), None)
        former = [answer for answer, _ in known if answer.from_year < self.year]
        lasting = next((answer for answer in former if answer.until_year >= self.year), None)
        holds = own[0] if own and own[1] == point.fingerprint else lasting
        return replace(
            point,
            answer=holds or point.answer,
            own=own[0] if own else None,
            former=next(iter(former), None),
        )
