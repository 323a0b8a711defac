"""« Cibles » come back: each target compared three ways, on its own."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from core.formats import NBSP, joined
from core.imports.plan import Fault, Proposal, Standing
from core.tabular.reading import Book
from indicators.cells import TARGET, Cell
from indicators.imports.readers import Answers
from indicators.sheet import Sheet, SheetRow
from indicators.workbook.choices import Offers
from indicators.workbook.columns import AIM, TARGETS
from indicators.workbook.comparing import Comparison, Line
from indicators.workbook.inputs import typed_aim
from indicators.workbook.locks import Locks
from indicators.workbook.past import Past
from indicators.workbook.returned import Returned, aim_lines_of
from indicators.workbook.seal import Seal

Rows = dict[str, SheetRow | None]
GONE = (
    f"La feuille «{NBSP}{TARGETS}{NBSP}» n’est pas dans le fichier{NBSP}: les cibles restent telles quelles."
)


class AimsDesk:
    """Reads the sheet of targets of a workbook that has one; `rows` are its lines of today, by code."""

    def __init__(self, sheet: Sheet, seal: Seal, rows: Rows, answers: Answers) -> None:
        self.sheet, self.seal, self.rows, self.answers = sheet, seal, rows, answers
        self.locks = Locks(seal.locked.get(TARGETS, Locks.NOTHING))
        self.proposals: list[Proposal] = []
        self.faults: list[Fault] = []
        self.notices: list[str] = []

    def read(self, book: Book, offers: Offers) -> None:
        """Fill the proposals, the faults and the notices; what was left alone brings no proposal."""
        if not self.seal.aims:
            return
        found = aim_lines_of(book, self.seal.aims, self.sheet.contract)
        if found is None:
            self.notices.append(GONE)
            return
        self.faults += found.faults
        cells = {code: self._cells(row) for code, row in self.rows.items()}
        marks = [mark for years in self.seal.aims.values() for mark in years.values()]
        past = Past(self.sheet, marks, [one for held in cells.values() for one in held.values()], TARGET)
        comparison = Comparison(self.sheet, offers, past, self.answers)
        times = Counter(line.code for line in found.lines)
        for line in found.lines:
            self.locks.check(line)
            if times[line.code] > 1:
                self.faults.append(_twice(line, found.lines))
            else:
                self.proposals += self._line(line, cells[line.code], comparison)
        self.notices += self.locks.notices()

    def _cells(self, row: SheetRow | None) -> dict[int, Cell]:
        return {cell.year: cell for cell in self.sheet.target_cells(row)} if row else {}

    def _line(self, line: Returned, cells: dict[int, Cell], comparison: Comparison) -> Iterator[Proposal]:
        """A proposal for each target of the line that moved in the file."""
        for year, mark in self.seal.aims[line.code].items():
            held, cell = line.cells.get(f"{AIM}{year}"), cells.get(year)
            if held is None or cell is None:
                continue
            base, stored = comparison.past.texts(cell, mark), dict(cell.texts)
            typed = typed_aim(held, [base, stored])
            alone = replace(
                line, cells={"value": held}, columns={"value": line.columns.get(f"{AIM}{year}", ("", ""))}
            )
            proposal = comparison.proposal(
                Line(f"{cell.name}-{year}", alone, cell, mark, typed, base, stored)
            )
            if proposal.standing != Standing.UNCHANGED or proposal.questions:
                yield proposal


def _twice(line: Returned, lines: list[Returned]) -> Fault:
    rows = joined([str(one.row) for one in lines if one.code == line.code])
    message = f"Les cibles de l’indicateur {line.code} sont sur plusieurs lignes ({rows})"
    return Fault(f"{message}{NBSP}: n’en gardez qu’une.", line.origin("code"))
