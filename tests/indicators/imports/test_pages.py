"""The pages of imports: upload, preview, journal, application and undoing, file."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.imports.plan import Standing
from indicators.actions import record_measurement
from indicators.enums import ImportKind, ImportState
from indicators.imports.actions import bring, plan_of
from indicators.models import ImportBatch, Measurement

pytestmark = pytest.mark.django_db


@pytest.fixture
def client_67(sign_in, editor_67):
    return sign_in(editor_67)


def sent(text, name="valeurs.csv"):
    return {"file": SimpleUploadedFile(name, f"Contrat;Indicateur;Année;Valeur\n{text}".encode())}


def page(client, batch):
    return client.get(f"/indicateurs/imports/{batch.pk}/")


def applied(client, batch, **data):
    shown = page(client, batch).context["preview"]
    given = {"version": batch.version, "mark": shown.mark, "accept": "all"} | data
    return client.post(f"/indicateurs/imports/{batch.pk}/enregistrer/", given)


def test_a_file_is_sent_looked_at_applied_and_undone(client_67):
    answer = client_67.post("/indicateurs/importer/", sent("67-2020;1.1;2024;12,5"))
    batch = ImportBatch.objects.get()
    assert answer.url == f"/indicateurs/imports/{batch.pk}/"
    assert "1\u00a0valeur à enregistrer." in page(client_67, batch).content.decode()

    applied(client_67, batch)
    assert Measurement.objects.get().value == Decimal("12.5")
    assert "67-2020, 1.1, 2024\u00a0: non renseigné → 12,5\u00a0%" in page(client_67, batch).content.decode()

    batch.refresh_from_db()
    client_67.post(f"/indicateurs/imports/{batch.pk}/annuler/", {"version": batch.version})
    assert not Measurement.objects.exists()
    assert "1\u00a0valeur rétablie" in page(client_67, batch).content.decode()


def test_the_good_values_are_written_when_asked_alone(client_67, table):
    batch = table("67-2020;1.1;2024;12,5", "67-2020;3.1;2024;-4")

    refused = applied(client_67, batch)
    assert refused.status_code == 409
    assert "Des valeurs sont retenues" in refused.content.decode()
    applied(client_67, batch, accept="valid")

    assert [row.value for row in Measurement.objects.all()] == [Decimal("12.5")]


def test_a_doubt_is_answered_on_the_page(client_67, table):
    batch = table("67-2020;3.1;2024;1.234")
    shown = page(client_67, batch).content.decode()
    assert 'name="answer-2|value" value="1234"' in shown

    applied(client_67, batch, **{"answer-2|value": "1234"})

    assert Measurement.objects.get().value == 1234


def test_the_answers_given_on_one_view_are_kept_on_the_others(client_67, table):
    batch = table("67-2020;3.1;2024;1.234", "67-2020;1.1;2024;12")

    shown = client_67.post(
        f"/indicateurs/imports/{batch.pk}/", {"answer-2|value": "1234", "show": "unchanged"}
    )
    other = client_67.post(
        f"/indicateurs/imports/{batch.pk}/", {"answers": shown.context["preview"].kept, "show": "all"}
    )

    assert shown.context["preview"].kept == '{"2": "value=1234"}'
    assert other.context["preview"].plan.is_whole


def test_a_dialog_gets_the_preview_alone(client_67, table):
    batch = table("67-2020;1.1;2024;12,5")

    answer = client_67.get(f"/indicateurs/imports/{batch.pk}/?fragment=1").content.decode()

    assert "<html" not in answer
    assert 'id="apercu"' in answer
    assert 'name="fragment" value="1"' in answer


def test_an_unreadable_file_says_why_and_is_kept(client_67):
    answer = client_67.post(
        "/indicateurs/importer/", sent('67-2020;1.1;2024;"12', "valeurs.csv"), follow=True
    )

    assert ImportBatch.objects.get().state == ImportState.FAILED
    assert "Un guillemet n’est pas fermé" in answer.content.decode()


def test_no_file_and_an_empty_one_are_refused_on_the_form(client_67):
    none = client_67.post("/indicateurs/importer/", {})
    empty = client_67.post("/indicateurs/importer/", {"file": SimpleUploadedFile("vide.csv", b"")})

    assert (none.status_code, empty.status_code) == (422, 422)
    assert "Choisissez un fichier." in none.content.decode()
    assert "Ce fichier est vide" in empty.content.decode()


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "ods"])
def test_the_ready_table_comes_back_unchanged(client_67, editor_67, contract_67, rate, file_format):
    kept = {"comment": "=1+1", "numerator": Decimal(1), "denominator": Decimal(8)}
    record_measurement(contract=contract_67, indicator=rate, year=2024, by=editor_67, **kept)
    ready = client_67.get(f"/indicateurs/importer/?format={file_format}").content

    plan = plan_of(bring(ImportKind.TABLE, None, None, f"prêt.{file_format}", ready, editor_67))

    assert [(one.subject, one.standing) for one in plan.proposals] == [
        ("67-2020, 1.1, 2024, Suivi interne", Standing.UNCHANGED)
    ]
    assert "1\u00a0ligne sans valeur, laissée de côté\u00a0: une case vide n’efface rien." in plan.notices


def test_the_original_is_downloaded_by_its_organisation_alone(client_67, table, sign_in, editor_17):
    batch = table("67-2020;1.1;2024;12,5", name="../é“valeurs.csv")

    own = client_67.get(f"/indicateurs/imports/{batch.pk}/fichier/")
    strangers = sign_in(editor_17)

    assert own.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert own.headers["X-Content-Type-Options"] == "nosniff"
    assert b"".join(own.streaming_content) == b"Contrat;Indicateur;Ann\xc3\xa9e;Valeur\n67-2020;1.1;2024;12,5"
    for path in ("", "fichier/"):
        assert strangers.get(f"/indicateurs/imports/{batch.pk}/{path}").status_code == 404
    for act in ("enregistrer/", "annuler/", "abandonner/"):
        assert strangers.post(f"/indicateurs/imports/{batch.pk}/{act}").status_code == 404


def test_a_reader_of_the_organisation_looks_and_does_not_act(table, sign_in, reader_67):
    batch = table("67-2020;1.1;2024;12,5")
    client = sign_in(reader_67)

    shown = page(client, batch)

    assert shown.status_code == 200
    assert "Enregistrer" not in shown.content.decode()
    assert client.post(f"/indicateurs/imports/{batch.pk}/enregistrer/").status_code == 403


def test_an_import_is_discarded(client_67, table):
    batch = table("67-2020;1.1;2024;12,5")

    client_67.post(f"/indicateurs/imports/{batch.pk}/abandonner/", {"version": batch.version})
    again = client_67.post(f"/indicateurs/imports/{batch.pk}/enregistrer/", {}, follow=True)

    assert "n’est plus possible" in again.content.decode()
    assert not Measurement.objects.exists()


def test_the_journal_costs_the_same_with_one_row_and_three(
    client_67, table, django_assert_num_queries, django_assert_max_num_queries
):
    empty = client_67.get("/indicateurs/imports/").content.decode()
    assert "Aucun import" in empty
    table("67-2020;1.1;2024;12,5")
    with django_assert_max_num_queries(15) as one:
        client_67.get("/indicateurs/imports/")

    for value in (1, 2):
        table(f"67-2020;1.1;2024;{value}")

    with django_assert_num_queries(len(one)):
        listed = client_67.get("/indicateurs/imports/").content.decode()
    assert listed.count("valeurs.csv") == 3


def test_the_preview_costs_the_same_with_one_row_and_three(client_67, table):
    one, three = (
        table("67-2020;1.1;2024;12,5"),
        table("67-2020;1.1;2024;12,5", "67-2020;1.1;2023;1", "67-2020;3.1;2024;1"),
    )
    counts = []
    for batch in (one, three):
        with CaptureQueriesContext(connection) as queries:
            page(client_67, batch)
        counts.append(len(queries))

    # One more year, one more question to the reports.
    assert counts[1] <= counts[0] + 1


def test_what_is_held_hides_nothing_of_what_will_be_written(client_67, table):
    held = table("67-2020;1.1;2024;12,5", "67-2020;3.1;2024;-4")
    address, whole = f"/indicateurs/imports/{held.pk}/", table("67-2020;3.1;2023;7", name="autre.csv")

    opened = page(client_67, held)
    seen = client_67.post(address, {"show": "to-write"})

    assert "1\u00a0valeur sera enregistrée, que cette liste ne montre pas" in opened.content.decode()
    assert 'name="show" value="to-write">Voir ce qui sera enregistré' in opened.content.decode()
    assert [row.one.subject for row in seen.context["preview"].rows] == ["67-2020, 1.1, 2024"]
    assert "que cette liste ne montre pas" not in seen.content.decode()
    assert page(client_67, whole).context["preview"].show == "all"
