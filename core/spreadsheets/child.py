"""The process that reads one workbook from its standard input, within limits that it first sets on itself."""

import ast
import contextlib
import gc
import marshal
import os
import resource
import sys
from typing import Any

from core.spreadsheets.archive import opened
from core.spreadsheets.aside import start
from core.spreadsheets.ods import read_ods
from core.spreadsheets.refusal import Refused
from core.spreadsheets.xlsx import read_xlsx

OUT_OF_MEMORY = 3
ANSWER_BYTES = 256 * 1024 * 1024
# The last form of `marshal` that does not look each value up among those already written.
WITHOUT_REFERENCES = 2
READERS = {"xlsx": read_xlsx, "ods": read_ods}


def main() -> None:
    """Write what the workbook holds, or why it is refused, to the standard output."""
    # What is read is kept until it is written: there is nothing to collect.
    gc.disable()
    file_format, limits = sys.argv[1], ast.literal_eval(sys.argv[2])
    start()
    _bound(limits)
    try:
        told = answer(sys.stdin.buffer.read(), file_format, limits)
        marshal.dump(told, sys.stdout.buffer, WITHOUT_REFERENCES)
        sys.stdout.flush()
    except (MemoryError, OSError):
        os._exit(OUT_OF_MEMORY)
    # The system takes everything back at once, where Python would give up a million values one by one.
    os._exit(0)


def answer(content: bytes, file_format: str, limits: dict[str, Any]) -> dict[str, Any]:
    """The sheets of a workbook under "sheets", or why it is refused under "refused"."""
    try:
        return {"sheets": READERS[file_format](opened(content, file_format, limits), limits)}
    except Refused as refusal:
        return {"refused": str(refusal)}


def _bound(limits: dict[str, Any]) -> None:
    wanted = {
        resource.RLIMIT_AS: limits["memory_bytes"],
        resource.RLIMIT_CPU: limits["seconds"],
        resource.RLIMIT_FSIZE: ANSWER_BYTES,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NPROC: 0,
    }
    for kind, most in wanted.items():
        hard = resource.getrlimit(kind)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        # macOS knows the memory of a process as a limit, but does not let it be set.
        with contextlib.suppress(*(ValueError,) if sys.platform == "darwin" else ()):
            resource.setrlimit(kind, (most, most))
