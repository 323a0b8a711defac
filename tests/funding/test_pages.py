"""The funding page: who enters what, errors in their place, conflicts, files."""

import csv
import io
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from funding.models import FundingLine
from tests.factories import ActionFactory, FundingLineFactory, OrganisationFactory, ReportFactory

URL = reverse("funding:year", args=["67-2020", 2024])
NEW = reverse("funding:new_line", args=["67-2020", 2024])


@pytest.fixture
def lines(contract_67):
    """The lines of the Bas-Rhin in 2024, as its assembly read them."""
    amounts = {"p304": 2_288_761, "fir": 742_500, "ondam": 713_524}
    return {
        source: FundingLineFactory(
            contract=contract_67,
            source=source,
            notified_amount=Decimal(amount),
            payee="establishments" if source == "ondam" else "departement",
        )
        for source, amount in amounts.items()
    }


def text_of(response):
    text = response.content.decode()
    assert "variable inconnue" not in text
    return text


def posted(*edits):
    """The form as a page sends it: (line, version, cells)."""
    data = {}
    for line, version, cells in edits:
        data |= {f"{name}-{line.pk}-value": value for name, value in cells.items()}
        data |= {f"{name}-{line.pk}-shown": version for name in cells}
    return data


@pytest.mark.parametrize(
    ("who", "reads", "writes", "adds"),
    [
        ("editor_67", 200, 302, 422),
        ("prefecture_editor_67", 200, 302, 422),
        ("ars_editor", 200, 302, 422),
        ("reader_67", 200, 403, 403),
        ("signatory_67", 200, 403, 403),
        ("prefecture_67", 200, 403, 403),
        ("ars_grand_est", 200, 403, 403),
        ("dgcs", 200, 403, 403),
        ("dgcs_reader", 200, 403, 403),
        ("editor_68", 404, 404, 404),
        ("editor_17", 404, 404, 404),
    ],
)
def test_who_reads_and_who_enters(request, sign_in, lines, who, reads, writes, adds):
    client = sign_in(request.getfixturevalue(who))

    assert client.get(URL).status_code == reads
    assert client.post(URL, {}).status_code == writes
    assert client.post(NEW, {}).status_code == adds


@pytest.mark.parametrize(
    ("who", "cells"),
    [
        (
            "editor_67",
            {source: {"spent_amount", "carried_over_amount"} for source in ("p304", "fir", "ondam")},
        ),
        (
            "prefecture_editor_67",
            {"p304": {"requested_amount", "notified_amount", "committed_amount", "paid_amount"}},
        ),
        (
            "ars_editor",
            {
                source: {"requested_amount", "notified_amount", "committed_amount", "paid_amount"}
                for source in ("fir", "ondam")
            },
        ),
        ("reader_67", {}),
        ("dgcs", {}),
    ],
)
def test_each_seat_has_the_cells_it_may_enter_and_no_other(request, sign_in, lines, who, cells):
    page = text_of(sign_in(request.getfixturevalue(who)).get(URL))

    found = {}
    for source, line in lines.items():
        names = set(re.findall(rf'name="(\w+)-{line.pk}-value"', page))
        found |= {source: names} if names else {}
    assert found == cells
    assert ('data-sheet="' in page) is bool(cells)


def test_the_figures_are_those_of_the_report_to_the_assembly(sign_in, lines, editor_67):
    page = text_of(sign_in(editor_67).get(URL))

    for figure in (
        "3\u00a0031\u00a0261\u00a0€",
        "742\u00a0500\u00a0€",
        "713\u00a0524\u00a0€",
        "3\u00a0744\u00a0785\u00a0€",
    ):
        assert figure in page


@pytest.mark.parametrize(
    ("percent", "told"),
    [(None, "le contrat ne fixe pas de part"), (Decimal("37.50"), "le contrat prévoit 37,5\u00a0%")],
)
def test_the_departement_s_share_is_what_the_contract_says(
    sign_in, lines, contract_67, editor_67, percent, told
):
    contract_67.departement_share_percent = percent
    contract_67.save()
    FundingLineFactory(contract=contract_67, source="departement", notified_amount=Decimal(3_744_785))

    page = text_of(sign_in(editor_67).get(URL))

    assert "50,0\u00a0% du total du contrat (montants notifiés de tous les financeurs" in page
    assert told in page


