"""The pages by which a report is shared, returned, sealed, deliberated, corrected and remarked."""

import pytest
from django.urls import reverse
from django.utils import timezone

from reports import workflow
from reports.actions import write_section
from reports.enums import ReportState
from reports.models import Remark, Report, Seal
from reports.remarks import make_remark
from reports.subjects import Subjects
from tests.factories import PASSWORD, ActionFactory, FundingLineFactory

WHERE = ["67-2020", 2024]
PAGE = reverse("reports:detail", args=WHERE)


def address(name, *more):
    return reverse(f"reports:{name}", args=[*WHERE, *more])


def sealing(edition, seat, **changed):
    shown = {"sha256": edition.sha256, "pdf_sha256": edition.submitted.pdf_sha256, "seat": seat.pk}
    return shown | {"decision": "given", "statement": "", "password": PASSWORD} | changed


def state_of(report):
    report.refresh_from_db()
    return report.state


def test_sharing_says_the_edition_and_its_hash(sign_in, draft, editor_67):
    answer = sign_in(editor_67).post(address("share"), {"version": draft.version}, follow=True)

    assert state_of(draft) == ReportState.SHARED
    assert f"empreinte {draft.current_edition.short_hash}" in answer.text


def test_sharing_a_page_out_of_date_shares_nothing(sign_in, draft, editor_67):
    answer = sign_in(editor_67).post(address("share"), {"version": draft.version + 1})

    assert answer.status_code == 409
    assert state_of(draft) == ReportState.DRAFT


def test_an_act_that_its_rule_refuses_is_told_on_the_reports_page(sign_in, shared, editor_67):
    answer = sign_in(editor_67).post(address("share"), follow=True)

    assert answer.redirect_chain == [(PAGE, 302)]
    assert "n’est plus possible" in answer.text


def test_a_return_without_reason_stays_on_its_page(sign_in, shared, prefecture_67):
    make_remark(shared, by=prefecture_67, body="À revoir.")

    answer = sign_in(prefecture_67).post(address("return"), {"reason": ""})

    assert answer.context["form"].errors == {"reason": ["Renseignez «\u00a0Motif\u00a0»."]}
    assert state_of(shared) == ReportState.SHARED


def test_a_seal_is_given_with_the_password_on_the_edition_shown(sign_in, shared, edition, prefecture_67):
    answer = sign_in(prefecture_67).post(address("seal"), sealing(edition, prefecture_67), follow=True)

    assert "Votre visa est enregistré." in answer.text
    assert Seal.objects.get().seat == prefecture_67


def test_the_third_seal_says_that_the_report_is_agreed(
    sign_in, shared, edition, seal_by, prefecture_67, ars_grand_est, signatory_67
):
    seal_by(prefecture_67)
    seal_by(ars_grand_est)

    answer = sign_in(signatory_67).post(address("seal"), sealing(edition, signatory_67), follow=True)

    assert "le rapport est arrêté" in answer.text
    assert state_of(shared) == ReportState.AGREED


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"password": "un autre"}, "password"),
        ({"decision": "reserved"}, "statement"),
        ({"decision": "peut-être"}, "decision"),
        ({"decision": ""}, "decision"),
    ],
)
def test_a_seal_that_lacks_something_is_not_given(sign_in, edition, prefecture_67, changed, field):
    answer = sign_in(prefecture_67).post(address("seal"), sealing(edition, prefecture_67, **changed))

    assert list(answer.context["form"].errors) == [field]
    assert not Seal.objects.exists()


def test_a_seal_on_another_hash_is_refused_by_name(sign_in, edition, prefecture_67):
    sent = sealing(edition, prefecture_67, decision="reserved", statement="Suivre.", sha256="f" * 64)

    answer = sign_in(prefecture_67).post(address("seal"), sent)

    assert answer.status_code == 409
    assert "Le contenu a changé" in answer.text
    assert answer.context["form"]["statement"].value() == "Suivre."
    assert not Seal.objects.exists()


def test_the_vote_of_the_assembly_is_recorded(sign_in, agreed, signatory_67):
    said = {"deliberated_on": timezone.localdate().isoformat(), "reference": "CD-2025-3-1"}
    said["version"] = str(Report.objects.get().version)

    sign_in(signatory_67).post(address("deliberate"), said)

    assert state_of(agreed) == ReportState.DELIBERATED
    assert agreed.deliberation_reference == "CD-2025-3-1"


def test_a_correction_that_changes_nothing_is_told_so_before_it_is_shared(
    sign_in, agreed, editor_67, signatory_67
):
    workflow.open_correction(agreed, by=signatory_67, reason="Erreur de saisie")
    client, button = sign_in(editor_67), '<button class="fr-btn" type="submit">Partager le rapport</button>'

    before = client.get(address("share")).text
    write_section(agreed.sections.get(kind="summary"), body="Corrigé.", by=editor_67)
    after = client.get(address("share")).text

    assert ("Rien n’a changé depuis l’édition n° 1, arrêtée" in before, button in before) == (True, False)
    assert ("Rien n’a changé" in after, button in after) == (False, True)


