"""What the pages of contracts read, each in a number of queries that does not depend on the rows."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.enums import OrganisationKind
from accounts.models import Region, Seat
from accounts.rules import is_national
from contracts import years
from contracts.enums import ObjectiveKind
from contracts.models import (
    Action,
    ActionReview,
    ActionYear,
    Contract,
    ContractObjective,
    Document,
    Engagement,
    Framework,
    LegalText,
    Objective,
    Party,
)
from contracts.plan.followed import followed_by

AFTER_ALL = 999
GAPS = {
    "objectives": "Objectifs",
    "mandatory_flags": "Objectifs obligatoires",
    "indicators": "Indicateurs",
    "numerators_denominators": "Numérateurs et dénominateurs",
    "local_target_columns": "Colonnes des cibles locales",
}


@dataclass(frozen=True)
class ObjectiveRow:
    """An objective of the framework as a contract sees it; `retained` is None when it is not pursued."""

    objective: Objective
    retained: ContractObjective | None = None
    actions: list[Action] = field(default_factory=list)


@dataclass(frozen=True)
class EngagementRows:
    """An engagement and its objectives; None for those whose engagement is not known."""

    engagement: Engagement | None
    rows: list[ObjectiveRow]

    @property
    def retained_count(self) -> int:
        """How many of them the contract pursues."""
        return sum(1 for row in self.rows if row.retained and row.retained.dropped_from is None)


@dataclass(frozen=True)
class Summary:
    """What the first page of a contract says beside its own fields."""

    parties: list[Party]
    cosignatories: list[Party]
    texts: list[LegalText]
    documents: list[Document]
    retained_count: int
    objective_count: int
    action_count: int
    amendment_count: int

    @property
    def objectives_told(self) -> str:
        """« sur les 26 du cadre »."""
        return f"sur les {self.objective_count} du cadre"


@dataclass(frozen=True)
class YearlyReview:
    """A year of an action: what was planned, its review if written, whether to wait, why nobody may write it
    now."""

    year: int
    review: ActionReview | None = None
    planned: ActionYear | None = None
    is_hidden: bool = False
    refusal: str = ""

    @property
    def unit(self) -> str:
        """The unit of its quantities, planned and done."""
        done = self.review.outcome_unit if self.review else ""
        return done or (self.planned.expected_unit if self.planned else "")


def searched(
    seat: Seat | None, *, region: str = "", framework: str = "", state: str = "", text: str = ""
) -> QuerySet[Contract]:
    """The contracts the seat may see, narrowed; `text` is sought in references and names, accents aside."""
    found = Contract.objects.visible_to(seat).for_list()
    for lookup, value in (
        ("territory__region__code", region),
        ("framework__code", framework),
        ("state", state),
    ):
        found = found.filter(**{lookup: value}) if value else found
    if not text.strip():
        return found
    key = folded(text)
    parties = Party.objects.filter(organisation__name__icontains=text.strip()).values("contract")
    places = Q(territory__sort_key__contains=key) | Q(territory__region__sort_key__contains=key)
    return found.filter((places if key else Q()) | Q(reference__icontains=text.strip()) | Q(pk__in=parties))


def folded(text: str) -> str:
    """« Bouches-du-Rhône » as « bouches du rhone »: how the sort keys of places are written."""
    bare = "".join(
        letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter)
    )
    return " ".join("".join(letter if letter.isalnum() else " " for letter in bare.lower()).split())


def regions_of(seat: Seat | None) -> list[Region]:
    """The regions of the contracts the seat may see."""
    codes = Contract.objects.visible_to(seat).order_by().values("territory__region")
    return list(Region.objects.filter(pk__in=codes))


def frameworks_for(seat: Seat | None) -> QuerySet[Framework]:
    """A framework being prepared is the national level's own."""
    return Framework.objects.all() if is_national(seat) else Framework.objects.filter(is_published=True)


