"""Several people, or one who clicks too much, at the very same moment, against several real processes."""

import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from tests.e2e.robot import Robot
from tests.e2e.site import Site

CONTRACT = "59-2020"
SEALERS = (("prefecture.nord", "Relecture"), ("ars.hauts-de-france", "Relecture"), ("signature.nord", ""))
PATIENCE = 90
COUNT = """
import json
from core.models import JournalEntry
from reports.models import Report
report = Report.objects.get(contract__reference={reference!r}, fiscal_year={year})
sealed = JournalEntry.objects.filter(act="Viser le rapport", subject=f"reports.report:{{report.pk}}")
print(json.dumps({{
    "state": report.state,
    "seals": sorted(report.seals.values_list("organisation__kind", flat=True)),
    "agreed": report.editions.exclude(agreed_at=None).count(),
    "journal": sealed.count(),
}}))
"""


def report_path(year: int, page: str = "") -> str:
    return f"/contrats/{CONTRACT}/rapports/{year}/{page}"


def shared_report(site: Site, year: int) -> None:
    """Open a report, share it, wait for the paper to be sealed."""
    editor = Robot(site.url, "saisie.nord")
    editor.send(f"/contrats/{CONTRACT}/rapports/", year=str(year))
    assert editor.send(report_path(year, "partager/")) == 302
    end = time.monotonic() + PATIENCE
    while "editions/1/soumis.pdf" not in editor.read(report_path(year)):
        assert time.monotonic() < end, "le PDF n’est pas venu"
        time.sleep(0.5)


def ready_to_seal(site: Site, year: int, account: str, seat: str) -> Callable[[], int]:
    """Somebody in front of the form, filled; calling it sends it."""
    robot = Robot(site.url, account, seat)
    path = report_path(year, "viser/")
    fields = robot.hidden_fields(path) | {"decision": "given", "password": "Demonstration-2024"}
    return lambda: robot.post(path, fields)


def at_once(acts: list[Callable[[], int]]) -> list[int]:
    """Do all this at the very same moment; what each got."""
    gate = threading.Barrier(len(acts))

    def act(one: Callable[[], int]) -> int:
        gate.wait()
        return one()

    with ThreadPoolExecutor(len(acts)) as crowd:
        return list(crowd.map(act, acts))


def found(site: Site, year: int) -> dict[str, object]:
    """What the database holds of the report afterwards."""
    told = site.manage("shell", "-v0", "-c", COUNT.format(reference=CONTRACT, year=year))
    counts: dict[str, object] = json.loads(told)
    return counts


def test_three_parties_seal_at_the_same_moment_and_the_report_is_agreed_once(
    site: Site, neutral_site: Site
) -> None:
    shared_report(site, 2022)
    servers = (site, neutral_site, site)
    acts = [ready_to_seal(server, 2022, *who) for server, who in zip(servers, SEALERS, strict=True)]

    statuses = at_once(acts)

    assert statuses == [302, 302, 302]
    assert found(site, 2022) == {
        "state": "agreed",
        "seals": ["ars", "departement", "prefecture"],
        "agreed": 1,
        "journal": 3,
    }
    site.manage("verify_journal")


def test_eight_clicks_on_the_same_seal_give_one_seal(site: Site, neutral_site: Site) -> None:
    shared_report(site, 2021)
    servers = (site, neutral_site) * 2
    acts = [ready_to_seal(server, 2021, *SEALERS[0]) for server in servers]

    statuses = at_once(acts * 2)

    assert statuses == [302] * 8
    assert found(site, 2021) == {"state": "shared", "seals": ["prefecture"], "agreed": 0, "journal": 1}
    site.manage("verify_journal")
