"""Live figures: what a text cites by reference, told from the report's own data so that it cannot differ.

A reference stands in the text between double brackets: « [[résultat 1.1]] », « [[résultat 1.1 2022]] »,
« [[cible 1.1]] », « [[notifié fir]] ». It is read against the content that is printed: the work in progress,
a frozen edition, or what is left of it for a reader who is no party, whose small numbers are hidden there.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from core.formats import NBSP, UNKNOWN_LABEL, euros
from funding.enums import FundingSource, Payee
from reports.content import FundingLineContent, IndicatorContent, ReportContent
from reports.rendering import wording

REFERENCE = re.compile(r"\[\[(?P<words>[^\[\]\n]{1,80})\]\]")
YEAR = re.compile(r"(?:19|20)\d\d")
# The words of a reference, then what they ask of a line of funding.
AMOUNTS = {
    "demandé": "requested",
    "notifié": "notified",
    "engagé": "committed",
    "payé": "paid",
    "dépensé": "spent",
}
SOURCES = {
    "p304": FundingSource.P304,
    "fir": FundingSource.FIR,
    "ondam": FundingSource.ONDAM,
    "budget-départemental": FundingSource.DEPARTEMENT,
    "autre-source": FundingSource.OTHER,
}
PAYERS = {"par-préfecture": "prefecture", "par-ars": "ars", "par-département": "departement"}
PAYEES = {
    "au-département": str(Payee.DEPARTEMENT.label),
    "aux-établissements": str(Payee.ESTABLISHMENTS.label),
}
WHOLE = "total"


@dataclass(frozen=True)
class Figure:
    """What a reference tells; `is_found` is false when nothing answers it, and the text then says why."""

    text: str
    is_found: bool = True


@dataclass(frozen=True)
class Citable:
    """A figure that may be cited: the reference to write, what it is, what it says today; `also` is how else
    people name it when they search."""

    reference: str
    label: str
    text: str
    also: str = ""


class _Wanted:
    """A word that is searched, and how far a name is from holding it."""

    def __init__(self, text: str) -> None:
        self.text = text
        # A code is one word: « 1.1 » does not stand in « 11.1 », nor whole in « 1.1.2 ».
        start = rf"(?<!\w)(?<!\w\.){re.escape(text)}"
        self._whole, self._start = re.compile(rf"{start}(?!\w|\.\w)"), re.compile(start)

    def distance(self, name: str) -> int:
        """0 for a whole word, 1 for the beginning of one, 2 for a fragment."""
        if self._whole.search(name):
            return 0
        return 1 if self._start.search(name) else 2


Value = TypeVar("Value")
Told = Callable[[IndicatorContent], str]


class Figures:
    """The figures of one report, found by the words of a reference. Without a report, none is found."""

    def __init__(self, content: ReportContent | None) -> None:
        self.content = content
        self._indicators: dict[str, IndicatorContent] = {}
        for one in _indicators_of(content) if content else ():
            self._indicators.setdefault(folded(one.code), one)

    def read(self, words: str) -> Figure:
        """« résultat 1.1 » → « 12,5 % »."""
        what, *subject = folded(words).split()
        if self.content is None:
            return Figure("un rapport seul cite ses chiffres", is_found=False)
        if what in _folded(AMOUNTS):
            return self._amount(_folded(AMOUNTS)[what], subject)
        if what not in _folded(TOLD):
            return Figure(f"«{NBSP}{words.split()[0]}{NBSP}» n’est pas un chiffre connu", is_found=False)
        year = int(subject.pop()) if len(subject) > 1 and YEAR.fullmatch(subject[-1]) else None
        code = " ".join(subject)
        indicator = self._indicators.get(code)
        if indicator is None:
            return Figure(f"pas d’indicateur «{NBSP}{code.upper()}{NBSP}» dans ce rapport", is_found=False)
        if year is None:
            return Figure(_folded(TOLD)[what](indicator))
        return self._of_year(indicator, what, year)

    def told_in(self, text: str) -> str:
        """The text with each reference told; one that nothing answers stays as it was typed."""

        def told(found: re.Match[str]) -> str:
            figure = self.read(found["words"]) if found["words"].strip() else None
            return figure.text if figure and figure.is_found else found[0]

        return REFERENCE.sub(told, text)

    def _of_year(self, indicator: IndicatorContent, what: str, year: int) -> Figure:
        if what != folded("résultat"):
            return Figure("seul un résultat se cite avec son année", is_found=False)
        for read in (indicator.result, indicator.baseline):
            if read is not None and read.year == year:
                return Figure(wording.reading(indicator, read))
        known = {point.year: point.value for point in indicator.series}
        if year not in known:
            return Figure(f"{indicator.code} n’a pas de valeur lisible en {year}", is_found=False)
        return Figure(wording.figure(indicator, known[year]))

    def _amount(self, field: str, subject: Iterable[str]) -> Figure:
        lines = list(self.content.funding.lines) if self.content else []
        for word in subject:
            narrowed = self._narrowing(word)
            if narrowed is None:
                return Figure(f"«{NBSP}{word}{NBSP}» n’est pas un financement connu", is_found=False)
            lines = [line for line in lines if narrowed(line)]
        amounts: list[Decimal] = [sum_ for line in lines if (sum_ := getattr(line, field)) is not None]
        return Figure(euros(sum(amounts)) if amounts else UNKNOWN_LABEL)

    def _narrowing(self, word: str) -> Callable[[FundingLineContent], bool] | None:
        if word == WHOLE:
            return lambda line: True
        if source := _folded(SOURCES).get(word):
            return lambda line: line.source == source
        if payee := _folded(PAYEES).get(word):
            return lambda line: line.payee == payee
        if kind := _folded(PAYERS).get(word):
            parties = self.content.parties if self.content else []
            names = {party.organisation for party in parties if party.kind == kind}
            return lambda line: line.payer in names
        return None

    def citable(self) -> list[Citable]:
        """All that may be cited, in the order of the report: each indicator's figures, then the money."""
        if self.content is None:
            return []
        return [*self._of_indicators(self.content.fiscal_year), *self._of_money()]

    def matching(self, search: str) -> list[Citable]:
        """Those whose label, reference or other names hold each of the words: whole ones first, then the
        beginnings of words, then mere fragments (« fir » is the fund before it is in « infirmières »)."""
        wanted = [_Wanted(word) for word in folded(search).split()]
        named = [(one, folded(f"{one.label} {one.reference} {one.also}")) for one in self.citable()]
        found = [(one, name) for one, name in named if all(word.text in name for word in wanted)]
        ranked = [(sum(word.distance(name) for word in wanted), one) for one, name in found]
        return [one for _, one in sorted(ranked, key=lambda pair: pair[0])]

    def _of_indicators(self, year: int) -> Iterator[Citable]:
        for one in self._indicators.values():
            over = wording.perimeters(one)
            name = f"{one.code} {one.label}{f' ({over})' if over else ''}"
            for what in TOLD:
                yield self._cited(f"{what} {one.code}", f"{name}, {LABELS[what]}", ALSO.get(what, ""))
            for point in one.series:
                if point.year != year:
                    words = f"résultat {one.code} {point.year}"
                    yield self._cited(words, f"{name}, résultat {point.year}")

    def _of_money(self) -> Iterator[Citable]:
        lines = self.content.funding.lines if self.content else []
        held = [(word, said) for word, said in SUBJECTS if any(self._holds(word, line) for line in lines)]
        for nature in AMOUNTS:
            for word, said in held:
                yield self._cited(f"{nature} {word}", f"Montant {nature}, {said}", ALSO.get(word, ""))

    def _holds(self, word: str, line: FundingLineContent) -> bool:
        narrowed = self._narrowing(folded(word))
        return narrowed is not None and narrowed(line)

    def _cited(self, words: str, label: str, also: str = "") -> Citable:
        return Citable(f"[[{words}]]", label, self.read(words).text, also)


