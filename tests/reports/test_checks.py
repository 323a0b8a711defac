"""What a report still lacks before it is shared, and its figures as a table."""

from decimal import Decimal

import pytest
from django.urls import reverse

from contracts.models import ActionReview
from funding.naming import prefix_of
from reports import workflow
from reports.builder import build_report
from reports.checks import review_of, steps_of
from reports.exports import report_table
from reports.models import Section
from reports.remarks import answer_remark, make_remark
from tests.factories import (
    ActionFactory,
    FundingLineFactory,
    GapCauseFactory,
    MeasurementFactory,
    RemarkFactory,
    ReportFactory,
    TargetFactory,
)

WHERE = ["67-2020", 2024]


@pytest.fixture
def rate(contract_67):
    return contract_67.framework.objectives.get(number=1).indicators.get()


def said(report):
    return [text.replace("\u00a0", " ") for step in steps_of(report) for text in step.missing]


def test_a_report_just_opened_lacks_all_that_can_be_filled(draft, contract_67):
    ActionFactory(contract=contract_67, number=1)
    FundingLineFactory(contract=contract_67)

    assert said(draft) == [
        "2 résultats à saisir : 1.1, 3.1.",
        "2 cibles locales à fixer : 1.1, 3.1.",
        "aucun résultat à contrôler encore",
        "1 ligne de financement sans montant dépensé.",
        "1 action sans bilan : n° 1.",
        "7 textes à rédiger : résumé, contexte et axes, bilan financier, engagement E1, objectif 1, "
        "objectif 3, perspectives.",
    ]


def test_each_lack_leads_to_the_page_that_mends_it(draft, contract_67):
    assert [step.url for step in steps_of(draft)] == [
        reverse("indicators:year", args=WHERE),
        reverse("indicators:checks", args=WHERE),
        reverse("funding:year", args=WHERE),
        reverse("contracts:actions", args=["67-2020"]),
        "#redaction",
    ]


def test_a_result_behind_its_target_wants_a_word(draft, contract_67, rate):
    TargetFactory(contract=contract_67, indicator=rate, value=Decimal(20))
    reading = MeasurementFactory(contract=contract_67, indicator=rate, value=Decimal("12.5"))
    before = said(draft)
    reading.gap_cause, reading.comment = GapCauseFactory(), "Deux postes vacants."
    reading.save()

    assert "1 écart à expliquer : 1.1 (résultat loin de la cible)." in before
    assert not any("expliquer" in point for point in said(draft))


def test_each_text_and_each_gap_has_its_own_link(draft, contract_67, rate):
    TargetFactory(contract=contract_67, indicator=rate, value=Decimal(20))
    MeasurementFactory(contract=contract_67, indicator=rate, value=Decimal("12.5"))
    sections = {section.pk for section in draft.sections.all()}

    review = review_of(draft)

    texts = review.missing[-1]
    assert {place.url for place in texts.places} == {
        reverse("reports:section", args=[*WHERE, pk]) for pk in sections
    }
    [gap] = review.to_justify
    assert [(place.label, place.url) for place in gap.places] == [
        ("1.1 (résultat loin de la cible)", f"{reverse('indicators:checks', args=WHERE)}#P5-1.1")
    ]


def test_a_returned_report_asks_only_for_what_the_remarks_opened_again(
    draft, contract_67, rate, editor_67, prefecture_67, sign_in
):
    ActionFactory(contract=contract_67, number=1)
    FundingLineFactory(contract=contract_67)
    TargetFactory(contract=contract_67, indicator=rate, value=Decimal(20))
    MeasurementFactory(contract=contract_67, indicator=rate, value=Decimal("12.5"))
    contract_67.framework.objectives.get(number=3).indicators.get().delete()
    RemarkFactory(
        report=ReportFactory(contract=contract_67, fiscal_year=2023), indicator=rate, body="Pourquoi ?"
    )
    workflow.share(draft, by=editor_67, reason="Les parties en ont parlé.")
    summary = draft.sections.get(kind="summary")
    remark = make_remark(draft, by=prefecture_67, body="À rédiger.", section=summary)
    workflow.send_back(draft, by=prefecture_67, reason="À rédiger")
    answer_remark(remark, by=editor_67, answer="Rien à dire.")

    review = review_of(draft)
    page = sign_in(editor_67).get(reverse("reports:share", args=WHERE))

    assert [point.text.replace("\u00a0", " ") for point in review.missing] == ["1 texte à rédiger : résumé."]
    assert (review.to_justify, review.unexplained, review.remarked) == ([], [], [])
    assert 'name="reason"' not in page.text
    Section.objects.filter(pk=summary.pk).update(body="Un résumé.")
    page = sign_in(editor_67).get(reverse("reports:share", args=WHERE))
    assert "Il ne manque rien de ce que les remarques ont rouvert" in page.text
    workflow.share(draft, by=editor_67)
    assert draft.current_edition.number == 2


