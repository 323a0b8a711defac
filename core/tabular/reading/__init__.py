"""Files that people send, read to typed cells, or refused with what to mend."""

from core.tabular.reading.addresses import address, column_letters
from core.tabular.reading.book import (
    KIND_LABELS,
    NO_RESULT,
    Book,
    Cell,
    CellKind,
    Mark,
    Row,
    Sheet,
    SheetState,
)
from core.tabular.reading.faults import UnreadableFile
from core.tabular.reading.headers import Header, find_header, plain_title
from core.tabular.reading.kept import NotKept, kept_book, kept_bytes
from core.tabular.reading.limits import DEFAULT, Limits
from core.tabular.reading.reader import read_book

__all__ = [
    "DEFAULT",
    "KIND_LABELS",
    "NO_RESULT",
    "Book",
    "Cell",
    "CellKind",
    "Header",
    "Limits",
    "Mark",
    "NotKept",
    "Row",
    "Sheet",
    "SheetState",
    "UnreadableFile",
    "address",
    "column_letters",
    "find_header",
    "kept_book",
    "kept_bytes",
    "plain_title",
    "read_book",
]
