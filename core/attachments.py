"""Files that people attach: told by their content, checked for what they are, named by us.

What a browser says of a file (its name, its type) is believed of nothing. A file is accepted when its name
announces one of our formats, its first bytes are of that same format, and the format's own check finds it
whole, alone and without anything that runs.
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath

import puremagic
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from core.filenames import harmless
from core.formats import NBSP, joined, number
from core.images import image_fault
from core.office import office_fault

MAX_BYTES = 10_000_000
UNNAMED = "document"
RUNS_IN_PDF = re.compile(rb"/(JavaScript|JS|Launch|RichMedia)(?![A-Za-z])")
PDF_NAME_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
MARKUP = re.compile(rb"<(!doctype|html|script|svg|\?php|body|iframe)", re.IGNORECASE)
HEAD = 1024


class AttachmentRefused(ValidationError):
    """A file that is not kept; the message says why and what to send instead, in French."""


@dataclass(frozen=True)
class Attachment:
    """A file that may be kept: its content, its format (an extension), the name it came with made harmless,
    the name under which it is stored, and its SHA-256."""

    content: bytes
    extension: str
    name: str
    stored_name: str
    sha256: str


@dataclass(frozen=True)
class Format:
    """A format that is accepted: the extensions that announce it, how it begins, what may be wrong in it."""

    label: str
    extensions: tuple[str, ...]
    start: bytes
    fault: Callable[[bytes], str]


def inspected(upload: UploadedFile) -> Attachment:
    """The file, read and checked; AttachmentRefused with the reason."""
    if not upload.size:
        raise AttachmentRefused("Ce fichier est vide.")
    if upload.size > MAX_BYTES:
        heavy = number(-(-upload.size // 1_000_000))
        raise AttachmentRefused(f"Ce fichier pèse {heavy}{NBSP}Mo{NBSP}: {SIZE_LIMIT} au plus.")
    name, content = harmless(upload.name or "", UNNAMED), upload.read()
    extension = PurePosixPath(name).suffix.lower().removeprefix(".")
    found = next((one for one in FORMATS if extension in one.extensions), None)
    if found is None:
        raise AttachmentRefused(f"Ce fichier n’est pas d’un format accepté{NBSP}: {ACCEPTED}.")
    if not content.startswith(found.start):
        raise AttachmentRefused(f"Le contenu n’est pas celui d’un fichier {found.label}{_really(content)}.")
    if fault := found.fault(content):
        raise AttachmentRefused(f"Ce fichier {found.label} est refusé{NBSP}: {fault}.")
    kept = found.extensions[0]
    stored = f"{secrets.token_hex(16)}.{kept}"
    return Attachment(content, kept, name, stored, sha256(content).hexdigest())


def _really(content: bytes) -> str:
    """« (il est celui d’un .exe) », when it is known."""
    try:
        extension = puremagic.from_string(content[:HEAD])
    except (puremagic.PureError, ValueError):
        return ""
    return f" (on y reconnaît un fichier {extension})" if extension else ""


def _pdf_fault(content: bytes) -> str:
    """A PDF begins at its first byte, ends with its mark, is nothing else, and runs nothing."""
    if not re.match(rb"%PDF-[12]\.\d", content):
        return "son en-tête n’est pas celui d’un PDF"
    if not content.rstrip(b"\0\r\n\t ").endswith(b"%%EOF"):
        return "il est tronqué, ou suivi d’autre chose"
    if MARKUP.search(content[:HEAD]) or b"PK\x05\x06" in content[-66_000:]:
        return "il est aussi un fichier d’une autre nature"
    plain = PDF_NAME_ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), content)
    return "il contient un programme" if RUNS_IN_PDF.search(plain) else ""


def _image_fault(kind: str) -> Callable[[bytes], str]:
    def check(content: bytes) -> str:
        if MARKUP.search(content):
            return "il est aussi un fichier d’une autre nature"
        return image_fault(content, kind)

    return check


def _office_fault(kind: str) -> Callable[[bytes], str]:
    return lambda content: office_fault(content, kind)


ZIP = b"PK\x03\x04"
FORMATS = (
    Format("PDF", ("pdf",), b"%PDF-", _pdf_fault),
    Format("PNG", ("png",), b"\x89PNG\r\n\x1a\n", _image_fault("PNG")),
    Format("JPEG", ("jpg", "jpeg"), b"\xff\xd8\xff", _image_fault("JPEG")),
    Format("DOCX", ("docx",), ZIP, _office_fault("docx")),
    Format("XLSX", ("xlsx",), ZIP, _office_fault("xlsx")),
    Format("ODT", ("odt",), ZIP, _office_fault("odt")),
    Format("ODS", ("ods",), ZIP, _office_fault("ods")),
)
ACCEPTED = joined([one.label for one in FORMATS], last="ou")
SIZE_LIMIT = f"{MAX_BYTES // 1_000_000}{NBSP}Mo"
# What the browser proposes to choose from; nothing is trusted to it.
CHOOSER = ",".join(f".{extension}" for one in FORMATS for extension in one.extensions)