def test_the_share_is_not_told_while_a_line_has_no_notified_amount(sign_in, lines, contract_67, editor_67):
    FundingLineFactory(contract=contract_67, source="departement", notified_amount=None)

    page = text_of(sign_in(editor_67).get(URL))

    assert "son pourcentage du total du contrat n’est pas calculé" in page
    assert "% du total du contrat (" not in page


def test_amounts_are_read_as_people_write_them(sign_in, lines, prefecture_editor_67):
    line = lines["p304"]
    cells = {
        "requested_amount": "2\u202f300\u202f000,50 €",
        "committed_amount": "0",
        "paid_amount": "",
        "notified_amount": "2288761",
    }

    response = sign_in(prefecture_editor_67).post(URL, posted((line, 1, cells)), follow=True)

    stored = FundingLine.objects.get(pk=line.pk)
    assert "2\u00a0montants enregistrés." in text_of(response)
    assert (stored.requested_amount, stored.committed_amount, stored.paid_amount, stored.notified_amount) == (
        Decimal("2300000.50"),
        Decimal(0),
        None,
        Decimal(2_288_761),
    )


def test_saving_what_did_not_change_says_so(sign_in, lines, prefecture_editor_67):
    response = sign_in(prefecture_editor_67).post(
        URL, posted((lines["p304"], 1, {"notified_amount": "2 288 761"})), follow=True
    )

    assert "Rien n’a changé" in text_of(response)


def test_every_error_stands_in_its_cell_and_nothing_is_saved_or_lost(sign_in, lines, ars_editor):
    response = sign_in(ars_editor).post(
        URL,
        posted(
            (lines["fir"], 1, {"paid_amount": "12 k€", "committed_amount": "-5"}),
            (lines["ondam"], 1, {"paid_amount": "700 000", "notified_amount": "n.d."}),
        ),
    )

    page = text_of(response)
    assert response.status_code == 422
    assert "3\u00a0points à corriger" in page
    for typed in ("12 k€", "-5", "700 000", "n.d."):
        assert f'value="{typed}"' in page
    for said in ("est compté en milliers ou en millions", "au moins 0", "annonce une absence de valeur"):
        assert said in page
    assert f'href="#paid_amount-{lines["fir"].pk}-value"' in page
    assert not FundingLine.objects.filter(version__gt=1).exists()


def test_a_doubtful_amount_is_asked_then_saved_as_chosen(sign_in, lines, ars_editor):
    client = sign_in(ars_editor)
    line = lines["fir"]
    cells = posted((line, 1, {"paid_amount": "1.234"}))

    asked = text_of(client.post(URL, cells))
    name = f"paid_amount-{line.pk}-value-meaning"
    thousands, _decimals = re.findall(rf'name="{name}" value="([^"]+)"', asked)
    client.post(URL, cells | {name: thousands})

    assert FundingLine.objects.get(pk=line.pk).paid_amount == Decimal(1234)


@pytest.mark.parametrize("amount", ["1000000000000", "999999999999999999999"])
def test_an_amount_too_large_is_refused(sign_in, lines, ars_editor, amount):
    response = sign_in(ars_editor).post(URL, posted((lines["fir"], 1, {"paid_amount": amount})))

    assert "1\u00a0point à corriger" in text_of(response)


def test_a_cell_of_somebody_else_is_ignored(sign_in, lines, ars_editor):
    sign_in(ars_editor).post(
        URL,
        posted(
            (lines["fir"], 1, {"spent_amount": "1", "source": "p304", "paid_amount": "2"}),
            (lines["p304"], 1, {"paid_amount": "3"}),
        ),
    )

    stored = {line.source: line for line in FundingLine.objects.all()}
    assert (stored["fir"].spent_amount, stored["fir"].paid_amount) == (None, Decimal(2))
    assert stored["p304"].paid_amount is None


def test_a_line_of_another_contract_is_ignored(sign_in, lines, contract_68, editor_67):
    elsewhere = FundingLineFactory(contract=contract_68)

    sign_in(editor_67).post(URL, posted((elsewhere, 1, {"spent_amount": "1"})))

    assert FundingLine.objects.get(pk=elsewhere.pk).spent_amount is None


