"""The base of the forms: French numbers, French errors, nothing typed is lost."""

from decimal import Decimal

import pytest
from django import forms

from contracts.models import Contract
from core.forms import FrenchDecimalField, Problem, SnppeForm, SnppeModelForm, problems_of

NBSP = "\u00a0"


class AmountForm(SnppeForm):
    title = forms.CharField(label="Intitulé", max_length=10)
    amount = FrenchDecimalField(label="Montant", unit="€", decimals=2, min_value=0, help_text="En euros.")
    share = FrenchDecimalField(label="Part", unit="%", max_value=100, required=False, absences=True)
    kind = forms.ChoiceField(label="Nature", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    due_on = forms.DateField(label="Date", required=False)


def filled(**changes: str) -> AmountForm:
    return AmountForm({"title": "Visites", "amount": "742 500", "kind": "a", **changes})


def test_a_french_number_is_read():
    form = filled(amount="742 500,50 €", share="12,5 %")

    assert form.is_valid()
    assert (form.cleaned_data["amount"], form.cleaned_data["share"]) == (
        Decimal("742500.50"),
        Decimal("12.5"),
    )


def test_how_a_number_was_read_is_told():
    form = filled(amount="1.234,5")

    assert form.is_valid()
    assert form.readings == [f"«{NBSP}1.234,5{NBSP}» lu comme 1234,5 (le point sépare les milliers)"]


def test_a_plain_number_is_not_commented():
    form = filled(amount="5078")

    assert form.is_valid()
    assert form.readings == []


def test_a_number_with_two_meanings_is_asked_then_chosen():
    asked, chosen = filled(amount="1,234"), filled(amount="1,234", **{"amount-meaning": "1234.00"})

    assert not asked.is_valid()
    assert 'name="amount-meaning" value="1234.00"' in asked["amount"].as_field_group()
    assert chosen.is_valid()
    assert chosen.cleaned_data["amount"] == Decimal(1234)


def test_a_meaning_that_was_not_offered_is_not_accepted():
    form = filled(amount="1,234", **{"amount-meaning": "999999"})

    assert not form.is_valid()


def test_an_absence_is_confirmed_and_is_not_zero():
    asked, confirmed = filled(share="nc"), filled(share="nc", **{"share-meaning": "absence:not_collected"})

    assert not asked.is_valid()
    assert confirmed.is_valid()
    assert (confirmed.cleaned_data["share"], confirmed.fields["share"].absence) == (None, "not_collected")


def test_a_field_without_absences_refuses_the_word():
    form = filled(amount="nd")

    assert not form.is_valid()
    assert "meaning" not in form["amount"].as_field_group()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"amount": ""}, f"Renseignez «{NBSP}Montant{NBSP}»."),
        ({"amount": "-1"}, "Écrivez un nombre d’au moins 0."),
        ({"share": "101"}, "Écrivez un nombre d’au plus 100."),
        ({"due_on": "31/02/2025"}, "Écrivez une date sous la forme JJ/MM/AAAA, par exemple 30/06/2025."),
        (
            {"title": "Un intitulé trop long"},
            f"Raccourcissez le texte{NBSP}: 10 caractères au plus, il y en a 21.",
        ),
    ],
)
def test_each_error_says_how_to_mend(changes, message):
    assert [problem.message for problem in filled(**changes).problems] == [message]


def test_a_refused_number_stays_in_its_field():
    form = filled(amount="12 k€")

    assert not form.is_valid()
    assert 'value="12 k€"' in str(form["amount"])


def test_every_error_is_listed_at_once_with_its_field():
    form = AmountForm({})

    assert [(problem.label, problem.target) for problem in form.problems] == [
        ("Intitulé", "id_title"),
        ("Montant", "id_amount"),
        ("Nature", "id_kind_0"),
    ]


def test_the_problems_of_several_forms_make_one_list():
    first, second = AmountForm({}, prefix="a"), filled(title="")

    assert problems_of([first, second])[-1] == Problem(
        "Intitulé", f"Renseignez «{NBSP}Intitulé{NBSP}».", "id_title"
    )
    assert len(problems_of([first, second])) == 4


def test_an_error_is_announced_with_its_field():
    drawn = AmountForm({})["amount"].as_field_group()

    assert 'aria-invalid="true"' in drawn
    assert 'aria-describedby="id_amount_helptext id_amount_error"' in drawn
    assert 'id="id_amount_error"' in drawn


def test_a_field_left_blank_without_fault_is_marked_optional():
    form = AmountForm()

    assert "(facultatif)" in form["share"].as_field_group()
    assert "(facultatif)" not in form["amount"].as_field_group()


def test_a_stored_value_is_shown_in_french():
    form = AmountForm(initial={"amount": Decimal("742500.50")})

    assert f'value="742{NBSP}500,50"' in str(form["amount"])


def test_a_value_written_otherwise_is_not_a_change():
    form = AmountForm({"amount": "742 500"}, initial={"amount": Decimal("742500.00")})

    assert "amount" not in form.changed_data


def test_choices_are_drawn_under_one_legend():
    drawn = AmountForm()["kind"].as_field_group()

    assert drawn.count("<fieldset") == 1
    assert (drawn.count('class="fr-radio-group"'), drawn.count("<label")) == (2, 2)


def test_a_form_on_a_versioned_row_carries_the_version_shown():
    class ContractForm(SnppeModelForm):
        class Meta:
            model = Contract
            fields = ["provenance"]

    contract = Contract(version=4)
    form = ContractForm({"provenance": "", "version": "3"}, instance=contract)

    assert 'name="version" value="4"' in str(ContractForm(instance=contract))
    assert form.is_valid()
    assert form.shown_version == 3


def test_a_message_of_the_field_itself_is_kept():
    class RefusalForm(SnppeForm):
        reason = forms.CharField(label="Motif", error_messages={"required": "Motivez le refus."})

    assert [problem.message for problem in RefusalForm({}).problems] == ["Motivez le refus."]
