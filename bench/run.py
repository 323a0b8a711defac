"""Measures the pages and the PDF on the demonstration's data, interleaved in one run.

Lone times depend on the machine: read the ratios, each against an empty signed-in answer of the same run.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "snppe.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from accounts.models import Seat  # noqa: E402
from reports.builder import build_report  # noqa: E402
from reports.canonical import read_report, write_report  # noqa: E402
from reports.models import Report  # noqa: E402
from reports.rendering import Frame, render_report_pdf  # noqa: E402

PAGES = {
    "mes tâches": "/",
    "contrats": "/contrats/",
    "contrat": "/contrats/{reference}/",
    "indicateurs": "/contrats/{reference}/indicateurs/{year}/",
    "financements": "/contrats/{reference}/financements/{year}/",
    "rapport": "/contrats/{reference}/rapports/{year}/",
    "lecture": "/contrats/{reference}/rapports/{year}/lecture/",
    "historique": "/contrats/{reference}/historique/",
}
FLOOR = "/mentions-legales/"


def client_of(report: Report) -> Client:
    """Signed in as an editor of the report's département."""
    editors = Seat.objects.filter(organisation__party_to__contract=report.contract, role="editor")
    seat = editors.filter(organisation__kind="departement").first()
    client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
    client.force_login(seat.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def timed(act: Callable[[], object]) -> float:
    """Milliseconds."""
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000


def measure(client: Client, urls: dict[str, str], rounds: int) -> dict[str, float]:
    """The median of each page, every page once a round."""
    times: dict[str, list[float]] = {name: [] for name in urls}
    for _ in range(rounds):
        for name, url in urls.items():
            times[name].append(timed(lambda url=url: client.get(url)))
    return {name: statistics.median(values) for name, values in times.items()}


def queries(client: Client, url: str) -> int:
    """How many queries a page costs; fails on a page that does not answer 200."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url)
    if answer.status_code != 200:
        sys.exit(f"{url} : {answer.status_code}")
    return len(captured)


def main() -> None:
    """Print a table: page, milliseconds, ratio to the floor, queries; then the PDF."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--contract", default="67-2020")
    parser.add_argument("--year", type=int, default=2024)
    options = parser.parse_args()
    report = Report.objects.get(contract__reference=options.contract, fiscal_year=options.year)
    client = client_of(report)
    urls = {name: url.format(reference=options.contract, year=options.year) for name, url in PAGES.items()}
    counts = {name: queries(client, url) for name, url in urls.items()}
    medians = measure(client, {"plancher": FLOOR} | urls, options.rounds)
    print(f"{'page':<14}{'ms':>8}{'× plancher':>12}{'requêtes':>10}")
    for name, median in medians.items():
        print(f"{name:<14}{median:>8.1f}{median / medians['plancher']:>12.1f}{counts.get(name, 0):>10}")
    canonical = write_report(build_report(report))
    frame = Frame.read(kind="draft", canonical=canonical, data={})
    pdf = statistics.median(
        timed(lambda: render_report_pdf(read_report(canonical), frame=frame)) for _ in range(3)
    )
    print(f"{'PDF':<14}{pdf:>8.0f}{pdf / medians['plancher']:>12.0f}")


if __name__ == "__main__":
    main()
