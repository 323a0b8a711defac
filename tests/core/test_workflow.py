"""The transition decorator, tried on an action of a contract with transitions declared for the occasion."""

from datetime import date
from decimal import Decimal

import pytest
import rules
from django.core.exceptions import PermissionDenied

from contracts.enums import ActionState
from contracts.models import Action
from contracts.rules import is_departement_of
from core import journal, workflow
from core.models import JournalEntry
from core.versions import StaleVersion
from core.workflow import TransitionRefused, available_transitions, transition, transitions_of
from tests.factories import ActionFactory


@pytest.fixture
def start(monkeypatch):
    """« Démarrer »: planned → ongoing, by the département, unless the action is called « Interdite »."""
    monkeypatch.setattr(workflow, "_declared", {})
    by_departement = rules.predicate(lambda seat, action: is_departement_of(seat, action.contract))
    rules.add_perm("tests.start_action", by_departement)

    @transition(
        model=Action,
        label="Démarrer",
        source={ActionState.PLANNED},
        target=ActionState.ONGOING,
        permission="tests.start_action",
    )
    def start(action, *, by, reason=""):
        """Begin."""
        if action.title == "Interdite":
            raise TransitionRefused("Cette action ne démarre pas.")
        action.lead = "PMI"
        return "démarrée"

    yield start
    rules.remove_perm("tests.start_action")


@pytest.fixture
def action(contract_67):
    return ActionFactory(contract=contract_67, state=ActionState.PLANNED)


def test_a_transition_changes_the_state_saves_and_counts_a_version(start, action, editor_67):
    answer = start(action, by=editor_67)

    stored = Action.objects.get(pk=action.pk)
    assert answer == "démarrée"
    assert (stored.state, stored.lead, stored.version) == (ActionState.ONGOING, "PMI", 2)
    assert (action.state, action.version) == (ActionState.ONGOING, 2)


def test_a_transition_is_journalled_with_before_and_after(start, action, editor_67):
    start(action, by=editor_67, reason="Crédits notifiés.")

    entry = JournalEntry.objects.get(chain="67-2020")
    assert (entry.act, entry.user, entry.seat_label) == ("Démarrer", editor_67.user, str(editor_67))
    assert (entry.before, entry.after) == ({"state": "planned"}, {"state": "ongoing"})
    assert entry.reason == "Crédits notifiés."
    assert list(journal.verify()) == []


def test_the_fields_that_a_transition_tells_and_the_facts_of_what_it_made_are_journalled(
    monkeypatch, action, editor_67
):
    monkeypatch.setattr(workflow, "_declared", {})
    allowed = rules.predicate(lambda seat, action: True)
    monkeypatch.setitem(rules.permissions.permissions, "tests.staff_action", allowed)

    class Hired:
        def journal_facts(self):
            return {"posts": 2, "since": date(2024, 3, 1)}

    @transition(
        model=Action,
        label="Pourvoir",
        source={ActionState.PLANNED},
        target=ActionState.PLANNED,
        permission="tests.staff_action",
        tells=["staff_fte", "title"],
    )
    def staff(action, *, by):
        """Give it people."""
        action.staff_fte = Decimal("2.50")
        return Hired()

    action.staff_fte = None
    action.save()
    staff(action, by=editor_67)

    entry = JournalEntry.objects.get(chain="67-2020")
    assert entry.before == {"state": "planned", "staff_fte": None}
    assert entry.after == {
        "state": "planned",
        "staff_fte": "2.5",
        "title": action.title,
        "posts": 2,
        "since": "2024-03-01",
    }
    assert list(journal.verify()) == []


def test_a_transition_leaves_its_author_in_the_history(start, action, editor_67):
    start(action, by=editor_67)

    assert action.history.first().history_seat_label == str(editor_67)


def test_a_transition_from_another_state_is_refused_with_the_state_of_now(start, action, editor_67):
    start(action, by=editor_67)

    with pytest.raises(TransitionRefused, match=r"«\sDémarrer\s» n’est plus possible.*«\sEn cours\s»"):
        start(action, by=editor_67)

    assert Action.objects.get(pk=action.pk).version == 2


def test_the_state_that_counts_is_the_stored_one_not_the_one_in_hand(start, action, editor_67):
    in_hand = Action.objects.get(pk=action.pk)
    start(action, by=editor_67)

    with pytest.raises(TransitionRefused):
        start(in_hand, by=editor_67)


def test_a_transition_without_the_right_is_forbidden_and_says_which_act(start, action, prefecture_67):
    with pytest.raises(PermissionDenied, match=r"Votre siège ne permet pas cet acte\u00a0: démarrer\."):
        start(action, by=prefecture_67)

    assert Action.objects.get(pk=action.pk).state == ActionState.PLANNED


def test_a_business_refusal_writes_nothing(start, action, editor_67):
    action.title = "Interdite"
    action.save()

    with pytest.raises(TransitionRefused, match="Cette action ne démarre pas"):
        start(action, by=editor_67)

    assert Action.objects.get(pk=action.pk).state == ActionState.PLANNED
    assert not JournalEntry.objects.exists()


def test_a_page_out_of_date_is_refused(start, action, editor_67):
    Action.locked(action.pk).save_next()

    with pytest.raises(StaleVersion):
        start(action, by=editor_67, shown_version=1)


def test_the_buttons_are_what_the_server_would_accept(start, action, editor_67, prefecture_67):
    for_the_editor = [one.label for one in available_transitions(action, editor_67)]
    for_the_prefecture = available_transitions(action, prefecture_67)
    start(action, by=editor_67)

    assert for_the_editor == ["Démarrer"]
    assert for_the_prefecture == []
    assert available_transitions(action, editor_67) == []
    assert [one.name for one in transitions_of(Action)] == ["start"]


def test_a_transition_keeps_the_declaration_and_the_words_of_its_function(start):
    assert start.__name__ == "start"
    assert start.__doc__ == "Begin."
    assert start.declared.sources == {ActionState.PLANNED}
