"""Targets on their way to the database."""

from dataclasses import dataclass
from decimal import Decimal

from core import journal
from core.traces import Trace, difference, snapshot
from core.versions import StaleVersion
from indicators.gate import Gate
from indicators.models import Indicator, Target
from indicators.value_rules import Aim, broken_by_target
from indicators.writes import checked, refuse

FIELDS = ("year", "operator", "value", "upper_value", "provenance")


@dataclass(frozen=True)
class TargetEntry:
    """What the contract aims at for an indicator and a year; `operator` is an `Operator`.

    `shown_version` is what the person had before them: a version, 0 for no target, None for no check.
    """

    indicator: Indicator
    year: int
    operator: str
    value: Decimal
    upper_value: Decimal | None = None
    provenance: str = ""
    shown_version: int | None = None

    def write(self, gate: Gate) -> Target:
        """Store the next version of the year's target; nothing is written when nothing changes.

        Raises EntryRefused (a rule), StaleVersion, YearLocked.
        """
        gate.admit_target(self.year, self.indicator)
        refuse(broken_by_target(self.indicator, Aim(self.operator, self.value, self.upper_value)))
        blank = Target(contract=gate.contract, indicator=self.indicator, year=self.year)
        row = checked(_lock(gate, self.indicator, self.year), self.shown_version, blank) or blank
        before = _trace(row) if row.pk else {}
        same = row.pk and (row.operator, row.value) == (self.operator, self.value)
        row.provenance = self.provenance or (row.provenance if same else "")
        row.operator, row.value, row.upper_value = self.operator, self.value, self.upper_value
        if before != _trace(row):
            row.save_next() if before else row.save()
            _record(gate, "Corriger une cible" if before else "Fixer une cible", row, before, _trace(row))
        return row


@dataclass(frozen=True)
class TargetErasure:
    """A target whose cell was blanked."""

    indicator: Indicator
    year: int
    shown_version: int | None = None

    def write(self, gate: Gate) -> None:
        """Erase it; its history stays. Raises StaleVersion, YearLocked."""
        gate.admit_target(self.year, self.indicator)
        blank = Target(contract=gate.contract, indicator=self.indicator, year=self.year)
        row = checked(_lock(gate, self.indicator, self.year), self.shown_version, blank)
        if row is None:
            raise StaleVersion(blank, self.shown_version or 0)
        _record(gate, "Retirer une cible", row, _trace(row), {})
        row.delete()


def _lock(gate: Gate, indicator: Indicator, year: int) -> Target | None:
    rows = Target.objects.select_for_update(of=("self",))
    return rows.filter(contract=gate.contract, indicator=indicator, year=year).first()


def _trace(row: Target) -> Trace:
    return snapshot(row, FIELDS) | {"indicateur": row.indicator.code}


def _record(gate: Gate, act: str, row: Target, before: Trace, after: Trace) -> None:
    before, after = difference(before, after)
    chain = gate.contract.journal_chain
    journal.record(chain=chain, act=act, subject=row, by=gate.by, before=before, after=after)
