"""What indicators add to the history of a contract; readings of an unshared year are the département's."""

from typing import Any

from django.db.models import Q, QuerySet

from accounts.enums import OrganisationKind
from accounts.models import Seat
from contracts.history import Followed, follow
from contracts.models import Contract
from indicators.models import ActionIndicator, Applicability, Assignment, Explanation, Measurement, Target


def _but_the_departement(seat: Seat | None) -> Q | None:
    """Who brings which figure is the business of the département's own organisation."""
    is_own = seat is not None and seat.kind == OrganisationKind.DEPARTEMENT
    return None if is_own else Q(pk__isnull=False)


class _OfTheFramework(Followed):
    """What bears on a territory, kept to the indicators of the contract's own framework: a territory has had
    several contracts."""

    def rows(self, contract: Contract) -> QuerySet[Any]:
        """Every row of history of the contract."""
        return super().rows(contract).filter(indicator__objective__framework=contract.framework_id)


follow(
    Followed(
        ActionIndicator,
        "action__contract",
        name=lambda row: f"{row.indicator} ({row.action})",
        left_out=("action", "indicator"),
    ),
    _OfTheFramework(
        Applicability,
        "territory__contracts",
        name=lambda row: f"{row.indicator}, sans objet",
        left_out=("indicator", "territory"),
    ),
    Followed(
        Target,
        "contract",
        name=lambda row: f"{row.indicator}, cible {row.year}",
        left_out=("contract", "indicator", "year"),
    ),
    Followed(
        Measurement,
        "perimeter__contracts",
        name=lambda row: f"{row.indicator}, {row.year}",
        year_path="year",
        left_out=("indicator", "year"),
    ),
    Followed(
        Assignment,
        "contract",
        name=lambda row: f"{row.indicator}, {row.fiscal_year}",
        left_out=("contract", "indicator", "fiscal_year"),
        hidden_from=_but_the_departement,
    ),
    Followed(
        Explanation,
        "contract",
        name=lambda row: f"{row.indicator}, {row.from_year}, règle {row.rule}",
        year_path="from_year",
        left_out=("contract", "indicator", "from_year", "rule", "fingerprint"),
    ),
)
