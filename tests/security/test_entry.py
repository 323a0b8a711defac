"""What is brought and typed for the figures: files, answers, deadlines, marks that no page of ours sends."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Seat
from contracts.models import Contract
from indicators.enums import ImportKind, RollUp
from indicators.imports.actions import bring
from indicators.models import Assignment, ImportBatch, Indicator, Measurement
from tests.access import DRAFT_YEAR, REPORT
from tests.factories import MeasurementFactory
from tests.indicators.conftest import agree

YEAR = f"/contrats/{REPORT}/indicateurs/{DRAFT_YEAR}"
TITLES = ["Contrat", "Indicateur", "Année", "Valeur", "Commentaire"]


def workbook(*rows: list[str]) -> bytes:
    """An XLSX of these rows."""
    book, output = openpyxl.Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(output)
    return output.getvalue()


@pytest.fixture
def editor(editor_67: Seat, sign_in: Any) -> Client:
    """A failure of the server is an answer 500, as a visitor would see."""
    client: Client = sign_in(editor_67)
    client.raise_request_exception = False
    return client


@pytest.fixture
def batch(editor_67: Seat) -> ImportBatch:
    """A figure that is brought, and not yet applied."""
    content = b"Contrat;Indicateur;Ann\xc3\xa9e;Valeur\n67-2020;1.1;2024;12,5"
    return bring(ImportKind.TABLE, None, None, "valeurs.csv", content, editor_67)


@pytest.mark.parametrize("place", ["title", "reference", "code", "year", "value", "comment"])
def test_a_null_character_that_a_workbook_hides_makes_nothing_fail(editor: Client, place: str) -> None:
    # Excel writes as « _x0000_ » what XML cannot hold; readers make a null character of it again.
    titles, row = TITLES, ["67-2020", "1.1", "2024", "12,5", "Relu"]
    at = ["reference", "code", "year", "value", "comment"].index(place) if place != "title" else 3
    spoiled = [*titles] if place == "title" else [*row]
    spoiled[at] += "_x0000_"
    rows = (spoiled, row) if place == "title" else (titles, spoiled)
    file = SimpleUploadedFile("valeurs.xlsx", workbook(*rows))

    response = editor.post("/indicateurs/importer/", {"file": file}, follow=True)

    assert response.status_code == 200
    assert "\0" not in response.content.decode()
    assert not ImportBatch.objects.filter(state="reading").exists()


@pytest.mark.parametrize("kept", ["[" * 150_000, '{"a":' * 30_000, '{"\\ud800":"\\ud800"}', "1" * 150_000])
def test_answers_that_no_page_keeps_make_nothing_fail(editor: Client, batch: ImportBatch, kept: str) -> None:
    response = editor.post(f"/indicateurs/imports/{batch.pk}/", {"answers": kept})

    assert response.status_code == 200


def test_a_preview_without_its_mark_is_not_applied(editor: Client, batch: ImportBatch) -> None:
    url = f"/indicateurs/imports/{batch.pk}/enregistrer/"

    statuses = [
        editor.post(url, {"version": batch.version, "accept": "valid", **mark}).status_code
        for mark in ({}, {"mark": ""})
    ]

    assert statuses == [409, 409]
    assert Measurement.objects.count() == 0


@pytest.mark.parametrize("due_on", ["9999-12-31", "9999-06-30", "0001-01-01"])
def test_a_deadline_far_from_its_year_breaks_no_page(
    editor: Client, contract_67: Contract, due_on: str
) -> None:
    rate = Indicator.objects.get(code="1.1")
    sent = {"assign": "", "indicator": f"{rate.pk}:0", "service": "PMI", "due_on": due_on}

    entrusted = editor.post(f"{YEAR}/affectations/", sent)
    editor.post(f"{YEAR}/contributeurs/", {"service": "PMI"})

    assert entrusted.status_code in {409, 422}
    assert Assignment.objects.count() == 0
    assert editor.get(f"{YEAR}/contributeurs/").status_code == 200
    assert editor.get(f"/contrats/{REPORT}/indicateurs/{DRAFT_YEAR + 1}/affectations/").status_code in {
        200,
        404,
    }


def test_a_small_count_that_is_not_consolidated_is_hidden_from_strangers(
    contract_67: Contract, editor_67: Seat, editor_17: Seat, dgcs: Seat, sign_in: Any
) -> None:
    visits = Indicator.objects.get(code="3.1")
    visits.roll_up = RollUp.NONE
    visits.save()
    MeasurementFactory(contract=contract_67, indicator=visits, value=Decimal(3))
    agree(contract_67, DRAFT_YEAR)
    url = f"/indicateurs/snppe-acte1-2020/3.1/?year={DRAFT_YEAR}"

    pages = {
        seat: sign_in(seat).get(url).content.decode()
        for seat in (editor_67, editor_17, dgcs)
        for more in ("",)
    }
    file = sign_in(editor_17).get(url + "&format=csv").content.decode()

    told = {seat: "3\u00a0visites" in page for seat, page in pages.items()}
    assert told == {editor_67: True, editor_17: False, dgcs: False}
    assert ";3;" not in file


@pytest.mark.parametrize("code", ["a%00b", "%00"])
def test_a_null_character_in_an_address_is_no_indicator(editor: Client, code: str) -> None:
    assert editor.get(f"/indicateurs/snppe-acte1-2020/{code}/").status_code == 404


def test_a_null_character_names_no_service(editor: Client) -> None:
    response = editor.post(f"{YEAR}/contributeurs/", {"service": "a\0b"})

    assert response.status_code == 302
