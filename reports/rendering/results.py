"""The results as the report tells them: a row per indicator, its notes, and the count of each status."""

from dataclasses import dataclass

from core.charts import Chart
from core.formats import NBSP, counted, in_sentence, joined, number, plural
from indicators.enums import ValueKind
from indicators.scoring import STATUS_LABELS, Status, Trend
from reports.content import (
    EngagementContent,
    ExplanationContent,
    IndicatorContent,
    ObjectiveContent,
    ReadingContent,
    Tally,
)
from reports.rendering import wording
from reports.rendering.graphics import series_chart
from reports.rendering.origins import BASELINE, MEASURES, NATIONAL, RESULT, TARGET, Calls

MOST_MARKS_DRAWN = 40
LONGEST_KEPT = 4
STATUSES = STATUS_LABELS | {Status.NO_TARGET: "Sans cible, ou cible non évaluable"}
HEADS = ("Référence", "Cible", "Résultat", "Écart", "Évolution")
LOCAL = "indicateur propre au contrat"


@dataclass(frozen=True)
class Cell:
    """A figure and what is set under it in small: its year, its trend; `call` is the number of the note that
    says whence it comes, or 0."""

    text: str
    note: str = ""
    is_absent: bool = False
    call: int = 0


@dataclass(frozen=True)
class Note:
    """What must be known of an indicator's figures, under the table: a heading and its sentences. `call` is
    the number of the note of the national target, or 0; `called` the rank of the sentence that tells it."""

    code: str
    sentences: list[str]
    call: int = 0
    called: int = 0


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator in the table of its objective; `note` tells its unit, whether it is local, and the
    perimeter of its figures when it is not the contract's own."""

    code: str
    label: str
    note: str
    cells: list[Cell]
    status: str
    status_label: str

    @property
    def headed(self) -> list[tuple[str, Cell]]:
        """Each cell after the words that name it where a small screen has no room for the header."""
        return list(zip(HEADS, self.cells, strict=True))


@dataclass(frozen=True)
class ObjectivePart:
    """An objective: its table, and the notes of the table."""

    content: ObjectiveContent
    rows: list[IndicatorRow]
    notes: list[Note]
    actions: str

    @property
    def is_short(self) -> bool:
        """Whether the table is kept on one page."""
        return len(self.rows) <= LONGEST_KEPT


@dataclass(frozen=True)
class Curve:
    """An indicator over the years; `perimeter` is that of its figures when it is not the contract's own."""

    code: str
    label: str
    perimeter: str
    chart: Chart


@dataclass(frozen=True)
class EngagementPart:
    """An engagement, its objectives, and the curves of all its indicators."""

    content: EngagementContent
    objectives: list[ObjectivePart]
    curves: list[Curve]

    @property
    def has_rows(self) -> bool:
        """Whether an indicator is known of it."""
        return any(objective.rows for objective in self.objectives)


@dataclass(frozen=True)
class Count:
    """How many indicators have a status: in figures, in words and as so many marks."""

    status: str
    label: str
    count: int
    marks: range


def engagement_part(content: EngagementContent, year: int, calls: Calls | None = None) -> EngagementPart:
    """An engagement as it is printed, for the report of `year`; `calls` are the numbers of the notes that say
    whence its figures come, where there is a place for notes."""
    objectives = [_objective(objective, year, calls or {}) for objective in content.objectives]
    return EngagementPart(content, objectives, _curves(content))


def _curves(content: EngagementContent) -> list[Curve]:
    """Together, so that they are set two by two: under each objective, one stood alone beside a blank."""
    items = {one.code: one for objective in content.objectives for one in objective.indicators}
    drawn = [(one, series_chart(one)) for one in items.values()]
    return [Curve(one.code, one.label, wording.perimeters(one), chart) for one, chart in drawn if chart]


