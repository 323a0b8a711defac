import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.coverage_gate import Gate, french, gate_of, measure
from scripts.dotenv import ensure_dotenv
from scripts.environment import fingerprint, is_current, is_usable
from scripts.run_tests import CLOSING_LINE, PARTS, Run, are_green, follow, measured_command, summary
from scripts.system_packages import ensure, may_install
from snppe.doctor.needs import Need

ROOT = Path(__file__).resolve().parents[2]
ABSENT = Need("nulle-part", "libnulle-part0", "la preuve", lambda: False)
PRESENT = Need("partout", "libpartout0", "la preuve", lambda: True)


def test_make_help_lists_every_command_meant_for_people():
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    commands = re.findall(r"^  make (\S+)", listed, re.MULTILINE)
    assert commands == [
        "help", "run", "setup", "test", "lint", "format", "bench", "judge", "doctor", "demo-reset", "lock",
    ]  # fmt: skip


def test_each_command_resolves_to_something_that_exists():
    for command in ("run", "setup", "test", "lint", "format", "doctor", "demo-reset", "lock"):
        recipe = subprocess.run(
            ["make", "-n", command], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout
        for module in re.findall(r"-m (scripts\.\w+)", recipe):
            assert (ROOT / f"{module.replace('.', '/')}.py").is_file(), module


def test_continuous_integration_runs_make_test_and_nothing_else():
    lines = (ROOT / ".ci" / "run").read_text().splitlines()

    commands = [line for line in lines if line and not line.startswith("#")]
    assert commands == ["set -euo pipefail", 'cd "$(dirname "$0")/.."', "exec make test"]
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


@pytest.mark.parametrize("name", ["installer", "base", "dev"])
def test_every_locked_package_has_a_hash_and_no_lock_names_a_host(name):
    lock = (ROOT / "requirements" / f"{name}.txt").read_text()

    packages = re.split(r"\n(?=[a-z0-9])", re.sub(r"^ *#.*\n", "", lock, flags=re.MULTILINE))
    assert [package for package in packages if "--hash=sha256:" not in package] == []
    assert "://" not in lock


def test_the_example_of_settings_names_every_variable_that_is_read():
    read = set(re.findall(r'env(?:\.\w+)?\(\s*"([A-Z_]+)"', (ROOT / "snppe" / "settings.py").read_text()))
    read |= set(re.findall(r'environ\.get\("([A-Z_]+)"', (ROOT / "snppe" / "gunicorn.py").read_text()))

    explained = set(re.findall(r"^(?:# ?)?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert read - explained == set()


def test_pre_commit_needs_no_network():
    config = (ROOT / ".pre-commit-config.yaml").read_text()

    assert set(re.findall(r"- repo: (\S+)", config)) == {"local"}
    assert set(re.findall(r"language: (\S+)", config)) == {"system"}


def test_a_local_secret_is_made_once_and_for_its_owner_alone(tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    dotenv = tmp_path / ".env"

    first = ensure_dotenv(dotenv)
    content = dotenv.read_text()
    second = ensure_dotenv(dotenv)

    assert (first, second) == (True, False)
    assert dotenv.read_text() == content
    assert stat.S_IMODE(dotenv.stat().st_mode) == 0o600
    assert len(re.search(r"^SECRET_KEY=([\w-]+)$", content, re.MULTILINE)[1]) >= 50


def test_no_secret_is_written_where_the_environment_brings_one(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "given by the host")

    assert not ensure_dotenv(tmp_path / ".env")
    assert not (tmp_path / ".env").exists()


def test_a_lock_file_is_installed_again_only_when_it_changed(tmp_path):
    lock, stamp = tmp_path / "base.txt", tmp_path / "stamp"
    lock.write_text("django==5.2")
    assert not is_current(stamp, lock)

    stamp.write_text(fingerprint(lock))
    assert is_current(stamp, lock)

    lock.write_text("django==5.3")
    assert not is_current(stamp, lock)


def test_an_environment_is_usable_only_if_its_python_starts(tmp_path):
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)

    assert is_usable(Path(sys.executable))
    assert not is_usable(broken)
    assert not is_usable(tmp_path / "absent")


def test_nothing_is_installed_on_the_system_when_that_is_forbidden(monkeypatch):
    monkeypatch.setenv("NO_SYSTEM_INSTALL", "1")

    assert not may_install()


def test_a_missing_package_that_cannot_be_installed_is_named_with_its_command(monkeypatch, capsys):
    monkeypatch.setenv("NO_SYSTEM_INSTALL", "1")

    absent = ensure([PRESENT, ABSENT])

    assert absent == [ABSENT]
    assert "apt-get install --no-install-recommends -y libnulle-part0" in capsys.readouterr().out


def test_a_machine_that_has_everything_is_told_nothing(capsys):
    assert ensure([PRESENT]) == []
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "line",
    [
        "===== 12 passed in 3.20s =====",
        "= 1 failed, 12 passed, 2 skipped, 1 warning in 303.20s (0:05:03) =",
        "============ no tests ran in 0.01s ============",
        "===== 2 errors in 0.50s =====",
        "124 passed in 137.16s (0:02:17)",
    ],
)
def test_the_closing_line_of_pytest_is_recognised(line):
    assert CLOSING_LINE.match(line)


@pytest.mark.parametrize(
    "line", ["===== FAILURES =====", "== short test summary info ==", "12 tests to pass in 3.20s"]
)
def test_other_lines_are_not_taken_for_it(line):
    assert not CLOSING_LINE.match(line)


def test_what_a_run_prints_is_shown_its_closing_line_and_its_failures_kept(capsys):
    failed, printed = (
        "FAILED tests/a.py::test_b",
        "\x1b[32m== \x1b[1m3 passed\x1b[0m\x1b[32m in 1.00s ==\x1b[0m",
    )
    process = subprocess.Popen(["printf", "%s\\n%s\\n", failed, printed], stdout=subprocess.PIPE, text=True)

    kept = follow(process, "SQLite")

    assert kept == ("== 3 passed in 1.00s ==", (failed,))
    assert capsys.readouterr().out == f"SQLite     │ {failed}\nSQLite     │ {printed}\n"


def test_the_arguments_of_make_test_are_handed_to_pytest():
    command = measured_command("SQLite", "tests/core", "-k", "parser")

    assert command[-3:] == ["tests/core", "-k", "parser"]


def test_each_file_of_tests_is_in_one_part_and_one_only():
    def takes(part, path):
        left_out = [one.removeprefix("--ignore=") for one in part.asked if one.startswith("--ignore=")]
        return any(map(path.is_relative_to, set(part.asked) - set(left_out))) and not any(
            map(path.is_relative_to, left_out)
        )

    files = [path.relative_to(ROOT) for path in (ROOT / "tests").rglob("test_*.py")]

    assert [path for path in files if sum(takes(part, path) for part in PARTS) != 1] == []


def test_the_summary_names_each_database_with_its_closing_line_and_the_coverage():
    runs = [
        Run("SQLite 3.40", 0, "== 3 passed in 1s ==", 1.4),
        Run("PostgreSQL 15", 1, "== 1 failed in 2s ==", 2.0, ("FAILED tests/a.py::test_b",)),
    ]

    lines = summary(runs, Gate(95.66, 89.99), is_partial=False)

    assert lines[2:] == [
        "✓ SQLite 3.40, 1 s",
        "  == 3 passed in 1s ==",
        "✗ PostgreSQL 15, 2 s",
        "  == 1 failed in 2s ==",
        "  FAILED tests/a.py::test_b",
        "✗ Couverture de notre code : lignes 95,6 %, branches 89,9 % (plancher 90,0 %)",
    ]


def test_a_part_of_the_suite_may_ask_nothing_of_a_database_the_whole_of_it_may_not():
    green, idle, red = Run("SQLite", 0, ""), Run("PostgreSQL", 5, ""), Run("PostgreSQL", 1, "")

    assert are_green([green, idle], is_partial=True)
    assert not are_green([green, idle], is_partial=False)
    assert not are_green([idle, idle], is_partial=True)
    assert not are_green([green, red], is_partial=True)


def test_coverage_is_enough_only_when_both_lines_and_branches_pass_the_floor():
    assert Gate(90.1, 90.1).is_met
    assert not Gate(99.0, 90.0).is_met
    assert not Gate(90.0, 99.0).is_met


def test_a_share_is_cut_never_rounded_up():
    assert french(89.99) == "89,9"


def test_the_two_shares_come_from_the_summary():
    counts = {"covered_lines": 9, "missing_lines": 1, "covered_branches": 0, "missing_branches": 0}

    assert gate_of(counts) == Gate(90.0, 100.0)


def test_the_data_of_a_run_are_read_and_the_files_that_are_not_whole_are_printed(tmp_path, capfd):
    (tmp_path / "half.py").write_text("import sys\nif len(sys.argv) > 9:\n    print(1)\n")
    # What measures these tests is not to take this measure for its own.
    alone = {name: value for name, value in os.environ.items() if not name.startswith("SLIPCOVER")}
    command = [sys.executable, "-m", "slipcover", "--branch", "--json", "--out"]
    for part in ("services.json", "documents.json"):
        subprocess.run([*command, part, "half.py"], cwd=tmp_path, env=alone, check=True)

    gate = measure(tmp_path)

    assert gate == Gate(100.0 * 2 / 3, 50.0)
    assert "half.py" in capfd.readouterr().out


def test_without_any_data_the_coverage_is_zero(tmp_path):
    assert measure(tmp_path) == Gate(0.0, 0.0)
