"""The money of an action on its page: by year and source, what was notified, paid and spent."""

from collections import defaultdict
from dataclasses import dataclass

from accounts.models import Seat
from contracts.models import Action, Contract
from contracts.plan.beside import ActionPart, declare
from funding import balance
from funding.balance import Total
from funding.models import FundingLine

SHOWN = (
    ("requested_amount", "Demandé"),
    ("notified_amount", "Notifié"),
    ("paid_amount", "Payé"),
    ("spent_amount", "Dépensé"),
)


@dataclass(frozen=True)
class MoneyRow:
    """A source in a year, or the total of the year: its totals with the label of each."""

    label: str
    cells: list[tuple[str, Total]]
    is_total: bool = False


@dataclass(frozen=True)
class MoneyYear:
    """The rows of a year."""

    year: int
    rows: list[MoneyRow]


def money_of(contract: Contract, action: Action, year: int, seat: Seat | None) -> list[MoneyYear]:
    """The years that have a line for this action, the latest first."""
    by_year: dict[int, list[FundingLine]] = defaultdict(list)
    for line in FundingLine.objects.filter(contract=contract, action=action).select_related("payer"):
        by_year[line.fiscal_year].append(line)
    return [MoneyYear(one, _rows(by_year[one])) for one in sorted(by_year, reverse=True)]


def _rows(lines: list[FundingLine]) -> list[MoneyRow]:
    groups = balance.by_source(lines)
    rows = [MoneyRow(one.label, [(label, one.totals[name]) for name, label in SHOWN]) for one in groups]
    if len(rows) > 1:
        totals = balance.totals_of(lines)
        rows.append(MoneyRow("Total", [(label, totals[name]) for name, label in SHOWN], is_total=True))
    return rows


declare(ActionPart("Financements par source", "funding/_action_money.html", money_of, rank=2))
