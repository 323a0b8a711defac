"""Every address with every role: 200 where the design says so, 403 without the right, 404 outside one's
scope."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from contracts.models import ActionReview
from indicators.enums import ImportKind
from indicators.imports.actions import bring
from reports import workflow
from reports.actions import open_report, write_section
from reports.assembly import open_assembly_report
from reports.bundles.asking import ask_signed
from reports.committee import save_committee, save_decision
from reports.models import Committee, Decision, Report, Section
from reports.remarks import make_remark
from reports.selection import ReportFilter
from tests.access import ACTS, AGREED_YEAR, DRAFT_YEAR, PAGES, ROLES, SHARED_YEAR, Act, Page
from tests.factories import (
    ActionFactory,
    AmendmentFactory,
    DeadlineFactory,
    ExtensionRequestFactory,
    MeasurementFactory,
)
from tests.policies import faults_of
from tests.replayed import replayed
from tests.reports.conftest import finish_papers

TABLE = "Contrat;Indicateur;Année;Valeur\n67-2020;1.1;2024;12,5"
OUTSIDERS = ("prefecture_67", "ars_grand_est", "editor_17", "dgcs", "dgcs_reader")
SECRETS = ("87,3", "commentaire réservé", "récit réservé", "bilan réservé")


@pytest.fixture
def world(request: pytest.FixtureRequest, sign_in: Any, contract_17: Any) -> dict[str, Any]:
    """A contract with a draft, a shared and an agreed report, and a client for each role."""
    seats = {role: request.getfixturevalue(role) for role in ROLES if role != "anonymous"}
    told = what_there_is(contract=request.getfixturevalue("contract_67"), seats=seats)
    clients = {"anonymous": sign_in(None)} | {role: sign_in(seat) for role, seat in seats.items()}
    # Its file is withdrawn by one of the acts.
    batch = bring(ImportKind.TABLE, None, None, "valeurs.csv", TABLE.encode(), seats["editor_67"]).pk
    return {**told, "batch": batch, "seats": seats, "clients": clients}


@replayed
def what_there_is(contract: Any, seats: dict[str, Any]) -> dict[str, Any]:
    """What the addresses name, each by its key."""
    ActionFactory(contract=contract, number=1)
    deadline = DeadlineFactory(campaign__framework=contract.framework)
    asked = ExtensionRequestFactory(contract=contract, deadline=deadline)
    AmendmentFactory(contract=contract, number=1, kinds=["period", "objectives", "credits"], fiscal_year=2024)
    editor = seats["editor_67"]
    draft, shared, agreed = (
        open_report(contract=contract, fiscal_year=year, by=editor)
        for year in (DRAFT_YEAR, SHARED_YEAR, AGREED_YEAR)
    )
    for report in (shared, agreed):
        workflow.share(report, by=editor)
    finish_papers()
    _agree(agreed, seats)
    finish_papers()
    remark = make_remark(shared, by=seats["ars_grand_est"], body="À préciser.")
    paper = open_assembly_report(
        authority=editor.organisation, fiscal_year=DRAFT_YEAR, by=seats["signatory_67"]
    )
    committee, decision = _meeting(contract, editor)
    return {
        "code": agreed.current_edition.short_hash,
        "committee": committee.pk,
        "decision": decision.pk,
        "deadline": deadline.pk,
        "extension": asked.pk,
        "bundle": ask_signed(chosen=ReportFilter(), by=editor).pk,
        "section": draft.sections.first().pk,
        "remark": remark.pk,
        "authority": editor.organisation.slug,
        "assembly_section": paper.sections.first().pk,
    }


def _meeting(contract: Any, by: Any) -> tuple[Committee, Decision]:
    values = {"fiscal_year": DRAFT_YEAR, "held_on": date(2025, 5, 6)}
    committee = save_committee(Committee(contract=contract), values=values, by=by)
    told = {"text": "Se revoir.", "owner": "Préfecture"}
    return committee, save_decision(Decision(committee=committee), values=told, by=by)


def _agree(report: Report, seats: dict[str, Any]) -> None:
    sha256 = report.current_edition.sha256
    for role in ("prefecture_67", "ars_grand_est", "signatory_67"):
        workflow.seal(report, by=seats[role], decision="given", sha256=sha256)


def address(named: Page | Act, world: dict[str, Any]) -> str:
    filled = [str(argument).format(**world) for argument in named.arguments]
    return reverse(named.name, args=filled)


def roles_asked(admitted: Sequence[str]) -> Sequence[str]:
    """The roles that are tried. Rights do not depend on the database: on PostgreSQL one who is admitted is
    enough, for the orders that the page or the act gives it."""
    return ROLES if connection.vendor == "sqlite" else admitted[:1]


def test_each_page_answers_each_role_as_the_design_says_writes_nothing_and_tells_no_draft(
    world: dict[str, Any],
) -> None:
    keep_secrets(world)
    before, shown, leaks = (rows_everywhere(), states()), set(), []
    found: dict[str, dict[str, int]] = {}
    faults: dict[str, list[str]] = {}

    for page in PAGES:
        url, expected = address(page, world), dict(zip(ROLES, page.answers, strict=True))
        asked = roles_asked([role for role, status in expected.items() if status == 200])
        own = answer(world, "editor_67", url)
        shown |= {secret for secret in SECRETS if secret in body_of(own)}
        found[page.label] = {}
        for role in asked:
            response = own if role == "editor_67" else answer(world, role, url)
            found[page.label][role] = response.status_code
            if lacking := faults_of(response):
                faults[f"{role} {page.label} {response.status_code}"] = lacking
            leaks += leaks_of(response, role, url)
        # Only a page that offers its content as a file answers otherwise when asked for one.
        if "format=csv" in body_of(own):
            file = f"{url}?format=csv&vue=actes&page=2"
            leaks += [leak for role in asked for leak in leaks_of(answer(world, role, file), role, file)]
        assert found[page.label] == {role: expected[role] for role in asked}, page.label

    assert (leaks, faults) == ([], {})
    assert shown == set(SECRETS)
    assert (rows_everywhere(), states()) == before


def keep_secrets(world: dict[str, Any]) -> None:
    """What the draft holds, that nobody outside its département reads anywhere."""
    contract = Report.objects.get(fiscal_year=DRAFT_YEAR).contract
    indicator = contract.framework.objectives.get(number=1).indicators.get()
    MeasurementFactory(contract=contract, indicator=indicator, value=Decimal("87.3"), comment=SECRETS[1])
    write_section(Section.objects.get(pk=world["section"]), body=SECRETS[2], by=world["seats"]["editor_67"])
    ActionReview.objects.create(action=contract.actions.get(), fiscal_year=DRAFT_YEAR, done=SECRETS[3])


def answer(world: dict[str, Any], role: str, url: str) -> Any:
    return world["clients"][role].get(url)


def leaks_of(response: Any, role: str, url: str) -> list[str]:
    """What an answer to somebody outside the département tells of its draft."""
    if role not in OUTSIDERS:
        return []
    text = body_of(response)
    return [f"{role} {url} : {secret}" for secret in SECRETS if secret in text]


def rows_everywhere() -> dict[str, int]:
    """How many rows each table holds, the sessions' aside."""
    models = [model for model in apps.get_models() if model._meta.label != "sessions.Session"]
    return {model._meta.label: model._default_manager.count() for model in models}


