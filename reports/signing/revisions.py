"""Where each revision of a PDF ends, from its bytes alone: a signature is written after what it signs."""

import re
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice

from pyhanko.pdf_utils.misc import PdfError

# A mark, then the end of its line, which some programs leave out.
END = re.compile(rb"%%EOF(?:\r\n|\n|\r)?")
SECTION = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF")
# A table of references: its parts, and what each says of a number.
PART = re.compile(rb"\s*(\d{1,10}) (\d{1,6}) *(?:\r\n|\n|\r)")
IN_USE = re.compile(rb"\d{10} 00000 n(?: \r| \n|\r\n)")
NOTHING = re.compile(rb"\d{10} 65535 f(?: \r| \n|\r\n)")
ENTRY_BYTES = 20
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
        if rank == MOST or not at <= table < found.start() or not _is_plain(pdf, table, found.start()):
            return False
        trailer = pdf[max(pdf.rfind(b"trailer", table, found.start()), table) : found.start()]
        named = PREVIOUS.findall(trailer)
        if len(named) != 1 or int(named[0]) != previous or b"XRefStm" in trailer:
            return False
        previous, at = table, found.end()
    return not pdf[at:].strip(b"\r\n \0")


def _is_plain(pdf: bytes, table: int, end: int) -> bool:
    """Whether a table of references says each number once, in its first generation, and frees none.

    Of a number said twice, or under two generations, each reader would choose its own.
    """
    if not pdf.startswith(b"xref", table):
        return False
    at, seen = table + len(b"xref"), set[int]()
    while found := PART.match(pdf, at, end):
        first, count = int(found[1]), int(found[2])
        at = found.end() + count * ENTRY_BYTES
        if at > end or not seen.isdisjoint(numbers := range(first, first + count)):
            return False
        seen.update(numbers)
        entries = [pdf[place : place + ENTRY_BYTES] for place in range(found.end(), at, ENTRY_BYTES)]
        if not all(IN_USE.fullmatch(one) for one in entries[first == 0 :]):
            return False
        if first == 0 and entries and not NOTHING.fullmatch(entries[0]):
            return False
    return bool(seen) and pdf[at:end].lstrip().startswith(b"trailer")