def counts(tally: Tally) -> list[Count]:
    """The statuses in their order, from the target reached to the value missing."""
    found = [tally.reached, tally.on_track, tally.behind, tally.without_target, tally.without_value]
    return [
        Count(status, label, count, range(min(count, MOST_MARKS_DRAWN)))
        for (status, label), count in zip(STATUSES.items(), found, strict=True)
    ]


def tally_sentence(tally: Tally) -> str:
    """« Le contrat retient 26 objectifs, dont 11 fondamentaux, et 16 actions. Leurs résultats… »"""
    said = f"Le contrat retient {counted(tally.objectives, 'objectif')}{_fundamental(tally)}"
    said += f", et {counted(tally.actions, 'action')}. "
    if not tally.indicators:
        return f"{said}Aucun indicateur ne suit leurs résultats."
    return (
        f"{said}Leurs résultats sont suivis par {counted(tally.indicators, 'indicateur')}, {_known(tally)}."
    )


def _fundamental(tally: Tally) -> str:
    """« , dont 11 fondamentaux », « , tous fondamentaux », or nothing."""
    if not tally.fundamental:
        return ""
    if tally.fundamental == tally.objectives > 1:
        return ", tous fondamentaux"
    return f", dont {counted(tally.fundamental, 'fondamental', 'fondamentaux')}"


def _known(tally: Tally) -> str:
    """« dont 5 ont une valeur pour l’exercice », all and none being said as such."""
    known = tally.with_result
    if known == tally.indicators:
        return "qui a une valeur pour l’exercice" if known == 1 else "qui ont tous une valeur pour l’exercice"
    if not known:
        none = plural(tally.indicators, "qui n’a pas", "dont aucun n’a")
        return f"{none} de valeur pour l’exercice"
    return f"dont {number(known)} {plural(known, 'a', 'ont')} une valeur pour l’exercice"


def headline(tally: Tally) -> dict[str, str]:
    """The figure and the words of how many targets are reached; where none can be judged, of how many results
    are filled."""
    judged = tally.reached + tally.on_track + tally.behind
    if judged:
        told = plural(judged, "indicateur évaluable", "indicateurs évaluables")
        return {"figure": f"{tally.reached} sur {judged}", "words": f"{told} dont la cible est atteinte"}
    told = plural(tally.indicators, "indicateur renseigné", "indicateurs renseignés")
    figure = f"{tally.with_result} sur {tally.indicators}"
    return {"figure": figure, "words": f"{told}, sans cible évaluable"}


def headline_sentence(tally: Tally) -> str:
    """The same in a sentence, for a text that has no place for a figure set apart."""
    judged, reached = tally.reached + tally.on_track + tally.behind, tally.reached
    if not judged:
        return "Aucune cible n’est évaluable pour l’exercice."
    if judged == 1:
        return f"Le seul indicateur évaluable {'atteint' if reached else 'n’atteint pas'} sa cible."
    said = f"Sur {number(judged)} indicateurs évaluables"
    if not reached:
        return f"{said}, aucun n’atteint sa cible."
    if reached == judged:
        return f"{said}, tous atteignent leur cible."
    return f"{said}, {number(reached)} {plural(reached, 'atteint sa cible', 'atteignent leur cible')}."


def _objective(content: ObjectiveContent, year: int, calls: Calls) -> ObjectivePart:
    indicators = content.indicators
    called = [
        (item, {measure: calls.get((content.number, rank, measure), 0) for measure in MEASURES})
        for rank, item in enumerate(indicators)
    ]
    notes = [_note(item, call, is_noted=bool(calls)) for item, call in called]
    return ObjectivePart(
        content=content,
        rows=[_row(item, year, call) for item, call in called],
        notes=[note for note in notes if note.sentences],
        actions=_served_by(content.actions),
    )


def _note(item: IndicatorContent, call: dict[str, int], *, is_noted: bool) -> Note:
    sentences, national = sentences_of(item, is_noted=is_noted), _national(item)
    return Note(item.code, sentences, call[NATIONAL], sentences.index(national) if national else 0)


