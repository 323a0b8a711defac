"""Optimistic locking: every human edit carries the version it was shown."""

from typing import Any, Self

from django.db import models


class StaleVersion(Exception):
    """Somebody else changed the row since it was shown.

    `theirs` is the row as it stands, `shown` the version the person had before them.
    """

    def __init__(self, theirs: models.Model, shown: int) -> None:
        super().__init__("Cette ligne a été modifiée par quelqu’un d’autre depuis que vous l’avez ouverte.")
        self.theirs = theirs
        self.shown = shown


class Versioned(models.Model):
    """A row that counts its changes, so that a stale page can be refused."""

    version = models.PositiveIntegerField("version", default=1, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def locked(cls, pk: Any, shown: int | None = None) -> Self:
        """The row under lock, inside a transaction; refused when it is no longer the one that was shown."""
        row = cls._default_manager.select_for_update(of=("self",)).get(pk=pk)
        if shown is not None and row.version != shown:
            raise StaleVersion(row, shown)
        return row

    def save_next(self) -> None:
        """Save a locked row as its next version."""
        self.version += 1
        self.save()
