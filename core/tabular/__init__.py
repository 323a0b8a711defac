"""Tables as CSV, XLSX or ODS: numbers are numbers, and no text can become a formula."""

from core.tabular.download import download
from core.tabular.export import CONTENT_TYPES, export, filename
from core.tabular.table import NOTE_SHEET, Column, ColumnKind, Table, TooManyRowsError

__all__ = [
    "CONTENT_TYPES",
    "NOTE_SHEET",
    "Column",
    "ColumnKind",
    "Table",
    "TooManyRowsError",
    "download",
    "export",
    "filename",
]
