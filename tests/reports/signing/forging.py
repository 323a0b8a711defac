"""Twelve ways to forge a signed report, and files that are none."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.crypt import StandardSecurityHandler
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.stamp import TextStampStyle
from pypdf import PdfReader, PdfWriter

from snppe.demo.authority import Authority
from tests.reports.signing.conftest import DAY, KEY_WORD, Machine

Change = Callable[[IncrementalPdfFileWriter], None]
NAME = generic.NameObject


def added(pdf: bytes, change: Change) -> bytes:
    """The file with one more revision."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def page_added(writer: IncrementalPdfFileWriter) -> None:
    """A blank page at the end."""
    pages = writer.root["/Pages"]
    page = generic.DictionaryObject(
        {
            NAME("/Type"): NAME("/Page"),
            NAME("/Parent"): writer.root.raw_get("/Pages"),
            NAME("/MediaBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 595, 842))),
        }
    )
    pages["/Kids"].append(writer.add_object(page))
    pages[NAME("/Count")] = generic.NumberObject(int(pages["/Count"]) + 1)
    writer.update_container(pages)


def page_content_changed(writer: IncrementalPdfFileWriter) -> None:
    """The drawing of the first page replaced."""
    page = writer.root["/Pages"]["/Kids"][0]
    page[NAME("/Contents")] = writer.add_object(generic.StreamObject(stream_data=b"0 0 100 100 re f"))
    writer.update_container(page)


def field_drawn(writer: IncrementalPdfFileWriter) -> None:
    """An empty place made to look signed."""
    _draw_in(writer, writer.root["/AcroForm"]["/Fields"][0].get_object())


def _draw_in(writer: IncrementalPdfFileWriter, field: Any) -> None:
    drawn = generic.StreamObject(
        {
            NAME("/Type"): NAME("/XObject"),
            NAME("/Subtype"): NAME("/Form"),
            NAME("/BBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 100, 50))),
        },
        stream_data=b"0 0 100 50 re f",
    )
    field[NAME("/AP")] = generic.DictionaryObject({NAME("/N"): writer.add_object(drawn)})
    writer.update_container(field)


def filled_by(kind: str, subfilter: str, name: str = "signature_ars") -> Change:
    """The place of a party drawn, and filled by what is not read as a signature: another type, another way.
    Its content is that of one that was given."""

    def _change(writer: IncrementalPdfFileWriter) -> None:
        held = [one.get_object() for one in writer.root["/AcroForm"]["/Fields"]]
        given = next(field["/V"] for field in held if "/V" in field)
        place = next(field for field in held if field["/T"] == name)
        kept = {NAME(key): given.raw_get(key) for key in ("/Filter", "/ByteRange", "/Contents")}
        told = {NAME("/Type"): NAME(kind), NAME("/SubFilter"): NAME(subfilter)}
        place[NAME("/V")] = writer.add_object(generic.DictionaryObject(kept | told))
        _draw_in(writer, place)

    return _change


def signature_removed(writer: IncrementalPdfFileWriter) -> None:
    """The first signature taken out of its field."""
    field = next(one.get_object() for one in writer.root["/AcroForm"]["/Fields"] if "/V" in one.get_object())
    del field["/V"]
    writer.update_container(field)


def data_replaced(writer: IncrementalPdfFileWriter) -> None:
    """Other data attached in place of the report's."""
    writer.root[NAME("/Names")] = generic.DictionaryObject()
    writer.update_root()


def program_added(writer: IncrementalPdfFileWriter) -> None:
    """Something that runs when the file is opened."""
    action = generic.DictionaryObject(
        {NAME("/S"): NAME("/JavaScript"), NAME("/JS"): generic.pdf_string("app.alert(1)")}
    )
    writer.root[NAME("/OpenAction")] = writer.add_object(action)
    writer.update_root()


def signature_transplanted(writer: IncrementalPdfFileWriter) -> None:
    """The signature of one party shown in the place of another."""
    held = [one.get_object() for one in writer.root["/AcroForm"]["/Fields"]]
    given = next(field for field in held if "/V" in field)
    empty = next(field for field in held if "/V" not in field)
    empty[NAME("/V")] = given.raw_get("/V")
    writer.update_container(empty)


def signed_with(pdf: bytes, field: str, p12: bytes) -> bytes:
    """The file signed by another program than ours."""
    signer = signers.SimpleSigner.load_pkcs12_data(p12, other_certs=[], passphrase=KEY_WORD.encode())
    told = signers.PdfSignatureMetadata(field_name=field, subfilter=fields.SigSeedSubFilter.PADES)
    written: Any = signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), told, signer=signer)
    return bytes(written.getvalue())


