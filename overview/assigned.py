"""What is entrusted to a seat and still to enter, by contract and year, in two queries."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Seat
from contracts.due import DueDate, due_date
from contracts.models import Contract
from indicators.models import Assignment, Measurement
from indicators.readings import natural_key

Year = tuple[int, int]


@dataclass(frozen=True)
class Assigned:
    """The indicators of a contract's year that a seat has still to enter, by their codes; `due` is the
    earliest date it was given."""

    contract: Contract
    year: int
    codes: list[str]
    due: DueDate | None


def assigned_to(seat: Seat, at: datetime, locked: Collection[Year] = frozenset()) -> list[Assigned]:
    """In the order of the contracts and years; the `locked` (contract's key, year) are left out."""
    rows = Assignment.objects.filter(seat=seat, contract__in=Contract.objects.visible_to(seat))
    rows = rows.select_related("contract__territory", "indicator").order_by("contract", "fiscal_year", "pk")
    waiting = [row for row in rows if (row.contract_id, row.fiscal_year) not in locked]
    filled = _filled(waiting)
    groups: dict[Year, list[Assignment]] = defaultdict(list)
    for row in waiting:
        if (row.contract_id, row.fiscal_year, row.indicator_id) not in filled:
            groups[row.contract_id, row.fiscal_year].append(row)
    return [_assigned(group, at) for group in groups.values()]


def _filled(rows: list[Assignment]) -> set[tuple[int, int, int]]:
    """The places that hold a value or a motivated absence, as (contract, year, indicator)."""
    if not rows:
        return set()
    found = Measurement.objects.retained().filter(
        perimeter__contracts__in={row.contract_id for row in rows},
        year__in={row.fiscal_year for row in rows},
        indicator__in={row.indicator_id for row in rows},
    )
    return set(found.values_list("perimeter__contracts", "year", "indicator"))


def _assigned(rows: list[Assignment], at: datetime) -> Assigned:
    contract = rows[0].contract
    days = [row.due_on for row in rows if row.due_on]
    due = due_date(min(days), at=at, time_zone=contract.territory.time_zone) if days else None
    codes = sorted((row.indicator.code for row in rows), key=natural_key)
    return Assigned(contract, rows[0].fiscal_year, codes, due)
