"""What contracts add to their own history."""

from django.db.models import Q

from contracts.enums import DocumentKind
from contracts.history import Followed, follow
from contracts.models import (
    Action,
    ActionReview,
    ActionYear,
    Amendment,
    AmendmentChange,
    AmendmentSignature,
    ClosingStep,
    Contract,
    ContractObjective,
    Deliverable,
    Document,
    ExtensionRequest,
    Party,
)
from core.formats import joined
from core.readable import Fact

follow(
    Followed(
        Contract,
        "id",
        name=lambda row: row.reference,
        left_out=("reference",),
        facts={"actions": Fact("Actions reconduites", joined)},
    ),
    Followed(Party, "contract", name=lambda row: str(row.organisation)),
    Followed(Amendment, "contract", name=lambda row: f"Avenant n°\u00a0{row.number} – {row.title}"),
    Followed(
        AmendmentChange,
        "amendment__contract",
        name=lambda row: f"Avenant n°\u00a0{row.amendment.number}, {row.label}",
        left_out=("amendment", "subject", "values", "label"),
    ),
    Followed(
        AmendmentSignature,
        "amendment__contract",
        name=lambda row: f"Avenant n°\u00a0{row.amendment.number}, signature de {row.party.organisation}",
        left_out=("amendment", "party"),
    ),
    Followed(ContractObjective, "contract", name=lambda row: str(row.objective)),
    Followed(Action, "contract", name=lambda row: f"{row.number}. {row.title}"),
    Followed(
        ActionReview,
        "action__contract",
        name=lambda row: f"{row.action}, exercice {row.fiscal_year}",
        year_path="fiscal_year",
        left_out=("action", "fiscal_year"),
    ),
    Followed(
        ActionYear,
        "action__contract",
        name=lambda row: f"{row.action}, prévu {row.fiscal_year}",
        left_out=("action", "fiscal_year"),
    ),
    Followed(
        Deliverable,
        "action__contract",
        name=lambda row: f"{row.label} ({row.action})",
        left_out=("action", "position"),
    ),
    Followed(
        ClosingStep,
        "contract",
        name=lambda row: f"{row.get_step_display()}, exercice {row.fiscal_year}",
        left_out=("contract", "fiscal_year", "step"),
    ),
    Followed(
        ExtensionRequest,
        "contract",
        name=lambda row: f"{row.deadline.label}, report au {row.granted_on or row.wished_on:%d/%m/%Y}",
        left_out=("contract", "deadline"),
    ),
    Followed(
        Document,
        "contract",
        name=lambda row: row.title,
        left_out=("contract", "file", "added_by"),
        # A proof is told with the figure that it backs, to those who may read that figure.
        hidden_from=lambda seat: Q(kind=DocumentKind.PROOF),
    ),
)
