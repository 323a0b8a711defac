"""What a file may hold after the agreed report: places that a tool makes, and what is made to cost."""

import tracemalloc
from datetime import UTC, datetime
from io import BytesIO
from time import process_time

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from core.workflow import TransitionRefused
from reports.signing.bringing import take_back
from reports.signing.changes import MOST_FIELDS, forbidden_change
from reports.signing.revisions import MOST, is_chained
from reports.signing.verdict import Outcome, examine
from tests.reports.signing.conftest import DAY, KEY_WORD
from tests.reports.signing.forging import NAME

PLACE = "Signature1"
NOWHERE, WHOLE_PAGE = (0, 0, 0, 0), (0, 0, 595, 842)


def runs(field):
    """A program, run when the page opens."""
    action = {NAME("/S"): NAME("/JavaScript"), NAME("/JS"): generic.pdf_string("app.alert(1)")}
    field[NAME("/AA")] = generic.DictionaryObject({NAME("/PO"): generic.DictionaryObject(action)})


def leads_elsewhere(field):
    """A link to another site."""
    action = {NAME("/S"): NAME("/URI"), NAME("/URI"): generic.pdf_string("https://ailleurs.example")}
    field[NAME("/A")] = generic.DictionaryObject(action)


def does_nothing(field):
    """As a tool makes it."""


