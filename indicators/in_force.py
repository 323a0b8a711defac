"""What a contract aims at over time: its targets, as its amendments set and revised them."""

from contracts.models import Contract
from contracts.standing import Past, says
from contracts.statement import Dated, Section, versions
from indicators.amending.forms import told
from indicators.models import Target


@says
def targets(contract: Contract, past: Past) -> list[Dated]:
    """Each target, from the day it was set; what a revision found is what bound before it."""
    rows = Target.objects.filter(contract=contract).select_related("indicator__objective")
    return [row for target in rows for row in _versions(target, past)]


def _versions(target: Target, past: Past) -> list[Dated]:
    key, indicator = f"cible:{target.indicator_id}:{target.year}", target.indicator
    revisions = past.of(key)
    brought = target.amendment_id if not revisions else None
    start = past.calendar.moment(brought) if brought else past.calendar.of_year(target.year)
    return versions(
        Section.TARGETS,
        key,
        f"Cible {target.year}, {indicator}",
        told(indicator, target.operator, target.value, target.upper_value),
        start=start,
        revisions=revisions,
        rank=(indicator.objective.number, indicator.code, target.year),
    )
