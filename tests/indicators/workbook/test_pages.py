"""The page of the workbook and that of the services contributing."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.imports.plan import Standing
from core.models import JournalEntry
from indicators.imports.actions import apply_batch, plan_of, undo_batch
from indicators.imports.workflow import discard
from indicators.models import Assignment, ContributorKit, ImportBatch
from indicators.workbook.kits import bring_workbook
from indicators.workbook.making import workbook_file
from tests.factories import IndicatorFactory
from tests.indicators.workbook.conftest import Filled, sheet_of, standings

pytestmark = pytest.mark.django_db
PAGE = "/contrats/67-2020/indicateurs/2024/classeur/"
SERVICES = "/contrats/67-2020/indicateurs/2024/contributeurs/"


def uploaded(content, name="classeur.xlsx"):
    """A file as a browser sends it."""
    return {"file": SimpleUploadedFile(name, content)}


@pytest.fixture
def entrusted(contract_67, rate):
    """1.1 is entrusted to the service of maternal protection, for the end of March."""
    at = {"contract": contract_67, "indicator": rate, "fiscal_year": 2024}
    return Assignment.objects.create(**at, service="PMI, secteur nord", due_on=timezone.localdate())


@pytest.fixture
def kit(entrusted, sign_in, editor_67):
    """Its workbook, prepared."""
    sign_in(editor_67).post(SERVICES, {"service": "PMI, secteur nord"})
    return ContributorKit.objects.get()


def kit_content(kit, client):
    """The workbook as the service receives it."""
    return Filled(client.get(f"{SERVICES}{kit.pk}/?format=xlsx").content)


@pytest.mark.parametrize("file_format", ["xlsx", "ods"])
def test_the_workbook_is_downloaded_under_a_name_that_says_what_it_is(sign_in, editor_67, file_format):
    answer = sign_in(editor_67).get(f"{PAGE}?format={file_format}")

    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="67-2020-2024-classeur.{file_format}"'
    assert answer.content.startswith(b"PK")


def test_a_format_that_does_not_exist_is_not_found(sign_in, editor_67):
    assert sign_in(editor_67).get(f"{PAGE}?format=exe").status_code == 404


def test_a_workbook_brought_back_leads_to_its_preview_and_is_listed(sign_in, editor_67, download):
    client = sign_in(editor_67)

    answer = client.post(PAGE, uploaded(download().fill("1.1", value=12.5).content))

    batch = ImportBatch.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/indicateurs/imports/{batch.pk}/")
    assert (batch.kind, batch.state, batch.fiscal_year) == ("workbook", "ready", 2024)
    preview = client.get(answer.url).content.decode()
    assert "12,5\u00a0%" in preview
    assert "classeur.xlsx" in client.get(PAGE).content.decode()


def test_a_file_that_is_not_read_leads_to_the_reason(sign_in, editor_67):
    answer = sign_in(editor_67).post(PAGE, uploaded(b"rien", "notes.xlsx"), follow=True)

    assert "ne peut pas être lu" in answer.content.decode()


def test_no_file_is_an_error_of_the_form(sign_in, editor_67):
    answer = sign_in(editor_67).post(PAGE, {})

    assert answer.status_code == 422
    assert "Choisissez un fichier." in answer.content.decode()


def test_a_year_outside_the_contract_is_not_found(sign_in, editor_67):
    assert sign_in(editor_67).get(PAGE.replace("2024", "1999")).status_code == 404


def test_only_who_enters_the_figures_sees_the_link_to_the_workbook(sign_in, editor_67, prefecture_67):
    grid = "/contrats/67-2020/indicateurs/2024/"

    assert PAGE in sign_in(editor_67).get(grid).content.decode()
    assert PAGE not in sign_in(prefecture_67).get(grid).content.decode()


def test_the_workbook_of_a_service_holds_its_cells_and_no_other(kit, sign_in, editor_67):
    book = kit_content(kit, sign_in(editor_67))

    codes = [row[0] for row in book.results.values if row[0]]
    assert "1.1" in codes
    assert "3.1" not in codes
    assert book.book.active.title == "À lire"
    guide = "\n".join(str(value) for row in book.book["À lire"].values for value in row if value)
    assert "PMI, secteur nord" in guide
    assert "renvoyez-le à la personne" in guide


def test_a_workbook_prepared_for_a_service_is_written_in_the_journal(kit, editor_67):
    entry = JournalEntry.objects.filter(act="Préparer un classeur de contributeur").get()

    assert (entry.chain, entry.after["service"]) == ("67-2020", "PMI, secteur nord")
    assert list(kit.indicators.values_list("code", flat=True)) == ["1.1"]


def test_the_workbook_of_a_service_comes_back_through_the_same_preview(kit, sign_in, editor_67):
    client = sign_in(editor_67)

    client.post(PAGE, uploaded(kit_content(kit, client).fill("1.1", value=12.5).content))

    batch = ImportBatch.objects.get()
    kit.refresh_from_db()
    assert (batch.kind, batch.kit) == ("kit", kit)
    assert standings(plan_of(batch)) == {"1.1": Standing.NEW}
    assert kit.returned_at is None
    assert "Apporté, à vérifier" in client.get(SERVICES).content.decode()


def test_the_workbook_of_a_service_is_back_once_its_values_are_recorded(kit, sign_in, editor_67):
    client = sign_in(editor_67)
    batch = _brought(kit_content(kit, client).fill("1.1", value=12.5).content, kit, editor_67)

    apply_batch(batch, {}, False, editor_67, confirmed=plan_of(batch).mark)
    recorded = client.get(SERVICES).content.decode()
    undo_batch(batch, editor_67)
    undone = client.get(SERVICES).content.decode()

    assert ("Revenu" in recorded, "Apporté" in recorded) == (True, False)
    assert ("Revenu" in undone, ">Attendu<" in undone) == (False, True)
    acts = JournalEntry.objects.filter(chain="67-2020", act__contains="classeur").values_list(
        "act", flat=True
    )
    assert list(acts.order_by("pk")) == [
        "Préparer un classeur de contributeur",
        "Recevoir un classeur de contributeur",
        "Attendre de nouveau un classeur de contributeur",
    ]


def test_a_workbook_of_a_service_that_was_abandoned_is_waited_for_again(kit, sign_in, editor_67):
    client = sign_in(editor_67)
    batch = _brought(kit_content(kit, client).fill("1.1", value=12.5).content, kit, editor_67)

    discard(batch, by=editor_67)

    assert ">Attendu<" in client.get(SERVICES).content.decode()


def test_a_cell_outside_the_workbook_of_a_service_is_refused(kit, sign_in, editor_67):
    client = sign_in(editor_67)
    book = kit_content(kit, client)
    row = book.results.max_row + 1
    book.results.cell(row, 1).value, book.results.cell(row, book.columns["Résultat 2024"]).value = "3.1", 120

    client.post(PAGE, uploaded(book.content))

    plan = plan_of(ImportBatch.objects.get())
    assert standings(plan) == {"1.1": Standing.UNCHANGED, "3.1": Standing.REFUSED}
    assert "n’est pas confié à «\u00a0PMI, secteur nord\u00a0»" in plan.proposals[1].message


def test_a_revoked_workbook_is_not_taken_back(kit, sign_in, editor_67):
    client = sign_in(editor_67)
    book = kit_content(kit, client)

    client.post(f"{SERVICES}{kit.pk}/revoquer/")
    client.post(PAGE, uploaded(book.content))

    batch = ImportBatch.objects.get()
    assert (batch.state, "a été révoqué" in batch.failure) == ("failed", True)
    assert client.get(f"{SERVICES}{kit.pk}/").status_code == 404


def test_a_workbook_brought_back_too_late_is_not_taken(kit, sign_in, editor_67, monkeypatch):
    client = sign_in(editor_67)
    book = kit_content(kit, client)
    much_later = timezone.now() + timedelta(days=31)
    monkeypatch.setattr(timezone, "now", lambda: much_later)

    plan = plan_of(_brought(book.content, kit, editor_67))

    assert "n’était repris que jusqu’au" in plan.faults[0].message


def _brought(content, kit, seat):
    """The batch, without going through a session, which time would have ended."""
    return bring_workbook(contract=kit.contract, year=2024, name="classeur.xlsx", content=content, by=seat)


def test_nothing_is_prepared_for_a_service_without_indicators(sign_in, editor_67):
    answer = sign_in(editor_67).post(SERVICES, {"service": "Inconnu"}, follow=True)

    assert "Aucun indicateur n’est confié à «\u00a0Inconnu\u00a0»" in answer.content.decode()
    assert not ContributorKit.objects.exists()


def test_the_workbook_of_another_contract_is_not_found(kit, sign_in, editor_68):
    answer = sign_in(editor_68).get(f"{SERVICES}{kit.pk}/".replace("67-2020", "68-2020"))

    assert answer.status_code == 404


def queries_of(client, url):
    """How many queries a page costs."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_both_pages_cost_as_many_queries_with_one_row_as_with_three(
    entrusted, kit, sign_in, editor_67, contract_67, rate
):
    client = sign_in(editor_67)
    one = [queries_of(client, PAGE), queries_of(client, SERVICES)]
    for place in (2, 3):
        indicator = IndicatorFactory(objective=rate.objective, code=f"1.{place}")
        Assignment.objects.create(
            contract=contract_67, indicator=indicator, fiscal_year=2024, service=f"Service {place}"
        )
        client.post(SERVICES, {"service": f"Service {place}"})
        workbook = workbook_file(sheet_of(editor_67), "xlsx").content
        client.post(PAGE, uploaded(workbook))

    assert [queries_of(client, PAGE), queries_of(client, SERVICES)] == one


def test_a_table_brought_as_a_workbook_is_led_to_where_it_goes(sign_in, editor_67, contract_67):
    client = sign_in(editor_67)
    file = SimpleUploadedFile("valeurs.csv", "Contrat;Indicateur;Année;Valeur\n67-2020;1.1;2024;12".encode())

    page = client.post("/contrats/67-2020/indicateurs/2024/classeur/", {"file": file}, follow=True)

    told = page.content.decode()
    assert "n’est pas un classeur téléchargé ici" in told
    assert '<a href="/indicateurs/importer/">Apporter ce fichier comme tableau de valeurs</a>' in told
    assert 'href="/contrats/67-2020/indicateurs/2024/classeur/"' in told
