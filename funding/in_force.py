"""What is notified to a contract over time: the credits of each year, as its amendments fixed them."""

from datetime import date

from contracts.models import Contract
from contracts.standing import Past, says
from contracts.statement import Dated, Moment, Section, versions
from core.formats import euros
from funding.models import FundingLine
from funding.naming import name_of


@says
def credits_notified(contract: Contract, past: Past) -> list[Dated]:
    """Each line that has a notified amount, from the amendment that fixed it, or from its year."""
    rows = contract.funding_lines.exclude(notified_amount=None).select_related("payer", "action")
    return [row for line in rows for row in _versions(line, past)]


def _versions(line: FundingLine, past: Past) -> list[Dated]:
    opened_as = f"credit:{line.fiscal_year}:{line.source}:{line.action_id or 'contrat'}"
    own = past.of(f"credit:{line.pk}")
    revisions = [*past.of(opened_as), *own] if own else []
    return versions(
        Section.CREDITS,
        f"credit:{line.pk}",
        f"Crédits {line.fiscal_year}, {name_of(line)}",
        euros(line.notified_amount),
        start=_start(line, past, is_revised=bool(revisions)),
        revisions=revisions,
        rank=(line.fiscal_year, line.position, line.pk),
    )


def _start(line: FundingLine, past: Past, *, is_revised: bool) -> Moment:
    """What the amendment says, unless it revised what was there; else the first day of the year."""
    if line.amendment_id and not is_revised:
        return past.calendar.moment(line.amendment_id)
    moment, first_day = past.calendar.of_year(line.fiscal_year), date(line.fiscal_year, 1, 1)
    return Moment(max(moment.since, first_day), "Saisie du financeur", moment.is_presumed)
