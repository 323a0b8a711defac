"""Reading a table of what actions plan and report: what each cell would change."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from import_export.fields import Field
from import_export.resources import Resource

from accounts.exchange.widgets import NumberWidget
from accounts.models import Seat
from contracts import years
from contracts.exchange.read_row import ReadRow
from contracts.exchange.tables import edited_by
from contracts.exchange.widgets import TextWidget
from contracts.exchange.yearly_columns import (
    COLUMNS,
    NUMBERS,
    PART_OF,
    PARTS,
    TITLES,
    VALUES,
    nothing_of,
    told,
    with_years,
)
from contracts.models import Action, ActionReview, Contract
from core.fields import field_of
from core.formats import NBSP
from core.imports.kinds import Answers
from core.imports.plan import Origin, Plan, Proposal, Standing
from core.imports.questions import Question, unanswered
from core.imports.rows import WILL_BE_EMPTIED, KeyedRow, plan_of_rows
from core.numbers import whole
from core.tabular.reading import Book

OUT_OF_SCOPE = "Ce contrat n’existe pas, ou vous n’en modifiez pas les fiches action."
LESS_THAN_ZERO = "Une quantité ne peut être négative."
MOST_UNIT = field_of(ActionReview, "outcome_unit").max_length or 0


@dataclass(frozen=True)
class YearEdit:
    """One cell to write: a column of one of the two parts of an action's year, on the version that was read
    (0 where nothing stands)."""

    contract_id: int
    action_id: int
    year: int
    part: str
    version: int
    key: str
    value: Any


@dataclass(frozen=True)
class _Place:
    """What a row names."""

    contract: Contract
    action: Action
    year: int

    @property
    def subject(self) -> str:
        return f"{self.contract.reference}, action {self.action.number}, {self.year}"


@dataclass(frozen=True)
class _Said:
    """What a cell says, or why it says nothing; what it asks."""

    value: Any = None
    fault: str = ""
    questions: tuple[Question, ...] = ()

    @property
    def is_asked(self) -> bool:
        return bool(unanswered(self.questions))


def _admitted(key: str, value: Any) -> Any:
    """The value, if its field can hold it. Raises ValueError."""
    if key in NUMBERS and value < 0:
        raise ValueError(LESS_THAN_ZERO)
    part = PART_OF[key]
    try:
        field_of(part.model, part.fields[key]).clean(value, None)
    except ValidationError as refused:
        raise ValueError(" ".join(refused.messages)) from refused
    return value


def _column(key: str, widget: Any) -> Field:
    return Field(attribute=key, column_name=TITLES[key][0], widget=widget)


class ActionYearsResource(Resource):
    """The columns of a table of yearly plans and reviews, for the contracts whose actions a seat edits."""

    expected = _column("expected", TextWidget())
    expected_count = _column("expected_count", NumberWidget(decimals=2))
    expected_unit = _column("expected_unit", TextWidget(MOST_UNIT))
    planned_fte = _column("planned_fte", NumberWidget(decimals=2))
    done = _column("done", TextWidget())
    difficulties = _column("difficulties", TextWidget())
    gap_cause = _column("gap_cause", TextWidget())
    next_steps = _column("next_steps", TextWidget())
    outcome_count = _column("outcome_count", NumberWidget(decimals=2))
    outcome_unit = _column("outcome_unit", TextWidget(MOST_UNIT))
    filled_fte = _column("filled_fte", NumberWidget(decimals=2))

    def __init__(self, seat: Seat, answers: Answers) -> None:
        super().__init__()
        self.answers = answers
        self.contracts = {one.reference: one for one in edited_by(seat)}
        self.restricted = years.restricted_years(self.contracts.values())
        self._actions: dict[int, dict[int, Action]] = {}
        self._locks: dict[tuple[int, int], dict[tuple[int, str], str]] = {}
        self._seen: dict[tuple[int, int], int] = {}

    def proposals(self, row: KeyedRow, sheet: str) -> list[Proposal]:
        """What the row would do: a proposal for each cell that changes, or one for all."""
        where = Origin(row.number, sheet=sheet)
        subject = ", ".join(
            [
                row.texts.get("contract", "?"),
                f"action {row.texts.get('number', '?')}",
                row.texts.get("year", "?"),
            ]
        )
        if row.is_waiting:
            return [row.held_back(subject, sheet)]
        try:
            place = self._place(row)
        except ValueError as fault:
            return [Proposal(f"{row.number}", where, Standing.REFUSED, subject, message=str(fault))]
        made = list(self._cells(row, place, sheet))
        return made or [Proposal(f"{row.number}", where, Standing.UNCHANGED, place.subject)]

    def _place(self, row: KeyedRow) -> _Place:
        """Raises ValueError with the reason, in French."""
        contract = self.contracts.get(row.texts.get("contract", "").upper())
        if contract is None:
            raise ValueError(OUT_OF_SCOPE)
        text, number = row.texts.get("number", ""), whole(row.texts.get("number", "")) or 0
        if contract.pk not in self._actions:
            self._actions[contract.pk] = {one.number: one for one in with_years(contract)}
        action = self._actions[contract.pk].get(number)
        if action is None:
            raise ValueError(f"Le contrat {contract.reference} n’a pas d’action n°{NBSP}{text[:60] or '?'}.")
        year = whole(row.texts.get("year", "")) or 0
        if year not in contract.years:
            raise ValueError(f"Le contrat {contract.reference} ne couvre pas l’exercice {year or '?'}.")
        earlier = self._seen.setdefault((action.pk, year), row.number)
        if earlier != row.number:
            raise ValueError(f"Cette action est déjà à la ligne {earlier}{NBSP}: gardez une seule des deux.")
        return _Place(contract, action, year)

    def _cells(self, row: KeyedRow, place: _Place, sheet: str) -> Iterator[Proposal]:
        for key in VALUES:
            part = PART_OF[key]
            held = part.held(place.action, place.year)
            before = getattr(held, part.fields[key])
            said = self._said(row, key, before)
            if not said.fault and said.value == before:
                continue
            lock = self._lock(place, part.name)
            more: dict[str, Any] = {"before": told(before), "questions": said.questions}
            if lock or said.fault:
                standing = Standing.ASKED if said.is_asked and not lock else Standing.REFUSED
                yield _cell(row, place, key, sheet, standing, message=lock or said.fault, **more)
                continue
            version = held.version if held.pk else 0
            named = (place.contract.pk, place.action.pk, place.year, part.name)
            more |= {"after": told(said.value), "entry": YearEdit(*named, version, key, said.value)}
            more["reading"] = WILL_BE_EMPTIED if key in row.emptied else ""
            standing = Standing.NEW if before in (None, "") else Standing.CHANGED
            yield _cell(row, place, key, sheet, standing, **more)

    def _said(self, row: KeyedRow, key: str, before: Any) -> _Said:
        """What the cell says; what stands where it says nothing."""
        if key in (row.unread or {}):
            return _Said(fault=(row.unread or {})[key])
        if key in row.emptied or key not in row.texts:
            return _Said(nothing_of(key) if key in row.emptied else before)
        if row.texts[key].split() == told(before).split():
            return _Said(before)
        read = ReadRow(row, self.answers)
        try:
            value = read.meant(key, lambda: self.fields[key].widget.clean(row.texts[key]))
            return _Said(_admitted(key, value), questions=read.of(key))
        except ValueError as fault:
            return _Said(fault=str(fault), questions=read.of(key))

    def _lock(self, place: _Place, part: str) -> str:
        """Why a part of the year cannot be written, in French; asked once for all the actions."""
        contract, year = place.contract, place.year
        if (contract.pk, year) not in self.restricted:
            return ""
        if (contract.pk, year) not in self._locks:
            asked = [(action, name) for action in self._actions[contract.pk].values() for name in PARTS]
            subjects = [PARTS[name].held(action, year) for action, name in asked]
            told_of = years.refusals(contract, year, subjects)
            self._locks[contract.pk, year] = {
                (action.pk, name): said for (action, name), said in zip(asked, told_of, strict=True)
            }
        return self._locks[contract.pk, year][place.action.pk, part]


def _cell(row: KeyedRow, place: _Place, key: str, sheet: str, standing: Standing, **more: Any) -> Proposal:
    more["contract_id"] = place.contract.pk
    return row.cell(key, TITLES[key][0], place.subject, sheet, standing, **more)


def read_years(book: Book, seat: Seat, answers: Answers) -> Plan:
    """What a table of yearly plans and reviews would do today, for the contracts that the seat edits."""
    resource = ActionYearsResource(seat, answers)
    return plan_of_rows(
        book, COLUMNS, answers, lambda sheet: partial(resource.proposals, sheet=sheet), VALUES
    )
