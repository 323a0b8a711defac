"""What is still missing before a report is shared, each with the place where it is mended."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from contracts.models import ActionReview
from core.formats import NBSP, counted, joined
from funding.alerts import excesses_of
from funding.models import FundingLine
from indicators.checks import CheckPoint, blocking_count, by_code, checks_of, open_count, rules_told
from indicators.readings import Desk, EngagementYear, IndicatorYear
from reports.models import Remark, Report, Section
from reports.narrative import written_in_order
from reports.years import Reopened, explainable, to_correct

LONGEST_EXCERPT = 140


@dataclass(frozen=True)
class Place:
    """Where one of the things that are missing is mended."""

    label: str
    url: str


@dataclass(frozen=True)
class Point:
    """One thing to complete, in French: a head, then the places where it is, or the page that mends it."""

    head: str
    url: str
    places: list[Place] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The whole sentence."""
        if not self.places:
            return self.head
        return f"{self.head}{NBSP}: {', '.join(place.label for place in self.places)}."


@dataclass(frozen=True)
class Step:
    """A part of the département's work on a report: its name, its page, and what it still lacks."""

    title: str
    url: str
    points: list[Point]

    @property
    def missing(self) -> list[str]:
        """What it lacks, as sentences."""
        return [point.text for point in self.points]


@dataclass(frozen=True)
class Review:
    """Everything to look at before sharing: what forbids it, what wants a word, what the others will see
    missing, and what was remarked in the years before where the report has something to say again.

    What a return leaves closed is not asked, but for what forbids the sharing; `is_partial` says that it left
    some. `unexplained` are the gaps to which `to_justify` points.
    """

    blocking: list[Point]
    to_justify: list[Point]
    missing: list[Point]
    remarked: list[Point]
    unexplained: list[CheckPoint]
    is_partial: bool


def steps_of(report: Report, sections: list[Section] | None = None) -> list[Step]:
    """The département's work before sharing, in its order; `sections` when the page has read them.

    What is merely missing does not block: the parties judge. What is to be corrected does, and what is to be
    explained wants an explanation or a reason to do without (see `reports.workflow.share`).
    """
    return Preparation(report, sections).steps()


def review_of(report: Report) -> Review:
    """The same for the page that shares, by what each prevents."""
    made = Preparation(report)
    return Review(
        blocking=made.blocking(),
        to_justify=made.to_justify(),
        missing=[*made.results(), *made.money(), *made.reviews(), *made.texts()],
        remarked=list(_remarked(report, made.opened)),
        unexplained=made.unexplained,
        is_partial=not made.opened.everything,
    )


