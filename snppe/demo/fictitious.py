"""Five territories with invented figures, everywhere marked so, in the states a report goes through."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from accounts.enums import OrganisationKind
from accounts.models import Organisation
from contracts.actions import review_action
from contracts.models import Action, Contract
from core.acting import acting
from funding.enums import FundingSource
from indicators.actions import save_entries
from indicators.enums import Direction, Operator, ValueKind
from indicators.models import GapCause, Indicator
from indicators.target_writes import TargetEntry
from indicators.value_rules import Figure
from indicators.writes import MeasurementEntry
from snppe.demo import amending, invented
from snppe.demo.cast import seat_of
from snppe.demo.files import read
from snppe.demo.opening import Seats, add_action, add_funding, is_open, open_contract
from snppe.demo.preparation import prepare
from snppe.demo.stories import tell

FUNDED_YEARS = [2022, 2023, 2024]
REVIEWED_YEARS = [2023, 2024]
LAST_YEAR = 2024


def load() -> int:
    """The contracts that are not there yet, with their figures, money, reports; how many were made."""
    file = read("fictitious.json")
    _settle_carrier(file["carrier"])
    missing = [described for described in file["contracts"] if not is_open(described)]
    for described in missing:
        _load_contract(described, file)
    coming = [described for described in file["next_contracts"] if not is_open(described)]
    for described in coming:
        _open(described, file)
    return len(missing) + len(coming)


def seats_of(described: Mapping[str, Any]) -> Seats:
    """Who enters for each party."""
    slug = described["slug"]
    return Seats(
        administrator=seat_of("gestion.dgcs", "manager"),
        departement=seat_of(f"saisie.{slug}", "editor"),
        prefecture=seat_of(f"prefecture.{slug}", "editor"),
        ars=seat_of(described["ars_account"], "editor"),
    )


def _settle_carrier(row: Mapping[str, str]) -> None:
    with acting(None):
        Organisation.objects.get_or_create(
            slug=row["slug"],
            defaults={
                "name": row["name"],
                "short_name": row["short_name"],
                "kind": OrganisationKind.CARRIER,
            },
        )


def _load_contract(described: Mapping[str, Any], file: Mapping[str, Any]) -> None:
    seats = seats_of(described)
    contract = _open(described, file)
    actions = {
        action["key"]: add_action(contract, action, by=seats.departement, provenance=f"{file['mark']}.")
        for action in file["actions"]
    }
    figures = _Figures(contract, described, file)
    save_entries(contract=contract, entries=figures.entries(), by=seats.departement)
    for year in FUNDED_YEARS:
        add_funding(contract, year, _money(described, file, actions, year), seats=seats)
    _review(actions, file, seats)
    for report in described["reports"]:
        tell(contract, report, described=described, file=file)
    prepare(contract, described, file)
    if draft := described.get("draft_amendment"):
        amending.draft(contract, draft, by=seats.administrator, payer=seats.prefecture)


def _open(described: Mapping[str, Any], file: Mapping[str, Any]) -> Contract:
    """The contract, which says that it is invented, and what of it is not."""
    told = f"{file['provenance']} {described.get('provenance', '')}".strip()
    return open_contract(described, seats=seats_of(described), provenance=told, is_fictitious=True)


def _review(actions: Mapping[str, Action], file: Mapping[str, Any], seats: Seats) -> None:
    for year in REVIEWED_YEARS:
        for action in actions.values():
            values = {name: text.format(year=year) for name, text in file["review"].items()}
            review_action(action, fiscal_year=year, values=values, by=seats.departement)
            with acting(seats.departement):
                review = action.reviews.get(fiscal_year=year)
                review.provenance = file["review_provenance"]
                review.save()


def _money(
    described: Mapping[str, Any], file: Mapping[str, Any], actions: Mapping[str, Action], year: int
) -> list[dict[str, Any]]:
    """The invented lines of a year, each for an action."""
    place = (described["territory"], described["births"])
    given = ("source", "payee", "payee_label")
    return [
        {name: row[name] for name in given if name in row}
        | {"action": actions[row["action"]], "provenance": f"{file['mark']}."}
        | _amounts(place, row, year)
        for row in file["funding"]
    ]


def _amounts(place: tuple[str, int], row: Mapping[str, Any], year: int) -> dict[str, Decimal]:
    """Asked for, then granted a little less by the State, then spent in part."""
    name = f"{row['action']}-{row['source']}"
    asked = invented.amount(*place, name, year, per_birth=row["per_birth"])
    granted = asked if row["source"] == FundingSource.DEPARTEMENT else asked * 9 / 10
    spent = granted * (95 if year < LAST_YEAR else 88) / 100
    return {
        "requested_amount": asked,
        "notified_amount": granted,
        "committed_amount": granted,
        "paid_amount": granted,
        "spent_amount": spent,
        "carried_over_amount": granted - spent,
    }


class _Figures:
    """The invented readings and targets of a contract, from 2019 to its last year."""

    def __init__(self, contract: Contract, described: Mapping[str, Any], file: Mapping[str, Any]) -> None:
        self.contract, self.described, self.file = contract, described, file
        self.place = (described["territory"], described["births"])
        self.provenance = f"{file['mark']}."
        self.causes = {cause.code: cause for cause in GapCause.objects.all()}

    def entries(self) -> list[MeasurementEntry | TargetEntry]:
        """Targets first, then the readings of each year."""
        followed = list(Indicator.objects.followed_by(self.contract).filter(code__in=invented.PATHS))
        years = [invented.BASELINE_YEAR, *self.contract.years]
        aimed = [(row, year) for row in followed for year in self.contract.years if self._is_aimed(row, year)]
        targets = [self._target(indicator, year) for indicator, year in aimed]
        readings = [self._reading(indicator, year) for indicator in followed for year in years]
        return [*targets, *(reading for reading in readings if reading), *self._second_source(followed)]

    def _aim(self, indicator: Indicator, year: int) -> Decimal:
        return invented.aim(*self.place, indicator.code, year, since=self.contract.starts_on.year)

    def _is_aimed(self, indicator: Indicator, year: int) -> bool:
        """Some indicators have a target each year, others only at the contract's end."""
        return year == LAST_YEAR or indicator.code not in self.file["horizon_only"]

    def _target(self, indicator: Indicator, year: int) -> TargetEntry:
        operator = Operator.AT_MOST if indicator.direction == Direction.FALL else Operator.AT_LEAST
        return TargetEntry(indicator, year, operator, self._aim(indicator, year), provenance=self.provenance)

    def _reading(self, indicator: Indicator, year: int) -> MeasurementEntry | None:
        if year == LAST_YEAR and indicator.code in self.described.get("unfilled", []):
            return None
        absent = self.file["absent"]
        if (indicator.code, year) == (absent["indicator"], absent["year"]):
            return self._entry(indicator, year, Figure(ValueKind(absent["kind"])), absent["comment"])
        drawn = invented.reading(*self.place, indicator.code, year, since=self.contract.starts_on.year)
        figure = Figure(ValueKind.KNOWN, drawn.value, drawn.numerator, drawn.denominator)
        if year not in self.contract.years or not self._is_behind(indicator, year, drawn.value):
            return self._entry(indicator, year, figure)
        behind = self.file["behind"]
        return self._entry(indicator, year, figure, behind["comment"], behind["gap_cause"])

    def _is_behind(self, indicator: Indicator, year: int, value: Decimal) -> bool:
        aim = self._aim(indicator, year)
        return value > aim if indicator.direction == Direction.FALL else value < aim

    def _second_source(self, followed: list[Indicator]) -> list[MeasurementEntry]:
        """The same acts as counted by another source, lower; the first stays the retained one."""
        told = self.file["second_source"]
        if not self.described.get("second_source"):
            return []
        indicator = next(row for row in followed if row.code == told["indicator"])
        entries = []
        for year in self.contract.years:
            drawn = invented.reading(*self.place, indicator.code, year, since=self.contract.starts_on.year)
            figure = Figure(ValueKind.KNOWN, (drawn.value * told["percent"] / 100).quantize(Decimal("0.1")))
            entry = self._entry(indicator, year, figure, told["comment"], told["gap_cause"], told["source"])
            entries.append(entry)
        return entries

    def _entry(
        self, indicator: Indicator, year: int, figure: Figure, comment: str = "", cause: str = "",
        source: str = "internal",
    ) -> MeasurementEntry:  # fmt: skip
        return MeasurementEntry(
            indicator,
            year,
            self.contract.own_perimeter,
            figure,
            source=source,
            comment=comment,
            gap_cause=self.causes.get(cause),
            provenance=self.provenance,
        )
