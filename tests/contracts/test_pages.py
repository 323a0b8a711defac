"""The pages of a contract: who reads them, what they say, and at what cost."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contracts.models import ActionReview, DeadlineExtension, Document, LegalText, Party
from tests.factories import (
    ActionFactory,
    AmendmentFactory,
    ContractFactory,
    ContractObjectiveFactory,
    DeadlineFactory,
    FrameworkFactory,
    ObjectiveFactory,
    OrganisationFactory,
    ReportFactory,
    TerritoryFactory,
)

CONTRACT_PAGES = [
    ("contracts:detail", []),
    ("contracts:objectives", []),
    ("contracts:actions", []),
    ("contracts:action", [1]),
    ("contracts:amendments", []),
    ("contracts:history", []),
]
PARTIES = ["editor_67", "reader_67", "signatory_67", "prefecture_67", "ars_grand_est", "dgcs", "dgcs_reader"]
STRANGERS = ["editor_17", "editor_68"]

pages = pytest.mark.parametrize(
    ("name", "arguments"), CONTRACT_PAGES, ids=[name for name, _ in CONTRACT_PAGES]
)


def queries_of(client, url):
    """How many queries a page asks, once its templates and its settings are warm."""
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def text_of(response):
    text = response.content.decode()
    assert "variable inconnue" not in text
    return text


@pytest.fixture
def action(contract_67):
    return ActionFactory(contract=contract_67, number=1, title="Visites à domicile")


@pages
@pytest.mark.parametrize("who", PARTIES)
def test_the_parties_and_the_national_level_read_the_contract(request, sign_in, action, who, name, arguments):
    client = sign_in(request.getfixturevalue(who))

    assert client.get(reverse(name, args=["67-2020", *arguments])).status_code == 200


@pages
@pytest.mark.parametrize("who", STRANGERS)
def test_a_stranger_meets_nothing(request, sign_in, action, who, name, arguments):
    client = sign_in(request.getfixturevalue(who))

    assert client.get(reverse(name, args=["67-2020", *arguments])).status_code == 404


@pages
def test_nobody_reads_without_signing_in(sign_in, action, name, arguments):
    response = sign_in(None).get(reverse(name, args=["67-2020", *arguments]))

    assert (response.status_code, response.url.split("?")[0]) == (302, reverse("accounts:login"))


def test_the_summary_tells_the_contract(sign_in, editor_67, contract_67):
    contract_67.departement_share_percent = Decimal("42.5")
    contract_67.odpe_informed_on = date(2020, 9, 7)
    contract_67.provenance = "Délibération publiée."
    contract_67.save()
    LegalText.objects.create(framework=contract_67.framework, year=2020, reference="Circulaire de 2020")
    parquet = OrganisationFactory(name="Parquet de Strasbourg", kind="cosignatory")
    Party.objects.create(contract=contract_67, organisation=parquet, kind="cosignatory")

    page = text_of(sign_in(editor_67).get(reverse("contracts:detail", args=["67-2020"])))

    for said in (
        "Contrat du Bas-Rhin",
        "du 1er janvier 2020 au 31 décembre 2024",
        "7 septembre 2020",
        "42,5\u00a0%",
        "Préfecture du Bas-Rhin",
        "ARS Grand Est",
        "Collectivité européenne d’Alsace",
        "Parquet de Strasbourg",
        "Circulaire de 2020",
        "Délibération publiée.",
    ):
        assert said in page
    assert "Données fictives" not in page


def test_the_summary_leads_to_the_report_of_each_year_and_says_its_state(sign_in, editor_67, contract_67):
    ReportFactory(contract=contract_67, fiscal_year=2023, in_state="agreed")

    page = sign_in(editor_67).get(reverse("contracts:detail", args=["67-2020"]))

    assert [(year, report and report.label) for year, report in page.context["years"]][:3] == [
        (2024, None), (2023, "Arrêté conjointement"), (2022, None),
    ]  # fmt: skip
    assert reverse("reports:detail", args=["67-2020", 2023]) in page.content.decode()
    assert "pas ouvert" in text_of(page)


def test_a_fictitious_contract_says_so_on_each_page(sign_in, editor_67, contract_67, action):
    contract_67.is_fictitious = True
    contract_67.save()
    client = sign_in(editor_67)

    for name, arguments in CONTRACT_PAGES:
        assert "Données fictives" in text_of(client.get(reverse(name, args=["67-2020", *arguments]))), name


def test_what_is_not_known_is_said_to_complete(sign_in, editor_67, contract_67):
    objective = ObjectiveFactory(
        framework=contract_67.framework,
        number=9,
        label="",
        label_status="missing",
        kind="unknown",
        engagement=None,
    )

    page = text_of(sign_in(editor_67).get(reverse("contracts:objectives", args=["67-2020"])))

    assert objective.label == ""
    assert "Engagement à compléter" in page
    assert "libellé non publié" in page


def test_objectives_say_whether_they_are_retained_and_by_which_actions(
    sign_in, editor_67, contract_67, action
):
    ObjectiveFactory(
        framework=contract_67.framework, number=12, kind="optional", label="Facultatif non retenu"
    )
    action.objectives.add(contract_67.retained_objectives.get(objective__number=1).objective)

    page = text_of(sign_in(editor_67).get(reverse("contracts:objectives", args=["67-2020"])))

    assert page.count("<strong>Retenu</strong>") == 2
    assert page.count("Non retenu") == 1
    assert 'aria-label="Fiche action n°\u00a01\u00a0: Visites à domicile"' in page


@pytest.mark.parametrize(
    ("who", "offered"), [("prefecture_editor_67", True), ("dgcs", True), ("editor_67", False)]
)
def test_only_who_edits_the_terms_is_offered_to_retain(request, sign_in, contract_67, who, offered):
    page = text_of(
        sign_in(request.getfixturevalue(who)).get(reverse("contracts:objectives", args=["67-2020"]))
    )

    assert ("Retenir un objectif facultatif" in page) is offered


def test_an_optional_objective_is_retained_from_the_page(sign_in, prefecture_editor_67, contract_67):
    objective = ObjectiveFactory(framework=contract_67.framework, number=12, kind="optional")
    url = reverse("contracts:objectives", args=["67-2020"])

    response = sign_in(prefecture_editor_67).post(url, {"objective": objective.pk, "reason": "Diagnostic."})

    assert (response.status_code, response.url) == (302, url)
    assert contract_67.retained_objectives.get(objective=objective).reason == "Diagnostic."


def test_retaining_without_the_right_is_forbidden_with_the_reason(sign_in, editor_67, contract_67):
    objective = ObjectiveFactory(framework=contract_67.framework, number=12, kind="optional")
    url = reverse("contracts:objectives", args=["67-2020"])

    response = sign_in(editor_67).post(url, {"objective": objective.pk})

    assert response.status_code == 403
    assert "Votre siège ne permet pas cet acte\u00a0: retenir un objectif." in text_of(response)
    assert not contract_67.retained_objectives.filter(objective=objective).exists()


def test_an_objective_of_another_framework_is_not_a_choice(sign_in, prefecture_editor_67, contract_67):
    other = FrameworkFactory(code="autre", first_year=2025, last_year=2027)
    foreign = ObjectiveFactory(framework=other, number=1, kind="optional")

    response = sign_in(prefecture_editor_67).post(
        reverse("contracts:objectives", args=["67-2020"]), {"objective": foreign.pk}
    )

    assert response.status_code == 200
    assert not contract_67.retained_objectives.filter(objective=foreign).exists()


def test_amendments_say_what_they_bring(sign_in, editor_67, contract_67, action):
    amendment = AmendmentFactory(
        contract=contract_67,
        number=3,
        title="Année 2024",
        kinds=["credits", "period"],
        new_ends_on=date(2024, 12, 31),
    )
    ContractObjectiveFactory(
        contract=contract_67,
        objective=ObjectiveFactory(framework=contract_67.framework, number=12, label="Objectif ajouté"),
        amendment=amendment,
    )

    page = text_of(sign_in(editor_67).get(reverse("contracts:amendments", args=["67-2020"])))

    for said in (
        "Avenant n° 3 – Année 2024",
        "Crédits de l’année",
        "Période",
        "31 décembre 2024",
        "Objectif ajouté",
    ):
        assert said in page


def test_without_amendment_the_page_says_what_to_expect(sign_in, editor_67, contract_67):
    page = text_of(sign_in(editor_67).get(reverse("contracts:amendments", args=["67-2020"])))

    assert "Aucun avenant" in page


def test_a_document_is_served_as_a_download_under_its_own_name(sign_in, editor_67, contract_67):
    document = Document.objects.create(
        contract=contract_67, kind="contract", title="Contrat signé", original_name="contrat d’été <1>.pdf"
    )
    document.file.save("x.pdf", ContentFile(b"%PDF-1.7"))

    response = sign_in(editor_67).get(reverse("contracts:document", args=["67-2020", document.pk]))

    assert b"".join(response.streaming_content) == b"%PDF-1.7"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''contrat%20d")
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == (
        "application/octet-stream",
        "nosniff",
    )


@pytest.mark.parametrize("who", ["editor_17", "editor_68"])
def test_a_document_of_another_contract_does_not_exist(request, sign_in, contract_67, contract_68, who):
    document = Document.objects.create(contract=contract_67, kind="contract", title="Contrat signé")
    document.file.save("x.pdf", ContentFile(b"%PDF-1.7"))
    seat = request.getfixturevalue(who)
    own = "17-2020" if who == "editor_17" else "68-2020"

    for reference in ("67-2020", own):
        url = reverse("contracts:document", args=[reference, document.pk])
        assert sign_in(seat).get(url).status_code == 404


def test_a_document_without_file_is_not_served(sign_in, editor_67, contract_67):
    document = Document.objects.create(contract=contract_67, kind="diagnosis", title="Diagnostic")

    response = sign_in(editor_67).get(reverse("contracts:document", args=["67-2020", document.pk]))

    assert response.status_code == 404


def more_of_everything(contract, rank):
    """One more row of each thing that the pages of a contract list."""
    objective = ObjectiveFactory(framework=contract.framework, number=20 + rank, kind="optional")
    amendment = AmendmentFactory(contract=contract, number=rank, kinds=["objectives"])
    ContractObjectiveFactory(contract=contract, objective=objective, amendment=amendment)
    carrier = OrganisationFactory(name=f"Porteur {rank}", kind="carrier")
    action = ActionFactory(
        contract=contract, number=rank, carrier=carrier, delegate=carrier, amendment=amendment
    )
    action.objectives.add(objective)
    ActionReview.objects.create(action=action, fiscal_year=2024, done="Fait.")
    Document.objects.create(contract=contract, kind="other", title=f"Pièce {rank}", amendment=amendment)
    LegalText.objects.create(framework=contract.framework, year=2021, reference=f"Texte {rank}")
    deadline = DeadlineFactory(
        campaign__framework=contract.framework, kind="documents", due_on=date(2030, 1, rank)
    )
    DeadlineExtension.objects.create(
        deadline=deadline, territory=contract.territory, due_on=date(2030, 2, rank), reason="Motif."
    )


@pytest.mark.parametrize(
    ("name", "arguments"),
    [*CONTRACT_PAGES, ("contracts:calendar", None), ("contracts:framework", None)],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_page_costs_the_same_with_one_row_and_with_three(sign_in, editor_67, contract_67, name, arguments):
    where = {"contracts:calendar": [], "contracts:framework": [contract_67.framework.code]}
    url = reverse(name, args=where.get(name, ["67-2020", *(arguments or [])]))
    client = sign_in(editor_67)
    more_of_everything(contract_67, 1)
    with_one = queries_of(client, url)

    more_of_everything(contract_67, 2)
    more_of_everything(contract_67, 3)

    assert queries_of(client, url) == with_one


def test_the_list_costs_the_same_with_one_contract_and_with_four(sign_in, dgcs, contract_67):
    client = sign_in(dgcs)
    with_one = queries_of(client, reverse("contracts:list"))

    for code in ("01", "02", "03"):
        ContractFactory(territory=TerritoryFactory(code=code, name=f"Territoire {code}"))

    assert queries_of(client, reverse("contracts:list")) == with_one
