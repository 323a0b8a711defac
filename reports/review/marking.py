"""What a seat has read, point by point: an act of its own, never the effect of opening a page."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import Seat
from core import journal
from core.acting import acting
from core.rights import require
from core.workflow import TransitionRefused
from reports.canonical import read_report
from reports.models import ReadingMark, Report
from reports.points import points_in

REPLACED = "Une autre édition a été partagée depuis l’ouverture de cette page\u00a0: reprenez la lecture."
READ_ALL = "Lire une édition en entier"


@dataclass(frozen=True)
class Mark:
    """When a seat last read a point, in which edition, and what it held then."""

    edition_id: int
    digest: str
    at: datetime


def marks_of(seat: Seat, report: Report) -> dict[str, Mark]:
    """The last mark of each point, by its key."""
    rows = ReadingMark.objects.filter(seat=seat, edition__report=report).order_by("read_at", "pk")
    kept = rows.values_list("edition_id", "digests", "read_at")
    return {place: Mark(edition, digest, at) for edition, read, at in kept for place, digest in read.items()}


def has_read(mark: Mark | None, digest: str, spoken_at: datetime | None) -> bool:
    """Whether nothing has moved since the mark: neither what the point holds, nor what was said of it."""
    if mark is None or mark.digest != digest:
        return False
    return spoken_at is None or spoken_at <= mark.at


@transaction.atomic
def mark_read(
    report: Report, *, by: Seat, shown_sha256: str, places: Collection[str] | None = None
) -> list[str]:
    """Mark points of the shown edition as read by the seat: `places`, or all of them; returns their keys.

    The marks are dated and never rewritten. The journal of the contract tells the day on which a seat has
    read the whole of an edition, and not each of its points. Raises TransitionRefused.
    """
    require("reports.mark_reading", by, report, "suivre sa lecture")
    with acting(by):
        edition = Report.locked(report.pk).current_edition
        if edition is None or edition.sha256 != shown_sha256:
            raise TransitionRefused(REPLACED)
        points = points_in(read_report(edition.canonical))
        chosen = [point for point in points if places is None or point.key in places]
        marks = marks_of(by, report)
        before = {one.key for one in points if has_read(marks.get(one.key), one.digest, None)}
        if chosen:
            digests = {point.key: point.digest for point in chosen}
            ReadingMark.objects.create(seat=by, edition=edition, digests=digests)
        keys = {point.key for point in points}
        if not keys <= before and keys <= before | {point.key for point in chosen}:
            after = edition.journal_facts()
            journal.record(chain=report.journal_chain, act=READ_ALL, subject=report, by=by, after=after)
    return [point.key for point in chosen]
