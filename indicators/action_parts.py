"""The indicators that an action serves, on its page: those of its objectives, with the year's result."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import Seat
from contracts import years
from contracts.models import Action, Contract
from contracts.plan.beside import ActionPart, declare
from indicators.models import Indicator
from indicators.readings import IndicatorYear, year_table
from indicators.scoring import Status
from indicators.wordings import reading_wording

HIDDEN = "non partagé"


@dataclass(frozen=True)
class ServedRow:
    """An indicator, as the page of an action shows it; `status` is None where nothing may be told."""

    indicator: Indicator
    key: str
    target: str
    result: str
    status: Status | None


def served_by(contract: Contract, action: Action, year: int, seat: Seat | None) -> list[ServedRow]:
    """The indicators of the action's objectives, in their order; a figure that is not shared is not told."""
    if not action.objectives.all():
        return []
    hidden = years.hidden_years(contract, seat)
    rows = year_table(contract, year, hidden_years=hidden)
    return served_among(rows, action, is_hidden=year in hidden)


def served_among(rows: Iterable[IndicatorYear], action: Action, *, is_hidden: bool) -> list[ServedRow]:
    """Among the rows of a year, those of the action's objectives."""
    objectives = {objective.pk for objective in action.objectives.all()}
    return [
        ServedRow(
            row.indicator,
            row.key,
            row.target.wording if row.target else "–",
            HIDDEN if is_hidden else reading_wording(row.result, row.indicator),
            None if is_hidden else row.score.status,
        )
        for row in rows
        if row.objective.pk in objectives and not row.exclusion
    ]


declare(ActionPart("Indicateurs de ses objectifs", "indicators/_action_indicators.html", served_by, rank=1))
