"""Factories of real rows, with traits named after what the row is in the world."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import factory
from factory.django import DjangoModelFactory

from accounts.enums import OrganisationKind, Role
from accounts.models import Organisation, Region, Seat, Territory, User
from contracts.enums import ContractState, LabelStatus, ObjectiveKind
from contracts.models import (
    Action,
    Amendment,
    Campaign,
    Contract,
    ContractObjective,
    Deadline,
    Engagement,
    ExtensionRequest,
    Framework,
    Objective,
    Party,
    Perimeter,
)
from funding.enums import FundingSource
from funding.models import FundingLine
from indicators.enums import Direction, RollUp
from indicators.models import GapCause, Indicator, Measurement, Target
from reports.enums import ReportState, SignatureLevel, SignatureOrigin
from reports.models import Edition, Remark, Report, Section, SignedCopy

PASSWORD = "une phrase de passe pour les tests"
AGREED_AT = datetime(2025, 6, 20, tzinfo=UTC)


class RegionFactory(DjangoModelFactory):
    """Grand Est unless told otherwise."""

    class Meta:
        model = Region
        django_get_or_create = ("code",)

    code = "44"
    name = "Grand Est"
    sort_key = "grand est"


class TerritoryFactory(DjangoModelFactory):
    """The Bas-Rhin unless told otherwise."""

    class Meta:
        model = Territory
        django_get_or_create = ("code",)

    code = "67"
    name = "Bas-Rhin"
    name_of = factory.LazyAttribute(lambda t: f"du {t.name}")
    sort_key = factory.LazyAttribute(lambda t: t.name.lower())
    insee_codes = factory.LazyAttribute(lambda t: [t.code])
    region = factory.SubFactory(RegionFactory)


class OrganisationFactory(DjangoModelFactory):
    """A département's authority unless told otherwise."""

    class Meta:
        model = Organisation
        django_get_or_create = ("name",)
        skip_postgeneration_save = True

    name = "Collectivité européenne d’Alsace"
    short_name = factory.LazyAttribute(lambda o: o.name[:60])
    kind = OrganisationKind.DEPARTEMENT
    slug = factory.Sequence(lambda n: f"organisation-{n}")

    @factory.post_generation
    def territories(self, create: bool, extracted: Any, **_: Any) -> None:
        if create and extracted:
            self.territories.add(*extracted)


class UserFactory(DjangoModelFactory):
    """A person, named by their role."""

    class Meta:
        model = User
        django_get_or_create = ("email",)
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"personne{n}@exemple.test")
    name = "Agent"

    @factory.post_generation
    def password(self, create: bool, extracted: Any, **_: Any) -> None:
        self.set_password(extracted or PASSWORD)
        if create:
            self.save()


class SeatFactory(DjangoModelFactory):
    """A seat held since 2020."""

    class Meta:
        model = Seat

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Role.EDITOR
    starts_on = date(2020, 1, 1)


class FrameworkFactory(DjangoModelFactory):
    """The framework of 2020-2024, in small."""

    class Meta:
        model = Framework
        django_get_or_create = ("code",)

    code = "snppe-acte1-2020"
    title = "Contractualisation en prévention et protection de l’enfance, acte 1"
    first_year = 2020
    last_year = 2024
    baseline_year = 2019
    is_published = True


class EngagementFactory(DjangoModelFactory):
    """The first engagement unless told otherwise."""

    class Meta:
        model = Engagement
        django_get_or_create = ("framework", "code")

    framework = factory.SubFactory(FrameworkFactory)
    code = "E1"
    position = 1
    label = "Agir le plus précocement possible"


class ObjectiveFactory(DjangoModelFactory):
    """A fundamental objective unless told otherwise."""

    class Meta:
        model = Objective
        django_get_or_create = ("framework", "number")

    framework = factory.SubFactory(FrameworkFactory)
    engagement = factory.SubFactory(EngagementFactory, framework=factory.SelfAttribute("..framework"))
    # Beyond those of the cast, which are given their numbers.
    number = factory.Sequence(lambda n: n + 101)
    label = factory.LazyAttribute(lambda o: f"Objectif {o.number}")
    kind = ObjectiveKind.FUNDAMENTAL
    label_status = LabelStatus.QUOTED


