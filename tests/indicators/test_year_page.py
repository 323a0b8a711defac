"""The year page: what each seat reads of it, and what becomes of what an editor types in it."""

import re
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.enums import Operator, Source, ValueKind
from indicators.models import Applicability, Measurement, Target
from reports.enums import RemarkKind, ReportState
from reports.models import Remark
from tests.factories import (
    ContractObjectiveFactory,
    GapCauseFactory,
    IndicatorFactory,
    MeasurementFactory,
    ObjectiveFactory,
    ReportFactory,
    TargetFactory,
)


@pytest.fixture
def editor(sign_in, editor_67):
    """The browser of the Bas-Rhin's editor."""
    return sign_in(editor_67)


def text_of(response) -> str:
    """The page as it is read: without tags, spaces made single, the no-break ones kept."""
    body = re.sub(r"<(style|script)\b.*?</\1>", "", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"[ \n\t]+", " ", re.sub(r"<[^>]+>", " ", body))


def save(browser, url, **typed):
    """Post the page; `result_1_1_value` is « result-1.1-value »."""
    data = {re.sub(r"_(\d+)_(\d+)_", r"-\1.\2-", name): value for name, value in typed.items()}
    return browser.post(url, data)


def test_the_menu_leads_to_the_year_being_entered(editor, contract_67):
    response = editor.get("/contrats/67-2020/indicateurs/")

    assert response.headers["Location"] == "/contrats/67-2020/indicateurs/2024/"


def test_the_page_shows_what_surrounds_the_figure_to_enter(editor, contract_67, rate, year_url):
    MeasurementFactory(indicator=rate, contract=contract_67, year=2019, value=Decimal("1.3"))
    MeasurementFactory(indicator=rate, contract=contract_67, year=2023, value=Decimal("11"))
    MeasurementFactory(
        indicator=rate, contract=contract_67, value=Decimal("12.5"), comment="Deux recrutements."
    )
    TargetFactory(contract=contract_67, indicator=rate)

    read = text_of(editor.get(year_url))

    for words in (
        "1 indicateur renseigné sur 2", "11\u00a0%", "En retard", "Écart à la cible\u00a0: −7,5\u00a0points",
        "+11,2\u00a0points depuis 2019", "+1,5\u00a0point depuis 2023", "En hausse depuis 2023, favorable",
    ):  # fmt: skip
        assert words in read


def test_a_whole_page_is_saved_in_one_go(editor, contract_67, rate, visits, year_url):
    cause = GapCauseFactory()

    response = save(
        editor,
        year_url,
        baseline_1_1_value="1,3",
        target_1_1_value="20 à 30",
        result_1_1_value="12,5\u00a0%",
        result_1_1_kind="provisional",
        result_1_1_source="snds",
        result_1_1_comment="Ligne une.\r\nLigne deux.",
        result_1_1_cause=str(cause.pk),
        baseline_3_1_value="3\u202f244",
        target_3_1_value="× 1,5",
        result_3_1_value="5078",
    )
    page = editor.get(response.headers["Location"])

    row = Measurement.objects.get(indicator=rate, year=2024)
    assert response.status_code == 302
    assert (row.value, row.kind, row.source) == (Decimal("12.5"), ValueKind.PROVISIONAL, Source.SNDS)
    assert (row.comment, row.gap_cause) == ("Ligne une.\nLigne deux.", cause)
    assert Measurement.objects.get(indicator=visits, year=2019).value == 3244
    target = Target.objects.get(indicator=rate)
    assert (target.operator, target.value, target.upper_value) == (Operator.RANGE, 20, 30)
    assert "6\u00a0valeurs enregistrées." in text_of(page)


def test_saving_an_untouched_page_writes_nothing(editor, contract_67, rate, year_url):
    # Stored as a choice once confirmed: it would be asked again if it were read again.
    MeasurementFactory(indicator=rate, contract=contract_67, year=2023, value=Decimal(12))
    row = MeasurementFactory(indicator=rate, contract=contract_67, value=Decimal("0.5"))
    page = editor.get(year_url).content.decode()
    posted = dict(re.findall(r'name="([^"]+)"[^>]*? value="([^"]*)"', page))

    response = editor.post(year_url, posted)

    row.refresh_from_db()
    assert (response.status_code, row.version, Measurement.objects.count()) == (302, 1, 2)
    assert "Rien n’a changé" in text_of(editor.get(year_url))


