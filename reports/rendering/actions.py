"""An action as the report prints it: its card, what came of it, and its review."""

from dataclasses import dataclass

from core.formats import NBSP, date_long, joined, number, plural, singular
from reports.content import ActionContent

LONGEST_KEPT = 900


@dataclass(frozen=True)
class ActionPart:
    """The outcome (figure and unit, or empty), the card (term, value) and the texts (heading, narrative)."""

    content: ActionContent
    outcome: str
    outcome_unit: str
    card: list[tuple[str, str]]
    texts: list[tuple[str, str]]

    @property
    def is_short(self) -> bool:
        """Whether it can be kept on one page."""
        return sum(len(text) for _, text in self.texts) <= LONGEST_KEPT

    @property
    def is_unreviewed(self) -> bool:
        """Whether nothing was said of the year: neither a figure nor a text."""
        review = (self.content.done, self.content.difficulties, self.content.next_steps)
        return not self.outcome and not any(review)


def action_part(content: ActionContent, year: int) -> ActionPart:
    """The action for the report of `year`; what is not filled takes no room, save an empty review."""
    unit = content.outcome_unit
    if content.outcome_count is not None and abs(content.outcome_count) < 2:
        unit = singular(unit)
    texts = [
        ("Objet", content.purpose),
        (f"Réalisé en {year}", content.done),
        ("Difficultés et écarts", content.difficulties),
        ("Suites", content.next_steps),
    ]
    return ActionPart(
        content=content,
        outcome="" if content.outcome_count is None else number(content.outcome_count),
        outcome_unit=unit,
        card=[(term, value) for term, value in _card(content) if value],
        texts=[(heading, text) for heading, text in texts if text],
    )


def _card(content: ActionContent) -> list[tuple[str, str]]:
    objectives = content.objectives
    return [
        ("État", content.state_label),
        (plural(len(objectives), "Objectif"), joined(str(rank) for rank in objectives)),
        (plural(len(content.indicators), "Indicateur"), joined(content.indicators)),
        ("Pilote", content.lead),
        ("Porteur", content.carrier),
        ("Délégataire", content.delegate),
        ("Public", content.audience),
        ("Acteurs", content.actors),
        ("Calendrier", _dates(content)),
        ("Moyens", "" if content.staff_fte is None else f"{number(content.staff_fte)}{NBSP}ETP"),
    ]


def _dates(content: ActionContent) -> str:
    start, end = content.starts_on, content.ends_on
    if start and end:
        return f"du {date_long(start)} au {date_long(end)}"
    if start:
        return f"depuis le {date_long(start)}"
    return f"jusqu’au {date_long(end)}" if end else ""
