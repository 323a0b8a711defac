"""Whether bytes are an office document of a kind, whole, alone, and without anything that runs."""

import io
import zipfile
from dataclasses import dataclass

MAX_MEMBERS = 5_000
MAX_UNPACKED = 300_000_000
MAX_PART = 1_000_000
START = 512
RUNS = ("vbaproject", "activex", "basic/", "scripts/", "oleobject", "macrosheets", "xl4macro")
PROGRAMS = (".exe", ".dll", ".com", ".bat", ".cmd", ".js", ".vbs", ".ps1", ".jar", ".msi", ".html", ".htm")
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
CONTENT_TYPES = "[Content_Types].xml"
BROKEN = "il est tronqué ou illisible"
OTHER_NATURE = "il est aussi un fichier d’une autre nature"


@dataclass(frozen=True)
class _Kind:
    """The parts a document must have; the content type of its whole, which must be written in one of them."""

    parts: tuple[str, ...]
    declared_in: str
    content_type: str


WORD, EXCEL = "wordprocessingml.document", "spreadsheetml.sheet"
KINDS = {
    "docx": _Kind((CONTENT_TYPES, "word/document.xml"), CONTENT_TYPES, f"{WORD}.main+xml"),
    "xlsx": _Kind((CONTENT_TYPES, "xl/workbook.xml"), CONTENT_TYPES, f"{EXCEL}.main+xml"),
    "odt": _Kind(("mimetype", "content.xml", "META-INF/manifest.xml"), "mimetype", f"{OPEN_DOCUMENT}text"),
    "ods": _Kind(
        ("mimetype", "content.xml", "META-INF/manifest.xml"), "mimetype", f"{OPEN_DOCUMENT}spreadsheet"
    ),
}


def office_fault(content: bytes, kind: str) -> str:
    """What is wrong with a document of a kind (« docx », « xlsx », « odt », « ods »), as the end of a French
    sentence; or nothing. Its members are named and counted; only its few main parts are opened, in bounds."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _archive_fault(archive, content) or _document_fault(archive, KINDS[kind])
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, ValueError, RuntimeError, NotImplementedError):
        return BROKEN


def _archive_fault(archive: zipfile.ZipFile, content: bytes) -> str:
    members = archive.infolist()
    names = [member.filename.replace("\\", "/").lower() for member in members]
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
        return "il se déplie en un contenu démesuré"
    if len(set(names)) != len(names):
        return "deux de ses parties portent le même nom"
    if any(name.startswith("/") or ".." in name.split("/") or "\0" in name for name in names):
        return "une de ses parties sortirait de son dossier"
    if any(member.flag_bits & 1 for member in members):
        return "il est chiffré"
    if not members or min(member.header_offset for member in members) != 0 or _trails(archive, content):
        return OTHER_NATURE
    if any(name.endswith(PROGRAMS) or any(mark in name for mark in RUNS) for name in names):
        return "il contient une macro ou un programme"
    return ""


def _trails(archive: zipfile.ZipFile, content: bytes) -> bool:
    """Whether something follows the end of the archive, or is written in its comment."""
    return bool(archive.comment) or content[-22:-18] != b"PK\x05\x06"


def _document_fault(archive: zipfile.ZipFile, kind: _Kind) -> str:
    names = set(archive.namelist())
    if not names.issuperset(kind.parts):
        return "il n’a pas les parties d’un tel document"
    declared = _text(archive, kind.declared_in)
    if kind.declared_in == "mimetype":
        if declared.strip() != kind.content_type:
            return "il n’a pas les parties d’un tel document"
        if "encryption-data" in _text(archive, "META-INF/manifest.xml"):
            return "il est chiffré"
    elif "macroenabled" in declared.lower():
        return "il contient une macro ou un programme"
    elif kind.content_type not in declared:
        return "il n’a pas les parties d’un tel document"
    main = _text(archive, kind.parts[1], START).lstrip("\ufeff \r\n\t")
    return "" if main.startswith("<") and "<!DOCTYPE" not in main else BROKEN


def _text(archive: zipfile.ZipFile, name: str, limit: int = MAX_PART) -> str:
    with archive.open(name) as part:
        return part.read(limit).decode("utf-8", "replace")
