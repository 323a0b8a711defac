"""The notes of the figures: a number at each, and an annex that says whence each comes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import count

from core.formats import NBSP, date_short, number, percent
from reports.content import (
    EngagementContent,
    IndicatorContent,
    OriginContent,
    ProofContent,
    ReadingContent,
    ReportContent,
    TargetContent,
)
from reports.rendering import wording

SHORT_HASH = 12
BASELINE, TARGET, RESULT, NATIONAL = "baseline", "target", "result", "national_target"
MEASURES = {BASELINE: "Référence", TARGET: "Cible", RESULT: "Résultat", NATIONAL: "Cible nationale"}
LOADED = "reprise de données"

PROOFS = ("proofs", "Justificatifs")
COLUMNS = [("source", "Source, périmètre"), ("ratio", "Calcul"), ("entered", "Saisie"), PROOFS]

# The number of the note of each figure: by objective, rank of the indicator in it, and measure. Two
# indicators of a contract may bear one code.
Calls = dict[tuple[int, int, str], int]
# What a cell of the annex says: lines, each with what is set under it in small.
Lines = list[tuple[str, str]]


@dataclass(frozen=True)
class NoteRow:
    """The note of a figure: its number, what the figure is, and the lines of each column."""

    call: int
    code: str
    figure: str
    value: str
    cells: list[Lines]


@dataclass(frozen=True)
class NotesPart:
    """The notes of an engagement: its code and label, a row for each figure."""

    code: str
    label: str
    rows: list[NoteRow]


@dataclass(frozen=True)
class Annex:
    """All the notes; `columns` are those that some figure fills, each by its name and its heading; `is_dated`
    when the content says when its figures were entered."""

    columns: list[tuple[str, str]]
    parts: list[NotesPart]
    is_dated: bool

    @property
    def has_proofs(self) -> bool:
        """Whether some figure is backed by a file."""
        return PROOFS in self.columns


def calls_of(content: ReportContent) -> Calls:
    """A number for each figure that the report prints, in the order of a reading: the rows of an objective,
    then the national targets told under them. What nobody filled has none."""
    ranks = count(1)
    return {place: next(ranks) for engagement in content.engagements for place, _ in _figures(engagement)}


def annex(content: ReportContent, calls: Calls) -> Annex:
    """The notes of the report by engagement, without the columns that no figure fills."""
    parts = [_part(engagement, calls) for engagement in content.engagements]
    rows = [row for part in parts for row in part.rows]
    kept = [rank for rank in range(len(COLUMNS)) if any(row.cells[rank] for row in rows)]
    for row in rows:
        row.cells[:] = [row.cells[rank] for rank in kept]
    return Annex(
        columns=[COLUMNS[rank] for rank in kept],
        parts=[part for part in parts if part.rows],
        is_dated=any(_is_dated(engagement) for engagement in content.engagements),
    )


def _figures(engagement: EngagementContent) -> Iterator[tuple[tuple[int, int, str], IndicatorContent]]:
    """The place of each figure, and the indicator that holds it."""
    for objective in engagement.objectives:
        ranked = list(enumerate(objective.indicators))
        for measures in ((BASELINE, TARGET, RESULT), (NATIONAL,)):
            for rank, item in ranked:
                held = (measure for measure in measures if getattr(item, measure))
                yield from (((objective.number, rank, measure), item) for measure in held)


def _is_dated(engagement: EngagementContent) -> bool:
    return any(getattr(item, place[2]).origin for place, item in _figures(engagement))


def _part(engagement: EngagementContent, calls: Calls) -> NotesPart:
    rows = [_row(item, place[2], calls[place]) for place, item in _figures(engagement)]
    return NotesPart(engagement.code, engagement.label, rows)


def _row(item: IndicatorContent, measure: str, call: int) -> NoteRow:
    held = getattr(item, measure)
    figure = f"{MEASURES[measure]} {held.year}" if held.year else MEASURES[measure]
    if isinstance(held, ReadingContent):
        value, source, ratio = wording.reading(item, held), _source(held), _ratio(item, held)
    else:
        value, source, ratio = wording.target(item, held), _aimed_by(held), []
    entered, proofs = (_entered(held.origin), _proofs(held.origin.proofs)) if held.origin else ([], [])
    return NoteRow(call, item.code, figure, value, [source, ratio, entered, proofs])


def _source(read: ReadingContent) -> Lines:
    return [(f"{read.source_label}, {read.perimeter}", read.provenance)]


def _aimed_by(aim: TargetContent) -> Lines:
    return [(aim.origin.source, aim.origin.note)] if aim.origin else []


def _ratio(item: IndicatorContent, read: ReadingContent) -> Lines:
    """« 125 sur 1 000 », and what it comes to where the figure is a share."""
    if read.numerator is None or not read.denominator:
        return []
    said = f"{number(read.numerator)} sur{NBSP}{number(read.denominator)}"
    share = read.numerator * Decimal(100) / read.denominator
    return [(said, f"soit {percent(share, item.decimals)}" if item.unit == "%" else "")]


def _entered(origin: OriginContent) -> Lines:
    if origin.entered_on is None:
        return []
    version = f", {origin.version.lower()}" if origin.version else ""
    return [(f"{date_short(origin.entered_on)}{version}", origin.seat or LOADED)]


def _proofs(proofs: Iterable[ProofContent]) -> Lines:
    """Each file by its title and its name, with the beginning of its hash."""
    return [(one.title, f"{_named(one)}SHA-256 {one.sha256[:SHORT_HASH]}…") for one in proofs]


def _named(proof: ProofContent) -> str:
    return "" if proof.name == proof.title else f"{proof.name}, "
