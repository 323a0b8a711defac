"""From HTML to the bytes of a PDF. The only module that touches WeasyPrint."""

import hashlib
import importlib
import logging
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from io import StringIO
from operator import attrgetter
from types import ModuleType
from typing import Any

from reports.rendering.assets import AssetFetcher, RefusedAddress
from reports.rendering.faults import EngineMissing
from reports.rendering.pdf_a import UNCLEAR_END, finish

# The engine writes the list of all objects last, as a stream too, which may end unclearly (once in a hundred
# documents): one word changed in the catalogue, that no page shows, gives another.
LAYOUTS = ("/OneColumn", "/SinglePage")


@dataclass(frozen=True)
class Attached:
    """A file carried by the PDF as the data it is made of."""

    name: str
    content: bytes
    description: str


def write_pdf(html: str, *, dated: datetime, attached: list[Attached], is_signable: bool = False) -> bytes:
    """A PDF/A-3a and PDF/UA-1 file. The same arguments give the same bytes, on any day.

    Of a file that `is_signable`, each check box becomes a place for a signature, and each object stands by
    itself, as the programs that sign and that judge signatures read it best.

    Raises `EngineMissing` when the machine lacks the engine's libraries, `RefusedAddress` when the page asks
    for something that is not our asset, and the engine's own errors.
    """
    engine = load()
    fetcher = AssetFetcher(engine.urls.URLFetcherResponse)
    page = engine.HTML(string=html, url_fetcher=fetcher, media_type="print")
    links = link_words(page.etree_element)
    for layout in LAYOUTS:
        # Their names make a sorted tree. The engine reads an attachment once: each try has its own.
        files = [
            _attachment(engine, fetcher, file, dated) for file in sorted(attached, key=attrgetter("name"))
        ]
        finisher = partial(finish, layout=layout, links=links, is_signable=is_signable)
        written = _written(engine, page, finisher, identifier(html, attached), files, is_signable)
        if UNCLEAR_END not in written:
            break
    return written


def _attachment(engine: ModuleType, fetcher: AssetFetcher, file: Attached, dated: datetime) -> Any:
    return engine.Attachment(
        string=file.content,
        url_fetcher=fetcher,
        name=file.name,
        description=file.description,
        relationship="Data",
        created=dated,
        modified=dated,
    )


def link_words(page: Any) -> dict[str, str]:
    """What each link of a page says, by its target: its accessible name, else its text."""
    found: dict[str, str] = {}
    for link in page.iter("a"):
        words = link.get("aria-label") or " ".join("".join(link.itertext()).split())
        found.setdefault(link.get("href", "").removeprefix("#"), words)
    return found


def _written(
    engine: ModuleType, page: Any, finisher: Any, name: bytes, files: list[Any], is_signable: bool
) -> bytes:
    options: dict[str, Any] = {"pdf_variant": "pdf/a-3a", "pdf_identifier": name, "attachments": files}
    # The engine gathers objects in a compressed stream, or compresses nothing; `finish` then compresses.
    options |= {"pdf_forms": is_signable, "uncompressed_pdf": is_signable}
    try:
        return bytes(page.write_pdf(finisher=finisher, **options))
    except engine.urls.FatalURLFetchingError as error:
        # The engine's way out is not an `Exception`: it would go through every handler of a worker.
        raise error.__cause__ or RefusedAddress(str(error)) from None


def identifier(html: str, attached: list[Attached]) -> bytes:
    """Thirty-two digits that name this very file."""
    digests = [
        hashlib.sha256(part).digest() for part in (html.encode(), *(file.content for file in attached))
    ]
    return hashlib.sha256(b"".join(digests)).hexdigest()[:32].encode()


@cache
def load() -> ModuleType:
    """WeasyPrint, loaded at the first document only: it opens system libraries, without which the rest of the
    application must still run."""
    try:
        # It prints a notice of its own when a library is missing; ours is in French.
        with redirect_stdout(StringIO()):
            importlib.import_module("weasyprint.urls")
            # One line per page laid out says nothing to whoever reads the log.
            logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)
            return importlib.import_module("weasyprint")
    except (ImportError, OSError) as error:
        raise EngineMissing(error) from error
