"""What a result is worth: target reached or not, gap, progress, change and trend. Pure, in Decimals.

How a target is judged:

1. Every target is a band of accepted values: « au moins » has no top, « au plus » no bottom, a range has
   both. A multiple of the baseline is a floor when it multiplies by one or more, a ceiling below one; a
   quantity is a floor, or a ceiling where the indicator should fall.
2. A result within the band has **reached** it, whatever the year.
3. Outside the band, once the target's year has come, it is **behind**.
4. Outside the band, before that year, it is **on track** when it stands on or beyond the straight line that
   leads to the near edge of the band, in the target's year; otherwise **behind**. Past the far edge of a
   range it is behind. The line starts from the last earlier target, in its year, if there is one: the path
   that the contract drew; else from the baseline, in its year.
5. What adds up since the contract began starts from nothing, the year before: that is its baseline, unless
   one is given. Its values are totals to date; what the year brought is told beside.
6. Where the line or the multiple needs a baseline that is missing, or that covers other territories, the
   target cannot be judged: the status is **no target**, and the note says why.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.formats import NBSP, rounded, value_with_unit
from indicators.enums import Direction, Operator

HUNDRED = Decimal(100)


class Status(StrEnum):
    """Where a result stands against its target."""

    REACHED = "reached"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    NO_TARGET = "no_target"
    NO_VALUE = "no_value"

    @property
    def label(self) -> str:
        """The status as people read it."""
        return STATUS_LABELS[self]


STATUS_LABELS = {
    Status.REACHED: "Cible atteinte",
    Status.ON_TRACK: "En bonne voie",
    Status.BEHIND: "En retard",
    Status.NO_TARGET: "Sans cible",
    Status.NO_VALUE: "Sans valeur",
}
NOT_JUDGED = "Cible non évaluable"


class Trend(StrEnum):
    """Which way a result has moved since the last comparable one."""

    RISE = "rise"
    FALL = "fall"
    STABLE = "stable"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Point:
    """A value, its year and what it covers: `perimeter` is the readable name, compared as it is."""

    year: int
    value: Decimal
    perimeter: str


@dataclass(frozen=True)
class Goal:
    """A target: an `Operator`, one or two values, and its year (None: no horizon, due at once)."""

    operator: str
    value: Decimal
    upper: Decimal | None = None
    year: int | None = None


@dataclass(frozen=True)
class Facts:
    """All that judging one indicator in one year takes. `decimals` is the indicator's scale.

    `is_result_shared` says that the result covers other contracts too, while the target is this one's.
    `milestones` are the targets of the other years. `counts_from` is the contract's first year where the
    indicator adds up from year to year, None where each year stands alone.
    """

    year: int
    direction: str = Direction.NONE
    is_percentage: bool = False
    decimals: int = 0
    goal: Goal | None = None
    baseline: Point | None = None
    previous: Point | None = None
    result: Point | None = None
    is_result_shared: bool = False
    milestones: tuple[Goal, ...] = ()
    counts_from: int | None = None

    @property
    def reference(self) -> Point | None:
        """The baseline, when it covers what the result covers."""
        return self.baseline if _comparable(self.baseline, self.result) else None

    @property
    def start(self) -> Point | None:
        """Where the road to the target begins: the baseline, or nothing the year before a count began."""
        if self.baseline is None and self.counts_from is not None and self.result is not None:
            return Point(self.counts_from - 1, Decimal(0), self.result.perimeter)
        return self.reference


@dataclass(frozen=True)
class Score:
    """The verdict. `progress` is in per cent of the road to the target; `gap` is result minus target.

    `change` since the baseline is in per cent for quantities and in points for percentages; None, and its
    note, when it cannot be told. `added` is what the year brought to a total to date.
    """

    status: Status
    status_label: str
    note: str = ""
    progress: Decimal | None = None
    gap: Decimal | None = None
    change: Decimal | None = None
    change_kind: str = "percent"
    change_note: str = ""
    trend: Trend = Trend.UNKNOWN
    trend_label: str = "Évolution inconnue"
    trend_since: int | None = None
    added: Decimal | None = None


@dataclass(frozen=True)
class Band:
    """The accepted values, in the indicator's unit; None is no limit on that side."""

    low: Decimal | None
    high: Decimal | None

    def nearest(self, value: Decimal) -> Decimal:
        """The accepted value closest to `value`: itself when it is within."""
        if self.low is not None and value < self.low:
            return self.low
        return self.high if self.high is not None and value > self.high else value

    def gap(self, value: Decimal) -> Decimal:
        """Signed distance to the only limit, or to the edge passed; 0 within a range."""
        limits = [limit for limit in (self.low, self.high) if limit is not None]
        return value - (limits[0] if len(limits) == 1 else self.nearest(value))