def test_how_odd_writings_were_read_is_said(editor, contract_67, year_url):
    save(editor, year_url, result_1_1_value="12.5", result_3_1_value="5\u202f078")

    read = text_of(editor.get(year_url))

    assert "1.1\u00a0: «\u00a012.5\u00a0» lu comme 12,5" in read


def test_every_error_is_shown_at_once_and_nothing_typed_is_lost(editor, contract_67, year_url):
    response = save(
        editor,
        year_url,
        baseline_1_1_value="12..5",
        target_1_1_value="120",
        result_1_1_value="=1+1",
        result_3_1_value="-4",
    )

    read, page = text_of(response), response.content.decode()
    assert response.status_code == 422
    assert "4\u00a0points à corriger" in read
    assert "Un pourcentage va de 0 à 100\u00a0% (règle C3)." in read
    assert "Un décompte n’est pas négatif (règle V4)." in read
    for kept in ("12..5", "120", "=1+1", "-4"):
        assert f'value="{kept}"' in page
    assert not Measurement.objects.exists()


def test_an_ambiguous_number_is_asked_with_its_two_meanings_then_stored(
    editor, contract_67, visits, year_url
):
    asked = save(editor, year_url, result_3_1_value="1.234")
    chosen = save(editor, year_url, result_3_1_value="1.234", **{"result_3_1_value-meaning": "1234"})

    assert asked.status_code == 422
    assert 'name="result-3.1-value-meaning" value="1234"' in asked.content.decode()
    assert chosen.status_code == 302
    assert Measurement.objects.get().value == 1234


def test_a_meaning_that_was_not_offered_is_asked_again(editor, contract_67, year_url):
    response = save(editor, year_url, result_3_1_value="1.234", **{"result_3_1_value-meaning": "999"})

    assert (response.status_code, Measurement.objects.count()) == (422, 0)


def test_a_word_of_absence_is_confirmed_and_never_becomes_zero(editor, contract_67, rate, year_url):
    asked = save(editor, year_url, result_1_1_value="n.d.")
    chosen = save(
        editor, year_url, result_1_1_value="n.d.", **{"result_1_1_value-meaning": "absence:not_yet_known"}
    )

    row = Measurement.objects.get()
    assert (asked.status_code, chosen.status_code) == (422, 302)
    assert (row.kind, row.value) == (ValueKind.NOT_YET_KNOWN, None)


def test_a_word_of_absence_beside_the_kind_says_the_same_thing(editor, contract_67, year_url):
    save(editor, year_url, result_1_1_value="n.d.", result_1_1_kind="not_collected")

    assert Measurement.objects.get().kind == ValueKind.NOT_COLLECTED


def test_a_value_and_an_absence_together_are_refused(editor, contract_67, year_url):
    response = save(editor, year_url, result_1_1_value="5", result_1_1_kind="not_collected")

    assert response.status_code == 422
    assert "jamais les deux (règle V2)" in text_of(response)


@pytest.mark.parametrize("blank", ["", " ", "\u00a0", "\u202f\t"])
def test_a_blank_is_not_filled_and_never_zero(editor, contract_67, year_url, blank):
    response = save(editor, year_url, result_1_1_value=blank, target_1_1_value=blank)

    assert response.status_code == 302
    assert not Measurement.objects.exists()


def test_blanking_a_cell_empties_it(editor, contract_67, rate, year_url):
    row = MeasurementFactory(indicator=rate, contract=contract_67)
    target = TargetFactory(contract=contract_67, indicator=rate)

    save(
        editor, year_url, result_1_1_value="", target_1_1_value="",
        result_1_1_shown=f"{row.pk}:1", target_1_1_shown=f"{target.pk}:1",
    )  # fmt: skip

    assert not Measurement.objects.exists()
    assert not Target.objects.exists()
    assert Measurement.history.first().history_type == "-"
    assert "2\u00a0valeurs effacées." in text_of(editor.get(year_url))


def test_a_comment_left_without_its_figure_is_asked_about(editor, contract_67, year_url):
    response = save(editor, year_url, result_1_1_comment="Vacance de poste.")

    assert response.status_code == 422
    assert "videz aussi le commentaire" in text_of(response)


