"""What is notified to a contract over time: the credits of each year, as its amendments fixed them and as
their payers entered them."""

from datetime import date
from typing import Any

from contracts.entries import Life, lives
from contracts.models import Contract
from contracts.standing import Past, says
from contracts.statement import Dated, Moment, Section, versions
from core.formats import date_short, euros
from funding.models import FundingLine
from funding.naming import name_of


@says
def credits_notified(contract: Contract, past: Past) -> list[Dated]:
    """Each line that has or had a notified amount, from the amendment that fixed it, or from its entry. One
    query."""
    rows = FundingLine.history.filter(contract=contract).select_related("payer", "action")
    found = lives(rows.order_by("id", "history_date", "history_id"), contract.day_there)
    return [row for life in found for row in _versions(life, past)]


def _versions(life: Life, past: Past) -> list[Dated]:
    line = life.last
    opened_as = f"credit:{line.fiscal_year}:{line.source}:{line.action_id or 'contrat'}"
    own = past.of(f"credit:{line.id}")
    amended = [*past.of(opened_as), *own] if own else []
    start = _start(life, past, is_revised=bool(amended))
    return versions(
        Section.CREDITS,
        f"credit:{line.id}",
        f"Crédits {line.fiscal_year}, {name_of(line)}",
        _text(line),
        start=start,
        revisions=[*amended, *life.revisions(_text, after=start.since)],
        rank=(line.fiscal_year, line.position, line.id),
        until=life.until,
    )


def _text(row: Any) -> str:
    return "" if row.notified_amount is None else euros(row.notified_amount)


def _start(life: Life, past: Past, *, is_revised: bool) -> Moment:
    """What the amendment says, unless it revised what was there; else the day of the entry, when it was made
    in the course of the year; else the first day of the year, for what was only written down afterwards."""
    line = life.last
    if line.amendment_id and not is_revised:
        return past.calendar.moment(line.amendment_id)
    moment, first_day = past.calendar.of_year(line.fiscal_year), date(line.fiscal_year, 1, 1)
    since = max(moment.since, first_day)
    entered = life.entered_on(lambda row: row.notified_amount is not None)
    if entered and since < entered <= date(line.fiscal_year, 12, 31):
        return Moment(entered, f"Saisie du {date_short(entered)}")
    return Moment(since, "Saisie du financeur", moment.is_presumed)
