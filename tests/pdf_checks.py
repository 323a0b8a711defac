"""What any PDF of ours must be: sound, archivable, accessible, in our own fonts, carrying its data.

The programs come from the Debian packages qpdf and poppler-utils; where they are missing the test is skipped,
except in CI.
"""

import os
import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import page
import pytest
from pypdf import PdfReader

STANDARDS = (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1)
SPACES = re.compile("[\u00a0\u202f\\s]+")


def faults(path: Path) -> list[str]:
    """What the validators reproach: PDF/A-3a, PDF/UA-1, then the structure of the file."""
    found = [
        f"{failure.rule_id} {failure.message}"
        for standard in STANDARDS
        for failure in page.validate_pdf(str(path), profile=standard).failures
    ]
    checked = subprocess.run([_program("qpdf"), "--check", path], capture_output=True, text=True)
    return found if checked.returncode == 0 else [*found, checked.stdout + checked.stderr]


def text_of(path: Path, first: int = 1, last: int = 0) -> str:
    """The text of the pages, as a reader copies it: line ends and spaces of every kind become one space."""
    pages = ["-f", str(first), *(["-l", str(last)] if last else [])]
    return SPACES.sub(" ", _run("pdftotext", *pages, path, "-")).strip()


def page_count(path: Path) -> int:
    """How many pages the file has."""
    return len(PdfReader(path).pages)


def fonts(path: Path) -> set[tuple[str, bool]]:
    """Each font used, without the prefix of its subset, and whether it is embedded."""
    lines = _run("pdffonts", path).splitlines()[2:]
    return {
        (re.sub(r"^[A-Z]{6}\+", "", line.split()[0]).rstrip(","), line.split()[-5] == "yes") for line in lines
    }


def attachments(path: Path) -> dict[str, bytes]:
    """The files that the PDF carries, by name."""
    return {name: contents[0] for name, contents in PdfReader(path).attachments.items()}


def relationships(path: Path) -> dict[str, str]:
    """For each associated file of the catalogue, what it is to the document (« /Data »)."""
    files = PdfReader(path).root_object["/AF"]
    return {str(file.get_object()["/UF"]): str(file.get_object()["/AFRelationship"]) for file in files}


def title(pdf: bytes) -> str:
    """The title in the metadata (XMP), which readers show in place of the name of the file."""
    metadata = PdfReader(BytesIO(pdf)).xmp_metadata
    return str((metadata.dc_title if metadata else {})["x-default"])


def _run(name: str, *arguments: str | Path) -> str:
    return subprocess.run([_program(name), *arguments], capture_output=True, text=True, check=True).stdout


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None and not os.environ.get("CI"):
        pytest.skip(f"« {name} » n’est pas installé.")
    return found or name
