"""What the committee sees: an objective at a time, its figures as the seat reads them, its decisions."""

from dataclasses import dataclass
from functools import cached_property

from django.http import Http404

from accounts.models import Seat
from contracts import years
from contracts.models import Objective
from contracts.pages import contract_or_404
from indicators.readings import IndicatorYear, ObjectiveYear, year_groups
from indicators.wordings import placed_wording
from reports.committee import to_follow
from reports.models import Committee, Decision

NOT_READ = "pas encore partagée"
BLANK = "non renseignée"


@dataclass(frozen=True)
class Figure:
    """An indicator as it is projected, in words."""

    row: IndicatorYear
    is_hidden: bool

    @property
    def baseline(self) -> str:
        """The figure of the year of reference."""
        return placed_wording(self.row.baseline, self.row.indicator) if self.row.baseline else "–"

    @property
    def target(self) -> str:
        """What the contract aims at for the year."""
        return self.row.target.wording if self.row.target else "–"

    @property
    def result(self) -> str:
        """The figure of the year, or why there is none."""
        if self.is_hidden:
            return NOT_READ
        return placed_wording(self.row.result, self.row.indicator) or BLANK

    @property
    def is_judged(self) -> bool:
        """Whether its state is worth saying."""
        result = self.row.result
        return not self.is_hidden and result is not None and result.value is not None


class Projection:
    """A committee at an objective, known by its number; 0 stands for the whole contract, last."""

    def __init__(self, committee: Committee, seat: Seat, number: int) -> None:
        self.committee, self.contract, self.number = committee, committee.contract, number
        self.is_hidden = years.is_hidden(self.contract, committee.fiscal_year, seat)
        if number not in self.numbers:
            raise Http404("Ce contrat ne retient pas cet objectif.")

    @cached_property
    def _objectives(self) -> list[ObjectiveYear]:
        year = self.committee.fiscal_year
        hidden = {year} if self.is_hidden else set()
        groups = year_groups(self.contract, year, hidden_years=hidden)
        return [one for group in groups for one in group.objectives]

    @cached_property
    def numbers(self) -> list[int]:
        """The stops of the meeting, in order."""
        return [*(one.objective.number for one in self._objectives), 0]

    @property
    def objective(self) -> Objective | None:
        """The objective shown; None for the whole contract."""
        return next((one.objective for one in self._objectives if one.objective.number == self.number), None)

    @property
    def figures(self) -> list[Figure]:
        """Its indicators."""
        rows = next((one.rows for one in self._objectives if one.objective.number == self.number), [])
        return [Figure(row, self.is_hidden) for row in rows if not row.exclusion]

    @property
    def place(self) -> str:
        """« 3 sur 14 »."""
        return f"{self.numbers.index(self.number) + 1} sur {len(self.numbers)}"

    @property
    def before(self) -> int | None:
        """The stop before, None at the first."""
        rank = self.numbers.index(self.number)
        return self.numbers[rank - 1] if rank else None

    @property
    def after(self) -> int | None:
        """The next stop, None at the last."""
        rank = self.numbers.index(self.number) + 1
        return self.numbers[rank] if rank < len(self.numbers) else None

    @cached_property
    def decisions(self) -> list[Decision]:
        """What this meeting decided here."""
        own = self.committee.decisions.select_related("objective")
        return list(own.filter(objective=self.objective))

    @cached_property
    def to_follow(self) -> list[Decision]:
        """What earlier meetings decided here and must be answered for."""
        return list(to_follow(self.contract, self.committee.fiscal_year).filter(objective=self.objective))


def committee_or_404(seat: Seat | None, reference: str, pk: int) -> Committee:
    """A committee of a contract that the seat may see."""
    contract = contract_or_404(seat, reference)
    found = Committee.objects.filter(contract=contract, pk=pk).first()
    if found is None:
        raise Http404("Ce comité n’existe pas.")
    found.contract = contract
    return found


def decision_or_404(committee: Committee, pk: int) -> Decision:
    """A decision of the committee, or one that comes back before it."""
    found = Decision.objects.filter(committee__contract=committee.contract_id, pk=pk)
    row = found.select_related("committee", "objective").first()
    if row is None:
        raise Http404("Cette décision n’existe pas.")
    row.committee.contract = committee.contract
    return row
