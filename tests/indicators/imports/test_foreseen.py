"""What the values of an import will ask once written is said before they are."""

import json
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.models import Campaign
from indicators.checks import year_checks
from indicators.enums import ImportKind, Severity
from indicators.imports import foreseen as module
from indicators.imports.actions import apply_batch, bring, plan_of
from indicators.imports.foreseen import foreseen
from indicators.models import CampaignRule
from indicators.pasting import block_of
from tests.factories import GapCauseFactory, MeasurementFactory, TargetFactory

pytestmark = pytest.mark.django_db
FULL = "Contrat;Indicateur;Année;Valeur;Source;Cause d’écart;Commentaire"


def told(batch):
    """By key, what is said of each value."""
    found = foreseen(plan_of(batch), batch.seat)
    return {key: [one.replace("\u00a0", " ") for one in found.told(key)] for key in found.points}


def rules(batch):
    return {
        key: [one.number for one in points]
        for key, points in foreseen(plan_of(batch), batch.seat).points.items()
    }


def test_a_value_identical_to_last_year_is_said_before_it_is_written(contract_67, visits, table):
    MeasurementFactory(contract=contract_67, indicator=visits, year=2023, value=Decimal(45))

    batch = table("67-2020;3.1;2024;45", "67-2020;1.1;2024;12,5")

    assert told(batch) == {"2": ["À justifier : même valeur qu’en 2023 : 45 visites."]}


def test_what_is_said_is_what_the_checks_say_afterwards(contract_67, rate, visits, table, editor_67):
    """Each rule in turn: off the usual band, identical, round, against the direction, far from its target."""
    TargetFactory(contract=contract_67, indicator=rate, value=Decimal(40))
    for year, value in zip(range(2020, 2024), (50, 52, 54, 56), strict=True):
        MeasurementFactory(contract=contract_67, indicator=visits, year=year, value=Decimal(value))
    MeasurementFactory(contract=contract_67, indicator=rate, year=2023, value=Decimal("12.5"))
    batch = table("67-2020;3.1;2024;600", "67-2020;1.1;2024;12,5")

    said = rules(batch)
    plan = plan_of(batch)
    apply_batch(batch, {}, False, editor_67, confirmed=plan.mark)

    points = year_checks(contract_67, 2024).points
    by_code = {"3.1": "2", "1.1": "3"}
    after = {}
    for point in points:
        after.setdefault(by_code[point.row.indicator.code], []).append(point.number)
    assert said == after == {"2": ["P1", "P3"], "3": ["P2", "P5"]}


def test_the_values_of_one_file_are_compared_with_one_another(contract_67, visits, table):
    batch = table("67-2020;3.1;2023;45", "67-2020;3.1;2024;45")

    assert rules(batch) == {"3": ["P2"]}


def test_a_value_brought_with_its_cause_and_comment_asks_nothing(contract_67, rate, table):
    GapCauseFactory(code="postes", label="Postes vacants")
    TargetFactory(contract=contract_67, indicator=rate, value=Decimal(20))

    silent = table("67-2020;1.1;2024;12,5;;;", titles=FULL)
    answered = table("67-2020;1.1;2024;12,5;;Postes vacants;Deux postes vacants.", titles=FULL)

    assert (rules(silent), rules(answered)) == ({"2": ["P5"]}, {})


def test_a_source_that_would_not_count_asks_nothing(contract_67, rate, table):
    rate.expected_source = "snds"
    rate.save()
    TargetFactory(contract=contract_67, indicator=rate, value=Decimal(20))
    MeasurementFactory(contract=contract_67, indicator=rate, value=Decimal(25), source="snds")

    beside = table("67-2020;1.1;2024;3;Suivi interne;;", titles=FULL)
    retained = table("67-2020;1.1;2024;3;;;", titles=FULL)

    assert [one.standing for one in plan_of(beside).proposals] == ["new"]
    assert (rules(beside), rules(retained)) == ({}, {"2": ["P5"]})


def test_the_rules_are_those_of_the_campaign(contract_67, rate, table):
    TargetFactory(contract=contract_67, indicator=rate, value=Decimal(20))
    campaign = Campaign.objects.filter(framework=contract_67.framework, fiscal_year=2024).first()
    campaign = campaign or Campaign.objects.create(framework=contract_67.framework, fiscal_year=2024)
    CampaignRule.objects.create(campaign=campaign, number="P5", severity=Severity.OFF)

    assert rules(table("67-2020;1.1;2024;12,5")) == {}


