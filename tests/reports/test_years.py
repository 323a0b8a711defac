"""What the reports let be written, and to whom they show a year."""

import pytest
from django.db import DatabaseError, transaction

from contracts import years
from contracts.years import YearLocked
from reports import workflow
from reports.actions import write_section
from reports.enums import ReportState
from reports.remarks import make_remark
from tests.factories import (
    ReportFactory,
)


@pytest.mark.parametrize("state", ReportState.locked())
def test_a_shared_or_closed_year_is_refused_by_name(contract_67, state):
    ReportFactory(contract=contract_67, in_state=state)

    assert "édition n° 1" in years.refusal(contract_67, 2024)
    with pytest.raises(YearLocked), transaction.atomic():
        years.check_open(contract_67, 2024)


def test_a_draft_year_is_open(contract_67):
    ReportFactory(contract=contract_67)

    assert years.refusal(contract_67, 2024) == ""


def test_a_return_re_opens_only_what_is_remarked(shared, ars_grand_est, contract_67):
    remarked = contract_67.framework.objectives.get(number=1).indicators.get()
    other = contract_67.framework.objectives.get(number=3).indicators.get()
    make_remark(shared, by=ars_grand_est, body="À revoir.", indicator=remarked)
    workflow.send_back(shared, by=ars_grand_est, reason="1.1")

    assert years.refusals(contract_67, 2024, [remarked, other, None])[0] == ""
    assert all(years.refusals(contract_67, 2024, [other, None]))


def test_a_remark_on_the_whole_report_re_opens_everything(shared, ars_grand_est, contract_67, editor_67):
    make_remark(shared, by=ars_grand_est, body="Tout est à revoir.")
    workflow.send_back(shared, by=ars_grand_est, reason="Tout")

    section = shared.sections.first()
    assert write_section(section, body="Repris.", by=editor_67).body == "Repris."


def test_a_section_of_a_shared_report_is_not_rewritten(shared, editor_67):
    with pytest.raises(YearLocked):
        write_section(shared.sections.first(), body="Trop tard.", by=editor_67)


def test_a_draft_year_is_hidden_from_the_other_parties(contract_67, editor_67, prefecture_67, dgcs):
    report = ReportFactory(contract=contract_67)

    assert [years.is_hidden(contract_67, 2024, seat) for seat in (editor_67, prefecture_67, dgcs, None)] == [
        False,
        True,
        True,
        True,
    ]
    assert not years.is_hidden(contract_67, 2019, prefecture_67), "the baseline belongs to the contract"
    assert report.state == ReportState.DRAFT


def test_a_shared_year_is_shown_to_the_parties(contract_67, prefecture_67):
    ReportFactory(contract=contract_67, in_state=ReportState.SHARED)

    assert not years.is_hidden(contract_67, 2024, prefecture_67)


def test_a_frozen_edition_and_its_seals_are_never_rewritten(agreed):
    edition = agreed.current_edition

    for row, change in ((edition, {"canonical": "{}"}), (edition.seals.first(), {"decision": "refused"})):
        with pytest.raises(DatabaseError, match="ne se modifie"), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**change)
        with pytest.raises(DatabaseError, match=r"ne s’efface|ne se modifie"), transaction.atomic():
            type(row).objects.filter(pk=row.pk)._raw_delete("default")
