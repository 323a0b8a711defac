"""No sequence of entries makes two totals of the same money disagree, and no cent is ever lost."""

import csv
from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.formats import number
from core.tabular import export
from funding import balance
from funding.actions import LineEdit, add_line, remove_line, save_lines
from funding.carrying import accept, propose, refuse
from funding.cell_entry import submit_cell
from funding.enums import AMOUNT_FIELDS
from funding.exports import EXPORT_COLUMNS, export_of
from funding.models import CarryOver, FundingLine
from funding.queries import lines_of, summaries_of
from funding.rules import editable_fields
from funding.sheet import Sheet
from reports.funding_builder import funding_content
from tests.factories import ActionFactory

YEAR = 2024
SOURCES = {
    "p304": "prefecture_editor_67",
    "fir": "ars_editor",
    "ondam": "ars_editor",
    "departement": "editor_67",
}
ENTERED = [name for name in AMOUNT_FIELDS if name != "carried_in_amount"]
cents = st.none() | st.integers(0, 10**13)
# As people write them: with groups or without, a comma or a point that no group can be mistaken for.
WRITINGS = [
    lambda amount: number(amount, 2),
    lambda amount: f"{amount:.2f}".replace(".", ","),
    lambda amount: f"{number(amount, 2)}\u00a0€",
]
additions = st.tuples(st.just("add"), st.sampled_from(sorted(SOURCES)), st.integers(0, 2), cents)
entries = st.tuples(
    st.just("enter"), st.integers(0, 9), st.sampled_from(ENTERED), cents, st.sampled_from(WRITINGS)
)
removals = st.tuples(st.just("remove"), st.integers(0, 9))
carryings = st.tuples(st.just("carry"), st.sampled_from(["p304", "fir", "ondam"]), st.integers(1, 10**13))
refusals = st.tuples(st.just("refuse"), st.sampled_from(["p304", "fir", "ondam"]))
undoings = st.tuples(st.just("undo"), st.integers(0, 9))
sequences = st.lists(
    st.one_of(additions, entries, entries, entries, undoings, removals, carryings, refusals), max_size=14
)


