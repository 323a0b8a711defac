"""A framework as a file describes it, before anything is written."""

from typing import Any

from pydantic import BaseModel

from contracts.enums import ObjectiveKind
from indicators.enums import Direction, RollUp


class DraftIndicator(BaseModel):
    """A national indicator under an objective."""

    code: str
    label: str
    unit: str
    decimals: int = 0
    direction: str = Direction.NONE.value
    roll_up: str = RollUp.NONE.value
    numerator_label: str = ""
    denominator_label: str = ""


class DraftObjective(BaseModel):
    """An objective; an empty `label` is « à compléter », and `engagement` is a code, or nothing."""

    number: int
    engagement: str = ""
    label: str = ""
    kind: str = ObjectiveKind.UNKNOWN.value
    source_url: str = ""
    indicators: list[DraftIndicator] = []


class Draft(BaseModel):
    """Engagements (code → label) and objectives, in the order of the file."""

    engagements: dict[str, str] = {}
    objectives: list[DraftObjective] = []

    @property
    def to_complete(self) -> int:
        """How many objectives have no wording yet."""
        return sum(1 for one in self.objectives if not one.label)

    @property
    def indicator_count(self) -> int:
        """How many indicators it brings."""
        return sum(len(one.indicators) for one in self.objectives)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """As the preview shows them, with the labels of what is coded."""
        return [
            {
                "objective": one,
                "engagement": self.engagements.get(one.engagement, ""),
                "kind": ObjectiveKind(one.kind).label,
            }
            for one in self.objectives
        ]


def blank(count: int) -> Draft:
    """So many objectives, numbered, all of them to complete."""
    return Draft(objectives=[DraftObjective(number=number) for number in range(1, count + 1)])
