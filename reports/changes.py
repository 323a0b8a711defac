"""What an edition changes from the one before it, said in French: what a reviewer reads again.

Plain content against plain content: no database here.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from core.formats import NBSP, UNKNOWN_LABEL, euros, joined
from reports.content import (
    ActionContent,
    FundingLineContent,
    IndicatorContent,
    ReadingContent,
    ReportContent,
)
from reports.exports import AMOUNTS
from reports.points import Point, PointKind, points_in
from reports.rendering import wording
from reports.rendering.actions import card_of, outcome_of
from reports.rendering.figures import Figures
from reports.rendering.framed import frame_rows
from reports.rendering.passages import passages_of
from reports.sentences import Rewriting, rewriting

SAME = Rewriting()
NOTHING = "néant"
# The texts of a point have their figures told already.
UNCITED = Figures(None)


@dataclass(frozen=True)
class Change:
    """One difference: where it is, what became of it, and for a text the sentences gone and come."""

    place: str
    what: str
    texts: Rewriting = SAME


def changes_between(before: ReportContent, after: ReportContent) -> list[Change]:
    """Every difference a reader would see, in the order of a reading."""
    old, new = ({point.key: point for point in points_in(content)} for content in (before, after))
    keys = [*new, *(key for key in old if key not in new)]
    return [change for key in keys for change in changes_at(old.get(key), new.get(key))]


def changes_at(old: Point | None, new: Point | None) -> list[Change]:
    """What became of one point; nothing when it holds what it held."""
    shown = new or old
    if shown is None:
        return []
    # A text that is not there is an empty one.
    was, now = (point.held if point else EMPTY.get(shown.kind) for point in (old, new))
    if was == now:
        return []
    return [Change(shown.title, said.what, said.texts) for said in CHANGES[shown.kind](was, now)]


@dataclass(frozen=True)
class _Said:
    """A change before its place is known."""

    what: str
    texts: Rewriting = SAME


def _line_changes(old: FundingLineContent | None, new: FundingLineContent | None) -> Iterator[_Said]:
    if old is None or new is None:
        yield _Said("ligne ajoutée" if new else "ligne retirée")
        return
    for name, label in AMOUNTS.items():
        yield from _moved(label.lower(), _euros(old, name), _euros(new, name))
    yield from _rewritten("commentaire", old.comment, new.comment)


def _euros(line: FundingLineContent, name: str) -> str:
    amount = getattr(line, name)
    return euros(amount) if amount is not None else UNKNOWN_LABEL


def _indicator_changes(old: IndicatorContent | None, new: IndicatorContent | None) -> Iterator[_Said]:
    if old is None or new is None:
        yield _Said("indicateur ajouté" if new else "indicateur retiré")
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
) -> Iterator[_Said]:
    yield from _moved(what, wording.reading(old, was), wording.reading(new, now))
    if was is None or now is None:
        return
    yield from _moved(f"périmètre ({what})", was.perimeter, now.perimeter)
    yield from _moved(f"source ({what})", was.source_label, now.source_label)
    yield from _moved(f"cause de l’écart ({what})", was.gap_cause or "aucune", now.gap_cause or "aucune")
    yield from _proof_changes(what, was, now)
    yield from _rewritten(f"commentaire ({what})", was.comment, now.comment)


def _proof_changes(what: str, was: ReadingContent, now: ReadingContent) -> Iterator[_Said]:
    """The files that back a figure, told by their titles, and by their hashes: one may take the place of
    another under its title."""
    held = [one.origin.proofs if one.origin else [] for one in (was, now)]
    if held[0] == held[1]:
        return
    told = [joined(f"{one.title} ({one.sha256[:8]})" for one in proofs) or "aucun" for proofs in held]
    before = told[0] if was.origin else "non gardés dans l’édition d’avant"
    yield from _moved(f"justificatifs ({what})", before, told[1])


def _text_changes(old: str, new: str) -> Iterator[_Said]:
    """What is told is what is printed: of a change of form alone, no sentence is gone nor come."""
    yield _Said(f"texte {_fate(old, new)}", rewriting(_printed(old), _printed(new)))


def _printed(text: str) -> str:
    return "\n".join(passages_of(text, UNCITED))


def _action_changes(old: ActionContent | None, new: ActionContent | None) -> Iterator[_Said]:
    if old is None or new is None:
        yield _Said("action ajoutée" if new else "action retirée")
        return
    yield from _moved("intitulé", old.title, new.title)
    for (_, was), (term, now) in zip(card_of(old), card_of(new), strict=True):
        yield from _moved(term.lower(), was or NOTHING, now or NOTHING)
    was, now = (" ".join(outcome_of(action)).strip() for action in (old, new))
    yield from _moved("réalisé", was or NOTHING, now or NOTHING)
    for name, label in ACTION_TEXTS.items():
        yield from _rewritten(label, getattr(old, name), getattr(new, name))


def _frame_changes(old: dict[str, Any], new: dict[str, Any]) -> Iterator[_Said]:
    known, told = _by_term(frame_rows(old)), _by_term(frame_rows(new))
    terms = [*told, *(term for term in known if term not in told)]
    found = [
        said
        for term in terms
        for said in _moved(term.lower(), known.get(term) or NOTHING, told.get(term) or NOTHING)
    ]
    # What no row says is named at least.
    yield from found or (_Said(f"{name}{NBSP}: modifié") for name in new if old[name] != new[name])


def _by_term(rows: list[tuple[str, str]]) -> dict[str, str]:
    """The rows by their name; those of one name, as two cosigners, together."""
    told: dict[str, list[str]] = defaultdict(list)
    for term, value in rows:
        told[term].append(value)
    return {term: f"{NBSP}; ".join(filter(None, values)) for term, values in told.items()}


def _moved(what: str, before: str, after: str) -> Iterator[_Said]:
    if before != after:
        yield _Said(f"{what}{NBSP}: {before} → {after}")


def _rewritten(what: str, before: object, after: object) -> Iterator[_Said]:
    if before != after:
        yield _Said(f"{what} {_fate(before, after)}", rewriting(_words(before), _words(after)))


def _fate(before: object, after: object) -> str:
    if before and after:
        return "modifié"
    return "ajouté" if after else "retiré"


def _words(said: object) -> str:
    return str(getattr(said, "sentence", said) or "")


EMPTY: dict[PointKind, Any] = {PointKind.TEXT: ""}
ACTION_TEXTS = {
    "purpose": "objet",
    "done": "bilan",
    "difficulties": "difficultés",
    "next_steps": "suites",
    "provenance": "origine des données",
}
CHANGES: dict[PointKind, Callable[[Any, Any], Iterator[_Said]]] = {
    PointKind.MONEY: _line_changes,
    PointKind.RESULT: _indicator_changes,
    PointKind.TEXT: _text_changes,
    PointKind.ACTION: _action_changes,
    PointKind.FRAME: _frame_changes,
}
