"""What an edition changes from the one before it, said in French: what a reviewer reads again.

Plain content against plain content: no database here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from core.formats import NBSP, UNKNOWN_LABEL, euros
from reports.content import (
    ActionContent,
    FundingLineContent,
    IndicatorContent,
    ReadingContent,
    ReportContent,
)
from reports.exports import AMOUNTS
from reports.rendering import wording


@dataclass(frozen=True)
class Change:
    """One difference: where it is, and what became of it."""

    place: str
    what: str


def changes_between(before: ReportContent, after: ReportContent) -> list[Change]:
    """Every difference a reader would see, in the order of the report: money, results, texts, actions."""
    return [
        *_money(before, after),
        *_results(before, after),
        *_texts(before, after),
        *_actions(before, after),
    ]


def _money(before: ReportContent, after: ReportContent) -> Iterator[Change]:
    old, new = _lines(before), _lines(after)
    for name in _places(old, new):
        yield from (Change(name, what) for what in _line_changes(old.get(name), new.get(name)))


def _lines(content: ReportContent) -> dict[str, FundingLineContent]:
    lines: dict[str, FundingLineContent] = {}
    for line in content.funding.lines:
        name = " – ".join(filter(None, [line.source_label, line.payee_label or line.payee, line.action]))
        # Nothing forbids two lines of one source, one payee and one action: each keeps its place.
        alike = sum(1 for known in lines if known.startswith(name))
        lines[f"{name} ({alike + 1})" if alike else name] = line
    return lines


def _line_changes(old: FundingLineContent | None, new: FundingLineContent | None) -> Iterator[str]:
    if old is None or new is None:
        yield "ligne ajoutée" if new else "ligne retirée"
        return
    for name, label in AMOUNTS.items():
        yield from _moved(label.lower(), _euros(old, name), _euros(new, name))
    yield from _rewritten("commentaire", old.comment, new.comment)


def _euros(line: FundingLineContent, name: str) -> str:
    amount = getattr(line, name)
    return euros(amount) if amount is not None else UNKNOWN_LABEL


def _results(before: ReportContent, after: ReportContent) -> Iterator[Change]:
    old, new = _indicators(before), _indicators(after)
    for place in _places(old, new):
        yield from (Change(place, what) for what in _indicator_changes(old.get(place), new.get(place)))


def _indicators(content: ReportContent) -> dict[str, IndicatorContent]:
    objectives = [part for engagement in content.engagements for part in engagement.objectives]
    return {f"{one.code} {one.label}": one for objective in objectives for one in objective.indicators}


def _indicator_changes(old: IndicatorContent | None, new: IndicatorContent | None) -> Iterator[str]:
    if old is None or new is None:
        yield "indicateur ajouté" if new else "indicateur retiré"
        return
    yield from _reading_changes("référence", old, old.baseline, new, new.baseline)
    yield from _moved("cible", wording.target(old, old.target), wording.target(new, new.target))
    yield from _reading_changes("résultat", old, old.result, new, new.result)
    was, now = ({one.rule: one for one in content.explanations} for content in (old, new))
    for rule in sorted(was.keys() | now.keys()):
        yield from _rewritten(f"texte de l’explication (règle {rule})", was.get(rule), now.get(rule))


def _reading_changes(
    what: str,
    old: IndicatorContent,
    was: ReadingContent | None,
    new: IndicatorContent,
    now: ReadingContent | None,
) -> Iterator[str]:
    yield from _moved(what, wording.reading(old, was), wording.reading(new, now))
    if was is None or now is None:
        return
    yield from _moved(f"périmètre ({what})", was.perimeter, now.perimeter)
    yield from _moved(f"source ({what})", was.source_label, now.source_label)
    yield from _moved(f"cause de l’écart ({what})", was.gap_cause or "aucune", now.gap_cause or "aucune")
    yield from _rewritten(f"commentaire ({what})", was.comment, now.comment)


def _texts(before: ReportContent, after: ReportContent) -> Iterator[Change]:
    old, new = _narrative(before), _narrative(after)
    for place in _places(old, new):
        for what in _rewritten("texte", old.get(place, ""), new.get(place, "")):
            yield Change(place, what)


def _narrative(content: ReportContent) -> dict[str, str]:
    texts = {
        "Résumé": content.summary,
        "Contexte et axes": content.context,
        "Bilan financier": content.funding.narrative,
    }
    for engagement in content.engagements:
        texts[f"{engagement.code} – {engagement.label}"] = engagement.narrative
        for part in engagement.objectives:
            texts[f"{part.number}. {part.label}"] = part.narrative
    return texts | {"Perspectives": content.outlook}


def _actions(before: ReportContent, after: ReportContent) -> Iterator[Change]:
    old, new = _numbered(before), _numbered(after)
    for place in _places(old, new):
        if old.get(place) != new.get(place):
            yield Change(place, _fate(old.get(place), new.get(place)))


def _numbered(content: ReportContent) -> dict[str, ActionContent]:
    return {f"Action n°{NBSP}{action.number} – {action.title}": action for action in content.actions}


def _fate(old: ActionContent | None, new: ActionContent | None) -> str:
    if old and new:
        return "fiche ou bilan modifié"
    return "action ajoutée" if new else "action retirée"


def _places(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """The places of today in their order, then those that are gone."""
    return [*new, *(place for place in old if place not in new)]


def _moved(what: str, before: str, after: str) -> Iterator[str]:
    if before != after:
        yield f"{what}{NBSP}: {before} → {after}"


def _rewritten(what: str, before: object, after: object) -> Iterator[str]:
    if before != after:
        yield f"{what} {'modifié' if before and after else 'ajouté' if after else 'retiré'}"
