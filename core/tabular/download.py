"""A table as the answer to a request."""

from datetime import date

from django.http import Http404, HttpResponse

from core.downloads import made_file
from core.tabular.export import CONTENT_TYPES, export, filename
from core.tabular.table import Table


def download(table: Table, file_format: str, on: date | None = None) -> HttpResponse:
    """The file, to be saved under the table's title, dated if asked; Http404 for a format that does not
    exist."""
    if file_format not in CONTENT_TYPES:
        raise Http404("Ce format n’existe pas\u00a0: demandez csv, xlsx ou ods.")
    return made_file(
        export(table, file_format),
        name=filename(table.title, file_format, on),
        content_type=CONTENT_TYPES[file_format],
    )
