"""Who reads what was brought: one reader for each kind, and the plan it makes against today's data."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.utils.module_loading import import_string

from core.collector import collector_at_rest
from core.imports.kinds import Answers, declared
from core.imports.plan import Fault, Plan
from core.tabular.reading import UnreadableFile
from indicators.enums import ImportKind
from indicators.imports.book import book_of
from indicators.models import ImportBatch

Reader = Callable[[ImportBatch, Answers], Plan]

# By name, so that a reader may use all that stands beside us. Each is `reader(batch, answers) -> Plan`, reads
# without writing, and may raise `core.tabular.reading.UnreadableFile` with a French message.
READERS: dict[str, str] = {
    ImportKind.TABLE: "indicators.imports.table.reader.read_table",
    ImportKind.WORKBOOK: "indicators.workbook.reader.read_workbook",
    ImportKind.PASTE: "indicators.pasting.read_paste",
    ImportKind.KIT: "indicators.workbook.reader.read_workbook",
}

ERASED = "Ce fichier n’est plus gardé\u00a0: apportez-le de nouveau."

_progress: ContextVar[Callable[[int, int], None] | None] = ContextVar("progress", default=None)


def plan_of(batch: ImportBatch, answers: Answers | None = None) -> Plan:
    """What the batch would do to the data as it is now, with these answers; nothing is written.

    A file that cannot be read gives a plan that is not readable, whose only fault says why.
    """
    if not batch.file:
        return Plan(faults=[Fault(ERASED)], is_readable=False)
    name = READERS.get(batch.kind)
    reader: Reader = import_string(name) if name else _read_elsewhere
    with collector_at_rest():
        return reader(batch, answers or {})


def _read_elsewhere(batch: ImportBatch, answers: Answers) -> Plan:
    """What another app makes of its own kind of file."""
    kind = declared(batch.kind)
    if kind is None:
        return Plan(faults=[Fault("Cette nature de fichier n’est plus lue.")], is_readable=False)
    try:
        return kind.read(book_of(batch), batch.seat, answers)
    except UnreadableFile as fault:
        return Plan(faults=[Fault(str(fault))], is_readable=False)


def said_progress(done: int, total: int) -> None:
    """A long reader says how far it is; nobody listens but the background job."""
    listener = _progress.get()
    if listener is not None:
        listener(done, total)


@contextmanager
def listening(listener: Callable[[int, int], Any]) -> Iterator[None]:
    """Tell `listener` how far the reading is, within the block."""
    token = _progress.set(listener)
    try:
        yield
    finally:
        _progress.reset(token)
