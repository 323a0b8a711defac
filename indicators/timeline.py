"""What indicators add to the history of a contract; readings of an unshared year are the département's."""

from contracts.history import Followed, follow
from indicators.models import Explanation, Measurement, Target

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
        Explanation,
        "contract",
        name=lambda row: f"{row.indicator}, {row.from_year}, règle {row.rule}",
        year_path="from_year",
        left_out=("contract", "indicator", "from_year", "rule", "fingerprint"),
    ),
)
