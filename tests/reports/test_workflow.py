"""The life of a report: each transition allowed, refused, forbidden."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from contracts.years import YearLocked
from core.models import JournalEntry
from core.versions import StaleVersion
from core.workflow import TransitionRefused, available_transitions
from reports import workflow
from reports.actions import write_section
from reports.canonical import read_report
from reports.enums import ReportState
from reports.models import Edition, Seal
from reports.remarks import answer_remark, close_remark, make_remark
from tests.factories import MeasurementFactory
from tests.reports.conftest import correct, finish_papers


def act_names(report, seat):
    return [declared.name for declared in available_transitions(report, seat)]


def test_sharing_freezes_a_first_edition_and_locks_the_year(draft, editor_67):
    edition = workflow.share(draft, by=editor_67)

    assert (draft.state, draft.current_edition, edition.number) == (ReportState.SHARED, edition, 1)
    assert read_report(edition.canonical).contract.reference == "67-2020"
    assert edition.submitted.state == "pending"


@pytest.mark.parametrize(
    "who", ["prefecture_67", "ars_grand_est", "signatory_67", "reader_67", "editor_17", "dgcs"]
)
def test_only_the_departements_editor_shares(draft, who, request):
    seat = request.getfixturevalue(who)

    with pytest.raises(PermissionDenied, match="partager"):
        workflow.share(draft, by=seat)


def test_a_report_is_not_shared_twice(shared, editor_67):
    with pytest.raises(TransitionRefused, match="Partagé"):
        workflow.share(shared, by=editor_67)


def test_sharing_from_a_page_that_is_out_of_date_is_refused(draft, editor_67):
    with pytest.raises(StaleVersion):
        workflow.share(draft, by=editor_67, shown_version=draft.version + 1)

    assert Edition.objects.count() == 0


def test_three_seals_on_one_hash_close_the_report_jointly(
    shared, seal_by, prefecture_67, ars_grand_est, signatory_67
):
    seal_by(prefecture_67)
    seal_by(ars_grand_est, "reserved", statement="Suivre les postes vacants.")
    before = shared.state
    seal_by(signatory_67)

    edition = shared.current_edition
    assert (before, shared.state) == (ReportState.SHARED, ReportState.AGREED)
    assert shared.agreed_at == edition.agreed_at
    assert [seal["decision"] for seal in edition.agreed.frame["seals"]] == ["given", "reserved", "given"]


def test_a_refused_seal_prevents_the_agreement(shared, seal_by, prefecture_67, ars_grand_est, signatory_67):
    seal_by(prefecture_67)
    seal_by(ars_grand_est, "refused", statement="Les crédits ne correspondent pas.")
    seal_by(signatory_67)

    assert shared.state == ReportState.SHARED


def test_an_organisation_seals_an_edition_once(shared, seal_by, prefecture_67):
    seal_by(prefecture_67)

    with pytest.raises(TransitionRefused, match="déjà visé"):
        seal_by(prefecture_67)

    assert Seal.objects.count() == 1


def test_a_seal_on_another_hash_than_the_one_shown_is_refused(seal_by, prefecture_67):
    with pytest.raises(TransitionRefused, match="contenu a changé"):
        seal_by(prefecture_67, sha256="f" * 64)


@pytest.mark.parametrize("decision", ["reserved", "refused"])
def test_a_reservation_or_a_refusal_says_why(seal_by, prefecture_67, decision):
    with pytest.raises(TransitionRefused, match="Motivez"):
        seal_by(prefecture_67, decision, statement="  ")


def test_an_unknown_decision_is_refused(seal_by, prefecture_67):
    with pytest.raises(TransitionRefused, match="Choisissez"):
        seal_by(prefecture_67, "maybe")


def test_nothing_is_sealed_before_its_pdf_is_ready(draft, editor_67, prefecture_67):
    edition = workflow.share(draft, by=editor_67)

    with pytest.raises(TransitionRefused, match="pas encore prêt"):
        workflow.seal(draft, by=prefecture_67, decision="given", sha256=edition.sha256)


@pytest.mark.parametrize("who", ["editor_67", "reader_67", "editor_17", "dgcs", "prefecture_editor_67"])
def test_only_reviewers_and_the_departements_signatory_seal(shared, seal_by, who, request):
    seat = request.getfixturevalue(who)

    with pytest.raises(PermissionDenied):
        seal_by(seat)


def test_a_return_needs_a_reason_and_a_remark(shared, prefecture_67):
    with pytest.raises(TransitionRefused, match="motif"):
        workflow.send_back(shared, by=prefecture_67, reason=" ")
    with pytest.raises(TransitionRefused, match="remarque"):
        workflow.send_back(shared, by=prefecture_67, reason="Chiffre à revoir")

    assert shared.state == ReportState.SHARED


def test_a_return_makes_the_seals_fall_and_a_new_edition_must_be_sealed_anew(
    shared, seal_by, editor_67, prefecture_67, ars_grand_est, signatory_67
):
    seal_by(prefecture_67)
    remark = make_remark(shared, by=ars_grand_est, body="Préciser l’indicateur 1.1.")
    workflow.send_back(shared, by=ars_grand_est, reason="Indicateur 1.1")
    answer_remark(remark, by=editor_67, answer="Précisé.")
    second = workflow.share(shared, by=editor_67)
    finish_papers()

    for seat in (ars_grand_est, signatory_67):
        workflow.seal(shared, by=seat, decision="given", sha256=second.sha256)

    fallen = Seal.objects.get(organisation=prefecture_67.organisation)
    assert (second.number, fallen.voided_reason) == (2, "Rapport renvoyé\u00a0: Indicateur 1.1")
    assert shared.state == ReportState.SHARED
    workflow.seal(shared, by=prefecture_67, decision="given", sha256=second.sha256)
    assert shared.state == ReportState.AGREED


def test_a_returned_report_is_not_shared_again_before_its_remarks_are_answered(
    shared, editor_67, ars_grand_est
):
    make_remark(shared, by=ars_grand_est, body="À revoir.")
    workflow.send_back(shared, by=ars_grand_est, reason="À revoir")

    with pytest.raises(TransitionRefused, match="remarques ouvertes"):
        workflow.share(shared, by=editor_67)


def test_an_agreed_report_is_deliberated_with_its_reference(agreed, signatory_67):
    today = timezone.localdate()

    workflow.deliberate(agreed, by=signatory_67, deliberated_on=today, reference="CD-2025-3-1")

    assert (agreed.state, agreed.deliberated_on) == (ReportState.DELIBERATED, today)


@pytest.mark.parametrize(("day", "why"), [(date(2020, 1, 1), "déjà arrêté"), (date(2999, 1, 1), "à venir")])
def test_an_assembly_deliberates_neither_before_the_agreement_nor_in_the_future(
    agreed, signatory_67, day, why
):
    with pytest.raises(TransitionRefused, match=why):
        workflow.deliberate(agreed, by=signatory_67, deliberated_on=day, reference="X")


def test_a_correction_re_opens_the_year_and_keeps_the_agreed_edition(
    agreed, editor_67, signatory_67, prefecture_67
):
    first = agreed.current_edition

    second = correct(agreed, signatory=signatory_67, editor=editor_67)

    first.refresh_from_db()
    assert (agreed.state, second.number) == (ReportState.SHARED, 2)
    assert first.agreed_at is not None
    assert first.seals.valid().count() == 3


def test_a_correction_that_changes_nothing_is_not_shared(agreed, editor_67, signatory_67):
    workflow.open_correction(agreed, by=signatory_67, reason="Erreur de saisie")

    with pytest.raises(TransitionRefused, match="Rien n’a changé depuis l’édition n° 1, arrêtée"):
        workflow.share(agreed, by=editor_67)

    assert agreed.editions.count() == 1
    write_section(agreed.sections.get(kind="summary"), body="Corrigé.", by=editor_67)
    second = workflow.share(agreed, by=editor_67)
    assert second.sha256 != agreed.editions.get(number=1).sha256


def test_a_returned_report_of_which_only_the_remarks_were_answered_is_shared_again(
    agreed, editor_67, signatory_67, ars_grand_est
):
    second = correct(agreed, signatory=signatory_67, editor=editor_67)
    summary = agreed.sections.get(kind="summary")
    remark = make_remark(agreed, by=ars_grand_est, body="Tenir à l’ancien texte.", section=summary)
    workflow.send_back(agreed, by=ars_grand_est, reason="Résumé")
    answer_remark(remark, by=editor_67, answer="Le texte tient.")

    third = workflow.share(agreed, by=editor_67)

    assert (third.number, third.sha256) == (3, second.sha256)


def test_a_correction_that_changes_nothing_is_dropped_and_all_is_as_it_was_agreed(
    agreed, editor_67, signatory_67
):
    today = timezone.localdate()
    workflow.deliberate(agreed, by=signatory_67, deliberated_on=today, reference="CD-2025-3-1")
    at, edition = agreed.agreed_at, agreed.current_edition
    workflow.open_correction(agreed, by=signatory_67, reason="Erreur de saisie")

    with pytest.raises(TransitionRefused, match="Dites pourquoi"):
        workflow.drop_correction(agreed, by=signatory_67, reason=" ")
    workflow.drop_correction(agreed, by=signatory_67, reason="Le chiffre était juste.")

    assert (agreed.state, agreed.agreed_at, agreed.current_edition) == (
        ReportState.DELIBERATED,
        at,
        edition,
    )
    assert (agreed.deliberated_on, agreed.deliberation_reference) == (today, "CD-2025-3-1")
    assert edition.seals.valid().count() == 3
    entry = JournalEntry.objects.latest("number")
    assert (entry.reason, entry.after["deliberated_on"]) == ("Le chiffre était juste.", today.isoformat())
    with pytest.raises(YearLocked):
        write_section(agreed.sections.first(), body="Après coup.", by=editor_67)


def test_a_correction_that_has_changed_something_is_not_dropped(agreed, editor_67, signatory_67):
    workflow.open_correction(agreed, by=signatory_67, reason="Erreur de saisie")
    write_section(agreed.sections.get(kind="summary"), body="Corrigé.", by=editor_67)

    with pytest.raises(TransitionRefused, match="partagez la correction"):
        workflow.drop_correction(agreed, by=signatory_67, reason="Tout compte fait.")

    assert agreed.state == ReportState.CORRECTED


def test_a_correction_says_why(agreed, signatory_67):
    with pytest.raises(TransitionRefused, match="motif"):
        workflow.open_correction(agreed, by=signatory_67, reason="")


def test_the_buttons_come_from_the_same_declarations_as_the_refusals(
    shared, editor_67, prefecture_67, signatory_67, editor_17
):
    assert act_names(shared, editor_67) == []
    assert act_names(shared, prefecture_67) == ["send_back", "seal"]
    assert act_names(shared, signatory_67) == ["seal"]
    assert act_names(shared, editor_17) == []


def test_each_act_is_journalled_with_the_seat(shared, seal_by, prefecture_67):
    seal_by(prefecture_67)

    entry = JournalEntry.objects.filter(chain="67-2020").latest("number")
    assert (entry.act, entry.user, entry.seat_label) == (
        "Viser le rapport",
        prefecture_67.user,
        str(prefecture_67),
    )


def test_only_the_organisation_that_made_a_remark_closes_it(shared, prefecture_67, ars_grand_est):
    remark = make_remark(shared, by=ars_grand_est, body="À revoir.")

    with pytest.raises(PermissionDenied):
        close_remark(remark, by=prefecture_67)
    closed = close_remark(remark, by=ars_grand_est)

    assert closed.state == "closed"
    with pytest.raises(TransitionRefused, match="déjà close"):
        close_remark(remark, by=ars_grand_est)


def test_a_draft_receives_no_remark(draft, prefecture_67):
    with pytest.raises(TransitionRefused):
        make_remark(draft, by=prefecture_67, body="Déjà ?")


def test_an_answer_is_never_empty(shared, editor_67, ars_grand_est):
    remark = make_remark(shared, by=ars_grand_est, body="À revoir.")

    with pytest.raises(TransitionRefused, match="réponse"):
        answer_remark(remark, by=editor_67, answer=" ")


def test_a_rule_made_stricter_does_not_keep_a_returned_report_from_being_shared(
    draft, contract_67, editor_67, prefecture_67
):
    """A ratio kept of a count before a rule refused it, on an indicator that the return leaves closed."""
    rate = contract_67.framework.objectives.get(number=1).indicators.get()
    numbers = {"value": Decimal(50), "numerator": Decimal(5), "denominator": Decimal(10)}
    MeasurementFactory(contract=contract_67, indicator=rate, **numbers)
    workflow.share(draft, by=editor_67, reason="x")
    finish_papers()
    type(rate).objects.filter(pk=rate.pk).update(unit="visites", decimals=0, roll_up="sum")
    summary = draft.sections.get(kind="summary")
    remark = make_remark(draft, by=prefecture_67, body="Le résumé est à revoir.", section=summary)
    workflow.send_back(draft, by=prefecture_67, reason="Revoir")
    answer_remark(remark, by=editor_67, answer="Revu.")
    draft.refresh_from_db()

    workflow.share(draft, by=editor_67, reason="x")

    assert draft.state == "shared"
