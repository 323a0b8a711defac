"""The report's own page: what each seat reads and may do there, at a constant cost."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from reports import workflow
from reports.queries import PartyState, strip_of
from reports.remarks import make_remark
from tests.factories import (
    ActionFactory,
    FundingLineFactory,
    IndicatorFactory,
    RemarkFactory,
    SeatFactory,
    SignedCopyFactory,
)
from tests.reports.conftest import finish_papers

WHERE = ["67-2020", 2024]
PAGE = reverse("reports:detail", args=WHERE)
READING = reverse("reports:reading", args=WHERE)


def states_of(report):
    return [(party.name, party.state, party.state_label) for party in strip_of(report)]


def test_the_strip_tells_the_parties_in_the_order_of_the_contract(draft):
    assert states_of(draft) == [
        ("Préfecture du Bas-Rhin", "idle", "Visera après le partage"),
        ("ARS Grand Est", "idle", "Visera après le partage"),
        ("Collectivité européenne d’Alsace", "waiting", "Rédaction en cours"),
    ]


def test_the_strip_tells_who_sealed_with_what_words_and_who_is_awaited(shared, seal_by, ars_grand_est):
    seal_by(ars_grand_est, "reserved", statement="Suivre les postes vacants.")

    prefecture, ars, departement = strip_of(shared)

    assert (prefecture.state, departement.state) == ("waiting", "waiting")
    assert prefecture.detail.startswith("depuis le ")
    assert isinstance(ars, PartyState)
    assert (ars.state, ars.state_label) == ("reserved", "Visa donné avec réserves")
    assert ars.detail.startswith(str(ars_grand_est))
    assert ars.detail.endswith("Suivre les postes vacants.")


def test_once_agreed_the_strip_tells_who_signed_and_whose_signature_is_awaited(
    sign_in, agreed, prefecture_67, signatory_67
):
    SignedCopyFactory(report=agreed, seat=prefecture_67)

    page = sign_in(signatory_67).get(PAGE)

    assert [(party.state, party.signature.replace("\u00a0", " ")) for party in page.context["parties"]] == [
        ("given", "signé le 24 juin 2025 à 10 h 00"),
        ("given", "signature attendue"),
        ("given", "signature attendue"),
    ]
    assert page.text.count("Signature attendue") == 2
    workflow.open_correction(agreed, by=signatory_67, reason="Erreur de saisie")
    assert [party.lacks_signature for party in strip_of(agreed)] == [False, False, False]


def test_the_guide_tells_of_the_signatures_that_are_missing_until_all_are_there(
    sign_in, agreed, editor_67, ars_grand_est, prefecture_67, signatory_67
):
    def lead(seat):
        return sign_in(seat).get(PAGE).context["lead"].replace("\u00a0", " ")

    prefect = SeatFactory(organisation=prefecture_67.organisation, role="signatory")
    awaited = (
        "2 signatures sur 3, signature attendue : Préfecture du Bas-Rhin. "
        "La signature s’ajoute aux trois visas, qui arrêtent le rapport ; elle n’a pas d’échéance."
    )
    agreed_told = "Le rapport est arrêté conjointement : il ne se modifie plus."

    for seat in (ars_grand_est, signatory_67):
        SignedCopyFactory(report=agreed, seat=seat)
    told = {seat: lead(seat) for seat in (editor_67, prefecture_67, prefect)}
    workflow.deliberate(agreed, by=editor_67, deliberated_on=timezone.localdate(), reference="CD-1")
    voted = lead(signatory_67)
    SignedCopyFactory(report=agreed, seat=prefect)

    assert told[editor_67] == (
        f"{agreed_told} Il reste à enregistrer la délibération de l’assemblée. {awaited}"
    )
    assert told[prefecture_67] == (
        f"{agreed_told} {awaited} La copie que votre organisation signe dans son parapheur se dépose ici."
    )
    assert told[prefect] == (
        f"{agreed_told} {awaited} Votre organisation peut signer ici, avec son certificat de cachet, "
        "ou dans son parapheur."
    )
    assert voted == f"Le rapport est arrêté et l’assemblée a délibéré. {awaited}"
    assert lead(editor_67) == (
        "Le rapport est arrêté et l’assemblée a délibéré. Les trois parties l’ont signé. "
        "Il n’y a plus rien à faire."
    )


def test_a_seal_that_fell_is_no_longer_told(shared, seal_by, prefecture_67, ars_grand_est):
    seal_by(prefecture_67)
    make_remark(shared, by=ars_grand_est, body="À revoir.")
    workflow.send_back(shared, by=ars_grand_est, reason="À revoir")

    assert [party.state for party in strip_of(shared)] == ["idle", "idle", "waiting"]


@pytest.mark.parametrize(
    ("who", "acts"),
    [
        ("prefecture_67", {"seal", "send_back"}),
        ("ars_grand_est", {"seal", "send_back"}),
        ("signatory_67", {"seal"}),
        ("editor_67", set()),
        ("reader_67", set()),
        ("dgcs", set()),
    ],
)
def test_each_seat_is_offered_what_the_server_would_accept(sign_in, shared, who, acts, request):
    page = sign_in(request.getfixturevalue(who)).get(PAGE)

    assert page.context["acts"] == acts
    for act, name in (("seal", "seal"), ("send_back", "return")):
        assert (reverse(f"reports:{name}", args=WHERE) in page.text) == (act in acts)


def test_another_territory_reads_an_agreed_report_and_none_of_what_led_to_it(sign_in, agreed, editor_17):
    finish_papers()

    page = sign_in(editor_17).get(PAGE)
    menu = page.text.split('aria-label="Menu principal"')[1].split("</nav>")[0]

    assert menu.count("aria-current") == 1
    assert 'href="/rapports/" aria-current="true"' in menu
    assert reverse("reports:reading", args=WHERE) in page.text
    assert reverse("reports:agreed_pdf", args=[*WHERE, 1]) not in page.text
    assert "remarks" not in page.context
    assert page.context["sections"] == []
    # Nothing on the page leads to what is not this reader's to open.
    links = {link for link in re.findall(r'href="(/[^"#]*)', page.text) if not link.startswith("/static/")}
    client = sign_in(editor_17)
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_the_reading_shows_the_work_in_progress_to_its_writers_and_the_edition_to_the_others(
    sign_in, shared, editor_67, prefecture_67
):
    make_remark(shared, by=prefecture_67, body="À revoir.")
    workflow.send_back(shared, by=prefecture_67, reason="À revoir")

    assert "PROJET" in sign_in(editor_67).get(READING).text
    assert "soumise au visa" in sign_in(prefecture_67).get(READING).text


@pytest.mark.parametrize("who", ["editor_67", "prefecture_67", "dgcs"])
def test_the_page_costs_the_same_for_one_row_of_each_kind_and_for_three(
    sign_in, contract_67, shared, ars_grand_est, who, request, django_assert_num_queries
):
    def add(number):
        ActionFactory(contract=contract_67, number=number)
        make_remark(shared, by=ars_grand_est, body=f"Remarque {number}.")
        make_remark(shared, by=ars_grand_est, body=f"Texte {number}.", section=shared.sections.all()[number])

    client = sign_in(request.getfixturevalue(who))
    add(1)
    with CaptureQueriesContext(connection) as one:
        client.get(PAGE)
    add(2)
    add(3)

    with django_assert_num_queries(len(one)):
        client.get(PAGE)


def test_a_draft_costs_the_same_for_one_row_of_each_kind_and_for_three(
    sign_in, contract_67, draft, editor_67, django_assert_num_queries
):
    def add(number):
        ActionFactory(contract=contract_67, number=number)
        FundingLineFactory(contract=contract_67, payee_label=f"Bénéficiaire {number}")

    client = sign_in(editor_67)
    add(1)
    with CaptureQueriesContext(connection) as one:
        client.get(PAGE)
    add(2)
    add(3)

    with django_assert_num_queries(len(one)):
        client.get(PAGE)


def test_a_draft_of_sixty_indicators_and_forty_remarks_is_told_in_few_queries(
    sign_in, contract_67, draft, ars_grand_est, editor_67
):
    objective = contract_67.framework.objectives.get(number=1)
    for number in range(60):
        IndicatorFactory(objective=objective, code=f"1.{number + 10}")
    for number in range(40):
        RemarkFactory(report=draft, organisation=ars_grand_est.organisation, body=f"Remarque {number}.")
    client = sign_in(editor_67)

    with CaptureQueriesContext(connection) as asked:
        page = client.get(PAGE)

    assert len(page.context["remarks"]) == 40
    assert len(asked) < 20
