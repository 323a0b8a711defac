"""Measures the pages and the PDF of one report, interleaved in one run.

Lone times depend on the machine: read the ratios, each against the same signed-in page without content.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.enums import OrganisationKind, Role
from accounts.models import Seat
from reports.builder import build_report
from reports.canonical import read_report, write_report
from reports.models import Report, SignedCopy
from reports.papers import draft_frame
from reports.rendering import Frame, render_report_pdf
from reports.signing.verdict import examine

FLOOR = "/mentions-legales/"
CONTRACT, REPORT = "/contrats/{reference}/", "/contrats/{reference}/rapports/{year}/"
PAGES = {
    "plancher": FLOOR,
    "mes tâches": "/",
    "contrats": "/contrats/",
    "contrat": CONTRACT,
    "actions": f"{CONTRACT}actions/",
    "historique": f"{CONTRACT}historique/",
    "indicateurs": f"{CONTRACT}indicateurs/{{year}}/",
    "financements": f"{CONTRACT}financements/{{year}}/",
    "rapports": "/rapports/",
    "rapport": REPORT,
    "lecture": f"{REPORT}lecture/",
}
Act = Callable[[], object]


def client_of(report: Report) -> Client:
    """Signed in as an editor of the report's département."""
    seats = Seat.objects.filter(organisation__party_to__contract=report.contract, role=Role.EDITOR)
    seat = seats.filter(organisation__kind=OrganisationKind.DEPARTEMENT).order_by("pk")[0]
    client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
    client.force_login(seat.user, backend="accounts.backends.SeatedBackend")
    return client


def asking(client: Client, url: str) -> Act:
    """The act of asking for a page; a page that does not answer 200 ends the run."""

    def ask() -> None:
        status = client.get(url).status_code
        if status != 200:
            sys.exit(f"{url}\u00a0: {status}")

    return ask


def printing(report: Report) -> Act:
    """The act of making the PDF of the work in progress."""
    canonical = write_report(build_report(report))
    frame = Frame.read(kind=draft_frame()["kind"], canonical=canonical, data={})
    return lambda: render_report_pdf(read_report(canonical), frame=frame)


def checking() -> dict[str, Act]:
    """The act of giving a verdict on the report that has most signatures; nothing when none is signed."""
    copy = SignedCopy.objects.order_by("-rank").first()
    if copy is None:
        return {}
    with copy.file.open("rb") as file:
        pdf = file.read()
    return {"vérification": lambda: examine(pdf)}


def queries(act: Act) -> int:
    """How many queries an act makes; it also warms what is loaded once."""
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def milliseconds(act: Act) -> float:
    """How long an act takes."""
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000


def measure(acts: dict[str, Act], rounds: int) -> dict[str, float]:
    """The median of each act, every one of them once a round."""
    times: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(rounds):
        for name, act in acts.items():
            times[name].append(milliseconds(act))
    return {name: statistics.median(values) for name, values in times.items()}


def main() -> None:
    """Print a line per page, then the PDF: how many times the floor, queries, milliseconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--contract", default="67-2020")
    parser.add_argument("--year", type=int, default=2024)
    options = parser.parse_args()
    report = Report.objects.get(contract__reference=options.contract, fiscal_year=options.year)
    client = client_of(report)
    urls = {name: url.format(reference=options.contract, year=options.year) for name, url in PAGES.items()}
    acts = {name: asking(client, url) for name, url in urls.items()} | checking() | {"PDF": printing(report)}
    counts = {name: queries(act) for name, act in acts.items()}
    medians = measure(acts, options.rounds)
    print(f"{'':<14}{'× plancher':>12}{'requêtes':>10}{'ms':>9}")
    for name, median in medians.items():
        print(f"{name:<14}{median / medians['plancher']:>12.1f}{counts[name]:>10}{median:>9.1f}")


if __name__ == "__main__":
    main()