class SeveralFigures(Figures):
    """The figures of several reports: a reference begins with the contract or the territory it is of,
    « [[67 résultat 1.1]] », « [[67-2020 notifié fir]] ». A territory of two contracts names neither."""

    def __init__(self, contents: Iterable[ReportContent]) -> None:
        super().__init__(None)
        self._of: dict[str, Figures] = {}
        for content in contents:
            figures, contract = Figures(content), content.contract
            self._of[folded(contract.reference)] = figures
            place = folded(contract.territory_code)
            self._of[place] = Figures(None) if place in self._of else figures

    def read(self, words: str) -> Figure:
        """« 67 résultat 1.1 » → « 12,5 % »."""
        place, _, rest = folded(words).partition(" ")
        figures = self._of.get(place)
        if figures is None or figures.content is None or not rest:
            known = " ou ".join(one.upper() for one, of in self._of.items() if of.content)
            return Figure(f"commencez par le contrat{NBSP}: {known or 'aucun ici'}", is_found=False)
        return figures.read(rest)


def unfound(text: str, figures: Figures) -> list[str]:
    """What is wrong with the references of a text, in French; nothing when each is found."""
    read = [(found[0], figures.read(found["words"])) for found in REFERENCE.finditer(text)]
    return [f"{reference}{NBSP}: {figure.text}." for reference, figure in read if not figure.is_found]


def folded(words: str) -> str:
    """Without capitals nor accents: « Résultat » and « resultat » ask the same."""
    plain = unicodedata.normalize("NFKD", words.casefold())
    return " ".join("".join(one for one in plain if not unicodedata.combining(one)).split())


def _folded(table: Mapping[str, Value]) -> dict[str, Value]:
    return {folded(word): value for word, value in table.items()}


def _indicators_of(content: ReportContent) -> Iterator[IndicatorContent]:
    for engagement in content.engagements:
        for objective in engagement.objectives:
            yield from objective.indicators


def _target(indicator: IndicatorContent) -> str:
    if indicator.target is None:
        return wording.NO_TARGET
    return wording.target_in_words(indicator, indicator.target)


def _gap(indicator: IndicatorContent) -> str:
    if indicator.gap is None:
        return "non calculé"
    return " ".join(filter(None, [wording.gap(indicator), wording.gap_unit(indicator)])).replace(" ", NBSP)


def _change(indicator: IndicatorContent) -> str:
    return "non calculée" if indicator.change is None else wording.change(indicator)


TOLD: dict[str, Told] = {
    "référence": lambda one: wording.reading(one, one.baseline),
    "cible": _target,
    "résultat": lambda one: wording.reading(one, one.result),
    "écart": _gap,
    "évolution": _change,
}
LABELS = {
    "référence": "valeur de référence",
    "cible": "cible",
    "résultat": "résultat de l’exercice",
    "écart": "écart à la cible",
    "évolution": "évolution depuis la référence",
}
# How else people name a figure when they search for it: nothing of it is shown.
ALSO = {"évolution": "variation", WHOLE: "somme"}
SUBJECTS = [
    (WHOLE, "toutes sources"),
    *((word, str(source.label)) for word, source in SOURCES.items()),
    ("par-préfecture", "payé par la préfecture"),
    ("par-ars", "payé par l’ARS"),
    ("par-département", "payé par le département"),
    ("au-département", "versé au département"),
    ("aux-établissements", "versé aux établissements"),
]