def stamped_with(pdf: bytes, field: str, p12: bytes, place: fields.SigFieldSpec | None = None) -> bytes:
    """The file signed by another program, which draws its own stamp: in a field that is there, or in `place`,
    which it makes."""
    signer = signers.SimpleSigner.load_pkcs12_data(p12, other_certs=[], passphrase=KEY_WORD.encode())
    told = signers.PdfSignatureMetadata(field_name=field, subfilter=fields.SigSeedSubFilter.PADES)
    drawn = TextStampStyle(stamp_text="Signe par %(signer)s le %(ts)s", border_width=2)
    author = signers.PdfSigner(told, signer=signer, stamp_style=drawn, new_field_spec=place)
    written: Any = author.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)))
    return bytes(written.getvalue())


def digit_changed(pdf: bytes) -> bytes:
    """One byte of a page, the length kept."""
    place = pdf.index(b"stream\n", 4_000) + 40
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]


def signature_corrupted(pdf: bytes) -> bytes:
    """One digit inside the last signature."""
    start = pdf.rindex(b"/Contents <")
    place = len(pdf[: pdf.index(b">", start)].rstrip(b"0")) - 20
    return _digit_changed(pdf, place)


def certificate_changed(pdf: bytes) -> bytes:
    """One digit of what comes with the last signature, which its arithmetic does not cover."""
    return _digit_changed(pdf, pdf.rindex(b"/Contents <") + 400)


def _digit_changed(pdf: bytes, place: int) -> bytes:
    other = b"0" if pdf[place : place + 1] != b"0" else b"1"
    return pdf[:place] + other + pdf[place + 1 :]


def encrypted(pdf: bytes) -> bytes:
    """The file declared encrypted by what follows it, its own bytes kept."""
    told = StandardSecurityHandler.build_from_pw("secret").as_pdf_object()
    kept: list[generic.IndirectObject] = []
    longer = added(pdf, lambda writer: kept.append(writer.add_object(told)))
    head, last, tail = longer.rpartition(b"trailer")
    return head + last + tail.replace(b"<<", b"<< /Encrypt %d 0 R" % kept[0].idnum, 1)


def written_anew(pdf: bytes, password: str = "") -> bytes:
    """The same pages saved by another program, under a password when one is given."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf)))
    if password:
        writer.encrypt(password)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def forged(pdf: bytes, machine: Machine) -> dict[str, bytes]:
    """Twelve forgeries of a report that two parties have signed, the place of the département empty."""
    now, name, field = datetime.now(UTC), "Collectivité européenne d’Alsace", "signature_departement"
    other = Authority.create(since=now - DAY, name="Autorité inconnue")
    own = {"since": now - DAY, "until": now + DAY}
    past = {"since": now - 3 * DAY, "until": now - 2 * DAY}
    return {
        "page ajoutée": added(pdf, page_added),
        "page changée": added(pdf, page_content_changed),
        "champ dessiné": added(pdf, field_drawn),
        "signature retirée": added(pdf, signature_removed),
        "signature déplacée": added(pdf, signature_transplanted),
        "données remplacées": added(pdf, data_replaced),
        "programme ajouté": added(pdf, program_added),
        "octet changé": digit_changed(pdf),
        "signature abîmée": signature_corrupted(pdf),
        "certificat joint changé": certificate_changed(pdf),
        "réenregistré": written_anew(pdf),
        "autorité inconnue": signed_with(pdf, field, other.seal(name, KEY_WORD, **own)),
        "certificat expiré": signed_with(pdf, field, machine.authority.seal(name, KEY_WORD, **past)),
        "étranger au contrat": signed_with(pdf, field, machine.authority.seal("Un tiers", KEY_WORD, **own)),
        "suite ajoutée": pdf + b"\n<html>\n%%EOF\n",
    }
