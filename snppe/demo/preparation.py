"""An invented year on its way: indicators entrusted to people and to a service, a workbook made for it, a gap
explained, an indicator that the contract adds to those of its framework, credits asked to be carried over."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from contracts.models import Contract
from funding.carrying import propose
from indicators.actions import save_entries
from indicators.assigning import assign
from indicators.checks import year_checks
from indicators.enums import ValueKind
from indicators.explaining import explain
from indicators.local import save_local
from indicators.models import GapCause, Indicator
from indicators.value_rules import Figure
from indicators.workbook.kits import make_kit
from indicators.writes import MeasurementEntry
from snppe.demo.cast import seat_of
from snppe.demo.opening import line_of


def prepare(contract: Contract, described: Mapping[str, Any], file: Mapping[str, Any]) -> None:
    """What its département has done so far, where the contract's file says so (`preparation`, a year)."""
    if not (year := described.get("preparation")):
        return
    step = _Preparation(contract, year, described["slug"], file)
    step.add_indicator()
    step.entrust()
    step.explain_first_gap()
    step.ask_to_carry()


class _Preparation:
    """The steps of a département's editor in a year."""

    def __init__(self, contract: Contract, year: int, slug: str, file: Mapping[str, Any]) -> None:
        self.contract, self.year, self.told = contract, year, file["preparation"]
        self.actions = file["actions"]
        self.provenance = f"{file['mark']}."
        self.editor = seat_of(f"saisie.{slug}", "editor")

    def add_indicator(self) -> None:
        """An indicator of the contract alone, with a value a year."""
        told = dict(self.told["local_indicator"])
        objectives = self.contract.framework.objectives
        values, number = told.pop("values"), told.pop("objective")
        described = told | {"objective": objectives.get(number=number)}
        indicator = save_local(contract=self.contract, values=described, by=self.editor)
        entries = [self._reading(indicator, int(year), Decimal(value)) for year, value in values.items()]
        save_entries(contract=self.contract, entries=entries, by=self.editor)

    def entrust(self) -> None:
        """Some indicators to the editor, others to a service that has no account, with its workbook."""
        due_on = timezone.localdate() + timedelta(days=self.told["due_in_days"])
        place = {"contract": self.contract, "year": self.year, "by": self.editor}
        assign(**place, indicators=self._followed("entrusted_to_editor"), seat=self.editor, due_on=due_on)
        service = self.told["service"]
        assign(**place, indicators=self._followed("entrusted_to_service"), service=service, due_on=due_on)
        make_kit(**place, service=service)

    def explain_first_gap(self) -> None:
        """The first of the gaps that wait for an explanation; the others are left to the visitor."""
        point = next(iter(year_checks(self.contract, self.year).open), None)
        if point is None:
            return
        explain(
            contract=self.contract,
            indicator=point.row.indicator,
            year=self.year,
            rule=point.number,
            cause=GapCause.objects.get(code=self.told["gap_cause"]),
            sentence=self.told["explanation"],
            by=self.editor,
        )

    def ask_to_carry(self) -> None:
        """Part of the credits of the year before, asked for and left for their payer to grant."""
        asked = self.told["carried"]
        line = line_of(self.contract, self.year - 1, asked, self.actions)
        left = line.carried_over_amount or Decimal(0)
        propose(self.contract, line, amount=left, justification=asked["justification"], by=self.editor)

    def _followed(self, key: str) -> list[Indicator]:
        return list(Indicator.objects.followed_by(self.contract).filter(code__in=self.told[key]))

    def _reading(self, indicator: Indicator, year: int, value: Decimal) -> MeasurementEntry:
        return MeasurementEntry(
            indicator,
            year,
            self.contract.own_perimeter,
            Figure(ValueKind.KNOWN, value),
            source="internal",
            provenance=self.provenance,
        )
