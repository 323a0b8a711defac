"""The suite itself: what shares its tests loses none of them, what writes again writes the same."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import DEFAULT_STORAGE_ALIAS
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.db import connection, transaction

from accounts.models import Region, Seat
from contracts.models import Contract
from core.models import JournalEntry
from reports.actions import open_report
from reports.models import Report, Section
from tests.factories import RegionFactory
from tests.replayed import begin_test, replayed
from tests.source import ROOT

FILES = {
    "test_a.py": "def test_one(): pass\ndef test_two(): assert 1 == 2\n",
    "test_b.py": "import pytest\ndef test_three(): pytest.skip('un motif')\n",
    "test_c.py": "import os\ndef test_four(): os._exit(7)\n",
}
ALONE = ("-p", "no:django", "-p", "no:cacheprovider", "-p", "tests.forked", "--shares=2", "-c", os.devnull)


def shared_by_two(folder: Path, *names: str) -> subprocess.CompletedProcess[str]:
    for name in names:
        (folder / name).write_text(FILES[name])
    command = [sys.executable, "-m", "pytest", *ALONE, "--rootdir", str(folder), str(folder), "-rs"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)


def test_forks_tell_all_that_their_tests_gave(tmp_path: Path) -> None:
    done = shared_by_two(tmp_path, "test_a.py", "test_b.py")

    assert done.returncode == 1
    assert "1 failed, 1 passed, 1 skipped" in done.stdout
    assert "assert 1 == 2" in done.stdout
    assert "un motif" in done.stdout


def test_a_fork_that_dies_fails_the_run(tmp_path: Path) -> None:
    done = shared_by_two(tmp_path, "test_b.py", "test_c.py")

    assert done.returncode == 1
    assert "s’est interrompu" in done.stdout


def everything() -> list[object]:
    held = (Report, Section, JournalEntry)
    return [list(model._default_manager.order_by("pk").values()) for model in held]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="sur PostgreSQL, les actes sont refaits")
def test_what_is_written_again_is_what_was_written(contract_67: Contract, editor_67: Seat) -> None:
    """To the second, and with the same keys."""
    opened = replayed(lambda *, by: open_report(contract=contract_67, fiscal_year=2024, by=by))

    found = []
    for _ in range(2):
        begin_test()
        with transaction.atomic():
            report = opened(by=editor_67)
            found.append((report.pk, report.sections.count(), everything()))
            transaction.set_rollback(True)

    assert found[0] == found[1]
    assert found[0][1] > 0


@pytest.mark.skipif(connection.vendor != "sqlite", reason="sur PostgreSQL, les actes sont refaits")
def test_a_file_that_a_test_took_away_is_there_again(db: None) -> None:
    stored = replayed(lambda *, name: default_storage.save(name, ContentFile(b"premier")))

    begin_test()
    name = stored(name="essais/un.txt")
    default_storage.delete(name)
    begin_test()

    assert stored(name="essais/un.txt") == name
    with default_storage.open(name) as file:
        assert file.read() == b"premier"
    assert "save" not in vars(storages[DEFAULT_STORAGE_ALIAS]), "hides what a test puts in the class"


def test_what_was_written_elsewhere_is_not_written_again(db) -> None:
    calls = []

    @replayed
    def act(*, what: str) -> int:
        calls.append(what)
        return int(RegionFactory(code=what).pk)

    begin_test()
    first = act(what="91")
    Region.objects.all().delete()
    begin_test()
    RegionFactory(code="92")

    assert act(what="93") != first
    assert calls == ["91", "93"]
