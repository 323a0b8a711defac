"""A workbook that comes back, read into a plan: nothing is written."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from accounts.models import Seat
from contracts.models import Contract
from core.formats import NBSP, counted, date_long, joined
from core.imports.plan import Fault, Plan, Proposal, Standing
from core.tabular.reading import Book, UnreadableFile, read_book
from indicators.cells import Cell
from indicators.imports.book import book_of
from indicators.imports.readers import Answers
from indicators.models import ContributorKit, ImportBatch
from indicators.sheet import Sheet, SheetRow
from indicators.workbook.aims_return import AimsDesk
from indicators.workbook.choices import offers_of
from indicators.workbook.columns import RESULTS
from indicators.workbook.comparing import Comparison, Line
from indicators.workbook.inputs import typed_in
from indicators.workbook.locks import Locks
from indicators.workbook.past import Past
from indicators.workbook.results import codes_of
from indicators.workbook.returned import Returned, lines_of, texts_of
from indicators.workbook.seal import Seal, UnknownSeal, read_seal
from indicators.workbook.telling import told_today


class NotHere(ValueError):
    """A genuine workbook, brought where or when it is not taken. The French message says where it goes."""


def read_workbook(batch: ImportBatch, answers: Answers) -> Plan:
    """What the workbook of the batch would do, line by line."""
    contract = _contracts().get(pk=batch.contract_id or 0)
    try:
        return plan_of_book(contract, batch.fiscal_year or 0, book_of(batch), batch.seat, answers)
    except UnreadableFile as refusal:
        return Plan(faults=[Fault(str(refusal))], is_readable=False)


def plan_of_workbook(
    contract: Contract, year: int, name: str, content: bytes, seat: Seat, answers: Answers | None = None
) -> Plan:
    """What a file brought for a contract's year would do; a plan that is not readable says why in its
    fault."""
    try:
        return plan_of_book(contract, year, read_book(content, name), seat, answers or {})
    except UnreadableFile as refusal:
        return Plan(faults=[Fault(str(refusal))], is_readable=False)


def plan_of_book(contract: Contract, year: int, book: Book, seat: Seat, answers: Answers) -> Plan:
    """The same, of a file that was read."""
    try:
        seal = read_seal(texts_of(book))
        kit = _checked(seal, contract, year)
        return _plan(Sheet(contract, year, seat), book, seal, kit, answers)
    except (UnreadableFile, UnknownSeal, NotHere) as refusal:
        return Plan(faults=[Fault(str(refusal))], is_readable=False)


def _contracts() -> Any:
    return Contract.objects.select_related("territory__region", "framework").prefetch_related(
        "parties__organisation"
    )


def kit_of(content: bytes, name: str, contract: Contract, year: int) -> ContributorKit | None:
    """The contributor's workbook that a file is, if it is one of this contract and year; says nothing of
    the rest."""
    try:
        seal = read_seal(texts_of(read_book(content, name)))
    except (UnreadableFile, UnknownSeal):
        return None
    return contract.kits.filter(fiscal_year=year, token=seal.kit).first() if seal.kit else None


def _checked(seal: Seal, contract: Contract, year: int) -> ContributorKit | None:
    """The kit, for a contributor's workbook. Raises NotHere."""
    if (seal.contract, seal.year) != (contract.reference, year):
        raise NotHere(
            f"Ce classeur est celui du contrat {seal.contract}, exercice {seal.year}{NBSP}: apportez-le "
            f"sur la page "
            "«\u00a0Classeur\u00a0» de cet exercice."
        )
    if not seal.kit:
        return None
    kit = contract.kits.filter(fiscal_year=seal.year, token=seal.kit).first()
    if kit is None:
        raise NotHere("Ce classeur de contributeur n’est plus connu\u00a0: préparez-en un nouveau.")
    if kit.revoked_at:
        raise NotHere(
            f"Le classeur confié à «{NBSP}{kit.service}{NBSP}» a été révoqué le "
            f"{date_long(kit.revoked_at)}{NBSP}: "
            "rien n’en est repris."
        )
    if seal.expires_on and timezone.localdate() > seal.expires_on:
        raise NotHere(
            f"Le classeur confié à «{NBSP}{kit.service}{NBSP}» n’était repris que jusqu’au "
            f"{date_long(seal.expires_on)}{NBSP}: préparez-en un nouveau et recopiez-y les valeurs."
        )
    return kit


