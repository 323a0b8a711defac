"""Turns a contract and a year into plain data that say everything the report says (see `reports.content`)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from django.utils import timezone

from contracts.deadlines import report_due_dates
from contracts.enums import AmendmentState, ObjectiveKind
from contracts.models import Action, ActionReview, Contract
from contracts.plan.followed import codes, followed_by
from indicators.answers import Answer
from indicators.checks import CheckPoint, checks_of
from indicators.enums import ValueKind
from indicators.readings import (
    Desk,
    EngagementYear,
    IndicatorYear,
    ObjectiveYear,
    Reading,
    TargetReading,
)
from indicators.scoring import Status
from reports.canonical import settled
from reports.committee import to_follow
from reports.content import (
    ActionContent,
    ContractContent,
    DeadlineContent,
    DecisionContent,
    EngagementContent,
    ExplanationContent,
    IndicatorContent,
    ObjectiveContent,
    PartyContent,
    ReadingContent,
    ReportContent,
    SeriesPoint,
    SeriesSource,
    Tally,
    TargetContent,
)
from reports.enums import SectionKind
from reports.funding_builder import funding_content
from reports.models import Report, Section
from reports.origins import Origins

UNPLACED = ("—", "Engagement à compléter")


def build_report(report: Report) -> ReportContent:
    """The content of a report as the database stands, in a constant number of queries."""
    known = Contract.objects.select_related("territory", "framework")
    contract = known.prefetch_related("parties__organisation").get(pk=report.contract_id)
    narrative = Narrative(report)
    actions = action_contents(contract, report.fiscal_year)
    results = Results(contract, report.fiscal_year)
    engagements = [engagement_content(group, narrative, actions, results) for group in results.groups]
    return ReportContent(
        contract=contract_content(contract),
        fiscal_year=report.fiscal_year,
        parties=party_contents(contract),
        deadline=deadline_content(contract, report.fiscal_year),
        summary=narrative.general(SectionKind.SUMMARY),
        context=narrative.general(SectionKind.CONTEXT),
        outlook=narrative.general(SectionKind.OUTLOOK),
        tally=tally_of(engagements, actions),
        funding=funding_content(contract, report.fiscal_year, narrative.general(SectionKind.FUNDING)),
        engagements=engagements,
        actions=actions,
        decisions=decision_contents(contract, report.fiscal_year),
    )


def decision_contents(contract: Contract, year: int) -> list[DecisionContent]:
    """What earlier committees decided, with what became of it."""
    return [
        DecisionContent(
            decided_on=one.committee.held_on,
            objective=one.objective.number if one.objective else None,
            text=one.text,
            owner=one.owner,
            due_on=one.due_on,
            state=one.state,
            state_label=str(one.get_state_display()),
            outcome=one.outcome,
        )
        for one in to_follow(contract, year)
    ]


class Narrative:
    """The sections of a report, by the place they tell of."""

    def __init__(self, report: Report) -> None:
        self._sections = list(Section.objects.filter(report=report))

    def general(self, kind: str) -> str:
        """The text of a general section."""
        return next((section.body for section in self._sections if section.kind == kind), "")

    def of_engagement(self, pk: int | None) -> str:
        """The text written under an engagement."""
        return next((section.body for section in self._sections if pk and section.engagement_id == pk), "")

    def of_objective(self, pk: int) -> str:
        """The text written under an objective."""
        return next((section.body for section in self._sections if section.objective_id == pk), "")


def contract_content(contract: Contract) -> ContractContent:
    """The contract, its texts and what amended it."""
    territory, framework = contract.territory, contract.framework
    signed = contract.amendments.filter(state=AmendmentState.SIGNED)
    return ContractContent(
        reference=contract.reference,
        territory_code=territory.code,
        territory_name=territory.name,
        territory_of=territory.name_of,
        framework_title=framework.title,
        framework_years=str(framework),
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        signed_on=contract.signed_on,
        texts=[text.reference for text in framework.texts.all()],
        amendments=[str(amendment) for amendment in signed],
        is_fictitious=contract.is_fictitious,
        provenance=contract.provenance,
    )


def party_contents(contract: Contract) -> list[PartyContent]:
    """The parties in the order of the contract: préfet, ARS, département, then co-signatories."""
    closing = contract.closing_parties
    others = sorted(set(contract.parties.all()) - set(closing), key=lambda party: party.organisation.name)
    return [
        PartyContent(
            kind=party.kind,
            kind_label=str(party.get_kind_display()),
            organisation=party.organisation.name,
            signatory_title=party.signatory_title,
            local_service=party.local_service,
        )
        for party in [*closing, *others]
    ]


def deadline_content(contract: Contract, year: int) -> DeadlineContent | None:
    """When the report is due, an extension of the territory's included; None when the campaign is not
    known."""
    due = report_due_dates([contract], timezone.now()).get((contract.pk, year))
    return DeadlineContent(due_on=due.due_on, legal_text=due.legal_text) if due else None


class Results:
    """The figures of a year, and what was explained of them."""

    def __init__(self, contract: Contract, year: int) -> None:
        desk = Desk(contract, year, frozenset())
        self.groups = desk.groups()
        self.origins = Origins(contract, self._rows())
        self._explained: dict[int, list[ExplanationContent]] = defaultdict(list)
        for point in checks_of(desk, self.groups).explained:
            if point.answer and point.answer.explanation_id is not None:
                told = explanation_content(point, point.answer)
                self._explained[point.row.indicator.pk].append(told)

    def _rows(self) -> Iterator[IndicatorYear]:
        """What the report shows, by engagement and objective."""
        for group in self.groups:
            for part in group.objectives:
                yield from (row for row in part.rows if not row.exclusion)

    def explained(self, row: IndicatorYear) -> list[ExplanationContent]:
        """The explanations that hold, in the order of the rules."""
        return self._explained[row.indicator.pk]


def explanation_content(point: CheckPoint, answer: Answer) -> ExplanationContent:
    """What was answered to a point."""
    return ExplanationContent(
        rule=point.number,
        rule_title=point.title,
        cause=answer.cause,
        sentence=answer.sentence,
        from_year=answer.from_year,
        until_year=answer.until_year,
    )


def engagement_content(
    group: EngagementYear, narrative: Narrative, actions: list[ActionContent], results: Results
) -> EngagementContent:
    """An engagement with its retained objectives."""
    engagement = group.engagement
    code, label = (engagement.code, engagement.label) if engagement else UNPLACED
    return EngagementContent(
        code=code,
        label=label,
        narrative=narrative.of_engagement(engagement.pk if engagement else None),
        objectives=[objective_content(part, narrative, actions, results) for part in group.objectives],
    )


def objective_content(
    part: ObjectiveYear, narrative: Narrative, actions: list[ActionContent], results: Results
) -> ObjectiveContent:
    """An objective with its indicators and the numbers of the actions that serve it."""
    objective = part.objective
    return ObjectiveContent(
        number=objective.number,
        label=objective.label,
        kind=objective.kind,
        kind_label=str(objective.get_kind_display()),
        narrative=narrative.of_objective(objective.pk),
        indicators=[
            replace(indicator_content(row, results.origins), explanations=results.explained(row))
            for row in part.rows
            if not row.exclusion
        ],
        actions=[action.number for action in actions if objective.number in action.objectives],
    )


def indicator_content(row: IndicatorYear, origins: Origins) -> IndicatorContent:
    """An indicator in the year, each figure at the indicator's scale."""
    indicator, score, decimals = row.indicator, row.score, row.indicator.decimals
    return IndicatorContent(
        code=indicator.code,
        label=indicator.label,
        unit=indicator.unit,
        decimals=decimals,
        direction=str(indicator.get_direction_display()),
        label_status=str(indicator.get_label_status_display()),
        is_local=indicator.contract_id is not None,
        baseline=reading_content(row.baseline, decimals, origins),
        target=target_content(row.target, decimals, origins),
        national_target=target_content(row.national_target, decimals, origins),
        result=reading_content(row.result, decimals, origins),
        gap=settled(score.gap, decimals),
        change=settled(score.change, 1),
        change_kind=score.change_kind,
        change_note=score.change_note,
        status=str(score.status),
        status_label=score.status_label,
        trend=str(score.trend),
        trend_label=score.trend_label,
        series=_series(row, decimals),
        series_sources=_sources_of_earlier_years(row),
    )