def test_a_ratio_gives_the_value_and_a_new_one_computes_it_again(editor, contract_67, rate, year_url):
    save(editor, year_url, result_1_1_numerator="125", result_1_1_denominator="1 000")
    save(editor, year_url, result_1_1_numerator="130", result_1_1_value="12,5")

    assert Measurement.objects.get().value == 13


def test_a_value_against_its_ratio_is_refused(editor, contract_67, year_url):
    response = save(
        editor, year_url, result_1_1_value="13", result_1_1_numerator="125", result_1_1_denominator="1000"
    )

    assert "Numérateur et dénominateur donnent 12,5\u00a0%, non 13\u00a0%" in text_of(response)


def test_a_common_figure_is_entered_once_and_read_by_both(editor, sign_in, editor_68, alsace, rate, year_url):
    save(editor, year_url, result_1_1_value="12,5", result_1_1_perimeter=str(alsace.pk))

    there = text_of(sign_in(editor_68).get("/contrats/68-2020/indicateurs/2024/"))

    assert Measurement.objects.get().perimeter == alsace
    assert "commune\u00a0: Alsace" in there


def test_changing_the_perimeter_moves_the_contracts_own_figure(editor, contract_67, alsace, rate, year_url):
    row = MeasurementFactory(indicator=rate, contract=contract_67)

    save(editor, year_url, result_1_1_perimeter=str(alsace.pk), result_1_1_shown=f"{row.pk}:1")

    assert [one.perimeter for one in Measurement.objects.all()] == [alsace]


def test_leaving_a_common_figure_for_ones_own_keeps_it_for_the_others(
    editor, contract_67, alsace, rate, year_url
):
    row = MeasurementFactory(indicator=rate, perimeter=alsace)

    save(
        editor, year_url, result_1_1_value="9", result_1_1_perimeter=str(contract_67.own_perimeter.pk),
        result_1_1_shown=f"{row.pk}:1",
    )  # fmt: skip

    found = Measurement.objects.order_by("value").values_list("perimeter__label", "value")
    assert list(found) == [(contract_67.own_perimeter.label, 9), ("Alsace", Decimal("12.5"))]


def test_a_place_already_taken_is_said_in_its_cell(editor, contract_67, alsace, rate, year_url):
    MeasurementFactory(indicator=rate, perimeter=alsace, value=Decimal(9))
    row = MeasurementFactory(indicator=rate, contract=contract_67)

    response = save(editor, year_url, result_1_1_perimeter=str(alsace.pk), result_1_1_shown=f"{row.pk}:1")

    assert response.status_code == 422
    assert "Une valeur existe déjà à cette place\u00a0: 9\u00a0%." in text_of(response)


def test_correcting_the_source_keeps_one_figure(editor, contract_67, rate, year_url):
    row = MeasurementFactory(indicator=rate, contract=contract_67)

    save(editor, year_url, result_1_1_source="drees", result_1_1_shown=f"{row.pk}:1")

    assert Measurement.objects.get().source == Source.DREES


def test_a_baseline_corrected_keeps_what_has_no_input_on_the_page(editor, contract_67, rate, year_url):
    cause = GapCauseFactory()
    row = MeasurementFactory(
        indicator=rate, contract=contract_67, year=2019, comment="Enquête.", gap_cause=cause,
        numerator=Decimal(125), denominator=Decimal(1000),
    )  # fmt: skip

    save(editor, year_url, baseline_1_1_kind="provisional")
    row.refresh_from_db()
    assert (row.kind, row.comment, row.gap_cause, row.numerator) == ("provisional", "Enquête.", cause, 125)

    save(editor, year_url, baseline_1_1_value="1,3")
    row.refresh_from_db()
    assert (row.value, row.comment, row.numerator) == (Decimal("1.3"), "Enquête.", None)


def test_a_multiple_of_the_baseline_says_what_it_comes_to(editor, contract_67, visits, year_url):
    MeasurementFactory(indicator=visits, contract=contract_67, year=2019, value=Decimal(3244))
    TargetFactory(contract=contract_67, indicator=visits, operator=Operator.TIMES_BASELINE, value=Decimal(2))

    assert "soit 6\u00a0488\u00a0visites" in text_of(editor.get(year_url))


