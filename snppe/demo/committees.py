"""Two committees of the Creuse, invented: what the first decided comes back before the second."""

from datetime import date

from contracts.models import Contract
from reports.committee import save_committee, save_decision
from reports.models import Committee, Decision
from snppe.demo.cast import seat_of

REFERENCE = "23-2020"
ATTENDEES = "Préfecture, DDETS\nARS, délégation départementale\nDépartement, direction de l’enfance"
RECRUIT = "Recruter une seconde sage-femme de PMI pour le secteur d’Aubusson."
COUNT = "Compter les visites à domicile dans l’outil commun."
COUNTED = "Fait en octobre, avec un mois de retard."
OPEN_DAY = "Ouvrir une consultation avancée un jour par semaine à Aubusson."


def load() -> int:
    """The meetings that are not there yet; how many were held."""
    contract = Contract.objects.get(reference=REFERENCE)
    if Committee.objects.filter(contract=contract).exists():
        return 0
    by = seat_of("saisie.creuse", "editor")
    first, second = (
        save_committee(
            Committee(contract=contract),
            values={"fiscal_year": year, "held_on": day, "attendees": ATTENDEES},
            by=by,
        )
        for year, day in ((2023, date(2024, 5, 14)), (2024, date(2025, 5, 20)))
    )
    told = [
        (first, 1, {"text": RECRUIT, "due_on": date(2024, 12, 31)}),
        (first, 3, {"text": COUNT, "due_on": date(2024, 9, 30), "state": "done", "outcome": COUNTED}),
        (second, 1, {"text": OPEN_DAY, "due_on": date(2025, 9, 30)}),
    ]
    for committee, number, values in told:
        objective = contract.framework.objectives.get(number=number)
        decision = Decision(committee=committee, objective=objective)
        save_decision(decision, values=values | {"owner": "Département, service de PMI"}, by=by)
    return 2
