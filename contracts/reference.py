"""National frameworks, their texts, engagements, objectives and calendar, from `fixtures/reference/`."""

from pathlib import Path
from typing import Any

from contracts.models import Campaign, Deadline, Engagement, Framework, LegalText, Objective
from core.reference import Outcome, read, upsert

FRAMEWORK_FILES = ["framework-2020.json", "framework-2025.json"]
FRAMEWORK_FIELDS = [
    "code",
    "title",
    "first_year",
    "last_year",
    "baseline_year",
    "mandatory_count",
    "completeness",
]
OBJECTIVE_FIELDS = ["number", "label", "kind", "label_status", "notes", "source_url"]


def load(folder: Path) -> list[Outcome[Any]]:
    """Load both frameworks, then `campaigns.json`. Raises ReferenceRefused."""
    files = [read(folder, name) for name in FRAMEWORK_FILES]
    frameworks = upsert(
        Framework,
        [{name: file[name] for name in FRAMEWORK_FIELDS} | {"is_published": True} for file in files],
        key=["code"],
    )
    texts = upsert(LegalText, _rows(files, frameworks, "texts"), key=["framework", "reference"])
    engagements = upsert(Engagement, _rows(files, frameworks, "engagements"), key=["framework", "code"])
    objectives = _load_objectives(files, frameworks, engagements)
    calendar = _load_calendar(read(folder, "campaigns.json")["campaigns"], frameworks)
    return [frameworks, texts, engagements, objectives, *calendar]


def _rows(files: list[dict[str, Any]], frameworks: Outcome[Framework], part: str) -> list[dict[str, Any]]:
    """The rows of one part of each framework file, tied to their framework and in the file's order."""
    return [
        row
        | {"framework": frameworks.rows[(file["code"],)]}
        | ({"position": position} if part == "engagements" else {})
        for file in files
        for position, row in enumerate(file[part], start=1)
    ]


def _load_objectives(
    files: list[dict[str, Any]], frameworks: Outcome[Framework], engagements: Outcome[Engagement]
) -> Outcome[Objective]:
    wanted = []
    for row in _rows(files, frameworks, "objectives"):
        engagement = engagements.rows.get((row["framework"].pk, row["engagement"]))
        picked = {name: row[name] for name in OBJECTIVE_FIELDS}
        wanted.append(picked | {"framework": row["framework"], "engagement": engagement})
    return upsert(
        Objective, wanted, key=["framework", "number"], together=[["label", "label_status", "source_url"]]
    )


def _load_calendar(
    files: list[dict[str, Any]], frameworks: Outcome[Framework]
) -> tuple[Outcome[Campaign], Outcome[Deadline]]:
    """A deadline is known by its campaign, object and audience: its date is what people move."""
    rows = [file | {"framework": frameworks.rows[(file["framework"],)]} for file in files]
    fields = ["framework", "fiscal_year", "notes"]
    campaigns = upsert(
        Campaign,
        [{name: row[name] for name in fields} for row in rows],
        key=["framework", "fiscal_year"],
    )
    deadlines = [
        deadline | {"campaign": campaign}
        for row in rows
        if (campaign := campaigns.rows.get((row["framework"].pk, row["fiscal_year"])))
        for deadline in row["deadlines"]
    ]
    return campaigns, upsert(
        Deadline,
        deadlines,
        key=["campaign", "kind", "audience"],
        together=[["due_on", "legal_text", "source_url"]],
    )
