"""An agreed report as those who are not party to its contract read it: without its small numbers.

Where an indicator counts fewer people than the threshold, its figures are hidden, and with them all that is
told freely in the report, which may quote them. So are the years of a cumulated count that would tell a small
number by their difference with another. What holds no small number is read whole.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from core.formats import NBSP
from indicators.enums import ValueKind
from indicators.protection import is_small, told_by_difference
from indicators.scoring import STATUS_LABELS, Status
from reports.content import (
    ActionContent,
    DecisionContent,
    EngagementContent,
    FundingLineContent,
    IndicatorContent,
    ObjectiveContent,
    OriginContent,
    ReadingContent,
    ReportContent,
    TargetContent,
)

KEPT = f"Texte réservé aux parties au contrat{NBSP}: il peut citer un petit effectif."
HIDDEN = "Petit effectif, réservé aux parties"


def protected(content: ReportContent, *, threshold: int, cumulative: Collection[str] = ()) -> ReportContent:
    """The content without its counts from 1 to `threshold` - 1, nor what may quote them; itself if it has
    none. `cumulative` are the codes of the indicators that add up from the start of the contract."""
    indicators = [
        indicator
        for engagement in content.engagements
        for objective in engagement.objectives
        for indicator in objective.indicators
    ]
    hidden = {one.code: set(_all_years(one)) for one in indicators if is_small(_counted(one), threshold)}
    for one in indicators:
        if one.code in cumulative and one.code not in hidden and (years := _telling_years(one, threshold)):
            hidden[one.code] = years
    outcomes = [one.outcome_count for one in content.actions if one.outcome_count is not None]
    if not hidden and not is_small(outcomes, threshold):
        return content
    lines = [_line(line) for line in content.funding.lines]
    return replace(
        content,
        summary=_kept(content.summary),
        context=_kept(content.context),
        outlook=_kept(content.outlook),
        funding=replace(content.funding, lines=lines, narrative=_kept(content.funding.narrative)),
        engagements=[_engagement(one, hidden) for one in content.engagements],
        actions=[_action(one, threshold) for one in content.actions],
        decisions=[_decision(one) for one in content.decisions],
    )


def _line(line: FundingLineContent) -> FundingLineContent:
    told = line.origin and replace(line.origin, carry_over_reason=_kept(line.origin.carry_over_reason))
    return replace(line, comment=_kept(line.comment), origin=told)


def _all_years(indicator: IndicatorContent) -> Iterator[int]:
    yield from (point.year for point in indicator.series)
    yield from (reading.year for reading in (indicator.baseline, indicator.result) if reading)


def _telling_years(indicator: IndicatorContent, threshold: int) -> set[int]:
    if not _is_count(indicator):
        return set()
    points = {point.year: (point.value,) for point in indicator.series}
    result = indicator.result
    if result is not None and result.value is not None:
        points[result.year] = (result.value,)
    return set(told_by_difference(points.items(), threshold))


def _is_count(indicator: IndicatorContent) -> bool:
    return not indicator.decimals and indicator.unit != "%"


def without_proofs(content: ReportContent) -> ReportContent:
    """The content without the names of the files that back its figures, which only the parties open."""
    engagements = [
        replace(part, objectives=[_unproved(one) for one in part.objectives]) for part in content.engagements
    ]
    return replace(content, engagements=engagements)


def _unproved(objective: ObjectiveContent) -> ObjectiveContent:
    def bare(reading: ReadingContent | None) -> ReadingContent | None:
        return reading and replace(reading, origin=reading.origin and replace(reading.origin, proofs=[]))

    indicators = [
        replace(one, baseline=bare(one.baseline), result=bare(one.result)) for one in objective.indicators
    ]
    return replace(objective, indicators=indicators)


def without_statements(frame: dict[str, Any]) -> dict[str, Any]:
    """The frame of an edition, what each party added to its seal kept from the reader."""
    seals = [seal | {"statement": _kept(seal["statement"])} for seal in frame.get("seals", [])]
    return frame | {"seals": seals}


def _counted(indicator: IndicatorContent) -> Iterator[Decimal]:
    """All that the figures of an indicator count: numerators and denominators, or values that are counts."""
    is_count = _is_count(indicator)
    for reading in (indicator.baseline, indicator.result):
        if reading is None:
            continue
        if reading.numerator is not None and reading.denominator is not None:
            yield from (reading.numerator, reading.denominator)
        elif is_count and reading.value is not None:
            yield reading.value
    if is_count:
        yield from (point.value for point in indicator.series)


def _kept(text: str) -> str:
    return KEPT if text else ""


Hidden = Mapping[str, Collection[int]]


def _engagement(engagement: EngagementContent, hidden: Hidden) -> EngagementContent:
    objectives = [_objective(one, hidden) for one in engagement.objectives]
    return replace(engagement, narrative=_kept(engagement.narrative), objectives=objectives)


def _objective(objective: ObjectiveContent, hidden: Hidden) -> ObjectiveContent:
    indicators = [_indicator(one, hidden.get(one.code, ())) for one in objective.indicators]
    return replace(objective, narrative=_kept(objective.narrative), indicators=indicators)


def _indicator(indicator: IndicatorContent, years: Collection[int]) -> IndicatorContent:
    """The indicator without its figures of these years."""
    readings = (indicator.baseline, indicator.result)
    baseline, result = (_reading(one, one is not None and one.year in years) for one in readings)
    told = [replace(one, sentence=_kept(one.sentence)) for one in indicator.explanations]
    series = [point for point in indicator.series if point.year not in years]
    shown = replace(
        indicator,
        baseline=baseline,
        target=_target(indicator.target),
        result=result,
        series=series,
        explanations=told,
    )
    if indicator.result is None or indicator.result.year not in years:
        return shown
    return replace(
        shown,
        gap=None,
        change=None,
        change_note="",
        status=Status.NO_VALUE.value,
        status_label=STATUS_LABELS[Status.NO_VALUE],
        trend="",
        trend_label="",
    )


def _reading(reading: ReadingContent | None, is_hidden: bool) -> ReadingContent | None:
    if reading is None:
        return None
    told = replace(
        reading,
        comment=_kept(reading.comment),
        provenance=_kept(reading.provenance),
        origin=_origin(reading.origin),
    )
    if not is_hidden or reading.value is None:
        return told
    kind = ValueKind.PROTECTED.value
    return replace(told, kind=kind, kind_label=HIDDEN, value=None, numerator=None, denominator=None)


def _target(target: TargetContent | None) -> TargetContent | None:
    return target and replace(target, origin=_origin(target.origin))


def _origin(origin: OriginContent | None) -> OriginContent | None:
    return origin and replace(origin, note=_kept(origin.note))


def _action(action: ActionContent, threshold: int) -> ActionContent:
    is_hidden = action.outcome_count is not None and is_small([action.outcome_count], threshold)
    return replace(
        action,
        done=_kept(action.done),
        difficulties=_kept(action.difficulties),
        next_steps=_kept(action.next_steps),
        outcome_count=None if is_hidden else action.outcome_count,
    )


def _decision(decision: DecisionContent) -> DecisionContent:
    return replace(decision, text=KEPT, outcome=_kept(decision.outcome))
