"""A run collected once, then given out to several processes: `--shares N`.

To import our code and the tests, measured, takes as long as two hundred tests. Each fork takes the next file
that nobody has taken; what it reports is told by the process that collected, a file at a time.
"""

import multiprocessing
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from multiprocessing.connection import Connection, wait
from typing import Any, NoReturn

import pytest

Report = pytest.TestReport


def pytest_addoption(parser: pytest.Parser) -> None:
    """How many processes share the tests."""
    parser.addoption("--shares", type=int, default=1, help="how many forks share the tests, a file at a time")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Give the tests out, unless one process runs them all."""
    config = session.config
    if config.option.shares < 2 or config.option.collectonly or session.testsfailed:
        return None
    # The tests that need no database come last, and are short: nobody waits long for the others at the end.
    files = [list(items) for _, items in groupby(session.items, lambda item: item.path)]
    turn = multiprocessing.Value("i", 0)
    shares = [_begin(session, files, turn) for _ in range(config.option.shares)]
    _listen(shares)
    ends = [os.waitpid(share.process, 0)[1] for share in shares]
    if any(ends):
        pytest.exit("un des processus de la suite s’est interrompu", pytest.ExitCode.TESTS_FAILED)
    return True


@dataclass
class Share:
    """What one fork reports, until a file is complete."""

    config: pytest.Config
    process: int
    told: Connection
    reports: list[Report] = field(default_factory=list)

    def receive(self) -> bool:
        """Take one report; whether there was one."""
        hook = self.config.hook
        try:
            report = hook.pytest_report_from_serializable(config=self.config, data=self.told.recv())
        except EOFError:
            self._tell()
            return False
        if self.reports and _file(report) != _file(self.reports[0]):
            self._tell()
        self.reports.append(report)
        return True

    def _tell(self) -> None:
        hook = self.config.hook
        for nodeid, reports in groupby(self.reports, lambda report: report.nodeid):
            of_one = list(reports)
            hook.pytest_runtest_logstart(nodeid=nodeid, location=of_one[0].location)
            for report in of_one:
                hook.pytest_runtest_logreport(report=report)
            hook.pytest_runtest_logfinish(nodeid=nodeid, location=of_one[0].location)
        self.reports = []


def _file(report: Report) -> str:
    return report.nodeid.partition("::")[0]


def _listen(shares: Sequence[Share]) -> None:
    by_pipe = {share.told: share for share in shares}
    while by_pipe:
        for pipe in wait(list(by_pipe)):
            if not by_pipe[pipe].receive():
                del by_pipe[pipe]


def _begin(session: pytest.Session, files: list[list[pytest.Item]], turn: Any) -> Share:
    heard, told = multiprocessing.Pipe(duplex=False)
    sys.stdout.flush()
    process = os.fork()
    if not process:
        heard.close()
        _run_and_exit(session, _taken(files, turn), told)
    told.close()
    return Share(session.config, process, heard)


def _taken(files: list[list[pytest.Item]], turn: Any) -> Iterator[pytest.Item | None]:
    """The tests of each file that was nobody's yet, then nothing."""
    while True:
        with turn.get_lock():
            mine, turn.value = turn.value, turn.value + 1
        if mine >= len(files):
            break
        yield from files[mine]
    yield None


def _run_and_exit(session: pytest.Session, items: Iterator[Any], told: Connection) -> NoReturn:
    """In a fork: run what it takes, report it, show nothing."""
    code = 1
    try:
        _show_nothing(session.config)
        session.config.pluginmanager.register(Reporter(session.config, told))
        for item, following in pairwise(items):
            session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        code = 0
    except BaseException:
        traceback.print_exc(file=sys.__stderr__)
    finally:
        os._exit(code)


def _show_nothing(config: pytest.Config) -> None:
    """What a test prints is captured apart from what the tests of the other processes print."""
    config.pluginmanager.unregister(name="terminalreporter")
    captured: Any = config.pluginmanager.getplugin("capturemanager")
    captured.stop_global_capturing()
    captured.start_global_capturing()


@dataclass(eq=False)
class Reporter:
    """Sends the reports of a fork. pytest keeps its plugins in a set."""

    config: pytest.Config
    told: Connection

    def pytest_runtest_logreport(self, report: Report) -> None:
        """Send one."""
        self.told.send(self.config.hook.pytest_report_to_serializable(config=self.config, report=report))
