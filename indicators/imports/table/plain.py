"""The rows written plainly, which are nearly all: read over bare values, without a cell made for each.

It answers as the resource would, or not at all: what is odd in any way is left to the resource. The tests
hold the two together.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import Any, NamedTuple

from contracts.models import Contract, Perimeter
from core.imports.plan import Origin, Proposal, Standing
from core.tabular.reading import Cell
from core.tabular.reading.book import Raw, kind_of
from indicators.enums import Source, ValueKind
from indicators.gate import OpenYears
from indicators.imports.table.columns import READ, TableSheet
from indicators.imports.table.keys import Keys, key_text, year_of
from indicators.imports.table.rows import PRESENT
from indicators.imports.table.stored import Place, Standings, Stored
from indicators.models import GapCause, Indicator
from indicators.value_rules import Figure, obviously_allowed
from indicators.wordings import value_told
from indicators.writes import MeasurementEntry

# As `core.numbers` reads them without a remark: three decimals may be thousands, and are asked about.
PLAIN = re.compile(r"(?:0|[1-9][0-9]{0,11})(?:[.,](?:[0-9]{1,2}|[0-9]{4}))?")
KEYS = ("contract", "indicator", "year")
BLANKS = (None, "")
KNOWN, INTERNAL = ValueKind.KNOWN.value, Source.INTERNAL.value
OTHERS = tuple(key for key in READ if key not in {*KEYS, "value"})


class PlainRow(NamedTuple):
    """A row that was read: where it writes, and what it would do."""

    place: Place
    proposal: Proposal


class Ground(NamedTuple):
    """A contract and a year as rows name them; `is_open` when nothing of that year is closed to writing."""

    contract: Contract
    contract_id: int
    year: int
    perimeter: Perimeter
    is_open: bool


class PlainRows:
    """Reads the plain rows of a sheet; each key is resolved once, whatever the number of its rows."""

    def __init__(self, sheet: TableSheet, keys: Keys, standings: Standings, open_years: OpenYears) -> None:
        self.keys, self.standings, self.open_years = keys, standings, open_years
        self.places = dict(sheet.places)
        value = sheet.origin(0, "value")
        self.where = (value.column, value.sheet, value.letter)
        self.named = itemgetter(*(self.places[key] for key in (*KEYS, "value")))
        self.others = [place for key in OTHERS if (place := self.places[key]) >= 0]
        self.width = max(self.places.values())
        self._grounds: dict[tuple[Raw, Raw], Ground | None] = {}
        self._indicators: dict[tuple[int, Raw], Indicator | None] = {}
        self._told: dict[tuple[str, str, Decimal | None], str] = {}
        self.causes: Mapping[int, GapCause] = {one.pk: one for one in keys.causes.values()}

    def read(self, number: int, values: Sequence[Raw]) -> PlainRow | None:
        """The row, or None when it is not plain."""
        if len(values) <= self.width:
            return None
        for place in self.others:
            if values[place] not in BLANKS:
                return None
        contract, code, year, raw = self.named(values)
        value = plain_value(raw)
        ground = (
            self._grounds[contract, year]
            if (contract, year) in self._grounds
            else self._ground(contract, year)
        )
        if ground is None or value is None:
            return None
        key = (ground.contract_id, code)
        indicator = (
            self._indicators[key] if key in self._indicators else self._indicator(code, ground.contract)
        )
        if indicator is None or not self._is_allowed(ground, indicator, value):
            return None
        return self._row(number, ground, indicator, value)

    def _ground(self, contract: Raw, year: Raw) -> Ground | None:
        self._grounds[contract, year] = found = self._named(contract, year)
        return found

    def _named(self, raw: Raw, year: Raw) -> Ground | None:
        cell = Cell(0, 0, kind_of(raw), raw)
        try:
            known = year_of(Cell(0, 0, kind_of(year), year))
            contract = self.keys.contract(cell, known)
        except ValueError:
            return None
        if key_text(cell) != contract.reference or known not in contract.years:
            return None
        is_open = self.open_years.is_wholly_open(contract, known)
        return Ground(contract, contract.id, known, contract.own_perimeter, is_open)

    def _indicator(self, raw: Raw, contract: Contract) -> Indicator | None:
        try:
            found = self.keys.indicator(Cell(0, 0, kind_of(raw), raw), contract)
        except ValueError:
            found = None
        self._indicators[contract.id, raw] = found
        return found

    def _is_allowed(self, ground: Ground, indicator: Indicator, value: Decimal) -> bool:
        if not obviously_allowed(indicator, value) or (indicator.is_percentage and value <= 1):
            return False
        return ground.is_open or not self.open_years.refusal([ground.contract], ground.year, indicator)

    def _row(self, number: int, ground: Ground, indicator: Indicator, value: Decimal) -> PlainRow | None:
        year, perimeter = ground.year, ground.perimeter
        place = (indicator.id, perimeter.id, year, indicator.expected_source or INTERNAL)
        stored = self.standings.by_place.get(place)
        if stored is not None and stored.denominator is not None:
            return None
        kind = stored.kind if stored and stored.kind in PRESENT else KNOWN
        standing = _standing(stored, kind, value)
        entry = None
        if standing is not Standing.UNCHANGED:
            figure = Figure(kind, value)
            entry = MeasurementEntry(indicator, year, perimeter, figure, place[3], **self._kept(stored))
        proposal = Proposal(
            key=str(number),
            origin=Origin(number, *self.where),
            standing=standing,
            subject=f"{ground.contract.reference}, {indicator.code}, {year}",
            typed=f"{value:f}".replace(".", ","),
            before=self._wording(indicator, stored.kind, stored.value) if stored else "",
            after=self._wording(indicator, kind, value),
            contract_id=ground.contract_id,
            entry=entry,
        )
        return PlainRow(place, proposal)

    def _wording(self, indicator: Indicator, kind: str, value: Decimal | None) -> str:
        key = (indicator.unit, kind, value)
        told = self._told.get(key)
        if told is None:
            self._told[key] = told = value_told(indicator, kind, value)
        return told

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
