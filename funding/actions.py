"""What is written on the money of a year: atomic, under lock, conflicts told cell by cell, journalled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max, ProtectedError

from accounts.models import Organisation, Seat
from contracts import years
from contracts.models import Contract
from core import journal
from core.acting import acting
from core.formats import joined
from core.rights import refusal, require
from core.traces import difference, snapshot
from funding.enums import AMOUNT_FIELDS, FundingSource
from funding.models import FundingLine
from funding.rules import forbidden, own_sources

WRITTEN = (*AMOUNT_FIELDS, "comment")
IDENTITY = ("source", "payer", "payee", "payee_label", "action")


@dataclass(frozen=True)
class LineEdit:
    """What a page sends for one line: the version it showed, and the value of each cell it lets enter."""

    pk: int
    shown_version: int
    values: Mapping[str, Any]


@dataclass(frozen=True)
class CellConflict:
    """A cell that two people changed: what the page showed, what is saved now, what was typed."""

    field: str
    base: Any
    theirs: Any
    yours: Any


@dataclass(frozen=True)
class LineConflict:
    """A line changed since it was shown: the cells in dispute, and whose change it was.

    `moved` holds what they changed in the cells that this person left alone, by field.
    """

    line: FundingLine
    cells: tuple[CellConflict, ...]
    moved: Mapping[str, Any]
    who: str
    at: datetime | None


class LinesChanged(Exception):
    """Somebody changed the same cells meanwhile; nothing was saved."""

    def __init__(self, conflicts: Sequence[LineConflict]) -> None:
        super().__init__("Des montants ont été modifiés par quelqu’un d’autre depuis l’ouverture de la page.")
        self.conflicts = list(conflicts)


@transaction.atomic
def save_lines(
    contract: Contract, *, year: int, edits: Sequence[LineEdit], by: Seat, reason: str = ""
) -> list[FundingLine]:
    """Save the cells that were really changed, on all the lines or on none; the lines written.

    Two people may work on the same line as long as they touch different cells. Raises LinesChanged when they
    touched the same, PermissionDenied for a cell that is not the seat's, YearLocked for a line that may not
    change now, ValidationError for an amount the model refuses.
    """
    with acting(by):
        Contract.locked(contract.pk)
        rows = _locked(contract, year, [edit.pk for edit in edits])
        compared = [_Compared.of(rows[edit.pk], edit) for edit in edits if edit.pk in rows]
        disputed = [one.dispute() for one in compared if one.disputed]
        if disputed:
            raise LinesChanged(disputed)
        written = [one for one in compared if one.yours]
        _check_open(contract, year, [one.line for one in written])
        for one in written:
            _write(one.line, one.yours, by, reason)
    return [one.line for one in written]


@transaction.atomic
def add_line(
    contract: Contract, *, year: int, source: str, by: Seat, payer: Organisation | None = None, **values: Any
) -> FundingLine:
    """Add a line of one's own source; `values` are other fields of the line.

    `payer` matters for other co-financers alone: the contract says who pays from the rest. Raises
    PermissionDenied, YearLocked, ValidationError (the line exists, a negative amount).
    """
    place = f"une ligne «\u00a0{FundingSource(source).label}\u00a0»"
    if FundingSource(source) not in own_sources(by, contract):
        raise PermissionDenied(refusal(f"ajouter {place}"))
    with acting(by):
        Contract.locked(contract.pk)
        line = FundingLine(contract=contract, fiscal_year=year, source=source, **values)
        if refused := forbidden(
            by, line, [name for name in WRITTEN if getattr(line, name) not in (None, "")]
        ):
            raise PermissionDenied(refusal(f"saisir {joined(refused)} sur {place}"))
        line.payer = payer if payer and source == FundingSource.OTHER else _party_that_pays(contract, source)
        lines = FundingLine.objects.filter(contract=contract, fiscal_year=year)
        line.position = (lines.aggregate(last=Max("position"))["last"] or 0) + 1
        years.check_open(contract, year, line)
        line.full_clean()
        line.save()
        _record(line, "Ajouter une ligne de financement", by, {}, snapshot(line, (*IDENTITY, *WRITTEN)))
    return line


@transaction.atomic
def carry_lines(contract: Contract, *, year: int, by: Seat) -> list[FundingLine]:
    """Lay out the year's lines of one's own sources as they were the year before, without any amount.

    A line that the year already has is left alone. Raises PermissionDenied, YearLocked.
    """
    sources = own_sources(by, contract)
    require("funding.enter", by, contract, "reprendre les lignes de l’année précédente")
    with acting(by):
        Contract.locked(contract.pk)
        own = FundingLine.objects.filter(contract=contract, source__in=sources).order_by("position", "pk")
        known = {identity_of(line) for line in own.filter(fiscal_year=year)}
        before = own.filter(fiscal_year=year - 1).select_related("payer", "action")
        missing = [line for line in before if identity_of(line) not in known]
        return [lay_out_line(line, contract, year, by) for line in missing]


@transaction.atomic
def remove_line(line: FundingLine, *, by: Seat, shown_version: int) -> None:
    """Remove a line of one's own source that holds no amount.

    Raises PermissionDenied, YearLocked, StaleVersion, ValidationError when an amount is filled or when the
    line is cited elsewhere (a remark of the report).
    """
    contract = line.contract
    require("funding.enter", by, contract, "retirer une ligne de financement")
    with acting(by):
        Contract.locked(contract.pk)
        row = FundingLine.locked(line.pk, shown_version)
        if FundingSource(row.source) not in own_sources(by, contract):
            raise PermissionDenied(refusal(f"retirer une ligne «\u00a0{row.get_source_display()}\u00a0»"))
        years.check_open(contract, row.fiscal_year, row)
        if any(getattr(row, name) is not None for name in AMOUNT_FIELDS):
            raise ValidationError("Cette ligne porte des montants\u00a0: videz-les avant de la retirer.")
        _record(row, "Retirer une ligne de financement", by, snapshot(row, IDENTITY), {})
        try:
            row.delete()
        except ProtectedError as error:
            raise ValidationError("Une remarque cite cette ligne\u00a0: elle reste au dossier.") from error


def identity_of(line: FundingLine) -> tuple[Any, ...]:
    """What tells a line from the others of its year, and is the same in another."""
    return line.source, line.payer_id, line.payee, line.payee_label, line.action_id


def lay_out_line(line: FundingLine, contract: Contract, year: int, by: Seat) -> FundingLine:
    """The same line in another year, without any amount."""
    same = {"payee": line.payee, "payee_label": line.payee_label, "action": line.action}
    return add_line(contract, year=year, source=line.source, payer=line.payer, by=by, **same)


def _locked(contract: Contract, year: int, pks: Sequence[int]) -> dict[int, FundingLine]:
    own = FundingLine.objects.filter(contract=contract, fiscal_year=year, pk__in=pks).order_by("pk")
    rows = {line.pk: line for line in own.select_for_update(of=("self",))}
    for line in rows.values():
        line.contract = contract
    return rows


@dataclass
class _Compared:
    """A line under lock beside what the page sent: what to write, what is in dispute, what others moved."""

    line: FundingLine
    yours: dict[str, Any] = field(default_factory=dict)
    disputed: list[CellConflict] = field(default_factory=list)
    moved: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, line: FundingLine, edit: LineEdit) -> Self:
        """As shown, as saved, as typed. A line whose past is unknown disputes every difference."""
        compared = cls(line)
        base = line if line.version == edit.shown_version else _as_shown(line, edit.shown_version)
        for name, yours in edit.values.items():
            theirs, shown = getattr(line, name), getattr(base, name) if base else None
            if base and yours == shown:
                compared.moved |= {name: theirs} if theirs != shown else {}
            elif yours != theirs:
                compared.yours[name] = yours
                if base is None or theirs != shown:
                    compared.disputed.append(CellConflict(name, shown, theirs, yours))
        return compared

    def dispute(self) -> LineConflict:
        """The conflict to show."""
        last = self.line.history.order_by("-history_id").first()
        who, at = (last.history_seat_label, last.history_date) if last else ("", None)
        return LineConflict(self.line, tuple(self.disputed), self.moved, who, at)


def _as_shown(line: FundingLine, version: int) -> Any:
    """The line as the page showed it, from its history; None when the history does not reach it."""
    return line.history.filter(version=version).order_by("-history_id").first()


def _check_open(contract: Contract, year: int, lines: Sequence[FundingLine]) -> None:
    reasons = [reason for reason in years.refusals(contract, year, lines) if reason]
    if reasons:
        raise years.YearLocked(reasons[0])


def _write(line: FundingLine, values: Mapping[str, Any], by: Seat, reason: str) -> None:
    refused = forbidden(by, line, values)
    if refused:
        place = f"«\u00a0{line.get_source_display()}\u00a0»"
        raise PermissionDenied(refusal(f"saisir {joined(refused)} sur une ligne {place}"))
    before = snapshot(line, values)
    for name, value in values.items():
        setattr(line, name, value)
    line.full_clean()
    line.save_next()
    moved = difference(before, snapshot(line, values))
    _record(line, "Saisir les financements", by, *moved, reason=reason)


def _party_that_pays(contract: Contract, source: str) -> Organisation:
    kind = FundingSource(source).payer_kind
    return next(party.organisation for party in contract.parties.all() if party.kind == kind)


def _record(
    line: FundingLine,
    act: str,
    by: Seat,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    reason: str = "",
) -> None:
    journal.record(
        chain=line.journal_chain,
        act=act,
        subject=line,
        by=by,
        before=dict(before),
        after=dict(after),
        reason=reason,
    )
