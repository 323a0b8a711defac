"""Reference data in and out of the administration: by natural keys, rehearsed, journalled, harmless."""

import csv
import io
import re
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.exchange.formats import FrenchCSV
from accounts.exchange.widgets import ChoiceWidget, DayWidget, NumberWidget, YesNoWidget
from accounts.models import Organisation, Seat, User
from contracts.models import Campaign, Deadline, Objective
from core.models import JournalEntry
from indicators.models import (
    Applicability,
    CampaignRule,
    GapCause,
    Indicator,
    NationalTarget,
    Survey,
    SurveyQuestion,
)
from tests.factories import (
    DeadlineFactory,
    EngagementFactory,
    FrameworkFactory,
    GapCauseFactory,
    IndicatorFactory,
    OrganisationFactory,
    UserFactory,
)


def page(label: str, name: str) -> str:
    return reverse(f"admin:{label.replace('.', '_')}_{name}")


@pytest.fixture
def client(dgcs: Seat, sign_in):
    return sign_in(dgcs)


@pytest.fixture
def rehearse(client):
    """`rehearse(label, lines)` uploads a CSV and answers the page that says what it would do."""

    def _rehearse(label: str, content: str | bytes):
        data = content.encode() if isinstance(content, str) else content
        upload = SimpleUploadedFile("donnees.csv", data, content_type="text/csv")
        return client.post(page(label, "import"), {"format": "0", "resource": "", "import_file": upload})

    return _rehearse


@pytest.fixture
def load(client, rehearse):
    """`load(label, lines)` rehearses, then confirms."""

    def _load(label: str, content: str | bytes):
        rehearsal = rehearse(label, content)
        form = rehearsal.context["confirm_form"]
        return client.post(page(label, "process_import"), form.initial)

    return _load


def exported(client, label: str) -> list[dict[str, str]]:
    answer = client.post(page(label, "export"), {"format": "0", "resource": ""})
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def told(response) -> str:
    text = response.content.decode()
    main = text[text.index('<div id="content"') :]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def test_a_rehearsal_writes_nothing(rehearse) -> None:
    response = rehearse("indicators.gapcause", "code;libellé;rang;proposée\nvacance;Poste vacant;1;oui\n")

    assert "Poste vacant" in told(response)
    assert GapCause.objects.count() == 0
    assert JournalEntry.objects.count() == 0


def test_a_confirmed_import_writes_journals_and_keeps_the_seat(load, dgcs: Seat) -> None:
    load("indicators.gapcause", "code;libellé;rang;proposée\nvacance;Poste vacant;1;oui\n")

    cause, entry = GapCause.objects.get(), JournalEntry.objects.get()
    assert (cause.label, cause.position, cause.is_active) == ("Poste vacant", 1, True)
    assert (entry.act, entry.seat_label) == ("Import de données de référence", str(dgcs))
    assert entry.after["label"] == "Poste vacant"
    assert cause.history.get().history_seat_label == str(dgcs)


def test_a_row_is_found_by_its_code_and_changed(load) -> None:
    GapCauseFactory(code="vacance", label="Poste vacant")

    load("indicators.gapcause", "code;libellé;rang;proposée\nvacance;Vacance de poste;1;non\n")

    entry = JournalEntry.objects.get()
    assert GapCause.objects.get().label == "Vacance de poste"
    assert entry.before == {"label": "Poste vacant", "position": 0, "is_active": True}


