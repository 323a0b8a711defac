"""What reports add to the history of a contract: states and seals, the narrative once shared, open
remarks."""

from django.db.models import Q

from accounts.models import Seat
from contracts.history import Followed, follow
from core.fields import title_of
from core.formats import NBSP
from core.readable import Fact
from reports.enums import SealDecision
from reports.models import Committee, Decision, Edition, Remark, Report, Seal, Section
from reports.rendering.rich import unescaped


def _internal_notes_of_others(seat: Seat | None) -> Q:
    others = ~Q(organisation_id=seat.organisation_id) if seat else Q()
    return Q(is_internal=True) & others


def _shortened(sha256: str) -> str:
    """As printed at the foot of a report; the journal keeps it whole."""
    return f"{sha256[:12]}…"


# What the acts on a report say beside its own fields: sharing, reading, sealing, signing, reminding.
FACTS = {
    "edition": Fact("Édition", lambda number: f"n°{NBSP}{number}"),
    "sha256": Fact("Empreinte du contenu", _shortened),
    "decision": Fact("Décision", lambda decision: str(SealDecision(decision).label)),
    "statement": Fact(title_of(Seal._meta.get_field("statement"))),
    "pdf_sha256": Fact("Empreinte du PDF signé", _shortened),
    "signer": Fact("Titulaire du certificat"),
    "organisation": Fact("Organisation"),
    "message": Fact("Message"),
}

follow(
    Followed(
        Report,
        "contract",
        name=lambda row: f"Rapport d’exécution {row.fiscal_year}",
        left_out=("contract", "fiscal_year"),
        facts=FACTS,
    ),
    Followed(
        Section,
        "report__contract",
        name=lambda row: (
            f"{row.objective or row.engagement or row.get_kind_display()}, exercice {row.report.fiscal_year}"
        ),
        year_path="report__fiscal_year",
        left_out=("report", "kind", "engagement", "objective"),
        # Opening a report makes all its sections, each empty.
        untold=Q(history_type="+", body=""),
        tells=unescaped,
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