def test_two_people_on_one_cell_see_both_values_and_lose_nothing(sign_in, lines, ars_editor):
    client = sign_in(ars_editor)
    line = lines["fir"]
    client.post(URL, posted((line, 1, {"paid_amount": "100", "notified_amount": "700000"})))

    late = {"paid_amount": "200", "notified_amount": "742500", "committed_amount": "5"}
    response = client.post(URL, posted((line, 1, late)))

    page = text_of(response)
    assert response.status_code == 409
    assert "Cette case a été modifiée entre-temps" in page
    assert "100\u00a0€, par ars_editor" in page
    assert 'value="200"' in page
    # What the person had left alone follows what the other saved; the next version is ready.
    assert 'value="700\u00a0000"' in page
    assert f'name="paid_amount-{line.pk}-shown" value="2"' in page
    assert FundingLine.objects.get(pk=line.pk).paid_amount == Decimal(100)


def test_a_conflict_is_settled_by_saving_again(sign_in, lines, ars_editor):
    client = sign_in(ars_editor)
    line = lines["fir"]
    client.post(URL, posted((line, 1, {"paid_amount": "100"})))
    client.post(URL, posted((line, 1, {"paid_amount": "200"})))

    chosen = {f"paid_amount-{line.pk}-resolve": "mine:2"}
    client.post(URL, posted((line, 2, {"paid_amount": "200"})) | chosen)

    stored = FundingLine.objects.get(pk=line.pk)
    assert (stored.paid_amount, stored.version) == (Decimal(200), 3)


def test_a_locked_year_is_read_only_and_says_why(sign_in, lines, contract_67, ars_editor):
    ReportFactory(contract=contract_67, in_state="agreed")

    page = text_of(sign_in(ars_editor).get(URL))

    assert "ses données ne se modifient plus" in page
    assert 'data-sheet="' not in page
    assert "Ajouter une ligne de financement" not in page


def test_a_year_shared_while_one_types_refuses_and_keeps_the_text(sign_in, lines, contract_67, ars_editor):
    ReportFactory(contract=contract_67, in_state="shared")

    response = sign_in(ars_editor).post(URL, posted((lines["fir"], 1, {"paid_amount": "123456"})))

    page = text_of(response)
    assert response.status_code == 409
    assert "ne se modifient plus" in page
    assert 'value="123456"' in page


def test_a_line_is_added_from_the_page(sign_in, contract_67, ars_editor):
    action = ActionFactory(contract=contract_67)

    response = sign_in(ars_editor).post(
        NEW,
        {
            "new-source": "ondam",
            "new-payee": "establishments",
            "new-payee_label": "CAMSP de Strasbourg",
            "new-action": action.pk,
            "new-notified_amount": "12 500",
        },
    )

    line = FundingLine.objects.get()
    assert (response.status_code, response.url) == (302, URL)
    assert (line.source, line.payer, line.action, line.notified_amount) == (
        "ondam",
        ars_editor.organisation,
        action,
        Decimal(12_500),
    )


def test_a_source_of_another_payer_is_not_a_choice(sign_in, contract_67, ars_editor):
    response = sign_in(ars_editor).post(NEW, {"new-source": "p304", "new-payee": "departement"})

    assert response.status_code == 422
    assert "1\u00a0point à corriger" in text_of(response)
    assert not FundingLine.objects.exists()


def test_a_line_that_exists_is_refused_on_the_page(sign_in, lines, ars_editor):
    response = sign_in(ars_editor).post(NEW, {"new-source": "fir", "new-payee": "departement"})

    assert "Cette ligne existe déjà pour l’ensemble du contrat." in text_of(response)


def test_another_co_financer_must_be_named(sign_in, contract_67, editor_67):
    client = sign_in(editor_67)
    caf = OrganisationFactory(name="CAF du Bas-Rhin", kind="carrier")
    data = {"new-source": "other", "new-payee": "departement"}

    unnamed = client.post(NEW, data)
    client.post(NEW, data | {"new-payer": caf.pk})

    assert "Dites qui est cet autre cofinanceur." in text_of(unnamed)
    assert FundingLine.objects.get().payer == caf


def test_a_line_is_not_added_to_a_locked_year(sign_in, contract_67, ars_editor):
    ReportFactory(contract=contract_67, in_state="shared")

    response = sign_in(ars_editor).post(NEW, {"new-source": "fir", "new-payee": "departement"})

    assert "ses données ne se modifient plus" in text_of(response)
    assert not FundingLine.objects.exists()


