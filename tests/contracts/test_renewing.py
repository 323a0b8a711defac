"""The contracts of a new framework, prefilled from those of the one before."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from contracts.models import Contract, ObjectiveLink
from contracts.preparation.renewing import renew_contract
from tests.factories import FrameworkFactory, ObjectiveFactory

URL = "/referentiels/snppe-acte2-2025/reconduction/"


@pytest.fixture
def acte_2(acte_1):
    """Fourteen objectives, the third taking up two of 2020."""
    framework = FrameworkFactory(
        code="snppe-acte2-2025", title="Acte 2", first_year=2025, last_year=2027, baseline_year=None
    )
    for number in range(1, 15):
        kind = "fundamental" if number == 1 else "unknown"
        ObjectiveFactory(framework=framework, number=number, engagement=None, kind=kind)
    for later, earlier, grade in ((3, 1, "equal"), (3, 3, "partial"), (4, 3, "broken"), (1, 1, "close")):
        ObjectiveLink.objects.create(
            later=framework.objectives.get(number=later),
            earlier=acte_1.objectives.get(number=earlier),
            grade=grade,
        )
    return framework


def test_a_contract_of_2024_gives_the_draft_of_2025(
    dgcs, editor_67, contract_67, contract_68, acte_2, sign_in
):
    contract_67.departement_share_percent = Decimal(50)
    contract_67.save()
    client = sign_in(dgcs)

    page = client.get(URL).content.decode()
    client.post(URL, {"contract": ["67-2020"]})
    after = client.get(URL).content.decode()

    draft = Contract.objects.get(reference="67-2025")
    assert "2\u00a0contrats du cadre 2020-2024 à reconduire" in page
    assert "1\u00a0contrat du cadre" in after
    assert (draft.state, draft.starts_on.year, draft.ends_on.year) == ("draft", 2025, 2027)
    assert draft.departement_share_percent == Decimal(50)
    assert set(draft.parties.values_list("organisation", flat=True)) == set(
        contract_67.parties.values_list("organisation", flat=True)
    )
    assert list(draft.retained_objectives.values_list("objective__number", "reason")) == [
        (1, ""),
        (
            3,
            "Reprend, du contrat 67-2020\u00a0: objectif 1 (correspondance identique) et objectif 3 "
            "(correspondance partielle).",
        ),
    ]
    assert not Contract.objects.filter(reference="68-2025").exists()
    with pytest.raises(PermissionDenied):
        renew_contract(contract_68, framework=acte_2, by=editor_67)
    with pytest.raises(ValidationError):
        renew_contract(contract_67, framework=acte_2, by=dgcs)


def test_nothing_is_renewed_in_a_framework_still_in_preparation(dgcs, contract_67, acte_2, sign_in):
    acte_2.is_published = False
    acte_2.save()

    answer = sign_in(dgcs).post(URL, {"contract": ["67-2020"]}, follow=True)

    assert "Publiez d’abord le cadre 2025-2027." in answer.content.decode()
    assert Contract.objects.count() == 1
