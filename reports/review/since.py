"""What an organisation reads again before it seals: the difference from the edition that it knows."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accounts.models import Organisation
from reports.canonical import read_report
from reports.changes import Change, changes_between
from reports.models import Edition, ReadingMark, Report, Seal


@dataclass(frozen=True)
class Since:
    """The edition last known, how it is known (« visée », « lue »), and what the other changes from it."""

    edition: Edition
    known: str
    changes: list[Change]

    @property
    def title(self) -> str:
        """« Ce qui a changé depuis l’édition n° 1, que votre organisation a visée »."""
        return f"Ce qui a changé depuis l’{str(self.edition).lower()}, que votre organisation a {self.known}"


def since_known(report: Report, edition: Edition, organisation: Organisation) -> Since | None:
    """The difference from the last edition that the organisation sealed, or else that one of its seats read;
    None when it knows none before this one."""
    sealed = _numbers(Seal.objects.filter(report=report, organisation=organisation), edition)
    read = _numbers(
        ReadingMark.objects.filter(edition__report=report, seat__organisation=organisation), edition
    )
    if not sealed and not read:
        return None
    last = max(sealed or read)
    known = report.editions.get(number=last)
    return Since(known, "visée" if sealed else "lue", difference(known, edition))


def difference(before: Edition, after: Edition) -> list[Change]:
    """What one edition changes from another, cell by cell and sentence by sentence."""
    return changes_between(read_report(before.canonical), read_report(after.canonical))


def _numbers(rows: QuerySet[Any], edition: Edition) -> set[int]:
    kept = rows.filter(edition__number__lt=edition.number)
    return set(kept.values_list("edition__number", flat=True))
