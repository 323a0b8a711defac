"""The indicators that a contract adds: who defines them, what stays once figures rest on them."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from core.models import JournalEntry
from indicators.local import mark_of, remove_local, save_local
from indicators.models import Indicator
from indicators.readings import year_table
from tests.factories import IndicatorFactory, MeasurementFactory, ObjectiveFactory, TargetFactory

NEW = reverse("indicators:local_new", args=["67-2020"])
LIST = reverse("indicators:local_list", args=["67-2020"])


@pytest.fixture
def values(contract_67, rate):
    return {
        "objective": rate.objective,
        "code": "L1",
        "label": "Places d’accueil ouvertes",
        "unit": "places",
        "decimals": 0,
        "direction": "rise",
        "behaviour": "yearly",
        "lower_bound": Decimal(0),
    }


@pytest.fixture
def local(contract_67, values, editor_67):
    return save_local(contract=contract_67, values=values, by=editor_67)


def text(response):
    return response.content.decode().replace("\u00a0", " ")


def refusal_of(contract, by, **given):
    with pytest.raises(ValidationError) as refused:
        save_local(contract=contract, by=by, **given)
    told = getattr(refused.value, "error_dict", {"__all__": [refused.value]})
    messages = {name: [text for error in errors for text in error.messages] for name, errors in told.items()}
    return {name: " ".join(texts).replace("\u00a0", " ") for name, texts in messages.items()}


def test_a_local_indicator_joins_the_grid_and_the_journal(contract_67, local):
    assert [row.indicator.code for row in year_table(contract_67, 2024)] == ["1.1", "L1", "3.1"]
    assert (local.label_status, local.roll_up) == ("local", "none")
    assert JournalEntry.objects.get().act == "Ajouter un indicateur local"


def test_a_national_code_is_never_taken(contract_67, values, editor_67):
    for code in ("3.1", "1.1"):
        told = refusal_of(contract_67, editor_67, values=values | {"code": code})
        assert told == {"code": "Ce code est celui d’un indicateur national : prenez-en un autre."}


@pytest.mark.parametrize("code", ["=1+1", "L 1", "../x", "Л1", "L1'; --", "<b>"])
def test_a_code_is_plain(contract_67, values, editor_67, code):
    assert list(refusal_of(contract_67, editor_67, values=values | {"code": code})) == ["code"]


def test_a_code_is_used_once(contract_67, values, local, editor_67):
    told = refusal_of(contract_67, editor_67, values=values | {"code": "l1"})

    assert told == {"code": "Ce contrat a déjà un indicateur local de ce code."}


def test_the_objective_is_one_that_the_contract_retains(contract_67, values, editor_67):
    other = ObjectiveFactory(framework=contract_67.framework, number=9)

    assert list(refusal_of(contract_67, editor_67, values=values | {"objective": other})) == ["objective"]


def test_only_an_editor_of_the_departement_defines(
    contract_67, values, reader_67, prefecture_editor_67, dgcs
):
    for seat in (reader_67, prefecture_editor_67, dgcs):
        with pytest.raises(PermissionDenied):
            save_local(contract=contract_67, values=values, by=seat)


def test_what_figures_rest_on_stays(contract_67, local, editor_67):
    MeasurementFactory(contract=contract_67, indicator=local, value=Decimal(12))

    settled = refusal_of(contract_67, editor_67, values={"unit": "lits", "code": "L2"}, indicator=local)
    bounded = refusal_of(contract_67, editor_67, values={"upper_bound": Decimal(10)}, indicator=local)
    save_local(contract=contract_67, values={"upper_bound": Decimal(20)}, by=editor_67, indicator=local)

    assert sorted(settled) == ["code", "unit"]
    assert bounded == {"__all__": "Des valeurs ou des cibles ne respecteraient plus ces limites : 2024."}
    assert Indicator.objects.get(code="L1").upper_bound == Decimal(20)


def test_a_stale_page_is_refused(contract_67, local, editor_67):
    shown = mark_of(local)
    save_local(contract=contract_67, values={"label": "Autre"}, by=editor_67, indicator=local, shown=shown)

    told = refusal_of(contract_67, editor_67, values={"label": "Le mien"}, indicator=local, shown=shown)

    assert "modifié entre-temps" in told["__all__"]


def test_it_is_withdrawn_when_nothing_rests_on_it(contract_67, local, editor_67):
    TargetFactory(contract=contract_67, indicator=local)
    with pytest.raises(ValidationError, match="des cibles en dépendent"):
        remove_local(contract=contract_67, indicator=local, by=editor_67)
    local.targets.get().delete()

    remove_local(contract=contract_67, indicator=local, by=editor_67)

    assert not Indicator.objects.filter(code="L1").exists()


def test_the_pages_define_correct_and_withdraw(sign_in, editor_67, contract_67, rate):
    client = sign_in(editor_67)
    sent = {
        "objective": rate.objective.pk,
        "code": "L1",
        "label": "Places",
        "unit": "places",
        "decimals": "0",
    }
    sent |= {"direction": "rise", "behaviour": "yearly", "lower_bound": "0", "upper_bound": ""}

    bad = client.post(NEW, sent | {"code": "1.1", "label": ""})
    client.post(NEW, sent)
    row = Indicator.objects.get(code="L1")
    edit = reverse("indicators:local_edit", args=["67-2020", row.pk])
    shown = mark_of(row)
    client.post(edit, sent | {"label": "Places ouvertes", "shown": shown})
    late = client.post(edit, sent | {"label": "Trop tard", "shown": shown})
    page = text(client.get(LIST))
    client.post(reverse("indicators:local_removal", args=["67-2020", row.pk]))

    assert (bad.status_code, late.status_code) == (422, 422)
    assert "Trop tard" in text(late)
    assert "L1 Places ouvertes" in page
    assert not Indicator.objects.filter(code="L1").exists()


def test_a_national_indicator_or_another_s_is_not_edited_here(
    sign_in, editor_67, contract_67, contract_17, rate
):
    client = sign_in(editor_67)
    other = IndicatorFactory(code="L9", objective=rate.objective, contract=contract_17)

    for indicator in (rate, other):
        assert client.get(reverse("indicators:local_edit", args=["67-2020", indicator.pk])).status_code == 404


def test_the_list_costs_the_same_for_one_and_three(
    sign_in, editor_67, contract_67, rate, local, django_assert_num_queries, django_assert_max_num_queries
):
    client = sign_in(editor_67)
    client.get(LIST)
    with django_assert_max_num_queries(12) as few:
        client.get(LIST)
    for code in ("L2", "L3"):
        IndicatorFactory(code=code, objective=rate.objective, contract=contract_67)

    with django_assert_num_queries(len(few)):
        client.get(LIST)
