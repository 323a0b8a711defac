"""How much there is to read in what was added to a PDF: a few megabytes of marks keep a reader for half a
minute, when as much of a list of revoked certificates, which is not looked into, costs nothing."""

import re
from itertools import pairwise

from reports.signing.revisions import OBJECT

# A signature, its proofs and what shows them write some ten thousand; this much takes about a second.
MOST_WRITTEN = 200_000
STREAM = re.compile(rb">>[\s\0]*stream\r?\n")
ENDED = b"endstream"
# What may stand in a string or after it, where a stream would only seem to begin.
DISGUISES = (b"(", b"%")
# A signature itself; without a space, none of its digits can be read as a number apart.
DIGITS = re.compile(rb"<[0-9A-Fa-f]++>")
EASE = 10


def is_too_dense(added: bytes) -> bool:
    """Whether more is written there than any signature writes; the bodies of streams are left out, and the
    digits of a signature, read at once, count for little."""
    places = [0, *(found.start() for found in OBJECT.finditer(added)), len(added)]
    return sum(_written(added[start:end]) for start, end in pairwise(places)) > MOST_WRITTEN


def _written(part: bytes) -> int:
    begun = STREAM.search(part)
    if begun and not any(mark in part[: begun.start()] for mark in DISGUISES):
        end = part.find(ENDED, begun.end())
        part = part[: begun.end()] + (part[end:] if end > 0 else b"")
    left = len(DIGITS.sub(b"", part))
    return left + (len(part) - left) // EASE
