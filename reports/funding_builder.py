"""The money part of a report's content."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from contracts.models import Contract
from funding.balance import Destination, by_source, destination_of, of_source, state_support, total_of
from funding.enums import FundingSource
from funding.models import FundingLine
from reports.content import FundingContent, FundingLineContent, SourceTotal
from reports.line_origins import line_origins

CENT = Decimal("0.01")


def funding_content(contract: Contract, year: int, narrative: str) -> FundingContent:
    """The lines of the year and their totals, notified amounts in euros."""
    lines = list(FundingLine.objects.of_year(contract, year).select_related("carry_over"))
    origins = line_origins(contract, lines)
    support = state_support(lines)
    return FundingContent(
        lines=[replace(line_content(line), origin=origins[line.pk]) for line in lines],
        by_source=[_source_total(of_source(lines, group.key), group.label) for group in by_source(lines)],
        state_support=_notified(support),
        fir_share=_notified(of_source(support, FundingSource.FIR)),
        establishments=_notified(_going_to(lines, Destination.TO_ESTABLISHMENTS)),
        departement_share=_sum(_going_to(lines, Destination.OWN_SHARE), "notified_amount"),
        grand_total=_notified(lines),
        narrative=narrative,
    )


def _going_to(lines: Iterable[FundingLine], destination: str) -> list[FundingLine]:
    return [line for line in lines if destination_of(line) == destination]


def _sum(lines: Iterable[FundingLine], field: str) -> Decimal | None:
    """None when no line is filled."""
    amount = total_of(lines, field).amount
    return None if amount is None else amount.quantize(CENT)


def _notified(lines: Iterable[FundingLine]) -> Decimal:
    return _sum(lines, "notified_amount") or Decimal("0.00")


def _source_total(lines: list[FundingLine], label: str) -> SourceTotal:
    return SourceTotal(
        source=lines[0].source,
        source_label=label,
        to_departement=_notified(_going_to(lines, Destination.TO_DEPARTEMENT)),
        to_establishments=_notified(_going_to(lines, Destination.TO_ESTABLISHMENTS)),
        total=_notified(lines),
        paid=_sum(lines, "paid_amount"),
        spent=_sum(lines, "spent_amount"),
    )


def line_content(line: FundingLine) -> FundingLineContent:
    """A line as it stands."""
    return FundingLineContent(
        source=line.source,
        source_label=str(line.get_source_display()),
        payer=line.payer.name,
        payee=str(line.get_payee_display()),
        payee_label=line.payee_label,
        action=str(line.action) if line.action else "",
        requested=line.requested_amount,
        notified=line.notified_amount,
        committed=line.committed_amount,
        paid=line.paid_amount,
        spent=line.spent_amount,
        carried_over=line.carried_over_amount,
        comment=line.comment,
        provenance=line.provenance,
        carried_in=line.carried_in_amount,
        payment_credits=line.payment_credits_amount,
    )
