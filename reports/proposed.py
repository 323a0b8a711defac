"""Another value than the reported one, proposed by a remark: a figure, or an amount of a funding line.

Each is judged by the rules of what it would replace, and written by the service that writes every other.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from accounts.models import Seat
from core.formats import NBSP, euros, number, rounded, value_with_unit
from funding.actions import LineEdit, save_lines
from funding.columns import amount_field
from funding.models import FundingLine
from indicators.actions import record_measurement
from indicators.models import GapCause, Indicator
from indicators.readings import Desk, Reading
from indicators.value_rules import Figure, broken_by_value
from reports.models import Remark, Report

MAX_REASON = 500
CENTS = 2


@dataclass(frozen=True)
class Standing:
    """What a proposed value would replace: in French, and the mark of it that a page shows and sends back;
    `lost` is what would not be kept of it, in French."""

    text: str
    mark: str
    lost: str = ""


def standing_of(remark: Remark) -> Standing:
    """The figure or the amount in force today where the remark proposes another."""
    if remark.funding_line is not None:
        held = getattr(remark.funding_line, remark.cell)
        return Standing("aucun montant", "") if held is None else Standing(euros(held), str(held))
    reading = _reading(remark.report, remark.indicator_id)
    if reading is None:
        return Standing("aucune valeur", "")
    unit = remark.indicator.unit if remark.indicator else ""
    text = reading.kind_label if reading.value is None else value_with_unit(reading.value, unit)
    return Standing(text, f"{reading.measurement_id}:{reading.version}", _lost(reading))


def _lost(reading: Reading) -> str:
    """The ratio of a figure: another value is not computed from it."""
    if reading.numerator is None or reading.denominator is None:
        return ""
    ratio = f"{number(reading.numerator)} sur {number(reading.denominator)}"
    return f"Adoptée, la valeur proposée n’aura plus ce calcul{NBSP}: {ratio}."


def scale_of(report: Report, subject: Any) -> dict[str, Any]:
    """How a value of the subject is typed, as in the grid that holds it: its unit, its decimals, a value that
    is usual. Options of a `FrenchDecimalField`; none for what holds no value."""
    if isinstance(subject, FundingLine):
        return {"unit": "€", "decimals": CENTS}
    if not isinstance(subject, Indicator):
        return {}
    reading = _reading(report, subject.pk)
    usual = reading.value if reading is not None else None
    return {"unit": subject.unit, "decimals": subject.decimals, "usual": usual}


def faults_of(subject: Any, value: Decimal) -> list[str]:
    """Why the subject (an indicator, a funding line) could not hold this value, in French; empty when it
    could."""
    if isinstance(subject, Indicator):
        return [broken.message for broken in broken_by_value(subject, Figure(value=value))]
    return _faults_of_amount(value)


def _faults_of_amount(value: Decimal) -> list[str]:
    if rounded(value, CENTS) != value:
        return ["Écrivez un montant en euros, avec deux décimales au plus."]
    try:
        amount_field("").clean(value)
    except ValidationError as refused:
        return refused.messages
    return []


def write_proposal(remark: Remark, *, by: Seat) -> None:
    """Write what the remark proposes in place of what is reported; the motive and the source go with it.

    Raises PermissionDenied for an amount that is not the seat's, YearLocked, EntryRefused.
    """
    if remark.funding_line is not None:
        _write_amount(remark, remark.funding_line, by)
    else:
        _write_figure(remark, _reading(remark.report, remark.indicator_id), by)


def _write_amount(remark: Remark, line: FundingLine, by: Seat) -> None:
    # A figure is kept with more decimals than an amount has.
    amount = None if remark.proposed_value is None else rounded(remark.proposed_value, CENTS)
    edits = [LineEdit(line.pk, line.version, {remark.cell: amount})]
    save_lines(line.contract, year=line.fiscal_year, edits=edits, by=by, reason=_reason(remark))


def _reading(report: Report, indicator_id: int | None) -> Reading | None:
    """The reading that counts today, which the proposed value replaces in its place."""
    desk = Desk(report.contract, report.fiscal_year, frozenset(), indicator_id)
    rows = [row for group in desk.groups() for objective in group.objectives for row in objective.rows]
    # One that the contract no longer follows that year has none.
    return rows[0].result if rows else None


def _write_figure(remark: Remark, standing: Reading | None, by: Seat) -> None:
    """The proposed value, where the contract's own reading stands; what else was said of it is kept, but for
    the ratio, from which it does not come."""
    kept: dict[str, Any] = {}
    if standing is not None and not standing.is_shared:
        cause = GapCause.objects.filter(pk=standing.gap_cause_id or 0).first()
        kept = {"source": standing.source, "comment": standing.comment, "gap_cause": cause}
        kept["shown_version"] = standing.version
    record_measurement(
        contract=remark.report.contract,
        indicator=remark.indicator,  # type: ignore[arg-type]
        year=remark.report.fiscal_year,
        by=by,
        value=remark.proposed_value,
        provenance=f"Proposée par {remark.organisation}{NBSP}: {remark.proposed_source}",
        reason=_reason(remark),
        **kept,
    )


def _reason(remark: Remark) -> str:
    return f"{remark.body} ({remark.proposed_source})"[:MAX_REASON]
