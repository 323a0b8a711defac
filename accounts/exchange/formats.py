"""The files of the administration: CSV, XLSX and ODS, in and out, as French spreadsheets write them."""

import csv
import io
from typing import Any, ClassVar

from import_export.formats.base_formats import Format
from tablib import Dataset

from accounts.exchange.sheets import dataset_of
from core.tabular import CONTENT_TYPES, Column, Table, export
from core.tabular.reading import Limits, read_book
from core.tabular.texts import clean, opens_a_formula

LIMITS = Limits(file_bytes=2_000_000, rows=10_000, columns=100)


class FrenchCSV(Format):
    """Semicolons and UTF-8 with its mark on the way out; read as `core.tabular.reading` does."""

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
        return dataset_of(read_book(in_stream, "donnees.csv", LIMITS))

    def export_data(self, dataset: Dataset, **_: Any) -> bytes:
        """The file; no cell can become a formula."""
        output = io.StringIO()
        writer = csv.writer(output, delimiter=";", lineterminator="\r\n")
        writer.writerow(dataset.headers)
        writer.writerows([_guarded(cell) for cell in row] for row in dataset)
        return ("\ufeff" + output.getvalue()).encode()


class Workbook(Format):
    """A spreadsheet of the kind `extension`: its cells are texts on the way out, and read by their kinds."""

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

    def can_import(self) -> bool:
        """Yes."""
        return True

    def can_export(self) -> bool:
        """Yes."""
        return True

    def create_dataset(self, in_stream: bytes, **_: Any) -> Dataset:
        """The table of its only sheet. Raises UnreadableFile, also for what nobody could confirm."""
        return dataset_of(read_book(in_stream, f"donnees.{self.extension}", LIMITS))

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


FORMATS: list[type[Format]] = [FrenchCSV, XLSX, ODS]


def _guarded(cell: Any) -> str:
    text = clean(str(cell if cell is not None else ""))
    return f"'{text}" if opens_a_formula(text) else text
