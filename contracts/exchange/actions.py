"""Reading a table of actions: what each row would change, cell by cell, or the fiche it would add."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from import_export.fields import Field
from import_export.resources import Resource

from accounts.enums import OrganisationKind
from accounts.exchange.widgets import ChoiceWidget, DayWidget, NumberWidget
from accounts.models import Organisation, Seat
from contracts.enums import ActionState
from contracts.exchange.columns import (
    COLUMNS,
    DELIVERABLES,
    NEVER_EMPTY,
    TITLES,
    VALUES,
    nothing_of,
    told,
    value_of,
)
from contracts.exchange.read_row import ReadRow
from contracts.exchange.tables import edited_by
from contracts.exchange.widgets import (
    DeliverablesWidget,
    IndicatorsWidget,
    ObjectivesWidget,
    OrganisationWidget,
    TextWidget,
)
from contracts.models import Action, Contract
from contracts.plan.deliverables import as_entries, recognised
from contracts.plan.followed import KEY, followed_by
from core.formats import NBSP
from core.imports.kinds import Answers
from core.imports.plan import Origin, Plan, Proposal, Standing
from core.imports.rows import WILL_BE_EMPTIED, KeyedRow, plan_of_rows
from core.numbers import whole
from core.tabular.reading import Book

LESS_THAN_ZERO = "Un nombre de postes ne peut être négatif."
NEEDED = "ne peut être vidé\u00a0: une fiche en a toujours un."
OUT_OF_ORDER = "Une action ne peut finir avant d’avoir commencé."


@dataclass(frozen=True)
class ActionEdit:
    """One cell to write: a field of an action and its value, on the version that was read."""

    contract_id: int
    action_id: int
    version: int
    key: str
    value: Any


@dataclass(frozen=True)
class NewAction:
    """A fiche to add, with all its values."""

    contract_id: int
    values: Mapping[str, Any]


def _column(key: str, widget: Any) -> Field:
    return Field(attribute=key, column_name=TITLES[key][0], widget=widget)


@dataclass
class _Context:
    """What the cells of a row may name."""

    contract: Contract
    organisations: list[Organisation]
    objectives: list[Any] = field(default_factory=list)
    indicators: list[Any] = field(default_factory=list)


class ActionsResource(Resource):
    """The columns of a table of actions, for the contracts whose actions a seat edits."""

    title = _column("title", TextWidget(200))
    state = _column("state", ChoiceWidget(ActionState.choices))
    objectives = _column("objectives", ObjectivesWidget(lambda context: context.objectives))
    indicators = _column(KEY, IndicatorsWidget(lambda context: context.indicators))
    purpose = _column("purpose", TextWidget())
    audience = _column("audience", TextWidget())
    actors = _column("actors", TextWidget())
    lead = _column("lead", TextWidget(160))
    carrier = _column("carrier", OrganisationWidget(lambda context: context.organisations))
    delegate = _column("delegate", OrganisationWidget(lambda context: context.organisations))
    starts_on = _column("starts_on", DayWidget())
    ends_on = _column("ends_on", DayWidget())
    staff_fte = _column("staff_fte", NumberWidget(decimals=2))
    deliverables = _column(DELIVERABLES, DeliverablesWidget())

    def __init__(self, seat: Seat, answers: Answers) -> None:
        super().__init__()
        self.answers = answers
        contracts = edited_by(seat)
        self.contracts = {one.reference: one for one in contracts}
        carriers = list(Organisation.objects.filter(kind=OrganisationKind.CARRIER))
        self.contexts = {one.pk: _context(one, carriers) for one in contracts}
        actions = Action.objects.filter(contract__in=contracts).select_related("carrier", "delegate")
        self.actions = {
            (one.contract_id, one.number): one
            for one in actions.prefetch_related("objectives", DELIVERABLES, followed_by().prefetch)
        }
        self.seen: dict[tuple[int, int], int] = {}

    def proposals(self, row: KeyedRow, sheet: str) -> list[Proposal]:
        """What the row would do: a proposal for each cell that changes, or one for all."""
        contract = self.contracts.get(row.texts.get("contract", "").upper())
        subject = f"{row.texts.get('contract', '')}, action {row.texts.get('number', '') or 'nouvelle'}"
        where = Origin(row.number, sheet=sheet)
        if row.is_waiting:
            return [row.held_back(subject, sheet)]
        if contract is None:
            message = "Ce contrat n’existe pas, ou vous n’en modifiez pas les fiches action."
            return [_refused(where, subject, row.texts.get("contract", ""), message)]
        try:
            action = self._action(contract, row)
        except ValueError as fault:
            return [_refused(where, subject, row.texts.get("number", ""), str(fault))]
        read = self._read(contract, row, action)
        return [_addition(contract, read, sheet)] if action is None else _edits(contract, action, read, sheet)

    def _action(self, contract: Contract, row: KeyedRow) -> Action | None:
        """The action that the row names; None for a new one. Raises ValueError."""
        text = row.texts.get("number", "")
        if not text:
            return None
        number = whole(text)
        found = self.actions.get((contract.pk, number or 0))
        if found is None:
            raise ValueError(
                f"Le contrat {contract.reference} n’a pas d’action n°{NBSP}{text}{NBSP}: laissez le numéro "
                "vide pour une nouvelle fiche."
            )
        earlier = self.seen.setdefault((contract.pk, found.number), row.number)
        if earlier != row.number:
            raise ValueError(f"Cette action est déjà à la ligne {earlier}{NBSP}: gardez une seule des deux.")
        return found

    def _read(self, contract: Contract, row: KeyedRow, action: Action | None) -> ReadRow:
        context = self.contexts[contract.pk]
        read = ReadRow(row, self.answers)
        for key in VALUES:
            if key in read.faults or _is_same(row, action, key):
                continue
            if key in row.emptied:
                read.take(key, partial(_emptied, key))
            elif key in row.texts:
                read.take(key, partial(self.fields[key].widget.clean, row.texts[key], row=context))
        if DELIVERABLES in read.values and action is not None:
            read.values[DELIVERABLES] = recognised(read.values[DELIVERABLES], as_entries(action))
        _check(read.values, read.faults, action)
        return read


def _emptied(key: str) -> Any:
    if key in NEVER_EMPTY:
        raise ValueError(NEEDED)
    return nothing_of(key)


def _check(values: Mapping[str, Any], faults: dict[str, str], action: Action | None) -> None:
    """What holds between the values of a row, and with those that stand."""
    if (values.get("staff_fte") or 0) < 0:
        faults["staff_fte"] = LESS_THAN_ZERO
    start = values.get("starts_on", action.starts_on if action else None)
    end = values.get("ends_on", action.ends_on if action else None)
    if start and end and end < start:
        faults["ends_on" if "ends_on" in values else "starts_on"] = OUT_OF_ORDER


def _is_same(row: KeyedRow, action: Action | None, key: str) -> bool:
    """Whether a cell says what our own table says: nothing of it is to be understood again."""
    if action is None or key not in row.texts:
        return False
    return row.texts[key].split() == told(key, value_of(action, key)).split()


def _context(contract: Contract, carriers: list[Organisation]) -> _Context:
    parties = [party.organisation for party in contract.parties.all()]
    own = {one.pk: one for one in [*carriers, *parties]}
    retained = contract.retained_objectives.select_related("objective")
    indicators = list(followed_by().offered(contract))
    return _Context(contract, list(own.values()), [one.objective for one in retained], indicators)


def _refused(where: Origin, subject: str, typed: str, message: str) -> Proposal:
    return Proposal(f"{where.row}", where, Standing.REFUSED, subject, typed=typed, message=message)


def _addition(contract: Contract, read: ReadRow, sheet: str) -> Proposal:
    row, values = read.row, read.values
    where, subject = Origin(row.number, sheet=sheet), f"{contract.reference}, nouvelle fiche action"
    title = row.texts.get("title", "")
    if not title:
        read.faults["title"] = "Une nouvelle fiche a un intitulé."
    if read.faults:
        return read.held(where, subject, TITLES, typed=title, contract_id=contract.pk)
    others = [
        f"{TITLES[key][0]}{NBSP}: {told(key, values[key])}"
        for key in values
        if key not in {"title", *row.emptied}
    ]
    after = f"{NBSP}; ".join([title, *others])
    entry = NewAction(contract.pk, values)
    return Proposal(
        f"{row.number}",
        where,
        Standing.NEW,
        subject,
        typed=title,
        after=after,
        questions=read.of_row(TITLES),
        contract_id=contract.pk,
        entry=entry,
    )


def _edits(contract: Contract, action: Action, read: ReadRow, sheet: str) -> list[Proposal]:
    """A proposal for each cell that is refused or that changes; one for the row when none does."""
    row = read.row
    name = f"{contract.reference}, action {action.number}"

    def cell(key: str, standing: Standing, **more: Any) -> Proposal:
        more["before"] = told(key, value_of(action, key)) if key in VALUES else ""
        more["questions"] = read.of(key)
        return row.cell(key, TITLES[key][0], name, sheet, standing, **more)

    made = [cell(key, read.standing(key), message=fault) for key, fault in read.faults.items()]
    for key, value in read.values.items():
        if key not in read.faults and value != value_of(action, key):
            entry = ActionEdit(contract.pk, action.pk, action.version, key, value)
            reading = WILL_BE_EMPTIED if key in row.emptied else ""
            more = {"after": told(key, value), "contract_id": contract.pk, "entry": entry, "reading": reading}
            made.append(cell(key, Standing.CHANGED, **more))
    return made or [_unchanged(row, name, action, sheet)]


def _unchanged(row: KeyedRow, name: str, action: Action, sheet: str) -> Proposal:
    where, title = Origin(row.number, sheet=sheet), action.title
    return Proposal(f"{row.number}", where, Standing.UNCHANGED, name, before=title, after=title)


def read_actions(book: Book, seat: Seat, answers: Answers) -> Plan:
    """What a table of actions would do today, for the contracts whose actions the seat edits."""
    resource = ActionsResource(seat, answers)
    return plan_of_rows(
        book, COLUMNS, answers, lambda sheet: partial(resource.proposals, sheet=sheet), VALUES
    )
