"""Reading a table of funding lines: what each cell would change, or the line that the row would add."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from accounts.models import Seat
from core.formats import NBSP, in_sentence
from core.imports.kinds import Answers
from core.imports.plan import Origin, Plan, Proposal, Standing
from core.imports.questions import Question, parts_of, unanswered
from core.imports.rows import WILL_BE_EMPTIED, KeyedRow, plan_of_rows
from core.tabular.reading import Book
from funding.cells import Cell
from funding.enums import AMOUNT_FIELDS, FundingSource, Payee
from funding.exchange.columns import COLUMNS, LINE, VALUES, title_of
from funding.exchange.lines import Lines, Place
from funding.models import FundingLine
from funding.reading import read_amount
from funding.rules import editable_fields, own_sources
from funding.telling import told

NOT_YOURS = "Cette case ne vous appartient pas\u00a0: son financeur, ou le département, la remplit."
NOT_YOUR_SOURCE = "Cette ligne n’existe pas, et vous n’ajoutez pas de ligne de cette source."
MOST_COMMENT = 4_000


@dataclass(frozen=True)
class CellEdit:
    """One cell to write: a field of a line and its value, on the version that was read."""

    contract_id: int
    year: int
    line_id: int
    version: int
    key: str
    value: Any


@dataclass(frozen=True)
class LineAddition:
    """A line to add, with all its values."""

    contract_id: int
    year: int
    values: Mapping[str, Any]


def read_lines(book: Book, seat: Seat, answers: Answers) -> Plan:
    """What a table of funding lines would do today, for what the seat may write and nothing else."""
    return plan_of_rows(
        book,
        COLUMNS,
        answers,
        lambda sheet: _Desk(seat, answers, sheet).proposals,
        VALUES,
        placed_by=LINE,
    )


class _Desk:
    """Reads the rows of a file, one after the other; a line is named once."""

    def __init__(self, seat: Seat, answers: Answers, sheet: str) -> None:
        self.seat, self.answers, self.sheet = seat, answers, sheet
        self.lines = Lines(seat)
        self.seen: dict[Any, int] = {}

    def proposals(self, row: KeyedRow) -> Iterator[Proposal]:
        """A proposal for each cell that says something else than what stands, or one for the row."""
        subject = ", ".join(row.texts.get(key, "") or "?" for key in ("contract", "year", "source"))
        if row.is_waiting:
            yield row.held_back(subject, self.sheet)
            return
        try:
            place = self._place(row)
        except ValueError as fault:
            yield self._of_row(row, Standing.REFUSED, subject, message=str(fault))
            return
        if place.line is None:
            yield from self._addition(row, place)
        else:
            made = list(self._edits(row, place, place.line))
            yield from made or [self._of_row(row, Standing.UNCHANGED, place.subject)]

    def _place(self, row: KeyedRow) -> Place:
        place = self.lines.place(row)
        key = (
            place.line.pk if place.line else (place.contract.pk, place.year, *map(str, place.named.values()))
        )
        earlier = self.seen.setdefault(key, row.number)
        if earlier != row.number:
            raise ValueError(f"Cette ligne est déjà dite ligne {earlier}{NBSP}: gardez une seule des deux.")
        return place

    def _edits(self, row: KeyedRow, place: Place, line: FundingLine) -> Iterator[Proposal]:
        own = editable_fields(self.seat, line)
        for key in VALUES:
            if key in (row.unread or {}):
                yield self._cell(row, place, key, Standing.REFUSED, message=(row.unread or {})[key])
            elif key in row.texts or key in row.emptied:
                yield from self._edit(row, place, line, key, is_own=key in own)

    def _edit(
        self, row: KeyedRow, place: Place, line: FundingLine, key: str, *, is_own: bool
    ) -> Iterator[Proposal]:
        # What was answered while the line was still to be added holds once it is there.
        as_new = {"value": parts_of(self.answers.get(f"{row.number}", "")).get(key, "")}
        given = as_new | parts_of(self.answers.get(f"{row.number}-{key}", ""))
        value, message, questions = self._value(row, key, line, "value", given)
        before = told(getattr(line, key))
        if not message and value == getattr(line, key):
            return
        if not is_own or place.lock:
            yield self._cell(
                row, place, key, Standing.REFUSED, before=before, message=place.lock or NOT_YOURS
            )
        elif message:
            is_asked = questions and not questions[0].chosen
            standing = Standing.ASKED if is_asked else Standing.REFUSED
            yield self._cell(row, place, key, standing, before=before, message=message, questions=questions)
        else:
            entry = CellEdit(place.contract.pk, place.year, line.pk, line.version, key, value)
            standing = Standing.NEW if getattr(line, key) in (None, "") else Standing.CHANGED
            more = {"before": before, "after": told(value), "questions": questions, "entry": entry}
            more["reading"] = WILL_BE_EMPTIED if key in row.emptied else ""
            yield self._cell(row, place, key, standing, **more)

    def _value(
        self, row: KeyedRow, key: str, line: FundingLine, about: str, given: Mapping[str, str]
    ) -> tuple[Any, str, tuple[Question, ...]]:
        """The value of a cell, or why it is none; what it asks, answered by what was given about it."""
        if key in row.emptied:
            return "" if key == "comment" else None, "", ()
        text = row.texts[key]
        if key == "comment":
            fault = f"Raccourcissez le commentaire{NBSP}: {MOST_COMMENT} caractères au plus."
            return text, fault if len(text) > MOST_COMMENT else "", ()
        cell = Cell(line, key, title_of(key), is_own=True)
        read_amount(cell, text)
        options = tuple((value, label) for value, label, _ in cell.meanings.get("value", []))
        if not options:
            return cell.value, " ".join(cell.errors.values()), ()
        question = Question(about, "", options).given(given)
        asked = cell.errors["value"]
        if not question.chosen:
            return None, asked, (question,)
        meant = Cell(line, key, title_of(key), is_own=True)
        read_amount(meant, text, question.chosen)
        return meant.value, " ".join(meant.errors.values()), (question,)

    def _addition(self, row: KeyedRow, place: Place) -> Iterator[Proposal]:
        """The line that the row would add, with the cells that are the seat's; the others are refused at
        their place."""
        source = FundingSource(place.named["source"])
        line = FundingLine(contract=place.contract, fiscal_year=place.year, source=source)
        own = [key for key in VALUES if key in editable_fields(self.seat, line)]
        is_own = source in own_sources(self.seat, place.contract)
        values, faults, questions = self._values(row, place, line, own)
        if refused := NOT_YOUR_SOURCE if not is_own else place.lock or " ".join(faults):
            yield self._of_row(row, Standing.REFUSED, place.subject, message=refused)
            return
        if unanswered(questions):
            texts = {key: row.texts[key] for key in own if key in row.texts}
            typed = ", ".join(f"{in_sentence(title_of(key))} {text}" for key, text in texts.items())
            asked = {"typed": typed, "questions": questions, "contract_id": place.contract.pk}
            yield self._of_row(row, Standing.ASKED, place.subject, **asked)
            return
        entry = LineAddition(place.contract.pk, place.year, values)
        said = [f"{in_sentence(title_of(key))} {told(values[key])}" for key in VALUES if key in values]
        after = ", ".join(said) or "sans montant"
        more = {"after": after, "entry": entry, "contract_id": place.contract.pk, "questions": questions}
        yield self._of_row(row, Standing.NEW, place.subject, **more)
        for key in VALUES:
            if key in row.texts and key not in own:
                yield self._cell(row, place, key, Standing.REFUSED, message=NOT_YOURS)

    def _values(
        self, row: KeyedRow, place: Place, line: FundingLine, own: Sequence[str]
    ) -> tuple[dict[str, Any], list[str], tuple[Question, ...]]:
        """The values of a new line, why some are none, and what the others ask, each by its column."""
        to_establishments = line.source == FundingSource.ONDAM
        usual = Payee.ESTABLISHMENTS if to_establishments else Payee.DEPARTEMENT
        named = {key: value for key, value in place.named.items() if value is not None}
        values: dict[str, Any] = {"payee": usual, "payee_label": ""} | named
        if line.source == FundingSource.OTHER and "payer" not in values:
            return values, ["Dites qui est cet autre cofinanceur."], ()
        faults, questions = list((row.unread or {}).values()), list[Question]()
        given = parts_of(self.answers.get(f"{row.number}", ""))
        for key in own:
            if key not in row.texts:
                continue
            values[key], message, asked = self._value(row, key, line, key, given)
            told = f"{title_of(key)}{NBSP}: {message}" if message else title_of(key)
            questions += [replace(one, text=told) for one in asked]
            faults += [told] if message and not asked else []
        if faults:
            faults += [one.text for one in unanswered(questions)]
        return values, faults, tuple(questions)

    def _of_row(self, row: KeyedRow, standing: Standing, subject: str, **more: Any) -> Proposal:
        return Proposal(f"{row.number}", Origin(row.number, sheet=self.sheet), standing, subject, **more)

    def _cell(self, row: KeyedRow, place: Place, key: str, standing: Standing, **more: Any) -> Proposal:
        more["contract_id"] = place.contract.pk
        return row.cell(key, title_of(key), place.subject, self.sheet, standing, **more)


def plain(key: str, value: Any) -> Any:
    """A value as it is remembered: JSON alone."""
    return None if value is None else str(value) if key in AMOUNT_FIELDS else value


def remembered(key: str, value: Any) -> Any:
    """The value that `plain` remembers."""
    return Decimal(value) if key in AMOUNT_FIELDS and value is not None else value
