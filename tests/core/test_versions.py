import pytest

from contracts.models import Action
from core.versions import StaleVersion
from tests.factories import ActionFactory

pytestmark = pytest.mark.django_db


def test_a_new_row_is_at_its_first_version():
    assert ActionFactory().version == 1


def test_saving_the_next_version_counts_up():
    action = Action.locked(ActionFactory().pk, shown=1)

    action.save_next()

    assert Action.objects.get().version == 2


def test_a_page_that_is_out_of_date_is_refused_and_told_what_stands():
    action = ActionFactory(title="Leur titre")
    Action.locked(action.pk).save_next()

    with pytest.raises(StaleVersion) as refusal:
        Action.locked(action.pk, shown=1)

    assert (refusal.value.theirs, refusal.value.theirs.version, refusal.value.shown) == (action, 2, 1)
    assert str(refusal.value) == (
        "Cette ligne a été modifiée par quelqu’un d’autre depuis que vous l’avez ouverte."
    )


def test_without_a_shown_version_the_row_is_only_locked():
    action = ActionFactory(version=7)

    assert Action.locked(action.pk).version == 7


def test_a_row_that_is_gone_cannot_be_locked():
    with pytest.raises(Action.DoesNotExist):
        Action.locked(0)
