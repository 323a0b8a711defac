"""Opening a contract of the demonstration through the application's own acts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.enums import OrganisationKind
from accounts.models import Organisation, Seat, Territory
from contracts.actions import PartyTerms, create_contract, retain_objective, save_action
from contracts.enums import ContractState
from contracts.models import Action, Contract, Framework
from contracts.plan.deliverables import DeliverableEntry
from core.acting import acting
from funding.actions import LineEdit, add_line, save_lines
from funding.models import FundingLine
from indicators.models import Indicator
from snppe.demo import amending

SAID_BY_DEPARTEMENT = ("spent_amount", "carried_over_amount", "comment")
FRAMEWORKS = {2020: "snppe-acte1-2020", 2025: "snppe-acte2-2025"}


@dataclass(frozen=True)
class Seats:
    """Who acts for each party of a contract, each an editor, and the national administrator who opens it."""

    administrator: Seat
    departement: Seat
    prefecture: Seat
    ars: Seat

    def paying(self, source: str) -> Seat:
        """The seat that enters the amounts of a source."""
        return {"p304": self.prefecture, "fir": self.ars, "ondam": self.ars}.get(source, self.departement)


def reference_of(described: Mapping[str, Any]) -> str:
    """The reference of a described contract: its territory's code and the framework's first year."""
    return f"{described['territory']}-{described.get('first_year', 2020)}"


def is_open(described: Mapping[str, Any]) -> bool:
    """Whether the contract is there already; a demonstration never touches it again."""
    return Contract.objects.filter(reference=reference_of(described)).exists()


def open_contract(
    described: Mapping[str, Any], *, seats: Seats, provenance: str, is_fictitious: bool
) -> Contract:
    """The contract with its parties, amendments and retained objectives, as its file describes it."""
    framework = Framework.objects.get(code=FRAMEWORKS[described.get("first_year", 2020)])
    contract = create_contract(
        framework=framework,
        territory=Territory.objects.get(code=described["territory"]),
        parties=[_party(party) for party in described["parties"]],
        by=seats.administrator,
        is_fictitious=is_fictitious,
        provenance=provenance,
        **_terms(described),
    )
    for kept in described["optional_objectives"]:
        retain_objective(
            contract,
            objective=framework.objectives.get(number=kept["number"]),
            reason=kept["reason"],
            by=seats.administrator,
        )
    for amendment in described["amendments"]:
        write = amending.amend if "changes" in amendment else amending.record
        write(contract, amendment, by=seats.administrator)
    contract.refresh_from_db()
    return contract


def _terms(described: Mapping[str, Any]) -> dict[str, Any]:
    dated = ("signed_on", "odpe_informed_on", "deliberated_on")
    is_walked = any("changes" in amendment for amendment in described["amendments"])
    first_end = described.get("first_ends_on")
    return {
        "state": ContractState(described.get("state", "signed")),
        "starts_on": date.fromisoformat(described["starts_on"]),
        # An extension that is walked moves the end itself.
        "ends_on": date.fromisoformat(first_end if is_walked else described["ends_on"]),
        "initial_ends_on": date.fromisoformat(first_end) if first_end else None,
        **{name: date.fromisoformat(described[name]) for name in dated if name in described},
        "departement_share_percent": _decimal(described.get("departement_share_percent")),
    }


def _party(party: Mapping[str, str]) -> PartyTerms:
    return PartyTerms(
        kind=str(OrganisationKind(party["kind"])),
        organisation=Organisation.objects.get(slug=party["organisation"]),
        signatory_title=party["signatory_title"],
        local_service=party["local_service"],
    )


def add_action(contract: Contract, described: Mapping[str, Any], *, by: Seat, provenance: str) -> Action:
    """A fiche action, with what its file says of its origin."""
    people = {
        name: Organisation.objects.get(slug=described[name])
        for name in ("carrier", "delegate")
        if described.get(name)
    }
    plain = {name: described.get(name, "") for name in ("title", "purpose", "audience", "actors", "lead")}
    days = {name: described.get(name) for name in ("starts_on", "ends_on")}
    action = save_action(
        contract,
        values=plain
        | people
        | {
            **_serves(contract, described),
            "staff_fte": _decimal(described.get("staff_fte")),
            **{name: date.fromisoformat(day) for name, day in days.items() if day},
            "deliverables": [_deliverable(row) for row in described.get("deliverables", [])],
            "state": "ongoing",
        },
        by=by,
    )
    with acting(by):
        action.provenance = provenance
        action.save()
    return action


def _serves(contract: Contract, described: Mapping[str, Any]) -> dict[str, list[Any]]:
    objectives = contract.framework.objectives.filter(number__in=described["objectives"])
    followed = Indicator.objects.followed_by(contract)
    own = followed.filter(code__in=described.get("indicators", []))
    return {"objectives": list(objectives), "indicators": list(own)}


def _deliverable(described: Mapping[str, Any]) -> DeliverableEntry:
    due_on, delivered_on = (described.get(name) for name in ("due_on", "delivered_on"))
    return DeliverableEntry(
        described["label"],
        date.fromisoformat(due_on) if due_on else None,
        date.fromisoformat(delivered_on) if delivered_on else None,
    )


def add_funding(contract: Contract, year: int, lines: list[dict[str, Any]], *, seats: Seats) -> None:
    """The lines of a year, each entered by its payer, then what the département spent on them."""
    authority = seats.departement.organisation
    spent: dict[int, dict[str, Any]] = {}
    for described in lines:
        values = {"payee_label": authority.name} | described
        said = {name: values.pop(name) for name in SAID_BY_DEPARTEMENT if name in values}
        amounts = {name: Decimal(values[name]) for name in values if name.endswith("_amount")}
        source = values.pop("source")
        line = add_line(contract, year=year, source=source, by=seats.paying(source), **values | amounts)
        if said:
            spent[line.pk] = said
    if spent:
        edits = [
            LineEdit(line.pk, line.version, _amounts(spent[line.pk]))
            for line in FundingLine.objects.filter(pk__in=spent)
        ]
        save_lines(contract, year=year, edits=edits, by=seats.departement)


def line_of(
    contract: Contract, year: int, named: Mapping[str, str], actions: Sequence[Mapping[str, Any]]
) -> FundingLine:
    """The line of a year that a file names by its source and the key of its action."""
    title = title_of(named["action"], actions)
    lines = contract.funding_lines.filter(fiscal_year=year).select_related("contract")
    return lines.get(source=named["source"], action__title=title)


def title_of(key: str, actions: Sequence[Mapping[str, Any]]) -> str:
    """The title of the action that a file calls by this key."""
    return next(str(row["title"]) for row in actions if row["key"] == key)


def _amounts(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: Decimal(value) if name.endswith("_amount") else value for name, value in values.items()}


def _decimal(text: str | None) -> Decimal | None:
    return Decimal(text) if text is not None else None
