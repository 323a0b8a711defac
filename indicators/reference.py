"""National indicators and their targets, causes of gap, other surveys, from `fixtures/reference/`."""

from pathlib import Path
from typing import Any

from contracts.models import Framework, Objective
from contracts.reference import FRAMEWORK_FILES
from core.reference import Outcome, read, upsert
from indicators.models import GapCause, Indicator, NationalTarget, Survey


def load(folder: Path) -> list[Outcome[Any]]:
    """Load `gap_causes.json`, the indicators of both frameworks, `surveys.json`. Raises ReferenceRefused.

    The objectives are in place already (`contracts.reference.load`).
    """
    causes = read(folder, "gap_causes.json")["gap_causes"]
    gap_causes = upsert(
        GapCause,
        [row | {"position": position} for position, row in enumerate(causes, start=1)],
        key=["code"],
    )
    rows = _indicator_rows([read(folder, name) for name in FRAMEWORK_FILES])
    indicators = upsert(
        Indicator,
        [{name: value for name, value in row.items() if name != "national_targets"} for row in rows],
        key=["objective", "code"],
        together=[["label", "label_status"], ["lower_bound", "upper_bound"]],
    )
    surveys = upsert(Survey, read(folder, "surveys.json")["surveys"], key=["code"])
    return [gap_causes, indicators, _load_targets(rows, indicators), surveys]


def _indicator_rows(files: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The indicators of the files, each tied to its objective."""
    frameworks = {framework.code: framework for framework in Framework.objects.all()}
    objectives = {(row.framework_id, row.number): row for row in Objective.objects.all()}
    return [
        indicator | {"objective": objective}
        for file in files
        for row in file["objectives"]
        if (objective := objectives.get((frameworks[file["code"]].pk, row["number"])))
        for indicator in row["indicators"]
    ]


def _load_targets(rows: list[dict[str, Any]], indicators: Outcome[Indicator]) -> Outcome[NationalTarget]:
    wanted = [
        target | {"indicator": indicator}
        for row in rows
        if (indicator := indicators.rows.get((row["objective"].pk, row["code"])))
        for target in row["national_targets"]
    ]
    return upsert(
        NationalTarget, wanted, key=["indicator", "year"], together=[["operator", "value", "upper_value"]]
    )
