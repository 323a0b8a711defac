"""The rows written plainly, which are nearly all: read over bare values, without a cell made for each.

It answers as the resource would, or not at all: what is odd in any way is left to the resource. The tests
hold the two together.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from contracts.models import Contract
from core.imports.plan import Origin, Proposal, Standing
from core.tabular.reading import Cell
from core.tabular.reading.book import Raw, kind_of
from indicators.enums import Source, ValueKind
from indicators.gate import OpenYears
from indicators.imports.table.columns import READ, TITLES, TableSheet
from indicators.imports.table.keys import Keys, key_text, year_of
from indicators.imports.table.rows import PRESENT
from indicators.imports.table.stored import Place, Standings, Stored
from indicators.models import GapCause, Indicator
from indicators.value_rules import Figure, obviously_allowed
from indicators.wordings import value_told
from indicators.writes import MeasurementEntry

# As `core.numbers` reads them without a remark: three decimals may be thousands, and are asked about.
PLAIN = re.compile(r"(?:0|[1-9][0-9]{0,11})(?:[.,](?:[0-9]{1,2}|[0-9]{4}))?")
COLUMN = TITLES["value"][0]
KEYS = ("contract", "indicator", "year")
OTHERS = tuple(key for key in READ if key not in {*KEYS, "value"})


class PlainRow(NamedTuple):
    """A row that was read: where it writes, and what it would do."""

    place: Place
    proposal: Proposal


class PlainRows:
    """Reads the plain rows of a sheet; each key is resolved once, whatever the number of its rows."""

    def __init__(self, sheet: TableSheet, keys: Keys, standings: Standings, open_years: OpenYears) -> None:
        self.keys, self.standings, self.open_years = keys, standings, open_years
        self.sheet, self.places = sheet, dict(sheet.places)
        self.others = [place for key in OTHERS if (place := self.places[key]) >= 0]
        self.width = max(self.places.values())
        self._contracts: dict[tuple[Raw, Raw], tuple[Contract, int] | None] = {}
        self._indicators: dict[tuple[int, Raw], Indicator | None] = {}
        self._open: dict[tuple[int, int, int], bool] = {}
        self._told: dict[tuple[str, str, Decimal | None], str] = {}
        self.causes: Mapping[int, GapCause] = {one.pk: one for one in keys.causes.values()}

    def read(self, number: int, values: Sequence[Raw]) -> PlainRow | None:
        """The row, or None when it is not plain."""
        if len(values) <= max(self.places.values()) or any(
            values[one] not in (None, "") for one in self.others
        ):
            return None
        named = self._named(*(values[self.places[key]] for key in KEYS))
        value = plain_value(values[self.places["value"]])
        if named is None or value is None:
            return None
        contract, indicator, year = named
        if not obviously_allowed(indicator, value) or (indicator.is_percentage and value <= 1):
            return None
        return self._row(number, contract, indicator, year, value)

    def _named(self, contract: Raw, indicator: Raw, year: Raw) -> tuple[Contract, Indicator, int] | None:
        if (contract, year) not in self._contracts:
            self._contracts[contract, year] = self._contract(contract, year)
        found = self._contracts[contract, year]
        if found is None:
            return None
        if (found[0].id, indicator) not in self._indicators:
            self._indicators[found[0].id, indicator] = self._indicator(indicator, found[0])
        held = self._indicators[found[0].id, indicator]
        if held is None or not self._is_open(found[0], held, found[1]):
            return None
        return found[0], held, found[1]

    def _contract(self, raw: Raw, year: Raw) -> tuple[Contract, int] | None:
        cell = Cell(0, 0, kind_of(raw), raw)
        try:
            known = year_of(Cell(0, 0, kind_of(year), year))
            contract = self.keys.contract(cell, known)
        except ValueError:
            return None
        is_plain = key_text(cell) == contract.reference and known in contract.years
        return (contract, known) if is_plain else None

    def _indicator(self, raw: Raw, contract: Contract) -> Indicator | None:
        try:
            return self.keys.indicator(Cell(0, 0, kind_of(raw), raw), contract)
        except ValueError:
            return None

    def _is_open(self, contract: Contract, indicator: Indicator, year: int) -> bool:
        key = (contract.id, indicator.id, year)
        if key not in self._open:
            self._open[key] = not self.open_years.refusal([contract], year, indicator)
        return self._open[key]

    def _row(
        self, number: int, contract: Contract, indicator: Indicator, year: int, value: Decimal
    ) -> PlainRow | None:
        perimeter = contract.own_perimeter
        place = (indicator.id, perimeter.id, year, indicator.expected_source or Source.INTERNAL.value)
        stored = self.standings.by_place.get(place)
        if stored is not None and stored.denominator is not None:
            return None
        kind = stored.kind if stored and stored.kind in PRESENT else ValueKind.KNOWN.value
        standing = _standing(stored, kind, value)
        entry = MeasurementEntry(
            indicator, year, perimeter, Figure(kind, value), place[3], **self._kept(stored)
        )
        proposal = Proposal(
            key=str(number),
            origin=Origin(number, COLUMN, self.sheet.name),
            standing=standing,
            subject=f"{contract.reference}, {indicator.code}, {year}",
            typed=f"{value:f}".replace(".", ","),
            before=self._wording(indicator, stored.kind, stored.value) if stored else "",
            after=self._wording(indicator, kind, value),
            contract_id=contract.id,
            entry=None if standing is Standing.UNCHANGED else entry,
        )
        return PlainRow(place, proposal)

    def _wording(self, indicator: Indicator, kind: str, value: Decimal | None) -> str:
        key = (indicator.unit, kind, value)
        if key not in self._told:
            self._told[key] = value_told(indicator, kind, value)
        return self._told[key]

    def _kept(self, stored: Stored | None) -> dict[str, Any]:
        """What the row says nothing of, and does not erase."""
        if stored is None:
            return {"shown_version": 0}
        cause = self.causes.get(stored.gap_cause_id or 0)
        return {"shown_version": stored.version, "comment": stored.comment, "gap_cause": cause}


def _standing(stored: Stored | None, kind: str, value: Decimal) -> Standing:
    if stored is None:
        return Standing.NEW
    return Standing.UNCHANGED if (stored.kind, stored.value) == (kind, value) else Standing.CHANGED


def plain_value(raw: Any) -> Decimal | None:
    """The number of a bare value that says nothing else; None for any other."""
    text = repr(raw).removesuffix(".0") if type(raw) in (float, int) else raw
    if isinstance(text, str) and PLAIN.fullmatch(text):
        return Decimal(text.replace(",", "."))
    return None
