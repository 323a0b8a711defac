"""The details of one figure: what is read there and by whom, what is corrected, what is refused."""

from decimal import Decimal

import pytest

from core.models import JournalEntry
from indicators.actions import record_measurement, retain_source
from indicators.enums import Retention, Source, ValueKind
from indicators.models import Measurement, Survey, SurveyQuestion
from reports import workflow
from reports.actions import open_report
from reports.enums import ReportState
from reports.remarks import make_remark
from tests.factories import GapCauseFactory, MeasurementFactory, ReportFactory

URL = "/contrats/67-2020/indicateurs/2024/1.1/"
VALUE = Decimal("12.5")


@pytest.fixture
def enter(contract_67, rate, editor_67):
    def _enter(value=VALUE, **details):
        usual = {"contract": contract_67, "indicator": rate, "year": 2024, "by": editor_67, "value": value}
        return record_measurement(**(usual | details))

    return _enter


@pytest.fixture
def editor(sign_in, editor_67):
    return sign_in(editor_67)


def text_of(response):
    return response.content.decode().replace("\u00a0", " ")


def typed(row=None, **fields):
    """What the form of the panel posts over a reading."""
    shown = f"{row.pk}:{row.version}" if row else ""
    posted = {"reading": str(row.pk) if row else "", "result-1.1-shown": shown}
    return posted | {f"result-1.1-{name}": value for name, value in fields.items()}


def test_the_page_tells_what_the_figure_means_and_was(editor, enter, rate):
    rate.definition, rate.method = "Part des entretiens prénatals précoces.", "Actes télétransmis."
    rate.save()
    survey = Survey.objects.create(code="aide", label="Enquête Aide sociale", publisher="DREES")
    SurveyQuestion.objects.create(survey=survey, indicator=rate, heading="Taux d’entretiens")
    enter(kind=ValueKind.PROVISIONAL, numerator=Decimal(125), denominator=Decimal(1000))
    enter(value=Decimal(13), comment="Recrutement.")

    page = text_of(editor.get(URL))

    for told in (
        "Part des entretiens prénatals précoces.",
        "Actes télétransmis.",
        "de 0 % à 100 %",
        "Enquête Aide sociale",
        "« Taux d’entretiens »",
        "2 versions",
        "Provisoire",
        "Recrutement.",
        "jamais arrêtée",
    ):
        assert told in page


def test_the_same_content_is_given_without_its_frame_when_asked(editor, enter):
    enter()

    page, fragment = editor.get(URL), editor.get(URL, headers={"X-Fragment": "1"})

    assert "<html" in text_of(page)
    assert "<html" not in text_of(fragment)
    assert "data-panel-body" in text_of(fragment)
    assert "X-Fragment" in fragment.headers["Vary"]


def test_an_indicator_that_the_contract_does_not_follow_is_not_there(editor):
    assert editor.get("/contrats/67-2020/indicateurs/2024/9.9/").status_code == 404
    assert editor.get("/contrats/67-2020/indicateurs/2031/1.1/").status_code == 404


def test_a_value_is_entered_with_all_that_makes_it_precise(editor, alsace):
    cause = GapCauseFactory()
    fields = {"numerator": "125", "denominator": "1 000", "source": "drees", "perimeter": str(alsace.pk)}

    response = editor.post(
        URL, typed(kind="provisional", comment="À confirmer.", cause=str(cause.pk), **fields)
    )

    row = Measurement.objects.get()
    assert response.status_code == 302
    assert (row.value, row.numerator, row.kind, row.source) == (VALUE, 125, "provisional", "drees")
    assert (row.perimeter, row.comment, row.gap_cause) == (alsace, "À confirmer.", cause)


def test_every_error_is_told_at_once_and_nothing_typed_is_lost(editor, enter):
    row = enter()

    response = editor.post(
        URL, typed(row, value="12,5,3", numerator="abc", source="ailleurs", comment="Gardé.")
    )

    page = text_of(response)
    assert response.status_code == 422
    assert "3 points à corriger" in page
    for kept in ("12,5,3", "abc", "Gardé."):
        assert kept in page


def test_a_comment_too_long_is_refused_and_kept_on_screen(editor, enter):
    response = editor.post(URL, typed(enter(), comment="é" * 4001))

    assert response.status_code == 422
    assert "Raccourcissez le commentaire" in text_of(response)
    assert "é" * 4001 in response.content.decode()


def test_a_figure_changed_meanwhile_is_never_overwritten_silently(editor, enter):
    row = enter()
    stale = typed(row, value="14")
    enter(value=Decimal(13))

    response = editor.post(URL, stale)

    assert response.status_code == 409
    assert "Quelle valeur garder ?" in text_of(response)
    assert Measurement.objects.get().value == 13


