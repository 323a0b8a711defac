"""The pages by which the national level keeps the frameworks, from a file to the crosswalk."""

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contracts.models import Framework, Objective, ObjectiveLink
from core.models import JournalEntry
from core.workflow import TransitionRefused
from indicators.frameworks.acts import publish, save_objective
from indicators.models import Indicator, IndicatorLink
from tests.factories import FrameworkFactory, IndicatorFactory, ObjectiveFactory
from tests.indicators.frameworks.test_reading import BAD, GOOD

HEAD = {
    "code": "essai-2028",
    "title": "Cadre d’essai",
    "first_year": "2028",
    "last_year": "2030",
    "baseline_year": "",
    "mandatory_count": "",
    "objective_count": "",
}


def address(name, *arguments):
    return reverse(f"indicators:{name}", args=arguments)


def sent(client, text, **head):
    file = SimpleUploadedFile("cadre.csv", text.encode())
    return client.post(address("framework_new"), HEAD | head | {"file": file})


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


@pytest.fixture
def framework(db):
    """Two objectives of 2028, one of them to complete, with an indicator in %."""
    framework = FrameworkFactory(code="essai-2028", first_year=2028, last_year=2030, is_published=False)
    IndicatorFactory(objective=ObjectiveFactory(framework=framework, number=1), code="A.1")
    ObjectiveFactory(framework=framework, number=2, label="", label_status="missing", engagement=None)
    return framework


def test_a_framework_is_made_from_a_file_after_its_preview(dgcs, acte_1, sign_in):
    client = sign_in(dgcs)

    preview = sent(client, GOOD).content.decode()
    before = Framework.objects.filter(code="essai-2028").exists()
    made = client.post(
        address("framework_new"), {"plan": re.search(r'name="plan" value="([^"]+)"', preview)[1]}
    )

    assert "2\u00a0objectifs, dont 1 à compléter" in preview
    assert not before
    assert made.url == address("framework_edit", "essai-2028")
    framework = Framework.objects.get(code="essai-2028")
    assert not framework.is_published
    assert list(framework.objectives.values_list("number", "label", "label_status")) == [
        (1, "Premier libellé", "quoted"),
        (2, "", "missing"),
    ]
    assert Indicator.objects.filter(objective__framework=framework).count() == 2
    assert JournalEntry.objects.filter(chain="national", act="Créer un cadre national").count() == 1
    assert client.post(address("framework_new"), {"plan": "forgé"}).url == address("framework_new")


def test_the_faults_of_a_file_and_of_the_form_are_told_and_nothing_is_lost(dgcs, acte_1, sign_in):
    client = sign_in(dgcs)

    told = sent(client, BAD)
    twin = sent(client, GOOD, code="snppe-acte1-2020", first_year="2020", last_year="2019").content.decode()

    assert told.status_code == 422
    page = told.content.decode()
    assert "8\u00a0points à reprendre" in page
    assert "ligne 5, colonne G (Indicateur)" in page
    assert 'value="essai-2028"' in page
    for fault in ("Il y a déjà un cadre de ce code", "qui commence cette année-là", "ne peut précéder"):
        assert fault in twin
    assert Framework.objects.count() == 1


def test_a_framework_of_26_objectives_lives_beside_one_of_14(dgcs, sign_in, contract_67):
    client = sign_in(dgcs)
    client.post(address("framework_new"), HEAD | {"objective_count": "26"})
    client.post(
        address("framework_new"),
        HEAD | {"code": "essai-2031", "first_year": 2031, "last_year": 2033, "objective_count": 14},
    )

    for code, count in (("essai-2028", 26), ("essai-2031", 14)):
        publish(Framework.objects.get(code=code), by=dgcs)
        assert Objective.objects.filter(framework__code=code, label_status="missing").count() == count
        page = client.get(reverse("contracts:framework", args=[code])).content.decode()
        assert page.count("libellé non publié") == count
    assert contract_67.retained_objectives.count() == 2
    listed = client.get(address("frameworks")).content.decode()
    assert (">26<" in listed, ">14<" in listed) == (True, True)


def test_an_objective_is_completed_then_corrected_with_its_history(dgcs, framework, sign_in):
    client = sign_in(dgcs)
    url = address("objective_edit", "essai-2028", 2)

    def send(label, why="", shown=None):
        mark = hidden(client.get(url).content.decode(), "shown") if shown is None else shown
        values = {"label": label, "kind": "optional", "engagement": "", "why": why, "shown": mark}
        return client.post(url, values)

    stale = hidden(client.get(url).content.decode(), "shown")
    completed = send("Un libellé lu")
    unexplained = send("Un autre libellé")
    late = send("Trop tard", why="Erreur.", shown=stale)
    send("Un autre libellé", why="Coquille dans la première saisie.")

    objective = framework.objectives.get(number=2)
    assert completed.url == address("framework_edit", "essai-2028")
    assert (unexplained.status_code, late.status_code) == (422, 422)
    assert "Dites pourquoi le libellé change." in unexplained.content.decode()
    assert "Quelqu’un d’autre a modifié" in late.content.decode()
    assert (objective.label, objective.label_status) == ("Un autre libellé", "quoted")
    page = client.get(url).content.decode()
    assert "Coquille dans la première saisie." in page
    assert "<del>Un libellé lu</del>" in page


