"""Acts started at the very same moment, each on a connection of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

# On SQLite writers wait for one another from BEGIN on, and the database of the tests has one connection.
SEVERAL_CONNECTIONS = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="une seule connexion dans les tests sur SQLite"),
]


def all_at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each act gave, in their order."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            start.wait()
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