def test_the_page_says_it_value_by_value_in_a_count_and_in_a_view(
    contract_67, visits, table, sign_in, editor_67
):
    MeasurementFactory(contract=contract_67, indicator=visits, year=2023, value=Decimal(45))
    batch = table("67-2020;3.1;2024;45", "67-2020;1.1;2024;12,5")
    client = sign_in(editor_67)

    page = client.get(f"/indicateurs/imports/{batch.pk}/")
    view = client.get(f"/indicateurs/imports/{batch.pk}/?show=to-justify").context["preview"]

    shown = page.content.decode().replace("\u00a0", " ")
    assert "1 valeur sera à justifier une fois enregistrée : rien n’empêche de l’enregistrer." in shown
    assert "À justifier : même valeur qu’en 2023 : 45 visites." in shown
    assert page.context["preview"].can_apply
    assert [one.one.key for one in view.rows] == ["2"]


def test_the_command_says_it_in_lines_and_in_json(contract_67, visits, editor_67, tmp_path, capsys):
    MeasurementFactory(contract=contract_67, indicator=visits, year=2023, value=Decimal(45))
    file = tmp_path / "valeurs.csv"
    file.write_text("Contrat;Indicateur;Année;Valeur\n67-2020;3.1;2024;45")
    arguments = ["import_values", str(file), "--seat", editor_67.user.email, "--dry-run"]

    call_command(*arguments)
    lines = capsys.readouterr().out.replace("\u00a0", " ")
    call_command(*arguments, "--json")
    report = json.loads(capsys.readouterr().out)

    assert "1 valeur sera à justifier une fois enregistrée" in lines
    assert "  À justifier : même valeur qu’en 2023 : 45 visites." in lines
    assert report["to_justify"] == {"count": 1, "looked_at": 1}
    assert [one["rule"] for one in report["values"][0]["foreseen"]] == ["P2"]


def test_of_a_bulk_import_only_what_is_shown_is_looked_at(contract_67, rate, visits, table, monkeypatch):
    monkeypatch.setattr(module, "MOST_LOOKED_AT", 1)
    MeasurementFactory(contract=contract_67, indicator=visits, year=2023, value=Decimal(45))
    batch = table("67-2020;1.1;2024;12,5", "67-2020;3.1;2024;45")
    plan = plan_of(batch)

    first, shown = foreseen(plan, batch.seat), foreseen(plan, batch.seat, {"3"})

    assert (first.summary, first.is_whole) == ("", False)
    assert shown.summary.replace("\u00a0", " ").startswith("Sur 1 valeur regardée, 1 valeur sera")


def test_the_queries_do_not_depend_on_the_values(contract_67, rate, visits, table):
    one = table("67-2020;1.1;2024;12,5")
    two = table("67-2020;1.1;2023;12,5", "67-2020;1.1;2024;12,5", "67-2020;3.1;2024;45")
    counts = []
    for batch in (one, two):
        plan = plan_of(batch)
        with CaptureQueriesContext(connection) as made:
            foreseen(plan, batch.seat)
        counts.append(len(made))

    assert counts[0] == counts[1]


def test_a_block_that_is_pasted_sets_its_target_and_misses_it(contract_67, rate, editor_67):
    block = block_of(rate.pk, "target", "20\t\t\t\t\t12,5")
    batch = bring(ImportKind.PASTE, contract_67, 2024, "", block.written(), editor_67)

    found = foreseen(plan_of(batch), editor_67)

    assert [one.replace("\u00a0", " ") for one in found.told("paste-1-F")] == [
        "À justifier : cible manquée : 12,5 %, pour 20 % à atteindre."
    ]


def test_a_target_alone_says_what_its_result_will_ask(contract_67, rate, editor_67):
    MeasurementFactory(contract=contract_67, indicator=rate, value=Decimal("12.5"))
    block = block_of(rate.pk, "target", "20")
    batch = bring(ImportKind.PASTE, contract_67, 2024, "", block.written(), editor_67)

    assert rules(batch) == {"paste-1-A": ["P5"]}
