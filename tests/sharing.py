"""How the tests are shared out: between the workers, and between the two databases."""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from tests.made_once import begin_run, end_run

# Each of these folders or files is one worker's: its tests share a site, a demonstration or documents that
# take long to make.
TOGETHER = (
    "tests/e2e/appearance/",
    "tests/e2e/",
    "tests/snppe/test_demo.py",
    "tests/reports/test_rendering.py",
)
# Of the tests that drive a site, those of the main job's first report and of several people at once: keys,
# colours and words are the same on both databases.
OF_THE_DATABASE = {"test_same_moment", "test_two_people", "test_while_sharing"}
MAIN_JOB = "test_the_bas_rhin_enters_shares_and_closes_its_report"
# These ask for rows, but look at what is made of them: markup, headers, files that another program opens; and
# the demonstration, which the tests that drive a site load on both.
OF_NO_DATABASE = {"test_injection", "test_answers", "test_libreoffice", "test_demo"}
# These sign and judge files, fill and read workbooks; what is written then is asked for elsewhere, but for
# the locks of the workbook.
OF_FILES = {"signing", "workbook"}
# A page asks for what the services give: these ask for every page and send every form, as one who may.
OF_EVERY_PAGE = {"test_access", "test_scope", "test_concurrency"}
PAGES = {"client", "sign_in"}
# Each value of these is a constraint, a trigger or a lock of its own. Elsewhere, a test repeated with other
# values asks the same of the database: the first and the last are enough there.
OF_EACH_VALUE = {"test_models", "test_triggers", "test_raw_sql", "test_transitions", "test_concurrency"}


class BrowserFirst(LoadScopeScheduling):
    """Each test on its own, but those that go together; the largest groups are dealt first.

    (xdist's own groups write to an attribute that pytest 9.2 no longer has.)
    """

    def _split_scope(self, nodeid: str) -> str:
        return next((folder for folder in TOGETHER if nodeid.startswith(folder)), nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> BrowserFirst:
    """The hook by which xdist asks for a scheduler."""
    return BrowserFirst(config, log)


def pytest_configure(config: pytest.Config) -> None:
    """Open the folder of what is made once for all the workers, before they start."""
    begin_run()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Whoever shared the tests out, and no worker, forgets what was made."""
    if not hasattr(config, "workerinput"):
        end_run()


def pytest_addoption(parser: pytest.Parser) -> None:
    """What the run on the second database asks for."""
    parser.addoption(
        "--of-the-database", action="store_true", help="leave out the tests that no database can change"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, when asked, the tests that no database can change, and repetitions."""
    if config.getoption("--of-the-database"):
        kept = set(_some_of_each([item for item in items if _asks_for_the_database(item)]))
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = [item for item in items if item in kept]


def _some_of_each(items: list[pytest.Item]) -> list[pytest.Item]:
    alike: dict[Any, list[pytest.Item]] = {}
    for item in items:
        alike.setdefault((item.path, getattr(item, "originalname", item.name)), []).append(item)
    return [
        item
        for (path, _), same in alike.items()
        for item in (same if path.stem in OF_EACH_VALUE else dict.fromkeys((same[0], same[-1])))
    ]


def _asks_for_the_database(item: pytest.Item) -> bool:
    if "e2e" in item.path.parts:
        return item.path.stem in OF_THE_DATABASE or item.name == MAIN_JOB
    if item.path.stem in OF_NO_DATABASE:
        return False
    if OF_FILES & set(item.path.parts) and item.path.stem != "test_locks":
        return False
    fixtures = set(getattr(item, "fixturenames", ()))
    if PAGES & fixtures and item.path.stem not in OF_EVERY_PAGE:
        return False
    return bool({"db", "transactional_db"} & fixtures or item.get_closest_marker("django_db"))