def summary_of(contract: Contract) -> Summary:
    """All that the first page of a contract shows."""
    counts = Contract.objects.filter(pk=contract.pk).aggregate(
        actions=Count("actions", distinct=True),
        amendments=Count("amendments", distinct=True),
        retained=Count(
            "retained_objectives", filter=Q(retained_objectives__dropped_from=None), distinct=True
        ),
    )
    return Summary(
        parties=contract.closing_parties,
        cosignatories=[
            party for party in contract.parties.all() if party.kind == OrganisationKind.COSIGNATORY
        ],
        texts=list(contract.framework.texts.filter(year__in=contract.years)),
        documents=list(contract.documents.filed().select_related("amendment")),
        retained_count=counts["retained"],
        objective_count=contract.framework.objectives.count(),
        action_count=counts["actions"],
        amendment_count=counts["amendments"],
    )


def objectives_of(contract: Contract) -> list[EngagementRows]:
    """Every objective of the framework by engagement, with what the contract makes of it."""
    retained = {
        one.objective_id: one
        for one in contract.retained_objectives.select_related("amendment", "dropped_by")
    }
    pursued_by: dict[int, list[Action]] = {}
    for action in contract.actions.prefetch_related("objectives"):
        for objective in action.objectives.all():
            pursued_by.setdefault(objective.pk, []).append(action)
    return by_engagement(
        ObjectiveRow(objective, retained.get(objective.pk), pursued_by.get(objective.pk, []))
        for objective in contract.framework.objectives.select_related("engagement")
    )


def by_engagement(rows: Iterable[ObjectiveRow]) -> list[EngagementRows]:
    """Rows grouped under their engagement, in the order of the framework; the unknown engagement last."""

    def place(row: ObjectiveRow) -> tuple[int, int]:
        engagement = row.objective.engagement
        return (engagement.position if engagement else AFTER_ALL, row.objective.number)

    grouped = groupby(sorted(rows, key=place), key=lambda row: row.objective.engagement)
    return [EngagementRows(engagement, list(own)) for engagement, own in grouped]


def objectives_of_framework(framework: Framework) -> list[EngagementRows]:
    """The same, for no contract in particular."""
    return by_engagement(ObjectiveRow(one) for one in framework.objectives.select_related("engagement"))


def gaps_of(framework: Framework) -> list[str]:
    """What the sources did not say of a framework, in sentences."""
    told = framework.completeness
    return [f"{label}\u00a0: {told[key]}" for key, label in GAPS.items() if isinstance(told.get(key), str)]


def themes_of(framework: Framework) -> list[dict[str, str]]:
    """The themes that a source names without the number of their objective: `theme`, `source_url`."""
    return framework.completeness.get("themes_without_number", [])


def still_optional(contract: Contract) -> QuerySet[Objective]:
    """The objectives that the contract may still retain."""
    retained = contract.retained_objectives.values("objective")
    return contract.framework.objectives.exclude(pk__in=retained).exclude(kind=ObjectiveKind.FUNDAMENTAL)


def still_droppable(contract: Contract) -> QuerySet[Objective]:
    """The objectives that the contract retains by choice, and pursues still."""
    pursued = contract.retained_objectives.pursued().values("objective")
    return contract.framework.objectives.filter(pk__in=pursued, kind=ObjectiveKind.OPTIONAL)


def actions_of(contract: Contract, *, reviewed_in: int) -> list[Action]:
    """The actions with what their list shows; `is_reviewed` says whether the year has its review."""
    review = ActionReview.objects.filter(action=OuterRef("pk"), fiscal_year=reviewed_in)
    actions = contract.actions.select_related("carrier", "delegate").prefetch_related(
        "objectives", "deliverables", followed_by().prefetch
    )
    return list(actions.annotate(is_reviewed=Exists(review)))


def yearly_reviews(action: Action, contract: Contract, seat: Seat | None) -> list[YearlyReview]:
    """What the action did, year by year, the latest first; a year that is not shared yet says so."""
    written = {review.fiscal_year: review for review in action.reviews.all()}
    planned = {one.fiscal_year: one for one in action.years.all()}
    hidden = years.hidden_years(contract, seat)
    return [
        YearlyReview(year, planned=planned.get(year), is_hidden=True)
        if year in hidden
        else _readable(action, contract, year, written.get(year), planned.get(year))
        for year in reversed(contract.years)
    ]


def _readable(
    action: Action, contract: Contract, year: int, review: ActionReview | None, planned: ActionYear | None
) -> YearlyReview:
    subject = review or ActionReview(action=action, fiscal_year=year)
    return YearlyReview(year, review, planned, refusal=years.refusal(contract, year, subject))
