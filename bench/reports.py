"""Measures where the time of a report's PDF goes, against headless Chromium on the same HTML, in one run.

Our own share is what is not the engine: reading the data, composing the HTML, finishing the file. The preview
is the page on a screen, from the same templates. Read the shares and the ratio: lone times are the machine's.
Then what a signed report costs, and the reports of a campaign on every core.
"""

import argparse
import io
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from pyhanko.pdf_utils.reader import PdfFileReader

from bench.campaign import campaign_told
from bench.signing import verdict_told
from reports.builder import build_report
from reports.canonical import read_report, write_report
from reports.content import ReportContent
from reports.exports import report_csv
from reports.models import Report
from reports.papers import draft_frame
from reports.rendering import Frame, engine, render_report_html
from reports.rendering.assets import SCHEME, address
from reports.rendering.document import PRINTED, Document, compose
from reports.rendering.papers import report_document
from tests.e2e.site import chromium

OURS = ("données", "HTML", "finition")
QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")


def timed(times: dict[str, list[float]], name: str, act: Callable[..., Any], *given: Any) -> Any:
    """What an act gives, its seconds kept under a name."""
    started = time.perf_counter()
    result = act(*given)
    times.setdefault(name, []).append(time.perf_counter() - started)
    return result


def read(report: Report) -> tuple[ReportContent, Frame]:
    """The data of a report, as frozen, and what surrounds them."""
    canonical = write_report(build_report(report))
    content = read_report(canonical)
    frame = Frame.read(kind=draft_frame()["kind"], canonical=canonical, data={})
    return content, frame.with_csv(report_csv(content))


def composed(content: ReportContent, frame: Frame) -> tuple[Document, str]:
    """The HTML to print."""
    document = report_document(content, frame)
    links = [address("pdf", f"{name}.css") for name in PRINTED]
    return document, compose(document, links=links, is_printed=True)


def printed(times: dict[str, list[float]], document: Document, html: str) -> bytes:
    """The PDF by the engine; the time of `finish`, which is ours, is counted apart."""
    finish, spent = engine.finish, []

    def watched(*given: Any, **named: Any) -> None:
        started = time.perf_counter()
        finish(*given, **named)
        spent.append(time.perf_counter() - started)

    engine.finish = watched  # type: ignore[assignment]
    try:
        write = partial(engine.write_pdf, html, dated=document.dated, attached=document.attached)
        pdf: bytes = timed(times, "moteur", write)
    finally:
        engine.finish = finish
    times["moteur"][-1] -= sum(spent)
    times.setdefault("finition", []).append(sum(spent))
    return pdf


def by_chromium(browser: str, html: str, folder: Path) -> bytes:
    """The same HTML printed by a new browser, which is given our files where the engine asks us for them."""
    page, pdf = folder / "page.html", folder / "page.pdf"
    page.write_text(html.replace(f"{SCHEME}/", f"file://{settings.BASE_DIR}/static/"))
    asked = [browser, *QUIET, f"--user-data-dir={folder}/profil", f"--print-to-pdf={pdf}", page.as_uri()]
    subprocess.run(asked, check=True, capture_output=True, timeout=300)
    return pdf.read_bytes()


def pages_of(pdf: bytes) -> int:
    """How many pages a file has."""
    return int(PdfFileReader(io.BytesIO(pdf)).root["/Pages"]["/Count"])


def told(times: dict[str, list[float]], pages: dict[str, int]) -> str:
    """A line for each stage, then what they amount to."""
    medians = {name: statistics.median(found) for name, found in times.items()}
    whole = sum(medians[name] for name in (*OURS, "moteur"))
    lines = [f"{'':<22}{'ms':>9}{'du tout':>10}"]
    lines += [
        f"{one:<22}{medians[one] * 1000:>9.0f}{medians[one] / whole:>10.1%}" for one in (*OURS, "moteur")
    ]
    ours = sum(medians[name] for name in OURS)
    lines += [
        f"notre part : {ours / medians['moteur']:.1%} du temps du moteur, pour 15 % admis",
        f"le PDF : {pages['moteur']} pages, {whole / pages['moteur'] * 1000:.0f} ms par page",
        f"l’aperçu HTML : {medians['aperçu'] * 1000:.0f} ms, pour 300 admises",
    ]
    if "Chromium" in medians:
        ratio = medians["moteur"] / medians["Chromium"]
        lines.append(
            f"Chromium, même HTML : {medians['Chromium'] * 1000:.0f} ms, {pages['Chromium']} pages ;"
            f" le moteur prend {ratio:.2f} fois ce temps"
        )
    return "\n".join(lines)


def main() -> None:
    """Print the share of each stage, seconds per page, and the ratio to the browser when there is one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--contract", default="67-2020")
    parser.add_argument("--year", type=int, default=2024)
    parser.add_argument("--campaign", type=int, default=20, help="combien de rapports imprimer à la suite")
    options = parser.parse_args()
    report = Report.objects.get(contract__reference=options.contract, fiscal_year=options.year)
    browser, times, pages = chromium(), {}, {}  # type: ignore[var-annotated]
    # What is loaded once in a process is no report's own.
    content, frame = read(report)
    printed({}, *composed(content, frame))
    with tempfile.TemporaryDirectory(prefix="snppe-bench-") as folder:
        for _ in range(options.rounds):
            content, frame = timed(times, "données", read, report)
            document, html = timed(times, "HTML", composed, content, frame)
            timed(times, "aperçu", partial(render_report_html, content, frame=frame, is_linked=True))
            pages["moteur"] = pages_of(printed(times, document, html))
            if browser:
                pages["Chromium"] = pages_of(
                    timed(times, "Chromium", by_chromium, browser, html, Path(folder))
                )
    if not browser:
        print("Chromium manque : apt-get install chromium-headless-shell", file=sys.stderr)
    print(told(times, pages))
    print(verdict_told(report))
    print(campaign_told(content, frame, options.campaign))


if __name__ == "__main__":
    main()
