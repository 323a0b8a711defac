"""What an organisation has before it when it seals: the difference, or the edition that came meanwhile."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from contracts.models import Document
from reports import workflow
from reports.actions import write_section
from reports.forms import ReasonForm, ReminderForm
from reports.models import Seal
from reports.queries import readable_editions, strip_of
from reports.remark_forms import AnswerForm, PursueForm, RemarkForm
from reports.remarks import answer_remark, make_remark
from reports.review.marking import mark_read
from tests.factories import PASSWORD, SignedCopyFactory
from tests.reports.conftest import correct, finish_papers

WHERE = ["67-2020", 2024]
PDF = b"%PDF-1.7\n%%EOF\n"


def address(name):
    return reverse(f"reports:{name}", args=WHERE)


def replace_edition(report, *, reviewer, editor, text):
    """A return on the summary, rewritten, then a new edition."""
    summary = report.sections.get(kind="summary")
    remark = make_remark(report, by=reviewer, body="À préciser.", section=summary)
    workflow.send_back(report, by=reviewer, reason="À préciser")
    write_section(summary, body=text, by=editor)
    answer_remark(remark, by=editor, answer="Précisé.")
    workflow.share(report, by=editor)
    finish_papers()
    report.refresh_from_db()


@pytest.fixture
def replaced(shared, seal_by, prefecture_67, ars_grand_est, editor_67):
    """The préfecture had sealed the first edition when the ARS returned it; a second one is there."""
    seal_by(prefecture_67)
    replace_edition(
        shared, reviewer=ars_grand_est, editor=editor_67, text="Deux postes sont pourvus. Un reste vacant."
    )
    return shared


def test_sealing_again_shows_only_what_changed_since_the_edition_sealed(sign_in, replaced, prefecture_67):
    page = sign_in(prefecture_67).get(address("seal"))

    assert page.context["since"].title == (
        "Ce qui a changé depuis l’édition n° 1, que votre organisation a visée"
    )
    assert [(one.place, one.texts.come) for one in page.context["since"].changes] == [
        ("Résumé", ("Deux postes sont pourvus.", "Un reste vacant."))
    ]
    assert "<ins>Un reste vacant.</ins>" in page.text


def test_an_organisation_that_only_read_is_shown_what_changed_since_what_it_read(
    sign_in, shared, prefecture_67, ars_grand_est, editor_67, signatory_67
):
    mark_read(shared, by=editor_67, shown_sha256=shared.current_edition.sha256)
    replace_edition(shared, reviewer=ars_grand_est, editor=editor_67, text="Un autre résumé.")

    own = sign_in(signatory_67).get(address("seal")).context["since"]
    theirs = sign_in(prefecture_67).get(address("seal")).context["since"]

    assert (own.edition.number, own.how, len(own.changes)) == (1, "read", 1)
    assert theirs is None


def test_an_organisation_that_sent_an_edition_back_is_shown_what_changed_from_it(
    sign_in, shared, ars_grand_est, editor_67
):
    replace_edition(shared, reviewer=ars_grand_est, editor=editor_67, text="Un autre résumé.")

    since = sign_in(ars_grand_est).get(address("seal")).context["since"]

    assert since.title == "Ce qui a changé depuis l’édition n° 1, que votre organisation a renvoyée"
    assert [change.place for change in since.changes] == ["Résumé"]


def test_a_seal_on_an_edition_just_replaced_is_refused_with_the_difference(
    sign_in, shared, prefecture_67, ars_grand_est, editor_67
):
    first = shared.current_edition
    sent = {"sha256": first.sha256, "pdf_sha256": first.submitted.pdf_sha256, "seat": prefecture_67.pk}
    sent |= {"decision": "reserved", "statement": "Suivre les postes.", "password": PASSWORD}
    replace_edition(shared, reviewer=ars_grand_est, editor=editor_67, text="Un autre résumé.")
    client = sign_in(prefecture_67)

    answer = client.post(address("seal"), sent)

    form = answer.context["form"]
    assert (answer.status_code, Seal.objects.count()) == (409, 0)
    assert [change.place for change in answer.context["replaced"]] == ["Résumé"]
    assert (form["decision"].value(), form["statement"].value()) == ("reserved", "Suivre les postes.")
    again = sent | {"sha256": form["sha256"].value(), "pdf_sha256": form["pdf_sha256"].value()}
    client.post(address("seal"), again)
    assert Seal.objects.get().edition.number == 2


def test_on_an_agreed_report_nothing_is_sealed_and_what_can_be_done_is_offered(
    sign_in, agreed, signatory_67, prefecture_67
):
    finish_papers()
    sent = {"decision": "refused", "statement": "Trop tard.", "password": PASSWORD}
    client = sign_in(signatory_67)

    page, reviewed = client.get(address("seal")), sign_in(prefecture_67).get(address("seal"))
    refused = client.post(address("seal"), sent | {"sha256": agreed.current_edition.sha256})

    assert "form" not in page.context
    assert "il n’y a plus rien à viser" in page.text
    assert [f'"{address(name)}"' in page.text for name in ("sign", "bring_back", "deliberate")] == [True] * 3
    assert reverse("reports:agreed_pdf", args=[*WHERE, 1]) in page.text
    assert [f'"{address(name)}"' in reviewed.text for name in ("sign", "bring_back")] == [False, True]
    assert (refused.status_code, Seal.objects.count()) == (409, 3)
    SignedCopyFactory(report=agreed, seat=prefecture_67)
    assert reverse("reports:signed_pdf", args=[*WHERE, 1]) in client.get(address("seal")).text


def test_a_returned_report_waits_for_the_departement_and_shows_no_form(sign_in, shared, prefecture_67):
    make_remark(shared, by=prefecture_67, body="À préciser.")
    workflow.send_back(shared, by=prefecture_67, reason="À préciser")

    page = sign_in(prefecture_67).get(address("seal"))

    assert "form" not in page.context
    assert "Un rapport se vise tant qu’il est partagé" in page.text
    assert "le département reprend les points remarqués" in page.text


def test_a_seal_without_the_pdf_that_was_shown_is_refused(sign_in, shared, edition, prefecture_67):
    sent = {"sha256": edition.sha256, "pdf_sha256": "2" * 64, "seat": prefecture_67.pk}
    sent |= {"decision": "given", "password": PASSWORD}

    answer = sign_in(prefecture_67).post(address("seal"), sent)

    assert answer.status_code == 409
    assert "Le PDF n’est pas celui que montrait votre page" in answer.text
    assert not Seal.objects.exists()


def test_a_reservation_is_kept_without_the_characters_that_nobody_sees(
    sign_in, shared, edition, prefecture_67, ars_grand_est
):
    def send(seat, statement):
        sent = {"sha256": edition.sha256, "pdf_sha256": edition.submitted.pdf_sha256, "seat": seat.pk}
        sent |= {"decision": "reserved", "statement": statement, "password": PASSWORD}
        return sign_in(seat).post(address("seal"), sent)

    send(prefecture_67, "Suivre les \u202epostes\u202c.\r\nPuis \u2066voir\u2069.")
    unsaid = send(ars_grand_est, " \u202e\u200b ")

    assert Seal.objects.get().statement == "Suivre les postes.\nPuis voir."
    assert list(unsaid.context["form"].errors) == ["statement"]


@pytest.mark.parametrize(("form", "name"), [
    (lambda report, sent: ReasonForm(sent), "reason"),
    (lambda report, sent: ReminderForm(strip_of(report), sent), "message"),
    (lambda report, sent: RemarkForm(report, sent), "body"),
    (lambda report, sent: AnswerForm(sent), "answer"),
    (lambda report, sent: PursueForm(sent), "body"),
])  # fmt: skip
def test_what_the_parties_say_is_cleaned_alike_in_every_form(shared, form, name):
    filled = form(shared, {name: "À \u202evoir\u202c."})

    filled.is_valid()

    assert filled.cleaned_data[name] == "À voir."


def vote(report, **more):
    said = {"deliberated_on": timezone.localdate().isoformat(), "reference": "CD-2025-3-1"}
    return said | {"version": str(report.version)} | more


def test_the_deliberation_is_filed_with_the_vote_and_read_from_the_report(sign_in, agreed, editor_67, dgcs):
    upload = SimpleUploadedFile("deliberation.pdf", PDF, "application/pdf")

    sign_in(editor_67).post(address("deliberate"), vote(agreed, attachment=upload))

    agreed.refresh_from_db()
    piece = Document.objects.get()
    assert (agreed.state, agreed.deliberation, piece.kind) == ("deliberated", piece, "deliberation")
    link = reverse("contracts:document", args=["67-2020", piece.pk])
    assert link in sign_in(dgcs).get(address("detail")).text


def test_a_file_that_is_no_document_records_no_vote(sign_in, agreed, editor_67):
    upload = SimpleUploadedFile("deliberation.pdf", b"MZ\x90", "application/pdf")

    answer = sign_in(editor_67).post(address("deliberate"), vote(agreed, attachment=upload))

    agreed.refresh_from_db()
    assert list(answer.context["form"].errors) == ["attachment"]
    assert (agreed.state, Document.objects.count()) == ("agreed", 0)


def test_whoever_may_not_file_a_piece_records_the_vote_alone(sign_in, agreed, signatory_67):
    client = sign_in(signatory_67)

    form = client.get(address("deliberate")).context["form"]
    client.post(address("deliberate"), vote(agreed))

    agreed.refresh_from_db()
    assert "attachment" not in form.fields
    assert (agreed.state, agreed.deliberation) == ("deliberated", None)


def test_a_corrected_edition_says_which_it_corrects_and_forgets_the_vote(
    agreed, editor_67, signatory_67, editor_17
):
    correct(agreed, signatory=signatory_67, editor=editor_67)

    assert [(one.number, one.corrects) for one in readable_editions(editor_67, agreed)] == [(2, 1), (1, None)]
    assert [one.number for one in readable_editions(editor_17, agreed)] == [1]
