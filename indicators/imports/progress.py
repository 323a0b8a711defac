"""How far the writing of a long import is, told aside: of its own transaction nobody sees anything."""

from django.core.cache import cache

from indicators.models import ImportBatch

SECONDS_KEPT = 3600


def tell_writing(batch: ImportBatch, done: int, total: int) -> None:
    """So many rows are checked again, of so many; all of them: they are being written."""
    cache.set(_key(batch), (done, total), SECONDS_KEPT)


def writing_told(batch: ImportBatch) -> tuple[int, int]:
    """What was told last; (0, 0) before anything was."""
    told: tuple[int, int] = cache.get(_key(batch)) or (0, 0)
    return told


def _key(batch: ImportBatch) -> str:
    return f"import-{batch.pk}-{batch.version}"