class IndicatorFactory(DjangoModelFactory):
    """A percentage that should rise, unless told otherwise."""

    class Meta:
        model = Indicator

    objective = factory.SubFactory(ObjectiveFactory)
    code = factory.LazyAttribute(lambda i: f"{i.objective.number}.1")
    label = factory.LazyAttribute(lambda i: f"Indicateur {i.code}")
    unit = "%"
    decimals = 1
    direction = Direction.RISE
    upper_bound = factory.LazyAttribute(lambda i: Decimal(100) if i.unit == "%" else None)
    roll_up = RollUp.RATIO
    baseline_year = 2019

    class Params:
        counted = factory.Trait(unit="visites", decimals=0, roll_up=RollUp.SUM, upper_bound=None)


class GapCauseFactory(DjangoModelFactory):
    """A cause of gap."""

    class Meta:
        model = GapCause
        django_get_or_create = ("code",)

    code = "vacance-de-poste"
    label = "Poste vacant"


class ContractFactory(DjangoModelFactory):
    """A signed contract with its three parties, its own perimeter, and its framework's objectives
    retained."""

    class Meta:
        model = Contract
        django_get_or_create = ("reference",)
        skip_postgeneration_save = True

    framework = factory.SubFactory(FrameworkFactory)
    territory = factory.SubFactory(TerritoryFactory)
    reference = factory.LazyAttribute(lambda c: f"{c.territory.code}-{c.framework.first_year}")
    state = ContractState.SIGNED
    starts_on = date(2020, 1, 1)
    ends_on = date(2024, 12, 31)

    @factory.post_generation
    def parties(self, create: bool, extracted: Any, **_: Any) -> None:
        for organisation in extracted or []:
            Party.objects.create(contract=self, organisation=organisation, kind=organisation.kind)

    @factory.post_generation
    def perimeter(self, create: bool, extracted: Any, **_: Any) -> None:
        if not Perimeter.objects.filter(own_contract=self).exists():
            own = Perimeter.objects.create(label=str(self), own_contract=self)
            own.contracts.add(self)


class ContractObjectiveFactory(DjangoModelFactory):
    """An objective retained by a contract."""

    class Meta:
        model = ContractObjective
        django_get_or_create = ("contract", "objective")

    contract = factory.SubFactory(ContractFactory)
    objective = factory.SubFactory(ObjectiveFactory)


