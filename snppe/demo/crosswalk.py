"""Two links between the frameworks of 2020 and 2025, as an example: no text gives the crosswalk."""

from contracts.enums import LinkGrade
from contracts.models import Objective, ObjectiveLink
from indicators.frameworks.linking import save_link
from snppe.demo.cast import seat_of

EARLIER, LATER = "snppe-acte1-2020", "snppe-acte2-2025"
REASON = "Exemple de démonstration\u00a0: aucun texte ne donne cette correspondance."
# The number in 2020, then in 2025: both speak of perinatal paths, both of the PMI's care for children.
PAIRS = [(3, 2), (2, 4)]


def load() -> int:
    """The links that are not there yet; how many were made."""
    by = seat_of("gestion.dgcs", "manager")
    made = 0
    for earlier, later in PAIRS:
        ends = {
            "earlier": Objective.objects.get(framework__code=EARLIER, number=earlier),
            "later": Objective.objects.get(framework__code=LATER, number=later),
        }
        if not ObjectiveLink.objects.filter(**ends).exists():
            values = ends | {"grade": LinkGrade.PARTIAL, "reason": REASON}
            save_link(ObjectiveLink(), values=values, by=by, shown_version=None)
            made += 1
    return made