@pytest.mark.parametrize(
    "label",
    [
        "accounts.region",
        "accounts.territory",
        "accounts.organisation",
        "accounts.user",
        "accounts.seat",
        "contracts.framework",
        "contracts.engagement",
        "contracts.objective",
        "contracts.campaign",
        "contracts.deadline",
        "contracts.deadlineextension",
        "indicators.indicator",
        "indicators.nationaltarget",
        "indicators.gapcause",
        "indicators.applicability",
        "indicators.campaignrule",
        "indicators.survey",
        "indicators.surveyquestion",
    ],
)
def test_what_is_exported_comes_back_unchanged(client, load, contract_67, editor_67, label: str) -> None:
    deadline = DeadlineFactory(campaign__framework=contract_67.framework)
    deadline.extensions.create(territory=contract_67.territory, due_on=date(2025, 9, 30), reason="Motif ;")
    indicator = Indicator.objects.get(code="1.1")
    NationalTarget.objects.create(indicator=indicator, operator="at_least", value=Decimal("20.5"))
    NationalTarget.objects.create(
        indicator=indicator, year=2022, operator="range", value=80, upper_value=Decimal("90")
    )
    Applicability.objects.create(indicator=indicator, territory=contract_67.territory, reason="Motif")
    CampaignRule.objects.create(campaign=deadline.campaign, number="P5", threshold=Decimal("12.5"))
    survey = Survey.objects.create(code="pmi", label="Enquête ; PMI")
    SurveyQuestion.objects.create(survey=survey, indicator=indicator, heading="Taux")
    GapCauseFactory(label="=1+1")
    IndicatorFactory(code="L1", objective=indicator.objective, contract=contract_67)
    export = client.post(page(label, "export"), {"format": "0", "resource": ""})

    load(label, export.content)

    assert JournalEntry.objects.count() == 0


def test_titles_are_french_and_all_different(client, contract_67) -> None:
    header = list(exported(client, "indicators.indicator")[0])

    assert header[:4] == ["cadre", "objectif", "code", "libellé"]
    assert len(header) == len(set(header))


def test_words_dates_and_numbers_are_written_in_french(client) -> None:
    DeadlineFactory(due_on=date(2025, 6, 30), audience="signatories")
    GapCauseFactory()

    (deadline,) = exported(client, "contracts.deadline")
    (cause,) = exported(client, "indicators.gapcause")

    assert (deadline["date"], deadline["public"]) == ("30/06/2025", "Signataires")
    assert cause["proposée"] == "oui"


def test_no_cell_becomes_a_formula_and_the_text_comes_back(client, load) -> None:
    GapCauseFactory(label="=HYPERLINK(1)")

    (row,) = exported(client, "indicators.gapcause")

    assert row["libellé"] == "'=HYPERLINK(1)"


@pytest.mark.parametrize(("place", "opening"), [(1, b"PK"), (2, b"PK")])
def test_spreadsheets_are_written_too(client, place: int, opening: bytes) -> None:
    GapCauseFactory()

    answer = client.post(page("indicators.gapcause", "export"), {"format": str(place), "resource": ""})

    assert answer.content.startswith(opening)


def test_an_objective_finds_its_engagement_in_its_own_framework(load) -> None:
    ours = EngagementFactory(framework=FrameworkFactory(code="acte1"), code="E1")
    EngagementFactory(framework=FrameworkFactory(code="acte2", first_year=2025, last_year=2027), code="E1")

    load(
        "contracts.objective",
        "cadre;numéro;engagement;libellé;nature;fondement du libellé\n"
        "acte1;1;E1;Un objectif;Fondamental;Libellé lu dans une source\n",
    )

    assert Objective.objects.get().engagement == ours


def test_a_local_indicator_is_never_overwritten(load, contract_67) -> None:
    objective = Objective.objects.get(number=1)
    local = IndicatorFactory(code="1.9", objective=objective, contract=contract_67, label="Local")

    load(
        "indicators.indicator",
        f"cadre;objectif;code;libellé;unité\n{objective.framework.code};1;1.9;National;%\n",
    )

    local.refresh_from_db()
    assert local.label == "Local"
    assert Indicator.objects.get(code="1.9", contract=None).label == "National"


def test_a_date_put_back_is_found_by_the_date_it_replaces(load, contract_67) -> None:
    DeadlineFactory(campaign__framework=contract_67.framework)

    load(
        "contracts.deadlineextension",
        "cadre;campagne;objet;date initiale;territoire;nouvelle date;motif\n"
        "snppe-acte1-2020;2024;report;30/06/2025;67;30/09/2025;Changement d’outil\n",
    )

    assert Deadline.objects.get().extensions.get().due_on == date(2025, 9, 30)


def test_an_imported_account_has_no_password_and_a_lower_case_address(load) -> None:
    load("accounts.user", "adresse électronique;nom affiché;compte actif\nUNE@Exemple.test;Une;oui\n")

    person = User.objects.get(name="Une")
    assert person.email == "une@exemple.test"
    assert not person.has_usable_password()


