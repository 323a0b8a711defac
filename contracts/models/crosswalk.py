"""The crosswalk: what of one framework continues what of the framework before, and how far."""

from django.db import models

from contracts.enums import LinkGrade
from contracts.models.framework import Objective
from core.history import tracked
from core.versions import Versioned


class Link(Versioned):
    """A graded link from a definition to the earlier one it continues, with why."""

    grade = models.CharField("correspondance", max_length=8, choices=LinkGrade)
    reason = models.TextField("ce qui change ou demeure", max_length=2_000, blank=True)
    source_url = models.URLField("source", max_length=400, blank=True)

    class Meta:
        abstract = True


class ObjectiveLink(Link):
    """An objective and the one of an earlier framework that it takes up."""

    earlier = models.ForeignKey(
        Objective, models.PROTECT, related_name="taken_up_by", verbose_name="objectif antérieur"
    )
    later = models.ForeignKey(Objective, models.PROTECT, related_name="takes_up", verbose_name="objectif")

    history = tracked()

    class Meta:
        verbose_name = "correspondance d’objectifs"
        verbose_name_plural = "correspondances d’objectifs"
        ordering = ["later", "earlier"]
        constraints = [
            models.UniqueConstraint(
                fields=["earlier", "later"],
                name="objective_link_once",
                violation_error_message="Ces deux objectifs sont déjà mis en correspondance.",
            )
        ]

    def __str__(self) -> str:
        return f"objectif {self.earlier.number} → objectif {self.later.number}"
