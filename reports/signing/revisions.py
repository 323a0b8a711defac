"""Where each revision of a PDF ends, from its bytes alone: a signature is written after what it signs."""

import re
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice

from pyhanko.pdf_utils.misc import PdfError

# A mark, then the end of its line, which some programs leave out.
END = re.compile(rb"%%EOF(?:\r\n|\n|\r)?")
SECTION = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF")
PREVIOUS = re.compile(rb"/Prev\s+(\d{1,10})")
# Three signatures, with what is added to check each later, make far fewer.
MOST = 40
# What a reader raises on a file made to lose it.
HOSTILE = (PdfError, LookupError, ValueError, TypeError, AttributeError, ArithmeticError, RecursionError)


@dataclass(frozen=True)
class Prefix:
    """The beginning of a file: how many bytes, and their SHA-256."""

    length: int
    sha256: str


def prefixes(pdf: bytes) -> list[Prefix]:
    """Every beginning of the file that may itself be a whole PDF, the shortest first; the file is the last.

    Both ways of ending a line are tried after each mark, since either may be the file that was delivered.
    """
    lengths = {len(pdf)}
    # Never all of them: a file may be made of marks alone.
    for found in islice(END.finditer(pdf), MOST):
        lengths |= {found.start() + len(b"%%EOF"), found.end()}
    digest, at, made = sha256(), 0, []
    for length in sorted(lengths):
        digest.update(pdf[at:length])
        at = length
        made.append(Prefix(length, digest.copy().hexdigest()))
    return made


def is_chained(pdf: bytes, start: int) -> bool:
    """Whether what follows `start` is nothing but revisions, each a plain table that names the one before.

    The table that a reader follows is then the one we follow: no hidden branch, no loop, no tail. No more
    than MOST of them either: each is compared with all those before, and a small file may hold thousands.
    """
    before = list(SECTION.finditer(pdf, 0, start))
    if not before:
        return False
    previous, at = int(before[-1][1]), start
    for rank, found in enumerate(SECTION.finditer(pdf, start)):
        table = int(found[1])
        if rank == MOST or not at <= table < found.start() or not pdf.startswith(b"xref", table):
            return False
        trailer = pdf[max(pdf.rfind(b"trailer", table, found.start()), table) : found.start()]
        named = PREVIOUS.findall(trailer)
        if len(named) != 1 or int(named[0]) != previous or b"XRefStm" in trailer:
            return False
        previous, at = table, found.end()
    return not pdf[at:].strip(b"\r\n \0")