def _series(row: IndicatorYear, decimals: int) -> list[SeriesPoint]:
    return [SeriesPoint(year, _scaled(value, decimals)) for year, value in row.series if year <= row.year]


def _sources_of_earlier_years(row: IndicatorYear) -> list[SeriesSource]:
    held = [(year, row.by_year[year]) for year, _ in row.series if year < row.year]
    return [SeriesSource(year, f"{one.source_label}, {one.perimeter_label}") for year, one in held]


def _scaled(value: Decimal, decimals: int) -> Decimal:
    return settled(value, decimals) or Decimal(0)


def reading_content(reading: Reading | None, decimals: int, origins: Origins) -> ReadingContent | None:
    """A measurement as it stands, and whence it comes."""
    if reading is None:
        return None
    return ReadingContent(
        year=reading.year,
        kind=reading.kind,
        kind_label=reading.kind_label,
        value=settled(reading.value, decimals),
        numerator=settled(reading.numerator, 0),
        denominator=settled(reading.denominator, 0),
        source_label=reading.source_label,
        perimeter=reading.perimeter_label,
        is_shared=reading.is_shared,
        comment=reading.comment,
        gap_cause=reading.gap_cause,
        provenance=reading.provenance,
        origin=origins.of_reading(reading),
    )


def target_content(target: TargetReading | None, decimals: int, origins: Origins) -> TargetContent | None:
    """A target, national or the contract's own, and what set it."""
    if target is None:
        return None
    return TargetContent(
        year=target.year,
        operator=target.operator,
        operator_label=target.operator_label,
        value=_scaled(target.value, decimals),
        upper_value=settled(target.upper_value, decimals),
        origin=origins.of_target(target),
    )


