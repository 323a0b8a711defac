"""What a year still asks, and what it remembers of the answers."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from contracts.years import YearLocked
from core.models import JournalEntry
from core.versions import StaleVersion
from indicators.actions import record_measurement
from indicators.checks import blocking_told, open_told, year_checks
from indicators.enums import Severity, ValueKind
from indicators.explaining import explain, withdraw
from indicators.models import Applicability, CampaignRule, Explanation, Measurement
from reports import workflow
from reports.remarks import make_remark
from tests.factories import (
    CampaignFactory,
    GapCauseFactory,
    IndicatorFactory,
    MeasurementFactory,
    ReportFactory,
    TargetFactory,
)


@pytest.fixture
def cause(db):
    return GapCauseFactory()


@pytest.fixture
def missed(contract_67, rate):
    """1.1 at 12.5 %, for 20 % aimed at: rule P5."""
    TargetFactory(contract=contract_67, indicator=rate, value=Decimal(20))
    return MeasurementFactory(contract=contract_67, indicator=rate, value=Decimal("12.5"))


def numbers(contract, year=2024):
    return [(point.row.indicator.code, point.number) for point in year_checks(contract, year).points]


def still_open(contract, year=2024):
    return [(point.row.indicator.code, point.number) for point in year_checks(contract, year).open]


def explained(contract, rate, cause, editor, **details):
    given = {"year": 2024, "rule": "P5", "sentence": "Deux postes vacants.", "shown_version": 0, **details}
    return explain(contract=contract, indicator=rate, cause=cause, by=editor, **given)


def move(contract, rate, editor, value, year=2024):
    record_measurement(contract=contract, indicator=rate, year=year, value=Decimal(value), by=editor)


def test_a_year_without_surprise_asks_nothing(contract_67):
    checks = year_checks(contract_67, 2024)

    assert (list(checks.points), checks.progress) == ([], "Aucun écart à expliquer")


def test_what_surprises_is_asked_about(contract_67, rate, missed):
    checks = year_checks(contract_67, 2024)

    assert [(point.key, point.effect, point.is_open) for point in checks.points] == [
        ("P5-1.1", Severity.JUSTIFY, True)
    ]
    assert checks.progress.replace("\u00a0", " ") == "1 écart à expliquer sur 1"
    assert open_told(checks.open).replace("\u00a0", " ") == (
        "1 écart à expliquer : Indicateur 1.1, indicateur 1.1 (résultat loin de la cible)."
    )


def test_an_explanation_is_remembered(contract_67, rate, missed, cause, editor_67):
    explained(contract_67, rate, cause, editor_67)

    assert numbers(contract_67) == [("1.1", "P5")]
    assert still_open(contract_67) == []


def test_a_figure_that_moves_is_asked_about_again_and_not_when_it_comes_back(
    contract_67, rate, missed, cause, editor_67
):
    explained(contract_67, rate, cause, editor_67)

    move(contract_67, rate, editor_67, "13")
    after_move = [(point.number, point.has_moved) for point in year_checks(contract_67, 2024).open]
    move(contract_67, rate, editor_67, "12.5")

    assert after_move == [("P5", True)]
    assert still_open(contract_67) == []


def test_a_lasting_cause_covers_the_following_years_and_the_gap_comes_back_when_it_ends(
    contract_67, rate, cause, editor_67
):
    for year, value in ((2021, "12.5"), (2022, "13.5"), (2023, "14.5")):
        TargetFactory(contract=contract_67, indicator=rate, year=year, value=Decimal(20))
        MeasurementFactory(contract=contract_67, indicator=rate, year=year, value=Decimal(value))

    explained(contract_67, rate, cause, editor_67, year=2021, until_year=2022)

    assert still_open(contract_67, 2022) == []
    assert still_open(contract_67, 2023) == [("1.1", "P5")]
    [answer] = [point.answer for point in year_checks(contract_67, 2022).points]
    assert answer.lasts(2022) == "Donnée pour 2021, elle vaut jusqu’à l’exercice 2022."
    assert year_checks(contract_67, 2023).open[0].former.sentence == "Deux postes vacants."


def test_an_explanation_bears_on_its_own_rule_and_indicator(
    contract_67, rate, visits, missed, cause, editor_67
):
    explained(contract_67, rate, cause, editor_67)
    MeasurementFactory(contract=contract_67, indicator=rate, year=2023, value=Decimal("12.5"))
    TargetFactory(contract=contract_67, indicator=visits, value=Decimal(20))
    MeasurementFactory(contract=contract_67, indicator=visits, value=Decimal(3))

    assert still_open(contract_67) == [("1.1", "P2"), ("3.1", "P5")]


def test_the_cause_and_the_comment_of_a_figure_answer_for_its_gap(contract_67, missed, cause):
    missed.comment = "Deux postes vacants."
    missed.save()
    with_comment = still_open(contract_67)
    missed.gap_cause = cause
    missed.save()

    assert with_comment == [("1.1", "P5")]
    assert still_open(contract_67) == []
    assert year_checks(contract_67, 2024).points[0].answer.explanation_id is None


def test_a_comment_does_not_answer_for_a_value_that_was_copied(contract_67, rate, cause):
    said = {"contract": contract_67, "indicator": rate, "value": Decimal("12.5")}
    MeasurementFactory(year=2023, **said)
    MeasurementFactory(comment="Poste vacant.", gap_cause=cause, **said)

    assert still_open(contract_67) == [("1.1", "P2")]


def test_a_value_that_the_bounds_now_refuse_is_to_be_corrected(contract_67, rate, missed):
    rate.upper_bound = Decimal(10)
    rate.save()

    checks = year_checks(contract_67, 2024)

    assert blocking_told(checks.blocking).replace("\u00a0", " ") == (
        "2 valeurs à corriger : Indicateur 1.1, indicateur 1.1 (la valeur reste dans les bornes, "
        "une cible reste dans les bornes)."
    )


def test_a_target_that_the_bounds_now_refuse_is_to_be_corrected(contract_67, rate, missed):
    rate.upper_bound = Decimal(15)
    rate.save()

    assert [(point.number, point.part) for point in year_checks(contract_67, 2024).blocking] == [
        ("C3", "target")
    ]


def test_an_indicator_that_does_not_apply_is_not_looked_at(contract_67, rate, missed):
    Applicability.objects.create(indicator=rate, territory=contract_67.territory, reason="Sans objet ici.")

    assert numbers(contract_67) == []


def test_an_absence_without_object_wants_a_reason(contract_67, rate):
    reading = MeasurementFactory(
        contract=contract_67, indicator=rate, kind=ValueKind.NOT_APPLICABLE, value=None
    )
    bare = still_open(contract_67)
    reading.comment = "Le dispositif n’existe pas ici."
    reading.save()

    assert bare == [("1.1", "P7")]
    assert numbers(contract_67) == []


def test_a_campaign_sets_the_effect_and_the_threshold_of_a_rule(contract_67, missed):
    campaign = CampaignFactory(framework=contract_67.framework)
    rule = CampaignRule.objects.create(campaign=campaign, number="P5", threshold=Decimal(50))
    far = numbers(contract_67)
    rule.threshold, rule.severity = None, Severity.INFORM
    rule.save()
    told = year_checks(contract_67, 2024)

    assert far == []
    assert [point.effect for point in told.points] == [Severity.INFORM]
    assert (told.open, [point.number for point in told.informative]) == ([], ["P5"])


def test_explaining_is_journalled_and_kept(contract_67, rate, missed, cause, editor_67):
    row = explained(contract_67, rate, cause, editor_67)
    explained(contract_67, rate, cause, editor_67, sentence="Trois postes.", shown_version=1)

    entry = JournalEntry.objects.latest("number")
    assert (entry.act, entry.before, entry.after) == (
        "Corriger une explication",
        {"sentence": "Deux postes vacants."},
        {"sentence": "Trois postes."},
    )
    assert [one.sentence for one in Explanation.history.filter(id=row.pk).order_by("history_id")] == [
        "Deux postes vacants.",
        "Trois postes.",
    ]


def test_two_people_do_not_explain_the_same_gap_over_each_other(contract_67, rate, missed, cause, editor_67):
    explained(contract_67, rate, cause, editor_67)

    with pytest.raises(StaleVersion):
        explained(contract_67, rate, cause, editor_67, sentence="Autre chose.")


def test_an_explanation_is_taken_back(contract_67, rate, missed, cause, editor_67):
    explained(contract_67, rate, cause, editor_67)

    withdraw(contract=contract_67, indicator=rate, year=2024, rule="P5", by=editor_67, shown_version=1)

    assert still_open(contract_67) == [("1.1", "P5")]
    assert JournalEntry.objects.latest("number").act == "Retirer une explication"
    with pytest.raises(ValidationError, match="pas d’explication"):
        withdraw(contract=contract_67, indicator=rate, year=2024, rule="P5", by=editor_67)


def test_only_an_editor_of_the_departement_explains(
    contract_67, rate, missed, cause, reader_67, prefecture_67
):
    for seat in (reader_67, prefecture_67):
        with pytest.raises(PermissionDenied):
            explained(contract_67, rate, cause, seat)


def test_what_is_not_asked_or_not_possible_is_refused(contract_67, rate, missed, cause, editor_67):
    with pytest.raises(ValidationError, match="ne se pose plus"):
        explained(contract_67, rate, cause, editor_67, rule="P1")
    with pytest.raises(ValidationError, match="exercice du contrat"):
        explained(contract_67, rate, cause, editor_67, until_year=2030)
    with pytest.raises(ValidationError):
        explained(contract_67, rate, cause, editor_67, sentence="  ")
    cause.is_active = False
    cause.save()
    with pytest.raises(ValidationError, match="n’est plus proposée"):
        explained(contract_67, rate, cause, editor_67)


def test_a_shared_year_is_explained_no_more_whatever_the_way(contract_67, rate, missed, cause, editor_67):
    row = explained(contract_67, rate, cause, editor_67)
    ReportFactory(contract=contract_67, in_state="shared")

    with pytest.raises(YearLocked):
        explained(contract_67, rate, cause, editor_67, shown_version=1)
    row.sentence = "Par une autre voie."
    with pytest.raises(IntegrityError, match="ne se modifient plus"):
        row.save()


def test_a_returned_report_re_opens_the_explanation_of_what_is_remarked(
    contract_67, rate, missed, cause, editor_67, ars_grand_est
):
    report = ReportFactory(contract=contract_67, in_state="shared")
    make_remark(report, by=ars_grand_est, body="Expliquez.", indicator=rate)
    workflow.send_back(report, by=ars_grand_est, reason="À expliquer.")

    explained(contract_67, rate, cause, editor_67)

    assert still_open(contract_67) == []


def test_checking_costs_the_same_for_one_indicator_and_for_ten(
    contract_67, rate, missed, django_assert_num_queries
):
    with django_assert_num_queries(7) as few:
        year_checks(contract_67, 2024)
    for place in range(2, 11):
        indicator = IndicatorFactory(objective=rate.objective, code=f"1.{place}")
        TargetFactory(contract=contract_67, indicator=indicator, value=Decimal(20))
        MeasurementFactory(contract=contract_67, indicator=indicator, value=Decimal(3))

    with django_assert_num_queries(len(few)):
        checks = year_checks(contract_67, 2024)

    assert len(checks.open) == 10


def lasting(contract, rate, cause, editor):
    """12.5 in 2021 and 13.5 in 2022, far from 20, explained in 2021 until 2023."""
    for year, value in ((2021, "12.5"), (2022, "13.5")):
        TargetFactory(contract=contract, indicator=rate, year=year, value=Decimal(20))
        MeasurementFactory(contract=contract, indicator=rate, year=year, value=Decimal(value))
    explained(contract, rate, cause, editor, year=2021, until_year=2023)


def test_a_lasting_explanation_falls_with_the_figure_it_was_given_on(contract_67, rate, cause, editor_67):
    lasting(contract_67, rate, cause, editor_67)
    covered = still_open(contract_67, 2022)

    move(contract_67, rate, editor_67, "11", year=2021)
    after_move = [still_open(contract_67, year) for year in (2021, 2022)]
    move(contract_67, rate, editor_67, "12.5", year=2021)

    assert covered == []
    assert after_move == [[("1.1", "P5")]] * 2
    assert still_open(contract_67, 2022) == []


def test_a_figure_covered_by_a_lasting_explanation_is_asked_about_once_it_moves(
    contract_67, rate, cause, editor_67
):
    lasting(contract_67, rate, cause, editor_67)

    move(contract_67, rate, editor_67, "13", year=2022)

    [point] = year_checks(contract_67, 2022).open
    assert (point.has_moved, point.former.sentence) == (True, "Deux postes vacants.")
    explained(contract_67, rate, cause, editor_67, year=2022)
    assert still_open(contract_67, 2022) == []


def test_a_figure_erased_and_entered_again_is_another_one(contract_67, rate, cause, editor_67):
    lasting(contract_67, rate, cause, editor_67)

    Measurement.objects.get(indicator=rate, year=2022).delete()
    move(contract_67, rate, editor_67, "9", year=2022)

    assert ("1.1", "P5") in still_open(contract_67, 2022)


def test_a_figure_entered_after_a_lasting_explanation_is_covered_by_it(contract_67, rate, cause, editor_67):
    lasting(contract_67, rate, cause, editor_67)
    TargetFactory(contract=contract_67, indicator=rate, year=2023, value=Decimal(20))

    move(contract_67, rate, editor_67, "14.5", year=2023)
    first = still_open(contract_67, 2023)
    move(contract_67, rate, editor_67, "5", year=2023)

    assert first == []
    assert ("1.1", "P5") in still_open(contract_67, 2023)


def test_the_cause_and_the_comment_of_a_figure_do_not_answer_for_another(contract_67, rate, missed, cause):
    missed.comment, missed.gap_cause = "Deux postes vacants.", cause
    missed.save()

    missed.value = Decimal(3)
    missed.save()

    [point] = year_checks(contract_67, 2024).open
    assert (point.has_moved, point.told.sentence) == (True, "Deux postes vacants.")
    missed.comment = "Trois postes vacants."
    missed.save()
    assert still_open(contract_67) == []


def test_what_was_answered_costs_the_same_for_one_indicator_and_for_four(
    contract_67, rate, cause, editor_67, django_assert_num_queries
):
    lasting(contract_67, rate, cause, editor_67)
    with django_assert_num_queries(8):
        year_checks(contract_67, 2022)
    for place in range(2, 5):
        lasting(contract_67, IndicatorFactory(objective=rate.objective, code=f"1.{place}"), cause, editor_67)

    with django_assert_num_queries(8):
        checks = year_checks(contract_67, 2022)

    assert len(checks.explained) == 4
