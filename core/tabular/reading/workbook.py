"""Workbooks, read by another process: what they hold may be made to harm whoever reads it.

The process is a new one, not a fork: it has neither our connections, nor our environment and its secrets, nor
our memory, which would count against its own limit. It starts within 0.1 s, for it imports nothing of Django.
"""

import logging
import marshal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import python_calamine

from core.collector import collector_at_rest
from core.formats import NBSP
from core.tabular.reading.book import Book, CellKind, Mark, Sheet, SheetState
from core.tabular.reading.faults import UnreadableFile
from core.tabular.reading.limits import Limits

logger = logging.getLogger(__name__)
PATHS = [str(Path(__file__).resolve().parents[3]), str(Path(python_calamine.__file__).resolve().parents[1])]
PROGRAM = f"import sys; sys.path.extend({PATHS!r}); from core.spreadsheets.child import main; main()"
# The C library would set apart, of the memory that the process may have, a part for its second thread.
ENVIRONMENT = {"MALLOC_ARENA_MAX": "1"}
OUT_OF_MEMORY = 3
# The process bounds the processor's time itself. By the clock it may take longer: where others work beside
# it, a long file that harms nobody would be refused.
SLACK = 2
FAILED = (
    f"Ce classeur n’a pas pu être lu, et ce n’est pas de votre fait{NBSP}: enregistrez-le en CSV, ou"
    " prévenez la personne qui administre le service."
)
TOO_MUCH = (
    f"La lecture de ce classeur demande trop de temps ou de mémoire{NBSP}: copiez les seules cases utiles"
    " dans un classeur neuf, sans lignes ni colonnes lointaines, ou découpez-le."
)


def read_workbook(content: bytes, file_format: str, limits: Limits) -> Book:
    """The sheets of an XLSX or ODS file. Raises UnreadableFile, also when reading it takes too much."""
    return book_of(_asked(content, file_format, limits), file_format)


def book_of(answer: Mapping[str, Any], file_format: str) -> Book:
    """The book that the process told. Raises UnreadableFile when what it told is a refusal."""
    if "refused" in answer:
        raise UnreadableFile(answer["refused"])
    return Book(file_format, tuple(_sheet(one) for one in answer["sheets"]))


def _asked(content: bytes, file_format: str, limits: Limits) -> Mapping[str, Any]:
    command = [sys.executable, "-I", "-S", "-c", PROGRAM, file_format, repr(vars(limits))]
    # Files rather than pipes: neither side waits for the other, and the system bounds what is written.
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as taken:
        given.write(content)
        given.seek(0)
        done = _bounded(command, given, taken, limits)
        if done.returncode == OUT_OF_MEMORY or done.returncode < 0:
            raise UnreadableFile(TOO_MUCH)
        if done.returncode:
            logger.error(
                "The process that reads workbooks failed: %s", done.stderr[-2000:].decode(errors="replace")
            )
            raise UnreadableFile(FAILED)
        taken.seek(0)
        # The process is ours: what it runs could harm more than what it writes.
        with collector_at_rest():
            answer: Mapping[str, Any] = marshal.loads(taken.read())  # noqa: S302
        return answer


def _bounded(
    command: Sequence[str], given: IO[bytes], taken: IO[bytes], limits: Limits
) -> subprocess.CompletedProcess[bytes]:
    """The process, ended. Raises UnreadableFile when it lasts."""
    patience = SLACK * limits.seconds
    try:
        return subprocess.run(  # noqa: S603
            command, stdin=given, stdout=taken, stderr=subprocess.PIPE, env=ENVIRONMENT, timeout=patience
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableFile(TOO_MUCH) from error


def _sheet(told: Mapping[str, Any]) -> Sheet:
    marks = {
        place: Mark(CellKind(kind) if kind else None, shown, is_formula)
        for place, (kind, shown, is_formula) in told["marks"].items()
    }
    return Sheet(
        name=told["name"],
        values=told["values"],
        state=SheetState(told["state"]),
        first_row=told["first_row"],
        marks=marks,
        hidden_rows=tuple(told["hidden_rows"]),
        hidden_columns=tuple(told["hidden_columns"]),
        merged=tuple(told["merged"]),
    )
