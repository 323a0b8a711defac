"""A first draft of each section, said from the data: for its author to take, edit, or leave.

Its figures are live ones (`reports.rendering.figures`), so that they follow the data until the freeze. It is
only ever shown beside the text, and kept when the author saves it.
"""

from collections.abc import Callable

from core.formats import NBSP, counted, date_long, joined, plural
from indicators.scoring import Status, Trend
from reports.content import (
    ActionContent,
    EngagementContent,
    IndicatorContent,
    ObjectiveContent,
    ReportContent,
)
from reports.enums import SectionKind
from reports.models import Section
from reports.rendering.figures import SOURCES
from reports.rendering.results import tally_sentence
from reports.rendering.wording import perimeter, perimeters

REACHED = {
    Status.REACHED: "la cible est atteinte",
    Status.ON_TRACK: "la cible n’est pas encore atteinte, le résultat s’en approche",
    Status.BEHIND: "la cible n’est pas atteinte",
}


def proposal(section: Section, content: ReportContent) -> str:
    """The draft of a section, in the markup of the texts; empty when the data say nothing of it."""
    if section.objective:
        number = section.objective.number
        found = [one for group in content.engagements for one in group.objectives if one.number == number]
        return "\n\n".join(of_objective(one, content) for one in found)
    if section.engagement:
        code = section.engagement.code
        return "\n\n".join(of_engagement(one) for one in content.engagements if one.code == code)
    return GENERAL[section.kind](content)


def of_objective(objective: ObjectiveContent, content: ReportContent) -> str:
    """A sentence or two per indicator, then the actions that serve the objective."""
    lines = [f"- {one.label}{NBSP}: {_told(one, content.fiscal_year)}" for one in objective.indicators]
    done = [
        f"- {_place(action)}{NBSP}: {_one_line(action.done)}"
        for action in content.actions
        if objective.number in action.objectives and action.done
    ]
    return "\n\n".join(filter(None, ["\n".join(lines), "\n".join(done)]))


def of_engagement(engagement: EngagementContent) -> str:
    """How many of its indicators reach their target, and which do not."""
    indicators = [one for objective in engagement.objectives for one in objective.indicators]
    judged = [one for one in indicators if one.status in REACHED]
    if not judged:
        return ""
    reached = [one for one in judged if one.status == Status.REACHED]
    others = joined(f"{one.code} ({_result(one)})" for one in judged if one not in reached)
    said = f"Sur {counted(len(judged), 'indicateur évaluable', 'indicateurs évaluables')}, "
    said += f"{len(reached)} {plural(len(reached), 'atteint', 'atteignent')} la cible."
    return f"{said} Restent en deçà{NBSP}: {others}." if others else said


def _result(one: IndicatorContent) -> str:
    return ", ".join(filter(None, [f"[[résultat {one.code}]]", perimeter(one.result)]))


def _told(one: IndicatorContent, year: int) -> str:
    """« [[référence 1.1]] en 2019, [[résultat 1.1]] en 2024 ([[évolution 1.1]], en hausse)… »"""
    if one.result is None or one.result.value is None:
        return f"[[résultat {one.code}]] en {year}."
    said = f"[[résultat {one.code}]] en {year}"
    if one.baseline is not None and one.baseline.value is not None:
        said = f"[[référence {one.code}]] en {one.baseline.year}, {said}"
    if one.change is not None:
        trend = f", {one.trend_label.lower()}" if one.trend != Trend.UNKNOWN else ""
        said += f" ([[évolution {one.code}]]{trend})"
    over = perimeters(one)
    return f"{said}{f' ({over})' if over else ''}.{_judged(one)}{_caused(one)}"


def _judged(one: IndicatorContent) -> str:
    if one.status not in REACHED:
        return ""
    return f" Pour une cible de [[cible {one.code}]], {REACHED[Status(one.status)]}."


def _caused(one: IndicatorContent) -> str:
    causes = [one.result.gap_cause] if one.result and one.result.gap_cause else []
    said = f" Cause de l’écart{NBSP}: {causes[0].rstrip('.').lower()}." if causes else ""
    return said + "".join(f" {_one_line(given.sentence)}" for given in one.explanations)


def _summary(content: ReportContent) -> str:
    return "\n\n".join(filter(None, [tally_sentence(content.tally), _funding(content)]))


def _context(content: ReportContent) -> str:
    contract = content.contract
    signed = f", signé le {date_long(contract.signed_on)}" if contract.signed_on else ""
    axes = "\n".join(f"- {one.label}" for one in content.engagements)
    said = (
        f"Le contrat {contract.territory_of}{signed}, couvre la période du "
        f"{date_long(contract.starts_on)} au {date_long(contract.ends_on)}. Ses engagements{NBSP}:"
    )
    return f"{said}\n\n{axes}" if axes else said


def _funding(content: ReportContent) -> str:
    if not content.funding.lines:
        return ""
    said = f"En {content.fiscal_year}, le contrat mobilise [[notifié total]]"
    words = {source.value: word for word, source in SOURCES.items()}
    sources = [f"[[notifié {words[one.source]}]] ({one.source_label})" for one in content.funding.by_source]
    said += f"{NBSP}: {joined(sources)}" if sources else ""
    spent = any(line.spent is not None for line in content.funding.lines)
    return f"{said}.{' Les dépenses déclarées sont de [[dépensé total]].' if spent else ''}"


def _outlook(content: ReportContent) -> str:
    planned = [one for one in content.actions if one.next_steps]
    return "\n".join(f"- {_place(one)}{NBSP}: {_one_line(one.next_steps)}" for one in planned)


def _place(action: ActionContent) -> str:
    return f"Action n°{NBSP}{action.number}, {action.title}"


def _one_line(text: str) -> str:
    """In one item of a list, a typed text is one paragraph."""
    return " ".join(text.split())


GENERAL: dict[str, Callable[[ReportContent], str]] = {
    SectionKind.SUMMARY: _summary,
    SectionKind.CONTEXT: _context,
    SectionKind.FUNDING: _funding,
    SectionKind.OUTLOOK: _outlook,
}
