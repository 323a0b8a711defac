"""The files of the administration: CSV in and out as French spreadsheets write it, XLSX and ODS out only.

Spreadsheet files are not read here: a small one can hold more cells than the server can bear.
"""

import csv
import io
from typing import Any, ClassVar

from import_export.formats.base_formats import Format
from tablib import Dataset

from core.tabular import CONTENT_TYPES, Column, Table, export
from core.tabular.texts import clean, opens_a_formula

MAX_BYTES = 2_000_000
MAX_ROWS = 10_000
DELIMITERS = ";,\t"


NO_TEXT = "Ce fichier n’est pas un texte lisible\u00a0: enregistrez-le en «\u00a0CSV UTF-8\u00a0»."


class UnreadableFile(ValueError):
    """The file cannot be read; the message says why, in French."""


class FrenchCSV(Format):
    """Semicolons and UTF-8 with its mark on the way out; commas, tabs and Windows' encoding are read too."""

    def __init__(self, encoding: str | None = None) -> None:
        self.encoding = encoding

    def get_title(self) -> str:
        """As the list of formats shows it."""
        return "csv"

    def get_extension(self) -> str:
        """Of the file's name."""
        return "csv"

    def get_content_type(self) -> str:
        """Of the answer."""
        return CONTENT_TYPES["csv"]

    def can_import(self) -> bool:
        """Yes."""
        return True

    def can_export(self) -> bool:
        """Yes."""
        return True

    def create_dataset(self, in_stream: bytes, **_: Any) -> Dataset:
        """The table of a file. Raises UnreadableFile when it is too large, empty, ragged, or no text."""
        if len(in_stream) > MAX_BYTES:
            raise UnreadableFile("Ce fichier dépasse 2 Mo : découpez-le.")
        lines = [line for line in _lines(decoded(in_stream)) if any(cell.strip() for cell in line)]
        if not 1 < len(lines) <= MAX_ROWS + 1:
            raise UnreadableFile("Ce fichier n’a pas de ligne sous ses titres, ou en a plus de 10 000.")
        headers = [header.strip() for header in lines[0]]
        for number, line in enumerate(lines[1:], start=2):
            if len(line) != len(headers):
                raise UnreadableFile(
                    f"Ligne {number} : {len(line)} cases, contre {len(headers)} dans la ligne des titres."
                )
        return Dataset(*[[_unguarded(cell) for cell in line] for line in lines[1:]], headers=headers)

    def export_data(self, dataset: Dataset, **_: Any) -> bytes:
        """The file; no cell can become a formula."""
        output = io.StringIO()
        writer = csv.writer(output, delimiter=";", lineterminator="\r\n")
        writer.writerow(dataset.headers)
        writer.writerows([_guarded(cell) for cell in row] for row in dataset)
        return ("\ufeff" + output.getvalue()).encode()


class Workbook(Format):
    """A spreadsheet of the kind `extension`, whose every cell is text."""

    extension: ClassVar[str]

    def __init__(self, encoding: str | None = None) -> None:
        self.encoding = encoding

    def get_title(self) -> str:
        """As the list of formats shows it."""
        return self.extension

    def get_extension(self) -> str:
        """Of the file's name."""
        return self.extension

    def get_content_type(self) -> str:
        """Of the answer."""
        return CONTENT_TYPES[self.extension]

    def can_export(self) -> bool:
        """Yes; reading is refused, see the module."""
        return True

    def export_data(self, dataset: Dataset, **_: Any) -> bytes:
        """The workbook."""
        columns = [Column(str(place), header) for place, header in enumerate(dataset.headers)]
        rows = [{str(place): cell for place, cell in enumerate(row)} for row in dataset]
        return export(Table("Données de référence", columns, rows), self.extension)


class XLSX(Workbook):
    """For Excel."""

    extension = "xlsx"


class ODS(Workbook):
    """For LibreOffice."""

    extension = "ods"


IMPORT_FORMATS: list[type[Format]] = [FrenchCSV]
EXPORT_FORMATS: list[type[Format]] = [FrenchCSV, XLSX, ODS]


def decoded(content: bytes) -> str:
    """The text of a file: UTF-8, else the encoding of French Windows. Raises UnreadableFile for neither."""
    if b"\0" in content:
        raise UnreadableFile(NO_TEXT)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise UnreadableFile(NO_TEXT) from error


def _lines(text: str) -> list[list[str]]:
    first = text.split("\n", 1)[0]
    try:
        return list(csv.reader(io.StringIO(text), delimiter=max(DELIMITERS, key=first.count), strict=True))
    except csv.Error as error:
        raise UnreadableFile("Un guillemet n’est pas fermé, ou une case est trop longue.") from error


def _guarded(cell: Any) -> str:
    text = clean(str(cell if cell is not None else ""))
    return f"'{text}" if opens_a_formula(text) else text


def _unguarded(cell: str) -> str:
    # What the export protected comes back as it was.
    return cell[1:] if cell.startswith("'") and opens_a_formula(cell[1:]) else cell
