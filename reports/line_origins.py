"""What a report keeps of the origin of its amounts: for each funding line, who last entered each side."""

from collections.abc import Iterable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from contracts.models import Contract
from funding.models import FundingLine
from funding.rules import PAYER_FIELDS
from indicators.vintages import role_of
from reports.content import EntryContent, LineOriginContent

# The acceptance of a carry-over, which is the payer's, writes what is carried in.
BY_PAYER = ("carried_in_amount", *PAYER_FIELDS)
BY_DEPARTEMENT = ("spent_amount", "carried_over_amount")


def line_origins(contract: Contract, lines: Iterable[FundingLine]) -> dict[int, LineOriginContent]:
    """By key of line; lines read with their carry-over ask for one query."""
    lines = list(lines)
    history = FundingLine.history.filter(id__in=[line.pk for line in lines])
    states: dict[int, list[Any]] = {line.pk: [] for line in lines}
    for row in history.select_related("history_user").order_by("history_date", "history_id"):
        states[row.id].append(row)
    zone = ZoneInfo(contract.territory.time_zone)
    return {line.pk: _origin(line, states[line.pk], zone) for line in lines}


def _origin(line: FundingLine, states: Sequence[Any], zone: ZoneInfo) -> LineOriginContent:
    carry = getattr(line, "carry_over", None)
    return LineOriginContent(
        payer=_last_entry(line, states, BY_PAYER, zone),
        departement=_last_entry(line, states, BY_DEPARTEMENT, zone),
        carry_over_state=str(carry.get_state_display()) if carry else "",
        carry_over_reason=carry.justification if carry else "",
    )


def _last_entry(
    line: FundingLine, states: Sequence[Any], names: Sequence[str], zone: ZoneInfo
) -> EntryContent | None:
    """The last time one of these amounts moved; None when none is filled."""
    if all(getattr(line, name) is None for name in names):
        return None
    held: tuple[Any, ...] = (None,) * len(names)
    moved = None
    for row in states:
        amounts = tuple(getattr(row, name) for name in names)
        if amounts != held:
            held, moved = amounts, row
    return EntryContent(moved.history_date.astimezone(zone).date(), role_of(moved)) if moved else None
