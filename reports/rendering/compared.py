"""The results of several contracts in one table, for the assembly that votes on them all: a row for each
indicator, what the contracts have in common told once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from core.formats import NBSP, counted
from indicators.readings import natural_key
from indicators.scoring import Trend
from reports.content import IndicatorContent, ReadingContent, ReportContent
from reports.rendering import wording
from reports.rendering.results import LOCAL, Note, horizon, provisional, unit_note

HEADS = ("Référence", "Cible", "Résultat", "Évolution", "État")


@dataclass(frozen=True)
class Told:
    """A figure or a word, and what it is of: its year, its perimeter, or the territory of its contract."""

    text: str
    note: str = ""


@dataclass(frozen=True)
class Held:
    """An indicator as one of the contracts holds it, for the year of its report; `place` is the territory,
    told where contracts differ, or nothing where there is but one."""

    place: str
    year: int
    item: IndicatorContent


@dataclass(frozen=True)
class ComparedRow:
    """An indicator: under each of HEADS, what is common once, else what is of each contract."""

    code: str
    label: str
    note: str
    cells: list[list[Told]]

    @property
    def headed(self) -> list[tuple[str, list[Told]]]:
        """Each cell after the words that name it where a small screen has no room for the header."""
        return list(zip(HEADS, self.cells, strict=True))


@dataclass(frozen=True)
class ComparedGroup:
    """An engagement and its indicators."""

    code: str
    label: str
    rows: list[ComparedRow]


@dataclass(frozen=True)
class Compared:
    """The table, the notes of its rows, and how many indicators are left to the annexes, in words."""

    groups: list[ComparedGroup]
    notes: list[Note]
    left: str


def compared(contents: list[ReportContent]) -> Compared:
    """The results of the contracts, in the order of the frameworks; an indicator for which no contract says
    anything of the year is left to the annexes."""
    groups: dict[tuple[str, str], dict[tuple[str, str, str], list[Held]]] = {}
    for engagement, one in _held(contents):
        indicators = groups.setdefault(engagement, {})
        indicators.setdefault((one.item.code, one.item.label, one.item.unit), []).append(one)
    told = {key: _with_result(indicators) for key, indicators in groups.items()}
    shown = [held for indicators in told.values() for held in indicators]
    left = sum(map(len, groups.values())) - len(shown)
    return Compared(
        groups=[ComparedGroup(*key, [_row(held) for held in kept]) for key, kept in told.items() if kept],
        notes=[note for held in shown if (note := _note(held)).sentences],
        left=counted(left, "indicateur") if left else "",
    )


def _held(contents: list[ReportContent]) -> Iterator[tuple[tuple[str, str], Held]]:
    for content in contents:
        place = content.contract.territory_name if len(contents) > 1 else ""
        for engagement in content.engagements:
            for objective in engagement.objectives:
                for item in objective.indicators:
                    yield (engagement.code, engagement.label), Held(place, content.fiscal_year, item)


def _with_result(indicators: dict[tuple[str, str, str], list[Held]]) -> list[list[Held]]:
    known = [held for held in indicators.values() if any(one.item.result for one in held)]
    return sorted(known, key=lambda held: natural_key(held[0].item.code))


def _row(held: list[Held]) -> ComparedRow:
    first = held[0].item
    return ComparedRow(
        code=first.code,
        label=first.label,
        note=", ".join(filter(None, [unit_note(first), LOCAL if first.is_local else ""])),
        cells=[
            _each(_reading(one, one.item.baseline, is_dated=True) for one in held),
            _common(held, lambda one: Told(_target(one.item), horizon(one.item, one.year))),
            _each(_reading(one, one.item.result) for one in held),
            _common(held, lambda one: Told(wording.change(one.item), _trend(one.item))),
            _common(held, lambda one: Told(one.item.status_label)),
        ],
    )


def _each(told: Iterator[Told]) -> list[Told]:
    return list(dict.fromkeys(told))


def _common(held: list[Held], say: Callable[[Held], Told]) -> list[Told]:
    said = [say(one) for one in held]
    if len(set(said)) == 1:
        return said[:1]
    places = [one.place for one in held]
    return [replace(one, note=_listed(one.note, place)) for one, place in zip(said, places, strict=True)]


def _reading(one: Held, read: ReadingContent | None, *, is_dated: bool = False) -> Told:
    """A figure is of its perimeter; an absence, of the contract that says it."""
    text = wording.reading(one.item, read)
    if read is None or read.value is None:
        return Told(text, one.place)
    return Told(text, _listed(str(read.year) if is_dated else provisional(read), read.perimeter))


def _target(item: IndicatorContent) -> str:
    return wording.target(item, item.target)


def _trend(item: IndicatorContent) -> str:
    return item.trend_label if item.trend != Trend.UNKNOWN else ""


def _listed(*notes: str) -> str:
    return ", ".join(filter(None, notes))


def _note(held: list[Held]) -> Note:
    """Why a change is not told, contract by contract where there are several."""
    said = [(one.place, one.item.change_note) for one in held if one.item.change_note]
    if len({note for _, note in said}) < 2:
        return Note(held[0].item.code, [note for _, note in said[:1]])
    return Note(held[0].item.code, [f"{place}{NBSP}: {note}" for place, note in said])
