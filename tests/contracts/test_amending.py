"""Amendments: drafted without changing anything, previewed, then signed all at once."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from contracts.amending import acts
from contracts.amending.registry import Proposal, bringer
from contracts.amending.signatories import signatories
from contracts.amending.workflow import sign_amendment
from contracts.models import Amendment, Contract
from contracts.workflow import end_contract
from core.models import JournalEntry
from core.versions import StaleVersion
from core.workflow import TransitionRefused
from tests.factories import (
    ActionFactory,
    AmendmentFactory,
    FundingLineFactory,
    MeasurementFactory,
    ObjectiveFactory,
    OrganisationFactory,
    ReportFactory,
    TargetFactory,
)

ALL = ["credits", "period", "objectives", "actions", "parties"]


@pytest.fixture
def contract(contract_67):
    """Signed for 2020-2022."""
    contract_67.ends_on = contract_67.initial_ends_on = date(2022, 12, 31)
    contract_67.signed_on = date(2020, 10, 15)
    contract_67.save()
    return contract_67


def opened(contract, by, **values):
    given = {"kinds": ALL, "title": "Exercice 2023", "fiscal_year": 2023, "effective_on": None, "purpose": ""}
    return acts.open_amendment(contract, values=given | values, by=by)


def proposed(amendment, key, by, **data):
    """A change proposed by its form, as the page does."""
    brought = bringer(key)
    form = brought.form(data, amendment, by)
    assert form.is_valid(), form.errors
    return acts.propose(amendment, bringer=brought, proposal=form.proposal, by=by)


def by_all(amendment, day):
    """The signature of each party on the same day."""
    return {one.organisation.pk: day for one in signatories(amendment)}


def test_an_amendment_is_drafted_previewed_and_signed_on_screen(
    contract, prefecture_editor_67, ars_editor, sign_in
):
    optional = ObjectiveFactory(framework=contract.framework, number=12, kind="optional")
    parquet = OrganisationFactory(name="Parquet de Strasbourg", kind="cosignatory")
    indicator = contract.framework.objectives.get(number=1).indicators.get()
    target = TargetFactory(contract=contract, indicator=indicator, year=2022, value=Decimal(20))
    line = FundingLineFactory(contract=contract, fiscal_year=2023, notified_amount=Decimal(1000))
    report = ReportFactory(contract=contract, fiscal_year=2022)
    client, ars = sign_in(prefecture_editor_67), sign_in(ars_editor)

    def post(name, *arguments, by=client, **data):
        return by.post(reverse(f"contracts:{name}", args=["67-2020", *arguments]), data)

    post("amendment_new", kinds=ALL, title="Exercice 2023", fiscal_year=2023)
    post("change_new", 1, "periode", new_ends_on="2023-12-31")
    post("change_new", 1, "objectif", objective=optional.pk, reason="Diagnostic.")
    post("change_new", 1, "cible", indicator=indicator.pk, year=2022, operator="at_least", value="25")
    post("change_new", 1, "action", title="Relais parentaux", starts_on="2023-03-01")
    post("change_new", 1, "partie", organisation=parquet.pk)
    post("change_new", 1, "credit", line=line.pk, notified_amount="1 500,50")
    post("change_new", 1, "credit", by=ars, line="nouvelle-fir", notified_amount="700")
    draft = client.get(reverse("contracts:amendment", args=["67-2020", 1])).content.decode()
    target.refresh_from_db()
    before = (target.value, contract.retained_objectives.count(), Contract.objects.get().ends_on.year)
    days = {f"signed-{pk}": "2023-06-20" for pk in by_all(Amendment.objects.get(), None)}
    days |= {f"signed-{contract.closing_parties[0].organisation_id}": "2023-06-12"}
    days |= {f"signed-{parquet.pk}": "2023-06-15", "version": str(Amendment.objects.get().version)}
    refused = post("amendment_signature", 1, **days)
    page = client.get(reverse("contracts:amendment_signature", args=["67-2020", 1])).content.decode()
    post("amendment_signature", 1, reason="Instruction publiée tard.", **days)

    assert before == (20, 2, 2022)
    for said in (
        "31 décembre 2022", "31 décembre 2023", "1\u00a0500,50\u00a0€", "Série de l’indicateur 1.1",
        "de 1\u00a0000\u00a0€ à 2\u00a0200,50\u00a0€", "Rapport d’exécution 2022", "Rapport d’exécution 2023",
        "Parquet de Strasbourg", "Relais parentaux",
    ):  # fmt: skip
        assert said in draft, said
    assert refused.status_code == 302
    assert "Rapport d’exécution 2022 arrêté conjointement" in page
    signed = Amendment.objects.get()
    contract, target, line = Contract.objects.get(), signed.targets.get(), signed.funding_lines.first()
    assert (signed.state, signed.signed_on, signed.waiver) == (
        "signed", date(2023, 6, 20), "Instruction publiée tard.",
    )  # fmt: skip
    assert (contract.ends_on, signed.new_ends_on) == (date(2023, 12, 31), date(2023, 12, 31))
    assert (target.value, target.version) == (25, 2)
    assert [(one.source, one.notified_amount) for one in signed.funding_lines.all()] == [
        ("p304", Decimal("1500.50")), ("fir", Decimal(700)),
    ]  # fmt: skip
    assert signed.objectives.get().reason == "Diagnostic."
    assert (signed.actions.get().title, signed.actions.get().starts_on) == (
        "Relais parentaux", date(2023, 3, 1),
    )  # fmt: skip
    # The report still being written has a place for the objective that joined.
    assert report.sections.filter(objective=optional).count() == 1
    assert signed.parties.get().signed_on == date(2023, 6, 15)
    shown = client.get(reverse("contracts:amendment", args=["67-2020", 1])).content.decode()
    assert [one.signed_on.day for one in signed.signatures.order_by("signed_on")] == [12, 15, 20, 20]
    assert "Parquet de Strasbourg, le 15 juin 2023" in shown
    assert JournalEntry.objects.filter(act="Signer l’avenant").get().reason == "Instruction publiée tard."


def test_a_contract_over_is_put_back_in_force_by_its_extensions(contract, dgcs):
    end_contract(contract, by=dgcs)
    for year in (2023, 2024):
        one = opened(contract, dgcs, kinds=["period"], title=f"Prolongation {year}", fiscal_year=None)
        proposed(one, "periode", dgcs, new_ends_on=f"{year}-12-31")
        sign_amendment(one, by=dgcs, dates=by_all(one, date(year, 6, 30)))
        contract.refresh_from_db()
        assert (contract.state, contract.ends_on) == ("signed", date(year, 12, 31))

    assert contract.initial_ends_on == date(2022, 12, 31)
    assert list(contract.amendments.values_list("number", "new_ends_on")) == [
        (1, date(2023, 12, 31)), (2, date(2024, 12, 31)),
    ]  # fmt: skip


def test_each_kind_opens_its_own_sections_and_each_payer_its_own_lines(
    contract, prefecture_editor_67, dgcs, editor_67, sign_in
):
    amendment = opened(contract, dgcs, kinds=["period"], fiscal_year=None)
    period = Proposal("periode:fin", "Fin", "", "2023", {"new_ends_on": "2023-12-31", "years": [2023]})
    other = Proposal("objectif:12", "Objectif 12", "", "retenu", {"objective": 1})
    with pytest.raises(TransitionRefused, match="ne porte pas sur cette partie"):
        acts.propose(amendment, bringer=bringer("objectif"), proposal=other, by=dgcs)
    with pytest.raises(PermissionDenied, match="nouvelle fin du contrat"):
        acts.propose(amendment, bringer=bringer("periode"), proposal=period, by=editor_67)
    kept = acts.propose(amendment, bringer=bringer("periode"), proposal=period, by=dgcs)
    again = acts.propose(amendment, bringer=bringer("periode"), proposal=period, by=dgcs)
    with pytest.raises(ValidationError, match="Retirez d’abord"):
        acts.describe_amendment(amendment, values={"kinds": ["credits"], "fiscal_year": 2023}, by=dgcs)
    with pytest.raises(StaleVersion):
        acts.describe_amendment(amendment, values={"kinds": ["period"]}, by=dgcs, shown_version=9)
    with pytest.raises(PermissionDenied):
        acts.withdraw(kept, by=editor_67)
    assert kept.pk == again.pk
    acts.withdraw(kept, by=dgcs)
    with pytest.raises(TransitionRefused, match="ne change rien"):
        sign_amendment(amendment, by=dgcs, dates=by_all(amendment, date(2023, 1, 1)))

    money = opened(contract, dgcs, kinds=["credits"])
    own = bringer("credit").form(None, money, prefecture_editor_67)
    address = reverse("contracts:change_new", args=["67-2020", money.number, "credit"])
    assert [key for key, _ in own.fields["line"].choices] == ["nouvelle-p304"]
    assert sign_in(dgcs).get(address).status_code == 403
    acts.drop_amendment(money, by=dgcs)
    assert list(contract.amendments.values_list("number", flat=True)) == [1]


def test_what_a_shared_year_holds_is_not_moved_by_an_amendment(contract, dgcs):
    indicator = contract.framework.objectives.get(number=1).indicators.get()
    ReportFactory(contract=contract, fiscal_year=2022, in_state="agreed")
    amendment = opened(contract, dgcs, kinds=["objectives", "period"], fiscal_year=None)
    proposed(amendment, "cible", dgcs, indicator=indicator.pk, year=2022, operator="at_least", value="25")
    with pytest.raises(TransitionRefused, match=r"Cible 2022.*Arrêté conjointement"):
        sign_amendment(amendment, by=dgcs, dates=by_all(amendment, date(2023, 6, 20)))
    acts.withdraw(amendment.changes.get(), by=dgcs)
    proposed(amendment, "periode", dgcs, new_ends_on="2021-12-31")

    with pytest.raises(TransitionRefused, match="déjà partagé pour 2022"):
        sign_amendment(amendment, by=dgcs, dates=by_all(amendment, date(2023, 6, 20)))

    assert not amendment.targets.exists()


@pytest.mark.parametrize(
    ("signed_on", "said"),
    [(date(2020, 10, 14), "depuis le 15 octobre 2020"), (date(2099, 1, 1), "pas à l’avance")],
)
def test_an_amendment_is_signed_after_its_contract_and_not_tomorrow(contract, dgcs, signed_on, said):
    amendment = opened(contract, dgcs, kinds=["period"], fiscal_year=None)
    proposed(amendment, "periode", dgcs, new_ends_on="2023-12-31")

    with pytest.raises(TransitionRefused, match=said):
        sign_amendment(amendment, by=dgcs, dates=by_all(amendment, signed_on))


def test_nothing_is_amended_before_the_contract_is_signed_nor_after_an_amendment_is(contract, dgcs):
    signed = AmendmentFactory(contract=contract, number=7, state="signed")
    contract.state = "draft"
    contract.save()

    with pytest.raises(TransitionRefused, match="ne l’est pas encore"):
        opened(contract, dgcs)
    with pytest.raises(TransitionRefused, match="ne se modifie plus"):
        acts.drop_amendment(signed, by=dgcs)


def test_the_gate_says_what_is_missing_and_who_owes_it(
    contract, editor_67, prefecture_67, prefecture_of_67, sign_in
):
    action = ActionFactory(contract=contract, number=4)
    report = ReportFactory(contract=contract, fiscal_year=2021)
    address = reverse("contracts:gate", args=["67-2020", 2022])
    own = sign_in(editor_67).get(address).content.decode()
    theirs = sign_in(prefecture_67).get(address).content.decode()
    for indicator in contract.framework.objectives.get(number=1).indicators.all():
        MeasurementFactory(contract=contract, indicator=indicator, year=2021)
    three = contract.framework.objectives.get(number=3).indicators.get()
    MeasurementFactory(contract=contract, indicator=three, year=2021, kind="not_collected", value=None)
    action.reviews.create(fiscal_year=2021, done="Fait.")
    report.delete()
    ReportFactory(contract=contract, fiscal_year=2021, in_state="shared")
    shared = sign_in(prefecture_67).get(address).content.decode()

    assert "3\u00a0pièces sur 3 encore attendues." in own
    assert "2\u00a0indicateurs à renseigner\u00a0: 1.1, 3.1." in own
    assert "1\u00a0action sans bilan 2021\u00a0: n°\u00a04." in own
    assert "Attendu\u00a0: Collectivité européenne d’Alsace" in own
    # What is not shared is not counted before the others.
    assert "Des indicateurs ne sont pas encore renseignés." in theirs
    assert "1.1, 3.1" not in theirs
    assert "1\u00a0pièce sur 3 encore attendue." in shared
    assert "Préfecture du Bas-Rhin" in shared
    first = sign_in(editor_67).get(reverse("contracts:gate", args=["67-2020", 2020])).content.decode()
    assert "C’est le premier exercice du contrat" in first
