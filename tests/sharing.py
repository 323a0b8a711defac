"""How the tests are shared out between the workers: one of them visits the site with the browser, from the
start, while the others take the rest one by one."""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

BROWSER = "browser"


class BrowserFirst(LoadScopeScheduling):
    """Each test on its own, but those of the browser, which share one site and follow one another.

    The scheduler deals the largest group first. (xdist's own groups write to an attribute that pytest 9.2
    no longer has.)
    """

    def _split_scope(self, nodeid: str) -> str:
        return BROWSER if nodeid.startswith("tests/e2e/") else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> BrowserFirst:
    """The hook by which xdist asks for a scheduler."""
    return BrowserFirst(config, log)
