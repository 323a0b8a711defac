"""Where each revision of a PDF ends, from its bytes alone: a signature is written after what it signs."""

import re
import zlib
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice

from pyhanko.pdf_utils.misc import PdfError

# A mark, then the end of its line, which some programs leave out.
END = re.compile(rb"%%EOF(?:\r\n|\n|\r)?")
SECTION = re.compile(rb"startxref(?:\r\n|\n|\r)(\d{1,10})(?:\r\n|\n|\r)%%EOF(?:\r\n|\n|\r)?")
# As a reader looks for objects when it distrusts the table, in the bodies of streams too.
OBJECT = re.compile(rb"(?<!\d)(\d{1,10})[\s\0]+\d{1,5}[\s\0]+obj\b")
# A table of references: its parts, and what each says of a number.
PART = re.compile(rb"\s*(\d{1,10}) (\d{1,6}) *(?:\r\n|\n|\r)")
IN_USE = re.compile(rb"\d{10} 00000 n(?: \r| \n|\r\n)")
NOTHING = re.compile(rb"\d{10} 65535 f(?: \r| \n|\r\n)")
ENTRY_BYTES = 20
PREVIOUS = re.compile(rb"/Prev\s+(\d{1,10})\b")
STRINGS = re.compile(rb"<[0-9A-Fa-f\s]*>|\((?:[^()\\]|\\.)*\)|%[^\r\n]*", re.DOTALL)
NAMES = re.compile(rb"/([^\s/<>()\[\]{}%]+)")
OF_A_TRAILER = {b"Size", b"Root", b"Info", b"Prev", b"ID"}
# Three signatures, each with what proves it later and an hour of its own, make nine.
MOST = 16
# What a reader raises on a file made to lose it.
HOSTILE = (
    *(PdfError, LookupError, ValueError, TypeError, AttributeError, ArithmeticError, RecursionError),
    *(AssertionError, NotImplementedError, zlib.error),
)


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

    The table that a reader follows is then the one we follow: no hidden branch, no loop, no tail. A reader
    that makes the table again, from the objects that it finds, finds those of the table and no other. No more
    than MOST of them either: each is compared with all those before, and a small file may hold thousands.
    """
    before = list(SECTION.finditer(pdf, 0, start))
    if not before or pdf.count(b"startxref", start) > MOST:
        return False
    previous, at = int(before[-1][1]), start
    for found in SECTION.finditer(pdf, start):
        table = int(found[1])
        if not at <= table < found.start():
            return False
        objects, end = _listed(pdf, table, found.start())
        written = {one.start(): int(one[1]) for one in OBJECT.finditer(pdf, at, table)}
        if objects is None or objects != written or pdf.count(b"startxref", at, found.end()) != 1:
            return False
        if not _is_plain_trailer(pdf[end : found.start()], previous):
            return False
        previous, at = table, found.end()
    # The end of the last line, which some programs add.
    return pdf[at:] in {b"", b"\n", b"\r\n", b"\r"}


def _listed(pdf: bytes, table: int, end: int) -> tuple[dict[int, int] | None, int]:
    """The objects of a table, by where each begins, and where the table ends; None when it does not say each
    number once, in its first generation, or frees one.

    Of a number said twice, or under two generations, each reader would choose its own.
    """
    if not pdf.startswith(b"xref", table):
        return None, end
    at, objects, seen = table + len(b"xref"), dict[int, int](), set[int]()
    while found := PART.match(pdf, at, end):
        first, count = int(found[1]), int(found[2])
        at = found.end() + count * ENTRY_BYTES
        if at > end or not seen.isdisjoint(numbers := range(first, first + count)):
            return None, end
        seen.update(numbers)
        entries = [pdf[place : place + ENTRY_BYTES] for place in range(found.end(), at, ENTRY_BYTES)]
        if first == 0 and entries and not NOTHING.fullmatch(entries.pop(0)):
            return None, end
        if not all(map(IN_USE.fullmatch, entries)):
            return None, end
        objects |= {int(one[:10]): first + (first == 0) + rank for rank, one in enumerate(entries)}
    return objects, at


def _is_plain_trailer(told: bytes, previous: int) -> bool:
    """Whether a trailer is one dictionary, without another within, of the few names that a revision writes,
    and names the table before."""
    bare = STRINGS.sub(b" ", told)
    if bare.count(b"trailer") != 1 or bare.count(b"<<") != 1 or bare.count(b">>") != 1 or b"#" in bare:
        return False
    named = NAMES.findall(bare)
    if len(set(named)) != len(named) or set(named) - OF_A_TRAILER:
        return False
    return [int(one) for one in PREVIOUS.findall(bare)] == [previous]
