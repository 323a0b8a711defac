"""The page of a reading: the points in the order of their risk, what moved in each since the seat last read
it, and the remarks beside them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.template.defaultfilters import linebreaks_filter

from accounts.enums import OrganisationKind
from accounts.models import Seat
from indicators.checks import year_checks
from reports.canonical import read_report
from reports.changes import Change, changes_at
from reports.enums import RemarkState
from reports.models import Edition, Remark, Report
from reports.points import Point, PointKind, points_in
from reports.queries import remarks_for
from reports.rendering.figures import Figures
from reports.rendering.rich import rich
from reports.review.facts import Fact, facts_of, notes_of, texts_in
from reports.review.marking import Mark, has_read, marks_of
from reports.review.risk import Risk, risk_of
from reports.review.since import known_edition
from reports.subjects import Subjects, quotable


@dataclass
class Passage:
    """A point as a seat reads it: what it holds, what moved in it, what was said of it.

    `place` is what a remark on it answers to « Sur quoi porte la remarque »; `compared` names the edition
    from which `changes` tell what moved.
    """

    point: Point
    risk: Risk
    figures: Figures
    place: str = ""
    mark: Mark | None = None
    is_read: bool = False
    changes: list[Change] = field(default_factory=list)
    compared: str = ""
    remarks: list[Remark] = field(default_factory=list)

    @property
    def code(self) -> str:
        """The code of the indicator, for a result."""
        return self.point.held.code if self.point.kind == PointKind.RESULT else ""

    @cached_property
    def facts(self) -> list[Fact]:
        """Its figures, each with its name."""
        return facts_of(self.point)

    @property
    def cells(self) -> list[Fact]:
        """Those of its figures on which a remark may bear."""
        return [fact for fact in self.facts if fact.cell]

    @property
    def notes(self) -> list[str]:
        """What must be known of its figures."""
        return notes_of(self.point)

    @cached_property
    def texts(self) -> list[tuple[str, str]]:
        """What is written there, each text with its heading: that of a section as it is printed, its live
        figures told by the edition."""
        year = self.figures.content.fiscal_year if self.figures.content else 0
        told = [(heading, text) for heading, text in texts_in(self.point, year) if text]
        if self.point.kind == PointKind.TEXT:
            return [(heading, rich(text, self.figures)) for heading, text in told]
        return [(heading, linebreaks_filter(text)) for heading, text in told]

    @cached_property
    def quotable(self) -> list[str]:
        """The passages of its text that a remark may quote."""
        return quotable(self.point, self.figures)

    @property
    def news(self) -> str:
        """« jamais lu », « modifié », « remarque nouvelle », or nothing once read."""
        if self.is_read:
            return ""
        if self.mark is None:
            return "jamais lu"
        return "modifié" if self.changes else "remarque nouvelle"


class Reading:
    """A report as a seat reads it, in a constant number of queries."""

    def __init__(self, report: Report, edition: Edition, seat: Seat) -> None:
        self.report, self.edition, self.seat = report, edition, seat
        self.content = read_report(edition.canonical)
        self._figures = Figures(self.content)
        self.known = known_edition(report, edition, seat.organisation)
        self._own_marks = marks_of(seat, report)
        self.marks = self._own_marks | self._known_marks()
        self.remarks = list(remarks_for(seat, report))
        self._subjects = Subjects(report)
        self._places = {key: place for place, key in self._subjects.points.items()}

    @cached_property
    def passages(self) -> list[Passage]:
        """All of them, those to read first, the riskiest before the others."""
        said = defaultdict(list)
        for remark in self.remarks:
            said[self._subjects.point_of(remark)].append(remark)
        surprises = self._surprises
        made = [self._passage(point, said[point.key], surprises) for point in points_in(self.content)]
        self._tell_changes(made)
        return sorted(made, key=lambda one: (one.is_read, -one.risk.weight))

    @property
    def to_read(self) -> list[Passage]:
        """Those that are new, or have moved."""
        return [one for one in self.passages if not one.is_read]

    @property
    def read(self) -> list[Passage]:
        """Those that have not moved since the seat read them."""
        return [one for one in self.passages if one.is_read]

    @property
    def on_the_whole(self) -> list[Remark]:
        """The remarks on no point in particular, or on what the edition does not hold."""
        held = {passage.point.key for passage in self.passages}
        return [one for one in self.remarks if self._subjects.point_of(one) not in held]

    @property
    def last_read_at(self) -> datetime | None:
        """When the seat last marked anything."""
        return max((mark.at for mark in self._own_marks.values()), default=None)

    def _known_marks(self) -> dict[str, Mark]:
        """The points of the edition that the seat's organisation acted on, as read by that act; but for those
        that the seat itself read since."""
        if self.known is None:
            return {}
        former, at = self.known.edition, self.known.at
        kept = {key for key, mark in self._own_marks.items() if mark.at >= at}
        points = points_in(read_report(former.canonical))
        return {one.key: Mark(former.pk, one.digest, at) for one in points if one.key not in kept}

    @cached_property
    def _surprises(self) -> dict[str, list[str]]:
        """By code, the rules that a figure breaks and that nobody has explained: the year is locked as long
        as it is read, so that what stands in the database is what was frozen."""
        found: dict[str, list[str]] = defaultdict(list)
        if self.report.is_locked:
            for point in year_checks(self.report.contract, self.report.fiscal_year).open:
                found[point.row.indicator.code].append(point.title)
        return found

    def _passage(self, point: Point, remarks: list[Remark], surprises: dict[str, list[str]]) -> Passage:
        waiting = sum(one.state == RemarkState.OPEN and not one.is_internal for one in remarks)
        code = point.held.code if point.kind == PointKind.RESULT else ""
        mark = self.marks.get(point.key)
        return Passage(
            point,
            risk_of(point, self.content, open_remarks=waiting, surprises=surprises.get(code, [])),
            self._figures,
            place=self._places.get(point.key, ""),
            mark=mark,
            is_read=has_read(mark, point.digest, max(said_by_others(remarks, self.seat), default=None)),
            remarks=remarks,
        )

    def _tell_changes(self, passages: Iterable[Passage]) -> None:
        """What moved in each point since the edition in which the seat read it."""
        moved = [one for one in passages if one.mark and one.mark.digest != one.point.digest]
        former = _points_of({one.mark.edition_id for one in moved if one.mark})
        for one in moved:
            if one.mark:
                edition, points = former[one.mark.edition_id]
                one.compared = str(edition).lower()
                one.changes = changes_at(points.get(one.point.key), one.point)


def _points_of(editions: set[int]) -> dict[int, tuple[Edition, dict[str, Point]]]:
    rows = Edition.objects.filter(pk__in=editions) if editions else []
    return {row.pk: (row, {one.key: one for one in points_in(read_report(row.canonical))}) for row in rows}


def said_by_others(remarks: Iterable[Remark], seat: Seat) -> Iterator[datetime]:
    """When others than the seat's organisation made, answered, pursued or closed these remarks."""
    answers = seat.kind == OrganisationKind.DEPARTEMENT
    for one in remarks:
        is_own = one.organisation_id == seat.organisation_id
        dated = [one.created_at, one.closed_at] if not is_own else []
        dated += [one.answered_at] if not answers else []
        dated += [said.said_at for said in one.replies.all() if said.organisation_id != seat.organisation_id]
        yield from filter(None, dated)
