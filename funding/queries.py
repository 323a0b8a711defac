"""What the funding page reads: the lines of a year, its figures, its totals, its chart, its export."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from contracts.models import Contract
from core.charts import Chart, Stack, stacked_bar
from core.fields import field_of, title_of
from core.tabular import Column, ColumnKind, Table
from funding import balance
from funding.balance import Group, Total
from funding.enums import AMOUNT_FIELDS, FundingSource
from funding.models import FundingLine

# The amounts that the report to the assembly speaks of.
HEADLINE = "notified_amount"
COLUMNS = [(name, title_of(field_of(FundingLine, name))) for name in AMOUNT_FIELDS]
EXPORT_COLUMNS = [
    Column("source", "Source"),
    Column("payer", "Financeur"),
    Column("payee", "Bénéficiaire"),
    Column("payee_label", "Bénéficiaire, en clair"),
    Column("action", "Action"),
    *(Column(name, f"{label} (€)", ColumnKind.EUROS) for name, label in COLUMNS),
    Column("comment", "Commentaire"),
    Column("provenance", "Origine des données"),
]


@dataclass(frozen=True)
class Figures:
    """The figures of the year: notified amounts, and a share in per cent, None when it cannot be told."""

    state_support: Total
    fir: Total
    establishments: Total
    own_share: Total
    own_share_percent: Decimal | None
    total: Total


@dataclass(frozen=True)
class SummaryRow:
    """A row of totals: its label, and for each amount the column's label with the total."""

    label: str
    cells: list[tuple[str, Total]]


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


def name_of(line: FundingLine) -> str:
    """What tells a line from the others of the year: its source, who receives it, its action."""
    payee = line.payee_label or line.get_payee_display()
    return f"{line.get_source_display()}, {payee}" + (f", action {line.action.number}" if line.action else "")


def figures_of(lines: Sequence[FundingLine]) -> Figures:
    """The figures that open the page."""
    support = balance.state_support(lines)
    by_destination = {group.key: group.totals[HEADLINE] for group in balance.by_destination(lines)}
    own = by_destination.get(balance.Destination.OWN_SHARE, Total())
    total = balance.total_of(lines, HEADLINE)
    return Figures(
        state_support=balance.total_of(support, HEADLINE),
        fir=balance.total_of(balance.of_source(support, FundingSource.FIR), HEADLINE),
        establishments=by_destination.get(balance.Destination.TO_ESTABLISHMENTS, Total()),
        own_share=own,
        own_share_percent=balance.share(own, total),
        total=total,
    )


def summaries_of(lines: Sequence[FundingLine]) -> list[tuple[str, list[SummaryRow]]]:
    """The totals under two cuts, as (title, rows); each ends with the total of the contract."""
    whole = Group("total", "Total du contrat", balance.totals_of(lines))
    cuts = [("Qui reçoit", balance.by_destination(lines)), ("D’où vient l’argent", balance.by_source(lines))]
    return [(title, [_summary_row(group) for group in [*groups, whole]]) for title, groups in cuts]


def chart_of(contract: Contract, year: int, lines: Sequence[FundingLine]) -> Chart | None:
    """One bar per kind of amount, cut into sources; None while no amount is filled."""
    groups = balance.by_source(lines)
    filled = [column for column in COLUMNS if any(group.totals[column[0]].filled for group in groups)]
    if not filled:
        return None
    stacks = [Stack(label, tuple(group.totals[name].amount for group in groups)) for name, label in filled]
    title = f"Financements {year} du contrat {contract.reference}, par source"
    return stacked_bar(stacks, [group.label for group in groups], title=title)


def export_of(contract: Contract, year: int, lines: Iterable[FundingLine]) -> Table:
    """The lines as a table to download."""
    rows = (
        {
            "source": line.get_source_display(),
            "payer": line.payer.name,
            "payee": line.get_payee_display(),
            "payee_label": line.payee_label,
            "action": str(line.action) if line.action else "Ensemble du contrat",
            "comment": line.comment,
            "provenance": line.provenance,
            **{name: getattr(line, name) for name in AMOUNT_FIELDS},
        }
        for line in lines
    )
    note = "Données fictives de démonstration." if contract.is_fictitious else contract.provenance
    return Table(f"Financements {contract.reference} {year}", EXPORT_COLUMNS, rows, note)


def _summary_row(group: Group) -> SummaryRow:
    return SummaryRow(group.label, [(label, group.totals[name]) for name, label in COLUMNS])