def test_a_remark_on_the_whole_opens_everything_again(draft, contract_67, rate, editor_67, prefecture_67):
    ActionFactory(contract=contract_67, number=1)
    before = said(draft)
    workflow.share(draft, by=editor_67)
    make_remark(draft, by=prefecture_67, body="À revoir.")
    workflow.send_back(draft, by=prefecture_67, reason="À revoir")

    assert said(draft) == before
    assert "1 action sans bilan : n° 1." in before


def test_what_does_not_add_up_is_told_with_its_line(draft, contract_67):
    line = FundingLineFactory(contract=contract_67, notified_amount=Decimal(100), paid_amount=Decimal(300))

    found = [point for step in steps_of(draft) for point in step.points if "de trop" in point.text]

    assert [point.url.split("#")[1] for point in found] == [prefix_of(line)]


def test_an_absence_without_a_word_and_an_objective_without_indicator_are_told(draft, contract_67, rate):
    reading = MeasurementFactory(contract=contract_67, indicator=rate, value=None, kind="not_collected")
    contract_67.framework.objectives.get(number=3).indicators.get().delete()

    before = said(draft)
    reading.comment = "Logiciel en panne."
    reading.save()

    assert "1 valeur absente sans motif : 1.1." in before
    assert any(point.startswith("1 objectif sans indicateur : 3") for point in before)
    assert not any("sans motif" in point for point in said(draft))


def test_what_was_remarked_in_the_years_before_is_recalled_with_its_place(draft, contract_67, rate):
    former = ReportFactory(contract=contract_67, fiscal_year=2023)
    section = draft.sections.get(objective__number=1)
    for body in ("Pourquoi ?", "Précisez la source."):
        RemarkFactory(report=former, indicator=rate, body=body)
    RemarkFactory(report=former, indicator=rate, body="Entre nous.", is_internal=True)

    (point,) = review_of(draft).remarked

    assert point.text.replace("\u00a0", " ") == (
        "Objectif 1 : 2 remarques en 2023. La dernière : « Précisez la source. »"
    )
    assert point.url == reverse("reports:section", args=[*WHERE, section.pk])


def test_a_report_that_lacks_nothing_has_nothing_to_tell(draft, contract_67):
    for indicator in [one.indicators.get() for one in contract_67.framework.objectives.all()]:
        TargetFactory(contract=contract_67, indicator=indicator, value=Decimal(1))
        MeasurementFactory(contract=contract_67, indicator=indicator, value=Decimal(5))
    FundingLineFactory(contract=contract_67, spent_amount=Decimal(0))
    ActionReview.objects.create(action=ActionFactory(contract=contract_67), fiscal_year=2024, done="Fait.")
    for section in Section.objects.filter(report=draft):
        section.body = "Un texte."
        section.save()

    assert said(draft) == []


def test_the_table_has_one_row_per_figure(draft, contract_67, rate):
    MeasurementFactory(contract=contract_67, indicator=rate, year=2019, value=Decimal("1.3"))
    MeasurementFactory(contract=contract_67, indicator=rate, value=Decimal("12.5"), comment="En hausse.")
    TargetFactory(contract=contract_67, indicator=rate, value=Decimal(20))
    FundingLineFactory(contract=contract_67, notified_amount=Decimal(1000), spent_amount=Decimal(0))

    table = report_table(build_report(draft))

    rows = [(row["measure"], row["year"], row["value"], row["unit"]) for row in table.rows]
    assert table.title == "Rapport d’exécution 2024, contrat 67-2020"
    assert rows == [
        ("Référence", 2019, Decimal("1.3"), "%"),
        ("Résultat", 2024, Decimal("12.5"), "%"),
        ("Cible", 2024, Decimal(20), "%"),
        ("Notifié", 2024, Decimal(1000), "€"),
        ("Dépensé", 2024, Decimal(0), "€"),
    ]


def test_the_table_of_invented_figures_says_so(draft, contract_67):
    contract_67.is_fictitious = True
    contract_67.save()

    assert report_table(build_report(draft)).note == "Données fictives de démonstration."


def test_nothing_entered_is_nothing_checked(draft, rate):
    def checked():
        return next(step.missing for step in steps_of(draft) if step.title == "Contrôler les valeurs")

    assert checked() == ["aucun résultat à contrôler encore"]
    MeasurementFactory(indicator=rate, contract=draft.contract, year=draft.fiscal_year)
    assert checked() == []