def test_an_erased_figure_is_not_entered_again_silently(editor, enter, contract_67, editor_67):
    row = enter()
    stale = typed(row, value="14")
    editor.post(URL, typed(row, value="", comment=""))

    response = editor.post(URL, stale)

    assert response.status_code == 409
    assert not Measurement.objects.exists()


def test_another_source_is_entered_beside_and_its_difference_is_told(editor, enter):
    enter()
    form = text_of(editor.get(URL, {"valeur": "nouvelle"}))

    response = editor.post(URL, {"reading": "nouvelle", "result-1.1-shown": "", "result-1.1-value": "10"})
    page = text_of(editor.get(URL))

    assert "Une autre source pour 2024" in form
    assert response.status_code == 302
    assert {(row.source, row.value, row.is_retained) for row in Measurement.objects.all()} == {
        (Source.INTERNAL, VALUE, True),
        (Source.SNDS, Decimal(10), False),
    }
    assert "écart : −2,5 points (−20 %)" in page


def test_a_source_that_has_a_value_already_is_not_entered_twice(editor, enter):
    enter()
    posted = {"reading": "nouvelle", "result-1.1-shown": "", "result-1.1-value": "10"}

    response = editor.post(URL, posted | {"result-1.1-source": "internal"})

    assert response.status_code == 422
    assert "Cette source a déjà une valeur" in text_of(response)


def test_a_source_is_retained_with_a_reason_and_let_go(editor, enter):
    enter()
    snds = enter(value=Decimal(10), source=Source.SNDS)
    url = f"{URL}valeurs/{snds.pk}/source/"

    bare = editor.post(url, {"act": "retain", "version": snds.version, "reason": " "})
    taken = editor.post(url, {"act": "retain", "version": snds.version, "reason": "Actes comptés."})
    page = text_of(editor.get(URL))
    snds.refresh_from_db()
    lifted = editor.post(url, {"act": "lift", "version": snds.version})

    assert (bare.status_code, taken.status_code, lifted.status_code) == (422, 302, 302)
    assert "Dites pourquoi cette source est retenue" in text_of(bare)
    assert "Retenue par choix : Actes comptés." in page
    assert Measurement.objects.retained().get().source == Source.INTERNAL


def test_a_choice_made_over_a_moved_figure_is_refused(editor, enter):
    enter()
    snds = enter(value=Decimal(10), source=Source.SNDS)
    enter(value=Decimal(11), source=Source.SNDS)

    response = editor.post(
        f"{URL}valeurs/{snds.pk}/source/", {"act": "retain", "version": 1, "reason": "Oui."}
    )

    assert response.status_code == 409
    assert Measurement.objects.retained().get().source == Source.INTERNAL


def test_the_rule_of_the_indicator_is_told(editor, enter, rate):
    rate.retention, rate.expected_source = Retention.EXPECTED, Source.SNDS
    rate.save()
    enter()

    assert "la source attendue dès qu’elle est connue" in text_of(editor.get(URL))


def test_a_figure_of_several_contracts_is_set_up_by_who_enters_both(
    sign_in, signatory_67, contract_67, contract_68, enter
):
    signatory_67.role = "editor"
    signatory_67.save()
    client = sign_in(signatory_67)
    posted = {"contracts": [contract_68.pk], "label": "Alsace"}

    made = client.post(f"{URL}perimetre/", posted)
    again = client.post(f"{URL}perimetre/", posted)
    page = text_of(client.get(URL))

    assert (made.status_code, again.status_code) == (302, 302)
    assert contract_67.perimeters.get(label="Alsace").contracts.count() == 2
    assert "« Alsace » couvre aussi 68-2020" in page


def test_another_departement_s_contract_is_no_choice(editor, contract_17, contract_68):
    response = editor.post(f"{URL}perimetre/", {"contracts": [contract_17.pk], "label": "Tout"})

    assert response.status_code == 422
    assert not contract_17.perimeters.filter(label="Tout").exists()


def test_a_figure_of_two_contracts_is_locked_with_either(editor, enter, alsace, contract_68):
    enter(perimeter=alsace)
    ReportFactory(contract=contract_68, in_state=ReportState.SHARED)

    page = text_of(editor.get(URL))

    assert "L’exercice 2024 du contrat 68-2020" in page
    assert "Enregistrer" not in page


def test_a_hidden_year_tells_the_other_parties_nothing(sign_in, prefecture_67, enter, dgcs):
    enter(comment="commentaire réservé")

    for seat in (prefecture_67, dgcs):
        page = text_of(sign_in(seat).get(URL))
        assert "12,5" not in page
        assert "commentaire réservé" not in page
        assert "non partagé" in page


