"""Two links between the frameworks of 2020 and 2025, and an invented series that crosses from one to the
other, as an example: no text gives the crosswalk."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from accounts.models import Seat
from contracts.enums import LinkGrade
from contracts.models import Contract, Objective, ObjectiveLink
from indicators.actions import save_entries
from indicators.enums import ValueKind
from indicators.frameworks.acts import save_indicator
from indicators.frameworks.linking import save_link
from indicators.models import Indicator, IndicatorLink
from indicators.value_rules import Figure
from indicators.writes import MeasurementEntry
from snppe.demo.cast import seat_of
from snppe.demo.files import read
from snppe.demo.opening import reference_of

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
    file = read("fictitious.json")
    for described in file["next_contracts"]:
        made += _continue_series(described, f"{file['mark']}.", by)
    return made


def _continue_series(described: Mapping[str, Any], provenance: str, by: Seat) -> int:
    """An indicator of 2025 that takes up one of 2020, with a year in the contract; 0 when it is there."""
    told = described["continued_series"]
    objective = Objective.objects.get(framework__code=LATER, number=told["objective"])
    if objective.indicators.filter(code=told["code"]).exists():
        return 0
    earlier = Indicator.objects.get(objective__framework__code=EARLIER, code=told["continues"])
    same = ("unit", "decimals", "direction", "lower_bound", "upper_bound", "roll_up", "behaviour")
    values = {name: getattr(earlier, name) for name in same} | {
        "objective": objective,
        "code": told["code"],
        "label": told["label"],
        "label_status": "deduced",
        "notes": provenance,
    }
    later = save_indicator(Indicator(), values=values, by=by, shown="")
    link = {"earlier": earlier, "later": later, "grade": LinkGrade.PARTIAL, "reason": told["reason"]}
    save_link(IndicatorLink(), values=link, by=by, shown_version=None)
    contract = Contract.objects.get(reference=reference_of(described))
    figure = Figure(ValueKind.KNOWN, Decimal(told["value"]))
    entry = MeasurementEntry(
        later, told["year"], contract.own_perimeter, figure, source="internal", provenance=provenance
    )
    save_entries(contract=contract, entries=[entry], by=seat_of(f"saisie.{described['slug']}", "editor"))
    return 1