class Preparation:
    """A report being written, read once for all its checks."""

    def __init__(self, report: Report, sections: list[Section] | None = None) -> None:
        self.report = report
        self.where = [report.contract.reference, report.fiscal_year]
        desk = Desk(report.contract, report.fiscal_year, frozenset())
        self.groups: list[EngagementYear] = desk.groups()
        self.checks = checks_of(desk, self.groups)
        self.unexplained = explainable(report, self.checks)
        self.sections = written_in_order(report) if sections is None else sections
        self.opened = Reopened.of(report)

    def steps(self) -> list[Step]:
        """What each part of the work lacks."""
        results, checks = self._url("indicators:year"), self._url("indicators:checks")
        actions = reverse("contracts:actions", args=self.where[:1])
        return [
            Step("Saisir les résultats", results, self.results()),
            Step("Contrôler les valeurs", checks, [*self.blocking(), *self.to_justify(), *self._unchecked()]),
            Step("Compléter les financements", self._url("funding:year"), self.money()),
            Step("Faire le bilan des actions", actions, self.reviews()),
            Step("Rédiger les textes", "#redaction", self.texts()),
        ]

    def _unchecked(self) -> Iterator[Point]:
        """While nothing is entered, nothing has been checked: it is not done for all that."""
        rows = list(self._rows())
        if rows and not any(row.result for row in rows):
            yield Point("aucun résultat à contrôler encore", self._url("indicators:checks"))

    def _url(self, name: str) -> str:
        return reverse(name, args=self.where)

    def _rows(self) -> Iterator[IndicatorYear]:
        for group in self.groups:
            for objective in group.objectives:
                rows = (row for row in objective.rows if not row.exclusion)
                yield from (row for row in rows if row.indicator in self.opened)

    def results(self) -> list[Point]:
        """The results, targets and reasons that are missing, and the objectives that nothing follows."""
        rows = list(self._rows())
        empty, aimless = [row for row in rows if not row.result], [row for row in rows if not row.target]
        unsaid = [row for row in rows if row.result and row.result.value is None and not row.result.comment]
        return [
            *self._of_rows("résultat à saisir", "résultats à saisir", empty),
            *self._of_rows("cible locale à fixer", "cibles locales à fixer", aimless),
            *self._of_rows("valeur absente sans motif", "valeurs absentes sans motif", unsaid),
            *self._unfollowed(),
        ]

    def _of_rows(self, one: str, several: str, rows: list[IndicatorYear]) -> Iterator[Point]:
        url = self._url("indicators:year")
        places = [Place(row.indicator.code, f"{url}#i-{row.key}") for row in rows]
        if places:
            yield Point(counted(len(places), one, several), url, places)

    def _unfollowed(self) -> Iterator[Point]:
        if not self.opened.everything:
            return
        url = reverse("contracts:objectives", args=self.where[:1])
        bare = [one.objective.number for group in self.groups for one in group.objectives if not one.rows]
        places = [Place(str(number), url) for number in sorted(bare)]
        if places:
            yield Point(
                counted(len(places), "objectif sans indicateur", "objectifs sans indicateur"), url, places
            )

    def blocking(self) -> list[Point]:
        """The values to correct: nothing is shared before."""
        return self._of_checks(blocking_count, to_correct(self.report, self.checks))

    def to_justify(self) -> list[Point]:
        """The gaps without a cause: explained, or left with a reason for that."""
        return self._of_checks(open_count, self.unexplained)

    def _of_checks(self, head: Callable[[list[CheckPoint]], str], points: list[CheckPoint]) -> list[Point]:
        """Each indicator at fault, with what its rules say."""
        url = self._url("indicators:checks")
        places = [
            Place(f"{code} ({rules_told(own)})", f"{url}#{own[0].key}")
            for code, own in by_code(points).items()
        ]
        return [Point(head(points), url, places)] if places else []

    def money(self) -> list[Point]:
        """The lines without what was spent, and the amounts that exceed what they come from."""
        url = self._url("funding:year")
        known = FundingLine.objects.of_year(self.report.contract, self.report.fiscal_year)
        lines = [line for line in known if line in self.opened]
        bare = sum(1 for line in lines if line.spent_amount is None and line.notified_amount is not None)
        found = [Point(f"{counted(bare, 'ligne')} de financement sans montant dépensé.", url)] if bare else []
        return [*found, *(Point(alert.text, f"{url}#{alert.target}") for alert in excesses_of(lines))]

    def reviews(self) -> list[Point]:
        """The actions whose year nobody told, among those that may be."""
        said = Q(done="", difficulties="", next_steps="", outcome_count=None)
        told = ActionReview.objects.filter(action=OuterRef("pk"), fiscal_year=self.report.fiscal_year)
        actions = self.report.contract.actions.exclude(Exists(told.exclude(said))).order_by("number")
        places = [
            Place(f"n°{NBSP}{one.number}", reverse("contracts:action", args=[self.where[0], one.number]))
            for one in actions
            if one in self.opened
        ]
        if not places:
            return []
        url = reverse("contracts:actions", args=self.where[:1])
        return [Point(f"{counted(len(places), 'action')} sans bilan", url, places)]

    def texts(self) -> list[Point]:
        """The sections that are empty."""
        empty = [section for section in self.sections if not section.body and section in self.opened]
        places = [
            Place(section.short_name, reverse("reports:section", args=[*self.where, section.pk]))
            for section in empty
        ]
        return [Point(f"{counted(len(empty), 'texte')} à rédiger", "#redaction", places)] if empty else []


def _remarked(report: Report, opened: Reopened) -> Iterator[Point]:
    """What the other parties remarked in the years before, objective by objective, the most often first: they
    may ask it again where the text is open."""
    found: dict[int, list[Remark]] = defaultdict(list)
    for remark in _past(report):
        for number in _objectives_of(remark):
            found[number].append(remark)
    pages = {
        section.objective.number: reverse(
            "reports:section", args=[report.contract.reference, report.fiscal_year, section.pk]
        )
        for section in report.sections.select_related("objective")
        if section.objective and section in opened
    }
    for number, remarks in sorted(found.items(), key=lambda one: (-len(one[1]), one[0])):
        if number in pages:
            yield Point(_told_again(number, remarks), pages[number])


def _objectives_of(remark: Remark) -> list[int]:
    """The numbers of the objectives that a remark touches."""
    if remark.action:
        return [one.number for one in remark.action.objectives.all()]
    about = remark.section or remark.indicator
    return [about.objective.number] if about and about.objective else []


def _past(report: Report) -> Iterable[Remark]:
    rows = Remark.objects.filter(
        report__contract=report.contract_id, report__fiscal_year__lt=report.fiscal_year, is_internal=False
    )
    related = ("report", "section__objective", "indicator__objective", "action")
    rows = rows.select_related(*related).prefetch_related("action__objectives")
    return rows.order_by("-report__fiscal_year", "-pk")


def _told_again(number: int, remarks: list[Remark]) -> str:
    years = joined(sorted({str(remark.report.fiscal_year) for remark in remarks}))
    last = " ".join(remarks[0].body.split())
    quote = last if len(last) <= LONGEST_EXCERPT else f"{last[:LONGEST_EXCERPT].rsplit(' ', 1)[0]}…"
    return (
        f"Objectif {number}{NBSP}: {counted(len(remarks), 'remarque')} en {years}. "
        f"La dernière{NBSP}: «{NBSP}{quote}{NBSP}»"
    )
