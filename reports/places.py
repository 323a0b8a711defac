"""Where a remark leads: to what it bears on, to be mended by those who write, to be read by the others."""

from django.urls import reverse

from funding.naming import prefix_of
from indicators.readings import keys_of
from reports.enums import SectionKind
from reports.models import Remark, Report, Section

# The anchors of the reading page, after the prefix of its report.
GENERAL = {
    SectionKind.SUMMARY: "summary",
    SectionKind.CONTEXT: "context",
    SectionKind.FUNDING: "money",
    SectionKind.OUTLOOK: "outlook",
}


def address_of(remark: Remark, report: Report, *, writes: bool) -> str:
    """The page and the row that mend what is remarked, or its place in the reading; nothing for the whole."""
    where = [report.contract.reference, report.fiscal_year]
    return _mended(remark, where) if writes else _read(remark, where)


def _mended(remark: Remark, where: list[object]) -> str:
    if remark.indicator:
        return f"{reverse('indicators:year', args=where)}#i-{keys_of([remark.indicator])[0]}"
    if remark.section:
        return reverse("reports:section", args=[*where, remark.section.pk])
    if remark.funding_line:
        return f"{reverse('funding:year', args=where)}#{prefix_of(remark.funding_line)}"
    if remark.action:
        reference, year = where
        return reverse("contracts:action_review", args=[reference, remark.action.number, year])
    return ""


def _read(remark: Remark, where: list[object]) -> str:
    anchor = _anchor(remark)
    return f"{reverse('reports:reading', args=where)}#r{where[0]}-{anchor}" if anchor else ""


def _anchor(remark: Remark) -> str:
    if remark.indicator:
        return f"o{remark.indicator.objective.number}"
    if remark.section:
        return _anchor_of_section(remark.section)
    if remark.action:
        return "actions"
    return "money" if remark.funding_line else ""


def _anchor_of_section(section: Section) -> str:
    if section.objective:
        return f"o{section.objective.number}"
    if section.engagement:
        return f"engagement-{section.engagement.code}"
    return GENERAL[SectionKind(section.kind)]
