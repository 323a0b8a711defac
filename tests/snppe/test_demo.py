"""The demonstration: who plays, the real figures and their source, the invented ones and their mark."""

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.password_validation import validate_password
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.models import Organisation, Seat, User
from contracts.models import Action, ActionReview, Amendment, Contract, ContractObjective
from contracts.standing import statement_of
from core.formats import NBSP
from core.journal import verify
from core.models import JournalEntry
from funding.models import CarryOver, FundingLine
from indicators.checks import year_checks
from indicators.models import (
    Assignment,
    ContributorKit,
    Explanation,
    Indicator,
    IndicatorLink,
    Measurement,
    Target,
)
from indicators.series import SeriesPage
from overview.tasks import tasks_for
from reports.actions import write_section
from reports.checks import steps_of
from reports.models import AssemblyReport, Remark, Report, Seal, Section, SignedCopy
from snppe import settings as product
from snppe.demo import authority, cast
from snppe.demo.files import read
from snppe.demo.invented import PATHS, Reading, aim, chance, reading
from tests.e2e.site import environment_for
from tests.made_once import loaded as load_once
from tests.source import ROOT

ALSACE = ["67-2020", "68-2020"]
FICTITIOUS = ["17-2020", "17-2025", "23-2020", "38-2020", "59-2020", "974-2020"]
SOURCE = "CeA, rapport d’exécution 2024 à l’assemblée"
MARK = "Données fictives de démonstration"


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The reference data and the demonstration, as the commands loaded them for the tests that drive a
    site."""
    source = load_once(environment_for(Path(os.devnull), "")) / "site.sqlite3"
    with django_db_blocker.unblock():
        connection.ensure_connection()
        memory = connection.connection
        with closing(sqlite3.connect(":memory:")) as before:
            memory.backup(before)
            with closing(sqlite3.connect(source)) as loaded:
                loaded.backup(memory)
            yield
            before.backup(memory)


@pytest.fixture
def demo(_loaded: None, db: None) -> None:
    """Each test undoes its own changes."""


def load(**options: Any) -> str:
    out = StringIO()
    call_command("load_demo", stdout=out, **options)
    return out.getvalue()


def counts() -> dict[str, int]:
    ours = ["core", "accounts", "contracts", "indicators", "funding", "reports"]
    models = [model for name in ours for model in apps.get_app_config(name).get_models()]
    return {model._meta.label: model._default_manager.count() for model in models}


def states() -> dict[tuple[str, int], str]:
    rows = Report.objects.values_list("contract__reference", "fiscal_year", "state")
    return {(reference, year): state for reference, year, state in rows}


def test_the_cast_is_named_by_role_and_can_sign_in(demo: None, settings: Any) -> None:
    settings.PASSWORD_HASHERS = product.PASSWORD_HASHERS
    users = list(User.objects.order_by("pk"))

    validate_password(cast.PASSWORD, users[0])

    assert len(users) == cast.size() == 45
    assert all(user.email.endswith("@demo.example") and user.has_usable_password() for user in users)
    # What a password costs to be read is what it costs to be guessed: two are enough.
    assert all(user.check_password(cast.PASSWORD) for user in (users[0], users[-1]))
    assert all(user.seats.open_on(timezone.localdate()).exists() for user in users)


def test_every_role_is_played(demo: None) -> None:
    played = set(Seat.objects.values_list("organisation__kind", "role"))

    assert {role for kind, role in played if kind == "departement"} == {
        "reader", "editor", "signatory", "manager"
    }  # fmt: skip
    assert {("prefecture", "reviewer"), ("prefecture", "editor"), ("ars", "signatory")} <= played
    assert Seat.objects.administering().get().user.email == "gestion.dgcs@demo.example"


def test_each_party_of_each_contract_has_somebody_to_sign(demo: None) -> None:
    signing = set(Seat.objects.filter(role="signatory").values_list("organisation", flat=True))

    parties = [party for contract in Contract.objects.all() for party in contract.closing_parties]

    assert len(parties) == 3 * len(ALSACE + FICTITIOUS)
    assert [str(party) for party in parties if party.organisation_id not in signing] == []


def test_a_report_bears_the_three_signatures_one_over_the_other_all_worthless_in_law(demo: None) -> None:
    copies = list(SignedCopy.objects.order_by("rank").select_related("organisation", "edition__report"))

    assert [(copy.rank, copy.organisation.kind, copy.seat.role) for copy in copies] == [
        (1, "prefecture", "signatory"),
        (2, "ars", "signatory"),
        (3, "departement", "signatory"),
    ]
    assert {copy.edition.report.contract.reference for copy in copies} == {"17-2020"}
    assert {(copy.issuer, copy.is_demonstration, copy.analysis_fault) for copy in copies} == {
        (authority.NAME, True, "")
    }
    assert all(copy.analysed_at for copy in copies)


def test_one_person_chooses_between_two_seats_and_reviews_by_default(demo: None) -> None:
    seats = Seat.objects.filter(user__email="ars.grand-est@demo.example").order_by("organisation__name", "pk")

    assert list(seats.values_list("role", "territory")) == [("reviewer", None), ("editor", None)]


def test_the_accounts_are_printed_with_their_password() -> None:
    lines = list(cast.printed())

    assert cast.PASSWORD in lines[0]
    assert sum("@demo.example" in line for line in lines) == cast.size()


def test_the_two_contracts_of_alsace_hold_what_is_known_and_no_more(demo: None) -> None:
    bas_rhin, haut_rhin = (Contract.objects.get(reference=reference) for reference in ALSACE)
    optional = {
        contract.reference: list(
            contract.retained_objectives.filter(objective__kind="optional").values_list(
                "objective__number", flat=True
            )
        )
        for contract in (bas_rhin, haut_rhin)
    }

    assert optional == {"67-2020": [18, 19], "68-2020": [21, 22]}
    assert ContractObjective.objects.filter(contract=bas_rhin, objective__kind="fundamental").count() == 11
    assert (bas_rhin.starts_on.year, haut_rhin.starts_on.year) == (2021, 2020)
    assert (bas_rhin.signed_on, bas_rhin.departement_share_percent) == (None, None)
    assert not bas_rhin.is_fictitious
    assert {party.organisation.short_name for party in bas_rhin.parties.all()} == {
        "Préfecture 67", "ARS Grand Est", "CeA"
    }  # fmt: skip
    assert list(bas_rhin.amendments.values_list("title", "signed_on")) == [
        ("Prolongation 2023", None), ("Exercice 2024", None)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("reference", "p304", "fir", "ondam"),
    [("67-2020", 2288761, 742500, 713524), ("68-2020", 1441531, 550360, 464300)],
)
def test_the_money_of_alsace_is_real(demo: None, reference: str, p304: int, fir: int, ondam: int) -> None:
    lines = FundingLine.objects.filter(contract__reference=reference)

    notified = {(line.source, line.payee): line.notified_amount for line in lines}

    assert notified == {
        ("p304", "departement"): p304,
        ("fir", "departement"): fir,
        ("ondam", "establishments"): ondam,
    }
    assert p304 + fir == {"67-2020": 3031261, "68-2020": 1991891}[reference]
    assert all(line.requested_amount is line.spent_amount is None for line in lines)
    assert "par déduction" in lines.get(source="p304").provenance


def test_the_baselines_of_alsace_are_real(demo: None) -> None:
    rows = Measurement.objects.filter(perimeter__contracts__reference__in=ALSACE).distinct()

    assert sorted((row.indicator.code, row.year, str(row.perimeter), row.value) for row in rows) == [
        ("1.1", 2019, "Bas-Rhin (67-2020)", Decimal("1.3")),
        ("1.1", 2019, "Haut-Rhin (68-2020)", Decimal("3.6")),
        ("3.1", 2019, "Alsace (67 et 68)", Decimal(3244)),
    ]


def test_every_row_of_alsace_names_its_source_or_says_it_is_deduced(demo: None) -> None:
    of_alsace = {"contract__reference__in": ALSACE}
    rows = [
        *Action.objects.filter(**of_alsace),
        *FundingLine.objects.filter(**of_alsace),
        *Measurement.objects.filter(perimeter__contracts__reference__in=ALSACE),
    ]

    assert len(rows) > 20
    assert all(SOURCE in row.provenance for row in rows)
    assert all("Déduit" in row.provenance for row in Amendment.objects.filter(**of_alsace))
    assert all(
        "Rapport d’exécution 2024" in row.provenance for row in Contract.objects.filter(reference__in=ALSACE)
    )


def test_the_results_of_2024_are_left_to_the_visitor(demo: None) -> None:
    reports = Report.objects.filter(contract__reference__in=ALSACE)

    assert set(reports.values_list("fiscal_year", "state")) == {(2024, "draft")}
    assert set(Section.objects.filter(report__in=reports).values_list("body", flat=True)) == {""}
    assert not ActionReview.objects.filter(action__contract__reference__in=ALSACE).exists()
    assert set(AssemblyReport.objects.get().sections.values_list("body", flat=True)) == {""}


def test_reports_are_in_every_state(demo: None) -> None:
    assert states() == {
        ("67-2020", 2024): "draft",
        ("68-2020", 2024): "draft",
        ("17-2020", 2023): "deliberated",
        ("17-2020", 2024): "agreed",
        ("59-2020", 2023): "agreed",
        ("59-2020", 2024): "shared",
        ("974-2020", 2024): "returned",
        ("23-2020", 2024): "draft",
    }
    assert Seal.objects.valid().filter(decision="reserved").count() == 1
    assert Remark.objects.open().count() == 4


def test_remarks_of_the_demonstration_propose_another_value_and_another_amount(demo: None) -> None:
    proposed = list(Remark.objects.open().exclude(proposed_value=None).order_by("pk"))

    assert [(one.proposal, one.report.contract.reference) for one in proposed] == [
        (f"2,5{NBSP}mois", "974-2020"),
        (f"108{NBSP}200{NBSP}€ (dépensé)", "974-2020"),
    ]
    line = proposed[1].funding_line
    assert line is not None
    assert line.spent_amount == Decimal("111513.60")
    assert all("fictive" in one.body and "ficti" in one.proposed_source for one in proposed)


def test_a_draft_still_lacks_something_to_enter(demo: None) -> None:
    report = Report.objects.get(contract__reference="23-2020")

    said = [text for step in steps_of(report) for text in step.missing]

    assert any("2.1, 5.1, 6.1" in text for text in said)


def test_nothing_invented_is_unmarked(demo: None) -> None:
    of_invented = {"contract__is_fictitious": True}
    marked = [
        *Amendment.objects.filter(**of_invented),
        *Action.objects.filter(**of_invented),
        *FundingLine.objects.filter(**of_invented),
        *Target.objects.filter(**of_invented),
        *Measurement.objects.filter(perimeter__contracts__is_fictitious=True),
        *Contract.objects.filter(is_fictitious=True),
    ]
    texts = [
        *Section.objects.filter(report__contract__is_fictitious=True).exclude(body="").values_list("body"),
        *Measurement.objects.filter(perimeter__contracts__is_fictitious=True)
        .exclude(comment="")
        .values_list("comment"),
        *Remark.objects.values_list("body"),
        *Seal.objects.exclude(statement="").values_list("statement"),
        *ActionReview.objects.values_list("done"),
        *ContractObjective.objects.filter(**of_invented).exclude(reason="").values_list("reason"),
        *Explanation.objects.values_list("sentence"),
        *Indicator.objects.exclude(contract=None).values_list("label"),
        *Assignment.objects.exclude(service="").values_list("service"),
    ]

    assert list(Contract.objects.filter(is_fictitious=True).values_list("reference", flat=True)) == FICTITIOUS
    assert Target.objects.exclude(contract__is_fictitious=True).count() == 0
    assert len(marked) > 400
    assert all(MARK in row.provenance for row in marked)
    assert all("fictive" in text or "fictif" in text.lower() for (text,) in texts)
    assert all(
        "fictive" in row.name
        for row in Organisation.objects.filter(carried_actions__in=Action.objects.filter(**of_invented))
    )


def test_a_contract_of_three_years_is_extended_twice_and_a_late_signer_begins_when_it_signs(
    demo: None,
) -> None:
    nord, isere = (Contract.objects.get(reference=one) for one in ("59-2020", "38-2020"))
    extended, late = statement_of(nord), statement_of(isere)

    assert [extended.state_on(date.fromisoformat(day)) for day in (
        "2020-10-14", "2022-12-31", "2023-09-27", "2023-09-28", "2024-01-01", "2025-01-01",
    )] == [
        "pas encore signé", "en vigueur jusqu’au 31 décembre 2022", "échu depuis le 31 décembre 2022",
        "en vigueur jusqu’au 31 décembre 2023", "en vigueur jusqu’au 31 décembre 2024",
        "échu depuis le 31 décembre 2024",
    ]  # fmt: skip
    assert (nord.initial_ends_on, nord.ends_on) == (date(2022, 12, 31), date(2024, 12, 31))
    assert nord.retained_objectives.get(objective__number=26).amendment.number == 1
    assert isere.territory.wave_announced == 2021
    assert [late.state_on(date.fromisoformat(day)) for day in ("2022-06-19", "2022-06-20")] == [
        "pas encore signé", "en vigueur jusqu’au 31 décembre 2024"
    ]  # fmt: skip
    assert list(isere.years) == [2022, 2023, 2024]
    assert isere.funding_lines.filter(fiscal_year=2022).count() == 8
    assert Measurement.objects.filter(perimeter=isere.own_perimeter, year=2022).exists()


def test_one_authority_has_two_contracts_of_their_own_length(demo: None) -> None:
    told = [statement_of(Contract.objects.get(reference=one)) for one in ALSACE]

    assert [one.state_on(date(2020, 6, 30)) for one in told] == [
        "pas encore signé", "en vigueur jusqu’au 31 décembre 2022"
    ]  # fmt: skip
    assert {one.state_on(date(2023, 6, 30)) for one in told} == {"en vigueur jusqu’au 31 décembre 2023"}
    assert all(one.past.calendar.signature.is_presumed for one in told)


def test_each_situation_that_the_help_names_is_there_for_the_account_it_names(demo: None) -> None:
    page = (ROOT / "templates/pages/help/demonstration.html").read_text()
    told = page.partition("D’autres situations")[2].split("<li>")[1:]

    seen = {
        reference: Contract.objects.visible_to(Seat.objects.filter(user__email=email).first())
        .filter(reference=reference)
        .exists()
        for one in told
        for email in re.findall(r"[\w.-]+@demo\.example", one)
        for reference in re.findall(r"\b\d{2,3}-20\d\d\b", one)
    }

    assert seen == dict.fromkeys(
        ["67-2020", "59-2020", "38-2020", "974-2020", "17-2025", "17-2020", "23-2020"], True
    )


def test_a_draft_amendment_changes_nothing_yet(demo: None) -> None:
    creuse = Contract.objects.get(reference="23-2020")
    draft = creuse.amendments.get(state="draft")

    assert [change.subject.partition(":")[0] for change in draft.changes.all()] == [
        "cible", "objectif", "abandon", "action", "credit"
    ]  # fmt: skip
    assert not creuse.retained_objectives.filter(objective__number=20).exists()
    assert not draft.targets.exists()


def test_a_second_source_stands_beside_the_retained_one(demo: None) -> None:
    rows = Measurement.objects.filter(perimeter__label="Nord (59-2020)", indicator__code="1.1", year=2024)

    assert {row.source: row.is_retained for row in rows} == {"internal": True, "snds": False}


def test_an_invented_series_crosses_from_one_framework_to_the_next(demo: None) -> None:
    contract = Contract.objects.get(reference="17-2025")

    found = SeriesPage(contract, cast.seat_of("gestion.dgcs", "manager")).series

    (series,) = found
    assert [str(year.contract.reference) for year in series.years] == ["17-2020"] * 5 + ["17-2025"] * 3
    assert "fictif" in series.indicator.label
    assert "fictif" in IndicatorLink.objects.get().reason


def test_an_invented_year_is_being_prepared(demo: None) -> None:
    contract = Contract.objects.get(reference="23-2020")
    checks = year_checks(contract, 2024)

    entrusted = dict(Assignment.objects.values_list("indicator__code", "service"))

    service = "Service fictif de l’accueil familial"
    assert entrusted == {"2.1": "", "5.1": service, "6.1": service}
    assert [str(row.code) for row in ContributorKit.objects.get().indicators.order_by("code")] == [
        "5.1",
        "6.1",
    ]
    assert list(Indicator.objects.exclude(contract=None).values_list("code", "contract")) == [
        ("L1", contract.pk)
    ]
    assert (Explanation.objects.count(), bool(checks.open)) == (1, True)


def test_a_carry_over_waits_for_its_payer_who_finds_it_at_home(demo: None) -> None:
    carry = CarryOver.objects.get()

    tasks = tasks_for(cast.seat_of("prefecture.creuse", "editor"), timezone.now())

    assert (carry.line.contract.reference, carry.line.fiscal_year, carry.line.source) == (
        "23-2020", 2023, "p304",
    )  # fmt: skip
    assert "fictif" in carry.justification
    assert [task.title for task in tasks if "crédits" in task.title] == ["Répondre aux reports de crédits"]


def test_invented_figures_are_always_the_same() -> None:
    assert chance("17", "1.1") == chance("17", "1.1") != chance("59", "1.1")
    assert reading("17", 5400, "1.1", 2024, since=2021) == Reading(
        Decimal("13.9"), Decimal(753), Decimal(5400)
    )
    assert aim("17", 5400, "6.1", 2024, since=2021) == Decimal("2.1")


@pytest.mark.parametrize("code", PATHS)
def test_invented_figures_are_plausible(code: str) -> None:
    drawn = [reading("59", 29000, code, year, since=2020) for year in range(2019, 2025)]

    values = [row.value for row in drawn]

    assert all(value >= 0 for value in values)
    assert values == sorted(values, reverse=code == "6.1")
    assert all(row.numerator <= row.denominator for row in drawn if row.numerator is not None)
    assert not PATHS[code].is_cumulative or values[0] == 0


def test_loading_twice_changes_nothing(demo: None) -> None:
    before = counts()

    printed = load()

    assert counts() == before
    assert f"Contrats fictifs ajoutés{NBSP}: 0" in printed


def test_every_act_is_journalled_and_the_chains_hold(demo: None) -> None:
    chains = set(JournalEntry.objects.values_list("chain", flat=True))

    assert {*ALSACE, *FICTITIOUS, "national"} <= chains
    assert list(verify()) == []


def test_complete_enters_what_is_blank_and_leads_both_reports_to_agreement(demo: None) -> None:
    summary = Section.objects.get(report__contract__reference="67-2020", kind="summary")
    write_section(summary, body="Écrit par un visiteur.", by=cast.seat_of("saisie.bas-rhin", "editor"))

    load(complete=True)

    results = Measurement.objects.filter(perimeter__label="Alsace (67 et 68)", year=2024)
    outcomes = ActionReview.objects.filter(action__contract__reference="68-2020", outcome_count__isnull=False)
    agreed = Report.objects.filter(contract__reference__in=ALSACE, state="agreed")
    assert {row.indicator.code: row.value for row in results} == {
        "1.1": Decimal("12.5"),
        "3.1": Decimal(5078),
    }
    assert {(row.outcome_count, row.outcome_unit) for row in outcomes} == {
        (Decimal(27), "postes (toute l’Alsace)"),
        (Decimal(16), "familles"),
        (Decimal(35), "enfants (toute l’Alsace)"),
        (Decimal(5), "postes"),
    }
    assert agreed.count() == 2
    assert [report.current_edition.seals.valid().count() for report in agreed] == [3, 3]
    assert AssemblyReport.objects.get().sections.filter(body="").count() == 0
    summary.refresh_from_db()
    assert summary.body == "Écrit par un visiteur."
    before = counts()
    load(complete=True)
    assert counts() == before


def test_complete_says_in_words_the_figures_of_the_source() -> None:
    file = read("alsace-results.json")
    told = "\n".join(
        [*file["assembly"].values(), *file["sections"]["67"].values(), *file["sections"]["68"].values()]
    )

    figures = [
        "3 031 261 €", "742 500 €", "713 524 €", "1 991 891 €", "550 360 €", "464 300 €",
        "12,5 %", "1,3 %", "3,6 %", "5 078", "3 244", "+56,5 %",
    ]  # fmt: skip
    assert [figure for figure in figures if figure.replace(" ", NBSP) not in told] == []


def test_printing_the_accounts_loads_nothing(demo: None) -> None:
    before = counts()

    printed = load(print_accounts=True)

    assert counts() == before
    assert "saisie.bas-rhin@demo.example" in printed
