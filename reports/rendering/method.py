"""The annex on how to read the report: absences, statuses, origin of the data."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.formats import NBSP, UNKNOWN_LABEL, joined
from indicators.enums import ValueKind
from indicators.scoring import Status
from reports.content import ReportContent
from reports.rendering.results import STATUSES

ABSENCES = {
    ValueKind.NOT_APPLICABLE: "l’indicateur ne concerne pas ce contrat ou cette année.",
    ValueKind.NOT_COLLECTED: "la donnée existe peut-être, mais personne ne l’a relevée.",
    ValueKind.NOT_YET_KNOWN: "la donnée sera connue plus tard.",
    ValueKind.PROTECTED: "la donnée est connue, mais trop petite pour être publiée sans risque.",
}


UNFILLED = "personne n’a encore rien saisi. Ce n’est pas un zéro\u00a0: zéro est une valeur, et s’écrit 0."
MEANINGS = {
    Status.REACHED: "le résultat est dans la cible.",
    Status.ON_TRACK: (
        "la cible est pour plus tard, et le résultat est au moins sur la droite qui mène de la référence "
        "à la cible."
    ),
    Status.BEHIND: (
        "le résultat n’atteint pas la cible, ou, avant son échéance, reste en deçà de cette droite."
    ),
    Status.NO_TARGET: "le contrat ne fixe pas de cible, ou elle n’est pas évaluable faute de référence.",
    Status.NO_VALUE: "aucun résultat n’est donné pour l’exercice.",
}


@dataclass(frozen=True)
class Term:
    """A term of the report and what it means."""

    word: str
    meaning: str


@dataclass(frozen=True)
class Origin:
    """Where figures come from, and which."""

    text: str
    subjects: str


def statuses() -> list[tuple[str, Term]]:
    """Each status with its words and its meaning, in the order of the counts."""
    return [(status, Term(word, MEANINGS[status])) for status, word in STATUSES.items()]


def absences() -> list[Term]:
    """Each way a table prints that there is no value: typed absences, then the cell nobody filled."""
    typed = [Term(str(kind.label), meaning) for kind, meaning in ABSENCES.items()]
    return [*typed, Term(UNKNOWN_LABEL.capitalize(), UNFILLED)]


def origins(content: ReportContent) -> list[Origin]:
    """The stated origins, each with what it covers, in the order of the report; those of the indicators stand
    in the notes of their figures."""
    found: dict[str, dict[str, list[str]]] = {}
    for kind, item, provenance in _provenances(content):
        if provenance:
            items = found.setdefault(provenance, {}).setdefault(kind, [])
            if item and item not in items:
                items.append(item)
    return [
        Origin(text, f"{NBSP}; ".join(_listed(kind, items) for kind, items in kinds.items()))
        for text, kinds in found.items()
    ]


def _listed(kind: str, items: list[str]) -> str:
    return f"{kind}{'s' if len(items) > 1 else ''} {joined(items)}" if items else kind


def _provenances(content: ReportContent) -> Iterator[tuple[str, str, str]]:
    """What a figure is (its kind, its number) and where it comes from."""
    yield "contrat", "", content.contract.provenance
    for line in content.funding.lines:
        yield "financements", "", line.provenance
    for action in content.actions:
        yield "action", str(action.number), action.provenance
