"""Measures what is said of a report that its three parties signed: at once, and once more by the worker.

The signatures are given on the demonstration's agreed report, with its own certificates, then undone.
"""

import statistics
import time
from collections.abc import Callable
from typing import Any

from django.db import transaction

from accounts.enums import Role
from accounts.models import Seat
from reports.enums import ReportState
from reports.models import Report, SignedCopy
from reports.papers import make_paper
from reports.signing.acts import last_paper, shown_sha256, sign_report
from reports.signing.analysis import fault_of
from reports.signing.verdict import examine
from snppe.demo.cast import PASSWORD

ROUNDS = 15


def milliseconds(act: Callable[..., Any], *given: Any, rounds: int = ROUNDS) -> tuple[float, float, float]:
    """Of several times, the median and the least by the clock, and the median by the processor."""
    times = []
    for _ in range(rounds):
        started, worked = time.perf_counter(), time.process_time()
        act(*given)
        times.append((time.perf_counter() - started, time.process_time() - worked))
    elapsed, spent = zip(*times, strict=True)
    return statistics.median(elapsed) * 1000, min(elapsed) * 1000, statistics.median(spent) * 1000


def sign(report: Report) -> float:
    """Each party that has not signed does; the median time of a signature."""
    times = []
    for party in report.contract.closing_parties:
        seat = Seat.objects.for_acting().filter(organisation=party.organisation, role=Role.SIGNATORY).first()
        edition = Report.objects.get(pk=report.pk).current_edition
        if seat and edition and not edition.signed_copies.filter(organisation=seat.organisation).exists():
            started = time.perf_counter()
            sign_report(report, by=seat, password=PASSWORD, shown_sha256=shown_sha256(edition))
            times.append(time.perf_counter() - started)
    return statistics.median(times) * 1000 if times else 0.0


def verdict_told(report: Report) -> str:
    """How long signing takes, then the verdict on the signed file, then its full analysis; of another report
    when this one is not agreed."""
    if not report.is_closed:
        report = Report.objects.filter(state=ReportState.AGREED).order_by("pk")[0]
    edition = report.current_edition
    make_paper.call(edition.agreed_id)
    report = Report.objects.get(pk=report.pk)
    before = set(SignedCopy.objects.values_list("pk", flat=True))
    made: list[Any] = []
    try:
        with transaction.atomic():
            signing = sign(report)
            made = [copy.file for copy in SignedCopy.objects.exclude(pk__in=before)]
            told = _measured(signing, last_paper(report.current_edition).pdf)
            transaction.set_rollback(True)
    finally:
        for file in made:
            file.storage.delete(file.name)
    return told


def _measured(signing: float, pdf: bytes) -> str:
    verdict = examine(pdf)
    elapsed, least, spent = milliseconds(examine, pdf)
    analysis, _, _ = milliseconds(fault_of, pdf, rounds=1)
    return "\n".join((
        f"signer : {signing:.0f} ms par partie",
        f"verdict sur {len(verdict.signatures)} signatures, {len(pdf) / 1000:.0f} ko : {elapsed:.0f} ms"
        f" (au mieux {least:.0f}, processeur {spent:.0f}), pour 100 ; {verdict.heading.lower()}",
        f"analyse complète, une fois, par l’ouvrier : {analysis:.0f} ms",
    ))  # fmt: skip
