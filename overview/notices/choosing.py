"""What a person chooses to be told."""

from typing import Any

from django.db import transaction

from accounts.models import Seat, User
from core import journal
from core.forms import SnppeModelForm
from overview.models import NoticePreference

CHOSEN = ("pace", "tells_turns")


class PreferenceForm(SnppeModelForm):
    """Both choices of a person."""

    class Meta:
        model = NoticePreference
        fields = CHOSEN


@transaction.atomic
def choose_notices(
    user: User, *, values: dict[str, Any], shown_version: int | None, by: Seat | None
) -> NoticePreference:
    """Keep the choices. Raises StaleVersion when they were changed since they were shown.

    What is done for who has chosen nothing is version 1: the first choice is a change of it, as any other.
    """
    row, _ = NoticePreference.objects.get_or_create(user=user)
    row = NoticePreference.locked(row.pk, shown_version)
    before = _facts(row)
    for name in CHOSEN:
        setattr(row, name, values[name])
    row.save_next()
    journal.record(
        chain=journal.NATIONAL_CHAIN,
        act="choose_notices",
        subject=row,
        by=by,
        before=before,
        after=_facts(row),
    )
    return row


def _facts(row: NoticePreference) -> dict[str, Any]:
    return {name: getattr(row, name) for name in CHOSEN}
