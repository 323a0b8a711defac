"""History of business rows: django-simple-history, with the seat beside the person."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import models
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords

from core.acting import current_actor, current_seat_label


class SeatStamped(models.Model):
    """What this project adds to each row of history: the seat in which the person acted."""

    history_seat_label = models.CharField("siège", max_length=200, blank=True, default=current_seat_label)

    class Meta:
        abstract = True


class SteadyHistoryManager(HistoryManager):
    """A manager whose class is made once: the library makes it again each time a `history` is read, which is
    a tenth of the time of a tracked write."""

    @classmethod
    @cache
    def from_queryset(cls, queryset_class: type[models.QuerySet], class_name: str | None = None) -> Any:
        """The class of the manager of this kind of queryset."""
        return super().from_queryset(queryset_class, class_name)


class History(HistoricalRecords):
    """The library's records, which ask nothing of the ties of a row that is known to have none."""

    def create_historical_record_m2ms(self, history_instance: Any, instance: Any) -> None:
        """One line for each many-to-many tie of the row, unless `untied` said that it has none."""
        if not getattr(instance, "_is_untied", False):
            super().create_historical_record_m2ms(history_instance, instance)

    def get_extra_fields(self, model: Any, fields: Any) -> Any:
        """Nothing asks of a bulky history what a person wrote: no index for it."""
        extra = super().get_extra_fields(model, fields)
        extra["history_user"].db_index = self.user_db_constraint
        return extra


def _acting_user(instance: Any, **_: Any) -> Any:
    actor = current_actor()
    return actor.user if actor else None


def tracked(
    *many_to_many: str, without: Sequence[str] = (), unasked: Sequence[str] = (), is_bulky: bool = False
) -> History:
    """The `history` attribute of every business model: which many-to-many fields it follows too, what it must
    not keep (`without`), by which relations nobody looks for its rows (`unasked`).

    `is_bulky` when an import writes thousands of its rows: who wrote them is then a reference that the
    database does not check row by row. The journal, which holds the same person, keeps it from being erased.
    """
    return History(
        bases=[SeatStamped],
        history_manager=SteadyHistoryManager,
        get_user=_acting_user,
        m2m_fields=list(many_to_many),
        excluded_fields=list(without),
        no_db_index=list(unasked),
        user_db_constraint=not is_bulky,
        history_change_reason_field=models.CharField("motif", max_length=500, blank=True, null=True),
        custom_model_name=lambda name: f"{name}History",
    )


def untied(row: Any) -> None:
    """Say that a row about to be saved has no many-to-many tie that its history follows: it is new, or was
    read so under a lock that keeps ties from being made."""
    row._is_untied = True


def because(row: Any, reason: str) -> None:
    """Say why the row is about to change: its next line of history keeps it. At most 500 characters."""
    row._change_reason = reason
