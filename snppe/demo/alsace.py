"""Alsace: one authority, two contracts, the real figures of 2019 and 2024 with their source.

The results of 2024 are left for a visitor to enter; `complete` enters them, and walks both reports to their
joint agreement.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from accounts.enums import OrganisationKind
from accounts.models import Organisation, Seat, Territory
from contracts.actions import create_perimeter
from contracts.models import Amendment, Contract, Perimeter
from core.acting import acting
from indicators.actions import record_measurement
from indicators.models import Indicator
from reports.actions import open_report
from reports.assembly import open_assembly_report
from snppe.demo.cast import seat_of
from snppe.demo.files import read
from snppe.demo.opening import Seats, add_action, add_funding, is_open, open_contract

PLACES = {"67": "bas-rhin", "68": "haut-rhin"}


def load() -> bool:
    """Both contracts with all that stands before the year's results; False when they are there already."""
    file = read("alsace.json")
    if any(is_open(described) for described in file["contracts"]):
        return False
    _settle_carriers(file["carriers"])
    contracts = [_load_contract(described, file) for described in file["contracts"]]
    _load_joint_baseline(contracts, file)
    for contract in contracts:
        editor = seat_of(f"saisie.{PLACES[contract.territory.code]}", "editor")
        open_report(contract=contract, fiscal_year=file["fiscal_year"], by=editor)
    writer = seat_of("saisie.alsace", "editor")
    open_assembly_report(authority=writer.organisation, fiscal_year=file["fiscal_year"], by=writer)
    return True


def seats_of(territory: str) -> Seats:
    """Who acts for each party of one of the two contracts."""
    place = PLACES[territory]
    return Seats(
        administrator=seat_of("gestion.dgcs", "manager"),
        departement=seat_of(f"saisie.{place}", "editor"),
        prefecture=seat_of(f"saisie.prefecture-{place}", "editor"),
        ars=seat_of("ars.grand-est", "editor"),
    )


def national_indicator(contract: Contract, code: str) -> Indicator:
    """The national indicator of this code in the contract's framework."""
    return Indicator.objects.get(objective__framework=contract.framework_id, contract=None, code=code)


def _settle_carriers(carriers: list[dict[str, Any]]) -> None:
    with acting(None):
        for row in carriers:
            carrier, is_new = Organisation.objects.get_or_create(
                slug=row["slug"],
                defaults={
                    "name": row["name"],
                    "short_name": row["short_name"],
                    "kind": OrganisationKind.CARRIER,
                },
            )
            if is_new:
                carrier.territories.set(Territory.objects.filter(code__in=row["territories"]))


def _load_contract(described: Mapping[str, Any], file: Mapping[str, Any]) -> Contract:
    seats, source = seats_of(described["territory"]), f"Source\u00a0: {file['short_source']}."
    contract = open_contract(
        described,
        seats=seats,
        provenance=f"{described['provenance']} Source\u00a0: {file['source']}.",
        is_fictitious=False,
    )
    for action in described["actions"]:
        provenance = f"{action['provenance']} {source}".strip()
        add_action(contract, action, by=seats.departement, provenance=provenance)
    amendment = Amendment.objects.get(contract=contract, title=f"Exercice {file['fiscal_year']}")
    lines = [
        line | {"provenance": f"{line['provenance']} {source}", "amendment": amendment}
        for line in described["funding"]["lines"]
    ]
    add_funding(contract, file["fiscal_year"], lines, seats=seats)
    _record(contract, described["baseline"], source, by=seats.departement)
    return contract


def _load_joint_baseline(contracts: list[Contract], file: Mapping[str, Any]) -> None:
    editor, baseline = seat_of("saisie.alsace", "editor"), file["joint_baseline"]
    perimeter = create_perimeter(label=file["joint_perimeter"], contracts=contracts, by=editor)
    source = f"Source\u00a0: {file['short_source']}."
    _record(contracts[0], baseline, source, by=editor, perimeter=perimeter)


def _record(
    contract: Contract,
    baseline: Mapping[str, Any],
    provenance: str,
    *,
    by: Seat,
    perimeter: Perimeter | None = None,
) -> None:
    record_measurement(
        contract=contract,
        indicator=national_indicator(contract, baseline["indicator"]),
        year=baseline["year"],
        value=Decimal(baseline["value"]),
        perimeter=perimeter,
        provenance=provenance,
        by=by,
    )
