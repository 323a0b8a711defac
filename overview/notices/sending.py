"""Sending the letters that are due, each once, whatever fails meanwhile."""

import logging
import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from overview.models import Notice
from overview.notices.due import letters_due
from overview.notices.letters import Letter
from overview.notices.readers import Reader, readers

logger = logging.getLogger(__name__)
# A letter taken by a sender that died is taken again after this long; one lost between the post and our own
# note of it may then come twice, which is better than never.
PATIENCE = timedelta(minutes=30)


@dataclass
class Sent:
    """How many letters left, and how many could not."""

    sent: int = 0
    failed: int = 0


def send_notices(at: datetime | None = None, *, is_rehearsal: bool = False) -> Sent:
    """Send what is due at that instant (now). A post office that refuses one letter does not keep the others.

    A rehearsal counts what would leave, and writes nothing.
    """
    at = at or timezone.now()
    done = Sent()
    for reader, letter in letters_due(list(readers(at))):
        if is_rehearsal:
            done.sent += not _is_told(reader, letter)
        elif notice := _take(reader, letter, at):
            if _post(reader, letter, notice):
                done.sent += 1
            else:
                done.failed += 1
    return done


def _is_told(reader: Reader, letter: Letter) -> bool:
    return Notice.objects.filter(user=reader.user, key=letter.key).exclude(sent_at=None).exists()


@transaction.atomic
def _take(reader: Reader, letter: Letter, at: datetime) -> Notice | None:
    """The letter's row, taken by this sender; none when it has left or another sender has it."""
    facts = {"kind": letter.kind, "subject": letter.subject[:200], "taken_at": at}
    notice, is_new = Notice.objects.select_for_update().get_or_create(
        user=reader.user, key=letter.key, defaults=facts
    )
    if is_new:
        return notice
    if notice.sent_at or at - notice.taken_at < PATIENCE:
        return None
    notice.subject, notice.taken_at = letter.subject[:200], at
    notice.save()
    return notice


def _post(reader: Reader, letter: Letter, notice: Notice) -> bool:
    """Hand the letter over. No transaction is open: a slow post office holds no lock."""
    subject = " ".join(f"[SNPPE] {letter.subject}".split())
    message = EmailMessage(subject=subject, body=letter.body, to=[reader.user.email])
    # So that no automatic answer comes back.
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    try:
        message.send()
    except (OSError, smtplib.SMTPException) as refusal:
        logger.warning("Letter %s of account %s not sent: %s", letter.key, reader.user.pk, refusal)
        return False
    notice.sent_at = timezone.now()
    notice.save()
    return True
