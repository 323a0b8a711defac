"""Files that people attach: told by their content, refused when they are anything else or anything more."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from core.attachments import MAX_BYTES, AttachmentRefused, inspected
from core.filenames import harmless
from core.office import CONTENT_TYPES

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."


def image(kind: str, size: tuple[int, int] = (8, 8)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#26a").save(out, kind)
    return out.getvalue()


def archive(parts: dict[str, str], **more: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, text in (parts | more).items():
            made.writestr(name, text)
    return out.getvalue()


def docx(**more: str) -> dict[str, str]:
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{WORD}"/></Types>'
    return {CONTENT_TYPES: types, "word/document.xml": '<?xml version="1.0"?><w:document/>'} | more


def odt(kind: str = "text") -> dict[str, str]:
    manifest = "<manifest:manifest/>"
    return {
        "mimetype": f"{OPEN_DOCUMENT}{kind}",
        "content.xml": "<?xml version='1.0'?><office:document-content/>",
        "META-INF/manifest.xml": manifest,
    }


def xlsx() -> bytes:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


GOOD: dict[str, Callable[[], bytes]] = {
    "acte.pdf": lambda: PDF,
    "ACTE.PDF": lambda: PDF,
    "capture.png": lambda: image("PNG"),
    "photo.jpg": lambda: image("JPEG"),
    "photo.jpeg": lambda: image("JPEG"),
    "note.docx": lambda: archive(docx()),
    "tableau.xlsx": xlsx,
    "note.odt": lambda: archive(odt()),
    "tableau.ods": lambda: archive(odt("spreadsheet")),
}


def huge_png(width: int = 60_000, height: int = 60_000) -> bytes:
    """A well-formed PNG of a few hundred bytes that claims 3.6 billion pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def huge_jpeg() -> bytes:
    """A JPEG whose frame header claims 60,000 × 60,000."""
    content = bytearray(image("JPEG"))
    at = content.index(b"\xff\xc0")
    content[at + 5 : at + 9] = struct.pack(">HH", 60_000, 60_000)
    return bytes(content)


def twice(name: str) -> bytes:
    """An archive in which two parts have the same name."""
    out = io.BytesIO(archive(docx()))
    with zipfile.ZipFile(out, "a") as made, pytest.warns(UserWarning, match="Duplicate name"):
        made.writestr(name, "<autre/>")
    return out.getvalue()


def encrypted() -> bytes:
    """The same document with the bit that says its parts are encrypted."""
    content = bytearray(archive(docx()))
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    return bytes(content)


def swollen() -> bytes:
    """A small document that claims to unpack to a gigabyte."""
    content = bytearray(archive(docx()))
    at = content.index(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 1_000_000_000)
    return bytes(content)