def states() -> list[tuple[int, str]]:
    """The version and the state of each report."""
    return list(Report.objects.order_by("pk").values_list("version", "state"))


def test_each_act_is_refused_to_all_but_those_the_design_names(world: dict[str, Any]) -> None:
    found = {}
    for act in ACTS:
        # Making the world takes longer than all the acts: each is undone before the next.
        with transaction.atomic():
            asked = roles_asked(act.allowed)
            found[act.label] = [role for role in asked if is_admitted(world["clients"][role], act, world)]
            transaction.set_rollback(True)

    assert found == {
        act.label: [role for role in roles_asked(act.allowed) if role in act.allowed] for act in ACTS
    }


def is_admitted(client: Client, act: Act, world: dict[str, Any]) -> bool:
    answer = client.post(address(act, world))
    sent_to_sign_in = answer.headers.get("Location", "").startswith("/connexion/")
    return answer.status_code not in {403, 404} and not sent_to_sign_in


def body_of(response: Any) -> str:
    """What a page or a small file says; a PDF is left out (it is frozen content)."""
    if response.streaming or "pdf" in response.headers.get("Content-Type", ""):
        return ""
    return response.content.decode("utf-8", "replace")


def names_of(patterns: list[URLPattern | URLResolver], namespace: str = "") -> set[str]:
    """Every name of the application's own addresses, the administration's left out."""
    names: set[str] = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "admin":
                names |= names_of(pattern.url_patterns, pattern.namespace or namespace)
        elif pattern.name:
            names.add(f"{namespace}:{pattern.name}")
    return names


def test_the_matrix_leaves_no_address_out() -> None:
    assert names_of(get_resolver().url_patterns) - {page.name for page in PAGES} == set()