def action_contents(contract: Contract, year: int) -> list[ActionContent]:
    """The contract's actions with their review of the year."""
    actions = contract.actions.select_related("carrier", "delegate")
    actions = actions.prefetch_related("objectives", followed_by().prefetch)
    reviews = {
        review.action_id: review
        for review in ActionReview.objects.filter(action__contract=contract, fiscal_year=year)
    }
    return [
        _action_content(action, reviews.get(action.pk) or ActionReview())
        for action in actions.order_by("number")
    ]


def _action_content(action: Action, review: ActionReview) -> ActionContent:
    return ActionContent(
        number=action.number,
        title=action.title,
        purpose=action.purpose,
        audience=action.audience,
        actors=action.actors,
        lead=action.lead,
        carrier=action.carrier.name if action.carrier else "",
        delegate=action.delegate.name if action.delegate else "",
        starts_on=action.starts_on,
        ends_on=action.ends_on,
        staff_fte=settled(action.staff_fte, 0),
        state_label=str(action.get_state_display()),
        objectives=sorted(objective.number for objective in action.objectives.all()),
        done=review.done,
        difficulties=review.difficulties_told,
        next_steps=review.next_steps,
        outcome_count=settled(review.outcome_count, 0),
        outcome_unit=review.outcome_unit,
        provenance=_both(action.provenance, review.provenance),
        indicators=codes(followed_by().held(action)),
    )


def _both(first: str, second: str) -> str:
    """Two origins as one text, which says nothing twice."""
    return first if second in first else f"{first} {second}".strip()


def tally_of(engagements: list[EngagementContent], actions: list[ActionContent]) -> Tally:
    """The summary in numbers."""
    objectives = [objective for engagement in engagements for objective in engagement.objectives]
    indicators = [indicator for objective in objectives for indicator in objective.indicators]
    statuses = [indicator.status for indicator in indicators]
    kinds = [objective.kind for objective in objectives]
    present = [row for row in indicators if row.result is not None and row.result.kind in ValueKind.present()]
    return Tally(
        objectives=len(objectives),
        fundamental=kinds.count(ObjectiveKind.FUNDAMENTAL),
        optional=kinds.count(ObjectiveKind.OPTIONAL),
        actions=len(actions),
        indicators=len(indicators),
        with_result=len(present),
        reached=statuses.count(Status.REACHED),
        on_track=statuses.count(Status.ON_TRACK),
        behind=statuses.count(Status.BEHIND),
        without_target=statuses.count(Status.NO_TARGET),
        without_value=statuses.count(Status.NO_VALUE),
    )