def test_a_file_does_not_shut_the_last_national_manager_out(rehearse, dgcs: Seat) -> None:
    seat = f"{dgcs.user.email};{dgcs.organisation.slug};Gestion;;;01/01/2020;31/12/2030"

    closed = rehearse("accounts.user", f"adresse électronique;compte actif\n{dgcs.user.email};non\n")
    ended = rehearse("accounts.seat", f"personne;organisation;rôle;territoire;fonction;du;au\n{seat}\n")

    for answer in (closed, ended):
        assert "dernier à gérer l’organisation" in told(answer)


def test_a_seat_names_a_person_an_organisation_and_a_territory(load, cea: Organisation, bas_rhin) -> None:
    UserFactory(email="une@exemple.test")

    load(
        "accounts.seat",
        "personne;organisation;rôle;territoire;fonction;du;au\n"
        f"une@exemple.test;{cea.slug};Saisie;67;;01/01/2025;\n",
    )

    seat = Seat.objects.get(user__email="une@exemple.test")
    assert (seat.organisation, seat.role, seat.territory, seat.ends_on) == (cea, "editor", bas_rhin, None)


@pytest.mark.parametrize(
    ("label", "lines", "reason"),
    [
        ("indicators.gapcause", "code;libellé;rang\na;A;un\n", "« un »"),
        ("indicators.gapcause", "code;libellé;rang\na;A;1.234\n", "milliers ou les décimales"),
        ("indicators.gapcause", "code;libellé;rang;proposée\na;A;1;peut-être\n", "n’est ni oui ni non"),
        ("indicators.gapcause", "code;libellé;rang\na b;A;1\n", "lettres, des nombres"),
        ("indicators.gapcause", "code;libellé;rang\na;A;1\na;B;2\n", "Deux lignes portent la même clé : a"),
        ("contracts.campaign", "cadre;exercice\ninconnu;2024\n", "ne désigne aucun(e) cadre national ici"),
        ("accounts.organisation", "identifiant d’adresse;nom;nom court;nature\na;A;A;Mairie\n", "Préfecture"),
        (
            "accounts.organisation",
            "identifiant d’adresse;nom;nom court;nature;SIREN\na;A;A;Préfecture;123\n",
            "Un numéro SIREN a neuf chiffres",
        ),
        ("indicators.gapcause", "code;libellé;rang\n", "n’a pas de ligne sous ses titres"),
        ("indicators.gapcause", "code;libellé;rang\na;A\n", "Ligne 2 : 2 cases, contre 3"),
    ],
)
def test_a_wrong_file_is_refused_whole_and_says_why(rehearse, label: str, lines: str, reason: str) -> None:
    response = rehearse(label, lines)

    assert reason in told(response).replace("\u00a0", " ")
    assert response.context.get("confirm_form") is None


def test_one_wrong_line_stops_the_whole_file(rehearse) -> None:
    response = rehearse("indicators.gapcause", "code;libellé;rang\na;A;1\nb;B;deux\n")

    assert response.context.get("confirm_form") is None
    assert GapCause.objects.count() == 0


def test_a_date_that_is_none_is_refused(rehearse) -> None:
    FrameworkFactory()
    Campaign.objects.create(framework=FrameworkFactory(), fiscal_year=2024)

    response = rehearse(
        "contracts.deadline",
        "cadre;campagne;objet;public;date;pièce attendue\nsnppe-acte1-2020;2024;report;all;30 juin;Rapport\n",
    )

    assert "n’est pas une date" in told(response)


@pytest.mark.parametrize(
    "content",
    [
        "code;libellé\na;été\n".encode("utf-8-sig"),
        "code;libellé\r\na;été\r\n".encode("cp1252"),
        "code,libellé\na,été\n".encode(),
        "code\tlibellé\na\tété\n".encode(),
        "code;libellé\n\na;été\n;\n".encode(),
    ],
)
def test_the_files_of_french_spreadsheets_are_read(content: bytes) -> None:
    dataset = FrenchCSV().create_dataset(content)

    assert dataset.dict == [{"code": "a", "libellé": "été"}]


