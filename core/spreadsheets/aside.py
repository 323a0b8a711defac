"""A second thread, for what can be looked for while the library reads the values: it does without Python."""

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

# What it does is not deep, and its stack counts against the memory of the process.
STACK_BYTES = 512 * 1024


class Errand:
    """What was asked of the thread."""

    def __init__(self, act: Callable[..., Any], given: tuple[Any, ...]) -> None:
        self._act, self._given = act, given
        self._is_over = threading.Event()
        self._found: Any = None
        self._error: Exception | None = None

    def run(self) -> None:
        """Done by the thread."""
        try:
            self._found = self._act(*self._given)
        except Exception as error:
            self._error = error
        self._is_over.set()

    def result(self) -> Any:
        """What it found, once it has. Raises what it raised."""
        self._is_over.wait()
        if self._error:
            raise self._error
        return self._found


_asked: SimpleQueue[Errand] = SimpleQueue()
_started = threading.Event()


def start() -> None:
    """Make the thread: a process that has set its limits on itself may make none."""
    if not _started.is_set():
        _started.set()
        before = threading.stack_size(STACK_BYTES)
        threading.Thread(target=_work, daemon=True).start()
        threading.stack_size(before)


def aside(act: Callable[..., Any], *given: Any) -> Errand:
    """Have it done while something else is."""
    start()
    errand = Errand(act, given)
    _asked.put(errand)
    return errand


def _work() -> None:
    while True:
        _asked.get().run()