class World:
    """A contract, those who enter its money, and what its amounts should be, counted in whole cents."""

    def __init__(self, contract: Any, seats: dict[str, Any], actions: list[Any]) -> None:
        self.contract, self.seats, self.actions = contract, seats, actions
        self.expected: dict[int, dict[str, int | None]] = {}
        self.done: list[tuple[Any, str, str, str, int | None]] = []

    def play(self, step: Any) -> None:
        getattr(self, step[0])(*step[1:])

    def add(self, source: str, place: int, amount: int | None) -> None:
        action = [None, *self.actions][place]
        if FundingLine.objects.filter(fiscal_year=YEAR, source=source, action=action).exists():
            return
        payee = "establishments" if source == "ondam" else "departement"
        given = {"action": action, "payee": payee, "notified_amount": euros(amount)}
        line = add_line(self.contract, year=YEAR, source=source, by=self.seats[SOURCES[source]], **given)
        self.expected[line.pk] = dict.fromkeys(AMOUNT_FIELDS) | {"notified_amount": amount}

    def enter(self, at: int, part: str, amount: int | None, written: Any) -> None:
        line = self.line(at)
        seat = next((one for one in self.seats.values() if line and part in editable_fields(one, line)), None)
        if line is None or seat is None:
            return
        before, text = self.expected[line.pk][part], "" if amount is None else written(euros(amount))
        if amount is not None and amount > 99_999_999_999_999:
            return
        if part == "payment_credits_amount":
            self.say(seat, line, amount)
            return
        answer = self.send(seat, line, part, value=text, shown=str(line.version))
        assert answer.state == "saved", answer.message
        self.expected[line.pk][part] = amount
        if answer.before != answer.cell.mark:
            self.done.append((seat, part, answer.before, answer.cell.mark, before, line.pk))

    def say(self, seat: Any, line: FundingLine, amount: int | None) -> None:
        """On the page of the line, as the grid has no column for it while nobody uses it."""
        edit = LineEdit(line.pk, line.version, {"payment_credits_amount": euros(amount)})
        save_lines(self.contract, year=YEAR, edits=[edit], by=seat)
        self.expected[line.pk]["payment_credits_amount"] = amount

    def undo(self, at: int) -> None:
        if not self.done:
            return
        seat, part, before, mark, amount, pk = self.done[at % len(self.done)]
        line = FundingLine.objects.filter(pk=pk).first()
        if line is None:
            return
        answer = self.send(seat, line, part, undo=before, shown=mark)
        if answer.state == "saved":
            self.expected[pk][part] = amount

    def remove(self, at: int) -> None:
        line = self.line(at)
        if line is None or any(amount is not None for amount in self.expected[line.pk].values()):
            return
        line.contract = self.contract
        remove_line(line, by=self.seats[SOURCES[line.source]], shown_version=line.version)
        del self.expected[line.pk]

    def carry(self, source: str, amount: int) -> None:
        """Keep credits of the year before: its département asks, its payer accepts."""
        line, seat = self.before(source), self.seats[SOURCES[source]]
        carry = CarryOver.objects.filter(line=line).first()
        if carry and carry.into_id:
            return
        said = {"amount": euros(amount), "justification": "Postes pourvus tard."}
        version = carry.version if carry else 0
        propose(self.contract, line, by=self.seats["editor_67"], shown_version=version, **said)
        carry = CarryOver.objects.get(line=line)
        accept(self.contract, carry, by=seat, shown_version=carry.version)
        into = CarryOver.objects.get(line=line).into_id
        self.expected.setdefault(into, dict.fromkeys(AMOUNT_FIELDS))["carried_in_amount"] = amount

    def refuse(self, source: str) -> None:
        """The payer takes back what it had accepted."""
        carry = CarryOver.objects.filter(line=self.before(source)).first()
        if carry and carry.into_id:
            said = {"shown_version": carry.version, "reason": "Crédits annulés."}
            self.expected[carry.into_id]["carried_in_amount"] = None
            refuse(self.contract, carry, by=self.seats[SOURCES[source]], **said)

    def before(self, source: str) -> FundingLine:
        payee = "establishments" if source == "ondam" else "departement"
        line = FundingLine.objects.filter(fiscal_year=YEAR - 1, source=source).first()
        if line is None:
            said = {"payee": payee, "notified_amount": Decimal(10**11)}
            by = self.seats[SOURCES[source]]
            line = add_line(self.contract, year=YEAR - 1, source=source, by=by, **said)
            spent = LineEdit(line.pk, line.version, {"spent_amount": Decimal(0)})
            save_lines(self.contract, year=YEAR - 1, edits=[spent], by=self.seats["editor_67"])
        line = FundingLine.objects.get(pk=line.pk)
        line.contract = self.contract
        return line

    def line(self, at: int) -> FundingLine | None:
        rows = list(FundingLine.objects.filter(pk__in=self.expected).order_by("pk"))
        for row in rows:
            row.contract = self.contract
        return rows[at % len(rows)] if rows else None

    def send(self, seat: Any, line: FundingLine, part: str, **data: str) -> Any:
        said = {"row": str(line.pk), "part": part, "seat": str(seat.pk)} | data
        return submit_cell(self.contract, YEAR, seat, said)


def euros(amount: int | None) -> Decimal | None:
    return None if amount is None else Decimal(amount).scaleb(-2)


def counted(expected: dict[int, dict[str, int | None]], part: str) -> Decimal:
    return Decimal(sum(one[part] or 0 for one in expected.values())).scaleb(-2)


@pytest.fixture
def world(contract_67: Any, editor_67: Any, prefecture_editor_67: Any, ars_editor: Any) -> World:
    seats = {"editor_67": editor_67, "prefecture_editor_67": prefecture_editor_67, "ars_editor": ars_editor}
    actions = [ActionFactory(contract=contract_67, number=number) for number in (1, 2)]
    return World(contract_67, seats, actions)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sequences)
