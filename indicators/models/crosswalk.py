"""What makes a series cross from one framework to the next."""

from django.db import models

from contracts.models import Link
from core.history import tracked
from indicators.models.indicator import Indicator


class IndicatorLink(Link):
    """A national indicator and the one of an earlier framework that it continues."""

    earlier = models.ForeignKey(
        Indicator, models.PROTECT, related_name="continued_by", verbose_name="indicateur antérieur"
    )
    later = models.ForeignKey(Indicator, models.PROTECT, related_name="continues", verbose_name="indicateur")

    history = tracked()

    class Meta:
        verbose_name = "correspondance d’indicateurs"
        verbose_name_plural = "correspondances d’indicateurs"
        ordering = ["later", "earlier"]
        constraints = [
            models.UniqueConstraint(
                fields=["earlier", "later"],
                name="indicator_link_once",
                violation_error_message="Ces deux indicateurs sont déjà mis en correspondance.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.earlier.code} → {self.later.code}"
