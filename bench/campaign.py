"""Measures the reports of a whole campaign printed at once: every core at work, the memory of each process.

Each process is a worker as the application has them; the same report stands for all. The number for the 101
territories is told as what it is: so many times the mean of those that were printed, by the clock, since the
machine may have something else to do, then by the processor.
"""

import os
import resource
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from reports.content import ReportContent
from reports.rendering import Frame, render_report_pdf

TERRITORIES = 101


def printed(content: ReportContent, frame: Frame) -> tuple[int, int, float]:
    """Print one; the process that did, its greatest memory so far (KiB), its processor time so far (s)."""
    render_report_pdf(content, frame=frame)
    spent = resource.getrusage(resource.RUSAGE_SELF)
    return os.getpid(), spent.ru_maxrss, spent.ru_utime + spent.ru_stime


def campaign_told(content: ReportContent, frame: Frame, count: int) -> str:
    """`count` reports by as many processes as there are cores."""
    workers = os.cpu_count() or 1
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        # What each process loads once is not a report's own.
        begun = _by_process(pool.map(printed, [content] * workers, [frame] * workers))
        started = time.perf_counter()
        done = list(pool.map(printed, [content] * count, [frame] * count))
        elapsed = time.perf_counter() - started
    ended = _by_process(done)
    busy = sum(ended[pid][1] - begun.get(pid, (0, 0.0))[1] for pid in ended)
    return "\n".join((
        f"{count} rapports, {workers} processus : {elapsed:.0f} s, {busy / elapsed:.2f} cœurs occupés",
        f"mémoire de chaque processus : {_listed(begun)} Mio au premier rapport,"
        f" {_listed(ended)} au dernier",
        f"soit pour {TERRITORIES}, par règle de trois : {elapsed / count * TERRITORIES:.0f} s ;"
        f" {busy / count * TERRITORIES / workers:.0f} s si les {workers} cœurs n’avaient que cela à faire",
    ))  # fmt: skip


def _by_process(done: Iterable[tuple[int, int, float]]) -> dict[int, tuple[int, float]]:
    """The last told by each."""
    return {pid: (kib, seconds) for pid, kib, seconds in done}


def _listed(processes: dict[int, tuple[int, float]]) -> str:
    return " et ".join(str(kib // 1024) for kib, _ in processes.values())
