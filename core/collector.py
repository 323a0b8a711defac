"""Python's collector of cycles, let be while a great many plain objects are made."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Within the block, memory is freed by counts of references alone.

    Ten thousand rows are some hundred thousand objects without a cycle: looking for one takes a quarter of
    the time of reading them.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
