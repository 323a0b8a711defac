"""What a person chooses to be told."""

from typing import Any

from django.db import transaction

from accounts.models import Seat, User
from core import journal
from core.forms import SnppeModelForm
from core.versions import StaleVersion
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
    """Keep the choices. Raises StaleVersion when they were changed since they were shown."""
    row, is_new = NoticePreference.objects.get_or_create(user=user)
    if not is_new:
        if shown_version is None:
            raise StaleVersion(row, 0)
        row = NoticePreference.locked(row.pk, shown_version)
    before = _facts(row)
    for name in CHOSEN:
        setattr(row, name, values[name])
    row.save() if is_new else row.save_next()
    journal.record(
        chain=journal.NATIONAL_CHAIN,
        act="choose_notices",
        subject=row,
        by=by,
        before={} if is_new else before,
        after=_facts(row),
    )
    return row


def _facts(row: NoticePreference) -> dict[str, Any]:
    return {name: getattr(row, name) for name in CHOSEN}
