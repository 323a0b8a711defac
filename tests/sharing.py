"""How the tests are shared out between the workers: those of the browser first, for they are the longest."""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

# Each of these folders is one worker's: its tests share a site and follow one another.
TOGETHER = ("tests/e2e/appearance/", "tests/e2e/")


class BrowserFirst(LoadScopeScheduling):
    """Each test on its own, but those of a folder that goes together; the largest groups are dealt first.

    (xdist's own groups write to an attribute that pytest 9.2 no longer has.)
    """

    def _split_scope(self, nodeid: str) -> str:
        return next((folder for folder in TOGETHER if nodeid.startswith(folder)), nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> BrowserFirst:
    """The hook by which xdist asks for a scheduler."""
    return BrowserFirst(config, log)
