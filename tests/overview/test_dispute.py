"""The timeline of a report and of a figure: what each party could read at each moment, and for whose eyes."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from core.formats import date_long
from indicators.actions import record_measurement
from indicators.models import Indicator
from overview.dispute.page import NOTHING, UNSHARED, Timeline
from overview.notices.sending import send_notices
from reports import workflow
from reports.actions import open_report
from reports.models import Report
from reports.remarks import answer_remark, make_remark
from tests.reports.conftest import finish_papers

PAGE = reverse("overview:dispute", args=["67-2020", 2024])


@pytest.fixture
def rate(contract_67):
    return Indicator.objects.followed_by(contract_67).order_by("code").first()


@pytest.fixture
def lived(contract_67, rate, editor_67, prefecture_67, ars_grand_est):
    """Entered at 8, shared, sealed by the préfecture, returned by the ARS, corrected to 9, shared again."""
    report = open_report(contract=contract_67, fiscal_year=2024, by=editor_67)

    def enter(value):
        record_measurement(
            contract=contract_67, indicator=rate, year=2024, by=editor_67, value=Decimal(value)
        )

    enter(8)
    workflow.share(report, by=editor_67)
    finish_papers()
    send_notices()
    workflow.seal(report, by=prefecture_67, decision="given", sha256=report.current_edition.sha256)
    remark = make_remark(report, by=ars_grand_est, body="Neuf selon nous.", indicator=rate)
    make_remark(report, by=ars_grand_est, body="ENTRE-NOUS", indicator=rate, is_internal=True)
    workflow.send_back(report, by=ars_grand_est, reason="Chiffre à revoir")
    enter(9)
    answer_remark(remark, by=editor_67, answer="En effet.")
    workflow.share(report, by=editor_67)
    return Report.objects.get()


def told(report, seat, rate=None):
    return [(line.moment.what, line.seen) for line in Timeline(report, seat, rate).lines]


def test_a_figure_is_told_with_what_each_party_could_read_then(lived, rate, editor_67):
    first, second = "8,0\u00a0% (Édition\u00a0n°\u00a01)", "9,0\u00a0% (Édition\u00a0n°\u00a02)"

    lines = told(lived, editor_67, rate)

    # In the order of the parties: préfecture, ARS, département.
    seen = dict(lines)
    assert seen["Valeur écrite (définitive, Suivi interne)"] == [NOTHING, NOTHING, "8,0\u00a0%"]
    assert seen["Édition n° 1 partagée"] == [first] * 3
    assert seen["Renvoyer au département"] == [first, first, "8,0\u00a0%"]
    assert seen["Valeur écrite (révisée, Suivi interne)"] == [first, first, "9,0\u00a0%"]
    assert seen["Édition n° 2 partagée"] == [second] * 3
    for what in ("Courriel envoyé", "Visa donné sur l’édition n° 1", "Visa tombé\u00a0: Édition n° 1"):
        assert what in seen


def test_a_source_that_is_not_retained_is_told_and_read_by_nobody(contract_67, rate, editor_67, lived):
    figures = {"indicator": rate, "year": 2024, "value": Decimal(3), "source": "snds"}
    make_remark(lived, by=lived.seals.get().seat, body="Et le SNDS ?", indicator=rate)
    workflow.send_back(lived, by=lived.seals.get().seat, reason="Source")
    record_measurement(contract=contract_67, by=editor_67, **figures)

    last = Timeline(lived, editor_67, rate).lines[-1]

    assert last.moment.what == "Valeur écrite (définitive, SNDS (actes télétransmis), non retenue)"
    assert last.seen[2] == "9,0\u00a0%"


def test_another_party_reads_neither_what_was_not_shared_nor_the_notes_of_others(
    sign_in, lived, rate, prefecture_67, ars_grand_est, editor_67
):
    page = sign_in(prefecture_67).get(PAGE, {"indicateur": rate.code}).text
    own = sign_in(ars_grand_est).get(PAGE, {"indicateur": rate.code}).text

    assert "Neuf selon nous." in page
    assert "ENTRE-NOUS" not in page
    assert "ENTRE-NOUS" in own


def test_work_in_progress_stays_the_departements_own_while_a_report_is_returned(
    lived, rate, prefecture_67, ars_grand_est, editor_67
):
    make_remark(lived, by=ars_grand_est, body="Encore.", indicator=rate)
    workflow.send_back(lived, by=ars_grand_est, reason="Encore")
    record_measurement(contract=lived.contract, indicator=rate, year=2024, by=editor_67, value=Decimal(7))

    theirs = Timeline(lived, prefecture_67, rate).lines
    own = Timeline(lived, editor_67, rate).lines

    assert not [line for line in theirs if line.moment.what.startswith("Valeur")]
    assert theirs[-1].seen[2] == UNSHARED
    assert own[-1].seen[2] == "7,0\u00a0%"


def test_the_page_costs_the_same_whatever_happened(
    sign_in, lived, rate, editor_67, ars_grand_est, django_assert_max_num_queries
):
    for rank in range(20):
        make_remark(lived, by=ars_grand_est, body=f"Remarque {rank}.", indicator=rate)
    client = sign_in(editor_67)

    with django_assert_max_num_queries(28):
        client.get(PAGE, {"indicateur": rate.code})


def test_the_vote_of_the_assembly_is_told_with_its_day_and_its_reference(
    lived, editor_67, prefecture_67, ars_grand_est, signatory_67
):
    finish_papers()
    for seat in (prefecture_67, ars_grand_est, signatory_67):
        workflow.seal(lived, by=seat, decision="given", sha256=lived.current_edition.sha256)
    today = timezone.localdate()

    workflow.deliberate(lived, by=signatory_67, deliberated_on=today, reference="CD-2025-3-1")

    last = Timeline(lived, editor_67).lines[-1].moment
    assert (last.what, last.words) == (
        "Enregistrer la délibération",
        f"séance du {date_long(today)}, CD-2025-3-1",
    )


def test_a_correction_that_is_dropped_leaves_the_agreed_figure_before_everybody(
    lived, rate, editor_67, prefecture_67, ars_grand_est, signatory_67
):
    finish_papers()
    for seat in (prefecture_67, ars_grand_est, signatory_67):
        workflow.seal(lived, by=seat, decision="given", sha256=lived.current_edition.sha256)
    workflow.open_correction(lived, by=signatory_67, reason="Erreur de saisie")

    workflow.drop_correction(lived, by=signatory_67, reason="Le chiffre était juste.")

    seen = dict(told(lived, editor_67, rate))
    frozen = "9,0\u00a0% (Édition\u00a0n°\u00a02)"
    assert seen["Ouvrir une correction"] == [frozen, frozen, "9,0\u00a0%"]
    assert seen["Renoncer à la correction"] == [frozen] * 3


def test_an_unknown_figure_is_not_found(sign_in, lived, editor_67):
    assert sign_in(editor_67).get(PAGE, {"indicateur": "99.9"}).status_code == 404
