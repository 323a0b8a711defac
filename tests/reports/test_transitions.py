"""Each change of state of a report, tried from every state and by every seat: complete by construction."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from core.workflow import TransitionRefused, transitions_of
from reports import workflow
from reports.enums import ReportState
from reports.models import Report
from tests.access import ROLES
from tests.factories import ReportFactory

WHY = {"reason": "Un motif."}
VOTE = {"deliberated_on": timezone.localdate(), "reference": "CD-1"}
# Who may, and what the act asks for.
ACTS = {
    "share": ({"editor_67"}, {}),
    "send_back": ({"prefecture_67", "ars_grand_est"}, WHY),
    "seal": ({"prefecture_67", "ars_grand_est", "signatory_67"}, {"decision": "given", "sha256": "0" * 64}),
    "deliberate": ({"editor_67", "signatory_67"}, VOTE),
    "open_correction": ({"signatory_67"}, WHY),
    "drop_correction": ({"signatory_67"}, WHY),
}
ELSEWHERE = [
    (name, state)
    for name in ACTS
    for state in ReportState.values
    if state not in getattr(workflow, name).declared.sources
]
FORBIDDEN = [
    (name, role) for name, (may, _) in ACTS.items() for role in ROLES if role not in {"anonymous", *may}
]


def test_no_change_of_state_is_left_out():
    assert set(ACTS) == {declared.name for declared in transitions_of(Report)}


@pytest.mark.parametrize(("name", "state"), ELSEWHERE)
def test_an_act_is_refused_outside_its_own_states(contract_67, name, state, request):
    who, details = ACTS[name]
    report = ReportFactory(contract=contract_67, in_state=state)
    seat = request.getfixturevalue(sorted(who)[0])

    with pytest.raises(TransitionRefused, match="n’est plus possible"):
        getattr(workflow, name)(report, by=seat, **details)

    assert Report.objects.get().state == state


@pytest.mark.parametrize(("name", "role"), FORBIDDEN)
def test_an_act_is_forbidden_to_the_others(contract_67, name, role, request):
    act, (_, details) = getattr(workflow, name), ACTS[name]
    state = sorted(act.declared.sources)[0]
    report = ReportFactory(contract=contract_67, in_state=state)

    with pytest.raises(PermissionDenied, match="Votre siège ne permet pas cet acte"):
        act(report, by=request.getfixturevalue(role), **details)

    assert Report.objects.get().state == state
