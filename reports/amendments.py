"""What amendments mean for the reports: those they would move, those they open, and the one they wait for."""

from collections.abc import Sequence

from django.urls import reverse

from accounts.models import Seat
from contracts.amending.registry import Condition, Touched, condition, follows, moves
from contracts.amendments import departement_of, years_left
from contracts.enums import AmendmentKind
from contracts.models import Amendment, AmendmentChange, Contract
from core.formats import joined
from reports.enums import ReportState
from reports.models import Report
from reports.narrative import lay_sections
from reports.queries import strip_of

OPEN = {
    ReportState.DRAFT: "pas encore partagé, il dira le contrat ainsi changé",
    ReportState.CORRECTED: "en correction, sa prochaine édition dira le contrat ainsi changé",
    ReportState.RETURNED: "renvoyé au département, sa prochaine édition dira le contrat ainsi changé",
    ReportState.SHARED: "partagé, son édition est figée, elle ne change pas",
}
HELD = "arrêté, il ne change pas"


@moves
def open_reports(
    amendment: Amendment, changes: Sequence[AmendmentChange], seat: Seat | None
) -> list[Touched]:
    """The reports of the years that the draft touches, and the years for which one becomes due."""
    contract = amendment.contract
    touched = {year for change in changes for year in _years(change)}
    touched |= {year for change in changes if "dropped" in change.values for year in years_left(change)}
    joins = any(one.kind != AmendmentKind.CREDITS for one in changes)
    told = {report.fiscal_year: report for report in Report.objects.filter(contract=contract)}
    moving = [told[year] for year in sorted(told) if year in touched or (joins and _is_open(told[year]))]
    opened = sorted(
        year
        for change in changes
        if change.kind == AmendmentKind.PERIOD
        for year in change.values["years"]
        if year not in told and year not in contract.years
    )
    return [*(_moved(report) for report in moving), *(_due(contract, year) for year in opened)]


def _years(change: AmendmentChange) -> list[int]:
    own = change.values.get("year")
    return [own] if own else list(change.values.get("years", []))


def _is_open(report: Report) -> bool:
    return report.state in ReportState.writable()


def _moved(report: Report) -> Touched:
    effect = OPEN.get(ReportState(report.state), HELD)
    return Touched("Rapport", f"Rapport d’exécution {report.fiscal_year}", effect)


def _due(contract: Contract, year: int) -> Touched:
    url = reverse("reports:contract", args=[contract.reference])
    return Touched("Rapport", f"Rapport d’exécution {year}", "à rendre, l’exercice s’ouvre", url)


@follows
def make_room(amendment: Amendment, changes: Sequence[AmendmentChange]) -> None:
    """A report still being written has a place for the text of each objective that joins the contract."""
    if any(change.kind == AmendmentKind.OBJECTIVES for change in changes):
        for report in Report.objects.filter(contract=amendment.contract, state__in=ReportState.writable()):
            lay_sections(report)


@condition(order=1)
def agreed_report(contract: Contract, year: int, seat: Seat | None) -> Condition:
    """The report of the year is agreed by its three parties."""
    report = Report.objects.filter(contract=contract, fiscal_year=year).first()
    missing, owed_by = _awaited(report, contract, year)
    return Condition(
        title=f"Rapport d’exécution {year} arrêté conjointement",
        is_met=not missing,
        owed_by=owed_by,
        missing=missing,
        url=reverse("reports:contract", args=[contract.reference]),
    )


def _awaited(report: Report | None, contract: Contract, year: int) -> tuple[list[str], str]:
    """What the report waits for, and of whom."""
    own = departement_of(contract)
    if report is None or report.state == ReportState.DRAFT:
        # A draft is its département's: the others only know that nothing is shared.
        return [f"Le rapport {year} n’est pas encore partagé."], own
    if report.state in ReportState.closed():
        return [], own
    if report.state != ReportState.SHARED:
        return [f"Le rapport est dans l’état «\u00a0{report.get_state_display()}\u00a0»."], own
    report.contract = contract
    parties = strip_of(report)
    silent = [party.name for party in parties if party.state == "waiting"]
    refused = [party.name for party in parties if party.state == "refused"]
    if silent:
        return [f"{joined(silent)}\u00a0: visa attendu."], joined(silent)
    return [f"{joined(refused)}\u00a0: visa refusé."], joined(refused) or own
