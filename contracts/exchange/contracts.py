"""Reading a table of contracts: the contract that each row would open, or the facts it would change."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import rules
from import_export.fields import Field
from import_export.resources import Resource

from accounts.exchange.widgets import ChoiceWidget, DayWidget, NumberWidget, YesNoWidget
from accounts.models import Organisation, Seat, Territory
from contracts.enums import ContractState
from contracts.exchange.contract_columns import (
    CHANGED,
    COLUMNS,
    KINDS,
    MAY_BE_EMPTIED,
    PARTIES,
    TITLES,
    row_of,
    told,
)
from contracts.exchange.read_row import ReadRow
from contracts.exchange.widgets import OrganisationWidget, TextWidget
from contracts.models import Contract, Framework
from core.formats import NBSP, joined
from core.imports.kinds import Answers
from core.imports.plan import Origin, Plan, Proposal, Standing
from core.imports.rows import EMPTIED, WILL_BE_EMPTIED, KeyedRow, plan_of_rows
from core.tabular import Column, ColumnKind, Table
from core.tabular.reading import Book

NOTE = (
    "Une ligne par contrat. Un contrat qui existe (cadre et territoire) reçoit ses dates et sa part\u00a0; "
    "son état, ses parties et ses signatures ne changent pas par fichier. Une case vide n’efface "
    f"rien\u00a0; écrivez {EMPTIED} pour vider une case."
)
OUT_OF_ORDER = "Un contrat ne peut finir avant d’avoir commencé."
OUT_OF_FRAMEWORK = "La période sort de celle du cadre."
NEEDED = "ne peut être vidé par fichier."
SIGNED = "La période d’un contrat signé ne change que par un avenant."


@dataclass(frozen=True)
class NewContract:
    """A contract to open: its framework, territory, parties by kind, and its other terms."""

    framework: Framework
    territory: Territory
    parties: Mapping[str, Organisation]
    terms: Mapping[str, Any]


@dataclass(frozen=True)
class ContractEdit:
    """One cell to write: a fact of a contract and its value, on the version that was read."""

    contract_id: int
    version: int
    key: str
    value: Any


def _column(key: str, widget: Any) -> Field:
    return Field(attribute=key, column_name=TITLES[key][0], widget=widget)


class ContractsResource(Resource):
    """The columns of a table of contracts, for a seat that administers."""

    departement = _column("departement", OrganisationWidget(lambda own: own["departement"]))
    prefecture = _column("prefecture", OrganisationWidget(lambda own: own["prefecture"]))
    ars = _column("ars", OrganisationWidget(lambda own: own["ars"]))
    starts_on = _column("starts_on", DayWidget())
    ends_on = _column("ends_on", DayWidget())
    state = _column("state", ChoiceWidget(ContractState.choices))
    signed_on = _column("signed_on", DayWidget())
    odpe_informed_on = _column("odpe_informed_on", DayWidget())
    deliberated_on = _column("deliberated_on", DayWidget())
    departement_share_percent = _column("departement_share_percent", NumberWidget(decimals=2))
    provenance = _column("provenance", TextWidget())
    is_fictitious = _column("is_fictitious", YesNoWidget())

    def __init__(self, seat: Seat, answers: Answers) -> None:
        super().__init__()
        self.seat, self.answers = seat, answers
        self.frameworks = {one.code: one for one in Framework.objects.all()}
        self.territories = {one.code.upper(): one for one in Territory.objects.all()}
        found = Contract.objects.select_related("framework", "territory").prefetch_related("parties")
        self.contracts = {(one.framework_id, one.territory_id): one for one in found}
        organisations = list(Organisation.objects.filter(kind__in=PARTIES))
        self.organisations = {kind: [one for one in organisations if one.kind == kind] for kind in PARTIES}
        self.seen: dict[tuple[int, int], int] = {}

    def proposals(self, row: KeyedRow, sheet: str) -> list[Proposal]:
        """What the row would do: one contract to open, or a proposal for each cell that changes."""
        where = Origin(row.number, sheet=sheet)
        subject = f"{row.texts.get('territory', '')}, cadre {row.texts.get('framework', '')}"
        if row.is_waiting:
            return [row.held_back(subject, sheet)]
        try:
            framework, territory = self._named(row)
        except ValueError as fault:
            return [Proposal(f"{row.number}", where, Standing.REFUSED, subject, message=str(fault))]
        contract = self.contracts.get((framework.pk, territory.pk))
        read = self._read(row)
        if contract is not None:
            _check_terms(contract, read.values, read.faults)
            return _edits(contract, read, where)
        return [self._opening(read, framework, territory, where)]

    def _named(self, row: KeyedRow) -> tuple[Framework, Territory]:
        """The framework and the territory of the row, named once in the file. Raises ValueError."""
        code, place = row.texts.get("framework", ""), row.texts.get("territory", "").upper()
        framework = self.frameworks.get(code)
        if framework is None:
            known = joined(sorted(self.frameworks), "ou")
            raise ValueError(f"«{NBSP}{code}{NBSP}» n’est pas un cadre{NBSP}: écrivez {known}.")
        territory = self.territories.get(place) or self.territories.get(f"0{place}")
        if territory is None:
            raise ValueError(f"«{NBSP}{place}{NBSP}» n’est pas le code d’un territoire.")
        earlier = self.seen.setdefault((framework.pk, territory.pk), row.number)
        if earlier != row.number:
            raise ValueError(f"Ce contrat est déjà à la ligne {earlier}{NBSP}: gardez une seule des deux.")
        return framework, territory

    def _read(self, row: KeyedRow) -> ReadRow:
        read = ReadRow(row, self.answers)
        for key, field in self.fields.items():
            if key in row.emptied and key not in MAY_BE_EMPTIED:
                read.faults[key] = NEEDED
            elif key in row.emptied:
                read.values[key] = "" if key == "provenance" else None
            if key in row.texts and key not in read.faults:
                read.take(key, partial(field.widget.clean, row.texts[key], row=self.organisations))
        share = read.values.get("departement_share_percent")
        if share is not None and not 0 <= share <= 100:
            del read.values["departement_share_percent"]
            read.faults["departement_share_percent"] = (
                "La part du département est un pourcentage, de 0 à 100."
            )
        return read

    def _opening(self, read: ReadRow, framework: Framework, territory: Territory, where: Origin) -> Proposal:
        values, faults = read.values, read.faults
        subject = f"{territory.code}-{framework.first_year}, nouveau contrat"
        if not rules.has_perm("accounts.administer", self.seat):
            faults["territory"] = "Seule l’administration nationale ouvre un contrat."
        for key in (*PARTIES, "starts_on", "ends_on"):
            if key not in values and key not in faults:
                faults[key] = "à renseigner pour un nouveau contrat."
        _check_period(framework, values, faults)
        if faults:
            return read.held(where, subject, TITLES)
        terms = {key: value for key, value in values.items() if key not in PARTIES}
        entry = NewContract(framework, territory, {kind: values[kind] for kind in PARTIES}, terms)
        start, end = (told(key, values[key]) for key in ("starts_on", "ends_on"))
        after = f"{territory.name}, du {start} au {end}"
        more: dict[str, Any] = {"after": after, "entry": entry, "questions": read.of_row(TITLES)}
        return Proposal(f"{read.number}", where, Standing.NEW, subject, **more)


def _check_period(framework: Framework, values: dict[str, Any], faults: dict[str, str]) -> None:
    start, end = values.get("starts_on"), values.get("ends_on")
    if not start or not end:
        return
    if end < start:
        faults["ends_on"] = OUT_OF_ORDER
    elif start.year < framework.first_year or end.year > framework.last_year:
        faults["starts_on"] = OUT_OF_FRAMEWORK


def _check_terms(contract: Contract, values: dict[str, Any], faults: dict[str, str]) -> None:
    """What a file may not change of a contract that exists is refused when it differs."""
    for key in ("starts_on", "ends_on"):
        moved = key in values and values[key] != getattr(contract, key)
        if moved and contract.state != ContractState.DRAFT:
            faults[key] = SIGNED
    for key in ("state", "signed_on", "is_fictitious"):
        if key in values and values[key] != getattr(contract, key):
            faults[key] = "ne se change pas par fichier\u00a0; laissez la case vide."
    parties = {party.kind: party.organisation_id for party in contract.parties.all()}
    for kind in PARTIES:
        if kind in values and values[kind].pk != parties.get(kind):
            faults[kind] = "n’est pas la partie de ce contrat\u00a0; une partie change par avenant."


def _edits(contract: Contract, read: ReadRow, where: Origin) -> list[Proposal]:
    row, values, faults = read.row, read.values, read.faults

    def cell(key: str, standing: Standing, **more: Any) -> Proposal:
        more["before"] = told(key, getattr(contract, key)) if key in CHANGED else ""
        more["questions"] = read.of(key)
        return row.cell(key, TITLES[key][0], contract.reference, where.sheet, standing, **more)

    made = [cell(key, read.standing(key), message=fault) for key, fault in faults.items()]
    for key in CHANGED:
        if key in values and key not in faults and values[key] != getattr(contract, key):
            entry = ContractEdit(contract.pk, contract.version, key, values[key])
            more = {"after": told(key, values[key]), "contract_id": contract.pk, "entry": entry}
            more["reading"] = WILL_BE_EMPTIED if key in row.emptied else ""
            made.append(cell(key, Standing.CHANGED, **more))
    shown = str(contract)
    return made or [Proposal(f"{row.number}", where, Standing.UNCHANGED, shown, before=shown, after=shown)]


def read_contracts(book: Book, seat: Seat, answers: Answers) -> Plan:
    """What a table of contracts would do today."""
    resource = ContractsResource(seat, answers)
    return plan_of_rows(
        book, COLUMNS, answers, lambda sheet: partial(resource.proposals, sheet=sheet), CHANGED
    )


def contracts_to_fill(seat: Seat) -> Table:
    """The contracts that the seat sees, ready to be changed or added to."""
    found = Contract.objects.visible_to(seat).for_list().prefetch_related("parties__organisation")
    columns = [Column(key, TITLES[key][0], KINDS.get(key, ColumnKind.TEXT)) for key in TITLES]
    return Table("Contrats", columns, (row_of(one) for one in found), NOTE)