def test_no_sequence_of_entries_makes_two_totals_disagree_or_loses_a_cent(world: World, steps: Any) -> None:
    with transaction.atomic():
        world.expected, world.done = {}, []
        for step in steps:
            world.play(step)

        every_total_is_the_same(world)
        transaction.set_rollback(True)


def every_total_is_the_same(world: World) -> None:
    """Line by line, whichever way they are cut, at the foot of the grid, in the table, in the report."""
    lines = lines_of(world.contract, YEAR)
    assert {line.pk: {name: cents_of(getattr(line, name)) for name in AMOUNT_FIELDS} for line in lines} == (
        world.expected
    )
    cuts = [balance.by_source(lines), balance.by_destination(lines)]
    cuts += [balance.by_payer(lines), balance.by_action(lines)]
    foot = {one.part: total for one, total in zip(*_foot(world), strict=False)}
    table = _table(world, lines)
    for part in AMOUNT_FIELDS:
        whole = counted(world.expected, part)
        for groups in cuts:
            assert sum((group.totals[part].amount or Decimal(0) for group in groups), Decimal(0)) == whole
        assert balance.total_of(lines, part).amount in {whole, None}
        assert foot.get(part, whole) in {whole, None}
        assert table[part] == whole
    for cut in summaries_of(lines, YEAR):
        *parts, last = [[total.amount or Decimal(0) for _, total in row.cells] for row in cut.rows]
        assert [sum(column, Decimal(0)) for column in zip(*parts, strict=True)] == (last if parts else [])
    accepted = CarryOver.objects.filter(state="accepted")
    carried = sum((carry.amount for carry in accepted), Decimal(0))
    assert carried == counted(world.expected, "carried_in_amount")
    _report_agrees(world)


def _foot(world: World) -> tuple[Any, list[Decimal | None]]:
    sheet = Sheet(world.contract, YEAR, None)
    return sheet.columns, [one.total.amount for one in sheet.sums]


def _table(world: World, lines: list[FundingLine]) -> dict[str, Decimal]:
    """What a spreadsheet would sum of the file that is taken away."""
    if not lines:
        return defaultdict(Decimal)
    text = export(export_of(world.contract, YEAR, lines), "csv").decode("utf-8-sig").splitlines()
    titles, *rows = csv.reader(text, delimiter=";")
    sums: dict[str, Decimal] = defaultdict(Decimal)
    places = {name: titles.index(column.label) for name, column in _exported().items()}
    for row in rows[: len(lines)]:
        for name, place in places.items():
            sums[name] += Decimal(row[place].replace(",", ".") or 0)
    return sums


def _exported() -> dict[str, Any]:
    return {one.key: one for one in EXPORT_COLUMNS if one.key in AMOUNT_FIELDS}


def _report_agrees(world: World) -> None:
    content = funding_content(world.contract, YEAR, "")
    notified = counted(world.expected, "notified_amount")
    assert content.grand_total == notified
    assert sum((one.total for one in content.by_source), Decimal(0)) == notified
    for part in AMOUNT_FIELDS:
        name = part.removesuffix("_amount")
        told = sum((getattr(line, name) or Decimal(0) for line in content.lines), Decimal(0))
        assert told == counted(world.expected, part)
    for name in ("paid", "spent"):
        by_source = sum((getattr(one, name) or Decimal(0) for one in content.by_source), Decimal(0))
        assert by_source == counted(world.expected, f"{name}_amount")
    parts = content.state_support + content.establishments + (content.departement_share or Decimal(0))
    assert parts == notified


def cents_of(amount: Decimal | None) -> int | None:
    """An amount in whole cents; a fraction of a cent would not be equal to any."""
    return None if amount is None else int(amount.scaleb(2)) if amount.scaleb(2) % 1 == 0 else -1
