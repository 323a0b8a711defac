"""The process that reads one workbook from its standard input, within limits that it first sets on itself."""

import ast
import marshal
import resource
import sys
from typing import Any

from core.spreadsheets.refusal import Refused
from core.spreadsheets.values import sheets_of

ANSWER_BYTES = 256 * 1024 * 1024


def main() -> None:
    """Write what the workbook holds, or why it is refused, to the standard output."""
    file_format, limits = sys.argv[1], ast.literal_eval(sys.argv[2])
    _bound(limits)
    try:
        answer = {"sheets": sheets_of(sys.stdin.buffer.read(), file_format, limits), "notices": []}
    except Refused as refusal:
        answer = {"refused": str(refusal)}
    except MemoryError:
        sys.exit(1)
    marshal.dump(answer, sys.stdout.buffer)


def _bound(limits: dict[str, Any]) -> None:
    memory, seconds = limits["memory_bytes"], limits["seconds"]
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (ANSWER_BYTES, ANSWER_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
