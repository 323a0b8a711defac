"""The files of a report: what is served is what was frozen, under a name that says what it is."""

import pytest
from django.urls import reverse

from core.canonical import sha256_hex
from reports.enums import RenderingState
from reports.models import Edition, Rendering
from tests.reports.conftest import finish_papers

WHERE = ["67-2020", 2024]


def address(name, *more):
    return reverse(f"reports:{name}", args=[*WHERE, *more])


def test_the_frozen_content_is_served_byte_for_byte(sign_in, shared, edition, prefecture_67):
    answer = sign_in(prefecture_67).get(address("edition_json", 1))

    assert sha256_hex(answer.content) == edition.sha256
    assert answer["Content-Disposition"] == (
        'attachment; filename="rapport-execution-67-2020-2024-edition-1.json"'
    )


@pytest.mark.parametrize(("extension", "status"), [("csv", 200), ("xlsx", 200), ("ods", 200), ("html", 404)])
def test_the_figures_exist_in_three_formats(sign_in, shared, prefecture_67, extension, status):
    assert sign_in(prefecture_67).get(address("edition_table", 1, extension)).status_code == status


def test_an_edition_that_does_not_exist_is_not_found(sign_in, shared, prefecture_67):
    assert sign_in(prefecture_67).get(address("edition_json", 2)).status_code == 404


@pytest.mark.parametrize(("name", "said"), [("submitted_pdf", "edition-1"), ("agreed_pdf", "arrete")])
def test_a_pdf_is_a_download_known_by_its_hash(sign_in, agreed, prefecture_67, name, said):
    finish_papers()

    answer = sign_in(prefecture_67).get(address(name, 1))

    paper = getattr(Edition.objects.get(), name.removesuffix("_pdf"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["ETag"] == f'"{paper.pdf_sha256}"'
    assert (
        answer["Content-Disposition"] == f'attachment; filename="rapport-execution-67-2020-2024-{said}.pdf"'
    )


def test_a_pdf_that_is_not_ready_is_not_found(sign_in, agreed, editor_67):
    assert sign_in(editor_67).get(address("agreed_pdf", 1)).status_code == 404


def test_the_departement_asks_for_the_pdf_of_its_work_and_waits_for_it(sign_in, draft, editor_67):
    client = sign_in(editor_67)

    asked = client.post(address("prepare_draft"), follow=True)
    waiting = client.get(address("draft_pdf"))
    finish_papers()

    assert "Le PDF du projet se prépare" in asked.text
    assert waiting.status_code == 404
    assert client.get(address("draft_pdf")).status_code == 200


def test_a_pdf_whose_making_failed_is_asked_for_again(sign_in, shared, edition, editor_67):
    paper = edition.submitted
    paper.state, paper.error = RenderingState.FAILED, "panne"
    paper.save()

    sign_in(editor_67).post(address("prepare_edition", 1))

    assert Rendering.objects.get(pk=paper.pk).state == RenderingState.PENDING
