"""What reports add to the history of a contract: states and seals, the narrative once shared, open
remarks."""

from django.db.models import Q

from accounts.models import Seat
from contracts.history import Followed, follow
from reports.models import Committee, Decision, Edition, Remark, Report, Seal, Section


def _internal_notes_of_others(seat: Seat | None) -> Q:
    others = ~Q(organisation_id=seat.organisation_id) if seat else Q()
    return Q(is_internal=True) & others


follow(
    Followed(
        Report,
        "contract",
        name=lambda row: f"Rapport d’exécution {row.fiscal_year}",
        left_out=("contract", "fiscal_year"),
    ),
    Followed(
        Section,
        "report__contract",
        name=lambda row: (
            f"{row.objective or row.engagement or row.get_kind_display()}, exercice {row.report.fiscal_year}"
        ),
        year_path="report__fiscal_year",
        left_out=("report", "kind", "engagement", "objective"),
    ),
    Followed(
        Remark,
        "report__contract",
        name=lambda row: f"{row.get_kind_display()} ({row.organisation}), exercice {row.report.fiscal_year}",
        left_out=("report", "author"),
        hidden_from=_internal_notes_of_others,
    ),
    Followed(Committee, "contract"),
    Followed(Decision, "committee__contract", left_out=("committee",)),
    Followed(Edition, "report__contract"),
    Followed(Seal, "report__contract"),
)
