"""What an indicator is: definition, unit, direction, bounds, how it rolls up, and its national targets."""

from collections.abc import Iterable
from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from accounts.models import Seat, Territory
from contracts.enums import LabelStatus
from contracts.models import Contract, ContractObjective, Objective
from core.history import tracked
from core.versions import Versioned
from indicators.enums import Behaviour, Direction, Operator, Retention, RollUp, Source


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    """Which indicators."""

    def visible_to(self, seat: Seat | None) -> "IndicatorQuerySet":
        """National indicators are everybody's; a local one belongs to its contract's readers."""
        if seat is None:
            return self.none()
        return self.filter(Q(contract=None) | Q(contract__in=Contract.objects.visible_to(seat)))

    def followed_by(self, contract: Contract) -> "IndicatorQuerySet":
        """The indicators of a contract: the national ones of the objectives that it retains or has retained,
        and its own."""
        retained = contract.retained_objectives.values("objective_id")
        return self.filter(objective_id__in=retained).filter(Q(contract=None) | Q(contract=contract))

    def followed_in(self, contract: Contract, year: int) -> "IndicatorQuerySet":
        """Those that it follows in a fiscal year: an objective dropped before it began asks nothing more."""
        pursued = contract.retained_objectives.pursued_in(year).values("objective_id")
        return self.followed_by(contract).filter(objective_id__in=pursued)

    def cumulative_codes(self, contract: Contract) -> set[str]:
        """The codes of those, among what the contract follows, that add up from its start."""
        adding = self.followed_by(contract).filter(behaviour=Behaviour.CUMULATIVE)
        return set(adding.values_list("code", flat=True))

    def followed_by_each(self, contracts: Iterable[Contract]) -> dict[int, list["Indicator"]]:
        """The same for several contracts, by their keys, in two queries."""
        retained: dict[int, set[int]] = {contract.pk: set() for contract in contracts}
        pairs = ContractObjective.objects.filter(contract__in=retained).values_list("contract", "objective")
        for contract_id, objective_id in pairs:
            retained[contract_id].add(objective_id)
        rows = self.filter(objective__in=set().union(*retained.values()))
        rows = rows.filter(Q(contract=None) | Q(contract__in=retained))
        found: dict[int, list[Indicator]] = {pk: [] for pk in retained}
        for row in rows:
            own = retained if row.contract_id is None else {row.contract_id: retained[row.contract_id]}
            for pk, objectives in own.items():
                if row.objective_id in objectives:
                    found[pk].append(row)
        return found


