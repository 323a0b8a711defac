"""What a row names: its contract, its indicator, its year, its perimeter. Loaded once for a whole file.

Only the contracts and perimeters that the seat enters are known: another's is told as one that does not
exist.
"""

import re
import unicodedata
from collections import defaultdict

import rules
from django.utils.functional import cached_property

from accounts.models import Seat
from contracts.models import Contract, Perimeter
from core.formats import NBSP, joined
from core.imports.questions import Doubt
from core.tabular.reading import Cell, CellKind, plain_title
from indicators.code_names import Codes
from indicators.models import GapCause, Indicator
from indicators.readings import baseline_year

LOST_ZERO = re.compile(r"([1-9])(?![0-9A-Za-z])(.*)")
FOUR_DIGITS = re.compile(r"[0-9]{4}(?:[.,]0+)?")
RANGE = re.compile(r"[0-9]{4}\s*[-–/]\s*[0-9]{2,4}")
CORSICA = {"2A", "2B"}
OF_TWO = {"69": ("69D", "69M")}
SHOWN = 60


def quoted(text: str) -> str:
    """« … », cut when long, with what cannot be seen shown as « ⟨U+200B⟩ »."""
    seen = "".join(
        f"⟨U+{ord(one):04X}⟩" if unicodedata.category(one) in {"Cf", "Cc", "Co", "Cs"} else one
        for one in text[:SHOWN]
    )
    return f"«{NBSP}{seen}{'…' if len(text) > SHOWN else ''}{NBSP}»"


def key_text(cell: Cell) -> str:
    """The text of a cell that names something: a number as it is shown, without useless decimals."""
    if cell.kind == CellKind.NUMBER:
        return f"{cell.number:f}"
    return cell.text.strip()


class Keys:
    """What the seat may name. Each answer raises ValueError with its own reason, or Doubt."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        visible = Contract.objects.visible_to(seat).select_related("framework", "territory")
        entered = [
            one
            for one in visible.prefetch_related("parties", "own_perimeter__contracts")
            if rules.has_perm("indicators.enter_values", seat, one)
        ]
        self.contracts = {one.pk: one for one in entered}
        self._by_reference: dict[str, list[Contract]] = defaultdict(list)
        self._by_territory: dict[str, list[Contract]] = defaultdict(list)
        self._by_name: dict[str, list[Contract]] = defaultdict(list)
        for one in entered:
            territory = one.territory
            self._by_reference[one.reference.casefold()].append(one)
            self._by_territory[territory.code.casefold()].append(one)
            for name in (territory.name, f"Département {territory.name_of}"):
                self._by_name[plain_title(name)].append(one)

    def contract(self, cell: Cell, year: int | None, chosen: str = "") -> Contract:
        """By its reference, or by the code or the name of its territory where one contract alone covers the
        year."""
        if cell.kind == CellKind.DATE:
            raise ValueError(
                f"{quoted(cell.quoted)}{NBSP}: le tableur a pris la référence pour une date. Mettez la "
                "colonne au format Texte et réécrivez-la, par exemple 67-2020."
            )
        text = key_text(cell)
        candidates = self._of_reference(text) or self._of_territory(text, year)
        if not candidates:
            raise ValueError(self._unknown(text))
        by_answer = {f"contract:{one.reference}": one for one in candidates}
        if len(candidates) == 1 or chosen in by_answer:
            return by_answer.get(chosen) or candidates[0]
        question = f"{quoted(text)} désigne plusieurs contrats{NBSP}: choisissez."
        raise Doubt(question, [(answer, f"Contrat {one}") for answer, one in by_answer.items()])

    def _of_reference(self, text: str) -> list[Contract]:
        """The one that is written so, else those that differ from it by their case."""
        alike = self._by_reference.get(text.casefold(), [])
        return [one for one in alike if one.reference == text] or alike

    def _of_territory(self, text: str, year: int | None) -> list[Contract]:
        restored = f"0{text}" if LOST_ZERO.fullmatch(text) else text
        for name in (text, restored):
            if found := self._of_reference(name):
                return found
            known = self._by_territory.get(name.casefold()) or self._by_name.get(plain_title(name), [])
            covering = [
                one
                for one in known
                if year is None or year in one.years or year == one.framework.baseline_year
            ]
            if known:
                return covering or known
        return []

    def _unknown(self, text: str) -> str:
        code, told = text.partition("-")[0], quoted(text)
        if not text:
            return "Le contrat n’est pas renseigné."
        if plain_title(text).startswith(("total", "ensemble", "moyenne")):
            return f"{told}{NBSP}: une ligne de total ne se lit pas. Retirez-la."
        if any(unicodedata.category(one) in {"Cf", "Cc"} for one in text):
            return f"{told} contient un caractère invisible{NBSP}: réécrivez la référence au clavier."
        if any(one.isspace() for one in text):
            return f"{told} contient une espace{NBSP}: écrivez-la d’un seul tenant, par exemple 67-2020."
        if code.upper() in CORSICA:
            return f"{told}{NBSP}: la Corse est un seul territoire, de code 20."
        if code in OF_TWO:
            return f"{told} désigne deux territoires{NBSP}: écrivez {joined(OF_TWO[code], 'ou')}."
        return f"{told} n’est pas un contrat que vous saisissez."

    def indicator(self, cell: Cell, contract: Contract, chosen: str = "") -> Indicator:
        """By its code, as people write it, among those that the contract follows."""
        if cell.kind == CellKind.DATE:
            raise ValueError(
                f"{quoted(cell.quoted)}{NBSP}: le tableur a pris le code pour une date. Mettez la colonne au "
                "format Texte et réécrivez-le, par exemple 1.1."
            )
        text, (codes, followed) = key_text(cell), self._by_code[contract.pk]
        named = codes.numbered(cell.number) if cell.kind == CellKind.NUMBER else codes.named(text)
        candidates = [one for code in named for one in followed[code]]
        if not candidates:
            raise ValueError(_unknown_indicator(text, contract))
        by_answer = {f"indicator:{one.pk}": one for one in candidates}
        if len(candidates) == 1 or chosen in by_answer:
            return by_answer.get(chosen) or candidates[0]
        question = f"{quoted(text)} désigne plusieurs indicateurs{NBSP}: choisissez."
        raise Doubt(question, [(answer, str(one)) for answer, one in by_answer.items()])

    @property
    def indicators(self) -> list[Indicator]:
        """All that the contracts follow."""
        followed = [row for rows in self._each_followed.values() for row in rows]
        return list({one.pk: one for one in followed}.values())

    @cached_property
    def _each_followed(self) -> dict[int, list[Indicator]]:
        return Indicator.objects.followed_by_each(self.contracts.values())

    @cached_property
    def _by_code(self) -> dict[int, tuple[Codes, dict[str, list[Indicator]]]]:
        by_code: dict[int, dict[str, list[Indicator]]] = {pk: defaultdict(list) for pk in self.contracts}
        for pk, rows in self._each_followed.items():
            for one in rows:
                by_code[pk][one.code].append(one)
        return {pk: (Codes(followed), followed) for pk, followed in by_code.items()}

    @cached_property
    def perimeters(self) -> dict[str, Perimeter]:
        """The shared perimeters that the seat enters, by their plain label."""
        shared = Perimeter.objects.filter(own_contract=None, contracts__in=self.contracts).distinct()
        rows = shared.prefetch_related("contracts__parties")
        return {
            plain_title(one.label): one
            for one in rows
            if rules.has_perm("indicators.enter_perimeter", self.seat, one)
        }

    def perimeter(self, cell: Cell, contract: Contract) -> Perimeter:
        """By its label; the contract's own when the cell is blank, or names it."""
        if cell.is_blank or plain_title(cell.text) in {
            plain_title(contract.own_perimeter.label),
            plain_title(contract.reference),
        }:
            return contract.own_perimeter
        found = self.perimeters.get(plain_title(cell.text))
        if found is None or contract.pk not in {one.pk for one in found.contracts.all()}:
            own = [one.label for one in self.perimeters.values()]
            admitted = joined([contract.own_perimeter.label, *own], "ou")
            raise ValueError(
                f"{quoted(cell.text)} n’est pas un périmètre de ce contrat{NBSP}: écrivez {admitted}."
            )
        return found

    def cause_of(self, pk: int) -> GapCause | None:
        """A cause by its key."""
        return next((one for one in self.causes.values() if one.pk == pk), None)

    @cached_property
    def causes(self) -> dict[str, GapCause]:
        """The causes of gap, by plain label and by code."""
        rows = list(GapCause.objects.all())
        return {plain_title(one.code): one for one in rows} | {plain_title(one.label): one for one in rows}

    def cause(self, cell: Cell) -> GapCause | None:
        """By its label or its code; None for a blank."""
        if cell.is_blank:
            return None
        found = self.causes.get(plain_title(cell.text))
        if found is None:
            raise ValueError(f"{quoted(cell.text)} n’est pas une cause d’écart de la liste nationale.")
        return found