def score(facts: Facts) -> Score:
    """Judge a result by the rules of this module. A missing piece gives None and a note, never an error."""
    change, change_note = _change(facts)
    trend, since = _trend(facts)
    band = _band(facts, facts.goal)
    status, note = _status(facts, band)
    return Score(
        status=status,
        status_label=NOT_JUDGED if note and status == Status.NO_TARGET else status.label,
        note=note or _shared_note(facts, band),
        progress=_progress(facts, band),
        gap=rounded(band.gap(facts.result.value), facts.decimals) if band and facts.result else None,
        change=change,
        change_kind="points" if facts.is_percentage else "percent",
        change_note=change_note,
        trend=trend,
        trend_label=_trend_label(trend, facts.direction, since),
        trend_since=since,
        added=_added(facts),
    )


def goal_wording(goal: Goal, unit: str) -> str:
    """« au moins 20 % », « entre 80 % et 90 % », « référence × 2 », « 600 places »."""
    value = value_with_unit(goal.value, unit)
    if goal.operator == Operator.AT_LEAST:
        return f"au moins {value}"
    if goal.operator == Operator.AT_MOST:
        return f"au plus {value}"
    if goal.operator == Operator.RANGE:
        return f"entre {value} et {value_with_unit(goal.upper, unit)}"
    if goal.operator == Operator.TIMES_BASELINE:
        return f"référence ×{NBSP}{value_with_unit(goal.value, '')}"
    return value


def _comparable(one: Point | None, other: Point | None) -> bool:
    return one is not None and other is not None and one.perimeter == other.perimeter


def _band(facts: Facts, goal: Goal | None) -> Band | None:
    if goal is None:
        return None
    value, falls = goal.value, facts.direction == Direction.FALL
    if goal.operator == Operator.RANGE:
        return Band(value, goal.upper)
    if goal.operator == Operator.TIMES_BASELINE:
        if facts.reference is None or facts.reference.value <= 0:
            return None
        falls = value < 1 or (value == 1 and falls)
        value *= facts.reference.value
    elif goal.operator != Operator.QUANTITY:
        falls = goal.operator == Operator.AT_MOST
    return Band(None, value) if falls else Band(value, None)


def _status(facts: Facts, band: Band | None) -> tuple[Status, str]:
    if facts.result is None:
        return Status.NO_VALUE, ""
    if facts.goal is None:
        return Status.NO_TARGET, ""
    if band is None:
        return Status.NO_TARGET, f"La cible est un multiple de la référence{NBSP}: {_baseline_fault(facts)}."
    if band.nearest(facts.result.value) == facts.result.value:
        return Status.REACHED, ""
    if facts.goal.year is None or facts.goal.year <= facts.year:
        return Status.BEHIND, ""
    start = _milestone(facts) or facts.start
    if start is None or start.year >= facts.goal.year:
        return Status.NO_TARGET, f"La cible est pour {facts.goal.year}{NBSP}: {_baseline_fault(facts)}."
    aim = Point(facts.goal.year, band.nearest(start.value), start.perimeter)
    return (Status.ON_TRACK if _on_line(start, facts.result, aim) else Status.BEHIND), ""