def test_a_framework_is_published_once_and_never_empty(dgcs, dgcs_reader, framework, sign_in):
    empty = FrameworkFactory(code="vide", first_year=2040, last_year=2041, is_published=False)

    with pytest.raises(PermissionDenied):
        publish(framework, by=dgcs_reader)
    with pytest.raises(TransitionRefused, match="au moins un objectif"):
        publish(empty, by=dgcs)
    sign_in(dgcs).post(address("framework_publication", "essai-2028"))
    with pytest.raises(TransitionRefused, match="déjà publié"):
        publish(framework, by=dgcs)

    framework.refresh_from_db()
    assert framework.is_published


def test_the_code_of_a_framework_stays_once_contracts_bear_it(dgcs, acte_1, contract_67, sign_in):
    client = sign_in(dgcs)
    url = address("framework_edit", acte_1.code)
    mark = hidden(client.get(url).content.decode(), "shown")
    kept = {"title": "Titre corrigé", "baseline_year": 2019, "mandatory_count": 11, "shown": mark}

    refused = client.post(url, kept | {"code": "autre", "first_year": 2020, "last_year": 2022})
    saved = client.post(url, kept | {"code": acte_1.code, "first_year": 2020, "last_year": 2024})

    assert "dans leur référence" in refused.content.decode()
    assert saved.status_code == 302
    acte_1.refresh_from_db()
    assert acte_1.title == "Titre corrigé"


def test_a_national_indicator_is_added_and_keeps_its_unit_under_figures(dgcs, framework, sign_in):
    client = sign_in(dgcs)
    new = {
        "objective": framework.objectives.get(number=2).pk, "code": "B.1", "label": "Places",
        "unit": "places", "label_status": "quoted", "decimals": 0, "direction": "rise",
        "behaviour": "yearly", "roll_up": "sum",
        "lower_bound": "0", "upper_bound": "", "expected_source": "", "baseline_year": "", "shown": "",
    }  # fmt: skip

    added = client.post(address("national_new", "essai-2028"), new)
    twice = client.post(address("national_new", "essai-2028"), new)

    assert added.status_code == 302
    assert twice.status_code == 422
    indicator = Indicator.objects.get(code="B.1")
    assert (indicator.roll_up, indicator.contract) == ("sum", None)
    with pytest.raises(ValidationError):
        save_objective(framework.objectives.get(number=1), values={"label": "x"}, by=dgcs, shown="")


def test_definitions_are_linked_graded_and_unlinked(dgcs, acte_1, framework, sign_in):
    client = sign_in(dgcs)
    later, earlier = Indicator.objects.get(code="A.1"), Indicator.objects.get(code="1.1")
    url = address("link_new", "essai-2028", "indicateurs")
    ends = {"later": later.pk, "earlier": earlier.pk, "source_url": ""}

    bare = client.post(url, ends | {"grade": "close", "reason": ""}).content.decode()
    client.post(url, ends | {"grade": "close", "reason": "Champ élargi."})
    counted = Indicator.objects.get(code="3.1")
    unit = client.post(url, ends | {"earlier": counted.pk, "grade": "equal", "reason": ""}).content.decode()

    assert "Dites ce qui change" in bare
    assert "Les unités diffèrent" in unit
    link = IndicatorLink.objects.get()
    page = client.get(address("crosswalk", "essai-2028")).content.decode()
    assert "Champ élargi." in page
    edit = address("link_edit", "essai-2028", "indicateurs", link.pk)
    client.post(edit, {"grade": "broken", "reason": "Autre source.", "version": 1})
    assert client.post(edit, {"grade": "equal", "reason": "", "version": 1}).status_code == 409
    client.post(address("link_removal", "essai-2028", "indicateurs", link.pk), {"version": 2})
    assert not IndicatorLink.objects.exists()
    assert IndicatorLink.history.filter(history_type="-").count() == 1


def test_the_crosswalk_costs_the_same_whatever_the_links(dgcs, acte_1, framework, sign_in):
    client, url = sign_in(dgcs), address("crosswalk", "essai-2028")
    later = framework.objectives.get(number=1)
    ObjectiveLink.objects.create(earlier=acte_1.objectives.get(number=1), later=later, grade="equal")
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    ObjectiveLink.objects.create(
        earlier=acte_1.objectives.get(number=3), later=later, grade="partial", reason="x"
    )
    with CaptureQueriesContext(connection) as two:
        client.get(url)

    assert len(two) == len(one)
