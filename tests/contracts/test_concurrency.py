"""Several people on one amendment at the same moment: it is signed as it was read, once, or not at all."""

from datetime import date

from contracts.amending import acts
from contracts.amending.workflow import sign_amendment
from contracts.models import Amendment, AmendmentSignature, Contract
from core import journal
from core.models import JournalEntry
from core.versions import StaleVersion
from core.workflow import TransitionRefused
from tests.at_once import SEVERAL_CONNECTIONS, all_at_once
from tests.contracts.test_amending import by_all, contract, opened, proposed

__all__ = ["contract"]
pytestmark = SEVERAL_CONNECTIONS
DAY = date(2023, 6, 20)


def told(act):
    """What somebody's act came to."""

    def _told():
        try:
            return act() and "done"
        except (TransitionRefused, StaleVersion, Amendment.DoesNotExist) as refusal:
            return type(refusal).__name__

    return _told


def extended(contract, by):
    """A draft that puts the end of the contract back by a year."""
    amendment = opened(contract, by, kinds=["period", "actions"])
    proposed(amendment, "periode", by, new_ends_on="2023-12-31")
    return Amendment.objects.get(pk=amendment.pk)


def test_four_who_sign_one_amendment_sign_it_once(contract, dgcs):
    draft, dates = extended(contract, dgcs), {}
    dates = by_all(draft, DAY)

    def sign():
        sign_amendment(Amendment.objects.get(pk=draft.pk), by=dgcs, dates=dates)
        return True

    answers = all_at_once([told(sign)] * 4)

    assert sorted(answers) == ["TransitionRefused"] * 3 + ["done"]
    assert AmendmentSignature.objects.filter(amendment=draft).count() == len(dates)
    assert Contract.objects.get().ends_on == date(2023, 12, 31)
    assert JournalEntry.objects.filter(act="Signer l’avenant").count() == 1
    assert list(journal.verify()) == []


def test_an_amendment_signed_while_it_is_changed_dropped_and_followed_by_another_stays_whole(contract, dgcs):
    draft = extended(contract, dgcs)
    dates = by_all(draft, DAY)

    def sign():
        sign_amendment(Amendment.objects.get(pk=draft.pk), by=dgcs, dates=dates)
        return True

    outcomes = all_at_once(
        [
            told(sign),
            told(lambda: proposed(draft, "action", dgcs, title="Relais", starts_on="2023-03-01")),
            told(lambda: acts.drop_amendment(draft, by=dgcs, shown_version=draft.version) or True),
            told(lambda: opened(contract, dgcs, kinds=["actions"])),
        ]
    )

    signed = Amendment.objects.filter(pk=draft.pk, state="signed").exists()
    ends_on = Contract.objects.get().ends_on
    assert signed == (outcomes[0] == "done")
    assert ends_on == (date(2023, 12, 31) if signed else date(2022, 12, 31))
    # What was written in time is in what was signed: nothing is left in a signed amendment without effect.
    if signed and outcomes[1] == "done":
        assert contract.actions.filter(title="Relais").exists()
    assert (outcomes[2] == "done") == (not Amendment.objects.filter(pk=draft.pk).exists())
    assert outcomes[3] == "done"
    assert list(journal.verify()) == []
