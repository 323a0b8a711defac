"""The notes of the figures: a number at each, and an annex that says whence each comes."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import count, groupby

from core.formats import NBSP, date_short, number, percent
from reports.content import (
    EngagementContent,
    IndicatorContent,
    OriginContent,
    ProofContent,
    ReadingContent,
    ReportContent,
)
from reports.rendering import wording

SHORT_HASH = 12
BASELINE, TARGET, RESULT, NATIONAL = "baseline", "target", "result", "national_target"
MEASURES = {BASELINE: "Référence", TARGET: "Cible", RESULT: "Résultat", NATIONAL: "Cible nationale"}
# What sets a target, unless an amendment does.
SET_BY = {TARGET: "Contrat", NATIONAL: "Cadre national"}
LOADED = "reprise de données"
EARLIER = "Années antérieures, telles que connues à la date de ce rapport"

# The number of the note of each figure: by objective, rank of the indicator in it, and measure. Two
# indicators of a contract may bear one code.
Calls = dict[tuple[int, int, str], int]


@dataclass(frozen=True)
class NoteRow:
    """The note of a figure: its number; what the figure is and what it is worth; the sum it comes from; its
    source and perimeter, what is said of them, the files that back it; when it was entered, and in which
    seat; under the result, the earlier years that its chart draws. What is not known is empty."""

    call: int
    code: str
    figure: str
    value: str
    ratio: str
    source: str
    note: str
    proofs: list[str]
    entered: str
    seat: str
    earlier: str = ""


@dataclass(frozen=True)
class NotesPart:
    """The notes of an engagement: its code and label, a row for each figure."""

    code: str
    label: str
    rows: list[NoteRow]


@dataclass(frozen=True)
class Annex:
    """All the notes; `is_dated` when the content says when its figures were entered, `has_proofs` when some
    figure is backed by a file, `has_earlier` when some note tells of earlier years."""

    parts: list[NotesPart]
    is_dated: bool
    has_proofs: bool
    has_earlier: bool


def calls_of(content: ReportContent) -> Calls:
    """A number for each figure that the report prints, in the order of a reading: the rows of an objective,
    then the national targets told under them. What nobody filled has none."""
    ranks = count(1)
    return {place: next(ranks) for engagement in content.engagements for place, _ in _figures(engagement)}


def annex(content: ReportContent, calls: Calls) -> Annex:
    """The notes of the report, by engagement."""
    parts = [_part(engagement, calls) for engagement in content.engagements]
    rows = [row for part in parts for row in part.rows]
    return Annex(
        parts=[part for part in parts if part.rows],
        is_dated=any(row.entered for row in rows),
        has_proofs=any(row.proofs for row in rows),
        has_earlier=any(row.earlier for row in rows),
    )


def _figures(engagement: EngagementContent) -> Iterator[tuple[tuple[int, int, str], IndicatorContent]]:
    """The place of each figure, and the indicator that holds it."""
    for objective in engagement.objectives:
        ranked = list(enumerate(objective.indicators))
        for measures in ((BASELINE, TARGET, RESULT), (NATIONAL,)):
            for rank, item in ranked:
                held = (measure for measure in measures if getattr(item, measure))
                yield from (((objective.number, rank, measure), item) for measure in held)


def _part(engagement: EngagementContent, calls: Calls) -> NotesPart:
    rows = [_row(item, place[2], calls[place]) for place, item in _figures(engagement)]
    return NotesPart(engagement.code, engagement.label, rows)


def _row(item: IndicatorContent, measure: str, call: int) -> NoteRow:
    held = getattr(item, measure)
    origin: OriginContent | None = held.origin
    if isinstance(held, ReadingContent):
        value, ratio = wording.reading(item, held), _ratio(item, held)
        source, note = f"{held.source_label}, {held.perimeter}", held.provenance
    else:
        value, ratio = wording.target(item, held), ""
        source, note = (origin.source, origin.note) if origin else (SET_BY[measure], "")
    entered, seat = _entered(origin)
    return NoteRow(
        call=call,
        code=item.code,
        figure=f"{MEASURES[measure]} {held.year}" if held.year else MEASURES[measure],
        value=value,
        ratio=ratio,
        source=source,
        note=note,
        proofs=[_told(one) for one in origin.proofs] if origin else [],
        entered=entered,
        seat=seat,
        earlier=_earlier(item) if measure == _last_measure(item) else "",
    )


def _last_measure(item: IndicatorContent) -> str:
    """The last figure of the row of an indicator, under which its earlier years are told."""
    return next((name for name in (RESULT, TARGET, BASELINE) if getattr(item, name)), NATIONAL)


def _earlier(item: IndicatorContent) -> str:
    """« Années antérieures, telles que connues à la date de ce rapport : 2021 : 12,5 % – Suivi interne… »,
    without the reference, which has a note of its own; nothing where the content does not say whence they
    come. A content holds the value that counted when it was frozen, whatever an earlier report agreed."""
    noted = item.baseline.year if item.baseline else None
    values = {point.year: point.value for point in item.series}
    sources = [one for one in item.series_sources if one.year in values and one.year != noted]
    told = []
    for source, years in groupby(sources, key=lambda one: one.source):
        said = [f"{one.year}{NBSP}: {wording.figure(item, values[one.year])}" for one in years]
        told.append(f"{', '.join(said)}{NBSP}– {source}")
    return f"{EARLIER}{NBSP}: {f'{NBSP}; '.join(told)}" if told else ""


def _ratio(item: IndicatorContent, read: ReadingContent) -> str:
    """« 1 000 sur 8 000, soit 12,5 % »: what it comes to where the figure is a share."""
    if read.numerator is None or not read.denominator:
        return ""
    said = f"{number(read.numerator)} sur{NBSP}{number(read.denominator)}"
    if item.unit != "%":
        return said
    return f"{said}, soit {percent(read.numerator * Decimal(100) / read.denominator, item.decimals)}"


def _entered(origin: OriginContent | None) -> tuple[str, str]:
    if origin is None or origin.entered_on is None:
        return "", ""
    version = f", {origin.version.lower()}" if origin.version else ""
    return f"{date_short(origin.entered_on)}{version}", origin.seat or LOADED


def _told(proof: ProofContent) -> str:
    """The title, the name where it differs, and the beginning of the hash."""
    name = "" if proof.name == proof.title else f"{proof.name}, "
    return f"{proof.title} ({name}SHA-256 {proof.sha256[:SHORT_HASH]}…)"
