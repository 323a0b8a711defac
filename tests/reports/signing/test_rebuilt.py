"""A reader that distrusts the table looks for the objects by itself: it finds those of the table alone.

Nobody's key is needed to add any.
"""

import re
from time import process_time
from typing import Any

import pytest

from core.workflow import TransitionRefused
from reports.signing.bringing import take_back
from reports.signing.verdict import Outcome, examine
from tests.reports.signing.forging import signed_with
from tests.reports.signing.test_disguises import OWN, PATCH, Raw, drawn, p12

__all__ = ["p12"]
UNREADABLE = "structure est illisible"


def ghosted(pdf: bytes) -> tuple[Raw, int, int]:
    """The file with a page drawn again where no table lists it; a free number, that of the catalogue."""
    raw = Raw(pdf)
    number, _ = raw.page()
    ghost = b"\n%d 0 obj\n%s\nendobj\n" % (number, drawn(b"% nothing" + PATCH))
    return Raw(pdf + ghost), int(raw.reader.trailer["/Size"]), raw.reader.root_ref.idnum


def far_from_its_number(pdf: bytes) -> bytes:
    """What says where the table is stands so far from its number that some readers find none."""
    raw, at, root = ghosted(pdf)
    made = raw.revised((at, b"<</Type /DSS>>"), (root, raw.catalogue(DSS=at))).pdf
    head, mark, last = made.rpartition(b"startxref\n")
    return head + mark + b" " * 30_000 + last


def leading_nowhere(pdf: bytes) -> bytes:
    """The catalogue names an object that is not where the table says."""
    raw, at, root = ghosted(pdf)
    made = raw.revised((at, b"<</Type /DSS>>"), (root, raw.catalogue(DSS=at, Version=at + 1))).pdf
    head, mark, last = made.rpartition(b"trailer")
    longer = re.sub(rb"/Size \d+", b"/Size %d" % (at + 2), last)
    return head + b"%d 1\n%010d 00000 n \n" % (at + 1, 50) + mark + longer


def within_a_stream(pdf: bytes) -> bytes:
    """The page drawn again stands in the body of a stream that is listed."""
    raw = Raw(pdf)
    number, _ = raw.page()
    at, root = int(raw.reader.trailer["/Size"]), raw.reader.root_ref.idnum
    ghost = b"%d 0 obj\n%s\nendobj" % (number, drawn(b"% nothing" + PATCH))
    body = b"<</Length %d>>\nstream\n%s\nendstream" % (len(ghost), ghost)
    return raw.revised((at, b"<</Type /DSS>>"), (at + 1, body), (root, raw.catalogue(DSS=at))).pdf


GHOSTS = [far_from_its_number, leading_nowhere, within_a_stream]


@pytest.mark.parametrize("ghost", GHOSTS)
@pytest.mark.parametrize("count", [1, 3])
def test_an_object_that_no_table_lists_is_seen(printed: Any, signed: Any, ghost: Any, count: int) -> None:
    verdict = examine(ghost(signed(count)))

    assert (verdict.outcome, UNREADABLE in verdict.reason) == (Outcome.ALTERED, True)


@pytest.mark.parametrize("ghost", GHOSTS)
def test_nor_is_it_taken_back(
    printed: Any, frozen: bytes, prefecture_67: Any, p12: bytes, ghost: Any
) -> None:
    with pytest.raises(TransitionRefused, match=UNREADABLE):
        take_back(printed, by=prefecture_67, pdf=ghost(signed_with(frozen, OWN, p12)))


def with_trailer(pdf: bytes, more: bytes) -> bytes:
    """A revision of proofs whose trailer says something more."""
    raw = Raw(pdf)
    at, root = int(raw.reader.trailer["/Size"]), raw.reader.root_ref.idnum
    made = raw.revised((at, b"<</Type /DSS>>"), (root, raw.catalogue(DSS=at))).pdf
    head, mark, last = made.rpartition(b"trailer\n<<")
    return head + mark + more + last


@pytest.mark.parametrize(
    "more", [b"/XRefSt#6d 18 ", b"/XRefStm 18 ", b"/Prev 18 ", b"/Z (trailer /Prev 18) ", b"/Z <</A 1>> "]
)
def test_a_trailer_says_nothing_but_what_a_revision_does(printed: Any, signed: Any, more: bytes) -> None:
    pdf = signed(1)

    assert examine(with_trailer(pdf, b"")).is_genuine
    assert examine(with_trailer(pdf, more)).outcome == Outcome.ALTERED


def test_a_chain_of_tables_behind_one_that_is_shown_is_not_followed(printed: Any, frozen: bytes) -> None:
    raw, count = Raw(frozen), 1_000
    at, root = int(raw.reader.trailer["/Size"]), raw.reader.root_ref.idnum
    previous = int(re.findall(rb"startxref\s+(\d+)", frozen)[-1])
    shown, made, out = previous, len(frozen), bytearray(frozen)
    out += b"%d 0 obj\n<<>>\nendobj\n" % at
    told = b"<</Size %d /Root %d 0 R /Prev " % (at + count + 1, root)
    for number in range(at, at + count):
        here = len(out)
        out += b"xref\n%d 1\n%010d 00000 n \ntrailer\n%s%d>>\n" % (number, made, told, previous)
        previous = here
    here = len(out)
    out += b"xref\n%d 1\n%010d 00000 n \ntrailer\n" % (at + count, made)
    out += b"%s%d /Z (trailer /Prev %d)>>\nstartxref\n%d\n%%%%EOF\n" % (told, previous, shown, here)

    started = process_time()
    verdict = examine(bytes(out))

    assert verdict.outcome == Outcome.ALTERED
    assert process_time() - started < 1