def place_made(pdf, box, change=does_nothing):
    """The file with a place of its own on its first page, still empty."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    fields.append_signature_field(writer, fields.SigFieldSpec(PLACE, on_page=0, box=box))
    field = writer.root["/AcroForm"]["/Fields"][-1].get_object()
    change(field)
    writer.update_container(field)
    return writer


def signed_there(pdf, machine, *made):
    """The file signed by the préfecture in a place that its tool makes in the same go."""
    now = datetime.now(UTC)
    p12 = machine.authority.seal("Préfecture du Bas-Rhin", KEY_WORD, since=now - DAY, until=now + DAY)
    signer = signers.SimpleSigner.load_pkcs12_data(p12, other_certs=[], passphrase=KEY_WORD.encode())
    told = signers.PdfSignatureMetadata(field_name=PLACE, subfilter=fields.SigSeedSubFilter.PADES)
    return signers.sign_pdf(place_made(pdf, *made), told, signer=signer).getvalue()


@pytest.mark.parametrize(
    ("made", "why"),
    [
        ((NOWHERE, runs), "une page y est ajoutée, retirée ou modifiée|un champ y est modifié"),
        ((NOWHERE, leads_elsewhere), "une page y est ajoutée, retirée ou modifiée|un champ y est modifié"),
        ((WHOLE_PAGE,), "une signature y est dessinée hors des emplacements prévus"),
        (((60, 400, 220, 420),), "une signature y est dessinée hors des emplacements prévus"),
    ],
)
def test_a_signature_neither_runs_a_program_nor_covers_what_a_page_says(
    printed, frozen, machine, prefecture_67, made, why
):
    pdf = signed_there(frozen, machine, *made)

    with pytest.raises(TransitionRefused, match=why):
        take_back(printed, by=prefecture_67, pdf=pdf)
    assert examine(pdf).outcome == Outcome.ALTERED


def test_a_place_that_takes_no_room_is_one_that_a_tool_may_make(printed, frozen, machine, prefecture_67):
    assert take_back(printed, by=prefecture_67, pdf=signed_there(frozen, machine, NOWHERE)).rank == 1


def test_the_place_of_a_party_is_not_shown_on_another_page(frozen, machine):
    now = datetime.now(UTC)
    writer = IncrementalPdfFileWriter(BytesIO(frozen))
    field = next(
        one for one in writer.root["/AcroForm"]["/Fields"] if one.get_object()["/T"] == "signature_prefecture"
    )
    page = writer.root["/Pages"]["/Kids"][0]
    page[NAME("/Annots")] = generic.ArrayObject([*page.get("/Annots", []), field])
    writer.update_container(page)
    p12 = machine.authority.seal("Préfecture du Bas-Rhin", KEY_WORD, since=now - DAY, until=now + DAY)
    signer = signers.SimpleSigner.load_pkcs12_data(p12, other_certs=[], passphrase=KEY_WORD.encode())
    told = signers.PdfSignatureMetadata("signature_prefecture", subfilter=fields.SigSeedSubFilter.PADES)

    pdf = signers.sign_pdf(writer, told, signer=signer).getvalue()

    assert "une page y est" in examine(pdf).reason


def revision(pdf, objects, previous, root=1):
    """The file with one more revision of these objects (number, body), and where its table begins."""
    parts, at, table = [pdf], len(pdf), []
    for number, body in objects:
        table.append(b"%d 1\n%010d 00000 n \n" % (number, at))
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        at += len(parts[-1])
    named = b" /Prev %d" % previous if previous else b""
    end = b"trailer\n<</Size 99999 /Root %d 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (root, named, at)
    return b"".join([*parts, b"xref\n", *table, end]), at


def catalogue(fields):
    held = b" ".join(b"%d 0 R" % one for one in fields)
    return b"<</Type/Catalog/Pages 2 0 R/AcroForm<</SigFlags 3/Fields[%s]>>>>" % held


BARE, TABLE = revision(b"%PDF-1.7\n", [(1, catalogue([])), (2, b"<</Type/Pages/Kids[]/Count 0>>")], 0)


def test_a_small_file_of_many_revisions_is_not_compared_one_by_one():
    pdf, table = BARE, TABLE
    for number in range(MOST):
        pdf, table = revision(pdf, [(10 + number, b"<<>>")], table)

    assert is_chained(pdf, len(BARE))
    assert not is_chained(revision(pdf, [(9, b"<<>>")], table)[0], len(BARE))


def test_a_file_of_many_signed_fields_is_refused_before_they_are_compared():
    def of(count):
        numbers = range(10, 10 + count)
        signed = [(one, b"<</FT/Sig/T(a)/V %d 0 R>>" % (one + 5000)) for one in numbers]
        values = [(one + 5000, b"<</Type/Sig>>") for one in numbers]
        return revision(BARE, [(1, catalogue(numbers)), *signed, *values], TABLE)[0]

    assert forbidden_change(of(MOST_FIELDS), len(BARE)) == ""
    assert forbidden_change(of(MOST_FIELDS + 1), len(BARE)) == "un champ y est modifié"


def test_what_is_added_is_bounded_before_it_is_read():
    heavy = revision(BARE, [(10, b"[" + b"0 " * 3_000_000 + b"]")], TABLE)[0]

    assert forbidden_change(heavy, len(BARE)) == "plus de cinq mégaoctets y sont ajoutés"


DENSE = "bien plus que des signatures y est ajouté"
MARKS = b"1 " * 500_000


@pytest.mark.parametrize(
    "objects",
    [
        [(10, b"<</Lock[" + MARKS + b"]>>")],
        [(10, b"<</Type/DSS/Certs[" + b"[]" * 500_000 + b"]>>")],
        [(10, b"<</Lock[" + b"(a)" * 300_000 + b"]>>")],
        [(10, b"<</Lock[" + b"/A" * 500_000 + b"]>>")],
        [(number, b"<<>>") for number in range(10, 20_000)],
        # As if all that follows were the body of a stream, a string or a comment.
        [(10, b"<</A(>>stream\n)/Lock[" + MARKS + b"]>>")],
        [(10, b"<</A 1 %>>stream\n\n/Lock[" + MARKS + b"]>>")],
        [(10, b"<</A((b)%)/Lock[" + MARKS + b"]>>")],
        [(10, b"<</A 1 %<\n/Lock[" + MARKS + b"]%>\n>>")],
    ],
    ids=["lock", "arrays", "strings", "names", "objects", "as_stream", "as_comment", "as_both", "as_digits"],
)
def test_a_file_of_countless_marks_is_refused_before_it_is_read(objects):
    dense = revision(BARE, objects, TABLE)[0]
    started = process_time()

    fault = forbidden_change(dense, len(BARE))

    assert (fault, process_time() - started < 1) == (DENSE, True)


def test_a_long_list_of_revoked_certificates_and_a_long_signature_may_be_added():
    listed = b"<</Length 3000000>>\nstream\n" + b"\x01 " * 1_500_000 + b"\nendstream"
    signed = b"<</Type/Sig/Contents<" + b"0" * 500_000 + b">>>"

    fault = forbidden_change(revision(BARE, [(10, listed), (11, signed)], TABLE)[0], len(BARE))

    assert fault == ""


def test_a_form_that_was_not_there_holds_signatures_alone():
    bare, table = revision(
        b"%PDF-1.7\n", [(1, b"<</Type/Catalog/Pages 2 0 R>>"), (2, b"<</Type/Pages/Kids[]/Count 0>>")], 0
    )
    form = b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[]/SigFlags 3%s>>>>"

    plain, drawn = (revision(bare, [(1, form % more)], table)[0] for more in (b"/DA(/F 0 Tf)", b"/XFA(<x/>)"))

    assert forbidden_change(plain, len(bare)) == ""
    assert forbidden_change(drawn, len(bare)) == "un champ y est modifié"


@pytest.mark.parametrize("mark", [b"%%EOF", b"/EmbeddedFile "])
def test_a_file_made_of_marks_alone_costs_no_more_than_itself(db, mark):
    pdf = b"%PDF-1.7" + mark * 400_000
    tracemalloc.start()

    outcome = examine(pdf).outcome

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (outcome, peak < 2 * len(pdf)) == (Outcome.UNKNOWN, True)
