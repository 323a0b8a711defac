"""Reminding a party that a report waits for it: rarely enough to be read, and journalled."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import Organisation, Seat
from core import journal
from core.acting import acting
from core.formats import NBSP, instant
from core.rights import require
from core.workflow import TransitionRefused
from reports.models import Reminder, Report
from reports.queries import PartyState, strip_of

# One reminder to one party, whoever sends it, in so long.
REST = timedelta(days=7)
REMIND = "reports.remind_party"


def remindable(report: Report, seat: Seat | None) -> list[PartyState]:
    """The parties that are awaited, the seat's own left out: one does not remind oneself."""
    if seat is None:
        return []
    return [
        party
        for party in strip_of(report)
        if party.state == "waiting" and party.organisation_id != seat.organisation_id
    ]


@transaction.atomic
def remind(report: Report, *, by: Seat, organisation: Organisation, message: str = "") -> Reminder:
    """Remind a party of what it has to do; whoever may do it there is told by e-mail.

    Raises TransitionRefused when nothing is awaited of it, or when it was reminded less than a week ago.
    """
    require(REMIND, by, report, "envoyer un rappel")
    with acting(by):
        locked = Report.locked(report.pk)
        # Read with its parties, which the lock does not change.
        locked.contract = report.contract
        edition, awaited = locked.current_edition, remindable(locked, by)
        if edition is None or organisation.pk not in {party.organisation_id for party in awaited}:
            raise TransitionRefused(f"Rien n’est attendu de «{NBSP}{organisation}{NBSP}» pour l’instant.")
        _refuse_too_soon(locked, organisation)
        reminder = Reminder.objects.create(
            report=locked,
            edition=edition,
            state=locked.state,
            organisation=organisation,
            seat=by,
            message=message.strip(),
        )
        after = {"organisation": organisation.name, "message": reminder.message}
        journal.record(
            chain=locked.journal_chain, act="Envoyer un rappel", subject=locked, by=by, after=after
        )
    return reminder


def _refuse_too_soon(report: Report, organisation: Organisation) -> None:
    sent = Reminder.objects.filter(report=report, organisation=organisation).order_by("sent_at").last()
    if sent is not None and timezone.now() - sent.sent_at < REST:
        told = f"«{NBSP}{organisation}{NBSP}» a déjà reçu un rappel {instant(sent.sent_at)}"
        raise TransitionRefused(f"{told}{NBSP}: le suivant pourra partir {instant(sent.sent_at + REST)}.")
