"""The public check: a code or a file, answered without an account, and nothing kept."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from reports import workflow
from reports.models import Edition
from reports.remarks import answer_remark, make_remark
from reports.signing.verdict import MAX_BYTES
from reports.views import verifying
from tests.reports.conftest import correct, finish_papers
from tests.reports.signing.forging import encrypted, written_anew
from tests.test_access import rows_everywhere

VERIFY = reverse("reports:verify")


@pytest.fixture(autouse=True)
def nothing_remembered():
    cache.clear()


def sent(content, name="rapport.pdf"):
    return {"file": SimpleUploadedFile(name, content, content_type="application/pdf")}


def code_page(code):
    return reverse("reports:verify_code", args=[code])


def test_the_code_of_an_agreed_report_tells_who_sealed_it_and_nothing_of_what_it_says(agreed, sign_in):
    edition = agreed.current_edition

    answer = sign_in(None).get(code_page(edition.short_hash))

    assert answer.status_code == 200
    assert "Exécution 2024 du contrat 67-2020 (Bas-Rhin)" in answer.text
    assert "Préfecture du Bas-Rhin\u00a0: visa donné" in answer.text.replace(" :", "\u00a0:")
    assert "Indicateur 1.1" not in answer.text
    assert "prefecture_67" not in answer.text


def test_a_report_that_is_not_agreed_yet_is_told_so_without_its_seals(
    shared, seal_by, prefecture_67, sign_in
):
    seal_by(prefecture_67)

    answer = sign_in(None).get(code_page(shared.current_edition.short_hash))

    assert "il attend le visa des trois parties" in answer.text
    assert "Visas" not in answer.text


def test_a_code_is_taken_as_it_is_printed(agreed, sign_in):
    code = agreed.current_edition.short_hash
    typed = f"{code[:4]}\u00a0{code[4:8]} {code[8:].upper()}"

    answer = sign_in(None).get(VERIFY, {"code": typed})

    assert answer.headers["Location"] == code_page(code)


@pytest.mark.parametrize("code", ["000000000000", "abc", "zzzzzzzzzzzz", "0" * 400, "%00"])
def test_a_code_of_no_report_is_not_found(agreed, sign_in, code):
    answer = sign_in(None).get(code_page(code))

    assert answer.status_code == 404
    assert "Ce code n’est celui d’aucun rapport" in answer.text


def test_a_code_that_cannot_be_one_is_refused_at_its_field(db, sign_in):
    answer = sign_in(None).get(VERIFY, {"code": "abc"})

    assert "Ce code a au moins 12 caractères" in answer.text


def test_a_later_edition_is_told(
    agreed, seal_by, editor_67, signatory_67, prefecture_67, ars_grand_est, sign_in
):
    first = agreed.current_edition
    correct(agreed, signatory=signatory_67, editor=editor_67)
    finish_papers()
    agreed.refresh_from_db()
    second = agreed.current_edition
    for seat in (prefecture_67, ars_grand_est, signatory_67):
        workflow.seal(agreed, by=seat, decision="given", sha256=second.sha256)

    told = sign_in(None).get(code_page(first.short_hash)).text.replace("\u00a0", " ")

    assert "Une édition plus récente existe : n° 2, arrêtée" in told
    assert "Une édition plus récente" not in sign_in(None).get(code_page(second.short_hash)).text


def test_the_code_of_a_content_shared_twice_is_that_of_the_agreed_edition(
    shared, editor_67, signatory_67, prefecture_67, ars_grand_est, sign_in
):
    first = shared.current_edition
    remark = make_remark(shared, by=ars_grand_est, body="Est-ce bien cela ?")
    workflow.send_back(shared, by=ars_grand_est, reason="Une question")
    answer_remark(remark, by=editor_67, answer="Oui.")
    second = workflow.share(shared, by=editor_67)
    finish_papers()
    for seat in (prefecture_67, ars_grand_est, signatory_67):
        workflow.seal(shared, by=seat, decision="given", sha256=second.sha256)

    told = sign_in(None).get(code_page(first.short_hash)).text

    # Nothing was changed but what was answered: both have the same content.
    assert Edition.objects.filter(sha256=first.sha256).count() == 2
    assert "<dd>\n    2" in told


def test_a_file_is_judged_and_nothing_is_written(signed, sign_in):
    pdf, before = signed(1), rows_everywhere()

    answer = sign_in(None).post(VERIFY, sent(pdf))

    assert "Ce fichier est authentique" in answer.text
    assert "Sans valeur légale" in answer.text
    assert "Cachet – Préfecture du Bas-Rhin" in answer.text
    assert rows_everywhere() == before


def test_a_file_that_was_changed_is_told_why(signed, sign_in):
    answer = sign_in(None).post(VERIFY, sent(signed(1) + b"\n% suite"))

    assert "Ce fichier n’est pas authentique" in answer.text


def test_a_file_encrypted_after_its_signatures_is_told_so_on_the_page(signed, sign_in):
    true, client = signed(2), sign_in(None)

    rewritten = client.post(VERIFY, sent(written_anew(true, "secret"))).text
    continued = client.post(VERIFY, sent(encrypted(true))).text

    assert "Ce fichier ne peut pas être vérifié" in rewritten
    assert "Il est chiffré\u00a0: aucun rapport n’est délivré ainsi." in rewritten
    assert "Ce fichier n’est pas authentique" in continued
    assert "Il a été chiffré depuis." in continued


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "ce n’est pas un fichier PDF"),
        (b"bonjour", "ce n’est pas un fichier PDF"),
        (b"%PDF-1.7 %%EOF", "aucun rapport délivré ici n’a ce contenu"),
    ],
)
def test_what_is_no_report_is_told(db, sign_in, content, told):
    assert told in sign_in(None).post(VERIFY, sent(content)).text.replace("C’est", "c’est").replace(
        "Ce n’est", "ce n’est"
    ).replace("Aucun", "aucun")


def test_the_file_has_to_be_chosen(db, sign_in):
    assert "Choisissez le fichier PDF à vérifier." in sign_in(None).post(VERIFY).text


def test_a_file_over_the_limit_is_refused_on_its_size(db, sign_in):
    answer = sign_in(None).post(VERIFY, sent(b"%PDF-" + b"0" * MAX_BYTES))

    assert "Ce fichier pèse 21\u00a0Mo\u00a0: 20\u00a0Mo au plus." in answer.text


def test_a_request_of_200_mb_is_refused_before_it_is_read(db, sign_in):
    client = sign_in(None)
    client.raise_request_exception = False

    answer = client.generic(
        "POST", VERIFY, b"--x", "multipart/form-data; boundary=x", CONTENT_LENGTH="200000000"
    )

    assert answer.status_code == 400
    assert "Ce qui est envoyé est trop lourd" in answer.text
    assert "25\u00a0Mo" in answer.text


def test_too_many_checks_from_one_network_wait(agreed, sign_in, monkeypatch):
    monkeypatch.setattr(verifying, "CHECKS_PER_NETWORK", 1)
    client, page = sign_in(None), code_page(agreed.current_edition.short_hash)

    answers = [client.get(page), client.get(page), client.post(VERIFY, sent(b"%PDF-1.7 %%EOF"))]

    assert [answer.status_code for answer in answers] == [200, 429, 429]
    assert "réessayez dans une heure" in answers[2].text