def _plan(sheet: Sheet, book: Book, seal: Seal, kit: ContributorKit | None, answers: Answers) -> Plan:
    today = codes_of(sheet)
    found = lines_of(book, {*seal.cells, *today}, sheet.contract, seal.year)
    desk = _Desk(sheet, seal, kit, answers)
    proposals = [one for one in desk.proposals(found.lines) if one is not None]
    absent = [code for code in seal.cells if code not in {line.code for line in found.lines}]
    if absent:
        found.notices.append(f"Lignes absentes du fichier, laissées telles quelles{NBSP}: {joined(absent)}.")
    aims = AimsDesk(sheet, seal, desk.rows, answers)
    aims.read(book, desk.comparison.offers)
    notices = [*found.notices, *desk.locks.notices(), *aims.notices]
    return Plan([*proposals, *aims.proposals], [*found.faults, *aims.faults], notices=notices)


class _Desk:
    """Ties each line to its indicator of today, and refuses those that the workbook was not given."""

    def __init__(self, sheet: Sheet, seal: Seal, kit: ContributorKit | None, answers: Answers) -> None:
        self.sheet, self.seal, self.kit = sheet, seal, kit
        self.locks = Locks(seal.locked.get(RESULTS, Locks.NOTHING))
        rows = {row.year.indicator.pk: row for row in sheet.rows.values()}
        self.rows: dict[str, SheetRow | None] = {code: rows.get(pk) for code, (pk, _) in seal.cells.items()}
        cells = [row.result for row in self.rows.values() if row and row.result]
        marks = [mark for _, mark in seal.cells.values()]
        self.comparison = Comparison(sheet, offers_of(sheet), Past(sheet, marks, cells), answers)

    def proposals(self, lines: list[Returned]) -> Iterator[Proposal | None]:
        """One a line, in the order of the file; None for a line that brings nothing where nothing is
        taken."""
        times = Counter(line.code for line in lines)
        for line in lines:
            self.locks.check(line)
            cell = self._cell(line)
            if isinstance(cell, str):
                is_blank = all(one.is_blank for one in line.cells.values())
                is_left = is_blank or self.locks.is_closed(line)
                yield None if is_left else self._refused(line, cell)
            elif times[line.code] > 1:
                others = [str(one.row) for one in lines if one.code == line.code]
                yield self._refused(
                    line,
                    f"L’indicateur {line.code} est sur {counted(len(others), 'ligne')} ({joined(others)})"
                    f"{NBSP}: n’en gardez qu’une.",
                    told_today(cell, (), self.comparison.offers),
                )
            else:
                yield self.comparison.proposal(self._line(line, cell))

    def _line(self, returned: Returned, cell: Cell) -> Line:
        mark = self.seal.cells[returned.code][1]
        base, stored = self.comparison.past.texts(cell, mark), dict(cell.texts)
        typed = typed_in(returned.cells, [base, stored], cell, self.comparison.offers)
        return Line(cell.name, returned, cell, mark, typed, base, stored)

    def _cell(self, line: Returned) -> Cell | str:
        """The result to compare with, or why there is none."""
        if line.code not in self.seal.cells:
            if self.kit:
                return (
                    f"L’indicateur {line.code} n’est pas confié à «{NBSP}{self.kit.service}{NBSP}» par ce "
                    f"classeur."
                )
            return (
                f"L’indicateur {line.code} n’était pas à remplir dans ce classeur{NBSP}: téléchargez-en "
                f"un nouveau."
            )
        row = self.rows[line.code]
        if row is None:
            return f"Le contrat ne suit plus l’indicateur {line.code}."
        if row.result is None:
            return f"L’indicateur {line.code} est sans objet ici{NBSP}: {row.year.exclusion}"
        return row.result

    def _refused(self, line: Returned, message: str, before: str = "") -> Proposal:
        value = line.cells.get("value")
        return Proposal(
            key=f"line-{line.row}",
            origin=line.origin("code"),
            standing=Standing.REFUSED,
            subject=f"{self.sheet.contract.reference}, {line.code}, résultat {self.sheet.year}",
            typed=value.quoted if value else "",
            before=before,
            message=message,
            contract_id=self.sheet.contract.pk,
        )
