"""The data that a PDF carries, found by their bytes: enough to recognise a copy that was written anew.

The file may come from anybody and is not opened here as a PDF: nothing it says is followed.
"""

import re
import zlib
from hashlib import sha256
from itertools import islice

FILE = re.compile(rb"/EmbeddedFile\b")
BEGINNING = re.compile(rb"stream\r?\n")
# A report carries three files of a few hundred kilobytes at most; what presents several, those of each too.
MOST_FILES, LARGEST, FARTHEST = 12, 8_000_000, 2_000


def embedded_digests(pdf: bytes) -> list[str]:
    """The SHA-256 of each file that the PDF carries, as far as they can be read."""
    digests = []
    for found in islice(FILE.finditer(pdf), MOST_FILES):
        begun = BEGINNING.search(pdf, found.end(), found.end() + FARTHEST)
        if begun is not None:
            digests.append(sha256(_content(pdf, begun.end())).hexdigest())
    return digests


def _content(pdf: bytes, start: int) -> bytes:
    opened = zlib.decompressobj()
    try:
        return opened.decompress(pdf[start : start + LARGEST], LARGEST)
    except zlib.error:
        end = pdf.find(b"endstream", start)
        return pdf[start:end].rstrip(b"\r\n")
