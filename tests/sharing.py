"""What the run on the second database asks for again, and what the parts of a run share."""

from typing import Any

import pytest

from tests.made_once import begin_run, end_run

# Of the tests that drive a site, those of the main job's first report and of several people at once: keys,
# colours and words are the same on both databases.
OF_THE_DATABASE = {"test_same_moment", "test_two_people", "test_while_sharing"}
MAIN_JOB = "test_the_bas_rhin_enters_shares_and_closes_its_report"
# These ask for rows, but look at what is made of them: markup, headers, files that another program opens; and
# the demonstration, the same rows on both.
OF_NO_DATABASE = {"test_injection", "test_answers", "test_libreoffice", "test_demo"}
# These sign and judge files, fill and read workbooks; what is written then is asked for elsewhere, but for
# the locks of the workbook.
OF_FILES = {"signing", "workbook"}
# A page asks for what the services give: the first asks for every page and sends every form, as one who may.
OF_EVERY_PAGE = {"test_access", "test_concurrency"}
PAGES = {"client", "sign_in"}
# Each value of these is a constraint, a trigger or a lock of its own. Elsewhere, a test repeated with other
# values asks the same of the database: the first and the last are enough there.
OF_EACH_VALUE = {"test_models", "test_triggers", "test_raw_sql", "test_transitions", "test_concurrency"}
_is_whole = pytest.StashKey[bool]()


def pytest_configure(config: pytest.Config) -> None:
    """Open the folder of what is made once for all."""
    config.stash[_is_whole] = begin_run()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Forget what was made."""
    end_run(is_whole=config.stash[_is_whole])


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
