"""The one door to the files that people send."""

from pathlib import PurePath

from core.formats import NBSP
from core.tabular.reading.book import Book
from core.tabular.reading.delimited import read_delimited
from core.tabular.reading.faults import UnreadableFile
from core.tabular.reading.limits import DEFAULT, Limits
from core.tabular.reading.workbook import read_workbook

WORKBOOKS = ("xlsx", "ods")
TEXTS = ("csv", "tsv", "txt", "tab")
ARCHIVE = b"PK\x03\x04"
SAVE_AGAIN = f"enregistrez-le en «{NBSP}Classeur Excel (.xlsx){NBSP}», en .ods ou en CSV"
MACROS = ("xlsm", "xltm", "xlam", "xlsb")


def read_book(content: bytes, name: str, limits: Limits = DEFAULT) -> Book:
    """What a file holds, told by its content and its name.

    Raises UnreadableFile when it is too large, of another kind than its name says, protected, dangerous,
    or holds more than `limits`.
    """
    if not content:
        raise UnreadableFile(f"Ce fichier est vide{NBSP}: vérifiez que vous envoyez le bon.")
    if len(content) > limits.file_bytes:
        raise UnreadableFile(
            f"Ce fichier dépasse {limits.file_bytes // 1_000_000}{NBSP}Mo{NBSP}: découpez-le."
        )
    extension = PurePath(name).suffix.lower().lstrip(".")
    if extension in WORKBOOKS:
        return _workbook(content, extension, limits)
    if extension in TEXTS:
        return _text(content, name, limits)
    if extension in MACROS:
        raise UnreadableFile(
            f"Ce classeur peut contenir des macros, qui ne sont pas admises{NBSP}: {SAVE_AGAIN}."
        )
    raise UnreadableFile(f"Ce fichier n’est ni un classeur .xlsx ou .ods, ni un CSV{NBSP}: {SAVE_AGAIN}.")


def _workbook(content: bytes, extension: str, limits: Limits) -> Book:
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFile(
            f"Ce classeur est protégé par un mot de passe, ou d’un ancien format (.xls){NBSP}:"
            f" ôtez la protection et {SAVE_AGAIN}."
        )
    if not content.startswith(ARCHIVE):
        raise UnreadableFile(
            f"Ce fichier porte le nom d’un classeur .{extension} mais n’en est pas un{NBSP}: ouvrez-le dans"
            f" votre tableur et {SAVE_AGAIN}."
        )
    return read_workbook(content, extension, limits)


def _text(content: bytes, name: str, limits: Limits) -> Book:
    if content.startswith((ARCHIVE, b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise UnreadableFile(
            f"Ce fichier porte le nom d’un CSV mais n’est pas un texte{NBSP}: donnez-lui l’extension de son"
            f" format, ou {SAVE_AGAIN}."
        )
    return read_delimited(content, PurePath(name).stem, limits)
