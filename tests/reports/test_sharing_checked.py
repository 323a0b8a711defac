"""What holds the sharing of a report: a figure to correct, a gap that nobody explains nor lets be."""

from decimal import Decimal

import pytest
from django.urls import reverse

from core.models import JournalEntry
from core.workflow import TransitionRefused
from indicators.explaining import explain
from reports import workflow
from reports.checks import review_of
from reports.remarks import answer_remark, close_remark, make_remark
from tests.factories import ActionFactory, GapCauseFactory, MeasurementFactory, TargetFactory

URL = reverse("reports:share", args=["67-2020", 2024])


@pytest.fixture
def rate(contract_67):
    return contract_67.framework.objectives.get(number=1).indicators.get()


@pytest.fixture
def missed(contract_67, rate):
    TargetFactory(contract=contract_67, indicator=rate, value=Decimal(20))
    return MeasurementFactory(contract=contract_67, indicator=rate, value=Decimal("12.5"))


def refusal_of(report, by, **details):
    with pytest.raises(TransitionRefused) as refused:
        workflow.share(report, by=by, **details)
    return str(refused.value).replace("\u00a0", " ")


def test_a_gap_is_explained_before_the_report_is_shared(draft, missed, rate, contract_67, editor_67):
    before = refusal_of(draft, editor_67)
    explain(
        contract=contract_67,
        indicator=rate,
        year=2024,
        rule="P5",
        cause=GapCauseFactory(),
        sentence="Deux postes vacants.",
        by=editor_67,
    )
    workflow.share(draft, by=editor_67)

    assert before == (
        "1 écart à expliquer : Indicateur 1.1, indicateur 1.1 (résultat loin de la cible). "
        "Expliquez-les, ou dites pourquoi vous partagez sans."
    )
    assert draft.state == "shared"


def test_a_gap_may_be_let_be_for_a_reason_that_the_journal_keeps(draft, missed, editor_67):
    workflow.share(draft, by=editor_67, reason="Les parties en ont parlé.")

    assert JournalEntry.objects.latest("pk").reason == "Les parties en ont parlé."


def test_a_figure_to_correct_holds_the_report_whatever_the_reason(draft, missed, rate, editor_67):
    rate.upper_bound = Decimal(20) - Decimal(10)
    rate.save()

    refused = refusal_of(draft, editor_67, reason="Quand même.")

    assert refused == (
        "2 valeurs à corriger : Indicateur 1.1, indicateur 1.1 (la valeur reste dans les bornes, "
        "une cible reste dans les bornes). Le partage attend leur correction."
    )


def returned_on(report, rate, editor, reviewer, **place):
    """Shared with a gap let be, then returned for a remark; the remark."""
    workflow.share(report, by=editor, reason="Les parties en ont parlé.")
    remark = make_remark(report, by=reviewer, body="Pourquoi si peu ?", **place)
    workflow.send_back(report, by=reviewer, reason="À expliquer")
    return remark


@pytest.mark.parametrize("is_whole", [False, True])
def test_a_remark_closed_while_the_report_is_returned_leaves_its_gap_to_explain(
    draft, missed, rate, editor_67, prefecture_67, is_whole
):
    place = {} if is_whole else {"indicator": rate}
    remark = returned_on(draft, rate, editor_67, prefecture_67, **place)

    close_remark(remark, by=prefecture_67)

    assert "1 écart à expliquer" in refusal_of(draft, editor_67)
    assert [point.text.replace("\u00a0", " ") for point in review_of(draft).to_justify] == [
        "1 écart à expliquer : 1.1 (résultat loin de la cible)."
    ]
    workflow.share(draft, by=editor_67, reason="La préfecture a clos sa remarque.")
    assert draft.state == "shared"


def test_a_remark_closed_before_the_return_or_elsewhere_asks_for_nothing(
    draft, missed, rate, editor_67, prefecture_67
):
    settled = returned_on(draft, rate, editor_67, prefecture_67, indicator=rate)
    answer_remark(settled, by=editor_67, answer="Deux postes vacants.")
    workflow.share(draft, by=editor_67, reason="Répondu.")
    close_remark(settled, by=prefecture_67)
    summary = draft.sections.get(kind="summary")
    note = make_remark(draft, by=prefecture_67, body="Entre nous.", indicator=rate, is_internal=True)
    remark = make_remark(draft, by=prefecture_67, body="À rédiger.", section=summary)
    action = ActionFactory(contract=draft.contract)
    other = make_remark(draft, by=prefecture_67, body="Combien d’agents ?", action=action)
    workflow.send_back(draft, by=prefecture_67, reason="À rédiger")
    for one in (note, remark, other):
        close_remark(one, by=prefecture_67)

    assert review_of(draft).to_justify == []
    workflow.share(draft, by=editor_67)
    assert draft.current_edition.number == 3


def test_the_page_asks_for_the_reason_and_takes_it(draft, missed, editor_67, sign_in):
    client = sign_in(editor_67)
    page = client.get(URL).content.decode()

    bare = client.post(URL, {"version": draft.version}, follow=True).content.decode()
    client.post(URL, {"version": draft.version, "reason": "Les parties en ont parlé."})

    assert 'name="reason"' in page
    assert "dites pourquoi vous partagez sans" in bare
    draft.refresh_from_db()
    assert draft.state == "shared"
