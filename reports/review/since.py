"""Which edition an organisation knows already, how, and what the one in force changes from it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Organisation, Seat
from core.formats import moment
from core.models import JournalEntry
from reports.canonical import read_report
from reports.changes import Change, changes_between
from reports.enums import Acquaintance
from reports.models import Edition, ReadingMark, Remark, Report, Seal
from reports.workflow import send_back

RETURN = send_back.declared.label  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Known:
    """An edition that an organisation knows, how, and since which of its acts."""

    edition: Edition
    how: Acquaintance
    at: datetime

    @property
    def told(self) -> str:
        """« L’édition n° 1, que votre organisation a renvoyée le 3 juin 2025… »."""
        return f"L’{str(self.edition).lower()}, {self.how.label} {moment(self.at)}"


@dataclass(frozen=True)
class Since:
    """The edition last known, how it is known, and what the other changes from it."""

    edition: Edition
    how: Acquaintance
    changes: list[Change]

    @property
    def title(self) -> str:
        """« Ce qui a changé depuis l’édition n° 1, que votre organisation a visée »."""
        return f"Ce qui a changé depuis l’{str(self.edition).lower()}, {self.how.label}"


def known_edition(report: Report, edition: Edition, organisation: Organisation) -> Known | None:
    """The last of the editions before this one that the organisation sealed, sent back or remarked: whoever
    acted on an edition has read it. None when it acted on none."""
    if edition.number == 1:
        return None
    acts = [one for one in _acts(report, organisation) if one.edition.number < edition.number]
    # Of several acts on one edition, the strongest is told.
    strength = list(reversed(Acquaintance))
    return max(acts, key=lambda one: (one.edition.number, strength.index(one.how), one.at), default=None)


def since_known(report: Report, edition: Edition, organisation: Organisation) -> Since | None:
    """The difference from the last edition that the organisation acted on, or else that one of its seats
    read; None when it knows none before this one."""
    if known := known_edition(report, edition, organisation):
        return Since(known.edition, known.how, difference(known.edition, edition))
    read = ReadingMark.objects.filter(edition__report=report, edition__number__lt=edition.number)
    last = read.filter(seat__organisation=organisation).order_by("-edition__number").first()
    return Since(last.edition, Acquaintance.READ, difference(last.edition, edition)) if last else None


def difference(before: Edition, after: Edition) -> list[Change]:
    """What one edition changes from another, cell by cell and sentence by sentence."""
    return changes_between(read_report(before.canonical), read_report(after.canonical))


def _acts(report: Report, organisation: Organisation) -> Iterator[Known]:
    """What the organisation did, each act on the edition that stood then."""
    editions = list(report.editions.defer("canonical").order_by("-number"))
    by_key = {edition.pk: edition for edition in editions}
    sealed = Seal.objects.filter(report=report, organisation=organisation)
    for key, at in sealed.values_list("edition", "sealed_at"):
        yield Known(by_key[key], Acquaintance.SEALED, at)
    seats = Seat.objects.filter(organisation=organisation).values("pk")
    returns = JournalEntry.objects.filter(chain=report.journal_chain, act=RETURN, seat_id__in=seats)
    returns = returns.filter(subject=f"{report._meta.label_lower}:{report.pk}")
    remarks = Remark.objects.filter(report=report, organisation=organisation)
    dated = [(Acquaintance.RETURNED, at) for at in returns.values_list("at", flat=True)]
    dated += [(Acquaintance.REMARKED, at) for at in remarks.values_list("created_at", flat=True)]
    for how, at in dated:
        standing = next((edition for edition in editions if edition.frozen_at <= at), None)
        if standing is not None:
            yield Known(standing, how, at)
