"""Which line a row of a file is about: found by what names it, or new. Loaded once for a whole file."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.enums import OrganisationKind
from accounts.exchange.widgets import ChoiceWidget
from accounts.models import Organisation, Seat
from contracts import years
from contracts.models import Action, Contract
from core.fields import field_of
from core.formats import NBSP
from core.imports.rows import KeyedRow
from core.numbers import whole
from funding.enums import FundingSource, Payee
from funding.exchange.columns import LINE
from funding.models import FundingLine
from funding.naming import WHOLE_CONTRACT, name_of
from funding.queries import lines_of
from funding.rules import own_sources

NUMBER_FIRST = re.compile(r"(\d{1,4})\b")
OUT_OF_SCOPE = "Ce contrat n’existe pas, ou vous n’y saisissez aucun financement."
MOST_PAYEE = field_of(FundingLine, "payee_label").max_length or 0
BEYOND = "Cette ligne tombe sous la dernière de la page."


@dataclass(frozen=True)
class Place:
    """What a row names: its contract and year; the line it is about, or what a new one would be."""

    contract: Contract
    year: int
    line: FundingLine | None
    lock: str
    named: Mapping[str, Any]

    @property
    def subject(self) -> str:
        """As the preview calls it."""
        if self.line is not None:
            return f"{self.contract.reference}, {self.year}, {name_of(self.line)}"
        source = FundingSource(self.named["source"]).label
        action = self.named["action"]
        what = f"action {action.number}" if action else "ensemble du contrat"
        return f"{self.contract.reference}, {self.year}, nouvelle ligne {source}, {what}"


class Lines:
    """The lines of the contracts in which a seat enters money."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        self.contracts = {one.reference: one for one in entered_by(seat)}
        self.actions: dict[int, dict[int, Action]] = defaultdict(dict)
        for action in Action.objects.filter(contract__in=self.contracts.values()):
            self.actions[action.contract_id][action.number] = action
        kinds = [OrganisationKind.CARRIER, OrganisationKind.COSIGNATORY]
        self.payers = list(Organisation.objects.filter(kind__in=kinds))
        self._years: dict[tuple[int, int], dict[int | None, tuple[FundingLine | None, str]]] = {}

    def place(self, row: KeyedRow) -> Place:
        """What the row names. Raises ValueError with the reason, in French."""
        texts = row.texts
        contract = self.contracts.get(texts.get("contract", "").upper())
        if contract is None:
            raise ValueError(OUT_OF_SCOPE)
        year = whole(texts.get("year", "")) or 0
        if year not in contract.years:
            raise ValueError(f"Le contrat {contract.reference} ne couvre pas l’exercice {year or '?'}.")
        known = self._known(contract, year)
        if LINE in texts:
            line, lock = known.get(whole(texts[LINE]) or 0, (None, ""))
            if line is None:
                raise ValueError(BEYOND)
            return Place(contract, year, line, lock, {})
        named = self._named(contract, texts)
        lines = [line for line, _ in known.values() if line is not None]
        found = _among(lines, named)
        line, lock = known[found.pk if found else None]
        return Place(contract, year, line, lock, named)

    def _known(self, contract: Contract, year: int) -> dict[int | None, tuple[FundingLine | None, str]]:
        """The lines of a year by their key, each with why it is closed; under None, why none may be added."""
        key = (contract.pk, year)
        if key not in self._years:
            lines = lines_of(contract, year)
            locks = years.refusals(contract, year, [*lines, None])
            keys = [*(line.pk for line in lines), None]
            self._years[key] = dict(zip(keys, zip([*lines, None], locks, strict=True), strict=True))
        return self._years[key]

    def _named(self, contract: Contract, texts: Mapping[str, str]) -> dict[str, Any]:
        """What tells the line from the others; None for what the row does not say."""
        source = ChoiceWidget(FundingSource.choices).clean(texts.get("source", ""))
        if not source:
            raise ValueError("Dites la source de la ligne.")
        payee = ChoiceWidget(Payee.choices).clean(texts.get("payee", "")) or None
        if len(texts.get("payee_label", "")) > MOST_PAYEE:
            raise ValueError(f"Raccourcissez le bénéficiaire{NBSP}: {MOST_PAYEE} caractères au plus.")
        return {
            "source": source,
            "payee": payee,
            "payee_label": texts.get("payee_label"),
            "action": self._action(contract, texts.get("action", "")),
            "payer": self._payer(contract, source, texts.get("payer", "")),
        }

    def _action(self, contract: Contract, text: str) -> Action | None:
        if not text or text.casefold() == WHOLE_CONTRACT.casefold():
            return None
        number = NUMBER_FIRST.match(text)
        found = self.actions[contract.pk].get(int(number[1])) if number else None
        if found is None:
            told = f"Le contrat {contract.reference} n’a pas d’action «{NBSP}{text[:60]}{NBSP}»"
            raise ValueError(f"{told}{NBSP}: écrivez son numéro, ou laissez vide pour l’ensemble du contrat.")
        return found

    def _payer(self, contract: Contract, source: str, text: str) -> Organisation | None:
        """The organisation that is named; only another co-financer needs to be."""
        if not text:
            return None
        parties = [party.organisation for party in contract.parties.all()]
        word = text.casefold()
        named = [one for one in [*parties, *self.payers] if word in {one.name.casefold(), one.slug}]
        if not named:
            raise ValueError(f"«{NBSP}{text[:60]}{NBSP}» n’est pas un financeur connu ici.")
        return named[0]


def entered_by(seat: Seat) -> list[Contract]:
    """The contracts in which the seat enters money."""
    visible = Contract.objects.visible_to(seat).select_related("framework", "territory__region")
    found = visible.prefetch_related("parties__organisation").order_by("reference")
    return [one for one in found if own_sources(seat, one)]


def _among(lines: list[FundingLine], named: Mapping[str, Any]) -> FundingLine | None:
    """The line that is named, None for a new one. ValueError when several are."""
    found = [line for line in lines if line.source == named["source"] and line.action == named["action"]]
    for key in ("payer", "payee", "payee_label"):
        if named[key] is not None:
            found = [line for line in found if getattr(line, key) == named[key]]
    if len(found) > 1 and named["payee_label"] is None:
        found = [line for line in found if not line.payee_label] or found
    if len(found) > 1:
        raise ValueError("Plusieurs lignes répondent à ce qui est dit\u00a0: précisez le bénéficiaire.")
    return found[0] if found else None
