"""What was aimed at and what was read: targets and measurements."""

from django.db import models
from django.db.models import F, Q

from accounts.models import Seat
from contracts.models import Amendment, Contract, Document, Perimeter
from core.history import tracked
from core.versions import Versioned
from indicators.enums import Operator, Source, ValueKind
from indicators.models.indicator import GapCause, Indicator


class Target(Versioned):
    """What a contract aims at for an indicator and a year; of another nature than the national target."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="targets", verbose_name="contrat")
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="targets", verbose_name="indicateur"
    )
    year = models.PositiveSmallIntegerField("année")
    operator = models.CharField("forme", max_length=14, choices=Operator, default=Operator.AT_LEAST)
    value = models.DecimalField("valeur", max_digits=18, decimal_places=4)
    upper_value = models.DecimalField("borne haute", max_digits=18, decimal_places=4, null=True, blank=True)
    amendment = models.ForeignKey(
        Amendment, models.PROTECT, null=True, blank=True, related_name="targets", verbose_name="avenant"
    )
    provenance = models.TextField("origine des données", blank=True)

    history = tracked()

    class Meta:
        verbose_name = "cible"
        ordering = ["contract", "indicator", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "indicator", "year"],
                name="target_once_a_year",
                violation_error_message="Cet indicateur a déjà une cible pour cette année.",
            ),
            models.CheckConstraint(
                name="target_range_has_two_ends",
                condition=Q(operator=Operator.RANGE, upper_value__isnull=False, upper_value__gte=F("value"))
                | (~Q(operator=Operator.RANGE) & Q(upper_value=None)),
                violation_error_message=(
                    "Une fourchette a deux bornes dans l’ordre\u00a0; une autre cible n’en a qu’une."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.code}, cible {self.year}"


class MeasurementQuerySet(models.QuerySet["Measurement"]):
    """Which readings."""

    def visible_to(self, seat: Seat | None) -> "MeasurementQuerySet":
        """Readings of one's own contracts; whether a year is open to the reader is the report's business."""
        return self.filter(perimeter__contracts__in=Contract.objects.visible_to(seat)).distinct()

    def retained(self) -> "MeasurementQuerySet":
        """The readings that count, one per indicator, perimeter and year."""
        return self.filter(is_retained=True)


class Measurement(Versioned):
    """A reading: a value or a typed absence, for a year, from a source, over a perimeter, with its comment.

    Each change is a dated vintage (its history); an agreed report keeps the figure of its day.
    """

    # Without indexes of their own, that each of ten thousand imported values would pay: `indicator` leads the
    # unique constraint, `perimeter` the index of its years; that of the causes has only rows with one.
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="measurements", verbose_name="indicateur", db_index=False
    )
    perimeter = models.ForeignKey(
        Perimeter, models.PROTECT, related_name="measurements", verbose_name="périmètre", db_index=False
    )
    year = models.PositiveSmallIntegerField("année")
    source = models.CharField("source", max_length=8, choices=Source, default=Source.INTERNAL)
    kind = models.CharField("nature", max_length=14, choices=ValueKind, default=ValueKind.KNOWN)
    value = models.DecimalField("valeur", max_digits=18, decimal_places=4, null=True, blank=True)
    numerator = models.DecimalField("numérateur", max_digits=18, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField("dénominateur", max_digits=18, decimal_places=4, null=True, blank=True)
    is_retained = models.BooleanField("valeur retenue", default=True)
    retained_reason = models.CharField("motif du choix de la source", max_length=250, blank=True)
    comment = models.TextField("commentaire", blank=True, max_length=4000)
    gap_cause = models.ForeignKey(
        GapCause,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="measurements",
        verbose_name="cause d’écart",
        db_index=False,
    )
    proofs = models.ManyToManyField(
        Document, related_name="measurements", blank=True, verbose_name="justificatifs"
    )
    provenance = models.TextField("origine des données", blank=True)

    objects = MeasurementQuerySet.as_manager()
    history = tracked("proofs", unasked=["gap_cause"], is_bulky=True)

    class Meta:
        verbose_name = "relevé"
        ordering = ["indicator", "year", "source"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "perimeter", "year", "source"],
                name="measurement_once_per_source_and_year",
                violation_error_message="Cet indicateur a déjà un relevé de cette source pour cette année.",
            ),
            models.UniqueConstraint(
                fields=["indicator", "perimeter", "year"],
                condition=Q(is_retained=True),
                name="measurement_one_retained",
                violation_error_message="Une seule valeur est retenue par indicateur, périmètre et année.",
            ),
            models.CheckConstraint(
                name="measurement_value_iff_present",
                condition=Q(kind__in=ValueKind.present(), value__isnull=False)
                | (~Q(kind__in=ValueKind.present()) & Q(value=None, numerator=None, denominator=None)),
                violation_error_message=(
                    "Une valeur est saisie, ou son absence est motivée\u00a0: jamais les deux."
                ),
            ),
            models.CheckConstraint(
                name="measurement_ratio_is_whole",
                condition=Q(numerator=None, denominator=None)
                | Q(numerator__isnull=False, denominator__isnull=False),
                violation_error_message="Numérateur et dénominateur se donnent ensemble.",
            ),
            models.CheckConstraint(
                name="measurement_denominator_not_zero",
                condition=Q(denominator=None) | Q(denominator__gt=0),
                violation_error_message="Un dénominateur est strictement positif.",
            ),
            models.CheckConstraint(
                # Whether it may be above its denominator depends on the indicator: see the rules of values.
                name="measurement_numerator_not_negative",
                condition=Q(numerator=None) | Q(numerator__gte=0),
                violation_error_message="Un numérateur n’est pas négatif.",
            ),
        ]
        indexes = [
            models.Index(fields=["perimeter", "year"], name="measurement_by_perimeter_year"),
            models.Index(
                fields=["gap_cause"], condition=Q(gap_cause__isnull=False), name="measurement_by_gap_cause"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.code}, {self.year}, {self.get_source_display()}"