def _served_by(ranks: list[int]) -> str:
    if not ranks:
        return ""
    numbers = joined(f"n°{NBSP}{rank}" for rank in ranks)
    return f"{plural(len(ranks), 'Action')} au service de l’objectif{NBSP}: {numbers}."


def _row(item: IndicatorContent, year: int, call: dict[str, int]) -> IndicatorRow:
    notes = [unit_note(item), LOCAL if item.is_local else "", wording.perimeters(item)]
    return IndicatorRow(
        code=item.code,
        label=item.label,
        note=", ".join(note for note in notes if note),
        cells=[
            _reading(item, item.baseline, str(item.baseline.year) if item.baseline else "", call[BASELINE]),
            Cell(wording.target(item, item.target), horizon(item, year), item.target is None, call[TARGET]),
            _reading(item, item.result, provisional(item.result), call[RESULT]),
            Cell(wording.gap(item), wording.gap_unit(item), item.gap is None),
            Cell(
                wording.change(item),
                item.trend_label if item.trend != Trend.UNKNOWN else "",
                item.change is None,
            ),
        ],
        status=item.status,
        status_label=item.status_label,
    )


def _reading(item: IndicatorContent, read: ReadingContent | None, note: str, call: int) -> Cell:
    return Cell(wording.reading(item, read), note, read is None or read.value is None, call)


def unit_note(item: IndicatorContent) -> str:
    """« en visites », for a unit that is not written after each figure."""
    return f"en {item.unit}" if item.unit not in {"", "%", "€"} else ""


def provisional(read: ReadingContent | None) -> str:
    """« provisoire », or nothing."""
    return "provisoire" if read is not None and read.kind == ValueKind.PROVISIONAL else ""


def horizon(item: IndicatorContent, year: int) -> str:
    """« horizon 2027 » of a target that is not for the year of the report."""
    aim = item.target
    return f"horizon {aim.year}" if aim is not None and aim.year not in {None, year} else ""


def sentences_of(item: IndicatorContent, *, is_noted: bool = False) -> list[str]:
    """Perimeter and source (the perimeter alone where each figure `is_noted`), national target, reason of a
    missing change, comment, cause of the gap, and what was explained of it."""
    said = [_origin(item, is_noted=is_noted), _national(item), item.change_note]
    for read in (item.baseline, item.result):
        if read is not None:
            said += [read.comment, _cause(read)]
    said += [_explained(one) for one in item.explanations]
    return [sentence for sentence in said if sentence]


def _origin(item: IndicatorContent, *, is_noted: bool) -> str:
    read = item.result or item.baseline
    if read is None or read.value is None:
        return ""
    if is_noted:
        return f"Périmètre{NBSP}: {read.perimeter}."
    parts = [f"Périmètre{NBSP}: {read.perimeter}", f"source{NBSP}: {in_sentence(read.source_label)}"]
    if read.numerator is not None and read.denominator is not None:
        parts.append(f"calcul{NBSP}: {number(read.numerator)} sur {number(read.denominator)}")
    return f"{f'{NBSP}; '.join(parts)}."


def _national(item: IndicatorContent) -> str:
    aim = item.national_target
    if aim is None:
        return ""
    horizon = f" à l’horizon {aim.year}" if aim.year else ""
    return f"Cible nationale, à titre indicatif{NBSP}: {wording.target_in_words(item, aim)}{horizon}."


def _cause(read: ReadingContent) -> str:
    return f"Cause de l’écart{NBSP}: {in_sentence(read.gap_cause)}." if read.gap_cause else ""


def _explained(given: ExplanationContent) -> str:
    """« Résultat loin de la cible (règle P5) : poste vacant. Deux départs. », and until when it holds."""
    head = f"{given.rule_title} (règle {given.rule}){NBSP}: {in_sentence(given.cause)}."
    lasts = f" (explication valable de {given.from_year} à {given.until_year})"
    return f"{head} {given.sentence}{lasts if given.until_year > given.from_year else ''}"