def test_a_range_without_its_low_end_is_refused(editor, contract_67, year_url):
    response = save(editor, year_url, target_1_1_value="à 30")

    assert (response.status_code, Target.objects.count()) == (422, 0)


def test_a_kind_chosen_without_value_stores_nothing(editor, contract_67, year_url):
    assert save(editor, year_url, result_1_1_kind="provisional").status_code == 302
    assert not Measurement.objects.exists()


def test_a_fictitious_contract_says_so_in_its_files(editor, contract_67, year_url):
    contract_67.is_fictitious = True
    contract_67.save()

    assert "Données fictives" in editor.get(year_url, {"format": "csv"}).content.decode()


def test_an_indicator_without_object_has_no_input(editor, contract_67, rate, year_url):
    Applicability.objects.create(indicator=rate, territory=contract_67.territory, reason="Pas de PMI propre.")

    page = editor.get(year_url)

    assert "Pas de PMI propre." in text_of(page)
    assert "result-1.1-value" not in page.content.decode()
    assert save(editor, year_url, result_1_1_value="5").status_code == 302
    assert not Measurement.objects.exists()


def test_an_objective_without_known_indicator_says_so(editor, contract_67, year_url):
    ContractObjectiveFactory(
        contract=contract_67, objective=ObjectiveFactory(framework=contract_67.framework, number=9)
    )

    assert "Aucun indicateur n’est connu pour cet objectif." in text_of(editor.get(year_url))


def test_each_input_is_named_by_its_row_and_its_column(editor, contract_67, year_url):
    page = editor.get(year_url).content.decode()

    ids = re.findall(r'\bid="([^"]+)"', page)
    named = re.findall(r'aria-(?:labelledby|describedby)="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert {one for names in named for one in names.split()} <= set(ids)
    assert 'aria-labelledby="n-1.1 h-result"' in page


def test_three_rows_cost_the_page_what_one_costs(editor, contract_67, alsace, year_url):
    before = _cost(editor, year_url)
    for number in range(5, 8):
        objective = ObjectiveFactory(framework=contract_67.framework, number=number)
        ContractObjectiveFactory(contract=contract_67, objective=objective)
        indicator = IndicatorFactory(objective=objective)
        for year in (2019, 2023, 2024):
            MeasurementFactory(indicator=indicator, contract=contract_67, year=year)
        TargetFactory(contract=contract_67, indicator=indicator)

    assert _cost(editor, year_url) == before


def _cost(browser, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        browser.get(url)
    return len(queries)


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "ods"])
def test_the_year_is_downloaded_in_each_format(editor, contract_67, rate, year_url, file_format):
    MeasurementFactory(indicator=rate, contract=contract_67, comment="=1+1")

    response = editor.get(year_url, {"format": file_format})

    assert response.status_code == 200
    assert f'filename="indicateurs-67-2020-2024.{file_format}"' in response.headers["Content-Disposition"]
    if file_format == "csv":
        assert ';12,5;"Définitive";' in response.content.decode()
        assert '"\'=1+1"' in response.content.decode()
    else:
        assert ZipFile(BytesIO(response.content)).testzip() is None


def test_a_format_that_does_not_exist_is_not_found(editor, contract_67, year_url):
    assert editor.get(year_url, {"format": "exe"}).status_code == 404


def test_a_returned_year_opens_only_what_is_remarked(editor, contract_67, rate, prefecture_67, year_url):
    report = ReportFactory(contract=contract_67, in_state=ReportState.RETURNED)
    Remark.objects.create(
        report=report, organisation=prefecture_67.organisation, author=prefecture_67.user,
        kind=RemarkKind.EXPLAIN, indicator=rate, body="Expliquez.",
    )  # fmt: skip

    page = editor.get(year_url).content.decode()
    refused = save(editor, year_url, result_1_1_value="5", result_3_1_value="6")
    accepted = save(editor, year_url, result_1_1_value="5")

    assert "Saisie ouverte en partie" in page
    assert "result-1.1-value" in page
    assert "result-3.1-value" not in page
    assert (refused.status_code, accepted.status_code) == (409, 302)
    assert "seul ce qui fait l’objet d’une remarque" in text_of(refused)
    assert 'value="6"' in refused.content.decode()
