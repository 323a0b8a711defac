"""Figures of several territories made one: by region and for the nation. Pure, in Decimals.

1. A count adds up; a ratio is the ratio of the sums of its numerators and denominators, never an average.
2. A figure that covers several contracts counts once, in the region they share; over several regions it
   counts in the nation alone. Of figures that overlap, those that cover the most contracts count (`packing`).
3. What does not count is told, with the reason. A territory to which the indicator does not apply is not
   expected: it is told, and leaves the coverage as it is.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from core.formats import NBSP, counted, number, rounded
from indicators.enums import RollUp, ValueKind
from indicators.packing import without_overlap

HUNDRED = Decimal(100)


class Reason(StrEnum):
    """Why a territory, or a figure, is not in a total."""

    NOT_APPLICABLE = "not_applicable"
    NOT_COLLECTED = "not_collected"
    NOT_YET_KNOWN = "not_yet_known"
    PROTECTED = "protected"
    NOT_FILLED = "not_filled"
    NOT_SHARED = "not_shared"
    NO_RATIO = "no_ratio"
    OVERLAP = "overlap"
    SEVERAL_REGIONS = "several_regions"

    @property
    def label(self) -> str:
        """The reason as people read it."""
        return REASON_LABELS[self]


REASON_LABELS = {
    Reason.NOT_APPLICABLE: str(ValueKind.NOT_APPLICABLE.label),
    Reason.NOT_COLLECTED: str(ValueKind.NOT_COLLECTED.label),
    Reason.NOT_YET_KNOWN: str(ValueKind.NOT_YET_KNOWN.label),
    Reason.PROTECTED: str(ValueKind.PROTECTED.label),
    Reason.NOT_FILLED: "Non renseignée",
    Reason.NOT_SHARED: "Pas encore lisible ici",
    Reason.NO_RATIO: "Numérateur et dénominateur absents",
    Reason.OVERLAP: "Comptée dans un autre périmètre",
    Reason.SEVERAL_REGIONS: "À cheval sur plusieurs régions",
}


@dataclass(frozen=True)
class Member:
    """A contract that follows the indicator in the year: its territory, its region, and why nothing of it
    counts when no figure covers it."""

    contract: int
    territory: str
    region: str
    standing: Reason = Reason.NOT_FILLED


@dataclass(frozen=True)
class Figure:
    """A figure that may count: the contracts it covers, its value and the ratio it comes from."""

    key: int
    contracts: frozenset[int]
    label: str
    value: Decimal
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    is_provisional: bool = False


@dataclass(frozen=True)
class LeftOut:
    """What a total left out for one reason: the territories, or the perimeters, by name."""

    reason: Reason
    names: tuple[str, ...]

    @property
    def wording(self) -> str:
        """« Non renseignée : 3 territoires »."""
        return f"{self.reason.label}{NBSP}: {counted(len(self.names), 'territoire')}"


@dataclass(frozen=True)
class Total:
    """A sum or a ratio of sums. `value` is None when nothing counts, or when the total is protected.

    `keys` are the figures in it, `counted` the contracts they cover out of the `expected` ones.
    """

    name: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    keys: frozenset[int]
    counted: int
    expected: int
    provisional: int
    is_protected: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether every expected territory is in it."""
        return self.counted == self.expected

    @property
    def coverage(self) -> str:
        """« 61 territoires sur 64 »."""
        return f"{counted(self.counted, 'territoire')} sur {number(self.expected)}"

    def protected(self) -> "Total":
        """The same, its amounts withheld."""
        return replace(self, value=None, numerator=None, denominator=None, is_protected=True)


@dataclass(frozen=True)
class Consolidation:
    """The nation, its regions, what was left out; `nation` is None when the indicator does not roll up."""

    nation: Total | None
    regions: tuple[Total, ...]
    left_out: tuple[LeftOut, ...]
    figures: tuple[Figure, ...]