def year_of(cell: Cell) -> int:
    """Four digits; 2025.0 is read too. Raises ValueError with the reason."""
    if cell.is_blank:
        raise ValueError("L’année n’est pas renseignée.")
    if cell.kind not in {CellKind.TEXT, CellKind.NUMBER}:
        raise ValueError(f"{quoted(cell.quoted)} n’est pas une année{NBSP}: écrivez ses quatre chiffres.")
    text = key_text(cell)
    if FOUR_DIGITS.fullmatch(text):
        return int(text[:4])
    if RANGE.fullmatch(text):
        raise ValueError(f"{quoted(text)} désigne plusieurs années{NBSP}: une ligne par année.")
    if re.fullmatch(r"[0-9]{2}", text):
        raise ValueError(f"{quoted(text)}{NBSP}: écrivez l’année sur quatre chiffres.")
    raise ValueError(f"{quoted(text)} n’est pas une année{NBSP}: écrivez ses quatre chiffres.")


def check_year(contract: Contract, indicator: Indicator, year: int) -> None:
    """Raise ValueError unless the contract covers the year, or it is the one results are compared to."""
    if year not in contract.years and year != baseline_year(contract, indicator):
        first, last = contract.years[0], contract.years[-1]
        raise ValueError(f"Le contrat {contract.reference} ne couvre pas {year}, mais {first} à {last}.")


def _unknown_indicator(text: str, contract: Contract) -> str:
    if not text:
        return "L’indicateur n’est pas renseigné."
    if any(one.isalpha() and not unicodedata.name(one, "").startswith("LATIN") for one in text):
        return f"{quoted(text)} contient une lettre d’un autre alphabet{NBSP}: réécrivez le code au clavier."
    if any(unicodedata.category(one) in {"Cf", "Cc"} for one in text):
        return f"{quoted(text)} contient un caractère invisible{NBSP}: réécrivez le code au clavier."
    return f"{quoted(text)} n’est pas un indicateur suivi par le contrat {contract.reference}."
