"""What a contract aims at over time: its targets, as its amendments set them and as they were corrected."""

from typing import Any

from contracts.entries import Life, lives
from contracts.models import Contract
from contracts.standing import Past, says
from contracts.statement import Dated, Section, versions
from indicators.amending.forms import told
from indicators.models import Target


@says
def targets(contract: Contract, past: Past) -> list[Dated]:
    """Each target, from the day it was set; what a revision found is what bound before it. One query."""
    rows = Target.history.filter(contract=contract).select_related("indicator__objective")
    found = lives(rows.order_by("id", "history_date", "history_id"), contract.day_there)
    return [row for life in found for row in _versions(life, past)]


def _versions(life: Life, past: Past) -> list[Dated]:
    target = life.last
    key, indicator = f"cible:{target.indicator_id}:{target.year}", target.indicator
    amended = past.of(key)
    brought = target.amendment_id if not amended else None
    start = past.calendar.moment(brought) if brought else past.calendar.of_year(target.year)
    return versions(
        Section.TARGETS,
        key,
        f"Cible {target.year}, {indicator}",
        _text(target),
        start=start,
        revisions=[*amended, *life.revisions(_text, after=start.since)],
        rank=(indicator.objective.number, indicator.code, target.year),
        until=life.until,
    )


def _text(row: Any) -> str:
    return told(row.indicator, row.operator, row.value, row.upper_value)