def test_a_correction_that_changes_nothing_is_dropped_from_the_page_of_the_report(
    sign_in, agreed, editor_67, signatory_67
):
    workflow.open_correction(agreed, by=signatory_67, reason="Erreur de saisie")
    client, said = sign_in(signatory_67), {"reason": "Le chiffre était juste.", "version": agreed.version}

    offered = address("drop_correction") in client.get(PAGE).text
    told = client.post(address("drop_correction"), said, follow=True).text

    assert (offered, state_of(agreed)) == (True, ReportState.AGREED)
    assert "le rapport est de nouveau tel qu’arrêté" in told
    workflow.open_correction(agreed, by=signatory_67, reason="Erreur de saisie")
    write_section(agreed.sections.get(kind="summary"), body="Corrigé.", by=editor_67)
    assert address("drop_correction") not in client.get(PAGE).text


def test_a_correction_is_opened_with_its_reason(sign_in, agreed, signatory_67):
    version = Report.objects.get().version

    sign_in(signatory_67).post(address("correct"), {"reason": "Erreur de saisie.", "version": version})

    assert state_of(agreed) == ReportState.CORRECTED


@pytest.mark.parametrize("name", ["indicator", "section", "funding_line", "action"])
def test_a_remark_bears_on_what_was_chosen(sign_in, contract_67, draft, editor_67, prefecture_67, name):
    FundingLineFactory(contract=contract_67)
    ActionFactory(contract=contract_67)
    workflow.share(draft, by=editor_67)
    chosen = next(key for key in Subjects(draft).by_place if key.startswith(f"{name}-"))

    sign_in(prefecture_67).post(address("remark"), {"place": chosen, "kind": "explain", "body": "Préciser."})

    assert f"{name}-{getattr(Remark.objects.get(), name).pk}" == chosen


def test_a_remark_may_bear_on_the_whole_report(sign_in, shared, prefecture_67):
    said = {"place": "whole", "kind": "explain", "body": "Préciser."}

    sign_in(prefecture_67).post(address("remark"), said)

    assert Remark.objects.get().place == "L’ensemble du rapport"


def test_an_internal_note_is_read_by_its_own_organisation_alone(
    sign_in, shared, prefecture_67, editor_67, ars_grand_est
):
    said = {"place": "whole", "kind": "explain", "body": "À vérifier entre nous.", "is_internal": "on"}
    sign_in(prefecture_67).post(address("remark"), said)

    readers = [
        "À vérifier entre nous." in sign_in(seat).get(PAGE).text
        for seat in (prefecture_67, editor_67, ars_grand_est)
    ]
    assert readers == [True, False, False]


def test_a_remark_is_answered_then_closed_by_its_author(sign_in, shared, editor_67, ars_grand_est):
    remark = make_remark(shared, by=ars_grand_est, body="Préciser.")

    sign_in(editor_67).post(address("answer", remark.pk), {"answer": "Voilà.", "version": remark.version})
    answered = Remark.objects.get()
    sign_in(ars_grand_est).post(address("close_remark", remark.pk), {"version": answered.version})

    assert (answered.state, Remark.objects.get().state) == ("answered", "closed")


def test_two_answers_to_one_remark_do_not_overwrite_each_other(sign_in, shared, editor_67, ars_grand_est):
    remark = make_remark(shared, by=ars_grand_est, body="Préciser.")
    client = sign_in(editor_67)
    client.post(address("answer", remark.pk), {"answer": "La première.", "version": "1"})

    answer = client.post(address("answer", remark.pk), {"answer": "La seconde.", "version": "1"})

    assert answer.status_code == 409
    assert Remark.objects.get().answer == "La première."


def test_a_section_that_somebody_wrote_meanwhile_is_shown_on_both_sides(sign_in, draft, editor_67):
    section = draft.sections.get(kind="summary")
    client = sign_in(editor_67)
    client.post(address("section", section.pk), {"body": "Le leur.", "version": "1"})

    answer = client.post(address("section", section.pk), {"body": "Le mien.", "version": "1"})

    assert answer.status_code == 409
    assert "Le leur." in answer.text
    assert "Le mien." in answer.text


@pytest.mark.parametrize("sent", [{}, {"version": "1"}], ids=["none", "former"])
@pytest.mark.parametrize("name", ["correct", "deliberate"])
def test_an_act_on_another_state_than_the_one_shown_is_refused(sign_in, agreed, signatory_67, name, sent):
    said = {"reason": "Motif.", "deliberated_on": timezone.localdate().isoformat(), "reference": "1"}

    answer = sign_in(signatory_67).post(address(name), said | sent)

    assert answer.status_code == 409
    assert state_of(agreed) == ReportState.AGREED
