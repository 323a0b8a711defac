"""The action plan as its pages: reading, writing, conflicts, years not shared yet."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from contracts.models import Action, ActionReview
from contracts.pages import default_year
from tests.factories import ActionFactory, OrganisationFactory, ReportFactory

NEW = reverse("contracts:action_new", args=["67-2020"])
EDIT = reverse("contracts:action_edit", args=["67-2020", 1])
REVIEW = reverse("contracts:action_review", args=["67-2020", 1, 2024])
SHEET = reverse("contracts:action", args=["67-2020", 1])


@pytest.fixture
def action(contract_67):
    return ActionFactory(contract=contract_67, number=1, title="Visites à domicile")


def text_of(response):
    text = response.content.decode()
    assert "variable inconnue" not in text
    return text


@pytest.mark.parametrize("url", [NEW, EDIT, REVIEW])
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("editor_67", 200),
        ("reader_67", 403),
        ("prefecture_editor_67", 403),
        ("ars_editor", 403),
        ("dgcs", 403),
        ("editor_68", 404),
        ("editor_17", 404),
    ],
)
def test_who_opens_the_forms(request, sign_in, action, url, who, status):
    client = sign_in(request.getfixturevalue(who))

    assert client.get(url).status_code == status
    assert client.post(url, {}).status_code == status


def test_a_refusal_says_why(sign_in, action, prefecture_editor_67):
    page = text_of(sign_in(prefecture_editor_67).get(EDIT))

    assert "Votre siège ne permet pas cet acte\u00a0: modifier les fiches action." in page


def test_reading_a_form_writes_nothing(sign_in, action, editor_67):
    client = sign_in(editor_67)

    for url in (NEW, EDIT, REVIEW):
        client.get(url)

    assert (Action.objects.count(), Action.objects.get().version, ActionReview.objects.count()) == (1, 1, 0)


def test_an_action_is_added_from_the_page(sign_in, contract_67, editor_67):
    retained = contract_67.retained_objectives.first().objective
    carrier = OrganisationFactory(name="Résonance", kind="carrier")

    response = sign_in(editor_67).post(
        NEW,
        {
            "title": "Équipe mobile",
            "state": "planned",
            "objectives": [retained.pk],
            "carrier": carrier.pk,
            "starts_on": "2024-01-01",
            "staff_fte": "2,5",
        },
    )

    action = Action.objects.get()
    assert (response.status_code, response.url) == (302, SHEET)
    assert (action.number, action.carrier, action.staff_fte) == (1, carrier, Decimal("2.50"))
    assert list(action.objectives.all()) == [retained]
    assert action.history.first().history_seat_label == str(editor_67)


def test_an_action_is_changed_from_the_page(sign_in, action, editor_67):
    response = sign_in(editor_67).post(
        EDIT, {"title": "Visites", "state": "ongoing", "version": 1}, follow=True
    )

    assert "La fiche action n°\u00a01 est enregistrée." in text_of(response)
    assert list(Action.objects.values_list("title", "state", "version")) == [("Visites", "ongoing", 2)]


def test_every_error_is_shown_at_once_and_nothing_typed_is_lost(sign_in, action, editor_67):
    response = sign_in(editor_67).post(
        EDIT,
        {
            "title": "",
            "state": "ongoing",
            "version": 1,
            "starts_on": "2024-02-30",
            "ends_on": "9999-12-31",
            "staff_fte": "deux",
            "purpose": "Un objet <b>tapé</b>",
        },
    )

    page = text_of(response)
    assert "4\u00a0points à corriger" in page
    assert "Vérifiez l’année\u00a0: une date tombe entre 1900 et 2100." in page
    assert "Renseignez «\u00a0Intitulé\u00a0»." in page
    assert "Écrivez une date sous la forme JJ/MM/AAAA" in page
    assert "« deux » contient des lettres".replace("« ", "«\u00a0").replace(" »", "\u00a0»") in page
    assert "Un objet &lt;b&gt;tapé&lt;/b&gt;" in page
    assert Action.objects.get().version == 1


def test_an_action_that_ends_before_it_starts_is_refused_on_the_page(sign_in, action, editor_67):
    response = sign_in(editor_67).post(
        EDIT,
        {"title": "x", "state": "ongoing", "version": 1, "starts_on": "2024-02-01", "ends_on": "2024-01-01"},
    )

    assert "Une action ne peut finir avant d’avoir commencé." in text_of(response)


def test_a_text_too_long_is_refused_with_its_length(sign_in, action, editor_67):
    response = sign_in(editor_67).post(
        EDIT, {"title": "x", "state": "ongoing", "version": 1, "purpose": "a" * 8_001}
    )

    assert "8000 caractères au plus" in text_of(response)


def test_a_page_out_of_date_meets_a_conflict_that_shows_both(sign_in, action, editor_67):
    client = sign_in(editor_67)
    client.post(EDIT, {"title": "Le leur", "state": "ongoing", "version": 1})

    response = client.post(EDIT, {"title": "Le mien", "state": "ongoing", "version": 1})

    page = text_of(response)
    assert response.status_code == 409
    assert "Le leur" in page
    assert "Le mien" in page
    assert Action.objects.get().title == "Le leur"


def test_a_conflict_may_be_overwritten_knowingly(sign_in, action, editor_67):
    client = sign_in(editor_67)
    client.post(EDIT, {"title": "Le leur", "state": "ongoing", "version": 1})

    client.post(EDIT, {"title": "Le mien", "state": "ongoing", "version": 2})

    assert list(Action.objects.values_list("title", "version")) == [("Le mien", 3)]


def test_an_objective_that_the_contract_does_not_retain_is_no_choice(sign_in, action, contract_67, editor_67):
    contract_67.retained_objectives.all().delete()
    objective = contract_67.framework.objectives.first()

    response = sign_in(editor_67).post(
        EDIT, {"title": "x", "state": "ongoing", "version": 1, "objectives": [objective.pk]}
    )

    assert response.status_code == 200
    assert action.objectives.count() == 0


def test_unknown_fields_are_never_bound(sign_in, action, contract_68, editor_67):
    sign_in(editor_67).post(
        EDIT,
        {
            "title": "x",
            "state": "ongoing",
            "version": 1,
            "number": 9,
            "contract": contract_68.pk,
            "provenance": "faux",
        },
    )

    stored = Action.objects.get()
    assert (stored.number, stored.contract, stored.provenance) == (1, action.contract, "")


def test_a_review_is_written_from_the_page(sign_in, action, editor_67):
    response = sign_in(editor_67).post(
        REVIEW,
        {"version": 0, "done": "138 visites.", "outcome_count": "1 138", "outcome_unit": "visites"},
        follow=True,
    )

    page = text_of(response)
    assert "Le bilan 2024 de l’action n°\u00a01 est enregistré." in page
    assert "Réalisé\u00a0: 1\u00a0138 visites" in page


def test_two_first_reviews_at_once_do_not_overwrite_each_other(sign_in, action, editor_67):
    client = sign_in(editor_67)
    client.post(REVIEW, {"version": 0, "done": "Le leur."})

    response = client.post(REVIEW, {"version": 0, "done": "Le mien."})

    assert response.status_code == 409
    assert ActionReview.objects.get().done == "Le leur."


def test_a_doubtful_number_is_asked_and_not_guessed(sign_in, action, editor_67):
    client = sign_in(editor_67)

    asked = text_of(client.post(REVIEW, {"version": 0, "outcome_count": "1.234"}))
    thousands, _decimals = re.findall(r'name="outcome_count-meaning" value="([^"]+)"', asked)
    client.post(REVIEW, {"version": 0, "outcome_count": "1.234", "outcome_count-meaning": thousands})

    assert ActionReview.objects.get().outcome_count == Decimal(1234)


def test_a_shared_year_shows_why_and_keeps_what_was_typed(sign_in, action, contract_67, editor_67):
    ReportFactory(contract=contract_67, in_state="shared")
    client = sign_in(editor_67)

    shown = client.get(REVIEW)
    sent = client.post(REVIEW, {"version": 0, "done": "Tapé trop tard."})

    assert shown.status_code == 200
    assert "ses données ne se modifient plus" in text_of(shown)
    assert sent.status_code == 409
    assert "Tapé trop tard." in text_of(sent)
    assert not ActionReview.objects.exists()


@pytest.mark.parametrize("year", [2019, 2025])
def test_a_year_outside_the_contract_does_not_exist(sign_in, action, editor_67, year):
    url = reverse("contracts:action_review", args=["67-2020", 1, year])

    assert sign_in(editor_67).get(url).status_code == 404


def test_an_action_that_does_not_exist_is_not_found(sign_in, contract_67, editor_67):
    assert sign_in(editor_67).get(SHEET).status_code == 404


@pytest.mark.parametrize(
    ("who", "reads"),
    [
        ("editor_67", True),
        ("reader_67", True),
        ("prefecture_67", False),
        ("ars_grand_est", False),
        ("dgcs", False),
    ],
)
def test_the_review_of_an_unshared_year_is_its_departement_s_alone(
    request, sign_in, action, contract_67, who, reads
):
    ReportFactory(contract=contract_67)
    ActionReview.objects.create(action=action, fiscal_year=2024, done="Un brouillon de bilan.")

    page = text_of(sign_in(request.getfixturevalue(who)).get(SHEET))

    assert ("Un brouillon de bilan." in page) is reads
    assert ("exercice que le département n’a pas encore partagé" in page) is not reads


def test_the_review_of_a_shared_year_is_read_by_the_three_parties(
    sign_in, action, contract_67, prefecture_67, ars_grand_est
):
    ActionReview.objects.create(action=action, fiscal_year=2024, done="Un bilan partagé.")
    ReportFactory(contract=contract_67, in_state="shared")

    for seat in (prefecture_67, ars_grand_est):
        assert "Un bilan partagé." in text_of(sign_in(seat).get(SHEET))


def test_the_editor_is_told_why_a_year_is_closed(sign_in, action, contract_67, editor_67):
    ActionReview.objects.create(action=action, fiscal_year=2024, done="Un bilan.")
    ReportFactory(contract=contract_67, in_state="agreed")

    page = text_of(sign_in(editor_67).get(SHEET))

    assert "Arrêté conjointement" in page
    assert "Modifier le bilan 2024" not in page
    assert "Écrire le bilan 2023" in page


def test_an_empty_plan_says_what_to_do_next(sign_in, contract_67, editor_67, prefecture_67):
    url = reverse("contracts:actions", args=["67-2020"])

    assert "Ajouter la première fiche" in text_of(sign_in(editor_67).get(url))
    assert "Ajouter la première fiche" not in text_of(sign_in(prefecture_67).get(url))


def test_the_plan_tells_its_editor_which_reviews_are_still_to_write(sign_in, contract_67, editor_67):
    for title in ("Une action", "Une autre"):
        ActionFactory(contract=contract_67, title=title)
    ActionReview.objects.create(action=contract_67.actions.first(), fiscal_year=default_year(contract_67))

    page = sign_in(editor_67).get(reverse("contracts:actions", args=["67-2020"])).text

    assert (page.count(">Écrit<"), page.count(">À écrire<")) == (1, 1)


def test_the_reviews_are_not_told_to_the_other_parties(sign_in, contract_67, prefecture_67):
    ActionFactory(contract=contract_67)

    page = sign_in(prefecture_67).get(reverse("contracts:actions", args=["67-2020"])).text

    assert "À écrire" not in page
