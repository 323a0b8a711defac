"""What of a report goes into its archive, by who asks: its editions, the rows of the journal about it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import Seat
from core.canonical import canonical_bytes
from core.journal import content_of
from core.models import JournalEntry
from reports.models import Edition, Remark, Report, Section
from reports.queries import readable_editions, remarks_for
from reports.rules import reads_live


@dataclass(frozen=True)
class Extract:
    """A report, the editions that are taken out (oldest first), and the acts on it (in order)."""

    report: Report
    editions: list[Edition]
    acts: QuerySet[JournalEntry]


def extract_for(seat: Seat, report: Report) -> Extract:
    """What the seat may read: neither the notes inside another organisation, nor, but for the département,
    the words of a section before they were shared."""
    sections = report.sections.all() if reads_live(seat, report) else Section.objects.none()
    editions = readable_editions(seat, report).order_by("number")
    return Extract(report, list(editions), _acts(report, sections, remarks_for(seat, report)))


def whole_extract(report: Report) -> Extract:
    """All of it, for whoever runs the machine."""
    editions = report.editions.select_related("submitted", "agreed").order_by("number")
    return Extract(report, list(editions), _acts(report, report.sections.all(), report.remarks.all()))


def _acts(report: Report, sections: QuerySet[Section], remarks: QuerySet[Remark]) -> QuerySet[JournalEntry]:
    subjects = [
        f"reports.report:{report.pk}",
        *(f"reports.section:{pk}" for pk in sections.values_list("pk", flat=True)),
        *(f"reports.remark:{pk}" for pk in remarks.values_list("pk", flat=True)),
    ]
    rows = JournalEntry.objects.filter(chain=report.journal_chain, subject__in=subjects)
    return rows.order_by("number")


def journal_lines(acts: Iterable[JournalEntry]) -> Iterable[bytes]:
    """JSON lines: what each row's hash is made from, in canonical JSON (RFC 8785), then the hash itself."""
    for entry in acts:
        yield canonical_bytes({"content": content_of(entry), "sha256": entry.entry_hash}) + b"\n"