class Indicator(models.Model):
    """A definition. Its readings are `Measurement` rows; national ones are harmonised, local ones a
    contract's own."""

    code = models.CharField("code", max_length=20)
    objective = models.ForeignKey(
        Objective, models.PROTECT, related_name="indicators", verbose_name="objectif"
    )
    contract = models.ForeignKey(
        Contract,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="local_indicators",
        verbose_name="contrat",
        help_text="Vide\u00a0: indicateur national.",
    )
    label = models.CharField("libellé", max_length=300)
    label_status = models.CharField(
        "fondement du libellé", max_length=10, choices=LabelStatus, default=LabelStatus.QUOTED
    )
    definition = models.TextField("définition", blank=True)
    method = models.TextField("méthode", blank=True)
    unit = models.CharField("unité", max_length=40)
    decimals = models.PositiveSmallIntegerField("décimales", default=0)
    direction = models.CharField("sens attendu", max_length=4, choices=Direction, default=Direction.NONE)
    lower_bound = models.DecimalField(
        "valeur minimale", max_digits=18, decimal_places=4, null=True, blank=True, default=Decimal(0)
    )
    upper_bound = models.DecimalField(
        "valeur maximale", max_digits=18, decimal_places=4, null=True, blank=True
    )
    numerator_label = models.CharField("numérateur", max_length=250, blank=True)
    denominator_label = models.CharField("dénominateur", max_length=250, blank=True)
    roll_up = models.CharField("consolidation", max_length=5, choices=RollUp, default=RollUp.NONE)
    behaviour = models.CharField("rythme", max_length=10, choices=Behaviour, default=Behaviour.YEARLY)
    baseline_year = models.PositiveSmallIntegerField("année de référence", null=True, blank=True)
    expected_source = models.CharField("source attendue", max_length=8, choices=Source, blank=True)
    retention = models.CharField(
        "source retenue", max_length=8, choices=Retention, default=Retention.EXPECTED
    )
    notes = models.TextField("notes", blank=True)
    source_url = models.URLField("source", max_length=400, blank=True)

    objects = IndicatorQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = "indicateur"
        ordering = ["objective__number", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["objective", "code"],
                condition=Q(contract=None),
                name="national_indicator_code_unique",
                violation_error_message="Cet objectif a déjà un indicateur national de ce code.",
            ),
            models.UniqueConstraint(
                fields=["contract", "code"],
                condition=Q(contract__isnull=False),
                name="local_indicator_code_unique",
                violation_error_message="Ce contrat a déjà un indicateur local de ce code.",
            ),
            models.CheckConstraint(
                name="indicator_bounds_in_order",
                condition=Q(lower_bound=None) | Q(upper_bound=None) | Q(upper_bound__gte=F("lower_bound")),
                violation_error_message="La valeur maximale ne peut être inférieure à la minimale.",
            ),
            models.CheckConstraint(
                name="indicator_at_most_four_decimals",
                condition=Q(decimals__lte=4),
                violation_error_message="Un indicateur a au plus quatre décimales.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"

    @property
    def is_percentage(self) -> bool:
        """Whether values are percentages, from 0 to 100."""
        return self.unit == "%"

    @property
    def bounds(self) -> tuple[Decimal | None, Decimal | None]:
        """The lowest and the highest value it may have, None for no limit."""
        if not self.is_percentage:
            return self.lower_bound, self.upper_bound
        lowest, highest = self.lower_bound or Decimal(0), Decimal(100)
        return lowest, highest if self.upper_bound is None else min(highest, self.upper_bound)

    @property
    def takes_ratio(self) -> bool:
        """Whether a value may come from a numerator and a denominator: a percentage, a rate, a mean. What
        counts things (visits, places) has none: its values add up, or are whole numbers."""
        if self.is_percentage or self.roll_up == RollUp.RATIO:
            return True
        return self.roll_up != RollUp.SUM and bool(self.decimals or self.denominator_label)


class NationalTarget(models.Model):
    """The target a framework sets for the nation, given for information to each contract."""

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="national_targets", verbose_name="indicateur"
    )
    year = models.PositiveSmallIntegerField("horizon", null=True, blank=True)
    operator = models.CharField("forme", max_length=14, choices=Operator)
    value = models.DecimalField("valeur", max_digits=18, decimal_places=4)
    upper_value = models.DecimalField("borne haute", max_digits=18, decimal_places=4, null=True, blank=True)
    notes = models.TextField("notes", blank=True)
    source_url = models.URLField("source", max_length=400, blank=True)

    history = tracked()

    class Meta:
        verbose_name = "cible nationale"
        verbose_name_plural = "cibles nationales"
        ordering = ["indicator", "year"]
        constraints = [
            models.CheckConstraint(
                name="national_target_range_has_two_ends",
                condition=Q(operator=Operator.RANGE, upper_value__isnull=False, upper_value__gte=F("value"))
                | (~Q(operator=Operator.RANGE) & Q(upper_value=None)),
                violation_error_message=(
                    "Une fourchette a deux bornes dans l’ordre\u00a0; une autre cible n’en a qu’une."
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator.code}\u00a0: {self.get_operator_display()} {self.value}"


class GapCause(models.Model):
    """A coded cause of gap, edited by the national administrator, so that causes can be counted."""

    code = models.SlugField("code", max_length=40, unique=True)
    label = models.CharField("libellé", max_length=120)
    position = models.PositiveSmallIntegerField("rang", default=0)
    is_active = models.BooleanField("proposée", default=True)
    source_note = models.CharField("fondement", max_length=250, blank=True)

    history = tracked()

    class Meta:
        verbose_name = "cause d’écart"
        verbose_name_plural = "causes d’écart"
        ordering = ["position", "label"]

    def __str__(self) -> str:
        return self.label


class Applicability(Versioned):
    """An indicator that does not apply to a territory, with the reason."""

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="exclusions", verbose_name="indicateur"
    )
    territory = models.ForeignKey(
        Territory, models.PROTECT, related_name="excluded_indicators", verbose_name="territoire"
    )
    reason = models.TextField("motif")

    history = tracked()

    class Meta:
        verbose_name = "indicateur sans objet"
        verbose_name_plural = "indicateurs sans objet"
        ordering = ["territory", "indicator"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "territory"],
                name="indicator_excluded_once_per_territory",
                violation_error_message="Cet indicateur est déjà déclaré sans objet pour ce territoire.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator.code}, {self.territory.name}"
