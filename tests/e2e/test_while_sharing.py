"""Two processes in the middle of each other's work: the second waits its turn, and never slips in between."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from tests.e2e.robot import Robot
from tests.e2e.site import Site
from tests.source import ROOT

CONTRACT = "974-2020"
EDITOR = "saisie.la-reunion"
BEGINNING = f"""
from decimal import Decimal
from django.db import transaction
from accounts.models import Seat
from contracts.models import Contract
from contracts.years import YearLocked
from core import journal
from core.workflow import TransitionRefused
from indicators.actions import record_measurement
from indicators.models import Indicator
from reports import workflow
from reports.actions import open_report
contract = Contract.objects.get(reference={CONTRACT!r})
seat = Seat.objects.for_acting().get(user__email="{EDITOR}@demo.example")
indicator = Indicator.objects.followed_by(contract).filter(unit="%", contract=None).order_by("code").first()
figure = lambda year, value: record_measurement(
    contract=contract, indicator=indicator, year=year, value=Decimal(value), by=seat
)
"""
OPEN = BEGINNING + "open_report(contract=contract, fiscal_year={year}, by=seat)"
HELD = """
with transaction.atomic():
    {act}
    print("MIDDLE", flush=True)
    input()
"""
ASKING = """
print("MIDDLE", flush=True)
{act}
"""
SHARE = "workflow.share(open_report(contract=contract, fiscal_year={year}, by=seat), by=seat)"
TOLD = """
from reports.models import Edition, Report
report = Report.objects.get(contract=contract, fiscal_year={year})
edition = report.current_edition
print("STATE", report.state, "FIGURE", "41.4" in (edition.canonical if edition else ""),
      indicator.measurements.filter(year={year}, value="41.4").count())
"""


@contextmanager
def doing(site: Site, script: str) -> Iterator[subprocess.Popen[str]]:
    """Another process, as soon as it says that it is in the middle; it ends well with the block."""
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", BEGINNING + script]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=ROOT, env=site.environment, **pipes) as running:
        assert running.stdout is not None
        assert "MIDDLE" in running.stdout.readline()
        yield running
        assert running.wait(timeout=60) == 0


@contextmanager
def in_the_middle_of(site: Site, act: str) -> Iterator[None]:
    """Another process, which has done the act and commits it only at the end of the block."""
    with doing(site, HELD.format(act=act)) as running:
        yield
        assert running.stdin is not None
        running.stdin.write("\n")
        running.stdin.flush()


def done_meanwhile(site: Site, first: str, second: str) -> str:
    """Two acts, the second asked for before the first is committed: it must wait. Returns what it prints."""
    with ExitStack() as until_done:
        with in_the_middle_of(site, first):
            running = until_done.enter_context(doing(site, ASKING.format(act=second)))
            time.sleep(1)
            assert running.poll() is None, "it has not waited"
        assert running.stdout is not None
        return running.stdout.read().strip()


def told(site: Site, script: str) -> str:
    return site.manage("shell", "-v0", "-c", BEGINNING + script).strip()


def test_a_figure_that_comes_while_the_report_is_being_shared_waits_and_is_refused(site: Site) -> None:
    year = 2022
    site.manage("shell", "-v0", "-c", OPEN.format(year=year))
    late = f"""
try:
    figure({year}, '41.4')
except YearLocked:
    print("LOCKED")
"""

    answer = done_meanwhile(site, SHARE.format(year=year), late)

    assert answer == "LOCKED"
    assert told(site, TOLD.format(year=year)) == "STATE shared FIGURE False 0"


def test_a_report_shared_while_a_figure_is_being_entered_waits_and_holds_the_figure(site: Site) -> None:
    year = 2021
    site.manage("shell", "-v0", "-c", OPEN.format(year=year))

    done_meanwhile(site, f"figure({year}, '41.4')", SHARE.format(year=year))

    assert told(site, TOLD.format(year=year)) == "STATE shared FIGURE True 1"


def test_two_who_write_in_the_national_journal_wait_for_each_other(site: Site) -> None:
    entry = 'journal.record(chain="national", act="Essai", subject=contract, by=seat)'

    done_meanwhile(site, entry, entry)

    assert "entier" in site.manage("verify_journal", "--chain", "national")
    counted = 'print(journal.JournalEntry.objects.filter(chain="national", act="Essai").count())'
    assert told(site, counted) == "2"


def test_a_visitor_who_waits_too_long_is_told_to_try_again_in_a_moment(site: Site) -> None:
    robot = Robot(site.url, EDITOR)
    path = f"/contrats/{CONTRACT}/rapports/"
    fields = robot.hidden_fields(path)

    with in_the_middle_of(site, "Contract.locked(contract.pk).save_next()"):
        status = robot.post(path, fields | {"year": "2020"})

    assert status == 503


def test_the_journal_of_a_real_site_is_not_emptied_at_once(site: Site) -> None:
    if "postgres" not in site.environment["DATABASE_URL"]:
        pytest.skip("TRUNCATE est propre à PostgreSQL")
    for table in ("core_journalentry", "reports_seal", "accounts_user CASCADE"):
        attempt = f"""
from django.db import DatabaseError, connection
try:
    connection.cursor().execute("TRUNCATE {table}")
except DatabaseError as error:
    print("REFUSED", "ne se vide pas" in str(error))
"""
        assert told(site, attempt) == "REFUSED True"
