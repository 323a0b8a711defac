"""The narrative of a report: its places, their order, and the writing of one of them."""

from typing import TypeVar

from django.db.models import Q

from accounts.models import Seat
from core import journal
from core.acting import acting
from reports.enums import SectionKind
from reports.models import AssemblySection, Report, Section

GENERAL = [SectionKind.SUMMARY, SectionKind.CONTEXT, SectionKind.FUNDING, SectionKind.OUTLOOK]
LAST = 99

AnySection = TypeVar("AnySection", Section, AssemblySection)


def lay_sections(report: Report) -> None:
    """Create the places of the narrative: general ones, then one per engagement and per retained
    objective."""
    for kind in GENERAL:
        Section.objects.get_or_create(report=report, kind=kind)
    retained = report.contract.retained_objectives.pursued_in(report.fiscal_year)
    retained = retained.select_related("objective__engagement")
    engagements = {kept.objective.engagement for kept in retained if kept.objective.engagement}
    for engagement in sorted(engagements, key=lambda engagement: engagement.position):
        Section.objects.get_or_create(report=report, kind=SectionKind.ENGAGEMENT, engagement=engagement)
    for kept in retained.order_by("objective__number"):
        Section.objects.get_or_create(report=report, kind=SectionKind.OBJECTIVE, objective=kept.objective)


def written_in_order(report: Report) -> list[Section]:
    """The sections in the report's order: general ones, then each engagement followed by its objectives; one
    that an amendment dropped since is left out, its text kept."""
    pursued = report.contract.retained_objectives.pursued_in(report.fiscal_year).values("objective")
    sections = report.sections.filter(Q(objective=None) | Q(objective__in=pursued))
    return sorted(sections.select_related("engagement", "objective__engagement"), key=_place_of)


def rewrite(section: AnySection, body: str, *, chain: str, by: Seat, shown_version: int | None) -> AnySection:
    """Give a section, of a report or of a paper for an assembly, its new text; journalled if it changed.

    In the caller's transaction, once the caller has asked for the right. Raises StaleVersion when somebody
    else wrote it since `shown_version`.
    """
    with acting(by):
        locked = type(section).locked(section.pk, shown_version)
        before, locked.body = locked.body, body.strip().replace("\r\n", "\n")
        if before != locked.body:
            locked.save_next()
            journal.record(
                chain=chain,
                act="Rédiger une section",
                subject=locked,
                by=by,
                before={"body": before},
                after={"body": locked.body},
            )
    return locked


def _place_of(section: Section) -> tuple[int, int, int]:
    engagement = section.engagement or (section.objective and section.objective.engagement)
    rank = engagement.position if engagement else LAST if section.kind == SectionKind.OUTLOOK else 0
    return (rank, section.objective.number if section.objective else 0, section.pk)
