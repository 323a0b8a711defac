import pytest

from contracts.models import Action
from core.acting import acting, current_actor, current_seat_label
from tests.factories import ActionFactory, ObjectiveFactory

pytestmark = pytest.mark.django_db


def test_a_row_of_history_names_the_person_and_the_seat(editor_67, contract_67):
    with acting(editor_67):
        action = ActionFactory(contract=contract_67)

    row = action.history.get()
    assert (row.history_type, row.history_user, row.history_seat_label) == (
        "+",
        editor_67.user,
        str(editor_67),
    )


def test_what_the_system_does_names_nobody(contract_67):
    row = ActionFactory(contract=contract_67).history.get()

    assert (row.history_user, row.history_seat_label) == (None, "")


def test_each_change_is_kept_with_what_it_was(editor_67, contract_67):
    action = ActionFactory(contract=contract_67, title="Avant")

    with acting(editor_67):
        action.title = "Après"
        action.save()

    assert list(action.history.values_list("title", "history_type")) == [("Après", "~"), ("Avant", "+")]


def test_a_removed_row_stays_in_the_history(contract_67):
    action = ActionFactory(contract=contract_67, title="Retirée")
    pk = action.pk

    action.delete()

    assert Action.history.filter(id=pk, history_type="-", title="Retirée").exists()


def test_many_to_many_changes_are_followed(contract_67):
    action = ActionFactory(contract=contract_67)
    objective = ObjectiveFactory(framework=contract_67.framework, number=5)

    action.objectives.set([objective])

    latest = action.history.first()
    assert [link.objective for link in latest.objectives.all()] == [objective]


def test_the_actor_is_forgotten_when_the_block_ends_even_by_an_error(editor_67):
    def stopped():
        with acting(editor_67):
            raise ValueError(str(current_actor()))

    with pytest.raises(ValueError, match="editor_67"):
        stopped()

    assert current_actor() is None
    assert current_seat_label() == ""


def test_actors_nest(editor_67, dgcs):
    with acting(editor_67):
        with acting(dgcs):
            inner = current_seat_label()
        outer = current_seat_label()

    assert (inner, outer) == (str(dgcs), str(editor_67))