def _milestone(facts: Facts) -> Point | None:
    """The last target before the year being judged, as a point of the path; None without any that stands."""
    earlier = [goal for goal in facts.milestones if goal.year is not None and goal.year < facts.year]
    last = max(earlier, key=lambda goal: goal.year or 0, default=None)
    band = _band(facts, last)
    if last is None or last.year is None or band is None or facts.result is None:
        return None
    begun = facts.start.value if facts.start else Decimal(0)
    return Point(last.year, band.nearest(begun), facts.result.perimeter)


def _added(facts: Facts) -> Decimal | None:
    """What the year brought, since the result of last year or since nothing in the first one."""
    if facts.counts_from is None or facts.result is None:
        return None
    if facts.year == facts.counts_from:
        return facts.result.value
    before = facts.previous
    if before is None or before.year != facts.year - 1 or not _comparable(before, facts.result):
        return None
    return facts.result.value - before.value


def _shared_note(facts: Facts, band: Band | None) -> str:
    """A count over several contracts, held against the target of one, is said so; rates compare anyway."""
    relative = facts.is_percentage or (facts.goal and facts.goal.operator == Operator.TIMES_BASELINE)
    if band is None or facts.result is None or not facts.is_result_shared or relative:
        return ""
    return f"Le résultat, commun à «{NBSP}{facts.result.perimeter}{NBSP}», est comparé à la cible du contrat."


def _on_line(start: Point, here: Point, aim: Point) -> bool:
    """Whether `here` stands on or beyond the line from `start` to `aim`, without passing the aim."""
    # Multiplied out, so that no division rounds a result that is exactly on the line.
    walked = (here.value - start.value) * (aim.year - start.year)
    expected = (aim.value - start.value) * max(here.year - start.year, 0)
    if aim.value > start.value:
        return expected <= walked and here.value <= aim.value
    return aim.value < start.value and walked <= expected and here.value >= aim.value


def _progress(facts: Facts, band: Band | None) -> Decimal | None:
    if band is None or facts.result is None or facts.start is None:
        return None
    start = facts.start.value
    road = band.nearest(start) - start
    return rounded((facts.result.value - start) / road * HUNDRED, 1) if road else None


def _change(facts: Facts) -> tuple[Decimal | None, str]:
    if facts.result is None:
        return None, ""
    start = facts.reference
    if start is None or start.year == facts.year:
        return None, "" if start else f"Évolution non calculée{NBSP}: {_baseline_fault(facts)}."
    difference = facts.result.value - start.value
    if facts.is_percentage:
        return rounded(difference, facts.decimals), ""
    if start.value <= 0:
        return None, f"Évolution non calculée{NBSP}: {_baseline_fault(facts)}."
    return rounded(difference / start.value * HUNDRED, 1), ""


def _baseline_fault(facts: Facts) -> str:
    """Why the baseline does not serve, in French, as the end of a sentence."""
    if facts.baseline is None:
        return "la référence n’est pas connue"
    if facts.reference is None and facts.result is not None:
        where = f"«{NBSP}{facts.baseline.perimeter}{NBSP}», «{NBSP}{facts.result.perimeter}{NBSP}»"
        return f"référence et résultat ne couvrent pas le même périmètre ({where})"
    if facts.baseline.value <= 0:
        return "la référence n’est pas supérieure à zéro"
    return f"la référence est de {facts.baseline.year}"


def _trend(facts: Facts) -> tuple[Trend, int | None]:
    """The move since last year's result, or since the baseline where last year cannot be compared."""
    for since in (facts.previous, facts.reference):
        if facts.result is not None and since is not None and since.year < facts.year:
            if not _comparable(since, facts.result):
                continue
            move = rounded(facts.result.value - since.value, facts.decimals)
            return (Trend.RISE if move > 0 else Trend.FALL if move else Trend.STABLE), since.year
    return Trend.UNKNOWN, None


def _trend_label(trend: Trend, direction: str, since: int | None) -> str:
    if trend == Trend.UNKNOWN:
        return "Évolution inconnue"
    if trend == Trend.STABLE:
        return f"Stable depuis {since}"
    words = "En hausse" if trend == Trend.RISE else "En baisse"
    if direction == Direction.NONE:
        return f"{words} depuis {since}"
    return f"{words} depuis {since}, {'favorable' if trend == direction else 'défavorable'}"
