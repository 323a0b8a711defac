"""The rows written plainly, which are nearly all: read over bare values, without a cell made for each.

It answers as the resource would, or not at all: what is odd in any way is left to the resource. The tests
hold the two together.
"""

import re
from collections.abc import Callable, Mapping, Sequence
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
from indicators.value_rules import Figure, obvious_bounds
from indicators.wordings import value_told
from indicators.writes import MeasurementEntry

# As `core.numbers` reads them without a remark: three decimals may be thousands, and are asked about.
PLAIN = re.compile(r"(?:0|[1-9][0-9]{0,11})(?:[.,]([0-9]{1,2}|[0-9]{4}))?")
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
    perimeter_id: int
    is_open: bool


class Named(NamedTuple):
    """An indicator as rows name it, for a contract: what is the same of all its years.

    `above` is what a number is not above when it may have been meant otherwise.
    """

    indicator: Indicator
    indicator_id: int
    decimals: int
    lowest: Decimal
    highest: Decimal
    above: int
    source: str
    subject: str


class Once(dict[Any, Any]):
    """What is asked once of each key, and kept."""

    def __init__(self, ask: Callable[..., Any]) -> None:
        super().__init__()
        self.ask = ask

    def __missing__(self, key: Any) -> Any:
        self[key] = found = self.ask(*key)
        return found


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
        self._grounds, self._indicators = Once(self._ground), Once(self._indicator)
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
        ground: Ground | None = self._grounds[contract, year]
        written = plainly_written(raw)
        if ground is None or written is None:
            return None
        named: Named | None = self._indicators[ground.contract_id, code]
        if named is None or len(written[1] or "") > named.decimals:
            return None
        value = Decimal(written[0].replace(",", "."))
        if not named.lowest <= value <= named.highest or value <= named.above:
            return None
        if not ground.is_open and self.open_years.refusal([ground.contract], ground.year, named.indicator):
            return None
        return self._row(number, ground, named, value, written[0].replace(".", ","))

    def _ground(self, raw: Raw, year: Raw) -> Ground | None:
        cell = Cell(0, 0, kind_of(raw), raw)
        try:
            known = year_of(Cell(0, 0, kind_of(year), year))
            contract = self.keys.contract(cell, known)
        except ValueError:
            return None
        if key_text(cell) != contract.reference or known not in contract.years:
            return None
        is_open = self.open_years.is_wholly_open(contract, known)
        perimeter = contract.own_perimeter
        return Ground(contract, contract.id, known, perimeter, perimeter.id, is_open)

    def _indicator(self, contract_id: int, raw: Raw) -> Named | None:
        contract = self.keys.contracts[contract_id]
        try:
            found = self.keys.indicator(Cell(0, 0, kind_of(raw), raw), contract)
        except ValueError:
            return None
        if isinstance(raw, str) and raw.strip() != found.code:
            return None
        # A percentage may have been written as a ratio.
        above = 1 if found.is_percentage else -1
        source, subject = found.expected_source or INTERNAL, f"{contract.reference}, {found.code}"
        return Named(found, found.id, found.decimals, *obvious_bounds(found), above, source, subject)

    def _row(self, number: int, ground: Ground, named: Named, value: Decimal, typed: str) -> PlainRow | None:
        place = (named.indicator_id, ground.perimeter_id, ground.year, named.source)
        stored = self.standings.by_place.get(place)
        if stored is not None and stored.denominator is not None:
            return None
        indicator, kind = named.indicator, stored.kind if stored and stored.kind in PRESENT else KNOWN
        standing = _standing(stored, kind, value)
        entry = None
        if standing is not Standing.UNCHANGED:
            where = (indicator, ground.year, ground.perimeter, Figure(kind, value), named.source)
            entry = MeasurementEntry(*where, **self._kept(stored))
        proposal = Proposal(
            str(number),
            Origin(number, *self.where),
            standing,
            f"{named.subject}, {ground.year}",
            typed,
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


def plainly_written(raw: Any) -> re.Match[str] | None:
    """How a bare value is written that is a number and says nothing else, and its decimals; None for any
    other."""
    text = repr(raw).removesuffix(".0") if type(raw) in (float, int) else raw
    return PLAIN.fullmatch(text) if isinstance(text, str) else None
