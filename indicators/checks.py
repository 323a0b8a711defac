"""Everything that is blocking or to justify in a year of a contract, with what was answered. Reads, never
writes.

One load of the series (`readings.Desk`), one of the campaign's settings, one of the explanations, and one of
the vintages where something was answered: the number of queries does not depend on that of the indicators.

What answers a point:

- an `Explanation` of this very year, as long as the figures it was given on have not moved (fingerprint);
- an `Explanation` of an earlier year whose cause lasts (`until_year`), as long as the figures it was given on
  have not moved, nor the figure of this year since the explanation covered it;
- for the rules that bear on a gap (`takes_comment`), the cause **and** the comment of the figure itself, as
  long as the figure has not moved under them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from contracts.models import Contract
from core.canonical import sha256_hex
from core.formats import NBSP, counted, in_sentence
from indicators.answers import Answer, Memory, Vintages
from indicators.enums import Severity, ValueKind
from indicators.models import CampaignRule
from indicators.plausibility import (
    PLAUSIBILITY_RULES,
    RULES_BY_NUMBER,
    Case,
    PlausibilityRule,
    Setting,
    Surprise,
)
from indicators.readings import Desk, EngagementYear, IndicatorYear
from indicators.value_rules import TARGET_RULES, VALUE_RULES, Aim, Figure, broken_by_target, broken_by_value

BLOCKING = "blocking"
MOST_NAMED = 3
SUMMARIES = {rule.number: rule.summary for rule in (*VALUE_RULES, *TARGET_RULES)}
Settings = dict[int, dict[str, Setting]]


@dataclass(frozen=True)
class CheckPoint:
    """Something to look at in a figure: the rule, its effect, a sentence, and the answer that holds.

    `part` is the cell at fault; `fingerprint` names what surprises; `told` is the cause and comment of the
    figure itself, `own` the explanation of this very year, `former` the nearest earlier one: be they out of
    date, they are a starting point, and `was_answered` says that one bore on this year.
    """

    row: IndicatorYear
    number: str
    title: str
    message: str
    effect: str
    part: str = "result"
    fingerprint: str = ""
    answer: Answer | None = None
    told: Answer | None = None
    own: Answer | None = None
    former: Answer | None = None
    was_answered: bool = False

    @property
    def key(self) -> str:
        """What its anchors and its form begin with: « P1-1.1 »."""
        return f"{self.number}-{self.row.key}"

    @property
    def in_words(self) -> str:
        """What its rule says, inside a sentence: « résultat loin de la cible », « la valeur reste dans les
        bornes »."""
        return in_sentence(SUMMARIES.get(self.number, self.title))

    @property
    def is_open(self) -> bool:
        """Whether it waits for an explanation."""
        return self.effect == Severity.JUSTIFY and self.answer is None

    @property
    def has_moved(self) -> bool:
        """Whether it was explained, on figures that have moved since."""
        return self.is_open and self.was_answered


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


def blocking_count(points: Sequence[CheckPoint]) -> str:
    """« 1 valeur à corriger »."""
    return f"{counted(len(points), 'valeur')} à corriger"


def open_count(points: Sequence[CheckPoint]) -> str:
    """« 2 écarts à expliquer »."""
    return f"{counted(len(points), 'écart')} à expliquer"


def blocking_told(points: Sequence[CheckPoint]) -> str:
    """« 1 valeur à corriger : Visites à domicile, indicateur L1 (la valeur reste dans les bornes). », or
    nothing."""
    return f"{blocking_count(points)}{NBSP}: {_in_words(points)}." if points else ""


def open_told(points: Sequence[CheckPoint]) -> str:
    """« 1 écart à expliquer : Visites à domicile, indicateur L1 (évolution contraire au sens attendu). », or
    nothing."""
    return f"{open_count(points)}{NBSP}: {_in_words(points)}." if points else ""


def told_in_words(checks: YearChecks) -> str:
    """What is to be corrected, then to be explained, or nothing."""
    return " ".join(filter(None, [blocking_told(checks.blocking), open_told(checks.open)]))


def by_code(points: Iterable[CheckPoint]) -> dict[str, list[CheckPoint]]:
    """The points of each indicator, by its code, in their order."""
    found: dict[str, list[CheckPoint]] = {}
    for point in points:
        found.setdefault(point.row.indicator.code, []).append(point)
    return found


def rules_told(points: Iterable[CheckPoint]) -> str:
    """What the rules of these points say, none twice."""
    return ", ".join(dict.fromkeys(point.in_words for point in points))


def _in_words(points: Sequence[CheckPoint]) -> str:
    """The first indicators by their names, with what surprises in each; how many others there are."""
    named = [
        f"{own[0].row.indicator.label}, indicateur {code} ({rules_told(own)})"
        for code, own in by_code(points).items()
    ]
    left = len(named) - MOST_NAMED
    others = f"{NBSP}; et {counted(left, 'autre indicateur', 'autres indicateurs')}" if left > 0 else ""
    return f"{NBSP}; ".join(named[:MOST_NAMED]) + others


def year_checks(contract: Contract, year: int, *, hidden_years: Collection[int] = frozenset()) -> YearChecks:
    """The points of a contract's year. Readings of `hidden_years` are left out."""
    desk = Desk(contract, year, hidden_years)
    return checks_of(desk, desk.groups())