@pytest.mark.parametrize("url", [NEW, reverse("funding:line_removal", args=["67-2020", 2024, 1])])
def test_reading_an_act_s_address_writes_nothing(sign_in, contract_67, ars_editor, url):
    assert sign_in(ars_editor).get(url).status_code == 405


@pytest.mark.parametrize("year", [2019, 2025])
def test_a_year_outside_the_contract_does_not_exist(sign_in, contract_67, editor_67, year):
    assert sign_in(editor_67).get(reverse("funding:year", args=["67-2020", year])).status_code == 404


def test_the_lines_are_downloaded_with_typed_amounts(sign_in, lines, contract_67, dgcs):
    contract_67.is_fictitious = True
    contract_67.save()

    response = sign_in(dgcs).get(URL, {"format": "csv"})

    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][:5] == ["Contrat", "Exercice", "Source", "Financeur", "Bénéficiaire"]
    assert rows[1][:3] == ["67-2020", "2024", "Programme 304"]
    assert rows[1][rows[0].index("Notifié (€)")] == "2288761,00"
    assert rows[-1] == ["Données fictives de démonstration."]


@pytest.mark.parametrize(("file_format", "status"), [("xlsx", 200), ("ods", 200), ("pdf", 404)])
def test_the_formats_offered(sign_in, lines, dgcs, file_format, status):
    assert sign_in(dgcs).get(URL, {"format": file_format}).status_code == status


def test_a_dangerous_text_is_inert(sign_in, lines, contract_67, editor_67):
    line = lines["fir"]
    line.comment = '=HYPERLINK("x")<script>alert(1)</script>'
    line.payee_label = "<img src=x>"
    line.save()
    client = sign_in(editor_67)

    page = text_of(client.get(URL))
    download = client.get(URL, {"format": "csv"}).content.decode("utf-8-sig")

    assert "<script>alert(1)" not in page
    assert "<img src=x>" not in page
    assert "'=HYPERLINK" in download


@pytest.mark.parametrize("who", ["prefecture_editor_67", "editor_67", "dgcs"])
def test_the_page_costs_the_same_with_one_line_and_with_six(request, sign_in, contract_67, who):
    client = sign_in(request.getfixturevalue(who))

    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(URL).status_code == 200
        return len(captured)

    FundingLineFactory(contract=contract_67, action=ActionFactory(contract=contract_67))
    cost()
    with_one = cost()
    for rank in range(5):
        FundingLineFactory(contract=contract_67, payee_label=f"Bénéficiaire {rank}")

    assert cost() == with_one


def test_a_year_without_line_says_who_starts(sign_in, contract_67, ars_editor, dgcs):
    assert "Commencez par la vôtre" in text_of(sign_in(ars_editor).get(URL))
    assert "n’ont pas encore saisi" in text_of(sign_in(dgcs).get(URL))


def test_the_lines_of_the_year_before_are_offered_then_laid_out(sign_in, contract_67, ars_editor):
    FundingLineFactory(contract=contract_67, fiscal_year=2023, source="fir")
    client = sign_in(ars_editor)
    act = reverse("funding:lay_out", args=["67-2020", 2024])

    offered = text_of(client.get(URL))
    response = client.post(act, follow=True)

    assert "Reprendre mes lignes" in offered
    page = text_of(response)
    assert "1\u00a0ligne reprise de 2023." in page
    assert "Reprendre mes lignes" not in page
    assert FundingLine.objects.get(fiscal_year=2024).notified_amount is None


def test_nothing_is_offered_to_a_payer_that_had_no_line(sign_in, contract_67, prefecture_editor_67):
    FundingLineFactory(contract=contract_67, fiscal_year=2023, source="fir")

    assert "Reprendre mes lignes" not in text_of(sign_in(prefecture_editor_67).get(URL))


def test_lines_of_a_locked_year_are_not_laid_out(sign_in, contract_67, ars_editor):
    FundingLineFactory(contract=contract_67, fiscal_year=2023, source="fir")
    ReportFactory(contract=contract_67, in_state="shared")
    client = sign_in(ars_editor)

    offered = text_of(client.get(URL))
    response = client.post(reverse("funding:lay_out", args=["67-2020", 2024]), follow=True)

    assert "Reprendre mes lignes" not in offered
    assert "ses données ne se modifient plus" in text_of(response)
