"""What the funding page reads: the lines of a year, its figures, its alerts, its totals, its chart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from contracts.enums import ActionState
from contracts.models import Action, Contract
from core.charts import Chart, Stack, stacked_bar
from funding import balance
from funding.alerts import Alert, alerts_of, carried_beyond
from funding.balance import Group, Total
from funding.columns import COLUMNS, SHOWN_WHEN_USED, Column, columns_of
from funding.enums import CarryOverState, FundingSource
from funding.models import CarryOver, FundingLine

# The amounts that the report to the assembly speaks of.
HEADLINE = "notified_amount"
# What a chart sets side by side: the same money, from what is asked to what is spent.
CHARTED = [(name, label) for name, label in COLUMNS if name not in SHOWN_WHEN_USED]


@dataclass(frozen=True)
class Figures:
    """The figures of the year: notified amounts. What is paid to the département is not the total of the
    contract; the share is in per cent of that total, every payer's lines together, those paid to
    establishments included; None when it cannot be told."""

    to_departement: Total
    state_support: Total
    fir: Total
    to_establishments: Total
    to_others: Total
    own_share: Total
    own_share_percent: Decimal | None
    total: Total


@dataclass(frozen=True)
class SummaryRow:
    """A row of totals: its label, and for each amount the column's label with the total."""

    label: str
    cells: list[tuple[str, Total]]


@dataclass(frozen=True)
class Summary:
    """One cut of the money: a word for its anchor, its title, its rows."""

    key: str
    title: str
    rows: list[SummaryRow]


def lines_of(contract: Contract, year: int) -> list[FundingLine]:
    """The lines of the year, source by source, each holding `contract` itself."""
    lines = list(FundingLine.objects.of_year(contract, year))
    for line in lines:
        line.contract = contract
    order = {source.value: rank for rank, source in enumerate(FundingSource)}
    return sorted(lines, key=lambda line: (order[line.source], line.position, line.pk))


def may_carry(contract: Contract, year: int, sources: Sequence[FundingSource]) -> bool:
    """Whether the year has no line of these sources while the year before has some."""
    own = FundingLine.objects.filter(contract=contract, source__in=sources)
    years = set(own.filter(fiscal_year__in=(year - 1, year)).values_list("fiscal_year", flat=True))
    return years == {year - 1}


def figures_of(lines: Sequence[FundingLine]) -> Figures:
    """The figures that open the page."""
    support = balance.state_support(lines)
    by_destination = {group.key: group.totals[HEADLINE] for group in balance.by_destination(lines)}
    nothing, places = Total(), balance.Destination
    own = by_destination.get(places.OWN_SHARE, nothing)
    return Figures(
        to_departement=by_destination.get(places.TO_DEPARTEMENT, nothing),
        state_support=balance.total_of(support, HEADLINE),
        fir=balance.total_of(balance.of_source(support, FundingSource.FIR), HEADLINE),
        to_establishments=by_destination.get(places.TO_ESTABLISHMENTS, nothing),
        to_others=by_destination.get(places.TO_OTHERS, nothing),
        own_share=own,
        own_share_percent=balance.share(own, balance.total_of(lines, HEADLINE)),
        total=balance.total_of(lines, HEADLINE),
    )


def alerts_on(contract: Contract, year: int, lines: Sequence[FundingLine], on: date) -> list[Alert]:
    """What does not hold on a day of the territory."""
    concerned = Q(line__in=lines) | Q(into__in=lines)
    carries = CarryOver.objects.filter(concerned, state=CarryOverState.ACCEPTED)
    read = carries.select_related("line__action", "line__payer", "into__action", "into__payer").order_by("pk")
    return [*carried_beyond(read, year), *alerts_of(lines, running_actions(contract, year), year, on)]


def running_actions(contract: Contract, year: int) -> list[Action]:
    """The actions that run in a year: those that are neither abandoned nor out of their calendar."""
    rows = contract.actions.exclude(state=ActionState.ABANDONED).order_by("number")
    begun = rows.filter(Q(starts_on=None) | Q(starts_on__year__lte=year))
    return list(begun.filter(Q(ends_on=None) | Q(ends_on__year__gte=year)))


def summaries_of(lines: Sequence[FundingLine], year: int) -> list[Summary]:
    """The totals under each cut; each ends with the total of the contract, which is the same in all."""
    whole = Group("total", "Total du contrat", balance.totals_of(lines))
    cuts = [
        ("destination", "Qui reçoit", balance.by_destination(lines)),
        ("source", "D’où vient l’argent", balance.by_source(lines)),
        ("financeur", "Qui paie", balance.by_payer(lines)),
        ("action", "Pour quelle action", balance.by_action(lines)),
    ]
    columns = columns_of(lines, year)
    return [
        Summary(key, title, [_summary_row(group, columns) for group in [*groups, whole]])
        for key, title, groups in cuts
    ]


def chart_of(contract: Contract, year: int, lines: Sequence[FundingLine]) -> Chart | None:
    """One bar per kind of amount, cut into sources; None while no amount is filled."""
    groups = balance.by_source(lines)
    filled = [column for column in CHARTED if any(group.totals[column[0]].filled for group in groups)]
    if not filled:
        return None
    stacks = [Stack(label, tuple(group.totals[name].amount for group in groups)) for name, label in filled]
    title = f"Financements {year} du contrat {contract.reference}, par source"
    return stacked_bar(stacks, [group.label for group in groups], title=title)


def _summary_row(group: Group, columns: Iterable[Column]) -> SummaryRow:
    return SummaryRow(group.label, [(one.label, group.totals[one.part]) for one in columns])
