"""A page of a delivered report written again under another name: as its metadata, as its description."""

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from core.workflow import TransitionRefused
from reports.models import SignedCopy
from reports.signing.bringing import take_back
from reports.signing.revisions import is_chained
from reports.signing.verdict import PROVED, SIGNED, WHOLE, Outcome, examine
from tests.reports.signing.conftest import DAY, KEY_WORD, content_of, sign_by
from tests.reports.signing.forging import NAME, added, signed_with

CONTENT, UNSIGNED = "son contenu y est modifié", "une suite que personne n’a signée y est ajoutée"
OWN = "signature_prefecture"
# Drawn over a third of a page.
PATCH = b"\nq 1 1 1 rg 60 420 480 300 re f Q\n"


@dataclass
class Raw:
    """A file to which revisions are added byte by byte, as no writer would."""

    pdf: bytes

    @property
    def reader(self) -> PdfFileReader:
        return PdfFileReader(BytesIO(self.pdf))

    def page(self) -> tuple[int, bytes]:
        """The number of the stream that draws a page, and what it draws."""
        page: Any = self.reader.root["/Pages"]
        while page["/Type"] == "/Pages":
            page = page["/Kids"][0]
        return page.raw_get("/Contents").reference.idnum, page["/Contents"].data

    def revised(self, *objects: tuple[int, bytes], info: bytes | None = None) -> "Raw":
        """With these objects added, or written again; the trailer names `info`, or what it named."""
        trailer = self.reader.trailer
        named = info or b"%d 0 R" % trailer.raw_get("/Info").reference.idnum
        root, size = self.reader.root_ref.idnum, int(trailer["/Size"])
        out = self.pdf if self.pdf.endswith(b"\n") else self.pdf + b"\n"
        previous, table = int(re.findall(rb"startxref\s+(\d+)", out)[-1]), b"xref\n"
        for number, body in objects:
            table += b"%d 1\n%010d 00000 n \n" % (number, len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
            size = max(size, number + 1)
        end = b"trailer\n<</Size %d /Root %d 0 R /Info %s /Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
        return Raw(out + table + end % (size, root, named, previous, len(out)))

    def catalogue(self, **named: int) -> bytes:
        """The catalogue with other references."""
        root, out = self.reader.root, BytesIO()
        held = {NAME(key): root.raw_get(key) for key in root}
        held |= {NAME(f"/{key}"): generic.IndirectObject(at, 0, None) for key, at in named.items()}
        generic.DictionaryObject(held).write_to_stream(out, None)
        return out.getvalue()


def drawn(content: bytes) -> bytes:
    """A stream that draws this."""
    packed = zlib.compress(content, 9)
    return b"<</Filter /FlateDecode /Length %d>>\nstream\n%s\nendstream" % (len(packed), packed)


def under_the_name_of(key: str) -> Callable[[bytes], bytes]:
    """The page named by the catalogue as something a signature may write, then written again."""

    def _forged(pdf: bytes) -> bytes:
        raw = Raw(pdf)
        number, content = raw.page()
        named = raw.revised((raw.reader.root_ref.idnum, raw.catalogue(**{key: number})))
        return named.revised((number, drawn(content + PATCH))).pdf

    return _forged


def as_what_the_file_says_of_itself(pdf: bytes) -> bytes:
    """The page named by the trailer, then written again at the same length, its dictionary unchanged."""
    raw = Raw(pdf)
    number, _ = raw.page()
    page: Any = raw.reader.get_object(generic.Reference(number, 0, raw.reader))
    held, out = {key: page.raw_get(key) for key in page}, BytesIO()
    generic.DictionaryObject(held).write_to_stream(out, None)
    room = len(page.encoded_data)
    packed = zlib.compress(PATCH, 9)
    body = b"%s\nstream\n%s\nendstream" % (out.getvalue(), packed + b" " * (room - len(packed)))
    named = raw.revised((int(raw.reader.trailer["/Size"]), b"<<>>"), info=b"%d 0 R" % number)
    return named.revised((number, body)).pdf


def with_a_table_of(line: str) -> Callable[[bytes], bytes]:
    """A page written again, the table saying of its number what `line` makes of it."""

    def _forged(pdf: bytes) -> bytes:
        raw = Raw(pdf)
        number, content = raw.page()
        known = int(raw.reader.trailer["/Size"])
        changed = raw.revised((known, b"<<>>"), (number, drawn(content + PATCH))).pdf
        said = re.search(rb"\n%d 1\n(\d{10}) 00000 n \n" % number, changed[len(pdf) :])
        assert said is not None
        written = line.format(number=number, offset=said[1].decode(), other="0000000009").encode()
        return changed[: len(pdf)] + changed[len(pdf) :].replace(said[0], b"\n" + written)

    return _forged


ODD_TABLES = {
    "another generation": "{number} 1\n{offset} 00001 n \n",
    "said twice": "{number} 1\n{offset} 00000 n \n{number} 1\n{other} 00000 n \n",
    "freed": "{number} 1\n0000000000 00001 f \n",
}


@pytest.mark.parametrize("line", ODD_TABLES.values(), ids=ODD_TABLES)
def test_a_table_that_readers_would_read_otherwise_is_refused(printed: Any, frozen: bytes, line: str) -> None:
    pdf = with_a_table_of(line)(frozen)

    assert not is_chained(pdf, len(frozen))
    assert examine(pdf).outcome == Outcome.ALTERED


def put_back(pdf: bytes, original: bytes) -> bytes:
    """With the catalogue of the original again, as if nothing had been named otherwise."""
    raw = Raw(pdf)
    return raw.revised((raw.reader.root_ref.idnum, Raw(original).catalogue())).pdf


def called_void(pdf: bytes) -> bytes:
    """Another title in the metadata, where the delivered file keeps them."""
    raw = Raw(pdf)
    held: Any = raw.reader.root["/Metadata"]
    said = held.data.replace("Rapport d’exécution".encode(), b"ANNUL")
    body = b"<</Type /Metadata /Subtype /XML /Length %d>>\nstream\n%s\nendstream" % (len(said), said)
    return raw.revised((raw.reader.root.raw_get("/Metadata").reference.idnum, body)).pdf


def retitled(writer: IncrementalPdfFileWriter) -> None:
    info = writer.trailer["/Info"]
    info[NAME("/Title")] = generic.TextStringObject("ANNULÉ")
    writer.update_container(info)


DISGUISES = {
    "métadonnées": under_the_name_of("Metadata"),
    "preuves": under_the_name_of("DSS"),
    "formulaire": under_the_name_of("AcroForm"),
    "droits": under_the_name_of("Perms"),
    "description": as_what_the_file_says_of_itself,
    "titre": lambda pdf: added(pdf, retitled),
    "titre des métadonnées": called_void,
}


@pytest.fixture
def p12(machine: Any) -> bytes:
    now = datetime.now(UTC)
    made: bytes = machine.authority.seal("Préfecture du Bas-Rhin", KEY_WORD, since=now - DAY, until=now + DAY)
    return made


@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize("count", [0, 1])
def test_nothing_delivered_is_written_again_whatever_it_is_called(
    printed: Any, frozen: bytes, signed: Any, disguise: str, count: int
) -> None:
    pdf = DISGUISES[disguise](signed(count) if count else frozen)

    verdict = examine(pdf)

    assert (verdict.outcome, CONTENT in verdict.reason) == (Outcome.ALTERED, True)


@pytest.mark.parametrize("disguise", DISGUISES)
def test_nor_under_a_signature_that_covers_it_all(
    printed: Any,
    frozen: bytes,
    machine: Any,
    ars_signatory: Any,
    prefecture_67: Any,
    p12: bytes,
    disguise: str,
) -> None:
    machine.install(ars_signatory.organisation)
    before = content_of(sign_by(printed, ars_signatory))
    pdf = signed_with(put_back(DISGUISES[disguise](before), before), OWN, p12)

    with pytest.raises(TransitionRefused, match=CONTENT):
        take_back(printed, by=prefecture_67, pdf=pdf)

    assert SignedCopy.objects.count() == 1
    assert examine(pdf).outcome == Outcome.ALTERED


def one_object_more(pdf: bytes) -> bytes:
    raw = Raw(pdf)
    return raw.revised((int(raw.reader.trailer["/Size"]), b"<<>>")).pdf


@pytest.mark.parametrize("more", [lambda pdf: pdf + b"\n", lambda pdf: pdf + b"\n%%EOF\n", one_object_more])
@pytest.mark.parametrize("count", [0, 2])
def test_what_nobody_signed_is_told_though_it_changes_nothing(
    printed: Any, frozen: bytes, signed: Any, count: int, more: Any
) -> None:
    verdict = examine(more(signed(count) if count else frozen))

    assert verdict.outcome == Outcome.ALTERED
    assert UNSIGNED in verdict.reason or "structure est illisible" in verdict.reason


def test_a_signed_file_followed_by_what_nobody_signed_is_not_taken(
    printed: Any, frozen: bytes, prefecture_67: Any, p12: bytes
) -> None:
    pdf = one_object_more(signed_with(frozen, OWN, p12))

    with pytest.raises(TransitionRefused, match=UNSIGNED):
        take_back(printed, by=prefecture_67, pdf=pdf)


def test_the_sentence_says_what_was_seen(printed: Any, frozen: bytes, signed: Any) -> None:
    assert examine(frozen).reason == WHOLE
    assert examine(signed(2)).reason == SIGNED


def test_a_copy_that_the_analysis_finds_at_fault_is_no_more_genuine(
    printed: Any, signed: Any, tmp_path: Any
) -> None:
    pdf, file = signed(2), tmp_path / "signé.pdf"
    file.write_bytes(pdf)
    SignedCopy.objects.filter(rank=1).update(analysis_fault="champs en cause\u00a0: signature_prefecture")

    verdict = examine(pdf)

    assert (verdict.outcome, "trouvé un défaut" in verdict.reason) == (Outcome.ALTERED, True)
    with pytest.raises(CommandError):
        call_command("verify_pdf", str(file))


def test_what_proves_the_signatures_may_follow_them(printed: Any, frozen: bytes, signed: Any) -> None:
    raw = Raw(signed(2))
    at, root = int(raw.reader.trailer["/Size"]), raw.reader.root_ref.idnum
    proved = raw.revised((at, b"<</Type /DSS>>"), (root, raw.catalogue(DSS=at))).pdf
    with_more = raw.revised((at, b"<</Type /DSS>>"), (root, raw.catalogue(DSS=at, Lang=at))).pdf

    assert (examine(proved).outcome, examine(proved).reason) == (Outcome.GENUINE, PROVED)
    assert examine(with_more).outcome == Outcome.ALTERED
