"""The columns of the table of contracts, exported and read alike."""

from typing import Any

from contracts.enums import ContractState
from contracts.models import Contract
from core.formats import date_short, number
from core.imports.titled import Columns
from core.tabular import ColumnKind

TITLES = {
    "reference": ("Référence", "Contrat"),
    "framework": ("Cadre", "Code du cadre"),
    "territory": ("Territoire", "Code du territoire"),
    "departement": ("Département",),
    "prefecture": ("Préfecture",),
    "ars": ("ARS", "Agence régionale de santé"),
    "starts_on": ("Du", "Début"),
    "ends_on": ("Au", "Fin"),
    "state": ("État",),
    "signed_on": ("Signé le",),
    "odpe_informed_on": ("Information de l’ODPE",),
    "deliberated_on": ("Vote de l’assemblée",),
    "departement_share_percent": ("Part du département (%)",),
    "provenance": ("Origine des données",),
    "is_fictitious": ("Données fictives",),
}
REQUIRED = ("framework", "territory", "starts_on", "ends_on")
# The reference follows from the framework and the territory.
COLUMNS = Columns(TITLES, REQUIRED, tuple(key for key in TITLES if key != "reference"))
PARTIES = ("departement", "prefecture", "ars")
# What a contract that exists may change by a file; its state and its signatures have their own acts.
CHANGED = (
    "starts_on",
    "ends_on",
    "odpe_informed_on",
    "deliberated_on",
    "departement_share_percent",
    "provenance",
)
MAY_BE_EMPTIED = ("odpe_informed_on", "deliberated_on", "departement_share_percent", "provenance")
DAYS = ("starts_on", "ends_on", "signed_on", "odpe_informed_on", "deliberated_on")
KINDS = dict.fromkeys(DAYS, ColumnKind.DATE) | {"departement_share_percent": ColumnKind.DECIMAL}


def told(key: str, value: Any) -> str:
    """A value of a contract as people read it."""
    if value is None or value == "":
        return ""
    if key in DAYS:
        return date_short(value)
    if key == "state":
        return str(ContractState(value).label)
    if key == "is_fictitious":
        return "oui" if value else "non"
    return number(value) if key == "departement_share_percent" else str(value)


def row_of(contract: Contract) -> dict[str, Any]:
    """A contract as a row of an export; it comes with its framework, territory and parties."""
    parties = {party.kind: party.organisation.name for party in contract.parties.all()}
    return {
        "reference": contract.reference,
        "framework": contract.framework.code,
        "territory": contract.territory.code,
        **{key: parties.get(key, "") for key in PARTIES},
        **{key: getattr(contract, key) for key in (*DAYS, "departement_share_percent", "provenance")},
        "state": contract.get_state_display(),
        "is_fictitious": "oui" if contract.is_fictitious else "non",
    }
