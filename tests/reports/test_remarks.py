"""Remarks: their thread, the value they propose, and what others never read of a note."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from contracts.years import YearLocked
from core.models import JournalEntry
from core.workflow import TransitionRefused
from indicators.actions import record_measurement
from indicators.gate import EntryRefused
from indicators.models import Indicator, Measurement
from reports import workflow
from reports.bundles.extract import extract_for
from reports.models import Remark
from reports.remarks import adopt_proposal, answer_remark, close_remark, make_remark, pursue_remark
from tests.factories import AmendmentFactory, FundingLineFactory, GapCauseFactory
from tests.refusals import refused

WHERE = ["67-2020", 2024]


@pytest.fixture
def rate(contract_67):
    return Indicator.objects.followed_by(contract_67).order_by("code").first()


@pytest.fixture
def proposal(shared, ars_grand_est, rate):
    said = {"proposed_value": Decimal("12"), "proposed_source": "SNDS, extraction 2024"}
    return make_remark(shared, by=ars_grand_est, body="Le SNDS compte autrement.", indicator=rate, **said)


@pytest.fixture
def returned(shared, proposal, ars_grand_est):
    workflow.send_back(shared, by=ars_grand_est, reason="Indicateur à revoir")
    return shared


def address(name, *more):
    return reverse(f"reports:{name}", args=[*WHERE, *more])


def test_a_remark_is_asked_again_and_keeps_what_was_answered(shared, ars_grand_est, editor_67):
    remark = make_remark(shared, by=ars_grand_est, body="Précisez.")
    remark = answer_remark(remark, by=editor_67, answer="C’est une moyenne.")

    remark = pursue_remark(
        remark, by=ars_grand_est, body="Sur quelle période ?", shown_version=remark.version
    )
    remark = answer_remark(remark, by=editor_67, answer="Sur l’année.")

    thread = [(reply.organisation.kind, reply.body) for reply in remark.replies.all()]
    assert thread == [("departement", "C’est une moyenne."), ("ars", "Sur quelle période ?")]
    assert (remark.state, remark.answer) == ("answered", "Sur l’année.")
    assert JournalEntry.objects.filter(act="Relancer une remarque").get().seat_label == str(ars_grand_est)


def test_only_its_own_organisation_asks_again_and_only_what_is_answered(
    shared, ars_grand_est, prefecture_67, editor_67
):
    remark = make_remark(shared, by=ars_grand_est, body="Précisez.")

    with pytest.raises(TransitionRefused, match="pas de réponse"):
        pursue_remark(remark, by=ars_grand_est, body="Alors ?")
    answer_remark(remark, by=editor_67, answer="Voici.")
    with pytest.raises(TransitionRefused, match="ce qui manque"):
        pursue_remark(remark, by=ars_grand_est, body=" ")
    for seat in (prefecture_67, editor_67):
        with pytest.raises(PermissionDenied):
            pursue_remark(remark, by=seat, body="Alors ?")


def test_a_proposed_value_is_adopted_with_its_history_its_reason_and_an_answer(
    sign_in, returned, proposal, editor_67, rate
):
    sent = {"answer": "", "version": proposal.version, "adopt": "1"}

    answer = sign_in(editor_67).post(address("answer", proposal.pk), sent, follow=True)

    proposal.refresh_from_db()
    held = Measurement.objects.get(indicator=rate, year=2024, perimeter=returned.contract.own_perimeter)
    entry = JournalEntry.objects.filter(subject=f"indicators.measurement:{held.pk}").latest("number")
    assert f"La valeur {proposal.proposal} est enregistrée" in answer.text
    assert (held.value, proposal.state, proposal.adopted_at is not None) == (Decimal(12), "answered", True)
    assert "SNDS, extraction 2024" in held.provenance
    assert entry.reason == "Le SNDS compte autrement. (SNDS, extraction 2024)"
    with pytest.raises(TransitionRefused, match="aucune valeur à adopter"):
        adopt_proposal(proposal, by=editor_67)


def test_adopting_keeps_the_cause_of_the_gap_and_says_that_the_ratio_goes(
    sign_in, draft, editor_67, ars_grand_est, rate
):
    cause = GapCauseFactory()
    record_measurement(
        contract=draft.contract, indicator=rate, year=2024, by=editor_67,
        numerator=Decimal(30), denominator=Decimal(120), gap_cause=cause, comment="Deux postes vacants.",
    )  # fmt: skip
    workflow.share(draft, by=editor_67, reason="Déjà dit.")
    said = {"proposed_value": Decimal(24), "proposed_source": "SNDS"}
    remark = make_remark(draft, by=ars_grand_est, body="Le SNDS dit 24.", indicator=rate, **said)
    workflow.send_back(draft, by=ars_grand_est, reason="SNDS")

    page = sign_in(editor_67).get(address("answer", remark.pk)).text
    adopt_proposal(remark, by=editor_67)

    held = Measurement.objects.get(indicator=rate, year=2024, perimeter=draft.contract.own_perimeter)
    assert "n’aura plus ce calcul\u00a0: 30 sur 120" in page
    assert (held.value, held.numerator, held.gap_cause) == (Decimal(24), None, cause)
    assert held.comment == "Deux postes vacants."


def test_a_figure_that_moved_since_the_page_is_not_replaced_unseen(
    sign_in, returned, proposal, editor_67, rate
):
    client, where = sign_in(editor_67), address("answer", proposal.pk)
    shown = client.get(where).context["standing"]
    record_measurement(contract=returned.contract, indicator=rate, year=2024, by=editor_67, value=Decimal(14))
    sent = {"answer": "", "version": proposal.version, "adopt": "1", "standing": shown.mark}

    told = client.post(where, sent)

    held = Measurement.objects.get(indicator=rate, year=2024, perimeter=returned.contract.own_perimeter)
    proposal.refresh_from_db()
    assert (held.value, proposal.adopted_at) == (Decimal(14), None)
    assert "14\u00a0% est inscrit maintenant" in told.text


def test_a_proposed_value_waits_for_the_return(sign_in, shared, proposal, editor_67):
    page = sign_in(editor_67).get(address("answer", proposal.pk)).text

    assert "ne s’adopte pas maintenant" in page
    assert "Adopter " not in page
    with pytest.raises(YearLocked):
        adopt_proposal(proposal, by=editor_67)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.adopted_at) == ("open", None)


def test_a_value_declined_is_answered_without_a_write(sign_in, returned, proposal, editor_67, rate):
    before = Measurement.objects.filter(indicator=rate).count()
    sent = {"answer": "Notre suivi fait foi.", "version": proposal.version}

    sign_in(editor_67).post(address("answer", proposal.pk), sent)
    page = sign_in(editor_67).get(address("detail")).text

    assert Measurement.objects.filter(indicator=rate).count() == before
    assert "non adoptée" in page


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"proposed_source": ""}, "proposed_source"),
        ({"proposed_value": ""}, "proposed_value"),
        ({"proposed_value": "-4"}, "proposed_value"),
        ({"proposed_value": "douze"}, "proposed_value"),
        ({"place": "whole"}, "proposed_value"),
        ({"is_internal": "on"}, "is_internal"),
    ],
)
def test_a_proposal_that_could_not_be_adopted_is_told_at_its_place(
    sign_in, shared, prefecture_67, rate, changed, field
):
    said = {"place": f"indicator-{rate.pk}", "kind": "wrong", "body": "Faux.", "proposed_value": "12"}
    said |= {"proposed_source": "SNDS"} | changed

    answer = sign_in(prefecture_67).post(address("remark"), said)

    assert list(answer.context["form"].errors) == [field]
    assert answer.context["form"]["body"].value() == "Faux."
    assert not Remark.objects.exists()


@pytest.mark.parametrize("typed", ["24,2 %", "24,2\u00a0%", "24,2"])
def test_the_percent_sign_is_read_where_the_indicator_is_a_percentage(
    sign_in, shared, prefecture_67, rate, typed
):
    said = {"place": f"indicator-{rate.pk}", "kind": "wrong", "body": "Faux.", "proposed_value": typed}

    sign_in(prefecture_67).post(address("remark"), said | {"proposed_source": "SNDS"})

    assert (rate.unit, Remark.objects.get().proposed_value) == ("%", Decimal("24.2"))


def test_a_sign_that_is_not_of_the_unit_is_asked_about_and_the_choice_is_kept(
    sign_in, shared, prefecture_67, rate
):
    rate.unit, rate.decimals, rate.upper_bound = "enfants", 2, None
    rate.save()
    client, said = sign_in(prefecture_67), {"kind": "wrong", "body": "Faux.", "proposed_source": "SNDS"}
    said |= {"place": f"indicator-{rate.pk}", "proposed_value": "24,2 %"}

    asked = client.post(address("remark"), said)
    chosen = asked.context["form"]["proposed_value"].meanings[0][0]
    client.post(address("remark"), said | {"proposed_value-meaning": chosen})

    assert "n’est pas attendu ici" in asked.text
    assert asked.text.count('name="proposed_value-meaning"') == 2
    assert Remark.objects.get().proposed_value == Decimal("24.2")


def test_a_value_proposed_for_an_indicator_no_longer_followed_breaks_nothing(
    sign_in, draft, editor_67, prefecture_67, contract_67, rate
):
    dropped = AmendmentFactory(contract=contract_67)
    kept = contract_67.retained_objectives.filter(objective=rate.objective)
    kept.update(dropped_from=date(2023, 1, 1), dropped_by=dropped)
    workflow.share(draft, by=editor_67)
    said = {"place": f"indicator-{rate.pk}", "kind": "wrong", "body": "Faux.", "proposed_source": "SNDS"}

    answer = sign_in(prefecture_67).post(address("remark"), said | {"proposed_value": "24,2 %"})

    assert (answer.status_code, Remark.objects.get().proposed_value) == (302, Decimal("24.2"))


def test_an_impossible_value_is_refused_by_the_act_too(shared, ars_grand_est, rate):
    with pytest.raises(EntryRefused):
        make_remark(
            shared,
            by=ars_grand_est,
            body="?",
            indicator=rate,
            proposed_value=Decimal(-4),
            proposed_source="?",
        )


def test_a_proposal_has_an_indicator_and_a_source(shared, ars_grand_est):
    refused(
        Remark(
            report=shared, organisation=ars_grand_est.organisation, author=ars_grand_est.user, body="?",
            proposed_value=1, proposed_source="SNDS",
        ),
        "remark_proposal_is_sourced",
    )  # fmt: skip


def test_that_a_note_was_made_is_extracted_for_its_own_organisation_alone(
    shared, ars_grand_est, prefecture_67
):
    make_remark(shared, by=ars_grand_est, body="ENTRE-NOUS", is_internal=True)
    make_remark(shared, by=prefecture_67, body="Précisez.")

    told = {
        seat: extract_for(seat, shared).acts.filter(act="Faire une remarque").count()
        for seat in (ars_grand_est, prefecture_67)
    }

    assert told == {ars_grand_est: 2, prefecture_67: 1}
    entry = JournalEntry.objects.filter(act="Faire une remarque").earliest("number")
    assert (entry.subject_label, entry.after) == ("Note interne", {})


def test_a_note_is_read_by_its_own_organisation_alone_wherever_the_report_is_read(
    sign_in, shared, ars_grand_est, prefecture_67, editor_67, dgcs, rate
):
    note = make_remark(shared, by=ars_grand_est, body="ENTRE-NOUS", indicator=rate, is_internal=True)
    close_remark(note, by=ars_grand_est)
    edition = shared.current_edition
    pages = [
        address("detail"),
        address("reading"),
        address("edition_json", edition.number),
        address("edition_table", edition.number, "csv"),
        reverse("contracts:history", args=["67-2020"]),
        reverse("indicators:panel", args=[*WHERE, rate.code]),
    ]

    told = [
        [seat.organisation.kind, page]
        for seat in (prefecture_67, editor_67, dgcs)
        for page in pages
        if b"ENTRE-NOUS" in b"".join(sign_in(seat).get(page))
    ]

    assert told == []
    assert "ENTRE-NOUS" in sign_in(ars_grand_est).get(address("detail")).text


def test_the_form_opens_on_the_place_one_comes_from(sign_in, shared, prefecture_67, rate):
    page = sign_in(prefecture_67).get(address("remark"), {"place": f"indicator-{rate.pk}", "note": "1"})

    form = page.context["form"]
    assert (form["place"].value(), form["is_internal"].value()) == (f"indicator-{rate.pk}", True)


def test_a_remark_on_a_funding_line_is_read_beside_it(sign_in, draft, ars_grand_est, editor_67):
    line = FundingLineFactory(contract=draft.contract, fiscal_year=2024)
    workflow.share(draft, by=editor_67)
    make_remark(draft, by=ars_grand_est, body="Le report n’est pas expliqué.", funding_line=line)
    make_remark(draft, by=ars_grand_est, body="ENTRE-NOUS", funding_line=line, is_internal=True)
    page = reverse("funding:line", args=[*WHERE, line.pk])

    told = sign_in(editor_67).get(page).text

    assert "Le report n’est pas expliqué." in told
    assert "ENTRE-NOUS" not in told
    assert "ENTRE-NOUS" in sign_in(ars_grand_est).get(page).text


def test_a_remark_on_a_text_is_read_where_it_is_rewritten(sign_in, shared, ars_grand_est, editor_67):
    summary = shared.sections.get(kind="summary")
    make_remark(shared, by=ars_grand_est, body="Le résumé ne dit rien des postes.", section=summary)
    workflow.send_back(shared, by=ars_grand_est, reason="Résumé")

    page = sign_in(editor_67).get(address("section", summary.pk)).text

    assert "Le résumé ne dit rien des postes." in page
