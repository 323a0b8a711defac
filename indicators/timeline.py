"""What indicators add to the history of a contract; readings of an unshared year are the département's."""

from django.db.models import Q

from accounts.enums import OrganisationKind
from accounts.models import Seat
from contracts.history import Followed, follow
from indicators.models import Assignment, Explanation, Measurement, Target


def _but_the_departement(seat: Seat | None) -> Q | None:
    """Who brings which figure is the business of the département's own organisation."""
    is_own = seat is not None and seat.kind == OrganisationKind.DEPARTEMENT
    return None if is_own else Q(pk__isnull=False)


follow(
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
