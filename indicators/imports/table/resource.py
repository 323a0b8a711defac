"""The resource of the long form: reads the rows in steps, checks them with the common rules, writes nothing.

It keeps of django-import-export the fields and the widgets; what is written of the proposals is the
business of `indicators.imports.writing`, in sets.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from import_export.fields import Field
from import_export.resources import Resource

from accounts.models import Seat
from core.imports.plan import Proposal
from core.imports.questions import parts_of
from core.tabular.reading import Row
from indicators.enums import Source, ValueKind
from indicators.gate import OpenYears
from indicators.imports.readers import Answers, said_progress
from indicators.imports.table.columns import TITLES, BareRow, TableSheet
from indicators.imports.table.keys import Keys, check_year, year_of
from indicators.imports.table.plain import PlainRows
from indicators.imports.table.proposals import proposal_of
from indicators.imports.table.rows import ReadRow
from indicators.imports.table.stored import Place, Standings
from indicators.imports.table.widgets import CommentWidget, KeyWidget, RatioWidget, ValueWidget, WordWidget
from indicators.readings import baseline_year

STEP = 1_000
# What a blank cell says, in nearly all the rows of a file.
BLANKS = {"source": "", "kind": "", "cause": None, "comment": ""}
Placed = tuple[Place | None, Proposal]


def _column(key: str, widget: Any) -> Field:
    return Field(attribute=key, column_name=TITLES[key][0], widget=widget)


class ValuesResource(Resource):
    """The columns of the long form, read by `rehearse`; nothing is written."""

    year = _column("year", KeyWidget(lambda keys, cell, row: year_of(cell)))
    contract = _column(
        "contract", KeyWidget(lambda keys, cell, row: keys.contract(cell, row.get("year"), row["chosen"]))
    )
    indicator = _column(
        "indicator", KeyWidget(lambda keys, cell, row: keys.indicator(cell, row["contract"], row["chosen"]))
    )
    perimeter = _column("perimeter", KeyWidget(lambda keys, cell, row: keys.perimeter(cell, row["contract"])))
    source = _column("source", WordWidget(Source.choices))
    kind = _column("kind", WordWidget(ValueKind.choices))
    cause = _column("cause", KeyWidget(lambda keys, cell, row: keys.cause(cell)))
    comment = _column("comment", CommentWidget())
    value = _column("value", ValueWidget())
    numerator = _column("numerator", RatioWidget())
    denominator = _column("denominator", RatioWidget())

    def __init__(self, seat: Seat, answers: Answers) -> None:
        super().__init__()
        self.answers, self.keys = answers, Keys(seat)
        perimeters = [one.own_perimeter.pk for one in self.keys.contracts.values()]
        shared = [one.pk for one in self.keys.perimeters.values()]
        self.standings = Standings([*perimeters, *shared])
        self.open_years = OpenYears(self.keys.indicators, self.keys.contracts.values())
        self.blank_count = self.row_count = 0

    def rehearse(self, sheet: TableSheet) -> list[Placed]:
        """Each row that says something: where it would write (None if not known), and its proposal."""
        found: list[Placed] = []
        rows, plain = sheet.bare_rows, PlainRows(sheet, self.keys, self.standings, self.open_years)
        while step := list(islice(rows, STEP)):
            found += self._read(sheet, plain, step)
            self.row_count += len(step)
            said_progress(self.row_count, sheet.count)
        return found

    def _read(self, sheet: TableSheet, plain: PlainRows, step: list[BareRow]) -> Iterator[Placed]:
        waiting, answers = sheet.waiting, self.answers
        is_marked = bool(sheet.sheet.marks)
        for number, values in step:
            is_odd = is_marked or number in waiting or (answers and str(number) in answers)
            found = None if is_odd else plain.read(number, values)
            if found is not None:
                yield found
                continue
            read = self.read_row(sheet, sheet.row(number, values))
            if read.is_blank and not read.faults:
                self.blank_count += 1
            else:
                yield read.place, proposal_of(read, sheet)

    def read_row(self, sheet: TableSheet, row: Row) -> ReadRow:
        """All that a row says, and all that is wrong with it."""
        answers = parts_of(self.answers.get(str(row.number), ""))
        read = ReadRow(row.number, sheet.cells(row), answers, {"keys": self.keys})
        read.is_waiting = row.number in sheet.waiting
        self._name(read)
        for key, nothing in BLANKS.items():
            if read.cells[key].is_blank:
                read.read[key] = nothing
            else:
                read.take(key, self.fields[key])
        if read.place is not None and not read.is_blank:
            self._measure(read)
        return read

    def _name(self, read: ReadRow) -> None:
        """The keys of the row."""
        read.take("year", self.fields["year"])
        contract = read.take("contract", self.fields["contract"])
        if contract is None:
            return
        indicator = read.take("indicator", self.fields["indicator"])
        read.take("perimeter", self.fields["perimeter"])
        if indicator is None or read.year is None:
            return
        try:
            check_year(contract, indicator, read.year)
        except ValueError as fault:
            read.faults.append(("year", str(fault)))

    def _measure(self, read: ReadRow) -> None:
        """The numbers of the row, checked by the rules, against what stands at its place."""
        contract, indicator, perimeter, year = read.contract, read.indicator, read.perimeter, read.year
        if contract is None or indicator is None or perimeter is None or year is None or read.place is None:
            return
        baseline = baseline_year(contract, indicator)
        read.stored = self.standings.by_place.get(read.place)
        read.read["usual"] = self.standings.usual(indicator, perimeter.pk, year, baseline)
        for key in ("value", "numerator", "denominator"):
            if not read.cells[key].is_blank:
                read.take(key, self.fields[key])
        read.settle_figure()
        own = perimeter.own_contract_id == contract.pk
        closed = self.open_years.refusal([contract] if own else perimeter.contracts.all(), year, indicator)
        if closed:
            read.faults.append(("year", closed))
