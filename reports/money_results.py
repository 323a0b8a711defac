"""The money beside the results: what each objective was given and spent, by source, and what came of it."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from accounts.models import Seat
from contracts import years
from contracts.models import Action, Contract, Objective
from core.charts import Bar, Chart, horizontal_bars
from core.formats import NBSP, euros, percent, rounded, singular
from core.tabular import Column, ColumnKind, Table
from funding.enums import FundingSource
from funding.matrix import NO_OBJECTIVE, WHOLE_CONTRACT, Matrix, Money, matrix_of
from funding.queries import lines_of
from indicators.enums import Behaviour, RollUp
from indicators.readings import IndicatorYear, year_groups
from indicators.wordings import placed_wording

UNSPREAD = {
    WHOLE_CONTRACT: "Ensemble du contrat, sans action",
    NO_OBJECTIVE: "Actions sans objectif",
}
OF_SEVERAL = "pas de coût unitaire\u00a0: le résultat couvre aussi d’autres contrats"
NO_YEAR_BEFORE = "pas de coût unitaire\u00a0: le cumul de l’année précédente n’est pas connu"
NOTHING_NEW = "pas de coût unitaire\u00a0: rien de plus cette année"
HIDDEN = "non partagé"


@dataclass(frozen=True)
class Outcome:
    """An indicator beside the money of its objective: its result, its status, what a unit of it cost."""

    code: str
    label: str
    result: str
    status: str
    status_label: str
    cost: str


@dataclass(frozen=True)
class ResultRow:
    """An objective, or what none accounts for: its money by source and in all, what came of it."""

    label: str
    cells: list[tuple[str, Money]]
    total: Money
    outcomes: list[Outcome]
    objective: Objective | None = None

    @property
    def rate(self) -> str:
        """« 87 % »: the share of the planned that is spent; empty when it cannot be told."""
        if not self.total.planned or self.total.spent is None:
            return ""
        return percent(self.total.spent * 100 / self.total.planned, 0)


@dataclass(frozen=True)
class MoneyResults:
    """The matrix of a year: its sources, its rows, the total that equals that of the contract."""

    contract: Contract
    year: int
    sources: list[str]
    rows: list[ResultRow]
    total: ResultRow
    is_hidden: bool

    @property
    def is_empty(self) -> bool:
        """Whether the year has no money."""
        return not self.sources


def money_results(contract: Contract, year: int, seat: Seat | None) -> MoneyResults:
    """The objectives that a contract retains with their money and their results, as a seat reads them."""
    lines = lines_of(contract, year)
    matrix = matrix_of(lines, _objectives_of({line.action_id for line in lines if line.action_id}))
    sources = [source for source in FundingSource if matrix.of_source(source) != Money()]
    hidden = years.hidden_years(contract, seat)
    groups = year_groups(contract, year, hidden_years=hidden)
    found = [(one.objective, one.rows) for group in groups for one in group.objectives]
    rows = [_row(matrix, sources, one, indicators, year in hidden) for one, indicators in found]
    others = [key for key in matrix.rows if key not in {one.pk for one, _ in found}]
    rows += [_unspread(matrix, sources, key) for key in sorted(others, key=str)]
    total = ResultRow(
        "Total du contrat", [(str(one.label), matrix.of_source(one)) for one in sources], matrix.total, []
    )
    return MoneyResults(contract, year, [str(one.label) for one in sources], rows, total, year in hidden)


def _objectives_of(actions: set[int]) -> dict[int, list[Hashable]]:
    """The objectives of each action by its key, in the order of their numbers."""
    links = Action.objectives.through.objects.filter(action_id__in=actions).order_by("objective__number")
    found: dict[int, list[Hashable]] = defaultdict(list)
    for action, objective in links.values_list("action_id", "objective_id"):
        found[action].append(objective)
    return found


def _row(
    matrix: Matrix,
    sources: Sequence[FundingSource],
    objective: Objective,
    indicators: Sequence[IndicatorYear],
    is_hidden: bool,
) -> ResultRow:
    label = f"Objectif {objective.number}" + (f"{NBSP}: {objective.label}" if objective.label else "")
    total = matrix.of_row(objective.pk)
    outcomes = [_outcome(row, total, is_hidden) for row in indicators if not row.exclusion]
    cells = [(str(one.label), matrix.cell(objective.pk, one)) for one in sources]
    return ResultRow(label, cells, total, outcomes, objective)


def _unspread(matrix: Matrix, sources: Sequence[FundingSource], key: Hashable) -> ResultRow:
    label = UNSPREAD.get(str(key)) or "Objectifs que le contrat ne retient pas"
    cells = [(str(one.label), matrix.cell(key, one)) for one in sources]
    return ResultRow(label, cells, matrix.of_row(key), [])


def _outcome(row: IndicatorYear, money: Money, is_hidden: bool) -> Outcome:
    indicator = row.indicator
    if is_hidden:
        return Outcome(indicator.code, indicator.label, HIDDEN, "", "", "")
    return Outcome(
        code=indicator.code,
        label=indicator.label,
        result=placed_wording(row.result, indicator),
        status=row.score.status,
        status_label=row.score.status_label,
        cost=cost_wording(row, money.spent),
    )


def cost_wording(row: IndicatorYear, spent: Decimal | None) -> str:
    """« 1 234,50 € par place »: the money spent on the objective for each unit of the year's result; why it
    cannot be told, where that says something; nothing for a rate or a delay, nor without money or result."""
    is_counted = row.indicator.roll_up == RollUp.SUM
    if not spent or not is_counted or row.result is None or row.result.value is None:
        return ""
    if row.result.is_shared:
        return OF_SEVERAL
    made = _of_the_year(row)
    if made is None:
        return NO_YEAR_BEFORE
    if made <= 0:
        return NOTHING_NEW
    return f"{euros(rounded(spent / made, 2))} par {singular(row.indicator.unit)}"


def _of_the_year(row: IndicatorYear) -> Decimal | None:
    """What the year itself brought: a total to date less that of the year before."""
    value = row.result.value if row.result else None
    if value is None or row.indicator.behaviour == Behaviour.YEARLY:
        return value
    before = row.by_year.get(row.year - 1)
    return None if before is None or before.value is None else value - before.value


def chart_of(results: MoneyResults) -> Chart | None:
    """Planned and spent side by side, row after row; None without money."""
    bars = list(_bars(results.rows))
    if not bars:
        return None
    title = f"Prévu et dépensé {results.year} par objectif, contrat {results.contract.reference}"
    return horizontal_bars(bars, title=title, headers=("Objectif", "Montant"))


def _bars(rows: Sequence[ResultRow]) -> Iterator[Bar]:
    for row in rows:
        if row.total != Money():
            name = f"Objectif {row.objective.number}" if row.objective else row.label
            yield Bar(f"{name}, prévu", row.total.planned, 0)
            yield Bar(f"{name}, dépensé", row.total.spent, 1)


COLUMNS = [
    Column("objective", "Objectif"),
    Column("source", "Source"),
    Column("planned", "Prévu (€)", ColumnKind.EUROS),
    Column("spent", "Dépensé (€)", ColumnKind.EUROS),
]


def table_of(results: MoneyResults) -> Table:
    """The matrix as a table to download, a row for each objective and source that has money."""
    rows = (
        {"objective": row.label, "source": source, "planned": money.planned, "spent": money.spent}
        for row in results.rows
        for source, money in row.cells
        if money != Money()
    )
    note = "Données fictives de démonstration." if results.contract.is_fictitious else ""
    return Table(f"Argent et résultats {results.contract.reference} {results.year}", COLUMNS, rows, note)
