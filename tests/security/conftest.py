"""The attacker's ground: a contract with a draft, a shared and an agreed report, a client for each role."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tests.access import Act, Page
from tests.reports.conftest import agreed, draft, edition, seal_by, shared
from tests.test_access import address as address_in
from tests.test_access import world

__all__ = ["agreed", "draft", "edition", "seal_by", "shared", "world"]


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """What one test asked too often does not count for the next."""
    cache.clear()


@pytest.fixture
def address(world: dict[str, Any]) -> Callable[[Page | Act], str]:
    """`address(page)` is its path in the world."""
    return lambda named: address_in(named, world)


@pytest.fixture
def browser_of(world: dict[str, Any]) -> Callable[[str], Client]:
    """`browser_of(role)` is its client; a failure of the server is an answer 500, as a visitor would see."""

    def _browser_of(role: str) -> Client:
        client: Client = world["clients"][role]
        client.raise_request_exception = False
        return client

    return _browser_of