def roll_up(
    method: str, members: Sequence[Member], figures: Iterable[Figure], *, decimals: int, is_percentage: bool
) -> Consolidation:
    """Total the figures of a year. `method` is a `RollUp`; with none, only what has no figure is told."""
    figures = list(figures)
    usable = [figure for figure in figures if method != RollUp.RATIO or figure.denominator]
    kept = without_overlap(usable)
    left_out = _left_out(members, kept, usable, figures)
    if method == RollUp.NONE:
        return Consolidation(None, (), left_out, tuple(kept))
    scale = _Scale(method, decimals, is_percentage)
    regions = _by_region(members)
    placed = {figure.key: region_of(figure, members) for figure in kept}
    totals = [
        scale.total(name, own, [figure for figure in kept if placed[figure.key] == name])
        for name, own in regions.items()
    ]
    straddling = [figure for figure in kept if placed[figure.key] is None]
    if straddling:
        left_out += (LeftOut(Reason.SEVERAL_REGIONS, tuple(figure.label for figure in straddling)),)
    return Consolidation(scale.total("France", members, kept), tuple(totals), left_out, tuple(kept))


def region_of(figure: Figure, members: Iterable[Member]) -> str | None:
    """The one region of the contracts a figure covers; None when they are of several."""
    regions = {member.region for member in members if member.contract in figure.contracts}
    return regions.pop() if len(regions) == 1 else None


def ratio(numerator: Decimal, denominator: Decimal, *, decimals: int, is_percentage: bool) -> Decimal:
    """A ratio from its sums, at the indicator's scale."""
    return rounded(numerator / denominator * (HUNDRED if is_percentage else 1), decimals)


@dataclass(frozen=True)
class _Scale:
    """How the figures of an indicator make one."""

    method: str
    decimals: int
    is_percentage: bool

    def total(self, name: str, members: Sequence[Member], figures: Sequence[Figure]) -> Total:
        covered = {contract for figure in figures for contract in figure.contracts}
        counted = {member.contract for member in members if member.contract in covered}
        numerator, denominator, value = self._amounts(figures)
        return Total(
            name=name,
            value=value,
            numerator=numerator,
            denominator=denominator,
            keys=frozenset(figure.key for figure in figures),
            counted=len(counted),
            expected=sum(_is_expected(member) or member.contract in counted for member in members),
            provisional=sum(figure.is_provisional for figure in figures),
        )

    def _amounts(self, figures: Sequence[Figure]) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
        if not figures:
            return None, None, None
        if self.method == RollUp.SUM:
            return None, None, sum((figure.value for figure in figures), Decimal(0))
        numerator = sum((figure.numerator or Decimal(0) for figure in figures), Decimal(0))
        denominator = sum((figure.denominator or Decimal(0) for figure in figures), Decimal(0))
        value = ratio(numerator, denominator, decimals=self.decimals, is_percentage=self.is_percentage)
        return numerator, denominator, value


def _is_expected(member: Member) -> bool:
    return member.standing != Reason.NOT_APPLICABLE


def _by_region(members: Iterable[Member]) -> dict[str, list[Member]]:
    """In the order in which the members come."""
    regions: dict[str, list[Member]] = defaultdict(list)
    for member in members:
        regions[member.region].append(member)
    return regions


def _left_out(
    members: Iterable[Member],
    kept: Iterable[Figure],
    usable: Iterable[Figure],
    figures: Iterable[Figure],
) -> tuple[LeftOut, ...]:
    counted, fit, read = (
        {contract for figure in group for contract in figure.contracts} for group in (kept, usable, figures)
    )
    names: dict[Reason, list[str]] = defaultdict(list)
    for member in members:
        if member.contract not in counted:
            without_ratio = Reason.NO_RATIO if member.contract in read else member.standing
            names[Reason.OVERLAP if member.contract in fit else without_ratio].append(member.territory)
    return tuple(LeftOut(reason, tuple(names[reason])) for reason in Reason if names[reason])
