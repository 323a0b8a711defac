"""The indicators of an action on its page: its own, and those of its objectives, with the year's result."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import Seat
from contracts import years
from contracts.models import Action, Contract
from contracts.plan.beside import ActionPart, declare
from indicators.action_ties import held
from indicators.models import Indicator
from indicators.readings import IndicatorYear, year_table
from indicators.scoring import Status
from indicators.wordings import placed_wording

HIDDEN = "non partagé"


@dataclass(frozen=True)
class ServedRow:
    """An indicator, as the page of an action shows it; `status` is None where nothing may be told."""

    indicator: Indicator
    key: str
    baseline_year: int | None
    baseline: str
    target: str
    result: str
    status: Status | None


@dataclass(frozen=True)
class Served:
    """The indicators of an action, and the others of its objectives; each is told once."""

    own: list[ServedRow]
    of_objectives: list[ServedRow]

    @property
    def tables(self) -> list[tuple[str, str, list[ServedRow]]]:
        """Those that hold something: their anchor, their title, their rows."""
        others = "Autres indicateurs de ses objectifs" if self.own else "Indicateurs de ses objectifs"
        told = [
            ("suivis", "Indicateurs propres à l’action", self.own),
            ("servis", others, self.of_objectives),
        ]
        return [one for one in told if one[2]]


def served_by(contract: Contract, action: Action, year: int, seat: Seat | None) -> Served:
    """The indicators of the action and of its objectives; a figure that is not shared is not told."""
    hidden = years.hidden_years(contract, seat)
    rows = year_table(contract, year, hidden_years=hidden)
    return served_among(rows, action, is_hidden=year in hidden)


def served_among(rows: Iterable[IndicatorYear], action: Action, *, is_hidden: bool) -> Served:
    """Among the rows of a year, those of the action, then those of its objectives."""
    objectives = {objective.pk for objective in action.objectives.all()}
    own = {indicator.pk for indicator in held(action)}
    told = [(row, _row(row, is_hidden=is_hidden)) for row in rows if not row.exclusion]
    return Served(
        [one for row, one in told if row.indicator.pk in own],
        [one for row, one in told if row.indicator.pk not in own and row.objective.pk in objectives],
    )


def _row(row: IndicatorYear, *, is_hidden: bool) -> ServedRow:
    return ServedRow(
        row.indicator,
        row.key,
        row.baseline_year,
        placed_wording(row.baseline, row.indicator),
        row.target.wording if row.target else "–",
        HIDDEN if is_hidden else placed_wording(row.result, row.indicator),
        None if is_hidden else row.score.status,
    )


declare(ActionPart("Indicateurs", "indicators/_action_indicators.html", served_by, rank=1))
