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
    outcome, unit = outcome_of(content)
    return ActionPart(
        content=content,
        outcome=outcome,
        outcome_unit=unit,
        card=[(term, value) for term, value in card_of(content) if value],
        texts=[(heading, text) for heading, text in texts_of(content, year) if text],
    )


def outcome_of(content: ActionContent) -> tuple[str, str]:
    """What was achieved, and its unit; both empty when no figure was given."""
    if content.outcome_count is None:
        return "", content.outcome_unit
    is_one = abs(content.outcome_count) < 2
    return number(content.outcome_count), singular(content.outcome_unit) if is_one else content.outcome_unit


def texts_of(content: ActionContent, year: int) -> list[tuple[str, str]]:
    """The texts, each with its heading; empty when not filled."""
    return [
        ("Objet", content.purpose),
        (f"Réalisé en {year}", content.done),
        ("Difficultés et écarts", content.difficulties),
        ("Suites", content.next_steps),
    ]


def card_of(content: ActionContent) -> list[tuple[str, str]]:
    """The terms of the card and their values, empty when not filled: as many for each action."""
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
