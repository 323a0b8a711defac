"""A closing put back from 30 June to 30 September, and one that waits for its answer: both invented.

In 2021 the closing of 2020 was put back so for all; here a territory asks for it, as any may.
"""

from datetime import date

from contracts.campaigns.extensions import ask_extension, grant_extension
from contracts.enums import DeadlineKind
from contracts.models import Contract, Deadline, ExtensionRequest
from snppe.demo.cast import seat_of

GRANTED, WAITING = "974-2020", "23-2020"
YEAR = 2024
PUT_BACK, WISHED = date(2025, 9, 30), date(2025, 7, 31)
CYCLONE = (
    "Motif fictif de démonstration\u00a0: les services ont été fermés plusieurs semaines après un cyclone, "
    "la saisie a repris en mai."
)
VACANCY = "Motif fictif de démonstration\u00a0: le poste qui tient le tableau de bord est vacant depuis mars."
ANSWER = "Réponse fictive\u00a0: accordé, comme pour l’exercice 2020, jusqu’au 30 septembre."


def load() -> int:
    """The requests that are not there yet; how many were made."""
    if ExtensionRequest.objects.filter(contract__reference__in=[GRANTED, WAITING]).exists():
        return 0
    asked = _asked(GRANTED, "saisie.la-reunion", PUT_BACK, CYCLONE)
    grant_extension(asked, by=seat_of("gestion.dgcs", "manager"), granted_on=PUT_BACK, reason=ANSWER)
    _asked(WAITING, "saisie.creuse", WISHED, VACANCY)
    return 2


def _asked(reference: str, account: str, wished_on: date, reason: str) -> ExtensionRequest:
    contract = Contract.objects.select_related("territory").get(reference=reference)
    campaign = contract.framework.campaigns.get(fiscal_year=YEAR)
    deadline = Deadline.objects.select_related("campaign").get(campaign=campaign, kind=DeadlineKind.REPORT)
    by = seat_of(account, "editor")
    return ask_extension(contract, deadline, wished_on=wished_on, reason=reason, by=by)
