"""The indicators of an action's own: chosen, shown with the year's figures, brought by a file."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from contracts.actions import save_action
from contracts.models import Action
from core import journal
from core.imports.plan import Standing
from core.models import JournalEntry
from indicators.imports.actions import apply_batch, bring, plan_of, undo_batch
from indicators.models import ActionIndicator
from reports.fiches import fiches_of
from tests.factories import ActionFactory, IndicatorFactory, MeasurementFactory, TargetFactory
from tests.refusals import refused

SHEET = reverse("contracts:action", args=["67-2020", 1])
EDIT = reverse("contracts:action_edit", args=["67-2020", 1])
HEADER = "Contrat;N°;Intitulé;Indicateurs;Pilote;Postes (ETP)"


@pytest.fixture
def action(contract_67):
    """Of the first objective; its indicator is 1.1, that of the other objective 3.1."""
    action = ActionFactory(contract=contract_67, number=1, title="Visites", lead="PMI")
    action.objectives.set(contract_67.framework.objectives.filter(number=1))
    return action


@pytest.fixture
def visits(contract_67):
    return contract_67.framework.objectives.get(number=3).indicators.get()


def brought(seat, *lines):
    return bring("actions", None, None, "plan.csv", "\n".join([HEADER, *lines]).encode(), seat)


def test_an_indicator_is_chosen_in_the_form_and_shown_apart_with_its_figures(
    sign_in, contract_67, action, visits, editor_67
):
    MeasurementFactory(contract=contract_67, indicator=visits, year=2019, value=Decimal(3244))
    TargetFactory(contract=contract_67, indicator=visits, year=2024, operator="at_least", value=Decimal(5000))
    client = sign_in(editor_67)

    client.post(
        EDIT,
        {
            "title": "Visites",
            "state": "ongoing",
            "version": 1,
            "objectives": list(action.objectives.values_list("pk", flat=True)),
            "indicators": [visits.pk],
        },
    )

    page = client.get(SHEET).text.replace("\u00a0", " ")
    own, others = page.partition("Indicateurs propres à l’action")[2].split("Autres indicateurs", 1)
    assert ("3.1" in own, "3.1" in others, "1.1" in own, "1.1" in others) == (True, False, False, True)
    assert 'data-label="Référence 2019">3 244' in own
    assert "au moins 5 000" in own
    tie = ActionIndicator.history.get()
    assert (tie.history_seat_label, tie.history_type) == (str(editor_67), "+")
    assert JournalEntry.objects.order_by("-number").first().after["indicator_ties"] == ["3.1"]
    tables = fiches_of(contract_67, year=2024, today=None, seat=editor_67, number=1).fiches[0].tables
    assert next((one.caption, one.rows[0][:2]) for one in tables) == (
        "Indicateurs propres à l’action",
        [str(visits), "3\u00a0244\u00a0visites (2019)"],
    )
    assert list(journal.verify()) == []


def test_an_indicator_that_the_contract_does_not_follow_is_refused_unless_the_action_had_it(
    contract_67, action, visits, editor_67
):
    foreign = IndicatorFactory()
    save_action(contract_67, action=action, values={"indicators": [visits]}, by=editor_67)
    contract_67.retained_objectives.get(objective=visits.objective).delete()

    with pytest.raises(ValidationError, match="n’est pas suivi"):
        save_action(contract_67, action=action, values={"indicators": [visits, foreign]}, by=editor_67)
    save_action(contract_67, action=action, values={"indicators": [visits], "lead": "ASE"}, by=editor_67)

    assert [tie.indicator for tie in action.indicator_ties.all()] == [visits]
    refused(ActionIndicator(action=action, indicator=visits), "indicator_once_per_action")


def test_indicators_come_by_their_codes_and_a_cell_is_emptied_by_its_word(
    contract_67, action, visits, editor_67
):
    save_action(contract_67, action=action, values={"indicators": [visits]}, by=editor_67)
    batch = brought(editor_67, "67-2020;1;Visites;1.1;(vide);", "67-2020;;Équipe mobile;3.1;(Vide);2")
    plan = plan_of(batch)

    apply_batch(batch, {}, False, editor_67, confirmed=plan.mark)
    action.refresh_from_db()
    added = Action.objects.get(title="Équipe mobile")
    written = [tie.indicator.code for one in (action, added) for tie in one.indicator_ties.all()]
    lead = action.lead
    undone = undo_batch(batch, editor_67)
    action.refresh_from_db()

    emptied = next(one for one in plan.proposals if one.subject.endswith("pilote"))
    assert (emptied.typed, emptied.before, emptied.after) == ("(vide)", "PMI", "")
    assert emptied.reading == "Cette case sera vidée."
    assert plan.notices[-1].startswith("Le fichier ne dit rien de ce qui suit, laissé tel quel\u00a0: État,")
    assert (written, lead) == (["1.1", "3.1"], "")
    assert (undone.kept, Action.objects.count(), action.lead) == ([], 1, "PMI")
    assert [tie.indicator for tie in action.indicator_ties.all()] == [visits]


def test_what_a_fiche_always_has_is_not_emptied_and_an_unknown_code_is_named(action, editor_67):
    plan = plan_of(brought(editor_67, "67-2020;1;(vide);9.9;;"))

    assert [(one.standing, one.message) for one in plan.proposals] == [
        (Standing.REFUSED, "ne peut être vidé\u00a0: une fiche en a toujours un."),
        (Standing.REFUSED, "«\u00a09.9\u00a0» n’est pas un indicateur suivi par ce contrat."),
    ]
