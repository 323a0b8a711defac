"""A framework as a table: to keep, or to fill as the file of another."""

from collections.abc import Iterator
from typing import Any

from contracts.models import Framework, Objective
from core.tabular import Column, ColumnKind, Table
from indicators.frameworks.reading import TITLES
from indicators.models import Indicator

NOTE = (
    "Une ligne par objectif, ou une par indicateur en répétant son objectif.\n"
    "Un libellé que nul texte ne donne reste vide\u00a0: il est montré « à compléter »."
)
COLUMNS = [
    Column(key, titles[0], ColumnKind.INTEGER if key in ("number", "decimals") else ColumnKind.TEXT)
    for key, titles in TITLES.items()
]


def framework_table(framework: Framework) -> Table:
    """Its objectives and national indicators, in the columns that `reading` reads."""
    return Table(f"Cadre {framework}", COLUMNS, _rows(framework), NOTE)


def blank_table() -> Table:
    """The titles alone, and the number of a first objective."""
    first = dict.fromkeys(TITLES) | {"number": 1}
    return Table("Cadre à remplir", COLUMNS, [first], NOTE)


def _rows(framework: Framework) -> Iterator[dict[str, Any]]:
    national: dict[int, list[Indicator]] = {}
    for one in Indicator.objects.filter(contract=None, objective__framework=framework).order_by("code"):
        national.setdefault(one.objective_id, []).append(one)
    for objective in framework.objectives.select_related("engagement").order_by("number"):
        for indicator in national.get(objective.pk, [None]):
            yield _row(objective, indicator)


def _row(objective: Objective, indicator: Indicator | None) -> dict[str, Any]:
    engagement = objective.engagement
    return {
        "engagement": engagement.code if engagement else None,
        "engagement_label": engagement.label if engagement else None,
        "number": objective.number,
        "label": objective.label,
        "kind": objective.get_kind_display(),
        "source_url": objective.source_url,
        "code": indicator and indicator.code,
        "indicator_label": indicator and indicator.label,
        "unit": indicator and indicator.unit,
        "decimals": indicator and indicator.decimals,
        "direction": indicator and indicator.get_direction_display(),
        "roll_up": indicator and indicator.get_roll_up_display(),
        "numerator_label": indicator and indicator.numerator_label,
        "denominator_label": indicator and indicator.denominator_label,
    }