class AmendmentFactory(DjangoModelFactory):
    """A numbered amendment."""

    class Meta:
        model = Amendment

    contract = factory.SubFactory(ContractFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = "Crédits de l’année"
    kinds = ["credits"]


class ActionFactory(DjangoModelFactory):
    """An action of a contract."""

    class Meta:
        model = Action

    contract = factory.SubFactory(ContractFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = factory.LazyAttribute(lambda a: f"Action {a.number}")


class MeasurementFactory(DjangoModelFactory):
    """A known value on a contract's own perimeter: pass `contract` or `perimeter`."""

    class Meta:
        model = Measurement

    class Params:
        contract = factory.SubFactory(ContractFactory)

    indicator = factory.SubFactory(IndicatorFactory)
    perimeter = factory.LazyAttribute(lambda m: m.contract.own_perimeter)
    year = 2024
    value = Decimal("12.5")


class TargetFactory(DjangoModelFactory):
    """A threshold."""

    class Meta:
        model = Target

    contract = factory.SubFactory(ContractFactory)
    indicator = factory.SubFactory(IndicatorFactory)
    year = 2024
    value = Decimal(20)


class FundingLineFactory(DjangoModelFactory):
    """A notified line of programme 304; the payer is the contract's préfecture."""

    class Meta:
        model = FundingLine

    contract = factory.SubFactory(ContractFactory)
    fiscal_year = 2024
    source = FundingSource.P304
    payer = factory.LazyAttribute(
        lambda line: line.contract.parties.get(kind=FundingSource(line.source).payer_kind).organisation
    )
    notified_amount = Decimal("1000.00")


class CampaignFactory(DjangoModelFactory):
    """The campaign of 2024."""

    class Meta:
        model = Campaign
        django_get_or_create = ("framework", "fiscal_year")

    framework = factory.SubFactory(FrameworkFactory)
    fiscal_year = 2024


class DeadlineFactory(DjangoModelFactory):
    """The closing date of the report."""

    class Meta:
        model = Deadline

    campaign = factory.SubFactory(CampaignFactory)
    kind = "report"
    label = "Rapport d’exécution"
    due_on = date(2025, 6, 30)


class ExtensionRequestFactory(DjangoModelFactory):
    """Three more months, asked."""

    class Meta:
        model = ExtensionRequest

    contract = factory.SubFactory(ContractFactory)
    deadline = factory.SubFactory(DeadlineFactory)
    wished_on = date(2025, 9, 30)
    reason = "Poste vacant depuis mars."


class ReportFactory(DjangoModelFactory):
    """A draft; `in_state` puts it, with a minimal frozen edition, in any later state (for tests of locks)."""

    class Meta:
        model = Report
        django_get_or_create = ("contract", "fiscal_year")
        skip_postgeneration_save = True

    contract = factory.SubFactory(ContractFactory)
    fiscal_year = 2024

    @factory.post_generation
    def in_state(self, create: bool, extracted: Any, **_: Any) -> None:
        if create and extracted:
            put_in_state(self, extracted)


def put_in_state(report: Report, state: str) -> None:
    """Put a draft in a later state, with a minimal frozen edition."""
    was_agreed = state in {*ReportState.closed(), ReportState.CORRECTED}
    if state != ReportState.DRAFT:
        report.current_edition = Edition.objects.create(
            report=report,
            number=1,
            canonical="{}",
            sha256="0" * 64,
            frozen_at=datetime(2025, 6, 1, tzinfo=UTC),
            agreed_at=AGREED_AT if was_agreed else None,
        )
    report.state = state
    if state in ReportState.closed():
        report.agreed_at = AGREED_AT
    if state == ReportState.DELIBERATED:
        report.deliberated_on = date(2025, 7, 1)
    report.save()


class SignedCopyFactory(DjangoModelFactory):
    """That the organisation of a seat signed a report; without its PDF, which such tests do not read."""

    class Meta:
        model = SignedCopy
        exclude = ("report",)

    report = factory.SubFactory(ReportFactory)
    edition = factory.LazyAttribute(lambda copy: copy.report.current_edition)
    rank = factory.LazyAttribute(lambda copy: copy.edition.signed_copies.count() + 1)
    seat = factory.SubFactory(SeatFactory)
    organisation = factory.LazyAttribute(lambda copy: copy.seat.organisation)
    seat_label = factory.LazyAttribute(lambda copy: str(copy.seat))
    origin = SignatureOrigin.OUTSIDE
    pdf_sha256 = factory.Sequence(lambda number: f"{number:064x}")
    level = SignatureLevel.BASIC
    is_demonstration = True
    signed_at = datetime(2025, 6, 24, 8, tzinfo=UTC)


class RemarkFactory(DjangoModelFactory):
    """An open remark of a party on the whole report, or on what is given."""

    class Meta:
        model = Remark

    report = factory.SubFactory(ReportFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    author = factory.SubFactory(UserFactory)
    body = "Pourquoi cet écart ?"


class SectionFactory(DjangoModelFactory):
    """A piece of narrative."""

    class Meta:
        model = Section

    report = factory.SubFactory(ReportFactory)
    kind = "summary"
    body = "Un résumé."
