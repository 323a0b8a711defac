"""Where a remark leads, by what it bears on and by whether its reader writes."""

import pytest

from contracts.models import Action, Contract, Engagement, Objective
from funding.models import FundingLine
from indicators.models import Indicator
from reports.enums import SectionKind
from reports.models import Remark, Report, Section
from reports.places import GENERAL, address_of

REPORT = Report(contract=Contract(reference="67-2020"), fiscal_year=2024)
READING = "/contrats/67-2020/rapports/2024/lecture/#r67-2020-"
OBJECTIVE = Objective(number=7)


def addresses(**about: object) -> tuple[str, str]:
    """Where those who write are led, and where the others are."""
    remark = Remark(report=REPORT, **about)
    return address_of(remark, REPORT, writes=True), address_of(remark, REPORT, writes=False)


def test_a_remark_on_the_whole_leads_nowhere():
    assert addresses() == ("", "")


def test_a_remark_on_an_indicator_leads_to_its_row_and_to_its_objective():
    writes, reads = addresses(indicator=Indicator(pk=3, code="7.1", objective=OBJECTIVE))

    assert writes.startswith("/contrats/67-2020/indicateurs/2024/#i-7.1")
    assert reads == f"{READING}o7"


def test_a_remark_on_an_action_leads_to_its_year_and_to_the_actions():
    writes, reads = addresses(action=Action(pk=8, number=3))

    assert writes == "/contrats/67-2020/actions/3/bilan/2024/"
    assert reads == f"{READING}actions"


def test_a_remark_on_a_funding_line_leads_to_its_row_and_to_the_money():
    writes, reads = addresses(funding_line=FundingLine(pk=12))

    assert writes.startswith("/contrats/67-2020/financements/2024/#")
    assert "12" in writes
    assert reads == f"{READING}money"


@pytest.mark.parametrize(
    ("section", "anchor"),
    [
        (Section(pk=5, objective=OBJECTIVE, kind=SectionKind.OBJECTIVE), "o7"),
        (Section(pk=5, engagement=Engagement(code="B"), kind=SectionKind.ENGAGEMENT), "engagement-B"),
        *((Section(pk=5, kind=kind), anchor) for kind, anchor in GENERAL.items()),
    ],
)
def test_a_remark_on_a_section_leads_to_its_writing_and_to_its_place(section, anchor):
    writes, reads = addresses(section=section)

    assert writes.startswith("/contrats/67-2020/rapports/2024/")
    assert "/5/" in writes
    assert reads == f"{READING}{anchor}"


def test_each_kind_of_section_has_its_place():
    assert set(SectionKind) - set(GENERAL) == {SectionKind.OBJECTIVE, SectionKind.ENGAGEMENT}
