"""A contract from its first step to its end: what each step keeps, refuses, and shows."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from contracts import workflow
from contracts.models import Contract
from contracts.preparation.acts import choose_objectives, set_terms
from core.models import JournalEntry
from core.versions import StaleVersion
from core.workflow import TransitionRefused, available_transitions
from tests.factories import DeadlineFactory, FrameworkFactory, ObjectiveFactory

FRAME = "framework=snppe-acte1-2020&territory=67"


@pytest.fixture
def framework(db):
    framework = FrameworkFactory()
    for number, kind in ((1, "fundamental"), (2, "fundamental"), (12, "optional"), (13, "unknown")):
        ObjectiveFactory(framework=framework, number=number, kind=kind)
    return framework


@pytest.fixture
def given(bas_rhin, cea, prefecture_of_67, ars):
    """What the second step sends."""
    return {
        "starts_on": "2020-01-01",
        "ends_on": "2022-12-31",
        "departement-organisation": cea.pk,
        "departement-signatory_title": "Président",
        "prefecture-organisation": prefecture_of_67.pk,
        "ars-organisation": ars.pk,
    }


@pytest.fixture
def draft(framework, given, dgcs, sign_in):
    """A contract opened on screen."""
    sign_in(dgcs).post(f"{reverse('contracts:new_parties')}?{FRAME}", given)
    return Contract.objects.get(reference="67-2020")


def page(client, name, *arguments):
    return client.get(reverse(f"contracts:{name}", args=arguments)).content.decode()


def test_a_contract_is_created_in_steps_and_signed(framework, given, dgcs, sign_in):
    client = sign_in(dgcs)
    first = client.get(f"{reverse('contracts:new')}?{FRAME}")
    second = client.get(first.url).content.decode()
    opened = client.post(first.url, given)
    third = page(client, "choose_objectives", "67-2020")
    bare = client.post(opened.url, {"version": 1, "keep-12": "on", "why-12": " "}).content.decode()
    client.post(opened.url, {"version": 1, "keep-12": "on", "why-12": "Diagnostic."})
    client.post(
        reverse("contracts:terms", args=["67-2020"]),
        {"version": 2, "starts_on": "2020-01-01", "ends_on": "2022-12-31",
         "odpe_informed_on": "2020-09-07", "deliberated_on": "21/09/2020"},
    )  # fmt: skip
    ready = page(client, "signature", "67-2020")
    client.post(reverse("contracts:act", args=["67-2020", "send_for_signature"]), {"version": 3})
    contract = Contract.objects.get(reference="67-2020")
    signed = {f"signed-{party.pk}": "2020-10-15" for party in contract.parties.all()}
    client.post(reverse("contracts:signature", args=["67-2020"]), {"version": 4} | signed)

    contract.refresh_from_db()
    assert first.url == f"{reverse('contracts:new_parties')}?{FRAME}"
    assert "Préfecture du Bas-Rhin" in second
    assert "67-2020" in second
    assert opened.url == reverse("contracts:choose_objectives", args=["67-2020"])
    assert "Objectif 1" in third
    assert "Dites pourquoi le contrat retient cet objectif." in bare
    assert "Mettre en signature" in ready
    assert (contract.state, contract.signed_on) == ("signed", date(2020, 10, 15))
    assert (contract.initial_ends_on, contract.deliberated_on) == (date(2022, 12, 31), date(2020, 9, 21))
    assert list(contract.retained_objectives.values_list("objective__number", "reason")) == [
        (1, ""), (2, ""), (12, "Diagnostic."),
    ]  # fmt: skip


def test_a_territory_has_one_contract_in_a_framework(framework, given, dgcs, sign_in, draft):
    client = sign_in(dgcs)

    twice = client.get(f"{reverse('contracts:new')}?{FRAME}").content.decode()
    back = client.post(f"{reverse('contracts:new_parties')}?{FRAME}", given)

    assert "Ce territoire a déjà un contrat dans ce cadre" in twice
    assert back.url.startswith(reverse("contracts:new"))
    assert Contract.objects.count() == 1


def test_the_second_step_tells_every_fault(framework, given, dgcs, sign_in):
    wrong = given | {"starts_on": "2019-01-01", "ends_on": "2018-12-31", "ars-organisation": ""}

    text = sign_in(dgcs).post(f"{reverse('contracts:new_parties')}?{FRAME}", wrong).content.decode()

    assert "Le cadre va de 2020 à 2024" in text
    assert "Un contrat ne peut finir avant d’avoir commencé." in text
    assert "Renseignez «\u00a0Organisation\u00a0»." in text
    assert 'value="Président"' in text
    assert not Contract.objects.exists()


def test_objectives_are_chosen_dropped_and_checked_against_what_was_shown(draft, framework, dgcs):
    twelve, thirteen = framework.objectives.get(number=12), framework.objectives.get(number=13)
    choose_objectives(draft, chosen={twelve: "A", thirteen: "B"}, by=dgcs, shown_version=1)

    with pytest.raises(StaleVersion):
        choose_objectives(draft, chosen={}, by=dgcs, shown_version=1)
    choose_objectives(draft, chosen={thirteen: "B bis"}, by=dgcs, shown_version=2)

    kept = draft.retained_objectives.values_list("objective__number", "reason")
    entry = JournalEntry.objects.filter(chain="67-2020").last()
    assert list(kept) == [(1, ""), (2, ""), (13, "B bis")]
    assert (entry.before, entry.after) == ({"12": "A", "13": "B"}, {"13": "B bis"})


def test_each_change_of_state_has_its_guard(draft, framework, dgcs):
    workflow_of = {one.name for one in available_transitions(draft, dgcs)}
    with pytest.raises(TransitionRefused, match="information de l’ODPE"):
        workflow.send_for_signature(draft, by=dgcs)
    workflow.send_for_signature(draft, by=dgcs, reason="Signature urgente.")
    with pytest.raises(TransitionRefused, match="pendant la signature"):
        set_terms(draft, values={"ends_on": date(2023, 12, 31)}, by=dgcs)
    with pytest.raises(TransitionRefused, match="Les objectifs ne se change"):
        choose_objectives(draft, chosen={}, by=dgcs)

    parties = {party.kind: party.pk for party in draft.parties.all()}
    two = {parties["ars"]: date(2022, 6, 20), parties["prefecture"]: date(2022, 6, 18)}
    workflow.record_signatures(draft, by=dgcs, dates=two)
    assert (draft.state, draft.signed_on) == ("signing", None)
    tomorrow = date.today() + timedelta(days=2)  # noqa: DTZ011
    with pytest.raises(TransitionRefused, match="pas à l’avance"):
        workflow.record_signatures(draft, by=dgcs, dates={parties["departement"]: tomorrow})
    with pytest.raises(TransitionRefused, match="Dites pourquoi"):
        workflow.return_to_draft(draft, by=dgcs)
    workflow.return_to_draft(draft, by=dgcs, reason="Un objectif de plus.")
    assert not draft.parties.exclude(signed_on=None).exists()
    workflow.send_for_signature(draft, by=dgcs, reason="Signature urgente.")
    three = two | {parties["departement"]: date(2022, 6, 20)}
    workflow.record_signatures(draft, by=dgcs, dates=three)

    assert workflow_of == {"send_for_signature"}
    assert (draft.state, draft.signed_on, draft.initial_ends_on) == (
        "signed", date(2022, 6, 20), date(2022, 12, 31),
    )  # fmt: skip
    signed = JournalEntry.objects.filter(act="Enregistrer des signatures").latest("number")
    assert (signed.before, signed.after) == (
        {"state": "signing", "signed_on": None},
        {"state": "signed", "signed_on": "2022-06-20"},
    )
    workflow.end_contract(draft, by=dgcs)
    assert draft.state == "ended"


def test_a_contract_still_running_does_not_end(draft, dgcs):
    draft.state, draft.ends_on = "signed", date(2099, 12, 31)
    draft.save()

    with pytest.raises(TransitionRefused, match="court jusqu’au 31 décembre 2099"):
        workflow.end_contract(draft, by=dgcs)


@pytest.mark.parametrize("who", ["editor_67", "prefecture_67", "ars_editor", "dgcs_reader", "editor_17"])
def test_the_terms_belong_to_the_prefecture_and_the_nation(request, contract_67, who):
    seat = request.getfixturevalue(who)

    for act in (
        lambda: set_terms(contract_67, values={"odpe_informed_on": date(2020, 9, 7)}, by=seat),
        lambda: choose_objectives(contract_67, chosen={}, by=seat),
        lambda: workflow.end_contract(contract_67, by=seat),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_the_prefecture_dates_what_the_assembly_and_the_odpe_did(contract_67, prefecture_editor_67, sign_in):
    client = sign_in(prefecture_editor_67)
    address = reverse("contracts:terms", args=["67-2020"])
    form = client.get(address).content.decode()

    client.post(
        address, {"version": 1, "odpe_informed_on": "2020-09-07", "departement_share_percent": "42,5"}
    )
    client.post(address, {"version": 1, "odpe_informed_on": "2020-09-08"})

    contract_67.refresh_from_db()
    assert 'name="starts_on"' not in form
    assert (contract_67.odpe_informed_on, contract_67.version) == (date(2020, 9, 7), 2)


def test_two_people_who_say_who_signs_do_not_write_over_each_other(
    contract_67, prefecture_editor_67, sign_in
):
    client, address = sign_in(prefecture_editor_67), reverse("contracts:parties", args=["67-2020"])

    def sent(answer, title):
        said = {}
        for form in answer.context["forms"]:
            prefix, kind = form.prefix, form.party.kind
            said[f"{prefix}-shown"] = form["shown"].value()
            said[f"{prefix}-signatory_title"] = f"{title} ({kind})"
        return said

    first = client.get(address)
    client.post(address, sent(first, "Préfète"))
    stale = client.post(address, sent(first, "Préfet"))
    kept = set(contract_67.parties.values_list("signatory_title", flat=True))
    again = client.post(address, sent(stale, "Préfet"))

    assert "«\u00a0Préfète (ars)\u00a0» est maintenant enregistré" in stale.content.decode()
    assert kept == {f"Préfète ({kind})" for kind in ("ars", "departement", "prefecture")}
    assert again.status_code == 302
    assert contract_67.parties.get(kind="ars").signatory_title == "Préfet (ars)"


def test_a_number_of_nothing_opens_no_new_form(dgcs, editor_67, contract_67, sign_in):
    campaign = DeadlineFactory(campaign__framework=contract_67.framework).campaign
    of_campaign = reverse("contracts:campaign", args=[campaign.framework.code, campaign.fiscal_year])

    assert sign_in(editor_67).get("/contrats/67-2020/actions/0/modifier/").status_code == 404
    assert sign_in(dgcs).get(f"{of_campaign}echeances/0/").status_code == 404