def checks_of(desk: Desk, groups: Iterable[EngagementYear]) -> YearChecks:
    """The points of the rows that a desk has made."""
    return YearChecks(
        points_on(desk, [row for group in groups for objective in group.objectives for row in objective.rows])
    )


def points_on(desk: Desk, rows: Iterable[IndicatorYear]) -> list[CheckPoint]:
    """What is to be looked at in rows of one year or several, with the answers that hold."""
    by_year: dict[int, list[IndicatorYear]] = defaultdict(list)
    for row in rows:
        by_year[row.year].append(row)
    last = Memory(desk.contract, max(by_year, default=desk.year))
    memories = {year: last.in_year(year) for year in by_year}
    lasting = set[int]().union(*(one.lasting_years for one in memories.values()))
    settings = settings_of(desk.contract.framework_id, {*by_year} | lasting)
    found: list[CheckPoint] = []
    for year, several in by_year.items():
        points = [point for row in several if not row.exclusion for point in _points(row, settings[year])]
        found += _Judge(desk.in_year(year), points, settings, memories[year]).answered
    return found


def settings_of(framework_id: int, years: Collection[int]) -> Settings:
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
    return replace(point, told=told)


def fingerprint(surprise: Surprise) -> str:
    """What is explained, as SHA-256 in hexadecimal: the figures compared, whatever their trailing zeros."""
    return sha256_hex("|".join(str(value.normalize()) for value in surprise.evidence).encode())


class _Judge:
    """Says of each point of a year whether what was answered still holds."""

    def __init__(self, desk: Desk, points: Sequence[CheckPoint], settings: Settings, memory: Memory) -> None:
        self.desk, self.points, self.settings, self.memory = desk, points, settings, memory
        answered = ((one, memory.of(one.number, one.row.indicator.pk)) for one in points)
        asked = (one.row for one, known in answered if one.told or (known.lasting and not known.own))
        self.vintages = Vintages(desk.year, [(row.indicator.pk, row.result) for row in asked if row.result])

    @property
    def answered(self) -> list[CheckPoint]:
        """The points, with what answers them and what was answered before."""
        return [self._answered(point) for point in self.points]

    def _answered(self, point: CheckPoint) -> CheckPoint:
        known = self.memory.of(point.number, point.row.indicator.pk)
        given = [one for one in (known.own or known.lasting, point.told) if one]
        holding = next((one for one in given if self._holds(one, point)), None)
        return replace(point, answer=holding, own=known.own, former=known.former, was_answered=bool(given))

    def _holds(self, answer: Answer, point: CheckPoint) -> bool:
        indicator_id, result = point.row.indicator.pk, point.row.result
        if answer.explanation_id is None:
            return result is None or not self.vintages.moved_under_comment(indicator_id, result)
        if answer.from_year == self.desk.year:
            return answer.fingerprint == point.fingerprint
        if result is not None and self.vintages.moved_since(indicator_id, result, answer.given_at):
            return False
        # The figures of a year that is not the reader's to see are not there to be compared.
        is_hidden = answer.from_year in self.desk.hidden_years
        return is_hidden or answer.fingerprint == self._fingerprint(point, answer.from_year)

    def _fingerprint(self, point: CheckPoint, year: int) -> str:
        """What the rule finds today in an earlier year of the indicator."""
        rule = RULES_BY_NUMBER[point.number]
        case = case_of(self.desk.in_year(year).row(point.row.indicator, point.row.key, point.row.objective))
        surprise = rule.surprise(case, self.settings[year][rule.number])
        return fingerprint(surprise) if surprise else ""
