"""Another amount of a funding line, proposed by a remark: adopted or not by whoever enters that amount."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from contracts.years import YearLocked
from core.models import JournalEntry
from core.versions import StaleVersion
from core.workflow import TransitionRefused
from funding.actions import LineEdit, save_lines
from overview.tasks import tasks_for
from reports import workflow
from reports.models import Remark
from reports.remarks import adopt_proposal, answer_remark, make_remark, pursue_remark
from tests.factories import FundingLineFactory
from tests.refusals import refused
from tests.replayed import replayed

WHERE = ["67-2020", 2024]


@pytest.fixture
def line(draft):
    return FundingLineFactory(contract=draft.contract, fiscal_year=2024)


@pytest.fixture
@replayed
def shared(draft, line, editor_67):
    workflow.share(draft, by=editor_67)
    draft.refresh_from_db()
    return draft


@pytest.fixture
def propose(shared, line, ars_grand_est):
    """`propose(column)` is a remark of the ARS that proposes 900 € there."""

    def _propose(column="notified_amount", value="900"):
        said = {"cell": column, "proposed_value": Decimal(value), "proposed_source": "Arrêté"}
        body = "La notification dit autre chose."
        return make_remark(shared, by=ars_grand_est, body=body, funding_line=line, **said)

    return _propose


@pytest.fixture
def send_back(shared, ars_grand_est):
    return lambda: workflow.send_back(shared, by=ars_grand_est, reason="Montant à revoir")


def address(name, *more):
    return reverse(f"reports:{name}", args=[*WHERE, *more])


def test_an_amount_is_proposed_from_the_page_of_the_remark(sign_in, shared, line, ars_grand_est):
    said = {
        "place": f"funding_line-{line.pk}",
        "kind": "wrong",
        "body": "Faux.",
        "proposed_value": "1 200,50",
    }
    said |= {"cell": "paid_amount", "proposed_source": "Chorus"}

    page = sign_in(ars_grand_est).post(address("remark"), said, follow=True)

    [made] = Remark.objects.all()
    assert (made.funding_line, made.cell, made.proposed_value) == (
        line, "paid_amount", Decimal("1200.50"),
    )  # fmt: skip
    assert made.proposal == "1\u00a0200,50\u00a0€ (payé)"
    assert made.proposal in page.text


def test_its_payer_adopts_it_with_its_reason_its_version_and_an_answer(
    sign_in, shared, propose, send_back, line, prefecture_editor_67
):
    remark = propose()
    send_back()
    sent = {"answer": "", "version": remark.version, "adopt": "1"}

    answer = sign_in(prefecture_editor_67).post(address("answer", remark.pk), sent, follow=True)

    remark.refresh_from_db()
    line.refresh_from_db()
    entry = JournalEntry.objects.filter(subject=f"funding.fundingline:{line.pk}").latest("number")
    assert f"La valeur {remark.proposal} est enregistrée" in answer.text
    assert f"Réponse\u00a0: {prefecture_editor_67.organisation.short_name}, " in answer.text
    assert (line.notified_amount, line.version, remark.state) == (Decimal(900), 2, "answered")
    assert remark.adopted_at is not None
    assert (entry.act, entry.reason) == (
        "Saisir les financements", "La notification dit autre chose. (Arrêté)",
    )  # fmt: skip
    with pytest.raises(TransitionRefused, match="aucune valeur à adopter"):
        adopt_proposal(remark, by=prefecture_editor_67)


@pytest.mark.parametrize(
    ("column", "owner"), [("notified_amount", "prefecture_editor_67"), ("spent_amount", "editor_67")]
)
def test_an_amount_is_adopted_by_whoever_enters_it_and_by_nobody_else(
    request, propose, send_back, line, column, owner
):
    remark = propose(column)
    send_back()
    names = {"prefecture_editor_67", "editor_67", "ars_editor", "ars_grand_est", "prefecture_67"}
    for name in names - {owner}:
        with pytest.raises(PermissionDenied):
            adopt_proposal(remark, by=request.getfixturevalue(name))

    adopt_proposal(remark, by=request.getfixturevalue(owner))

    line.refresh_from_db()
    assert getattr(line, column) == Decimal(900)


def test_an_amount_that_moved_since_the_page_is_not_replaced_unseen(
    sign_in, propose, send_back, line, prefecture_editor_67
):
    remark = propose()
    send_back()
    client, where = sign_in(prefecture_editor_67), address("answer", remark.pk)
    shown = client.get(where).context["standing"]
    edits = [LineEdit(line.pk, line.version, {"notified_amount": Decimal(950)})]
    save_lines(line.contract, year=2024, edits=edits, by=prefecture_editor_67)
    sent = {"answer": "D’accord.", "version": remark.version, "adopt": "1", "standing": shown.mark}

    told = client.post(where, sent)
    line.refresh_from_db()
    assert line.notified_amount == Decimal(950)
    assert "950\u00a0€ est inscrit maintenant" in told.text
    assert "D’accord." in told.text

    client.post(where, sent | {"standing": told.context["standing"].mark})
    line.refresh_from_db()
    assert line.notified_amount == Decimal(900)


def test_the_departement_answers_and_only_the_payer_is_offered_to_adopt(
    sign_in, propose, send_back, editor_67, prefecture_editor_67, ars_editor
):
    remark = propose()
    send_back()
    where = address("answer", remark.pk)

    told = [sign_in(seat).get(where) for seat in (editor_67, prefecture_editor_67, ars_editor)]

    assert [answer.status_code for answer in told] == [200, 200, 403]
    assert ["Adopter " in answer.text for answer in told[:2]] == [False, True]
    assert "Inscrit aujourd’hui\u00a0: <strong>1\u00a0000\u00a0€</strong>" in told[1].text


def test_a_proposed_amount_waits_for_the_return(sign_in, propose, line, prefecture_editor_67):
    remark = propose()
    page = sign_in(prefecture_editor_67).get(address("answer", remark.pk)).text

    assert "ne s’adopte pas maintenant" in page
    with pytest.raises(YearLocked):
        adopt_proposal(remark, by=prefecture_editor_67)
    line.refresh_from_db()
    assert line.notified_amount == Decimal(1000)


def test_an_amount_is_not_adopted_on_a_remark_that_has_moved(propose, send_back, line, prefecture_editor_67):
    remark = propose()
    send_back()
    answer_remark(remark, by=prefecture_editor_67, answer="Nous vérifions.")

    with pytest.raises(StaleVersion):
        adopt_proposal(remark, by=prefecture_editor_67, shown_version=remark.version)
    line.refresh_from_db()
    assert line.notified_amount == Decimal(1000)


def test_a_payer_declines_with_its_reason_and_is_named_in_the_thread(
    propose, send_back, line, prefecture_editor_67, ars_grand_est
):
    remark = propose()
    send_back()

    remark = answer_remark(remark, by=prefecture_editor_67, answer="L’arrêté a été modifié.")
    remark = pursue_remark(remark, by=ars_grand_est, body="Par lequel ?")

    line.refresh_from_db()
    assert line.notified_amount == Decimal(1000)
    assert [(one.organisation, one.body) for one in remark.replies.all()] == [
        (prefecture_editor_67.organisation, "L’arrêté a été modifié."),
        (ars_grand_est.organisation, "Par lequel ?"),
    ]


def test_its_payer_is_told_that_an_amount_is_to_be_adopted_or_not(
    propose, send_back, prefecture_editor_67, prefecture_67, ars_editor
):
    propose()
    send_back()

    told = [tasks_for(seat, timezone.now()) for seat in (prefecture_editor_67, prefecture_67, ars_editor)]

    assert [any("montant proposé" in task.title for task in tasks) for tasks in told] == [True, False, False]
    assert ["votre siège de saisie" in "".join(task.detail for task in tasks) for tasks in told] == [
        False, True, False,
    ]  # fmt: skip


def test_a_payer_answers_no_other_remark(shared, line, ars_grand_est, prefecture_editor_67):
    remark = make_remark(shared, by=ars_grand_est, body="Expliquez.", funding_line=line)

    with pytest.raises(PermissionDenied):
        answer_remark(remark, by=prefecture_editor_67, answer="Voici.")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"cell": ""}, "cell"),
        ({"cell": "carried_in_amount"}, "cell"),
        ({"proposed_value": ""}, "proposed_value"),
        ({"proposed_value": "-4"}, "proposed_value"),
        ({"proposed_value": "12,345"}, "proposed_value"),
        ({"proposed_value": "9999999999999"}, "proposed_value"),
        ({"proposed_source": ""}, "proposed_source"),
        ({"place": "whole"}, "proposed_value"),
        ({"is_internal": "on"}, "is_internal"),
    ],
)
def test_an_amount_that_could_not_be_adopted_is_told_at_its_place(
    sign_in, shared, line, ars_grand_est, changed, field
):
    said = {"place": f"funding_line-{line.pk}", "kind": "wrong", "body": "Faux.", "proposed_value": "900"}
    said |= {"cell": "notified_amount", "proposed_source": "Arrêté"} | changed

    answer = sign_in(ars_grand_est).post(address("remark"), said)

    assert field in answer.context["form"].errors
    assert not Remark.objects.exists()


def test_an_amount_is_proposed_on_a_line_and_a_figure_without_a_column(shared, line, ars_grand_est):
    said = {
        "report": shared, "organisation": ars_grand_est.organisation, "author": ars_grand_est.user,
        "body": "?", "proposed_value": 1, "proposed_source": "Arrêté",
    }  # fmt: skip
    refused(Remark(**said, funding_line=line), "remark_proposal_is_sourced")
    refused(Remark(**said, cell="paid_amount"), "remark_cell_is_of_its_row")
