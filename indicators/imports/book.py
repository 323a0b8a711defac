"""What was read of a file that was brought, kept beside it: looking at its preview again reads no file."""

from django.core.files.base import ContentFile

from core.tabular.reading import Book, NotKept, kept_book, kept_bytes, read_book
from indicators.enums import ImportState
from indicators.models import ImportBatch


def book_of(batch: ImportBatch) -> Book:
    """The sheets of the file of a batch. They are kept when it is first read, and never by who looks at it.

    A batch that is only rehearsed has its file in memory, and keeps nothing. Raises UnreadableFile.
    """
    storage, name = batch.file.storage, batch.reading_name
    if batch.pk and storage.exists(name):
        try:
            with storage.open(name) as file:
                return kept_book(file.read())
        except NotKept:
            pass  # cut short by a stop, or kept by another version: the file itself is there
    with batch.file.open("rb") as file:
        book = read_book(file.read(), batch.file_name)
    if batch.state == ImportState.READING:
        storage.delete(name)
        storage.save(name, ContentFile(kept_bytes(book)))
    return book


def forget_book(batch: ImportBatch) -> None:
    """The import is settled: its file is enough."""
    if batch.file:
        batch.file.storage.delete(batch.reading_name)