def test_internal_notes_are_told_to_their_organisation_alone(
    sign_in, contract_67, rate, editor_67, ars_grand_est, prefecture_67
):
    report = open_report(contract=contract_67, fiscal_year=2024, by=editor_67)
    workflow.share(report, by=editor_67)
    make_remark(report, by=ars_grand_est, body="À préciser.", indicator=rate)
    make_remark(report, by=ars_grand_est, body="Entre nous.", indicator=rate, is_internal=True)

    told = {seat: text_of(sign_in(seat).get(URL)) for seat in (editor_67, prefecture_67, ars_grand_est)}

    assert all("À préciser." in page for page in told.values())
    assert [seat for seat, page in told.items() if "Entre nous." in page] == [ars_grand_est]


def test_a_reader_and_a_stranger_correct_nothing(sign_in, reader_67, editor_17, prefecture_67, enter):
    row = enter()
    acts = [
        URL,
        f"{URL}valeurs/{row.pk}/source/",
        f"{URL}valeurs/{row.pk}/justificatifs/",
        f"{URL}perimetre/",
    ]

    answers = {
        seat: [sign_in(seat).post(url, typed(row, value="14")).status_code for url in acts]
        for seat in (reader_67, editor_17)
    }

    assert answers == {reader_67: [403] * 4, editor_17: [404] * 4}
    assert Measurement.objects.get().value == VALUE


def test_a_reading_of_elsewhere_is_not_reached_by_its_key(
    editor, enter, contract_17, rate, visits, editor_17
):
    other = enter(indicator=visits, value=Decimal(12))
    url = f"{URL}valeurs/{other.pk}/source/"

    assert editor.post(url, {"act": "retain", "version": 1, "reason": "Non."}).status_code == 404
    assert "1 version" not in text_of(editor.get(URL, {"valeur": str(other.pk)}))


def test_hostile_text_is_shown_inert(editor, enter):
    enter(comment="<script>alert(1)</script>{{ 7|add:1 }}")

    page = text_of(editor.get(URL))

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7|add:1 }}" in page


def test_the_page_costs_as_many_queries_with_one_figure_or_three(
    editor, enter, contract_67, editor_67, django_assert_max_num_queries
):
    enter()
    with django_assert_max_num_queries(60) as one:
        editor.get(URL)
    enter(value=Decimal(10), source=Source.SNDS)
    last = enter(value=Decimal(9), source=Source.DREES)
    retain_source(contract=contract_67, measurement=last, reason="Contrôlé.", by=editor_67)
    for year in (2021, 2022, 2023):
        enter(year=year)

    with django_assert_max_num_queries(60) as three:
        editor.get(URL)

    assert len(three) == len(one)
    assert JournalEntry.objects.exists()


def test_a_value_left_as_it_was_follows_its_ratio_and_the_answer_says_so(editor, enter):
    row = enter(numerator=Decimal(125), denominator=Decimal(1000))

    done = editor.post(URL, typed(row, value="12,5", numerator="140", denominator="1 000"), follow=True)

    row.refresh_from_db()
    assert (row.value, row.numerator) == (Decimal(14), 140)
    assert "valeur calculée du numérateur et du dénominateur, 14 %" in text_of(done)
    assert "Si la valeur est vide, ou laissée telle quelle quand ils changent" in text_of(editor.get(URL))


@pytest.mark.parametrize(
    ("meaning", "held"),
    [("by-ratio", (Decimal(14), 140, 1000)), ("without-ratio:", (Decimal(13), None, None))],
)
def test_a_value_that_contradicts_its_ratio_is_asked_about(editor, enter, meaning, held):
    row = enter(numerator=Decimal(125), denominator=Decimal(1000))
    posted = typed(row, value="13", numerator="140", denominator="1000")

    asked = editor.post(URL, posted)
    done = editor.post(URL, posted | {"result-1.1-value-meaning": meaning})

    assert asked.status_code == 422
    assert "14 %, calculé de 140 sur 1 000" in text_of(asked)
    assert f'value="{meaning}"' in text_of(asked)
    assert done.status_code == 302
    row.refresh_from_db()
    assert (row.value, row.numerator, row.denominator) == held


def test_what_counts_things_asks_for_no_ratio_and_shows_one_that_is_there(editor, contract_67, visits):
    address = URL.replace("1.1", "3.1")
    without = text_of(editor.get(address))
    row = MeasurementFactory(
        indicator=visits, contract=contract_67, value=1, numerator=Decimal(40), denominator=Decimal(50)
    )

    shown = text_of(editor.get(address))
    refused = editor.post(address, {"reading": str(row.pk), "result-3.1-numerator": "45"})

    assert 'name="result-3.1-numerator"' not in without
    assert 'name="result-3.1-numerator" value="40"' in shown
    assert "Ce qui se compte (visites) n’a ni numérateur ni dénominateur" in text_of(refused)
