"""The fiches action on paper: sound, accessible, and saying what the page says to the same seat."""

from datetime import date
from decimal import Decimal

from django.urls import reverse

from contracts.actions import review_action
from contracts.plan.acts import plan_year
from tests import pdf_checks
from tests.factories import ActionFactory, FundingLineFactory, OrganisationFactory


def test_a_fiche_is_archivable_accessible_and_keeps_what_is_not_shared(
    tmp_path, sign_in, contract_67, editor_67, prefecture_67
):
    action = ActionFactory(
        contract=contract_67,
        number=1,
        title="Missions déléguées",
        delegate=OrganisationFactory(name="Ville de Strasbourg", kind="carrier"),
        starts_on=date(2021, 3, 1),
        ends_on=date(2024, 12, 31),
        staff_fte=Decimal("3.50"),
    )
    action.objectives.set(contract_67.framework.objectives.filter(number=1))
    action.deliverables.create(label="Guide", due_on=date(2022, 6, 30))
    ActionFactory(contract=contract_67, number=2, title="Une autre \u200b\U0001f600 fiche")
    FundingLineFactory(contract=contract_67, action=action, fiscal_year=2024, notified_amount=1_200)
    values = {"expected": "Deux cents visites.", "expected_count": Decimal(200), "expected_unit": "visites"}
    plan_year(action, fiscal_year=2024, values=values, by=editor_67)
    review_action(action, fiscal_year=2024, values={"done": "Bilan réservé."}, by=editor_67)
    url = reverse("reports:fiche_pdf", args=["67-2020", 1])

    one, whole, theirs = (tmp_path / name for name in ("one.pdf", "whole.pdf", "theirs.pdf"))
    own = sign_in(editor_67)
    one.write_bytes(own.get(url).content)
    whole.write_bytes(own.get(reverse("reports:fiches_pdf", args=["67-2020"])).content)
    theirs.write_bytes(sign_in(prefecture_67).get(url).content)

    text = pdf_checks.text_of(one)
    assert pdf_checks.faults(one) == []
    assert pdf_checks.faults(whole) == []
    assert all(embedded for _, embedded in pdf_checks.fonts(one))
    for told in ("Ville de Strasbourg, par délégation", "3,5 ETP", "1 200 €", "200 visites", "Guide", "1.1"):
        assert told in text, told
    assert "Bilan réservé." in text
    assert "Bilan réservé." not in pdf_checks.text_of(theirs)
    assert "Deux cents visites." in pdf_checks.text_of(theirs)
    assert list(pdf_checks.attachments(one)) == ["fiche-1-67-2020.json"]
    assert (pdf_checks.page_count(one), pdf_checks.page_count(whole)) == (1, 2)
    assert own.get(reverse("reports:fiche_pdf", args=["67-2020", 99])).status_code == 404
