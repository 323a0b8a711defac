"""The history of a contract: complete, readable, constant in cost, and closed on what is not shared yet."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contracts.actions import save_action
from contracts.history import acts_page, changes_page
from contracts.models import ActionReview, Document
from core import journal
from core.acting import acting
from core.readable import Change, changes_of_trace
from funding.actions import LineEdit, save_lines
from funding.models import FundingLine
from reports.models import Remark
from tests.factories import (
    ActionFactory,
    AmendmentFactory,
    FundingLineFactory,
    IndicatorFactory,
    MeasurementFactory,
    ObjectiveFactory,
    OrganisationFactory,
    ReportFactory,
    SectionFactory,
    TargetFactory,
    put_in_state,
)

URL = reverse("contracts:history", args=["67-2020"])


def entries(contract, seat, page=1):
    return list(changes_page(contract, seat, page).object_list)


def last(contract, seat):
    return entries(contract, seat)[0]


def told(contract, seat):
    """All that the history says to a seat, as one text."""
    pages = changes_page(contract, seat, 1).paginator.num_pages
    return "\n".join(str(one) for page in range(1, pages + 1) for one in entries(contract, seat, page))


def test_a_change_says_who_in_which_seat_what_and_from_what_to_what(contract_67, editor_67):
    action = ActionFactory(contract=contract_67, number=1, title="Avant", staff_fte=Decimal("1.5"))
    save_action(
        contract_67,
        action=action,
        values={"title": "Après", "staff_fte": Decimal(2), "starts_on": date(2024, 1, 1), "state": "ongoing"},
        by=editor_67,
    )

    entry = last(contract_67, editor_67)

    assert (entry.who, entry.act, entry.kind, entry.subject) == (
        str(editor_67),
        "Modification",
        "Action",
        "1. Après",
    )
    assert entry.changes == [
        Change("Intitulé", "Avant", "Après"),
        Change("Début", "(vide)", "01/01/2024"),
        Change("Postes (ETP)", "1,5", "2"),
        Change("État", "Prévue", "En cours"),
    ]


def test_a_creation_tells_what_was_filled_and_nothing_before(contract_67, editor_67):
    carrier = OrganisationFactory(name="Résonance", kind="carrier")
    with acting(editor_67):
        ActionFactory(contract=contract_67, number=3, title="Équipe mobile", carrier=carrier)

    entry = last(contract_67, editor_67)

    assert entry.act == "Création"
    assert entry.changes == [
        Change("Numéro", "", "3"),
        Change("Intitulé", "", "Équipe mobile"),
        Change("Porteur", "", "Résonance"),
        Change("État", "", "Prévue"),
    ]


def test_a_removal_is_told(contract_67, editor_67):
    document = Document.objects.create(contract=contract_67, kind="other", title="Une pièce")
    with acting(editor_67):
        document.delete()

    entry = last(contract_67, editor_67)

    assert (entry.act, entry.kind, entry.subject, entry.changes) == (
        "Suppression",
        "Document",
        "Une pièce",
        [],
    )


def test_what_the_system_did_is_said_so(contract_67, editor_67):
    AmendmentFactory(contract=contract_67, number=1, title="Crédits")

    entry = last(contract_67, editor_67)

    assert (entry.who, entry.subject) == ("Le système", "Avenant n°\u00a01 – Crédits")


def test_a_change_of_objectives_is_told_by_their_names(contract_67, editor_67):
    first, second = (ObjectiveFactory(framework=contract_67.framework, number=number) for number in (21, 22))
    action = ActionFactory(contract=contract_67)
    action.objectives.set([first])

    action.objectives.set([first, second])

    # Django removes, then adds: only the addition happened here.
    assert last(contract_67, editor_67).changes == [
        Change("Objectifs", "21. Objectif 21", "21. Objectif 21 et 22. Objectif 22")
    ]


def test_amounts_are_told_in_euros_with_their_payer(contract_67, prefecture_editor_67):
    line = FundingLineFactory(contract=contract_67)
    edit = LineEdit(line.pk, 1, {"paid_amount": Decimal("1234.5")})
    save_lines(contract_67, year=2024, edits=[edit], by=prefecture_editor_67)

    entry = last(contract_67, prefecture_editor_67)

    assert entry.subject == "Programme 304 2024 – Préfecture du Bas-Rhin"
    assert entry.changes == [Change("Payé", "(vide)", "1\u00a0234,50\u00a0€")]


def test_everything_that_hangs_on_the_contract_is_followed(contract_67, editor_67):
    indicator = IndicatorFactory(code="1.9", label="Un indicateur")
    report = ReportFactory(contract=contract_67)
    TargetFactory(contract=contract_67, indicator=indicator)
    MeasurementFactory(contract=contract_67, indicator=indicator)
    SectionFactory(report=report)
    FundingLineFactory(contract=contract_67)
    action = ActionFactory(contract=contract_67)
    ActionReview.objects.create(action=action, fiscal_year=2024)
    AmendmentFactory(contract=contract_67)
    Document.objects.create(contract=contract_67, kind="other", title="Une pièce")
    for row in (contract_67, contract_67.parties.first(), contract_67.retained_objectives.first()):
        row.save()

    text = told(contract_67, editor_67)

    for kind in (
        "Contrat", "Partie", "Avenant", "Objectif retenu", "Action", "Bilan d’action", "Document",
        "Ligne de financement", "Cible", "Relevé", "Rapport d’exécution", "Section",
    ):  # fmt: skip
        assert f"kind='{kind}'" in text, kind


def test_the_history_of_another_contract_does_not_mix(contract_67, contract_68, editor_67):
    ActionFactory(contract=contract_68, title="Ailleurs")

    assert "Ailleurs" not in told(contract_67, editor_67)


@pytest.fixture
def unshared(contract_67):
    """Figures and narrative of a year that the département alone may read."""
    report = ReportFactory(contract=contract_67)
    indicator = IndicatorFactory(code="1.9", label="Un indicateur")
    MeasurementFactory(contract=contract_67, indicator=indicator, value=Decimal("98.7"))
    SectionFactory(report=report, body="Un récit confidentiel.")
    ActionReview.objects.create(
        action=ActionFactory(contract=contract_67), fiscal_year=2024, done="Un bilan confidentiel."
    )
    return report


SECRETS = ["98,7", "Un récit confidentiel.", "Un bilan confidentiel."]


@pytest.mark.parametrize("who", ["editor_67", "reader_67"])
def test_the_departement_reads_its_own_unshared_year(request, contract_67, unshared, who):
    text = told(contract_67, request.getfixturevalue(who))

    assert [secret in text for secret in SECRETS] == [True, True, True]


@pytest.mark.parametrize("who", ["prefecture_67", "prefecture_editor_67", "ars_grand_est", "dgcs"])
def test_nobody_else_reads_an_unshared_year_in_the_history(request, contract_67, unshared, who):
    text = told(contract_67, request.getfixturevalue(who))

    assert [secret in text for secret in SECRETS] == [False, False, False]
    assert "kind='Rapport d’exécution'" in text


@pytest.mark.parametrize("who", ["prefecture_67", "ars_grand_est", "dgcs"])
def test_the_journal_keeps_the_same_secrets(request, contract_67, unshared, who, editor_67):
    measurement = contract_67.own_perimeter.measurements.get()
    section = unshared.sections.get()
    for subject, after in ((measurement, {"value": "98.7"}), (section, {"body": "Un récit confidentiel."})):
        journal.record(chain="67-2020", act="Saisir", subject=subject, by=editor_67, after=after)

    hidden = list(acts_page(contract_67, request.getfixturevalue(who), 1).object_list)
    shown = list(acts_page(contract_67, editor_67, 1).object_list)

    assert hidden == []
    assert [one.changes for one in shown] == [
        [Change("Texte", "", "Un récit confidentiel.")],
        [Change("Valeur", "", "98,7")],
    ]


def test_a_year_once_shared_is_read_by_the_parties(contract_67, unshared, prefecture_67):
    put_in_state(unshared, "shared")

    assert "98,7" in told(contract_67, prefecture_67)


def test_the_baseline_is_everybody_s(contract_67, unshared, prefecture_67):
    MeasurementFactory(
        contract=contract_67, indicator=IndicatorFactory(code="1.8"), year=2019, value=Decimal("1.3")
    )

    assert "1,3" in told(contract_67, prefecture_67)


def test_an_internal_note_stays_in_its_organisation(contract_67, editor_67, prefecture_67, ars_grand_est):
    report = ReportFactory(contract=contract_67)
    note = {"report": report, "author": prefecture_67.user, "organisation": prefecture_67.organisation}
    internal = Remark.objects.create(**note, body="Une note interne.", is_internal=True)
    Remark.objects.create(**note, body="Une remarque ouverte.")
    journal.record(chain="67-2020", act="Noter", subject=internal, after={"body": "Une note interne."})

    assert "Une note interne." in told(contract_67, prefecture_67)
    assert len(acts_page(contract_67, prefecture_67, 1).object_list) == 1
    for seat in (editor_67, ars_grand_est):
        assert "Une note interne." not in told(contract_67, seat)
        assert "Une remarque ouverte." in told(contract_67, seat)
        assert list(acts_page(contract_67, seat, 1).object_list) == []


def test_the_journal_shows_no_subject_that_was_not_declared(contract_67, editor_67):
    journal.record(chain="67-2020", act="Autre", subject=editor_67.user, after={"email": "x"})

    assert list(acts_page(contract_67, editor_67, 1).object_list) == []


def test_an_act_is_told_with_its_number_its_hash_and_its_reason(contract_67, prefecture_editor_67):
    entry = journal.record(
        chain="67-2020",
        act="Renvoyer le rapport",
        subject=contract_67,
        by=prefecture_editor_67,
        before={"state": "draft"},
        after={"state": "signed"},
        reason="À compléter.",
    )

    act = acts_page(contract_67, prefecture_editor_67, 1).object_list[0]

    assert (act.who, act.act, act.reason) == (
        str(prefecture_editor_67),
        "Renvoyer le rapport",
        "À compléter.",
    )
    assert act.changes == [Change("État", "En préparation", "Signé")]
    assert act.proof == f"n°\u00a01, empreinte {entry.entry_hash[:12]}"


def test_the_values_of_the_journal_are_told_in_french():
    """In the order of the fields, whatever the order in which a database keeps them."""
    before = {"notified_amount": "1000", "comment": "", "payer": 3}
    after = {
        "notified_amount": None,
        "comment": "Vu.",
        "payer": 4,
        "position": 2,
        "inconnu": "x",
        "paid_amount": "n",
    }

    changes = changes_of_trace(FundingLine, before, after)

    assert changes == [
        Change("Rang", "", "2"),
        Change("Notifié", "1\u00a0000\u00a0€", "(vide)"),
        Change("Payé", "", "n"),
        Change("Commentaire", "(vide)", "Vu."),
        Change("inconnu", "", "x"),
    ]


def test_dates_instants_lists_and_choices_of_the_journal_are_told_in_french(contract_67):
    after = {
        "state": "signed",
        "starts_on": "2020-01-01",
        "is_fictitious": True,
        "departement_share_percent": "50",
    }

    changes = changes_of_trace(type(contract_67), {}, after)

    assert [change.after for change in changes] == ["Signé", "01/01/2020", "50\u00a0%", "oui"]


def test_the_page_is_paginated_the_latest_first(sign_in, contract_67, editor_67):
    for number in range(1, 41):
        ActionFactory(contract=contract_67, number=number, title=f"Action {number}")
    client = sign_in(editor_67)

    first, second = (client.get(URL, {"page": page}).content.decode() for page in (1, 2))

    assert "40. Action 40" in first
    assert "40. Action 40" not in second
    assert "15. Action 15" in second


@pytest.mark.parametrize("who", ["editor_67", "prefecture_67"])
def test_the_page_costs_the_same_with_four_changes_and_with_twenty_four(
    request, sign_in, contract_67, monkeypatch, who
):
    client = sign_in(request.getfixturevalue(who))
    action = ActionFactory(contract=contract_67, number=1)
    line = FundingLineFactory(contract=contract_67)
    for rank in range(12):
        action.objectives.set([ObjectiveFactory(framework=contract_67.framework, number=30 + rank)])
        line.comment = f"Commentaire {rank}"
        line.save()

    def cost(per_page):
        monkeypatch.setattr("contracts.history.PER_PAGE", per_page)
        with CaptureQueriesContext(connection) as captured:
            page = client.get(URL)
        assert page.content.decode().count("snppe-timeline__when") == per_page
        return len(captured)

    cost(4)

    assert cost(24) == cost(4)


def test_the_acts_cost_the_same_with_one_and_with_five(sign_in, contract_67, prefecture_67, unshared):
    client = sign_in(prefecture_67)

    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(URL, {"vue": "actes"}).status_code == 200
        return len(captured)

    journal.record(chain="67-2020", act="un", subject=contract_67)
    cost()
    with_one = cost()
    for _ in range(4):
        journal.record(chain="67-2020", act="un", subject=contract_67)

    assert cost() == with_one


def test_a_page_number_that_makes_no_sense_gives_the_nearest_page(sign_in, contract_67, editor_67):
    client = sign_in(editor_67)

    for number in ("0", "x", "9999"):
        assert client.get(URL, {"page": number}).status_code == 200


def test_a_dangerous_text_is_inert_in_the_history(sign_in, contract_67, editor_67):
    ActionFactory(contract=contract_67, title="<script>alert(1)</script>{{ 7|add:7 }}")

    page = sign_in(editor_67).get(URL).content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7|add:7 }}" in page
