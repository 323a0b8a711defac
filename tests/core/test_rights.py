import pytest
from django.core.exceptions import PermissionDenied

from core.rights import refusal, require


def test_a_right_that_is_held_asks_for_nothing(editor_67, contract_67):
    assert require("contracts.edit_actions", editor_67, contract_67, "modifier la fiche") is None


@pytest.mark.parametrize("who", ["prefecture_67", "editor_17", None])
def test_a_right_that_is_not_held_is_refused_by_the_name_of_the_act(contract_67, who, request):
    seat = request.getfixturevalue(who) if who else None

    with pytest.raises(PermissionDenied) as forbidden:
        require("contracts.edit_actions", seat, contract_67, "modifier la fiche")

    assert str(forbidden.value) == refusal("modifier la fiche")
    assert refusal("modifier la fiche") == "Votre siège ne permet pas cet acte\u00a0: modifier la fiche."
