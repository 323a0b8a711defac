"""The one door to the three formats."""

from collections.abc import Callable
from datetime import date

from django.utils.text import slugify

from core.tabular.delimited import to_csv
from core.tabular.ods import to_ods
from core.tabular.table import Table
from core.tabular.xlsx import to_xlsx

WRITERS: dict[str, Callable[[Table], bytes]] = {"csv": to_csv, "xlsx": to_xlsx, "ods": to_ods}
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
MAX_NAME = 80


def export(table: Table, file_format: str) -> bytes:
    """The file, in `file_format` « csv », « xlsx » or « ods » (KeyError otherwise). The rows are read once.

    Raises TooManyRowsError beyond what a sheet can hold.
    """
    return WRITERS[file_format](table)


def filename(title: str, file_format: str, on: date | None = None) -> str:
    """« indicateurs-67-2020-2025-06-30.xlsx »: ASCII alone, safe in a header and on every disk."""
    if file_format not in WRITERS:
        raise KeyError(file_format)
    stem = slugify(title.replace("’", " "))[:MAX_NAME].strip("-") or "export"
    return f"{stem}{f'-{on.isoformat()}' if on else ''}.{file_format}"