ZIP = archive({"lisez-moi.txt": "rien"})
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
EXE = b"MZ" + b"\x90\0" * 200
MACRO = archive(docx(), **{"word/vbaProject.bin": "macro"})
MACRO_TYPES = docx()[CONTENT_TYPES].replace("document.main", "document.macroEnabled.main")
BAD: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "an SVG": ("dessin.svg", lambda: SVG, "format accepté"),
    "an SVG named PNG": ("dessin.png", lambda: SVG, "n’est pas celui d’un fichier PNG"),
    "a page": ("page.html", lambda: HTML, "format accepté"),
    "a page named PDF": ("page.pdf", lambda: HTML, "n’est pas celui d’un fichier PDF"),
    "a program": ("outil.exe", lambda: EXE, "format accepté"),
    "a program named DOCX": ("outil.docx", lambda: EXE, "n’est pas celui d’un fichier DOCX"),
    "a program with two extensions": ("photo.png.exe", lambda: image("PNG"), "format accepté"),
    "an .htaccess": (".htaccess", lambda: b"Options +Indexes", "format accepté"),
    "an .htaccess with a good content": (".htaccess", lambda: PDF, "format accepté"),
    "no extension": ("acte", lambda: PDF, "format accepté"),
    "nothing": ("acte.pdf", lambda: b"", "vide"),
    "too heavy": ("acte.pdf", lambda: PDF + b"\0" * MAX_BYTES, "Mo au plus"),
    "an image of another kind": ("photo.jpg", lambda: image("PNG"), "n’est pas celui"),
    "a huge PNG": ("carte.png", huge_png, "soixante millions de pixels"),
    "a huge JPEG": ("carte.jpg", huge_jpeg, "soixante millions de pixels"),
    "a truncated PNG": ("photo.png", lambda: image("PNG", (64, 64))[:-20], "tronqué"),
    "a PNG followed by a ZIP": ("photo.png", lambda: image("PNG") + ZIP, "suivi d’autre chose"),
    "a JPEG followed by a ZIP": ("photo.jpg", lambda: image("JPEG") + ZIP, "suivi d’autre chose"),
    "a JPEG followed by a page": ("photo.jpg", lambda: image("JPEG") + HTML, "autre nature"),
    "a PNG with a page inside": ("photo.png", lambda: image("PNG")[:-12] + HTML, "autre nature"),
    "a PDF after a page": ("acte.pdf", lambda: HTML + PDF, "n’est pas celui"),
    "a PDF with a page in its head": ("acte.pdf", lambda: PDF[:9] + HTML + PDF[9:], "autre nature"),
    "a PDF followed by a ZIP": ("acte.pdf", lambda: PDF + ZIP, "suivi d’autre chose"),
    "a PDF that is a ZIP": ("acte.pdf", lambda: PDF + ZIP + b"\n%%EOF\n", "autre nature"),
    "a truncated PDF": ("acte.pdf", lambda: PDF[:-8], "tronqué"),
    "a PDF of no version": ("acte.pdf", lambda: PDF.replace(b"1.7", b"x.y"), "en-tête"),
    "a PDF with a script": ("a.pdf", lambda: PDF.replace(b"/Type", b"/JavaScript (x) /Type"), "programme"),
    "a PDF with a hidden script": ("a.pdf", lambda: PDF.replace(b"/Type", b"/J#53 (x) /Type"), "programme"),
    "a PDF that launches": ("acte.pdf", lambda: PDF.replace(b"/Type", b"/Launch /Type"), "programme"),
    "a plain ZIP named DOCX": ("note.docx", lambda: ZIP, "parties"),
    "a DOCX named XLSX": ("note.xlsx", lambda: archive(docx()), "parties"),
    "an ODT named ODS": ("note.ods", lambda: archive(odt()), "parties"),
    "a DOCX with a macro": ("note.docx", lambda: MACRO, "macro"),
    "a DOCM named DOCX": ("note.docx", lambda: archive(docx() | {CONTENT_TYPES: MACRO_TYPES}), "macro"),
    "an ODT with a macro": ("note.odt", lambda: archive(odt(), **{"Basic/Standard/m.xml": ""}), "macro"),
    "a program in a DOCX": ("note.docx", lambda: archive(docx(), **{"word/media/a.exe": ""}), "programme"),
    "an object in a DOCX": (
        "note.docx",
        lambda: archive(docx(), **{"word/embeddings/oleObject1.bin": ""}),
        "programme",
    ),
    "a DOCX after a page": ("note.docx", lambda: HTML + archive(docx()), "n’est pas celui"),
    "a DOCX followed by a page": ("note.docx", lambda: archive(docx()) + HTML, "autre nature"),
    "a DOCX that leaves its folder": ("note.docx", lambda: archive(docx(), **{"../x.xml": ""}), "dossier"),
    "a DOCX with an absolute part": ("note.docx", lambda: archive(docx(), **{"/etc/x": ""}), "dossier"),
    "a DOCX with a part twice": ("note.docx", lambda: twice("word/document.xml"), "même nom"),
    "an encrypted DOCX": ("note.docx", encrypted, "chiffré"),
    "an encrypted ODT": (
        "note.odt",
        lambda: archive(odt() | {"META-INF/manifest.xml": "<manifest:encryption-data/>"}),
        "chiffré",
    ),
    "a DOCX that swells": ("note.docx", swollen, "démesuré"),
    "a DOCX of too many parts": (
        "note.docx",
        lambda: archive(docx() | {f"word/{n}.xml": "" for n in range(5_001)}),
        "démesuré",
    ),
    "a DOCX with entities": (
        "note.docx",
        lambda: archive(docx(**{"word/document.xml": "<?xml version='1.0'?><!DOCTYPE x []><x/>"})),
        "illisible",
    ),
    "a truncated DOCX": ("note.docx", lambda: archive(docx())[:-10], "illisible"),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_file_of_an_accepted_format_is_kept_under_a_name_of_ours(name: str) -> None:
    content = GOOD[name]()

    kept = inspected(SimpleUploadedFile(name, content))

    assert (kept.name, kept.content) == (name, content)
    assert kept.stored_name.endswith(f".{kept.extension}")
    assert len(kept.stored_name) == 32 + 1 + len(kept.extension)
    assert name.partition(".")[0] not in kept.stored_name


def test_two_files_of_one_name_are_stored_under_two() -> None:
    upload = SimpleUploadedFile("acte.pdf", PDF)
    first = inspected(upload)
    upload.seek(0)

    assert inspected(upload).stored_name != first.stored_name


@pytest.mark.parametrize("case", BAD)
def test_anything_else_is_refused_with_its_reason(case: str) -> None:
    name, content, reason = BAD[case]

    with pytest.raises(AttachmentRefused, match=reason):
        inspected(SimpleUploadedFile(name, content(), content_type="application/pdf"))


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\windows\\acte.pdf", "acte.pdf"),
        ("C:\\fakepath\\acte.pdf", "acte.pdf"),
        ("acte\0.pdf", "acte.pdf"),
        ("acte.pdf\r\nSet-Cookie: x=1", "acte.pdfSet-Cookie x1"),
        ('acte"; filename="x.exe.pdf', "acte; filenamex.exe.pdf"),
        ("acte\u202efdp.exe.pdf", "actefdp.exe.pdf"),
        ("acte\u200b\u2066.pdf", "acte.pdf"),
        ("é" * 300 + ".pdf", "é" * 116 + ".pdf"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("nul", "_nul"),
        ("com1.docx", "_com1.docx"),
        ("...", "document"),
        ("<script>.pdf", "script.pdf"),
        ("Délibération n° 12 (2024).pdf", "Délibération n° 12 (2024).pdf"),
    ],
)
def test_a_name_is_made_harmless(sent: str, kept: str) -> None:
    assert harmless(sent, "document") == kept.replace("x1", "x=1").replace("filenamex", "filename=x")