def test_cells_are_read_as_everywhere_else() -> None:
    assert NumberWidget().clean("1 234,5") == Decimal("1234.5")
    assert NumberWidget().clean("") is None
    assert NumberWidget(decimals=0).clean("12") == 12
    assert NumberWidget().render(Decimal("20.5000")) == "20,5"
    assert NumberWidget().render(None) == ""
    assert [YesNoWidget().clean(word) for word in ("Oui", "VRAI", "1", "non", "")] == [
        True,
        True,
        True,
        False,
        False,
    ]
    assert DayWidget().clean("2025-06-30") == DayWidget().clean("30/06/2025") == date(2025, 6, 30)
    assert ChoiceWidget([("all", "Tous")]).clean("TOUS") == "all"
    assert ChoiceWidget([("all", "Tous")]).clean("") == ""
    assert ChoiceWidget([("all", "Tous")]).render("all") == "Tous"


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1_000", "1e400", "=1+1"])
def test_what_is_not_a_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="«"):
        NumberWidget().clean(text)


def test_a_national_target_needs_its_indicator(rehearse, contract_67) -> None:
    response = rehearse(
        "indicators.nationaltarget",
        "cadre;indicateur;horizon;forme;valeur\nsnppe-acte1-2020;9.9;2022;Au moins;20\n",
    )

    assert "ne désigne aucun(e) indicateur ici" in told(response).replace("\u00a0", " ")


def test_organisations_carry_their_territories(load, bas_rhin, haut_rhin) -> None:
    load(
        "accounts.organisation",
        "identifiant d’adresse;nom;nom court;nature;SIREN;territoires\n"
        "cea;Collectivité d’Alsace;CeA;Département ou collectivité compétente;;67,68\n",
    )

    assert set(Organisation.objects.get(slug="cea").territories.all()) == {bas_rhin, haut_rhin}
    assert JournalEntry.objects.get().after["territories"] == "Bas-Rhin (67), Haut-Rhin (68)"


def test_lists_are_exported_as_they_are_filtered(client) -> None:
    OrganisationFactory(name="Une préfecture", kind="prefecture")
    OrganisationFactory(name="Une ARS", kind="ars")

    answer = client.post(
        page("accounts.organisation", "export") + "?kind__exact=ars", {"format": "0", "resource": ""}
    )

    assert "Une ARS" in answer.content.decode()
    assert "Une préfecture" not in answer.content.decode()


def test_a_number_of_two_meanings_is_asked_then_written_as_it_was_answered(client, rehearse) -> None:
    asked = rehearse("indicators.gapcause", "code;libellé;rang\na;A;1.234\nb;B;2\n")
    sent = asked.context["sent"]
    again = client.post(page("indicators.gapcause", "import"), sent | {"answer-1-0": "1234"})
    form = again.context["confirm_form"]
    client.post(page("indicators.gapcause", "process_import"), form.initial)

    assert asked.context.get("confirm_form") is None
    assert "Ligne 1 sous les titres, rang : « 1.234 »" in told(asked).replace("\u00a0", " ")
    assert dict(GapCause.objects.values_list("code", "position")) == {"a": 1234, "b": 2}


def test_an_answer_that_was_not_offered_changes_nothing(client, rehearse) -> None:
    asked = rehearse("indicators.gapcause", "code;libellé;rang\na;A;1.234\n")

    again = client.post(page("indicators.gapcause", "import"), asked.context["sent"] | {"answer-1-0": "7"})

    assert again.context.get("confirm_form") is None
    assert "À préciser" in told(again)


def test_what_is_wrong_is_told_beside_what_is_asked(rehearse) -> None:
    asked = rehearse("indicators.gapcause", "code;libellé;rang;proposée\na;A;1.234;oui\nb;B;1;peut-être\n")

    assert "À préciser" in told(asked)
    assert "n’est ni oui ni non" in told(asked)


def test_a_file_that_no_longer_waits_cannot_be_answered(client, rehearse) -> None:
    asked = rehearse("indicators.gapcause", "code;libellé;rang\na;A;1.234\n")
    sent = asked.context["sent"] | {"answer-1-0": "1234"}
    client.post(page("indicators.gapcause", "import"), sent)

    assert client.post(page("indicators.gapcause", "import"), sent).status_code == 404
    assert (
        client.post(page("indicators.gapcause", "import"), sent | {"import_file_name": "../../x"}).status_code
        == 404
    )
